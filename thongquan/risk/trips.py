"""Invented trips of vehicles: who comes home late, hides goods, carries too much."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from thongquan.risk.vehicles import Trip, names

#: shares of careless vehicles, dishonest drivers, carriers that load too much
CARELESS, DISHONEST, HEAVY = 0.07, 0.05, 0.12
#: what goes wrong on a trip, for everybody and for them
LATE, HIDES, OFF = (0.012, 0.22), (0.02, 0.4), (0.01, 0.1)
#: trips that are checked at random; a check sees what is hidden nearly always
CHECKED, SEES = 0.12, 0.9
DRIVERS = 16


@dataclass(frozen=True)
class Told:
    """One invented trip as the tables keep it."""

    plate: str
    driver: str
    carrier: str
    trip: Trip


def invented(fleets: Mapping[str, Sequence[str]], *, first: datetime, last: datetime, a_day: int, seed: int) -> list[Told]:
    """So many trips a day of these carriers (name -> plates), the first to begin first; the same seed tells the same story."""
    dice = random.Random(seed)
    carriers = sorted(fleets)
    careless = {plate for plates in fleets.values() for plate in plates if dice.random() < CARELESS}
    drivers = {carrier: [f"T{dice.randrange(100_000, 999_999)}" for _ in range(DRIVERS)] for carrier in carriers}
    dishonest = {one for found in drivers.values() for one in found if dice.random() < DISHONEST}
    heavy = {carrier for carrier in carriers if dice.random() < HEAVY}
    told, day = [], first
    while day < last:
        for _ in range(a_day):
            carrier = dice.choice(carriers)
            plate, driver = dice.choice(fleets[carrier]), dice.choice(drivers[carrier])
            begun = day + timedelta(minutes=dice.randrange(7 * 60, 17 * 60))
            late = dice.random() < LATE[plate in careless]
            hides, seen = dice.random() < HIDES[driver in dishonest], dice.random() < CHECKED
            ended = begun + timedelta(hours=dice.uniform(6, 40) + (48 if late else 0))
            told.append(Told(plate, driver, carrier, Trip(
                names(plate, [driver], carrier), begun, ended, late, seen, seen and hides and dice.random() < SEES,
                dice.random() < OFF[carrier in heavy])))
        day += timedelta(days=1)
    return sorted((one for one in told if one.trip.ended < last), key=lambda one: one.trip.begun)
