"""Balances of ministries' documents before a leader: unit by unit, nationwide and by office, used ones among them."""

from decimal import Decimal

import pytest
from django.utils import translation

from tests.ministry import NOW, a_declaration, facts, message, open_ministries, sent
from thongquan.actions import licence
from thongquan.core.actor import Actor
from thongquan.core.licence_message import GrantedLine
from thongquan.core.rule import local_day
from thongquan.models import Unit
from thongquan.queries.access import all_units
from thongquan.queries.report import goods
from thongquan.queries.scope import scope
from thongquan.web.leader.goodswords import said

DATABASE = "border"
pytestmark = pytest.mark.django_db
DAY = local_day(NOW)


def figures(code, office="", units=None):
    """The rows of a statistic by their first column, figures as whole numbers."""
    with scope(Actor(None, "all", frozenset({"system"}), all_units())):
        found = goods.goods_statistic(code, goods.Slice(DAY, DAY, office), offices=all_units() if units is None else units, at=NOW)
        assert all(len(row) == len(found.columns) for row in found.rows)
        return {row[0]: tuple(int(value) for value in row[1:]) for row in found.rows}


@pytest.fixture
def world():
    """Fruit by the kilogram and seedlings by the piece on documents of one kind; two offices drew on the fruit."""
    _ministry, _clerk, trader = open_ministries()
    sent(message(1, quantity=20000))
    sent(message(2, number="KD-89/2026", lines=(GrantedLine(1, "0602", "Cây giống", Decimal(500), "PCE", "CN"),)))
    with scope(Actor(None, "all", frozenset({"system"}), all_units())):
        for n, (office, kilograms) in enumerate((("20BB", 4000), ("20BB", 1000), ("15BB", 3000))):
            row = a_declaration(trader, f"10123456789{n}")
            unit = Unit.objects.get(code=office)
            row.office, row.office_ids = unit, [unit.pk]
            row.save()
            assert licence.write_off(row, facts(kilograms), by=trader, at=NOW).agrees
    return trader


def test_kilograms_are_never_added_to_pieces_and_used_documents_count(world):
    assert figures("permits") == {"KDTV|KGM": (1, 20000, 8000, 12000, 0, 0), "KDTV|PCE": (1, 500, 0, 500, 0, 0)}


def test_each_office_shows_what_its_own_declarations_drew(world):
    every = figures("permits_office")
    assert every == {"20BB|KDTV|KGM": (1, 5000, 12000, 0), "15BB|KDTV|KGM": (1, 3000, 12000, 0)}
    assert figures("permits_office", office="15BB") == {"15BB|KDTV|KGM": every["15BB|KDTV|KGM"]}
    assert figures("permits", office="15BB") == figures("permits"), "the country's balance is the same from every office"
    own = tuple(Unit.objects.filter(code="20BB").values_list("pk", flat=True))
    assert set(figures("permits_office", units=own)) == {"20BB|KDTV|KGM"}


def test_a_document_that_was_never_sent_waits_in_its_own_unit_at_its_office(world):
    with scope(Actor(None, "all", frozenset({"system"}), all_units())):
        licence.mark_agency_down("BVTV", reason="mất kết nối", by=Actor(901, "Thu", frozenset({"ministry"}), all_units()), at=NOW)
        row = a_declaration(world, "101234567899")
        licence.write_off(row, facts(700, number="KD-90/2026"), by=world, at=NOW)
    assert figures("permits")["KDTV|KGM"][-1] == 1 and figures("permits")["KDTV|PCE"][-1] == 0
    assert figures("permits_office")["20BB|KDTV|KGM"][-1] == 1 and figures("permits_office")["15BB|KDTV|KGM"][-1] == 0


def test_the_rows_are_said_in_words(world):
    with translation.override("en"):
        assert said("permits", "KDTV|KGM") == "Plant quarantine certificate · kg" and said("permits_office", "20BB|KDTV|PCE").count(" · ") == 2
