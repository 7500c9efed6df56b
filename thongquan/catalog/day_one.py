"""25 January 2026 at Móng Cái, played again: 197 declared vehicles and what becomes of each."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from thongquan.catalog.demo import Load, load
from thongquan.core.vehicle import ADMISSION, EXPORTATION

DAY = date(2026, 1, 25)
ZONE = timezone(timedelta(hours=7))
VEHICLES, OUTWARD = 197, 148
GATE = "VNMCG1"
SEED = 20260125

#: how many vehicles of the day meet with something else than a plain trip
FATES: dict[str, int] = {
    "returned_mended": 7,
    "returned_abandoned": 3,
    "never_came": 4,
    "late_arrival": 12,
    "overdue": 1,
}
FORGED = 1

#: shares of crossings that give the lane officer something to decide
MISREAD, WRONG_LANE = 0.05, 0.03


@dataclass(frozen=True)
class Expected:
    """The end of the day in numbers, counted from the fates above."""

    declared: int = VEHICLES
    accepted: int = VEHICLES - FATES["returned_abandoned"]
    returned: int = FATES["returned_mended"] + FATES["returned_abandoned"]
    crossed_out: int = VEHICLES - FATES["returned_abandoned"] - FATES["never_came"]
    crossed_in: int = VEHICLES - FATES["returned_abandoned"] - FATES["never_came"]
    liquidated: int = VEHICLES - FATES["returned_abandoned"] - FATES["never_came"]
    overdue: int = FATES["overdue"]
    expired: int = FATES["never_came"]
    forged_refused: int = FORGED
    lost: int = 0
    duplicated: int = 0


@dataclass(frozen=True)
class Trip:
    """One vehicle's day: what it declares, when each thing happens, and its fate."""

    number: int
    load: Load
    fate: str
    declared_at: datetime
    planned_at: datetime
    decided_at: datetime
    mended_at: datetime
    arrives_at: datetime
    crosses_at: datetime
    returns_at: datetime
    die: int
    forged: bool = False
    misread: bool = False
    wrong_lane: bool = False


def trips(seed: int = SEED, day: date = DAY) -> tuple[Trip, ...]:
    """The whole day, the same for the same seed; ordered by number, not by time."""
    dice = random.Random(seed)
    regimes = [EXPORTATION] * OUTWARD + [ADMISSION] * (VEHICLES - OUTWARD)
    dice.shuffle(regimes)
    fates = [fate for fate, count in FATES.items() for _ in range(count)]
    fates += ["plain"] * (VEHICLES - len(fates))
    dice.shuffle(fates)
    plain = fates.index("plain")
    return tuple(
        trip(dice, n, regime, fate, day, forged=n - 1 == plain)
        for n, (regime, fate) in enumerate(zip(regimes, fates, strict=True), start=1)
    )


def trip(dice: random.Random, number: int, regime: str, fate: str, day: date, forged: bool = False) -> Trip:
    """One vehicle: declared in the morning, across by the evening, back within two days."""
    case = "border_delivery" if fate == "overdue" or dice.random() < 0.75 else "permit"
    start = datetime.combine(day, time(5, 30), ZONE)
    declared = start + timedelta(minutes=dice.randrange(0, 600))
    planned = max(declared + timedelta(minutes=45), datetime.combine(day, time(7, 30), ZONE)) + timedelta(minutes=dice.randrange(0, 90))
    decided = declared + timedelta(minutes=dice.randrange(2, 25))
    late = timedelta(hours=dice.randrange(3, 5)) if fate == "late_arrival" else timedelta(minutes=dice.randrange(-10, 15))
    arrives = inside_hours(max(planned + late, decided + timedelta(minutes=30)))
    crosses = arrives + timedelta(minutes=dice.randrange(8, 55))
    away = timedelta(hours=51) if fate == "overdue" else timedelta(hours=dice.uniform(2, 26))
    return Trip(number, load(dice, regime, case), fate, declared, planned, decided, decided + timedelta(minutes=20),
                arrives, crosses, inside_hours(crosses + away), dice.randrange(10_000), forged, *troubles(dice))


def troubles(dice: random.Random) -> tuple[bool, bool]:
    """Whether the camera misreads the plate, and whether the driver takes the wrong lane first."""
    return dice.random() < MISREAD, dice.random() < WRONG_LANE


def inside_hours(at: datetime) -> datetime:
    """The moment itself, or the next morning when the gate sleeps (07:00-19:00)."""
    local = at.astimezone(ZONE)
    if local.hour < 7:
        return local.replace(hour=7, minute=10)
    return (local + timedelta(days=1)).replace(hour=7, minute=20) if local.hour >= 18 else local
