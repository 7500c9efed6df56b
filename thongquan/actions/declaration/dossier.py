"""The dossier of goods: papers added and read, licences cited, values taken over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from thongquan.actions.declaration.draft import save_draft
from thongquan.actions.document.apart import read_apart, trusted_issuers
from thongquan.actions.goods import locked, mandated
from thongquan.actions.trail import record
from thongquan.catalog.law import LAW
from thongquan.core.actor import Actor
from thongquan.core.differences import WINDOW, Found, by_line, number_of
from thongquan.core.digits import natural
from thongquan.core.dossier import KINDS
from thongquan.core.reading import Unreadable
from thongquan.core.refused import Conflict, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import Document, GoodsDeclaration, GoodsDocument, Licence
from thongquan.queries.declaration.facts import form_of

#: papers come until the goods have left; they go again only before registration, or as long as a question is open
OPEN = ("draft", "registered", "checking", "asked", "ordered", "inspecting", "decided", "released", "cleared", "storage")
UPLOAD, SIGNED, DATA = "upload", "signed", "data"


def known_kind(kind: str, on: date) -> bool:
    """Whether a dossier may hold this kind of document: a trader's, a carrier's or a ministry's."""
    return kind in KINDS or kind in LAW.value("codes.permit_kinds", on)


def add(
    pk: int, document_pk: int, *, kind: str = "", number: str = "", day: date | None = None, by: Actor, at: datetime,
) -> GoodsDocument:
    """Put an uploaded paper of the same declarant into the dossier; its values are read and its signatures checked now.

    The same file for the same need is kept once. What was read is shown and never accepted by itself.
    """
    document = Document.objects.filter(pk=document_pk).defer("thumbnail").first()
    read = read_apart(bytes(document.content), document.media_type, trusted_issuers()) if document else {}
    declaration = own(pk, by)
    if document is None or document.declarant_id != declaration.declarant_id:
        raise NotFound("GEN-404")
    kind = kind or document.kind
    if not known_kind(kind, local_day(at)):
        raise Refused("FRM-04", "/kind")
    known = declaration.papers.filter(document_id=document.pk, kind=kind).first()
    if known is not None:
        return known
    signatures = read.get("signatures", [])
    checked = {name: said for name, said in (("signatures", signatures), ("unread", read.get("unread"))) if said}
    row = GoodsDocument.objects.create(
        declaration=declaration, document=document, kind=kind, number=(number or document.number).strip()[:40], day=day or document.issued_on,
        how=SIGNED if any(not one["problem"] for one in signatures) else UPLOAD, read=read.get("read", {}),
        checked=checked, added_at=at, added_by=by.id, round=round_of(declaration))
    told(declaration, row, "goods.attach", by=by, at=at, facts={"kind": kind, "sha256": document.sha256, "how": row.how})
    return row


def own(pk: int, by: Actor) -> GoodsDeclaration:
    """The declaration, locked, when this person may still add to its dossier."""
    declaration = locked(pk)
    mandated(declaration.declarant_id, "declare", by)
    if declaration.state not in OPEN:
        raise Conflict("FLW-01", step="attach", state=declaration.state)
    return declaration


def round_of(declaration: GoodsDeclaration) -> int:
    """The round of questions that a paper answers; 0 for the dossier as it was lodged."""
    return declaration.rounds if declaration.state == "asked" else 0


def told(declaration: GoodsDeclaration, row: GoodsDocument, action: str, *, by: Actor, at: datetime, facts: Mapping[str, Any]) -> None:
    """The log tells of papers from the registration on; a draft is nobody's act."""
    if declaration.number:
        record(action, declaration, row, by=by, at=at, facts=dict(facts))


def cite_licence(pk: int, licence_pk: int, *, by: Actor, at: datetime) -> GoodsDocument:
    """Take a ministry's document of the single window into the dossier as data; a draft then cites its number too."""
    declaration = own(pk, by)
    licence = Licence.objects.prefetch_related("lines").filter(pk=licence_pk, holder_id=declaration.declarant_id).first()
    if licence is None:
        raise NotFound("GEN-404")
    row = declaration.papers.filter(kind=licence.kind, number=licence.number, how=DATA).first()
    if row is None:
        row = GoodsDocument.objects.create(
            declaration=declaration, kind=licence.kind, number=licence.number, day=licence.issued_on, how=DATA, read=values_of(licence),
            added_at=at, added_by=by.id, round=round_of(declaration))
        told(declaration, row, "goods.attach", by=by, at=at, facts={"kind": row.kind, "how": DATA, "number": row.number})
    cited = list(declaration.body.get("permits") or [])
    if declaration.state == "draft" and not any(permit.get("number") == licence.number for permit in cited):
        save_draft(pk, {"permits": [*cited, {"kind": licence.kind, "number": licence.number}]}, by=by, at=at)
    return row


def values_of(licence: Licence) -> dict[str, Any]:
    """What the single window says: the lines with their goods, for the same comparison as a paper's."""
    read: dict[str, Found] = {}
    for n, line in enumerate(licence.lines.order_by("number")):
        for name, value in (("hs", line.hs), ("name", line.words), ("origin", line.origin), ("unit", line.unit)):
            if value:
                read[f"lines/{n}/{name}"] = Found(value, WINDOW, 1.0)
    return {name: found.plain() for name, found in read.items()}


def remove(paper_pk: int, *, by: Actor, at: datetime) -> None:
    """Take a paper out again: any of a draft, and those of the open round of questions."""
    row = GoodsDocument.objects.select_related("declaration").filter(pk=paper_pk).first()
    if row is None:
        raise NotFound("GEN-404")
    declaration = own(row.declaration_id, by)
    if declaration.state != "draft" and not (declaration.state == "asked" and row.round == declaration.rounds):
        raise Conflict("FLW-01", step="detach", state=declaration.state)
    kind = row.kind
    row.delete()
    if declaration.number:
        record("goods.detach", declaration, by=by, at=at, facts={"kind": kind, "document": row.document_id})


def take_over(paper_pk: int, pointer: str, *, by: Actor, at: datetime) -> GoodsDeclaration:
    """Let a value that was read stand in its field of the draft: `invoice_total`, `lines/0/quantity`; `lines/3` adds a whole line."""
    row = GoodsDocument.objects.select_related("declaration").filter(pk=paper_pk).first()
    if row is None:
        raise NotFound("GEN-404")
    declaration = row.declaration
    read = {name: Found.of(kept) for name, kept in row.read.items()}
    if pointer in read and "/" not in pointer and pointer in form_of(declaration.direction).named:
        return save_draft(declaration.pk, {pointer: typed(declaration, pointer, read[pointer].value)}, by=by, at=at)
    lines = [dict(line) for line in declaration.body.get("lines") or []]
    if not _line_over(declaration, lines, pointer, read):
        raise Refused("FRM-04", "/pointer")
    return save_draft(declaration.pk, {"lines": lines}, by=by, at=at)


def _line_over(declaration: GoodsDeclaration, lines: list[dict[str, Any]], pointer: str, read: Mapping[str, Found]) -> bool:
    """Write a value, or a whole read line, into the rows. `lines/<declared row>/<column>/<read row>` says both places."""
    head, *parts = pointer.split("/")
    rows, place = by_line(read), natural(parts[0]) if head == "lines" and len(parts) in (1, 3) else None
    if place is None:
        return False
    if len(parts) == 1:
        lines.append({name: typed(declaration, f"lines/0/{name}", found.value) for name, found in rows.get(place, {}).items()
                      if form_of(declaration.direction).at(f"/lines/0/{name}")})
        return place in rows
    name, source = parts[1], natural(parts[2])
    if place >= len(lines) or source is None or name not in rows.get(source, {}) or form_of(declaration.direction).at(f"/lines/0/{name}") is None:
        return False
    lines[place][name] = typed(declaration, f"lines/0/{name}", rows[source][name].value)
    return True


def typed(declaration: GoodsDeclaration, pointer: str, value: str) -> Any:
    """The value as the form takes it whatever the language: numbers as numbers, lists as lists."""
    field = form_of(declaration.direction).at(f"/{pointer}")
    if field is None or field.kind not in ("decimal", "whole", "rows"):
        return value
    if field.kind == "rows":
        return [part.strip() for part in value.split(",")]
    try:
        number: Decimal = number_of(value)
    except (Unreadable, ArithmeticError):
        return value
    return int(number) if number == number.to_integral_value() else float(number)
