"""The virus scanner of the installation, when it has one: clamd's INSTREAM over a socket."""

from __future__ import annotations

import os
import socket
import struct

from thongquan.core.refused import TryLater
from thongquan.core.uploads import Unfit

CHUNK = 1 << 16
SECONDS = 20


def address() -> str:
    """`host:port` or a socket's path, from THONGQUAN_CLAMD; empty when there is no scanner."""
    return os.environ.get("THONGQUAN_CLAMD", "")


def scan(content: bytes, where: str = "") -> None:
    """Raises Unfit (UPL-08) for what the scanner finds, TryLater when it does not answer: never unscanned."""
    where = where or address()
    if not where:
        return
    try:
        answer = ask(content, where)
    except OSError as silent:
        raise TryLater("GEN-503") from silent
    if b"FOUND" in answer:
        raise Unfit("UPL-08")
    if not answer.rstrip(b"\0\n").endswith(b"OK"):
        raise TryLater("GEN-503")


def ask(content: bytes, where: str) -> bytes:
    """One conversation with clamd."""
    host, colon, port = where.rpartition(":")
    family = socket.AF_INET if colon and port.isdigit() else socket.AF_UNIX
    with socket.socket(family, socket.SOCK_STREAM) as line:
        line.settimeout(SECONDS)
        line.connect((host, int(port)) if family == socket.AF_INET else where)
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            piece = content[start:start + CHUNK]
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
        answer = b""
        while chunk := line.recv(4096):
            answer += chunk
        return answer
