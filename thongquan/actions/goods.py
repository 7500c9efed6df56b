"""Locking a goods declaration, moving it one step, keeping its columns equal to its form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from thongquan.actions.hot import insert, insert_all, remember, update
from thongquan.actions.trail import Act, record_all
from thongquan.core.actor import Actor, system
from thongquan.core.flows.goods import DECLARANTS, GOODS, HEAD, SCOPE_OF
from thongquan.core.goods import PERISHABLE_CHAPTERS
from thongquan.core.promise import Promise, Standing, promise
from thongquan.core.refused import Conflict, NotAllowed, NotFound
from thongquan.core.search import searchable
from thongquan.models import Gate, GoodsDeclaration, GoodsLine, Party, Unit
from thongquan.queries.declaration.facts import form_of
from thongquan.queries.hot import asked, columns, parted
from thongquan.queries.place import office_and_gate, team_of
from thongquan.queries.report.follow import promise_of

#: the first two digits of the number: import and export as VNACCS gives them; transit is believed
BEGINS = {"import": "10", "export": "30", "transit": "50"}


#: a declaration with all that is asked of it next, locked, and the digest it had before the act
LOCKED = f"""
select {columns(GoodsDeclaration, "d")}, {columns(Party, "p")}, {columns(Unit, "o")}, {columns(Unit, "r")}, {columns(Unit, "t")},
    {columns(Gate, "g")}, {columns(Unit, "h")}, tq_digest(to_jsonb(d))
from goods_declaration d left join party p on p.id = d.declarant_id left join unit o on o.id = d.office_id left join unit r on r.id = o.parent_id
left join unit t on t.id = d.team_id left join gate g on g.id = d.gate_id left join unit h on h.id = g.office_id where d.id = %s for update of d
"""


def locked(pk: int, version: int | None = None) -> GoodsDeclaration:
    """The row, locked until the end of the transaction, with the digest it had before the act.

    `version` is what the person saw; when somebody decided meanwhile the act is refused (GEN-409).
    """
    found = asked(LOCKED, [pk])
    if found is None:
        raise NotFound("GEN-404")
    row: GoodsDeclaration
    row, declarant, office, region, team, gate, beside = parted(found, GoodsDeclaration, Party, Unit, Unit, Unit, Gate, Unit)
    if version is not None and row.version != version:
        raise Conflict("GEN-409")
    if declarant is not None:
        row.declarant = declarant
    row.office, row.team, row.gate, vars(row)["digest"] = office, team, gate, found[-1]
    if office is not None:
        office.parent = region
    if gate is not None:
        gate.office = beside
    remember(row)
    return row


def step(declaration: GoodsDeclaration, name: str, by: Actor) -> None:
    """Take a step of the procedure, or refuse; the state changes, the row is not yet saved."""
    state = GOODS.take(name, declaration.state, by.roles)
    if name in DECLARANTS:
        mandated(declaration.declarant_id, SCOPE_OF.get(name, "declare"), by)
    declaration.state = state


def mandated(party_id: int, scope: str, by: Actor) -> None:
    """Refuse whoever does not act for this party (ACC-02), or whose mandate does not cover this (MND-04)."""
    if not by.acts_for(party_id, scope):
        raise NotAllowed("MND-04" if party_id in by.parties and party_id not in by.watched else "ACC-02")


def save(declaration: GoodsDeclaration) -> GoodsDeclaration:
    """Write the row with the next version number."""
    declaration.version += 1
    if declaration.pk is None:
        insert(declaration)
    else:
        update(declaration)
    remember(declaration)
    return declaration


def begin(declaration: GoodsDeclaration) -> GoodsDeclaration:
    """Write a new row; it is its first version."""
    insert(declaration)
    remember(declaration)
    return declaration


def promised(declaration: GoodsDeclaration, *, at: datetime, of: Standing | None = None) -> None:
    """Write down until when the next step is promised, where an act has changed that; the last word of every act on goods.

    Nothing is promised while the declarant owes an answer, the goods or the tax. It is no decision: the version stays.
    `of` is how the clocks stand, from whoever knows it without asking.
    """
    if declaration.number is None:
        return
    act = promise_given(declaration, promise(of, at) if of else promise_of(declaration, at))
    if act is None:
        return
    update(declaration)
    remember(declaration)
    record_all([act], declaration, at=at)


def promise_given(declaration: GoodsDeclaration, clock: Promise) -> Act | None:
    """The promise of this clock stands on the declaration, not yet saved; None where it stood there already."""
    if clock.given == declaration.promised_at:
        return None
    declaration.promised_at = clock.given
    return Act("goods.promise", system(tuple(declaration.office_ids)), {
        "clock": clock.clock, "turn": clock.turn, "until": clock.given.isoformat() if clock.given else ""})


def next_number(direction: str) -> str:
    """Twelve digits, day and night: direction, national serial, number of the amendment."""
    found = asked("select tq_next_goods()")
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
    declaration.office, declaration.gate = office_and_gate(str(values.get("office") or ""), str(values.get("gate") or ""))
    declaration.team = team_of(declaration.office)
    spread(declaration)


def spread(declaration: GoodsDeclaration) -> None:
    """The offices that take part in the case, for row-level security; once registered, whoever was called in stays."""
    gate_office = declaration.gate.office_id if declaration.gate else None
    units = (declaration.office_id, declaration.team_id, declaration.inspection_office_id, gate_office)
    called_in = declaration.office_ids if declaration.number else ()
    declaration.office_ids = sorted({unit for unit in (*units, *called_in) if unit})


def sent_home(declaration: GoodsDeclaration, unit_id: int | None) -> None:
    """A unit that was called in has given its view: it sees the case no more, unless it has a part of its own."""
    declaration.office_ids = [unit for unit in declaration.office_ids if unit != unit_id]
    spread(declaration)


def leads(declaration: GoodsDeclaration, by: Actor) -> bool:
    """Whether this person heads the unit that checks the dossier, or the office where it was lodged."""
    return by.is_any(*HEAD) and not {declaration.team_id, declaration.office_id}.isdisjoint(by.offices)


def takes_part(declaration: GoodsDeclaration, by: Actor) -> bool:
    """Whether his unit has a part of its own in the case; a unit that is asked for its view, or only sees the case, has none."""
    return not {declaration.team_id, declaration.office_id, declaration.inspection_office_id}.isdisjoint(by.offices)


def refresh_search(declaration: GoodsDeclaration) -> None:
    """The line that the one search box looks in."""
    declaration.search = searchable(
        names=(declaration.declarant.name, declaration.partner_name, declaration.first_name),
        codes=(declaration.number or "", declaration.declarant.tax_id, declaration.own_reference, declaration.first_hs, *declaration.containers))


def write_lines(declaration: GoodsDeclaration, values: Mapping[str, Any], *, fresh: bool = False) -> None:
    """The lines as rows of their own, for questions, with what the statement says each is worth and owes.

    The truth stays in the body and the statement, which the trail covers. `fresh`: a declaration that had none.
    """
    form = form_of(declaration.direction).named["lines"].rows
    assert form is not None
    owed = {line["number"]: line for line in declaration.statement.get("lines", ())}
    if not fresh:
        declaration.lines.all().delete()
    insert_all([
        GoodsLine(
            declaration_id=declaration.pk, number=n, hs=line.get("hs") or "", name=line.get("name") or "", origin=line.get("origin") or "",
            quantity=line.get("quantity"), unit=line.get("unit") or "", invoice_value=line.get("invoice_value"),
            net_kg=line.get("net_kg"), body=form.write(line), **assessed(owed.get(n, {})))
        for n, line in enumerate(values.get("lines") or (), 1)
    ])


def assessed(line: Mapping[str, Any]) -> dict[str, Any]:
    """What the duty statement says of a line: its customs value and tax in đồng."""
    value = line.get("customs_value")
    return {"customs_value": int(Decimal(value)) if value is not None else None, "tax_total": int(Decimal(line.get("amount") or 0))}


def not_before(at: datetime, other: datetime | None) -> datetime:
    """The later of two moments; durations are never negative."""
    return max(at, other) if other else at
