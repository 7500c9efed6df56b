"""What scales at gates said: of a vehicle's load, of a declaration's goods."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from thongquan.core.weighing import Load, Weighed, at_gate
from thongquan.models import Weighing
from thongquan.queries.hot import hot

#: vehicles with their newest weighing on the way on which goods of this direction travel, and what is declared to be on board;
#: goods on one vehicle alone are on it whole, what was left behind on purpose is not on it
ON_BOARD = """
with meant as (
    select v.id, v.goods from vehicle_declaration v
    where v.state not in ('draft', 'returned', 'cancelled', 'expired') and (v.id = any(%(vehicles)s) or v.goods && %(numbers)s)
), loaded as (
    select m.id as vehicle, g.id as goods, g.direction, coalesce(p.gross_kg, case when (
        select count(*) from vehicle_declaration o where o.goods @> array[g.number] and o.state not in ('draft', 'returned', 'cancelled', 'expired')
    ) <= 1 then g.gross_kg end) as kg
    from meant m join goods_declaration g on g.number = any(m.goods)
    left join goods_passage p on p.declaration_id = g.id and p.vehicle_id = m.id where p.state is distinct from 'left'
)
select l.vehicle, l.goods, l.kg, c.direction as way, w.net_kg from loaded l
cross join lateral (select unnest(case l.direction when 'import' then array['in'] when 'export' then array['out'] else array['in', 'out'] end) as direction) c
left join lateral (
    select w.net_kg from weighing w join crossing x on x.id = w.crossing_id
    where w.vehicle_id = l.vehicle and x.direction = c.direction and w.net_kg is not null order by w.at desc, w.id desc limit 1
) w on true
order by l.vehicle, c.direction, l.goods
"""
NUMBER = "select number, gross_kg from goods_declaration where id = %s"


def _loaded(vehicles: Iterable[int] = (), numbers: Iterable[str] = ()) -> dict[tuple[int, str], Weighed]:
    """Vehicles by number and way, with their loads and what they weigh."""
    with hot() as cursor:
        rows = cursor.execute(ON_BOARD, {"vehicles": list(vehicles), "numbers": list(numbers)}).fetchall()
    found: dict[tuple[int, str], tuple[Decimal | None, list[Load]]] = {}
    for vehicle, goods, kg, way, net in rows:
        found.setdefault((vehicle, way), (net, []))[1].append(Load(goods, kg))
    return {key: Weighed(key[0], net, tuple(loads)) for key, (net, loads) in found.items()}


def on_board(vehicle_id: int, way: str) -> Weighed:
    """What is declared to be on a vehicle that goes this way (`in`, `out`); the caller's reach must be open."""
    return _loaded(vehicles=[vehicle_id]).get((vehicle_id, way), Weighed(vehicle_id, None, ()))


def gate_kg(declaration_id: int) -> Decimal | None:
    """A goods declaration's weight by the scales at the gate; None while too little was weighed. The caller's reach must be open."""
    with hot() as cursor:
        row: Any = cursor.execute(NUMBER, [declaration_id]).fetchone()
    if row is None or not row[0]:
        return None
    return at_gate(declaration_id, row[1], list(_loaded(numbers=[row[0]]).values()))


def tare_of(plate_key: str) -> Decimal | None:
    """The tare last told of this plate, within the asker's reach."""
    return Weighing.objects.filter(plate_key=plate_key, tare_kg__isnull=False).order_by("-at", "-id").values_list("tare_kg", flat=True).first()


def weighings(vehicle_id: int) -> list[Weighing]:
    """What scales said of a vehicle, the newest first."""
    return list(Weighing.objects.filter(vehicle_id=vehicle_id).order_by("-at", "-id"))
