"""What the tablet sends, at once or after a bad network: steps, lines, evidence, result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from thongquan.actions import inspection
from thongquan.actions.inspection import Seen
from thongquan.core.digits import natural
from thongquan.core.inspection import READINGS, SUSPICIOUS
from thongquan.core.reading import Unreadable, read_decimal
from thongquan.core.refused import Finding, NotFound, Refused, RulesBroken
from thongquan.models import InspectionEvidence
from thongquan.web.inspection import frame, words
from thongquan.web.inspection.images import scans_of
from thongquan.web.inspection.order import lines_of, page
from thongquan.web.shared.allow import allow
from thongquan.web.shared.errors import STATUSES
from thongquan.web.shared.numbers import number
from thongquan.web.shared.sentences import whole
from thongquan.web.shared.telling import note
from thongquan.web.shared.tongue import tongue

#: quantities and weights a person can have counted
MOST = Decimal(10) ** 11
#: what the boxes of the tablet are called
BOXES = {"/quantity": gettext_lazy("Counted here"), "/net_kg": gettext_lazy("Weighed, kg net"), "/slip": gettext_lazy("Slip number"),
         "/new": gettext_lazy("New seal")}


def sends(act: Callable[[HttpRequest, int], dict[str, Any]]) -> Callable[..., HttpResponse]:
    """A script hears JSON (also what stands against it, so that nothing is sent for ever); a plain form comes back to the order."""

    def inner(request: HttpRequest, pk: int, **more: Any) -> HttpResponse:
        wants_json = "application/json" in request.headers.get("Accept", "")
        row = frame.of_mine(pk)
        try:
            told = act(request, pk, **more)
        except Refused as refused:
            says = named(refused.findings[0])
            status = next(number for kind, number in STATUSES if isinstance(refused, kind))
            if wants_json:
                return JsonResponse({"code": refused.code, "says": says}, status=422 if status == 403 else status)
            return page(request, row, wrong=says, status=422)
        if wants_json:
            return JsonResponse({"ok": True, **told})
        note(request, _("Kept"), "success")
        return HttpResponseRedirect(reverse("inspection:order", args=[pk]))

    inner.__name__, inner.__doc__ = act.__name__, act.__doc__
    return inner


def named(finding: Finding) -> str:
    """The refusal behind the name of its box: of several things sent later, each is told apart."""
    box = BOXES.get(finding.pointer)
    return f"{box}: {whole(finding)}" if box else whole(finding)


def sent_id(request: HttpRequest) -> UUID:
    """The device's own number for what it sends; without one it cannot be sent twice."""
    try:
        return UUID(request.POST.get("sent_id", ""))
    except ValueError:
        return uuid4()


def number_in(request: HttpRequest, name: str) -> int:
    """A whole number of the form."""
    number = natural(request.POST.get(name), 5)
    if number is None:
        raise RulesBroken([Finding("FRM-04", f"/{name}")])
    return number


def amount_in(request: HttpRequest, name: str) -> Decimal | None:
    """A quantity or weight as people type it in the language of the page it was typed on; nothing when the box is empty."""
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    try:
        value = read_decimal(text, request.POST.get("tongue") or tongue())
    except Unreadable:
        value = MOST
    if not 0 <= value < MOST:
        raise RulesBroken([Finding("FRM-03", f"/{name}", {"example": number(Decimal("1250.5"), 1)})])
    return value.quantize(Decimal("0.0001" if name == "quantity" else "0.001"))


def taken_at(request: HttpRequest) -> datetime:
    """When the device took it, by its own clock; never later than now."""
    try:
        moment = datetime.fromisoformat(request.POST.get("taken_at", ""))
    except ValueError:
        return request.at  # type: ignore[attr-defined]
    return moment if moment.tzinfo else request.at  # type: ignore[attr-defined]


def seen_in(request: HttpRequest) -> Seen:
    """What was found of one line."""
    asked = request.POST
    return Seen(
        number_in(request, "line"), outcome=asked.get("outcome", "agrees"), quantity=amount_in(request, "quantity"), unit=asked.get("unit", "")[:10],
        net_kg=amount_in(request, "net_kg"), hs=asked.get("hs", "").strip()[:10], origin=asked.get("origin", "").strip().upper()[:2],
        held=asked.get("held") in ("1", "on"), note=asked.get("note", "").strip()[:1000])


@allow(*frame.INSPECTS)
@require_POST
@sends
def step(request: HttpRequest, pk: int) -> dict[str, Any]:
    """One step of the written order."""
    row = inspection.tick(pk, number_in(request, "n"), done=request.POST.get("done") in ("1", "on"), by=request.actor, at=request.at)
    return {"done": sum(bool(one.get("done")) for one in row.steps), "of": len(row.steps)}


@allow(*frame.INSPECTS)
@require_POST
@sends
def line(request: HttpRequest, pk: int) -> dict[str, Any]:
    """What was counted and weighed of one line so far; what it comes to goes back to the tablet."""
    noted = inspection.note_line(pk, seen_in(request), sent_id=sent_id(request), by=request.actor, at=request.at)
    said = next(one for one in lines_of(noted.order) if one["row"].number == noted.line)
    return {"line": noted.line, "differs": said["ground"] == "stop", "said": render_to_string("inspection/said.html", {"line": said}, request)}


@allow(*frame.INSPECTS)
@require_POST
@sends
def keep(request: HttpRequest, pk: int) -> dict[str, Any]:
    """A photo, scan, clip, sample or seal; kept once however often it is sent."""
    kind, uploaded = request.POST.get("kind", ""), request.FILES.get("file")
    body = {name: request.POST.get(name, "").strip()[:200] for name in ("slip", "seal", "what", "laboratory", "old", "new", "state", "note", "reads")}
    if uploaded is not None and (uploaded.size or 0) > inspection.LONGEST_EVIDENCE:
        raise Refused("INS-93", "/file")
    if (kind == "sample" and not body["slip"]) or (kind == "seal" and not (body["old"] or body["new"])):
        raise RulesBroken([Finding("FRM-01", "/slip" if kind == "sample" else "/new")])
    row = inspection.keep(
        pk, kind=kind, sent_id=sent_id(request), taken_at=taken_at(request), by=request.actor, at=request.at,
        line=number_in(request, "line") if request.POST.get("line") else None, content=uploaded.read() if uploaded else b"",
        body={name: value for name, value in body.items() if value})
    opened = {"go": reverse("inspection:order", args=[pk])} if body["reads"] == SUSPICIOUS else {}
    return {"evidence": row.pk, "html": drawn(request, pk, row), **opened}


def drawn(request: HttpRequest, pk: int, row: InspectionEvidence) -> str:
    """The piece of evidence as the page shows it."""
    if row.kind == "scan":
        image = scans_of(row.order, [row], working=True)[0]
        return render_to_string("inspection/image.html", {"image": image, "order_pk": pk, "readings": words.choices(READINGS)}, request)
    return render_to_string("inspection/evidence.html", {"one": row, "order_pk": pk, "kinds": words.KINDS}, request)


@allow(*frame.INSPECTS)
@require_POST
@sends
def read(request: HttpRequest, pk: int, evidence: int) -> dict[str, Any]:
    """What an officer says of a scanner image; the order opens again, with what machines say of it."""
    if not InspectionEvidence.objects.filter(pk=evidence, order_id=pk).exists():
        raise NotFound("GEN-404")
    inspection.read_image(evidence, reads=request.POST.get("reads", ""), by=request.actor, at=request.at)
    return {"go": reverse("inspection:order", args=[pk])}


@allow(*frame.INSPECTS)
@require_POST
@sends
def sample(request: HttpRequest, pk: int, evidence: int) -> dict[str, Any]:
    """What the laboratory says of a sample."""
    inspection.sample_result(evidence, outcome=request.POST.get("outcome", ""), words=request.POST.get("words", ""), by=request.actor, at=request.at)
    return {}


@allow(*frame.INSPECTS)
@require_POST
@sends
def result(request: HttpRequest, pk: int) -> dict[str, Any]:
    """The end of the inspection; lines without a note are recorded as declared."""
    row = frame.of_mine(pk)
    inspection.record_result(pk, [seen_of(one) for one in lines_of(row)], outcome=request.POST.get("outcome", ""),
                             remarks=request.POST.get("remarks", "")[:2000], by=request.actor, at=request.at)
    note(request, _("The result is recorded and flows on by itself"), "success")
    return {"go": reverse("inspection:order", args=[pk])}


def seen_of(one: dict[str, Any]) -> Seen:
    """A line as it was noted, or as declared."""
    found = one["finding"]
    if found is None:
        return Seen(one["row"].number)
    return Seen(found.line, found.outcome, found.quantity, found.unit, found.net_kg, found.hs, found.origin, found.held, found.note)
