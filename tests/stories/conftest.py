"""The house that stories of goods begin in."""

import pytest

from tests.goods import open_house
from thongquan.actions.gate.scan import _keys as KEYS


@pytest.fixture
def house(db):
    KEYS.clear()
    return open_house()
