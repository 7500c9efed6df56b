"""Keys of machines: the secret is shown once, only its SHA-256 is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime

from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import ApiKey, User

#: what a declaring person's machine may do; the rest belongs to machines of the administration
DECLARING_SCOPES = ("declarations:read", "declarations:write", "payments:write", "changes:read")


def secret_hash(secret: str) -> str:
    """What is kept of a secret; it is random enough to need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def create_api_key(
    *, name: str, scopes: Iterable[str], user_id: int | None = None, until: date | None = None, by: Actor, at: datetime,
) -> tuple[ApiKey, str]:
    """A key for oneself, or by an administrator for another person's machine; returns the secret, once."""
    owner = by.id if user_id is None else user_id
    if owner is None or (owner != by.id and not by.is_any("administrator")):
        raise NotAllowed("GEN-403")
    if not User.objects.filter(pk=owner, is_active=True).exists():
        raise NotFound("GEN-404")
    allowed = DECLARING_SCOPES if by.declares else ApiKey.SCOPES
    wanted = [scope for scope in ApiKey.SCOPES if scope in set(scopes)]
    if not wanted or not set(wanted) <= set(allowed):
        raise Refused("KEY-01", "/scopes")
    if not name.strip():
        raise Refused("KEY-02", "/name")
    if until is not None and until <= local_day(at):
        raise Refused("ACC-11", "/until")
    prefix = secrets.token_hex(4)
    secret = f"tq_{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(name=name.strip()[:80], prefix=prefix, secret_hash=secret_hash(secret), scopes=wanted,
                                user_id=owner, until=until)
    record("access.create_key", key, by=by, at=at, facts={"scopes": wanted, "prefix": prefix, "person": owner})
    return key, secret


def revoke_api_key(key_id: int, *, by: Actor, at: datetime) -> ApiKey:
    """The key opens nothing any more."""
    key = ApiKey.objects.select_for_update().filter(pk=key_id).first()
    if key is None or (key.user_id != by.id and not by.is_any("administrator")):
        raise NotFound("GEN-404")
    if key.revoked_at is not None:
        raise Conflict("GEN-409")
    key.revoked_at = at
    key.save(update_fields=["revoked_at"])
    record("access.revoke_key", key, by=by, at=at, facts={"prefix": key.prefix})
    return key
