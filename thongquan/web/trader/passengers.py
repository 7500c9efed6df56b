"""The passenger list of a trip: typed, from a spreadsheet, from an earlier trip."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from thongquan.actions.crossing import correct, request_amendment, save_draft
from thongquan.catalog.law import LAW
from thongquan.core import changes, rules
from thongquan.core.canonical import canonical
from thongquan.core.digits import natural
from thongquan.core.flows.vehicle import VEHICLE
from thongquan.core.forms.rows import MOST_PASSENGERS, PASSENGER
from thongquan.core.refused import Finding, Refused
from thongquan.core.rule import local_day
from thongquan.core.words import Words
from thongquan.exchange.formats.sheet import MOST_BYTES, Sheet, read_rows
from thongquan.exchange.formats.sheet_write import template, write_back, written
from thongquan.exchange.formats.table import KINDS
from thongquan.models import DeclarationRequest, VehicleDeclaration
from thongquan.queries.crossing import trips
from thongquan.queries.crossing.facts import read_body, vehicle_facts
from thongquan.web.shared.boxes import Sheet as Boxes
from thongquan.web.shared.sent import attempt
from thongquan.web.shared.sentences import sentence, whole
from thongquan.web.shared.tongue import tongue
from thongquan.web.trader import acting
from thongquan.web.trader.goods.sheet import as_file, given, said
from thongquan.web.trader.telling import people

TITLE = Words("Danh sách hành khách", "Passenger list", "旅客名单")
#: asked of everybody; the rest of a person stands folded
FIRST = 9
Rows = list[dict[str, Any]]


@acting.traders
@require_http_methods(["GET", "POST"])
def of_trip(request: HttpRequest, pk: int) -> HttpResponse:
    """The list with what may be done to it: add, change or remove a person, read a file, copy another trip's list."""
    trip = trips.trip_of(pk, request.actor)
    if request.method == "GET":
        return page(request, trip)
    act, _dash, meant = request.POST.get("_act", "").partition("-")
    act_of = {"person": _person, "drop": _drop, "file": _file, "copy": _copy}.get(act)
    if act_of is None:
        raise Http404(act)
    rows = listed(trip)
    place = place_of(meant, rows)
    against = stands_against(request, trip)
    if against or (place is None and (meant or act == "drop")):
        return page(request, trip, raw=typed(request) if act == "person" else None, refusals=[whole(against or Finding("GEN-409"))], status=409)
    return act_of(request, trip, rows, place)


def typed(request: HttpRequest) -> dict[str, str]:
    """The person as he was typed."""
    return {name: request.POST.get(name, "") for name in PASSENGER.named}


def mark(place: int, row: Mapping[str, Any]) -> str:
    """One person of the list as a button names him: his place, and what stands there."""
    return f"{place}-{hashlib.sha256(canonical(dict(row))).hexdigest()[:12]}"


def place_of(meant: str, rows: Rows) -> int | None:
    """The place of the person a button meant; None when he stands there no more: removed, changed, or moved up."""
    return next((n for n, row in enumerate(rows) if mark(n, row) == meant), None)


def listed(trip: VehicleDeclaration) -> Rows:
    """The people as they stand in the declaration."""
    return list(trip.body.get("passenger_list") or [])


def ruled(request: HttpRequest, trip: VehicleDeclaration) -> changes.Change:
    """What the one rule of changes says of this list now."""
    return changes.judge_change(
        trip.state, trip.leg - 1, ["passenger_list"], corrections=trip.corrections, case=trip.case, held=trip.held_at is not None,
        most=most_corrections(request))


def most_corrections(request: HttpRequest) -> int:
    """How often a declaration may be corrected."""
    return int(LAW.value("corrections.most", on=local_day(request.at)))


def stands_against(request: HttpRequest, trip: VehicleDeclaration) -> Finding | None:
    """Why this list may not be changed now; None when it may: freely, by a correction, or by a request."""
    change, steps = ruled(request, trip), {step.name for step in VEHICLE.open_to(trip.state, request.actor.roles)}
    if trip.state not in ("draft", "returned", "checking") and not steps & {"correct", "amend"}:
        return Finding("GEN-409")
    if change.kind == changes.REFUSED:
        return Finding(change.code, "", {"most": most_corrections(request)})
    asks = change.kind in (changes.BY_RULE, changes.BY_OFFICER)
    return Finding("REQ-01") if asks and trip.requests.filter(kind="amend", state="open").exists() else None


def costs(request: HttpRequest, trip: VehicleDeclaration) -> str:
    """What a change of the list means now, in words; nothing while it is free."""
    if (kind := ruled(request, trip).kind) == changes.CORRECTION:
        most = most_corrections(request)
        return _("Customs has received the declaration. Each change here is one correction: %(left)s of %(most)s are left. "
                 "Several people change in one by sending the file.") % {"left": most - trip.corrections, "most": most}
    return {changes.BY_RULE: _("Each change here is approved at once and the pass is issued anew."),
            changes.BY_OFFICER: _("Each change here is a request that an officer decides, one at a time. "
                                  "Several people change in one by sending the file.")}.get(kind, "")


def keep(request: HttpRequest, trip: VehicleDeclaration, rows: Rows, says: str = "") -> tuple[Finding, ...]:
    """The list and its count in the declaration, in the way its state allows, told by `says`; what stands against it."""
    raw = {"passenger_list": rows, "passengers": len(rows) or "", "passenger_list_kind": "electronic" if rows else ""}
    steps = {step.name for step in VEHICLE.open_to(trip.state, request.actor.roles)}
    act = save_draft if trip.state in ("draft", "returned") else correct if "correct" in steps else request_amendment
    done, findings = attempt(act, trip.pk, raw, by=request.actor, at=request.at, version=trip.version)
    if isinstance(done, DeclarationRequest) and done.state == "open":
        says = _("Asked for. An officer decides; you are told.")
    if done is not None and says:
        messages.success(request, says)
    return findings


def _kept(request: HttpRequest, trip: VehicleDeclaration, rows: Rows, says: str, **shown: Any) -> HttpResponse:
    """Back to the list when it could be kept, else the list with the reasons."""
    if findings := keep(request, trip, rows, says):
        trip = trips.trip_of(trip.pk, request.actor)
        return page(request, trip, refusals=[sentence(f) for f in findings if f.blocks], **shown)
    return HttpResponseRedirect(reverse("trader:passengers", args=[trip.pk]), status=303)


def _person(request: HttpRequest, trip: VehicleDeclaration, rows: Rows, place: int | None) -> HttpResponse:
    """One person typed: a new one at the end, or in the place of the one that was opened."""
    raw = typed(request)
    values, findings = PASSENGER.read(raw, language=tongue())
    if any(f.blocks for f in findings):
        return page(request, trip, raw=raw, findings=findings, place=place)
    row = PASSENGER.write(values)
    if place is not None:
        rows[place] = row
    elif len(rows) >= MOST_PASSENGERS:
        return page(request, trip, raw=raw, refusals=[sentence(Finding("FRM-05", "", {"most": MOST_PASSENGERS}))])
    else:
        rows.append(row)
    return _kept(request, trip, rows, _("Kept: %(n)s people on the list") % {"n": len(rows)}, raw=raw, place=place)


def _drop(request: HttpRequest, trip: VehicleDeclaration, rows: Rows, place: int | None) -> HttpResponse:
    rows = [row for n, row in enumerate(rows) if n != place]
    return _kept(request, trip, rows, _("Kept: %(n)s people on the list") % {"n": len(rows)})


def _copy(request: HttpRequest, trip: VehicleDeclaration, rows: Rows, place: int | None) -> HttpResponse:
    """The people of an earlier trip of the same declarant, in the place of those that stand here."""
    source = request.POST.get("from", "")
    found = next((one for one in trips.with_people(trip) if str(one.pk) == source), None)
    if found is None:
        return page(request, trip, refusals=[whole(Finding("GEN-404"))], status=404)
    return _kept(request, trip, listed(found), _("%(n)s people taken") % {"n": len(listed(found))})


def _file(request: HttpRequest, trip: VehicleDeclaration, rows: Rows, place: int | None) -> HttpResponse:
    """The people of a file or of pasted rows; rows that cannot be read come back in the same file.

    Where one sending is one change, nothing is taken before every row can be read.
    """
    name, data = given(request)
    before = [] if request.POST.get("how") == "replace" else rows
    try:
        sheet, good, bad = from_file(name, data, len(before))
    except Refused as refused:
        return page(request, trip, refusals=[sentence(refused.findings[0])])
    if not bad:
        return _kept(request, trip, [*before, *good], _("%(n)s people taken") % {"n": len(good)})
    part = ruled(request, trip).kind == changes.FREE
    refusals = keep(request, trip, [*before, *good]) if good and part else ()
    trip = trips.trip_of(trip.pk, request.actor)
    return page(request, trip, refusals=[sentence(f) for f in refusals if f.blocks], bad=bad, good=len(good) if part and not refusals else 0,
                back=write_back(sheet, bad, PASSENGER, tongue(), TITLE) if part else b"")


def from_file(name: str, data: bytes, before: int) -> tuple[Sheet, Rows, dict[int, list[str]]]:
    """A file of people: its rows that are people, and the reasons of the others by their number in the file.

    `before` stand on the list already. Raises Refused with a SHT code for a file that cannot be taken.
    """
    if len(data) > MOST_BYTES:
        raise Refused("SHT-04", "/file", most=MOST_BYTES // 1_000_000)
    sheet = read_rows(data, name, PASSENGER)
    if before + len(sheet.rows) > MOST_PASSENGERS:
        raise Refused("SHT-06", "/file", most=MOST_PASSENGERS)
    good, bad = [], {}
    for row in sheet.rows:
        values, findings = PASSENGER.read(row.answers, language=tongue())
        if wrong := [f for f in findings if f.blocks]:
            bad[row.number] = [said(f, PASSENGER) for f in wrong]
        else:
            good.append(PASSENGER.write(values))
    return sheet, good, bad


def remarks(request: HttpRequest, trip: VehicleDeclaration) -> dict[int, list[str]]:
    """What the rules say of each person, by his place in the list."""
    return by_person(rules.judge("crossing.submit", vehicle_facts(trip, request.at), LAW, request.at))


def by_person(findings: Iterable[Finding]) -> dict[int, list[str]]:
    """The findings that are about a person of the list, in words, by his place in it."""
    found: dict[int, list[str]] = {}
    for finding in findings:
        head, _slash, rest = finding.pointer.strip("/").partition("/")
        place = natural(rest.partition("/")[0])
        if head == "passenger_list" and place is not None:
            found.setdefault(place, []).append(sentence(finding))
    return found


def page(request: HttpRequest, trip: VehicleDeclaration, *, raw: Mapping[str, Any] | None = None, findings: Sequence[Finding] = (),
         place: int | None = None, refusals: Sequence[str] = (), bad: Mapping[int, list[str]] | None = None, good: int = 0, back: bytes = b"",
         status: int = 422) -> HttpResponse:
    """The list as it stands and what may be done; `raw` and `findings` are of the person being typed, `bad` of a file."""
    rows, opened = listed(trip), natural(request.GET.get("person")) if request.method == "GET" else None
    if opened is not None and opened < len(rows):
        place = opened
    held = rows[place] if place is not None and place < len(rows) else {}
    values = PASSENGER.read(held, language="json", draft=True)[0]
    boxes = Boxes(PASSENGER, values, raw=raw, findings=findings)
    said_of = remarks(request, trip) if rows else {}
    shown = [person | {"place": n, "mark": mark(n, rows[n]), "remarks": said_of.get(n, [])} for n, person in enumerate(people(rows))]
    against = stands_against(request, trip)
    context = {
        "trip": trip, "people": shown, "sheet": boxes, "first": boxes.boxes[:FIRST], "more": boxes.boxes[FIRST:], "place": place,
        "chosen": mark(place, held) if held else "", "may": not against,
        "note": costs(request, trip) if not against else whole(against) if against.code != "GEN-409" and not refusals else "",
        "refusals": list(refusals), "findings": list(findings), "bad": sorted((bad or {}).items()), "good": good, "most": MOST_PASSENGERS,
        "back": f"data:{KINDS['xlsx']};base64,{base64.b64encode(back).decode()}" if back else "",
        "others": [{"row": one, "n": len(listed(one))} for one in trips.with_people(trip)],
        "home": reverse("trader:draft" if trip.state in ("draft", "returned") else "trader:trip", args=[trip.pk]),
    }
    return render(request, "trader/passengers.html", context, status=status if findings or refusals or bad else 200)


@acting.traders
@require_GET
def sheet(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The template to fill, with the people who are listed already."""
    trip = trips.trip_of(pk, request.actor)
    if kind not in KINDS:
        raise Http404(kind)
    rows = read_body(trip).get("passenger_list") or []
    content = written(PASSENGER, rows, tongue(), kind, TITLE) if rows else template(PASSENGER, tongue(), kind, TITLE)
    return as_file(content, f"thong-quan-hanh-khach-{pk}.{kind}", kind)
