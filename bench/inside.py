"""The server's own code in one quiet process: what an act sends to the database, and where its time goes."""

from __future__ import annotations

import cProfile
import io
import pickle
import pstats
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.replay import WARM, Sent, overheard
from thongquan.config import door


def asked(request: bytes) -> tuple[int, bytes]:
    """One prepared request, through the same middleware and view as at the door."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ")
    headers = [(name.encode().lower(), value.encode()) for name, _, value in (line.partition(": ") for line in lines)]
    scope: dict[str, Any] = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers,
                             "server": ("localhost", 80), "client": ("127.0.0.1", 1), "http_version": "1.1", "scheme": "http"}
    status, _, content = door.call(door.environ(scope, io.BytesIO(body)))
    with content:
        return status, content.read()


def overhear(requests: Sequence[bytes]) -> list[tuple[bytes, list[Sent]]]:
    """For each request its answer and its statements; the first ones only warm up."""
    heard = []
    for request in requests:
        with overheard() as said:
            status, body = asked(request)
        if status >= 300:
            raise SystemExit(f"{status} {body.decode()}")  # the act must succeed
        heard.append((body, said))
    return heard


def profiled(requests: Sequence[bytes]) -> dict[str, float]:
    """Seconds spent in each function itself, summed over all requests."""
    profile = cProfile.Profile()
    for request in requests[:WARM]:
        asked(request)
    profile.enable()
    for request in requests[WARM:]:
        asked(request)
    profile.disable()
    found = pstats.Stats(profile, stream=io.StringIO())
    return {f"{file}:{line}:{name}": row[2] for (file, line, name), row in found.stats.items()} | {  # type: ignore[attr-defined]
        f"cum {file}:{line}:{name}": row[3] for (file, line, name), row in found.stats.items()}  # type: ignore[attr-defined]


def main() -> None:
    """`inside overhear|profile REQUESTS RESULT`, both pickled."""
    what, requests, result = sys.argv[1:]
    found = {"overhear": overhear, "profile": profiled}[what](pickle.loads(Path(requests).read_bytes()))
    Path(result).write_bytes(pickle.dumps(found))


if __name__ == "__main__":
    main()
