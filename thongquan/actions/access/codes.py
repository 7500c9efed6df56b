"""A person's one-time code or password, checked in one place; guessing is counted."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator

from thongquan.core.pace import Buckets
from thongquan.core.refused import Refused
from thongquan.models import User

LONGEST = 12
#: five wrong codes at once, then one a minute
wrong_codes = Buckets(rate=1 / 60, burst=5)


def code_is_right(user_id: int | None, code: str, *, at: datetime) -> bool:
    """Whether this is the code of the person's app now, not used before; who has no app has none.

    Raises GEN-429 after too many wrong ones, whatever door they came by.
    """
    person = str(user_id)
    if seconds := wrong_codes.spent(person, at):
        raise Refused("GEN-429", seconds=seconds)
    factor = Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP).first()
    right = bool(code and factor is not None and factor.wrap().validate_code(code[:LONGEST]))
    if not right:
        wrong_codes.take(person, at)
    return right


def password_is_right(user: User, password: str, *, at: datetime) -> bool:
    """Whether this is the person's password; wrong ones are counted together with wrong codes (GEN-429)."""
    person = str(user.pk)
    if seconds := wrong_codes.spent(person, at):
        raise Refused("GEN-429", seconds=seconds)
    right = bool(password) and user.check_password(password)
    if not right:
        wrong_codes.take(person, at)
    return right
