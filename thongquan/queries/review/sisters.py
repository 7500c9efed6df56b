"""Sister declarations of one found wrong: same declarant, goods, supplier or price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from thongquan.catalog.law import LAW
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration
from thongquan.queries.hot import hot
from thongquan.queries.scope import everywhere

#: of one declarant: what shares a heading of six digits or the supplier with the lines found wrong; the likest first
SISTERS = """
with ours as (
    select hs, unit, customs_value / nullif(quantity, 0) as price from goods_line
    where declaration_id = %(id)s and (cardinality(%(lines)s::int[]) = 0 or number = any(%(lines)s))
), found as (
    select d.id, d.number, (d.cleared_at at time zone 'Asia/Ho_Chi_Minh')::date as day, d.channel, d.partner_name, d.customs_value, d.cleared_at,
        bool_or(l.hs = o.hs) as goods, bool_or(left(l.hs, 6) = left(o.hs, 6)) as heading,
        d.partner_name <> '' and d.partner_name = %(partner)s as supplier,
        bool_or(left(l.hs, 6) = left(o.hs, 6) and l.unit = o.unit
                and abs(l.customs_value / nullif(l.quantity, 0) - o.price) <= o.price * %(percent)s / 100) as price
    from goods_declaration d join goods_line l on l.declaration_id = d.id cross join ours o
    where d.declarant_id = %(declarant)s and d.id <> %(id)s and d.state in ('cleared', 'passed')
      and d.cleared_at > %(at)s - make_interval(days => %(days)s) and d.cleared_at <= %(at)s
    group by d.id
)
select f.id, f.number, f.day, f.channel, f.partner_name, f.customs_value, coalesce(f.goods, false), coalesce(f.heading, false), f.supplier,
    coalesce(f.price, false), exists (select 1 from review_case r where r.declaration_id = f.id) as reviewed
from found f where f.heading or f.supplier
order by 4 * coalesce(f.goods, false)::int + coalesce(f.heading, false)::int + 2 * f.supplier::int + 3 * coalesce(f.price, false)::int desc,
    f.cleared_at desc limit %(limit)s
"""


@dataclass(frozen=True)
class Sister:
    """A cleared declaration like one found wrong, and in what: same code, same heading, same supplier, same price."""

    id: int
    number: str
    day: date
    channel: str
    supplier: str
    value: int
    same_goods: bool
    same_heading: bool
    same_supplier: bool
    same_price: bool
    reviewed: bool


def sisters(declaration: GoodsDeclaration, at: datetime, *, lines: Sequence[int] = (), limit: int = 12) -> list[Sister]:
    """The likest first, wherever in the country they were lodged; `lines` are those found wrong (none: all)."""
    on = local_day(at)
    with everywhere(), hot() as cursor:
        rows = cursor.execute(SISTERS, {
            "id": declaration.pk, "declarant": declaration.declarant_id, "partner": declaration.partner_name, "lines": list(lines), "at": at,
            "days": int(LAW.value("review.sister.days", on)), "percent": int(LAW.value("review.sister.price_percent", on)), "limit": limit}).fetchall()
    return [Sister(*row) for row in rows]
