"""The shapes of what machines get back about a gate: its lanes, its yard, its hours."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from thongquan.api.shapes import Receipt


class Plate(Struct):
    """A plate as the lane shows it."""

    key: str
    text: str
    country: str


class ScanAnswer(Struct):
    """The gate's one answer: go, check, stop or call, with its reason."""

    id: str
    sign: str
    code: str
    reason_number: int
    word: str
    officer_says: str
    driver_says: str
    number: str
    leg: int | None
    plates: list[Plate]
    receipt: Receipt | None
    repeated: bool


class Ticked(Struct):
    """The receipt of an agency's tick."""

    number: str
    leg: int
    agency: str
    ticked: bool
    receipt: Receipt


class Placed(Struct):
    """Where a vehicle stands in the yard; an empty `bay` is no place."""

    number: str
    leg: int
    bay: str
    receipt: Receipt


class LaneShown(Struct):
    """A lane of a gate."""

    number: int
    kind: str
    direction: str
    open: bool


class GateShown(Struct):
    """A gate: hours of each weekday in minutes of its own clock, the weeks that follow by their first day, agencies, lanes.

    A week that holds another one under `in` tells of the way out, and that one of the way in.

    From the day `ends` on it is closed for good.
    """

    code: str
    number: int
    mode: str
    name: str
    neighbour: str
    neighbour_country: str
    zone: str
    hours: dict[str, Any]
    changes: dict[str, Any]
    exceptions: dict[str, list[int | None]]
    agencies: list[str]
    lanes: list[LaneShown]
    paused: bool
    ends: str | None


class GateActed(GateShown):
    """A gate after an act: declarants told of it, passes that live longer for it."""

    told: int
    prolonged: int
    receipt: Receipt | None


class Gates(Struct):
    """Every active gate."""

    items: list[GateShown]
