"""An installation of its own in a temporary folder: the real database, server and sealer, and a fleet at the gate."""

from __future__ import annotations

import argparse
import json
import os
import pickle
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from thongquan.cli import start
from thongquan.config import place, roles
from thongquan.config.postgres import free_port

CHECKOUT = place.CHECKOUT


def say(text: str) -> None:
    """One line of progress."""
    print(f"· {text}", file=sys.stderr, flush=True)


@dataclass
class Laboratory:
    """The running installation."""

    folder: Path
    found: roles.Addresses
    port: int
    children: list[start.Child] = field(default_factory=list)

    def server(self, entry: str = "", port: int = 0, workers: int = 1) -> tuple[start.Child, float]:
        """A server as `./run` starts it, and the seconds until it answered."""
        where = port or self.port
        child = start.web(argparse.Namespace(host="127.0.0.1", port=where, workers=workers), self.found)
        child.command = [*child.command[:-1], entry or child.command[-1]]
        child.env["PYTHONPATH"] = str(CHECKOUT)
        child.says = sys.stderr.fileno()
        began = time.monotonic()
        child.start()
        self.children.append(child)
        while not start.answers(f"http://127.0.0.1:{where}"):
            if child.fell() or time.monotonic() - began > 30:
                raise SystemExit("the server does not answer")
            time.sleep(0.01)
        return child, time.monotonic() - began

    def sealer(self) -> start.Child:
        """The sealer of the trail."""
        child = start.sealer(self.found)
        child.start()
        self.children.append(child)
        return child

    def end(self, child: start.Child) -> None:
        """Stop one of them."""
        start.stop([child])
        self.children.remove(child)

    def inside(self, what: str, requests: Sequence[bytes]) -> Any:
        """Let the server's code work on these requests in a process of its own."""
        given, result = self.folder / "inside.requests", self.folder / "inside.result"
        given.write_bytes(pickle.dumps(list(requests)))
        env = start.child_environment(self.found.app, start.WEB_THREADS) | {"PYTHONPATH": str(CHECKOUT)}
        subprocess.run([sys.executable, "-m", "bench.inside", what, str(given), str(result)], env=env, check=True)
        return pickle.loads(result.read_bytes())


@contextmanager
def laboratory(folder: Path) -> Iterator[Laboratory]:
    """Database and tables as a new installation has them; everything is stopped at the end."""
    place.choose("production")
    with roles.running() as found:
        os.environ["THONGQUAN_SECRET_KEY"] = place.secret("django")
        say("tables and reference data")
        subprocess.run([sys.executable, "-m", "thongquan.cli.main", "prepare"], check=True, stdout=sys.stderr)
        lab = Laboratory(folder, found, free_port())
        try:
            yield lab
        finally:
            start.stop(lab.children)


def fetch(url: str, **headers: str) -> tuple[int, bytes]:
    """A plain GET."""
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(urllib.request.Request(url, headers=headers), timeout=30) as reply:
        return reply.status, reply.read()


def told(found: object) -> None:
    """The result of this process, for the one that started it."""
    print(json.dumps(found))
