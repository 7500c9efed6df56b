"""Decisions on a dossier: one act, one answer, the next case opens by itself."""

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

from thongquan.actions import assignment, clearance, licence
from thongquan.actions.declaration import ask as asking
from thongquan.actions.declaration import change
from thongquan.actions.declaration import decide as deciding
from thongquan.actions.declaration.duty import compute_again
from thongquan.actions.payment import refund
from thongquan.core.actor import Actor
from thongquan.core.digits import natural
from thongquan.core.flows.goods import STATES
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.models import GoodsDeclaration
from thongquan.queries.report import dossiers as queues
from thongquan.queries.report.dossier import Dossier, declaration, dossier_of, last_event
from thongquan.web.central import acts, words
from thongquan.web.central.case import page
from thongquan.web.central.compare import left_open, ticks
from thongquan.web.central.history import words_of
from thongquan.web.central.panels import language_of
from thongquan.web.central.queue import DECIDES
from thongquan.web.central.said import points_of
from thongquan.web.shared.allow import allow
from thongquan.web.shared.sent import seen_version
from thongquan.web.shared.sentences import sentence
from thongquan.web.shared.stepup import fresh_factor
from thongquan.web.shared.telling import note
from thongquan.web.shared.tongue import say

Done = Promise | str
Handler = Callable[[Dossier, QueryDict, Actor, datetime], Done]


def text_of(posted: QueryDict, name: str, most: int = 1000) -> str:
    """A typed text, short and without blanks round it."""
    return posted.get(name, "").strip()[:most]


def _agree(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    deciding.agree(found.row.pk, reason_code=posted.get("reason_code", ""), note=text_of(posted, "note"), checklist=ticks(posted), by=by, at=at,
                   version=seen_version(posted))
    return _("%(number)s: the dossier is agreed to")


def _inspect(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    lines = [number for text in posted.getlist("lines") if (number := natural(text, 4)) is not None]
    deciding.hand_to_inspection(found.row.pk, reason_code=posted.get("reason_code", ""), note=text_of(posted, "note"),
                                forms=posted.getlist("forms") or ["officer"], lines=lines, by=by, at=at, version=seen_version(posted))
    return _("%(number)s: handed to inspection; the order is written")


def _ask(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    asking.ask(found.row.pk, points_of(posted, language_of(found)), by=by, at=at, version=seen_version(posted))
    return _("%(number)s: the question is sent")


def _refuse(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    deciding.refuse(found.row.pk, reason_code=posted.get("reason_code", ""), note=text_of(posted, "note"), by=by, at=at, version=seen_version(posted))
    return _("%(number)s: refused with reasons")


def _mark(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    pointer, code = text_of(posted, "field", 80), posted.get("code", "")
    if not pointer:
        raise Refused("FRM-01", "/field")
    if code not in words.FINDINGS:
        raise Refused("REQ-05", "/code")
    parts = pointer.strip("/").split("/")
    place = natural(parts[1], 4) if len(parts) == 3 and parts[0] == "lines" else None
    line = None if place is None else place + 1
    deciding.mark(found.row.pk, field=pointer, code=code, line=line, declared=text_of(posted, "declared", 400), found=text_of(posted, "found", 400),
                  note=text_of(posted, "note"), by=by, at=at)
    return _("%(number)s: the difference is marked")


def _settle(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    wanted = next((one for one in found.findings if str(one.pk) == posted.get("finding")), None)
    if wanted is None:
        raise NotFound("GEN-404")
    deciding.settle_finding(wanted.pk, note=text_of(posted, "note"), by=by, at=at)
    return _("%(number)s: the difference is settled")


def _consult(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    asking.consult(found.row.pk, posted.get("unit", ""), text_of(posted, "question"), by=by, at=at)
    return _("%(number)s: the unit is asked")


def _advise(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    row = found.open_request("consult")
    if row is None:
        raise Conflict("REQ-02")
    asking.advise(row.pk, text_of(posted, "text", 2000), by=by, at=at)
    return _("%(number)s: the answer is given")


def _answered(kind: str, act: Callable[..., Any]) -> Handler:
    """A request of the trader is approved, or refused with a reason he will read."""

    def handler(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
        row = found.open_request(kind)
        if row is None:
            raise Conflict("REQ-02")
        approve = posted.get("verdict") == "approve"
        act(row.pk, approve=approve, reason=text_of(posted, "reason"), by=by, at=at)
        return _("%(number)s: approved") if approve else _("%(number)s: not approved")

    return handler


def _countersign(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    if found.unsigned is None:
        raise Conflict("GEN-409")
    deciding.countersign(found.unsigned.pk, by=by, at=at)
    return _("%(number)s: countersigned")


def _send_back(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    if found.unsigned is None:
        raise Conflict("GEN-409")
    deciding.send_back(found.unsigned.pk, reason=text_of(posted, "reason"), by=by, at=at)
    return _("%(number)s: not signed; the dossier is checked again")


def _check(found: Dossier, posted: QueryDict) -> int:
    wanted = next((check for check in found.waiting if str(check.pk) == posted.get("check")), None)
    if wanted is None:
        raise NotFound("GEN-404")
    return wanted.pk


def _agency(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    licence.settle_by_hand(_check(found, posted), agrees=posted.get("verdict") == "approve", reason=text_of(posted, "reason"), by=by, at=at)
    return _("%(number)s: the agency's answer is noted")


def _let_on(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    licence.let_go_on(_check(found, posted), reason=text_of(posted, "reason"), by=by, at=at)
    return _("%(number)s: goes on; the document is checked afterwards")


def _hold(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    clearance.hold(found.row.pk, reason_code=posted.get("reason_code", ""), reason=text_of(posted, "reason"), by=by, at=at)
    return _("%(number)s: the goods are held")


def _lift(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    clearance.unhold(found.row.pk, reason=text_of(posted, "reason"), by=by, at=at)
    return _("%(number)s: the hold is lifted")


def _storage(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    clearance.to_storage(found.row.pk, place=text_of(posted, "place", 200), reason=text_of(posted, "reason"), by=by, at=at)
    return _("%(number)s: the goods may wait in storage")


def _back(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    deciding.from_storage(found.row.pk, by=by, at=at)
    return _("%(number)s: taken up again; the dice call an officer")


def _override(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    deciding.override(found.row.pk, posted.get("channel", ""), reason_code=posted.get("reason_code", ""), reason=text_of(posted, "reason"), by=by, at=at,
                      version=seen_version(posted))
    return _("%(number)s: the channel is changed")


def _reassign(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    if found.task is None:
        raise Conflict("ASG-02")
    assignment.propose_reassign(found.task.pk, reason_code=posted.get("reason_code", ""), words=text_of(posted, "words"), by=by, at=at)
    return _("%(number)s: another officer is asked for; a second person decides")


def _duty(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    compute_again(found.row.pk, by=by, at=at, version=seen_version(posted))
    return _("%(number)s: the duty is computed; the trader is told")


def _refund(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    row = found.refund
    if row is None:
        raise Conflict("REQ-02")
    if row.state == "approved":
        refund.paid(row.pk, text_of(posted, "reference", 60), by=by, at=at)
        return _("%(number)s: the refund is paid")
    if row.asked_by is None:
        refund.propose(row.pk, by=by, at=at)
        return _("%(number)s: the refund is proposed; a head decides")
    refund.approve(row.pk, by=by, at=at)
    return _("%(number)s: the refund is approved")


def _take(found: Dossier, posted: QueryDict, by: Actor, at: datetime) -> Done:
    if found.task is None:
        raise Conflict("ASG-02")
    assignment.take(found.task.pk, by=by, at=at)
    return _("%(number)s is with you now")


HANDLERS: dict[str, Handler] = {
    "take": _take, "agree": _agree, "inspect": _inspect, "ask": _ask, "refuse": _refuse, "mark": _mark, "settle": _settle, "consult": _consult,
    "advise": _advise, "amendment": _answered("amend", change.decide_amendment), "cancellation": _answered("cancel", change.decide_cancel),
    "countersign": _countersign, "send_back": _send_back, "agency": _agency, "let_on": _let_on, "hold": _hold, "lift": _lift, "storage": _storage,
    "back": _back, "override": _override, "reassign": _reassign, "duty": _duty, "refund": _refund,
}
#: acts that the officer's page holds back for some seconds, and what it says meanwhile
HELD = {"agree": _("%(number)s will be agreed to"), "refuse": _("%(number)s will be refused with reasons")}


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
    found, trial = dossier_of(declaration(pk)), act in HELD and "X-Try" in request.headers
    number = words.number(found.row)
    asks = act == "agree" and bool(left_open(ticks(request.POST))) and not request.POST.get("all_the_same")
    try:
        with transaction.atomic():
            says = HANDLERS[act](found, request.POST, request.actor, request.at)
            transaction.set_rollback(trial or asks)
    except Conflict as gone:
        return changed(request, found.row, gone)
    except (NotFound, NotAllowed):
        raise
    except Refused as refused:
        return page(request, dossier_of(declaration(pk)), findings=refused.findings, raw=request.POST, act=act, status=422)
    if asks and trial:
        return JsonResponse({"asks": True})
    if asks:  # points of the checklist are open: he is asked once, and nothing he typed is lost
        return page(request, dossier_of(declaration(pk)), raw=request.POST, act=act, status=422 if "X-Held" in request.headers else 200)
    if trial:
        return JsonResponse({"says": str(HELD[act]) % {"number": number}, "next": onward(request, pk, act)})
    if "X-Held" in request.headers:
        return JsonResponse({"says": str(says) % {"number": number}})
    request.session["central_done"] = f"{pk}/{act}"
    note(request, str(says) % {"number": number}, "success")
    return HttpResponseRedirect(onward(request, pk, act), status=303)


def onward(request: HttpRequest, pk: int, act: str) -> str:
    """Where to go after a decision: the next case of the queue, the queue when it is empty, the case itself."""
    queue = request.POST.get("queue", "")
    if act == "advise":  # the case is another unit's again
        return reverse("central:queue")
    if act in acts.NAMED and acts.NAMED[act].ends and queue in queues.QUEUES:
        following = queues.next_case(queues.Wish(queue=queue), by=request.actor, at=request.at, but=pk)
        if following is None:
            return f"{reverse('central:queue')}?{urlencode({'queue': queue})}"
        return f"{reverse('central:case', args=[following])}?{urlencode({'queue': queue})}"
    return f"{reverse('central:case', args=[pk])}?{urlencode({'queue': queue or 'mine'})}"


def changed(request: HttpRequest, row: GoodsDeclaration, gone: Conflict) -> HttpResponse:
    """409: it stands differently now; who did what, and nothing of this was done."""
    row.refresh_from_db()
    event = last_event(row.pk)
    typed = [text for key, text in request.POST.items() if text and key.endswith(("need", "reason", "note", "question", "text", "words"))]
    context = {"row": row, "number": words.number(row), "says": sentence(gone.findings[0]), "code": gone.code, "typed": typed,
               "state": (say(STATES[row.state]), *words.STATE_SIGNS.get(row.state, ("wait", "wait"))),
               "last": {"who": event.actor_name if event.actor_id else _("The platform"), "at": event.at, "says": words_of(event.action)[2]} if event else None,
               "own": event is not None and event.actor_id == request.actor.id,  # type: ignore[attr-defined]
               "queue": request.POST.get("queue", "mine")}
    return render(request, "central/changed.html", context, status=409)
