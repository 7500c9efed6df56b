"""What a scan needs to know: the lane, the movement, and what an earlier scan was told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import class_row

from thongquan.core.gatecheck import Crossed, Lane, MovementFacts
from thongquan.core.plates import normalise
from thongquan.core.vehicle import trailer_alone
from thongquan.queries.hot import hot

#: one lane of one gate
LANE = """
select g.id as gate_id, g.number as gate_number, g.code as gate_code, g.name_vi as gate_name, g.office_id,
       l.number as lane, l.kind, l.direction, l.open and g.active and g.paused_at is null as open,
       array(select jsonb_array_elements_text(g.agencies)) as agencies
from gate g join lane l on l.gate_id = g.id
where g.code = %s and l.number = %s
"""

#: one movement, locked: its declaration, the leg shown, its pass, its ticks and its open check
MOVEMENT = """
select d.id, d.number, d.state, d.leg as next_leg, d.revision, d.held_at, d.hold_reason, d.due_back_at, d.regime,
       d."case", d.mode, d.plate, d.plate_key, d.country, d.trailers, d.laden, d.office_id, d.return_office_id,
       d.declarant_id, d.version, d.first_crossed_at, d.gate_id, d.return_gate_id,
       coalesce(d.body ->> 'vehicle_type', '') as vehicle_type,
       tq_digest(to_jsonb(d)) as digest, tq_digest(to_jsonb(c)) as crossing_digest, tq_digest(to_jsonb(p)) as pass_digest,
       p.id as pass_id, (select s.version from vehicle_declaration s where s.id = d.id) as seen_version,
       coalesce((select g.name_vi from gate g where g.id = c.gate_id), '') as crossing_gate,
       c.id as crossing_id, c.state as crossing_state, c.crossed_at, c.arrived_at, c.yard_in_at, c.gate_id as crossing_gate_id,
       p.state as pass_state, p.revoked_at,
       array(select t.agency from agency_tick t where t.crossing_id = c.id) as ticked,
       (select k.bay from physical_check k where k.declaration_id = d.id and k.done_at is null limit 1) as bay,
       (select h.reason from plate_hold h where h.plate_key = any(d.plate_key || d.trailers || %(seen)s::text[]) and h.since <= %(at)s
               and (h.until is null or h.until > %(at)s) order by h.since limit 1) as plate_held,
       case when cardinality(d.goods) > 0 then tq_goods_on(d.goods, d.id)::text end as goods
from vehicle_declaration d
left join crossing c on c.declaration_id = d.id and c.leg = %(leg)s
left join pass p on p.declaration_id = d.id and p.leg = %(leg)s and p.revision = %(revision)s
where d.number = %(number)s
for update of d
"""

#: the answer an earlier scan was given, with its receipt
SCANNED = """
select s.sign, s.code, s.values, s.plates, s.declaration_id, s.leg, s.at, coalesce(d.number, ''),
       e.id, coalesce(encode(sha256('\\x00'::bytea || e.payload), 'hex'), '')
from scan s left join vehicle_declaration d on d.id = s.declaration_id left join audit_event e on e.id = s.event_id
where s.id = %s
"""

#: the pass a movement number stands for: that of its next leg, else the last one
PASS_OF = """
select d.state, p.digits from vehicle_declaration d left join pass p on p.declaration_id = d.id
where d.number = %s order by abs(p.leg - d.leg), p.revision desc limit 1
"""


@dataclass
class LaneRow:
    """A lane as the database knows it."""

    gate_id: int
    gate_number: int
    gate_code: str
    gate_name: str
    office_id: int
    lane: int
    kind: str
    direction: str
    open: bool
    agencies: list[str]

    def as_lane(self, training: bool) -> Lane:
        """The lane as the judgement wants it."""
        return Lane(self.gate_number, f"{self.gate_code}/{self.lane}", self.direction, self.kind, self.open, training)


@dataclass
class Movement:
    """One movement at one leg, as locked for a scan."""

    id: int
    number: str
    state: str
    next_leg: int
    revision: int
    held_at: datetime | None
    hold_reason: str
    due_back_at: datetime | None
    regime: str
    case: str
    mode: str
    plate: str
    plate_key: str
    country: str
    trailers: list[str]
    laden: bool
    office_id: int
    return_office_id: int | None
    declarant_id: int
    version: int
    first_crossed_at: datetime | None
    gate_id: int
    return_gate_id: int | None
    vehicle_type: str
    digest: str
    crossing_digest: str | None
    pass_digest: str | None
    pass_id: int | None
    seen_version: int
    crossing_gate: str
    crossing_id: int | None
    crossing_state: str | None
    crossed_at: datetime | None
    arrived_at: datetime | None
    yard_in_at: datetime | None
    crossing_gate_id: int | None
    pass_state: str | None
    revoked_at: datetime | None
    ticked: list[str]
    bay: str | None
    plate_held: str | None
    goods: str | None

    @property
    def on_board(self) -> list[dict[str, Any]]:
        """The goods declarations on this vehicle that are known here: number, free, gone, packages, kg."""
        return json.loads(self.goods) if self.goods else []

    @property
    def alone(self) -> bool:
        """A trailer declared without a tractor."""
        return trailer_alone(self.mode, self.vehicle_type, self.plate_key, self.country)

    def before(self) -> dict[str, str]:
        """The rows as they stand, for the trail."""
        rows = ("vehicle", self.id, self.digest), ("crossing", self.crossing_id, self.crossing_digest), ("pass", self.pass_id, self.pass_digest)
        return {f"{name}:{key}": digest for name, key, digest in rows if digest}

    def missing(self, required: Sequence[str]) -> tuple[str, ...]:
        """Agencies that must have ticked this leg and have not; customs ticks by scanning."""
        return tuple(a for a in required if a != "customs" and a not in self.ticked)


def lane_row(gate_code: str, lane: int) -> LaneRow | None:
    """One lane, or None."""
    with hot() as cursor:
        cursor.row_factory = class_row(LaneRow)
        return cursor.execute(LANE, [gate_code, lane], prepare=True).fetchone()


def movement(number: str, leg: int, revision: int, at: datetime, seen: Iterable[str] = ()) -> Movement | None:
    """One movement, its row locked until the end of the transaction; None outside the person's reach.

    An order to stop binds the vehicle's plate, its trailers' and those `seen` at the lane.
    Where the lock had to be waited for, PostgreSQL gives the fresh declaration beside a stale crossing
    and pass; the two versions then differ, and a second look under the lock sees all of it fresh.
    """
    asked = {"number": number, "leg": leg, "revision": revision, "at": at, "seen": [normalise(plate) for plate in seen if plate]}
    with hot() as cursor:
        cursor.row_factory = class_row(Movement)
        row = cursor.execute(MOVEMENT, asked, prepare=True).fetchone()
        if row is not None and row.version != row.seen_version:
            row = cursor.execute(MOVEMENT, asked, prepare=True).fetchone()
        return row


def pass_of(number: str) -> tuple[str, str]:
    """State and pass digits of a movement typed by its number; empty when unknown or not issued."""
    with hot() as cursor:
        found = cursor.execute(PASS_OF, [number], prepare=True).fetchone()
    return (found[0], found[1] or "") if found else ("", "")


def leg_of(number: str) -> tuple[int, int] | None:
    """The next leg and the good revision of a movement."""
    with hot() as cursor:
        return cursor.execute(
            "select leg, revision from vehicle_declaration where number = %s", [number], prepare=True).fetchone()


def facts_at(row: Movement | None, leg: int, lane: LaneRow, seen: tuple[str, str]) -> MovementFacts:
    """The movement as the one judgement at the gate sees it."""
    if row is None:
        return MovementFacts()
    done = Crossed(row.crossed_at, row.crossing_gate) if row.crossed_at else None
    return MovementFacts(
        state=row.state, next_leg=row.next_leg, revision=row.revision,
        revoked=row.pass_state == "revoked", revoked_at=row.revoked_at,
        held=bool(row.held_at or row.plate_held), held_reason=row.hold_reason or row.plate_held or "",
        inspect_bay=row.bay or "",
        missing=row.missing(lane.agencies) if lane.kind == "border" else (),
        crossed=done, due_back_at=row.due_back_at if leg > 1 else None,
        plate=row.plate_key, trailer=row.trailers[0] if row.trailers else "",
        plate_seen=seen[0], trailer_seen=seen[1], alone=row.alone, **goods_facts(row.on_board),
    )


def goods_facts(on_board: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The goods on board as the judgement wants them."""
    parts = [(one["number"], one["packages"], one["kg"] or "") for one in on_board if one["packages"] is not None or one["kg"] is not None]
    return {
        "not_free": tuple(one["number"] for one in on_board if not one["free"]),
        "gone": tuple(one["number"] for one in on_board if one["free"] and one["gone"]), "parts": tuple(parts),
    }


def guards_yard(gate_id: int) -> bool:
    """Whether inward vehicles of this gate leave a yard past a lane of ours."""
    with hot() as cursor:
        found = cursor.execute("select exists (select 1 from lane where gate_id = %s and kind = 'yard_out' and direction in ('', 'in'))",
                               [gate_id], prepare=True).fetchone()
    return bool(found and found[0])


def scan_answer(event_id: Any) -> dict[str, Any] | None:
    """The verdict an earlier scan with this id was given."""
    with hot() as cursor:
        found = cursor.execute(
            SCANNED, [event_id]).fetchone()
    if found is None:
        return None
    sign, code, values, plates, declaration_id, leg, at, number, event, leaf = found
    return {"sign": sign, "code": code, "values": _json(values), "plates": _json(plates),
            "declaration_id": declaration_id, "leg": leg, "at": at, "number": number, "event": event, "leaf": leaf}


def _json(value: Any) -> Any:
    """Django leaves jsonb as text on its connections."""
    return json.loads(value) if isinstance(value, str) else value
