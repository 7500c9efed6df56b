"""`thongquan pass …`: judge a pass offline; publish keys and lists; withdraw a key."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from thongquan.actions import crossing
from thongquan.actions.keyring import root_key
from thongquan.cli import ready
from thongquan.config import place
from thongquan.core.actor import system
from thongquan.core.bundle import BadBundle, Bundle, bundle_open, bundle_sign
from thongquan.core.gatecheck import Lane, Verdict, judge_offline
from thongquan.core.numbers import squeeze
from thongquan.core.passes import BadPass, read
from thongquan.core.refusals import explain
from thongquan.core.refused import Refused
from thongquan.queries.access import all_units
from thongquan.queries.passes import bundle_at
from thongquan.queries.scope import scope

LANGUAGES = ("vi", "en", "zh")


def arguments(parser: argparse.ArgumentParser) -> None:
    """One of the acts, and what it needs."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="check | keys | bundle | withdraw-key")
    act = acts.add_parser("check", help="judge a pass without the centre; 0 judged (read the verdict), 2 could not judge")
    act.add_argument("digits", help="the 253 digits of the pass")
    act.add_argument("--gate", required=True, help="where it is shown, by the gate's code")
    act.add_argument("--at", type=moment, help="when it is shown, ISO 8601 with zone (default now)")
    act.add_argument("--keys", type=Path, help="a published file; without it this installation publishes one as of that moment")
    act.add_argument("--root", default="", help="the root's public key in hexadecimal (default: this installation's)")
    act.add_argument("--direction", default="", choices=["in", "out", ""], help="the lane's direction (default: either)")
    act.add_argument("--plate", default="", help="the plate that was seen")
    act.add_argument("--json", action="store_true", help="one JSON object instead of a line")
    for name, what in (("keys", "publish keys, gates, releases and revocations, signed"), ("bundle", "the same with full plates, for one gate's devices")):
        act = acts.add_parser(name, help=what)
        act.add_argument("--gate", default="", required=name == "bundle", help="for this gate only")
        act.add_argument("--at", type=moment, help="as of this moment (default now)")
        act.add_argument("--out", type=Path, help="write to this file (default: published/ in the installation)")
    act = acts.add_parser("withdraw-key", help="honour a stolen signing key no more; open movements get passes under the next one")
    act.add_argument("key", type=int, metavar="ID", help="the key's number, as `pass check --json` and the published file show it")
    act.add_argument("--reason", required=True, help="why, in words; it stands in the trail")
    act.add_argument("--at", type=moment, help=argparse.SUPPRESS)


def moment(text: str) -> datetime:
    """A moment with a zone."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise argparse.ArgumentTypeError("name the zone too, such as 2026-01-25T09:30:00+07:00")
    return at.astimezone(UTC)


def run(args: argparse.Namespace) -> int:
    """Does the act."""
    args.at = args.at or timezone.now()
    if args.act == "check":
        return check(args)
    if args.act == "withdraw-key":
        return withdraw(args)
    with ready.ready():
        data = published(args.at, args.gate, plates=args.act == "bundle")
    path = args.out or folder() / f"{args.act}{'-' + args.gate if args.gate else ''}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    print(json.dumps({"written": str(path), "root": root_public(), "bytes": len(data)}))
    return 0


def withdraw(args: argparse.Namespace) -> int:
    """Withdraws the key in the running installation, and publishes the keys anew for devices; 1 when it is refused."""
    with ready.ready():
        by = system(all_units())
        try:
            with scope(by):
                done = crossing.withdraw_key(args.key, reason=args.reason, by=by, at=args.at)
        except Refused as refused:
            said = explain(refused.code, refused.findings[0].values, "en")
            print(f"{refused.code}: {said.says}. {said.do}", file=sys.stderr)
            return 1
        data = published(args.at)
    folder().mkdir(parents=True, exist_ok=True)
    (folder() / "keys.json").write_bytes(data)
    print(json.dumps({"withdrawn": done.key, "next": done.next_key, "renewed": done.renewed, "event": done.receipt.event,
                      "published": str(folder() / "keys.json")}))
    return 0


def folder() -> Path:
    """Where published files lie."""
    return place.home() / "published"


def published(at: datetime, gate: str = "", *, plates: bool = False) -> bytes:
    """The signed file as of a moment, with the database running."""
    with scope(system(all_units())):
        return bundle_sign(bundle_at(at, gate=gate, plates=plates), root_key(place.home() / "keys"))


def root_public() -> str:
    """This installation's root of trust, in hexadecimal."""
    return root_key(place.home() / "keys").public_key().public_bytes_raw().hex()


def check(args: argparse.Namespace) -> int:
    """Judges by the published file alone, as a device would."""
    try:
        if args.keys:
            data = args.keys.read_bytes()
        else:
            with ready.ready():
                data = published(args.at)
            folder().mkdir(parents=True, exist_ok=True)
            (folder() / "keys.json").write_bytes(data)
        bundle = bundle_open(data, bytes.fromhex(args.root or root_public()))
    except (OSError, ValueError, BadBundle) as wrong:
        print(f"The published file cannot be used: {wrong}", file=sys.stderr)
        return 2
    if args.gate not in bundle.gates:
        print(f"The published file knows no gate {args.gate}.", file=sys.stderr)
        return 2
    lane = Lane(bundle.gates[args.gate], args.gate, args.direction)
    verdict = judge_offline(
        squeeze(args.digits), keys=bundle.keys, gate=lane.gate, direction=args.direction, at=args.at, bundle=bundle, lane=lane,
        seen=(args.plate, ""))
    said = told(verdict, args, bundle)
    print(json.dumps(said, ensure_ascii=False) if args.json else f"{said['word']['en']} · {said['code']} · {said['says']['en']}")
    return 0


def told(verdict: Verdict, args: argparse.Namespace, bundle: Bundle) -> dict[str, Any]:
    """The verdict with what the pass itself says, as JSON."""
    zone = timezone.get_default_timezone()
    answer: dict[str, Any] = {
        "sign": verdict.sign, "code": verdict.code, "reason": verdict.number, "also": list(verdict.also),
        "word": {language: verdict.word(language) for language in LANGUAGES},
        "says": {language: verdict.say(language, zone) for language in LANGUAGES},
        "gate": args.gate, "at": args.at.isoformat(), "lists_of": bundle.issued_at.isoformat(),
    }
    try:
        fields = read(squeeze(args.digits)).fields
    except BadPass:
        return answer
    return answer | {"key": fields.key_id, "number": fields.number, "leg": fields.leg, "revision": fields.revision, "plate": fields.plate,
                     "direction": fields.direction, "from": fields.not_before.isoformat(), "until": fields.until.isoformat()}
