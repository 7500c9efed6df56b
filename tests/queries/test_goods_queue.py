"""The dossier officers' queues: each case in its queue, ten thousand of them filtered in time."""

import random
import time
from datetime import timedelta

import pytest

from tests.conftest import LONG
from tests.goods import HOUR, NOW, answers, lodged, officer_of, open_house
from thongquan.actions.declaration.ask import ask
from thongquan.core.actor import system
from thongquan.core.search import searchable
from thongquan.models import GoodsDeclaration, Task, Unit
from thongquan.queries.access import all_units
from thongquan.queries.report import dossiers as queue
from thongquan.queries.report.dossiers import Wish
from thongquan.queries.scope import everywhere, scope

pytestmark = pytest.mark.django_db
YELLOW_DIE = 60
#: seconds that a filter of ten thousand may take; judged where the machine does nothing else
MOST = 0.3
CASES = 10_000


@pytest.fixture
def house():
    return open_house()


def test_a_case_stands_with_its_officer_until_the_trader_owes_an_answer(house):
    _, goods = house
    (made,) = lodged(goods.traders[1], answers(3), die=YELLOW_DIE)
    pk = made.declaration.pk
    with everywhere():
        clerk = officer_of(pk, "dossier")
    chief = goods.officers["chau"]
    with scope(clerk):
        assert [line.id for line in queue.page(Wish(), by=clerk, at=NOW + HOUR)] == [pk]
        assert queue.counts(clerk, NOW + HOUR) == {"mine": 1, "asked": 0, "wishes": 0, "advice": 0}
        assert queue.next_case(Wish(), by=clerk, at=NOW) == pk and queue.next_case(Wish(), by=clerk, at=NOW, but=pk) is None
        ask(pk, [{"field": "/lines/0/origin", "rule": "LIN-05", "need": "Giấy chứng nhận xuất xứ bản rõ"}], by=clerk, at=NOW + HOUR)
        assert queue.counts(clerk, NOW + HOUR)["asked"] == 1 and queue.page(Wish(), by=clerk, at=NOW) == []
        (line,) = queue.page(Wish("asked"), by=clerk, at=NOW + HOUR)
        assert (line.rounds, line.asks, line.work.paused) == (1, ("question",), True)
    with scope(chief):
        assert queue.counts(chief, NOW)["team"] == 1 and [line.officer for line in queue.page(Wish("team"), by=chief, at=NOW)] == [clerk.id]
    with scope(goods.officers["hung"]):
        assert queue.counts(goods.officers["hung"], NOW)["team"] == 0


def test_words_find_number_trader_and_code_and_their_signs_mean_nothing_to_the_database(house):
    _, goods = house
    (made,) = lodged(goods.traders[1], answers(3), die=YELLOW_DIE)
    row = made.declaration
    with everywhere():
        clerk = officer_of(row.pk, "dossier")
    with scope(clerk):
        for text in (row.number, row.number[3:9], row.first_hs, row.declarant.name.upper()):
            assert queue.count(Wish(text=text), by=clerk, at=NOW) == 1, text
        for text in ("%0%", "n_n", "\\", "không có ai"):
            assert queue.count(Wish(text=text), by=clerk, at=NOW) == 0, text


def crowd(goods, count):
    """So many open cases of one team, shared among its officers, some paused, some late."""
    dice = random.Random(7)
    team, office = Unit.objects.get(code="KV08TQ"), Unit.objects.get(code="20BB")
    clerks = [who.id for who in goods.officers.values() if who.is_any("dossier_officer") and team.pk in who.offices]
    with scope(system(all_units())):
        rows = []
        for n in range(count):
            trader = goods.traders[n % len(goods.traders)]
            number, hs = f"10{n:09d}0", dice.choice(("08081000", "85171300", "60063290"))
            rows.append(GoodsDeclaration(
                number=number, declarant_id=trader.parties[0], office=office, team=team, office_ids=sorted({office.pk, team.pk}), state="checking",
                channel="yellow", first_hs=hs, first_name="Táo Fuji tươi", line_count=n % 40 + 1, customs_value=n * 5_000_000, perishable=n % 5 == 0,
                registered_at=NOW - timedelta(minutes=n % 900), search=searchable(names=(trader.name,), codes=(number, hs))))
        made = GoodsDeclaration.objects.bulk_create(rows)
        Task.objects.bulk_create(
            Task(declaration=row, kind="dossier", state=("assigned", "taken", "paused")[n % 3], unit=team, office_id=team.pk, trader_id=row.declarant_id,
                 officer_id=clerks[n % len(clerks)], request={}, opened_at=NOW, started_at=NOW - HOUR, due_at=NOW + timedelta(minutes=n % 240 - 30),
                 paused_at=NOW if n % 3 == 2 else None) for n, row in enumerate(made))
    return clerks


def test_ten_thousand_cases_are_filtered_counted_and_sorted_within_the_promise(house):
    _, goods = house
    crowd(goods, CASES)
    chief = goods.officers["chau"]
    taken = {}
    with scope(chief):
        for wish in (Wish("team"), Wish("team", ("soon", "perishable")), Wish("team", text="8517"), Wish("team", ("dear",), sort="value"), Wish("late")):
            began = time.perf_counter()
            lines = queue.page(wish, by=chief, at=NOW)
            found = queue.count(wish, by=chief, at=NOW)
            chips = queue.chip_counts(wish, by=chief, at=NOW)
            whole = queue.counts(chief, NOW)
            taken[wish] = time.perf_counter() - began
            assert 0 < len(lines) <= 50 and found >= len(lines) and whole["team"] == CASES
            assert chips["perishable"] <= found or wish.chips
    assert max(taken.values()) < MOST or not LONG, taken
