"""Safe retries: the first answer to a call is kept for 30 days and given again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.types.json import Jsonb

from thongquan.core.refused import Refused
from thongquan.models import IdempotentAnswer
from thongquan.queries.hot import hot

KEPT = timedelta(days=30)

#: the same call running beside this one is waited for, but not for ever
CLAIM = """
insert into idempotent_answer (caller, key, body_hash, status, at)
select %s, %s, %s, 0, %s from (select set_config('lock_timeout', '8s', true)) patience
on conflict (caller, key) do nothing returning id
"""
KEEP = "update idempotent_answer set status = %s, answer = %s where id = %s"


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
    with hot() as cursor:
        made = cursor.execute(CLAIM, [caller, key, body_hash, at], prepare=True).fetchone()
    if made:
        return int(made[0])
    first = IdempotentAnswer.objects.get(caller=caller, key=key)
    if first.body_hash != body_hash:
        raise Refused("IDM-01")
    answer = first.answer or {}
    return Kept(first.status, answer.get("media_type", ""), answer.get("body", ""))


def keep(pk: int, status: int, media_type: str, body: str) -> None:
    """Keep the answer in the call's own transaction: both stand, or neither does."""
    with hot() as cursor:
        cursor.execute(KEEP, [status, Jsonb({"media_type": media_type, "body": body}), pk], prepare=True)


def forget_answers(at: datetime) -> int:
    """Remove answers older than thirty days."""
    return IdempotentAnswer.objects.filter(at__lt=at - KEPT).delete()[0]
