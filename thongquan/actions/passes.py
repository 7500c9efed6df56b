"""Issuing, renewing and revoking the signed passes of a declaration."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.keyring import driver_secret, ensure_pass_key, private_key
from thongquan.catalog.law import LAW
from thongquan.core import passes
from thongquan.core.passes import PassFields, floor_minute
from thongquan.core.plates import fitting
from thongquan.core.rule import local_day
from thongquan.core.vehicle import MULTI_TRIP, direction_of
from thongquan.models import Pass, PassKey, VehicleDeclaration
from thongquan.queries.crossing.facts import back_by
from thongquan.queries.hot import hot
from thongquan.queries.place import gate_of, office_of

DIGEST = RawSQL("tq_digest(to_jsonb(pass))", [], output_field=TextField())
TRAINING_REALM = "training"
#: minutes that the three bytes of a pass hold
LONGEST = 2**24 - 1

LINK = "insert into public_link (token, declaration_id, office_id) values (%s, %s, %s) on conflict (declaration_id) do nothing"


def legs_ahead(declaration: VehicleDeclaration) -> range:
    """The legs that need a pass now: the next one and the way back after it."""
    last = declaration.leg + 1 if declaration.leg % 2 or declaration.case in MULTI_TRIP else declaration.leg
    return range(declaration.leg, last + 1)


def window(declaration: VehicleDeclaration, leg: int, at: datetime) -> tuple[datetime, datetime]:
    """From when until when a leg's pass is honoured: the way home as long as the stay may last, and some days more."""
    early = timedelta(hours=int(LAW.value("pass.early.hours", on=local_day(at))))
    planned = declaration.planned_at or at
    until = declaration.valid_until or planned + timedelta(hours=72)
    if leg == 1:
        return planned - early, until
    grace = timedelta(days=int(LAW.value("pass.return_grace.days", on=local_day(at))))
    return planned - early, max(until, declaration.due_back_at or back_by(declaration, until)) + grace


def issue(declaration: VehicleDeclaration, *, at: datetime) -> list[Pass]:
    """Sign and store the passes of the legs ahead, at the declaration's revision; both open offline."""
    folder = settings.HOME / "keys"
    key = ensure_pass_key(folder, at=at, training=settings.REALM == TRAINING_REALM)
    has = set(declaration.passes.filter(revision=declaration.revision).values_list("leg", flat=True))
    return [_store(declaration, leg, key, at) for leg in legs_ahead(declaration) if leg not in has]


def _store(declaration: VehicleDeclaration, leg: int, key: PassKey, at: datetime) -> Pass:
    since, until = window(declaration, leg, at)
    since = floor_minute(since)
    lifetime = min(max(1, int((until - since).total_seconds() // 60)), LONGEST)
    gate = gate_of(declaration, leg)
    driver = (declaration.body.get("drivers") or [{}])[0]
    folder = settings.HOME / "keys"
    fields = PassFields(
        key_id=key.kid, movement=int(declaration.number or 0), leg=leg,
        plate=fitting(declaration.plate_key), trailer=fitting(declaration.trailers[0]) if declaration.trailers else "",
        gate=gate.number, direction=direction_of(declaration.regime, leg),
        not_before=since, lifetime=lifetime, mode=declaration.mode,
        laden=declaration.laden, empty_run=not declaration.laden, training=key.training,
        revision=declaration.revision,
        driver_digest=passes.driver_digest(driver_secret(folder), driver.get("document_number") or ""),
    )
    return Pass.objects.create(
        declaration=declaration, leg=leg, revision=declaration.revision, kid=key.kid,
        digits=passes.issue(fields, private_key(folder, bytes(key.public))),
        not_before=since, not_after=since + timedelta(minutes=lifetime), issued_at=at,
        office_id=office_of(declaration), return_office_id=declaration.return_office_id,
        declarant_id=declaration.declarant_id,
    )


def revoke(declaration: VehicleDeclaration, reason: str, *, at: datetime) -> list[Pass]:
    """Withdraw every pass in force of this declaration; its scans then answer stop."""
    rows: list[Pass] = list(Pass.objects.select_for_update().annotate(digest=DIGEST).filter(declaration=declaration, state="issued"))
    for row in rows:
        row.state, row.revoked_at, row.revoked_reason = "revoked", at, reason
        row.save(update_fields=["state", "revoked_at", "revoked_reason"])
    return rows


def renew(declaration: VehicleDeclaration, reason: str, *, at: datetime) -> list[Pass]:
    """Revision n+1 for the legs ahead, n revoked; the queue place is untouched. Returns all rows."""
    gone = revoke(declaration, reason, at=at)
    declaration.revision += 1
    return [*gone, *issue(declaration, at=at)]


def public_link(declaration: VehicleDeclaration) -> None:
    """The unguessable link to the movement's status, made once."""
    with hot() as cursor:
        cursor.execute(LINK, [secrets.token_urlsafe(16), declaration.pk, office_of(declaration)], prepare=True)
