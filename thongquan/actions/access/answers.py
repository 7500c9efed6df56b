"""Safe retries: the first answer to a call is kept for 30 days and given again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from thongquan.core.refused import Refused
from thongquan.models import IdempotentAnswer

KEPT = timedelta(days=30)

#: the same call running beside this one is waited for, but not for ever
PATIENCE = "set local lock_timeout = '8s'"
CLAIM = """
insert into idempotent_answer (caller, key, body_hash, status, at) values (%s, %s, %s, 0, %s)
on conflict (caller, key) do nothing returning id
"""


@dataclass(frozen=True)
class Kept:
    """A first answer: its status, media type and body, letter by letter."""

    status: int
    media_type: str
    body: str


def claim(caller: str, key: str, body_hash: str, *, at: datetime) -> int | Kept:
    """The number under which this call's answer will be kept, or the answer its first sending got.

    Whoever comes second waits until the first has committed. Raises IDM-01 when the key was used for
    another content; the database raises LockNotAvailable when the first takes too long.
    """
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        cursor.execute(CLAIM, [caller, key, body_hash, at])
        made = cursor.fetchone()
    if made:
        return int(made[0])
    first = IdempotentAnswer.objects.get(caller=caller, key=key)
    if first.body_hash != body_hash:
        raise Refused("IDM-01")
    answer = first.answer or {}
    return Kept(first.status, answer.get("media_type", ""), answer.get("body", ""))


def keep(pk: int, status: int, media_type: str, body: str) -> None:
    """Keep the answer in the call's own transaction: both stand, or neither does."""
    IdempotentAnswer.objects.filter(pk=pk).update(status=status, answer={"media_type": media_type, "body": body})


def forget_answers(at: datetime) -> int:
    """Remove answers older than thirty days."""
    return IdempotentAnswer.objects.filter(at__lt=at - KEPT).delete()[0]
