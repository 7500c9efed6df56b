"""What one real act sends to the database, turned into a script that pgbench sends as fast as C can."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Json, Jsonb
from psycopg.types.numeric import Int4, Int8

COMMIT = "commit"
#: requests that only warm caches and prepared statements
WARM = 20
HOLE = re.compile(r"%\((\w+)\)s|%s|%%")
#: statements of the session, not of the act
ASIDE = re.compile(r"^\s*(SET |SELECT set_config\('TimeZone'|set_config\('role')", re.IGNORECASE)
#: statements that write, lock, count on, or open the rows that are written
WRITES = re.compile(r"\b(insert|update|delete|savepoint|tq_next_serial|tq_next_goods|nextval|pg_advisory_xact_lock|pg_notify|tq\.(request|offices))\b",
                    re.IGNORECASE)
#: how psycopg tells PostgreSQL the type of a value; texts go without one
TYPES = {bool: "boolean", int: "bigint", Int8: "bigint", Int4: "integer", datetime: "timestamptz", date: "date", Decimal: "numeric",
         UUID: "uuid", Jsonb: "jsonb", Json: "jsonb"}


@dataclass(frozen=True)
class Sent:
    """One statement with its values, or the commit."""

    text: str
    values: Any = ()


@contextmanager
def overheard() -> Iterator[list[Sent]]:
    """Everything psycopg is asked to send meanwhile."""
    said: list[Sent] = []
    execute, commit = psycopg.Cursor.execute, psycopg.Connection.commit

    def hear(cursor: Any, query: Any, params: Any = None, **options: Any) -> Any:
        text = query.as_string(cursor) if hasattr(query, "as_string") else str(query)
        said.append(Sent(text, params if params is not None else ()))
        return execute(cursor, query, params, **options)

    def hear_commit(connection: Any) -> None:
        said.append(Sent(COMMIT))
        commit(connection)

    psycopg.Cursor.execute, psycopg.Connection.commit = hear, hear_commit  # type: ignore[method-assign,assignment]
    try:
        yield said
    finally:
        psycopg.Cursor.execute, psycopg.Connection.commit = execute, commit  # type: ignore[method-assign]


@dataclass
class Script:
    """A pgbench script in the making. `varying` maps a value of the overheard act to what stands for it.

    `pieces` are parts of longer texts that differ from act to act (a number inside a JSON document); `within` are values
    that differ in statements with that beginning alone.
    """

    varying: Mapping[Any, str]
    captured: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    pieces: Mapping[str, str] = field(default_factory=dict)
    within: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    names: Iterator[int] = field(default_factory=count)
    here: Mapping[Any, str] = field(default_factory=dict)

    def write(self, head: Sequence[str], said: Sequence[Sent], *, writes_only: bool = False) -> str:
        """The script: `head` sets its counters, then the statements in their order, each act in its transaction.

        `writes_only` leaves out every question whose answer a script does not need.
        """
        lines, inside = list(head), False
        for sent in said:
            if ASIDE.match(sent.text) or (writes_only and sent.text != COMMIT and not self.needed(sent.text)):
                continue
            if sent.text == COMMIT:
                lines += ["commit;"] if inside else []
                inside = False
                continue
            if not inside:
                lines.append("begin;")
                inside = True
            lines.append(self.statement(sent))
        return "\n".join([*lines, *(["commit;"] if inside else []), ""])

    def needed(self, text: str) -> bool:
        """Whether a script of writes alone needs this statement: it writes, or tells what a write wants."""
        return bool(WRITES.search(text)) or any(piece in text for piece in self.captured)

    def statement(self, sent: Sent) -> str:
        """One statement; what it returns may be kept under a name (`captured`: a piece of its text -> column, name)."""
        values = iter(sent.values) if not isinstance(sent.values, Mapping) else iter(())
        self.here = next((known for begins, known in self.within.items() if sent.text.startswith(begins)), {})
        text = HOLE.sub(lambda hole: self.hole(hole, sent.values, values), sent.text).strip()
        for piece, (column, name) in self.captured.items():
            if piece in sent.text:
                return f"{text.replace(column, f'{column} as {name}') if name not in text else text} \\gset"
        return f"{text};"

    def hole(self, hole: re.Match[str], named: Any, values: Iterator[Any]) -> str:
        """What stands in the place of one value."""
        if hole[0] == "%%":
            return "%"
        return self.value(named[hole[1]] if hole[1] else next(values))

    def value(self, value: Any) -> str:
        """A counter where the value differs from act to act, else a constant with its type."""
        known = tuple(value) if isinstance(value, list) else value
        if isinstance(known, int) and not isinstance(known, bool) and known in self.here:
            return self.here[known]
        if isinstance(known, str | int | UUID | tuple) and not isinstance(known, bool) and known in self.varying:
            return self.varying[known]
        if value is None:
            return "null"
        if (found := [piece for piece in self.pieces if piece in written(value)]) and len(written(value)) > len(found[0]):
            return f"replace(:{self.constant(written(value))}::text, '{found[0]}', {self.pieces[found[0]]}){type_of(value)}"
        return f":{self.constant(text)}{type_of(value)}" if (text := written(value)) else f"''{type_of(value)}"

    def constant(self, text: str) -> str:
        """The name of a constant."""
        known = next((name for name, held in self.constants.items() if held == text), None)
        if known is None:
            known = f"c{next(self.names)}"
            self.constants[known] = text
        return known


def written(value: Any) -> str:
    """The value as PostgreSQL reads it."""
    if isinstance(value, Jsonb | Json):
        told = (value.dumps or psycopg.types.json._JsonDumper._dumps)(value.obj)
        return told if isinstance(told, str) else told.decode()
    if isinstance(value, list | tuple):
        return "{" + ",".join(f'"{item}"' for item in value) + "}"
    return value.isoformat() if isinstance(value, datetime) else str(value)


def type_of(value: Any) -> str:
    """The cast that tells what psycopg would tell."""
    if isinstance(value, list | tuple):
        return "::bigint[]" if value and all(isinstance(item, int) for item in value) else "::text[]"
    return next((f"::{name}" for kind, name in TYPES.items() if type(value) is kind), "")
