"""The sealer, a process of its own: each second it signs committed events into the log."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from thongquan.core.checkpoint import BadCheckpoint, Checkpoint, checkpoint_open, checkpoint_sign
from thongquan.core.merkle import Frontier, leaf_hash
from thongquan.jobs.logkey import LogFolder, origin_of

PERIOD = 1.0
BATCH = 5000
LATE, ALARM = 10.0, 600.0
SAY_AGAIN = 60.0
#: "tq log" as a number: whoever holds this advisory lock is the one sealer
LOCK = 0x74_71_6C_6F_67

log = logging.getLogger("thongquan.sealer")

#: an entry whose event has vanished stays in the queue as evidence
TAKE = """
with due as (
    select q.event_id from audit_pending q join audit_event e on e.id = q.event_id
    order by q.event_id limit %s for update of q skip locked
), taken as (
    delete from audit_pending p using due where p.event_id = due.event_id returning p.event_id
)
select e.id, e.payload from taken t join audit_event e on e.id = t.event_id order by e.id
"""
HEAD = """
select (select coalesce(max(idx) + 1, 0) from audit_leaf), c.size, c.root
from (select 1) one left join lateral (select size, root from audit_checkpoint order by size desc limit 1) c on true
"""
WAITS = "select extract(epoch from clock_timestamp() - min(since)) from audit_pending"


class LogBroken(Exception):
    """The log in the database is not the one we signed; nothing more is signed onto it."""


@dataclass
class Sealer:
    """One connection as tq_sealer that holds the lock, and the right edge of the log."""

    connection: psycopg.Connection[Any]
    folder: LogFolder
    edge: Frontier = field(default_factory=Frontier)
    holds: bool = False

    def __post_init__(self) -> None:
        self.key = self.folder.key()
        self.origin = origin_of(self.key)

    def hold(self) -> bool:
        """Become the one sealer, unless somebody else is."""
        if not self.holds:
            row = self.connection.execute("select pg_try_advisory_lock(%s)", [LOCK]).fetchone()
            self.holds = bool(row and row[0])
        return self.holds

    def seal(self) -> int:
        """Put what is committed into the log, at most a batch, and sign it; how many events."""
        with self.connection.transaction():
            self._agree()
            events = self.connection.execute(TAKE, [BATCH]).fetchall()
            if not events:
                return 0
            edge = Frontier(self.edge.size, list(self.edge.hashes))
            with self.connection.cursor() as cursor, cursor.copy("copy audit_leaf (idx, event_id, hash) from stdin") as leaves:
                for event, payload in events:
                    leaf = leaf_hash(bytes(payload))
                    leaves.write_row((edge.size, event, leaf))
                    edge.add(leaf)
            note = checkpoint_sign(Checkpoint(self.origin, edge.size, edge.root()), self.key)
            self.connection.execute(
                "insert into audit_checkpoint (size, root, note, cosignatures) values (%s, %s, %s, '[]')", [edge.size, edge.root(), note])
        self.edge = edge
        self.folder.keep(note)
        return len(events)

    def seal_all(self) -> int:
        """Seal until nothing waits."""
        total = 0
        while sealed := self.seal():
            total += sealed
        return total

    def waits(self) -> float:
        """For how many seconds the oldest event has waited."""
        row = self.connection.execute(WAITS).fetchone()
        return float(row[0] or 0) if row else 0.0

    def _agree(self) -> None:
        """The log in the database ends where ours ends; where it does not, read it anew and compare."""
        row = self.connection.execute(HEAD).fetchone()
        leaves, size, root = row if row else (0, None, None)
        if self.edge.size and leaves == size == self.edge.size and root is not None and bytes(root) == self.edge.root():
            return
        self._read(leaves, size or 0, bytes(root) if root else Frontier().root())

    def _read(self, leaves: int, size: int, root: bytes) -> None:
        """Rebuild the edge from all leaves; refuse a log that is not the one signed last."""
        known = {size: root}
        if kept := self.folder.kept():
            try:
                last = checkpoint_open(kept, self.origin, self.key.public_key().public_bytes_raw())
            except BadCheckpoint as bad:
                raise LogBroken(f"{self.folder.last} is not a checkpoint of this log ({bad.code})") from bad
            if known.setdefault(last.size, last.root) != last.root:
                raise LogBroken(f"the checkpoint of size {last.size} is not the one signed here")
        if leaves != size or max(known) > leaves:
            raise LogBroken(f"{leaves} leaves, but the last checkpoint has {size} and {max(known)} were signed")
        edge = Frontier()
        with self.connection.cursor("leaves") as cursor:
            cursor.itersize = 10_000
            for idx, digest in cursor.execute("select idx, hash from audit_leaf order by idx"):
                if idx != edge.size:
                    raise LogBroken(f"leaf {edge.size} is missing")
                edge.add(bytes(digest))
                if known.get(edge.size, b"") not in (b"", edge.root()):
                    raise LogBroken(f"the leaves do not give the signed root of size {edge.size}")
        self.edge = edge


def seal_all(dsn: str, home: Path, patience: float = 60.0) -> int:
    """Seal everything that waits, now; where a sealer runs already, wait for it. How many we sealed ourselves."""
    deadline = time.monotonic() + patience
    with psycopg.connect(dsn, autocommit=True) as connection:
        sealer = Sealer(connection, LogFolder(home))
        while not sealer.hold():
            if not sealer.waits():
                return 0
            if time.monotonic() > deadline:
                raise LogBroken("another sealer holds the lock and does not seal")
            time.sleep(0.05)
        return sealer.seal_all()


def watch(sealer: Sealer, stopping: threading.Event) -> None:
    """Seal every second until told to stop, and once more then; say when events wait, louder when they wait long."""
    said, trouble = -SAY_AGAIN, ""
    while not stopping.is_set():
        started = time.monotonic()
        trouble = ""
        try:
            if sealer.hold():
                sealer.seal_all()
        except LogBroken as broken:
            trouble = str(broken)
        waited = sealer.waits()
        if (trouble or waited > LATE) and time.monotonic() - said > SAY_AGAIN:
            said = time.monotonic()
            level = logging.CRITICAL if trouble or waited > ALARM else logging.WARNING
            log.log(level, "events wait for their seal since %.0f s%s", waited, f": {trouble}" if trouble else "")
        stopping.wait(max(0.0, PERIOD - (time.monotonic() - started)))
    if sealer.holds and not trouble:
        sealer.seal_all()


def run(dsn: str, home: Path, stopping: threading.Event) -> None:
    """Stay at work through restarts of the database."""
    while not stopping.is_set():
        try:
            with psycopg.connect(dsn, autocommit=True) as connection:
                watch(Sealer(connection, LogFolder(home)), stopping)
        except psycopg.Error as lost:
            log.warning("the database is away: %s", str(lost).strip().splitlines()[0] if str(lost).strip() else type(lost).__name__)
            stopping.wait(PERIOD)


def main() -> int:
    """The process: its address and its folder come in the environment, and nothing else does."""
    logging.basicConfig(format="%(levelname)s sealer: %(message)s", stream=sys.stderr)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, frame: stopping.set())
    run(os.environ["THONGQUAN_SEALER_DSN"], Path(os.environ["THONGQUAN_LOG_HOME"]), stopping)
    return 0


if __name__ == "__main__":
    sys.exit(main())
