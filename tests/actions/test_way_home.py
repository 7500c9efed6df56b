"""The pass of the way home lives as long as the stay may last, whatever its term comes from."""

from datetime import timedelta

import pytest

from tests import border
from tests.border import IN, MINUTE, NOW
from thongquan.actions import gate
from thongquan.actions.passes import LONGEST
from thongquan.models import Pass
from thongquan.queries.scope import scope

DATABASE = "house"

pytestmark = pytest.mark.django_db


def out_on_permit(cast, **over):
    pk = border.accepted(cast, **{**border.PERMIT, "return_by": "", **over})
    assert border.shown(cast, border.digits(cast, pk, 1)).verdict.code == "OK"
    return pk


def test_a_stay_of_months_on_a_permit_ends_with_a_pass_that_is_still_good():
    cast = border.open_border()
    pk = out_on_permit(cast)
    with scope(cast.desk):
        due = border.row(cast, pk).due_back_at
    assert due - NOW > timedelta(days=100)
    home = due - timedelta(days=2)
    with scope(cast.guard):
        gate.tick(border.row(cast, pk).crossings.get(leg=2).pk, "border_guard", by=cast.guard, at=home)
    assert border.shown(cast, border.digits(cast, pk, 2), lane=IN, at=home + MINUTE).verdict.code == "OK"


def test_a_permit_for_generations_still_fits_on_a_pass():
    cast = border.open_border()
    pk = border.accepted(cast, **{**border.PERMIT, "return_by": "", "permit_until": "2090-01-01"})
    with scope(cast.desk):
        row = Pass.objects.get(declaration=pk, leg=2)
    assert row.not_after - row.not_before == timedelta(minutes=LONGEST)
