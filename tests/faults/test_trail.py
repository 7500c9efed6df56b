"""The log from the act to the verdict of its verifier: the sealer's life, proofs for outsiders, the commands."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests import border
from thongquan.actions import gate
from thongquan.actions.trail import record
from thongquan.cli import start
from thongquan.config import place
from thongquan.core.actor import Actor, system
from thongquan.core.evidence import OBJECTS
from thongquan.jobs import sealer as night
from thongquan.jobs.logkey import LogFolder
from thongquan.models import AuditEvent, ChannelRuleVersion, Crossing, Gate, VehicleDeclaration
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope
from thongquan.queries.trail import proof

VERIFIER = place.CHECKOUT / "tools" / "verify_trail.py"


@pytest.fixture
def cast(real_commits, tmp_path, settings):
    settings.HOME = tmp_path
    return border.open_border()


@pytest.fixture
def day(real_commits, cast, tmp_path):
    """A day with a whole journey, sealed."""
    border.home_again(cast, 1)
    border.crossed_out(cast, 2)
    border.accepted(cast, 3)
    assert border.shown(cast, "12345").verdict.sign == "stop"
    border.seal(real_commits.sealer, tmp_path)
    return cast


def outside(path, *words):
    """What a stranger with the stand-alone verifier says."""
    done = subprocess.run([sys.executable, str(VERIFIER), str(path), "--json", *words], capture_output=True, text=True)
    return done.returncode, json.loads(done.stdout)


def test_a_whole_day_verifies_clean(day, real_commits, tmp_path):
    report = border.verified(real_commits.owner, tmp_path)
    assert report.findings == []
    assert report.leaves > 40 and report.rows > 50 and report.waiting == 0


def test_every_act_is_in_the_log_before_the_sealer_comes(cast, real_commits, tmp_path):
    """Unsealed is not unproven: the rows agree with events that still wait."""
    border.accepted(cast, 1)
    LogFolder(tmp_path).key()
    report = border.verified(real_commits.owner, tmp_path)
    assert report.findings == [] and report.leaves == 0 and report.waiting > 20


def test_an_outsider_checks_the_export_and_one_event(day, real_commits, tmp_path):
    folder = LogFolder(tmp_path)
    with psycopg.connect(real_commits.owner) as connection:
        connection.execute("set row_security = on")
        whole = proof.exported(connection, folder.verifier(), folder.notes()) | {"events": list(proof.events(connection))}
        event = connection.execute("select id from audit_event where action = 'gate.cross' order by id limit 1").fetchone()[0]
        one = proof.event_proof(connection, event, folder.verifier())
    (tmp_path / "all.json").write_text(json.dumps(whole))
    (tmp_path / "one.json").write_text(json.dumps(one))
    assert outside(tmp_path / "all.json", "--key", folder.verifier(), "--witness", str(folder.last))[0] == 0
    assert outside(tmp_path / "one.json", "--key", folder.verifier())[0] == 0
    one["payload"] = one["payload"].replace('"leg":1', '"leg":3')
    (tmp_path / "one.json").write_text(json.dumps(one))
    assert outside(tmp_path / "one.json", "--key", folder.verifier())[0] == 1


def test_an_unsealed_event_has_no_proof_yet(cast, real_commits, tmp_path):
    answer = border.shown(cast, border.digits(cast, border.accepted(cast, 1), 1))
    with psycopg.connect(real_commits.admin) as connection:
        assert proof.event_proof(connection, answer.event, "") is None
    border.seal(real_commits.sealer, tmp_path)
    with psycopg.connect(real_commits.admin) as connection:
        proven = proof.event_proof(connection, answer.event, LogFolder(tmp_path).verifier())
    assert proven["event"] == answer.event and answer.leaf and json.loads(proven["payload"])["action"] == "gate.cross"


def test_the_log_holds_no_persons(day, real_commits):
    """Payloads are for everybody who verifies: no names, no papers, no telephone numbers."""
    with psycopg.connect(real_commits.admin) as connection:
        said = " ".join(bytes(payload).decode() for (payload,) in connection.execute("select payload from audit_event"))
        names = [name for (name,) in connection.execute("select driver_name from vehicle_declaration union select full_name from person")]
        papers = [row[0]["drivers"][0]["document_number"] for row in connection.execute("select body from vehicle_declaration")]
    assert names and papers and not [word for word in [*names, *papers] if word and word in said]


def process(dsn, home):
    """The sealer as the supervisor starts it."""
    env = {"PATH": os.environ["PATH"], "THONGQUAN_SEALER_DSN": dsn, "THONGQUAN_LOG_HOME": str(home), "PYTHONPATH": str(place.CHECKOUT)}
    return subprocess.Popen([sys.executable, "-m", "thongquan.jobs.sealer"], env=env)


def waiting(dsn):
    with psycopg.connect(dsn) as connection:
        return connection.execute("select count(*) from audit_pending").fetchone()[0]


def until(true, seconds=15.0):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_sealer_survives_kill_9_and_seals_each_event_once(cast, real_commits, tmp_path):
    running = process(real_commits.sealer, tmp_path)
    try:
        for n in range(1, 7):
            border.accepted(cast, n)
            if n % 2 == 0:
                time.sleep(0.3)
                running.send_signal(signal.SIGKILL)
                running.wait()
                running = process(real_commits.sealer, tmp_path)
        until(lambda: waiting(real_commits.admin) == 0)
    finally:
        running.terminate()
        assert running.wait(5) in (0, -signal.SIGTERM), "the last one may not have been up yet"
    report = border.verified(real_commits.owner, tmp_path)
    assert report.findings == [] and report.leaves > 40


def test_the_sealer_is_small_and_knows_no_django(real_commits, tmp_path):
    running = process(real_commits.sealer, tmp_path)
    try:
        until(lambda: LogFolder(tmp_path).published.exists())
        time.sleep(0.3)
        status = Path(f"/proc/{running.pid}/status").read_text()
        maps = Path(f"/proc/{running.pid}/maps").read_text()
    finally:
        running.terminate()
        running.wait(5)
    resident = int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])
    assert resident < 60_000 and "django" not in maps


def test_the_supervisor_hands_the_sealer_its_own_address_and_nothing_else(real_commits):
    child = start.sealer(real_commits)
    assert child.env["THONGQUAN_SEALER_DSN"] == real_commits.sealer
    assert real_commits.app not in child.env.values() and real_commits.owner not in child.env.values()
    assert not [name for name in child.env if "SECRET" in name or name == "DATABASE_URL"]
    assert real_commits.sealer not in start.jobs(real_commits).env.values()


def test_two_sealers_never_work_at_once(cast, real_commits, tmp_path):
    with psycopg.connect(real_commits.sealer, autocommit=True) as one, psycopg.connect(real_commits.sealer, autocommit=True) as two:
        first, second = night.Sealer(one, LogFolder(tmp_path)), night.Sealer(two, LogFolder(tmp_path))
        assert first.hold() and not second.hold()
        with pytest.raises(night.LogBroken):
            night.seal_all(real_commits.sealer, tmp_path, patience=0.1)
        first.seal_all()
        assert night.seal_all(real_commits.sealer, tmp_path) == 0
    assert night.seal_all(real_commits.sealer, tmp_path) == 0


def test_who_seals_by_command_waits_for_the_sealer_that_runs(cast, real_commits, tmp_path):
    stopping = threading.Event()
    runs = threading.Thread(target=night.run, args=(real_commits.sealer, tmp_path, stopping))
    runs.start()
    try:
        border.accepted(cast, 1)
        night.seal_all(real_commits.sealer, tmp_path)
        assert waiting(real_commits.admin) == 0
    finally:
        stopping.set()
        runs.join(10)


def test_events_that_wait_too_long_are_a_finding_while_a_sealer_holds_the_lock(cast, real_commits, tmp_path):
    with psycopg.connect(real_commits.admin) as connection:
        connection.execute("update audit_pending set since = since - interval '11 seconds'")
    LogFolder(tmp_path).key()
    assert border.verified(real_commits.owner, tmp_path).findings == []
    with psycopg.connect(real_commits.sealer, autocommit=True) as connection:
        assert night.Sealer(connection, LogFolder(tmp_path)).hold()
        assert {f.code for f in border.verified(real_commits.owner, tmp_path).findings} == {"LATE"}


def test_the_sealer_raises_its_voice(cast, real_commits, tmp_path, caplog):
    """A log that is not his is left alone, said loudly, and the acts go on."""
    border.seal(real_commits.sealer, tmp_path)
    border.accepted(cast, 1)
    with psycopg.connect(real_commits.admin) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("delete from audit_leaf where idx = 3")
    stopping = threading.Event()
    runs = threading.Thread(target=night.run, args=(real_commits.sealer, tmp_path, stopping))
    runs.start()
    until(lambda: any(record.levelname == "CRITICAL" for record in caplog.records))
    stopping.set()
    runs.join(10)
    before = waiting(real_commits.admin)
    border.accepted(cast, 2)
    assert waiting(real_commits.admin) > before > 0


def test_keys_are_for_their_owner_only_and_are_never_replaced(tmp_path):
    folder = LogFolder(tmp_path)
    key = folder.key()
    assert folder.key_file.stat().st_mode & 0o777 == 0o600
    assert folder.key().private_bytes_raw() == key.private_bytes_raw()
    folder.published.unlink()
    folder.key()
    assert folder.verifier()


def test_a_scan_tells_its_event_and_the_event_its_scan(cast, real_commits):
    pk = border.accepted(cast, 1)
    answer = border.shown(cast, border.digits(cast, pk, 1), id=(scan := uuid4()))
    with psycopg.connect(real_commits.admin) as connection:
        payload, event = connection.execute(
            "select e.payload, s.event_id from scan s join audit_event e on e.id = s.event_id where s.id = %s", [scan]).fetchone()
    told = json.loads(bytes(payload))
    assert event == answer.event and told["facts"]["scan"] == str(scan)
    assert {name.partition(":")[0] for name in told["after"]} == {"vehicle", "crossing", "pass", "scan"}
    assert len([name for name in told["after"] if name.startswith("crossing:")]) == 2, "this leg and the next one"
    assert list(told["after"]) == sorted(told["after"]) and set(told["before"]) < set(told["after"])


def test_the_covered_tables_exist(real_commits):
    with psycopg.connect(real_commits.admin) as connection:
        tables = {name for (name,) in connection.execute("select tablename from pg_tables where schemaname = 'public'")}
    assert set(OBJECTS) <= tables


def test_a_stranger_may_be_recorded_though_he_sees_nothing(cast, real_commits, tmp_path):
    """Who may not read an event may still cause one."""
    with scope(None):
        receipt = record("assessment.looked", ChannelRuleVersion.objects.first(), by=system(), at=border.NOW)
    assert receipt.event and len(receipt.leaf) == 64


def test_a_vehicle_that_comes_home_through_another_office(cast, real_commits, tmp_path):
    """Both offices see both legs; the officer of the first gate writes the leg that the second expects."""
    pk = border.accepted(cast, 1, return_gate="VNHUGT", **border.PERMIT)
    assert border.shown(cast, border.digits(cast, pk, 1)).verdict.code == "OK"
    with scope(system(all_units())):
        there = Gate.objects.get(code="VNHUGT").office_id
    far = Actor(900, "far", frozenset({"gate_officer", "border_guard"}), (there,))
    back = border.NOW + timedelta(days=2)
    with scope(far):
        gate.tick(Crossing.objects.get(declaration=pk, leg=2).pk, "border_guard", by=far, at=back)
        answer = gate.scan(gate.ScanRequest(uuid4(), border.digits_of(pk, 2), "VNHUGT", 5), by=far, at=back)
    assert answer.verdict.code == "OK"
    for by in (far, cast.lane, cast.companies[0]):
        with scope(by):
            assert set(Crossing.objects.filter(declaration=pk).values_list("leg", "state")) == {(1, "crossed"), (2, "crossed")}
            assert AuditEvent.objects.filter(action="gate.cross", object_id=pk).count() == 2
    border.seal(real_commits.sealer, tmp_path)
    assert border.verified(real_commits.owner, tmp_path).findings == []


def test_a_resident_comes_and_goes(cast, real_commits, tmp_path):
    """A permission for many trips: every round has its own passes, told by their own event."""
    pk = border.accepted(cast, 1, case="resident", goods=[], laden=False, return_by="2027-05-01")
    for leg in range(1, 7):
        at = border.NOW + timedelta(hours=4 * leg) if leg < 3 else border.NOW + timedelta(days=leg)
        with scope(cast.guard):
            gate.tick(Crossing.objects.get(declaration=pk, leg=leg).pk, "border_guard", by=cast.guard, at=at)
        code = border.shown(cast, border.digits(cast, pk, leg), lane=border.OUT if leg % 2 else border.IN, at=at).verdict.code
        assert code == "OK", (leg, code)
    with scope(cast.desk):
        assert VehicleDeclaration.objects.get(pk=pk).state == "accepted"
        assert AuditEvent.objects.filter(action="crossing.passes", object_id=pk).count() == 3
    border.seal(real_commits.sealer, tmp_path)
    assert border.verified(real_commits.owner, tmp_path).findings == []


@pytest.mark.long
def test_a_hundred_thousand_events_are_verified_in_seconds(cast, real_commits, tmp_path):
    border.accepted(cast, 1)
    with psycopg.connect(real_commits.admin) as connection:
        connection.execute("""
            with e as (insert into audit_event (at, actor_id, on_behalf_of, unit, action, object_type, object_id, object_version, office_ids, declarant_id,
                           actor_name, request_id, payload)
                select at, actor_id, on_behalf_of, unit, action, object_type, object_id, object_version, office_ids, declarant_id, '', '', payload
                from audit_event, generate_series(1, 100000) where action = 'gate.tick' returning id)
            insert into audit_pending (event_id) select id from e""")
    border.seal(real_commits.sealer, tmp_path)
    began = time.monotonic()
    report = border.verified(real_commits.owner, tmp_path)
    assert report.leaves > 100_000 and time.monotonic() - began < 20
