"""Invented trips around any moment: the past days of the demo border and its live hours."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from thongquan.catalog.day_one import Trip, troubles
from thongquan.catalog.demo import load
from thongquan.core.vehicle import ADMISSION, EXPORTATION

OUTWARD_SHARE = 0.75


def past_days(now: datetime, days: int, each: int) -> Iterator[Trip]:
    """Some vehicles of each of the days before yesterday, their numbers kept apart."""
    for back in range(days + 1, 1, -1):
        dice = random.Random((now - timedelta(days=back)).toordinal())
        for n in range(each):
            declared = now - timedelta(days=back) + timedelta(hours=10) * (n + dice.random()) / each
            yield replace(around(dice, back * 1000 + n, declared), fate="plain")


def last_hours(now: datetime, hours: int, count: int) -> Iterator[Trip]:
    """Vehicles declared evenly over the last hours, by day and night."""
    dice = random.Random(now.toordinal())
    for n in range(count):
        declared = now - timedelta(hours=hours) + timedelta(hours=hours) * (n + dice.random()) / count
        yield around(dice, n + 1, declared)


def around(dice: random.Random, number: int, declared: datetime) -> Trip:
    """One plain trip that starts with its declaration at this moment."""
    regime = EXPORTATION if dice.random() < OUTWARD_SHARE else ADMISSION
    planned = declared + timedelta(minutes=dice.randrange(35, 95))
    decided = declared + timedelta(minutes=dice.randrange(3, 20))
    arrives = planned + timedelta(minutes=dice.randrange(-8, 12))
    crosses = arrives + timedelta(minutes=dice.randrange(10, 50))
    fate = "returned_mended" if dice.random() < 0.03 else "plain"
    case = "border_delivery" if dice.random() < 0.8 else "permit"
    return Trip(number, load(dice, regime, case, regular=dice.random() < 0.85), fate, declared, planned, decided, decided + timedelta(minutes=15), arrives,
                crosses, crosses + timedelta(hours=dice.triangular(1.5, 30, 4)), dice.randrange(10_000), False, *troubles(dice))
