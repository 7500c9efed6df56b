"""Scanner images on the tablet: first the officer's reading, then what machines marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from thongquan.core.images import MARKS
from thongquan.core.inspection import READINGS, SUSPICIOUS
from thongquan.models import ImageReading, InspectionEvidence, InspectionOrder
from thongquan.web.shared.numbers import number
from thongquan.web.shared.tongue import say

#: an inspection at its end shows what was marked in an image that nobody has read
ENDED = ("done", "withdrawn")


@dataclass(frozen=True)
class Image:
    """One scanner image: what the officer says of it, the boxes over it, and who drew them.

    `asks` for his reading, `doubts` offers to change it; `against` says that something is marked in an image he calls fitting.
    """

    one: InspectionEvidence
    says: str
    doubtful: bool
    asks: bool
    against: bool = False
    doubts: bool = False
    boxes: list[dict[str, Any]] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)


def scans_of(row: InspectionOrder, evidence: Iterable[InspectionEvidence], working: bool) -> list[Image]:
    """The scanner images of an order; nothing that a machine says of an image leaves before an officer has read it."""
    scans = [one for one in evidence if one.kind == "scan"]
    read = [one.pk for one in scans if one.body.get("reads") or row.state in ENDED]
    told: dict[int, list[ImageReading]] = defaultdict(list)
    for reading in ImageReading.objects.filter(evidence_id__in=read).order_by("at", "pk") if read else ():
        told[reading.evidence_id].append(reading)
    return [_image(one, told[one.pk], working) for one in scans]


def _image(one: InspectionEvidence, readings: list[ImageReading], working: bool) -> Image:
    reads = one.body.get("reads", "")
    boxes = [area for reading in readings for area in reading.areas]
    against = reads == "agrees" and any(reading.finds for reading in readings)
    return Image(one, say(READINGS.get(reads)), reads == SUSPICIOUS, working and not reads, against, against and working,
                 [_box(n, area) for n, area in enumerate(boxes, 1)], _results(readings))


def _results(readings: list[ImageReading]) -> list[dict[str, Any]]:
    """What each reader says; its areas have the numbers that stand over the picture."""
    found, n = [], 0
    for reading in readings:
        areas = [{"n": n + place, "says": say(MARKS.get(area["kind"])), "sure": f"{number(100 * area['probability'], 0)} %"}
                 for place, area in enumerate(reading.areas, 1)]
        n += len(areas)
        found.append({"name": f"{reading.reader} {reading.release}", "finds": reading.finds, "areas": areas, "at": reading.at})
    return found


def _box(n: int, area: dict[str, Any]) -> dict[str, Any]:
    """A rectangle as SVG takes it, whatever the language of the page."""
    return {"n": n, **{name: f"{100 * area[name]:.2f}%" for name in ("x", "y", "width", "height")}}
