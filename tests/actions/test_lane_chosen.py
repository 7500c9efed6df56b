"""The lane of checking is chosen for what is declared in the end; why it was chosen is the officers' own."""

from datetime import date, timedelta

import pytest

from tests import border
from tests.border import NOW
from thongquan.actions import crossing
from thongquan.actions.training.cast import Cast
from thongquan.core.refused import Refused
from thongquan.models import ChannelRuleVersion
from thongquan.queries.crossing.trips import events_of
from thongquan.queries.scope import scope
from thongquan.web.trader.telling import history

DATABASE = "house"

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cast = border.open_border()
    ChannelRuleVersion.objects.filter(code__startswith="PRO").update(state="ended")
    ChannelRuleVersion.objects.create(
        code="PRO-77", version=1, channel="physical", conditions=[{"field": "laden", "operator": "is", "value": True}], random_per_10000=0,
        mandatory=False, words={"vi": "Có hàng", "en": "Laden", "zh": "载货"}, since=date(2026, 1, 1), state="active", proposed_at=NOW)
    return cast


def test_who_declares_one_thing_and_corrects_it_to_another_meets_the_rules_of_the_other(cast):
    who = cast.companies[0]
    pk = border.declared(cast, 1, laden=False, goods=[])
    with scope(who):
        assert border.row(cast, pk).channel == "none"
        row = crossing.correct(pk, {"laden": True, "goods": ["307000000009"]}, by=who, at=NOW)
        assert (row.channel, [reason["rule"] for reason in row.channel_reasons]) == ("physical", ["PRO-77"])
    with scope(cast.desk):
        assert crossing.accept_many([pk], by=cast.desk, at=NOW)[pk].code == "ACT-02"
    with scope(who):
        row = crossing.correct(pk, {"laden": False, "goods": []}, by=who, at=NOW)
        assert row.channel == "physical"  # never a lighter one
        assert len(row.channel_reasons) == 1


def test_the_declarant_reads_that_a_check_was_ordered_and_not_why(cast):
    who = cast.companies[0]
    pk = border.declared(cast, 1, laden=False, goods=[])
    with scope(cast.desk):
        crossing.order_check(pk, bay="3", reason_code="suspicion", by=cast.desk, at=NOW)
        crossing.record_check(pk, result="agrees", by=cast.desk, at=NOW)
        with pytest.raises(Refused):
            crossing.return_with_reasons(pk, reasons=[], by=cast.desk, at=NOW)
        crossing.return_with_reasons(pk, reasons=["time_wrong"], by=cast.desk, at=NOW)
    with scope(who):
        row = border.row(cast, pk)
        told = {str(line["says"]): line["why"] for line in history(events_of(row, who), row)}
    assert not any("vi phạm" in why.lower() for why in told.values())
    assert any("Thời gian" in why for why in told.values())  # negative control: why it came back is told


def test_a_trip_tapped_twice_is_declared_once(cast):
    who = cast.companies[0]
    pk = border.declared(cast, 1, laden=False, goods=[])
    hour = NOW + timedelta(days=1)
    with scope(who):
        first = crossing.repeat(pk, planned_at=hour, by=who, at=NOW, die=9999)
        again = crossing.repeat(pk, planned_at=hour, by=who, at=NOW + timedelta(seconds=1), die=9999)
        assert (again.declaration.pk, again.receipt) == (first.declaration.pk, first.receipt)
        other = crossing.repeat(pk, planned_at=hour + timedelta(days=1), by=who, at=NOW + timedelta(seconds=2), die=9999)
    assert other.declaration.pk != first.declaration.pk  # another hour is another trip
