"""What was declared beside what papers and registers say: each contradiction seen, nothing invented."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongquan.core.differences import STRUCTURED, Found
from thongquan.core.forms import GOODS_FORMS
from thongquan.core.goods_compare import ABSENT, HEADS, UNREAD, Paper, Told, read_in, rows
from thongquan.core.words import Words
from thongquan.exchange.formats.reading import invoice_xml

FORM = GOODS_FORMS["import"]
PAPER, REGISTER = Words("Hóa đơn", "Invoice", "发票"), Words("Sổ", "Register", "登记")
BODY = {
    "invoice_number": "INV-1", "currency": "USD", "invoice_total": "1000.00", "gross_kg": "120", "importer": "Công ty Trà Cổ", "permits": [
        {"kind": "KDTV", "number": "KD-8"}],
    "lines": [{"hs": "08081000", "name": "Táo Fuji tươi, cỡ 70-80", "origin": "CN", "quantity": "100", "unit": "KGM", "invoice_value": "400.00"},
              {"hs": "85171300", "name": "Điện thoại thông minh 5G", "origin": "CN", "quantity": "6", "unit": "PCE", "invoice_value": "600.00"}],
}
VALUES = FORM.read(BODY, draft=True)[0]


def found(value):
    return Found(value, "text", 0.9, 1, (0.1, 0.1, 0.2, 0.2))


def at(told, pointer):
    return next(row for row in told if row.pointer == pointer)


def test_a_declaration_without_papers_is_all_declared_and_nothing_compared():
    told = rows(FORM, VALUES)
    assert not any(row.differs or row.compared for row in told)
    assert at(told, "/permits/0").declared == "KD-8" and at(told, "/lines/1/hs").line == 2
    assert {row.field.name for row in told if row.line is None} - {"number"} <= set(HEADS)


def test_a_papers_line_is_led_to_the_declared_line_it_is_and_keeps_its_place_on_the_page():
    read = {"lines/0/name": found("Điện thoại thông minh 5G"), "lines/0/quantity": found("7"), "lines/0/invoice_value": found("600")}
    told = rows(FORM, VALUES, read_in(BODY, read, PAPER))
    row = at(told, "/lines/1/quantity")
    assert row.differs and row.against.told.box == (0.1, 0.1, 0.2, 0.2) and row.against.told.page == 1
    assert not at(told, "/lines/1/invoice_value").differs and not at(told, "/lines/0/quantity").compared


def test_a_field_no_machine_found_is_unread_and_only_a_structured_file_can_lack_it():
    text, xml, other = (Paper("commercial_invoice", PAPER, {"currency": found("USD")}),
                        Paper("commercial_invoice", REGISTER, {"currency": Found("USD", "xml", 1.0)}), Paper("other", PAPER, {}))
    told = rows(FORM, VALUES, [], [], [text, xml, other])
    assert [(one.source, one.why) for one in at(told, "/invoice_number").silent] == [(PAPER, UNREAD), (REGISTER, ABSENT)]
    assert at(told, "/gross_kg").silent == () and at(told, "/lines/0/origin").silent == ()
    told = rows(FORM, VALUES, read_in(BODY, text.read, PAPER), [], [text, xml])
    assert [one.why for one in at(told, "/currency").silent] == [ABSENT] and at(told, "/currency").documents[0].told.sure == 0.9
    assert not any(row.differs for row in told), "a machine's silence is no difference"


def test_what_is_taken_as_absent_from_an_e_invoice_is_what_its_reader_looks_for():
    sides = {f"{side}{part}" for _name, side in invoice_xml.PARTIES for part in ("", "_tax_id", "_address")}
    looked_for = {field for _name, field in (*invoice_xml.GENERAL, *invoice_xml.LINE)} | sides | {"invoice_total", "unit"}
    assert looked_for == STRUCTURED


def test_a_description_in_other_words_is_for_the_eye_and_no_difference():
    told = rows(FORM, VALUES, [Told("/lines/0/name", "Fresh apples", PAPER)])
    row = at(told, "/lines/0/name")
    assert row.documents[0].told.value == "Fresh apples" and not row.differs and not row.compared


def test_what_a_register_says_without_being_declared_is_shown_and_differs():
    told = rows(FORM, VALUES, [], [Told("/importer_address", "Quảng Ninh", REGISTER), Told("/currency", "", REGISTER, True, "1 USD = 26.000")])
    assert at(told, "/importer_address").differs and at(told, "/currency").registers[0].agrees is True


@pytest.mark.parametrize(("verdict", "differs", "compared"), [(True, False, True), (False, True, True), (None, False, False)])
def test_a_register_that_judges_itself_has_the_last_word(verdict, differs, compared):
    row = at(rows(FORM, VALUES, [], [Told("/lines/0/unit_price", "", REGISTER, verdict, "24.000–31.000 ₫")]), "/lines/0/unit_price")
    assert (row.differs, row.compared) == (differs, compared)


@given(st.decimals(min_value=Decimal("0.01"), max_value=Decimal("9999999"), places=2))
def test_a_total_differs_when_it_is_another_amount_and_only_then(total):
    row = at(rows(FORM, VALUES, [Told("/invoice_total", str(total), PAPER)]), "/invoice_total")
    assert row.differs == (abs(total - Decimal("1000.00")) > max(Decimal("0.01"), max(total, Decimal(1000)) * Decimal("0.0001")))
