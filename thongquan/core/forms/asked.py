"""When a question of the vehicle declaration matters, told by the answers already given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from thongquan.core.form import Condition
from thongquan.core.vehicle import ADMISSION, ROAD, trailer_alone

Values = Mapping[str, Any]

#: cases that travel on a permit or on an authority's approval (Decree 08/2015 arts 74, 75, 77a)
ON_PERMIT = frozenset({"permit", "fixed_route", "transit", "economic_zone", "third_country", "driverless"})
#: cases whose return gate is the gate of entry (arts 77a.1, 81.6)
SAME_GATE = frozenset({"border_delivery", "fixed_route", "resident"})
PEOPLE_CARRIERS = frozenset({"bus", "car", "passenger_boat"})


def case_of(values: Values) -> str:
    return str(values.get("case") or "permit")


def is_foreign(values: Values) -> bool:
    return values.get("regime") == ADMISSION


def is_laden(values: Values) -> bool:
    return values.get("laden") is not False


def carries_people(values: Values) -> bool:
    return (values.get("vehicle_type") in PEOPLE_CARRIERS or case_of(values) == "fixed_route"
            or bool(values.get("passengers") or values.get("passenger_list")) or (values.get("seats") or 0) > 9)


def is_alone(values: Values) -> bool:
    mode, kind, plate, country = (str(values.get(name) or "") for name in ("mode", "vehicle_type", "plate", "country"))
    return trailer_alone(mode or ROAD, kind, plate, country)


def is_driven(values: Values) -> bool:
    return not (values.get("driverless") or case_of(values) == "driverless" or is_alone(values))


def travels_far(values: Values) -> bool:
    """A foreign vehicle that goes beyond the gate area."""
    return is_foreign(values) and case_of(values) in ON_PERMIT


CONDITIONS: dict[str, Condition] = {
    "by_platform": lambda values: False,
    "own_page": lambda values: False,
    "foreign": is_foreign,
    "laden": is_laden,
    "carries_people": carries_people,
    "driven": is_driven,
    "powered": lambda values: not is_alone(values),
    "may_be_driverless": lambda values: case_of(values) in ("driverless", "border_delivery"),
    "on_permit": lambda values: case_of(values) in ON_PERMIT,
    "other_gate_allowed": lambda values: case_of(values) not in SAME_GATE,
    "travels_far": travels_far,
    "first_leg_elsewhere": lambda values: values.get("temporary") is False,
    "extending": lambda values: bool(values.get("additional")),
    "extending_for_other": lambda values: bool(values.get("additional")) and values.get("extension_reason") == "other",
}
