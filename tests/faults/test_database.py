"""The embedded database is joined, survives being killed, and holds the application to its rights."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from thongquan.cli import main
from thongquan.config import postgres, roles
from thongquan.config.postgres import Server, ServerFailed, alive, ended, processes


@pytest.fixture
def private(tmp_path: Path):
    made = Server(tmp_path / "postgres")
    yield made
    made.stop(5)


def number_of(url: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.execute("select count(*) from pg_database").fetchone()[0]


def test_several_who_start_it_at_once_share_one_server(private):
    with ThreadPoolExecutor(4) as threads:
        urls = set(threads.map(lambda _: Server(private.root).ensure(), range(4)))
    assert len(urls) == 1 and number_of(urls.pop()) == 3


def test_the_last_one_out_stops_it(private):
    other = Server(private.root)
    with private.using():
        pid = private.pid()
        with other.using() as url:
            assert other.pid() == pid
        assert number_of(url) == 3
    assert private.pid() is None and not alive(pid)


def test_after_kill_9_it_recovers_and_keeps_what_was_committed(private):
    with psycopg.connect(private.ensure(), autocommit=True) as connection:
        connection.execute("create table kept (n int)")
        connection.execute("insert into kept values (7)")
    first = private.pid()
    os.kill(first, signal.SIGKILL)
    assert ended(first, 10)
    url = private.ensure()
    assert private.pid() not in (None, first)
    with psycopg.connect(url) as connection:
        assert connection.execute("select n from kept").fetchone() == (7,)


def test_a_start_that_was_cut_off_is_begun_anew(private):
    (private.root / "data.new").mkdir()
    (private.root / "data.new" / "PG_VERSION").write_text("18")
    assert number_of(private.ensure()) == 3


def test_a_user_without_a_name_starts_it_as_nobody_or_is_told_what_to_do(private, tmp_path, monkeypatch, capsys):
    """A container may run as a number that /etc/passwd does not know, and PostgreSQL asks for a name."""
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    assert not postgres.has_name(54321) and postgres.has_name(0)
    if postgres.namespaces_work():
        assert number_of(private.ensure()) == 3
    monkeypatch.setattr(postgres, "namespaces_work", lambda: False)
    with pytest.raises(ServerFailed, match="User 54321 has no name here"):
        Server(tmp_path / "other").ensure()
    monkeypatch.setattr(main.importlib, "import_module", lambda name: SimpleNamespace(arguments=str, run=lambda args: Server(tmp_path / "other").ensure()))
    assert main.main(["start"]) == 1 and "The database does not start. User 54321" in capsys.readouterr().err


def test_its_secrets_are_its_owners_alone_and_strangers_are_refused(private):
    url = private.ensure()
    assert (private.root / "password").stat().st_mode & 0o077 == 0
    assert private.data.stat().st_mode & 0o077 == 0
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url.replace("tq:", "tq:wrong"))


def test_the_running_application_owns_nothing_and_bends_no_rule(fresh_database):
    found = fresh_database("rights")
    with psycopg.connect(found.app) as connection:
        rights = "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user"
        assert connection.execute(rights).fetchone() == ("tq_app", False, False, False, False)
        assert connection.execute("select count(*) from pg_class where relowner = 'tq_app'::regrole").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("alter table django_session add column secret text")


def test_roles_may_be_prepared_again_at_any_time(fresh_database):
    found = fresh_database("again")
    assert roles.prepared(found.admin) == found


def test_no_process_is_left_where_none_should_be(private):
    private.ensure()
    private.stop(5)
    left = [pid for pid in processes() if alive(pid) and str(private.root) in Path(f"/proc/{pid}/cmdline").read_text(errors="replace")]
    assert left == []
