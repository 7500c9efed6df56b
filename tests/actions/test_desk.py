"""Acts of the desk and of the head of office: who may, when, how often, and what is left behind."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests import border
from tests.people import a_person
from thongquan.actions import crossing, gate
from thongquan.actions.access import deputise
from thongquan.actions.access.looks import forget_filter, keep_filter
from thongquan.actions.crossing.look import looked_at
from thongquan.actions.training.cast import Cast
from thongquan.core.actor import Actor
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused, RulesBroken
from thongquan.models import (
    AuditEvent,
    DeclarationRequest,
    LookUp,
    Notice,
    Pass,
    PhysicalCheck,
    SavedFilter,
    User,
    VehicleDeclaration,
    Violation,
)
from thongquan.queries.access import actor_of
from thongquan.queries.scope import scope

DATABASE = "house"

pytestmark = pytest.mark.django_db
NOW, MINUTE = border.NOW, border.MINUTE
HOUR = timedelta(hours=1)


@pytest.fixture
def cast() -> Cast:
    return border.open_border()


def told(cast: Cast, pk: int) -> list[str]:
    """What the log says happened to a declaration, oldest first."""
    with scope(cast.desk):
        return list(AuditEvent.objects.filter(object_type="vehicle", object_id=pk).order_by("id").values_list("action", flat=True))


def state(cast: Cast, pk: int) -> str:
    with scope(cast.desk):
        return border.row(cast, pk).state


def owner(cast: Cast, pk: int) -> Actor:
    with scope(cast.desk):
        declarant = border.row(cast, pk).declarant_id
    return next(who for who in cast.companies if who.parties[0] == declarant)


# ---- accepting -----------------------------------------------------------------------------------------------------


def test_accepting_issues_both_passes_expects_the_vehicle_and_tells_the_declarant(cast):
    pk = border.declared(cast)
    with scope(cast.desk):
        receipt = crossing.accept(pk, by=cast.desk, at=NOW + MINUTE)
        row = border.row(cast, pk)
        assert (row.state, row.taken_by, row.revision) == ("accepted", cast.desk.id, 1)
        assert row.crossings.get(leg=1).state == "expected"
        assert set(Pass.objects.filter(declaration=pk, state="issued").values_list("leg", flat=True)) == {1, 2}
    assert len(receipt.leaf) == 64 and told(cast, pk)[-1] == "crossing.accept"
    who = owner(cast, pk)
    with scope(who):
        assert Notice.objects.filter(kind="accepted").exists()


def test_only_the_desk_accepts(cast):
    pk = border.declared(cast)
    for who in (cast.guard, owner(cast, pk), replace(cast.desk, roles=frozenset({"inspector"}))):
        with scope(who), pytest.raises(NotAllowed):
            crossing.accept(pk, by=who, at=NOW)
    assert state(cast, pk) == "submitted"


def test_an_office_at_the_other_end_of_the_country_sees_nothing_to_accept(cast):
    pk = border.declared(cast)
    far = a_person("xa", "dossier_officer", unit="15BB")
    with scope(far), pytest.raises(NotFound):
        crossing.accept(pk, by=far, at=NOW)


def test_what_is_accepted_cannot_be_accepted_again(cast):
    pk = border.accepted(cast)
    with scope(cast.desk), pytest.raises(Conflict) as twice:
        crossing.accept(pk, by=cast.desk, at=NOW + HOUR)
    assert twice.value.code == "FLW-01"


def test_nobody_decides_what_he_typed_in_himself(cast):
    serving = replace(cast.desk, on_behalf_of=cast.companies[1].parties[0])
    with scope(serving):
        pk = crossing.declare(border.values(5), declarant_id=cast.companies[1].parties[0], by=serving, at=NOW, die=9999).declaration.pk
        acts = (lambda: crossing.accept(pk, by=serving, at=NOW), lambda: crossing.receive(pk, by=serving, at=NOW),
                lambda: crossing.ask(pk, [{"need": "x"}], by=serving, at=NOW),
                lambda: crossing.order_check(pk, bay="1", reason_code="random", by=serving, at=NOW),
                lambda: crossing.return_with_reasons(pk, reasons=["duplicate"], by=serving, at=NOW))
        for act in acts:
            with pytest.raises(NotAllowed) as own:
                act()
            assert own.value.code == "ACC-03"
    other = a_person("linh", "dossier_officer")
    with scope(other):
        crossing.accept(pk, by=other, at=NOW)  # negative control: a colleague may
    assert state(cast, pk) == "accepted"


def test_of_two_officers_at_once_one_is_told_that_it_changed(cast):
    pk = border.declared(cast)
    with scope(cast.desk):
        seen = border.row(cast, pk).version
        crossing.ask(pk, [{"need": "Ảnh rõ hơn"}], by=cast.desk, at=NOW, version=seen)
    other = a_person("linh", "dossier_officer")
    with scope(other), pytest.raises(Conflict) as late:
        crossing.return_with_reasons(pk, reasons=["duplicate"], by=other, at=NOW, version=seen)
    assert late.value.code == "GEN-409" and state(cast, pk) == "asked"


def test_a_physical_lane_is_accepted_only_after_the_check(cast):
    pk = border.declared(cast)
    with scope(cast.desk):
        VehicleDeclaration.objects.filter(pk=pk).update(channel="physical")
        with pytest.raises(Refused) as early:
            crossing.accept(pk, by=cast.desk, at=NOW)
        assert early.value.code == "ACT-01"
        crossing.order_check(pk, bay="3", reason_code="channel", by=cast.desk, at=NOW)
        assert border.row(cast, pk).state == "checking"
        crossing.record_check(pk, result="agrees", remarks="Niêm phong nguyên vẹn", by=cast.desk, at=NOW + 9 * MINUTE)
        crossing.accept(pk, by=cast.desk, at=NOW + 10 * MINUTE)
        check = PhysicalCheck.objects.get(declaration=pk)
    assert (check.result, check.done_at) == ("agrees", NOW + 9 * MINUTE)


@pytest.mark.parametrize(("bay", "why", "code"), [("", "random", "GAT-04"), ("3", "because", "GAT-04")])
def test_a_check_needs_a_bay_and_a_reason_from_the_list(cast, bay, why, code):
    pk = border.declared(cast)
    with scope(cast.desk), pytest.raises(Refused) as found:
        crossing.order_check(pk, bay=bay, reason_code=why, by=cast.desk, at=NOW)
    assert found.value.code == code and state(cast, pk) == "submitted"


def test_a_result_comes_from_the_list(cast):
    pk = border.declared(cast)
    with scope(cast.desk):
        crossing.order_check(pk, bay="3", reason_code="random", by=cast.desk, at=NOW)
        with pytest.raises(Refused):
            crossing.record_check(pk, result="fine", by=cast.desk, at=NOW)


def test_green_ones_are_accepted_together_each_with_its_own_result(cast):
    green, yellow, gone = border.declared(cast, 1), border.declared(cast, 2), border.declared(cast, 3)
    with scope(cast.desk):
        VehicleDeclaration.objects.filter(pk__in=(green, gone)).update(channel="none")
        VehicleDeclaration.objects.filter(pk=yellow).update(channel="document")
    who = owner(cast, gone)
    with scope(who):
        crossing.cancel(gone, by=who, at=NOW)
    with scope(cast.desk):
        results = crossing.accept_many([green, yellow, gone, 999_999], by=cast.desk, at=NOW)
    codes = {pk: result.code if isinstance(result, Refused) else "done" for pk, result in results.items()}
    assert codes == {green: "done", yellow: "ACT-02", gone: "FLW-01", 999_999: "GEN-404"}
    assert [state(cast, pk) for pk in (green, yellow, gone)] == ["accepted", "submitted", "cancelled"]


# ---- asking and refusing --------------------------------------------------------------------------------------------


def test_a_question_without_a_need_is_refused(cast):
    pk = border.declared(cast)
    with scope(cast.desk), pytest.raises(Refused) as empty:
        crossing.ask(pk, [{"field": "plate", "need": "  "}], by=cast.desk, at=NOW)
    assert empty.value.code == "ASK-01" and state(cast, pk) == "submitted"


def test_three_rounds_of_questions_and_no_more(cast):
    pk = border.declared(cast)
    for n in range(3):
        with scope(cast.desk):
            crossing.ask(pk, [{"field": "drivers", "rule": "DRV-03", "need": f"Lần {n}"}], by=cast.desk, at=NOW + n * HOUR)
        who = owner(cast, pk)
        with scope(who):
            crossing.answer_question(pk, answer="Đã gửi", by=who, at=NOW + n * HOUR + MINUTE)
    with scope(cast.desk), pytest.raises(Refused) as fourth:
        crossing.ask(pk, [{"need": "Nữa"}], by=cast.desk, at=NOW + 4 * HOUR)
    assert fourth.value.code == "ASK-02"
    assert told(cast, pk).count("crossing.ask") == 3


def test_a_refusal_is_no_round_of_questions(cast):
    pk = border.declared(cast)
    with scope(cast.desk):
        crossing.return_with_reasons(pk, reasons=["papers_unreadable"], by=cast.desk, at=NOW)
    who = owner(cast, pk)
    with scope(who):
        crossing.submit(pk, by=who, at=NOW + MINUTE, die=9999)
    for n in range(3):
        with scope(cast.desk):
            crossing.ask(pk, [{"need": f"Lần {n}"}], by=cast.desk, at=NOW + n * HOUR)
        who = owner(cast, pk)
        with scope(who):
            crossing.answer_question(pk, answer="Đã gửi", by=who, at=NOW + n * HOUR + MINUTE)


def test_a_refusal_needs_a_reason_from_the_list_and_keeps_the_gaps(cast):
    pk = border.declared(cast)
    with scope(cast.desk):
        for reasons in ([], ["because"]):
            with pytest.raises(Refused) as none:
                crossing.return_with_reasons(pk, reasons=reasons, by=cast.desk, at=NOW)
            assert none.value.code == "RET-01"
        crossing.return_with_reasons(pk, reasons=["driver_differs", "papers_expired"], by=cast.desk, at=NOW, gaps=[
            {"field": "drivers", "rule": "DRV-03", "need": "Số giấy không khớp"}, {"field": "plate", "need": ""}])
        points = DeclarationRequest.objects.get(declaration=pk).points
    assert points == [{"reason": "driver_differs"}, {"reason": "papers_expired"},
                      {"field": "drivers", "rule": "DRV-03", "need": "Số giấy không khớp"}]
    assert state(cast, pk) == "returned"


def test_an_open_question_falls_away_with_the_refusal(cast):
    pk = border.declared(cast)
    with scope(cast.desk):
        crossing.ask(pk, [{"need": "Ảnh"}], by=cast.desk, at=NOW)
        crossing.return_with_reasons(pk, reasons=["not_answered"], by=cast.desk, at=NOW + 25 * HOUR)
        assert list(DeclarationRequest.objects.filter(declaration=pk).order_by("id").values_list("state", flat=True)) == ["withdrawn", "returned"]


# ---- holds ------------------------------------------------------------------------------------------------------------


def test_the_desk_holds_and_only_the_head_releases(cast):
    pk = border.accepted(cast)
    with scope(cast.desk):
        with pytest.raises(Refused):
            crossing.hold(pk, reason_code="mood", by=cast.desk, at=NOW)
        crossing.hold(pk, reason_code="papers_doubtful", reason="chờ xác minh", by=cast.desk, at=NOW)
        with pytest.raises(NotAllowed):
            crossing.release(pk, reason="xong", by=cast.desk, at=NOW)
    assert border.shown(cast, border.digits(cast, pk, 1)).verdict.sign == "stop"
    with scope(cast.head):
        with pytest.raises(Refused) as wordless:
            crossing.release(pk, reason="  ", by=cast.head, at=NOW)
        assert wordless.value.code == "REQ-04"
        crossing.release(pk, reason="Giấy tờ thật", by=cast.head, at=NOW + HOUR)
        with pytest.raises(Refused):
            crossing.release(pk, reason="lần nữa", by=cast.head, at=NOW + HOUR)


# ---- changes, cancellations, extensions ------------------------------------------------------------------------------


def asks_to_change(cast: Cast, pk: int) -> DeclarationRequest:
    who = owner(cast, pk)
    with scope(who):
        return crossing.request_amendment(pk, {"make": "Hyundai", "seats": 3}, reason="Khai sai", by=who, at=NOW + 5 * MINUTE)


def test_an_approved_change_gives_the_next_revision_and_keeps_before_and_after(cast):
    pk = border.accepted(cast)
    row = asks_to_change(cast, pk)
    assert row.after == {"make": "Hyundai", "seats": 3}
    with scope(cast.desk):
        crossing.decide_amendment(pk, approve=True, by=cast.desk, at=NOW + HOUR)
        found = border.row(cast, pk)
        assert (found.revision, found.body["make"]) == (2, "Hyundai")
        assert set(Pass.objects.filter(declaration=pk).values_list("revision", "state")) == {(1, "revoked"), (2, "issued")}


def test_a_change_is_refused_only_with_a_reason_and_then_nothing_changes(cast):
    pk = border.accepted(cast)
    asks_to_change(cast, pk)
    with scope(cast.desk):
        with pytest.raises(Refused) as wordless:
            crossing.decide_amendment(pk, approve=False, reason=" ", by=cast.desk, at=NOW + HOUR)
        assert wordless.value.code == "REQ-04"
        crossing.decide_amendment(pk, approve=False, reason="Không có căn cứ", by=cast.desk, at=NOW + HOUR)
        assert border.row(cast, pk).revision == 1
        with pytest.raises(NotFound) as none:
            crossing.decide_amendment(pk, approve=True, by=cast.desk, at=NOW + HOUR)
    assert none.value.code == "REQ-02"


def test_who_asked_does_not_decide(cast):
    pk = border.accepted(cast)
    asks_to_change(cast, pk)
    with scope(cast.desk):
        DeclarationRequest.objects.filter(declaration=pk).update(asked_by=cast.desk.id)
        with pytest.raises(NotAllowed) as own:
            crossing.decide_amendment(pk, approve=True, by=cast.desk, at=NOW)
    assert own.value.code == "ACC-03"


def test_a_cancellation_is_decided_by_the_desk_and_ends_the_passes(cast):
    pk = border.accepted(cast)
    who = owner(cast, pk)
    with scope(who):
        crossing.request_cancel(pk, reason_code="vehicle_broken", by=who, at=NOW)
        with pytest.raises(Refused) as twice:
            crossing.request_cancel(pk, reason_code="vehicle_broken", by=who, at=NOW)
        with pytest.raises(NotAllowed):
            crossing.decide_cancel(pk, approve=True, by=who, at=NOW)
    assert twice.value.code == "REQ-01"
    with scope(cast.desk):
        crossing.decide_cancel(pk, approve=True, by=cast.desk, at=NOW + HOUR)
        assert not Pass.objects.filter(declaration=pk, state="issued").exists()
    assert state(cast, pk) == "cancelled"


def asks_for_time(cast: Cast, pk: int, hours: int = 24) -> DeclarationRequest:
    who = owner(cast, pk)
    with scope(who):
        return crossing.request_extension(pk, hours=hours, reason_code="repair", reason="Hỏng hộp số", by=who, at=NOW + 3 * HOUR)


@pytest.mark.parametrize("hours", [0, 49])
def test_an_extension_is_at_most_48_hours(cast, hours):
    pk = border.crossed_out(cast)
    with pytest.raises(Refused) as found:
        asks_for_time(cast, pk, hours)
    assert found.value.code in ("EXT-02", "LEG-13", "LEG-11")


def test_only_the_head_of_office_extends_and_only_once(cast):
    pk = border.crossed_out(cast)
    asks_for_time(cast, pk, 48)
    with scope(cast.desk), pytest.raises(NotAllowed) as desk:
        crossing.decide_extension(pk, approve=True, by=cast.desk, at=NOW + 4 * HOUR)
    assert desk.value.code == "FLW-02"
    with scope(cast.head):
        before = border.row(cast, pk).due_back_at
        after = crossing.decide_extension(pk, approve=True, by=cast.head, at=NOW + 4 * HOUR)
    assert (after.due_back_at - before, after.extended) == (timedelta(hours=48), True)
    with pytest.raises(Refused) as again:
        asks_for_time(cast, pk, 1)
    assert again.value.code in ("EXT-01", "LEG-10", "LEG-12")


def test_a_deputy_decides_between_his_dates_and_not_after(cast):
    pk = border.crossed_out(cast)
    asks_for_time(cast, pk)
    linh = a_person("linh", "dossier_officer")
    today = NOW.date()
    with scope(cast.head):
        deputise(cast.head.id, linh.id, since=today, until=today, by=cast.head, at=NOW)
    user = User.objects.get(pk=linh.id)
    assert "office_leader" not in actor_of(user, today + timedelta(days=1)).roles
    deputy = actor_of(user, today)
    assert "office_leader" in deputy.roles
    with scope(deputy):
        crossing.decide_extension(pk, approve=True, by=deputy, at=NOW + 4 * HOUR)


def test_a_violation_is_confirmed_with_a_number_or_dismissed_with_a_reason(cast):
    pk = border.crossed_out(cast)
    with scope(cast.desk):
        VehicleDeclaration.objects.filter(pk=pk).update(due_back_at=NOW + HOUR)
    clock = Actor(None, "system", frozenset({"system"}), cast.desk.offices)
    with scope(clock):
        drafted = crossing.mark_overdue(pk, by=clock, at=NOW + 3 * HOUR)
    assert drafted is not None and drafted.fine_max > 0
    with scope(cast.desk):
        for wrong, code in (({"confirm": True}, "VIO-01"), ({"confirm": False}, "REQ-04")):
            with pytest.raises(Refused) as found:
                crossing.confirm_violation(drafted.pk, **wrong, by=cast.desk, at=NOW + 4 * HOUR)
            assert found.value.code == code
        crossing.confirm_violation(drafted.pk, confirm=True, record_number="12/BB-VP", by=cast.desk, at=NOW + 4 * HOUR)
        with pytest.raises(Conflict):
            crossing.confirm_violation(drafted.pk, confirm=False, reason="x", by=cast.desk, at=NOW + 5 * HOUR)
        assert Violation.objects.get(pk=drafted.pk).state == "confirmed"


def test_validity_is_prolonged_by_the_head_to_a_later_moment(cast):
    pk = border.accepted(cast)
    with scope(cast.head):
        end = border.row(cast, pk).valid_until
        with pytest.raises(Refused) as earlier:
            crossing.prolong(pk, until=end - HOUR, reason="chậm", by=cast.head, at=NOW)
        crossing.prolong(pk, until=end + 24 * HOUR, reason="Phía bạn tạm dừng", by=cast.head, at=NOW)
        assert border.row(cast, pk).valid_until == end + 24 * HOUR
    assert earlier.value.code == "PRO-01"


# ---- looks, filters, reviews -----------------------------------------------------------------------------------------


def test_a_look_is_kept_once_in_ten_minutes(cast):
    pk = border.declared(cast)
    with scope(cast.desk):
        row = border.row(cast, pk)
        for minutes in (0, 3, 11):
            looked_at(row, by=cast.desk, at=NOW + minutes * MINUTE)
        assert LookUp.objects.filter(object_id=pk).count() == 2
    who = owner(cast, pk)
    with scope(who):
        looked_at(row, by=who, at=NOW)
        assert not LookUp.objects.exists()


def test_filters_belong_to_the_one_who_kept_them(cast):
    with scope(cast.desk):
        kept = keep_filter("  Biển   Trung Quốc ", {"queue": ["documents"], "f": ["foreign"]}, by=cast.desk)
        keep_filter("Biển Trung Quốc", {"queue": ["green"]}, by=cast.desk)
        assert SavedFilter.objects.get().query == "queue=green"
        with pytest.raises(RulesBroken):
            keep_filter(" ", {}, by=cast.desk)
    with scope(cast.head):
        assert not SavedFilter.objects.exists()
        with pytest.raises(NotFound):
            forget_filter(kept.pk, by=cast.head)
    with scope(cast.desk):
        forget_filter(kept.pk, by=cast.desk)


def test_an_admission_by_order_is_reviewed_once_by_a_third_person(cast):
    pk = border.accepted(cast)
    request = gate.ScanRequest(uuid4(), "", border.GATE, border.OUT)
    with scope(cast.lane):
        gate.admit_by_order(request, border.row(cast, pk).number, reason_code="pass_unreadable", reason="Mã QR rách", second=cast.head.id,
                            by=cast.lane, at=timezone.now())
    with scope(cast.head), pytest.raises(NotAllowed) as own:
        gate.review_admission(request.id, right=True, by=cast.head, at=NOW)
    assert own.value.code == "ACC-03"
    team = a_person("to_truong", "team_leader")
    with scope(team):
        with pytest.raises(Refused):
            gate.review_admission(request.id, right=False, words=" ", by=team, at=NOW)
        gate.review_admission(request.id, right=True, by=team, at=NOW)
        with pytest.raises(Conflict):
            gate.review_admission(request.id, right=True, by=team, at=NOW)
    with scope(cast.desk), pytest.raises(NotAllowed):
        gate.review_admission(request.id, right=True, by=cast.desk, at=NOW)
