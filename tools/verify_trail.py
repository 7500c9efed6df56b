#!/usr/bin/env python3
"""Check an exported trail, or one event with its proof, without trusting its platform.

    verify_trail.py EXPORT.json [--key VKEY] [--witness NOTE-FILE …] [--witness-key VKEY …] [--json]

Needs Python 3.10 and `cryptography` only. Exit 0: clean; 1: findings; 2: unreadable.
The export is JSON in one of two forms (hashes hexadecimal, notes as C2SP signed notes):

  {"format": "thongquan-trail-1", "key": VKEY, "events": [{"index": 0, "payload": TEXT | null, "leaf": HEX}, …],
   "checkpoints": [NOTE, …], "witnesses": [NOTE, …]}
  {"format": "thongquan-event-1", "key": VKEY, "index": 5, "payload": TEXT, "proof": [HEX, …],
   "checkpoint": NOTE}

The payload is the exact text that was sealed. A key inside the export proves nothing about who wrote it:
give the published key with --key, and checkpoints you kept yourself with --witness.
"""

import argparse
import base64
import hashlib
import json
import sys
from functools import reduce
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def sha(data):
    return hashlib.sha256(data).digest()


def leaf_hash(payload):
    return sha(b"\0" + payload.encode())  # RFC 6962 §2.1


def node_hash(left, right):
    return sha(b"\1" + left + right)


def read_key(line):
    """(name, 4-byte id, type, public key) of a verifier key line."""
    name, hexed, packed = line.strip().split("+", 2)
    raw = base64.b64decode(packed)
    if sha(name.encode() + b"\n" + raw)[:4].hex() != hexed or len(raw) != 33:
        raise ValueError("the verifier key is damaged")
    return name, bytes.fromhex(hexed), raw[0], raw[1:]


def open_note(note, key):
    """(size, root) of a checkpoint signed by `key`, or ValueError; type 4 is a witness's cosignature."""
    name, wanted, kind, public = key
    text, gap, tail = note.rpartition("\n\n")
    for line in tail.splitlines() if gap else ():
        words = line.split(" ")
        raw = base64.b64decode(words[2]) if len(words) == 3 and words[1] == name else b""
        if raw[:4] != wanted:
            continue
        message, signature = f"{text}\n".encode(), raw[4:]
        if kind == 4:
            stamp, signature = int.from_bytes(raw[4:12], "big"), raw[12:]
            message = f"cosignature/v1\ntime {stamp}\n{text}\n".encode()
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except InvalidSignature:
            raise ValueError("wrong signature") from None
        origin, size, root = text.split("\n")[:3]
        if kind == 1 and origin != name:
            raise ValueError("another log")
        return int(size), base64.b64decode(root)
    raise ValueError("not signed by the expected key")


def add(edge, size, leaf):
    """Append a leaf to the edge of a log of `size`: the roots of its complete subtrees (RFC 6962)."""
    while size & 1:
        leaf, size = node_hash(edge.pop(), leaf), size >> 1
    edge.append(leaf)


def included(leaf, index, size, proof, root):
    """Whether the proof leads from the leaf to the root (RFC 9162 §2.1.3.2)."""
    at, last = index, size - 1
    if not 0 <= index < size:
        return False
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            leaf = node_hash(sibling, leaf)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            leaf = node_hash(leaf, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and leaf == root


def open_all(notes, key, what, findings):
    """{size: root} of the notes that hold; two roots for one size are a split view."""
    roots = {}
    for number, note in enumerate(notes):
        try:
            size, root = open_note(note, key)
        except (ValueError, IndexError) as wrong:
            findings.append(f"{what} {number}: {wrong}")
            continue
        if roots.setdefault(size, root) != root:
            findings.append(f"{what} {number}: a second root for size {size} (split view)")
    return roots


def leaf_of(event, findings):
    """The leaf of one exported event, from its payload; a withheld payload leaves only the stated leaf."""
    stated = bytes.fromhex(event.get("leaf") or "")
    if event.get("payload") is None:
        return stated
    leaf = leaf_hash(event["payload"])
    if stated not in (b"", leaf):
        findings.append(f"event {event['index']}: payload and leaf differ")
    return leaf


def check_trail(export, key, kept, findings):
    """Every leaf from the payloads, every checkpoint from the leaves, every witness against the log."""
    signed = open_all(export["checkpoints"], key, "checkpoint", findings)
    witnessed = open_all([*export.get("witnesses", []), *kept], key, "witness", findings)
    if not signed:
        findings.append("no checkpoint holds: nothing is proven")
    edge, size, computed, withheld = [], 0, {0: sha(b"")}, 0
    for event in export["events"]:
        if event["index"] != size:
            findings.append(f"leaf {size} is missing (found {event['index']})")
            break
        withheld += event.get("payload") is None
        add(edge, size, leaf_of(event, findings))
        size += 1
        if size in signed or size in witnessed:
            computed[size] = reduce(lambda right, left: node_hash(left, right), reversed(edge))
    for what, roots in (("checkpoint", signed), ("witness", witnessed)):
        for told, root in sorted(roots.items()):
            if told > size:
                findings.append(f"{what} of size {told}: the log has only {size} leaves (rolled back)")
            elif computed[told] != root:
                findings.append(f"{what} of size {told}: the events give another root (changed)")
    if size > max(signed, default=0):
        findings.append(f"{size - max(signed, default=0)} events after the last checkpoint are not sealed")
    return f"{size} events, {len(signed)} checkpoints, {len(witnessed)} witnessed, {withheld} payloads withheld"


def check_event(export, key, kept, findings):
    """One event against the checkpoint given with it, and that against the kept ones of the same size."""
    signed = open_all([export["checkpoint"]], key, "checkpoint", findings)
    for size, root in open_all(kept, key, "witness", findings).items():
        if signed.get(size, root) != root:
            findings.append(f"witnessed size {size}: another root (split view)")
    proof = [bytes.fromhex(h) for h in export["proof"]]
    for size, root in signed.items():
        if not included(leaf_hash(export["payload"]), export["index"], size, proof, root):
            findings.append(f"event {export['index']}: not in the log of size {size}")
    return f"event {export['index']} against the log of size {next(iter(signed), '?')}"


def cosigned(export, lines, findings):
    """Every witness key given must have cosigned the newest checkpoint."""
    notes = export.get("checkpoints") or [export.get("checkpoint", "")]
    for line in lines:
        open_all(notes[-1:], read_key(line), f"cosignature of {line.split('+')[0]}, note", findings)


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Check an exported trail or one event with its proof.")
    parser.add_argument("export", type=Path)
    parser.add_argument("--key", help="the log's published verifier key; otherwise the one in the export")
    parser.add_argument("--witness", type=Path, action="append", default=[], help="a checkpoint kept elsewhere")
    parser.add_argument("--witness-key", action="append", default=[], help="must have cosigned the newest checkpoint")
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    given = parser.parse_args(arguments)
    findings = []
    try:
        export = json.loads(given.export.read_text("utf-8"))
        key = read_key(given.key or export["key"])
        kept = [path.read_text("utf-8") for path in given.witness]
        check = {"thongquan-trail-1": check_trail, "thongquan-event-1": check_event}[export["format"]]
        summary = check(export, key, kept, findings)
        cosigned(export, given.witness_key, findings)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as wrong:
        print(f"unreadable: {type(wrong).__name__}: {wrong}", file=sys.stderr)
        return 2
    answer = {"ok": not findings, "log": key[0], "key_given": bool(given.key), "checked": summary, "findings": findings}
    note = [] if given.key else ["note: the key came from the export itself; give the published one with --key"]
    told = [f"{'OK' if answer['ok'] else 'NOT CLEAN'}: {summary}, log {key[0]}", *findings, *note]
    print(json.dumps(answer, ensure_ascii=False) if given.json else "\n".join(told))
    return 0 if answer["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
