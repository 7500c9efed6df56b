"""The border as people on its pages meet it: open at whatever hour the tests run."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests import border
from tests.people import client
from thongquan.actions.training.cast import Cast


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
