"""Writing what a scan decided: one prepared statement with everything of the act in it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from thongquan.actions import clearance, passes
from thongquan.actions.gate.answer import Answer, ScanRequest
from thongquan.actions.gate.news import stir
from thongquan.actions.gate.sql import CROSSED, ONLY_SCAN, YARD
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.catalog.law import LAW
from thongquan.core.actor import Actor
from thongquan.core.canonical import canonical
from thongquan.core.clock import TERM_OF_LAW, due_back
from thongquan.core.evidence import moment
from thongquan.core.flows.vehicle import VEHICLE
from thongquan.core.gatecheck import BORDER, YARD_OUT, leaving
from thongquan.core.gatewords import Verdict
from thongquan.core.passes import PassFields
from thongquan.core.plates import country_guess, pretty
from thongquan.core.refused import Conflict
from thongquan.core.vehicle import INWARD, MULTI_TRIP, OUTWARD, VehicleFacts, direction_of
from thongquan.models import VehicleDeclaration
from thongquan.queries import gate as facts
from thongquan.queries.crossing.facts import back_by
from thongquan.queries.crossing.words import clock
from thongquan.queries.gate import LaneRow, Movement, scan_answer
from thongquan.queries.hot import hot


def plates_of(fields: PassFields | None, row: Movement | None) -> list[dict[str, str]]:
    """The plates the screen shows, vehicle first; a trailer alone says that it is one."""
    part = {"part": "trailer"} if row and row.alone else {}
    if row:
        keys = [(row.plate_key, row.country), *((key, country_guess(key)) for key in row.trailers)]
    else:
        keys = [(key, country_guess(key)) for key in (fields.plate, fields.trailer) if key] if fields else []
    return [{"key": key, "text": pretty(key, country), "country": country or "VN", **part} for key, country in keys]


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
        "leg": fields.leg if fields else None, "office": lane.office_id, "return_office": other_end(lane, row),
        "declarant": row.declarant_id if row else None, "object_type": "vehicle" if row else "gate",
        "object": row.id if row else lane.gate_id, "version": row.version if row else 0,
        "reach": sorted({lane.office_id} | ({row.office_id, row.return_office_id} - {None} if row else set())), **more,
    }


def other_end(lane: LaneRow, row: Movement | None) -> int | None:
    """The office at the other end of the movement."""
    if row is None:
        return None
    return row.office_id if lane.office_id == row.return_office_id else row.return_office_id


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return list(value) if isinstance(value, tuple | frozenset | set) else str(value)


def payload(action: str, row: Movement | None, values: dict[str, Any], by: Actor, at: datetime) -> str:
    """The event's canonical text; the statement puts the digests of the rows where `@after@` stands."""
    return canonical({
        "action": action, "actor": by.id, "after": "@after@", "at": moment(at),
        "before": row.before() if row else {},
        "object": f"{values['object_type']}:{values['object']}", "on_behalf_of": None,
        "reach": {"declarant": values["declarant"], "offices": values["reach"]},
        "reason": values["reason_code"], "roles": sorted(by.roles), "unit": by.unit, "version": values["version"],
        "facts": {"gate": values["gate"], "lane": values["lane"], "leg": values["leg"], "scan": str(values["scan"]),
                  "sign": values["sign"], "code": values["code"], "how": values["how"], "second": values["second"]},
    }).decode()


def kept(statement: str, action: str, row: Movement | None, values: dict[str, Any], by: Actor, at: datetime) -> tuple[int, str] | None:
    """Run one of the hot statements: the event's number and leaf, or None when this scan was kept before."""
    values |= {"action": action, "payload": payload(action, row, values, by, at)}
    with hot() as cursor:
        made: tuple[int, str] | None = cursor.execute(statement, values, prepare=True).fetchone()
    return made


def only_scan(
    request: ScanRequest, lane: LaneRow, verdict: Verdict, *, by: Actor, at: datetime,
    fields: PassFields | None = None, row: Movement | None = None, action: str = "gate.scan", reason_code: str = "",
) -> Answer:
    """Keep a scan that lets nothing pass; the same event id answers as it did first."""
    values = scan_values(request, lane, verdict, by, at, fields=fields, row=row, reason_code=reason_code)
    made = kept(ONLY_SCAN, action, row, values, by, at)
    return repeated(request) if made is None else answer(verdict, values, row, made)


def after_crossing(row: Movement, leg: int, at: datetime) -> dict[str, Any]:
    """State, due-back and liquidation once this leg has crossed."""
    roles = frozenset({"system"})
    if leg % 2:
        due = row.due_back_at or due_back_of(row, at)
        return {"state": VEHICLE.take("cross_first", row.state, roles), "due": due, "liquidated": None}
    last = row.case not in MULTI_TRIP or (row.due_back_at is not None and at >= row.due_back_at)
    step = "cross_last" if last else "cross_again"
    return {"state": VEHICLE.take(step, row.state, roles), "due": row.due_back_at, "liquidated": at if last else None}


def due_back_of(row: Movement, at: datetime) -> datetime:
    """When the vehicle must be back, counted from its crossing; a term of law needs no look at the declaration."""
    known = due_back(VehicleFacts(case=row.case, mode=row.mode), LAW, at) if row.case in TERM_OF_LAW else None
    return known or back_by(VehicleDeclaration.objects.get(pk=row.id), at)


def crossed(
    request: ScanRequest, lane: LaneRow, row: Movement, leg: int, verdict: Verdict, *, by: Actor, at: datetime, **more: Any,
) -> Answer:
    """Record the crossing of one leg; the return leg, the notice and further passes follow."""
    values = scan_values(request, lane, verdict, by, at, row=row, **{"leg": leg, **more})
    values |= after_crossing(row, leg, at) | next_leg(row, leg) | {"version": row.version + 1}
    made = kept(CROSSED, "gate.cross", row, values, by, at)
    if made is None:
        return repeated(request)
    if row.case in MULTI_TRIP and not leg % 2 and values["liquidated"] is None:
        more_passes(row.id, by=by, at=at)
    goods_leave(row, lane, leg, by=by, at=at)
    tell(row.declarant_id, "crossed", {"plate": row.plate, "gate": lane.gate_name, "time": clock(at, None)}, link=f"/trade/trips/{row.id}/")
    return answer(verdict, values, row, made)


def next_leg(row: Movement, leg: int) -> dict[str, Any]:
    """Where the leg after this one is expected: at the gate of the other end."""
    there, back = (row.gate_id, row.office_id), (row.return_gate_id or row.gate_id, row.return_office_id or row.office_id)
    (gate, office), (_, other) = (back, there) if leg % 2 else (there, back)
    return {"pass": row.pass_id, "next_gate": gate, "next_office": office, "next_other": other,
            "next_direction": direction_of(row.regime, leg + 1)}


def more_passes(declaration_id: int, *, by: Actor, at: datetime) -> None:
    """A multi-trip permission that came home gets the passes of its next round."""
    declaration = VehicleDeclaration.objects.select_related("gate", "return_gate").get(pk=declaration_id)
    if issued := passes.issue(declaration, at=at):
        record("crossing.passes", declaration, *issued, by=by, at=at)


def yard(
    request: ScanRequest, lane: LaneRow, row: Movement, leg: int, verdict: Verdict, *, by: Actor, at: datetime, **more: Any,
) -> Answer:
    """Record yard-in or yard-out."""
    action = "gate.yard_in" if lane.kind == "yard_in" else "gate.yard_out"
    values = scan_values(request, lane, verdict, by, at, row=row, **{"leg": leg, **more})
    values |= {"version": row.version + 1, "entering": lane.kind == "yard_in"}
    made = kept(YARD, action, row, values, by, at)
    if made is None:
        return repeated(request)
    if lane.kind == "yard_out":
        goods_leave(row, lane, leg, by=by, at=at)
    return answer(verdict, values, row, made)


def goods_leave(row: Movement, lane: LaneRow, leg: int, *, by: Actor, at: datetime) -> None:
    """What the vehicle carries has left supervision: exports at the line, imports out of the yard, or at the line where no
    lane leads inward vehicles out of a yard.
    """
    free = [one["number"] for one in row.on_board if one["free"]]
    inward = direction_of(row.regime, leg) == INWARD
    if not free or (lane.kind != BORDER and not inward) or (lane.kind == BORDER and inward and facts.guards_yard(lane.gate_id)):
        return
    if numbers := leaving(free, YARD_OUT if inward else BORDER, INWARD if inward else OUTWARD):
        clearance.passed(row.id, numbers, gate_id=lane.gate_id, by=by, at=at)


def answer(verdict: Verdict, values: dict[str, Any], row: Movement | None, made: tuple[int, str] | None = None) -> Answer:
    """What goes back to the device; open pages hear of it."""
    stir(values["gate"], "lane", values["lane"])
    return Answer(
        verdict=verdict, plates=tuple(values["plates"].obj), declaration_id=values["declaration"],
        number=row.number if row else "", leg=values["leg"],
        event=made[0] if made else None, leaf=made[1] if made else "", values=values["values"].obj,
    )


def repeated(request: ScanRequest) -> Answer:
    """The first answer again, for a scan that was sent twice; another office's scan of that id is no answer."""
    first = answered_before(request)
    if first is None:
        raise Conflict("GEN-409")
    return first


def answered_before(request: ScanRequest) -> Answer | None:
    """What an earlier call with this event id was told, if there was one."""
    first = scan_answer(request.id)
    return None if first is None else Answer(
        verdict=Verdict(first["sign"], first["code"], first["values"]), plates=tuple(first["plates"]),
        declaration_id=first["declaration_id"], number=first["number"], leg=first["leg"], event=first["event"], leaf=first["leaf"],
        repeated=True, values=first["values"],
    )
