"""Writing what a scan decided: one prepared statement with everything of the act in it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from thongquan.actions import passes
from thongquan.actions.crossing.desk import expect_leg
from thongquan.actions.gate.answer import Answer, ScanRequest
from thongquan.actions.gate.sql import CROSSED, ONLY_SCAN, YARD
from thongquan.actions.notice import tell
from thongquan.actions.trail import moment
from thongquan.catalog.law import LAW
from thongquan.core.actor import Actor
from thongquan.core.canonical import canonical
from thongquan.core.clock import due_back
from thongquan.core.flows.vehicle import VEHICLE
from thongquan.core.gatewords import Verdict
from thongquan.core.passes import PassFields
from thongquan.core.plates import country_guess, pretty
from thongquan.core.vehicle import MULTI_TRIP
from thongquan.models import VehicleDeclaration
from thongquan.queries.crossing.facts import vehicle_facts
from thongquan.queries.crossing.words import clock
from thongquan.queries.gate import LaneRow, Movement, scan_answer
from thongquan.queries.hot import hot

def plates_of(fields: PassFields | None, row: Movement | None) -> list[dict[str, str]]:
    """The plates the screen shows, vehicle first."""
    if row:
        keys = [(row.plate_key, row.country), *((key, country_guess(key)) for key in row.trailers)]
    else:
        keys = [(key, country_guess(key)) for key in (fields.plate, fields.trailer) if key] if fields else []
    return [{"key": key, "text": pretty(key, country), "country": country or "VN"} for key, country in keys]


def scan_values(request: ScanRequest, lane: LaneRow, verdict: Verdict, by: Actor, at: datetime, **more: Any) -> dict[str, Any]:
    """The columns of the scan row; `more` adds or overrides."""
    plain = json.loads(json.dumps(dict(verdict.values), default=_plain))
    row: Movement | None = more.pop("row", None)
    fields: PassFields | None = more.pop("fields", None)
    return {
        "scan": request.id, "gate": lane.gate_id, "lane": lane.lane, "direction": lane.direction, "at": at,
        "device": request.device[:80], "by": by.id, "by_name": by.name, "unit": by.unit, "source": request.source,
        "sign": verdict.sign, "code": verdict.code, "values": Jsonb(plain),
        "plates": Jsonb(plates_of(fields, row)), "seen": request.seen_plate[:40],
        "raw": "" if fields or row else request.digits[:300], "seconds": request.seconds,
        "reason_code": "", "reason": "", "second": None, "how": "scan",
        "declaration": row.id if row else None, "crossing": row.crossing_id if row else None,
        "leg": fields.leg if fields else None, "office": lane.office_id,
        "return_office": row.return_office_id if row else None, "declarant": row.declarant_id if row else None, **more,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return list(value) if isinstance(value, tuple | frozenset | set) else str(value)


def payload(action: str, row: Movement, values: dict[str, Any], by: Actor, at: datetime) -> str:
    """The event's canonical text, its two digests to be filled in by the statement."""
    return canonical({
        "action": action, "actor": by.id, "after": {f"crossing:{row.crossing_id}": "@1@", f"vehicle:{row.id}": "@0@"},
        "at": moment(at), "before": {f"vehicle:{row.id}": row.digest}, "object": f"vehicle:{row.id}",
        "on_behalf_of": None, "reason": values["reason_code"], "roles": sorted(by.roles),
        "facts": {"gate": values["gate"], "lane": values["lane"], "leg": values["leg"], "scan": str(values["scan"]),
                  "code": values["code"], "how": values["how"], "second": values["second"]},
    }).decode()


def only_scan(
    request: ScanRequest, lane: LaneRow, verdict: Verdict, *, by: Actor, at: datetime,
    fields: PassFields | None = None, row: Movement | None = None,
) -> Answer:
    """Keep a scan that lets nothing pass; the same event id answers as it did first."""
    values = scan_values(request, lane, verdict, by, at, fields=fields, row=row)
    with hot() as cursor:
        made = cursor.execute(ONLY_SCAN, values, prepare=True).fetchone()
    if made is None:
        return repeated(request)
    return answer(verdict, values, row)


def after_crossing(row: Movement, leg: int, at: datetime) -> dict[str, Any]:
    """State, due-back and liquidation once this leg has crossed."""
    roles = frozenset({"system"})
    if leg % 2:
        due = row.due_back_at or due_back_of(row.id, at)
        return {"state": VEHICLE.take("cross_first", row.state, roles), "due": due, "liquidated": None}
    last = row.case not in MULTI_TRIP or (row.due_back_at is not None and at >= row.due_back_at)
    step = "cross_last" if last else "cross_again"
    return {"state": VEHICLE.take(step, row.state, roles), "due": row.due_back_at, "liquidated": at if last else None}


def due_back_of(declaration_id: int, at: datetime) -> datetime:
    """When the vehicle must be back, counted from its crossing (Decree 08/2015 art. 81 and the permit)."""
    facts = vehicle_facts(VehicleDeclaration.objects.get(pk=declaration_id), at)
    return due_back(facts, LAW, at) or at + timedelta(days=30)


def crossed(
    request: ScanRequest, lane: LaneRow, row: Movement, leg: int, verdict: Verdict, *, by: Actor, at: datetime, **more: Any,
) -> Answer:
    """Record the crossing of one leg; the return leg, the notice and further passes follow."""
    values = scan_values(request, lane, verdict, by, at, row=row, **{"leg": leg, **more})
    values |= after_crossing(row, leg, at) | {"action": "gate.cross", "version": row.version + 1}
    values["payload"] = payload("gate.cross", row, values, by, at)
    with hot() as cursor:
        made = cursor.execute(CROSSED, values, prepare=True).fetchone()
    if made is None:
        return repeated(request)
    if values["state"] != "liquidated":
        prepare_next(row.id, at)
    tell(row.declarant_id, "crossed", {"plate": row.plate, "gate": lane.gate_name, "time": clock(at, None)}, link=f"/trade/trips/{row.id}/")
    return answer(verdict, values, row, made)


def prepare_next(declaration_id: int, at: datetime) -> None:
    """Expect the next leg; a multi-trip permission gets its next passes."""
    declaration = VehicleDeclaration.objects.select_related("gate", "return_gate").get(pk=declaration_id)
    expect_leg(declaration)
    if declaration.case in MULTI_TRIP and declaration.leg % 2:
        passes.issue(declaration, at=at)


def yard(request: ScanRequest, lane: LaneRow, row: Movement, leg: int, verdict: Verdict, *, by: Actor, at: datetime) -> Answer:
    """Record yard-in or yard-out."""
    action = "gate.yard_in" if lane.kind == "yard_in" else "gate.yard_out"
    values = scan_values(request, lane, verdict, by, at, row=row, leg=leg)
    values |= {"action": action, "version": row.version + 1, "entering": lane.kind == "yard_in"}
    values["payload"] = payload(action, row, values, by, at)
    with hot() as cursor:
        made = cursor.execute(YARD, values, prepare=True).fetchone()
    return repeated(request) if made is None else answer(verdict, values, row, made)


def answer(verdict: Verdict, values: dict[str, Any], row: Movement | None, made: tuple[int, str] | None = None) -> Answer:
    """What goes back to the device."""
    return Answer(
        verdict=verdict, plates=tuple(values["plates"].obj), declaration_id=values["declaration"],
        number=row.number if row else "", leg=values["leg"],
        event=made[0] if made else None, leaf=made[1] if made else "", values=values["values"].obj,
    )


def repeated(request: ScanRequest) -> Answer:
    """The first answer again, for a scan that was sent twice."""
    first = scan_answer(request.id) or {}
    return Answer(
        verdict=Verdict(first["sign"], first["code"], first["values"]), plates=tuple(first["plates"]),
        declaration_id=first["declaration_id"], leg=first["leg"], repeated=True, values=first["values"],
    )

