"""The channel of goods in the office: profiles by two people after a trial, decisions kept from traders, room, levels."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.border import NOW, open_border
from tests.core.goods_made import a_declaration
from tests.people import a_person, a_unit
from thongquan.actions import assessment
from thongquan.core.actor import system
from thongquan.core.goods import GREEN, RED, YELLOW
from thongquan.core.goods_selection import Score
from thongquan.core.profiles_fields import Around
from thongquan.core.refused import Conflict, NotAllowed, Refused
from thongquan.core.words import Words
from thongquan.models import AuditEvent, CheckLabel, EntityEntry, GoodsDeclaration, GoodsProfile, LaneBudget, Party, Selection, TraderGrade
from thongquan.queries import assessment as asked
from thongquan.queries.access import all_units
from thongquan.queries.scope import everywhere, scope

DATABASE = "house"

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)
ROW = {
    "code": "PHO-01", "text": 'hs starts "8517" and origin in ("CN", "HK") and unit_value < 3.5 and not trader.grade = 1', "lane": RED,
    "purpose": "Điện thoại khai giá thấp", "expected": 15, "since": TODAY, "until": TODAY + timedelta(days=60), "offices": [],
    "words": {"vi": "Điện thoại giá thấp", "en": "Cheap telephones", "zh": "低价电话"},
}
PHONE = {"hs": "85171300", "name": "Điện thoại di động", "origin": "CN", "quantity": "100", "unit": "PCE", "invoice_value": "300", "net_kg": "50"}
LAST = 9999


@pytest.fixture
def cast():
    return open_border()


@pytest.fixture
def mai(cast):
    return a_person("m1", "risk_analyst")


@pytest.fixture
def loc(cast):
    return a_person("l1", "risk_analyst")


def registered(cast, n=0, *, found=None, at=NOW, **line):
    """A registered import of telephones that waits for its channel; with a result of a check when asked for."""
    who, office = cast.companies[0], a_unit()
    with scope(system(all_units())):
        row = GoodsDeclaration.objects.create(
            number=f"10{n:09d}0", direction="import", declarant_id=who.parties[0], office=office, office_ids=[office.pk], state="registered",
            registered_at=at, line_count=1, body={"direction": "import", "currency": "USD", "lines": [{**PHONE, **line}]})
        if found is not None:
            CheckLabel.objects.create(declaration=row, kind="inspection", selected_by="rule", found=found, at=at)
    return row


def assessed(cast, row, *, die=LAST, at=NOW, around=None, **facts):
    """The channel as registration asks for it: inside the declarant's own transaction."""
    with scope(cast.companies[0]):
        chosen = assessment.assess(row, a_declaration(**facts), die=die, at=at, around=around)
        assessment.used(row, chosen.channel, at=at)
        return chosen


def written(mai, **over):
    with scope(mai):
        return assessment.write_profile({**ROW, **over}, by=mai, at=NOW)


def active(mai, loc, **over):
    pk = written(mai, **over).pk
    with scope(mai):
        assessment.try_profile(pk, by=mai, at=NOW)
        assessment.propose_profile(pk, reason="nhiều vụ tháng này", by=mai, at=NOW)
    with scope(loc):
        return assessment.approve_profile(pk, by=loc, at=NOW)


# ---- from a draft to a selection --------------------------------------------------------------------------


def test_a_profile_is_tried_proposed_and_approved_before_it_selects(cast, mai, loc):
    row = written(mai)
    assert assessed(cast, registered(cast, 1)).channel == GREEN
    with scope(mai), pytest.raises(Refused) as untried:
        assessment.propose_profile(row.pk, reason="vội", by=mai, at=NOW)
    assert untried.value.code == "GPF-02"
    with scope(mai):
        assessment.try_profile(row.pk, by=mai, at=NOW)
        assessment.propose_profile(row.pk, reason="nhiều vụ", by=mai, at=NOW)
        with pytest.raises(NotAllowed) as own:
            assessment.approve_profile(row.pk, by=mai, at=NOW)
    assert own.value.code == "CHR-02"
    assert assessed(cast, registered(cast, 2)).channel == GREEN
    with scope(loc):
        assessment.approve_profile(row.pk, by=loc, at=NOW)
    chosen = assessed(cast, registered(cast, 3))
    assert chosen.channel == RED and [r.code for r in chosen.reasons] == ["PHO-01"]
    assert assessed(cast, registered(cast, 4), at=NOW + timedelta(days=61)).channel == GREEN  # its days are over


def test_writing_again_asks_for_another_trial(cast, mai):
    row = written(mai)
    with scope(mai):
        assert assessment.try_profile(row.pk, by=mai, at=NOW).state == "tested"
    again = written(mai, text='hs starts "8518"')
    assert (again.pk, again.state, again.trial) == (row.pk, "draft", {})


def test_the_trial_looks_at_the_declarations_of_the_office(cast, mai):
    for n in range(6):
        row = registered(cast, n, found=n < 2, hs="85171300" if n < 4 else "10063040")
        assessed(cast, row)
    pk = written(mai).pk
    with scope(mai):
        told = assessment.try_profile(pk, by=mai, at=NOW + timedelta(hours=1)).trial
    assert (told["looked_at"], told["hits"], told["raised"], told["checked"], told["found"]) == (6, 4, 4, 4, 2)
    assert told["rate"] == 50 and round(told["base_rate"]) == 33 and len(told["examples"]) == 4
    with scope(mai):
        assert assessment.try_profile(pk, by=mai, at=NOW + timedelta(days=200)).trial["looked_at"] == 0


def test_a_list_behind_a_fig_leaf_is_not_proposed(cast, mai):
    with scope(mai):
        assessment.make_list("bad_firms", kind="entity", words=Words("a", "b", "c"), purpose="thử", by=mai, at=NOW)
        assessment.add_entry("bad_firms", "0100000009", reason="điều tra", by=mai, at=NOW)
    for n in range(3):
        assessed(cast, registered(cast, n))
    row = written(mai, text="importer in @bad_firms and lines >= 1")
    with scope(mai), pytest.raises(Refused) as no:
        assessment.try_profile(row.pk, by=mai, at=NOW + timedelta(hours=1))
        assessment.propose_profile(row.pk, reason="x", by=mai, at=NOW)
    assert no.value.code == "GPF-04"


@pytest.mark.parametrize(("over", "code"), [
    ({"text": "hs starts"}, "PRF-01"), ({"text": "importer in @nobody and lines > 1"}, "PRF-12"), ({"text": 'importer = "0100000009"'}, "PRF-08"),
    ({"until": TODAY + timedelta(days=91)}, "GPF-03"), ({"until": TODAY - timedelta(days=1)}, "GPF-03"), ({"lane": "green"}, "GPF-06"),
    ({"purpose": " "}, "GPF-07"), ({"expected": 101}, "GPF-07"), ({"expected": "x"}, "GPF-07"), ({"code": "p1"}, "SEL-01"),
    ({"words": {"vi": "một"}}, "SEL-06"), ({"kind": "order"}, "GPF-05"),
])
def test_what_makes_no_sense_is_refused(cast, mai, over, code):
    with scope(mai), pytest.raises(Refused) as no:
        assessment.write_profile({**ROW, **over}, by=mai, at=NOW)
    assert code in {f.code for f in no.value.findings}


def test_an_order_cites_the_law_and_a_leader_approves_it(cast, mai, loc):
    row = written(mai, kind="order", text='hs starts "8517"', citation="Cảnh báo 12/2026", until=None)
    with scope(mai):
        assessment.try_profile(row.pk, by=mai, at=NOW)
        assessment.propose_profile(row.pk, reason="cảnh báo", by=mai, at=NOW)
    with scope(loc), pytest.raises(NotAllowed):
        assessment.approve_profile(row.pk, by=loc, at=NOW)
    with scope(cast.head):
        assert assessment.approve_profile(row.pk, by=cast.head, at=NOW).until is None


def test_the_database_itself_wants_two_people_and_ninety_days(cast, mai, loc):
    row = written(mai)
    with scope(mai):
        assessment.try_profile(row.pk, by=mai, at=NOW)
        assessment.propose_profile(row.pk, reason="x", by=mai, at=NOW)
        for wrong in ({"approved_by": mai.id}, {"state": "active", "until": None}, {"state": "active", "until": TODAY + timedelta(days=91)}):
            with pytest.raises(IntegrityError), transaction.atomic():
                if wrong.get("until", TODAY) is None:
                    connection.cursor().execute("update goods_profile set state = 'active', until = since + 91 where id = %s", [row.pk])
                else:
                    GoodsProfile.objects.filter(pk=row.pk).update(**wrong)
        GoodsProfile.objects.filter(pk=row.pk).update(approved_by=loc.id)  # negative control


def test_a_new_version_ends_the_one_before_and_a_suspended_one_selects_nothing(cast, mai, loc):
    first = active(mai, loc)
    second = active(mai, loc, lane=YELLOW)
    assert second.version == 2
    assert assessed(cast, registered(cast, 1)).channel == YELLOW
    with scope(mai):
        assert GoodsProfile.objects.get(pk=first.pk).state == "ended"
        assessment.suspend_profile(second.pk, reason="quá tải", by=mai, at=NOW)
    assert assessed(cast, registered(cast, 2)).channel == GREEN


def test_the_clock_ends_what_is_over_and_suspends_what_finds_nothing(cast, mai, loc, monkeypatch):
    active(mai, loc)
    with scope(system(all_units())):
        assert assessment.end_overdue(at=NOW + timedelta(days=60)) == 0
        assert assessment.end_overdue(at=NOW + timedelta(days=61)) == 1
    active(mai, loc, code="WEA-01", text='name contains "di dong"')
    assert assessment.profiles.LAW.value("selection.suspend.after", TODAY) == 200
    monkeypatch.setattr(assessment.profiles, "LAW", SimpleNamespace(value=lambda key, day: 3 if key.endswith("after") else 90))
    active(mai, loc, code="GOO-01", text='hs starts "8517"')
    for n in range(4):  # the weak one catches all, the good one those with findings
        row = registered(cast, n, found=n == 0, hs="85171300" if n == 0 else "85044090")
        assessed(cast, row, hs="85171300" if n == 0 else "85044090", name="Điện thoại di động")
    for n in range(4, 12):
        row = registered(cast, n, found=True)
        assessed(cast, row, name="khác")
    with scope(system(all_units())):
        assert assessment.suspend_weak(at=NOW + timedelta(hours=1)) == 1
        assert set(GoodsProfile.objects.filter(state="suspended").values_list("code", flat=True)) == {"WEA-01"}


def test_only_risk_officers_write_and_only_others_approve(cast, mai):
    row = written(mai)
    for who in (cast.desk, cast.lane, cast.companies[0]):
        with scope(who), pytest.raises(NotAllowed):
            assessment.write_profile(ROW, by=who, at=NOW)
        with scope(who), pytest.raises((NotAllowed, Refused)):
            assessment.approve_profile(row.pk, by=who, at=NOW)


# ---- what is decided, and who may read it ----------------------------------------------------------------


def test_the_decision_is_kept_with_all_that_judged(cast, mai, loc):
    active(mai, loc)
    row = registered(cast, 1)
    chosen = assessed(cast, row, die=7)
    with scope(cast.desk):
        kept = asked.selections(row.pk)[0]
    assert (kept.kind, kept.channel, kept.die, kept.drawn, kept.set_version) == ("initial", RED, 7, RED, chosen.version)
    assert kept.codes == ["RND-R", "PHO-01"] and kept.reasons[1]["lines"] == [1] and kept.score["trader"]["grade"] == 3
    with scope(cast.desk):
        assert asked.selected_by(row.pk) == "random"


def test_a_declarant_reads_no_rule_no_score_no_reason(cast, mai, loc):
    active(mai, loc)
    row = registered(cast, 1)
    with scope(cast.companies[0]):
        chosen = assessment.assess(row, a_declaration(), die=0, at=NOW)
        assert Selection.objects.count() == GoodsProfile.objects.count() == EntityEntry.objects.count() == LaneBudget.objects.count() == 0
        assert asked.selections(row.pk) == [] and asked.profile_versions() == []
        assert not [e for e in AuditEvent.objects.all() if b"PHO-01" in bytes(e.payload)]
    assert "PHO-01" not in str(chosen.as_json())
    with scope(cast.desk):  # negative control: an officer of the office does
        assert Selection.objects.count() == 1 and any(b"PHO-01" in bytes(e.payload) for e in AuditEvent.objects.all())


def test_a_decision_is_history(cast):
    row = registered(cast, 1)
    assessed(cast, row)
    for statement in ("update selection set channel = 'green'", "delete from selection"):
        with scope(cast.desk), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(DatabaseError):
        assessed(cast, row)  # the first decision is taken once


def test_new_information_makes_it_stricter_only(cast, mai, loc):
    row = registered(cast, 1)
    row.channel = assessed(cast, row, value=900, die=300).channel
    active(mai, loc)
    with scope(mai):
        assert assessment.reassess(row, a_declaration(value=900), news="không đổi", at=NOW) is None
        chosen = assessment.reassess(row, a_declaration(value=300), news="tờ khai sửa", at=NOW)
        assert chosen is not None and (chosen.channel, chosen.die) == (RED, 300)
        row.channel = RED
        assert assessment.reassess(row, a_declaration(value=900), news="sửa lại", at=NOW) is None
        assert [s.kind for s in asked.selections(row.pk)] == ["new_information", "initial"]
        row.state = "cleared"
        assert assessment.reassess(row, a_declaration(value=300), news="muộn", at=NOW) is None


def test_the_head_of_office_changes_it_for_a_coded_reason(cast, mai):
    row = registered(cast, 1)
    row.channel = assessed(cast, row).channel
    asked_for = {"channel": RED, "reason_code": "OVR-01", "reason": "tin báo của lực lượng chống buôn lậu", "at": NOW}
    for who in (cast.desk, mai, cast.companies[0]):
        with scope(who), pytest.raises(NotAllowed):
            assessment.override(row, by=who, **asked_for)
    with scope(cast.head):
        for wrong, code in (({"channel": GREEN}, "SLC-02"), ({"reason_code": "OVR-05"}, "REQ-05"), ({"reason_code": "x"}, "REQ-05"),
                            ({"reason": " "}, "REQ-04")):
            with pytest.raises(Refused) as no:
                assessment.override(row, by=cast.head, **{**asked_for, **wrong})
            assert no.value.code == code
        chosen = assessment.override(row, by=cast.head, **asked_for)
        kept = asked.selections(row.pk)[0]
        assert (chosen.channel, kept.kind, kept.before, kept.reason_code, kept.by_id) == (RED, "override", GREEN, "OVR-01", cast.head.id)
        assert asked.selected_by(row.pk) == "override"
        row.state = "cleared"
        with pytest.raises(Conflict):
            assessment.override(row, by=cast.head, **{**asked_for, "channel": YELLOW})


def test_hit_rates_per_rule(cast, mai, loc):
    active(mai, loc)
    for n in range(4):
        assessed(cast, registered(cast, n, found=(n == 0) if n < 2 else None))
    with scope(mai):
        rate = asked.hit_rates(since=NOW - timedelta(days=1), until=NOW + timedelta(days=1))["PHO-01"]
    assert (rate.selected, rate.checked, rate.found, rate.rate) == (4, 2, 1, 50)


# ---- lists, room, levels ----------------------------------------------------------------------------------


def test_a_stop_list_works_from_the_next_declaration_on_and_stops_when_taken_back(cast, mai):
    assert assessed(cast, registered(cast, 1)).channel == GREEN
    with scope(mai):
        entry = assessment.add_entry("stop_list", "0100000001", reason="quyết định 7", by=mai, at=NOW)
    assert assessed(cast, registered(cast, 2)).channel == RED
    with scope(mai):
        assessment.remove_entry(entry.pk, reason="hết hiệu lực", by=mai, at=NOW + timedelta(days=2))
    assert assessed(cast, registered(cast, 3), at=NOW + timedelta(days=2)).channel == GREEN
    with scope(mai), pytest.raises(Refused):
        assessment.add_entry("stop_list", "0100000001", reason=" ", by=mai, at=NOW)


def test_the_room_of_a_week_is_used_up_and_comes_back_on_monday(cast, mai, loc):
    active(mai, loc)
    office = a_unit().pk
    with scope(mai), pytest.raises(NotAllowed):
        assessment.set_budget(office, red=2, yellow=1, scanner=True, reason="x", by=mai, at=NOW)
    with scope(cast.head):
        assessment.set_budget(office, red=2, yellow=1, scanner=True, reason="biên chế hiện có", by=cast.head, at=NOW)
    chosen = [assessed(cast, registered(cast, n)) for n in range(4)]
    assert [c.channel for c in chosen] == [RED, RED, YELLOW, GREEN] and chosen[3].review and chosen[0].forms == ("scanner",)
    assert assessed(cast, registered(cast, 9), around=Around(banned=frozenset({1}))).channel == RED  # an order asks for no room
    monday = NOW + timedelta(days=5)
    assert assessed(cast, registered(cast, 10), at=monday).channel == RED
    with scope(cast.head):
        assert list(LaneBudget.objects.order_by("week").values_list("red", "red_used", "yellow_used")) == [(2, 3, 1), (2, 1, 0)]


def test_the_cuts_follow_the_scores_of_the_last_weeks(cast):
    class Model:
        hash = "m1"

        def score(self, facts):
            return Score(float(facts.lines[0].invoice_value) / 100, 0.0, model=self.hash)

    with scope(cast.head):
        assessment.set_budget(a_unit().pk, red=2, yellow=None, scanner=False, reason="x", by=cast.head, at=NOW)
    for n in range(40):
        with scope(cast.companies[0]):
            assessment.assess(registered(cast, n), a_declaration(value=n, net_kg=1), die=LAST, at=NOW, model=Model())
    with scope(system()), everywhere():
        assert assessment.refresh_cuts(at=NOW + timedelta(hours=1)) == 1
        row = LaneBudget.objects.get()
    assert row.expected == 10 and 0.3 <= row.cuts["red"] <= 0.36
    with scope(cast.companies[0]):
        picked = assessment.assess(registered(cast, 50), a_declaration(value=39), die=LAST, at=NOW + timedelta(hours=2), model=Model())
    assert (picked.channel, picked.reasons[0].code, picked.model) == (RED, "MOD-R", "m1")


def test_levels_are_worked_out_once_a_day_and_the_firm_may_read_its_own(cast, mai):
    who = cast.companies[0]
    for n in range(3):
        registered(cast, n, found=True)
    with scope(system()), everywhere():
        made = assessment.grade_everybody(at=NOW + timedelta(hours=1))
        assert made == Party.objects.filter(guest=False).count() and assessment.grade_everybody(at=NOW + timedelta(hours=2)) == 0
    with scope(who):
        own = asked.level_of(who.parties[0], TODAY)
        assert TraderGrade.objects.count() == 1 and (own.level, own.criteria) == (5, ["CPL-51"])
    row = registered(cast, 9)
    assessed(cast, row)
    with scope(mai):
        assert asked.selections(row.pk)[0].score["trader"]["grade"] == 5
    with scope(mai):
        tax_id = Party.objects.get(pk=cast.companies[1].parties[0]).tax_id
        assessment.add_entry("priority_enterprises", tax_id, reason="quyết định công nhận", by=mai, at=NOW)
    with scope(system()), everywhere():
        assessment.grade_everybody(at=NOW + timedelta(days=1))
    with scope(mai):
        assert asked.level_of(cast.companies[1].parties[0], TODAY + timedelta(days=1)).level == 1
