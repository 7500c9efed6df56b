"""A declarant's goods declarations: tabs, filters, order, what needs him now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from thongquan.core.actor import Actor
from thongquan.core.flows.goods import FREE
from thongquan.core.refused import NotFound
from thongquan.core.search import squeeze
from thongquan.models import GoodsDeclaration, GoodsRequest, GoodsTemplate, InspectionOrder, PaymentOrder

#: a tab's states; what waits for the declarant is asked of the rows themselves
TABS: dict[str, tuple[str, ...]] = {
    "needs": (),
    "drafts": ("draft",),
    "going": ("registered", "checking", "asked", "ordered", "inspecting", "decided", "storage"),
    "free": FREE,
    "ended": ("returned", "cancelled"),
}
#: a tax notice holds the goods in these states
OWING = ("decided", "released", "cleared", "passed")
SORTS: dict[str, tuple[Any, ...]] = {
    "newest": ("-id",),
    "due": (F("until").asc(nulls_last=True), "-id"),
    "registered": (F("registered_at").desc(nulls_last=True), "-id"),
    "value": ("-customs_value", "-id"),
    "number": (F("number").asc(nulls_last=True), "-id"),
}
NEEDS = Q(state="asked") | Q(owes=True, state__in=OWING)
#: registered in the last so many days
SPANS = {"1": timedelta(days=1), "7": timedelta(days=7), "30": timedelta(days=30)}


def listed(
    parties: Iterable[int], *, tab: str = "", text: str = "", sort: str = "newest", filters: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> QuerySet[GoodsDeclaration]:
    """The declarations of these parties in one tab, found by number, own reference, goods, code, partner or container.

    Each row knows whether a tax notice is open (`owes`) and until when something is promised or expected (`until`):
    for goods to be inspected that is the appointment.
    `filters` may name direction, channel, kind and days.
    """
    open_orders = PaymentOrder.objects.filter(declaration=OuterRef("pk"), state="open")
    questions = GoodsRequest.objects.filter(declaration=OuterRef("pk"), kind="question", state="open")
    appointments = InspectionOrder.objects.filter(declaration=OuterRef("pk"), state="ordered").order_by("-id")
    rows = GoodsDeclaration.objects.filter(declarant_id__in=list(parties)).select_related("declarant", "office", "gate").defer("body", "statement")
    rows = rows.annotate(owes=Exists(open_orders), owed=Subquery(open_orders.values("amount")[:1]))
    rows = rows.annotate(
        until=Case(When(state="asked", then=Subquery(questions.values("due_at")[:1])),
                   When(owes=True, state__in=OWING, then=Subquery(open_orders.values("due_at")[:1])),
                   When(state="ordered", promised_at__isnull=True, then=Subquery(appointments.values("slot_at")[:1])),
                   default=F("promised_at"), output_field=DateTimeField()))
    if tab == "needs":
        rows = rows.filter(NEEDS)
    elif tab in TABS:
        rows = rows.filter(state__in=TABS[tab])
    return _filtered(_found(rows, text), filters or {}, at).order_by(*SORTS.get(sort, SORTS["newest"]))


def _found(rows: QuerySet[GoodsDeclaration], text: str) -> QuerySet[GoodsDeclaration]:
    if not text.strip():
        return rows
    return rows.filter(Q(search__contains=squeeze(text)) | Q(search__contains=" ".join(text.lower().split())))


def _filtered(rows: QuerySet[GoodsDeclaration], filters: Mapping[str, str], at: datetime | None) -> QuerySet[GoodsDeclaration]:
    wanted = {name: filters[name] for name in ("direction", "channel", "kind") if filters.get(name)}
    if (span := SPANS.get(filters.get("days", ""))) and at is not None:
        rows = rows.filter(registered_at__gte=at - span)
    return rows.filter(**wanted)


def tab_counts(parties: Iterable[int], text: str = "") -> dict[str, int]:
    """How many declarations each tab holds, of those that the text finds."""
    rows = listed(parties, text=text).order_by()
    return rows.aggregate(**{tab: Count("id", filter=NEEDS if tab == "needs" else Q(state__in=states)) for tab, states in TABS.items()})


def client_load(parties: Iterable[int]) -> dict[int, dict[str, int]]:
    """For each party: how many declarations run, how many want something now, how many drafts lie there."""
    rows = listed(parties).order_by().values("declarant_id").annotate(
        going=Count("id", filter=Q(state__in=TABS["going"])), todo=Count("id", filter=NEEDS), drafts=Count("id", filter=Q(state="draft")))
    return {row["declarant_id"]: {name: row[name] for name in ("going", "todo", "drafts")} for row in rows.values("declarant_id", "going", "todo", "drafts")}


def of(pk: int, by: Actor) -> GoodsDeclaration:
    """One declaration of this person's parties; anything else does not exist for him (GEN-404)."""
    row = (GoodsDeclaration.objects.filter(pk=pk, declarant_id__in=by.parties)
           .select_related("declarant", "agent", "office", "office__parent", "gate", "split_first").first())
    if row is None:
        raise NotFound("GEN-404")
    return row


def several(pks: Iterable[int], by: Actor) -> list[GoodsDeclaration]:
    """Those of these declarations that are of this person's parties, in the order asked for."""
    wanted = list(pks)
    rows = {row.pk: row for row in listed(by.parties).filter(pk__in=wanted)}
    return [rows[pk] for pk in wanted if pk in rows]


def parts_of(row: GoodsDeclaration) -> list[GoodsDeclaration]:
    """The linked declarations of one consignment in their order; one alone when it was not split."""
    first = row.split_first_id or row.pk
    return list(GoodsDeclaration.objects.filter(Q(pk=first) | Q(split_first_id=first)).order_by("split_part"))


def last_registered(party: int, direction: str, kind: str = "") -> GoodsDeclaration | None:
    """The declaration most lately registered by this party in this direction, of this type where there is one."""
    rows = GoodsDeclaration.objects.filter(declarant_id=party, direction=direction, registered_at__isnull=False).order_by("-registered_at")
    return (rows.filter(kind=kind).first() if kind else None) or rows.first()


def templates(parties: Iterable[int]) -> list[GoodsTemplate]:
    """The kept declarations of these parties, those used last first."""
    rows = GoodsTemplate.objects.filter(declarant_id__in=list(parties)).select_related("declarant")
    return list(rows.order_by(F("used_at").desc(nulls_last=True), "name"))


def unfinished(parties: Iterable[int], most: int = 5) -> list[GoodsDeclaration]:
    """The drafts touched last."""
    rows = GoodsDeclaration.objects.filter(declarant_id__in=list(parties), state="draft").select_related("declarant")
    return list(rows.defer("body", "statement").order_by("-id")[:most])
