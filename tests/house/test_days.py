"""Days are days at the gate: nobody takes the calendar day of a moment in UTC."""

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "thongquan"
IN_UTC = re.compile(r"(?<!\w)at\.(?:date\(\)|year\b)|\bat:%[Ymd]")


def test_nobody_takes_the_day_of_a_moment_without_the_gates_clock():
    assert IN_UTC.search("LAW.value(key, on=request.at.date())") and IN_UTC.search('f"{request.at:%Y}"')  # negative control
    found = [f"{path.relative_to(PACKAGE)}:{number}" for path in PACKAGE.rglob("*.py") if "training" not in path.parts
             for number, line in enumerate(path.read_text().splitlines(), 1) if IN_UTC.search(line)]
    assert found == []
