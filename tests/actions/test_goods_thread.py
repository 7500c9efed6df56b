"""One consignment from draft to the gate: green in seconds, yellow with questions, red with an inspection."""

from datetime import timedelta

import pytest

from tests.goods import HOUR, MINUTE, NOW, QUIET, answers, lodged, officer_of, open_house, seen
from thongquan.actions import inspection, payment
from thongquan.actions.declaration.ask import answer, ask
from thongquan.actions.declaration.decide import agree, hand_to_inspection
from thongquan.actions.inspection import Seen
from thongquan.core.refused import NotAllowed, Refused
from thongquan.models import InspectionOrder, PaymentOrder, Task
from thongquan.queries.scope import everywhere, scope

DATABASE = "house"
pytestmark = pytest.mark.django_db
#: dice below the first share are a random inspection, below the second a random dossier check
RED_DIE, YELLOW_DIE = 0, 60


@pytest.fixture
def house():
    return open_house()


def pay(who, pk):
    """The trader pays by his bank, and the bank answers."""
    with scope(who):
        order = PaymentOrder.objects.get(declaration_id=pk, state="open")
        sent = payment.pay(order.pk, bank="VTB", by=who, at=NOW + MINUTE)
        payment.paid(sent.pk, bank_reference=f"VTB{pk}", at=NOW + 2 * MINUTE)


def test_a_green_import_clears_as_soon_as_its_tax_is_paid(house):
    _, goods = house
    who = goods.traders[1]
    (made,) = lodged(who, answers(3), die=QUIET)
    pk = made.declaration.pk
    with everywhere():
        row = seen(pk)
        assert (row.channel, row.state, row.number[:2], len(row.number)) == ("green", "decided", "10", 12)
        assert row.tax_total > 0
    pay(who, pk)
    with everywhere():
        row = seen(pk)
        assert (row.state, row.cleared_at - row.registered_at) == ("cleared", 2 * MINUTE)
        assert row.slips.count() == 1 and row.orders.get().state == "paid"


def test_a_dossier_is_asked_about_three_times_and_agreed_to(house):
    _, goods = house
    who = goods.traders[1]
    (made,) = lodged(who, answers(3), die=YELLOW_DIE)
    pk = made.declaration.pk
    with everywhere():
        assert (seen(pk).channel, seen(pk).state) == ("yellow", "checking")
        clerk, others = officer_of(pk, "dossier"), [a for a in goods.officers.values() if a.is_any("dossier_officer")]
    stranger = next(a for a in others if a.id != clerk.id)
    point = {"field": "/lines/0/origin", "rule": "LIN-05", "need": "Giấy chứng nhận xuất xứ mẫu E bản rõ"}
    for n in range(3):
        at = NOW + (2 * n + 1) * HOUR
        with scope(stranger), pytest.raises(NotAllowed):
            ask(pk, [point], by=stranger, at=at)
        with scope(clerk):
            with pytest.raises(Refused, match="ASK"):
                ask(pk, [{"field": "/lines/0/origin", "rule": "", "need": ""}], by=clerk, at=at)
            ask(pk, [point], by=clerk, at=at)
            assert Task.objects.get(declaration_id=pk, kind="dossier").state == "paused"
        with scope(who):
            answer(pk, ["Đã nộp lại bản rõ"], by=who, at=at + HOUR)
    with scope(clerk):
        with pytest.raises(Refused, match="ASK-02") as fourth:
            ask(pk, [point], by=clerk, at=NOW + 7 * HOUR)
        assert fourth.value.findings[0].values == {"most": 3}
        agree(pk, reason_code="DOS-02", by=clerk, at=NOW + 7 * HOUR)
    pay(who, pk)
    with everywhere():
        row = seen(pk)
        assert (row.state, row.rounds) == ("cleared", 3)
        assert Task.objects.get(declaration_id=pk, kind="dossier").state == "done"


def test_red_goods_are_looked_at_and_clear_by_themselves(house):
    _, goods = house
    who = goods.traders[1]
    (made,) = lodged(who, answers(3), die=RED_DIE)
    pk = made.declaration.pk
    with everywhere():
        assert (seen(pk).channel, seen(pk).state) == ("red", "ordered")
        order = InspectionOrder.objects.get(declaration_id=pk)
        assert order.slot_at > NOW and order.bay and order.steps
        inspector = officer_of(pk, "inspection")
    pay(who, pk)
    with scope(inspector):
        inspection.begin(order.pk, by=inspector, at=order.slot_at)
        inspection.record_result(order.pk, [Seen(1)], outcome="agrees", by=inspector, at=order.slot_at + timedelta(minutes=40))
    with everywhere():
        assert seen(pk).state == "cleared"


def test_a_difference_found_goes_back_to_a_dossier_officer_who_is_not_the_inspector(house):
    _, goods = house
    who = goods.traders[1]
    (made,) = lodged(who, answers(3), die=YELLOW_DIE)
    pk = made.declaration.pk
    with everywhere():
        clerk = officer_of(pk, "dossier")
    with scope(clerk):
        order = hand_to_inspection(pk, reason_code="INS-02", note="Trọng lượng lớn hơn khai", by=clerk, at=NOW + HOUR)
    with everywhere():
        inspector = officer_of(pk, "inspection")
    with scope(inspector):
        inspection.begin(order.pk, by=inspector, at=order.slot_at)
        inspection.record_result(order.pk, [Seen(1, outcome="quantity")], outcome="quantity", by=inspector, at=order.slot_at + HOUR)
    with everywhere():
        assert seen(pk).state == "checking"
        again = officer_of(pk, "dossier")
    assert inspector.id not in (clerk.id, again.id)
