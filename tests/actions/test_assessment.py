"""Channel rules change by two people, keep their history, and say what they would have done."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.border import NOW, declared, open_border
from tests.people import a_person
from thongquan.actions.assessment import (
    approve_channel_rule,
    propose_channel_rule,
    propose_end,
    refuse_channel_rule,
    withdraw_channel_rule,
)
from thongquan.core.refused import Conflict, NotAllowed, Refused
from thongquan.models import ChannelRuleVersion, VehicleDeclaration
from thongquan.queries.assessment import active_rules, trial, versions
from thongquan.queries.scope import scope

DATABASE = "house"

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)
RULE = {
    "code": "PRO-77", "channel": "physical", "conditions": [{"field": "laden", "operator": "is", "value": True},
                                                            {"field": "goods", "operator": "at_most", "value": 1}],
    "random_per_10000": 0, "mandatory": False, "since": TODAY, "until": None,
    "words": {"vi": "Có hàng, ít tờ khai", "en": "Laden with few declarations", "zh": "载货但报关单少"},
}


@pytest.fixture
def cast():
    return open_border()


@pytest.fixture
def mai(cast):
    return a_person("m1", "risk_analyst")


@pytest.fixture
def loc(cast):
    return a_person("l1", "risk_analyst")


def proposed(mai, **over):
    with scope(mai):
        return propose_channel_rule({**RULE, **over}, reason="nhiều vụ tháng này", by=mai, at=NOW)


def approved(rule, loc, at=NOW):
    with scope(loc):
        return approve_channel_rule(rule.pk, by=loc, at=at)


def in_force(at=NOW):
    return {(r.id, r.version) for r in active_rules(at)}


def test_a_rule_selects_nothing_until_a_second_person_approves(mai, loc):
    rule = proposed(mai)
    assert ("PRO-77", 1) not in in_force()
    with scope(mai), pytest.raises(NotAllowed) as own:
        approve_channel_rule(rule.pk, by=mai, at=NOW)
    assert own.value.code == "CHR-02"
    approved(rule, loc)
    assert ("PRO-77", 1) in in_force()
    with scope(loc), pytest.raises(Conflict):
        approve_channel_rule(rule.pk, by=loc, at=NOW)


def test_the_database_itself_refuses_one_person_for_both(mai, loc):
    rule = proposed(mai)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChannelRuleVersion.objects.filter(pk=rule.pk).update(approved_by=mai.id)
    ChannelRuleVersion.objects.filter(pk=rule.pk).update(approved_by=loc.id)  # negative control


def test_the_approved_rule_changes_the_channel_of_the_next_declaration(cast, mai, loc):
    approved(proposed(mai), loc)
    pk = declared(cast)
    with scope(cast.desk):
        row = VehicleDeclaration.objects.get(pk=pk)
    assert row.channel == "physical" and "PRO-77" in {r["rule"] for r in row.channel_reasons}


def test_a_new_version_ends_the_one_before(mai, loc):
    approved(proposed(mai), loc)
    later = NOW + timedelta(days=5)
    second = proposed(mai, channel="document", since=TODAY + timedelta(days=5))
    approved(second, loc)
    assert ("PRO-77", 1) in in_force() and ("PRO-77", 2) not in in_force()
    assert ("PRO-77", 2) in in_force(later) and ("PRO-77", 1) not in in_force(later)
    assert [v.version for v in versions("PRO-77")] == [2, 1]


def test_a_rule_ends_by_two_people_too(mai, loc):
    first = approved(proposed(mai), loc)
    with scope(mai):
        end = propose_end(first.pk, last_day=TODAY - timedelta(days=1), reason="không còn cần", by=mai, at=NOW)
    assert ("PRO-77", 1) in in_force()
    approved(end, loc)
    assert not {v for code, v in in_force() if code == "PRO-77"}


def test_a_proposal_is_refused_with_a_reason_or_withdrawn(mai, loc):
    rule = proposed(mai)
    with scope(mai), pytest.raises(Conflict):
        propose_channel_rule(RULE, reason="again", by=mai, at=NOW)
    with scope(loc):
        with pytest.raises(Refused):
            refuse_channel_rule(rule.pk, reason=" ", by=loc, at=NOW)
        assert refuse_channel_rule(rule.pk, reason="quá rộng", by=loc, at=NOW).state == "refused"
    second = proposed(mai)
    assert second.version == 2
    with scope(loc), pytest.raises(Conflict):
        withdraw_channel_rule(second.pk, by=loc, at=NOW)
    with scope(mai):
        assert withdraw_channel_rule(second.pk, by=mai, at=NOW).state == "withdrawn"


@pytest.mark.parametrize(("over", "code"), [
    ({"code": "x"}, "SEL-01"), ({"channel": "purple"}, "SEL-02"), ({"words": {"vi": "một"}}, "SEL-06"),
    ({"conditions": [{"field": "plate", "operator": "in", "value": ["14C12345"]}]}, "SEL-08"),
    ({"conditions": [{"field": "secret", "operator": "is", "value": 1}]}, "SEL-03"),
])
def test_a_rule_that_makes_no_sense_is_refused(mai, over, code):
    with scope(mai), pytest.raises(Refused) as no:
        propose_channel_rule({**RULE, **over}, reason="thử", by=mai, at=NOW)
    assert code in {f.code for f in no.value.findings}


def test_only_risk_officers_write_rules(cast):
    for who in (cast.desk, cast.lane, cast.head, cast.companies[0]):
        with scope(who), pytest.raises(NotAllowed):
            propose_channel_rule(RULE, reason="thử", by=who, at=NOW)


def test_the_trial_counts_last_month(cast, mai):
    for n in range(3):
        declared(cast, n)
    with scope(mai):
        wide = trial(RULE, NOW + timedelta(days=1))
        none = trial({**RULE, "conditions": [{"field": "country", "operator": "is", "value": "LA"}]}, NOW + timedelta(days=1))
        share = trial({**RULE, "conditions": [], "random_per_10000": 5000}, NOW + timedelta(days=1))
        old = trial(RULE, NOW + timedelta(days=60))
    assert (wide.looked_at, wide.hits) == (3, 3) and len(wide.examples) == 3
    assert none.hits == 0 and share.hits == 2 and old.looked_at == 0
