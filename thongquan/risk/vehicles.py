"""The risk of a vehicle by the history of its plate, driver and carrier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush

from thongquan.core.words import Words

PLATE, DRIVER, CARRIER = "plate", "driver", "carrier"
#: kinds of history in the order in which they count, with how much each tells of the next trip
ENTITIES = ((PLATE, 1.0), (DRIVER, 0.8), (CARRIER, 0.6))
HEED = dict(ENTITIES)
#: what is summed for each of them: trips ended, late ones, trips checked, checks that found something, weight far off
TRIPS, LATE, CHECKED, FOUND, WEIGHT = range(5)
MEASURES = ("trips", "late", "checked", "found", "weight")
#: events of everybody that weigh as much as an entity's own
WEIGHT_OF_ALL = 12.0
#: rates of the whole border that stand in while nothing is known
USUAL = {LATE: (TRIPS, 0.02), FOUND: (CHECKED, 0.05), WEIGHT: (TRIPS, 0.02)}
MOST = 3

WORDS: dict[tuple[str, int], Words] = {
    (PLATE, LATE): Words(
        "Xe này về muộn {n} trong {of} chuyến",
        "This vehicle was late on {n} of {of} trips",
        "该车{of}次中晚归{n}次"),
    (DRIVER, LATE): Words(
        "Lái xe này về muộn {n} trong {of} chuyến",
        "This driver was late on {n} of {of} trips",
        "该司机{of}次中晚归{n}次"),
    (CARRIER, LATE): Words(
        "Hãng xe này về muộn {n} trong {of} chuyến",
        "This carrier was late on {n} of {of} trips",
        "该承运人{of}次中晚归{n}次"),
    (PLATE, FOUND): Words(
        "Kiểm tra xe này phát hiện {n} trong {of} lần",
        "Checks of this vehicle found something {n} of {of} times",
        "查验该车{of}次发现{n}次"),
    (DRIVER, FOUND): Words(
        "Kiểm tra lái xe này phát hiện {n} trong {of} lần",
        "Checks of this driver found something {n} of {of} times",
        "查验该司机{of}次发现{n}次"),
    (CARRIER, FOUND): Words(
        "Kiểm tra hãng xe này phát hiện {n} trong {of} lần",
        "Checks of this carrier found something {n} of {of} times",
        "查验该承运人{of}次发现{n}次"),
    (PLATE, WEIGHT): Words(
        "Xe này lệch trọng lượng {n} trong {of} chuyến",
        "This vehicle's weight was off on {n} of {of} trips",
        "该车{of}次中重量不符{n}次"),
    (DRIVER, WEIGHT): Words(
        "Lái xe này lệch trọng lượng {n} trong {of} chuyến",
        "This driver's weight was off on {n} of {of} trips",
        "该司机{of}次中重量不符{n}次"),
    (CARRIER, WEIGHT): Words(
        "Hãng xe này lệch trọng lượng {n} trong {of} chuyến",
        "This carrier's weight was off on {n} of {of} trips",
        "该承运人{of}次中重量不符{n}次"),
}


@dataclass(frozen=True)
class VehicleRisk:
    """The chance that something is wrong with this trip, and up to three counted reasons, the heaviest first.

    `late`, `found` and `off` are the most late returns, findings and differing loads that plate, driver or carrier has.
    """

    chance: float
    reasons: tuple[tuple[str, Words], ...]
    late: int = 0
    found: int = 0
    off: int = 0


@dataclass(frozen=True)
class Trip:
    """One trip that ended: the counters it met and fed, when it was declared and ended, and what came of it."""

    names: tuple[str, ...]
    begun: datetime
    ended: datetime
    late: bool
    checked: bool
    found: bool
    off: bool

    @property
    def wrong(self) -> bool:
        """Whether anything was wrong."""
        return self.late or self.found or self.off

    @property
    def adds(self) -> tuple[float, ...]:
        """What it adds to each of its counters, in the order of `MEASURES`."""
        return (1.0, float(self.late), float(self.checked), float(self.found), float(self.off))


@dataclass(frozen=True)
class Band:
    """Trips whose chance lay from `low` up to the next band: how many, how many went wrong, the mean chance."""

    low: float
    trips: int
    wrong: int
    chance: float


@dataclass(frozen=True)
class Trial:
    """How well the chances would have told trips apart: by bands, and how often a wrong trip stands above a right one (AUC)."""

    bands: tuple[Band, ...]
    auc: float | None
    trips: int
    wrong: int


#: chances from which a band begins; from the third on the rules of an office ask for a check (`core.selection_default`)
BANDS = (0.0, 0.1, 0.2, 0.3)


def trial(trips: Sequence[Trip], *, since: datetime) -> Trial:
    """Every trip declared from `since` on judged by what was known when it was declared: only trips that had ended."""
    sums: dict[str, list[float]] = {}
    waiting: list[tuple[datetime, int, Trip]] = []
    told: list[tuple[float, bool]] = []
    for n, trip in enumerate(sorted(trips, key=lambda one: one.begun)):
        while waiting and waiting[0][0] <= trip.begun:
            _count(sums, heappop(waiting)[2])
        if trip.begun >= since:
            told.append((_chance(_worst({name: sums[name] for name in trip.names if name in sums})), trip.wrong))
        heappush(waiting, (trip.ended, n, trip))
    edges = [*BANDS, 2.0]
    parts = [[one for one in told if low <= one[0] < high] for low, high in zip(edges, edges[1:], strict=False)]
    bands = tuple(Band(low, len(part), sum(wrong for _chance, wrong in part), sum(chance for chance, _wrong in part) / len(part))
                  for low, part in zip(BANDS, parts, strict=True) if part)
    return Trial(bands, _auc(told), len(told), sum(wrong for _chance, wrong in told))


def _count(sums: dict[str, list[float]], trip: Trip) -> None:
    for name in trip.names:
        kept = sums.setdefault(name, [0.0] * len(MEASURES))
        for n, amount in enumerate(trip.adds):
            kept[n] += amount


def _auc(told: Sequence[tuple[float, bool]]) -> float | None:
    """How often a wrong trip has the higher chance, ties counting half; None without both kinds."""
    wrong = sum(hit for _chance, hit in told)
    if not 0 < wrong < len(told):
        return None
    ordered, ranks, n = sorted(told), 0.0, 0
    while n < len(ordered):
        end = n
        while end < len(ordered) and ordered[end][0] == ordered[n][0]:
            end += 1
        ranks += sum(hit for _chance, hit in ordered[n:end]) * (n + end + 1) / 2
        n = end
    return (ranks - wrong * (wrong + 1) / 2) / (wrong * (len(told) - wrong))


def name_of(entity: str, key: str) -> str:
    """The name of a counter."""
    return f"{entity}:{key}"


def names(plate: str, drivers: Sequence[str], carrier: str) -> tuple[str, ...]:
    """The counters that a trip meets, and later feeds."""
    return tuple(name_of(entity, key) for entity, key in ((PLATE, plate), *((DRIVER, driver) for driver in drivers), (CARRIER, carrier)) if key)


def _worst(sums: Mapping[str, Sequence[float]]) -> list[tuple[int, float, str, float, float]]:
    """For each kind of event the highest rate among the counters met: event, rate, entity, events, of how many."""
    told = []
    for event, (whole, usual) in USUAL.items():
        highest = (usual, "", 0.0, 0.0)
        for name, counted in sums.items():
            entity = name.partition(":")[0]
            seen, of = counted[event], counted[whole]
            rate = usual + HEED[entity] * ((seen + WEIGHT_OF_ALL * usual) / (of + WEIGHT_OF_ALL) - usual)
            highest = max(highest, (rate, entity, seen, of))
        told.append((event, *highest))
    return told


def _chance(worst: Sequence[tuple[int, float, str, float, float]]) -> float:
    clean = 1.0
    for _event, rate, *_rest in worst:
        clean *= 1 - min(0.95, rate)
    return 1 - clean


def judged(sums: Mapping[str, Sequence[float]]) -> VehicleRisk:
    """The risk by the counters met (name -> sums): rates drawn towards the usual ones while little is known."""
    worst = _worst(sums)
    above = [(rate - USUAL[event][1], entity, event, seen, of) for event, rate, entity, seen, of in worst if entity and seen > 0]
    told = sorted((one for one in above if one[0] > 0), key=lambda one: -one[0])[:MOST]
    reached = {event: max((round(counted[event]) for counted in sums.values()), default=0) for event in USUAL}
    return VehicleRisk(_chance(worst), tuple((f"VEH-{MEASURES[event].upper()}", _said(entity, event, seen, of)) for _w, entity, event, seen, of in told),
                       reached[LATE], reached[FOUND], reached[WEIGHT])


def _said(entity: str, event: int, seen: float, of: float) -> Words:
    words, values = WORDS[entity, event], {"n": round(seen), "of": round(of)}
    return Words(words.vi.format(**values), words.en.format(**values), words.zh.format(**values))
