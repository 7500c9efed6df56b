"""Who holds a port of this machine."""

import os
from pathlib import Path

LISTENS = "0A"


def holder(port: int) -> str:
    """Who listens on this TCP port, as "name (process 123)"; a vague word when we may not look."""
    sockets = listening(port)
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            held = {os.readlink(entry) for entry in (process / "fd").iterdir()}
            if held & sockets:
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                return f"{command[:80]} (process {process.name})"
        except OSError:
            continue
    return "another process"


def listening(port: int) -> set[str]:
    """The listening sockets of this port, as the links in /proc name them."""
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == LISTENS and int(fields[1].rpartition(":")[2], 16) == port:
                found.add(f"socket:[{fields[9]}]")
    return found
