"""Rows written by prepared statements, with the values the ORM would write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec
from django.core.exceptions import ObjectDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.expressions import DatabaseDefault
from psycopg.types.json import Jsonb

from thongquan.queries.hot import asked, hot


def insert(row: models.Model) -> None:
    """Write a new row; its number comes from the database, and so does what has a default there and was not set."""
    here = connections[DEFAULT_DB_ALIAS]
    given = [(field, value) for field in own(type(row)) if not isinstance(value := field.pre_save(row, True), DatabaseDefault)]
    made = asked(inserting(type(row), tuple(field.column for field, _ in given)), [sent(field, value, here) for field, value in given])
    assert made is not None
    row.pk, row._state.adding, row._state.db = made[0], False, here.alias


def insert_all(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model in one statement; they do not learn their numbers."""
    if rows:
        model = type(rows[0])
        body = [{field.column: plain(field.pre_save(row, True)) for field in own(model)} for row in rows]
        with hot() as cursor:
            cursor.execute(inserting_all(model), [Jsonb(body, encode)], prepare=True)


def update(row: models.Model) -> None:
    """Write a row again: the columns that were given another value since it was `remembered`, else all."""
    model, stands, here = type(row), vars(row).get("stands"), connections[DEFAULT_DB_ALIAS]
    changed = tuple(field for field in own(model) if stands is None or differs(stands[field.attname], getattr(row, field.attname)))
    if not changed:
        return
    values = [sent(field, field.pre_save(row, False), here) for field in changed]
    with hot() as cursor:
        done = cursor.execute(updating(model, changed), [*values, row.pk], prepare=True)
        if done.rowcount != 1:
            raise ObjectDoesNotExist(f"{model._meta.db_table} {row.pk} is gone")


def remember(row: models.Model) -> None:
    """The row stands in the table as it is now. Nobody changes a list or an object of it in its place: a new one is given."""
    vars(row)["stands"] = {field.attname: getattr(row, field.attname) for field in own(type(row))}


def differs(stood: Any, stands: Any) -> bool:
    """Whether a column was given another value; 1.50 is not 1.5 to whoever looks at digits."""
    return stood is not stands and (stood != stands or type(stood) is not type(stands) or isinstance(stands, Decimal))


@lru_cache(maxsize=64)
def own(model: type[models.Model]) -> tuple[models.Field[Any, Any], ...]:
    """The columns that a row gets from us."""
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)


def sent(field: models.Field[Any, Any], value: Any, here: Any) -> Any:
    """The value as the ORM would send it; documents of JSON are written by a faster hand."""
    if value is not None and isinstance(field, models.JSONField):
        return Jsonb(value, encode)
    return field.get_db_prep_save(value, here)


def encode(value: Any) -> bytes:
    """JSON of plain values."""
    return msgspec.json.encode(value)


def plain(value: Any) -> Any:
    """The value as JSON tells it to a column."""
    return str(value) if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date | datetime) else value


@lru_cache(maxsize=256)
def inserting(model: type[models.Model], names: tuple[str, ...]) -> str:
    """The statement of `insert`."""
    listed = ", ".join(f'"{name}"' for name in names)
    return f'insert into "{model._meta.db_table}" ({listed}) values ({", ".join(["%s"] * len(names))}) returning id'


@lru_cache(maxsize=16)
def inserting_all(model: type[models.Model]) -> str:
    """The statement of `insert_all`."""
    listed = ", ".join(f'"{field.column}"' for field in own(model))
    typed = ", ".join(f'"{field.column}" {field.db_type(connection)}' for field in own(model))
    return f'insert into "{model._meta.db_table}" ({listed}) select {listed} from jsonb_to_recordset(%s) as r({typed})'


@lru_cache(maxsize=256)
def updating(model: type[models.Model], fields: tuple[models.Field[Any, Any], ...]) -> str:
    """The statement of `update`."""
    listed = ", ".join(f'"{field.column}" = %s' for field in fields)
    return f'update "{model._meta.db_table}" set {listed} where id = %s'
