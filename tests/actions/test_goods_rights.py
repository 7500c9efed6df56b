"""Goods in the wrong hands: officers who only see a case, second signatures, money that overtakes a change."""

from datetime import timedelta

import pytest

from tests import border
from tests.border import accepted
from tests.goods import HOUR, MINUTE, NOW, QUIET, answers, lodged, officer_of, open_house, seen
from thongquan.actions import clearance, inspection, payment
from thongquan.actions.declaration import ask as asking
from thongquan.actions.declaration import change, decide
from thongquan.actions.inspection import Seen
from thongquan.catalog.goods_reasons import INSPECT_REASONS
from thongquan.core.actor import Actor, system
from thongquan.core.refused import Conflict, NotAllowed, Refused
from thongquan.models import AuditEvent, Gate, GoodsDecision, Guarantee, GuaranteeUse, InspectionOrder, Payment, PaymentOrder, Unit
from thongquan.queries.access import all_units
from thongquan.queries.scope import everywhere, scope
from thongquan.web.trader.goods import story

DATABASE = "house"
pytestmark = pytest.mark.django_db
RED_DIE, YELLOW_DIE = 0, 60


@pytest.fixture
def house():
    return open_house()


def whole():
    return scope(system(all_units()))


def head_of(code, role="office_leader"):
    """A leader of a unit, whoever that is."""
    with whole():
        unit = Unit.objects.get(code=code)
    return Actor(90_000 + unit.pk, "head", frozenset({role}), (unit.pk,))


def made(house, die=QUIET, n=3, trader=1, **over):
    who = house[1].traders[trader]
    (row,) = lodged(who, answers(n, **over), die=die)
    return who, row.declaration.pk


def clerk_of(pk, kind="dossier"):
    with everywhere():
        return officer_of(pk, kind)


def asked(pk, unit):
    """Another unit is asked for its view and so sees the case."""
    clerk = clerk_of(pk)
    with scope(clerk):
        return asking.consult(pk, unit, "Xin ý kiến về phân loại mặt hàng", by=clerk, at=NOW + MINUTE)


def test_a_unit_that_is_asked_only_answers_and_then_sees_the_case_no_more(house):
    who, pk = made(house, YELLOW_DIE)
    request = asked(pk, "15BB")
    head = head_of("15BB")
    with scope(head):
        assert seen(pk).state == "checking"
        for act in (
            lambda: decide.override(pk, "green", reason_code="OVR-11", reason="Không cần", by=head, at=NOW + HOUR),
            lambda: clearance.to_storage(pk, place="Kho A", reason="Đề nghị", by=head, at=NOW + HOUR),
        ):
            with pytest.raises(NotAllowed):
                act()
    clerk = clerk_of(pk)
    with scope(clerk):
        asking.ask(pk, [{"field": "/lines/0/origin", "rule": "LIN-05", "need": "Giấy chứng nhận xuất xứ bản rõ"}], by=clerk, at=NOW + 2 * HOUR)
    with scope(who):
        asking.answer(pk, ["Đã nộp"], changes={"notes": "Bổ sung"}, by=who, at=NOW + 3 * HOUR)
    with scope(head):
        asking.advise(request.pk, "Đồng ý phân loại", by=head, at=NOW + 4 * HOUR)
    with scope(head), pytest.raises(Exception, match="does not exist"):
        seen(pk)


def test_only_the_heads_of_the_case_cancel_countersign_and_lift(house):
    who, pk = made(house, YELLOW_DIE)
    asked(pk, "15BB")
    stranger, clerk = head_of("15BB"), clerk_of(pk)
    with scope(who):
        wish = change.request_cancel(pk, reason_code="CAN-01", reason="Đối tác hoãn giao", by=who, at=NOW + HOUR)
    with scope(stranger), pytest.raises(NotAllowed):
        change.decide_cancel(wish.pk, approve=True, by=stranger, at=NOW + 2 * HOUR)
    with scope(clerk):
        row = decide.agree(pk, reason_code="DOS-02", by=clerk, at=NOW + 2 * HOUR)
    with whole():
        GoodsDecision.objects.filter(pk=row.pk).update(countersign=True)
    with scope(stranger):
        for act in (lambda: decide.countersign(row.pk, by=stranger, at=NOW + 3 * HOUR),
                    lambda: clearance.hold(pk, reason_code="HLD-01", reason="Nghi ngờ", by=stranger, at=NOW + 3 * HOUR)):
            with pytest.raises(NotAllowed):
                act()
    chau = house[1].officers["chau"]
    with scope(chau):
        clearance.hold(pk, reason_code="HLD-01", reason="Nghi ngờ", by=chau, at=NOW + 3 * HOUR)
        with pytest.raises(Conflict):
            clearance.hold(pk, reason_code="HLD-01", reason="Gia hạn lén", by=chau, at=NOW + 9 * HOUR)
    with scope(stranger), pytest.raises(NotAllowed):
        clearance.unhold(pk, reason="Đã rõ", by=stranger, at=NOW + 4 * HOUR)


def test_who_has_another_part_in_the_case_never_signs_second(house):
    _, pk = made(house, RED_DIE)
    inspector = clerk_of(pk, "inspection")
    with everywhere():
        order = InspectionOrder.objects.get(declaration_id=pk)
    with scope(inspector):
        inspection.begin(order.pk, by=inspector, at=order.slot_at)
        inspection.record_result(order.pk, [Seen(1, outcome="quantity")], outcome="quantity", by=inspector, at=order.slot_at + HOUR)
    clerk = clerk_of(pk)
    with scope(clerk):
        row = decide.agree(pk, reason_code="DOS-02", by=clerk, at=order.slot_at + 2 * HOUR)
    with whole():
        GoodsDecision.objects.filter(pk=row.pk).update(countersign=True)
        both = Actor(inspector.id, "both", frozenset({"inspector", "office_leader"}), inspector.offices)
    with scope(both), pytest.raises(NotAllowed):
        decide.countersign(row.pk, by=both, at=order.slot_at + 3 * HOUR)


def test_an_inspector_of_another_place_neither_moves_nor_joins_nor_receives(house):
    _, pk = made(house, RED_DIE)
    with everywhere():
        order = InspectionOrder.objects.select_related("site").get(declaration_id=pk)
        place = order.site.office_id
    mine = clerk_of(pk, "inspection")
    other = Actor(91_000, "other", frozenset({"inspector", "team_leader"}), (house[1].officers["chau"].offices[0],))
    assert place not in other.offices
    watcher = Actor(None, "broker", frozenset({"broker"}), (), house[1].traders[1].parties, watched=house[1].traders[1].parties)
    for who in (other, watcher):
        with scope(who):
            for act in (lambda who=who: inspection.present(order.pk, by=who, at=NOW),
                        lambda who=who: inspection.reschedule(order.pk, slot_at=order.slot_at + HOUR, reason_code="RES-04", by=who, at=NOW)):
                with pytest.raises(NotAllowed):
                    act()
    with scope(mine):
        inspection.begin(order.pk, by=mine, at=order.slot_at)
    with scope(other), pytest.raises(NotAllowed):
        inspection.begin(order.pk, by=other, at=order.slot_at)


def test_a_result_for_an_order_that_fell_away_is_no_result(house):
    _, pk = made(house, RED_DIE)
    mine = clerk_of(pk, "inspection")
    with everywhere():
        order = InspectionOrder.objects.get(declaration_id=pk)
    with scope(mine):
        inspection.begin(order.pk, by=mine, at=order.slot_at)
    with whole():
        inspection.withdraw(order.pk, reason="test", by=system(), at=order.slot_at)
    with scope(mine), pytest.raises(Conflict, match="INS-90"):
        inspection.record_result(order.pk, [Seen(1)], outcome="agrees", by=mine, at=order.slot_at + HOUR)


def test_a_correction_in_an_answer_is_taxed_and_judged_like_an_amendment(house):
    who, pk = made(house, YELLOW_DIE)
    clerk = clerk_of(pk)
    with scope(clerk):
        asking.ask(pk, [{"field": "/lines/0/invoice_value", "rule": "LIN-05", "need": "Trị giá thấp hơn hợp đồng, khai lại"}], by=clerk, at=NOW + HOUR)
    with scope(who):
        before = seen(pk)
        line = {**before.body["lines"][0], "invoice_value": before.body["lines"][0]["invoice_value"] * 2, "unit_price": None}
        with pytest.raises(Refused):
            asking.answer(pk, ["Đã khai lại"], changes={"kind": "A12"}, by=who, at=NOW + 2 * HOUR)
    with scope(who):
        asking.answer(pk, ["Đã khai lại"], changes={"lines": [line], "invoice_total": line["invoice_value"]}, by=who, at=NOW + 2 * HOUR)
    with whole():
        row = seen(pk)
        assert row.tax_total > before.tax_total and row.orders.get(state="open").amount == row.tax_total
        assert row.lines.get().tax_total == row.tax_total


def order_of(pk):
    with whole():
        return PaymentOrder.objects.get(declaration_id=pk, state="open")


def dearer(who, pk, at):
    """The value is amended upwards and the officer agrees."""
    with scope(who):
        body = seen(pk).body
        line = {**body["lines"][0], "invoice_value": body["lines"][0]["invoice_value"] * 2, "unit_price": None}
        wish = change.amend(pk, {"lines": [line], "invoice_total": line["invoice_value"]}, reason="Khai thiếu", by=who, at=at)
    clerk = clerk_of(pk)
    with scope(clerk):
        change.decide_amendment(wish.pk, approve=True, by=clerk, at=at + MINUTE)


def test_money_on_its_way_while_the_declaration_is_amended_counts_once(house):
    who, pk = made(house)
    first = order_of(pk)
    with scope(who):
        sent = payment.pay(first.pk, bank="VTB", by=who, at=NOW + MINUTE)
    dearer(who, pk, NOW + HOUR)
    with whole():
        payment.paid(sent.pk, bank_reference="VTB-1", at=NOW + 2 * HOUR)
        row = seen(pk)
        assert row.state == "decided" and row.paid_at is None
        rest = row.orders.get(state="open")
        assert rest.amount == row.tax_total - first.amount
    with scope(who):
        last = payment.pay(rest.pk, bank="VTB", by=who, at=NOW + 3 * HOUR)
    with whole():
        payment.paid(last.pk, bank_reference="VTB-2", at=NOW + 3 * HOUR)
        assert seen(pk).state == "cleared"
        assert sum(Payment.objects.filter(declaration_id=pk, state="paid").values_list("amount", flat=True)) == row.tax_total


def guaranteed(who):
    with whole():
        return Guarantee.objects.get(declarant_id=who.parties[0])


def test_a_guarantee_that_no_longer_covers_the_duty_releases_nothing_until_it_is_lent_anew(house):
    who, pk = made(house, YELLOW_DIE, trader=2)
    backing = guaranteed(who)
    with scope(who):
        payment.lend(pk, backing.pk, by=who, at=NOW + MINUTE)
        with pytest.raises(Conflict):
            payment.lend(pk, backing.pk, by=who, at=NOW + MINUTE)
    dearer(who, pk, NOW + HOUR)
    clerk = clerk_of(pk)
    with scope(clerk):
        decide.agree(pk, reason_code="DOS-02", by=clerk, at=NOW + 2 * HOUR)
    with whole():
        assert seen(pk).state == "decided"
    with scope(who):
        payment.lend(pk, backing.pk, by=who, at=NOW + 3 * HOUR)
    with whole():
        row = seen(pk)
        assert row.state == "released"
        use = GuaranteeUse.objects.get(declaration_id=pk, returned_at__isnull=True)
        assert use.amount == row.tax_total == guaranteed(who).used


def test_goods_that_left_before_their_duty_was_paid_are_cleared_and_reviewed_when_it_is(house):
    cast, goods = house
    who, pk = goods.traders[2], None
    (row,) = lodged(who, answers(3, direction="import"), die=9999)
    pk = row.declaration.pk
    with scope(who):
        payment.lend(pk, guaranteed(who).pk, by=who, at=NOW + MINUTE)
    with whole():
        clearance.passed(accepted(cast, 1, goods=[row.declaration.number]), [row.declaration.number], gate_id=Gate.objects.get(code=border.GATE).pk,
                         by=system(), at=NOW + HOUR)
        assert seen(pk).state == "passed"
    with scope(who):
        sent = payment.pay(order_of(pk).pk, bank="VTB", by=who, at=NOW + 2 * HOUR)
    with whole():
        payment.paid(sent.pk, bank_reference="VTB-9", at=NOW + 2 * HOUR)
        after = seen(pk)
        assert (after.state, after.cleared_at) == ("passed", NOW + 2 * HOUR)
        assert after.reviews.count() == 1


def test_the_clock_cancels_only_what_its_declarant_let_lie(house):
    late = NOW + timedelta(days=16)
    _, lying = made(house, YELLOW_DIE)
    who, paying = made(house, n=4)
    _, held = made(house, n=5)
    with scope(who):
        payment.pay(order_of(paying).pk, bank="VTB", by=who, at=NOW)
    chau = house[1].officers["chau"]
    with scope(chau):
        clearance.hold(held, reason_code="HLD-01", reason="Nghi hàng giả", by=chau, at=NOW)
    with whole():
        assert [change.lapse(pk, at=late) for pk in (lying, paying, held)] == [False, False, False]


def test_goods_come_back_from_storage(house):
    who, pk = made(house, RED_DIE)
    inspector = clerk_of(pk, "inspection")
    with scope(inspector):
        clearance.to_storage(pk, place="Kho ngoại quan", reason="Chờ kết quả", by=inspector, at=NOW + HOUR)
    chau = house[1].officers["chau"]
    with scope(chau):
        decide.from_storage(pk, by=chau, at=NOW + 5 * HOUR)
    clerk = clerk_of(pk)
    with scope(clerk):
        assert seen(pk).state == "checking"
        again = decide.hand_to_inspection(pk, reason_code="INS-02", note="Kiểm tra sau bảo quản", by=clerk, at=NOW + 6 * HOUR)
    with whole():
        assert list(InspectionOrder.objects.filter(declaration_id=pk, state="ordered").values_list("pk", flat=True)) == [again.pk]


def test_only_the_gate_or_the_place_leaves_goods_behind(house):
    cast, goods = house
    (row,) = lodged(goods.traders[1], answers(3), die=RED_DIE)
    number = row.declaration.number
    vehicle = accepted(cast, 1, goods=[number])
    far = Actor(92_000, "far", frozenset({"gate_officer"}), head_of("03NK").offices)
    with scope(far), pytest.raises(NotAllowed):
        clearance.leave_behind(number, vehicle, by=far, at=NOW)


def test_what_officers_say_among_themselves_is_in_no_event_and_on_no_page_of_the_declarant(house):
    who, pk = made(house, YELLOW_DIE)
    asked(pk, "15BB")
    clerk = clerk_of(pk)
    with scope(clerk):
        decide.mark(pk, field="/lines/0/hs", code="hs", by=clerk, at=NOW + HOUR)
    head = head_of("20BB")
    with scope(head):
        decide.override(pk, "red", reason_code="OVR-01", reason="TIN MẬT", by=head, at=NOW + 2 * HOUR)
    with scope(who):
        told = set(AuditEvent.objects.values_list("action", flat=True))
        assert "goods.register" in told and not told & {"goods.consult", "goods.mark", "goods.override", "review.choose", "assessment.override"}
        assert not any("MẬT" in bytes(payload).decode() for payload in AuditEvent.objects.values_list("payload", flat=True))
    assert story.REASONS["OVR-01"] == INSPECT_REASONS["channel"] and "override" not in story.DECISIONS
