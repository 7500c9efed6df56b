"""A doubt settled at the lane settles that doubt alone; two officers are two officers in force."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests import border
from tests.border import GATE, MINUTE, NOW, OUT, YARD
from tests.people import a_person
from thongquan.actions import crossing, gate
from thongquan.actions.gate.admit import may_second
from thongquan.actions.training.cast import Cast
from thongquan.core.refused import Conflict, NotFound, Refused
from thongquan.models import Crossing, Grant, Lane, Unit, VehicleDeclaration
from thongquan.queries.scope import scope

DATABASE = "house"

pytestmark = pytest.mark.django_db
LATER = NOW + 31 * MINUTE


@pytest.fixture
def cast() -> Cast:
    return border.open_border()


def misread(cast: Cast, pk: int, lane: int = OUT) -> str:
    """The camera reads another plate at this lane; the movement's number."""
    assert border.shown(cast, border.digits(cast, pk, 1), lane=lane, seen_plate="99Z-999.99").verdict.code == "PLATE"
    with scope(cast.lane):
        return border.row(cast, pk).number or ""


def confirmed(cast: Cast, number: str, lane: int = OUT, reason: str = "camera_misread") -> gate.Answer:
    with scope(cast.lane):
        return gate.confirm(gate.ScanRequest(uuid4(), number, GATE, lane), number, reason_code=reason, by=cast.lane, at=LATER)


def refused(cast: Cast, number: str, code: str, lane: int = OUT) -> None:
    with pytest.raises(Refused) as no:
        confirmed(cast, number, lane)
    assert no.value.code == code
    with scope(cast.lane):
        assert Crossing.objects.get(declaration__number=number, leg=1).state != "crossed"


def test_a_vehicle_held_after_the_scan_is_not_confirmed_through(cast):
    pk = border.accepted(cast)
    number = misread(cast, pk)
    with scope(cast.desk):
        crossing.hold(pk, reason_code="papers_doubtful", by=cast.desk, at=LATER)
    refused(cast, number, "GAT-07")
    with scope(cast.head):
        crossing.release(pk, reason="papers compared", by=cast.head, at=LATER)
    assert confirmed(cast, number).verdict.code == "CONFIRMED"  # negative control


def test_a_misread_plate_confirmed_in_the_yard_enters_the_yard_and_crosses_nothing(cast):
    pk = border.accepted(cast)
    answer = confirmed(cast, misread(cast, pk, YARD), YARD)
    assert answer.verdict.code == "CONFIRMED"
    with scope(cast.lane):
        leg = Crossing.objects.get(declaration=pk, leg=1)
        assert (leg.state, leg.crossed_at, border.row(cast, pk).state) == ("in_yard", None, "accepted")


def test_a_lane_closed_after_the_scan_lets_nobody_through(cast):
    pk = border.accepted(cast)
    number = misread(cast, pk)
    Lane.objects.filter(gate__code=GATE, number=OUT).update(open=False)
    refused(cast, number, "GAT-09")


def test_an_agency_that_took_its_tick_back_is_not_passed_over(cast):
    pk = border.accepted(cast)
    number = misread(cast, pk)
    with scope(cast.guard):
        gate.untick(border.row(cast, pk).crossings.get(leg=1).pk, "border_guard", by=cast.guard, at=LATER)
    refused(cast, number, "GAT-11")


def test_a_doubt_about_one_leg_says_nothing_of_the_next(cast):
    pk = border.accepted(cast)
    number = misread(cast, pk)
    assert confirmed(cast, number).verdict.code == "CONFIRMED"
    with pytest.raises(Refused) as no:
        confirmed(cast, number)
    assert no.value.code == "GAT-03"


def ordered(cast: Cast, number: str, second: int, lane: int, reason: str) -> gate.Answer:
    with scope(cast.lane):
        return gate.admit_by_order(gate.ScanRequest(uuid4(), number, GATE, lane), number, reason_code=reason, reason="the QR is torn", second=second,
                                   by=cast.lane, at=LATER)


def test_an_order_given_twice_does_not_bring_the_vehicle_home(cast):
    pk = border.accepted(cast)
    with scope(cast.lane):
        number = VehicleDeclaration.objects.get(pk=pk).number or ""
    assert ordered(cast, number, cast.head.id, OUT, "pass_unreadable").verdict.code == "BY_ORDER"
    with pytest.raises(Conflict):
        ordered(cast, number, cast.head.id, OUT, "pass_unreadable")  # the second officer at the same page, a moment later
    with pytest.raises(Refused):
        ordered(cast, number, cast.head.id, YARD, "pass_unreadable")
    assert ordered(cast, number, cast.head.id, OUT, "turned_back").verdict.code == "BY_ORDER"  # sent back by the neighbour


def test_a_role_proposed_or_taken_in_an_emergency_makes_no_second_officer(cast):
    person, office = a_person("cho"), Unit.objects.get(code="20BB")
    grant = Grant.objects.create(user_id=person.id, role="gate_officer", unit=office, since=date(2026, 1, 1), proposed_by=cast.head.id)
    assert not may_second(person.id, office.pk, NOW)
    Grant.objects.filter(pk=grant.pk).update(approved_by=cast.desk.id)
    assert may_second(person.id, office.pk, NOW)
    brief = a_person("gap")
    Grant.objects.create(user_id=brief.id, role="gate_officer", unit=office, since=date(2026, 1, 1), emergency=True, told=cast.head.id,
                         expires_at=NOW - timedelta(days=3))
    assert not may_second(brief.id, office.pk, NOW)


def test_the_agency_at_the_other_end_of_the_movement_ticks_no_leg_here(cast):
    pk = border.accepted(cast)
    far = replace(cast.guard, offices=(Unit.objects.get(code="15BB").pk,))
    with scope(cast.guard):
        leg = border.row(cast, pk).crossings.get(leg=1).pk
        with pytest.raises(NotFound):
            gate.untick(leg, "border_guard", by=far, at=LATER)
        gate.untick(leg, "border_guard", by=cast.guard, at=LATER)  # negative control
