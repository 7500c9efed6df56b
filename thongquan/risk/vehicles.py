"""The risk of a vehicle by the history of its plate, driver and carrier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thongquan.core.words import Words

PLATE, DRIVER, CARRIER = "plate", "driver", "carrier"
#: kinds of history in the order in which they count, with how much each tells of the next trip
ENTITIES = ((PLATE, 1.0), (DRIVER, 0.8), (CARRIER, 0.6))
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
    """The chance that something is wrong with this trip, and up to three counted reasons, the heaviest first."""

    chance: float
    reasons: tuple[tuple[str, Words], ...]


def name_of(entity: str, key: str) -> str:
    """The name of a counter."""
    return f"{entity}:{key}"


def names(plate: str, drivers: Sequence[str], carrier: str) -> tuple[str, ...]:
    """The counters that a trip meets, and later feeds."""
    return tuple(name_of(entity, key) for entity, key in ((PLATE, plate), *((DRIVER, driver) for driver in drivers), (CARRIER, carrier)) if key)


def judged(sums: Mapping[str, Sequence[float]]) -> VehicleRisk:
    """The risk by the counters met (name -> sums): rates drawn towards the usual ones while little is known."""
    clean, reasons = 1.0, []
    for event, (whole, usual) in USUAL.items():
        rates = [(usual, 0.0, "", 0.0, 0.0)]
        for name, counted in sums.items():
            entity = name.partition(":")[0]
            weight = dict(ENTITIES)[entity]
            seen, of = counted[event], counted[whole]
            rate = usual + weight * ((seen + WEIGHT_OF_ALL * usual) / (of + WEIGHT_OF_ALL) - usual)
            rates.append((rate, rate - usual, entity, seen, of))
        rate, above, entity, seen, of = max(rates)
        clean *= 1 - min(0.95, rate)
        if entity and seen > 0 and above > 0:
            reasons.append((above, entity, event, seen, of))
    told = sorted(reasons, key=lambda reason: -reason[0])[:MOST]
    return VehicleRisk(1 - clean, tuple((f"VEH-{MEASURES[event].upper()}", _said(entity, event, seen, of)) for _w, entity, event, seen, of in told))


def _said(entity: str, event: int, seen: float, of: float) -> Words:
    words, values = WORDS[entity, event], {"n": round(seen), "of": round(of)}
    return Words(words.vi.format(**values), words.en.format(**values), words.zh.format(**values))
