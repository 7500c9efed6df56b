"""The live board of a gate: who comes, waits, is inside, abroad or late; one snapshot."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from thongquan.core.vehicle import ADMISSION, EXPORTATION
from thongquan.models import Gate

#: who has crossed and is still to come back, at the gate of the coming leg; foreign vehicles are in the country, ours abroad
STAYS = """
stay as (
    select d.* from vehicle_declaration d where d.state in ('under_way', 'overdue')
        and %(gate)s = case when d.leg %% 2 = 1 then d.gate_id else coalesce(d.return_gate_id, d.gate_id) end
)
"""
DUE_SOON = "state = 'under_way' and due_back_at between %(at)s and %(at)s + interval '6 hours'"

TILES = f"""
with {STAYS}, c as (
    select c.*, d.state as declared_state, d.held_at from crossing c join vehicle_declaration d on d.id = c.declaration_id
    where c.gate_id = %(gate)s
), waits as (
    select direction, extract(epoch from crossed_at - arrived_at) / 60 as minutes from c
    where crossed_at >= %(at)s - interval '3 hours' and arrived_at is not null
)
select
    (select count(*) from c where state = 'expected' and leg = 1 and declared_state = 'accepted'
        and planned_at < %(at)s + interval '12 hours'),
    (select count(*) from c where state = 'expected' and leg = 1 and declared_state = 'accepted'
        and planned_at between %(at)s - interval '15 minutes' and %(at)s + interval '1 hour'),
    (select count(*) from c where state in ('in_yard', 'arrived')),
    (select round(percentile_cont(0.5) within group (order by minutes)::numeric) from waits),
    (select round(percentile_cont(0.9) within group (order by minutes)::numeric) from waits),
    (select round(percentile_cont(0.5) within group (order by minutes)::numeric) from waits where direction = 'out'),
    (select round(percentile_cont(0.5) within group (order by minutes)::numeric) from waits where direction = 'in'),
    (select count(*) from c where crossed_at >= %(midnight)s and direction = 'out'),
    (select count(*) from c where crossed_at >= %(midnight)s and direction = 'in'),
    (select count(*) from stay where regime = '{ADMISSION}'),
    (select count(*) from stay where regime = '{ADMISSION}' and {DUE_SOON}),
    (select count(*) from stay where regime = '{EXPORTATION}'),
    (select count(*) from stay where regime = '{EXPORTATION}' and {DUE_SOON}),
    (select count(*) from stay where state = 'overdue'),
    (select min(due_back_at) from stay where state = 'overdue')
"""
#: what the columns of TILES are, in their order
TILE_NAMES = ("expected", "expected_hour", "in_yard", "wait_median", "wait_p90", "wait_out", "wait_in", "crossed_out", "crossed_in",
              "inside", "inside_due", "away", "away_due", "overdue", "oldest_due")

LANES = """
select l.number, l.kind, l.direction, l.open, l.closed_reason,
       (select count(*) from crossing c where c.gate_id = l.gate_id and c.direction = l.direction
            and c.state in ('arrived', 'in_yard')) as waiting,
       (select max(s.at) from scan s where s.gate_id = l.gate_id and s.lane = l.number) as last_scan
from lane l where l.gate_id = %s order by l.number
"""

LATE = f"""
with {STAYS}
select id, number, plate, plate_key, country, state, due_back_at, regime, "case" from stay
where state = 'overdue' or due_back_at < %(at)s + interval '6 hours'
order by due_back_at limit 12
"""

HOURS = """
select extract(hour from c.planned_at at time zone 'Asia/Ho_Chi_Minh')::int, count(*)
from crossing c join vehicle_declaration d on d.id = c.declaration_id
where c.gate_id = %(gate)s and c.state = 'expected' and c.leg = 1 and d.state = 'accepted'
      and c.planned_at between %(at)s - interval '30 minutes' and %(at)s + interval '12 hours'
group by 1
"""

YARD = """
select c.id, d.id as declaration, d.plate, d.plate_key, d.country, c.direction, c.state, c.arrived_at, c.bay, d.held_at is not null as held,
       exists (select 1 from physical_check k where k.declaration_id = d.id and k.done_at is null) as checking
from crossing c join vehicle_declaration d on d.id = c.declaration_id
where c.gate_id = %(gate)s and c.state in ('arrived', 'in_yard') order by c.arrived_at limit 240
"""


@dataclass(frozen=True)
class Board:
    """Everything the board shows of one gate at one moment. Waits are minutes over the last three hours.

    `inside` are foreign vehicles in the country, `away` ours abroad, late ones among them; the gate is that of the way back.
    """

    gate: Gate
    at: datetime
    expected: int
    expected_hour: int
    in_yard: int
    wait_median: int | None
    wait_p90: int | None
    wait_out: int | None
    wait_in: int | None
    crossed_out: int
    crossed_in: int
    inside: int
    inside_due: int
    away: int
    away_due: int
    overdue: int
    oldest_due: datetime | None
    lanes: list[dict[str, Any]] = field(default_factory=list)
    late: list[dict[str, Any]] = field(default_factory=list)
    hours: list[tuple[int, int]] = field(default_factory=list)
    yard: list[dict[str, Any]] = field(default_factory=list)

    @property
    def crossed(self) -> int:
        """Both directions since midnight."""
        return self.crossed_out + self.crossed_in


def board(gate: Gate, at: datetime, midnight: datetime) -> Board:
    """The board of a gate now; `midnight` is the start of its local day."""
    known: dict[str, Any] = {"gate": gate.pk, "at": at, "midnight": midnight}
    with connection.cursor() as cursor:
        cursor.execute(TILES, known)
        tiles = cursor.fetchone()
        cursor.execute(LANES, [gate.pk])
        lanes = as_rows(cursor)
        cursor.execute(LATE, known)
        late = as_rows(cursor)
        cursor.execute(HOURS, known)
        counted = dict(cursor.fetchall())
        cursor.execute(YARD, known)
        yard = as_rows(cursor)
    first = (at + timedelta(hours=7)).hour
    hours = [((first + n) % 24, counted.get((first + n) % 24, 0)) for n in range(12)]
    return Board(gate, at, **dict(zip(TILE_NAMES, tiles, strict=True)), lanes=lanes, late=late, hours=hours, yard=yard)


def as_rows(cursor: Any) -> list[dict[str, Any]]:
    """The rows of a statement as dictionaries."""
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
