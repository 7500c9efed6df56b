"""Five levels of compliance: who rises, who falls, and how long a grave violation weighs."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongquan.catalog.law import LAW
from thongquan.core.compliance import CRITERIA, Conduct, Level, level_of

DAY = date(2026, 11, 25)
STEADY = Conduct(declarations=400, months_known=40)


def graded(conduct, before=None, day=DAY):
    return level_of(conduct, before, law=LAW, day=day)


@pytest.mark.parametrize(("conduct", "level", "risk", "code"), [
    (Conduct(priority=True), 1, 1, "CPL-10"), (STEADY, 2, 2, "CPL-20"),
    (Conduct(declarations=400, months_known=6), 3, 3, "CPL-30"), (Conduct(declarations=400, months_known=40, violations=2), 2, 2, "CPL-20"),
    (Conduct(declarations=110, months_known=40, violations=2), 3, 3, "CPL-30"), (Conduct(declarations=19), 4, 4, "CPL-40"),
    (Conduct(), 4, 7, "CPL-40"), (Conduct(handled_ever=True), 4, 8, "CPL-40"), (Conduct(handled_ever=True, grave_ever=True), 4, 9, "CPL-40"),
    (Conduct(declarations=400, violations=3), 5, 5, "CPL-51"), (Conduct(declarations=400, grave=1), 5, 6, "CPL-52"),
    (Conduct(declarations=400, enforced=True), 5, 5, "CPL-53"), (Conduct(declarations=400, overdue_days=91), 5, 5, "CPL-53"),
    (Conduct(declarations=400, months_known=40, overdue_days=9), 4, 4, "CPL-40"),
])
def test_levels_and_classes(conduct, level, risk, code):
    found = graded(conduct)
    assert (found.level, found.risk_class) == (level, risk) and code in found.criteria


def test_after_a_grave_violation_it_takes_365_days_and_then_one_level():
    fell = graded(Conduct(declarations=400, grave=1))
    day = DAY + timedelta(days=364)
    kept = graded(STEADY, fell, day)
    assert kept.level == 5 and "CPL-54" in kept.criteria and kept.since == DAY
    rose = graded(STEADY, kept, day + timedelta(days=1))
    assert (rose.level, rose.rose, rose.criteria) == (4, True, ("CPL-55",))
    assert graded(STEADY, rose, day + timedelta(days=2)).level == 2


def test_other_falls_are_healed_at_once():
    fell = graded(Conduct(declarations=400, enforced=True))
    assert graded(STEADY, fell, DAY + timedelta(days=1)).level == 2


@given(st.builds(Conduct, declarations=st.integers(0, 500), months_known=st.integers(0, 60), violations=st.integers(0, 5), grave=st.integers(0, 2),
                 overdue_days=st.integers(0, 120), enforced=st.booleans(), priority=st.booleans()))
def test_every_conduct_has_one_level_and_more_violations_never_help(conduct):
    found = graded(conduct)
    assert 1 <= found.level <= 5 and 1 <= found.risk_class <= 9 and set(found.criteria) <= set(CRITERIA)
    worse = Conduct(**{**conduct.__dict__, "violations": conduct.violations + 1})
    assert graded(worse).level >= found.level
    assert graded(conduct, Level(found.level, 2, found.criteria, DAY - timedelta(days=9))).since <= DAY
