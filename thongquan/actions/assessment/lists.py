"""Named lists that profiles may cite beside other conditions; every change has a reason."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.assessment.rules import WRITES
from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.refused import NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.core.words import Words
from thongquan.models import EntityEntry, EntityList

DIGEST = RawSQL("tq_digest(to_jsonb(entity_list))", [], output_field=TextField())
NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
LONGEST = 120


def make_list(name: str, *, kind: str, words: Words, purpose: str, by: Actor, at: datetime) -> EntityList:
    """A new empty list of codes or entities."""
    _writes(by)
    if not NAME.fullmatch(name) or kind not in ("code", "entity") or EntityList.objects.filter(name=name).exists():
        raise Refused("GPF-08", "/name")
    row = EntityList.objects.create(name=name, kind=kind, purpose=purpose.strip(), words={"vi": words.vi, "en": words.en, "zh": words.zh})
    record("assessment.make_list", row, by=by, at=at, reason=row.purpose, facts={"list": name})
    return row


def add_entry(name: str, value: str, *, reason: str, until: date | None = None, by: Actor, at: datetime) -> EntityEntry:
    """Put a name, number or code on a list, with the ground for it."""
    found, value = _changed(name, reason, by), value.strip()
    if not 0 < len(value) <= LONGEST or (until is not None and until < local_day(at)):
        raise Refused("GPF-08", "/value")
    entry = EntityEntry.objects.create(entity_list=found, value=value, reason=reason.strip(), since=local_day(at), until=until, added_by=by.id)
    _tell(found, "add_entry", reason, by, at)
    return entry


def remove_entry(pk: int, *, reason: str, by: Actor, at: datetime) -> EntityEntry:
    """Take an entry off its list from now on; the row stays as history."""
    entry = EntityEntry.objects.select_related("entity_list").filter(pk=pk, removed_by=None).first()
    if entry is None:
        raise NotFound("GEN-404")
    found = _changed(entry.entity_list.name, reason, by)
    if entry.since >= local_day(at):
        entry.delete()
    else:
        entry.until, entry.removed_by = date.fromordinal(local_day(at).toordinal() - 1), by.id
        entry.save()
    _tell(found, "remove_entry", reason, by, at)
    return entry


def _changed(name: str, reason: str, by: Actor) -> EntityList:
    _writes(by)
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    found = EntityList.objects.select_for_update().annotate(digest=DIGEST).filter(name=name).first()
    if found is None:
        raise NotFound("GEN-404")
    return found


def _tell(found: EntityList, act: str, reason: str, by: Actor, at: datetime) -> None:
    """The next revision: what was compiled with the one before is compiled anew."""
    found.revision += 1
    found.save()
    record(f"assessment.{act}", found, by=by, at=at, reason=reason.strip(), facts={"list": found.name, "revision": found.revision})


def _writes(by: Actor) -> None:
    if not by.is_any(*WRITES):
        raise NotAllowed("GEN-403")
