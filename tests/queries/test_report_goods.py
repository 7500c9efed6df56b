"""Figures of goods, each counted again in plain SQL; drill-down, targets, reach."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.goods import HOUR, MINUTE, NOW, QUIET, answers, lodged, officer_of, open_house, seen
from tests.people import a_person
from thongquan.actions import inspection, payment
from thongquan.actions.declaration.ask import answer, ask
from thongquan.actions.declaration.decide import agree
from thongquan.actions.inspection import Seen
from thongquan.actions.report import set_target
from thongquan.core.refused import NotAllowed, Refused
from thongquan.core.rule import local_day
from thongquan.models import Document, GoodsDocument, InspectionOrder, PaymentOrder, Unit
from thongquan.queries.access import all_units
from thongquan.queries.report import goods
from thongquan.queries.scope import everywhere, scope

DATABASE = "house"
pytestmark = pytest.mark.django_db
DAY = local_day(NOW)
WEEK = goods.Slice(DAY - timedelta(days=2), DAY + timedelta(days=4))
LATER = NOW + timedelta(days=1)
RED_DIE, YELLOW_DIE = 0, 60


def plain(sql: str, *values) -> list[tuple]:
    with everywhere(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def pay(who, pk, at=NOW + 2 * HOUR):
    with scope(who):
        order = PaymentOrder.objects.filter(declaration_id=pk, state="open").first()
        if order is not None:
            sent = payment.pay(order.pk, bank="VTB", by=who, at=at)
            payment.paid(sent.pk, bank_reference=f"VTB{pk}", at=at)


@pytest.fixture
def house():
    """Three green, one yellow asked about, one red with a difference, one green not paid, one inland export."""
    _, cast = open_house()
    who, made = cast.traders[1], []
    for n, (die, port, direction) in enumerate(
            [(QUIET, 0, "import"), (QUIET, 1, "import"), (QUIET, 0, "export"), (YELLOW_DIE, 0, "import"), (RED_DIE, 0, "import"), (QUIET, 0, "import")]):
        (row,) = lodged(who, answers(3 if n != 2 else 21, port=port, direction=direction, own_reference=f"R{n}", invoice_number=f"I{n}"), die=die,
                        at=NOW + n * MINUTE)
        made.append(row.declaration.pk)
    yellow, red = made[3], made[4]
    with everywhere():
        clerk = officer_of(yellow, "dossier")
    with scope(clerk):
        ask(yellow, [{"field": "/lines/0/origin", "rule": "LIN-05", "need": "Giấy chứng nhận xuất xứ bản rõ"}], by=clerk, at=NOW + HOUR)
    with scope(who):
        answer(yellow, ["Đã nộp lại"], by=who, at=NOW + 2 * HOUR)
    with scope(clerk):
        agree(yellow, reason_code="DOS-02", by=clerk, at=NOW + 3 * HOUR)
    with everywhere():
        order, inspector = InspectionOrder.objects.get(declaration_id=red), officer_of(red, "inspection")
    with scope(inspector):
        inspection.begin(order.pk, by=inspector, at=order.slot_at)
        inspection.record_result(order.pk, [Seen(1, outcome="quantity")], outcome="quantity", by=inspector, at=order.slot_at + HOUR)
    for pk in made[:4]:
        pay(who, pk, NOW + 4 * HOUR)
    return cast, made


def told(code, part=WEEK, offices=None):
    return goods.goods_statistic(code, part, offices=offices if offices is not None else all_units(), at=LATER).rows


@pytest.mark.parametrize("code", goods.GROUPS)
def test_every_grouping_adds_up_to_the_declarations_of_the_table(house, code):
    rows = told(f"by_{code}")
    [(count, cleared)] = plain("select count(*), count(cleared_at) from goods_declaration where number is not null")
    assert (sum(r[1] for r in rows), sum(r[2] for r in rows)) == (count, cleared) == (6, 4)


def test_the_tiles_are_what_plain_sql_counts_in_the_same_snapshot(house):
    tile = goods.tiles(WEEK, offices=all_units(), at=LATER)
    [(count, cleared, median, value)] = plain(
        "select count(*), count(cleared_at), percentile_cont(0.5) within group (order by extract(epoch from cleared_at - registered_at) / 60),"
        " sum(customs_value) from goods_declaration where number is not null")
    [(paid,)] = plain("select sum(amount) from payment where state = 'paid'")
    [(checked, found)] = plain("select count(distinct declaration_id), count(distinct declaration_id) filter (where found) from check_label"
                               " where kind in ('dossier', 'inspection')")
    [(opened,)] = plain("select count(*) from goods_declaration where state in ('registered','checking','asked','ordered','inspecting','decided')")
    assert (tile.registered, tile.cleared, tile.value, tile.revenue, tile.checked, tile.found, tile.open) == (
        count, cleared, value, paid, checked, found, opened)
    assert tile.median == pytest.approx(float(median)) and (tile.checked, tile.found) == (2, 2)


def test_revenue_by_tax_month_and_office_are_the_same_money_to_the_dong(house):
    [(paid,)] = plain("select sum(amount) from payment where state = 'paid'")
    assert paid > 0
    assert [sum(row[1] for row in told(code)) for code in ("revenue", "revenue_month", "revenue_office")] == [paid] * 3
    assert {row[0] for row in told("revenue")} >= {"vat"} or len(told("revenue")) > 1


def test_a_difference_paid_later_is_shared_out_without_losing_a_dong(house):
    [(pk, amount)] = plain("select id, amount from payment_order where state = 'paid' order by id limit 1")
    with everywhere(), connection.cursor() as cursor:
        cursor.execute("update payment set amount = 1000001 where order_id = %s", [pk])
    [(paid,)] = plain("select sum(amount) from payment where state = 'paid'")
    assert amount != 1000001 and sum(row[1] for row in told("revenue")) == paid


def test_the_stages_follow_the_moments_of_the_case(house):
    _, made = house
    stages = {row[0]: row[1:] for row in told("stages")}
    with everywhere():
        yellow = seen(made[3])
    assert stages["channel"][0] == 6 and stages["whole"][0] == 4
    assert stages["decided"][0] >= 1 and stages["begun"][0] >= 1
    assert float(told("by_channel", goods.Slice(DAY, DAY, channel="yellow"))[0][3]) == pytest.approx(
        (yellow.cleared_at - yellow.registered_at).total_seconds() / 60, abs=0.1)
    assert all(row[1] >= 0 for row in stages.values())


def test_hits_count_a_declaration_once_and_random_is_kept_apart(house):
    lanes = {row[0]: row[1:] for row in told("lanes")}
    assert lanes["yellow"] == (1, 1, 1) and lanes["red"] == (1, 1, 1) and lanes["green"][1] == 0
    assert {row[0]: row[1:] for row in told("drawn")}["random"] == (2, 2, 2)


def test_the_backlog_knows_what_is_late(house):
    rows = {row[0]: row[1:] for row in told("backlog")}
    assert sum(row[0] for row in rows.values()) == 2
    with everywhere(), connection.cursor() as cursor:
        cursor.execute("update goods_declaration set promised_at = %s where state = 'checking'", [NOW])
    late = [row for row in told("backlog") if row[6]]
    assert sum(row[6] for row in late) == 1
    (case,) = goods.cases("backlog", f"{late[0][0]}:late", WEEK, offices=all_units(), at=LATER)
    assert (case["id"], case["promised_at"]) == (house[1][4], NOW)


@pytest.mark.parametrize(("code", "value", "count"), [
    ("by_channel", "green", 4), ("by_direction", "export", 1), ("stages", "whole", 4), ("lanes", "red", 1), ("drawn", "random", 2)])
def test_behind_a_row_stand_its_declarations(house, code, value, count):
    assert len(goods.cases(code, value, WEEK, offices=all_units(), at=LATER)) == count


def test_papers_are_counted_once_and_by_how_they_are_held(house):
    rows = {row[0]: row[1:] for row in told("digital")}
    [(listed,)] = plain("select sum(jsonb_array_length(body->'documents')) from goods_declaration where number is not null")
    assert sum(row[0] for row in rows.values()) == listed
    tile = goods.tiles(WEEK, offices=all_units(), at=LATER)
    assert (tile.documents, tile.digital_share) == (listed, 0.0)  # named on the form, handed in by nobody
    with everywhere():
        pk = house[1][0]
        named = seen(pk).body["documents"][0]
        file = Document.objects.create(declarant_id=seen(pk).declarant_id, kind=named["kind"], file_name="a.pdf", media_type="application/pdf", size=1,
                                       sha256="0" * 64, content=b"%", uploaded_at=NOW)
        for how, held in (("upload", {"document": file}), ("signed", {}), ("data", {})):  # of three rows only the first holds anything
            GoodsDocument.objects.create(declaration_id=pk, kind=named["kind"], number=f"{how}-1", how=how, added_at=NOW, **held)
    tile = goods.tiles(WEEK, offices=all_units(), at=LATER)
    assert (tile.documents, tile.digital) == (listed + 3, 1)
    assert {row[0]: row[2] for row in told("digital")} == {"upload": 1, "paper": 0}


def test_an_office_sees_its_own_figures_and_no_other(house):
    lang_son = Unit.objects.get(code="15BB")
    assert told("by_office", offices=(lang_son.pk,)) and [row[0] for row in told("by_office", offices=(lang_son.pk,))] == ["15BB"]
    assert told("by_office", offices=()) == [] and goods.tiles(WEEK, offices=(), at=LATER).revenue == 0
    assert sum(row[1] for row in told("by_office", goods.Slice(DAY, DAY, office="15BB"))) == 1


def test_a_head_sets_the_target_of_the_year_and_nobody_elses(house):
    office = Unit.objects.get(code="20BB")
    head = a_person("truong", "office_leader", unit="20BB")
    with scope(head):
        set_target(2026, office.pk, 3_500_000_000, by=head, at=NOW)
        set_target(2026, office.pk, 4_000_000_000, by=head, at=NOW)
        with pytest.raises(Refused):
            set_target(2026, office.pk, 0, by=head, at=NOW)
        with pytest.raises(NotAllowed):
            set_target(2026, Unit.objects.get(code="15BB").pk, 1, by=head, at=NOW)
    [(paid,)] = plain("select sum(p.amount) from payment p join goods_declaration d on d.id = p.declaration_id join unit u on u.id = d.office_id"
                      " where p.state = 'paid' and u.code = '20BB'")
    found = goods.target(2026, office.pk, office="20BB", offices=head.offices, at=LATER)
    assert (found.amount, found.collected, found.before) == (4_000_000_000, paid, 0)
    assert found.share == pytest.approx(float(100 * paid / 4_000_000_000))
