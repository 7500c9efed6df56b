"""Declaring under one's own reference: sent again, it is the same declaration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from thongquan.actions.crossing.declare import declare_read, save_draft, submit
from thongquan.actions.trail import Receipt
from thongquan.core.actor import Actor
from thongquan.core.forms import FORMS
from thongquan.core.reading import JSON
from thongquan.core.refused import Conflict, Finding
from thongquan.core.rule import local_day
from thongquan.models import VehicleDeclaration

#: registered, but free to be sent again with other content
OPEN = ("draft", "returned")


@dataclass(frozen=True)
class Taken:
    """A declaration taken in; `again` when it had been taken before under the same reference."""

    declaration: VehicleDeclaration
    warnings: tuple[Finding, ...] = ()
    receipt: Receipt | None = None
    again: bool = False


def take(
    values: Mapping[str, Any], *, declarant_id: int, by: Actor, at: datetime, die: int, mode: str = "road",
    agent_id: int | None = None, source: str = "api",
) -> Taken:
    """Declare, unless this declarant has already declared under the same own reference.

    The same content gets the same declaration; a returned one is submitted anew with the new content;
    other content under a reference in use is refused (REF-01).
    """
    read = FORMS[mode].read(values, language=JSON, on=local_day(at))
    reference = read[0].get("own_reference") or ""

    def new() -> Taken:
        made = declare_read(read, declarant_id=declarant_id, by=by, at=at, die=die, mode=mode, agent_id=agent_id, source=source)
        return Taken(made.declaration, (*left_out(read[1]), *made.warnings), made.receipt)

    if not reference:
        return new()
    known = under(reference, declarant_id)
    if known is None:
        try:
            with transaction.atomic():
                return new()
        except IntegrityError:  # the same reference was sent twice at once, and the other was faster
            known = under(reference, declarant_id)
            if known is None:
                raise
    return _again(known, values, by=by, at=at, die=die)


def left_out(mistakes: Iterable[Finding]) -> tuple[Finding, ...]:
    """Warnings about what was sent and the form does not know (FRM-07)."""
    return tuple(finding for finding in mistakes if not finding.blocks)


def under(reference: str, declarant_id: int) -> VehicleDeclaration | None:
    """The declaration this declarant has registered under a reference."""
    return VehicleDeclaration.objects.filter(declarant_id=declarant_id, own_reference=reference).first()


def _again(known: VehicleDeclaration, values: Mapping[str, Any], *, by: Actor, at: datetime, die: int) -> Taken:
    if known.state in OPEN:
        save_draft(known.pk, values, by=by, at=at)
        made = submit(known.pk, by=by, at=at, die=die)
        mistakes = FORMS[known.mode].read(values, language=JSON, draft=True)[1]
        return Taken(made.declaration, (*left_out(mistakes), *made.warnings), made.receipt, again=True)
    form = FORMS[known.mode]
    if form.write(form.read(values, language=JSON, draft=True)[0]) != known.body:
        raise Conflict("REF-01", "/own_reference", number=known.number or "")
    return Taken(known, again=True)
