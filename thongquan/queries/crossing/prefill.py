"""What is already known when a trip is declared: last trip, registers, a good hour, hints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from thongquan.core.actor import Actor
from thongquan.core.form import Form
from thongquan.core.forms import FORMS
from thongquan.core.forms.rows import DRIVER
from thongquan.core.plates import country_guess, normalise
from thongquan.core.reading import JSON
from thongquan.core.refused import NotFound
from thongquan.core.rule import local_day
from thongquan.core.vehicle import direction_of
from thongquan.models import CraftRecord, DriverRecord, Gate, Party, SavedTrip, VehicleDeclaration
from thongquan.queries.crossing.trips import booked, last_trip, trip_of
from thongquan.queries.party import drivers
from thongquan.queries.permit import permits_for
from thongquan.queries.place import choosable, hours_on

Values = dict[str, Any]

#: what a copied trip leaves behind: its times, and papers that belong to one trip
NOT_AGAIN = frozenset({"planned_at", "return_by", "own_reference", "opposite_number", "redeclares_number", "goods", "containers", "hold_seals",
                       "passengers", "passenger_list", "passenger_list_number"})
#: cases a vehicle is declared in day after day; any other rests on an approval or a need of one trip
USUAL_CASES = frozenset({"border_delivery", "permit", "fixed_route", "resident"})
#: a usual hour to arrive, on the gate's clock
USUAL_HOUR = time(8, 0)
DAYS_TO_LOOK = 14
#: the papers a lone driver registers with, as kinds of a driver's document
OWN_PAPERS = {"PASSPORT": "P", "BORDER_PASS": "A"}


@dataclass(frozen=True)
class Slot:
    """One hour at a gate: how many vehicles it takes, how many are declared, when the gate opens and closes."""

    gate: Gate
    since: datetime
    free: int
    opens: int | None
    closes: int | None


@dataclass(frozen=True)
class PlateHint:
    """What the registers know of a plate: whose it is, until when it is inspected, its open trip."""

    known: bool
    inspected_until: date | None
    kind: str = ""


def good_time(gate: Gate | None, at: datetime, regime: str = "") -> datetime:
    """Tomorrow 08:00 on the gate's clock; when it is closed then to whoever starts this way, its next opening after that."""
    way = direction_of(regime, 1)
    zone = ZoneInfo(gate.zone if gate else "Asia/Ho_Chi_Minh")
    first = at.astimezone(zone).date() + timedelta(days=1)
    usual = USUAL_HOUR.hour * 60 + USUAL_HOUR.minute
    for day in (first + timedelta(days=n) for n in range(DAYS_TO_LOOK)):
        opens, closes = hours_on(gate, day, way) if gate else (None, None)
        if gate is None or (opens is not None and closes is not None and usual < closes):
            minute = usual if opens is None else max(usual, opens)
            return datetime.combine(day, time(minute // 60, minute % 60), zone)
    return datetime.combine(first, USUAL_HOUR, zone)


def slot(gate: Gate, planned_at: datetime, regime: str = "") -> Slot:
    """The hour of this gate in which the vehicle wants to come, and when it opens and closes to whoever starts this way."""
    local = planned_at.astimezone(ZoneInfo(gate.zone))
    since = local.replace(minute=0, second=0, microsecond=0)
    opens, closes = hours_on(gate, local.date(), direction_of(regime, 1))
    taken = booked(gate, since, since + timedelta(hours=1))
    return Slot(gate, since, max(0, gate.hourly_capacity - taken), opens, closes)


def plate_hint(party: int, plate: str, country: str = "") -> PlateHint:
    """What this declarant's own register says about a plate."""
    key = normalise(plate, country)
    row = CraftRecord.objects.filter(party_id=party, plate_key=key).first() if key else None
    return PlateHint(row is not None, row.inspected_until if row else None, row.kind if row else "")


def fresh(party: int, mode: str, at: datetime) -> Values:
    """The first values of a new declaration: what the last trip of this party tells, tomorrow at a good hour."""
    last = last_trip(party)
    form = FORMS[mode]
    known: Values = {}
    if last is not None and last.mode == mode:
        body = form.read(last.body, language=JSON, draft=True)[0]
        usual = {f.name for f in form.fields if f.known_from == "last_trip"} - NOT_AGAIN - {"trailers", "containers", "crew", "stores"}
        known = {name: value for name, value in body.items() if name in usual}
    if known.get("case") not in USUAL_CASES:
        known.pop("case", None)
    known |= {name: value for name, value in _of_party(Party.objects.filter(pk=party).first()).items() if name not in known}
    known.setdefault("case", "border_delivery")
    known.setdefault("laden", True)
    open_to_all = choosable(mode, local_day(at))
    if open_to_all and known.get("gate") not in {gate.code for gate in open_to_all}:
        known["gate"] = open_to_all[0].code
    gate = Gate.objects.filter(code=known.get("gate")).first()
    known["planned_at"] = good_time(gate, at, str(known.get("regime") or ""))
    return known


def _of_party(party: Party | None) -> Values:
    """What the declarant's own particulars tell: which way he starts, his telephone, himself at the wheel when he drives alone."""
    if party is None:
        return {}
    told: Values = {"regime": "temporary_exportation" if party.country == "VN" else "temporary_admission"}
    if party.phone:
        told["contact_phone"] = party.phone
    if party.kind == "person" and party.tax_scheme in OWN_PAPERS:
        told["drivers"] = [{"name": party.name, "nationality": party.country, "document_kind": OWN_PAPERS[party.tax_scheme],
                            "document_number": party.tax_id, **({"phone": party.phone} if party.phone else {})}]
    return told


def again(trip_id: int, by: Actor, at: datetime) -> tuple[VehicleDeclaration, Values]:
    """A trip's answers for another time."""
    trip = trip_of(trip_id, by)
    body = FORMS[trip.mode].read(trip.body, language=JSON, draft=True)[0]
    values = {name: value for name, value in body.items() if name not in NOT_AGAIN}
    return trip, {**values, "planned_at": good_time(trip.gate, at, trip.regime)}


def from_saved(pk: int, by: Actor, at: datetime) -> tuple[SavedTrip, Values]:
    """The answers of a trip kept by name."""
    kept = SavedTrip.objects.filter(pk=pk, declarant_id__in=by.parties).first()
    if kept is None:
        raise NotFound("GEN-404")
    values = FORMS[kept.mode].read(kept.body, language=JSON, draft=True)[0]
    gate = Gate.objects.filter(code=values.get("gate")).first()
    return kept, {**values, "planned_at": good_time(gate, at, str(values.get("regime") or ""))}


def complete(values: Mapping[str, Any], party: int, mode: str, at: datetime) -> Values:
    """The answers with their gaps filled: the vehicle, its permit and the usual driver from the registers, the count from the list of people."""
    form = FORMS[mode]
    known = dict(values)
    if people := known.get("passenger_list"):
        known = {"passengers": len(people), "passenger_list_kind": "electronic", **known}
    key = normalise(str(known.get("plate") or ""), str(known.get("country") or ""))
    if not key:
        return known
    for found in (_craft(party, key, form), _permit(party, key, at), _last(party, key, form)):
        for name, value in found.items():
            known.setdefault(name, value)
    known.setdefault("country", country_guess(str(known.get("plate") or "")) or "VN")
    if known.get("drivers"):
        known["drivers"] = _drivers(party, known["drivers"])
    return known


def _drivers(party: int, rows: Sequence[Values]) -> list[Values]:
    """Rows that name a driver without his paper, filled from the register where it keeps that name once."""
    if all(row.get("document_number") for row in rows):
        return list(rows)
    kept: dict[str, list[DriverRecord]] = {}
    for one in drivers(party):
        kept.setdefault(one.name.casefold(), []).append(one)
    return [_with_papers(row, kept.get(str(row.get("name") or "").casefold(), [])) for row in rows]


def _with_papers(row: Values, same_name: list[DriverRecord]) -> Values:
    if row.get("document_number") or len(same_name) != 1:
        return row
    return driver_values(same_name[0]) | {name: value for name, value in row.items() if value}


def driver_values(row: DriverRecord) -> Values:
    """A kept driver as a row of the declaration."""
    return {name: value for name in DRIVER.named if (value := getattr(row, name, None))}


def _craft(party: int, key: str, form: Form) -> Values:
    """What the vehicle register keeps of this plate."""
    row = CraftRecord.objects.filter(party_id=party, plate_key=key, active=True).first()
    if row is None:
        return {}
    body = form.read(row.body, language=JSON, draft=True)[0]
    known = {f.name: body[f.name] for f in form.fields if f.known_from == "vehicle" and f.name in body}
    known["country"] = row.country
    if row.inspected_until:
        known["inspected_until"] = row.inspected_until
    if row.kind in {choice.code for choice in form.named["vehicle_type"].choices}:
        known.setdefault("vehicle_type", row.kind)
    return known


def _permit(party: int, key: str, at: datetime) -> Values:
    """The party's permit for this plate, the one valid longest."""
    found = permits_for(party, key, local_day(at))
    if not found:
        return {}
    row = found[0]
    known = {"permit_number": row.number, "permit_issuer": row.issuer, "permit_issued_on": row.issued_on, "permit_until": row.until}
    return {name: value for name, value in known.items() if value}


def _last(party: int, key: str, form: Form) -> Values:
    """What the last trip of the same vehicle tells of vehicle, owner, permit, driver and crew."""
    last = last_trip(party, plate_key=key)
    if last is None or last.mode != form.name:
        return {}
    body = form.read(last.body, language=JSON, draft=True)[0]
    wanted = {f.name for f in form.fields if f.known_from in ("vehicle", "last_trip")} - NOT_AGAIN - {"trailers", "regime", "case", "gate"}
    return {name: value for name, value in body.items() if name in wanted}
