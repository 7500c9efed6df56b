"""Drivers, vehicles, trailers, vessels: typed once, kept, reused; retired, never lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from thongquan.actions.trail import record
from thongquan.core.actor import SERVING, Actor
from thongquan.core.forms.registers import CRAFT_BODY, DRIVER
from thongquan.core.numbers import phone as dialled
from thongquan.core.numbers import squeeze
from thongquan.core.plates import normalise, printed
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import CraftRecord, DriverRecord
from thongquan.queries.access import kept_parties

DRIVER_TEXTS = ("name", "nationality", "document_kind", "issued_at", "licence_number", "address")
DRIVER_DAYS = ("issued_on", "valid_until", "licence_until")
CRAFT_KINDS = ("tractor", "truck", "bus", "car", "trailer", "vessel", "other")


def may_keep(party_id: int, by: Actor) -> None:
    """The party's own people, its brokers, or an officer serving it at the counter (ACC-02)."""
    if not by.acts_for(party_id):
        raise NotAllowed("ACC-02")


def may_register(party_id: int, by: Actor, at: datetime) -> None:
    """The same, but for whoever only drives for the party (ACC-17)."""
    may_keep(party_id, by)
    if by.id is None or (by.on_behalf_of == party_id and by.is_any(*SERVING)):
        return
    own, clients = kept_parties(by.id, local_day(at))
    if party_id not in own | clients:
        raise NotAllowed("ACC-17")


def keep_driver(party_id: int, values: Mapping[str, Any], *, pk: int | None = None, by: Actor, at: datetime) -> DriverRecord:
    """Enter a driver or boat master, or correct one (`pk`); `values` as read by the form of drivers."""
    may_register(party_id, by, at)
    row = _own(DriverRecord, pk, party_id) if pk else DriverRecord(party_id=party_id)
    number = squeeze(str(values.get("document_number") or ""))
    if not str(values.get("name") or "").strip():
        raise Refused("FRM-01", "/name")
    if not number:
        raise Refused("REG-02", "/document_number")
    row.document_number = number
    for name in DRIVER_TEXTS:
        if name in values:
            setattr(row, name, str(values[name] or "").strip())
    for name in DRIVER_DAYS:
        if name in values:
            setattr(row, name, _day(values[name]))
    if values.get("phone"):
        row.phone = dialled(str(values["phone"]), row.nationality or "VN")
    _saved(row, "/document_number")
    record("party.keep_driver", row, by=by, at=at, facts={"new": pk is None}, private={"name": row.name, "number": number})
    return row


def keep_craft(
    party_id: int, *, plate: str, country: str = "VN", kind: str = "tractor", mode: str = "road",
    inspected_until: date | None = None, body: Mapping[str, Any] | None = None, pk: int | None = None, by: Actor, at: datetime,
) -> CraftRecord:
    """Enter a vehicle, trailer or vessel, or correct one; `body` holds the form's other answers."""
    may_register(party_id, by, at)
    key = normalise(plate, country)
    if not key:
        raise Refused("REG-02", "/plate")
    if kind not in CRAFT_KINDS or mode not in ("road", "waterway"):
        raise Refused("FRM-04", "/kind")
    row = _own(CraftRecord, pk, party_id) if pk else CraftRecord(party_id=party_id)
    row.plate_key, row.plate, row.country = key, printed(key, country, mode), country
    row.kind, row.mode, row.inspected_until = kind, mode, inspected_until
    row.body = {**row.body, **(body or {})}
    _saved(row, "/plate")
    record("party.keep_craft", row, by=by, at=at, facts={"new": pk is None, "plate": key, "kind": kind})
    return row


def enter_driver(party_id: int, values: Mapping[str, Any], pk: int | None = None, **who: Any) -> DriverRecord:
    """A driver as the register's form was answered, all of him: what was left empty is emptied."""
    return keep_driver(party_id, {f.name: values.get(f.name, "") for f in DRIVER.fields}, pk=pk, **who)


def enter_craft(party_id: int, values: Mapping[str, Any], pk: int | None = None, **who: Any) -> CraftRecord:
    """A vehicle, trailer or vessel as the register's form was answered, all of it."""
    rest = {name: values.get(name, "") for name in CRAFT_BODY}
    return keep_craft(party_id, plate=values["plate"], country=values.get("country") or "VN", kind=values["kind"], mode=values["mode"],
                      inspected_until=values.get("inspected_until"), body=rest, pk=pk, **who)


def retire_driver(pk: int, *, by: Actor, at: datetime) -> None:
    """No longer offered in forms."""
    _switch(DriverRecord, pk, False, by, at)


def revive_driver(pk: int, *, by: Actor, at: datetime) -> None:
    """Offered again."""
    _switch(DriverRecord, pk, True, by, at)


def retire_craft(pk: int, *, by: Actor, at: datetime) -> None:
    """No longer offered in forms."""
    _switch(CraftRecord, pk, False, by, at)


def revive_craft(pk: int, *, by: Actor, at: datetime) -> None:
    """Offered again."""
    _switch(CraftRecord, pk, True, by, at)


def _own(table: type[Any], pk: int, party_id: int) -> Any:
    row = table.objects.select_for_update().filter(pk=pk, party_id=party_id).first()
    if row is None:
        raise NotFound("GEN-404")
    return row


def _switch(table: type[Any], pk: int, active: bool, by: Actor, at: datetime) -> None:
    row = table.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotFound("GEN-404")
    may_register(row.party_id, by, at)
    if row.active == active:
        raise Conflict("GEN-409")
    row.active = active
    row.save(update_fields=["active"])
    record("party.revive" if active else "party.retire", row, by=by, at=at)


def _saved(row: Any, pointer: str) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise Refused("REG-01", pointer) from twice


def _day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
