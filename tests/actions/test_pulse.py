"""The demo's traffic: at each beat something happens, and the board of the gate counts it."""

from dataclasses import asdict
from datetime import timedelta

import pytest

from tests.border import GATE, NOW, accepted
from tests.goods import open_house
from thongquan.actions.training.demo import SOURCE
from thongquan.actions.training.pulse import Pulse
from thongquan.jobs.traffic import BEAT
from thongquan.models import Gate, VehicleDeclaration
from thongquan.queries.report.board import TILE_NAMES, board
from thongquan.queries.scope import everywhere, scope

DATABASE = "house"
pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=40)


def test_whoever_looks_on_for_ten_seconds_sees_the_border_move() -> None:
    cast, _ = open_house()
    with everywhere():
        VehicleDeclaration.objects.filter(pk=accepted(cast)).update(source=SOURCE)
    gate, pulse = Gate.objects.get(code=GATE), Pulse(SOON, 7)

    def figures(at):
        with scope(cast.head):
            told = asdict(board(gate, at, NOW - timedelta(hours=9)))
        return {name: told[name] for name in TILE_NAMES}

    before, done = figures(SOON), []
    for n in range(8):
        at = SOON + n * timedelta(seconds=BEAT)
        done.append(pulse.beat(at))
    assert 2 * BEAT <= 10 and all(done), "two beats lie within ten seconds, and none passes without an act"
    assert {"declared", "crossed"} <= set(" ".join(done).split())
    after = figures(at)
    assert [told["crossed_out"] + told["crossed_in"] for told in (before, after)] == [0, 1], "the board counts what crossed"
