"""One review side by side: declared, documents, registers, what checks found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from thongquan.core.actor import Actor
from thongquan.core.differences import KINDS, Compared, Found, agrees, compare
from thongquan.core.refused import NotFound
from thongquan.core.rule import local_day
from thongquan.models import (
    CheckLabel,
    GoodsDecision,
    GoodsDeclaration,
    GoodsDocument,
    GoodsFinding,
    GoodsRequest,
    InspectionOrder,
    ReviewCase,
    Task,
    TraderGrade,
)
from thongquan.queries.assignment.roster import hats
from thongquan.queries.assignment.work import aliases
from thongquan.queries.duty import hs_line
from thongquan.queries.hot import hot
from thongquan.queries.licence import balance, uses_of
from thongquan.queries.review.queue import LEADS
from thongquan.queries.scope import everywhere

#: fields of the header that are set side by side, in this order
HEADER = ("importer", "importer_tax_id", "exporter", "exporter_tax_id", "invoice_number", "invoice_day", "currency", "incoterm", "invoice_total", "gross_kg",
          "packages", "bills", "containers")
LINE = ("hs", "name", "origin", "quantity", "unit", "unit_price", "invoice_value", "net_kg")
#: requests that only a review makes
OWN_REQUESTS = ("review", "review_amend")
YEAR = timedelta(days=365)
#: fewer prices than this make no band
FEW_PRICES = 5
CENT = Decimal("0.01")

#: what the country paid for the same goods in a year, đồng of customs value a unit
PRICES = """
select l.hs, l.unit, l.origin, count(*)::int,
    percentile_cont(array[0.1, 0.5, 0.9]) within group (order by l.customs_value / l.quantity)
from goods_line l join goods_declaration d on d.id = l.declaration_id
where l.hs = any(%(codes)s) and l.quantity > 0 and l.customs_value is not null and d.id <> %(id)s
  and d.cleared_at > %(since)s and d.cleared_at <= %(at)s
group by 1, 2, 3
"""


@dataclass(frozen=True)
class Beside:
    """One field in four columns; `line` is the number of the line, 0 for the header. `differs` names the columns against it."""

    field: str
    line: int
    declared: Any
    paper: str = ""
    paper_kind: str = ""
    paper_source: str = ""
    registry: tuple[str, dict[str, Any]] = ("", {})
    found: str = ""
    found_by: str = ""
    differs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hat:
    """Who had which part: the kind of work and the pseudonym of the case; `mine` for whoever asks."""

    kind: str
    alias: str
    mine: bool


@dataclass(frozen=True)
class Reviewed:
    """Everything a reviewer sees of one case. Of another's review of the same declaration he sees nothing."""

    row: ReviewCase
    declaration: GoodsDeclaration
    body: Mapping[str, Any]
    task: Task | None
    mine: bool
    beside: tuple[Beside, ...]
    papers: tuple[GoodsDocument, ...]
    requests: tuple[GoodsRequest, ...]
    inspections: tuple[InspectionOrder, ...]
    decisions: tuple[GoodsDecision, ...]
    labels: tuple[CheckLabel, ...]
    hats: tuple[Hat, ...]
    grade: TraderGrade | None
    other: ReviewCase | None = None

    @property
    def differences(self) -> int:
        return sum(bool(one.differs) for one in self.beside)


def case_of(pk: int, *, by: Actor, at: datetime) -> Reviewed:
    """One review for its own reviewer or a leader; for anybody else it does not exist (GEN-404), the first of a blind pair neither."""
    row = ReviewCase.objects.select_related(
        "declaration", "declaration__declarant", "declaration__office", "declaration__team", "blind_of").filter(pk=pk).first()
    task = None if row is None else Task.objects.filter(declaration=row.declaration, kind="review").exclude(state="withdrawn").order_by("-id").first()
    leads = by.is_any(*LEADS)
    if row is None or by.id is None or not (leads or _is_his(row, task, by)):
        raise NotFound("GEN-404")
    declaration, body = row.declaration, declared_then(row)
    papers = tuple(GoodsDocument.objects.filter(declaration=declaration).select_related("document").defer(
        "document__content", "document__thumbnail").order_by("id"))
    inspections = tuple(
        InspectionOrder.objects.filter(declaration=declaration).exclude(state="withdrawn").prefetch_related("findings", "evidence").order_by("id"))
    return Reviewed(
        row, declaration, body, task, _is_his(row, task, by), tuple(_beside(declaration, body, papers, inspections, at)), papers,
        tuple(_requests(row, by)), inspections, tuple(GoodsDecision.objects.filter(declaration=declaration).order_by("id")),
        tuple(CheckLabel.objects.filter(declaration=declaration).exclude(kind="review").order_by("id")), _hats(declaration, by),
        TraderGrade.objects.filter(party_id=declaration.declarant_id, day__lte=local_day(at)).order_by("-day").first(),
        (row.blind_of or ReviewCase.objects.filter(blind_of=row).first()) if leads else None)


def looks_blindly(declaration_pk: int, *, by: Actor) -> bool:
    """Whether this person has to look at a declaration a second time without knowing what came of the first."""
    return (ReviewCase.objects.filter(declaration_id=declaration_pk, blind_of__isnull=False).exclude(state="done").exists()
            and Task.objects.filter(declaration_id=declaration_pk, kind="review", officer_id=by.id, state__in=Task.HELD).exists())


def _is_his(row: ReviewCase, task: Task | None, by: Actor) -> bool:
    """His to decide now, or decided by him."""
    return row.done_by == by.id if row.state == "done" else task is not None and task.officer_id == by.id and task.state in Task.HELD


def _requests(row: ReviewCase, by: Actor) -> Iterator[GoodsRequest]:
    """Questions, wishes and what this very review asked; of another review and what came of it, nothing."""
    reviewer, since = row.done_by or by.id, _first_done(row)
    for request in GoodsRequest.objects.filter(declaration=row.declaration).exclude(kind="consult").order_by("-id"):
        if request.kind in OWN_REQUESTS:
            if request.asked_by == reviewer:
                yield request
        elif since is None or request.asked_at <= since:
            yield request


def _first_done(row: ReviewCase) -> datetime | None:
    """When the first review of a blind pair was decided; nothing later may tell its outcome."""
    return row.blind_of.done_at if row.blind_of is not None else None


def declared_then(row: ReviewCase) -> Mapping[str, Any]:
    """What was declared when the case was chosen: for a blind second look, without what was amended after the first."""
    body, since = dict(row.declaration.body), _first_done(row)
    if since is None:
        return body
    for request in row.declaration.requests.filter(kind="amend", state="approved", decided_at__gt=since).order_by("-decided_at"):
        for name, value in request.before.items():
            body[name] = value
    return body


def _hats(declaration: GoodsDeclaration, by: Actor) -> tuple[Hat, ...]:
    """The parts of this declaration by pseudonym; whoever reviewed it otherwise stays unseen."""
    named = aliases(declaration.pk)
    return tuple(Hat(kind, named.get(kind, "") if kind != "review" else "", person == by.id)
                 for person, kind in sorted(hats(declaration.pk).items(), key=lambda pair: pair[1]) if kind != "review" or person == by.id)


def _beside(
    declaration: GoodsDeclaration, body: Mapping[str, Any], papers: tuple[GoodsDocument, ...], inspections: tuple[InspectionOrder, ...], at: datetime,
) -> Iterator[Beside]:
    """Header first, then line by line; a field without any answer in any column is left out."""
    read = _read(body, papers)
    seen = _seen(declaration, inspections)
    registry = _registry(declaration, body, at)
    for line, names in ((0, HEADER), *((n, LINE) for n in range(1, len(body.get("lines") or ()) + 1))):
        own = body if line == 0 else body["lines"][line - 1]
        for name in names:
            paper, found, known = read.get((line, name)), seen.get((line, name)), registry.get((line, name))
            if own.get(name) in (None, "", []) and paper is None and found is None:
                continue
            against = [column for column, wrong in (
                ("paper", paper is not None and paper[0].differs), ("registry", bool(known and known[2])), ("found", found is not None)) if wrong]
            yield Beside(
                name, line, own.get(name), paper[0].found.value if paper else "", paper[1] if paper else "", paper[0].found.source if paper else "",
                (known[0], known[1]) if known else ("", {}), found[0] if found else "", found[1] if found else "", tuple(against))


def _read(body: Mapping[str, Any], papers: tuple[GoodsDocument, ...]) -> dict[tuple[int, str], tuple[Compared, str]]:
    """What documents say of each field; a difference is shown before an agreement."""
    told: dict[tuple[int, str], tuple[Compared, str]] = {}
    for paper in papers:
        values = {name: Found.of(kept) for name, kept in paper.read.items() if isinstance(kept, Mapping) and "value" in kept}
        for one in compare(body, values):
            if one.field not in KINDS:
                continue
            key = (0 if one.row is None else one.row + 1, one.field)
            if one.row is None and one.pointer.startswith("lines/"):
                continue
            if key not in told or (one.differs and not told[key][0].differs):
                told[key] = (one, paper.kind)
    return told


def _seen(declaration: GoodsDeclaration, inspections: tuple[InspectionOrder, ...]) -> dict[tuple[int, str], tuple[str, str]]:
    """What the dossier check marked and the inspection counted otherwise than declared."""
    told: dict[tuple[int, str], tuple[str, str]] = {}
    for mark in GoodsFinding.objects.filter(declaration=declaration).order_by("id"):
        told[mark.line or 0, mark.field.strip("/").split("/")[-1]] = (mark.found or mark.note or mark.code, "dossier")
    for order in inspections:
        for one in order.findings.all():
            counted = {"quantity": one.quantity, "unit": one.unit if one.quantity is not None else "", "net_kg": one.net_kg, "hs": one.hs,
                       "origin": one.origin}
            if one.outcome == "agrees":
                continue
            for name, value in counted.items():
                if value not in (None, ""):
                    told[one.line, name] = (str(value), "inspection")
            if not any(v not in (None, "") for v in counted.values()):
                told[one.line, "name"] = (one.note or one.outcome, "inspection")
    return told


def _registry(declaration: GoodsDeclaration, body: Mapping[str, Any], at: datetime) -> dict[tuple[int, str], tuple[str, dict[str, Any], bool]]:
    """What registers and data of the country know: party, tariff, prices of a year, balances of permits. (key, values, against it)"""
    party = declaration.declarant
    side = "importer" if declaration.direction != "export" else "exporter"
    told: dict[tuple[int, str], tuple[str, dict[str, Any], bool]] = {
        (0, side): ("party", {"name": party.name}, not agrees("importer", body.get(side) or "", party.name)),
        (0, f"{side}_tax_id"): ("stopped" if not party.active or party.stopped else "active", {"id": party.tax_id},
                                not party.active or party.stopped or not agrees("importer_tax_id", body.get(f"{side}_tax_id") or "", party.tax_id))}
    lines = body.get("lines") or ()
    bands = _bands(declaration, lines, at)
    values = {line["number"]: line for line in declaration.statement.get("lines", ())}
    for n, line in enumerate(lines, 1):
        found = hs_line(str(line.get("hs") or ""), day=local_day(declaration.registered_at or at), direction=declaration.direction)
        if found is not None:
            told[n, "hs"] = ("tariff", {"words": found.words}, False)
        band = bands.get((str(line.get("hs")), str(line.get("unit")), str(line.get("origin"))))
        if band and (price := _price(values.get(n), line)) is not None:
            low, middle, high, count = band
            told[n, "unit_price"] = ("prices", {"low": low, "middle": middle, "high": high, "count": count, "own": price}, not low <= price <= high)
    for use in uses_of(declaration.pk):
        kept = balance(use.line.licence.kind, use.line.licence.number)
        if kept is not None and use.line.quantity is not None:
            told[use.declaration_line, "quantity"] = (
                "licence", {"number": use.line.licence.number, "left": use.line.quantity - use.line.used, "drawn": use.quantity, "unit": use.line.unit}, False)
    return told


def _price(valued: Mapping[str, Any] | None, line: Mapping[str, Any]) -> Decimal | None:
    """Đồng of customs value a unit of one line."""
    quantity = Decimal(str(line.get("quantity") or 0))
    if valued is None or valued.get("customs_value") is None or not quantity:
        return None
    return (Decimal(str(valued["customs_value"])) / quantity).quantize(CENT)


def _bands(declaration: GoodsDeclaration, lines: Any, at: datetime) -> dict[tuple[str, str, str], tuple[Decimal, Decimal, Decimal, int]]:
    """(code, unit, origin) -> tenth, half, nine tenths of the prices of a year over the whole country, and how many."""
    codes = sorted({str(line.get("hs")) for line in lines if line.get("hs")})
    with everywhere(), hot() as cursor:
        rows = cursor.execute(PRICES, {"codes": codes, "id": declaration.pk, "since": at - YEAR, "at": at}).fetchall()
    return {(hs, unit, origin): (Decimal(low).quantize(CENT), Decimal(middle).quantize(CENT), Decimal(high).quantize(CENT), count)
            for hs, unit, origin, count, (low, middle, high) in rows if count >= FEW_PRICES}


def asked_of(declaration_id: int) -> list[GoodsRequest]:
    """What reviews ask of a declarant and have no answer to yet, for the page of his declaration."""
    return list(GoodsRequest.objects.filter(declaration_id=declaration_id, kind__in=OWN_REQUESTS, state="open").order_by("due_at"))


def request_of(pk: int, *, by: Actor) -> GoodsRequest:
    """One request of a review for its declarant; anybody else's does not exist (GEN-404)."""
    row = (GoodsRequest.objects.filter(pk=pk, kind__in=OWN_REQUESTS, declaration__declarant_id__in=by.parties)
           .select_related("declaration", "declaration__declarant").first())
    if row is None:
        raise NotFound("GEN-404")
    return row
