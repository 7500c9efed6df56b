"""Goods profiles: list, editor with errors at the column, trial, second person; lists, room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongquan.actions import assessment
from thongquan.core.digits import natural
from thongquan.core.forms.profile import GOODS_PROFILE, LANE_ROOM, LIST_ENTRY, PROFILE_KINDS, PROFILE_STATES
from thongquan.core.goods_selection import CHANNEL_WORDS, FORMS
from thongquan.core.profiles_fields import FIELDS, LEVELS, OPERATORS
from thongquan.core.refused import Finding
from thongquan.core.rule import local_day
from thongquan.models import GoodsProfile
from thongquan.queries import access
from thongquan.queries import assessment as asked
from thongquan.web.office.frame import RULES, done, page
from thongquan.web.office.table import Column, Listed
from thongquan.web.shared.allow import allow
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.clock import day
from thongquan.web.shared.sent import attempt, send
from thongquan.web.shared.stepup import fresh_factor
from thongquan.web.shared.tongue import say, tongue

LEADERS = ("office_leader", "region_leader", "nation_leader")
STATE_SIGNS = {"draft": ("wait", "wait"), "tested": ("info", "info"), "proposed": ("check", "check"), "active": ("go", "go"),
               "suspended": ("stop", "stop"), "ended": ("wait", "x"), "refused": ("stop", "x")}
LANE_SIGNS = {"yellow": ("check", "check"), "red": ("stop", "stop")}
#: hit rates of so many days
DAYS = 90


def why(row: GoodsProfile) -> str:
    """Its reason in the reader's language."""
    return str(row.words.get(tongue()) or row.words.get("vi") or "")


def dates(row: GoodsProfile) -> str:
    """From when until when."""
    return f"{day(row.since)} – {day(row.until) if row.until else '…'}"


def percent(value: float | None) -> str:
    """A share as people read it; a dash when nothing is known."""
    return f"{value:.1f} %".replace(".", "," if tongue() == "vi" else ".") if value is not None else "–"


@allow(*RULES)
@require_GET
def profiles(request: HttpRequest) -> HttpResponse:
    """The newest version of every profile with its hit rate, and what waits for a second person."""
    at, by = request.at, request.actor  # type: ignore[attr-defined]
    rows = asked.profile_versions()
    newest = {}
    for row in rows:
        newest.setdefault(row.code, row)
    rates = asked.hit_rates(since=at - timedelta(days=DAYS), until=at)
    columns = (
        Column("code", _("Code"), lambda r: r.code, href=lambda r: reverse("office:profile", args=[r.code])),
        Column("words", _("Reason"), why),
        Column("lane", _("Channel"), lambda r: say(CHANNEL_WORDS[r.lane]), "tag", ground=lambda r: LANE_SIGNS[r.lane]),
        Column("selected", _("Selected in 90 days"), lambda r: rates[r.code].selected if r.code in rates else 0, "number"),
        Column("rate", _("Hit rate"), lambda r: percent(rates[r.code].rate) if r.code in rates else "–"),
        Column("expected", _("Expected"), lambda r: percent(float(r.expected))),
        Column("dates", _("In force"), dates),
        Column("state", _("State"), lambda r: say(PROFILE_STATES[r.state]), "tag", ground=lambda r: STATE_SIGNS[r.state]),
    )
    table = Listed("goods-profiles", columns, list(newest.values()), request)
    context = {"list": table, "waiting": [(row, why(row), dates(row)) for row in rows if row.state == "proposed"],
               "writes": by.is_any(*assessment.WRITES)}
    return table.file() or page(request, "profiles", context)


@allow(*RULES)
@require_GET
def profile(request: HttpRequest, code: str) -> HttpResponse:
    """One profile: its versions with text, trial, people, and what may be done now."""
    rows = asked.profile_versions(code)
    if not rows:
        raise Http404(code)
    at, by = request.at, request.actor  # type: ignore[attr-defined]
    names = access.names_of([who for row in rows for who in (row.written_by, row.proposed_by, row.approved_by)])
    rate = asked.hit_rates(since=at - timedelta(days=DAYS), until=at).get(code)
    context = {"code": code, "lines": [_line(row, by, names) for row in rows], "writes": by.is_any(*assessment.WRITES),
               "rate": rate, "share": percent(rate.rate) if rate else "", "between": _between(rate.interval) if rate else ""}
    return page(request, "profile", context)


def _between(interval: tuple[float, float] | None) -> str:
    return f"{percent(interval[0])} – {percent(interval[1])}" if interval else ""


def _line(row: GoodsProfile, by: Any, names: Mapping[int, str]) -> dict[str, Any]:
    writes, trial = by.is_any(*assessment.WRITES), row.trial
    interval = (trial["low"], trial["high"]) if trial.get("low") is not None else None
    return {
        "row": row, "why": why(row), "dates": dates(row), "state": say(PROFILE_STATES[row.state]), "signs": STATE_SIGNS[row.state],
        "lane": say(CHANNEL_WORDS[row.lane]), "lane_signs": LANE_SIGNS[row.lane], "kind": say(PROFILE_KINDS[row.kind]),
        "form": say(FORMS[row.form]) if row.form else "", "expected": percent(float(row.expected)), "offices": ", ".join(row.offices),
        "writer": names.get(row.written_by or 0, ""), "proposer": names.get(row.proposed_by or 0, ""), "approver": names.get(row.approved_by or 0, ""),
        "trial": trial, "rate": percent(trial.get("rate")), "base": percent(trial.get("base_rate")), "between": _between(interval),
        "may_try": writes and row.state in ("draft", "tested"), "may_propose": writes and row.state == "tested" and not trial.get("list_alone"),
        "may_decide": row.state == "proposed" and by.id not in (row.proposed_by, row.written_by)
        and by.is_any(*(LEADERS if row.kind == "order" else assessment.APPROVES)),
        "may_suspend": row.state == "active" and by.is_any(*(LEADERS if row.kind == "order" else (*assessment.WRITES, *LEADERS))),
        "may_end": writes and row.state in ("draft", "tested", "suspended"),
    }


@allow(*assessment.WRITES)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str = "") -> HttpResponse:
    """Write a profile or its next version; saving tries it on history at once."""
    before = next(iter(asked.profile_versions(code)), None) if code else None
    if code and before is None:
        raise Http404(code)
    if request.method != "POST":
        return _editor(request, before, typed(before), ())
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    raw = {**request.POST.dict(), **({"code": code} if code else {})}
    row, findings = read(raw)
    if not code and row["code"] and asked.profile_versions(row["code"]):
        findings = (*findings, Finding("GPF-09", "/code", {"code": row["code"]}))
    if not findings:
        made, findings = attempt(assessment.write_profile, row, by=by, at=at)
        if made is not None:
            done(request, _("Saved and tried on history"), assessment.try_profile, made.pk, by=by, at=at)
            return redirect("office:profile", made.code)
    return _editor(request, before, raw, tuple(pointed(f) for f in findings))


def typed(before: GoodsProfile | None) -> dict[str, Any]:
    """What the editor shows first: nothing, or the version before."""
    if before is None:
        return {"kind": "profile", "expected": "10"}
    return {
        "code": before.code, "kind": before.kind, "lane": before.lane, "form": before.form, "text": before.text, "purpose": before.purpose,
        "expected": f"{before.expected.normalize():f}", "citation": before.citation, "offices": ", ".join(before.offices),
        **{f"words_{language}": before.words.get(language, "") for language in ("vi", "en", "zh")}}


def read(raw: Mapping[str, str]) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """The profile as typed."""
    values, findings = GOODS_PROFILE.read(raw, language=tongue())
    row = {name: values.get(name) for name in ("code", "kind", "lane", "form", "text", "purpose", "citation", "since", "until")}
    row |= {"expected": values.get("expected", Decimal(0)), "offices": [c.strip().upper() for c in (values.get("offices") or "").split(",") if c.strip()],
            "words": {language: values.get(f"words_{language}", "") for language in ("vi", "en", "zh")}}
    return row, tuple(f for f in findings if f.blocks)


def pointed(finding: Finding) -> Finding:
    """`/words/vi` is the box `words_vi`."""
    pointer = finding.pointer.replace("/words/", "/words_")
    return Finding(finding.code, pointer, finding.values, finding.blocks)


def shown_at(text: str, findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    """The lines of the text with a mark under the column that is wrong."""
    lines = text.splitlines() or [""]
    marks = {(f.values["line"], f.values["column"]) for f in findings if f.pointer == "/text" and "column" in f.values}
    return [{"line": lines[min(line, len(lines)) - 1], "mark": " " * (column - 1) + "▲", "number": line, "column": column}
            for line, column in sorted(marks)]


def _editor(request: HttpRequest, before: GoodsProfile | None, raw: dict[str, Any], findings: tuple[Finding, ...]) -> HttpResponse:
    options = {
        "lane": [(code, say(CHANNEL_WORDS[code])) for code in ("yellow", "red")], "kind": [(code, say(words)) for code, words in PROFILE_KINDS.items()],
        "form": [("", "–"), *((code, say(words)) for code, words in FORMS.items())]}
    sheet = Sheet(GOODS_PROFILE, raw=raw, findings=findings, options=options)
    facts = [(say(words), [(name, say(field.words), " ".join(OPERATORS[field.kind]), ", ".join(field.choices)) for name, field in FIELDS.items()
                           if field.level == level]) for level, words in LEVELS.items()]
    context = {"sheet": sheet, "before": before, "facts": facts, "marks": shown_at(raw.get("text", ""), findings), "lists": asked.entity_lists()}
    return page(request, "profile_edit", context, status=422 if findings else 200)


@allow(*assessment.WRITES)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try on history again: what came in meanwhile counts too."""
    return _acted(request, pk, _("Tried on history"), assessment.try_profile)


@allow(*assessment.WRITES)
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a second person."""
    return _acted(request, pk, _("Proposed; another person must approve it"), assessment.propose_profile, reason=request.POST.get("reason", ""))


@allow(*assessment.APPROVES)
@require_POST
@fresh_factor
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person agrees."""
    return _acted(request, pk, _("Approved; in force from its first day"), assessment.approve_profile)


@allow(*assessment.APPROVES)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person says no."""
    return _acted(request, pk, _("The proposal is refused"), assessment.refuse_profile, reason=request.POST.get("reason", ""))


@allow(*assessment.WRITES, *LEADERS)
@require_POST
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop it at once."""
    return _acted(request, pk, _("Suspended; it selects nothing any more"), assessment.suspend_profile, reason=request.POST.get("reason", ""))


@allow(*assessment.WRITES)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a draft or a suspended profile."""
    return _acted(request, pk, _("Closed"), assessment.end_profile, reason=request.POST.get("reason", ""))


def _acted(request: HttpRequest, pk: int, says: Any, act: Any, **said: Any) -> HttpResponse:
    found = asked.profile(pk)
    if found is None:
        raise Http404(str(pk))
    done(request, says, act, pk, by=request.actor, at=request.at, **said)  # type: ignore[attr-defined]
    return redirect("office:profile", found.code)


# ---- lists and room ---------------------------------------------------------------------------------------


@allow(*RULES)
@require_http_methods(["GET", "POST"])
def lists(request: HttpRequest, name: str = "") -> HttpResponse:
    """The named lists with their entries; a risk officer adds one with its ground."""
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    rows = asked.entity_lists()
    found = next((row for row in rows if row.name == name), rows[0] if rows and not name else None)
    if found is None:
        raise Http404(name)
    sent = send(request, LIST_ENTRY, lambda values: assessment.add_entry(
        found.name, values.get("value", ""), reason=values.get("reason", ""), until=values.get("until"), by=by, at=at))
    if sent.done:
        messages.success(request, _("Added to the list"))
        return redirect("office:lists", found.name)
    today = local_day(at)
    context = {
        "lists": [(row.name, row.words.get(tongue()) or row.words.get("vi", ""), len(_standing(row, today)), row.name == found.name) for row in rows],
        "found": found, "words": found.words.get(tongue()) or found.words.get("vi", ""), "entries": _standing(found, today),
        "sheet": Sheet(LIST_ENTRY, raw=sent.raw, findings=sent.findings), "writes": by.is_any(*assessment.WRITES)}
    return page(request, "lists", context, status=sent.status)


def _standing(row: Any, today: Any) -> list[Any]:
    return [entry for entry in row.entries.all() if entry.removed_by is None and (entry.until is None or entry.until >= today)]


@allow(*assessment.WRITES)
@require_POST
def remove(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Take an entry off its list."""
    done(request, _("Taken off the list"), assessment.remove_entry, pk, reason=request.POST.get("reason", ""),
         by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("office:lists", name)


@allow(*RULES)
@require_http_methods(["GET", "POST"])
def room(request: HttpRequest) -> HttpResponse:
    """What the office can check this week and what is used; the head of office sets it."""
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    offices = asked.rooms(by.offices, at)
    office = natural(request.POST.get("office")) or 0
    sent = send(request, LANE_ROOM, lambda values: assessment.set_budget(
        office, red=values.get("red"), yellow=values.get("yellow"), scanner=False,
        reason=values.get("reason", ""), by=by, at=at), beside=["office"])
    if sent.done:
        messages.success(request, _("The room of the week is set"))
        return redirect("office:room")
    context = {"offices": offices, "sheet": Sheet(LANE_ROOM, raw=sent.raw, findings=sent.findings), "sets": by.is_any(*LEADERS)}
    return page(request, "room", context, status=sent.status)
