"""The memory of everything that was started: each page counted once, shared ones in shares (PSS)."""

from __future__ import annotations

import os
import re
from pathlib import Path

NAMES = (("postgres", "postgres"), ("procrastinate", "jobs"), ("thongquan.jobs.sealer", "sealer"), ("granian", "server"), ("thongquan", "supervisor"))


def below(pid: int) -> list[int]:
    """This process and all it has started."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except FileNotFoundError:
        return []
    return [pid, *(one for child in text.split() for one in below(int(child)))]


def inside(folder: Path) -> list[int]:
    """The processes that work in a folder, as PostgreSQL's do in that of the database."""
    found = []
    for path in Path("/proc").iterdir():
        try:
            if path.name.isdigit() and Path(os.readlink(path / "cwd")).is_relative_to(folder):
                found.append(int(path.name))
        except OSError:
            continue
    return found


def pss_mb(pid: int) -> float:
    """One process's share of memory in MB; 0 when it has ended meanwhile."""
    try:
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def name_of(pid: int) -> str:
    """What the process is to us."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return "ended"
    return next((name for piece, name in NAMES if piece in words), "server")


def memory(supervisor: int, home: Path) -> dict[str, float]:
    """Megabytes by name, and `total_mb`."""
    sums: dict[str, float] = {}
    for pid in {*below(supervisor), *inside(home)}:
        name = name_of(pid)
        sums[name] = sums.get(name, 0.0) + pss_mb(pid)
    return {"total_mb": round(sum(sums.values())), **{f"{name}_mb": round(size) for name, size in sorted(sums.items()) if round(size)}}
