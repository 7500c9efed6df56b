"""Goods that came for a time leave again: the declaration that cites them takes from what is left."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.goods import NOW, QUIET, answers, lodged, open_house
from thongquan.core.refused import RulesBroken
from thongquan.models import GoodsDeclaration
from thongquan.queries.declaration.facts import goods_facts, read_body
from thongquan.queries.scope import everywhere, scope

DATABASE = "house"
pytestmark = pytest.mark.django_db


def test_a_re_export_takes_from_the_line_it_cites():
    _, house = open_house()
    who = house.traders[1]
    stay = {"kind": "G11", "temporary_until": (NOW + timedelta(days=50)).date().isoformat(), "contract": "TX-2026/04"}
    (made,) = lodged(who, answers(3, **stay), die=QUIET)
    with everywhere():
        GoodsDeclaration.objects.filter(pk=made.declaration.pk).update(state="cleared")
        first = GoodsDeclaration.objects.get(pk=made.declaration.pk)
        line = read_body(first)["lines"][0]
    out = answers(4, direction="export", kind="G21", previous_number=first.number)
    out["lines"] = [{**out["lines"][0], "hs": line["hs"], "quantity": str(line["quantity"]), "unit": line["unit"], "previous_line": 1,
                     "unit_price": "", "price_unit": "", "quantity2": "", "unit2": ""}]
    out["invoice_total"] = out["lines"][0]["invoice_value"]
    (left,) = lodged(who, out, die=QUIET)
    with scope(who):
        facts = goods_facts(left.declaration, NOW)
    assert facts.history.previous[first.number][1] == (line["hs"], line["unit"], Decimal(line["quantity"]))
    assert facts.history.previous_kinds == {first.number: "G11"}
    with pytest.raises(RulesBroken, match="TYP-12"):
        lodged(who, {**out, "own_reference": "ANOTHER", "invoice_number": "ANOTHER"}, die=QUIET)
