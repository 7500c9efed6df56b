"""Goods at the gate: stopped while not free, gone after clearance, carried in parts, never over."""

import threading
from decimal import Decimal

import pytest
from django.db import connection

from tests import border
from tests.border import NOW, OUT, accepted, digits, shown
from tests.goods import MINUTE, QUIET, answers, lodged, open_house, seen
from thongquan.actions import clearance, crossing, gate, payment
from thongquan.actions.gate.scan import _keys as KEYS
from thongquan.core.actor import system
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.models import Notice, Passage, PaymentOrder
from thongquan.queries.access import all_units
from thongquan.queries.clearance import left_of
from thongquan.queries.passes import bundle_at
from thongquan.queries.scope import everywhere, scope

DATABASE = "house"

RED_DIE = 0


@pytest.fixture
def house(db):
    KEYS.clear()
    return open_house()


def export(goods, *, die=QUIET, **over):
    """A registered export; green unless the die says otherwise."""
    (made,) = lodged(goods.traders[1], answers(3, direction="export", **over), die=die)
    return made.declaration


def paid(who, pk):
    with scope(who):
        for order in PaymentOrder.objects.filter(declaration_id=pk, state="open"):
            payment.paid(payment.pay(order.pk, bank="VTB", by=who, at=NOW).pk, bank_reference=f"VTB{pk}", at=NOW)


def cleared(goods, **over):
    """An export that may leave."""
    row = export(goods, **over)
    paid(goods.traders[1], row.pk)
    with scope(system(all_units())):
        assert seen(row.pk).state == "cleared"
    return row


def truck(cast, n, number):
    """An accepted vehicle of the first company, naming these goods."""
    return accepted(cast, n, goods=[number] if isinstance(number, str) else number)


def test_the_gate_stops_while_goods_are_not_free_and_lets_go_after_clearance(house):
    cast, goods = house
    row = export(goods, die=RED_DIE)
    pk = truck(cast, 1, row.number)
    answer = shown(cast, digits(cast, pk, 1))
    assert (answer.verdict.sign, answer.verdict.code) == ("stop", "GOODS") and row.number in answer.verdict.say("vi", border.NOW.tzinfo)
    with scope(system(all_units())):
        fresh = seen(row.pk)
        fresh.state = "decided"
        clearance.settle(fresh, by=system(), at=NOW)
    with scope(cast.companies[0]):
        assert Notice.objects.get(kind="goods_free_to_go").link == f"/trade/trips/{pk}/"
    assert shown(cast, digits(cast, pk, 1)).verdict.code == "OK"
    with everywhere():
        done = seen(row.pk)
        part = Passage.objects.get(declaration_id=row.pk)
        assert (done.state, part.state, part.packages, part.vehicle_id) == ("passed", "passed", done.packages, pk)
        assert done.passed_at == part.passed_at


def test_a_hold_on_cleared_goods_stops_the_truck_and_lifting_it_lets_go(house):
    cast, goods = house
    row = cleared(goods)
    pk = truck(cast, 1, row.number)
    leader = goods.officers["chau"]
    with scope(leader):
        clearance.hold(row.pk, reason_code="HLD-01", reason="Nghi hàng giả", by=leader, at=NOW)
    assert shown(cast, digits(cast, pk, 1)).verdict.code == "GOODS"
    with scope(leader):
        clearance.unhold(row.pk, reason="Đã rõ", by=leader, at=NOW)
    assert shown(cast, digits(cast, pk, 1)).verdict.code == "OK"


def test_numbers_declared_elsewhere_stop_nobody(house):
    cast, _ = house
    assert shown(cast, digits(cast, truck(cast, 1, "309999999990"), 1)).verdict.code == "OK"


def test_imports_come_in_to_wait_in_the_yard(house):
    cast, goods = house
    (made,) = lodged(goods.traders[1], answers(3), die=RED_DIE)
    pk = truck(cast, 1, made.declaration.number)
    assert shown(cast, digits(cast, pk, 1)).verdict.code == "OK"
    with everywhere():
        assert not Passage.objects.exists()


def test_one_officers_eyes_do_not_settle_goods_that_are_not_free(house):
    cast, goods = house
    row = export(goods, die=RED_DIE)
    pk = truck(cast, 1, row.number)
    code = digits(cast, pk, 1)
    assert shown(cast, code, seen_plate="99Z-999.99").verdict.code == "GOODS"
    with scope(cast.lane), pytest.raises(Refused, match="GAT-03"):
        gate.confirm(gate.ScanRequest(border.uuid4(), code, border.GATE, OUT), number_of(pk), reason_code="camera_misread", by=cast.lane, at=NOW + 31 * MINUTE)


def number_of(pk):
    return border.VehicleDeclaration.objects.get(pk=pk).number


def test_a_device_without_the_centre_knows_which_goods_are_not_free(house):
    cast, goods = house
    row, free = export(goods, die=RED_DIE), cleared(goods, own_reference="2")
    pk, other = truck(cast, 1, row.number), truck(cast, 2, free.number)
    with scope(system(all_units())):
        lists = bundle_at(NOW)
        assert lists.goods == {number_of(pk): (row.number,)} and number_of(other) in lists.released


def test_three_trucks_share_one_consignment_and_the_last_takes_what_is_left(house):
    cast, goods = house
    row = cleared(goods, packages=100, gross_kg=Decimal(1000))
    first, second, third, fourth = (truck(cast, n, row.number) for n in range(1, 5))
    who = cast.companies[0]
    with scope(who):
        clearance.plan_passage(row.number, first, packages=40, gross_kg=Decimal(400), by=who, at=NOW)
        clearance.plan_passage(row.number, second, packages=None, gross_kg=Decimal(350), by=who, at=NOW)
        with pytest.raises(Refused, match="CLR-04"):
            clearance.plan_passage(row.number, third, packages=61, gross_kg=None, by=who, at=NOW)
        with pytest.raises(Refused, match="CLR-05"):
            clearance.plan_passage(row.number, third, packages=0, gross_kg=None, by=who, at=NOW)
    with scope(goods.traders[1]):
        assert Notice.objects.filter(kind="goods_planned").count() == 2
    told = shown(cast, digits(cast, first, 1)).verdict
    assert told.code == "OK" and told.values["parts"] == [(row.number, 40, "400.000")]
    with everywhere():
        assert seen(row.pk).state == "cleared" and left_of(seen(row.pk)) == (60, Decimal(250))
    shown(cast, digits(cast, third, 1))
    with everywhere():
        last = Passage.objects.get(vehicle_id=third)
        assert (last.packages, last.gross_kg) == (60, Decimal(250)) and seen(row.pk).state == "passed"
    assert shown(cast, digits(cast, second, 1)).verdict.code == "OK"
    answer = shown(cast, digits(cast, fourth, 1))
    assert (answer.verdict.sign, answer.verdict.code) == ("check", "GOODS_GONE")
    with scope(cast.lane):
        assert gate.confirm(gate.ScanRequest(border.uuid4(), "", border.GATE, OUT), number_of(fourth), reason_code="goods_counted", by=cast.lane,
                            at=NOW + 40 * MINUTE).verdict.code == "CONFIRMED"
    with everywhere():
        assert sum(part.packages or 0 for part in Passage.objects.all()) == 100
        assert sum(part.gross_kg for part in Passage.objects.all()) == 1000


def test_a_cancelled_vehicle_gives_its_part_back(house):
    cast, goods = house
    row = cleared(goods, packages=100)
    first, second = (border.declared(cast, n, goods=[row.number]) for n in (1, 2))
    who = cast.companies[0]
    with scope(who):
        clearance.plan_passage(row.number, first, packages=100, gross_kg=None, by=who, at=NOW)
        with pytest.raises(Refused, match="CLR-04"):
            clearance.plan_passage(row.number, second, packages=1, gross_kg=None, by=who, at=NOW)
        crossing.cancel(first, by=who, at=NOW)
        clearance.plan_passage(row.number, second, packages=100, gross_kg=None, by=who, at=NOW)


def test_the_owner_strikes_a_strangers_part_out_and_reads_how_much_is_left(house):
    cast, goods = house
    row = cleared(goods, packages=100)
    pk = border.declared(cast, 1, goods=[row.number])
    carrier, owner, third = cast.companies[0], goods.traders[1], goods.traders[2]
    with scope(carrier):
        part = clearance.plan_passage(row.number, pk, packages=100, gross_kg=None, by=carrier, at=NOW)
        with pytest.raises(Refused, match="CLR-01"):
            clearance.plan_passage("301111111110", pk, packages=1, gross_kg=None, by=carrier, at=NOW)
    with scope(third), pytest.raises(NotFound):
        clearance.strike_out(part.pk, by=third, at=NOW)
    with scope(owner):
        clearance.strike_out(part.pk, by=owner, at=NOW)
        assert not Passage.objects.exists() and left_of(seen(row.pk)) == (100, seen(row.pk).gross_kg)


def test_only_the_consignment_in_doubt_stays_behind(house):
    cast, goods = house
    doubtful, fine = export(goods, die=RED_DIE), cleared(goods, own_reference="2")
    pk = truck(cast, 1, [doubtful.number, fine.number])
    assert shown(cast, digits(cast, pk, 1)).verdict.values["goods"] == (doubtful.number,)
    trader, officer = goods.traders[1], goods.officers["kiem20bb1"]
    with scope(trader), pytest.raises(NotAllowed):
        clearance.leave_behind(doubtful.number, pk, by=trader, at=NOW)
    with scope(officer):
        clearance.leave_behind(doubtful.number, pk, by=officer, at=NOW)
    assert shown(cast, digits(cast, pk, 1)).verdict.code == "OK"
    with everywhere():
        assert (seen(doubtful.pk).state, seen(fine.pk).state) == ("ordered", "passed")
        with scope(officer), pytest.raises(Conflict, match="CLR-06"):
            clearance.leave_behind(fine.number, pk, by=officer, at=NOW)


def test_trucks_race_for_the_last_packages_and_never_carry_more(real_commits):
    KEYS.clear()
    cast, goods = open_house()
    row = cleared(goods, packages=100)
    trucks = [border.declared(cast, n, goods=[row.number]) for n in range(1, 9)]
    who, refused = cast.companies[0], []

    def plan(pk):
        try:
            with scope(who):
                clearance.plan_passage(row.number, pk, packages=30, gross_kg=None, by=who, at=NOW)
        except Refused as no:
            refused.append(no.findings[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=plan, args=[pk]) for pk in trucks]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    with scope(system(all_units())):
        assert sum(part.packages for part in Passage.objects.all()) == 90 and refused == ["CLR-04"] * 5


def test_two_trucks_at_two_lanes_with_the_last_goods_never_carry_more(real_commits):
    KEYS.clear()
    cast, goods = open_house()
    row = cleared(goods, packages=100)
    codes = [(OUT + n, digits(cast, truck(cast, n + 1, row.number), 1)) for n in range(2)]
    answers_given = []

    def show(lane, code):
        try:
            answers_given.append(shown(cast, code, lane=lane).verdict.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=show, args=pair) for pair in codes]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sorted(answers_given) in (["GOODS_GONE", "OK"], ["OK", "OK"])
    with scope(system(all_units())):
        assert sum(part.packages for part in Passage.objects.all()) == 100 and seen(row.pk).state == "passed"
