"""Documents that come after the declaration: written off once, in every order of events."""

import json
import threading
from decimal import Decimal

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.goods import HOUR, MINUTE, NOW, lodged, open_house, seen
from tests.stories.test_goods import YELLOW, answers, clock, has
from thongquan.actions import licence
from thongquan.actions.declaration import decide
from thongquan.actions.declaration.change import decide_cancel, request_cancel
from thongquan.catalog.demo_goods import TRADERS
from thongquan.core.actor import Actor, system
from thongquan.core.refused import Conflict
from thongquan.models import AuditEvent, LicenceCheck, LicenceLine, OutboxMessage, WriteOff
from thongquan.queries import licence as asked
from thongquan.queries.scope import scope

DATABASE = "house"
NUMBER = "KD-500/2026"
GRANTED, WANTED = 15_000, 10_000


def wanting(n, kg=WANTED):
    """The answers of an import of mangoes on the certificate; its tax keeps the goods after they are agreed to."""
    made = answers(n, importer=TRADERS[1].name, importer_tax_id=TRADERS[1].tax_id)
    line = {**made["lines"][0], "hs": "08045021", "name": "Xoài tươi, đóng thùng 10 kg", "origin": "TH", "quantity": str(kg), "unit": "KGM",
            "unit_price": "1.2", "price_unit": "KGM", "invoice_value": str(Decimal(kg) * Decimal("1.2")), "net_kg": str(kg), "permits": [NUMBER]}
    papers = [*made["documents"], {"kind": "plant_quarantine", "number": f"PQ{n}", "day": "2026-11-24", "how": "data"}]
    return {**made, "lines": [line], "invoice_total": line["invoice_value"], "gross_kg": str(kg * 104 // 100), "packages": kg // 10,
            "permits": [{"kind": "KDTV", "number": NUMBER}], "documents": papers}


def issue(goods, at=NOW, quantity=GRANTED):
    """The ministry's officer keys in the paper."""
    by = goods.ministries["BVTV"]
    with scope(by):
        licence.key_in({"kind": "KDTV", "number": NUMBER, "direction": "import", "issued_on": NOW.date(), "valid_until": None,
                        "holder_tax_id": TRADERS[1].tax_id, "lines": [{"hs": "0804", "quantity": Decimal(quantity), "unit": "KGM"}]}, by=by, at=at)


def agree(pk, at=NOW + HOUR):
    """The dossier officer agrees; whether the platform let him."""
    clerk = has(pk, "dossier")
    try:
        with scope(clerk):
            decide.agree(pk, reason_code="DOS-01", by=clerk, at=at)
    except Conflict as refused:
        assert refused.code == "DOS-94"
        return False
    return True


def cancel(goods, pk, at=NOW + 2 * HOUR):
    """The trader asks, the officer agrees."""
    who = goods.traders[1]
    with scope(who):
        wish = request_cancel(pk, reason_code="CAN-03", reason="Khai sai mã loại hình", by=who, at=at)
    clerk = has(pk, "dossier")
    with scope(clerk):
        decide_cancel(wish.pk, approve=True, by=clerk, at=at)


def used():
    """What the document says is used, the draws that stand, and the balance that the ministry was told."""
    line = LicenceLine.objects.filter(licence__kind="KDTV", licence__number_key="KD5002026").first()
    if line is None:
        return 0, {}, 0
    told = sum((-1 if row["restored"] else 1) * Decimal(row["quantity"]) for row in OutboxMessage.objects.filter(
        body__number=NUMBER).values_list("body", flat=True))
    return line.used, dict(line.uses.filter(restored_at__isnull=True).values_list("declaration_id", "quantity")), told


ACTS = ("register", "agree", "cancel")


def played(goods, order):
    """One order of events; after each, what is used is exactly what stands to be used."""
    made, holds, open_, issued = {}, set(), set(), False
    for n, (who, act) in enumerate(order):
        at = NOW + n * MINUTE
        room = issued and GRANTED - WANTED * len(holds) >= WANTED
        if act == "issue" and not issued:
            issue(goods, at)
            issued = True
        elif act == "register" and who not in made:
            (one,) = lodged(goods.traders[1], wanting(who), die=YELLOW, at=at)
            made[who] = one.declaration.pk
            open_.add(who)
            holds |= {who} if room else set()
        elif act == "agree" and who in open_:
            assert agree(made[who], at) == (room or who in holds)
            holds |= {who} if room else set()
            open_ -= holds
        elif act == "cancel" and who in made:
            cancel(goods, made.pop(who), at)
            holds.discard(who)
            open_.discard(who)
        with clock():
            assert used() == (WANTED * len(holds), {made[one]: WANTED for one in holds}, WANTED * len(holds)), order[:n + 1]
            assert asked.overdrawn() == 0


A, B = 11, 12
EVENT = st.tuples(st.sampled_from((A, B)), st.sampled_from((*ACTS, "issue")))
FIRST = ((A, "register"), (B, "register"), (A, "issue"), (A, "agree"), (B, "agree"), (A, "cancel"), (B, "agree"))


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@example(list(FIRST))
@given(st.permutations([(A, act) for act in ACTS] + [(B, act) for act in ACTS] + [(A, "issue"), (A, "agree"), (B, "agree")]))
def test_in_every_order_of_events_a_document_lends_what_is_let_go_and_nothing_else(house, order):
    _, goods = house
    with transaction.atomic():
        played(goods, order)
        transaction.set_rollback(True)


def trail(action, pk):
    """What the log tells of this act for the declaration's number."""
    with clock():
        rows = AuditEvent.objects.filter(action=action).order_by("id")
        found = [json.loads(bytes(row.payload)) for row in rows]
        return [row for row in found if row["facts"].get("declaration") == seen(pk).number]


def test_a_certificate_keyed_after_registration_is_written_off_when_the_officer_agrees_and_the_log_says_by_whom(house):
    _, goods = house
    (made,) = lodged(goods.traders[1], wanting(A), die=YELLOW)
    pk = made.declaration.pk
    assert not agree(pk)
    issue(goods, NOW + HOUR)
    with clock():
        assert used()[0] == 0 and not LicenceCheck.objects.exists()
    assert agree(pk, NOW + 2 * HOUR)
    (line,) = trail("licence.write_off", pk)
    assert line["facts"]["drawn"] == [[1, 1, "10000"]] and line["actor"] == has(pk, "dossier").id
    cancel(goods, pk, NOW + 3 * HOUR)
    assert trail("licence.restore", pk)[0]["facts"]["given"] == [[1, 1, "10000"]]
    with clock():
        assert used() == (0, {}, 0)


def test_two_officers_agree_at_the_same_instant_and_the_certificate_is_enough_for_one(real_commits):
    _, goods = open_house()
    pks = [lodged(goods.traders[1], wanting(n), die=YELLOW)[0].declaration.pk for n in (A, B)]
    issue(goods, NOW + MINUTE)
    ready, said = threading.Barrier(2), {}

    def act(pk):
        try:
            ready.wait()
            said[pk] = agree(pk)
        except Exception as broken:  # shown by the test's own thread
            said[pk] = broken
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(pk,)) for pk in pks]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(said.values(), key=str) == [False, True]
    with clock():
        assert used() == (WANTED, {next(pk for pk in pks if said[pk]): WANTED}, WANTED)
        assert {seen(pk).state for pk in pks} == {"decided", "checking"}


def silent(goods, at=NOW):
    with clock():
        licence.mark_agency_down("BVTV", reason="Bảo trì", by=system(), at=at)


def by_hand(pk, at):
    """The head has asked the agency by telephone."""
    with clock():
        check, head = LicenceCheck.objects.get(declaration_id=pk), Actor(90_001, "head", frozenset({"office_leader"}), (seen(pk).office_id,))
    with scope(head):
        licence.settle_by_hand(check.pk, agrees=True, reason="Đã gọi điện xác nhận", by=head, at=at)


@pytest.mark.parametrize(("quantity", "outcome", "drawn"), [(GRANTED, "matched", WANTED), (WANTED - 1, "differs", 0)])
def test_a_document_that_comes_after_an_agencys_word_was_taken_for_it_is_written_off_or_differs_after_all(house, quantity, outcome, drawn):
    _, goods = house
    silent(goods)
    (made,) = lodged(goods.traders[1], wanting(A), die=YELLOW)
    pk = made.declaration.pk
    by_hand(pk, NOW + MINUTE)
    assert agree(pk)
    issue(goods, NOW + 2 * HOUR, quantity)
    for hour in (3, 4):
        with scope(system()):
            assert licence.catch_up(by=system(), at=NOW + hour * HOUR) == (hour == 3)
    with clock():
        assert (used()[0], LicenceCheck.objects.get().outcome) == (drawn, outcome)
        assert WriteOff.objects.filter(restored_at__isnull=True).count() == (drawn > 0)
    assert [row["facts"]["outcome"] for row in trail("licence.settle", pk)] == [outcome]


def test_an_agency_that_falls_silent_before_the_goods_are_agreed_to_is_asked_afterwards_for_what_stands_then(house):
    _, goods = house
    (made,) = lodged(goods.traders[1], wanting(A), die=YELLOW)
    pk = made.declaration.pk
    silent(goods, NOW + MINUTE)
    assert agree(pk)
    with clock():
        assert (LicenceCheck.objects.get().mode, seen(pk).post_check) == ("post_check", True)
        facts_of = licence.checks.goods_facts(seen(pk), NOW)
        less = type(facts_of)(**{**facts_of.__dict__, "lines": tuple(
            type(one)(**{**one.__dict__, "quantity": Decimal(4000), "net_kg": Decimal(4000)}) for one in facts_of.lines)})
        licence.write_off(seen(pk), less, by=system(), at=NOW + 2 * HOUR)
    issue(goods, NOW + 3 * HOUR)
    with clock():
        assert (used()[0], LicenceCheck.objects.get().outcome) == (4000, "matched")
