"""The facts of one vehicle declaration, as rules, selection and passes see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from thongquan.core import plates

ROAD, WATERWAY = "road", "waterway"
ADMISSION, EXPORTATION = "temporary_admission", "temporary_exportation"
INWARD, OUTWARD = "in", "out"

#: special cases of Decree 08/2015 arts 74-81; `permit` is the ordinary international trip
CASES = (
    "permit", "border_delivery", "fixed_route", "resident", "emergency",
    "transit", "economic_zone", "third_country", "driverless",
)
#: cases that cross many times on one declaration
MULTI_TRIP = frozenset({"fixed_route", "resident"})


def direction_of(regime: str, leg: int) -> str:
    """Which way leg 1, 2, 3 … goes: a temporary admission starts inward, and legs alternate."""
    first_inward = regime == ADMISSION
    return INWARD if first_inward == (leg % 2 == 1) else OUTWARD


def trailer_alone(mode: str, vehicle_type: str, plate: str, country: str = "") -> bool:
    """Whether a trailer is declared without a tractor: one hands it over at the gate, another takes it on."""
    return mode == ROAD and (vehicle_type == "trailer" or plates.read(plate, country).kind == "trailer")


@dataclass(frozen=True)
class Driver:
    """A driver or boat master. `document_kind`: P passport, V visa, A border pass, F other."""

    name: str = ""
    nationality: str = ""
    document_kind: str = ""
    document_number: str = ""
    issued_on: date | None = None
    issued_at: str = ""
    address: str = ""
    phone: str = ""
    licence_number: str = ""
    licence_until: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class Trailer:
    plate: str = ""
    country: str = ""


@dataclass(frozen=True)
class Container:
    number: str = ""
    seals: tuple[str, ...] = ()
    laden: bool = True
    size: str = ""
    type: str = ""


@dataclass(frozen=True)
class Passenger:
    """One person of the passenger list. `document_kind` as a driver's."""

    last_name: str = ""
    middle_name: str = ""
    first_name: str = ""
    nationality: str = ""
    born_on: date | None = None
    sex: str = ""
    document_kind: str = ""
    document_number: str = ""
    valid_until: date | None = None

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.last_name, self.middle_name, self.first_name) if part)


@dataclass(frozen=True)
class Vessel:
    """An inland-waterway craft: metres, tonnes, and its lists."""

    name: str = ""
    certificate: str = ""
    dwt: float | None = None
    loa: float | None = None
    breadth: float | None = None
    draft_in: float | None = None
    draft_out: float | None = None
    crew: int = 0
    stores_listed: bool = False
    cargo_listed: bool = False


@dataclass(frozen=True)
class Permit:
    """International transport permit, or the authority's approval in its place."""

    number: str = ""
    issued_on: date | None = None
    until: date | None = None
    issuer: str = ""


@dataclass(frozen=True)
class GateFacts:
    """What the rules need of a gate: its mode, its hours on the planned day (local minutes), from which day on it is closed for good."""

    code: str = ""
    mode: str = ROAD
    opens: int | None = 7 * 60
    closes: int | None = 17 * 60 + 30
    paused: bool = False
    office: str = ""
    neighbour: str = ""
    ends: date | None = None


@dataclass(frozen=True)
class History:
    """What the registers know about this plate, permit, drivers and goods on the day of judging.

    `late_before`, `found_before` and `off_before` count late returns, checks with findings and loads of another weight: the
    most that plate, one driver or carrier has. `risk_percent` is the chance that something is wrong, from the same counters.
    """

    same_trip_by_other: bool = False
    open_stay_number: str = ""
    opposite_state: str = ""
    opposite_plate: str = ""
    opposite_country: str = ""
    plates_held: tuple[str, ...] = ()
    overdue_elsewhere: str = ""
    corrections: int = 0
    goods_on_other_vehicle: tuple[str, ...] = ()
    passenger_list: dict[str, Any] = field(default_factory=dict)
    resident_registration_until: date | None = None
    fixed_route_until: date | None = None
    declarant_active: bool = True
    declarant_stopped: bool = False
    mandate_covers: bool = True
    extended: bool = False
    crossings_before: int | None = None
    overdue_before: int = 0
    late_before: int = 0
    found_before: int = 0
    off_before: int = 0
    risk_percent: int | None = None
    changed: frozenset[str] = frozenset()

    @property
    def plate_held(self) -> bool:
        """Whether the vehicle, or a trailer of it, is under an order to stop."""
        return bool(self.plates_held)


@dataclass(frozen=True)
class VehicleFacts:
    """One vehicle declaration at one moment. Times are aware datetimes; plates are normalised keys."""

    mode: str = ROAD
    regime: str = EXPORTATION
    case: str = "permit"
    leg: int = 1
    state: str = "draft"
    plate: str = ""
    country: str = "VN"
    vehicle_type: str = ""
    make: str = ""
    seats: int | None = None
    chassis: str = ""
    engine: str = ""
    owner_name: str = ""
    owner_country: str = ""
    right_hand_drive: bool = False
    driverless: bool = False
    laden: bool = True
    gate: GateFacts = GateFacts()
    return_gate: GateFacts | None = None
    planned_at: datetime | None = None
    return_by: datetime | None = None
    allowed_days: int | None = None
    drivers: tuple[Driver, ...] = ()
    trailers: tuple[Trailer, ...] = ()
    containers: tuple[Container, ...] = ()
    vessel: Vessel | None = None
    permit: Permit = Permit()
    goods: tuple[str, ...] = ()
    purpose: str = ""
    passengers: int = 0
    passenger_list_number: str = ""
    passenger_list: tuple[Passenger, ...] = ()
    documents: frozenset[str] = frozenset()
    opposite_number: str = ""
    redeclares_number: str = ""
    extension_reason: str = ""
    extension_until: datetime | None = None
    contact_phone: str = ""
    inspected_until: date | None = None
    history: History = History()

    @property
    def direction(self) -> str:
        return direction_of(self.regime, self.leg)

    @property
    def unaccompanied(self) -> bool:
        """A trailer alone: no driver and no engine of its own."""
        return trailer_alone(self.mode, self.vehicle_type, self.plate, self.country)

    @property
    def driven(self) -> bool:
        """Somebody of this declaration sits at the wheel."""
        return not (self.driverless or self.case == "driverless" or self.unaccompanied)

    @property
    def plates(self) -> tuple[tuple[str, str], ...]:
        """The plate of the vehicle and of each trailer, with the pointer of its field."""
        return (("/plate", self.plate), *((f"/trailers/{n}/plate", trailer.plate) for n, trailer in enumerate(self.trailers)))
