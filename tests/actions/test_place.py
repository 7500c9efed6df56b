"""Lanes, hours of single days, pauses: announced at once, and whoever planned to come keeps his right."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from tests.border import NOW, accepted, declared, open_border, values
from tests.people import a_person
from thongquan.actions import crossing, place, reference
from thongquan.actions.crossing import replan
from thongquan.core.refused import Conflict, NotAllowed, Refused, RulesBroken
from thongquan.models import Gate, GateDay, Lane, Notice, Pass, VehicleDeclaration
from thongquan.queries.crossing.desk import Clocks
from thongquan.queries.crossing.prefill import good_time
from thongquan.queries.crossing.trips import needs
from thongquan.queries.place import (
    calendar,
    calendars,
    choosable,
    clock_face,
    expected_outside,
    gate_now,
    gates,
    hours_on,
    is_open,
    next_opening,
    organisation,
)
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


def test_the_organisation_is_a_tree_of_three_levels(cast):
    tree = organisation()
    assert {b.depth for b in tree} == {0, 1, 2} and tree[0].unit.level == "department"
    assert [b.unit.code for b in organisation((cast.head.offices[0],))] == ["20BB"]


# ---- the week, lanes and gates as the head makes them ---------------------------------------------------

EARLY = {str(n): [[5 * 60, 9 * 60]] for n in range(7)}
MONDAY = TODAY + timedelta(days=5)


def test_new_weekly_hours_hold_from_their_day_and_those_shut_out_are_told(cast, gate):
    pk = accepted(cast)  # planned for 10:00 today
    with scope(cast.head):
        changed, done = replan.change_week(gate.pk, TODAY, EARLY, reason="Theo thỏa thuận hai bên", by=cast.head, at=NOW)
        assert (done.told, done.prolonged) == (1, 1)
        assert [d.pk for d in expected_outside(changed, NOW, calendars(changed, TODAY))] == [pk]
        assert VehicleDeclaration.objects.get(pk=pk).state == "accepted", "nobody loses his place"
        assert replan.change_week(gate.pk, TODAY, EARLY, reason="Sửa căn cứ", by=cast.head, at=NOW)[1].told == 0, "told once, not again"
    with scope(cast.companies[0]):
        told = Notice.objects.get(party_id=cast.companies[0].parties[0], kind="gate_changed")
        assert told.values["hours"] == "05:00–09:00" and told.values["day"] == TODAY.isoformat()
    assert clock_face(hours_on(changed, TODAY - timedelta(days=1))) == "07:00–19:00"
    assert clock_face(hours_on(changed, MONDAY)) == "05:00–09:00" and not is_open(changed, local(10)) and is_open(changed, local(8))


def test_a_vehicle_that_is_shut_out_anyway_hears_nothing_and_a_withdrawn_week_gives_the_hours_back(cast, gate):
    accepted(cast, 1, planned_at=local(10, day=MONDAY).isoformat())
    night = {str(n): [[0, 1440]] for n in range(6)} | {"6": None}
    with scope(cast.head):
        wider, done = replan.change_week(gate.pk, MONDAY, night, reason=REASON, by=cast.head, at=NOW)
        assert (done.told, done.prolonged) == (0, 0) and hours_on(wider, MONDAY + timedelta(days=6)) == (None, None)
        back, done = replan.withdraw_week(gate.pk, MONDAY, reason=REASON, by=cast.head, at=NOW)
        assert clock_face(hours_on(back, MONDAY)) == "07:00–19:00" and done.told == 0
        with pytest.raises(Refused):
            replan.withdraw_week(gate.pk, MONDAY, reason=REASON, by=cast.head, at=NOW)


def test_new_hours_judge_the_next_declaration_at_once(cast, gate):
    who = cast.companies[0]
    with scope(cast.head):
        place.set_week(gate.pk, TODAY, EARLY, reason=REASON, by=cast.head, at=NOW)
    with scope(who), pytest.raises(RulesBroken) as no:
        crossing.declare(values(3), declarant_id=who.parties[0], by=who, at=NOW, die=9999)
    assert "TIM-04" in {f.code for f in no.value.findings}


@pytest.mark.parametrize(("over", "code"), [
    ({"week": {"0": [[600, 500]]}}, "DAY-01"), ({"week": {"0": [[420, 600], [660, 1140]]}}, "DAY-04"), ({"week": {}}, "DAY-03"),
    ({"since": TODAY - timedelta(days=1)}, "DAY-02"), ({"reason": " "}, "REQ-04"),
])
def test_a_week_that_cannot_be_is_refused(cast, gate, over, code):
    said = {"since": TODAY, "week": EARLY, "reason": REASON, **over}
    with scope(cast.head), pytest.raises(Refused) as no:
        place.set_week(gate.pk, by=cast.head, at=NOW, **said)
    assert no.value.code == code
    with scope(cast.lane), pytest.raises(NotAllowed):
        place.set_week(gate.pk, TODAY, EARLY, reason=REASON, by=cast.lane, at=NOW)


def test_lanes_are_added_turned_and_closed_for_good_while_no_vehicle_loses_its_way(cast, gate):
    accepted(cast)
    with scope(cast.head):
        made = place.add_lane(gate.pk, "out", by=cast.head, at=NOW)
        assert (made.number, made.direction, made.open) == (9, "out", False)
        assert place.change_lane(made.pk, "in", by=cast.head, at=NOW).direction == "in"
        place.retire_lane(made.pk, reason="Trả mặt bằng", by=cast.head, at=NOW)
        *first, last = Lane.objects.filter(gate=gate, kind="border", direction="out").order_by("number")
        for lane in first:
            place.retire_lane(lane.pk, reason="Sửa đường", by=cast.head, at=NOW)
        for act in (lambda: place.change_lane(last.pk, "in", by=cast.head, at=NOW),
                    lambda: place.retire_lane(last.pk, reason="Sửa đường", by=cast.head, at=NOW)):
            with pytest.raises(Conflict) as no:
                act()
            assert no.value.code == "LAN-01"
    with scope(cast.lane), pytest.raises(NotAllowed):
        place.add_lane(gate.pk, "out", by=cast.lane, at=NOW)
    reference.load()
    assert Lane.objects.filter(gate=gate, direction="out", kind="border").count() == 1, "reference data brings no lane back"


NEW_GATE = {"code": "VNMCG9", "mode": "road", "name_vi": "Lối mở Km3+4", "name_en": "Km3+4 crossing", "name_zh": "Km3+4通道", "country": "CN",
            "neighbour_vi": "Đông Hưng", "hours": [[480, 1020]], "hourly": 20, "reason": "Quyết định 1/QĐ"}


def test_a_new_gate_is_one_that_a_trader_may_choose(cast):
    who, office = cast.companies[0], cast.head.offices[0]
    with scope(cast.head):
        made = place.open_gate(office, NEW_GATE, by=cast.head, at=NOW)
        assert (made.number, clock_face(hours_on(made, TODAY)), made.lanes.count()) == (2050, "08:00–17:00", 2)
        with pytest.raises(Conflict):
            place.open_gate(office, NEW_GATE, by=cast.head, at=NOW)
        for wrong in ({"code": "X"}, {"code": "VNMCG8", "hours": []}, {"code": "VNMCG8", "hours": "8 - 17"},
                      {"code": "VNMCG8", "hourly": 0}, {"code": "VNMCG8", "hourly": -3}):
            with pytest.raises(Refused):
                place.open_gate(office, {**NEW_GATE, **wrong}, by=cast.head, at=NOW)
        assert place.open_gate(office, {**NEW_GATE, "code": "VNMCG8"}, by=cast.head, at=NOW).number == 2051, "the reference data's half stays free"
        Gate.objects.filter(code="VNMCG8").update(number=2099)
        with pytest.raises(Conflict) as no:
            place.open_gate(office, {**NEW_GATE, "code": "VNMCG7"}, by=cast.head, at=NOW)
        assert no.value.code == "GTE-03"
    with scope(who):
        sent = crossing.declare(values(4, gate="VNMCG9", return_gate="VNMCG9"), declarant_id=who.parties[0], by=who, at=NOW, die=9999)
        assert sent.declaration.gate.code == "VNMCG9"
    with scope(cast.desk), pytest.raises(NotAllowed):
        place.open_gate(office, NEW_GATE, by=cast.desk, at=NOW)


# ---- each way by itself ---------------------------------------------------------------------------------

TWO_WAYS = {str(n): [[7 * 60, 19 * 60]] for n in range(7)} | {"in": {str(n): [[13 * 60, 17 * 60]] for n in range(6)}}


def test_the_way_in_may_keep_other_hours_than_the_way_out(cast, gate):
    """The hour of the plan is judged, told and prolonged by the hours of the leg's own way; a single day holds both ways."""
    who = cast.companies[0]
    out, into = accepted(cast, 1), accepted(cast, 2, plate="桂P00417", country="CN", regime="temporary_admission")  # both at 10:00 today
    with scope(cast.head):
        changed, done = replan.change_week(gate.pk, TODAY, TWO_WAYS, reason="Thỏa thuận hai bên", by=cast.head, at=NOW)
        assert (done.told, done.prolonged) == (1, 1), "only the one that comes in is shut out"
        assert [d.pk for d in expected_outside(changed, NOW, calendars(changed, TODAY))] == [into]
        assert VehicleDeclaration.objects.get(pk=into).valid_until == local(13) + timedelta(hours=72)
        assert VehicleDeclaration.objects.get(pk=out).revision == 1
        assert (hours_on(changed, TODAY), hours_on(changed, TODAY, "in")) == ((420, 1140), (780, 1020))
        assert [is_open(changed, local(10), way) for way in ("out", "in", "")] == [True, False, True]
        assert next_opening(changed, local(18), "in") == local(13, day=TODAY + timedelta(days=1))
        now = gate_now(changed, local(10))
        assert (now.open, now.hours, now.inward, now.changes_at) == (True, "07:00–19:00", "13:00–17:00", local(19))
        assert hours_on(changed, TODAY + timedelta(days=4), "in") == (None, None), "closed inward on Sunday"
        clocks = Clocks.of([gate.office_id], NOW)
        assert [clocks.calendars[gate.pk, way].on(TODAY) for way in ("out", "in")] == [((420, 1140),), ((780, 1020),)]
    with scope(who):
        told = Notice.objects.filter(party_id=who.parties[0], kind="gate_changed").latest("id")
        assert told.values["hours"] == "13:00–17:00"
        with pytest.raises(RulesBroken) as no:
            crossing.declare(values(3, plate="桂P00418", country="CN", regime="temporary_admission"), declarant_id=who.parties[0], by=who, at=NOW, die=9999)
        assert [f.values["opens"] for f in no.value.findings if f.code == "TIM-04"] == ["13:00"]
        assert crossing.declare(values(4), declarant_id=who.parties[0], by=who, at=NOW, die=9999).declaration.number
    assert good_time(changed, NOW, "temporary_admission").hour == 13 and good_time(changed, NOW, "temporary_exportation").hour == 8
    with scope(cast.head):
        place.set_day(gate.pk, TODAY, opens=600, closes=900, reason=REASON, by=cast.head, at=NOW)
        assert hours_on(changed, TODAY) == hours_on(changed, TODAY, "in") == (600, 900)
        with pytest.raises(Refused) as no:
            place.set_week(gate.pk, TODAY, TWO_WAYS | {"in": {"2": [[600, 500]]}}, reason=REASON, by=cast.head, at=NOW)
        assert (no.value.code, no.value.findings[0].pointer) == ("DAY-01", "/i2")


# ---- closed for good ------------------------------------------------------------------------------------


def test_a_gate_closed_for_good_is_chosen_by_nobody_later_and_those_who_planned_it_take_another(cast, gate):
    """From its day on: no new trip, the planned ones move to another gate at once, the past keeps its figures."""
    who, later = cast.companies[0], local(10, day=MONDAY).isoformat()
    past, moves = accepted(cast, 1), accepted(cast, 2, planned_at=later)
    with scope(cast.head):
        other = place.open_gate(gate.office_id, NEW_GATE, by=cast.head, at=NOW)
        _gate, done = replan.close_gate(gate.pk, MONDAY, reason="Quyết định 12/QĐ-UBND", by=cast.head, at=NOW)
        assert done.told == 1
        closed = Gate.objects.get(pk=gate.pk)
        assert is_open(closed, local(10)) and hours_on(closed, MONDAY) == hours_on(closed, MONDAY + timedelta(days=400)) == (None, None)
        assert next_opening(closed, local(8, day=MONDAY)) is None
        assert gate.code in {row.code for row in choosable("road", TODAY)} and gate.code not in {row.code for row in choosable("road", MONDAY)}
        for act in (lambda: place.set_day(gate.pk, MONDAY, opens=420, closes=600, reason=REASON, by=cast.head, at=NOW),
                    lambda: place.set_week(gate.pk, MONDAY, EARLY, reason=REASON, by=cast.head, at=NOW),
                    lambda: place.close_gate(gate.pk, TODAY, reason=REASON, by=cast.head, at=NOW)):
            with pytest.raises(Conflict) as no:
                act()
            assert no.value.code == "GTE-04"
    with scope(who):
        notice = Notice.objects.get(party_id=who.parties[0], kind="gate_ends")
        assert (notice.values["day"], notice.values["reason"]) == (MONDAY.isoformat(), "Quyết định 12/QĐ-UBND")
        with pytest.raises(RulesBroken) as no:
            crossing.declare(values(3, planned_at=later), declarant_id=who.parties[0], by=who, at=NOW, die=9999)
        codes = {f.code for f in no.value.findings}
        assert "PLC-09" in codes and "TIM-05" not in codes, "said once"
        assert [(need.trip.pk, need.why) for need in needs(who.parties, NOW)] == [(moves, "gate_ends")]
        with pytest.raises(RulesBroken), transaction.atomic():
            crossing.request_amendment(moves, {"planned_at": local(11, day=MONDAY).isoformat()}, by=who, at=NOW)
        asked = crossing.request_amendment(moves, {"gate": other.code, "return_gate": other.code}, by=who, at=NOW)
        assert asked.state == "approved", "nobody waits for leave to go where the gate is open"
        row = VehicleDeclaration.objects.get(pk=moves)
        assert (row.gate.code, row.state, row.revision) == (other.code, "accepted", 2) and not needs(who.parties, NOW)
        assert crossing.request_amendment(past, {"gate": other.code}, by=who, at=NOW).state == "open", "an officer decides, as ever"
    with scope(cast.head):
        with pytest.raises(Refused) as no:
            replan.keep_gate(gate.pk, reason="Hoãn", by=cast.head, at=local(8, day=MONDAY))
        assert no.value.code == "DAY-02"
        assert VehicleDeclaration.objects.get(pk=past).gate_id == gate.pk and gate.pk in {row.pk for row in gates("road")}


def test_a_closing_is_withdrawn_before_its_day_and_those_who_were_told_are_told(cast, gate):
    who, later = cast.companies[0], local(10, day=MONDAY).isoformat()
    accepted(cast, 2, planned_at=later)
    with scope(cast.lane), pytest.raises(NotAllowed):
        place.close_gate(gate.pk, MONDAY, reason=REASON, by=cast.lane, at=NOW)
    with scope(cast.head):
        for over, code in (({"reason": " "}, "REQ-04"), ({"since": TODAY - timedelta(days=1)}, "DAY-02")):
            with pytest.raises(Refused) as no:
                place.close_gate(gate.pk, **{"since": MONDAY, "reason": REASON, **over}, by=cast.head, at=NOW)
            assert no.value.code == code
        row = place.set_day(gate.pk, MONDAY + timedelta(days=2), opens=420, closes=600, reason=REASON, by=cast.head, at=NOW)
        with pytest.raises(Conflict) as no:
            place.close_gate(gate.pk, MONDAY, reason=REASON, by=cast.head, at=NOW)
        assert no.value.code == "GTE-05"
        place.clear_day(row.pk, by=cast.head, at=NOW)
        replan.close_gate(gate.pk, MONDAY, reason=REASON, by=cast.head, at=NOW)
        kept, done = replan.keep_gate(gate.pk, reason="Hoãn", by=cast.head, at=NOW)
        assert done.told == 1 and kept.hours == gate.hours and clock_face(hours_on(kept, MONDAY)) == "07:00–19:00"
        with pytest.raises(Conflict):
            replan.keep_gate(gate.pk, reason="Hoãn", by=cast.head, at=NOW)
    with scope(who):
        assert set(Notice.objects.filter(party_id=who.parties[0], kind__in=("gate_ends", "gate_stays")).values_list("kind", flat=True)) == {
            "gate_ends", "gate_stays"}
        assert crossing.declare(values(3, planned_at=later), declarant_id=who.parties[0], by=who, at=NOW, die=9999).declaration.number
