"""Sites, free slots and bays, orders by place and day, and how long goods have waited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from thongquan.core.rule import VIETNAM_TIME, local_day
from thongquan.models import GoodsDeclaration, InspectionOrder, InspectionSite

#: appointments are given from this long ahead
NOTICE = timedelta(minutes=30)
#: days looked ahead for a free bay
AHEAD = 10


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
    """The bays in use at each beginning."""
    rows = InspectionOrder.objects.filter(site=site, slot_at__gte=since, slot_at__lt=until).exclude(state__in=("done", "withdrawn"))
    found: dict[datetime, set[int]] = {}
    for slot_at, bay in rows.values_list("slot_at", "bay"):
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
            if begin < at + NOTICE:
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


def order_of(declaration: GoodsDeclaration) -> InspectionOrder | None:
    """The inspection of a declaration that is open, else its last."""
    rows = declaration.inspections.select_related("site").order_by("-id")
    return rows.exclude(state__in=("done", "withdrawn")).first() or rows.first()


def held_too_long(at: datetime) -> QuerySet[InspectionOrder]:
    """Orders past the longest hold that nobody was called for yet."""
    return InspectionOrder.objects.filter(state__in=("ordered", "begun"), hold_until__lte=at, escalated_at__isnull=True).select_related("declaration")
