"""A small border to test on: its offices and people, and the steps of one vehicle's journey."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from tests import opened
from thongquan.actions import crossing, gate, reference
from thongquan.actions.training.cast import Cast, gather
from thongquan.catalog import demo
from thongquan.core.vehicle import EXPORTATION
from thongquan.jobs.logkey import LogFolder
from thongquan.jobs.sealer import LOCK, Sealer
from thongquan.models import Gate, Pass, VehicleDeclaration
from thongquan.queries.scope import scope
from thongquan.queries.trail.findings import Report
from thongquan.queries.trail.verify import verify

#: a Wednesday morning at the gate, Hà Nội time 09:00
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
GATE = "VNMCG1"
OUT, IN, YARD = 1, 4, 7
MINUTE = timedelta(minutes=1)


#: a vehicle on an international transport permit may come home through another gate
PERMIT = {"case": "permit", "permit_number": "LV-0417/2026", "permit_issued_on": "2026-01-02", "permit_until": "2027-03-14",
          "permit_issuer": "Sở XD Quảng Ninh", "return_by": "2026-12-10"}


def open_border() -> Cast:
    """Units, gates, lanes, channel rules and the invented people."""
    found = opened.people(NOW)
    if found is not None:
        return found[0]
    reference.load()
    return gather(NOW)


def day_and_night() -> None:
    """The gates are open at whatever hour the tests run."""
    with scope(None):
        Gate.objects.update(hours={"all": [0, 1440]})


def values(n: int = 0, **over: Any) -> dict[str, Any]:
    """The answers of a good declaration; `n` gives another vehicle and driver."""
    load = demo.load(random.Random(100 + n), EXPORTATION, "border_delivery")
    return {**load.values, "gate": GATE, "planned_at": (NOW + 60 * MINUTE).isoformat(), "laden": True,
            "goods": [f"30{7_000_000_000 + n}"], **over}


def declared(cast: Cast, n: int = 0, company: int = 0, **over: Any) -> int:
    """A registered declaration of a company, by its id."""
    who = cast.companies[company]
    with scope(who):
        return crossing.declare(values(n, **over), declarant_id=who.parties[0], by=who, at=NOW, die=9999).declaration.pk


def accepted(cast: Cast, n: int = 0, **over: Any) -> int:
    """The same, accepted by the desk, with its passes."""
    pk = declared(cast, n, **over)
    with scope(cast.desk):
        if VehicleDeclaration.objects.get(pk=pk).channel == "physical":
            crossing.order_check(pk, bay="3", reason_code="channel", by=cast.desk, at=NOW)
            crossing.record_check(pk, result="agrees", by=cast.desk, at=NOW)
        crossing.accept(pk, by=cast.desk, at=NOW + MINUTE)
    with scope(cast.guard):
        gate.tick(row(cast, pk).crossings.get(leg=1).pk, "border_guard", by=cast.guard, at=NOW + 2 * MINUTE)
    return pk


def row(cast: Cast, pk: int) -> VehicleDeclaration:
    """The declaration as the desk sees it (inside a scope of the caller's)."""
    return VehicleDeclaration.objects.get(pk=pk)


def digits(cast: Cast, pk: int, leg: int) -> str:
    """The pass of a leg."""
    with scope(cast.desk):
        return digits_of(pk, leg)


def digits_of(pk: int, leg: int) -> str:
    """The same, inside a scope of the caller's."""
    return Pass.objects.filter(declaration=pk, leg=leg).latest("revision").digits


def shown(cast: Cast, code: str, *, lane: int = OUT, at: datetime | None = None, **over: Any) -> gate.Answer:
    """A pass shown at a lane, half an hour after the border opened unless told."""
    with scope(cast.lane):
        return gate.scan(gate.ScanRequest(over.pop("id", None) or uuid4(), code, GATE, lane, **over), by=cast.lane, at=at or NOW + 30 * MINUTE)


def crossed_out(cast: Cast, n: int = 0) -> int:
    """Accepted, in the yard, and across the border."""
    pk = accepted(cast, n)
    assert shown(cast, digits(cast, pk, 1), lane=YARD, at=NOW + 10 * MINUTE).verdict.code == "ARRIVED"
    assert shown(cast, digits(cast, pk, 1)).verdict.code == "OK"
    return pk


def home_again(cast: Cast, n: int = 0) -> int:
    """The whole journey, liquidated at the end."""
    pk = crossed_out(cast, n)
    with scope(cast.guard):
        gate.tick(row(cast, pk).crossings.get(leg=2).pk, "border_guard", by=cast.guard, at=NOW + 200 * MINUTE)
    assert shown(cast, digits(cast, pk, 2), lane=IN, at=NOW + 240 * MINUTE).verdict.code == "OK"
    return pk


def seal(sealer_dsn: str, home: Path) -> int:
    """Seal what waits, as the sealer's role."""
    with psycopg.connect(sealer_dsn, autocommit=True) as connection:
        sealer = Sealer(connection, LogFolder(home))
        assert sealer.hold()
        return sealer.seal_all()


def verified(owner_dsn: str, home: Path, witnesses: list[str] | None = None) -> Report:
    """The verification an operator runs: with the published key, and the notes kept beside the database."""
    folder = LogFolder(home)
    with psycopg.connect(owner_dsn) as connection:
        return verify(connection, folder.verifier(), folder.notes() if witnesses is None else witnesses, lock=LOCK)
