"""Every rule of law: kept by the good example, broken by the bad one, said in three languages."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.beside import DATA
from tests.core.goods_rule_examples import GOODS_EXAMPLES, a_return, a_stay, a_transit, an_export, an_import
from tests.core.rule_examples import (
    EXAMPLES as VEHICLE_EXAMPLES,
)
from tests.core.rule_examples import (
    KA_LONG,
    LI,
    MINH,
    NOW,
    TOMORROW,
    a_boat,
    a_foreign_trip,
    a_permit_trip,
    a_trip,
    known,
)
from thongquan.catalog import articles
from thongquan.catalog.law import LAW
from thongquan.core import dossier, rules
from thongquan.core.rule import Citation, Moment, RuleBook, plain, spoken
from thongquan.core.rules import goods_sources
from thongquan.core.rules.sources import DECLARING
from thongquan.core.rules.sources import STEPS as VEHICLE_STEPS
from thongquan.core.vehicle import VehicleFacts
from thongquan.core.words import LANGUAGES, Words

BOOK = rules.BOOK
EXAMPLES = {**VEHICLE_EXAMPLES, **GOODS_EXAMPLES}
STEPS = (*VEHICLE_STEPS, *goods_sources.STEPS)
PACKAGE = Path(articles.__file__).resolve().parents[1]
LAW_TEXTS = DATA / "law_vi"
HAN = re.compile(r"[\u4e00-\u9fff]")
codes = pytest.mark.parametrize("code", sorted(BOOK.rules))


def broken(code: str, facts: object, at: datetime = NOW) -> list[str]:
    return [f.pointer for f in BOOK.rules[code].judge(facts, Moment(at, LAW))]


def test_every_rule_has_its_two_examples():
    assert sorted(EXAMPLES) == sorted(BOOK.rules)
    assert len(BOOK.rules) >= 60


@codes
def test_good_facts_keep_the_rule_and_bad_ones_break_it(code):
    example = EXAMPLES[code]
    assert broken(code, example.good) == []
    assert broken(code, example.bad)


@codes
def test_the_bad_example_is_found_at_every_step_of_the_rule(code):
    rule = BOOK.rules[code]
    assert rule.steps and set(rule.steps) <= set(STEPS)
    for step in rule.steps:
        found = [f for f in rules.judge(step, EXAMPLES[code].bad, LAW, NOW) if f.code == code]
        assert found and all(f.blocks == rule.blocks for f in found)
        assert code not in {f.code for f in rules.judge(step, EXAMPLES[code].good, LAW, NOW)}


@codes
def test_sentences_in_three_languages_with_their_values(code):
    rule = BOOK.rules[code]
    for finding in rule.judge(EXAMPLES[code].bad, Moment(NOW, LAW)):
        json.dumps(finding.values)
        for words, say in ((rule.says, rules.sentence), (rule.do, rules.advice)):
            vi, en, zh = (say(finding, language) for language in LANGUAGES)
            assert HAN.search(zh) and vi != en and zh != vi
            assert not re.search(r"[{}]|None|\d{4}-\d\d-\d\d", vi + en + zh)
            holes = {language: set(re.findall(r"{(\w+)}", getattr(words, language))) for language in LANGUAGES}
            assert holes["vi"] == holes["en"] == holes["zh"] and holes["vi"] <= set(finding.values)


@codes
def test_pointer_leads_to_a_field_of_the_form(code):
    from thongquan.core.forms import FORMS, GOODS_FORMS  # slow: only this test needs the forms

    if "party.register" in BOOK.rules[code].steps:
        return
    forms = GOODS_FORMS if code in GOODS_EXAMPLES else FORMS
    own = set() if code in GOODS_EXAMPLES else {"documents"}
    for pointer in broken(code, EXAMPLES[code].bad):
        head = pointer.split("/")[1] if pointer else ""
        whole = pointer if code in GOODS_EXAMPLES else f"/{head}"
        assert head in own or not head or any(form.at(whole) for form in forms.values()), pointer


@codes
def test_the_rule_is_silent_outside_its_days(code):
    rule = BOOK.rules[code]
    before = datetime.combine(rule.since - timedelta(days=1), time(3), UTC)
    assert not rule.in_force(rule.since - timedelta(days=1)) and rule.in_force(rule.since)
    past = RuleBook({code: rule})
    for step in rule.steps:
        assert past.judge(step, EXAMPLES[code].bad, LAW, before) == []
    ended = RuleBook({code: replace(rule, until=date(2026, 1, 23))})
    assert ended.judge(rule.step, EXAMPLES[code].bad, LAW, NOW) == []


@codes
def test_citation_resolves(code):
    cites = BOOK.rules[code].cites
    if not cites.believed:
        assert articles.find(cites.place) is not None, cites.place


@pytest.mark.skipif(not LAW_TEXTS.exists(), reason="the codified text is not at hand")
def test_our_index_of_articles_is_in_the_codified_text():
    text = "\n".join(p.read_text(encoding="utf-8") for p in LAW_TEXTS.glob("*.md"))
    for article in articles.ARTICLES:
        assert re.search(rf"^Điều {re.escape(article)}\. ", text, re.M), article


def test_every_article_of_the_index_is_used():
    used = {articles.article_of(r.cites.place) for r in BOOK.rules.values() if r.cites.place}
    used |= {articles.article_of(line.citation) for of in LAW.lines.values() for line in of if not line.believed}
    used |= {articles.article_of(line.need().cites.place) for line in dossier.LINES if not line.need().cites.believed}
    code = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    used |= set(re.findall(r"Điều (26\.2\.[\w.]*\w)", code))
    used |= {place for place, entry in articles.ARTICLES.items() if re.search(rf"{re.escape(entry['law'].split(', sửa')[0])}\b", code)}
    spoken = re.findall(r"Circular 81/2019 arts?\.? (\d+)(?:-(\d+))?", code)
    used |= {f"26.2.TT.26.{n}" for first, last in spoken for n in range(int(first), int(last or first) + 1)}
    assert set(articles.ARTICLES) <= used


def test_an_ordinary_repeat_trip_passes():
    for facts in (
        a_trip(), a_trip(goods=(), laden=False), a_permit_trip(), a_foreign_trip(), a_boat(),
        VehicleFacts(plate="14C12345", gate=a_trip().gate, planned_at=TOMORROW, drivers=(MINH,)),
        a_trip(plate="P68213", country="CN", regime="temporary_admission", drivers=(LI,)),
        a_trip(plate="14R01234", drivers=()),
    ):
        assert [f.code for f in rules.judge("crossing.submit", facts, LAW, NOW) if f.blocks] == []


def test_ordinary_goods_pass_without_a_remark():
    for facts in (an_import(), an_export(), a_transit(), a_stay(), a_return()):
        assert [f"{f.code} {f.values}" for f in rules.judge("goods.register", facts, LAW, NOW)] == []


def test_a_wrong_check_digit_never_stops_a_lorry():
    assert all(not BOOK.rules[code].blocks for code in ("CGO-01", "CGO-02", "PLT-02", "PLT-03", "PLT-04", "PLT-05", "PLT-11"))


def test_findings_point_at_the_row():
    two = a_trip(drivers=(MINH, replace(LI, document_number="")))
    assert broken("DRV-04", two) == ["/drivers/1/document_number"]
    assert broken("CGO-10", a_trip(goods=("308144022150", "308144022161", "308144022150"))) == ["/goods/2"]


def test_blocking_findings_come_first():
    found = rules.judge("crossing.submit", a_trip(plate="", planned_at=None), LAW, NOW)
    assert [f.blocks for f in found] == sorted((f.blocks for f in found), reverse=True)


def test_changing_the_driver_does_not_reopen_the_plan():
    late = a_trip(state="accepted", planned_at=NOW - timedelta(hours=9), history=known(changed=frozenset({"drivers"})))
    assert broken("TIM-02", late) == [] and broken("TIM-04", late) == []
    replanned = replace(late, history=known(changed=frozenset({"planned_at"})))
    assert broken("TIM-02", replanned)


def test_boats_may_stay_longer_than_lorries():
    assert broken("TIM-08", a_boat(return_by=TOMORROW + timedelta(hours=72))) == []
    assert broken("TIM-08", a_boat(return_by=TOMORROW + timedelta(hours=73)))


def test_emergency_vehicles_ignore_hours_but_not_the_gate():
    night = a_trip(case="emergency", planned_at=datetime(2026, 1, 25, 18, tzinfo=UTC))
    assert broken("TIM-04", night) == [] and broken("PLC-02", replace(night, gate=KA_LONG))


def test_a_rule_is_written_once_and_cites_a_place_or_belief():
    book = RuleBook()
    with pytest.raises(ValueError, match="written twice"):
        for _ in range(2):
            book.add(BOOK.rules["PLT-01"])
    with pytest.raises(ValueError, match="place or believed"):
        Citation("somewhere")


def test_times_are_said_in_the_gates_hour():
    said = plain({"back": datetime(2026, 1, 25, 1, 0, tzinfo=UTC), "day": date(2026, 1, 25), "who": Words("a", "b", "字")})
    assert said == {"back": "2026-01-25T08:00+07:00", "day": "2026-01-25", "who": {"vi": "a", "en": "b", "zh": "字"}}
    assert spoken(said, "vi") == {"back": "08:00 ngày 25/01/2026", "day": "25/01/2026", "who": "a"}
    assert spoken(said, "en") == {"back": "08:00 on 25 Jan 2026", "day": "25 Jan 2026", "who": "b"}
    assert spoken(said, "zh-hans") == {"back": "2026年1月25日 08:00", "day": "2026年1月25日", "who": "字"}
    assert spoken({"until": "2026-01-24T22:41:17.414172+00:00"}, "vi") == {"until": "05:41 ngày 25/01/2026"}
    assert spoken({"until": "2026-01-24T22:41", "odd": "2026-01-24T99:99Z"}, "vi") == {"until": "22:41 ngày 24/01/2026", "odd": "99:99 ngày 24/01/2026"}


@given(plate=st.text(max_size=15), country=st.text(max_size=3), goods=st.lists(st.text(max_size=14), max_size=4),
       number=st.text(max_size=20), passengers=st.integers(-5, 9999),
       planned=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
       case=st.sampled_from(["permit", "border_delivery", "fixed_route", "resident", "transit", "third_country", "", "x"]),
       mode=st.sampled_from(["road", "waterway"]), step=st.sampled_from(DECLARING))
def test_no_facts_make_a_rule_stumble(plate, country, goods, number, passengers, planned, case, mode, step):
    facts = a_trip(plate=plate, country=country, goods=tuple(goods), passengers=passengers, planned_at=planned, case=case,
                   mode=mode, drivers=(replace(MINH, document_number=number),), return_by=planned, passenger_list_number=number)
    for finding in rules.judge(step, facts, LAW, NOW):
        for language in LANGUAGES:
            assert rules.sentence(finding, language) and rules.advice(finding, language)
