"""Psycopg's own cursor on Django's connection: the few hot statements are prepared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

import psycopg
from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


@contextmanager
def hot() -> Iterator[psycopg.Cursor[Any]]:
    """Same connection and transaction as the ORM; call `execute(..., prepare=True)` on it.

    Django's own cursors bind on the client side and are never prepared (100 µs against 30 µs a statement). Errors
    are the ORM's.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        yield cursor


def one(model: type[Row], column: str, value: Any) -> Row | None:
    """The row of a model whose unique column has this value, by a prepared statement; the ORM takes six times as long."""
    statement, names, texts = selecting(model, column)
    with hot() as cursor:
        found = cursor.execute(statement, [value], prepare=True).fetchone()
    if found is None:
        return None
    return model.from_db(connection.alias, names, [json.loads(held) if n in texts and held is not None else held for n, held in enumerate(found)])


@lru_cache(maxsize=32)
def selecting(model: type[models.Model], column: str) -> tuple[str, list[str], frozenset[int]]:
    """The statement of `one`, the names of its columns, and the places of JSON, which Django's connections leave as text."""
    fields = model._meta.concrete_fields
    listed = ", ".join(f'"{field.column}"' for field in fields)
    texts = frozenset(n for n, field in enumerate(fields) if isinstance(field, models.JSONField))
    return f'select {listed} from "{model._meta.db_table}" where "{column}" = %s', [field.attname for field in fields], texts
