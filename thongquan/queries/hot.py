"""Psycopg's own cursor on Django's connection: the few hot statements are prepared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from types import TracebackType
from typing import Any, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections, models

Row = TypeVar("Row", bound=models.Model)
#: so many statements stay prepared on a connection; psycopg's own hundred are fewer than the hot acts have together
MOST_PREPARED = 400


class hot:  # reads as a function: `with hot() as cursor`
    """Same connection and transaction as the ORM; call `execute(..., prepare=True)` on its cursor.

    Django's own cursors bind on the client side and are never prepared (100 µs against 30 µs a statement). Errors
    are the ORM's.
    """

    def __enter__(self) -> psycopg.Cursor[Any]:
        here = connections[DEFAULT_DB_ALIAS]
        if here.connection is None:
            here.ensure_connection()
        if here.connection.prepared_max != MOST_PREPARED:
            here.connection.prepared_max = MOST_PREPARED
        self.errors = here.wrap_database_errors
        self.cursor = psycopg.Cursor(here.connection)
        self.errors.__enter__()
        return self.cursor

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.cursor.close()
        self.errors.__exit__(kind, error, trace)


def asked(statement: str, values: Any = ()) -> tuple[Any, ...] | None:
    """The first row that a prepared statement answers."""
    with hot() as cursor:
        return cursor.execute(statement, values, prepare=True).fetchone()


def one(model: type[Row], column: str, value: Any) -> Row | None:
    """The row of a model whose unique column has this value, by a prepared statement; the ORM takes six times as long."""
    found = asked(f'select {columns(model)} from "{model._meta.db_table}" where "{column}" = %s', [value])
    return None if found is None else built(model, found)


def some(model: type[Row], rest: str, values: Any = ()) -> list[Row]:
    """The rows of a model (`t`) that a prepared statement finds; `rest` is all that follows `from`'s table."""
    with hot() as cursor:
        found = cursor.execute(f'select {columns(model, "t")} from "{model._meta.db_table}" t {rest}', values, prepare=True).fetchall()
    return [built(model, row) for row in found]


@lru_cache(maxsize=128)
def columns(model: type[models.Model], alias: str = "") -> str:
    """Every column of a model, as `built` takes them."""
    dot = f"{alias}." if alias else ""
    return ", ".join(f'{dot}"{field.column}"' for field in model._meta.concrete_fields)


@lru_cache(maxsize=64)
def _read(model: type[models.Model]) -> tuple[list[str], frozenset[int]]:
    """The names of a model's columns, and the places of JSON, which Django's connections leave as text."""
    fields = model._meta.concrete_fields
    return [field.attname for field in fields], frozenset(n for n, field in enumerate(fields) if isinstance(field, models.JSONField))


def built(model: type[Row], values: Sequence[Any]) -> Row:
    """The row that these values of `columns` are."""
    names, texts = _read(model)
    return model.from_db(DEFAULT_DB_ALIAS, names, [json.loads(held) if n in texts and held is not None else held for n, held in enumerate(values)])


def parted(values: Sequence[Any], *kinds: type[models.Model]) -> Iterator[Any]:
    """The rows that stand side by side in one answer; None where a join found nothing."""
    begin = 0
    for kind in kinds:
        end = begin + len(kind._meta.concrete_fields)
        yield None if values[begin] is None else built(kind, values[begin:end])
        begin = end
