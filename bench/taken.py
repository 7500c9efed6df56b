"""What running processes take: memory, each page counted once and shared ones in shares (PSS), and processor time."""

from __future__ import annotations

import os
import re
from pathlib import Path

NAMES = (("postgres", "postgres"), ("thongquan.jobs.worker", "jobs"), ("thongquan.jobs.sealer", "sealer"), ("granian", "server"), ("thongquan", "supervisor"))


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


def pss_mb(pid: int, kind: str = "Pss") -> float:
    """One process's share of memory in MB; 0 when it has ended meanwhile. `Pss_Anon` is what it made itself, without its files."""
    try:
        found = re.search(rf"^{kind}:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
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


def memory(supervisor: int, home: Path, kind: str = "Pss") -> dict[str, float]:
    """Megabytes by name, and `total_mb`."""
    sums: dict[str, float] = {}
    for pid in {*below(supervisor), *inside(home)}:
        name = name_of(pid)
        sums[name] = sums.get(name, 0.0) + pss_mb(pid, kind)
    return {"total_mb": round(sum(sums.values())), **{f"{name}_mb": round(size) for name, size in sorted(sums.items()) if round(size)}}


def cpu_seconds(*roots: int) -> float:
    """Processor time that these processes, what they started and what of it has ended have used."""
    ticks = 0
    for pid in {one for root in roots for one in below(root)}:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")
