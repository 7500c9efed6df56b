"""Decisions of the desk: one act, one answer, the next case opens by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from thongquan.actions import crossing
from thongquan.core.actor import Actor
from thongquan.core.reading import VIETNAM, Unreadable, read_moment
from thongquan.core.refused import Conflict, Finding, NotAllowed, NotFound, Refused
from thongquan.models import VehicleDeclaration, Violation
from thongquan.queries.crossing import desk
from thongquan.queries.crossing.case import case_of, declaration
from thongquan.queries.crossing.timeline import last_event
from thongquan.web.desk import acts, telling, words
from thongquan.web.desk.case import page
from thongquan.web.desk.panels import MOST_POINTS
from thongquan.web.desk.queue import DECIDES
from thongquan.web.desk.timeline import words_of
from thongquan.web.shared.allow import allow
from thongquan.web.shared.boxes import day_example
from thongquan.web.shared.sent import seen_version
from thongquan.web.shared.sentences import sentence
from thongquan.web.shared.stepup import fresh_factor
from thongquan.web.shared.tongue import tongue

Done = Promise | str
Handler = Callable[[int, QueryDict, Actor, datetime], Done]


def points_of(posted: QueryDict) -> list[dict[str, str]]:
    """The rows of field, rule and need that say something."""
    rows = [{key: posted.get(f"points-{n}-{key}", "").strip()[:400] for key in ("field", "rule", "need")} for n in range(MOST_POINTS)]
    return [row for row in rows if row["need"]]


def _accept(pk: int, posted: QueryDict, by: Actor, at: datetime) -> Done:
    crossing.accept(pk, by=by, at=at, version=seen_version(posted))
    return _("%(number)s: accepted, the passes are issued")


def _take(pk: int, posted: QueryDict, by: Actor, at: datetime) -> Done:
    crossing.receive(pk, by=by, at=at, version=seen_version(posted))
    return _("%(number)s is with you now")


def _ask(pk: int, posted: QueryDict, by: Actor, at: datetime) -> Done:
    crossing.ask(pk, points_of(posted), by=by, at=at, version=seen_version(posted))
    return _("%(number)s: the question is sent")


def _order(pk: int, posted: QueryDict, by: Actor, at: datetime) -> Done:
    crossing.order_check(pk, bay=posted.get("bay", "").strip()[:20], reason_code=posted.get("reason_code", ""),
                         reason=posted.get("reason", "").strip()[:400], by=by, at=at, version=seen_version(posted))
    return _("%(number)s: a physical check is ordered")


def _record(pk: int, posted: QueryDict, by: Actor, at: datetime) -> Done:
    crossing.record_check(pk, result=posted.get("result", ""), remarks=posted.get("remarks", "").strip()[:2000], by=by, at=at,
                          version=seen_version(posted))
    return _("%(number)s: the check is recorded")


def _return(pk: int, posted: QueryDict, by: Actor, at: datetime) -> Done:
    crossing.return_with_reasons(pk, reasons=posted.getlist("reasons"), gaps=points_of(posted), note=posted.get("note", "").strip()[:1000],
                                 by=by, at=at, version=seen_version(posted))
    return _("%(number)s: returned with reasons")


def _answered(act: Callable[..., Any]) -> Handler:
    """A request of the declarant is approved, or refused with a reason he will read."""

    def handler(pk: int, posted: QueryDict, by: Actor, at: datetime) -> Done:
        approve = posted.get("verdict") == "approve"
        act(pk, approve=approve, reason=posted.get("reason", "").strip()[:1000], by=by, at=at)
        return _("%(number)s: approved") if approve else _("%(number)s: not approved")

    return handler


def _violation(pk: int, posted: QueryDict, by: Actor, at: datetime) -> Done:
    row = Violation.objects.filter(declaration_id=pk, state="draft").order_by("id").first()
    if row is None:
        raise Conflict("GEN-409")
    confirm = posted.get("verdict") == "approve"
    crossing.confirm_violation(row.pk, confirm=confirm, record_number=posted.get("record_number", "").strip()[:60],
                               reason=posted.get("reason", "").strip()[:1000], by=by, at=at)
    return _("%(number)s: the violation is confirmed") if confirm else _("%(number)s: the violation is dismissed")


def _hold(pk: int, posted: QueryDict, by: Actor, at: datetime) -> Done:
    crossing.hold(pk, reason_code=posted.get("reason_code", ""), reason=posted.get("reason", "").strip()[:1000], by=by, at=at)
    return _("%(number)s: held at every gate")


def _release(pk: int, posted: QueryDict, by: Actor, at: datetime) -> Done:
    crossing.release(pk, reason=posted.get("reason", "").strip()[:1000], by=by, at=at)
    return _("%(number)s: released from hold")


def _prolong(pk: int, posted: QueryDict, by: Actor, at: datetime) -> Done:
    try:
        until = read_moment({"day": posted.get("until-day", ""), "time": posted.get("until-time", "")}, VIETNAM, None)
    except Unreadable as unread:
        raise Refused("FRM-03", "/until", example=f"{day_example(tongue())} 08:00") from unread
    crossing.prolong(pk, until=until, reason=posted.get("reason", "").strip()[:1000], by=by, at=at)
    return _("%(number)s: valid for longer")


def _liquidate(pk: int, posted: QueryDict, by: Actor, at: datetime) -> Done:
    crossing.liquidate(pk, reason=posted.get("reason", "").strip()[:1000], by=by, at=at)
    return _("%(number)s: liquidated by decision")


def _redeclare(pk: int, posted: QueryDict, by: Actor, at: datetime) -> Done:
    number = posted.get("lost", "").replace(" ", "")[:20]
    lost = VehicleDeclaration.objects.filter(number=number).exclude(pk=pk).first() if number else None
    if lost is None:
        raise Refused("RDC-01", "/lost")
    crossing.redeclare(pk, lost=lost.pk, by=by, at=at)
    return _("%(number)s takes the place of the lost declaration")


HANDLERS: dict[str, Handler] = {
    "take": _take, "accept": _accept, "ask": _ask, "order_check": _order, "record_check": _record, "return": _return,
    "amendment": _answered(crossing.decide_amendment), "cancellation": _answered(crossing.decide_cancel),
    "extension": _answered(crossing.decide_extension), "violation": _violation, "hold": _hold, "release": _release,
    "prolong": _prolong, "liquidate": _liquidate, "redeclare": _redeclare,
}


#: acts that the officer's page holds back for some seconds, and what it says meanwhile
HELD = {"accept": _("%(number)s will be accepted"), "return": _("%(number)s will be returned with reasons")}


@allow(*DECIDES)
@require_POST
def decide(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Take one act; grave ones ask for a fresh second factor first.

    With `X-Try` an act that the page holds back is tried and undone at once: what stands against it is said
    while the officer is still there. With `X-Held` the answer is for the page that held it.
    """
    if act not in HANDLERS:
        raise Http404(act)
    grave = act in acts.NAMED and acts.NAMED[act].grave
    return (fresh_factor(_decided) if grave else _decided)(request, pk, act)


def _decided(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    row, trial = declaration(pk), act in HELD and "X-Try" in request.headers
    try:
        with transaction.atomic():
            says = HANDLERS[act](pk, request.POST, request.actor, request.at)
            transaction.set_rollback(trial)
    except Conflict as gone:
        return taken(request, row, gone)
    except (NotFound, NotAllowed):
        raise
    except Refused as refused:
        return page(request, case_of(row, request.at), findings=refused.findings, raw=request.POST, act=act, status=422)
    if trial:
        return JsonResponse({"says": str(HELD[act]) % {"number": words.number(row)}, "next": onward(request, pk, act)})
    if "X-Held" in request.headers:
        return JsonResponse({"says": str(says) % {"number": words.number(row)}})
    request.session["desk_done"] = f"{pk}/{act}"
    telling.note(request, str(says) % {"number": words.number(row)}, "success")
    return HttpResponseRedirect(onward(request, pk, act), status=303)


def onward(request: HttpRequest, pk: int, act: str) -> str:
    """Where to go after a decision: the page that was asked for, the next case of the queue, the case itself."""
    if request.POST.get("next") == "inbox":
        return reverse("leader:inbox")
    queue = request.POST.get("queue", "")
    if act in acts.NAMED and acts.NAMED[act].ends and queue in desk.QUEUES:
        following = desk.next_case(desk.Wish(queue=queue), by=request.actor, at=request.at, but=pk)
        if following is None:
            return f"{reverse('desk:queue')}?{urlencode({'queue': queue})}"
        return f"{reverse('desk:case', args=[following.pk])}?{urlencode({'queue': queue})}"
    return f"{reverse('desk:case', args=[pk])}?{urlencode({'queue': queue or 'all'})}"


def taken(request: HttpRequest, row: VehicleDeclaration, gone: Conflict) -> HttpResponse:
    """409: somebody else was faster; who and what, and nothing of this was done."""
    row.refresh_from_db()
    findings: tuple[Finding, ...] = gone.findings
    typed = [text for key, text in request.POST.items() if text and key.endswith(("need", "reason", "note", "remarks"))]
    context = {"row": row, "number": words.number(row), "says": sentence(findings[0]), "code": gone.code, "typed": typed,
               "last": _last(row), "queue": request.POST.get("queue", "all")}
    return render(request, "desk/taken.html", context, status=409)


def _last(row: VehicleDeclaration) -> dict[str, Any] | None:
    """What was done to the case last, by whom."""
    entry = last_event(row.pk)
    return {"who": entry.who, "at": entry.at, "says": words_of(entry.action)[2]} if entry else None
