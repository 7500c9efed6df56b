"""What a document says beside the declaration: what agrees, what differs, which line is which."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongquan.core.differences import AGREES, DIFFERS, UNDECLARED, Found, agrees, compare, matched, sums, unit_code


def read(**values):
    return {name.replace("__", "/"): Found(str(value), "xml", 1.0) for name, value in values.items()}


@pytest.mark.parametrize(("field", "declared", "found", "same"), [
    ("invoice_total", "21002", "21,002.00", True), ("invoice_total", "21002", "21002.01", True), ("invoice_total", "21002", "21050", False),
    ("quantity", "18000", "18,000", True), ("quantity", "18000", "18000.01", False),
    ("invoice_day", "2026-11-20", "20/11/2026", True), ("invoice_day", "2026-11-20", "21/11/2026", False),
    ("exporter", "Công ty TNHH Nông sản Hải Yên", "CONG TY TNHH NONG SAN HAI YEN", True), ("exporter", "CTCP Trà Phong", "CTCP Yên Hưng", False),
    ("exporter", "GUANGXI BEILUN TRADING CO LTD", "Guangxi Beilun Trading Co., Ltd.", True),
    ("invoice_number", "BL-2026/0182", "BL2026 0182", True), ("invoice_number", "BL-0182", "BL-0183", False),
    ("hs", "08109092", "0810.90", True), ("hs", "08109092", "0811.90", False), ("hs", "08109092", "08", False),
    ("unit", "KGM", "kgs", True), ("unit", "KGM", "chiếc", False), ("unit", "XX", "xx", True), ("currency", "USD", "usd", True),
    ("containers", ["TQSU1234560", "MCGU6543219"], "MCGU 654321-9", True), ("containers", ["TQSU1234560"], "MCGU6543219", False),
    ("invoice_total", "about 5", "5", False), ("notes", " Hàng  mới ", "hang moi", True),
])
def test_the_same_thing_in_another_writing_agrees(field, declared, found, same):
    assert agrees(field, declared, found) is same


DECLARED = {"invoice_total": "21002", "currency": "USD", "lines": [
    {"name": "Sầu riêng Ri6 tươi", "quantity": "1200.5", "unit": "KGM", "invoice_value": "4802"},
    {"name": "Thanh long ruột đỏ tươi", "quantity": "18000", "unit": "KGM", "invoice_value": "16200", "unit_price": "0.9"}]}


def test_lines_in_another_order_find_their_own_and_one_difference_is_told():
    told = compare(DECLARED, read(invoice_total=21002, lines__0__name="Thanh long ruột đỏ tươi, thùng 12 kg", lines__0__quantity=18500,
                                  lines__0__invoice_value=16200, lines__1__name="Sầu riêng Ri6 tươi", lines__1__quantity="1200.5"))
    assert [(one.pointer, one.declared, one.found.value) for one in told if one.verdict == DIFFERS] == [("lines/1/quantity", "18000", "18500")]
    assert [one.row for one in told if one.pointer.startswith("lines/0/")] == [0, 0]


def test_what_is_not_declared_is_offered_and_a_line_of_nothing_alike_stands_apart():
    told = compare({"lines": DECLARED["lines"]}, read(invoice_number="182", lines__0__name="Bu lông thép", lines__0__quantity=7))
    assert [(one.pointer, one.verdict, one.row) for one in told] == [
        ("invoice_number", UNDECLARED, None), ("lines/0/name", UNDECLARED, None), ("lines/0/quantity", UNDECLARED, None)]


def test_a_document_that_does_not_add_up_is_told():
    good = read(invoice_total=300, lines__0__invoice_value=100, lines__1__invoice_value=200)
    assert sums(good) is None
    assert sums({**good, **read(invoice_total=310)}) == (Decimal(310), Decimal(300))
    assert sums(read(invoice_total=300)) is None


def test_kept_values_come_back_as_they_were():
    found = Found("21002", "text", 0.9, 2, (0.1, 0.2, 0.3, 0.4))
    assert Found.of(found.plain()) == found


@given(st.permutations(range(5)))
def test_every_order_of_the_lines_is_undone(order):
    lines = [{"name": f"Hàng số {n} loại {chr(65 + n) * 5}", "quantity": str(100 + n), "invoice_value": str(1000 + 7 * n)} for n in range(5)]
    rows = {at: {name: Found(value, "xml", 1.0) for name, value in lines[n].items()} for at, n in enumerate(order)}
    assert matched(lines, rows) == dict(enumerate(order))


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_a_figure_agrees_with_itself_grouped_or_not(value):
    assert agrees("invoice_total", str(value), f"{value:,.2f}") and agrees("quantity", value, f"{value:,.2f}")


def test_units_are_known_by_code_and_word():
    assert [unit_code(text) for text in ("KGM", "kg", "Chiếc", "千克", "m2", "hộp")] == ["KGM", "KGM", "PCE", "KGM", "MTK", ""]
    assert compare({"currency": "USD"}, read(currency="USD"))[0].verdict == AGREES
