"""The facts of a goods declaration for rules, duty and selection: form and registers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from thongquan.core.form import Form
from thongquan.core.forms import GOODS_FORMS
from thongquan.core.goods import DocumentRef, GoodsFacts, GoodsHistory, Trader
from thongquan.core.goods_reading import facts_of
from thongquan.core.reading import JSON
from thongquan.core.refused import NotFound
from thongquan.core.rule import local_day
from thongquan.core.tariff import Found
from thongquan.models import GoodsDeclaration, GoodsDocument
from thongquan.queries.hot import hot, some
from thongquan.queries.place import gate_by_code
from thongquan.queries.scope import everywhere

#: what the registers of the whole country know of the declarant and of what is declared; yes, a number, a date.
#: Earlier declarations are counted to a thousand: whoever has more is no newcomer, and pays nothing for them
HISTORY = """
select p.tax_id, p.active, p.stopped, (extract(epoch from %(at)s - p.registered_at) / 2629746)::int as months,
    (select count(*) from (select 1 from goods_declaration d where d.declarant_id = p.id and d.number is not null and d.id <> %(id)s
        limit 1000) counted) as before,
    checked.checks, checked.hits,
    coalesce((select number from goods_declaration d where d.declarant_id = p.id and d.own_reference = %(reference)s
        and d.own_reference <> '' and d.id <> %(id)s and d.split_part = %(part)s
        and d.state not in ('draft', 'cancelled', 'returned') limit 1), '') as reference_used,
    coalesce((select number from goods_declaration d where d.declarant_id = p.id and d.body->>'invoice_number' = %(invoice)s
        and %(invoice)s <> '' and d.body->>'invoice_day' is not distinct from %(invoice_day)s and d.split_first_id is distinct from %(first)s
        and d.id <> %(id)s and d.state not in ('draft', 'cancelled', 'returned') limit 1), '') as invoice_used,
    %(agent)s::bigint is null or exists (select 1 from mandate where client_id = p.id and agent_id = %(agent)s
        and revoked_at is null and %(today)s between since and until and scopes ? 'declare') as mandate_covers
from party p, lateral (
    select count(*) as checks, count(*) filter (where l.found) as hits from check_label l join goods_declaration d on d.id = l.declaration_id
    where d.declarant_id = p.id and l.at > %(at)s - interval '365 days' and l.at <= %(at)s) checked
where p.id = %(declarant)s
"""

#: lines of the declarations this one cites (re-import, re-export, home use), with what earlier citations took
CITED = """
select d.number, l.number, l.hs, l.unit, l.quantity - coalesce((
    select sum((r->>'quantity')::numeric) from goods_declaration u, jsonb_array_elements(u.body->'lines') r
    where u.declarant_id = d.declarant_id and u.id <> %(id)s and u.state not in ('draft', 'cancelled', 'returned')
    and coalesce(r->>'previous_number', u.body->>'previous_number') = d.number and (r->>'previous_line')::int = l.number), 0), d.kind
from goods_declaration d join goods_line l on l.declaration_id = d.id
where d.number = any(%(numbers)s) and d.declarant_id = %(declarant)s and d.state in ('released', 'cleared', 'passed')
"""


def form_of(direction: str) -> Form:
    """The form of imports, exports or transits."""
    return GOODS_FORMS[direction]


def read_body(declaration: GoodsDeclaration) -> dict[str, Any]:
    """The stored form as typed values."""
    return form_of(declaration.direction).read(declaration.body, language=JSON, draft=True)[0]


def goods_facts(
    declaration: GoodsDeclaration, at: datetime, *, values: Mapping[str, Any] | None = None, changed: frozenset[str] = frozenset(),
    tariff: Mapping[str, Found] | None = None, rates: Mapping[str, Decimal] | None = None, papers: Sequence[GoodsDocument] | None = None,
) -> GoodsFacts:
    """One declaration as rules, duty, selection and assignment see it now.

    `tariff` and `rates` are what the book of the day says of its codes and currencies, `papers` what its dossier holds,
    where somebody has looked.
    """
    values = read_body(declaration) if values is None else values
    trader, history = registers(declaration, values, at, changed)
    office, gate = declaration.office, declaration.gate
    exit_gate = values.get("exit_gate")
    if papers is None:
        papers = papers_of(declaration) if declaration.pk else []
    return facts_of(
        values, direction=declaration.direction, state=declaration.state, number=declaration.number or "",
        office=office.code if office else "", office_region=office.parent.code if office and office.parent else "",
        gate_known=gate is not None or not values.get("gate"), gate_office=gate.office.code if gate else "", gate_mode=gate.mode if gate else "",
        exit_gate_known=not exit_gate or gate_by_code(str(exit_gate)) is not None,
        split_part=declaration.split_part, split_of=declaration.split_of, declared_at=at, registered_at=declaration.registered_at,
        cleared_at=declaration.cleared_at, trader=trader, history=history, tariff=tariff, rates=rates,
        documents=[DocumentRef(p.kind, p.number, p.day, p.how) for p in papers])


def duty_facts(declaration: GoodsDeclaration) -> GoodsFacts:
    """One registered declaration as the duty engine alone asks for it: no register of traders or history is looked into."""
    return facts_of(read_body(declaration), direction=declaration.direction, number=declaration.number or "", registered_at=declaration.registered_at,
                    documents=[DocumentRef(p.kind, p.number, p.day, p.how) for p in declaration.papers.all()])


def papers_of(declaration: GoodsDeclaration) -> list[GoodsDocument]:
    """The papers that stand in its dossier."""
    return some(GoodsDocument, "where t.declaration_id = %s order by t.id", [declaration.pk])


def registers(
    declaration: GoodsDeclaration, values: Mapping[str, Any], at: datetime, changed: frozenset[str],
) -> tuple[Trader, GoodsHistory]:
    """What the registers know on the day of judging."""
    day = values.get("invoice_day")
    asked = {
        "id": declaration.pk or 0, "declarant": declaration.declarant_id, "agent": declaration.agent_id, "at": at, "today": local_day(at),
        "reference": declaration.own_reference, "part": declaration.split_part, "first": declaration.split_first_id,
        "invoice": values.get("invoice_number") or "", "invoice_day": day.isoformat() if isinstance(day, date) else None,
    }
    cited = sorted({str(row["previous_number"]) for row in (values, *(values.get("lines") or ())) if row.get("previous_number")})
    with everywhere(), hot() as cursor:
        found = cursor.execute(HISTORY, asked, prepare=True).fetchone()
        previous = cursor.execute(CITED, {**asked, "numbers": cited}).fetchall() if cited else []
    if found is None:
        raise NotFound("GEN-404")
    tax_id, active, stopped, months, before, checks, hits, reference, invoice, mandate = found
    trader = Trader(
        id=declaration.declarant_id, tax_id=tax_id, active=active, stopped=stopped, months_known=max(months, 0), declarations_before=before,
        checks_before=checks, hits_before=hits, mandate_covers=mandate)
    lines: dict[str, dict[int, tuple[str, str, Decimal]]] = {}
    for number, line, hs, unit, left, _ in previous:
        lines.setdefault(number, {})[line] = (hs, unit, left or Decimal(0))
    return trader, GoodsHistory(reference_used_by=reference, invoice_used_by=invoice, previous=lines, amended=changed,
                                previous_kinds={number: kind for number, *_, kind in previous})
