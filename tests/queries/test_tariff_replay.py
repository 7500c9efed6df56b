"""Registered declarations of the day before under a table that is not in force yet."""

from datetime import timedelta

import pytest

from tests.goods import NOW, answers, lodged, open_house
from thongquan.actions import duty
from thongquan.core.actor import Actor, system
from thongquan.core.tariff_replay import Replay
from thongquan.models import GoodsLine, TariffEdition, TariffRow
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope

DATABASE = "house"
pytestmark = pytest.mark.django_db
KEEPER = Actor(901, "Kiên", frozenset({"administrator"}))


def test_what_was_registered_yesterday_owes_the_same_under_the_same_rates_and_more_under_higher_ones():
    _cast, house = open_house()
    made = [lodged(house.traders[n], answers(n), at=NOW - timedelta(days=1))[0].declaration for n in (3, 5)]
    lodged(house.traders[7], answers(7), at=NOW)  # of today: not looked at
    with scope(system(all_units())):
        lines = list(GoodsLine.objects.filter(declaration__in=made))
        edition = TariffEdition.objects.create(source="Biểu mới", sha256="3" * 64, state="validated", imported_at=NOW)
        for hs in {line.hs for line in lines}:
            TariffRow.objects.create(edition=edition, hs=hs, line=1, text_vi="Hàng", rates={"MFN": "99"})
        row = duty.replay_tariff(edition.pk, by=KEEPER, at=NOW)
        told = row.replay
        parts = Replay()
        for facts in duty.to_reckon(at=NOW):
            duty.reckon(edition.pk, [facts], parts, at=NOW)
        assert parts.plain() == told, "part by part as in one piece"
        assert told["lines"] == told["changed"] == len(lines) and not told["missing"]
        assert told["kinds"]["import"] > 0 and told["difference"] == sum(told["kinds"].values())
        owed = {(one["declaration"], one["line"]): one["duty_before"] for one in told["rows"]}
        assert owed == {(line.declaration.number, line.number): line.tax_total for line in lines}, "the engine that charged them reckons them again"
