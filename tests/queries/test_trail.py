"""Reading the trail: the state of the seal, proofs through the application, the walls verification looks at."""

import json
from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from tests import border
from thongquan.core.checkpoint import checkpoint_open, read_verifier_key
from thongquan.core.merkle import leaf_hash, verify_consistency, verify_inclusion
from thongquan.jobs.logkey import LogFolder
from thongquan.queries.scope import scope
from thongquan.queries.trail import proof
from thongquan.queries.trail.findings import MOST_FINDINGS, Report
from thongquan.queries.trail.guards import APPEND_ONLY, check_guards
from thongquan.queries.trail.sealing import Sealing, sealing


@pytest.fixture
def cast(real_commits, tmp_path, settings):
    settings.HOME = tmp_path
    return border.open_border()


def test_the_seal_is_seen_without_any_reach(cast, real_commits, tmp_path):
    waiting = sealing()
    assert waiting.waiting > 0 and waiting.sealed == 0 and waiting.level == "ok"
    border.seal(real_commits.sealer, tmp_path)
    assert sealing() == Sealing(waiting.waiting, 0, 0.0)


@pytest.mark.parametrize(("seconds", "level"), [(0.4, "ok"), (10.1, "late"), (599.0, "late"), (601.0, "alarm")])
def test_a_late_seal_is_said_louder_and_louder(seconds, level):
    assert Sealing(1, 1, seconds).level == level


def test_a_declarant_proves_his_own_event_through_the_application(cast, real_commits, tmp_path):
    """With the declarant's reach the application draws the whole proof, and every checkpoint in between agrees."""
    for n in (1, 2, 3):
        border.accepted(cast, n)
        border.seal(real_commits.sealer, tmp_path)
    line = LogFolder(tmp_path).verifier()
    origin, public, _ = read_verifier_key(line)
    with scope(cast.companies[0]), connection.cursor() as cursor:
        cursor.execute("select e.id from audit_event e where action = 'crossing.submit' order by id")
        for (event,) in cursor.fetchall():
            shown = proof.event_proof(connection.connection, event, line)
            head = checkpoint_open(shown["checkpoint"], origin, public)
            path = [bytes.fromhex(node) for node in shown["proof"]]
            assert verify_inclusion(leaf_hash(shown["payload"].encode()), shown["index"], head.size, path, head.root)
            assert json.loads(shown["payload"])["action"] == "crossing.submit"
        cursor.execute("select note from audit_checkpoint order by size")
        heads = [checkpoint_open(note, origin, public) for (note,) in cursor.fetchall()]
        for old, new in zip(heads, heads[1:], strict=False):
            path = proof.consistency(connection.connection, old.size, new.size)
            assert verify_consistency(old.size, new.size, old.root, new.root, path)


def test_nobody_proves_anothers_event_through_the_application(cast, real_commits, tmp_path):
    border.declared(cast, 1, company=0)
    border.seal(real_commits.sealer, tmp_path)
    with psycopg.connect(real_commits.admin) as found:
        event = found.execute("select id from audit_event where action = 'crossing.submit'").fetchone()[0]
    with scope(cast.companies[1]):
        assert proof.event_proof(connection.connection, event, "") is None


def test_the_walls_stand(cast, real_commits):
    with psycopg.connect(real_commits.owner) as found:
        report = Report()
        check_guards(found, report)
    assert report.findings == []


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_missing_trigger_is_named(cast, real_commits, table):
    with psycopg.connect(real_commits.admin) as found:
        found.execute(f"drop trigger append_only on {table}")
        report = Report()
        check_guards(found, report)
    assert [(f.code, f.where) for f in report.findings] == [("GUARD", table)]


@pytest.mark.parametrize("table", [*APPEND_ONLY])
def test_even_the_owner_changes_nothing_by_mistake(cast, real_commits, table):
    for verb in (f"delete from {table}", f"truncate {table} cascade"):
        with psycopg.connect(real_commits.owner) as found, pytest.raises(psycopg.errors.InsufficientPrivilege):
            found.execute("set row_security = on")
            found.execute(verb)


def test_findings_without_end_are_counted_and_not_all_kept():
    report = Report()
    for n in range(MOST_FINDINGS + 5):
        report.add("LEAF_GAP", f"leaf:{n}")
    assert report.found == MOST_FINDINGS + 5 and len(report.findings) == MOST_FINDINGS and not report.clean


def test_verification_needs_no_superuser_and_writes_nothing(cast, real_commits, tmp_path):
    """The owner of a served database is bound by row-level security; he sees all rows by a policy of his own."""
    border.home_again(cast, 1)
    border.seal(real_commits.sealer, tmp_path)
    with psycopg.connect(real_commits.owner) as found:
        assert found.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user").fetchone() == (False,)
    report = border.verified(real_commits.owner, tmp_path)
    assert report.clean and report.rows == border.verified(real_commits.admin, tmp_path).rows


def test_times_are_told_in_utc_whatever_the_session_says(cast, real_commits, tmp_path):
    """A digest holds times as text; the reader's zone must not change it."""
    border.accepted(cast, 1)
    border.seal(real_commits.sealer, tmp_path)
    with psycopg.connect(real_commits.admin) as found:
        found.execute("alter role tq_owner in database " + found.info.dbname + " set timezone = 'Asia/Ho_Chi_Minh'")
    assert border.verified(real_commits.owner, tmp_path).clean
    assert border.NOW.utcoffset() == timedelta(0)
