"""The dated catalogue: old days keep the old law, every line cites or is believed."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.rule_examples import a_boat, a_bus, a_permit_trip, a_trip
from thongquan.catalog import agencies, articles, codes, offices, penalties, reasons, terms
from thongquan.catalog.amendments import BadAmendment, amend
from thongquan.catalog.law import LAW, PARAMETERS, Law, NoSuchLaw, Parameter
from thongquan.catalog.tax_law import TAX_LAW

HAN = re.compile(r"[\u4e00-\u9fff]")
TODAY = date(2026, 1, 25)


def test_the_border_terms_of_the_decree():
    assert LAW.value("border_delivery.hours_road", TODAY) == 48
    assert LAW.value("border_delivery.hours_waterway", on=TODAY) == 72
    assert LAW.value("border_delivery.extension_hours", TODAY) == 48
    assert LAW.value("fixed_route.days", TODAY) == 30
    assert LAW.parameter("border_delivery.hours_road", TODAY).since == date(2018, 6, 5)


def test_before_a_law_there_is_no_value():
    with pytest.raises(NoSuchLaw):
        LAW.value("border_delivery.hours_road", date(2018, 6, 4))
    with pytest.raises(NoSuchLaw):
        LAW.value("no.such.key", TODAY)


def test_every_line_cites_an_article_or_says_it_is_believed():
    for line in PARAMETERS:
        assert line.believed or articles.find(line.citation), line.key
        assert line.unit and line.citation
    assert {line.key for line in LAW.on(TODAY)} == set(LAW.lines)


@given(turn=st.dates(date(2020, 1, 1), date(2030, 1, 1)), day=st.dates(date(2019, 1, 1), date(2031, 1, 1)))
def test_a_new_law_counts_from_its_day(turn, day):
    law = Law([
        Parameter("stay.hours", 24, "hour", date(2019, 1, 1), "old", until=turn - timedelta(days=1)),
        Parameter("stay.hours", 48, "hour", turn, "new"),
    ])
    assert law.value("stay.hours", day) == (48 if day >= turn else 24)


def test_two_lines_of_one_day_are_refused():
    with pytest.raises(ValueError, match="two lines"):
        Law([Parameter("a", 1, "x", date(2020, 1, 1), "one"), Parameter("a", 2, "x", date(2021, 1, 1), "two")])


@pytest.mark.parametrize(("facts", "late", "article", "least"), [
    (a_trip(), timedelta(hours=1), "1.e", 500_000),
    (a_boat(), timedelta(days=90), "1.e", 500_000),
    (a_permit_trip(), timedelta(days=29), "5.a", 5_000_000),
    (a_permit_trip(), timedelta(days=30), "5.b", 10_000_000),
    (a_permit_trip(vehicle_type="car", seats=5), timedelta(days=1), "6.a", 10_000_000),
    (a_permit_trip(vehicle_type="car", seats=5), timedelta(days=31), "6.b", 20_000_000),
    (a_bus(), timedelta(days=1), "5.a", 5_000_000),
])
def test_fines_of_late_vehicles(facts, late, article, least):
    found = penalties.range_for(facts, late, TODAY)
    assert found is not None
    assert (found.article, found.fine_min) == (article, least) and found.fine_min < found.fine_max


def test_nobody_in_time_is_fined():
    assert penalties.range_for(a_trip(), timedelta(0), TODAY) is None
    assert penalties.range_for(a_trip(), timedelta(hours=5), date(2014, 1, 1)) is None


@given(hours=st.integers(1, 24 * 400))
def test_every_late_vehicle_has_one_line(hours):
    for facts in (a_trip(), a_permit_trip(), a_permit_trip(vehicle_type="car", seats=5)):
        assert penalties.range_for(facts, timedelta(hours=hours), TODAY) is not None


def test_offices_stand_in_regions_and_carry_evidence():
    regions = {r.code for r in offices.REGIONS}
    assert len(regions) == 20
    for office in offices.OFFICES:
        assert office.region in regions and office.evidence in offices.EVIDENCE
    assert all(r.evidence in offices.EVIDENCE for r in offices.REGIONS)
    assert {o.code for o in offices.OFFICES if o.kind == "border_gate"} >= {g.office for g in offices.GATES}


def test_gates_fit_the_pass_and_the_form():
    numbers = [g.number for g in offices.GATES]
    assert len(set(numbers)) == len(numbers) and all(0 < n < 65536 for n in numbers)
    assert {g.number for g in offices.GATES} >= {2001, 2002, 1501, 1502, 1301}
    for gate in offices.GATES:
        assert len(gate.code) <= 6 and gate.believed
        assert {lane.direction for lane in gate.lanes if lane.kind == "border"} == {"in", "out"}
        assert set(gate.agencies) <= set(agencies.AGENCIES) and "customs" in gate.agencies


def test_names_are_in_three_languages():
    listed = [w for names in reasons.LISTS.values() for w in names.values()]
    listed += [*agencies.AGENCIES.values(), *agencies.SEES.values()]
    listed += [place.names for group in (offices.REGIONS, offices.OFFICES, offices.GATES) for place in group]
    for words in listed:
        assert HAN.search(words.zh) and words.vi != words.en
    assert set(agencies.SEES) == set(agencies.AGENCIES)


def test_lists_of_reasons_are_long_enough_to_choose_from():
    assert len(reasons.RETURN_REASONS) >= 12
    assert all(len(listed) >= 5 for listed in reasons.LISTS.values())
    assert {"repair", "accident", "other"} <= set(reasons.EXTENSION_REASONS)


def test_carried_tables():
    assert len(terms.TERMS) > 80 and all(t.vi and t.en and HAN.search(t.zh) for t in terms.TERMS)
    assert codes.TRANSPORT_MODES["waterway"].words.en == "Inland waterway"


# ---- an administration's own lines ------------------------------------------------------------------------------------

OWN = """
[[setting]]
key = "review.days"
value = 45
since = 2027-01-01
citation = "Quyết định 812/QĐ-CHQ (giả định)"
"""


@pytest.fixture
def untouched(monkeypatch):
    """The law of this process as it was, afterwards."""
    for law in (LAW, TAX_LAW):
        monkeypatch.setattr(law, "lines", dict(law.lines))


def test_an_administration_sets_a_value_from_a_day_on(untouched):
    before = LAW.parameter("review.days", date(2026, 12, 31))
    assert amend(OWN) == 1
    later = LAW.parameter("review.days", date(2027, 1, 1))
    assert (before.value, before.believed) == (60, True) and LAW.value("review.days", date(2026, 12, 31)) == 60
    assert (later.value, later.unit, later.believed, later.citation) == (45, "day", False, "Quyết định 812/QĐ-CHQ (giả định)")
    assert amend(OWN.replace("review.days", "vat.standard").replace("45", "9")) == 1
    assert TAX_LAW.value("vat.standard", date(2027, 1, 1)) == 9


@pytest.mark.parametrize(("wrong", "says"), [
    ("[[setting]", "no TOML"), ("[[settings]]", "only [[setting]] tables"), ("[[setting]]\nkey = 'review.days'", "key, value, since and citation"),
    (OWN.replace("review.days", "review.moons"), "no key 'review.moons'"), (OWN.replace("45", '"45"'), "review.days is int, such as 60"),
    (OWN.replace("45", "true"), "review.days is int"), (OWN.replace("45", "-1"), "never below 0"), (OWN.replace("2027-01-01", '"soon"'), "since is a day"),
    (OWN.replace("review.days", "review.blind.per_10000").replace("45", "10001"), "at most 10000 per 10,000"),
    (OWN.replace('"Quyết định 812/QĐ-CHQ (giả định)"', '" "'), "the citation says"), (OWN.replace("2027", "1999"), "already has a line since"),
    (OWN + OWN, "already has a line since 2027-01-01"), (OWN + "colour = 1\n", "key, value, since and citation"),
])
def test_a_wrong_line_is_named_and_nothing_is_taken(untouched, wrong, says):
    with pytest.raises(BadAmendment, match=re.escape(says)):
        amend(wrong)
    assert LAW.value("review.days", date(2027, 1, 1)) == 60
