"""Places, free slots and bays, orders by day, how long goods wait, who must report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from thongquan.core.flows.goods import OPEN
from thongquan.core.rule import VIETNAM_TIME, local_day
from thongquan.models import (
    GoodsDeclaration,
    InspectionEvidence,
    InspectionOrder,
    InspectionSite,
    Passage,
    PublicLink,
    SealStock,
    Unit,
    VehicleDeclaration,
)
from thongquan.queries.scope import everywhere

#: appointments are given from this long ahead
NOTICE = timedelta(minutes=30)
#: so many samples stand on the laboratory's page
MOST_SAMPLES = 300
#: days looked ahead for a free bay
AHEAD = 10
#: vehicles that are still to come or to go on
ON_THE_WAY = ("submitted", "received", "asked", "checking", "accepted", "under_way", "overdue")
#: what a driver is told, the most pressing first
ANSWERS = ("required", "pending", "not_needed")


@dataclass(frozen=True)
class Slot:
    """A beginning and the bay that is free then."""

    at: datetime
    bay: int


def site_for(declaration: GoodsDeclaration) -> InspectionSite | None:
    """Where the goods are: a site of the office of their gate or place, else of the office of lodging, else any of the region."""
    rows = InspectionSite.objects.filter(active=True).select_related("office").order_by("id")
    named = declaration.body.get("inspection_site")
    if named and (row := rows.filter(code=named).first()):
        return row
    for office in (declaration.gate.office_id if declaration.gate else None, declaration.office_id):
        if office and (row := rows.filter(office_id=office).first()):
            return row
    region = declaration.office.parent_id if declaration.office else None
    return rows.filter(office__parent_id=region).first() if region else None


def slots(site: InspectionSite, day: date) -> list[datetime]:
    """The beginnings of the slots of a day, in the site's hours."""
    start = datetime.combine(day, time(), VIETNAM_TIME)
    return [start + timedelta(minutes=minute) for minute in range(site.opens, site.closes - site.slot_minutes + 1, site.slot_minutes)]


def taken(site: InspectionSite, since: datetime, until: datetime) -> dict[datetime, set[int]]:
    """The bays in use at each beginning, whoever's goods stand in them."""
    rows = InspectionOrder.objects.filter(site=site, slot_at__gte=since, slot_at__lt=until).exclude(state__in=("done", "withdrawn"))
    found: dict[datetime, set[int]] = {}
    with everywhere():
        used = list(rows.values_list("slot_at", "bay"))
    for slot_at, bay in used:
        if slot_at is not None and bay is not None:
            found.setdefault(slot_at, set()).add(bay)
    return found


def free_slots(site: InspectionSite, at: datetime, days: int = AHEAD) -> list[Slot]:
    """Free appointments from now on, the earliest first; the last bay is kept for perishable goods."""
    first = local_day(at)
    until = datetime.combine(first + timedelta(days=days), time(), VIETNAM_TIME)
    used = taken(site, at, until)
    found = []
    for ahead in range(days):
        for begin in slots(site, first + timedelta(days=ahead)):
            if begin < at + NOTICE or (site.paused_until is not None and begin < site.paused_until):
                continue
            bay = next((b for b in range(1, site.bays + 1) if b not in used.get(begin, ())), None)
            if bay is not None:
                found.append(Slot(begin, bay))
    return found


def first_slot(site: InspectionSite, at: datetime, *, urgent: bool = False) -> Slot | None:
    """The first free appointment; goods that are not urgent leave the last bay of a slot to those that are."""
    return next((slot for slot in free_slots(site, at) if urgent or slot.bay < site.bays or site.bays == 1), None)


def free_bay(site: InspectionSite, slot_at: datetime, at: datetime) -> int | None:
    """A free bay at this beginning; None when it is no beginning of a slot, too soon, or full."""
    return next((slot.bay for slot in free_slots(site, at) if slot.at == slot_at), None)


def orders_at(site: InspectionSite, day: date) -> QuerySet[InspectionOrder]:
    """The orders of a site on a day, perishables first, then by appointment."""
    start = datetime.combine(day, time(), VIETNAM_TIME)
    rows = InspectionOrder.objects.filter(site=site, slot_at__gte=start, slot_at__lt=start + timedelta(days=1))
    return rows.select_related("declaration", "declaration__declarant").order_by("-declaration__perishable", "slot_at", "bay")


def last_orders(declarations: Iterable[int]) -> dict[int, int]:
    """The last order upon each of these declarations within reach."""
    return dict(InspectionOrder.objects.filter(declaration_id__in=declarations).order_by("pk").values_list("declaration_id", "pk"))


def order_of(declaration: GoodsDeclaration) -> InspectionOrder | None:
    """The inspection of a declaration that is open, else its last."""
    rows = declaration.inspections.select_related("site").order_by("-id")
    return rows.exclude(state__in=("done", "withdrawn")).first() or rows.first()


def held_too_long(at: datetime) -> QuerySet[InspectionOrder]:
    """Orders past the longest hold that nobody was called for yet; what is at the laboratory waits for another reason."""
    return InspectionOrder.objects.filter(state__in=("ordered", "begun"), hold_until__lte=at, escalated_at__isnull=True).select_related("declaration")


def sites_of(offices: Iterable[int]) -> list[InspectionSite]:
    """The places of inspection of these offices, and of the region that a central team serves."""
    mine = list(offices)
    regions = Unit.objects.filter(pk__in=mine, level="team").values("parent_id")
    rows = InspectionSite.objects.filter(Q(office_id__in=mine) | Q(office__parent_id__in=regions), active=True)
    return list(rows.select_related("office").order_by("code"))


def samples_at(offices: Iterable[int]) -> list[InspectionEvidence]:
    """The samples that inspections of these offices have sent to their laboratory, the oldest first, without pictures."""
    rows = InspectionEvidence.objects.filter(kind="sample", order__site__office_id__in=list(offices)).exclude(order__state="withdrawn")
    return list(rows.defer("content", "thumbnail").select_related("order__site", "declaration").order_by("-pk")[:MOST_SAMPLES])[::-1]


def without_slot(site: InspectionSite) -> QuerySet[InspectionOrder]:
    """Open orders of a place that have no appointment, or whose appointment passed on an earlier day and nobody came."""
    rows = InspectionOrder.objects.filter(site=site, state="ordered", slot_at__isnull=True)
    return rows.select_related("declaration", "declaration__declarant").order_by("-declaration__perishable", "ordered_at")


def left_over(site: InspectionSite, day: date) -> QuerySet[InspectionOrder]:
    """Orders of earlier days that are still open, those that wait for the laboratory among them."""
    start = datetime.combine(day, time(), VIETNAM_TIME)
    rows = InspectionOrder.objects.filter(site=site, slot_at__lt=start, state__in=("ordered", "begun", "sampled"))
    return rows.select_related("declaration", "declaration__declarant").order_by("-declaration__perishable", "slot_at")


def seals_left(site: InspectionSite) -> int:
    """Seals in the stock of a place."""
    return SealStock.objects.filter(site=site, state="in_stock").count()


def next_seals(site: InspectionSite | None, limit: int = 5) -> list[str]:
    """The next seals of the stock, in the order of their numbers."""
    rows = SealStock.objects.filter(site=site, state="in_stock") if site else SealStock.objects.none()
    return list(rows.order_by("number").values_list("number", flat=True)[:limit])


def carriers_of(number: str) -> list[VehicleDeclaration]:
    """Living vehicle declarations that name these goods, looked for across offices."""
    with everywhere():
        return list(VehicleDeclaration.objects.filter(goods__contains=[number], state__in=ON_THE_WAY).select_related("gate").order_by("pk"))


def unloaded_from(number: str) -> set[int]:
    """The vehicles that these goods were unloaded from, to stay where they are looked at."""
    with everywhere():
        return set(Passage.objects.filter(declaration__number=number, state="left", vehicle__isnull=False).values_list("vehicle_id", flat=True))


@dataclass(frozen=True)
class MustReport:
    """Whether a consignment on a vehicle must be shown: `required`, `pending`, `not_needed`; then where, when, how long at most."""

    number: str
    answer: str
    order: InspectionOrder | None = None

    @property
    def late(self) -> bool:
        """Whether the longest hold is over and the head was called."""
        return self.order is not None and self.order.escalated_at is not None


def must_report(goods: Iterable[str], *, vehicle: int | None = None) -> list[MustReport]:
    """For each known consignment, whether its goods must be shown; the open inspection first. Asked across offices.

    What was unloaded from this vehicle asks nothing of its driver any more.
    """
    numbers = [number for number in goods if number]
    if not numbers:
        return []
    with everywhere():
        stays = Passage.objects.filter(vehicle_id=vehicle or 0, state="left").values("declaration_id")
        rows = list(GoodsDeclaration.objects.filter(number__in=numbers).exclude(pk__in=stays).order_by("number"))
        open_orders = (InspectionOrder.objects.filter(declaration__in=rows).exclude(state__in=("done", "withdrawn"))
                       .select_related("site").order_by("id"))
        orders = {order.declaration_id: order for order in open_orders}
    answers = [MustReport(row.number or "", _answer(row.state, row.pk in orders), orders.get(row.pk)) for row in rows]
    return sorted(answers, key=lambda one: (ANSWERS.index(one.answer), one.number))


def _answer(state: str, ordered: bool) -> str:
    if ordered:
        return "required"
    return "pending" if state in OPEN else "not_needed"


def must_report_by(token: str) -> list[MustReport]:
    """The same for the movement behind a public link."""
    with everywhere():
        link = PublicLink.objects.filter(token=token).first()
        vehicle = VehicleDeclaration.objects.filter(pk=link.declaration_id).only("goods").first() if link else None
    return must_report(vehicle.goods, vehicle=vehicle.pk) if vehicle else []

