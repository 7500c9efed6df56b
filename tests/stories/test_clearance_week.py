"""A week of clearance over three offices: every number of its end, in the tables and in the log."""

import os
from collections import Counter
from datetime import date, datetime, timedelta

import psycopg
import pytest

from tests import border
from thongquan.actions import reference
from thongquan.actions.assessment import first_profiles
from thongquan.actions.training.week_events import begun_week
from thongquan.catalog.week import CONSIGNMENTS, FRUIT_KG, MONDAY, OUTAGE_BANK, OUTAGE_HOURS, SILENT_DAY, ZONE
from thongquan.cli.rehearse import monday_after
from thongquan.core.actor import system
from thongquan.models import Draw, GoodsDeclaration, Guarantee, LicenceCheck, LicenceLine, Payment, PaymentOrder, ReviewCase, Selection, Task, WriteOff
from thongquan.queries.access import all_units
from thongquan.queries.scope import everywhere, scope
from thongquan.queries.training import week_end

LONG = os.environ.get("THONGQUAN_LONG") == "1"
COUNT = CONSIGNMENTS if LONG else 160
BEGIN = datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=ZONE)
CLEAN = ("lost", "duplicated", "licence_overdrawn", "unassigned", "four_eyes_violations")


@pytest.fixture
def played(real_commits, tmp_path, settings):
    settings.HOME = tmp_path
    reference.load()
    with scope(system()), everywhere():
        first_profiles(at=BEGIN - timedelta(days=7), active=True)
    week = begun_week(MONDAY, count=COUNT)
    week.run()
    return week


def test_the_week_ends_as_its_tables_say_and_its_log_is_clean(played, real_commits, tmp_path):
    end = week_end(played.receipts)
    assert [end[name] for name in CLEAN] == [0] * len(CLEAN)
    with scope(system(all_units())):
        rows = GoodsDeclaration.objects.filter(source="rehearsal")
        assert end["registered"] == len(played.receipts) == played.tally["registered"] == rows.count()
        assert not played.broken and rows.values("office_id").distinct().count() == 3
        lanes = Counter(rows.values_list("channel", flat=True))
        assert (end["green"], end["yellow"], end["red"]) == (lanes["green"], lanes["yellow"], lanes["red"])
        assert sum(lanes.values()) == end["registered"] and Selection.objects.filter(kind="initial").count() == end["registered"]
        ends = Counter(rows.values_list("state", flat=True))
        assert set(ends) <= {"cleared", "returned", "cancelled"}, ends
        assert (end["cleared"], ends["returned"], ends["cancelled"]) == (
            ends["cleared"], played.tally["refused"] + played.tally["refused_for_licence"], played.tally["cancelled"])
        assert end["inspected"] == played.tally["inspected"] and end["reviewed"] <= played.tally["reviewed"]
        assert end["median_green_seconds"] < 60
        assert not Task.objects.filter(state__in=Task.OPEN, kind__in=("dossier", "inspection")).exists()
        assert not ReviewCase.objects.filter(state="waiting").exists()
        balances(played)
        outage()
        absence()
    assert border.seal(real_commits.sealer, tmp_path) > 10 * COUNT
    assert not border.verified(real_commits.owner, tmp_path).findings


def balances(played):
    """Certificates are drawn down to their last kilogram and never below; what waited for silent agencies was settled."""
    lines = LicenceLine.objects.filter(licence__kind="KDTV")
    assert all(line.used <= FRUIT_KG for line in lines)
    assert sum(line.used for line in lines) == sum(WriteOff.objects.filter(line__in=lines, restored_at=None).values_list("quantity", flat=True))
    silence = BEGIN + timedelta(days=SILENT_DAY), BEGIN + timedelta(days=SILENT_DAY + 1)
    checks = LicenceCheck.objects.filter(since__range=silence)
    assert not LicenceCheck.objects.exclude(since__range=silence).exists()
    assert not checks.filter(settled_at=None).exists()
    if LONG:
        assert {"wait", "post_check"} <= set(checks.values_list("mode", flat=True)) and played.tally["refused_for_licence"] > 5


def outage():
    """While one bank is silent everybody pays by the other."""
    day = BEGIN + timedelta(days=3)
    hours = day + timedelta(hours=OUTAGE_HOURS[0]), day + timedelta(hours=OUTAGE_HOURS[1])
    paid = Payment.objects.filter(asked_at__range=hours, state="paid")
    assert paid.exists() and not paid.filter(bank=OUTAGE_BANK).exists()


def absence():
    """The work of the officer who fell ill went to others, and none of her cases was left."""
    for draw in Draw.objects.filter(end="absent"):
        assert draw.redrawn.officer_id not in (None, draw.officer_id)


def test_the_week_begins_on_the_first_monday_on_which_the_profiles_select():
    assert monday_after(date(2026, 10, 25)) == monday_after(date(2026, 10, 26)) == date(2026, 10, 26)
    assert monday_after(date(2026, 10, 27)) == date(2026, 11, 2) and monday_after(None) is None


@pytest.mark.long
def test_a_guarantee_that_stays_too_small_is_followed_by_money_and_the_week_ends(real_commits):
    reference.load()
    week = begun_week(MONDAY, count=15)
    with scope(system(all_units())):
        assert Guarantee.objects.update(limit=1)
    week.run(until=BEGIN + timedelta(days=12))
    assert week.tally["guarantee_too_small"] and not week.queue
    with scope(system(all_units())):
        assert not PaymentOrder.objects.filter(state="open", declaration__state="decided").exists()


@pytest.mark.long
def test_the_shares_look_like_life(played):
    end = week_end(played.receipts)
    green, yellow, red = (100 * end[lane] / end["registered"] for lane in ("green", "yellow", "red"))
    assert 70 <= green <= 80 and 15 <= yellow <= 22 and 5 <= red <= 8
    assert played.tally["relodged"] > 0 and played.tally["taken_over"] > 0 and played.tally["other_bank"] > 5
    with scope(system(all_units())):
        assert GoodsDeclaration.objects.filter(split_of__gt=1).count() >= 3


@pytest.fixture
def spoil(real_commits):
    """What nobody may do, done by the owner of the tables behind every act's back."""
    with psycopg.connect(real_commits.owner, autocommit=True) as owner:
        tables = [row[0] for row in owner.execute("select relname from pg_class where relforcerowsecurity").fetchall()]
        for table in tables:
            owner.execute(f'alter table "{table}" no force row level security')

        def act(statement: str, *values: object) -> None:
            assert owner.execute(statement, values).rowcount, statement

        yield act


def test_each_count_of_what_must_not_happen_can_count(played, spoil):
    ids = sorted(pk for pk, _ in played.receipts)

    def counted(name: str, receipts: list[tuple[int, str]] = played.receipts) -> int:
        return week_end(receipts)[name]

    assert counted("lost", [*played.receipts, (10**12, "109999999990")]) == 1
    spoil("delete from goods_line where declaration_id = %s and number = 1", ids[0])
    assert counted("lost") == 1
    spoil("update licence_line set used = used + 1 where id = (select min(id) from licence_line)")
    assert counted("licence_overdrawn") == 1
    spoil("update goods_declaration set state = 'checking' where id = %s", ids[1])
    assert counted("unassigned") == 1
    spoil("""update payment set amount = amount + 1, state = 'paid' where id = (select min(id) from payment where state = 'paid')""")
    assert counted("duplicated") == 1
    spoil("""update inspection_order i set recorder = d.by_id from goods_decision d
             where d.declaration_id = i.declaration_id and i.id = (
                 select min(i.id) from inspection_order i join goods_decision d on d.declaration_id = i.declaration_id)""")
    assert counted("four_eyes_violations") == 1
