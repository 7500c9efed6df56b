"""The roles of the database and their rights, set before the first table exists."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from thongquan.config import place
from thongquan.config.postgres import Server, ServerFailed

NAME = "thongquan"
EXTENSIONS = ("unaccent", "pg_trgm", "btree_gist")

# Behind row-level security an index serves only operators known to tell nothing by their errors. These compare arrays,
# match patterns of texts and take an answer out of a form; PostgreSQL leaves them unmarked because of other types they also serve.
LEAKPROOF = ("arrayoverlap(anyarray, anyarray)", "textlike(text, text)", "jsonb_object_field_text(jsonb, text)")

# What each role is limited to. The owner migrates and touches guarded rows only by saying so: with
# row_security off such a statement fails instead of silently seeing nothing.
LIMITS = {
    "tq_owner": {"lock_timeout": "20s", "idle_in_transaction_session_timeout": "10min", "row_security": "off"},
    "tq_app": {"statement_timeout": "30s", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "60s"},
    "tq_sealer": {"statement_timeout": "60s", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "60s"},
}
EVERYBODY = {"timezone": "UTC", "jit": "off"}

# Inside the database, as its administrator; {role} is each of the roles that do not own it.
RIGHTS = """
alter schema public owner to tq_owner;
revoke create on schema public from public;
grant usage on schema public to tq_app, tq_sealer;
alter default privileges for role tq_owner in schema public grant select, insert, update, delete on tables to tq_app;
alter default privileges for role tq_owner in schema public grant usage, select on sequences to tq_app;
alter default privileges for role tq_owner in schema public grant execute on functions to tq_app;
"""


@dataclass(frozen=True)
class Addresses:
    """Where the database is, per role: the administrator's, the migrating owner's, the application's, the sealer's."""

    admin: str
    owner: str
    app: str
    sealer: str


def served() -> str:
    """The administrator's address of a PostgreSQL that others serve, or nothing: DATABASE_URL."""
    return os.environ.get("DATABASE_URL", "")


def embedded() -> Server:
    """The embedded server of this installation (not started)."""
    return Server(place.home() / "postgres")


@contextmanager
def running() -> Iterator[Addresses]:
    """The database, started or joined, with its roles set up; stopped again if nobody else uses it."""
    if url := served():
        try:
            found = prepared(url)
        except psycopg.OperationalError as error:
            raise ServerFailed(f"Nobody lets us in at DATABASE_URL: {str(error).strip()}") from error
        yield found
        return
    with embedded().using() as url:
        yield prepared(url)


def addresses(admin: str) -> Addresses:
    """The roles' addresses in the database that belongs to this administrator's address."""
    parts = urlsplit(admin)
    name = parts.path.lstrip("/")
    name = NAME if name in ("", "postgres") else name
    host = parts.netloc.rpartition("@")[2]

    def seen_by(credentials: str) -> str:
        return urlunsplit((parts.scheme, f"{credentials}@{host}", f"/{name}", parts.query, ""))

    roles = {role: seen_by(f"tq_{role}:{quote(place.secret(role), safe='')}") for role in ("owner", "app", "sealer")}
    return Addresses(admin=seen_by(parts.netloc.rpartition("@")[0]), **roles)


def prepared(admin: str) -> Addresses:
    """Creates or repairs roles, database, rights and extensions; may run again at any time."""
    found = addresses(admin)
    with meeting_room(admin) as connection:
        with connection.transaction():
            connection.execute("select pg_advisory_xact_lock(hashtext('thongquan roles'))")
            make_roles(connection)
        make_database(connection, urlsplit(found.admin).path.lstrip("/"))
    with psycopg.connect(found.admin) as connection:
        connection.execute("select pg_advisory_xact_lock(hashtext('thongquan rights'))")
        connection.execute(RIGHTS)
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(extension)))
        quicken(connection)
    return found


def quicken(connection: psycopg.Connection) -> None:
    """Lets guarded tables be looked up by goods number, by part of a text and by an answer of a form; only a superuser may say so, and without
    it the answers are the same, found by reading every row.
    """
    row = connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
    if row and row[0]:
        for function in LEAKPROOF:
            connection.execute(f"alter function pg_catalog.{function} leakproof")


def meeting_room(admin: str) -> psycopg.Connection:
    """A connection from which the database can be made: to `postgres` where we may, else to the one named."""
    parts = urlsplit(admin)
    try:
        return psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True)
    except psycopg.OperationalError:
        return psycopg.connect(admin, autocommit=True)


def make_roles(connection: psycopg.Connection) -> None:
    """Our three roles: they may sign in, and that is all."""
    existing = {row[0] for row in connection.execute("select rolname from pg_roles")}
    for role, limits in LIMITS.items():
        name = sql.Identifier(role)
        verb = sql.SQL("alter" if role in existing else "create")
        verifier = connection.pgconn.encrypt_password(place.secret(role.removeprefix("tq_")).encode(), role.encode(), b"scram-sha-256")
        connection.execute(
            sql.SQL("{} role {} with login nocreatedb nocreaterole inherit password {}").format(verb, name, sql.Literal(verifier.decode()))
        )
        for setting, value in {**EVERYBODY, **limits}.items():
            connection.execute(sql.SQL("alter role {} set {} = {}").format(name, sql.Identifier(setting), sql.Literal(value)))
    row = connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
    if not (row and row[0]):
        connection.execute("grant tq_owner to current_user")


def make_database(connection: psycopg.Connection, name: str) -> None:
    """The database, owned by the migrating role and closed to strangers."""
    database = sql.Identifier(name)
    if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
        connection.execute(sql.SQL("create database {} owner tq_owner").format(database))
    connection.execute(sql.SQL("alter database {} owner to tq_owner").format(database))
    connection.execute(sql.SQL("revoke all on database {} from public").format(database))
    connection.execute(sql.SQL("grant connect on database {} to tq_app, tq_sealer").format(database))
