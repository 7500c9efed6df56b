"""The border and the house as people on their pages meet them: open at whatever hour the tests run."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone

from tests import border, goods
from tests.people import client
from thongquan.actions.gate.scan import _keys as KEYS
from thongquan.actions.training.cast import Cast
from thongquan.actions.training.goods_cast import GoodsCast
from thongquan.models import InspectionSite


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The people of the border, half an hour ago by its clock."""
    monkeypatch.setattr(border, "NOW", timezone.now() - timedelta(minutes=30))
    cache.clear()
    made = border.open_border()
    border.day_and_night()
    return made


@pytest.fixture
def sang(cast: Cast) -> Client:
    """The officer at the lane."""
    return client("sang")


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> GoodsCast:
    """The people of the house, an hour ago by its clock."""
    monkeypatch.setattr(goods, "NOW", timezone.now() - timedelta(hours=1))
    cache.clear()
    return goods.open_house()[1]


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Cast, GoodsCast]]:
    """Border and house now, in the demo's realm; gates and places of inspection are open day and night."""
    cache.clear()
    KEYS.clear()
    now = timezone.now()
    monkeypatch.setattr(goods, "NOW", now)
    monkeypatch.setattr(border, "NOW", now)
    with override_settings(REALM="demo"):
        both = goods.open_house()
        border.day_and_night()
        InspectionSite.objects.update(opens=0, closes=1440)
        yield both
