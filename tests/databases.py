"""Databases for tests: one fast server, templates named by what they were made from, cheap copies."""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tests.settings import STATE
from thongquan.config import place, roles
from thongquan.config.postgres import TEST, Server

KEPT_TEMPLATES = 4
PACKAGE = place.PACKAGE
MADE_FROM = {
    "bare": [PACKAGE / "models", PACKAGE / "config" / "roles.py", place.CHECKOUT / "requirements" / "core.txt"],
    "demo": [path for path in sorted(PACKAGE.iterdir()) if path.name not in ("web", "api", "locale", "jobs")],
}
OPENED = ("border", "house")
for kind_opened in OPENED:
    MADE_FROM[kind_opened] = [*MADE_FROM["demo"], *(PACKAGE.parent / "tests" / name for name in ("border.py", "goods.py", "opened.py"))]
COMMANDS = {"bare": ["migrate"], "demo": ["prepare", "--demo"]}
#: of which template each copy was made
COPIES: dict[str, str] = {}


def server() -> Server:
    """The server of all test runs of this checkout (not started): no promise survives a power cut, so it is fast."""
    return Server(STATE / "postgres", TEST)


def run_name() -> str:
    """This test run: the number of the process that was started first."""
    return os.environ.setdefault("THONGQUAN_TEST_RUN", str(os.getpid()))


@contextmanager
def alone(work: str) -> Iterator[None]:
    """One test process at a time does this work; others do theirs meanwhile."""
    STATE.mkdir(parents=True, exist_ok=True)
    with open(STATE / f"lock-{work}", "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def fingerprint(paths: list[Path]) -> str:
    """One short word for the content of all Python files and data there."""
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix in (".py", ".txt", ".json", ".tsv", ".csv", ".sql"):
                digest.update(str(file).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def template(admin: str, kind: str) -> str:
    """The name of a database made by our own commands as their owner; made now if there is none."""
    name = f"tpl_{kind}_{fingerprint(MADE_FROM[kind])}"
    if kind in OPENED:
        template(admin, "bare")
    with alone(kind), psycopg.connect(admin, autocommit=True) as connection:
        if name in names(connection):
            return name
        sweep(connection, kind)
        fresh = f"new_{kind}_{os.getpid()}"
        drop(connection, fresh)
        if kind in OPENED:
            opened(admin, kind, fresh, name)
            connection.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(fresh), sql.Identifier(name)))
            return name
        env = os.environ | {"DATABASE_URL": admin.replace("/postgres", f"/{fresh}"), "DJANGO_SETTINGS_MODULE": "thongquan.config.settings"}
        words = [sys.executable, "-m", "thongquan.cli.main", *COMMANDS[kind]]
        made = subprocess.run(words, env=env, capture_output=True, text=True)
        if made.returncode:
            raise RuntimeError(f"The {kind} database could not be made:\n{made.stdout[-2000:]}\n{made.stderr[-4000:]}")
        connection.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(fresh), sql.Identifier(name)))
    return name


def opened(admin: str, kind: str, fresh: str, name: str) -> None:
    """A bare database in which the border or the house was opened; its people are kept beside."""
    addresses = copy(admin, f"tpl_bare_{fingerprint(MADE_FROM['bare'])}", fresh)
    words = [sys.executable, "-m", "tests.opened", addresses.app, kind, str(STATE / f"{name}.pickle")]
    made = subprocess.run(words, env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}, cwd=PACKAGE.parent, capture_output=True, text=True)
    if made.returncode:
        raise RuntimeError(f"The {kind} could not be opened:\n{made.stdout[-2000:]}\n{made.stderr[-4000:]}")


def copy(admin: str, template_name: str, name: str) -> roles.Addresses:
    """A fresh copy under this name (some 15 ms), and the addresses to connect to it."""
    with psycopg.connect(admin, autocommit=True) as connection:
        drop(connection, name)
        connection.execute(
            sql.SQL("create database {} template {} strategy file_copy owner tq_owner").format(sql.Identifier(name), sql.Identifier(template_name))
        )
        connection.execute(sql.SQL("grant connect on database {} to tq_app, tq_sealer").format(sql.Identifier(name)))
    COPIES[name] = template_name
    return roles.addresses(admin.replace("/postgres", f"/{name}"))


def remove(admin: str, name: str) -> None:
    """Drops a copy."""
    with psycopg.connect(admin, autocommit=True) as connection:
        drop(connection, name)


def drop(connection: psycopg.Connection, name: str) -> None:
    """Drops a database whoever is connected to it."""
    connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def names(connection: psycopg.Connection) -> list[str]:
    """All databases, oldest first."""
    return [row[0] for row in connection.execute("select datname from pg_database order by oid")]


def sweep(connection: psycopg.Connection, kind: str) -> None:
    """Drops old templates and what broken-off runs left."""
    old = [name for name in names(connection) if name.startswith(f"tpl_{kind}_")]
    dead = [name for name in names(connection) if name.startswith("run_") and not Path(f"/proc/{name.split('_')[1]}").exists()]
    for name in old[:-KEPT_TEMPLATES] + dead:
        drop(connection, name)
