"""Lanes, hours of single days, pauses: announced at once, and whoever planned to come keeps his right."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.border import NOW, accepted, declared, open_border, values
from tests.people import a_person
from thongquan.actions import crossing, place
from thongquan.actions.crossing import replan
from thongquan.core.refused import Conflict, NotAllowed, Refused
from thongquan.models import Gate, GateDay, Lane, Notice, Pass, VehicleDeclaration
from thongquan.queries.place import calendar, clock_face, gate_now, hours_on, is_open, next_opening, organisation
from thongquan.queries.scope import scope

DATABASE = "house"

pytestmark = pytest.mark.django_db
TODAY, LOCAL = date(2026, 11, 25), ZoneInfo("Asia/Ho_Chi_Minh")
REASON = "Bên bạn báo đột xuất"


@pytest.fixture
def cast():
    return open_border()


@pytest.fixture
def gate(cast):
    return Gate.objects.get(code="VNMCG1")


def local(hour, minute=0, day=TODAY):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LOCAL)


def test_lanes_close_for_a_reason_and_open_again(cast, gate):
    lane = Lane.objects.filter(gate=gate).order_by("number").first()
    with scope(cast.lane):
        with pytest.raises(Refused):
            place.close_lane(lane.pk, reason=" ", by=cast.lane, at=NOW)
        assert place.close_lane(lane.pk, reason="cần cân hỏng", by=cast.lane, at=NOW).closed_reason == "cần cân hỏng"
        with pytest.raises(Conflict):
            place.close_lane(lane.pk, reason="again", by=cast.lane, at=NOW)
        assert place.open_lane(lane.pk, by=cast.lane, at=NOW).closed_reason == ""
    with scope(cast.desk), pytest.raises(NotAllowed):
        place.close_lane(lane.pk, reason="x", by=cast.desk, at=NOW)
    stranger = a_person("xa", "office_leader", unit="15BB")
    with scope(stranger), pytest.raises(NotAllowed):
        place.close_lane(lane.pk, reason="x", by=stranger, at=NOW)


def test_a_short_day_is_announced_and_passes_live_longer(cast, gate):
    pk = accepted(cast)
    with scope(cast.desk):
        before = VehicleDeclaration.objects.get(pk=pk)
        first_pass = Pass.objects.filter(declaration=pk, leg=1).latest("revision")
    with scope(cast.head):
        row, done = replan.announce_day(gate.pk, TODAY, opens=7 * 60, closes=9 * 60, reason=REASON, by=cast.head, at=NOW)
    assert (done.told, done.prolonged) == (1, 1) and row.announced_at == NOW
    with scope(cast.desk):
        after = VehicleDeclaration.objects.get(pk=pk)
        assert after.valid_until > before.valid_until and after.state == "accepted" and after.revision == before.revision + 1
        assert Pass.objects.filter(declaration=pk, leg=1).latest("revision").not_after > first_pass.not_after
    with scope(cast.companies[0]):
        kinds = set(Notice.objects.filter(party_id=cast.companies[0].parties[0]).values_list("kind", flat=True))
    assert {"gate_changed", "prolonged"} <= kinds


def test_hours_that_still_fit_prolong_nobody(cast, gate):
    accepted(cast)
    with scope(cast.head):
        _, done = replan.announce_day(gate.pk, TODAY, opens=6 * 60, closes=20 * 60, reason=REASON, by=cast.head, at=NOW)
    assert (done.told, done.prolonged) == (1, 0)


def test_a_day_that_nobody_planned_tells_nobody(cast, gate):
    declared(cast)
    with scope(cast.head):
        _, done = replan.announce_day(gate.pk, TODAY + timedelta(days=9), opens=None, closes=None, reason="Tết", by=cast.head, at=NOW)
    assert (done.told, done.prolonged) == (0, 0)


@pytest.mark.parametrize(("over", "code"), [
    ({"opens": 600, "closes": 500}, "DAY-01"), ({"opens": 600, "closes": None}, "DAY-01"), ({"reason": ""}, "REQ-04"),
    ({"day": TODAY - timedelta(days=1)}, "DAY-02"),
])
def test_hours_that_cannot_be_are_refused(cast, gate, over, code):
    said = {"day": TODAY, "opens": 420, "closes": 1020, "reason": REASON, **over}
    with scope(cast.head), pytest.raises(Refused) as no:
        place.set_day(gate.pk, said.pop("day"), **said, by=cast.head, at=NOW)
    assert no.value.code == code and GateDay.objects.count() == 0


def test_only_the_head_changes_hours(cast, gate):
    for who in (cast.lane, cast.desk):
        with scope(who), pytest.raises(NotAllowed):
            place.set_day(gate.pk, TODAY, opens=None, closes=None, reason=REASON, by=who, at=NOW)


def test_a_day_goes_back_to_its_usual_hours(cast, gate):
    with scope(cast.head):
        row = place.set_day(gate.pk, TODAY, opens=None, closes=None, reason="Tết", by=cast.head, at=NOW)
        assert hours_on(gate, TODAY) == (None, None) and not is_open(gate, local(10))
        assert next_opening(gate, local(10)) == local(7, day=TODAY + timedelta(days=1))
        place.clear_day(row.pk, by=cast.head, at=NOW)
        assert clock_face(hours_on(gate, TODAY)) == "07:00–19:00" and is_open(gate, local(10))


def test_a_pause_stops_the_gate_and_its_end_gives_the_time_back(cast, gate):
    accepted(cast)
    with scope(cast.lane):
        _, told = replan.pause(gate.pk, reason="Mất điện", by=cast.lane, at=NOW)
        assert told.told == 1
        now = gate_now(Gate.objects.get(pk=gate.pk), NOW)
        assert not now.open and now.reason == "Mất điện" and now.changes_at is None
        with pytest.raises(Conflict):
            replan.pause(gate.pk, reason="again", by=cast.lane, at=NOW)
    with scope(cast.lane):
        _, told = replan.resume(gate.pk, by=cast.lane, at=NOW + timedelta(hours=3))
        assert told.told == 1 and is_open(Gate.objects.get(pk=gate.pk), NOW + timedelta(hours=3))


def test_whoever_declares_to_a_paused_gate_is_told_and_may_still_declare(cast, gate):
    who, soon, later = cast.companies[0], NOW + timedelta(hours=3), NOW + timedelta(hours=30)

    def told(n, planned):
        with scope(who):
            done = crossing.declare(values(n, planned_at=planned.isoformat()), declarant_id=who.parties[0], by=who, at=NOW, die=9999)
        return [(f.values, f.blocks) for f in done.warnings if f.code == "TIM-06"]

    assert told(1, soon) == []
    with scope(cast.lane):
        replan.pause(gate.pk, reason="Mất điện", by=cast.lane, at=NOW)
    assert told(2, soon) == [({"gate": "VNMCG1"}, False)] and told(3, later) == []
    with scope(cast.lane):
        replan.resume(gate.pk, by=cast.lane, at=NOW)
    assert told(4, soon) == []


def test_the_gate_says_when_that_changes(gate):
    assert gate_now(gate, local(10)).changes_at == local(19)
    assert gate_now(gate, local(20)).changes_at == local(7, day=TODAY + timedelta(days=1))
    assert calendar(gate, TODAY).on(TODAY) == ((420, 1140),)


def test_agencies_are_kept_in_order_and_customs_always_ticks(cast, gate):
    known = ("customs", "border_guard", "quarantine_health")
    with scope(cast.head):
        changed = place.require_ticks(gate.pk, ["quarantine_health", "nobody"], known=known, by=cast.head, at=NOW)
    assert changed.agencies == ["customs", "quarantine_health"]


@pytest.mark.parametrize(("text", "minutes"), [("07:30", 450), ("24:00", 1440), ("7:05", 425), ("24:01", None), ("7", None), ("aa:00", None), ("10:60", None)])
def test_times_are_read_as_written(text, minutes):
    assert place.minutes_of(text) == minutes


def test_the_organisation_is_a_tree_of_three_levels(cast):
    tree = organisation()
    assert {b.depth for b in tree} == {0, 1, 2} and tree[0].unit.level == "department"
    assert [b.unit.code for b in organisation((cast.head.offices[0],))] == ["20BB"]
