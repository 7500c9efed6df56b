"""Journeys told whole: what may change on the way, late returns, many trips, lost papers, holds."""

from datetime import timedelta

import pytest

from tests import border
from tests.border import NOW
from tests.people import a_person
from thongquan.actions import crossing, gate
from thongquan.actions.crossing.watch import watch
from thongquan.actions.gate.tick import AGENCY_ROLES
from thongquan.catalog import demo
from thongquan.catalog.reasons import EXTENSION_REASONS
from thongquan.core.refused import Conflict, NotAllowed, Refused, RulesBroken
from thongquan.core.vehicle import ADMISSION
from thongquan.models import Gate, Notice, Pass, VehicleDeclaration, Violation
from thongquan.queries.scope import scope

DATABASE = "house"

HOUR = timedelta(hours=1)


@pytest.fixture
def cast(db, tmp_path, settings):
    settings.HOME = tmp_path
    return border.open_border()


def state(cast, pk):
    with scope(cast.desk):
        return VehicleDeclaration.objects.get(pk=pk)


def tick(cast, pk, leg, at):
    with scope(cast.guard):
        gate.tick(border.row(cast, pk).crossings.get(leg=leg).pk, "border_guard", by=cast.guard, at=at)


def come_home(cast, pk, at):
    tick(cast, pk, 2, at - timedelta(minutes=2))
    return border.shown(cast, border.digits(cast, pk, 2), lane=border.IN, at=at)


def test_another_driver_on_the_way_home_is_approved_at_once_and_the_old_pass_stops(cast):
    pk = border.crossed_out(cast)
    who, old = cast.companies[0], border.digits(cast, pk, 2)
    with scope(who):
        request = crossing.request_amendment(pk, {"drivers": [{
            "name": "Lê Văn Tùng", "nationality": "VN", "document_kind": "A", "document_number": "QN200300",
            "issued_on": "2026-02-02", "issued_at": "Quảng Ninh"}]}, by=who, at=NOW + 2 * HOUR)
    assert request.state == "approved"
    assert state(cast, pk).revision == 2
    tick(cast, pk, 2, NOW + 5 * HOUR)
    assert border.shown(cast, old, lane=border.IN, at=NOW + 5 * HOUR).verdict.code in ("REVOKED", "OLD_REVISION")
    assert border.shown(cast, border.digits(cast, pk, 2), lane=border.IN, at=NOW + 5 * HOUR).verdict.code == "OK"
    assert state(cast, pk).state == "liquidated"


def test_the_plate_of_an_accepted_declaration_waits_for_an_officer_and_not_for_who_asked(cast):
    pk = border.accepted(cast)
    who = cast.companies[0]
    with scope(who):
        row = crossing.request_amendment(pk, {"plate": "14C-111.22", "country": "VN"}, reason="Đổi đầu kéo", by=who, at=NOW + HOUR)
    assert row.state == "open" and state(cast, pk).revision == 1
    with scope(cast.desk):
        crossing.decide_amendment(pk, approve=True, by=cast.desk, at=NOW + HOUR)
    assert state(cast, pk).plate_key == "14C11122" and state(cast, pk).revision == 2


def test_a_return_leg_of_border_delivery_keeps_its_gate(cast):
    pk, who = border.crossed_out(cast), cast.companies[0]
    with scope(who), pytest.raises(Conflict) as refused:
        crossing.request_amendment(pk, {"return_gate": "VNHUGT"}, by=who, at=NOW + HOUR)
    assert refused.value.code == "CHG-06"


def test_from_abroad_empty_with_another_trailer_through_another_gate_on_a_new_pass(cast):
    pk = border.accepted(cast, **border.PERMIT, containers=[], trailers=[{"plate": "14R-012.34", "country": "VN"}])
    for lane in (border.YARD, border.OUT):
        assert border.shown(cast, border.digits(cast, pk, 1), lane=lane).verdict.sign == "go"
    who, old = cast.companies[0], border.digits(cast, pk, 2)
    with scope(who):
        asked = crossing.request_amendment(pk, {
            "laden": False, "goods": [], "trailers": [{"plate": "15R-056.78", "country": "VN"}], "return_gate": "VNHUGT"}, by=who, at=NOW + 2 * HOUR)
    assert asked.state == "approved"
    with scope(None):
        far = Gate.objects.select_related("office").get(code="VNHUGT")
        inward = far.lanes.filter(kind="border", direction="in").first().number
    lane = a_person("xa", "gate_officer", unit=far.office.code)
    seen_by = a_person("xem", *AGENCY_ROLES.values(), unit=far.office.code)
    at = NOW + 5 * HOUR
    with scope(seen_by):
        leg = border.row(cast, pk).crossings.get(leg=2)
        assert (leg.gate_id, leg.office_id, leg.direction) == (far.pk, far.office_id, "in")
        for agency in far.agencies:
            if agency != "customs":
                gate.tick(leg.pk, agency, by=seen_by, at=at)
    new = border.digits(cast, pk, 2)

    def shown(code, trailer):
        with scope(lane):
            return gate.scan(gate.ScanRequest(border.uuid4(), code, far.code, inward, seen_trailer=trailer), by=lane, at=at).verdict.code

    assert border.shown(cast, new, lane=border.IN, at=at).verdict.code == "GATE", "not where it went out"
    assert shown(old, "15R-056.78") in ("REVOKED", "OLD_REVISION")
    assert shown(new, "14R-012.34") == "PLATE", "the trailer that stayed abroad"
    assert shown(new, "15R-056.78") == "OK"
    home = state(cast, pk)
    assert (home.state, home.revision, home.laden, home.goods, home.trailers) == ("liquidated", 2, False, [], ["15R05678"])


def test_late_by_two_hours_reminded_overdue_drafted_confirmed_and_home(cast):
    pk = border.crossed_out(cast)
    due = state(cast, pk).due_back_at
    assert due - (NOW + timedelta(minutes=30)) == 48 * HOUR
    assert watch(due - 5 * HOUR).reminded == 1 and watch(due - 4 * HOUR).reminded == 0
    assert watch(due + timedelta(minutes=1)).overdue == 1
    assert state(cast, pk).state == "overdue"
    late = come_home(cast, pk, due + 2 * HOUR)
    assert (late.verdict.sign, late.verdict.code) == ("check", "OVERDUE")
    with scope(cast.lane):
        gate.confirm(gate.ScanRequest(border.uuid4(), "", border.GATE, border.IN), state_number(cast, pk),
                     reason_code="late_recorded", by=cast.lane, at=due + 2 * HOUR)
    assert state(cast, pk).state == "liquidated"
    with scope(cast.desk):
        violation = Violation.objects.get(declaration=pk)
        assert (violation.fine_min, violation.fine_max) == (500_000, 1_000_000)
        crossing.confirm_violation(violation.pk, confirm=True, record_number="12/BB-VP", by=cast.head, at=due + 3 * HOUR)
    with scope(cast.companies[0]):
        told = set(Notice.objects.values_list("kind", flat=True))
    assert {"accepted", "crossed", "due_soon", "overdue"} <= told


def state_number(cast, pk):
    return state(cast, pk).number


def test_an_extension_is_given_once_by_the_head_and_never_past_48_hours(cast):
    pk, who = border.crossed_out(cast), cast.companies[0]
    due = state(cast, pk).due_back_at
    reason = next(iter(EXTENSION_REASONS))
    with scope(who), pytest.raises(RulesBroken) as long:
        crossing.request_extension(pk, hours=60, reason_code=reason, by=who, at=NOW + 5 * HOUR)
    assert long.value.code == "LEG-11"
    with scope(who):
        crossing.request_extension(pk, hours=24, reason_code=reason, by=who, at=NOW + 5 * HOUR)
    with scope(cast.desk), pytest.raises(NotAllowed):
        crossing.decide_extension(pk, approve=True, by=cast.desk, at=NOW + 6 * HOUR)
    with scope(cast.head):
        crossing.decide_extension(pk, approve=True, by=cast.head, at=NOW + 6 * HOUR)
    assert state(cast, pk).due_back_at == due + 24 * HOUR
    with scope(who), pytest.raises(Refused):
        crossing.request_extension(pk, hours=2, reason_code=reason, by=who, at=NOW + 7 * HOUR)
    assert come_home(cast, pk, due + 20 * HOUR).verdict.code == "OK"


def test_accepted_but_never_arrived_expires_and_its_pass_is_refused(cast):
    pk = border.declared(cast)
    with scope(cast.desk):
        crossing.accept(pk, by=cast.desk, at=NOW)
    code = border.digits(cast, pk, 1)
    assert watch(NOW + 80 * HOUR).expired == 1
    assert state(cast, pk).state == "expired"
    assert border.shown(cast, code, at=NOW + 80 * HOUR).verdict.sign == "stop"


def test_a_border_that_slows_lengthens_the_validity_and_renews_the_passes(cast):
    pk = border.declared(cast)
    with scope(cast.desk):
        crossing.accept(pk, by=cast.desk, at=NOW)
    until = state(cast, pk).valid_until + 48 * HOUR
    with scope(cast.head):
        crossing.prolong(pk, until=until, reason="Dừng thông quan phía bạn", by=cast.head, at=NOW + HOUR)
    assert state(cast, pk).valid_until == until and watch(NOW + 80 * HOUR).expired == 0


def test_a_fixed_route_bus_declares_once_and_crosses_many_times(cast):
    pk = border.declared(cast, case="fixed_route", permit_number="TCD-01", permit_issued_on="2026-01-02", permit_until="2027-01-02",
                         laden=False, goods=[], vehicle_type="bus", seats=45)
    with scope(cast.desk):
        crossing.accept(pk, by=cast.desk, at=NOW)
    at = NOW + HOUR
    for leg in range(1, 7):
        tick(cast, pk, leg, at)
        lane = border.OUT if leg % 2 else border.IN
        assert border.shown(cast, border.digits(cast, pk, leg), lane=lane, at=at).verdict.code == "OK", leg
        at += 5 * HOUR
    bus = state(cast, pk)
    assert (bus.state, bus.leg) == ("accepted", 7)
    assert watch(bus.due_back_at + HOUR).liquidated == 1
    assert state(cast, pk).state == "liquidated"


def test_a_foreign_truck_comes_in_first_and_leaves_within_two_days(cast):
    load = demo.load(border.random.Random(4), ADMISSION)
    who = cast.companies[load.company]
    with scope(who):
        pk = crossing.declare({**load.values, "gate": border.GATE, "planned_at": (NOW + HOUR).isoformat()},
                              declarant_id=who.parties[0], by=who, at=NOW, die=9999).declaration.pk
    with scope(cast.desk):
        crossing.accept(pk, by=cast.desk, at=NOW)
    tick(cast, pk, 1, NOW + HOUR)
    assert border.shown(cast, border.digits(cast, pk, 1), lane=border.OUT, at=NOW + HOUR).verdict.code == "DIRECTION"
    assert border.shown(cast, border.digits(cast, pk, 1), lane=border.IN, at=NOW + HOUR).verdict.code == "OK"
    tick(cast, pk, 2, NOW + 9 * HOUR)
    assert border.shown(cast, border.digits(cast, pk, 2), lane=border.OUT, at=NOW + 9 * HOUR).verdict.code == "OK"
    assert state(cast, pk).state == "liquidated"


def test_a_held_vehicle_stops_at_the_line_until_the_head_releases_it(cast):
    pk = border.accepted(cast)
    with scope(cast.desk):
        crossing.hold(pk, reason_code="smuggling_signs", by=cast.desk, at=NOW)
    assert border.shown(cast, border.digits(cast, pk, 1)).verdict.code == "HELD"
    with scope(cast.desk), pytest.raises(NotAllowed):
        crossing.release(pk, reason="Hết căn cứ", by=cast.desk, at=NOW)
    with scope(cast.head):
        crossing.release(pk, reason="Hết căn cứ", by=cast.head, at=NOW)
    assert border.shown(cast, border.digits(cast, pk, 1)).verdict.code == "OK"


def test_two_officers_admit_by_order_and_one_alone_does_not(cast):
    pk = border.accepted(cast)
    number = state(cast, pk).number
    with scope(cast.lane):
        request = gate.ScanRequest(border.uuid4(), "", border.GATE, border.OUT)
        with pytest.raises(NotAllowed) as alone:
            gate.admit_by_order(request, number, reason_code="phone_lost", reason="Lái xe mất điện thoại", second=cast.lane.id,
                                by=cast.lane, at=NOW + HOUR)
        assert alone.value.code == "GAT-05"
        gate.admit_by_order(request, number, reason_code="phone_lost", reason="Lái xe mất điện thoại", second=cast.second.id,
                            by=cast.lane, at=NOW + HOUR)
    assert state(cast, pk).state == "under_way"
    with scope(cast.desk):
        assert Pass.objects.get(declaration=pk, leg=1).state == "used"


def test_a_random_die_sends_a_known_vehicle_to_a_physical_check_before_acceptance(cast):
    border.home_again(cast)
    who = cast.companies[0]
    again = border.values(0, planned_at=(NOW + 30 * HOUR).isoformat(), goods=["307000900001"])
    with scope(who):
        pk = crossing.declare(again, declarant_id=who.parties[0], by=who, at=NOW + 24 * HOUR, die=0).declaration.pk
    assert state(cast, pk).channel == "physical"
    with scope(cast.desk), pytest.raises(Refused) as refused:
        crossing.accept(pk, by=cast.desk, at=NOW + 25 * HOUR)
    assert refused.value.code == "ACT-01"
    with scope(cast.desk):
        crossing.order_check(pk, bay="3", reason_code="channel", by=cast.desk, at=NOW + 25 * HOUR)
        crossing.record_check(pk, result="agrees", by=cast.desk, at=NOW + 26 * HOUR)
        crossing.accept(pk, by=cast.desk, at=NOW + 26 * HOUR)
    assert state(cast, pk).state == "accepted"
