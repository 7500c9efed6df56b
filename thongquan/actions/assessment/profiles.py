"""Goods profiles: written, tried on history, proposed, approved, suspended, ended."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.assessment.rules import APPROVES, WRITES
from thongquan.actions.trail import record
from thongquan.catalog.law import LAW
from thongquan.core.actor import Actor, system
from thongquan.core.goods import RED, YELLOW
from thongquan.core.goods_selection import FORMS
from thongquan.core.profiles import ORDER, PROFILE
from thongquan.core.profiles_batch import Columns, Tried, back_test, list_alone
from thongquan.core.profiles_check import read
from thongquan.core.refused import Conflict, Finding, NotAllowed, NotFound, Refused, RulesBroken
from thongquan.core.rule import local_day
from thongquan.core.selection import as_day
from thongquan.core.words import LANGUAGES
from thongquan.models import GoodsProfile, Unit
from thongquan.queries.assessment.history import history
from thongquan.queries.assessment.profiles import hit_rates, list_names, lists_on, profile_of

LEADERS = ("office_leader", "region_leader", "nation_leader")
DIGEST = RawSQL("tq_digest(to_jsonb(goods_profile))", [], output_field=TextField())
CODE = re.compile(r"[A-Z]{2,4}-[0-9]{2,4}")
LONGEST = 300


def write_profile(row: Mapping[str, Any], *, by: Actor, at: datetime) -> GoodsProfile:
    """A draft, or the next version of a profile; it selects nothing until tried, proposed and approved.

    `row`: code, kind, text, lane, form, words {vi, en, zh}, purpose, citation, expected (percent), offices, since, until.
    RulesBroken names every mistake, those of the text with line and column.
    """
    _writes(by)
    wrong = check_profile(row, local_day(at))
    if wrong:
        raise RulesBroken(wrong)
    newest = GoodsProfile.objects.select_for_update().annotate(digest=DIGEST).filter(code=row["code"]).order_by("-version").first()
    if newest is not None and newest.state == "proposed":
        raise Conflict("REQ-01")
    draft = newest if newest is not None and newest.state in ("draft", "tested") else GoodsProfile(
        code=row["code"], version=newest.version + 1 if newest else 1)
    for name, value in _values(row, at).items():
        setattr(draft, name, value)
    draft.state, draft.trial, draft.tested_at = "draft", {}, None
    draft.written_by, draft.written_at, draft.owner_id = by.id, at, by.id
    draft.save()
    record("assessment.write_profile", draft, by=by, at=at, facts={"profile": draft.code, "version": draft.version})
    return draft


def _values(row: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    kind = row.get("kind") or PROFILE
    since = max(as_day(row.get("since")) or local_day(at), local_day(at))
    return {
        "kind": kind, "text": str(row["text"]).strip(), "lane": row["lane"], "form": row.get("form") or "", "words": dict(row["words"]),
        "purpose": str(row.get("purpose") or "").strip(), "citation": str(row.get("citation") or "").strip(),
        "expected": Decimal(str(row.get("expected") or 0)), "offices": list(row.get("offices") or ()), "since": since,
        "until": as_day(row.get("until")) or (None if kind == ORDER else since + timedelta(days=LAW.value("selection.profile.days", since)))}


def check_profile(row: Mapping[str, Any], today: date) -> tuple[Finding, ...]:
    """Everything wrong with a written profile."""
    kind = row.get("kind") or PROFILE
    wrong = []
    if not isinstance(row.get("code"), str) or not CODE.fullmatch(row["code"]):
        wrong.append(Finding("SEL-01", "/code"))
    if row.get("lane") not in (YELLOW, RED) or (row.get("form") or "") not in ("", *FORMS) or kind not in (PROFILE, ORDER):
        wrong.append(Finding("GPF-06", "/lane"))
    words = row.get("words") or {}
    wrong += [Finding("SEL-06", f"/words/{name}") for name in LANGUAGES if not 0 < len(str(words.get(name) or "").strip()) <= LONGEST]
    if not str(row.get("purpose") or "").strip() or not _percent(row.get("expected")):
        wrong.append(Finding("GPF-07", "/purpose"))
    if kind == ORDER and not str(row.get("citation") or "").strip():
        wrong.append(Finding("GPF-05", "/citation"))
    offices = set(row.get("offices") or ())
    if unknown := sorted(offices - set(Unit.objects.filter(code__in=offices).values_list("code", flat=True))):
        wrong.append(Finding("GPF-10", "/offices", {"codes": ", ".join(unknown)[:60]}))
    wrong += _period(row, kind, today)
    return (*wrong, *read(str(row.get("text") or ""), lists=list_names(), ordered=kind == ORDER).wrong)


def _period(row: Mapping[str, Any], kind: str, today: date) -> list[Finding]:
    since, until = max(as_day(row.get("since")) or today, today), as_day(row.get("until"))
    days = LAW.value("selection.profile.days", today)
    if until is not None and (until < since or (kind == PROFILE and until > since + timedelta(days=days))):
        return [Finding("GPF-03", "/until", {"days": days})]
    return []


def _percent(value: Any) -> bool:
    try:
        return value is None or 0 <= Decimal(str(value)) <= 100
    except InvalidOperation:
        return False


def tried_on_history(rows: list[GoodsProfile], *, at: datetime) -> list[Tried]:
    """What these would have done with the declarations of the asker's offices in the last days; nothing is kept."""
    columns = Columns(history(at, days=LAW.value("selection.history.days", local_day(at))))
    return back_test([profile_of(row) for row in rows], columns, lists_on(local_day(at)))


def try_profile(pk: int, *, by: Actor, at: datetime) -> GoodsProfile:
    """Try a draft on history and keep the result with it; without this nobody can propose it."""
    _writes(by)
    row = _found(pk)
    if row.state not in ("draft", "tested"):
        raise Conflict("GPF-01")
    tried = tried_on_history([row], at=at)[0]
    interval = tried.interval
    row.trial = {
        "looked_at": tried.looked_at, "hits": tried.hits, "raised": tried.raised, "checked": tried.checked, "found": tried.found,
        "rate": tried.rate, "low": interval[0] if interval else None, "high": interval[1] if interval else None,
        "base_rate": tried.base_rate, "rest": tried.rest, "busiest": tried.busiest, "examples": list(tried.examples),
        "list_alone": list_alone(tried)}
    row.state, row.tested_at = "tested", at
    row.save()
    record("assessment.try_profile", row, by=by, at=at, facts={
        "profile": row.code, "version": row.version, "looked_at": tried.looked_at, "hits": tried.hits})
    return row


def propose_profile(pk: int, *, reason: str, by: Actor, at: datetime) -> GoodsProfile:
    """Ask a second person for approval; refused without a trial, or when a list would decide alone."""
    _writes(by)
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    row = _found(pk)
    if row.state not in ("draft", "tested"):
        raise Conflict("GPF-01")
    if row.state != "tested" or row.tested_at is None:
        raise Refused("GPF-02", "/text")
    if row.kind == PROFILE and row.trial.get("list_alone"):
        raise Refused("GPF-04", "/text")
    row.state, row.proposed_by, row.proposed_at, row.reason = "proposed", by.id, at, reason.strip()
    row.save()
    record("assessment.propose_profile", row, by=by, at=at, reason=row.reason, facts={"profile": row.code, "version": row.version})
    return row


def approve_profile(pk: int, *, by: Actor, at: datetime) -> GoodsProfile:
    """The second person agrees: it selects from its first day; the version before it ends now. Orders need a leader."""
    row = _decidable(pk, by)
    if row.kind == ORDER and not by.is_any(*LEADERS):
        raise NotAllowed("GEN-403")
    today = local_day(at)
    if row.until is not None and row.until < today:
        raise Refused("GPF-03", "/until", days=LAW.value("selection.profile.days", today))
    ended = list(GoodsProfile.objects.select_for_update().annotate(digest=DIGEST).filter(code=row.code, state__in=("active", "suspended")))
    for old in ended:
        old.state, old.until = "ended", min(old.until or today, today)
        old.save()
    row.state, row.approved_by, row.approved_at = "active", by.id, at
    row.save()
    record("assessment.approve_profile", row, *ended, by=by, at=at, facts={"profile": row.code, "version": row.version})
    return row


def refuse_profile(pk: int, *, reason: str, by: Actor, at: datetime) -> GoodsProfile:
    """The second person says no, and why."""
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    return _moved(_decidable(pk, by), "refused", "refuse_profile", reason.strip(), by, at)


def suspend_profile(pk: int, *, reason: str, by: Actor, at: datetime) -> GoodsProfile:
    """Stop an active profile at once; a new version brings it back."""
    if not by.is_any(*WRITES, *LEADERS):
        raise NotAllowed("GEN-403")
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    row = _found(pk)
    if row.state != "active":
        raise Conflict("GPF-01")
    if row.kind == ORDER and not by.is_any(*LEADERS):
        raise NotAllowed("GEN-403")
    return _moved(row, "suspended", "suspend_profile", reason.strip(), by, at)


def end_profile(pk: int, *, reason: str, by: Actor, at: datetime) -> GoodsProfile:
    """A draft that is not wanted any more, or a suspended profile, is closed."""
    _writes(by)
    row = _found(pk)
    if row.state not in ("draft", "tested", "suspended"):
        raise Conflict("GPF-01")
    return _moved(row, "ended", "end_profile", reason.strip(), by, at)


def end_overdue(*, at: datetime) -> int:
    """The clock ends what is past its last day; how many."""
    rows = GoodsProfile.objects.select_for_update().annotate(digest=DIGEST).filter(state__in=("active", "suspended"), until__lt=local_day(at))
    return len([_moved(row, "ended", "expire_profile", "", system(), at) for row in rows])


def suspend_weak(*, at: datetime) -> int:
    """The clock suspends profiles that find less than half of what checks find on the whole, after enough selections."""
    since = at - timedelta(days=90)
    rates = hit_rates(since=since, until=at)
    checked, found = sum(r.checked for r in rates.values()), sum(r.found for r in rates.values())
    enough, weak = LAW.value("selection.suspend.after", local_day(at)), []
    for row in GoodsProfile.objects.select_for_update().annotate(digest=DIGEST).filter(state="active", kind=PROFILE):
        rate = rates.get(row.code)
        if rate and rate.checked >= enough and checked and 2 * rate.found * checked < found * rate.checked:
            weak.append(_moved(row, "suspended", "suspend_profile", "hit rate below half", system(), at))
    return len(weak)


def _moved(row: GoodsProfile, state: str, act: str, reason: str, by: Actor, at: datetime) -> GoodsProfile:
    row.state = state
    row.save()
    record(f"assessment.{act}", row, by=by, at=at, reason=reason, facts={"profile": row.code, "version": row.version})
    return row


def _writes(by: Actor) -> None:
    if not by.is_any(*WRITES):
        raise NotAllowed("GEN-403")


def _found(pk: int) -> GoodsProfile:
    row = GoodsProfile.objects.select_for_update().annotate(digest=DIGEST).filter(pk=pk).first()
    if row is None:
        raise NotFound("GEN-404")
    return row


def _decidable(pk: int, by: Actor) -> GoodsProfile:
    if not by.is_any(*APPROVES):
        raise NotAllowed("GEN-403")
    row = _found(pk)
    if row.state != "proposed":
        raise Conflict("GPF-01")
    if by.id is None or by.id in (row.proposed_by, row.written_by):
        raise NotAllowed("CHR-02")
    return row
