"""What may leave: what is left of a declaration, what on a vehicle is not free, slips."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar

from django.db.models import Q, QuerySet, Sum

from thongquan.core.flows.goods import FREE, OPEN
from thongquan.core.flows.licence import GONE
from thongquan.core.rule import VIETNAM_TIME, local_day
from thongquan.core.search import fold, squeeze
from thongquan.models import AgencyLane, Gate, GoodsDeclaration, Passage, Slip, VehicleDeclaration
from thongquan.queries.hot import asked, hot
from thongquan.queries.licence import WAITS
from thongquan.queries.scope import everywhere

#: linked consignments that this system knows and that are not free; a number it does not know is not its business
NOT_FREE = """
select d.number, d.state, d.held_at is not null
from goods_declaration d
where d.number = any(%s) and (d.held_at is not null or not (d.state = any(%s)))
order by d.number
"""

#: the decision that stands now waits for its second signature; one that was overtaken by another check keeps nobody waiting
UNSIGNED = """exists (select 1 from goods_decision g join goods_declaration s on s.id = g.declaration_id
        where s.id = %(id)s and g.countersign and g.countersigned_at is null and g.at = s.decided_at)"""
#: an agency of the gate is not done with the goods
LANES = "exists (select 1 from agency_lane where declaration_id = %(id)s and lane <> 'green')"
#: a document that was written off for the goods is worth nothing any more
LEANS = f"""exists (select 1 from write_off w join licence_line n on n.id = w.line_id join licence l on l.id = n.licence_id
        where w.declaration_id = %(id)s and w.restored_at is null and l.state in ({", ".join(f"'{state}'" for state in GONE)}))"""
#: what may keep decided goods: a countersign, a ministry's document, an agency's lane, one taken back, the tax; and whether a guarantee stands for it
STOPS = f"""
select {UNSIGNED},
    {WAITS},
    {LANES},
    {LEANS},
    exists (select 1 from payment_order where declaration_id = %(id)s and state = 'open'),
    exists (select 1 from guarantee_use where declaration_id = %(id)s and returned_at is null and amount >= coalesce(
        (select amount - paid from payment_order where declaration_id = %(id)s and state = 'open'), 0))
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
Amount = TypeVar("Amount", int, Decimal)
Left = tuple[int | None, Decimal | None]


@dataclass(frozen=True)
class Stops:
    """What may keep decided goods, and whether a guarantee stands for their tax."""

    unsigned: bool
    waits: bool
    kept: bool
    leans: bool
    owed: bool
    lent: bool


def stops_of(declaration_id: int) -> Stops:
    """What keeps these goods now."""
    found = asked(STOPS, {"id": declaration_id})
    assert found is not None
    return Stops(*found)


@dataclass(frozen=True)
class NotFree:
    """A linked consignment that keeps its vehicle at the gate."""

    number: str
    state: str
    held: bool


def lanes_of(declarations: Iterable[int]) -> dict[int, dict[str, AgencyLane]]:
    """What the agencies of the gate have said of these consignments: declaration → agency → its lane, in the order it came."""
    found: dict[int, dict[str, AgencyLane]] = {}
    for row in AgencyLane.objects.filter(declaration_id__in=list(declarations)).order_by("at", "id"):
        found.setdefault(row.declaration_id, {})[row.agency] = row
    return found


def agency_waits(declaration_id: int) -> bool:
    """Whether an agency of the gate is not done with these goods."""
    found = asked(f"select {LANES}", {"id": declaration_id})
    return found is not None and bool(found[0])


def at_gate(gate: Gate, at: datetime, *, find: str = "", limit: int = 30) -> list[GoodsDeclaration]:
    """Consignments bound for this gate that have not passed, of the last thirty days, newest first; by part of number, plate of box or goods."""
    rows = GoodsDeclaration.objects.filter(gate=gate, state__in=(*OPEN, "decided", "released", "cleared"), registered_at__gte=at - timedelta(days=30))
    for word in fold(find).split():
        rows = rows.filter(search__contains=word)
    return list(rows.select_related("declarant").defer("body", "statement").order_by("-registered_at")[:limit])


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
    """Cleared consignments of these declarants that no vehicle carries yet, whoever declares the vehicle."""
    with everywhere(), hot() as cursor:
        found = cursor.execute(ON_NO_PASS, {"gate": gate_id, "parties": list(parties)}).fetchall()
    return [row[0] for row in found]


def slip_by_token(token: str) -> Slip | None:
    """The slip behind a QR."""
    return Slip.objects.select_related("declaration").filter(token=token, revoked_at__isnull=True).first()


@dataclass(frozen=True)
class PublicSlip:
    """A slip as anyone with its code may see it; `goes` says whether its goods may pass now, `replaced` that a newer slip stands."""

    number: str
    declaration: str
    state: str
    goes: bool
    issued_at: datetime
    gate: Gate | None
    lines: list[dict[str, str]]
    packages: int | None
    left_packages: int | None
    left_kg: Decimal | None
    replaced: bool = False


def public_slip(token: str) -> PublicSlip | None:
    """The slip behind a code, asked by anyone; a revoked one is shown as no longer honoured."""
    with everywhere():
        row = Slip.objects.select_related("declaration", "declaration__gate").filter(token=token).first()
        if row is None:
            return None
        of = row.declaration
        left = left_of(of)
        replaced = row.revoked_at is not None and of.slips.filter(revoked_at__isnull=True).exists()
    goes = row.revoked_at is None and of.held_at is None and of.state in ("released", "cleared")
    return PublicSlip(row.number, of.number or "", of.state, goes, row.issued_at, of.gate, row.lines, of.packages, *left, replaced=replaced)


def carried_by(vehicle: VehicleDeclaration) -> list[GoodsDeclaration]:
    """The goods declarations a vehicle names and this person may see."""
    return list(GoodsDeclaration.objects.filter(number__in=vehicle.goods).order_by("number"))


#: goods that may leave and have not wholly left, those held, those that left today
TABS = ("may", "held", "left")


@dataclass(frozen=True)
class Wish:
    """Which part of the list, a piece of number, name or container, a gate's code."""

    tab: str = "may"
    text: str = ""
    gate: str = ""


@dataclass(frozen=True)
class Leaving:
    """One line of the list of what may leave."""

    row: GoodsDeclaration
    packages: int | None
    kg: Decimal | None
    slip: str
    plates: tuple[str, ...]


def may_leave(wish: Wish, *, at: datetime) -> QuerySet[GoodsDeclaration]:
    """The declarations of one tab within the person's reach, the newest first."""
    rows = GoodsDeclaration.objects.select_related("declarant", "office", "gate")
    if wish.tab == "held":
        rows = rows.filter(held_at__isnull=False).exclude(state__in=("passed", "cancelled", "returned"))
    elif wish.tab == "left":
        rows = rows.filter(state="passed", passed_at__gte=datetime.combine(local_day(at), time(), VIETNAM_TIME))
    else:
        rows = rows.filter(state__in=("released", "cleared"), held_at__isnull=True)
    if wish.gate:
        rows = rows.filter(gate__code=wish.gate)
    if key := squeeze(wish.text):
        rows = rows.filter(Q(search__contains=key) | Q(search__contains=fold(wish.text)))
    return rows.order_by("-id")


def leaving_rows(rows: Iterable[GoodsDeclaration]) -> list[Leaving]:
    """The same with what is left, the slip and the vehicles; three questions for the whole page."""
    found = list(rows)
    pks = [row.pk for row in found]
    gone: dict[int, tuple[int, Decimal]] = {
        pk: (packages or 0, kg or Decimal(0)) for pk, packages, kg in Passage.objects.filter(declaration__in=pks, state="passed")
        .values_list("declaration_id").annotate(packages=Sum("packages"), kg=Sum("gross_kg"))}
    slips = dict(Slip.objects.filter(declaration__in=pks, revoked_at__isnull=True).values_list("declaration_id", "number"))
    carriers = _plates([row.number or "" for row in found])
    return [Leaving(row, _less(row.packages, gone.get(row.pk, (0, Decimal(0)))[0]), _less(row.gross_kg, gone.get(row.pk, (0, Decimal(0)))[1]),
                    slips.get(row.pk, ""), carriers.get(row.number or "", ())) for row in found]


def _less(whole: Amount | None, gone: Amount) -> Amount | None:
    return None if whole is None else max(whole - gone, type(whole)(0))


def _plates(numbers: list[str]) -> dict[str, tuple[str, ...]]:
    """The plates of living vehicles by the goods they name."""
    found: dict[str, tuple[str, ...]] = {}
    wanted = set(numbers)
    rows = VehicleDeclaration.objects.filter(goods__overlap=numbers, state__in=(*COMING, "liquidated")).order_by("pk") if numbers else ()
    for vehicle in rows:
        for number in wanted & set(vehicle.goods):
            found[number] = (*found.get(number, ()), vehicle.plate)
    return found


@dataclass(frozen=True)
class OnBoard:
    """A consignment on a vehicle as its side sees it: free or not, what it takes; what is left only for the owner's side."""

    number: str
    known: bool
    free: bool = True
    left_behind: bool = False
    part: Passage | None = None
    packages: int | None = None
    kg: Decimal | None = None
    own: bool = False


def on_board(vehicle: VehicleDeclaration, parties: Iterable[int] | None) -> list[OnBoard]:
    """Every goods declaration a vehicle names, in its order; numbers of other systems are told as unknown.

    What is left is told to these parties of their own goods, and to officers (None) of all.
    """
    if not vehicle.goods:
        return []
    mine = None if parties is None else set(parties)
    with everywhere():
        rows = {row.number: row for row in GoodsDeclaration.objects.filter(number__in=vehicle.goods)}
        parts = {part.declaration_id: part for part in Passage.objects.filter(vehicle=vehicle, declaration__in=rows.values())}
        return [_on_board(number, rows.get(number), parts, mine, vehicle.pk) for number in vehicle.goods]


def _on_board(number: str, row: GoodsDeclaration | None, parts: dict[int, Passage], mine: set[int] | None, vehicle: int) -> OnBoard:
    if row is None:
        return OnBoard(number, known=False)
    part = parts.get(row.pk)
    own = mine is None or row.declarant_id in mine
    packages, kg = left_of(row, but=vehicle) if own else (None, None)
    return OnBoard(number, True, row.held_at is None and row.state in FREE, part is not None and part.state == "left", part, packages, kg, own)
