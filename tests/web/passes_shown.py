"""A pass for every answer of the gate: how a vehicle comes to hear it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from tests import border
from thongquan.actions import crossing
from thongquan.actions.keyring import private_key
from thongquan.actions.training.cast import Cast
from thongquan.core import passes
from thongquan.core.numbers import movement_number
from thongquan.models import Pass, PassKey, PhysicalCheck
from thongquan.queries.scope import scope

HOUR = timedelta(hours=1)


def remade(cast: Cast, pk: int, leg: int = 1, **changes: object) -> str:
    """The same pass with other fields, signed by our own key."""
    fields = replace(passes.read(border.digits(cast, pk, leg)).fields, **changes)
    key = PassKey.objects.get(kid=fields.key_id)
    return passes.issue(fields, private_key(settings.HOME / "keys", bytes(key.public)))


def number(cast: Cast, pk: int) -> str:
    with scope(cast.desk):
        return border.row(cast, pk).number or ""


def plate(cast: Cast, pk: int) -> str:
    with scope(cast.desk):
        return border.row(cast, pk).plate


def unticked(cast: Cast) -> str:
    pk = border.accepted(cast)
    with scope(cast.guard):
        border.row(cast, pk).crossings.get(leg=1).ticks.all().delete()
    return border.digits(cast, pk, 1)


def held(cast: Cast) -> str:
    pk = border.accepted(cast)
    with scope(cast.desk):
        crossing.hold(pk, reason_code="search_ordered", by=cast.desk, at=timezone.now())
    return border.digits(cast, pk, 1)


def revoked(cast: Cast) -> str:
    pk = border.accepted(cast)
    with scope(cast.desk):
        Pass.objects.filter(declaration=pk).update(state="revoked", revoked_at=timezone.now())
    return border.digits(cast, pk, 1)


def used(cast: Cast) -> str:
    pk = border.accepted(cast)
    code = border.digits(cast, pk, 1)
    assert border.shown(cast, code, at=timezone.now()).verdict.code == "OK"
    return code


def inspected(cast: Cast) -> str:
    pk = border.accepted(cast)
    with scope(cast.desk):
        row = border.row(cast, pk)
        PhysicalCheck.objects.create(declaration=row, bay="Bãi 3", ordered_at=timezone.now(), office_id=row.office_id, declarant_id=row.declarant_id)
    return border.digits(cast, pk, 1)


def overdue(cast: Cast) -> str:
    pk = border.accepted(cast)
    border.shown(cast, border.digits(cast, pk, 1), at=timezone.now())
    with scope(cast.desk):
        row = border.row(cast, pk)
        row.due_back_at = timezone.now() - HOUR
        row.save(update_fields=["due_back_at"])
        row.crossings.get(leg=2).ticks.create(agency="border_guard", at=timezone.now(), office_id=row.office_id, declarant_id=row.declarant_id)
    return remade(cast, pk, 2)


def forged(cast: Cast) -> str:
    code = border.digits(cast, border.accepted(cast), 1)
    return code[:-1] + str((int(code[-1]) + 1) % 10)


VERDICTS: list[tuple[str, str, int, Callable[[Cast], str]]] = [
    ("OK", "go", 1, lambda c: border.digits(c, border.accepted(c), 1)),
    ("ARRIVED", "go", 7, lambda c: border.digits(c, border.accepted(c), 1)),
    ("YARD_OUT", "go", 8, lambda c: border.digits(c, border.accepted(c), 1)),
    ("BAD", "stop", 1, lambda c: "0123456789" * 3),
    ("SIG", "stop", 1, forged),
    ("KEY", "stop", 1, lambda c: other_key(c)),
    ("TRAINING", "stop", 1, lambda c: training(c)),
    ("OLD_REVISION", "stop", 1, lambda c: renewed(c)),
    ("REVOKED", "stop", 1, revoked),
    ("USED", "stop", 1, used),
    ("GATE", "stop", 1, lambda c: remade(c, border.accepted(c), gate=1501)),
    ("DIRECTION", "stop", 4, lambda c: border.digits(c, border.accepted(c), 1)),
    ("LEG", "stop", 4, lambda c: border.digits(c, border.accepted(c), 2)),
    ("EARLY", "stop", 1, lambda c: remade(c, border.accepted(c), not_before=passes.floor_minute(timezone.now() + 5 * HOUR))),
    ("EXPIRED", "stop", 1, lambda c: remade(c, border.accepted(c), not_before=passes.floor_minute(timezone.now() - 9 * HOUR), lifetime=60)),
    ("HELD", "stop", 1, held),
    ("NOT_RELEASED", "stop", 1, lambda c: number(c, border.declared(c))),
    ("UNKNOWN", "call", 1, lambda c: movement_number(2026, 99_999_999)),
    ("INSPECT", "check", 1, inspected),
    ("WAIT_AGENCY", "check", 1, unticked),
    ("OVERDUE", "check", 4, overdue),
]


def other_key(cast: Cast) -> str:
    """Signed by a key nobody has published."""
    fields = replace(passes.read(border.digits(cast, border.accepted(cast), 1)).fields, key_id=200)
    return passes.issue(fields, passes.Ed25519PrivateKey.generate())


def training(cast: Cast) -> str:
    """A pass of the training realm, its key published for training only."""
    key = passes.Ed25519PrivateKey.generate()
    PassKey.objects.create(kid=201, public=key.public_key().public_bytes_raw(), since=timezone.now() - HOUR, until=timezone.now() + HOUR, training=True)
    fields = replace(passes.read(border.digits(cast, border.accepted(cast), 1)).fields, key_id=201, training=True)
    return passes.issue(fields, key)


def renewed(cast: Cast) -> str:
    """The pass of before a change."""
    pk = border.accepted(cast)
    code = border.digits(cast, pk, 1)
    with scope(cast.desk):
        row = border.row(cast, pk)
        row.revision += 1
        row.save(update_fields=["revision"])
    return code
