"""197 vehicles on day one, by the command: every number of the end state, in the tables and in the log."""

import argparse
import json
import shutil
from dataclasses import asdict

import pytest

from tests import border
from thongquan.catalog.day_one import FATES, GATE, OUTWARD, VEHICLES, Expected, trips
from thongquan.cli import rehearse
from thongquan.config import place
from thongquan.core.actor import system
from thongquan.core.vehicle import EXPORTATION
from thongquan.models import Crossing, DeclarationRequest, Pass, Scan, VehicleDeclaration, Violation
from thongquan.queries.access import all_units
from thongquan.queries.report import Span, statistic
from thongquan.queries.scope import scope


@pytest.fixture
def home(real_commits, tmp_path, monkeypatch, settings):
    """An installation whose database is this test's own."""
    secrets = place.home() / "secrets"
    settings.HOME = tmp_path / "demo"
    shutil.copytree(secrets, settings.HOME / "secrets")
    monkeypatch.setenv("THONGQUAN_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", real_commits.admin)
    return settings.HOME


def test_the_command_ends_with_the_numbers_it_promises_and_a_clean_log(home, real_commits, capsys):
    assert rehearse.run(argparse.Namespace(day="day-one", speed="max", json=True, count=0)) == 0
    told = json.loads(capsys.readouterr().out)
    assert told.pop("seconds") > 0 and told == asdict(Expected())
    with scope(system(all_units())):
        rows = VehicleDeclaration.objects.filter(source="rehearsal")
        assert rows.filter(regime=EXPORTATION).count() == OUTWARD and rows.count() == VEHICLES
        assert DeclarationRequest.objects.filter(state="returned").count() == FATES["returned_mended"] + FATES["returned_abandoned"]
        assert rows.filter(state="returned").count() == FATES["returned_abandoned"]
        late = Violation.objects.get()
        assert late.state == "draft" and late.fine_max >= late.fine_min > 0 and "169/2026" in late.citation
        assert rows.get(pk=late.declaration_id).state == "liquidated"
        assert Scan.objects.filter(code="SIG").count() == 1
        assert Scan.objects.filter(code="CONFIRMED").count() > 0
        assert not Pass.objects.filter(declaration__state="liquidated", state="issued").exists()
        counted = statistic("gate", Span(trips()[0].declared_at.date(), trips()[0].declared_at.date().replace(month=2), GATE))
        crossed = Crossing.objects.filter(state="crossed")
        assert [tuple(counted.rows[0][1:])] == [(
            crossed.filter(direction="out").count(), crossed.filter(direction="in").count(), crossed.count())]
    report = border.verified(real_commits.owner, home)
    assert not report.findings and report.leaves > 1000 and report.waiting == 0


def test_the_day_is_the_same_for_the_same_seed_and_another_for_another():
    assert trips() == trips()
    assert [t.load.values["plate"] for t in trips()] != [t.load.values["plate"] for t in trips(seed=7)]
