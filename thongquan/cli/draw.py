"""`thongquan draw …`: replay the draws of an epoch, publish its bundle, commit from outside."""

import argparse
import json
import os
import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from thongquan.actions.assignment import commit_outside, hand_over, register_party
from thongquan.actions.assignment.epochs import key_of, nonces_of
from thongquan.cli import ready
from thongquan.core.actor import Actor, system
from thongquan.core.draw import commitment, nonce_of, signing_key, statement
from thongquan.core.draw_verify import Finding, verify_bundle
from thongquan.core.refusals import explain
from thongquan.core.refused import Refused
from thongquan.models import Unit
from thongquan.queries.access import all_units
from thongquan.queries.assignment.epochs import bundle, epoch_named, epochs
from thongquan.queries.assignment.verify import verify_epoch
from thongquan.queries.scope import platform, scope


def arguments(parser: argparse.ArgumentParser) -> None:
    """One of the acts, and what it needs."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="verify | bundle | list | say | send | party")
    act = acts.add_parser("verify", help="replay every draw; 0 clean, 1 findings, 2 could not look; always JSON")
    act.add_argument("epoch", help="the epoch's name, or a published bundle file (then no database is asked)")
    act = acts.add_parser("bundle", help="the public bundle of a revealed epoch, for anybody to verify")
    act.add_argument("epoch", help="the epoch's name")
    act.add_argument("--out", type=Path, help="write to this file (default: standard output)")
    act = acts.add_parser("list", help="the epochs of the last days")
    act.add_argument("--days", type=int, default=7)
    act = acts.add_parser("say", help="outside, without database: a party's signed commitment or nonce from its secret file")
    act.add_argument("what", choices=["commit", "hand"])
    act.add_argument("epoch", help="the epoch's name, such as TQ08/2026-11-26/dossier")
    act.add_argument("--party", required=True)
    act.add_argument("--secret", type=Path, required=True, help="32 bytes; made when the file is missing")
    act = acts.add_parser("send", help="take in what a party said")
    act.add_argument("file", type=Path, help="what `say` printed")
    act = acts.add_parser("party", help="register a party outside by its public key, which `say` prints too")
    act.add_argument("code")
    act.add_argument("--key", required=True, help="its public key, hexadecimal")
    act.add_argument("--name", required=True)


def run(args: argparse.Namespace) -> int:
    """Does the act; the database runs only where it is asked."""
    if args.act == "say":
        return say(args)
    if args.act == "verify" and Path(args.epoch).is_file():
        return judged(json.loads(Path(args.epoch).read_text()))
    with ready.database() as found:
        if found is not None:
            ready.bring_up_to_date(found)
        with scope(None):
            units = all_units()
        with scope(system(units)), platform():
            return ACTS[args.act](args)


def judged(body: Any) -> int:
    """The verdict on a bundle alone."""
    began = time.monotonic()
    findings = verify_bundle(body)
    epoch = body.get("epoch", {}) if isinstance(body, dict) else {}
    return say_verdict(str(epoch.get("name", "")), findings, draws=len(body.get("draws", ())) if epoch else 0, open_still=False,
                       late=bool(epoch.get("late")), began=began)


def verify(args: argparse.Namespace) -> int:
    """The replay with tables and log beside it; an epoch still open is checked with the platform's own nonces."""
    began = time.monotonic()
    epoch = epoch_named(args.epoch)
    if epoch is None:
        print(json.dumps({"error": f"no epoch {args.epoch}; `thongquan draw list` names them"}), file=sys.stderr)
        return 2
    held = None if epoch.closed_at else {party: nonce.hex() for party, nonce in nonces_of(epoch.name).items()}
    findings = verify_epoch(epoch, key_of(epoch.name), held)
    return say_verdict(epoch.name, findings, draws=epoch.draws.count(), open_still=epoch.closed_at is None, late=epoch.late, began=began)


def say_verdict(name: str, findings: list[Finding], *, draws: int, open_still: bool, late: bool, began: float) -> int:
    """One JSON line and the exit status."""
    print(json.dumps({
        "clean": not findings, "epoch": name, "draws": draws, "open": open_still, "late": late, "findings": [asdict(f) for f in findings],
        "seconds": round(time.monotonic() - began, 2)}, ensure_ascii=False))
    return 1 if findings else 0


def publish(args: argparse.Namespace) -> int:
    """The bundle of a revealed epoch."""
    epoch = epoch_named(args.epoch)
    if epoch is None or epoch.closed_at is None:
        print("No such epoch, or it is still open: its nonces are revealed when its day is over.", file=sys.stderr)
        return 2
    text = json.dumps(bundle(epoch), ensure_ascii=False)
    if args.out:
        args.out.write_text(text)
        print(json.dumps({"written": str(args.out), "draws": epoch.count}))
    else:
        print(text)
    return 0


def listed(args: argparse.Namespace) -> int:
    """One JSON line an epoch."""
    for epoch in epochs(since=timezone.localdate() - timedelta(days=args.days)):
        print(json.dumps({"epoch": epoch.name, "open": epoch.closed_at is None, "late": epoch.late, "parties": epoch.parties,
                          "draws": epoch.draws.count()}))
    return 0


def say(args: argparse.Namespace) -> int:
    """What a party sends: its value for the epoch, signed."""
    if not args.secret.exists():
        with os.fdopen(os.open(args.secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
    secret = args.secret.read_bytes()
    nonce, key = nonce_of(secret, args.epoch, args.party), signing_key(secret)
    value = commitment(args.epoch, args.party, nonce) if args.what == "commit" else nonce.hex()
    print(json.dumps({"what": args.what, "epoch": args.epoch, "party": args.party, "value": value,
                      "signature": key.sign(statement(args.what, args.epoch, args.party, value)).hex(),
                      "key": key.public_key().public_bytes_raw().hex()}))
    return 0


def send(args: argparse.Namespace) -> int:
    """Takes in a party's signed word."""
    said = json.loads(args.file.read_text())
    try:
        if said["what"] == "commit":
            unit = Unit.objects.get(code=said["epoch"].split("/")[0])
            commit_outside(said["epoch"], said["party"], said["value"], said["signature"], unit_id=unit.pk, by=system(), at=timezone.now())
        else:
            hand_over(said["epoch"], said["party"], said["value"], said["signature"], by=system(), at=timezone.now())
    except Refused as refused:
        print(json.dumps({"error": refused.code, "says": explain(refused.code, language="en").says}), file=sys.stderr)
        return 1
    print(json.dumps({"taken": said["what"], "epoch": said["epoch"], "party": said["party"]}))
    return 0


def party(args: argparse.Namespace) -> int:
    """Registers a party; who runs this command administers the installation."""
    operator = Actor(None, "operator", frozenset({"administrator"}))
    register_party(args.code, bytes.fromhex(args.key), names=(args.name, args.name, args.name), by=operator, at=timezone.now())
    print(json.dumps({"party": args.code, "key": args.key}))
    return 0


ACTS: dict[str, Callable[[argparse.Namespace], int]] = {"verify": verify, "bundle": publish, "list": listed, "send": send, "party": party}
