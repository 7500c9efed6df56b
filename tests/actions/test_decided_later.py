"""What was asked is decided later: the case has moved on meanwhile, or moves on by the decision."""

from datetime import timedelta

import pytest

from tests import border
from tests.border import MINUTE, NOW
from thongquan.actions import crossing
from thongquan.actions.crossing.watch import watch
from thongquan.actions.document import attach
from thongquan.actions.training.cast import Cast
from thongquan.catalog.reasons import EXTENSION_REASONS
from thongquan.core.actor import Actor
from thongquan.core.refused import Conflict, NotAllowed, Refused
from thongquan.models import AuditEvent, DeclarationRequest, Document, Notice, Pass, VehicleDeclaration
from thongquan.queries.scope import scope

DATABASE = "house"

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
FAR = "VNHUGT"


@pytest.fixture
def cast() -> Cast:
    return border.open_border()


def owner(cast: Cast) -> Actor:
    return cast.companies[0]


def asked(cast: Cast, pk: int, **changes: object) -> DeclarationRequest:
    who = owner(cast)
    with scope(who):
        return crossing.request_amendment(pk, changes, reason="Khai sai", by=who, at=NOW + 5 * MINUTE)


def row(cast: Cast, pk: int) -> VehicleDeclaration:
    who = owner(cast)
    with scope(who):
        return border.row(cast, pk)


def test_a_change_asked_before_the_crossing_does_not_rewrite_the_leg_that_has_crossed(cast):
    pk = border.accepted(cast)
    assert asked(cast, pk, plate="14C-111.22", country="VN").state == "open"
    plate = row(cast, pk).plate_key
    assert border.shown(cast, border.digits(cast, pk, 1)).verdict.code == "OK"
    with scope(cast.desk), pytest.raises(Conflict) as late:
        crossing.decide_amendment(pk, approve=True, by=cast.desk, at=NOW + HOUR)
    assert late.value.code == "CHG-05" and row(cast, pk).plate_key == plate
    with scope(cast.desk):
        crossing.decide_amendment(pk, approve=False, reason="Đã qua cửa khẩu", by=cast.desk, at=NOW + HOUR)  # negative control


def test_a_later_day_that_an_officer_approves_lengthens_the_validity_with_it(cast):
    pk = border.accepted(cast)
    until = row(cast, pk).valid_until
    later = until + timedelta(days=2)
    assert asked(cast, pk, planned_at=later.isoformat()).state == "open"
    with scope(cast.desk):
        crossing.decide_amendment(pk, approve=True, by=cast.desk, at=NOW + HOUR)
    found = row(cast, pk)
    assert found.planned_at == later and found.valid_until == later + timedelta(hours=72)
    with scope(cast.desk):
        assert Pass.objects.get(declaration=pk, leg=1, state="issued").not_after >= later
    assert watch(until + HOUR).expired == 0


def test_an_earlier_day_leaves_the_validity_as_it_was(cast):
    pk = border.accepted(cast)
    until = row(cast, pk).valid_until
    assert asked(cast, pk, planned_at=(until - 24 * HOUR).isoformat()).state == "approved"
    assert row(cast, pk).valid_until == until


def test_another_first_gate_hands_the_case_to_its_office(cast):
    pk = border.accepted(cast, **border.PERMIT)
    assert asked(cast, pk, gate=FAR).state == "open"
    with scope(cast.desk):
        crossing.decide_amendment(pk, approve=True, by=cast.desk, at=NOW + HOUR)
    found = row(cast, pk)
    assert found.gate.code == FAR and found.office.code == "15BB"
    with scope(cast.desk):
        assert not VehicleDeclaration.objects.filter(pk=pk).exists()  # the old office's part in it has ended
    with scope(owner(cast)):
        assert found.crossings.get(leg=1).office_id == found.office_id
        assert set(Pass.objects.filter(declaration=pk, state="issued").values_list("office_id", flat=True)) == {found.office_id}


def test_only_the_desk_says_no_to_a_cancellation(cast):
    pk, who = border.accepted(cast), owner(cast)
    with scope(who):
        crossing.request_cancel(pk, reason_code="vehicle_broken", by=who, at=NOW)
        with pytest.raises(NotAllowed):
            crossing.decide_cancel(pk, approve=False, reason="never mind", by=Actor(None, "x", who.roles, (), who.parties), at=NOW)


def test_a_vehicle_on_hold_is_not_cancelled_out_of_it(cast):
    pk, who = border.accepted(cast), owner(cast)
    with scope(who):
        crossing.request_cancel(pk, reason_code="vehicle_broken", by=who, at=NOW)
    with scope(cast.desk):
        crossing.hold(pk, reason_code="court_order", by=cast.desk, at=NOW)
        with pytest.raises(Conflict) as held:
            crossing.decide_cancel(pk, approve=True, by=cast.desk, at=NOW)
        with pytest.raises(Conflict):
            crossing.hold(pk, reason_code="safety", by=cast.desk, at=NOW)  # the first hold keeps its reason
    assert held.value.code == "CHG-07" and row(cast, pk).hold_reason == "court_order"


def test_a_request_nobody_can_decide_any_more_is_laid_down_and_told(cast):
    pk, who = border.crossed_out(cast), owner(cast)
    due = row(cast, pk).due_back_at
    with scope(who):
        crossing.request_extension(pk, hours=5, reason_code=next(iter(EXTENSION_REASONS)), by=who, at=due - HOUR)
    assert watch(due - MINUTE).withdrawn == 0
    done = watch(due + MINUTE)
    assert (done.overdue, done.withdrawn) == (1, 1)
    with scope(who):
        assert DeclarationRequest.objects.get(declaration=pk, kind="extend").state == "withdrawn"
        assert Notice.objects.filter(kind="request_closed").exists()
        assert AuditEvent.objects.filter(object_type="vehicle", object_id=pk, action="crossing.withdraw_request").count() == 1
    assert watch(due + HOUR).withdrawn == 0


def stands_for(cast: Cast, lost: int) -> int:
    """The declaration that its declarant makes for a lost one, with his explanation, accepted."""
    who = owner(cast)
    with scope(who):
        answers = border.values(redeclares_number=row(cast, lost).number, planned_at=(NOW + 70 * MINUTE).isoformat(), goods=["309000000001"])
        pk = crossing.draft(answers, declarant_id=who.parties[0], by=who, at=NOW + HOUR).pk
        with pytest.raises(Refused) as unexplained:
            crossing.submit(pk, by=who, at=NOW + HOUR, die=9999)
        assert unexplained.value.code == "DOC-01"
        paper = Document.objects.create(
            declarant_id=who.parties[0], kind="explanation", file_name="x.pdf", media_type="application/pdf", size=1, sha256="0" * 64, pages=1,
            content=b"x", uploaded_at=NOW)
        attach(pk, paper.pk, by=who, at=NOW + HOUR)
        crossing.submit(pk, by=who, at=NOW + HOUR, die=9999)
    with scope(cast.desk):
        crossing.accept(pk, by=cast.desk, at=NOW + HOUR)
    return pk


def test_a_redeclared_vehicle_takes_its_extension_its_hold_and_its_lateness_along(cast):
    old = border.crossed_out(cast)
    due = row(cast, old).due_back_at
    with scope(owner(cast)):
        crossing.request_extension(old, hours=5, reason_code=next(iter(EXTENSION_REASONS)), by=owner(cast), at=NOW + HOUR)
    with scope(cast.head):
        crossing.decide_extension(old, approve=True, by=cast.head, at=NOW + HOUR)
    fresh = stands_for(cast, old)
    with scope(cast.desk):
        crossing.redeclare(fresh, lost=old, by=cast.desk, at=NOW + 2 * HOUR)
    found = row(cast, fresh)
    assert (found.state, found.extended, found.due_back_at) == ("under_way", True, due + 5 * HOUR)


def test_a_vehicle_on_hold_is_not_redeclared_out_of_it(cast):
    old = border.crossed_out(cast)
    fresh = stands_for(cast, old)
    with scope(cast.desk):
        crossing.hold(old, reason_code="court_order", by=cast.desk, at=NOW + HOUR)
        with pytest.raises(Conflict) as held:
            crossing.redeclare(fresh, lost=old, by=cast.desk, at=NOW + 2 * HOUR)
    assert held.value.code == "CHG-07"


def test_a_check_before_the_last_sending_says_nothing_of_what_is_sent_now(cast):
    pk, who = border.declared(cast), owner(cast)
    with scope(cast.desk):
        crossing.order_check(pk, bay="3", reason_code="random", by=cast.desk, at=NOW)
        crossing.record_check(pk, result="vehicle_differs", by=cast.desk, at=NOW + MINUTE)
        crossing.return_with_reasons(pk, reasons=["vehicle_differs"], by=cast.desk, at=NOW + 2 * MINUTE)
    with scope(who):
        crossing.submit(pk, by=who, at=NOW + 3 * MINUTE, die=9999)
    with scope(cast.desk):
        VehicleDeclaration.objects.filter(pk=pk).update(channel="physical")
        with pytest.raises(Refused) as unchecked:
            crossing.accept(pk, by=cast.desk, at=NOW + 4 * MINUTE)
        assert unchecked.value.code == "ACT-01"
        crossing.order_check(pk, bay="3", reason_code="channel", by=cast.desk, at=NOW + 4 * MINUTE)
        crossing.record_check(pk, result="agrees", by=cast.desk, at=NOW + 5 * MINUTE)
        crossing.accept(pk, by=cast.desk, at=NOW + 6 * MINUTE)
