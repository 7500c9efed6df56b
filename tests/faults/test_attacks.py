"""An insider with the database in his hands: what he changes is found, and why it is found."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connections

from tests import border, databases
from thongquan.actions import crossing, gate
from thongquan.cli import ready
from thongquan.config import roles
from thongquan.core.checkpoint import Checkpoint, checkpoint_sign
from thongquan.core.merkle import Frontier, leaf_hash
from thongquan.jobs.logkey import LogFolder, origin_of
from thongquan.jobs.sealer import LogBroken
from thongquan.queries.scope import scope
from thongquan.queries.trail import verify as verification
from thongquan.queries.trail.rows import Rows

DATABASE = "house"

Act = Callable[[psycopg.Connection[Any], LogFolder], None]
NUMBERS = count()


@dataclass
class Sealed:
    """A small border whose acts are sealed, all but the last; every attack gets its own copy."""

    server: str
    name: str
    folder: LogFolder

    @contextmanager
    def copy(self) -> Iterator[roles.Addresses]:
        name = f"{self.name}_{next(NUMBERS)}"
        found = databases.copy(self.server, self.name, name)
        try:
            yield found
        finally:
            databases.remove(self.server, name)


@pytest.fixture(scope="module")
def sealed(fresh_database, server, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Sealed]:
    home, usual_home = tmp_path_factory.mktemp("sealed"), settings.HOME
    usual = [(alias, dict(connections.settings[alias])) for alias in connections.settings]
    with django_db_blocker.unblock():
        found = fresh_database("sealed")
        ready.connect_to(found.app)
        settings.HOME = home
        tell_the_story(found, home)
        connections.close_all()
        for alias, described in usual:
            connections.settings[alias].update(described)
        settings.HOME = usual_home
    yield Sealed(server, found.admin.rpartition("/")[2], LogFolder(home))


def tell_the_story(found: roles.Addresses, home: Path) -> None:
    cast = border.open_border()
    border.home_again(cast, 1)
    border.seal(found.sealer, home)
    border.crossed_out(cast, 2)
    border.seal(found.sealer, home)
    held = border.accepted(cast, 3)
    with scope(cast.desk):
        crossing.hold(held, reason_code="papers_doubtful", reason="Lệnh miệng của lãnh đạo", by=cast.desk, at=border.NOW)
    false = border.digits(cast, held, 1)
    assert border.shown(cast, false[:100] + ("1" if false[100] == "0" else "0") + false[101:]).verdict.code == "SIG"
    with scope(cast.guard):
        leg = border.row(cast, held).crossings.get(leg=1).pk
        gate.untick(leg, "border_guard", by=cast.guard, at=border.NOW)
    border.seal(found.sealer, home)
    border.declared(cast, 4)


def attacked(sealed: Sealed, act: Act, witnesses: list[str] | None = None) -> verification.Report:
    """What verification says of a copy after the insider was at it with all triggers asleep."""
    with sealed.copy() as found:
        with psycopg.connect(found.admin) as connection:
            connection.execute("set session_replication_role = replica")
            act(connection, sealed.folder)
        return border.verified(found.owner, sealed.folder.home, witnesses)


def codes(report: verification.Report) -> set[str]:
    return {finding.code for finding in report.findings}


def sql(*statements: str) -> Act:
    """An attack in plain statements; each must have touched something."""

    def act(connection: psycopg.Connection[Any], folder: LogFolder) -> None:
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, statement

    return act


EDIT = "update audit_event set payload = convert_to(replace(convert_from(payload, 'UTF8'), '\"leg\":1', '\"leg\":3'), 'UTF8') where {}"
CROSSED = "id = (select min(id) from audit_event where action = 'gate.cross')"
LEAF_OF = "event_id = (select min(id) from audit_event where action = 'gate.cross')"
REHASH = f"update audit_leaf l set hash = sha256('\\x00'::bytea || e.payload) from audit_event e where e.id = l.event_id and l.{LEAF_OF}"
LAST = "(select max(idx) from audit_leaf)"
FORGED = """insert into audit_event (at, actor_name, unit, action, object_type, object_id, object_version, office_ids, request_id, payload)
    select at, actor_name, unit, action, object_type, object_id, object_version, office_ids, 'x', payload from audit_event where id = 20 returning id"""
BACK_TO_FIRST = (
    "delete from audit_pending", "delete from audit_private",
    "delete from audit_leaf where idx >= (select min(size) from audit_checkpoint)",
    "delete from audit_event e where not exists (select 1 from audit_leaf l where l.event_id = e.id)",
    "delete from audit_checkpoint where size > (select min(size) from audit_checkpoint)",
    *(f"delete from {table} where declaration_id > 1" for table in ("scan", "pass", "public_link")),
    "delete from scan where declaration_id is null",
    "delete from agency_tick where crossing_id in (select id from crossing where declaration_id > 1)",
    "delete from crossing where declaration_id > 1", "delete from vehicle_declaration where id > 1",
)  # fmt: skip


def shift(connection: psycopg.Connection[Any], folder: LogFolder) -> None:
    """Take one event out and close the ranks."""
    event = connection.execute(f"delete from audit_event where {CROSSED} returning id").fetchone()[0]
    idx = connection.execute("delete from audit_leaf where event_id = %s returning idx", [event]).fetchone()[0]
    connection.execute("update audit_leaf set idx = -idx where idx > %s", [idx])
    connection.execute("update audit_leaf set idx = -idx - 1 where idx < 0")


def swap(connection: psycopg.Connection[Any], folder: LogFolder) -> None:
    """Let two events change places in the log."""
    connection.execute("update audit_leaf set idx = -1 where idx = 20")
    connection.execute("update audit_leaf set idx = 20 where idx = 21")
    connection.execute("update audit_leaf set idx = 21 where idx = -1")


def slip_in(connection: psycopg.Connection[Any], folder: LogFolder) -> None:
    """Put an invented event between two others."""
    connection.execute("update audit_leaf set idx = -idx where idx > 20")
    connection.execute("update audit_leaf set idx = 1 - idx where idx < 0")
    event = connection.execute(FORGED).fetchone()[0]
    connection.execute("insert into audit_leaf (idx, event_id, hash) select 21, id, sha256('\\x00'::bytea || payload) from audit_event where id = %s", [event])


def add_after(connection: psycopg.Connection[Any], folder: LogFolder) -> None:
    """Put an invented event at the end, sealed by nobody."""
    event = connection.execute(FORGED).fetchone()[0]
    connection.execute(f"insert into audit_leaf (idx, event_id, hash) select {LAST} + 1, id, sha256('\\x00'::bytea || payload) "
                       "from audit_event where id = %s", [event])


def own_checkpoint(connection: psycopg.Connection[Any], folder: LogFolder) -> None:
    """Rewrite the log and sign it with a key of one's own."""
    rewrite(connection, Ed25519PrivateKey.generate())


def stolen_key(connection: psycopg.Connection[Any], folder: LogFolder) -> None:
    """Rewrite the log and sign it with the log's own key."""
    rewrite(connection, folder.key())


def rewrite(connection: psycopg.Connection[Any], key: Ed25519PrivateKey) -> None:
    """A clean log of another history: the officer of one crossing is another one, in every place."""
    connection.execute("update audit_event set payload = convert_to(replace(convert_from(payload, 'UTF8'), "
                       "'\"reason\":\"papers_doubtful\"', '\"reason\":\"request\"'), 'UTF8') where action = 'crossing.hold'")
    sizes = {size for (size,) in connection.execute("select size from audit_checkpoint").fetchall()}
    edge = Frontier()
    for idx, payload in connection.execute("select l.idx, e.payload from audit_leaf l join audit_event e on e.id = l.event_id order by 1").fetchall():
        edge.add(leaf_hash(bytes(payload)))
        connection.execute("update audit_leaf set hash = %s where idx = %s", [leaf_hash(bytes(payload)), idx])
        if edge.size in sizes:
            note = checkpoint_sign(Checkpoint(origin_of(key), edge.size, edge.root()), key)
            connection.execute("update audit_checkpoint set root = %s, note = %s where size = %s", [edge.root(), note, edge.size])


ATTACKS: dict[str, tuple[str, Act]] = {
    "an event is edited": ("LEAF_HASH", sql(EDIT.format(CROSSED))),
    "an event and its leaf are edited": ("ROOT", sql(EDIT.format(CROSSED), REHASH)),
    "event, leaf and the root in the row": ("CHECKPOINT", sql(EDIT.format(CROSSED), REHASH, "update audit_checkpoint set root = sha256('x')")),
    "an event is deleted": ("EVENT_GONE", sql(f"delete from audit_event where {CROSSED}")),
    "event and leaf are deleted": ("LEAF_GAP", sql(f"delete from audit_leaf where {LEAF_OF}", f"delete from audit_event where {CROSSED}")),
    "event and leaf are deleted, ranks closed": ("ROOT", shift),
    "two leaves change places": ("ROOT", swap),
    "two leaves exchange their events": ("LEAF_HASH", sql(
        "alter table audit_leaf drop constraint if exists audit_leaf_event_id_key",
        "update audit_leaf set event_id = case event_id when 20 then 21 else 20 end where event_id in (20, 21)")),
    "an invented event is slipped in": ("ROOT", slip_in),
    "an invented event is put at the end": ("UNSIGNED", add_after),
    "an invented event without place in the queue": ("HIDDEN", sql(FORGED)),
    "an event is hidden from the sealer": ("HIDDEN", sql("delete from audit_pending")),
    "an unsealed event is deleted": ("EVENT_GONE", sql("delete from audit_event where id in (select event_id from audit_pending)")),
    "an unsealed event is deleted with its place in the queue": ("ROW_UNTOLD", sql(
        "delete from audit_event where id in (select event_id from audit_pending)", "delete from audit_pending")),
    "a sealed event is queued again": ("TWICE", sql("insert into audit_pending (event_id) values (20)")),
    "the newest history is rolled back, rows and all": ("ROLLED_BACK", sql(*BACK_TO_FIRST)),
    "the log is emptied": ("TRUNCATED", sql("delete from audit_leaf", "delete from audit_checkpoint", "delete from audit_event",
                                            "delete from audit_private", "delete from audit_pending")),
    "the newest leaves are cut off": ("TRUNCATED", sql(f"delete from audit_leaf where idx > {LAST} - 3")),
    "the newest checkpoint is deleted": ("UNSIGNED", sql("delete from audit_checkpoint where size = (select max(size) from audit_checkpoint)")),
    "a checkpoint's root is changed": ("CHECKPOINT", sql(
        "update audit_checkpoint set root = sha256('x') where size = (select min(size) from audit_checkpoint)")),
    "a checkpoint bears the note of another": ("CHECKPOINT", sql(
        "update audit_checkpoint set note = (select note from audit_checkpoint order by size limit 1)")),
    "a checkpoint is signed by another key": ("CHECKPOINT", own_checkpoint),
    "the log is rewritten with the stolen key": ("SPLIT_VIEW", stolen_key),
    "a declaration is changed silently": ("ROW_CHANGED", sql("update vehicle_declaration set due_back_at = due_back_at + interval '2 days' where id = 2")),
    "a declaration's form is changed silently": ("ROW_CHANGED", sql("update vehicle_declaration set body = body || '{\"laden\": false}' where id = 2")),
    "a hold is lifted silently": ("ROW_CHANGED", sql("update vehicle_declaration set held_at = null, hold_reason = '' where id = 3")),
    "a declaration is deleted": ("ROW_GONE", sql("delete from vehicle_declaration where id = 3")),
    "a declaration is accepted that nobody declared": ("ROW_UNTOLD", sql(
        "create temporary table t as select * from vehicle_declaration where id = 3",
        "update t set id = 99, number = '999', state = 'accepted'", "insert into vehicle_declaration select * from t")),
    "a crossing is dated back": ("ROW_CHANGED", sql("update crossing set crossed_at = crossed_at - interval '1 hour' where state = 'crossed'")),
    "a used pass is good again": ("ROW_CHANGED", sql("update pass set state = 'issued' where state = 'used'")),
    "a stop becomes a go": ("ROW_CHANGED", sql("update scan set sign = 'go', code = 'OK' where sign = 'stop'")),
    "the scan of a forged pass disappears": ("ROW_GONE", sql("delete from scan where code = 'SIG'")),
    "a tick is invented": ("ROW_UNTOLD", sql(
        "insert into agency_tick (crossing_id, agency, at, note, office_id) select id, 'quarantine_plant', now(), '', office_id from crossing limit 1")),
    "a tick that was taken back is there again": ("ROW_BACK", sql(
        "insert into agency_tick (id, crossing_id, agency, at, note, office_id) select (select max(id) + 0 from "
        "(select regexp_replace(name, 'tick:', '')::bigint as id from audit_event, jsonb_each_text(convert_from(payload, 'UTF8')::jsonb->'after') j(name, v) "
        "where v = 'gone') g), id, 'border_guard', now(), '', office_id from crossing where declaration_id = 3")),
    "somebody makes himself head of office": ("ROW_UNTOLD", sql(
        "insert into role_grant (user_id, role, unit_id, since, reason, emergency, review) "
        "select user_id, 'office_leader', unit_id, since, '', false, '' from role_grant where role = 'gate_officer' limit 1")),
    "a grant becomes a bigger one": ("ROW_CHANGED", sql("update role_grant set role = 'nation_leader' where role = 'gate_officer'")),
    "a mandate is widened": ("ROW_CHANGED", sql("update mandate set until = until + 365")),
    "a channel rule lets everything pass": ("ROW_CHANGED", sql("update channel_rule_version set channel = 'none'")),
    "an act gets another officer": ("EVENT_COLUMNS", sql(f"update audit_event set actor_id = actor_id + 1 where {CROSSED}")),
    "an act is moved to another case": ("EVENT_COLUMNS", sql(f"update audit_event set object_id = 2 where {CROSSED}")),
    "an act is hidden from the offices": ("EVENT_COLUMNS", sql(f"update audit_event set office_ids = '{{}}' where {CROSSED}")),
    "an act is hidden from the declarant": ("EVENT_COLUMNS", sql(f"update audit_event set declarant_id = null where {CROSSED}")),
    "an act is dated back": ("EVENT_COLUMNS", sql(f"update audit_event set at = at - interval '1 hour' where {CROSSED}")),
    "an act gets another name": ("EVENT_COLUMNS", sql("update audit_event set action = 'crossing.release' where action = 'crossing.hold'")),
    "the private part is rewritten": ("PRIVATE", sql("update audit_private set body = '{\"note\": \"theo đề nghị của doanh nghiệp\"}'")),
    "a private part is hung on": ("PRIVATE", sql("insert into audit_private (event_id, salt, body) values (20, 'x', '{\"note\": \"x\"}')")),
    "the append-only trigger is put to sleep": ("GUARD", sql("alter table audit_event disable trigger append_only")),
    "row-level security is switched off": ("GUARD", sql("alter table vehicle_declaration disable row level security")),
    "the application may change the past": ("GUARD", sql("grant update on audit_event to tq_app")),
    "the digest function is replaced to cover an edit": ("ROW_CHANGED", sql(
        "create or replace function tq_digest(row_as_json jsonb) returns text language sql immutable strict as $$ select 'x' $$",
        "update vehicle_declaration set due_back_at = null where id = 2")),
}


def test_before_any_attack_the_log_is_clean_and_one_act_waits(sealed):
    with sealed.copy() as found:
        report = border.verified(found.owner, sealed.folder.home)
    assert report.findings == [] and report.checkpoints == 3 and report.waiting == 1


@pytest.mark.parametrize("name", ATTACKS)
def test_the_attack_is_found(sealed, name):
    code, act = ATTACKS[name]
    assert code in codes(attacked(sealed, act))


def test_a_stolen_key_without_any_witness_is_not_found(sealed):
    """The one thing a log alone cannot show; it is why checkpoints are kept elsewhere."""
    assert attacked(sealed, stolen_key, witnesses=[]).findings == []


def test_a_stolen_key_is_found_by_a_witness_of_any_size(sealed):
    with sealed.copy() as found, psycopg.connect(found.owner) as connection:
        notes = [note for (note,) in connection.execute("select note from audit_checkpoint order by size")]
    assert codes(attacked(sealed, stolen_key, witnesses=notes[:2])) == set(), "the rewritten act is younger than these"
    assert "SPLIT_VIEW" in codes(attacked(sealed, stolen_key, witnesses=notes[2:]))


WALK = verification.walk
SWITCHED_OFF = {
    "leaves": ("an event is edited", lambda m: m.setattr(verification, "checked_leaf", lambda event, digest, *a: digest)),
    "roots": ("two leaves change places", lambda m: m.setattr(verification, "walk", lambda connection, known, *a: WALK(connection, {}, *a))),
    "signatures": ("a checkpoint is signed by another key", lambda m: m.setattr(verification, "signed_roots", lambda *a: {})),
    "rows": ("a used pass is good again", lambda m: m.setattr(Rows, "compare", lambda *a: None)),
    "columns": ("an act gets another officer", lambda m: m.setattr(verification, "tell", lambda *a: None)),
    "queue": ("an event is hidden from the sealer", lambda m: m.setattr(verification, "waiting", lambda *a, **k: None)),
    "guards": ("row-level security is switched off", lambda m: m.setattr(verification, "check_guards", lambda *a: None)),
    "witnesses": ("the newest history is rolled back, rows and all", lambda m: m.setattr(verification, "witnessed_roots", lambda *a: {})),
}


@pytest.mark.parametrize("check", SWITCHED_OFF)
def test_with_a_check_switched_off_its_attack_goes_unseen(sealed, monkeypatch, check):
    """The negative control: these tests can go red."""
    name, switch_off = SWITCHED_OFF[check]
    code, act = ATTACKS[name]
    switch_off(monkeypatch)
    assert code not in codes(attacked(sealed, act))


def test_a_silent_change_is_found_even_after_an_honest_act_on_the_same_row(real_commits, tmp_path, settings):
    settings.HOME = tmp_path
    cast = border.open_border()
    pk = border.accepted(cast, 1)
    with psycopg.connect(real_commits.admin) as connection:
        connection.execute("update vehicle_declaration set plate = 'X' where id = %s", [pk])
    with scope(cast.desk):
        crossing.hold(pk, reason_code="papers_doubtful", by=cast.desk, at=border.NOW)
    border.seal(real_commits.sealer, tmp_path)
    report = border.verified(real_commits.owner, tmp_path)
    assert [(f.code, f.where) for f in report.findings] == [("ROW_CHANGED", f"vehicle:{pk}")]


@pytest.mark.parametrize("statement", [
    "update audit_event set action = 'x'", "delete from audit_event", "truncate audit_event", "update audit_leaf set idx = 0", "delete from audit_leaf",
    "insert into audit_leaf (idx, event_id, hash) values (999, 1, 'x')", "delete from audit_checkpoint", "update audit_checkpoint set size = 0",
    "insert into audit_checkpoint (size, root, note, cosignatures) values (999, 'x', 'x', '[]')", "update scan set code = 'OK'", "delete from scan",
    "truncate scan", "delete from audit_pending", "update audit_pending set event_id = 0", "update audit_private set body = '{}'",
    "alter table audit_event disable trigger append_only", "set session_replication_role = replica", "set role tq_owner", "set role tq_sealer",
    "create table mine (x int)", "create or replace function tq_digest(row_as_json jsonb) returns text language sql as $$ select 'x' $$",
    "alter table vehicle_declaration disable row level security", "drop policy reads on vehicle_declaration", "copy scan to program 'id'",
])  # fmt: skip
def test_the_application_itself_is_refused(sealed, statement):
    with sealed.copy() as found, psycopg.connect(found.app) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


@pytest.mark.parametrize("statement", [
    "update audit_event set action = 'x'", "insert into audit_event (action) values ('x')", "delete from audit_leaf", "update audit_checkpoint set size = 0",
    "select * from vehicle_declaration", "select * from audit_private", "select * from person", "update vehicle_declaration set state = 'accepted'",
])  # fmt: skip
def test_the_sealer_may_touch_the_log_only(sealed, statement):
    with sealed.copy() as found, psycopg.connect(found.sealer) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


@pytest.mark.parametrize("name", ["the newest history is rolled back, rows and all", "an event and its leaf are edited", "event and leaf are deleted"])
def test_the_sealer_signs_nothing_onto_a_log_that_is_not_his(sealed, name):
    with sealed.copy() as found:
        with psycopg.connect(found.admin) as connection:
            connection.execute("set session_replication_role = replica")
            ATTACKS[name][1](connection, sealed.folder)
        with pytest.raises(LogBroken):
            border.seal(found.sealer, sealed.folder.home)


def test_findings_are_plain_json(sealed):
    report = attacked(sealed, ATTACKS["a used pass is good again"][1])
    assert json.dumps([vars(finding) for finding in report.findings])
