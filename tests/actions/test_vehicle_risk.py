"""The history of vehicle, driver and carrier reaches the channel of the next trip."""

from datetime import timedelta

import pytest

from tests import border
from tests.border import MINUTE, NOW
from thongquan.actions import crossing
from thongquan.actions.risk.vehicles import count_trips
from thongquan.actions.training import demo_trips
from thongquan.core.actor import system
from thongquan.models import RiskSum, RiskTrip, VehicleDeclaration, Weighing
from thongquan.queries.crossing.facts import vehicle_facts
from thongquan.queries.risk.vehicles import coming, of_vehicle, tried
from thongquan.queries.scope import everywhere, scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return border.open_border()


def past_of(row, *, late=0, found=0, off=0, of=20):
    """So many trips of its plate in the past, and what came of them."""
    with scope(system()), everywhere():
        RiskTrip.objects.bulk_create(RiskTrip(
            code=f"{row.plate_key}-{n}", office_id=row.office_id, plate_key=row.plate_key, drivers=[], carrier="", begun_at=NOW - timedelta(days=n + 3),
            ended_at=NOW - timedelta(days=n + 2), late=n < late, checked=True, found=n < found, off=n < off) for n in range(of))
        count_trips(at=NOW)


@pytest.mark.parametrize(("past", "rule", "channel", "code"), [
    ({"late": 7}, "PRO-11", "document", "VEH-LATE"), ({"found": 12}, "PRO-12", "physical", "VEH-FOUND"), ({"off": 7}, "PRO-11", "document", "VEH-WEIGHT")])
def test_a_bad_history_asks_for_a_check_of_the_next_trip_and_says_why(cast, past, rule, channel, code):
    first = border.declared(cast, 5)
    with scope(cast.desk):
        row = border.row(cast, first)
        assert rule not in {reason["rule"] for reason in row.channel_reasons}
    past_of(row, **past)
    who = cast.companies[0]
    with scope(who):
        again = crossing.repeat(first, planned_at=row.planned_at + timedelta(hours=3), by=who, at=NOW + 3 * MINUTE, die=9999).declaration
        assert again.channel in ("document", "physical") and not RiskTrip.objects.exists() and not RiskSum.objects.exists()
    with scope(cast.desk):
        again = VehicleDeclaration.objects.get(pk=again.pk)
        assert again.channel == channel and rule in {reason["rule"] for reason in again.channel_reasons}
        facts, told = vehicle_facts(again, NOW).history, of_vehicle(again)
        assert (facts.late_before, facts.found_before, facts.off_before) == tuple(past.get(name, 0) for name in ("late", "found", "off"))
        assert facts.risk_percent == round(100 * told.chance) and told.reasons[0][0] == code
        assert all("20" in words for words in (told.reasons[0][1].vi, told.reasons[0][1].en, told.reasons[0][1].zh))
        assert {declaration.plate_key for declaration, _risk in coming(cast.desk.offices)} == {row.plate_key}


def test_a_trip_whose_load_was_off_on_the_scale_is_counted(cast):
    pk = border.home_again(cast, 3)
    with scope(system()), everywhere():
        row = VehicleDeclaration.objects.get(pk=pk)
        Weighing.objects.create(office_id=row.office_id, gate_id=row.gate_id, vehicle_id=pk, crossing_id=row.crossings.first().pk, at=NOW,
                                plate_key=row.plate_key, gross_kg=30_000, tare_kg=9_000, net_kg=21_000, declared_kg=10_000, off=True)
        count_trips(at=NOW + timedelta(days=3))
        assert RiskSum.objects.get(name=f"plate:{row.plate_key}").sums == [1, 0, 0, 0, 1]


def test_the_demo_has_a_past_of_trips_on_which_the_score_proves_itself(cast):
    assert demo_trips.fill(NOW, until=NOW) and not demo_trips.fill(NOW, until=NOW)
    with scope(cast.desk):
        told = tried(NOW)
    assert told.trips > 2000 and told.wrong > 100 and told.auc > 0.65 and len(told.bands) >= 3
