"""A database to work with, for commands: started or joined, up to date, stopped again."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from thongquan.config import law, place, roles, settings
from thongquan.config.texts import compile_texts


@contextmanager
def database() -> Iterator[roles.Addresses | None]:
    """The database running and Django connected to it as the application; tables are not touched.

    Where an address was handed down in THONGQUAN_APP_DSN that one is used as it is, and None is yielded.
    """
    if os.environ.get("THONGQUAN_APP_DSN"):
        yield None
        return
    with roles.running() as found:
        connect_to(found.app)
        try:
            yield found
        finally:
            connections.close_all()


@contextmanager
def ready() -> Iterator[None]:
    """The database running, its tables and reference data up to date."""
    compile_texts()
    with database() as found:
        if found is not None:
            bring_up_to_date(found)
        yield


def bring_up_to_date(found: roles.Addresses) -> None:
    """Checks the realm, migrates as the owner, loads reference data; each only when something changed."""
    marks = read_marks(found.owner)
    if marks.setdefault("realm", place.realm()) != place.realm():
        raise SystemExit(f"This database belongs to the realm {marks['realm']}, not to {place.realm()}.")
    if marks.get("tables") != (tables := fingerprint(*TABLES)):
        migrate(found)
        write_marks(found.owner, marks := marks | {"tables": tables})
    if marks.get("reference") != (reference := fingerprint(*KNOWLEDGE)):
        from thongquan.cli import seed  # slow: loads every act, once per change

        seed.reference()
        write_marks(found.owner, marks := marks | {"reference": reference})
    text = law.text()
    if marks.get("law", "") != (amended := hashlib.sha256(text.encode()).hexdigest() if text else ""):
        from thongquan.cli import seed  # slow: loads every act, once per change

        seed.law(text)
        write_marks(found.owner, marks | {"law": amended})


def migrate(found: roles.Addresses, verbosity: int = 0) -> None:
    """Brings the tables up to date as their owner, then goes back to being the application."""
    connect_to(found.owner)
    try:
        call_command("migrate", interactive=False, verbosity=verbosity, skip_checks=True)
        call_command("createcachetable", database="default", verbosity=0)
    finally:
        connect_to(found.app)


def connect_to(dsn: str) -> None:
    """Points every alias of this process at another address."""
    connections.close_all()
    django_settings.APP_DSN = dsn
    for alias in connections.settings:
        described = settings.database(dsn, 0)
        connections.settings[alias]["OPTIONS"] = described.pop("OPTIONS")
        connections.settings[alias].update(described)


TABLES = (place.PACKAGE / "models" / "migrations", place.CHECKOUT / "requirements" / "core.txt")
KNOWLEDGE = (place.PACKAGE / "catalog", place.PACKAGE / "core", place.PACKAGE / "actions" / "reference.py", place.PACKAGE / "cli" / "seed.py", *TABLES)


def fingerprint(*places: Path) -> str:
    """One short word for the content of these files and folders."""
    digest = hashlib.sha256()
    for path in places:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix != ".pyc":
                digest.update(file.relative_to(place.CHECKOUT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def read_marks(dsn: str) -> dict[str, Any]:
    """What the database says about itself, kept as its comment: its realm and what it was last filled from."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute("select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()").fetchone()
    text = (row and row[0]) or ""
    return json.loads(text) if text.startswith("{") else {}


def write_marks(dsn: str, marks: dict[str, Any]) -> None:
    """Keeps what the database says about itself."""
    with psycopg.connect(dsn) as connection:
        connection.execute(
            sql.SQL("comment on database {} is {}").format(sql.Identifier(connection.info.dbname), sql.Literal(json.dumps(marks)))
        )
