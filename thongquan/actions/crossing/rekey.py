"""A stolen pass key: withdrawn at once, every open pass under it replaced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from thongquan.actions import passes
from thongquan.actions.crossing.row import locked, save
from thongquan.actions.keyring import ensure_pass_key
from thongquan.actions.notice import tell
from thongquan.actions.trail import Receipt, record
from thongquan.core.actor import SYSTEM_ROLE, Actor
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.models import Pass, PassKey
from thongquan.queries.crossing.words import notice_values

#: movements that will still show a pass
OPEN = ("accepted", "under_way", "overdue")


@dataclass(frozen=True)
class Withdrawn:
    """The key that is honoured no more, the one in its place, how many movements got new passes, the receipt."""

    key: int
    next_key: int
    renewed: int
    receipt: Receipt


def withdraw_key(kid: int, *, reason: str, by: Actor, at: datetime) -> Withdrawn:
    """From this moment the gates stop every pass under the key (KEY); open movements get passes under the next one.

    For the operator of the installation alone: whoever may read the private keys. A key that is honoured no
    more already is GEN-409.
    """
    if not by.is_any(SYSTEM_ROLE):
        raise NotAllowed("GEN-403")
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    key = PassKey.objects.select_for_update().filter(kid=kid).first()
    if key is None:
        raise NotFound("GEN-404")
    if key.until <= at:
        raise Conflict("GEN-409")
    key.until = at
    key.save(update_fields=["until"])
    following = ensure_pass_key(settings.HOME / "keys", at=at, training=key.training)
    touched = Pass.objects.filter(kid=kid, state="issued", not_after__gt=at, declaration__state__in=OPEN)
    movements = sorted(set(touched.values_list("declaration_id", flat=True)))
    for pk in movements:
        _replaced(pk, by=by, at=at)
    receipt = record("passes.withdraw_key", key, by=by, at=at, reason=reason.strip(),
                     facts={"key": kid, "next_key": following.kid, "renewed": len(movements)})
    return Withdrawn(kid, following.kid, len(movements), receipt)


def _replaced(pk: int, *, by: Actor, at: datetime) -> None:
    declaration = locked(pk)
    renewed = passes.renew(declaration, "key_withdrawn", at=at)
    save(declaration)
    record("crossing.renew_pass", declaration, *renewed, by=by, at=at, reason="key_withdrawn", facts={"revision": declaration.revision})
    tell(declaration.declarant_id, "pass_renewed", notice_values(declaration), link=f"/trade/trips/{declaration.pk}/pass/")
