"""The reach of a person, set inside the transaction for row-level security."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction
from psycopg.pq import TransactionStatus

from thongquan.core.actor import SYSTEM_ROLE, Actor
from thongquan.queries.hot import hot

SET = """
select set_config('tq.offices', %s, true), set_config('tq.parties', %s, true),
       set_config('tq.user', %s, true), set_config('tq.system', %s, true)
"""

#: the same with the number of the request, for the machines' door
SET_REQUEST = SET.rstrip() + ", set_config('tq.request', %s, true)"

#: what was open is asked before everything is opened
OPEN = """
with before as materialized (
    select current_setting('tq.offices', true) as offices, current_setting('tq.system', true) as system
)
select before.offices, before.system,
       set_config('tq.offices', (select coalesce('{' || string_agg(id::text, ',') || '}', '') from unit), true)
from before
"""
#: the same, and the platform's own secrets
OPEN_ALL = OPEN.removesuffix("from before\n").rstrip() + ",\n       set_config('tq.system', 'on', true)\nfrom before\n"
CLOSE = "select set_config('tq.offices', %s, true), set_config('tq.system', %s, true)"


#: what stands open around the caller: nothing, all offices, or the platform's own
_around: ContextVar[str] = ContextVar("around", default="")


def as_array(ids: tuple[int, ...]) -> str:
    """Ids as PostgreSQL's array text; empty means none (and then no row is seen)."""
    return "{" + ",".join(map(str, ids)) + "}" if ids else ""


def set_reach(actor: Actor | None) -> None:
    """Open the rows this person may see, until the end of the transaction. Nobody sees nothing."""
    offices = as_array(actor.offices) if actor else ""
    parties = as_array(actor.parties) if actor else ""
    user = str(actor.id) if actor and actor.id else ""
    with connection.cursor() as cursor:
        cursor.execute(SET, [offices, parties, user, "on" if actor and actor.is_any(SYSTEM_ROLE) else ""])


def open_reach(actor: Actor | None, request_id: str) -> None:
    """`set_reach` in one prepared statement, with the request's number for the trail."""
    reach = [as_array(actor.offices), as_array(actor.parties), str(actor.id or "")] if actor else ["", "", ""]
    with hot() as cursor:
        cursor.execute(SET_REQUEST, [*reach, "on" if actor and actor.is_any(SYSTEM_ROLE) else "", request_id], prepare=True)


def open_party(party_id: int) -> None:
    """Let one more party be seen until the end of the transaction: one that is registering itself now,
    or that a valid one-time link names."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('tq.parties', (coalesce(nullif(current_setting('tq.parties', true), ''), '{}')::bigint[] || %s::bigint)::text, true)",
            [party_id])


def open_offices(office_ids: Iterable[int]) -> None:
    """Let an officer write into these offices too until the end of the transaction: a case he hands over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('tq.offices', (coalesce(nullif(current_setting('tq.offices', true), ''), '{}')::bigint[] || %s::bigint[])::text, true)",
            [list(office_ids)])


@contextmanager
def scope(actor: Actor | None) -> Iterator[None]:
    """One transaction in which this person's rows are open; used by doors, jobs and commands alike."""
    token = _around.set("")
    try:
        with transaction.atomic():
            set_reach(actor)
            yield
    finally:
        _around.reset(token)


def broken() -> bool:
    """Whether the transaction failed and takes no more statements; prepared ones fail without Django's noticing."""
    inner = connection.connection
    return connection.needs_rollback or inner is None or inner.info.transaction_status == TransactionStatus.INERROR


@contextmanager
def everywhere() -> Iterator[None]:
    """Look across all offices for a moment, inside the caller's transaction.

    Only for questions whose answer is a yes, a number or a date that the law lets the caller have
    (is this plate already declared today?). Never return rows seen here to a declarant.
    """
    with _wider("offices", OPEN):
        yield


@contextmanager
def platform() -> Iterator[None]:
    """The platform itself acts for a moment inside the caller's transaction: a draw that an officer's or a trader's
    act sets off sees all officers and the secrets of the draw, and the caller sees none of it."""
    with _wider("platform", OPEN_ALL):
        yield


@contextmanager
def _wider(reach: str, statement: str) -> Iterator[None]:
    """Opens the reach and puts back what was; what stands open already is not opened again."""
    before = _around.get()
    if before in (reach, "platform"):
        yield
        return
    with hot() as cursor:
        found = cursor.execute(statement, prepare=True).fetchone()
    assert found is not None
    token = _around.set(reach)
    try:
        yield
    finally:
        _around.reset(token)
        if not broken():
            with hot() as cursor:
                cursor.execute(CLOSE, [found[0] or "", found[1] or ""], prepare=True)
