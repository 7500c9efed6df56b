"""The lists a device carries while the centre is silent: keys, releases, revocations."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db.models import Q

from thongquan.core.bundle import Bundle, Release, watch_hash
from thongquan.core.passes import PublicKeyInfo
from thongquan.core.vehicle import trailer_alone
from thongquan.models import Gate, Pass, PassKey, PhysicalCheck, PlateHold, VehicleDeclaration
from thongquan.queries.hot import hot

#: how long green may be given on lists that could not be renewed; a gate's outage beyond it calls control
STALE = timedelta(minutes=30)
#: a movement is listed while one of its passes may still be shown
ON_THE_LIST = ("accepted", "under_way", "overdue", "liquidated")

#: movement -> the known goods declarations on board that may not leave
GOODS_NOT_FREE = """
select v.number, array_agg(g ->> 'number' order by g ->> 'number')
from vehicle_declaration v, jsonb_array_elements(tq_goods_on(v.goods, v.id)) g
where v.id = any(%s) and not (g ->> 'free')::boolean
group by v.number
"""


def bundle_at(at: datetime, *, gate: str = "", plates: bool = False) -> Bundle:
    """The lists as of `at` for one gate, or for all; with `plates` a device can compare full plates.

    The caller's reach decides which movements are seen: publishing runs as the system. A movement that
    has crossed stays listed with its next leg, so that its old pass is told to be used.
    """
    gates = {g.code: g.number for g in Gate.objects.filter(active=True)}
    rows = movements(at, gate)
    shown = [row for row in rows if row.held_at is None]
    held = [row.plate_key for row in rows if row.held_at is not None]
    salt = hashlib.sha256(f"watch {at.isoformat()}".encode()).digest()[:16]
    return Bundle(
        seq=int(at.timestamp()),
        issued_at=at.replace(microsecond=0),
        stale=STALE,
        keys={k.kid: PublicKeyInfo(k.kid, bytes(k.public), k.since, k.until, k.training) for k in PassKey.objects.all()},
        gates=gates,
        revoked=revoked_at(at, gate),
        released={row.number: release(row) for row in shown if row.number},
        inspect=bays(rows),
        goods=goods_not_free(shown),
        plates={row.number: (row.plate_key, *row.trailers) for row in shown if row.number} if plates else {},
        salt=salt,
        watch=frozenset(watch_hash(salt, plate) for plate in {*held, *watched_plates(at)}),
    )


def movements(at: datetime, gate: str) -> list[VehicleDeclaration]:
    """Every movement one of whose passes may be shown now."""
    rows = VehicleDeclaration.objects.filter(state__in=ON_THE_LIST, passes__not_after__gte=at - timedelta(days=1)).distinct()
    return list(rows.filter(Q(gate__code=gate) | Q(return_gate__code=gate)) if gate else rows)


def release(row: VehicleDeclaration) -> Release:
    """Next leg, revision in force, the limit of a return, and whether a trailer is declared alone."""
    alone = trailer_alone(row.mode, row.body.get("vehicle_type") or "", row.plate_key, row.country)
    return Release(row.leg, row.revision, row.due_back_at if row.leg > 1 else None, alone=alone)


def revoked_at(at: datetime, gate: str) -> dict[str, datetime | None]:
    """Withdrawn passes by name, with the moment of withdrawal."""
    rows = Pass.objects.filter(state="revoked", not_after__gte=at).exclude(declaration__number__isnull=True)
    if gate:
        rows = rows.filter(Q(declaration__gate__code=gate) | Q(declaration__return_gate__code=gate))
    return {f"{number}-{leg}-{revision}": when
            for number, leg, revision, when in rows.values_list("declaration__number", "leg", "revision", "revoked_at")}


def bays(rows: list[VehicleDeclaration]) -> dict[str, str]:
    """Movements ordered to a bay, and which."""
    wanted = {row.pk: row.number for row in rows if row.number}
    found = PhysicalCheck.objects.filter(done_at__isnull=True, declaration_id__in=wanted).values_list("declaration_id", "bay")
    return {wanted[pk] or "": bay or "?" for pk, bay in found}


def goods_not_free(rows: list[VehicleDeclaration]) -> dict[str, tuple[str, ...]]:
    """The consignments of each movement that may not leave yet."""
    carrying = [row.pk for row in rows if row.number and row.goods]
    with hot() as cursor:
        found = cursor.execute(GOODS_NOT_FREE, [carrying]).fetchall() if carrying else []
    return {number: tuple(goods) for number, goods in found}


def watched_plates(at: datetime) -> set[str]:
    """Plates under an order now."""
    rows = PlateHold.objects.filter(since__lte=at).filter(Q(until__isnull=True) | Q(until__gt=at))
    return set(rows.values_list("plate_key", flat=True))
