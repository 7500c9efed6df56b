"""Goods whose answers change late: duty computed again, tax that rises or falls, slips renewed, doubts left to officers."""

import pytest
from django.db import IntegrityError, transaction

from tests.goods import HOUR, MINUTE, NOW, QUIET, answers, lodged, officer_of, open_house, seen
from thongquan.actions import inspection, payment
from thongquan.actions.declaration import change, decide
from thongquan.actions.declaration.duty import compute_again
from thongquan.actions.payment import refund
from thongquan.catalog.override_reasons import STRICTER
from thongquan.core.actor import Actor, system
from thongquan.core.refused import Conflict, NotAllowed, Refused
from thongquan.models import (
    AuditEvent,
    GoodsDeclaration,
    GoodsRequest,
    InspectionOrder,
    Notice,
    PaymentOrder,
    Slip,
    TariffEdition,
    TariffRow,
    Task,
    Unit,
)
from thongquan.queries.access import all_units
from thongquan.queries.clearance import public_slip
from thongquan.queries.declaration import lists
from thongquan.queries.payment import refunds_of
from thongquan.queries.scope import everywhere, scope

DATABASE = "house"
pytestmark = pytest.mark.django_db
YELLOW_DIE = 60


@pytest.fixture
def house():
    return open_house()


def whole():
    return scope(system(all_units()))


def head_of(code, role="team_leader", n=0):
    with whole():
        unit = Unit.objects.get(code=code)
    return Actor(90_000 + 1000 * n + unit.pk, "head", frozenset({role}), (unit.pk,))


def made(house, die=QUIET, n=3, **over):
    who = house[1].traders[1]
    (row,) = lodged(who, answers(n, **over), die=die)
    return who, row.declaration.pk


def clerk_of(pk, kind="dossier"):
    with everywhere():
        return officer_of(pk, kind)


def state(pk):
    with whole():
        return seen(pk).state


def paid(who, pk, at):
    with scope(who):
        sent = payment.pay(PaymentOrder.objects.get(declaration_id=pk, state="open").pk, bank="VTB", by=who, at=at)
    with whole():
        return payment.paid(sent.pk, bank_reference=f"VTB-{sent.pk}", at=at)


def asks(who, pk, changes, at):
    with scope(who):
        return change.amend(pk, changes, reason="Hóa đơn sửa lại", by=who, at=at)


def amended(who, pk, changes, at):
    wish = asks(who, pk, changes, at)
    clerk = clerk_of(pk)
    with scope(clerk):
        change.decide_amendment(wish.pk, approve=True, by=clerk, at=at + MINUTE)
    return clerk


def worth(pk, times):
    """The value of the only line so many times what it was."""
    with whole():
        body = seen(pk).body
    value = body["lines"][0]["invoice_value"] * times
    return {"lines": [{**body["lines"][0], "invoice_value": value, "unit_price": None}], "invoice_total": value}


def table_without_rates(hs):
    """A tariff table is in force that lists the code and says no rate of it."""
    with whole():
        edition = TariffEdition.objects.create(source="draft table", sha256="0" * 64, state="active", activate_on=NOW.date(), imported_at=NOW)
        TariffRow.objects.create(edition=edition, hs=hs, line=1, text_vi="Hàng")
    return edition


def told(who, kind):
    with scope(who):
        return Notice.objects.filter(kind=kind, party_id=who.parties[0]).count()


def test_duty_that_lacked_a_rate_is_computed_by_the_officer_as_soon_as_the_rate_is_there(house):
    silent = table_without_rates(answers(3)["lines"][0]["hs"])
    who, pk = made(house)
    with whole():
        row = seen(pk)
        assert (row.state, row.statement["complete"], row.tax_total) == ("checking", False, 0) and not row.orders.exists()
    clerk = clerk_of(pk)
    stranger = Actor(77, "stranger", frozenset({"dossier_officer"}), clerk.offices)
    with scope(stranger), pytest.raises(NotAllowed):
        compute_again(pk, by=stranger, at=NOW + HOUR)
    with scope(clerk), pytest.raises(Refused) as still:
        compute_again(pk, by=clerk, at=NOW + HOUR)
    assert still.value.code == "DTY-91"
    with whole():
        TariffEdition.objects.filter(pk=silent.pk).update(state="rolled_back")  # the table that knows the code is in force again
    with scope(clerk):
        compute_again(pk, by=clerk, at=NOW + 2 * HOUR)
        with pytest.raises(Conflict):
            compute_again(pk, by=clerk, at=NOW + 2 * HOUR)
    with whole():
        row = seen(pk)
        assert row.statement["complete"] and row.tax_total > 0 and row.orders.get(state="open").amount == row.tax_total == row.lines.get().tax_total
        assert AuditEvent.objects.get(object_type="goods", object_id=pk, action="goods.duty").actor_id == clerk.id
    assert told(who, "goods_duty_computed") == 1


def test_tax_that_rises_after_clearance_is_a_new_notice_for_the_difference_that_its_trader_sees(house):
    who, pk = made(house)
    paid(who, pk, NOW + MINUTE)
    with whole():
        before = seen(pk).tax_total
    amended(who, pk, worth(pk, 2), NOW + HOUR)
    with whole():
        row, order = seen(pk), PaymentOrder.objects.get(declaration_id=pk, state="open")
        assert row.state == "cleared" and order.amount == row.tax_total - before > 0
        assert sum(part["amount"] for part in order.parts) == order.amount
    assert told(who, "goods_tax_more") == 1
    with scope(who):
        (row,) = lists.listed(who.parties, tab="needs", at=NOW + 2 * HOUR)
        assert (row.pk, row.until) == (pk, order.due_at)
    paid(who, pk, NOW + 2 * HOUR)
    with scope(who):
        assert not lists.listed(who.parties, tab="needs").exists() and seen(pk).state == "cleared"


def test_tax_that_falls_is_proposed_by_the_officer_approved_by_another_and_paid_back(house):
    who, pk = made(house)
    paid(who, pk, NOW + MINUTE)
    with whole():
        before = seen(pk).tax_total
    clerk = amended(who, pk, worth(pk, 0.5), NOW + HOUR)
    with whole():
        (wish,) = refunds_of(seen(pk), "asked")
        amount = before - seen(pk).tax_total
        assert (wish.after["amount"], wish.asked_by) == (amount, clerk.id) and amount > 0
        assert -sum(part["amount"] for part in wish.after["parts"]) == amount
        assert not seen(pk).orders.filter(state="open").exists()
    also_head = Actor(clerk.id, "clerk", frozenset({"dossier_officer", "team_leader"}), clerk.offices)
    for nobody in (also_head, who, head_of("15BB")):
        with scope(nobody), pytest.raises((NotAllowed, Refused)):
            refund.approve(wish.pk, by=nobody, at=NOW + 2 * HOUR)
    with whole(), pytest.raises(IntegrityError), transaction.atomic():
        GoodsRequest.objects.filter(pk=wish.pk).update(decided_by=clerk.id)  # the database wants two people too
    head = head_of("KV08TQ")
    with scope(head):
        with pytest.raises(Conflict):
            refund.paid(wish.pk, "KB-1", by=head, at=NOW + 2 * HOUR)  # nothing is paid before it is approved
        refund.approve(wish.pk, by=head, at=NOW + 2 * HOUR)
        refund.paid(wish.pk, "KB-118/2026", by=head, at=NOW + 3 * HOUR)
    assert [told(who, kind) for kind in ("goods_refund", "goods_refund_approved", "goods_refund_paid")] == [1, 1, 1]
    amended(who, pk, worth(pk, 4), NOW + 4 * HOUR)
    with whole():
        row = seen(pk)
        assert row.orders.get(state="open").amount == row.tax_total - before + amount  # what went back is owed again


def test_a_change_that_cites_a_licence_nobody_issued_waits_for_an_officer(house):
    who, pk = made(house)
    unknown = {"permits": [{"kind": "KDTV", "number": "KHONG-CO/2026"}]}
    amended(who, pk, unknown, NOW + HOUR)
    with whole():
        row = seen(pk)
        assert (row.state, row.channel) == ("checking", "yellow")
        assert Task.objects.filter(declaration_id=pk, kind="dossier", state__in=Task.OPEN).count() == 1
    who, done = made(house, n=23)
    paid(who, done, NOW + MINUTE)
    with whole():
        GoodsDeclaration.objects.filter(pk=done).update(state="registered", channel="", cleared_at=None)
    assert asks(who, done, {"notes": "Giao buổi sáng"}, NOW + HOUR).state == "approved"  # the control: nothing is in doubt
    assert asks(who, done, unknown, NOW + HOUR).state == "open"


def test_goods_agreed_to_go_back_to_the_dossier_when_a_change_disagrees_with_a_licence(house):
    who, pk = made(house, YELLOW_DIE)
    clerk = clerk_of(pk)
    with scope(clerk):
        decide.agree(pk, reason_code="DOS-01", by=clerk, at=NOW + MINUTE)
    amended(who, pk, {"permits": [{"kind": "KDTV", "number": "KHONG-CO/2026"}]}, NOW + HOUR)
    paid(who, pk, NOW + 2 * HOUR)
    assert state(pk) == "checking"


def test_a_change_of_cleared_goods_that_cannot_be_priced_is_not_approved(house):
    who, pk = made(house)
    paid(who, pk, NOW + MINUTE)
    with whole():
        before = seen(pk).revision
    table_without_rates(answers(3)["lines"][0]["hs"])
    wish = asks(who, pk, worth(pk, 2), NOW + HOUR)
    clerk = clerk_of(pk)
    with pytest.raises(Refused) as no, scope(clerk):
        change.decide_amendment(wish.pk, approve=True, by=clerk, at=NOW + 2 * HOUR)
    assert no.value.code == "DOS-93"
    with whole():
        assert seen(pk).revision == before and GoodsRequest.objects.get(pk=wish.pk).state == "open"


def test_a_slip_is_replaced_when_a_change_makes_it_say_something_else(house):
    who, pk = made(house)
    paid(who, pk, NOW + MINUTE)
    with whole():
        first = Slip.objects.get(declaration_id=pk)
        packages = seen(pk).packages
    amended(who, pk, {"notes": "Giao buổi sáng"}, NOW + HOUR)
    with whole():
        assert Slip.objects.get(declaration_id=pk).revoked_at is None
    amended(who, pk, {"packages": packages + 2}, NOW + 2 * HOUR)
    with whole():
        old, new = Slip.objects.filter(declaration_id=pk).order_by("pk")
    assert old.pk == first.pk and new.token != old.token and new.number != old.number
    shown, now = public_slip(old.token), public_slip(new.token)
    assert (shown.goes, shown.replaced) == (False, True)
    assert (now.goes, now.replaced, now.packages) == (True, False, packages + 2)
    assert told(who, "goods_slip_renewed") == 1


def test_a_second_signature_that_another_check_has_overtaken_keeps_no_goods(house):
    who, pk = made(house, YELLOW_DIE)
    with whole():
        GoodsDeclaration.objects.filter(pk=pk).update(post_check=True)
    clerk = clerk_of(pk)
    with scope(clerk):
        first = decide.agree(pk, reason_code="DOS-01", by=clerk, at=NOW + MINUTE)
        assert first.countersign
    with whole():
        lodged_at = seen(pk).office_id
    team = head_of("KV08TQ", "office_leader")
    head = Actor(team.id, team.name, team.roles, (*team.offices, lodged_at))
    with scope(head):
        decide.override(pk, "red", reason_code=min(STRICTER), reason="Có tin báo", by=head, at=NOW + HOUR)
    inspector = clerk_of(pk, "inspection")
    with whole():
        order = InspectionOrder.objects.get(declaration_id=pk)
    with scope(inspector):
        inspection.begin(order.pk, by=inspector, at=NOW + 2 * HOUR)
        inspection.record_result(order.pk, [], outcome="agrees", by=inspector, at=NOW + 3 * HOUR)
    leader = head_of("KV08TQ", n=1)
    with scope(leader), pytest.raises(Conflict) as over:
        decide.countersign(first.pk, by=leader, at=NOW + 3 * HOUR)
    assert over.value.code == "DOS-92"
    paid(who, pk, NOW + 4 * HOUR)
    assert state(pk) == "cleared"


def test_a_second_signature_that_still_counts_keeps_the_goods(house):
    who, pk = made(house, YELLOW_DIE)
    with whole():
        GoodsDeclaration.objects.filter(pk=pk).update(post_check=True)
    clerk = clerk_of(pk)
    with scope(clerk):
        decide.agree(pk, reason_code="DOS-01", by=clerk, at=NOW + MINUTE)
    paid(who, pk, NOW + HOUR)
    assert state(pk) == "decided"
