"""The bench runs from one command and prints what it promises."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stories.test_start import environment

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.mark.long
def test_a_scan_is_measured_beside_pgbench(tmp_path):
    said = subprocess.run([sys.executable, "-m", "bench", "--quick", "--json", "scan"], cwd=CHECKOUT, capture_output=True, text=True, timeout=300,
                          env=environment(tmp_path))
    assert said.returncode == 0, said.stderr[-3000:]
    found = json.loads(said.stdout)["scan"]
    assert found["errors"] == 0 and found["acts"] > 50 and found["ratio_to_pgbench"] > 0.1
