"""An epoch is replayed from tables, log and bundle; the insider with SQL is found; the board and the simulator count right."""

import argparse
import inspect
import json
import re
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, connections, transaction

from tests.border import seal, verified
from tests.people import NOW, a_person
from tests.work import assigned, everywhere, officers
from thongquan.actions import assignment, reference
from thongquan.actions.assignment.epochs import key_of, nonces_of
from thongquan.cli import draw as command
from thongquan.cli import ready
from thongquan.core import draw_verify
from thongquan.core.actor import Actor
from thongquan.core.assignment_case import content_digest
from thongquan.core.assignment_rule import DEFAULT
from thongquan.core.assignment_words import FINDING_WORDS
from thongquan.core.draw import token
from thongquan.core.draw_verify import verify_bundle
from thongquan.core.refused import NotAllowed
from thongquan.models import Draw, DrawEpoch
from thongquan.queries.assignment import verify
from thongquan.queries.assignment.epochs import bundle
from thongquan.queries.assignment.simulate import simulate
from thongquan.queries.assignment.verify import verify_epoch
from thongquan.queries.assignment.work import board, own_check
from thongquan.queries.scope import platform, scope

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def team(db):
    reference.load()
    assignment.ensure_parties(stand_ins=True)
    return officers(5)


def the_epoch() -> DrawEpoch:
    return DrawEpoch.objects.order_by("-id")[0]


def judged(epoch: DrawEpoch) -> set[str]:
    held = None if epoch.closed_at else {party: nonce.hex() for party, nonce in nonces_of(epoch.name).items()}
    return {finding.code for finding in verify_epoch(epoch, key_of(epoch.name), held)}


def a_day(team, cases: int = 15) -> DrawEpoch:
    """Cases one after the other; some done, one withdrawn and back, one reassigned, one officer away."""
    heads = [a_person(f"head{n}", "team_leader") for n in range(2)]
    tasks = [assigned(n, at=NOW + n * MINUTE, trader=n % 6) for n in range(cases)]
    with scope(everywhere()):
        for task in tasks[:4]:
            assignment.finish(task.pk, by=everywhere(), at=NOW + 20 * MINUTE, outcome="agreed")
        assignment.withdraw(tasks[5].declaration, at=NOW + 21 * MINUTE)
    assigned(cases + 5, at=NOW + 22 * MINUTE, trader=5, conveyance="14C-10005")
    with scope(heads[0]):
        wish = assignment.propose_reassign(tasks[6].pk, reason_code="stalled", words="Chưa mở hồ sơ từ sáng", by=heads[0], at=NOW + 23 * MINUTE)
    with scope(heads[1]):
        assignment.agree_reassign(wish.pk, by=heads[1], at=NOW + 24 * MINUTE)
    with scope(heads[0]):
        assignment.begin_absence(team[0].id, since=NOW + 25 * MINUTE, reason_code="sick", by=heads[0], at=NOW + 25 * MINUTE)
    with scope(everywhere()):
        return the_epoch()


def test_an_honest_day_is_clean_while_open_and_after_the_reveal_and_from_the_bundle_alone(team, tmp_path, capsys):
    epoch = a_day(team)
    with scope(everywhere()), platform():
        assert judged(epoch) == set()
        assignment.reveal(epoch, at=NOW + DAY)
        assert judged(epoch) == set()
        body = json.loads(json.dumps(bundle(epoch)))
    assert verify_bundle(body) == []
    text = json.dumps(body)
    assert not any(name in text for name in ("Dos0", "Nhà nhập khẩu", "officer_id", "trader_id", "14C"))
    file = tmp_path / "epoch.json"
    file.write_text(text)
    assert command.run(argparse.Namespace(act="verify", epoch=str(file))) == 0
    body["draws"][3]["officer"] = next(name for name in body["draws"][3]["weights"] if name != body["draws"][3]["officer"])
    file.write_text(json.dumps(body))
    assert command.run(argparse.Namespace(act="verify", epoch=str(file))) == 1
    clean, dirty = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert clean["clean"] and clean["draws"] > 15 and not dirty["clean"] and {"OFFICER", "CLOSING"} <= {f["code"] for f in dirty["findings"]}


#: what somebody with the owner's password does -> what finds it
INSIDER = {
    "another officer on the task": ("update assignment_task set officer_id = (select max(officer_id) from assignment_task where officer_id <> t.officer_id) "
                                    "from (select id, officer_id from assignment_task where state = 'assigned' order by id limit 1) t "
                                    "where assignment_task.id = t.id", "TASK"),
    "another officer on the draw": ("update draw set officer_id = (select max(id) from person) where seq = 8", "TOKEN"),
    "a draw taken out": ("delete from draw where seq = (select min(seq) from draw d where seq > 2 and not exists "
                         "(select 1 from draw r where r.redraw_of_id = d.id))", "GAP"),
    "the last draw taken out": ("delete from draw where id = (select max(id) from draw)", "CLOSING"),
    "a load blown up": ("update draw set load = (select jsonb_object_agg(key, '[590, 0]'::jsonb) from jsonb_each(load)) where seq = 10", "LOAD"),
    "a case edited": ("update goods_declaration set body = jsonb_set(body, '{lines,0,hs}', '\"84713020\"') where id = "
                      "(select declaration_id from assignment_task order by id limit 1)", "CASE"),
    "another beacon": ("update draw_epoch set beacon_size = 999, beacon_root = repeat('ab', 32)", "BEACON"),
    "another commitment": ("update draw_commitment set commitment = repeat('ab', 32) where party = 'system'", "COMMITMENT"),
    "another roster": ("update draw_roster set body = jsonb_set(body, '{officers,0,available}', 'false')", "ROSTER"),
    "another rule": ("update draw_epoch set rule = jsonb_set(rule, '{capacity}', '100')", "RULE"),
    "nonces exchanged": ("update draw_epoch set nonces = jsonb_set(nonces, '{system}', to_jsonb(repeat('cd', 32)))", "COMMITMENT"),
    "one person in two parts": ("insert into assignment_task (declaration_id, kind, state, unit_id, office_id, trader_id, officer_id, request, sticky, weight, "
                                "alias, opened_at, started_at, paused_why, paused_seconds, outcome, version) select declaration_id, 'review', 'done', "
                                "unit_id, office_id, trader_id, officer_id, request, '', 0, '', opened_at, started_at, '', 0, '', 1 "
                                "from assignment_task order by id limit 1", "FOUR_EYES"),
}


@pytest.fixture(scope="module")
def owned_day(fresh_database, django_db_setup, django_db_blocker):
    """An honest day in a database of its own, and we are its superuser: nothing in the database stops us."""
    usual = dict(connections.settings["default"])
    with django_db_blocker.unblock():
        ready.connect_to(fresh_database("insider").admin)
        reference.load()
        assignment.ensure_parties(stand_ins=True)
        epoch = a_day(officers(5))
        with scope(everywhere()), platform():
            assignment.reveal(epoch, at=NOW + DAY)
            assert judged(epoch) == set(), "the control: an honest day"
        yield epoch
        connections.close_all()
        for alias in connections.settings:
            connections.settings[alias].update({key: usual[key] for key in ("NAME", "USER", "PASSWORD")})


@pytest.mark.parametrize("name", INSIDER)
def test_an_insider_who_owns_the_database_is_found_whatever_he_does(owned_day, name):
    sql, code = INSIDER[name]
    with scope(everywhere()), platform():
        with connection.cursor() as cursor:
            cursor.execute("alter table draw disable trigger all")
            cursor.execute("alter table assignment_task disable trigger all")
            cursor.execute(sql)
            assert cursor.rowcount > 0
        found = judged(DrawEpoch.objects.get(pk=owned_day.pk))
        transaction.set_rollback(True)
    assert code in found, found


def test_commitments_of_the_evening_are_proven_to_stand_below_the_beacon(real_commits, tmp_path):
    reference.load()
    assignment.ensure_parties(stand_ins=True)
    officers(4)
    evening, day = NOW, NOW + DAY
    assignment.nightly(evening)
    assert seal(real_commits.sealer, tmp_path) >= 3
    with psycopg.connect(real_commits.owner) as connection:  # the log was sealed on that evening
        connection.execute("alter table audit_checkpoint disable trigger all")
        connection.execute("update audit_checkpoint set at = %s", [evening])
        connection.execute("alter table audit_checkpoint enable trigger all")
    for n in range(5):
        assigned(n, at=day + n * MINUTE)
    with scope(everywhere()), platform():
        epoch = the_epoch()
        assert not epoch.late and epoch.beacon_size >= 3 and set(epoch.parties) == {"inspectorate", "system", "trade-association"}
        assignment.reveal(epoch, at=day + DAY)
        assert judged(epoch) == set()
        body = bundle(epoch)
    assert set(body["commits"]) == set(epoch.parties)
    forged = deepcopy(body)
    forged["commits"]["system"]["payload"] = forged["commits"]["inspectorate"]["payload"]
    assert "LATE" in {finding.code for finding in verify_bundle(forged)}


def test_a_declarant_checks_his_own_draw_and_nobody_elses(team):
    task = assigned(1)
    mine = Actor(None, "me", frozenset({"declarant"}), (), (task.trader_id,))
    stranger = replace(mine, parties=(task.trader_id + 10_000,))
    with scope(mine):
        (kept,) = own_check(task.declaration_id, by=mine)
    goods = task.declaration
    assert kept["digest"] == content_digest(goods.number, goods.revision, goods.body) and kept["alias"] == task.alias and not kept["revealed"]
    with scope(stranger), pytest.raises(NotAllowed):
        own_check(task.declaration_id, by=stranger)
    with scope(everywhere()):
        epoch = assignment.reveal(DrawEpoch.objects.get(name=kept["epoch"]), at=NOW + DAY)
        drawn = bundle(epoch)["draws"][kept["seq"]]
    assert drawn["case"]["digest"] == kept["digest"]


def tokens(epoch: str, person: int) -> str:
    return token(key_of(epoch), "officer", person)


def test_the_board_shows_load_and_equity(team):
    a_day(team)
    head = a_person("head9", "team_leader")
    with scope(head):
        rows = board(head.offices, "dossier", NOW + 26 * MINUTE, tokens=tokens)
    assert {row.officer_id for row in rows} == {who.id for who in team}
    with scope(everywhere()):
        assert sum(row.got for row in rows) == Draw.objects.exclude(token="").count()
        assert sum(row.points for row in rows) == 15 * 11  # 16 lodged, 4 done, 1 withdrawn
    assert abs(sum(row.fair for row in rows) - sum(row.got for row in rows)) <= 2  # all but the keeper's
    assert [row.absent for row in rows if row.officer_id == team[0].id] == [True]
    assert next(row for row in rows if row.absent).points == 0


def test_the_simulator_says_who_would_have_received_what(team):
    for n in range(30):
        assigned(n, at=NOW + n * MINUTE, trader=n % 3)
    with scope(everywhere()):
        same = simulate(DEFAULT, NOW - DAY, NOW + DAY, key_of=key_of)
        assert (same.cases, same.changed, same.unassigned) == (30, 0, 0)
        heavier = replace(DEFAULT, per_case=200, capacity=300, rotation_last=0)
        trial = simulate(heavier, NOW - DAY, NOW + DAY, key_of=key_of)
        strict = simulate(replace(DEFAULT, least=6), NOW - DAY, NOW + DAY, key_of=key_of)
    assert trial.changed > 0 and (strict.few_before, strict.few_after) == (0, 30)
    assert sum(share.would for share in trial.shares) + trial.unassigned == 30 and all(share.name for share in trial.shares)


def test_a_rule_changes_by_two_people_and_for_epochs_that_open_afterwards(team):
    mai, loc = a_person("mai", "risk_analyst"), a_person("loc", "risk_analyst")
    assigned(1)
    with scope(mai):
        row = assignment.propose_rule({**DEFAULT.body(), "per_line": 7}, reason="Dòng hàng phức tạp hơn", by=mai, at=NOW)
        with pytest.raises(NotAllowed):
            assignment.approve_rule(row.pk, by=mai, at=NOW)
    with scope(loc):
        assignment.approve_rule(row.pk, by=loc, at=NOW)
    assert assigned(2, at=NOW + MINUTE).weight == 15
    assert assigned(3, at=NOW + DAY).weight == 17
    with scope(everywhere()), platform():
        assert [judged(epoch) for epoch in DrawEpoch.objects.all()] == [set(), set()]


def test_the_trail_covers_every_row_of_assignment(real_commits, tmp_path):
    reference.load()
    assignment.ensure_parties(stand_ins=True)
    a_day(officers(5))
    seal(real_commits.sealer, tmp_path)
    report = verified(real_commits.owner, tmp_path)
    names = ("task", "draw", "epoch", "commitment", "assignment_rule", "reassignment", "absence", "interest")
    assert [finding for finding in report.findings if finding.where.partition(":")[0] in names] == []
    with psycopg.connect(real_commits.owner) as connection:  # the control: one row changed by nobody
        connection.execute("alter table assignment_task no force row level security")
        connection.execute("update assignment_task set weight = 0 where id = (select min(id) from assignment_task)")
        connection.execute("alter table assignment_task force row level security")
    changed = verified(real_commits.owner, tmp_path).findings
    assert any(finding.code == "ROW_CHANGED" and finding.where.startswith("task:") for finding in changed)


def test_every_finding_of_a_replay_has_words():
    told = re.findall(r'Finding\(\s*"([A-Z_]+)"', "".join(inspect.getsource(module) for module in (draw_verify, verify)))
    assert len(set(told)) > 15
    assert all(any(code in codes for codes in FINDING_WORDS) for code in told)
