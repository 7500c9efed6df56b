"""An officer's own switch, absence and tasks; why each of them came to him."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions import assignment
from thongquan.core.assignment_rule import KIND_WORDS
from thongquan.core.assignment_words import ABSENCE_WORDS
from thongquan.core.digits import natural
from thongquan.core.numbers import pretty
from thongquan.core.reading import VIETNAM, Unreadable, read_moment
from thongquan.core.refused import NotAllowed, NotFound, Refused
from thongquan.models import Absence, Availability
from thongquan.queries.assignment import work
from thongquan.queries.declaration.questions import of_officer
from thongquan.web.central.questions import DAYS, shown
from thongquan.web.central.rows import clock_of
from thongquan.web.shared.allow import allow
from thongquan.web.shared.boxes import day_example
from thongquan.web.shared.errors import error_page
from thongquan.web.shared.telling import note
from thongquan.web.shared.tongue import say, tongue

WORKS = ("dossier_officer", "inspector", "reviewer")
STAFF = (*WORKS, "nation_leader", "office_leader", "region_leader", "team_leader")


def switch_of(request: HttpRequest) -> dict[str, Any] | None:
    """Whether this officer takes new work just now; nothing for who does no such work."""
    by = request.actor  # type: ignore[attr-defined]
    if not by.is_any(*WORKS):
        return None
    row = Availability.objects.filter(officer_id=by.id).first()
    away = next((one for one in work.absences([by.id], request.at) if one.since <= request.at), None)  # type: ignore[attr-defined]
    return {"on": row is None or row.available, "reason": row.reason if row else "", "since": row.since if row else None, "away": away}


@allow(*STAFF)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My open tasks of every kind with why they are mine, my switch, my absences, my interests."""
    by, at = request.actor, request.at
    tasks = [{"row": one.task, "number": pretty(one.task.declaration.number or ""), "kind": say(KIND_WORDS[one.task.kind]), "clock": clock_of(one),
              "why": work.why(one.task, tongue())} for one in work.my_queue(by.id, at)]
    context = {"tasks": tasks, "me": switch_of(request), "now": at, "absences": said(work.absences([by.id], at)),
               "looked": [shown(one) for one in of_officer(by.id, at - timedelta(days=DAYS))], "interests": work.interests([by.id], at),
               "reasons": [(code, say(told)) for code, told in ABSENCE_WORDS.items()]}
    return render(request, "central/me.html", context)


def said(rows: list[Absence]) -> list[tuple[Absence, str]]:
    """Absences with their reasons in words."""
    return [(row, say(ABSENCE_WORDS[row.reason_code])) for row in rows]


@allow(*WORKS)
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Take new work, or none just now."""
    on = request.POST.get("on") == "1"
    return act(request, lambda: assignment.set_available(request.actor.id, on, by=request.actor, at=request.at, reason=request.POST.get("reason", "")[:200]),
               _("You get new work again") if on else _("No new work comes to you; what you have stays"), "central:me")


@allow(*STAFF)
@require_POST
def absent(request: HttpRequest) -> HttpResponse:
    """An absence of one's own, or of somebody one leads; unfinished work is drawn again by itself."""
    named = request.POST.get("officer")
    officer = natural(named) or 0 if named else request.actor.id
    back = "central:me" if officer == request.actor.id else "central:team"

    def enter() -> None:
        assignment.begin_absence(officer, since=moment(request, "since") or request.at, until=moment(request, "until", "23:59"),
                                 reason_code=request.POST.get("reason_code", ""), by=request.actor, at=request.at)

    return act(request, enter, _("The absence is entered; unfinished work is drawn again once it begins"), back)


@allow(*STAFF)
@require_POST
def returned(request: HttpRequest, pk: int) -> HttpResponse:
    """Back earlier than planned."""
    return act(request, lambda: assignment.end_absence(pk, by=request.actor, at=request.at), _("The absence has ended"), request.POST.get("back", ""))


def moment(request: HttpRequest, name: str, usual: str = "07:30") -> datetime | None:
    """A day and hour as typed, the usual hour where none is; nothing when no day was typed."""
    day = request.POST.get(f"{name}-day", "").strip()
    if not day:
        return None
    try:
        return read_moment({"day": day, "time": request.POST.get(f"{name}-time", "").strip() or usual}, VIETNAM, None)
    except Unreadable as unread:
        raise Refused("FRM-03", f"/{name}", example=f"{day_example(tongue())} 08:00") from unread


def act(request: HttpRequest, does: Any, says: str, back: str) -> HttpResponse:
    """Do one act, say so on the page before; a refusal is a page that says why."""
    from_page = back if back in ("central:me", "central:team", "central:roster") else "central:me"
    try:
        does()
    except (NotFound, NotAllowed):
        raise
    except Refused as refused:
        return error_page(request, 422, refused.findings)
    note(request, says, "success")
    return redirect(reverse(from_page))
