"""Facts of a declaration, and 120 lines that become three declarations without losing a gram or a đồng."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.rule_examples import NOW
from thongquan.catalog.law import LAW
from thongquan.core import rules
from thongquan.core.goods import DocumentRef
from thongquan.core.goods_reading import apportion, direction_of, facts_of, line_of, split

D = Decimal
amounts = st.decimals(0, 10**9, places=2)


def a_row(n: int, **over: Any) -> dict[str, Any]:
    return {"hs": "08109092", "name": f"Quả thanh long ruột đỏ tươi, lô {n}", "origin": "CN", "quantity": D(100), "unit": "KGM",
            "invoice_value": D(360), "gross_kg": D("103.5"), "net_kg": D(100), "packages": 7, **over}


def long_one(count: int = 120, **over: Any) -> dict[str, Any]:
    """A consignment of 120 lines on one invoice."""
    rows = [a_row(n) for n in range(1, count + 1)]
    return {"kind": "A11", "own_reference": "HD-2026-118", "packages": 7 * count, "gross_kg": D("103.5") * count, "freight": D("1000.01"),
            "insurance": D("33.33"), "freight_currency": "CNY", "invoice_total": D(360) * count, "currency": "CNY", "lines": rows,
            "adjustments": [{"kind": "AL", "amount": D("100.01"), "currency": "CNY"}], **over}


def test_120_lines_become_three_linked_declarations() -> None:
    parts = split(long_one())
    assert [len(p["lines"]) for p in parts] == [50, 50, 20]
    assert [(p["split_part"], p["split_of"]) for p in parts] == [(1, 3), (2, 3), (3, 3)]
    assert [p["packages"] for p in parts] == [350, 350, 140]
    assert [p["invoice_total"] for p in parts] == [18000, 18000, 7200]
    assert [p["gross_kg"] for p in parts] == [D("5175.0"), D("5175.0"), D("2070.0")]
    assert sum(p["freight"] for p in parts) == D("1000.01") and sum(p["insurance"] for p in parts) == D("33.33")
    assert sum(p["adjustments"][0]["amount"] for p in parts) == D("100.01")
    assert all(p["own_reference"] == "HD-2026-118" and p["shared_value_total"] == 43200 for p in parts)
    assert [row["name"] for p in parts for row in p["lines"]] == [row["name"] for row in long_one()["lines"]]


def test_each_part_keeps_the_rules_of_sums_and_lines() -> None:
    for part in split(long_one()):
        found = {f.code for f in rules.judge("goods.register", facts_of(part), LAW, NOW)}
        assert not found & {"GDS-04", "GDS-21", "INV-09", "STA-01", "STA-03"}


def test_a_permit_goes_with_the_lines_that_cite_it_and_one_for_all_goes_with_every_part() -> None:
    """A part whose lines do not cite the certificate would be held against it, and wait for an answer that can only differ."""
    whole = long_one(permits=[{"kind": "CITE", "number": "CT/2026-03"}, {"kind": "KDTV", "number": "KD-7"}])
    whole["lines"][12]["permits"], whole["lines"][60]["permits"] = ["ct 2026.03"], ["CT/2026-03"]
    assert [[row["number"] for row in part["permits"]] for part in split(whole)] == [["CT/2026-03", "KD-7"], ["CT/2026-03", "KD-7"], ["KD-7"]]


def test_a_short_declaration_stays_one() -> None:
    whole = long_one(50)
    assert split(whole) == [whole]
    assert len(split(long_one(51))) == 2 and split({"kind": "A11"}) == [{"kind": "A11"}]


def test_without_weights_of_lines_the_total_follows_the_value() -> None:
    rows = [{"invoice_value": D(300)}] * 50 + [{"invoice_value": D(100)}] * 50
    parts = split({"gross_kg": D(1000), "packages": 10, "invoice_total": D(21000), "lines": rows})
    assert [p["gross_kg"] for p in parts] == [750, 250]
    assert [p["packages"] for p in parts] == [7, 3]
    assert sum(p["invoice_total"] for p in parts) == 21000 and parts[0]["invoice_total"] == 15750


def test_freight_by_weight_follows_the_weight() -> None:
    rows = [{"invoice_value": D(1), "gross_kg": D(3)}] * 50 + [{"invoice_value": D(1), "gross_kg": D(1)}] * 50
    by_value, by_weight = ([p["freight"] for p in split({"freight": D(100), "lines": rows, **how})] for how in ({}, {"freight_kind": "D"}))
    assert (by_value, by_weight) == ([50, 50], [75, 25])


@given(total=amounts, by=st.lists(amounts, min_size=1, max_size=12))
def test_nothing_is_lost_in_sharing_out(total: Decimal, by: list[Decimal]) -> None:
    parts = apportion(total, by)
    assert sum(parts) == total and len(parts) == len(by)
    assert all(part >= 0 and part == part.quantize(D("0.01")) for part in parts)
    if sum(by) > 0:
        assert all(abs(part - total * weight / sum(by)) < D("0.0100001") for part, weight in zip(parts, by, strict=True))


@given(total=st.integers(0, 5000), by=st.lists(amounts, min_size=1, max_size=12))
def test_every_part_gets_a_package_when_there_are_enough(total: int, by: list[Decimal]) -> None:
    parts = apportion(D(total), by, least=1)
    assert sum(parts) == total and all(part == int(part) >= 0 for part in parts)
    assert total < len(by) or min(parts) >= 1


@given(st.integers(51, 500), st.integers(0, 10**6), amounts)
def test_any_long_declaration_adds_up_again(count: int, packages: int, freight: Decimal) -> None:
    parts = split({"packages": packages, "freight": freight, "lines": [{"invoice_value": D(n % 7)} for n in range(count)]})
    assert sum(p["packages"] for p in parts) == packages and sum(p["freight"] for p in parts) == freight
    assert max(len(p["lines"]) for p in parts) <= 50 and sum(len(p["lines"]) for p in parts) == count


@pytest.mark.parametrize(("answers", "direction"), [
    ({}, "import"), ({"arrival": date(2026, 1, 25)}, "import"), ({"departure": date(2026, 1, 25)}, "export"),
    ({"destination": "CNDOX"}, "export"), ({"exit_gate": "VNLBG1", "departure": date(2026, 1, 25)}, "transit"),
])
def test_the_answers_tell_the_direction(answers: dict[str, Any], direction: str) -> None:
    assert direction_of(answers) == direction


def test_the_day_of_departure_and_the_partner_of_an_export() -> None:
    facts = facts_of({"departure": date(2026, 1, 25), "destination": "CNDOX", "exporter_tax_id": "0100109106", "partner_tax_id": "914506811MA5N18Q21",
                      "importer_street": "NO 12", "importer_city": "DONGXING"})
    assert facts.direction == "export" and facts.arrival == date(2026, 1, 25) and facts.unloading_place == "CNDOX"
    assert facts.own_tax_id == "0100109106" and facts.importer_tax_id == "914506811MA5N18Q21" and facts.importer_address == "NO 12, DONGXING"


def test_what_registers_know_wins_and_documents_are_added() -> None:
    held = DocumentRef("certificate_of_origin", "E26", None, "data")
    facts = facts_of({"office": "20BB", "documents": [{"kind": "commercial_invoice", "number": "1"}]}, office="15BB", direction="export",
                     documents=[held], own_reference="X")
    assert facts.office == "15BB" and facts.direction == "export" and facts.own_reference == "X"
    assert [d.kind for d in facts.documents] == ["commercial_invoice", "certificate_of_origin"] and facts.documents[1] is held


def test_taxes_of_a_line_are_known_by_their_kind() -> None:
    line = line_of({"hs": "2203.00.91", "taxes": [{"kind": "vat", "code": "VB195"}, {"kind": "excise", "code": "TB01"}], "permits": ["1"]}, 3)
    assert (line.number, line.hs, line.vat_code, line.excise_code, line.environment_code, line.permits) == (3, "22030091", "VB195", "TB01", "", ("1",))


def test_no_answers_make_facts_of_nothing() -> None:
    facts = facts_of({})
    assert facts.direction == "import" and facts.lines == () and facts.invoice.total is None and not facts.perishable
