"""From the answers of a form to the facts that rules, selection and clocks judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from thongquan.core import plates
from thongquan.core.vehicle import (
    EXPORTATION,
    WATERWAY,
    Container,
    Driver,
    GateFacts,
    History,
    Passenger,
    Permit,
    Trailer,
    VehicleFacts,
    Vessel,
)

#: answers that are facts under the same name and of the same shape
_AS_THEY_ARE = (
    "vehicle_type", "make", "seats", "chassis", "engine", "owner_name", "owner_country", "right_hand_drive",
    "planned_at", "return_by", "allowed_days", "purpose", "passenger_list_number", "opposite_number",
    "extension_reason", "extension_until", "contact_phone", "inspected_until",
)
_DRIVER = tuple(f.name for f in fields(Driver))
_PASSENGER = tuple(f.name for f in fields(Passenger))


def facts_of(values: Mapping[str, Any], *, gate: GateFacts, return_gate: GateFacts | None = None,
             history: History | None = None, state: str = "draft", leg: int = 1,
             documents: Iterable[str] = (), redeclares: str = "") -> VehicleFacts:
    """The facts of a declaration whose form gave `values` (of `Form.read`).

    `gate` and `return_gate` are the registered gates the answers name, `documents` the kinds of paper
    attached, `redeclares` the number of a lost declaration this one stands for.
    """
    own = {name: values[name] for name in _AS_THEY_ARE if values.get(name) is not None}
    case = values.get("case") or "permit"
    regime = values.get("regime") or EXPORTATION
    mode = values.get("mode") or gate.mode
    return VehicleFacts(
        **own, mode=mode, regime=regime, case=case, leg=leg, state=state,
        plate=plates.normalise(values.get("plate", ""), values.get("country", "")),
        country=country_of(values, regime),
        driverless=bool(values.get("driverless")) or case == "driverless",
        laden=values.get("laden") is not False,
        gate=gate, return_gate=return_gate,
        drivers=tuple(_driver(row) for row in values.get("drivers", ())),
        passengers=people_on_board(values), passenger_list=tuple(_passenger(row) for row in values.get("passenger_list", ())),
        trailers=tuple(_trailer(row) for row in values.get("trailers", ())),
        containers=tuple(_container(row) for row in values.get("containers", ())),
        vessel=_vessel(values) if mode == WATERWAY else None,
        permit=Permit(values.get("permit_number", ""), values.get("permit_issued_on"), values.get("permit_until"),
                      values.get("permit_issuer", "")),
        goods=tuple(values.get("goods", ())), documents=frozenset(documents),
        redeclares_number=redeclares or values.get("redeclares_number", ""),
        history=history or History(),
    )


def country_of(values: Mapping[str, Any], regime: str) -> str:
    """The country declared, else the one the plate's pattern tells, else Việt Nam for its own vehicles."""
    given = str(values.get("country") or "")
    return given or plates.country_guess(values.get("plate", "")) or ("VN" if regime == EXPORTATION else "")


def _driver(row: Mapping[str, Any]) -> Driver:
    return Driver(**{name: row[name] for name in _DRIVER if row.get(name) is not None})


def people_on_board(values: Mapping[str, Any]) -> int:
    """The number of passengers declared; where only their list is given, its length."""
    given = values.get("passengers")
    return len(values.get("passenger_list", ())) if given is None else int(given)


def _passenger(row: Mapping[str, Any]) -> Passenger:
    return Passenger(**{name: row[name] for name in _PASSENGER if row.get(name) is not None})


def _trailer(row: Mapping[str, Any]) -> Trailer:
    country = row.get("country", "")
    return Trailer(plates.normalise(row.get("plate", ""), country), country or plates.country_guess(row.get("plate", "")))


def _container(row: Mapping[str, Any]) -> Container:
    return Container(row.get("number", ""), tuple(row.get("seals", ())), row.get("laden") is not False,
                     row.get("size", ""), row.get("type", ""))


def _vessel(values: Mapping[str, Any]) -> Vessel:
    return Vessel(
        name=values.get("vessel_name", ""), certificate=values.get("certificate", ""),
        dwt=_metres(values.get("dwt")), loa=_metres(values.get("loa")), breadth=_metres(values.get("breadth")),
        draft_in=_metres(values.get("draft_in")), draft_out=_metres(values.get("draft_out")),
        crew=len(values.get("crew", ())), stores_listed=bool(values.get("stores")),
        cargo_listed=bool(values.get("cargo")),
    )


def _metres(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
