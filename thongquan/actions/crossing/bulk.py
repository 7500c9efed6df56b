"""A sheet of many vehicles: valid rows are declared, the others keep their reasons."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from thongquan.actions.crossing.declare import declare, may_declare_for
from thongquan.core.actor import Actor
from thongquan.core.forms import FORMS
from thongquan.core.refused import Finding, NotFound, Refused, RulesBroken
from thongquan.core.rule import local_day
from thongquan.models import BulkFile
from thongquan.queries.crossing.prefill import complete

#: rows taken in one go, so that every answer comes within seconds
PORTION = 40
NumberedRow = tuple[int, Mapping[str, Any]]


def keep_file(
    content: bytes, *, file_name: str, total: int, mode: str, declarant_id: int, by: Actor, at: datetime,
) -> BulkFile:
    """Keep a readable file for taking; the same file sent again is the same row.

    Read before as another means of transport, with no row declared, it begins anew.
    """
    may_declare_for(declarant_id, by)
    kept, _ = BulkFile.objects.get_or_create(
        declarant_id=declarant_id, sha256=hashlib.sha256(content).hexdigest(),
        defaults={"file_name": file_name[:200], "content": content, "total": total, "mode": mode, "at": at, "by_id": by.id})
    if kept.mode != mode and not kept.accepted:
        kept.mode, kept.total, kept.done, kept.returned, kept.reasons = mode, total, 0, 0, {}
        kept.save()
    return kept


def take_rows(
    pk: int, rows: Sequence[NumberedRow], *, by: Actor, at: datetime, dice: Iterable[int], agent_id: int | None = None,
) -> BulkFile:
    """Declare the next portion of a kept file.

    `rows` are all rows of the file as (number, raw answers); those already taken are passed over. Each row is
    undone alone when it is refused, and its findings stay with the file.
    """
    kept = BulkFile.objects.select_for_update().filter(pk=pk, declarant_id__in=by.parties).first()
    if kept is None:
        raise NotFound("GEN-404")
    for (number, answers), die in zip(rows[kept.done:kept.done + PORTION], dice, strict=False):
        try:
            with transaction.atomic():
                kept.numbers.append([number, _declared(kept, answers, agent_id, by, at, die)])
                kept.accepted += 1
        except Refused as refused:
            kept.reasons[str(number)] = [asdict(finding) for finding in refused.findings if finding.blocks]
            kept.returned += 1
        kept.done += 1
    kept.save()
    return kept


def _declared(kept: BulkFile, answers: Mapping[str, Any], agent_id: int | None, by: Actor, at: datetime, die: int) -> str:
    """The number one row was registered under."""
    form = FORMS[kept.mode]
    values, mistakes = form.read(answers, on=local_day(at))
    if any(mistake.blocks for mistake in mistakes):
        raise RulesBroken(mistakes)
    whole = form.write(complete(values, kept.declarant_id, kept.mode, at))
    made = declare(whole, declarant_id=kept.declarant_id, by=by, at=at, die=die, mode=kept.mode,
                   agent_id=agent_id, source="bulk")
    return made.declaration.number or ""


def reasons_of(kept: BulkFile) -> dict[int, list[Finding]]:
    """The findings of each returned row."""
    return {int(number): [Finding(**one) for one in found] for number, found in kept.reasons.items()}
