"""197 vehicles on day one: every number of the end state, in the tables and in the log."""

from dataclasses import asdict

import pytest

from tests import border
from thongquan.actions.training.player import Player
from thongquan.catalog.day_one import FATES, GATE, OUTWARD, VEHICLES, Expected, trips
from thongquan.core.actor import system
from thongquan.core.vehicle import EXPORTATION
from thongquan.models import Crossing, DeclarationRequest, Pass, Scan, VehicleDeclaration, Violation
from thongquan.queries.access import all_units
from thongquan.queries.report import Span, statistic
from thongquan.queries.scope import scope
from thongquan.queries.training import end_state


@pytest.fixture
def played(real_commits, tmp_path, settings):
    settings.HOME = tmp_path
    player = Player(border.open_border())
    player.add(trips())
    player.run()
    return player


def test_the_first_day_ends_as_it_should_and_its_log_is_clean(played, real_commits, tmp_path):
    assert end_state(played.tally, list(played.declared.values())) == asdict(Expected())
    with scope(system(all_units())):
        rows = VehicleDeclaration.objects.filter(source="rehearsal")
        assert rows.filter(regime=EXPORTATION).count() == OUTWARD and rows.count() == VEHICLES
        assert DeclarationRequest.objects.filter(state="returned").count() == FATES["returned_mended"] + FATES["returned_abandoned"]
        assert rows.filter(state="returned").count() == FATES["returned_abandoned"]
        late = Violation.objects.get()
        assert late.state == "draft" and late.fine_max >= late.fine_min > 0 and "169/2026" in late.citation
        assert rows.get(pk=late.declaration_id).state == "liquidated"
        assert Scan.objects.filter(code="SIG").count() == 1
        assert Scan.objects.filter(code="CONFIRMED").count() == played.tally["confirmed"] > 0
        assert not Pass.objects.filter(declaration__state="liquidated", state="issued").exists()
        counted = statistic("gate", Span(trips()[0].declared_at.date(), trips()[0].declared_at.date().replace(month=2), GATE))
        crossed = Crossing.objects.filter(state="crossed")
        assert [tuple(counted.rows[0][1:])] == [(
            crossed.filter(direction="out").count(), crossed.filter(direction="in").count(), crossed.count())]
    assert border.seal(real_commits.sealer, tmp_path) > 1000
    assert not border.verified(real_commits.owner, tmp_path).findings


def test_the_day_is_the_same_for_the_same_seed_and_another_for_another():
    assert trips() == trips()
    assert [t.load.values["plate"] for t in trips()] != [t.load.values["plate"] for t in trips(seed=7)]
