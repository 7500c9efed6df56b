"""pgbench: the same statements in C, from the same machine to the same server."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from thongquan.config.postgres import tools

THREADS = 2
SAMPLE = 0.25


@dataclass
class Limit:
    """One script with its constants. `place` says where each act's counter stands; scripts of one act share it."""

    name: str
    folder: Path
    dsn: str
    clients: int = 8
    place: Counter[str] = field(default_factory=Counter)

    @property
    def act(self) -> str:
        """What the script does: `scan` of `scan-writes`."""
        return self.name.partition("-")[0]

    def keep(self, script: str, constants: Mapping[str, str]) -> None:
        """Lay the script ready."""
        (self.folder / f"{self.name}.sql").write_text(script)
        self.constants = dict(constants)

    def run(self, seconds: float) -> dict[str, Any]:
        """One round; counters go on where the last round stopped."""
        url = urlsplit(self.dsn)
        prefix = self.folder / f"{self.name}-log"
        constants = [word for name, text in ({**self.constants, "n": str(self.place[self.act] - self.clients)}).items() for word in ("-D", f"{name}={text}")]
        said = subprocess.run(
            [str(tools() / "pgbench"), "-n", "-M", "prepared", "-c", str(self.clients), "-j", str(THREADS), "-T", str(max(1, round(seconds))),
             "-f", str(self.folder / f"{self.name}.sql"), "--log", f"--log-prefix={prefix}", f"--sampling-rate={SAMPLE}", *constants,
             "-h", str(url.hostname), "-p", str(url.port), "-U", unquote(url.username or ""), url.path.lstrip("/")],
            env=os.environ | {"PGPASSWORD": unquote(url.password or ""), "PGTZ": "UTC"}, capture_output=True, text=True, check=False)
        found = re.search(r"tps = ([\d.]+)", said.stdout)
        if said.returncode or found is None or " failed transactions: 0" not in said.stdout and "failed transactions: 0 " not in said.stdout:
            raise SystemExit(f"pgbench {self.name}: {said.stdout}\n{said.stderr[-3000:]}")
        done = int(re.search(r"transactions actually processed: (\d+)", said.stdout)[1])  # type: ignore[index]
        times = sorted(int(line.split()[2]) for log in self.folder.glob(f"{prefix.name}*") for line in log.read_text().splitlines())
        for log in self.folder.glob(f"{prefix.name}*"):
            log.unlink()
        self.place[self.act] += round(done * 1.3) + 200 * self.clients
        return {"tps": float(found[1]), "done": done, "p50_ms": within(times, 0.5), "p99_ms": within(times, 0.99)}


def within(times: list[int], share: float) -> float:
    """A percentile of microseconds, in milliseconds."""
    return round(times[min(len(times) - 1, int(len(times) * share))] / 1000, 2) if times else 0.0
