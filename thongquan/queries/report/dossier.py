"""What an officer sees of one goods declaration: dossier, exchange, work, prices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from thongquan.core.actor import Actor
from thongquan.core.refused import NotFound
from thongquan.models import (
    AuditEvent,
    GoodsDecision,
    GoodsDeclaration,
    GoodsDocument,
    GoodsFinding,
    GoodsRequest,
    ImageReading,
    InspectionEvidence,
    InspectionOrder,
    LicenceCheck,
    LookUp,
    PaymentOrder,
    Reassignment,
    Selection,
    Task,
    Unit,
    VehicleDeclaration,
    WriteOff,
)
from thongquan.queries.access import names_of
from thongquan.queries.assessment.selection import selections
from thongquan.queries.hot import hot
from thongquan.queries.licence import checks_of, uses_of
from thongquan.queries.scope import everywhere

#: what a unit of each line's goods cost: here, last time of the same declarant, and of all others in a year (đồng of customs value)
PRICES = """
select m.number, m.customs_value / m.quantity, own.price, own.declaration, own.at, o.n, o.low, o.mid, o.high
from goods_line m
left join lateral (
    select l.customs_value / l.quantity as price, d.number as declaration, d.registered_at as at
    from goods_line l join goods_declaration d on d.id = l.declaration_id
    where l.hs = m.hs and l.unit = m.unit and l.quantity > 0 and l.customs_value is not null and d.declarant_id = %(declarant)s
        and d.id <> %(id)s and d.direction = %(direction)s and d.registered_at < %(at)s and d.state <> all(%(ended)s)
    order by d.registered_at desc limit 1) own on true
left join lateral (
    select count(*)::int as n, percentile_cont(0.1) within group (order by price) as low, percentile_cont(0.5) within group (order by price) as mid,
        percentile_cont(0.9) within group (order by price) as high
    from (select l.customs_value / l.quantity as price from goods_line l join goods_declaration d on d.id = l.declaration_id
          where l.hs = m.hs and l.unit = m.unit and l.quantity > 0 and l.customs_value is not null and d.declarant_id <> %(declarant)s
              and d.direction = %(direction)s and d.registered_at between %(at)s - interval '365 days' and %(at)s and d.state <> all(%(ended)s)
          order by l.id desc limit 200) x) o on true
where m.declaration_id = %(id)s and m.quantity > 0 and m.customs_value is not null order by m.number
"""
ENDED = ("draft", "cancelled", "returned")
#: prices of fewer consignments say nothing of a market and might tell whose they are
LEAST_PRICES = 3


@dataclass(frozen=True)
class Price:
    """Đồng of a unit: declared, the same declarant's last, and the spread of others; None where nobody has traded it."""

    line: int
    declared: Decimal
    own: Decimal | None
    own_number: str
    own_at: datetime | None
    others: int
    low: Decimal | None
    middle: Decimal | None
    high: Decimal | None


@dataclass(frozen=True)
class Dossier:
    """One declaration with what hangs on it, as far as the asker sees it."""

    row: GoodsDeclaration
    papers: list[GoodsDocument]
    requests: list[GoodsRequest]
    findings: list[GoodsFinding]
    decisions: list[GoodsDecision]
    tasks: list[Task]
    orders: list[InspectionOrder]
    owed: list[PaymentOrder]
    checks: list[LicenceCheck]
    uses: list[WriteOff]
    chosen: list[Selection]
    wish: Reassignment | None = None

    @property
    def task(self) -> Task | None:
        """The dossier check that is open, else the last one."""
        mine = [task for task in self.tasks if task.kind == "dossier"]
        return next((task for task in mine if task.state in Task.OPEN), mine[-1] if mine else None)

    def worked_by(self, user_id: int | None) -> bool:
        """Whether a task of this case is or was this officer's: a call to the head is about him."""
        return any(task.officer_id == user_id for task in self.tasks)

    @property
    def open_findings(self) -> list[GoodsFinding]:
        return [finding for finding in self.findings if finding.state == "open"]

    @property
    def unsigned(self) -> GoodsDecision | None:
        """The decision that waits for a second signature; one that another check has overtaken waits for nothing."""
        return next((one for one in self.decisions if one.countersign and one.countersigned_at is None and one.at == self.row.decided_at), None)

    @property
    def refund(self) -> GoodsRequest | None:
        """Tax paid too much that is not given back yet."""
        return next((row for row in self.requests if row.kind == "refund" and row.state in ("asked", "approved")), None)

    @property
    def unpriced(self) -> bool:
        """Whether a part of the duty could not be computed yet."""
        return not self.row.statement.get("complete", True)

    @property
    def waiting(self) -> list[LicenceCheck]:
        """What agencies still owe."""
        return [check for check in self.checks if check.settled_at is None]

    def open_request(self, kind: str) -> GoodsRequest | None:
        """The open request of this kind."""
        return next((row for row in self.requests if row.kind == kind and row.state == "open"), None)


def declaration(pk: int) -> GoodsDeclaration:
    """One registered declaration within the asker's reach; a draft is nobody's but its declarant's (GEN-404)."""
    row = (GoodsDeclaration.objects.filter(pk=pk, registered_at__isnull=False)
           .select_related("declarant", "agent", "office", "office__parent", "team", "gate", "inspection_office").first())
    if row is None:
        raise NotFound("GEN-404")
    return row


def dossier_of(row: GoodsDeclaration) -> Dossier:
    """The whole dossier, each part in its own order."""
    papers = row.papers.select_related("document").defer("document__content", "document__thumbnail").order_by("id")
    tasks = list(row.tasks.select_related("unit").order_by("id"))
    wish = Reassignment.objects.filter(task__in=tasks, state="open").first() if tasks else None
    return Dossier(
        row, list(papers), list(row.requests.select_related("to_unit").order_by("-id")), list(row.findings.order_by("id")),
        list(row.decisions.order_by("-id")), tasks, list(row.inspections.select_related("site").prefetch_related("findings").order_by("-id")),
        list(row.orders.order_by("-id")), checks_of(row.pk), uses_of(row.pk), selections(row.pk), wish)


def prices(row: GoodsDeclaration, at: datetime) -> list[Price]:
    """What units of the same goods cost, line by line; others' prices only as a spread, never whose they are."""
    told = {"id": row.pk, "declarant": row.declarant_id, "direction": row.direction, "at": row.registered_at or at, "ended": list(ENDED)}
    with everywhere(), hot() as cursor:
        found = cursor.execute(PRICES, told).fetchall()
    return [Price(line, declared, own, number or "", own_at, n, *(map(_exact, spread) if n >= LEAST_PRICES else (None, None, None)))
            for line, declared, own, number, own_at, n, *spread in found]


def _exact(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(round(value, 4)))


def boxes_carried(row: GoodsDeclaration) -> list[tuple[str, str]]:
    """Plate and container of every vehicle that names this declaration."""
    found = VehicleDeclaration.objects.filter(goods__contains=[row.number or ""]).exclude(state__in=("draft", "cancelled")).order_by("id")[:20]
    return [(vehicle.plate, box) for vehicle in found for box in vehicle.containers]


def earlier(row: GoodsDeclaration, most: int = 5) -> list[GoodsDeclaration]:
    """The declarant's last declarations before this one."""
    rows = GoodsDeclaration.objects.filter(declarant_id=row.declarant_id, registered_at__lt=row.registered_at).exclude(state="draft")
    return list(rows.defer("body", "statement").order_by("-registered_at")[:most])


def units_to_consult(by: Actor) -> list[Unit]:
    """The units of customs and the agencies that may be asked for a view."""
    return list(Unit.objects.exclude(pk__in=by.offices).order_by("kind", "code"))


def events_about(found: Dossier) -> QuerySet[AuditEvent]:
    """Every event of the log about this declaration and what hangs on it, oldest first."""
    kept = InspectionEvidence.objects.filter(declaration_id=found.row.pk)
    samples, scans = kept.filter(kind="sample"), kept.filter(kind="scan")
    about = {
        "goods": [found.row.pk], "goods_request": [r.pk for r in found.requests], "goods_finding": [f.pk for f in found.findings],
        "goods_decision": [d.pk for d in found.decisions], "goods_document": [p.pk for p in found.papers], "task": [t.pk for t in found.tasks],
        "inspection": [o.pk for o in found.orders], "inspection_evidence": list(samples.values_list("pk", flat=True)),
        "payment_order": [o.pk for o in found.owed], "licence_check": [c.pk for c in found.checks],
        "image_reading": list(ImageReading.objects.filter(declaration_id=found.row.pk).values_list("pk", flat=True)),
    }
    wanted = Q(object_type="inspection_evidence", action="inspection.read_image", object_id__in=scans.values_list("pk", flat=True))
    for kind, ids in about.items():
        if ids:
            wanted |= Q(object_type=kind, object_id__in=ids)
    return AuditEvent.objects.filter(wanted).order_by("at", "id")


def lookers(pk: int, limit: int = 50) -> list[tuple[datetime, str]]:
    """Who looked at this dossier, newest first."""
    looks = list(LookUp.objects.filter(object_type="goods", object_id=pk).order_by("-at")[:limit])
    names = names_of(look.user_id for look in looks)
    return [(look.at, names.get(look.user_id, "")) for look in looks]


def last_event(pk: int) -> AuditEvent | None:
    """The newest act on the declaration itself: what happened while somebody else was reading."""
    return AuditEvent.objects.filter(object_type="goods", object_id=pk).exclude(action="goods.promise").order_by("-id").first()


def people(ids: Iterable[int | None]) -> dict[int, str]:
    """Names by number, for officers' pages alone."""
    return names_of(ids)
