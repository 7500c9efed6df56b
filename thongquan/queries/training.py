"""What rehearsals left in the tables, and where the demo's vehicles stand now."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import connection
from django.db.models import Q

from thongquan.core.actor import system
from thongquan.models import Crossing, VehicleDeclaration
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope

#: of the declarations played: how many stand where, and whether anything is missing or double
COUNTED = """
select count(*) filter (where d.number is not null) as declared,
       count(*) filter (where d.accepted_at is not null) as accepted,
       count(*) filter (where d.state = 'liquidated') as liquidated,
       count(*) filter (where d.overdue_at is not null) as overdue,
       count(*) filter (where d.state = 'expired') as expired,
       count(*) - count(distinct d.number) as duplicated
from vehicle_declaration d where d.id = any(%s)
"""

CROSSINGS = """
select count(*) filter (where direction = 'out') as crossed_out, count(*) filter (where direction = 'in') as crossed_in,
       count(*) - count(distinct (declaration_id, leg)) as duplicated
from crossing where state = 'crossed' and declaration_id = any(%s)
"""

RETURNED = "select count(distinct declaration_id) from declaration_request where state = 'returned' and declaration_id = any(%s)"


def end_state(tally: Counter[str], ids: list[int]) -> dict[str, int]:
    """The end of the day in numbers; `lost` compares what was declared with what the tables hold."""
    with scope(system(all_units())), connection.cursor() as cursor:
        cursor.execute(COUNTED, [ids])
        declared, accepted, liquidated, overdue, expired, doubled = cursor.fetchone()
        cursor.execute(CROSSINGS, [ids])
        crossed_out, crossed_in, twice = cursor.fetchone()
        cursor.execute(RETURNED, [ids])
        returned = cursor.fetchone()[0]
    return {
        "declared": declared, "accepted": accepted, "returned": returned, "crossed_out": crossed_out,
        "crossed_in": crossed_in, "liquidated": liquidated, "overdue": overdue, "expired": expired,
        "forged_refused": tally["forged_refused"], "lost": tally["declared"] - declared, "duplicated": doubled + twice,
    }


def rehearsed() -> int:
    """How many vehicles earlier rehearsals declared here; another rehearsal takes other plates."""
    with scope(system(all_units())):
        return VehicleDeclaration.objects.filter(source="rehearsal").count()


def waiting(source: str, before: datetime) -> list[tuple[int, str]]:
    """Declarations of the demo that wait at the desk since before this moment, oldest first, with their lane."""
    rows = VehicleDeclaration.objects.filter(source=source, state="submitted", submitted_at__lte=before)
    return list(rows.order_by("submitted_at").values_list("id", "channel")[:50])


def expected(source: str, before: datetime) -> int | None:
    """The next outward vehicle that should be at the gate by this moment."""
    rows = Crossing.objects.filter(
        declaration__source=source, declaration__state="accepted", leg=1, state="expected", direction="out", planned_at__lte=before)
    return rows.order_by("planned_at").values_list("declaration_id", flat=True).first()


def ready_to_cross(source: str, before: datetime) -> int | None:
    """An outward vehicle long enough in the yard, or an inward one whose time has come."""
    rows = Crossing.objects.filter(declaration__source=source, declaration__state="accepted", leg=1).filter(
        Q(state__in=("in_yard", "arrived"), arrived_at__lte=before) | Q(state="expected", direction="in", planned_at__lte=before))
    return rows.order_by("planned_at").values_list("declaration_id", flat=True).first()


def away(source: str, before: datetime) -> int | None:
    """A vehicle that crossed before this moment and has not come back; late ones are left to the visitor."""
    rows = VehicleDeclaration.objects.filter(source=source, state="under_way", first_crossed_at__lte=before)
    return rows.order_by("first_crossed_at").values_list("id", flat=True).first()
