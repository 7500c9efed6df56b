"""A file judged by its structure, never its name; as a process of its own it judges stdin."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

from thongquan.core.uploads import KINDS, MOST_BYTES, Examined, Unfit
from thongquan.exchange.formats.papers import packed, pdf, pictures

#: how each kind begins; the first that fits is the kind
BEGINNINGS = (
    ("pdf", b"%PDF-"), ("jpeg", b"\xff\xd8\xff"), ("png", b"\x89PNG\r\n\x1a\n"), ("xlsx", b"PK\x03\x04"),
)
#: what must not stand anywhere in a file of another kind: it would be read by a program that looks further in
FOREIGN = (b"%PDF-1.", b"%PDF-2.", b"<script", b"<?php", b"<html", b"<!doctype html", b"MZ\x90\x00\x03\x00\x00\x00", b"\x7fELF")
#: the industry's harmless test virus, kept in halves so that no scanner mistakes this file for it
TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CHECKS = {
    "pdf": pdf.examine, "jpeg": pictures.examine, "png": pictures.examine, "webp": pictures.examine,
    "xml": packed.examine_xml, "xlsx": packed.examine_xlsx,
}


def kind_of(content: bytes) -> str:
    """What the bytes themselves say they are; empty when they are nothing we take."""
    for kind, beginning in BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:5]
    return "xml" if start == b"<?xml" else ""


def examine(content: bytes, name: str) -> Examined:
    """Judge one file; raises Unfit with the code of the refusal."""
    if not content:
        raise Unfit("UPL-06")
    if len(content) > MOST_BYTES:
        raise Unfit("UPL-02")
    if TEST_VIRUS in content:
        raise Unfit("UPL-08")
    kind = kind_of(content)
    if not kind:
        raise Unfit("UPL-01")
    if "." in name and name.rpartition(".")[2].lower() not in KINDS[kind][1]:
        raise Unfit("UPL-03")
    refuse_polyglots(content, kind)
    return CHECKS[kind](content, kind)


def refuse_polyglots(content: bytes, kind: str) -> None:
    """A file that is also something else is nothing to us (UPL-03)."""
    if kind == "xlsx":
        return  # its members are looked at one by one
    lowered = content.lower()
    marks = [mark for mark in FOREIGN if not (kind == "pdf" and mark.startswith(b"%PDF"))]
    if any(mark.lower() in lowered for mark in marks):
        raise Unfit("UPL-03")
    if b"PK\x05\x06" in content[-66_000:] and b"PK\x01\x02" in content:
        raise Unfit("UPL-03")


def main() -> None:
    """Reads the name's line and the content from standard input, writes the answer as one line of JSON."""
    name = sys.stdin.buffer.readline().decode(errors="replace").strip()
    content = sys.stdin.buffer.read(MOST_BYTES + 1)
    answer: dict[str, object]
    try:
        good = examine(content, name)
        answer = {"kind": good.kind, "pages": good.pages, "thumbnail": base64.b64encode(good.thumbnail).decode()}
    except Unfit as unfit:
        answer = {"code": unfit.code}
    sys.stdout.write(json.dumps(answer | {"kilobytes": most_memory()}))


def most_memory() -> int:
    """The most memory this process ever held, in kilobytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


if __name__ == "__main__":
    main()
