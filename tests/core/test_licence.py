"""A document against a declaration: what differs, what is drawn, and never more than is left."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people import NOW
from thongquan.catalog.ministries import KINDS, MINISTRIES, WAITING, needed, waits
from thongquan.core.circuit import LONGEST, Circuit
from thongquan.core.flows.licence import LICENCE
from thongquan.core.goods import GoodsFacts, Line, PermitRef, Trader
from thongquan.core.licence import Permit, PermitLine, claim_json, claim_of, claims, match, match_claim, settled
from thongquan.core.refusals import explain
from thongquan.core.units import UNITS, converted, convertible

DAY = date(2026, 11, 25)
OWNER = "5700700007"


def d(text):
    return Decimal(str(text))


def a_permit(*lines, **over):
    rows = lines or (PermitLine(1, "0810", "KGM", d(20000), origin="CN"),)
    return Permit(**{"kind": "KDTV", "number": "KD-88/2026", "agency": "BVTV", "holder_tax_id": OWNER, "issued_on": DAY - timedelta(days=2),
                     "valid_until": DAY + timedelta(days=30), "lines": rows, **over})


def a_declaration(*lines, **over):
    rows = lines or (Line(1, "08109092", "Vải tươi", "CN", d(12000), "KGM", net_kg=d(12000), permits=("kd 88/2026",)),)
    return GoodsFacts(**{"importer_tax_id": OWNER, "trader": Trader(tax_id=OWNER), "permits": (PermitRef("KDTV", "KD-88/2026"),), "lines": rows, **over})


def fields(found):
    return [x.field for x in found.differences]


def test_a_declaration_that_agrees_draws_its_quantity():
    found = match(a_permit(), a_declaration(), DAY)
    assert found.agrees
    assert [(x.permit_line, x.line, x.quantity) for x in found.draws] == [(1, 1, d(12000))]


@pytest.mark.parametrize(("over", "field"), [
    ({"holder_tax_id": "0100000000"}, "holder"),
    ({"valid_until": DAY - timedelta(days=1)}, "validity"),
    ({"issued_on": DAY + timedelta(days=1)}, "validity"),
    ({"state": "revoked"}, "state"),
    ({"state": "scanned_only"}, "state"),
    ({"state": "refused"}, "state"),
    ({"direction": "export"}, "number"),
    ({"lines": (PermitLine(1, "0805", "KGM", d(20000)),)}, "hs"),
    ({"lines": (PermitLine(1, "0810", "KGM", d(20000), origin="TH"),)}, "origin"),
    ({"lines": (PermitLine(1, "0810", "LTR", d(20000)),)}, "unit"),
    ({"lines": (PermitLine(1, "0810", "KGM", d(20000), used=d("8000.000001")),)}, "quantity"),
])
def test_each_thing_that_differs_is_named_once_and_nothing_is_drawn(over, field):
    found = match(a_permit(**over), a_declaration(), DAY)
    assert fields(found) == [field]
    assert found.draws == ()
    said = [explain(x.finding.code, x.finding.values, lang).says for x in found.differences for lang in ("vi", "en", "zh")]
    assert all("{" not in text and text for text in said)


def test_a_number_nobody_issued_differs_in_its_number():
    assert fields(match(None, a_declaration(), DAY, number="KD-88/2026")) == ["number"]


def test_a_number_that_is_not_cited_is_no_match():
    assert fields(match(a_permit(number="KD-99"), a_declaration(), DAY)) == ["number"]


def test_lines_that_cite_nothing_are_covered_by_their_code():
    rows = (Line(1, "08109092", origin="CN", quantity=d(5), unit="TNE"), Line(2, "84713020", origin="CN", quantity=d(3), unit="PCE"))
    found = match(a_permit(), a_declaration(*rows), DAY)
    assert found.agrees and [(x.line, x.quantity) for x in found.draws] == [(1, d(5000))]


def test_two_lines_share_what_is_left_and_the_second_finds_too_little():
    rows = tuple(Line(n, "08109092", origin="CN", quantity=d(12000), unit="KGM", permits=("KD-88/2026",)) for n in (1, 2))
    found = match(a_permit(), a_declaration(*rows), DAY)
    assert [(x.field, x.line, x.declared, x.permitted) for x in found.differences] == [("quantity", 2, "12000 KGM", "8000 KGM")]


def test_a_quantity_may_come_from_two_lines_of_the_document_the_nearest_first():
    lines = (PermitLine(1, "08", "TNE", d(10)), PermitLine(2, "081090", "KGM", d(7000)))
    found = match(a_permit(*lines), a_declaration(), DAY)
    assert [(x.permit_line, x.quantity) for x in found.draws] == [(2, d(7000)), (1, d(5))]


def test_tolerance_is_part_of_what_may_be_used():
    line = PermitLine(1, "0810", "KGM", d(11000), tolerance=d(10))
    assert match(a_permit(line), a_declaration(), DAY).agrees
    assert not match(a_permit(replace(line, tolerance=d(9))), a_declaration(), DAY).agrees


def test_the_second_quantity_or_the_net_weight_serve_where_the_first_does_not():
    row = Line(1, "44079990", origin="CN", quantity=d(40), unit="PCE", quantity2=d("30.5"), unit2="MTQ", net_kg=d(20000), permits=("KD-88/2026",))
    lines = (PermitLine(1, "4407", "MTQ", d(31)),)
    assert match(a_permit(*lines), a_declaration(row), DAY).draws[0].quantity == d("30.5")
    lines = (PermitLine(1, "4407", "TNE", d(20)),)
    assert match(a_permit(*lines), a_declaration(row), DAY).draws[0].quantity == d(20)


@pytest.mark.parametrize("written", ["5700700007-001", "5700700007 001", "5700700007001"])
def test_a_branch_is_the_same_holder_however_its_number_is_written(written):
    whose = {"importer_tax_id": "5700700007001", "trader": Trader(tax_id="5700700007001")}
    assert match(a_permit(holder_tax_id=written), a_declaration(**whose), DAY).agrees
    assert fields(match(a_permit(holder_tax_id="5700700007-002"), a_declaration(**whose), DAY)) == ["holder"]


@pytest.mark.parametrize(("granted", "declared", "drawn"), [
    (("HEA", 300), (120, "UNC"), 120), (("PCE", 1000), (7, "CEN"), 700), (("TNE", 20), (150, "HKG"), 15), (("NPR", 50), (40, "PR"), 40)])
def test_the_declarations_own_units_are_drawn_in_those_of_the_document(granted, declared, drawn):
    permit = a_permit(PermitLine(1, "0810", granted[0], d(granted[1])))
    line = Line(1, "08109092", "Vải tươi", "CN", d(declared[0]), declared[1], permits=("KD-88/2026",))
    assert [draw.quantity for draw in match(permit, a_declaration(line), DAY).draws] == [drawn]


def test_the_last_day_of_a_document_is_a_day_of_it():
    assert match(a_permit(issued_on=DAY, valid_until=DAY), a_declaration(), DAY).agrees


def test_a_claim_comes_back_from_its_json_as_it_went():
    (claim,) = claims(a_declaration())
    assert claim_of(claim_json(claim)) == claim


amounts = st.decimals("0.0001", "99999", places=4)
masses = st.sampled_from(["KGM", "GRM", "TNE", "LBR"])


@given(st.lists(st.tuples(amounts, masses), min_size=1, max_size=4), st.lists(st.tuples(amounts, masses), min_size=1, max_size=5))
def test_no_declaration_ever_draws_more_than_is_left(granted, declared):
    permit = a_permit(*(PermitLine(n, "0810", unit, quantity) for n, (quantity, unit) in enumerate(granted, 1)))
    rows = tuple(Line(n, "08109092", origin="CN", quantity=q, unit=u, permits=("KD-88/2026",)) for n, (q, u) in enumerate(declared, 1))
    found = match_claim(permit, claims(a_declaration(*rows))[0], DAY)
    for line in permit.lines:
        assert sum((x.quantity for x in found.draws if x.permit_line == line.number), Decimal(0)) <= line.quantity
    if found.agrees:
        kilos = sum(q * UNITS[u].factor for q, u in declared)
        units = {line.number: line.unit for line in permit.lines}
        assert sum(x.quantity * UNITS[units[x.permit_line]].factor for x in found.draws) >= kilos
    else:
        assert found.draws == ()


@given(amounts, st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)))
def test_conversion_is_exact_or_rounded_against_the_user(quantity, one, other):
    if not convertible(one, other):
        with pytest.raises(ValueError, match="is no"):
            converted(quantity, one, other)
        return
    gained = converted(quantity, one, other) * UNITS[other].factor - quantity * UNITS[one].factor
    assert 0 <= gained < Decimal("0.000001") * UNITS[other].factor


used = st.decimals(0, 100, places=2)


@given(st.sampled_from(sorted(LICENCE.states)), st.lists(used, min_size=1, max_size=3), st.integers(-2, 2))
def test_every_state_that_the_arithmetic_gives_is_a_step_of_the_procedure(state, drawn, days):
    lines = tuple(PermitLine(n, "08", "KGM", d(100), used=q) for n, q in enumerate(drawn, 1))
    end = settled(state, lines, valid_until=DAY + timedelta(days=days), on=DAY)
    assert end in LICENCE.states
    if days < 0 and state not in ("revoked", "refused", "scanned_only"):
        assert end == "expired"
    if end == "exhausted":
        assert all(q == 100 for q in drawn)


def test_every_kind_has_an_issuer_and_every_waiting_risk_a_kind():
    assert all(kind.agency in MINISTRIES and len(code) == 4 for code, kind in KINDS.items())
    assert all(row.kind in KINDS for row in WAITING)
    assert waits("KDDV", "01022919", DAY) is not None and waits("KDTV", "08109092", DAY) is None
    assert waits("KDDV", "01022919", date(2019, 12, 31)) is None
    assert {kind.code for kind in needed("08109092", "import", DAY)} >= {"KDTV"}


def test_the_circuit_opens_after_three_failures_probes_once_and_closes_on_an_answer():
    at, circuit = NOW, Circuit()
    for _ in range(2):
        circuit = circuit.failed(at)
        assert circuit.may_try(at)
    circuit = circuit.failed(at)
    assert not circuit.may_try(at + timedelta(seconds=29)) and circuit.may_try(at + timedelta(seconds=30))
    longer = circuit.failed(at)
    assert longer.open_until > circuit.open_until
    for _ in range(40):
        longer = longer.failed(at)
    assert longer.open_until == at + LONGEST
    assert longer.answered() == Circuit()
