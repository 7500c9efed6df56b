"""The bench runs from one command and prints what it promises."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from bench.tariff import put_in_force
from tests.stories.test_start import environment
from thongquan.core.rule import local_day
from thongquan.queries.duty import edition_on

CHECKOUT = Path(__file__).resolve().parents[2]


def measured(home, part):
    said = subprocess.run([sys.executable, "-m", "bench", "--quick", "--json", part], cwd=CHECKOUT, capture_output=True, text=True, timeout=300,
                          env=environment(home))
    assert said.returncode == 0, said.stderr[-3000:]
    return json.loads(said.stdout)[part]


@pytest.mark.django_db
def test_the_tariff_it_measures_with_comes_into_force():
    at = timezone.now()
    told = put_in_force(None, local_day(at), at)
    assert told["codes"] > 11_000 and edition_on(local_day(at)).source == told["table"]


@pytest.mark.long
def test_a_scan_is_measured_beside_pgbench(tmp_path):
    found = measured(tmp_path, "scan")
    assert found["errors"] == 0 and found["acts"] > 50 and found["ratio_to_pgbench"] > 0.1


@pytest.mark.long
@pytest.mark.parametrize("part", ["hs", "registration", "queue", "cold_start"])
def test_each_installation_it_makes_is_measured(tmp_path, part):
    assert measured(tmp_path, part)
