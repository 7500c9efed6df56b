"""Consignments from the first form to the gate, as the people of the trade would tell them."""

import random
import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connections, transaction

from tests.border import IN, accepted, digits, shown
from tests.goods import HOUR, MINUTE, NOW, QUIET, answers, lodged, officer_of, open_house, seen
from thongquan.actions import assignment, clearance, inspection, licence, payment
from thongquan.actions.declaration.ask import answer, ask
from thongquan.actions.declaration.change import decide_cancel, request_cancel
from thongquan.actions.declaration.decide import agree, hand_to_inspection, refuse
from thongquan.actions.declaration.watch import watch
from thongquan.actions.inspection import Seen
from thongquan.catalog import demo
from thongquan.catalog.demo_goods import TRADERS
from thongquan.core.actor import system
from thongquan.core.refused import NotAllowed
from thongquan.core.vehicle import ADMISSION
from thongquan.models import GoodsDeclaration, Guarantee, InspectionOrder, LicenceCheck, LicenceLine, Notice, Passage, PaymentOrder, Task, Unit
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope

DATABASE = "house"

#: dice below the first share are a random inspection, below the second a random dossier check
RED, YELLOW = 0, 60
POINT = {"field": "/lines/0/origin", "rule": "LIN-05", "need": "Giấy chứng nhận xuất xứ mẫu E bản rõ, đủ các trang"}


def clock():
    """The platform's own reach."""
    return scope(system(all_units()))


def registered(goods, n=3, *, trader=1, die=QUIET, at=NOW, **over):
    """One declaration of a trader, by its id."""
    (made,) = lodged(goods.traders[trader], answers(n, **over), die=die, at=at)
    return made.declaration.pk


def paid(who, pk, at=NOW + MINUTE):
    """The trader's bank pays what is owed."""
    with scope(who):
        for order in PaymentOrder.objects.filter(declaration_id=pk, state="open"):
            payment.paid(payment.pay(order.pk, bank="VTB", by=who, at=at).pk, bank_reference=f"VTB{pk}", at=at)


def stands(pk):
    """The state of a declaration."""
    with clock():
        return seen(pk).state


def has(pk, kind):
    """The officer who has this work."""
    with clock():
        return officer_of(pk, kind)


def told(kind, pk):
    """How many notices of this kind point at the declaration."""
    with clock():
        return Notice.objects.filter(kind=kind, link__endswith=f"/goods/{pk}/").count()


def test_a_green_import_is_cleared_in_seconds_and_driven_out(house):
    cast, goods = house
    pk = registered(goods)
    with clock():
        assert (seen(pk).channel, seen(pk).state) == ("green", "decided")
        number = seen(pk).number
    paid(goods.traders[1], pk, NOW + timedelta(seconds=9))
    with clock():
        row = seen(pk)
        assert (row.state, row.cleared_at - row.registered_at) == ("cleared", timedelta(seconds=9))
        assert row.slips.get().token and not Task.objects.filter(declaration_id=pk).exists()
    load = demo.load(random.Random(5), ADMISSION)
    truck = accepted(cast, 1, company=load.company, **{**load.values, "goods": [number], "laden": True})
    assert shown(cast, digits(cast, truck, 1), lane=IN).verdict.code == "OK"
    with clock():
        assert seen(pk).state == "passed" and Passage.objects.get(declaration_id=pk).vehicle_id == truck


def test_a_yellow_dossier_is_asked_about_twice_by_one_officer_whose_name_nobody_reads(house):
    _, goods = house
    who, pk = goods.traders[1], registered(goods, die=YELLOW)
    clerk = has(pk, "dossier")
    for n in range(2):
        at = NOW + (2 * n + 1) * HOUR
        with scope(clerk):
            asked = ask(pk, [POINT], by=clerk, at=at)
            assert Task.objects.get(declaration_id=pk, kind="dossier").state == "paused"
        assert clerk.name not in asked.alias and asked.alias
        with scope(who):
            answer(pk, ["Đã nộp lại bản rõ"], by=who, at=at + HOUR)
        assert has(pk, "dossier").id == clerk.id
    with scope(clerk):
        agree(pk, reason_code="DOS-02", by=clerk, at=NOW + 5 * HOUR)
    paid(who, pk, NOW + 6 * HOUR)
    with clock():
        assert (seen(pk).state, seen(pk).rounds) == ("cleared", 2)


def test_red_goods_lodged_in_one_province_are_looked_at_in_another_and_a_quantity_differs(house):
    _, goods = house
    who, pk = goods.traders[1], registered(goods, die=RED, gate="VNHUGT", place_of_goods="15BBKT1")
    with clock():
        order = InspectionOrder.objects.select_related("site__office").get(declaration_id=pk)
        away = order.site.office
        assert (seen(pk).office.code, away.code) == ("20BB", "15BB") and away.parent_id != seen(pk).office.parent_id
        assert away.pk in seen(pk).office_ids
    inspector = has(pk, "inspection")
    assert away.pk in inspector.offices
    with scope(inspector):
        inspection.begin(order.pk, by=inspector, at=order.slot_at)
        inspection.record_result(order.pk, [Seen(1, outcome="quantity", quantity=Decimal(9000), unit="KGM", held=True)], outcome="quantity",
                                 by=inspector, at=order.slot_at + HOUR)
    assert stands(pk) == "checking"
    clerk = has(pk, "dossier")
    assert clerk.id != inspector.id
    with scope(clerk):
        ask(pk, [{"field": "/lines/0/quantity", "rule": "LIN-09", "need": "Giải trình số lượng thừa so với khai"}], by=clerk, at=order.slot_at + 2 * HOUR)
    with scope(who):
        answer(pk, ["Đóng nhầm kiện, xin khai bổ sung"], by=who, at=order.slot_at + 3 * HOUR)
    with scope(clerk):
        agree(pk, reason_code="DOS-02", by=clerk, at=order.slot_at + 4 * HOUR)
    paid(who, pk, order.slot_at + 5 * HOUR)
    assert stands(pk) == "cleared"


FRUIT = {"kind": "KDTV", "number": "KD-77/2026", "direction": "export", "issued_on": date(2026, 11, 24), "valid_until": date(2026, 12, 31)}


def certificate(goods, quantity, *, trader=1, at=NOW - HOUR, **over):
    """The plant quarantine officer keys a certificate in."""
    by = goods.ministries["BVTV"]
    with scope(by):
        lines = [{"hs": "08", "quantity": Decimal(quantity), "unit": "KGM"}]
        licence.key_in({**FRUIT, "holder_tax_id": TRADERS[trader].tax_id, "lines": lines, **over}, by=by, at=at)


def fruit(n, kg, number="KD-77/2026"):
    """The answers of an export of mangoes on a certificate."""
    made = answers(n, direction="export")
    line = {"hs": "08045021", "name": "Xoài cát tươi, đóng thùng 10 kg", "origin": "VN", "quantity": str(kg), "unit": "KGM", "unit_price": "1.2",
            "price_unit": "KGM", "price_currency": made["currency"], "invoice_value": str(Decimal(kg) * Decimal("1.2")), "net_kg": str(kg), "permits": [number]}
    papers = [*made["documents"], {"kind": "plant_quarantine", "number": f"PQ{n}", "day": "2026-11-24", "how": "data"}]
    return {**made, "lines": [line], "invoice_total": line["invoice_value"], "gross_kg": str(kg * 104 // 100), "packages": kg // 10,
            "permits": [{"kind": "KDTV", "number": number}], "documents": papers}


def test_two_declarations_want_the_last_tonnes_of_a_certificate_at_the_same_instant(real_commits):
    _, goods = open_house()
    certificate(goods, 20_000)
    made, failures, ready = [], [], threading.Barrier(2)

    def lodge(n):
        try:
            ready.wait()
            made.append(lodged(goods.traders[1], fruit(n, 12_000))[0].declaration.pk)
        except Exception as broken:  # shown by the test's own thread
            failures.append(broken)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=lodge, args=(n,)) for n in (1, 2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failures and len(made) == 2
    with clock():
        line = LicenceLine.objects.get(licence__number="KD-77/2026")
        assert line.used == 12_000 and line.uses.count() == 1
        lanes = sorted(GoodsDeclaration.objects.values_list("channel", flat=True))
        assert lanes == ["green", "yellow"]  # the one that came too late goes to an officer, not past him
        winner = line.uses.get().declaration_id
    loser = next(pk for pk in made if pk != winner)
    clerk = has(loser, "dossier")
    with scope(clerk):
        refuse(loser, reason_code="REF-13", note="Giấy kiểm dịch chỉ còn 8.000 kg", by=clerk, at=NOW + HOUR)
    with clock():
        assert LicenceLine.objects.get(pk=line.pk).used == 12_000 and (seen(winner).state, seen(loser).state) == ("cleared", "returned")


def test_an_agency_is_silent_for_a_day_and_only_listed_risks_wait(house):
    _, goods = house
    with clock():
        for agency in ("BVTV", "LN"):
            licence.mark_agency_down(agency, reason="Bảo trì", by=system(), at=NOW - HOUR)
    (made,) = lodged(goods.traders[1], fruit(1, 9_000), die=QUIET)
    low = made.declaration.pk
    with clock():
        assert (seen(low).channel, seen(low).state, seen(low).post_check) == ("green", "cleared", True)
        assert LicenceCheck.objects.get(declaration_id=low).mode == "post_check"
    timber = answers(7, direction="export")
    timber["lines"] = [{**timber["lines"][0], "hs": "44079990", "name": "Gỗ keo xẻ đã sấy, dày 20-50 mm", "unit": "MTQ", "quantity": "20",
                        "unit_price": "250", "price_unit": "MTQ", "invoice_value": "5000", "net_kg": "14400", "permits": ["CT-9/2026"]}]
    timber |= {"invoice_total": "5000", "gross_kg": "15000", "permits": [{"kind": "CITE", "number": "CT-9/2026"}]}
    timber["documents"] = [*timber["documents"], {"kind": "timber_list", "number": "BK1", "day": "2026-11-24", "how": "data"}]
    (made,) = lodged(goods.traders[1], timber, die=QUIET)
    held = made.declaration.pk
    assert stands(held) == "decided" and told("licence_waiting", held) + len(waits(held)) >= 1
    with clock():
        assert licence.escalate(by=system(), at=NOW + 9 * HOUR) == 1
        assert LicenceCheck.objects.get(declaration_id=held).level == 1
    next_day = NOW + timedelta(days=1)
    with clock():
        for agency in ("BVTV", "LN"):
            licence.mark_agency_up(agency, by=system(), at=next_day)
    certificate(goods, 50_000, at=next_day)
    by = goods.ministries["LN"]
    with scope(by):
        licence.key_in({"kind": "CITE", "number": "CT-9/2026", "direction": "export", "issued_on": date(2026, 11, 24), "valid_until": date(2027, 3, 1),
                        "holder_tax_id": TRADERS[1].tax_id, "lines": [{"hs": "4407", "quantity": Decimal(100), "unit": "MTQ"}]}, by=by, at=next_day)
    with clock():
        clearance.settle_waited(next_day + MINUTE)
        assert set(LicenceCheck.objects.values_list("outcome", flat=True)) == {"matched"}
        assert seen(held).state == "cleared" and seen(low).reviews.get().why == "post_check"


def waits(pk):
    """What the goods wait for."""
    with clock():
        return list(LicenceCheck.objects.filter(declaration_id=pk, mode="wait", settled_at=None))


def test_an_officer_falls_ill_in_the_middle_of_a_case(house):
    _, goods = house
    who, pk = goods.traders[1], registered(goods, die=YELLOW)
    clerk = has(pk, "dossier")
    with scope(clerk):
        ask(pk, [POINT], by=clerk, at=NOW + HOUR)
    leader = next(a for a in goods.officers.values() if a.is_any("team_leader") and set(a.offices) & set(clerk.offices))
    with scope(leader):
        assignment.begin_absence(clerk.id, since=NOW + 2 * HOUR, reason_code="sick", by=leader, at=NOW + 2 * HOUR)
    other = has(pk, "dossier")
    assert other.id != clerk.id
    with scope(who):
        answer(pk, ["Đã nộp bản rõ"], by=who, at=NOW + 3 * HOUR)
    with scope(clerk), pytest.raises(NotAllowed, match="TSK-90"):
        agree(pk, reason_code="DOS-02", by=clerk, at=NOW + 4 * HOUR)
    with scope(other):
        agree(pk, reason_code="DOS-02", by=other, at=NOW + 4 * HOUR)
    paid(who, pk, NOW + 5 * HOUR)
    assert stands(pk) == "cleared"


def test_withdrawn_and_lodged_again_the_goods_come_to_the_same_officer(house):
    _, goods = house
    who = goods.traders[1]
    values = answers(3)
    (made,) = lodged(who, values, die=YELLOW)
    first = made.declaration.pk
    clerk = has(first, "dossier")
    for n in range(4):  # others' cases in between move the dice
        registered(goods, 40 + n, trader=2 + n, die=YELLOW)
    with scope(who):
        asked = request_cancel(first, reason_code="CAN-03", reason="Khai sai mã loại hình", by=who, at=NOW + HOUR)
    with scope(clerk):
        decide_cancel(asked.pk, approve=True, by=clerk, at=NOW + 2 * HOUR)
    (made,) = lodged(who, values, die=YELLOW, at=NOW + 3 * HOUR)
    assert stands(first) == "cancelled" and has(made.declaration.pk, "dossier").id == clerk.id


def test_fifteen_days_without_goods_or_papers_and_the_clock_cancels_and_gives_back(house):
    _, goods = house
    certificate(goods, 20_000)
    (made,) = lodged(goods.traders[1], fruit(1, 12_000), die=RED)
    pk = made.declaration.pk
    assert watch(NOW + timedelta(days=14, hours=23))["lapsed"] == 0
    assert watch(NOW + timedelta(days=15, minutes=1))["lapsed"] == 1
    assert watch(NOW + timedelta(days=15, hours=1))["lapsed"] == 0
    assert stands(pk) == "cancelled" and told("goods_cancelled", pk) == 1
    with clock():
        assert LicenceLine.objects.get().used == 0
        assert seen(pk).inspections.get().state == "withdrawn" and not Task.objects.filter(declaration_id=pk, state__in=Task.OPEN).exists()


def test_held_too_long_the_head_is_called_then_the_one_above(house):
    _, goods = house
    pk = registered(goods)
    paid(goods.traders[1], pk)
    leader = goods.officers["chau"]
    with scope(leader):
        clearance.hold(pk, reason_code="HLD-02", reason="Chờ giám định", by=leader, at=NOW + HOUR)
    assert watch(NOW + 24 * HOUR)["held"] == 0
    assert watch(NOW + 25 * HOUR)["held"] == 1
    assert (told("goods_hold_late", pk), told("goods_hold_called", pk)) == (1, 1)
    assert watch(NOW + 26 * HOUR)["held"] == 0
    assert watch(NOW + 50 * HOUR)["held"] == 1 and told("goods_hold_called", pk) == 2
    with clock():
        assert seen(pk).held_at == NOW + HOUR


def test_released_before_duty_and_not_paid_in_time_is_told_once(house):
    _, goods = house
    who, pk = goods.traders[0], registered(goods, trader=0, n=20)
    with scope(who):
        payment.lend(pk, Guarantee.objects.get(declarant_id=who.parties[0]).pk, by=who, at=NOW + MINUTE)
        assert seen(pk).state == "released"
        due = PaymentOrder.objects.get(declaration_id=pk).due_at
    assert watch(due - MINUTE)["overdue"] == 0
    assert watch(due + MINUTE)["overdue"] == 1
    assert watch(due + HOUR)["overdue"] == 0
    assert told("goods_duty_overdue", pk) == 2  # the trader, and the head of the office
    paid(who, pk, due + 2 * HOUR)
    with clock():
        assert (seen(pk).state, Guarantee.objects.get(declarant_id=who.parties[0]).used) == ("cleared", 0)


def test_a_hundred_and_twenty_lines_become_three_declarations_that_belong_together(house):
    _, goods = house
    made = lodged(goods.traders[1], answers(3, lines=120), die=QUIET)
    with clock():
        rows = [seen(one.declaration.pk) for one in made]
        assert [row.line_count for row in rows] == [50, 50, 20] and len({row.number for row in rows}) == 3
        assert [(row.split_part, row.split_of, row.split_first_id) for row in rows] == [(1, 3, None), (2, 3, rows[0].pk), (3, 3, rows[0].pk)]
        assert all(row.papers.count() == rows[0].papers.count() for row in rows)
        assert all(row.state in ("decided", "checking") for row in rows)


def test_the_database_itself_keeps_dossier_inspection_and_countersign_apart(house):
    _, goods = house
    pk = registered(goods, die=YELLOW)
    clerk = has(pk, "dossier")
    with scope(clerk):
        hand_to_inspection(pk, reason_code="INS-02", note="Trọng lượng lớn hơn khai", by=clerk, at=NOW + HOUR)
    assert has(pk, "inspection").id != clerk.id
    with clock():
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.filter(declaration_id=pk, kind="inspection").update(officer_id=clerk.id)
        with pytest.raises(IntegrityError), transaction.atomic():
            seen(pk).decisions.filter(kind="inspect").update(countersign=True, countersigned_by=clerk.id)
        assert Unit.objects.filter(code="20BB").exists()
