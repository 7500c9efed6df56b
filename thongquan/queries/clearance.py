"""What may leave: what is left of a declaration, what on a vehicle is not free, slips."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from thongquan.core.flows.goods import FREE
from thongquan.models import GoodsDeclaration, Passage, Slip, VehicleDeclaration
from thongquan.queries.hot import hot
from thongquan.queries.scope import everywhere

#: linked consignments that this system knows and that are not free; a number it does not know is not its business
NOT_FREE = """
select d.number, d.state, d.held_at is not null
from goods_declaration d
where d.number = any(%s) and (d.held_at is not null or not (d.state = any(%s)))
order by d.number
"""

#: cleared goods of these declarants bound for this gate that no vehicle's pass names
ON_NO_PASS = """
select d.number from goods_declaration d
where d.gate_id = %(gate)s and d.state in ('released', 'cleared') and d.held_at is null
and d.declarant_id = any(%(parties)s)
and not exists (select 1 from vehicle_declaration v where v.goods @> array[d.number] and v.state in ('submitted', 'received', 'accepted', 'under_way'))
order by d.cleared_at desc limit 50
"""


#: vehicle declarations whose planned part of the goods counts
COMING = ("submitted", "received", "asked", "checking", "accepted", "under_way", "overdue", "returned")
Left = tuple[int | None, Decimal | None]


@dataclass(frozen=True)
class NotFree:
    """A linked consignment that keeps its vehicle at the gate."""

    number: str
    state: str
    held: bool


def left_of(declaration: GoodsDeclaration, *, but: int | None = None) -> Left:
    """Packages and gross kilograms that have not passed and stand on no other living vehicle; None where none was declared.

    `but` leaves out one vehicle's own part.
    """
    taken = Passage.objects.filter(Q(state="passed") | Q(state="planned", vehicle__state__in=COMING), declaration=declaration)
    return _left(declaration, taken if but is None else taken.filter(~Q(vehicle_id=but) | Q(vehicle__isnull=True)))


def not_passed(declaration: GoodsDeclaration) -> Left:
    """Packages and gross kilograms that are still under supervision, planned or not."""
    return _left(declaration, Passage.objects.filter(declaration=declaration, state="passed"))


def _left(declaration: GoodsDeclaration, taken: QuerySet[Passage]) -> Left:
    sums = taken.aggregate(packages=Sum("packages"), kg=Sum("gross_kg"))
    packages = None if declaration.packages is None else max(declaration.packages - (sums["packages"] or 0), 0)
    kg = None if declaration.gross_kg is None else max(declaration.gross_kg - (sums["kg"] or Decimal(0)), Decimal(0))
    return packages, kg


def not_free(numbers: list[str]) -> list[NotFree]:
    """Which of these consignments may not leave yet; asked across all offices, the answer is a state."""
    if not numbers:
        return []
    with everywhere(), hot() as cursor:
        found = cursor.execute(NOT_FREE, [numbers, list(FREE)], prepare=True).fetchall()
    return [NotFree(*row) for row in found]


def on_no_pass(gate_id: int, parties: tuple[int, ...]) -> list[str]:
    """Cleared consignments of these declarants that no vehicle carries yet."""
    with hot() as cursor:
        found = cursor.execute(ON_NO_PASS, {"gate": gate_id, "parties": list(parties)}).fetchall()
    return [row[0] for row in found]


def slip_by_token(token: str) -> Slip | None:
    """The slip behind a QR."""
    return Slip.objects.select_related("declaration").filter(token=token, revoked_at__isnull=True).first()


def carried_by(vehicle: VehicleDeclaration) -> list[GoodsDeclaration]:
    """The goods declarations a vehicle names and this person may see."""
    return list(GoodsDeclaration.objects.filter(number__in=vehicle.goods).order_by("number"))
