"""`thongquan trail …`: verify the log, prove an event, export, witness, seal now."""

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from thongquan.cli import ready
from thongquan.config import place, roles
from thongquan.core.checkpoint import WITNESS, BadCheckpoint, checkpoint_open, cosign, read_verifier_key, verifier_key
from thongquan.core.merkle import verify_consistency
from thongquan.jobs.logkey import LogFolder, replace, write_once
from thongquan.jobs.sealer import LOCK, LogBroken, seal_all
from thongquan.queries.trail import proof
from thongquan.queries.trail.verify import OPEN, verify

HANDED_DOWN = "THONGQUAN_APP_DSN names the application's role, which does not see every row; unset it."


def arguments(parser: argparse.ArgumentParser) -> None:
    """One of the acts, and what it needs."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="verify | prove | export | witness | seal")
    act = acts.add_parser("verify", help="check log, rows, queue and guards; 0 clean, 1 findings, 2 could not look; always JSON")
    act.add_argument("--key", default="", help="the log's published verifier key, or a file with it (default: the one of this installation)")
    act.add_argument("--witness", type=Path, action="append", default=[], help="a checkpoint kept elsewhere, besides those in witness/")
    act = acts.add_parser("prove", help="one event with its proof of inclusion, for tools/verify_trail.py")
    act.add_argument("event", type=int, help="the event's number, from the receipt")
    act.add_argument("--out", type=Path, help="write to this file")
    act = acts.add_parser("export", help="the whole log, for tools/verify_trail.py; payloads name no persons")
    act.add_argument("--out", type=Path, help="write to this file")
    act = acts.add_parser("witness", help="check that the log only grew, cosign its newest checkpoint, keep it")
    act.add_argument("--name", default="local", help="whose word it is (default local); a witness elsewhere uses its own THONGQUAN_HOME")
    acts.add_parser("seal", help="put everything that waits into the log now")


def run(args: argparse.Namespace) -> int:
    """Does the act with the database running."""
    with ready.database() as found:
        if found is None:
            print(json.dumps({"error": HANDED_DOWN}), file=sys.stderr)
            return 2
        ready.bring_up_to_date(found)
        return int(ACTS[args.act](args, found, LogFolder(place.home())))


@contextmanager
def looking(found: roles.Addresses) -> Iterator[psycopg.Connection[Any]]:
    """One snapshot of everything, as the owner of the tables, who may read every row and here writes none."""
    with psycopg.connect(found.owner) as connection:
        for statement in OPEN:
            connection.execute(statement)
        yield connection


def check(args: argparse.Namespace, found: roles.Addresses, folder: LogFolder) -> int:
    """Verification; a finding names what and where."""
    began = time.monotonic()
    key = Path(args.key).read_text().strip() if args.key and Path(args.key).is_file() else args.key or published(folder)
    notes = [*folder.notes(), *(path.read_text() for path in args.witness)]
    with psycopg.connect(found.owner) as connection:
        report = verify(connection, key, notes, lock=LOCK)
    print(json.dumps({
        "clean": report.clean, "found": report.found, "findings": [asdict(f) for f in report.findings], "leaves": report.leaves,
        "checkpoints": report.checkpoints, "witnessed": report.witnessed, "waiting": report.waiting, "rows": report.rows,
        "root": report.root, "key": key, "seconds": round(time.monotonic() - began, 2),
    }, ensure_ascii=False))
    return 0 if report.clean else 1


def published(folder: LogFolder) -> str:
    """This installation's verifier key; a new installation makes its key now."""
    folder.key()
    return folder.verifier()


def prove(args: argparse.Namespace, found: roles.Addresses, folder: LogFolder) -> int:
    """One event and its proof as JSON."""
    with looking(found) as connection:
        proven = proof.event_proof(connection, args.event, published(folder))
    if proven is None:
        print(f"Event {args.event} is not in the log (yet): `thongquan trail seal` puts waiting events into it.", file=sys.stderr)
        return 1
    with out(args.out) as file:
        print(json.dumps(proven, ensure_ascii=False), file=file)
    return 0


def export(args: argparse.Namespace, found: roles.Addresses, folder: LogFolder) -> int:
    """The whole log as one JSON object, written event by event."""
    with looking(found) as connection, out(args.out) as file:
        head = json.dumps(proof.exported(connection, published(folder), folder.notes()), ensure_ascii=False)
        file.write(head.removesuffix("}") + ', "events": [')
        for number, event in enumerate(proof.events(connection)):
            file.write((",\n" if number else "\n") + json.dumps(event, ensure_ascii=False))
        file.write("\n]}\n")
    return 0


@contextmanager
def out(path: Path | None) -> Iterator[IO[str]]:
    """The file named, or standard output."""
    if path is None:
        yield sys.stdout
        return
    with path.open("w") as file:
        yield file


def witness(args: argparse.Namespace, found: roles.Addresses, folder: LogFolder) -> int:
    """Cosigns the newest checkpoint when the log has only grown since this witness looked last."""
    if not re.fullmatch(r"[A-Za-z0-9._-]+", args.name):
        print("A witness's name has letters, digits, dot, hyphen and underscore only.", file=sys.stderr)
        return 2
    secret = folder.home / "keys" / f"witness-{args.name}.key"
    if not secret.exists():
        secret.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_once(secret, Ed25519PrivateKey.generate().private_bytes_raw())
    key = Ed25519PrivateKey.from_private_bytes(secret.read_bytes())
    with looking(found) as connection:
        newest = proof.newest(connection)
        if newest is None:
            print("The log is empty: nothing to witness.", file=sys.stderr)
            return 1
        seen = sorted((folder.witnesses / args.name).glob("*.txt"))
        wrong = grown(connection, seen[-1].read_text(), newest[1], published(folder)) if seen else ""
    if wrong:
        print(json.dumps({"clean": False, "findings": [{"code": "SPLIT_VIEW", "where": f"witness:{args.name}", "detail": wrong}]}))
        return 1
    place_of = folder.witnesses / args.name / f"{newest[0]:012d}.txt"
    place_of.parent.mkdir(parents=True, exist_ok=True)
    replace(place_of, cosign(newest[1], args.name, key, datetime.now(UTC)))
    print(json.dumps({"clean": True, "size": newest[0], "kept": str(place_of),
                      "key": verifier_key(args.name, key.public_key().public_bytes_raw(), WITNESS)}))
    return 0


def grown(connection: psycopg.Connection[Any], before: str, now: str, line: str) -> str:
    """What is wrong with the log's growth from one checkpoint to another; nothing when it only grew."""
    origin, public, _ = read_verifier_key(line)
    try:
        old, new = checkpoint_open(before, origin, public), checkpoint_open(now, origin, public)
    except BadCheckpoint as bad:
        return f"a checkpoint is not signed by this log ({bad.code})"
    if new.size < old.size:
        return f"the log shrank from {old.size} to {new.size}"
    path = proof.consistency(connection, old.size, new.size)
    return "" if verify_consistency(old.size, new.size, old.root, new.root, path) else f"the first {old.size} events are not what they were"


def seal(args: argparse.Namespace, found: roles.Addresses, folder: LogFolder) -> int:
    """Puts everything that waits into the log."""
    try:
        print(json.dumps({"sealed": seal_all(found.sealer, folder.home)}))
    except LogBroken as broken:
        print(json.dumps({"error": str(broken)}))
        return 1
    return 0


def seal_now() -> int:
    """For other commands: seal what they did, with the database running; how many events."""
    with roles.running() as found:
        return seal_all(found.sealer, place.home())


ACTS = {"verify": check, "prove": prove, "export": export, "witness": witness, "seal": seal}
