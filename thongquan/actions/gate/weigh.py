"""The scale at a gate: what a vehicle weighs goes to the goods it carries."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from thongquan.actions.declaration import again
from thongquan.actions.trail import record
from thongquan.catalog.law import LAW
from thongquan.core.actor import Actor
from thongquan.core.refused import NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.core.weighing import off
from thongquan.models import Crossing, Weighing
from thongquan.queries.gate.weights import on_board, tare_of
from thongquan.queries.scope import everywhere

WEIGHING = ("gate_officer", "yard_operator")
#: the heaviest that a scale on the road can say
MOST_KG = Decimal(150_000)


def weigh(crossing_id: int, *, gross_kg: Decimal, tare_kg: Decimal | None = None, by: Actor, at: datetime) -> Weighing:
    """Note what the scale says of a vehicle; its declared goods are judged again with their weight, only ever more strictly.

    Without a tare the one last told of this plate stands. GAT-13 for a weight no vehicle has.
    """
    if not by.is_any(*WEIGHING):
        raise NotAllowed("GEN-403")
    crossing = Crossing.objects.filter(pk=crossing_id).select_related("declaration").first()
    if crossing is None or crossing.office_id not in by.offices:
        raise NotFound("GEN-404")
    vehicle = crossing.declaration
    tare_kg = tare_of(vehicle.plate_key) if tare_kg is None else tare_kg
    if not 0 < gross_kg <= MOST_KG:
        raise Refused("GAT-13", "/gross_kg")
    if tare_kg is not None and not 0 < tare_kg <= gross_kg:
        raise Refused("GAT-13", "/tare_kg")
    net = gross_kg - tare_kg if tare_kg is not None else None
    with everywhere():
        load = on_board(vehicle.pk, crossing.direction)
    row = Weighing.objects.create(
        office_id=crossing.office_id, return_office_id=crossing.return_office_id, gate_id=crossing.gate_id, vehicle_id=vehicle.pk,
        crossing_id=crossing.pk, plate_key=vehicle.plate_key, at=at, gross_kg=gross_kg, tare_kg=tare_kg, net_kg=net, declared_kg=load.declared_kg,
        off=off(net, load.declared_kg, LAW.value("gate.weight.percent", local_day(at))), by_id=by.id)
    record("gate.weigh", row, by=by, at=at, facts={"declaration": vehicle.pk, "crossing": crossing.pk, "off": row.off})
    if net is not None:
        with everywhere():
            for goods in sorted(one.goods for one in load.loads):
                again.again(goods, news=again.WEIGHED, at=at)
    return row
