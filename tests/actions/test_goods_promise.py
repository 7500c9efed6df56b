"""The promise clock of goods: written down at every stage, standing still while the trader owes."""

from datetime import timedelta

import pytest

from tests.goods import HOUR, MINUTE, NOW, answers, lodged, officer_of, open_house, seen
from thongquan.actions import clearance, inspection, payment
from thongquan.actions.declaration import ask as asking
from thongquan.actions.declaration import decide
from thongquan.core.actor import system
from thongquan.models import AuditEvent, InspectionOrder, PaymentOrder, Task
from thongquan.queries.access import all_units
from thongquan.queries.declaration import lists
from thongquan.queries.report import dossiers, goods
from thongquan.queries.scope import everywhere, scope

DATABASE = "house"
pytestmark = pytest.mark.django_db
RED_DIE, YELLOW_DIE = 0, 60


@pytest.fixture
def house():
    return open_house()


def made(house, die, n=3):
    who = house[1].traders[1]
    (row,) = lodged(who, answers(n), die=die)
    return who, row.declaration.pk


def promised(pk):
    with everywhere():
        return seen(pk).promised_at


def task_due(pk, kind="dossier"):
    with everywhere():
        return Task.objects.get(declaration_id=pk, kind=kind).due_at


def test_a_yellow_dossier_is_promised_until_its_officers_term_and_not_while_the_trader_owes_an_answer(house):
    who, pk = made(house, YELLOW_DIE)
    until = promised(pk)
    assert until == task_due(pk) and until > NOW
    with everywhere():
        clerk = officer_of(pk, "dossier")
    with scope(clerk):
        asking.ask(pk, [{"field": "invoice_number", "rule": "DOS-01", "need": "hợp đồng có chữ ký hai bên"}], by=clerk, at=NOW + HOUR)
    assert promised(pk) is None
    with scope(who):
        version = seen(pk).version
        asking.answer(pk, ["Đã nộp hợp đồng"], by=who, at=NOW + 3 * HOUR)
    assert promised(pk) == task_due(pk) == until + 3 * HOUR  # two of the trader's, one of the midday pause
    with everywhere():
        told = AuditEvent.objects.filter(object_type="goods", object_id=pk, action="goods.promise")
        assert told.count() == 3 and all(event.actor_id is None for event in told)
    with scope(who):
        assert seen(pk).version == version + 1  # a promise is no decision: whoever looks at the case is not sent back


def test_after_agreeing_nothing_is_promised_until_the_tax_is_paid_then_the_bank_then_it_is_over(house):
    who, pk = made(house, YELLOW_DIE)
    with everywhere():
        clerk = officer_of(pk, "dossier")
    with scope(clerk):
        decide.agree(pk, reason_code="DOS-01", by=clerk, at=NOW + HOUR)
    assert promised(pk) is None
    with scope(who):
        sent = payment.pay(PaymentOrder.objects.get(declaration_id=pk, state="open").pk, bank="VTB", by=who, at=NOW + 2 * HOUR)
    assert promised(pk) == NOW + 2 * HOUR + 2 * MINUTE
    with scope(system(all_units())):
        payment.paid(sent.pk, bank_reference="VTB-1", at=NOW + 2 * HOUR + MINUTE)
        assert seen(pk).state == "cleared"
    assert promised(pk) is None


def test_red_goods_are_promised_from_the_moment_they_are_shown(house):
    who, pk = made(house, RED_DIE)
    assert promised(pk) is None  # the trader brings them
    with scope(who):
        order = InspectionOrder.objects.get(declaration_id=pk)
        inspection.present(order.pk, by=who, at=NOW + HOUR)
    until = promised(pk)
    assert until is not None and until >= NOW + 9 * HOUR
    with everywhere():
        inspector = officer_of(pk, "inspection")
    with scope(inspector):
        inspection.begin(order.pk, by=inspector, at=NOW + 2 * HOUR)
        assert promised(pk) == until
        inspection.record_result(order.pk, [], outcome="agrees", by=inspector, at=NOW + 3 * HOUR)
    with scope(inspector):
        clearance.hold(pk, reason_code="HLD-01", reason="Tin báo của đội kiểm soát", by=inspector, at=NOW + 4 * HOUR)
        assert promised(pk) == seen(pk).hold_until


def test_trader_officer_and_leader_read_the_same_promise(house):
    who, pk = made(house, YELLOW_DIE)
    until = promised(pk)
    with scope(who):
        (row,) = lists.listed(who.parties, tab="going", sort="due", at=NOW)
        assert (row.pk, row.until) == (pk, until)
    with everywhere():
        clerk = officer_of(pk, "dossier")
    with scope(clerk):
        (line,) = dossiers.page(dossiers.Wish("mine"), by=clerk, at=NOW)
        assert (line.id, line.promised_at) == (pk, until)
    part = goods.Slice(NOW.date(), NOW.date())
    late = goods.cases("backlog", "15BB:late", part, offices=all_units(), at=until + timedelta(seconds=1))
    assert [case["promised_at"] for case in late if case["id"] == pk] in ([until], [])
    backlog = {row[0]: row for row in goods.goods_statistic("backlog", part, offices=all_units(), at=until + timedelta(seconds=1)).rows}
    assert sum(row[6] for row in backlog.values()) == 1
