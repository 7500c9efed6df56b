"""A pass judged without the centre, by the published file alone, through the command."""

import argparse
import json
import subprocess
import sys
from datetime import timedelta

import psycopg
import pytest

from tests import border
from thongquan.actions import crossing
from thongquan.actions.keyring import root_key
from thongquan.cli import pass_, trail
from thongquan.config import place
from thongquan.core.actor import system
from thongquan.core.bundle import bundle_open, bundle_sign
from thongquan.queries.access import all_units
from thongquan.queries.passes import STALE, bundle_at
from thongquan.queries.scope import scope

AT = border.NOW + timedelta(minutes=30)


@pytest.fixture
def cast(real_commits, tmp_path, settings, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(place, "home", lambda: tmp_path)
    return border.open_border()


def publish(path, at=AT, **over):
    """The published file as of a moment, signed by the root."""
    with scope(system(all_units())):
        path.write_bytes(bundle_sign(bundle_at(at, **over), root_key(place.home() / "keys")))
    return path


def judged(capsys, file, digits, *words, gate=border.GATE, at=AT):
    """What `thongquan pass check` says."""
    parser = argparse.ArgumentParser()
    pass_.arguments(parser)
    status = pass_.run(parser.parse_args(["check", digits, "--gate", gate, "--at", at.isoformat(), "--keys", str(file), "--json", *words]))
    said = capsys.readouterr().out
    return status, json.loads(said) if said else {}


def test_a_released_pass_may_go_and_a_forged_one_stops(cast, tmp_path, capsys):
    digits = border.digits(cast, border.accepted(cast, 1), 1)
    file = publish(tmp_path / "keys.json")
    status, said = judged(capsys, file, digits)
    assert (status, said["sign"], said["code"], said["leg"]) == (0, "go", "OK", 1)
    assert set(said["word"]) == {"vi", "en", "zh"} and said["plate"]
    status, said = judged(capsys, file, digits[:90] + str((int(digits[90]) + 1) % 10) + digits[91:])
    assert (status, said["sign"], said["code"]) == (0, "stop", "SIG")
    assert judged(capsys, file, digits, gate="VNHUGT")[1]["code"] == "GATE"


@pytest.mark.parametrize(("late", "code"), [(timedelta(0), "OK"), (STALE, "OK"), (STALE + timedelta(minutes=1), "STALE"), (-timedelta(minutes=5), "CLOCK")])
def test_green_only_on_fresh_lists(cast, tmp_path, capsys, late, code):
    digits = border.digits(cast, border.accepted(cast, 1), 1)
    assert judged(capsys, publish(tmp_path / "keys.json"), digits, at=AT + late)[1]["code"] == code


def test_used_revoked_held_and_unknown_are_told_apart(cast, tmp_path, capsys):
    used, held, cancelled = border.crossed_out(cast, 1), border.accepted(cast, 2), border.accepted(cast, 3)
    with scope(cast.desk):
        crossing.hold(held, reason_code="papers_doubtful", by=cast.desk, at=border.NOW)
    with scope(cast.companies[0]):
        crossing.request_cancel(cancelled, reason_code="not_travelling", by=cast.companies[0], at=border.NOW)
    with scope(cast.desk):
        crossing.decide_cancel(cancelled, approve=True, by=cast.desk, at=border.NOW)
    file = publish(tmp_path / "keys.json", AT + timedelta(minutes=1))
    later = AT + timedelta(minutes=2)
    found = {pk: judged(capsys, file, border.digits(cast, pk, 1), at=later)[1]["code"] for pk in (used, held, cancelled)}
    assert found == {used: "USED", held: "HELD", cancelled: "REVOKED"}
    late = border.accepted(cast, 4)
    assert judged(capsys, file, border.digits(cast, late, 1), at=later)[1]["code"] == "UNKNOWN"


def test_another_roots_file_is_not_used(cast, tmp_path, capsys):
    digits = border.digits(cast, border.accepted(cast, 1), 1)
    file = publish(tmp_path / "keys.json")
    assert judged(capsys, file, digits, "--root", "00" * 32)[0] == 2
    file.write_bytes(file.read_bytes().replace(b'"leg":1', b'"leg":2'))
    assert judged(capsys, file, digits)[0] == 2
    assert judged(capsys, tmp_path / "none.json", digits)[0] == 2
    assert judged(capsys, publish(tmp_path / "keys.json"), digits, gate="XX")[0] == 2


def test_full_plates_travel_only_in_a_gates_own_bundle(cast, tmp_path):
    border.accepted(cast, 1)
    public = root_key(tmp_path / "keys").public_key().public_bytes_raw()
    assert not bundle_open(publish(tmp_path / "a.json").read_bytes(), public).plates
    assert bundle_open(publish(tmp_path / "b.json", gate=border.GATE, plates=True).read_bytes(), public).plates
    assert not bundle_open(publish(tmp_path / "c.json", gate="VNHUGT", plates=True).read_bytes(), public).released


def run(home, *words):
    """A command of the operator in an installation of its own."""
    env = {"PATH": "/usr/bin:/bin", "THONGQUAN_HOME": str(home), "THONGQUAN_REALM": "training", "PYTHONPATH": str(place.CHECKOUT)}
    done = subprocess.run([sys.executable, "-m", "thongquan.cli.main", *words], env=env, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def test_the_commands_work_on_an_empty_installation(tmp_path):
    """They start the database, make the tables, load reference data, and stop it again."""
    status, said, wrong = run(tmp_path, "trail", "verify")
    assert status == 0, wrong
    assert json.loads(said)["clean"] and json.loads(said)["waiting"] > 0
    assert json.loads(run(tmp_path, "trail", "seal")[1])["sealed"] > 0
    status, said, _ = run(tmp_path, "pass", "check", "1" * 253, "--gate", border.GATE, "--at", "2026-11-25T09:00:00+07:00", "--json")
    assert status == 0 and json.loads(said)["sign"] == "stop"
    assert run(tmp_path, "trail", "witness")[0] == 0
    assert run(tmp_path, "trail", "prove", "1")[0] == 0 and run(tmp_path, "trail", "prove", "999999")[0] == 1
    export = tmp_path / "all.json"
    assert run(tmp_path, "trail", "export", "--out", str(export))[0] == 0
    key = (tmp_path / "training/keys/log.vkey").read_text().strip()
    verifier = [sys.executable, str(place.CHECKOUT / "tools" / "verify_trail.py"), str(export), "--key", key]
    assert subprocess.run(verifier, capture_output=True).returncode == 0


def test_verification_answers_1_and_names_what_it_found(cast, real_commits, tmp_path, capsys, monkeypatch):
    pk = border.accepted(cast, 1)
    border.seal(real_commits.sealer, tmp_path)
    with psycopg.connect(real_commits.admin) as found:
        found.execute("update vehicle_declaration set plate = 'X' where id = %s", [pk])

    def asked(*words):
        parser = argparse.ArgumentParser()
        trail.arguments(parser)
        args = parser.parse_args(words)
        status = trail.ACTS[args.act](args, real_commits, trail.LogFolder(tmp_path))
        return status, json.loads(capsys.readouterr().out)

    status, said = asked("verify")
    assert status == 1 and [(f["code"], f["where"]) for f in said["findings"]] == [("ROW_CHANGED", f"vehicle:{pk}")]
    assert asked("witness")[0] == 0, "the log itself only grew"
    assert [path.name for path in (tmp_path / "witness" / "local").glob("*.txt")] == [f"{said['leaves']:012d}.txt"]
