"""Locking a goods declaration, moving it one step, keeping its columns equal to its form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.core.actor import Actor
from thongquan.core.flows.goods import DECLARANTS, GOODS
from thongquan.core.goods import PERISHABLE_CHAPTERS
from thongquan.core.refused import Conflict, NotAllowed, NotFound
from thongquan.core.search import searchable
from thongquan.models import GoodsDeclaration, GoodsLine, Unit
from thongquan.queries.declaration.facts import form_of
from thongquan.queries.hot import hot
from thongquan.queries.place import gate_by_code, team_of

DIGEST = RawSQL("tq_digest(to_jsonb(goods_declaration))", [], output_field=TextField())
#: the first two digits of the number: import and export as VNACCS gives them; transit is believed
BEGINS = {"import": "10", "export": "30", "transit": "50"}


def locked(pk: int, version: int | None = None) -> GoodsDeclaration:
    """The row, locked until the end of the transaction, with the digest it had before the act.

    `version` is what the person saw; when somebody decided meanwhile the act is refused (GEN-409).
    """
    row = (
        GoodsDeclaration.objects.select_for_update(of=("self",)).select_related("declarant", "office", "team", "gate")
        .annotate(digest=DIGEST).filter(pk=pk).first()
    )
    if row is None:
        raise NotFound("GEN-404")
    if version is not None and row.version != version:
        raise Conflict("GEN-409")
    return row


def step(declaration: GoodsDeclaration, name: str, by: Actor) -> None:
    """Take a step of the procedure, or refuse; the state changes, the row is not yet saved."""
    state = GOODS.take(name, declaration.state, by.roles)
    if name in DECLARANTS and not by.acts_for(declaration.declarant_id):
        raise NotAllowed("ACC-02")
    declaration.state = state


def save(declaration: GoodsDeclaration) -> GoodsDeclaration:
    """Write the row with the next version number."""
    declaration.version += 1
    declaration.save()
    return declaration


def next_number(direction: str) -> str:
    """Twelve digits, day and night: direction, national serial, number of the amendment."""
    with hot() as cursor:
        found = cursor.execute("select tq_next_goods()", prepare=True).fetchone()
    assert found is not None
    return f"{BEGINS[direction]}{int(found[0]):09d}0"


def fill(declaration: GoodsDeclaration, values: Mapping[str, Any]) -> None:
    """Copy the form's answers into the body and the columns that questions ask for."""
    form = form_of(declaration.direction)
    declaration.body = form.write(values)
    declaration.kind = values.get("kind") or declaration.kind
    declaration.own_reference = values.get("own_reference") or ""
    lines = values.get("lines") or []
    first = lines[0] if lines else {}
    declaration.line_count = len(lines)
    declaration.first_hs, declaration.first_name = first.get("hs") or "", (first.get("name") or "")[:200]
    declaration.origin = first.get("origin") or ""
    declaration.perishable = any(str(line.get("hs") or "")[:2] in PERISHABLE_CHAPTERS for line in lines)
    declaration.gross_kg, declaration.packages = values.get("gross_kg"), values.get("packages")
    declaration.containers = [str(number) for number in values.get("containers") or ()]
    declaration.partner_name = values.get("exporter" if declaration.direction == "import" else "importer") or ""
    place(declaration, values)
    refresh_search(declaration)


def place(declaration: GoodsDeclaration, values: Mapping[str, Any]) -> None:
    """Office of lodging, central team, gate; whoever is among them may see the case."""
    declaration.office = Unit.objects.filter(code=values.get("office") or "", level="office").first()
    declaration.gate = gate_by_code(str(values.get("gate") or ""))
    declaration.team = team_of(declaration.office)
    spread(declaration)


def spread(declaration: GoodsDeclaration) -> None:
    """The offices that take part in the case, for row-level security; once registered, whoever was called in stays."""
    gate_office = declaration.gate.office_id if declaration.gate else None
    units = (declaration.office_id, declaration.team_id, declaration.inspection_office_id, gate_office)
    called_in = declaration.office_ids if declaration.number else ()
    declaration.office_ids = sorted({unit for unit in (*units, *called_in) if unit})


def refresh_search(declaration: GoodsDeclaration) -> None:
    """The line that the one search box looks in."""
    declaration.search = searchable(
        names=(declaration.declarant.name, declaration.partner_name, declaration.first_name),
        codes=(declaration.number or "", declaration.declarant.tax_id, declaration.own_reference, declaration.first_hs, *declaration.containers))


def write_lines(declaration: GoodsDeclaration, values: Mapping[str, Any]) -> list[GoodsLine]:
    """The lines as rows of their own, for questions, with what the statement says each is worth and owes.

    The truth stays in the body and the statement, which the trail covers.
    """
    form = form_of(declaration.direction).named["lines"].rows
    assert form is not None
    owed = {line["number"]: line for line in declaration.statement.get("lines", ())}
    declaration.lines.all().delete()
    owed = {line["number"]: line for line in declaration.statement.get("lines", ())}
    rows = [
        GoodsLine(
            declaration=declaration, number=n, hs=line.get("hs") or "", name=line.get("name") or "", origin=line.get("origin") or "",
            quantity=line.get("quantity"), unit=line.get("unit") or "", invoice_value=line.get("invoice_value"),
            net_kg=line.get("net_kg"), body=form.write(line), **assessed(owed.get(n, {})))
        for n, line in enumerate(values.get("lines") or (), 1)
    ]
    return GoodsLine.objects.bulk_create(rows)


def assessed(line: Mapping[str, Any]) -> dict[str, Any]:
    """What the duty statement says of a line: its customs value and tax in đồng, its taxes."""
    value = line.get("customs_value")
    return {"customs_value": int(Decimal(value)) if value is not None else None, "tax_total": int(Decimal(line.get("amount") or 0)), "taxes": line.get("taxes", [])}


def worth(line: Mapping[str, Any] | None) -> dict[str, Any]:
    """The customs value and the taxes of one line of a statement; nothing is known without one."""
    if line is None or line["customs_value"] is None:
        return {}
    taxes = [{"kind": tax["kind"], "amount": tax["amount"]} for tax in line["taxes"]]
    return {"customs_value": round(Decimal(str(line["customs_value"]))), "tax_total": round(Decimal(str(line["amount"] or 0))), "taxes": taxes}


def not_before(at: datetime, other: datetime | None) -> datetime:
    """The later of two moments; durations are never negative."""
    return max(at, other) if other else at
