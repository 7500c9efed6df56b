"""The people a walk-in brings: typed or read from a file, carried by the page until sent."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from thongquan.core.digits import natural
from thongquan.core.form import Form, blank
from thongquan.core.forms import ROAD
from thongquan.core.forms.rows import MOST_PASSENGERS, PASSENGER
from thongquan.core.reading import JSON
from thongquan.core.refused import Finding, Refused
from thongquan.exchange.formats.sheet_write import template, write_back
from thongquan.exchange.formats.table import KINDS
from thongquan.web.desk.queue import SERVES
from thongquan.web.shared.allow import allow
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.sentences import sentence
from thongquan.web.shared.tongue import tongue
from thongquan.web.trader.goods.sheet import as_file, given
from thongquan.web.trader.passengers import FIRST, TITLE, Rows, by_person, from_file
from thongquan.web.trader.telling import people as told

#: one person being typed, beside the declaration on the same page
TYPED = Form("counter_person", (replace(ROAD.named["passenger_list"], name="person", asked_when=""),))
MARK = "person-0-"


@dataclass(frozen=True)
class Brought:
    """The people so far; the person half typed with what is wrong with him; what is wrong with the file."""

    rows: Rows
    typed: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    refusal: str = ""
    bad: Mapping[int, list[str]] = field(default_factory=dict)
    back: bytes = b""

    @property
    def wrong(self) -> bool:
        """Something of it must be mended before the declaration can be sent."""
        return bool(self.findings or self.refusal or self.bad)


NOBODY = Brought([])


def of_form(posted: Mapping[str, str]) -> dict[str, str]:
    """What the page sends of the declaration itself."""
    return {name: text for name, text in posted.items() if not name.startswith(MARK) and name != "pasted"}


def brought(request: HttpRequest, act: str) -> Brought:
    """The people the page carries, with the one who was typed and those of a file; one of them struck by `drop-N`."""
    rows = _carried(request)
    act, _dash, place = act.partition("-")
    if act == "drop" and (n := natural(place)) is not None:
        rows = [row for at, row in enumerate(rows) if at != n]
    found = _with_typed(rows, {name.removeprefix(MARK): text for name, text in request.POST.items() if name.startswith(MARK)})
    name, data = given(request)
    return _with_file(found, name, data) if data.strip() else found


def _carried(request: HttpRequest) -> Rows:
    try:
        rows = json.loads(request.POST.get("_people") or "[]")
    except ValueError:
        rows = []
    read = ROAD.read({"passenger_list": rows}, language=JSON, draft=True)[0]
    return list(ROAD.write(read).get("passenger_list") or [])


def _with_typed(rows: Rows, typed: dict[str, str]) -> Brought:
    if blank(typed):
        return Brought(rows)
    values, findings = PASSENGER.read(typed, language=tongue())
    if wrong := tuple(replace(f, pointer=f"/person/0{f.pointer}") for f in findings if f.blocks):
        return Brought(rows, typed, wrong)
    if len(rows) >= MOST_PASSENGERS:
        return Brought(rows, typed, (Finding("FRM-05", "/person", {"most": MOST_PASSENGERS}),))
    return Brought([*rows, PASSENGER.write(values)])


def _with_file(found: Brought, name: str, data: bytes) -> Brought:
    try:
        sheet, good, bad = from_file(name, data, len(found.rows))
    except Refused as refused:
        return replace(found, refusal=sentence(refused.findings[0]))
    return replace(found, rows=[*found.rows, *good], bad=bad, back=write_back(sheet, bad, PASSENGER, tongue(), TITLE) if bad else b"")


def shown(found: Brought, findings: Sequence[Finding] = ()) -> dict[str, Any]:
    """The part of the counter's page that lists them; `findings` are of the whole declaration."""
    remarks = by_person(findings)
    sheet = Sheet(TYPED, {"person": [{}]}, raw={"person": [found.typed]} if found.typed else None, findings=found.findings)
    boxes = sheet["person"].rows[0].boxes
    return {
        "people": [one | {"place": n, "remarks": remarks.get(n, [])} for n, one in enumerate(told(found.rows))], "held": json.dumps(found.rows),
        "person": sheet, "first": boxes[:FIRST], "more": boxes[FIRST:], "refusal": found.refusal, "bad": sorted(found.bad.items()),
        "back": f"data:{KINDS['xlsx']};base64,{base64.b64encode(found.back).decode()}" if found.back else "", "most": MOST_PASSENGERS,
        "open": bool(found.rows) or found.wrong,
    }


@allow(*SERVES)
@require_GET
def sheet(request: HttpRequest, kind: str) -> HttpResponse:
    """The empty file of people to fill."""
    if kind not in KINDS:
        raise Http404(kind)
    return as_file(template(PASSENGER, tongue(), kind, TITLE), f"thong-quan-hanh-khach.{kind}", kind)
