"""`thongquan start`: one supervisor starts everything, mends what falls over, stops all."""

import argparse
import os
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from thongquan.cli import half_made, ports
from thongquan.config import place, roles
from thongquan.config.postgres import port_is_free
from thongquan.jobs import parent

#: threads of a server process that is alone, and of each among several: half a dozen acts at once on two processors only wait for each other
WEB_THREADS, WEB_THREADS_EACH = 8, 3
JOB_THREADS = 2
READY_SECONDS = 60
STOP_SECONDS = 2.5
DATABASE_STOP_SECONDS = 1.5
MOST_RESTARTS, RESTART_WINDOW = 5, 60.0


class Stopped(Exception):
    """Somebody asked us to stop."""


@dataclass
class Child:
    """One process we keep running; `orphaned` is the signal that ends it when the supervisor is gone."""

    name: str
    command: list[str]
    env: dict[str, str]
    says: int | None = None
    orphaned: int = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Starts it in a session of its own (Ctrl-C reaches the supervisor alone); it dies with the supervisor."""
        self.starts = [at for at in self.starts if at > time.monotonic() - RESTART_WINDOW] + [time.monotonic()]
        self.process = subprocess.Popen(self.command, env=self.env, stdout=self.says, start_new_session=True,
                                        preexec_fn=partial(parent.end_with, os.getpid(), self.orphaned))

    def fell(self) -> bool:
        """Whether it has ended by itself."""
        return self.process is not None and self.process.poll() is not None


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and whether to start without demo."""
    parser.add_argument("--empty", action="store_true", help="no demo data, no demo keys; prints a link for the first administrator")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000), help="port (default PORT, else 8000)")
    parser.add_argument("--workers", type=int, default=1, choices=range(1, 33), metavar="N", help="server processes on this port (default 1)")


def run(args: argparse.Namespace) -> int:
    """Starts everything, says Ready, and stays until SIGTERM, SIGINT or SIGHUP; 0 when stopped by one of them."""
    place.choose("production" if args.empty and place.realm() == "demo" else place.realm())
    if not port_is_free(args.port):
        print(f"Port {args.port} is taken by {ports.holder(args.port)}. Stop it, or choose another: PORT={args.port + 1} ./run", file=sys.stderr)
        return 1
    stops: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda got, frame: stops.append(got))
    parent.inherit_orphans()
    children: list[Child] = []
    print(f"Thông Quan, realm {place.realm()}, kept in {place.home()}", flush=True)
    if half_made.throw_away():
        print("· the demo was only half made: it is made anew", flush=True)
    print("· database", flush=True)
    with roles.running() as found:
        try:
            prepare(args, stops)
            children += [web(args, found), jobs(found), sealer(found)]
            for child in children:
                child.start()
            wait_until_ready(args, stops, children)
            return watch(stops, children)
        except Stopped:
            return 0
        finally:
            stop(children)
            if not roles.served():
                roles.embedded().stop(DATABASE_STOP_SECONDS)


def prepare(args: argparse.Namespace, stops: list[int]) -> None:
    """Runs `thongquan prepare` as a process of its own, so that its memory is given back."""
    words = ["--demo"] if place.realm() == "demo" else ["--link", address(args)] if args.empty else []
    child = Child("prepare", [sys.executable, "-m", "thongquan.cli.main", "prepare", *words], dict(os.environ))
    child.start()
    assert child.process is not None
    while child.process.poll() is None:
        if stops:
            stop([child])
            raise Stopped
        time.sleep(0.05)
    if child.process.returncode:
        raise SystemExit(f"Preparing failed (see above). `thongquan doctor` may say why. Status {child.process.returncode}.")


def address(args: argparse.Namespace) -> str:
    """Where a browser on this machine finds the server."""
    return f"http://{'127.0.0.1' if args.host == '0.0.0.0' else args.host}:{args.port}"


def child_environment(dsn: str, pool: int) -> dict[str, str]:
    """What a child may know: the application's address of the database, never the owner's."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "THONGQUAN_SEALER_DSN")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "thongquan.config.settings",
        "THONGQUAN_APP_DSN": dsn,
        "THONGQUAN_POOL": str(pool),
        "THONGQUAN_SECRET_KEY": place.secret("django"),
        "MALLOC_ARENA_MAX": "2",
        "PYTHONUNBUFFERED": "1",
    }


def web(args: argparse.Namespace, found: roles.Addresses) -> Child:
    """The server: one port, one process unless more are asked for."""
    granian = Path(sys.executable).with_name("granian")
    command = [
        str(granian), "--interface", "asginl", "--host", args.host, "--port", str(args.port), "--workers", str(args.workers), "--http", "1", "--no-ws",
        "--loop", "asyncio", "--workers-kill-timeout", "2", "--log-level", "warning", "--backlog", "512", "thongquan.config.door:application",
    ]  # fmt: skip
    return Child("server", command, child_environment(found.app, WEB_THREADS if args.workers == 1 else WEB_THREADS_EACH))


def jobs(found: roles.Addresses) -> Child:
    """The night shift; it has no time to wait for its work when it is orphaned, and takes it up at the next start."""
    command = [
        sys.executable, "-m", "thongquan.jobs.worker", *([] if roles.served() else ["--alone"]),
        "--concurrency", str(JOB_THREADS), "--shutdown-graceful-timeout", "2",
    ]  # fmt: skip
    return Child("jobs", command, child_environment(found.app, JOB_THREADS), says=subprocess.DEVNULL, orphaned=signal.SIGKILL)


def sealer(found: roles.Addresses) -> Child:
    """The sealer of the trail: it alone holds the log's key, and of the database it may touch the log only."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH") if name in os.environ}
    env = kept | {"THONGQUAN_SEALER_DSN": found.sealer, "THONGQUAN_LOG_HOME": str(place.home()), "MALLOC_ARENA_MAX": "2"}
    return Child("sealer", [sys.executable, "-m", "thongquan.jobs.sealer"], env)


def wait_until_ready(args: argparse.Namespace, stops: list[int], children: list[Child]) -> None:
    """Waits for the first answer, then prints the address."""
    deadline = time.monotonic() + READY_SECONDS
    while not answers(address(args)):
        if stops:
            raise Stopped
        if time.monotonic() > deadline or not mended(children):
            raise SystemExit("The server does not answer. `thongquan doctor` may say why.")
        time.sleep(0.05)
    sys.stdout.write(f"Ready: {address(args)}\n")  # one write: the children speak on the same line otherwise
    sys.stdout.flush()


def answers(base: str) -> bool:
    """Whether the server and its database answer."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{base}/healthz", timeout=2) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


def watch(stops: list[int], children: list[Child]) -> int:
    """Stays until told to stop, or until something cannot be kept running."""
    turn = 0
    while not stops:
        time.sleep(0.1)
        turn += 1
        if turn % 10 == 0 and not roles.served():
            roles.embedded().ensure()
        if not mended(children):
            return 1
    return 0


def mended(children: list[Child]) -> bool:
    """Starts again what fell over; False when one falls over and over."""
    for child in children:
        if child.fell():
            if len(child.starts) >= MOST_RESTARTS:
                print(f"The process of {child.name} ends again and again; giving up.", file=sys.stderr)
                return False
            print(f"· {child.name} ended unexpectedly, starting it again", file=sys.stderr, flush=True)
            end_session(child)
            child.start()
    return True


def stop(children: list[Child]) -> None:
    """Asks all to end, and ends with their whole session those who do not."""
    running = [child.process for child in children if child.process is not None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        try:
            process.wait(max(0.05, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
    for child in children:
        end_session(child)


def end_session(child: Child) -> None:
    """Ends at once whatever is left of a child and of what it started (a killed server leaves its worker on the port)."""
    if child.process is None:
        return
    try:
        os.killpg(child.process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    child.process.wait()
