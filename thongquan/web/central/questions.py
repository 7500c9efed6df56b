"""The sample of a team's questions: judged without the asker's name, with its figures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thongquan.actions.assignment.people import LEADS
from thongquan.actions.declaration import question_check
from thongquan.catalog.law import LAW
from thongquan.core.digits import natural
from thongquan.core.numbers import pretty
from thongquan.core.question_check import GROUNDS, NEEDED, NEEDS, SOUND, share
from thongquan.core.refused import Finding
from thongquan.core.rule import local_day
from thongquan.models import Unit
from thongquan.queries.declaration import questions as sample
from thongquan.web.central.points import point_said
from thongquan.web.shared.allow import allow
from thongquan.web.shared.sent import attempt
from thongquan.web.shared.sentences import advice, sentence
from thongquan.web.shared.telling import note
from thongquan.web.shared.tongue import named, say, tongue

DAYS = 90


@allow(*LEADS)
@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest) -> HttpResponse:
    """What the dice took, without the asker's name until it is judged; a POST is a view of one of them."""
    sent, findings = request.POST, _judge(request) if request.method == "POST" else ()
    if request.method == "POST" and not findings:
        note(request, _("Kept; the officer is told"), "success")
        return redirect("central:questions")
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    since = at - timedelta(days=DAYS)
    teams, people = sample.figures(by.offices, since)
    units = {unit.pk: named(unit) for unit in Unit.objects.filter(pk__in=teams).order_by("code")}
    context = {
        "waiting": [{**shown(one), "typed": sent if sent.get("check") == str(one.row.pk) else {}} for one in sample.waiting(by)],
        "judged": [shown(one) for one in sample.judged(by.offices, since)],
        "teams": [(name, teams[pk]) for pk, name in units.items()], "people": people, "days": DAYS,
        "needs": [(code, say(words)) for code, words in NEEDS.items()], "grounds": [(code, say(words)) for code, words in GROUNDS.items()],
        "of": share(LAW, local_day(at)) / 100, "wrong": [(sentence(f), advice(f)) for f in findings]}
    return render(request, "central/questions.html", context, status=422 if findings else 200)


def _judge(request: Any) -> tuple[Finding, ...]:
    """The act; what stands against it."""
    sent = request.POST
    return attempt(question_check.judge, natural(sent.get("check", "")) or 0, need=sent.get("need", ""), ground=sent.get("ground", ""),
                   note=sent.get("note", "")[:1000], by=request.actor, at=request.at)[1]


def shown(one: sample.Looked) -> dict[str, Any]:
    """A question as its judge and its asker read it: the points as the trader read them, the answers, the view."""
    asked, row = one.question, one.row
    points = [(point_said(one.declaration, point, tongue()), asked.answers[n] if n < len(asked.answers) else "") for n, point in enumerate(asked.points)]
    return {
        "row": row, "asked": asked, "number": pretty(one.declaration.number or ""), "goods": one.declaration.pk, "points": points, "officer": one.officer,
        "corrected": bool(asked.after), "need": (say(NEEDS[row.need]), row.need == NEEDED) if row.need else None,
        "ground": (say(GROUNDS[row.ground]), row.ground == SOUND) if row.ground else None}
