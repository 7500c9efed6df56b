"""Load and equity for all to see, reassignment by two people, the roster."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions import assignment
from thongquan.actions.assignment import epochs
from thongquan.core.assignment_rule import KIND_WORDS, KINDS, ROLE_OF
from thongquan.core.assignment_words import ABSENCE_WORDS, CONFLICT_WORDS, REASSIGN_REASONS
from thongquan.core.draw import token
from thongquan.core.numbers import pretty, squeeze
from thongquan.core.refused import Refused
from thongquan.core.rule import local_day
from thongquan.exchange.formats.table import KINDS as KINDS_OF_FILES
from thongquan.models import OfficerSkill, Party, Unit
from thongquan.queries.access import officers_of
from thongquan.queries.assignment import work
from thongquan.queries.declaration.questions import waiting
from thongquan.web.central import me
from thongquan.web.central.me import STAFF, act, moment
from thongquan.web.shared.allow import allow
from thongquan.web.shared.files import rows_answer
from thongquan.web.shared.stepup import fresh_factor
from thongquan.web.shared.tongue import named, say

LEADS = ("nation_leader", "office_leader", "region_leader", "team_leader")
DAYS = 30


def units_of(request: HttpRequest) -> tuple[int, ...]:
    """The person's own units; nobody sees another team's people."""
    return tuple(request.actor.offices)  # type: ignore[attr-defined]


def kind_of(request: HttpRequest) -> str:
    """The kind of work asked for; one's own first."""
    by = request.actor  # type: ignore[attr-defined]
    wanted = request.GET.get("kind", "")
    own = next((kind for kind, role in ROLE_OF.items() if role in by.roles), KINDS[0])
    return wanted if wanted in KINDS else own


def board_rows(request: HttpRequest, kind: str) -> list[work.Row]:
    """The officers of one's units who do this kind of work."""
    return work.board(units_of(request), kind, request.at, days=DAYS,  # type: ignore[attr-defined]
                      tokens=lambda epoch, person: token(epochs.key_of(epoch), "officer", person))


@allow(*STAFF)
@require_GET
def as_table(request: HttpRequest, ending: str) -> HttpResponse:
    """The same board as a file."""
    if ending not in KINDS_OF_FILES:
        raise Http404(ending)
    kind = kind_of(request)
    heads = [_("Officer"), _("Open points"), _("Cases"), _("Waiting"), _("Late"), _("Done"), _("Drawn"), _("Promised"), _("Share"), _("Takes work")]
    table = [[row.name, row.points, row.open, row.paused, row.late, row.done, row.got, round(row.fair, 1), row.ratio,
              _("Absent") if row.absent else _("Yes") if row.available else _("Not now")] for row in board_rows(request, kind)]
    return rows_answer(request, ending, _("Load and equity"), heads, table, f"thong-quan-load-{kind}-{local_day(request.at):%Y%m%d}")


@allow(*STAFF)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Who has what now and what the dice's shares promised in a month, published to the staff themselves."""
    kind, units, at = kind_of(request), units_of(request), request.at
    rows = board_rows(request, kind)
    most = max((row.points for row in rows), default=0)
    leads = request.actor.is_any(*LEADS)
    context = {
        "rows": [{"row": row, "share": round(row.points / most, 3) if most else 0.0, "mine": row.officer_id == request.actor.id,
                  "ground": ground_of(row.ratio)} for row in rows],
        "kinds": [(code, say(KIND_WORDS[code]), code == kind) for code in KINDS], "kind": kind, "days": DAYS, "now": at, "leads": leads,
        "units": [named(unit) for unit in Unit.objects.filter(pk__in=units).order_by("code")[:4]],
        "wishes": [_wish(one, request.actor.id) for one in work.wishes(units)] if leads else [],
        "questions": len(waiting(request.actor)) if leads else 0,
        "again": work.reassignments(at - timedelta(days=DAYS), units),
        "absences": [(row, say(ABSENCE_WORDS[row.reason_code]), next((r.name for r in rows if r.officer_id == row.officer_id), ""))
                     for row in work.absences([row.officer_id for row in rows], at)],
        "reasons": [(code, say(told)) for code, told in ABSENCE_WORDS.items()],
    }
    return render(request, "central/team.html", context)


def ground_of(ratio: float | None) -> str:
    """How far from his share somebody is: within a third is what dice do."""
    if ratio is None:
        return "info"
    return "go" if 0.67 <= ratio <= 1.5 else "check"


def _wish(one: work.Wish, me_id: int | None) -> dict[str, Any]:
    row = one.row
    return {"row": row, "number": pretty(row.task.declaration.number or ""), "proposer": one.proposer, "officer": one.officer,
            "why": say(REASSIGN_REASONS[row.reason_code]), "mine": row.proposed_by == me_id or row.task.officer_id == me_id}


@allow(*LEADS)
@require_POST
def decide(request: HttpRequest, pk: int, verdict: str) -> HttpResponse:
    """The second person agrees to a new draw, or refuses it; nobody names the successor."""
    if verdict not in ("agree", "refuse"):
        raise Http404(verdict)
    if verdict == "refuse":
        return act(request, lambda: assignment.refuse_reassign(pk, by=request.actor, at=request.at), _("The case stays where it is"), "central:team")
    return fresh_factor(_agreed)(request, pk)


def _agreed(request: HttpRequest, pk: int) -> HttpResponse:
    return act(request, lambda: assignment.agree_reassign(pk, by=request.actor, at=request.at),  # type: ignore[attr-defined]
               _("The dice were thrown again without the officer before"), "central:team")


@allow(*LEADS)
@require_GET
def roster(request: HttpRequest) -> HttpResponse:
    """The people one leads: what each does, when he is on duty, whose cases he never gets."""
    units, at = units_of(request), request.at
    people = officers_of(units, local_day(at), *ROLE_OF.values())
    ids = [person.pk for person in people]
    skills, interests, absences = work.skills(ids, local_day(at)), work.interests(ids, at), work.absences(ids, at)
    duties = work.shifts(units, at, at + timedelta(days=DAYS))
    rows = [{
        "id": person.pk, "name": person.full_name or person.username, "me": person.pk == request.actor.id,
        "skills": [_skill(row) for row in skills if row.officer_id == person.pk],
        "interests": [(row, say(CONFLICT_WORDS[row.reason_code])) for row in interests if row.officer_id == person.pk],
        "absences": me.said([row for row in absences if row.officer_id == person.pk]),
        "shifts": [row for row in duties if row.officer_id == person.pk][:10]} for person in people]
    return render(request, "central/roster.html", {
        "rows": rows, "now": at, "kinds": [(code, say(KIND_WORDS[code])) for code in KINDS],
        "conflicts": [(code, say(told)) for code, told in CONFLICT_WORDS.items()],
        "reasons": [(code, say(told)) for code, told in ABSENCE_WORDS.items()]})


def _skill(row: OfficerSkill) -> dict[str, Any]:
    """One row of what somebody does, its kinds of work in words."""
    work_of = ", ".join(say(KIND_WORDS[kind]) for kind in row.kinds)
    return {"pk": row.pk, "work": work_of, "excludes": row.excludes, "hs": row.hs, "types": row.types, "territories": row.territories}


def listed(text: str) -> list[str]:
    """Codes typed with commas or blanks."""
    return [part for part in text.replace(",", " ").upper().split() if part][:20]


@allow(*LEADS)
@require_POST
def edit(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """One change to the roster: a skill given or ended, a shift, an interest declared or ended, the switch."""
    changes: dict[str, tuple[Any, str]] = {
        "skill": (_give_skill, _("The skill is given")),
        "skill-end": (lambda r, n: assignment.end_skill(n, by=r.actor, at=r.at), _("The skill has ended")),
        "shift": (_set_shift, _("The shift is set")),
        "interest": (_declare, _("The interest is declared; such cases are drawn again")),
        "interest-end": (lambda r, n: assignment.end_interest(n, by=r.actor, at=r.at), _("The interest has ended")),
        "switch": (_switch, _("The switch is set")),
    }
    if what not in changes:
        raise Http404(what)
    does, says = changes[what]
    return act(request, lambda: does(request, pk), says, "central:roster")


def _give_skill(request: Any, officer: int) -> None:
    sent = request.POST
    assignment.give_skill(
        officer, kinds=sent.getlist("kinds"), types=listed(sent.get("types", "")), hs=listed(sent.get("hs", "")),
        territories=listed(sent.get("territories", "")), excludes=bool(sent.get("excludes")), by=request.actor, at=request.at)


def _set_shift(request: Any, officer: int) -> None:
    since, until = moment(request, "since"), moment(request, "until", "17:00")
    if since is None or until is None:
        raise Refused("FRM-01", "/since" if since is None else "/until")
    assignment.set_shift(officer, since, until, by=request.actor, at=request.at)


def _declare(request: Any, officer: int) -> None:
    party = Party.objects.filter(tax_id=squeeze(request.POST.get("tax_id", ""))).first()
    if party is None:
        raise Refused("FRM-04", "/tax_id")
    assignment.declare_interest(officer, party.pk, reason_code=request.POST.get("reason_code", ""), by=request.actor, at=request.at)


def _switch(request: Any, officer: int) -> None:
    assignment.set_available(officer, request.POST.get("on") == "1", by=request.actor, at=request.at, reason=request.POST.get("reason", "")[:200])
