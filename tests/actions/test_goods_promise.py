"""The promise clock of goods: written down at every stage, standing still while the trader owes."""

from datetime import timedelta

import pytest

from tests.goods import HOUR, MINUTE, NOW, answers, lodged, officer_of, open_house, seen
from thongquan.actions import assignment, clearance, inspection, payment
from thongquan.actions.declaration import ask as asking
from thongquan.actions.declaration import decide
from thongquan.core.actor import Actor, system
from thongquan.core.refused import Conflict, NotFound
from thongquan.models import AuditEvent, Grant, InspectionOrder, Notice, PaymentOrder, Task
from thongquan.queries.access import all_units
from thongquan.queries.declaration import lists
from thongquan.queries.report import dossiers, follow, goods, goodsinbox
from thongquan.queries.report.dossier import dossier_of
from thongquan.queries.scope import everywhere, scope
from thongquan.web.central.case import talk

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


def test_a_declarant_turns_to_the_head_once_for_each_promise_that_has_run_out_and_nobody_is_named(house):
    who, pk = made(house, YELLOW_DIE)
    stranger, until = house[1].traders[2], promised(pk)
    with scope(who), pytest.raises(Conflict, match="ASG-07"):
        assignment.escalate(pk, "Xe chờ từ sáng", by=who, at=until)
    with scope(stranger), pytest.raises(NotFound):
        assignment.escalate(pk, by=stranger, at=until + HOUR)
    with scope(who):
        row = assignment.escalate(pk, "Xe hàng tươi chờ từ sáng", by=who, at=until + HOUR)
        with pytest.raises(Conflict, match="ASG-08"):
            assignment.escalate(pk, by=who, at=until + 2 * HOUR)
        (event,) = [one for one in follow.story(seen(pk), who) if one.action == "goods.escalate"]
        assert (row.alias, event.facts["clock"], row.state) == ("", "dossier", "told")
    with everywhere():
        clerk = officer_of(pk, "dossier")
        office = seen(pk).office_id
    chief = next(one for one in house[1].officers.values() if one.is_any("team_leader") and set(one.offices) & set(clerk.offices))
    head = Actor(10**6, "head", frozenset({"office_leader"}), (office,))
    for one, shown in ((clerk, set()), (chief, {"escalation"})):
        with scope(one):
            assert {said["row"].kind for said in talk(dossier_of(seen(pk)), one)} == shown, "whom it is about does not read it"
    with scope(chief):
        (notice,) = Notice.objects.filter(kind="work_escalated", user_id=chief.id)
        assert clerk.name not in str(notice.values) and notice.values["clock"]["vi"] == "Kiểm tra hồ sơ"
    with scope(head):
        assert [item.values["call"].pk for item in goodsinbox.goods_items(head, until + 2 * HOUR) if item.kind == "called"] == [row.pk]
    with scope(clerk):
        asking.ask(pk, [{"field": "invoice_number", "rule": "DOS-01", "need": "hợp đồng có chữ ký hai bên"}], by=clerk, at=until + 3 * HOUR)
    with scope(head):
        assert not [item for item in goodsinbox.goods_items(head, until + 4 * HOUR) if item.kind == "called"]
    with scope(who):
        with pytest.raises(Conflict, match="ASG-07"):  # his own turn
            assignment.escalate(pk, by=who, at=until + 90 * HOUR)
        asking.answer(pk, ["Đã nộp hợp đồng"], by=who, at=until + 20 * HOUR)
    later = promised(pk)
    with scope(who):
        assert later > until and assignment.escalate(pk, by=who, at=later + 50 * HOUR).due_at == later


def test_a_call_that_nobody_can_be_told_says_so_and_stands_with_the_heads(house):
    who, pk = made(house, YELLOW_DIE)
    until = promised(pk)
    with everywhere():
        Grant.objects.filter(role__in=("team_leader", "office_leader", "region_leader", "nation_leader", "auditor")).update(revoked_at=NOW)
        office = seen(pk).office_id
    with scope(who):
        row = assignment.escalate(pk, "Xe hàng tươi chờ từ sáng", by=who, at=until + HOUR)
        assert row.state == "kept"
    head = Actor(10**6, "head", frozenset({"office_leader"}), (office,))
    with scope(head):
        assert [item.values["call"].pk for item in goodsinbox.goods_items(head, until + 2 * HOUR) if item.kind == "called"] == [row.pk]


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
