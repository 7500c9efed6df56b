"""What an officer leaves or keeps: a look at a case, a file he took, his filters of a list."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.refused import Finding, NotFound, RulesBroken
from thongquan.models import LookUp, SavedFilter, User

#: opening the same case again within this time is the same look
SAME_LOOK = timedelta(minutes=10)
LONGEST_NAME, MOST_FILTERS = 60, 20


def looked_at(kind: str, pk: int, *, declarant_id: int, office_id: int | None, by: Actor, at: datetime) -> None:
    """Who looks at whose case is evidence too (a declarant at his own is not); `kind` is the row's name in the log."""
    if by.id is None or declarant_id in by.parties:
        return
    before = LookUp.objects.filter(user_id=by.id, object_type=kind, object_id=pk, at__gt=at - SAME_LOOK)
    if not before.exists():
        LookUp.objects.create(user_id=by.id, object_type=kind, object_id=pk, office_id=office_id, at=at)


def take_file(name: str, rows: int, *, by: Actor, at: datetime) -> None:
    """An officer took rows of cases or people away as a file: its name and how many, never what stood in it."""
    record("access.take_file", User(pk=by.id), by=by, at=at, facts={"file": name, "rows": rows})


def keep_filter(name: str, query: dict[str, list[str]], *, page: str = "queue", by: Actor) -> SavedFilter:
    """Keep a filter of a list under a name; the same name again replaces it."""
    called = " ".join(name.split())[:LONGEST_NAME]
    if not called:
        raise RulesBroken([Finding("FRM-01", "/name")])
    mine = SavedFilter.objects.filter(user_id=by.id or 0, page=page)
    if mine.exclude(name=called).count() >= MOST_FILTERS:
        raise RulesBroken([Finding("FRM-05", "/name", {"most": MOST_FILTERS})])
    kept, _ = SavedFilter.objects.update_or_create(
        user_id=by.id or 0, page=page, name=called, defaults={"query": urlencode(query, doseq=True)[:2000]})
    return kept


def forget_filter(pk: int, *, by: Actor) -> None:
    """Keep it no longer."""
    if not SavedFilter.objects.filter(pk=pk, user_id=by.id or 0).delete()[0]:
        raise NotFound("GEN-404")
