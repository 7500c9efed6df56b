"""How the ways to agencies stand: down and up, and the circuit to the single window."""

from __future__ import annotations

from datetime import datetime

from thongquan.actions.trail import record
from thongquan.catalog.ministries import MINISTRIES, WINDOW
from thongquan.core.actor import Actor
from thongquan.core.circuit import Circuit
from thongquan.core.licence_message import WindowMessage
from thongquan.core.refused import NotAllowed, Refused
from thongquan.models import AgencyLink, Unit

MARKS = ("system", "office_leader", "region_leader", "nation_leader", "administrator")


def _locked(agency: str, at: datetime) -> AgencyLink:
    if agency != WINDOW and agency not in MINISTRIES:
        raise Refused("LIC-16", "/agency")
    AgencyLink.objects.get_or_create(agency=agency, defaults={"since": at})
    return AgencyLink.objects.select_for_update().get(agency=agency)


def _may_mark(agency: str, by: Actor) -> None:
    own = by.is_any("ministry") and agency in MINISTRIES and Unit.objects.filter(code=MINISTRIES[agency].unit_code, pk__in=by.offices).exists()
    if not (own or by.is_any(*MARKS)):
        raise NotAllowed("GEN-403")


def mark_agency_down(agency: str, *, reason: str, by: Actor, at: datetime) -> AgencyLink:
    """From now on its answer is not awaited for goods of low risk (Decree 85/2019 art. 17)."""
    _may_mark(agency, by)
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    return _turned(_locked(agency, at), "down", reason.strip(), by, at)


def mark_agency_up(agency: str, *, reason: str = "", by: Actor, at: datetime) -> AgencyLink:
    """It answers again; what waits is settled as its documents arrive."""
    _may_mark(agency, by)
    return _turned(_locked(agency, at), "up", reason.strip(), by, at)


def _turned(row: AgencyLink, state: str, reason: str, by: Actor, at: datetime) -> AgencyLink:
    if row.state != state:
        row.state, row.since, row.reason = state, at, reason
        row.save()
        record(f"licence.agency_{state}", row, by=by, at=at, reason=reason, facts={"agency": row.agency})
    return row


def heard(message: WindowMessage, *, by: Actor, at: datetime) -> bool:
    """The window says how an agency's system stands; False when a newer word stands."""
    row = _locked(message.agency, at)
    if message.version <= row.object_version:
        return False
    row.object_version = message.version
    row.save(update_fields=["object_version"])
    _turned(row, "up" if message.up else "down", "", by, at)
    return True


def window_answered(*, cursor: str | None = None, by: Actor, at: datetime) -> AgencyLink:
    """The window has answered: its circuit closes, and its messages are read up to `cursor`."""
    row = _locked(WINDOW, at)
    row.failures, row.open_until, row.last_ok = 0, None, at
    row.cursor = row.cursor if cursor is None else cursor
    row.save()
    return _turned(row, "up", "", by, at)


def window_failed(*, reason: str, by: Actor, at: datetime) -> AgencyLink:
    """The window did not answer: after three failures the circuit opens, and its agencies count as silent."""
    row = _locked(WINDOW, at)
    circuit = Circuit(row.failures, row.open_until).failed(at)
    row.failures, row.open_until = circuit.failures, circuit.open_until
    row.save()
    return row if circuit.closed else _turned(row, "down", reason[:300], by, at)
