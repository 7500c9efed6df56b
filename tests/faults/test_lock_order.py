"""Two acts on one consignment at once: both lock the declaration first, so neither waits for the other in a circle."""

import threading
import time

from django.db import connection, connections

from tests.goods import HOUR, MINUTE, NOW, QUIET, answers, lodged, officer_of, open_house
from thongquan.actions import goods, inspection, payment
from thongquan.actions.declaration import ask as asking
from thongquan.actions.declaration import change, decide
from thongquan.core.actor import Actor, system
from thongquan.models import GoodsDeclaration, InspectionOrder, PaymentOrder, Unit
from thongquan.queries.access import all_units
from thongquan.queries.scope import platform, scope

DATABASE = "house"
RED_DIE, YELLOW_DIE = 0, 60
TABLES = ("inspection_order", "payment_order", "payment", "goods_request", "goods_decision", "goods_finding", "assignment_task")
#: whether somebody waits for the end of this very transaction
WAITS = "select exists (select 1 from pg_locks where not granted and locktype = 'transactionid' and transactionid = pg_current_xact_id()::xid)"


def whole():
    return scope(system(all_units()))


def kept_by_a_waiting_act(pk, who, act):
    """The rows of a declaration that an act holds while it waits for the declaration itself, which another act has."""
    failed = []

    def run():
        try:
            with scope(who):
                act()
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    other = threading.Thread(target=run)
    with whole(), platform():
        goods.locked(pk)
        other.start()
        with connection.cursor() as cursor:
            until = time.monotonic() + 20
            while time.monotonic() < until:
                cursor.execute(WAITS)
                if cursor.fetchone()[0] or not other.is_alive():
                    break
                time.sleep(0.02)
            assert other.is_alive(), failed or "the act never asked for the declaration"
            held = []
            for table in TABLES:
                cursor.execute(f"select count(*) from {table} where declaration_id = %s", [pk])
                there = cursor.fetchone()[0]
                cursor.execute(f"select id from {table} where declaration_id = %s for update skip locked", [pk])
                held += [table] * (there - len(cursor.fetchall()))
    other.join(30)
    assert not failed and not other.is_alive(), failed
    return held


def made(who, die, n):
    (row,) = lodged(who, answers(n), die=die)
    return row.declaration.pk


def of(pk, kind):
    with whole():
        return officer_of(pk, kind)


def in_all(model, **which):
    with whole():
        return model.objects.get(**which)


def test_an_act_that_waits_for_a_declaration_holds_nothing_of_it(real_commits):
    who = open_house()[1].traders[1]
    held = {}

    red = made(who, RED_DIE, 3)
    order, inspector = in_all(InspectionOrder, declaration_id=red), of(red, "inspection")
    held["present"] = kept_by_a_waiting_act(red, who, lambda: inspection.present(order.pk, by=who, at=NOW + MINUTE))
    held["begin"] = kept_by_a_waiting_act(red, inspector, lambda: inspection.begin(order.pk, by=inspector, at=NOW + 2 * MINUTE))

    green = made(who, QUIET, 23)
    notice = in_all(PaymentOrder, declaration_id=green, state="open")
    sent = []
    held["pay"] = kept_by_a_waiting_act(green, who, lambda: sent.append(payment.pay(notice.pk, bank="VTB", by=who, at=NOW + MINUTE).pk))
    bank = system(tuple(Unit.objects.values_list("pk", flat=True)))
    held["failed"] = kept_by_a_waiting_act(green, bank, lambda: payment.failed(sent[0], error="down", at=NOW + 2 * MINUTE))
    held["paid"] = kept_by_a_waiting_act(green, bank, lambda: payment.paid(sent[0], bank_reference="V-1", at=NOW + 3 * MINUTE))

    yellow = made(who, YELLOW_DIE, 43)
    clerk = of(yellow, "dossier")
    with scope(clerk):
        asking.consult(yellow, "15BB", "Xin ý kiến về phân loại mặt hàng", by=clerk, at=NOW + MINUTE)
        finding = decide.mark(yellow, field="/lines/0/hs", code="description", by=clerk, at=NOW + MINUTE)
    consulted = in_all(GoodsDeclaration, pk=yellow).requests.model.objects
    with whole():
        wish, unit = consulted.get(declaration_id=yellow, kind="consult"), Unit.objects.get(code="15BB")
    adviser = Actor(70_000, "adviser", frozenset({"office_leader"}), (unit.pk,))
    held["advise"] = kept_by_a_waiting_act(yellow, adviser, lambda: asking.advise(wish.pk, "Phân loại phù hợp", by=adviser, at=NOW + HOUR))
    held["settle"] = kept_by_a_waiting_act(yellow, clerk, lambda: decide.settle_finding(finding.pk, note="Đã giải trình", by=clerk, at=NOW + HOUR))
    with scope(who):
        asked = change.amend(yellow, {"notes": "Giao buổi sáng"}, reason="Đổi giờ giao", by=who, at=NOW + HOUR)
    held["amendment"] = kept_by_a_waiting_act(
        yellow, clerk, lambda: change.decide_amendment(asked.pk, approve=True, by=clerk, at=NOW + 2 * HOUR))
    with whole():
        GoodsDeclaration.objects.filter(pk=yellow).update(post_check=True)
    with scope(clerk):
        signed = decide.agree(yellow, reason_code="DOS-01", by=clerk, at=NOW + 3 * HOUR)
    with whole():
        team = Unit.objects.get(code="KV08TQ")
    head = Actor(70_001, "head", frozenset({"team_leader"}), (team.pk,))
    held["countersign"] = kept_by_a_waiting_act(yellow, head, lambda: decide.countersign(signed.pk, by=head, at=NOW + 4 * HOUR))
    assert held == {act: [] for act in held} and len(held) == 9

    def careless():  # the control: the order first, as it was
        InspectionOrder.objects.select_for_update().get(pk=order.pk)
        goods.locked(red)

    assert kept_by_a_waiting_act(red, inspector, careless) == ["inspection_order"]
