"""The house whose goods the acts are about."""

from collections.abc import Iterator

import pytest

from tests.goods import open_house
from thongquan.actions.training.goods_cast import GoodsCast
from thongquan.queries.assessment.profiles import set_of


@pytest.fixture
def house() -> Iterator[GoodsCast]:
    """Its people; the profiles kept of it are forgotten, for their numbers begin anew in another test's database."""
    yield open_house()[1]
    set_of.cache_clear()
