"""Fines for a late return, dated; the day from which Decree 169/2026 counts is believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from thongquan.catalog.tables import rows
from thongquan.core.clock import fine_range
from thongquan.core.vehicle import VehicleFacts


@dataclass(frozen=True)
class PenaltyLine:
    """A range of fines in đồng for one group of vehicles, late between two numbers of days."""

    article: str
    group: str
    days_from: int
    days_below: int | None
    fine_min: int
    fine_max: int
    since: date
    until: date
    believed: bool

    @property
    def citation(self) -> str:
        """As it is quoted in a violation record."""
        return f"Nghị định 169/2026/NĐ-CP, {self.article}"


def _read() -> tuple[PenaltyLine, ...]:
    return tuple(
        PenaltyLine(
            r["article"], r["group"], int(r["days_from"]), int(r["days_below"]) if r["days_below"] else None,
            int(r["fine_min"]), int(r["fine_max"]), date.fromisoformat(r["since"]),
            date.fromisoformat(r["until"]) if r["until"] else date.max, r["evidence"] != "verified",
        )
        for r in rows("penalties")
    )


PENALTIES = _read()


def in_force(on: date) -> tuple[PenaltyLine, ...]:
    """The lines of the day `on`."""
    return tuple(p for p in PENALTIES if p.since <= on <= p.until)


def range_for(facts: VehicleFacts, late: timedelta, on: date) -> PenaltyLine | None:
    """The range of fines for a vehicle so late, by the law of the day `on`; None when it is not late."""
    found = fine_range(in_force(on), facts, late)
    return found if isinstance(found, PenaltyLine) else None
