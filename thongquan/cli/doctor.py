"""`thongquan doctor`: looks at an installation part by part and says how to mend it."""

import argparse
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from thongquan.cli import ports
from thongquan.config import place, roles
from thongquan.config.postgres import ServerFailed, port_is_free
from thongquan.jobs.sealer import ALARM, LATE, LOCK

LEAST_FREE_BYTES = 1 << 30
LONGEST_CLOCK_DIFFERENCE = 2.0
READ_LOG = f"Read {place.home() / 'postgres' / 'server.log'}."
Findings = Iterator[tuple[str, str]]


def arguments(parser: argparse.ArgumentParser) -> None:
    """How to answer, and which port to look at."""
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000), help="port the server would use")


def run(args: argparse.Namespace) -> int:
    """Looks at everything; 0 when all is well, 1 when there is a finding."""
    found = {name: list(check(args)) for name, check in CHECKS.items()}
    found["database"], found["tables"] = database()
    if args.json:
        lines = {name: [{"wrong": wrong, "mend": mend} for wrong, mend in findings] for name, findings in found.items()}
        print(json.dumps(lines, ensure_ascii=False))
    else:
        for name, findings in found.items():
            print(f"{'✗' if findings else '✓'} {name}")
            for wrong, mend in findings:
                print(f"    {wrong}\n    → {mend}")
    return 1 if any(found.values()) else 0


def python(args: argparse.Namespace) -> Findings:
    """The interpreter's version."""
    if sys.version_info[:2] != (3, 11):
        yield f"Python is {sys.version.split()[0]}.", "Install Python 3.11, delete .venv and start ./run."


def packages(args: argparse.Namespace) -> Findings:
    """Every locked package, in the locked version."""
    for name, version in locked(place.CHECKOUT / "requirements" / "core.txt"):
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield f"The package {name} is missing.", "Delete .venv/installed-core and start ./run."
            continue
        if installed != version:
            yield f"{name} is {installed}, locked is {version}.", "Delete .venv/installed-core and start ./run."


def locked(path: Path) -> list[tuple[str, str]]:
    """Names and versions of a lock file."""
    return re.findall(r"^([A-Za-z0-9_.-]+)(?:\[.*?\])?==([^\s;\\]+)", path.read_text(), re.MULTILINE)


def home(args: argparse.Namespace) -> Findings:
    """The folder of the installation: ours, with secrets nobody else reads, and room on the disk."""
    base = place.base()
    nearest = next(path for path in [base, *base.parents] if path.exists())
    if not os.access(nearest, os.W_OK | os.X_OK):
        yield f"{nearest} is not writable.", "Choose another folder with THONGQUAN_HOME, or give this user the right to write there."
    free = shutil.disk_usage(nearest).free
    if free < LEAST_FREE_BYTES:
        yield f"Only {free >> 20} MB are free on the disk of {nearest}.", "Make room (at least 1 GB), or move THONGQUAN_HOME."
    for path in sorted((place.home() / "secrets").glob("*")):
        if path.stat().st_mode & 0o077:
            yield f"Others may read {path}.", f"chmod 600 {path}, and replace this secret if the machine has other users."


def port(args: argparse.Namespace) -> Findings:
    """The server's port: free, or ours."""
    if not port_is_free(args.port) and "granian" not in (who := ports.holder(args.port)):
        yield f"Port {args.port} is taken by {who}.", f"Stop it, or choose another port: PORT={args.port + 1} ./run"


def browser(args: argparse.Namespace) -> Findings:
    """Chromium, which the browser tests need and the server does not."""
    if (place.CHECKOUT / ".venv" / "installed-dev").exists() and not (shutil.which("chromium") or shutil.which("chromium-browser")):
        yield "There is no Chromium, so ./test leaves the browser tests out.", "apt-get install chromium"


def own_law(args: argparse.Namespace) -> Findings:
    """The installation's own dated settings."""
    from thongquan.config.law import fault  # slow: the tables of law

    if wrong := fault():
        yield wrong, "Mend that line. With the file put aside, `thongquan law` lists the keys and their values."


CHECKS: dict[str, Callable[[argparse.Namespace], Findings]] = {
    "python": python,
    "packages": packages,
    "home": home,
    "port": port,
    "browser": browser,
    "law": own_law,
}


def database() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Findings about the server, its roles and clock, and about the tables; started for this if it does not run."""
    try:
        with roles.running() as found:
            if is_empty(found):
                fill()
            late = list(tables(found))
            return [*rights(found), *clock(found), *([] if late else [*keys(found), *seal(found)])], late
    except ServerFailed as failure:
        return [(f"The database does not start: {str(failure).strip()[-300:]}", f"{READ_LOG} A full disk or a foreign process are usual causes.")], []
    except psycopg.Error as error:
        mend = "Check DATABASE_URL: reachable, and its role may create roles." if roles.served() else READ_LOG
        return [(f"The database refuses: {str(error).strip()[:300]}", mend)], []


def is_empty(found: roles.Addresses) -> bool:
    """Whether this database has never had a table."""
    with psycopg.connect(found.owner) as connection:
        row = connection.execute("select to_regclass('django_migrations') is null").fetchone()
    return bool(row and row[0])


def fill() -> None:
    """A new installation is prepared before it is judged, as every command does; failures show in the tables."""
    subprocess.run([sys.executable, "-m", "thongquan.cli.main", "prepare"], stdout=subprocess.DEVNULL, check=False)


def rights(found: roles.Addresses) -> Findings:
    """The application's role must own nothing and be bound by row-level security."""
    for address in (found.app, found.sealer):
        with psycopg.connect(address) as connection:
            row = connection.execute(
                "select rolname, rolsuper or rolbypassrls or rolcreaterole, exists (select from pg_class where relowner = r.oid)"
                " from pg_roles r where rolname = current_user"
            ).fetchone()
        if row and (row[1] or row[2]):
            yield f"The role {row[0]} may do more than it should.", "Take superuser, bypassrls, createrole and ownership from it."


def keys(found: roles.Addresses) -> Findings:
    """A pass key in force whose private half lies here, readable by its owner only."""
    files = sorted((place.home() / "keys").glob("*.key"))
    for path in files:
        if path.stat().st_mode & 0o077:
            yield f"Others may read {path}.", f"chmod 600 {path}, and issue passes with a new key."
    with psycopg.connect(found.app) as connection:
        published = [bytes(row[0]) for row in connection.execute("select public from pass_key where since <= now() and until > now()")]
    if published and not set(published) & {public_half(path) for path in files}:
        yield f"No private key in {place.home() / 'keys'} belongs to a published one.", "Put the keys back from the backup, or issue a new one."


def seal(found: roles.Addresses) -> Findings:
    """Events that wait too long for their seal: ten seconds while a sealer is there, ten minutes otherwise."""
    with psycopg.connect(found.sealer, autocommit=True) as connection:
        row = connection.execute("select count(*), coalesce(extract(epoch from clock_timestamp() - min(since)), 0) from audit_pending").fetchone()
        alone = connection.execute("select pg_try_advisory_lock(%s)", [LOCK]).fetchone()
    waiting, seconds = row if row else (0, 0)
    if seconds > (ALARM if alone and alone[0] else LATE):
        yield (f"{waiting} events wait for their seal since {seconds:.0f} s.",
               "Start ./run, or `thongquan trail seal`; when they go on waiting, `thongquan trail verify` says what is wrong.")


def public_half(path: Path) -> bytes:
    """The public half of a private key; nothing for a file that is none."""
    content = path.read_bytes()
    if len(content) != 32:
        return b""
    return Ed25519PrivateKey.from_private_bytes(content).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def clock(found: roles.Addresses) -> Findings:
    """The clocks of this machine and of the database must agree: deadlines and passes depend on them."""
    with psycopg.connect(found.app) as connection:
        row = connection.execute("select extract(epoch from clock_timestamp())").fetchone()
    difference = abs(float(row[0]) - time.time()) if row else 0.0
    if difference > LONGEST_CLOCK_DIFFERENCE:
        yield f"The clocks of this machine and the database differ by {difference:.1f} s.", "Set both by NTP."
    if time.gmtime().tm_year < 2026:
        yield "The clock of this machine is years behind.", "Set it by NTP before anything is signed."


def tables(found: roles.Addresses) -> Findings:
    """Migrations in the code that the database has not seen."""
    files = {path.stem for path in (place.PACKAGE / "models" / "migrations").glob("[0-9]*.py")}
    if is_empty(found):
        yield "The database has no tables, and making them failed (see above).", "thongquan migrate"
        return
    with psycopg.connect(found.owner) as connection:
        done = {name for (name,) in connection.execute("select name from django_migrations where app = 'thongquan'")}
    if missing := sorted(files - done):
        yield f"Migrations not applied: {', '.join(missing)}.", "thongquan migrate (./run does it too)."
    if unknown := sorted(done - files):
        yield f"The database is newer than this code: {', '.join(unknown)}.", "Use the version of the code that made it."
