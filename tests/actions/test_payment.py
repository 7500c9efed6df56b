"""Taxes paid: two banks with real HTTP, each with its faults; guarantees that are never overdrawn."""

import threading
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, connections, transaction

from tests.goods import MINUTE, NOW, answers, lodged, open_house, seen
from thongquan.actions import payment
from thongquan.core.actor import system
from thongquan.core.refused import Conflict, Refused
from thongquan.exchange.links.bank import Transfer, banks
from thongquan.exchange.links.carriage import Permanent
from thongquan.exchange.links.stand_in_bank import Faults, StandInBank
from thongquan.jobs.payments import carry_all
from thongquan.models import AuditEvent, Guarantee, Payment, PaymentOrder
from thongquan.queries.access import all_units
from thongquan.queries.payment import guarantees
from thongquan.queries.scope import scope

DATABASE = "house"

KEY = Ed25519PrivateKey.generate()


def whole():
    """Everybody's rows, in a transaction of their own."""
    return scope(system(all_units()))


@pytest.fixture
def rail():
    """Two banks on this machine."""
    with StandInBank("VTB", seed=3) as first, StandInBank("BDV", seed=4) as second:
        yield first, second


def ways(rail, seconds=2.0):
    return {bank.code: bank.link(KEY, seconds) for bank in rail}


def a_debt(house, n=3):
    """A green import that owes its tax, and whoever owes it."""
    who = house[1].traders[n % 20]
    (made,) = lodged(who, answers(n))
    with scope(who):
        return who, made.declaration.pk, PaymentOrder.objects.get(declaration_id=made.declaration.pk, state="open")


def asks(who, order, bank="VTB"):
    with scope(who):
        return payment.pay(order.pk, bank=bank, by=who, at=NOW + MINUTE)


def now(model, pk):
    with whole():
        return model.objects.get(pk=pk)


@pytest.mark.django_db
def test_the_tax_is_paid_by_the_chosen_bank_and_the_goods_are_cleared(rail):
    who, pk, order = a_debt(open_house())
    sent = asks(who, order, "BDV")
    assert carry_all(ways(rail), at=NOW + 2 * MINUTE) == 1
    row = now(Payment, sent.pk)
    (paid,) = rail[1].paid
    assert (row.state, row.bank, row.bank_reference, paid.amount) == ("paid", "BDV", paid.reference, order.amount)
    assert row.receipt.startswith("BL") and not rail[0].calls
    with whole():
        assert (seen(pk).state, seen(pk).paid_at) == ("cleared", NOW + 2 * MINUTE)


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [Faults(down=True), Faults(errors=1), Faults(garbled=1), Faults(forged=1), Faults(cut=1)])
def test_a_bank_that_is_down_is_replaced_by_the_other_at_once(rail, fault):
    """Nothing was set aside that could move, so the other bank may be asked."""
    who, pk, order = a_debt(open_house())
    rail[0].faults = fault
    sent = asks(who, order)
    assert carry_all(ways(rail), at=NOW + 2 * MINUTE) == 1
    assert (now(Payment, sent.pk).bank, len(rail[0].paid), len(rail[1].paid)) == ("BDV", 0, 1)
    with whole():
        assert seen(pk).state == "cleared"


@pytest.mark.django_db
def test_a_bank_that_pays_and_falls_silent_is_asked_again_and_no_other(rail):
    """It may have paid: a second bank would pay the same tax twice."""
    who, pk, order = a_debt(open_house())
    rail[0].faults = Faults(mute=1)
    sent = asks(who, order)
    assert carry_all(ways(rail), at=NOW + 2 * MINUTE) == 0
    assert (now(Payment, sent.pk).state, len(rail[0].paid), rail[1].calls) == ("unclear", 1, 0)
    rail[0].faults = Faults(down=True)
    assert carry_all(ways(rail), at=NOW + 3 * MINUTE) == 0
    assert now(Payment, sent.pk).state == "unclear" and not rail[1].calls
    with scope(who):
        assert payment.pay(order.pk, bank="BDV", by=who, at=NOW + 3 * MINUTE).pk == sent.pk, "pressed again it is the same payment"
    rail[0].faults = Faults()
    assert carry_all(ways(rail), at=NOW + 4 * MINUTE) == 1
    assert (len(rail[0].paid), len(rail[1].paid)) == (1, 0)
    with whole():
        assert seen(pk).state == "cleared"


@pytest.mark.django_db
def test_through_any_weather_every_tax_is_paid_once(rail):
    house = open_house()
    debts = [a_debt(house, n) for n in range(1, 9)]
    rail[0].faults = Faults(errors=0.3, drops=0.2, cut=0.2, garbled=0.1, forged=0.1, mute=0.3)
    rail[1].faults = Faults(errors=0.2, drops=0.2, mute=0.3)
    for who, _pk, order in debts:
        asks(who, order)
    for turn in range(40):
        carry_all(ways(rail), at=NOW + turn * MINUTE)
        for who, _pk, order in debts:
            with scope(who):
                if PaymentOrder.objects.get(pk=order.pk).state == "open":
                    payment.pay(order.pk, bank="BDV", by=who, at=NOW + turn * MINUTE)
    moved = [answer for bank in rail for answer in bank.paid]
    assert sorted(answer.amount for answer in moved) == sorted(order.amount for _who, _pk, order in debts)
    with whole():
        assert {seen(pk).state for _who, pk, _order in debts} == {"cleared"}


@pytest.mark.django_db
def test_both_banks_down_ends_in_words_to_the_declarant_and_he_may_try_again(rail):
    who, pk, order = a_debt(open_house())
    for bank in rail:
        bank.faults = Faults(down=True)
    sent = asks(who, order)
    for turn in range(4):
        carry_all(ways(rail), at=NOW + turn * MINUTE)
    assert (now(Payment, sent.pk).state, now(Payment, sent.pk).tries) == ("failed", payment.MOST_TRIES)
    for bank in rail:
        bank.faults = Faults()
    again = asks(who, order)
    assert again.pk != sent.pk and carry_all(ways(rail), at=NOW + 9 * MINUTE) == 1


@pytest.mark.django_db
def test_a_bank_that_refuses_is_final_and_says_why(rail):
    who, _pk, order = a_debt(open_house())
    rail[0].faults = Faults(broke=True)
    sent = asks(who, order)
    carry_all(ways(rail), at=NOW + 2 * MINUTE)
    row = now(Payment, sent.pk)
    assert (row.state, row.error) == ("failed", "not enough on the account") and not rail[1].calls


@pytest.mark.django_db
def test_the_banks_message_told_twice_is_one_payment(rail):
    who, pk, order = a_debt(open_house())
    sent = asks(who, order)
    for minute in (2, 3):
        with whole():
            payment.paid(sent.pk, bank_reference="VTB1", at=NOW + minute * MINUTE)
    row = now(Payment, sent.pk)
    with whole():
        assert (row.settled_at, PaymentOrder.objects.get(pk=order.pk).paid) == (NOW + 2 * MINUTE, order.amount)
        assert AuditEvent.objects.filter(action="payment.paid", object_type="payment", object_id=sent.pk).count() == 1


def test_a_bank_that_was_begun_anew_gives_no_number_twice():
    numbers = set()
    for n in (1, 2):
        with StandInBank("VTB") as bank:
            numbers.add(bank.link(KEY).pay(Transfer(f"TQ{n}-VTB", "TT26", "100000000010", 5_000_000)).reference)
    assert len(numbers) == 2 and all(number.startswith("VTB") for number in numbers)


@pytest.mark.django_db
def test_whoever_is_not_customs_moves_no_money(rail):
    who, _pk, order = a_debt(open_house())
    sent = asks(who, order)
    for bank in rail:
        bank.link(KEY)
    stranger = {bank.code: type(way)(way.code, way.url, way.public, Ed25519PrivateKey.generate()) for bank, way in zip(rail, ways(rail).values(), strict=True)}
    carry_all(stranger, at=NOW + 2 * MINUTE)
    assert now(Payment, sent.pk).state == "failed" and not rail[0].ledger


def test_banks_are_read_from_the_setting(monkeypatch):
    monkeypatch.setenv("THONGQUAN_BANKS", '[{"code": "VTB", "url": "https://bank.example/v1", "key": "' + "ab" * 32 + '"}]')
    assert banks(KEY)["VTB"].public == bytes.fromhex("ab" * 32)
    monkeypatch.setenv("THONGQUAN_BANKS", "no list")
    with pytest.raises(Permanent):
        banks(KEY)
    monkeypatch.delenv("THONGQUAN_BANKS")
    assert banks(KEY) == {}


# ---- guarantees --------------------------------------------------------------------------------------------


def a_guarantee(who, limit):
    """The trader's guarantee with this limit."""
    with whole():
        row = Guarantee.objects.filter(declarant_id=who.parties[0]).first()
        row.limit, row.used = limit, 0
        row.save()
        return row


@pytest.mark.django_db
def test_a_guarantee_releases_the_goods_and_is_free_again_when_the_tax_is_paid(rail):
    house = open_house()
    who, pk, order = a_debt(house, 2)
    row = a_guarantee(who, order.amount + 1)
    with scope(who):
        payment.lend(pk, row.pk, by=who, at=NOW + MINUTE)
        (balance,) = guarantees(who.parties[0], NOW.date(), needed=order.amount)
        assert (seen(pk).state, balance.left, balance.enough) == ("released", 1, False)
        with pytest.raises(Conflict, match="PAY-04"):
            payment.lend(pk, row.pk, by=who, at=NOW + MINUTE)
    asks(who, order)
    carry_all(ways(rail), at=NOW + 2 * MINUTE)
    assert now(Guarantee, row.pk).used == 0
    with whole():
        assert seen(pk).state == "cleared"


@pytest.mark.django_db
def test_a_guarantee_that_is_too_small_or_past_its_days_is_refused():
    house = open_house()
    who, pk, order = a_debt(house, 2)
    row = a_guarantee(who, order.amount - 1)
    with scope(who), pytest.raises(Refused, match="PAY-05"):
        payment.lend(pk, row.pk, by=who, at=NOW)
    with scope(who), pytest.raises(Refused, match="PAY-03"):
        payment.lend(pk, row.pk, by=who, at=NOW + timedelta(days=900))


def raced(debts, row, lend):
    """All declarations reach for the guarantee in the same instant, each on a connection of its own; how many got it."""
    gate, won = threading.Barrier(len(debts)), []

    def one(who, pk):
        try:
            gate.wait()
            with scope(who):
                lend(who, pk)
            won.append(pk)
        except (Refused, Conflict, IntegrityError):
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(who, pk)) for who, pk, _order in debts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(won)


def several(house, count=6):
    """As many debts of one trader."""
    who = house[1].traders[2]
    return [(who, pk, order) for _who, pk, order in (a_debt(house, 2 + 20 * n) for n in range(count))]


def test_six_declarations_racing_for_one_guarantee_never_overdraw_it(real_commits):
    debts = several(open_house())
    who = debts[0][0]
    limit = sum(sorted(order.amount for _who, _pk, order in debts)[:3])
    row = a_guarantee(who, limit)
    won = raced(debts, row, lambda who, pk: payment.lend(pk, row.pk, by=who, at=NOW))
    with whole():
        held = Guarantee.objects.get(pk=row.pk)
        lent = sum(use.amount for use in held.uses.all())
    assert held.used == lent <= limit and 1 <= won <= 3


def test_without_the_lock_the_same_race_loses_a_use(real_commits):
    """The control: reading the balance and writing it back without a lock lets uses overwrite each other."""
    debts = several(open_house())
    row = a_guarantee(debts[0][0], 10**15)
    pause = threading.Barrier(len(debts))

    def careless(who, pk):
        used = Guarantee.objects.get(pk=row.pk).used
        pause.wait()
        Guarantee.objects.filter(pk=row.pk).update(used=used + 1)

    won = raced(debts, row, careless)
    assert won == len(debts) > now(Guarantee, row.pk).used


@pytest.mark.django_db
def test_the_database_itself_refuses_an_overdrawn_guarantee():
    who, _pk, order = a_debt(open_house(), 2)
    row = a_guarantee(who, order.amount)
    with whole(), pytest.raises(IntegrityError, match="guarantee_not_overdrawn"), transaction.atomic():
        Guarantee.objects.filter(pk=row.pk).update(used=order.amount + 1)
