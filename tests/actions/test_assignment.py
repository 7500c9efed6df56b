"""Officers are drawn and nobody steers it: absence, withdrawal, two people, four eyes, clocks."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.people import NOW, a_person, a_unit
from tests.work import a_goods, assigned, everywhere, officers
from thongquan.actions import assignment, reference
from thongquan.actions.assignment import case, epochs
from thongquan.core.actor import Actor
from thongquan.core.clock import written_spans
from thongquan.core.draw import commitment, nonce_of, signing_key, statement
from thongquan.core.refused import Conflict, NotAllowed, Refused
from thongquan.models import CaseHat, Draw, DrawEpoch, DrawNonce, GoodsDeclaration, Notice, OfficeDay, Task
from thongquan.queries.assignment.calendar import calendar
from thongquan.queries.assignment.epochs import bundle, epoch_named
from thongquan.queries.assignment.work import aliases, my_queue, why
from thongquan.queries.scope import scope

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def border():
    reference.load()
    assignment.ensure_parties(stand_ins=True)


@pytest.fixture
def team(border):
    return officers(6)


@pytest.fixture
def head(border):
    return a_person("head1", "team_leader")


@pytest.fixture
def other_head(border):
    return a_person("head2", "office_leader")


def person(task, team):
    return next(who for who in team if who.id == task.officer_id)


def test_a_case_gets_an_officer_who_sees_why_and_the_trader_sees_a_pseudonym(team):
    task = assigned(1)
    assert task.state == "assigned" and task.alias.startswith("CB-") and task.weight == 15
    with scope(person(task, team)):
        mine = my_queue(task.officer_id, NOW)
        assert [work.task.pk for work in mine] == [task.pk] and not mine[0].late
        told = why(task, "en")
        assert told and told.points == 15 and "eligible officers" in " ".join(told.sentences)
    trader = Actor(None, "trader", frozenset({"declarant"}), (), (task.trader_id,))
    with scope(trader):
        assert aliases(task.declaration_id) == {"dossier": task.alias}
        assert not Task.objects.exists() and not Draw.objects.exists() and not DrawEpoch.objects.exists()
    with scope(person(task, team)):
        assert Notice.objects.filter(user_id=task.officer_id, kind="work_assigned").count() == 1


def test_the_due_time_is_two_working_hours_and_stands_still_while_the_trader_owes(team):
    task = assigned(1)  # Wednesday 09:00 in Hà Nội
    assert task.due_at == NOW + 2 * HOUR
    me = person(task, team)
    with scope(me):
        assignment.take(task.pk, by=me, at=NOW + 10 * MINUTE)
        assert assignment.pause(task.pk, by=me, at=NOW + 30 * MINUTE).due_at is None
    with scope(everywhere()):
        back = assignment.resume(task.pk, by=everywhere(), at=NOW + 90 * MINUTE)
    assert back.state == "taken" and back.paused_seconds == 3600
    assert back.due_at == NOW + timedelta(hours=4, minutes=30)  # noon lies between
    with scope(me):
        assert assignment.finish(task.pk, by=me, at=NOW + 2 * HOUR, outcome="agreed").state == "done"
        with pytest.raises(Conflict, match="ASG-02"):
            assignment.finish(task.pk, by=me, at=NOW + 2 * HOUR, outcome="agreed")


def test_the_traders_own_answer_lets_the_clock_run_on(team):
    task = assigned(1)
    trader = Actor(None, "trader", frozenset({"declarant"}), (), (task.trader_id,))
    with scope(person(task, team)):
        case.pause(task.declaration, "dossier", at=NOW + 30 * MINUTE)
    with scope(trader):
        assert case.alias_of(task.declaration, "dossier") == task.alias
        case.resume(task.declaration, "dossier", at=NOW + 60 * MINUTE)
    with scope(everywhere()):
        task.refresh_from_db()
    assert (task.state, task.paused_seconds, task.paused_at) == ("assigned", 1800, None)


def test_a_colleague_cannot_take_or_finish_it(team):
    task = assigned(1)
    colleague = next(who for who in team if who.id != task.officer_id)
    with scope(colleague):
        for act in (lambda: assignment.take(task.pk, by=colleague, at=NOW), lambda: assignment.finish(task.pk, by=colleague, at=NOW, outcome="x")):
            with pytest.raises(NotAllowed, match="ASG-01"):
                act()


def test_what_is_withdrawn_and_lodged_again_gets_the_same_officer(team):
    for n in range(8):
        first = assigned(n)
        with scope(everywhere()):
            assignment.withdraw(first.declaration, at=NOW + MINUTE)
        again = assigned(n + 100, trader=n, at=NOW + timedelta(days=3), conveyance=f"14c {10000 + n}")
        assert again.officer_id == first.officer_id
    with scope(everywhere()):
        assert Draw.objects.filter(sticky=True).count() == 8


def test_other_goods_or_more_than_thirty_days_later_are_thrown_anew(team):
    for n in range(6):
        first = assigned(n)
        with scope(everywhere()):
            assignment.withdraw(first.declaration, at=NOW + MINUTE)
    for n in range(6):
        assigned(n + 100, trader=n, at=NOW + timedelta(days=31), conveyance=f"14C-{10000 + n}")
        assigned(n + 200, trader=n, at=NOW + timedelta(days=31), conveyance=f"15C-{10000 + n}")
    with scope(everywhere()):
        assert not Draw.objects.filter(sticky=True).exists()


def test_absence_returns_the_work_by_itself_and_never_to_the_one_who_is_away(team, head):
    tasks = [assigned(n) for n in range(12)]
    away = person(tasks[0], team)
    his = [task.pk for task in tasks if task.officer_id == away.id]
    with scope(head):
        assignment.begin_absence(away.id, since=NOW + HOUR, reason_code="sick", by=head, at=NOW)
    assert assignment.watch(NOW + 30 * MINUTE)["returned"] == 0
    assert assignment.watch(NOW + 61 * MINUTE)["returned"] == len(his)
    with scope(everywhere()):
        moved = Task.objects.filter(pk__in=his)
        assert all(task.officer_id not in (None, away.id) and task.state == "assigned" for task in moved)
        assert {draw.reason for draw in Draw.objects.filter(task__in=his, redraw_of__isnull=False)} == {"absent"}
    assert all(assigned(n + 50, at=NOW + 2 * HOUR).officer_id != away.id for n in range(10))


def test_nobody_there_means_waiting_until_somebody_is(border):
    task = assigned(1)
    assert (task.state, task.officer_id) == ("waiting", None)
    assert assignment.watch(NOW + MINUTE)["drawn"] == 0
    officers(1)
    assert assignment.watch(NOW + 2 * MINUTE)["drawn"] == 1
    with scope(everywhere()):
        task.refresh_from_db()
        assert task.state == "assigned" and Draw.objects.filter(task=task).count() == 2
        assert Draw.objects.get(task=task, ended_at__isnull=True).alert


def test_too_few_in_the_team_looks_in_the_region_and_opens_the_case_there(border):
    officers(2)
    far = a_unit("20CD") if a_unit("20BB").parent_id == a_unit("20CD").parent_id else None
    assert far is not None, "another office of the same region"
    there = [a_person(f"far{n}", "dossier_officer", unit="20CD") for n in range(20)]
    found = [assigned(n) for n in range(6)]
    theirs = [task for task in found if task.officer_id in {who.id for who in there}]
    assert theirs
    with scope(there[0]):
        assert far.pk in GoodsDeclaration.objects.get(pk=theirs[0].declaration_id).office_ids
    with scope(everywhere()):
        assert {draw.tier for draw in Draw.objects.all()} == {1}


def test_the_switch_keeps_new_work_away(team):
    me = team[0]
    with scope(me):
        with pytest.raises(Refused, match="REQ-04"):
            assignment.set_available(me.id, False, by=me, at=NOW)
        assignment.set_available(me.id, False, by=me, at=NOW, reason="Họp giao ban")
    assert all(assigned(n).officer_id != me.id for n in range(20))


def test_an_officer_who_owns_the_firm_gives_its_case_back_and_gets_no_other(team, head):
    task = assigned(3)
    owner = person(task, team)
    with scope(owner):
        row = assignment.declare_interest(owner.id, task.trader_id, reason_code="family", by=owner, at=NOW + MINUTE)
        with pytest.raises(NotAllowed):
            assignment.end_interest(row.pk, by=owner, at=NOW + 2 * MINUTE)
    with scope(everywhere()):
        task.refresh_from_db()
    assert task.officer_id != owner.id
    assert all(assigned(100 + n, trader=3, at=NOW + 3 * MINUTE).officer_id != owner.id for n in range(10))


def test_a_redraw_needs_two_people_and_a_reason_and_names_no_successor(team, head, other_head):
    task = assigned(1)
    before = task.officer_id
    with scope(head):
        with pytest.raises(Refused, match="REQ-05"):
            assignment.propose_reassign(task.pk, reason_code="friend", words="Giao cho người quen của tôi", by=head, at=NOW)
        with pytest.raises(Refused, match="REQ-04"):
            assignment.propose_reassign(task.pk, reason_code="stalled", words="chậm", by=head, at=NOW)
        wish = assignment.propose_reassign(task.pk, reason_code="stalled", words="Hai ngày chưa mở hồ sơ", by=head, at=NOW)
        with pytest.raises(NotAllowed, match="ASG-05"):
            assignment.agree_reassign(wish.pk, by=head, at=NOW)
    with scope(other_head):
        draw = assignment.agree_reassign(wish.pk, by=other_head, at=NOW + MINUTE)
    assert draw.officer_id not in (None, before) and (draw.proposed_by, draw.approved_by) == (head.id, other_head.id)
    with scope(everywhere()), pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.create(epoch=draw.epoch, seq=99, task_id=task.pk, office_id=draw.office_id, at=NOW, case={}, roster=draw.roster, load={}, tier=0,
                            weights={}, excluded={}, reason="reassigned", proposed_by=head.id, approved_by=head.id, ended_at=NOW)


def test_three_parts_of_a_declaration_are_three_people(border):
    """Everybody has all three roles, so only four eyes keep them apart."""
    everybody = [a_person(f"all{n}", "dossier_officer", "inspector", "reviewer") for n in range(4)]
    for n in range(10):
        with scope(everywhere()):
            goods = a_goods(n)
            tasks = [assignment.assign(goods, kind, at=NOW) for kind in ("dossier", "inspection", "review")]
        assert len({task.officer_id for task in tasks}) == 3
        assert {task.officer_id for task in tasks} <= {who.id for who in everybody}
    assert tasks[1].state == "paused" and tasks[1].paused_why == "goods"


def test_the_database_itself_refuses_a_second_part_to_the_same_person(team):
    task = assigned(1)
    inspector = a_person("ins", "inspector")
    second = None
    with scope(everywhere()):
        second = assignment.assign(task.declaration, "inspection", at=NOW)
        assert second.officer_id == inspector.id
        for kind, pk, who in (("inspection", second.pk, task.officer_id), ("dossier", task.pk, inspector.id)):
            with pytest.raises(IntegrityError, match="one person, one part"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("update assignment_task set officer_id = %s where id = %s and kind = %s", [who, pk, kind])
        with pytest.raises(IntegrityError, match="one person, one part"), transaction.atomic():
            Task.objects.create(declaration=task.declaration, kind="review", unit=task.unit, office_id=task.office_id, trader_id=task.trader_id,
                                officer_id=task.officer_id, state="assigned", request={}, opened_at=NOW, started_at=NOW)
        for sql in ("update case_hat set kind = 'review'", "delete from case_hat", "update draw set officer_id = 1", "delete from draw",
                    "update draw_roster set body = '{}'", "update draw_commitment set commitment = 'x'"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
        # the control: another person may
        other = next(who for who in team if who.id != task.officer_id)
        with transaction.atomic():
            Task.objects.filter(pk=task.pk).update(officer_id=other.id)
        assert CaseHat.objects.filter(declaration_id=task.declaration_id).count() == 3


def test_a_task_comes_up_again_with_the_same_officer_but_a_second_review_with_another(team):
    reviewers = officers(4, "reviewer")
    task = assigned(1)
    with scope(everywhere()):
        goods = task.declaration
        assignment.finish(task.pk, by=everywhere(), at=NOW + HOUR, outcome="agreed")
        assert assignment.assign(goods, "dossier", at=NOW + 2 * HOUR).officer_id == task.officer_id
        first = assignment.assign(goods, "review", at=NOW + HOUR)
        assert assignment.assign(goods, "review", at=NOW + HOUR).pk == first.pk  # asked twice, one task
        assignment.finish(first.pk, by=everywhere(), at=NOW + 2 * HOUR, outcome="clean")
        second = assignment.assign(goods, "review", at=NOW + 3 * HOUR)
    assert {first.officer_id, second.officer_id} <= {who.id for who in reviewers} and first.officer_id != second.officer_id


def test_shifts_decide_once_a_unit_has_any(team, head):
    on, *off = team
    with scope(head):
        assignment.set_shift(on.id, NOW + MINUTE, NOW + 8 * HOUR, by=head, at=NOW)
        with pytest.raises(Refused, match="ASG-04"):
            assignment.set_shift(on.id, NOW - HOUR, NOW, by=head, at=NOW)
    assert {assigned(n, at=NOW + HOUR).officer_id for n in range(6)} == {on.id}
    assert assigned(50, at=NOW + 9 * HOUR).state == "waiting"


def test_a_skill_says_who_knows_what(team, head):
    fruit, machines = team[0], team[1]
    with scope(head):
        for who in team:
            assignment.give_skill(who.id, by=head, at=NOW, hs=["08"] if who in team[:4] else ["84"])
        assignment.give_skill(fruit.id, by=head, at=NOW, hs=["0810"], excludes=True)
        with pytest.raises(Refused, match="ASG-03"):
            assignment.give_skill(machines.id, by=head, at=NOW, hs=["8"])
    drawn = {assigned(n).officer_id for n in range(20)}
    assert drawn == {who.id for who in team[1:4]}


def test_a_late_task_is_told_to_the_head_once(team, head):
    assigned(1)
    assert assignment.watch(NOW + HOUR)["late"] == 0
    assert assignment.watch(NOW + 30 * HOUR)["late"] == 1
    assert assignment.watch(NOW + 31 * HOUR)["late"] == 0
    with scope(head):
        assert Notice.objects.filter(user_id=head.id, kind="work_late").count() == 1


def test_a_party_outside_commits_and_hands_over_by_its_signature(team):
    secret, party, name = b"the association's own file", "association", "20BB/2026-11-26/dossier"
    key = signing_key(secret)
    admin = a_person("adm", "administrator")
    nonce = nonce_of(secret, name, party)
    said = commitment(name, party, nonce)

    def word(verb, value):
        return key.sign(statement(verb, name, party, value)).hex()

    with scope(everywhere()):
        assignment.register_party(party, key.public_key().public_bytes_raw(), names=("Hiệp hội", "Association", "协会"), by=admin, at=NOW)
        unit = a_unit().pk
        with pytest.raises(NotAllowed, match="DRW-03"):
            assignment.commit_outside(name, party, said, word("hand", said), unit_id=unit, by=everywhere(), at=NOW)
        assignment.commit_outside(name, party, said, word("commit", said), unit_id=unit, by=everywhere(), at=NOW)
        with pytest.raises(Conflict, match="DRW-02"):
            assignment.commit_outside(name, party, said, word("commit", said), unit_id=unit, by=everywhere(), at=NOW)
        other = nonce_of(b"another", name, party).hex()
        with pytest.raises(Refused, match="DRW-04"):
            assignment.hand_over(name, party, other, word("hand", other), by=everywhere(), at=NOW)
        assignment.hand_over(name, party, nonce.hex(), word("hand", nonce.hex()), by=everywhere(), at=NOW)
        epoch = assignment.open_epoch(a_unit(), "dossier", at=NOW + timedelta(days=1))
        assert epoch.name == name and party in epoch.parties and "system" in epoch.parties
    with scope(team[0]):
        assert not DrawNonce.objects.exists(), "an officer must not read a nonce before its day is over"


def test_a_party_that_hands_nothing_over_stops_no_work_and_is_named(team):
    name, party = "20BB/2026-11-25/dossier", "silent"
    key = signing_key(b"silent")
    said = commitment(name, party, nonce_of(b"silent", name, party))
    admin = a_person("adm", "administrator")
    with scope(everywhere()):
        assignment.register_party(party, key.public_key().public_bytes_raw(), names=("x", "x", "x"), by=admin, at=NOW)
        assignment.commit_outside(name, party, said, key.sign(statement("commit", name, party, said)).hex(), unit_id=a_unit().pk, by=everywhere(), at=NOW)
    assert assigned(1).officer_id
    with scope(everywhere()):
        epoch = epoch_named(name)
        assert party not in epoch.parties and party in epoch.commitments and set(epoch.parties) == {"inspectorate", "system", "trade-association"}


def test_a_lost_key_file_opens_a_second_epoch_and_work_goes_on(team, monkeypatch):
    assigned(1)
    real = epochs.draw_secret
    monkeypatch.setattr(epochs, "draw_secret", lambda folder, party: b"restored from elsewhere" if party == "inspectorate" else real(folder, party))
    epochs.SEEDS.clear()  # the process was started again
    assert assigned(2).officer_id
    with scope(everywhere()):
        assert [epoch.turn for epoch in DrawEpoch.objects.order_by("turn")] == [1, 2]


def test_the_night_reveals_yesterday_and_commits_for_tomorrow(team):
    assigned(1)
    done = assignment.nightly(NOW + timedelta(hours=15, minutes=10))  # ten past midnight
    assert done["revealed"] == 1 and done["committed"] >= 3
    assigned(2, at=NOW + timedelta(days=1))
    with scope(everywhere()):
        old, new = DrawEpoch.objects.filter(kind="dossier", unit=a_unit()).order_by("day")
        assert old.closed_at and set(old.nonces) == set(old.parties) and old.count == 1 and bundle(old)["closing"]["count"] == 1
        assert new.closed_at is None and bundle(new)["nonces"] == {}


def test_an_office_sets_its_own_hours_and_days(team, head):
    with scope(head):
        with pytest.raises(Refused, match="ASG-04"):
            assignment.set_hours(head.offices[0], {"all": [900, 420]}, since=NOW.date(), by=head, at=NOW)
        assignment.set_hours(head.offices[0], {"all": [["00:00", "24:00"]]}, since=NOW.date(), by=head, at=NOW)
    assert assigned(1, at=NOW + 12 * HOUR).due_at == NOW + 14 * HOUR
    with scope(head):
        assignment.set_office_day(head.offices[0], (NOW + timedelta(days=1)).date(), [], name="Lễ hội địa phương", by=head, at=NOW)
    assert assigned(2, at=NOW + 14 * HOUR).due_at == NOW + 40 * HOUR  # 23:00, then a day off, then 01:00


def test_working_hours_change_from_a_day_on_and_a_make_up_saturday_counts(team, head):
    office, friday = head.offices[0], NOW + timedelta(days=2)  # NOW is a Wednesday, 09:00 in Hà Nội
    late = friday + 7 * HOUR  # 16:00: one working hour is left
    with scope(head):
        assignment.set_hours(office, {"5": [["08:00", "10:00"]], "0": [["10:00", "12:00"]]}, since=late.date() + timedelta(days=1), reason="QĐ 5",
                             by=head, at=NOW)
        before = calendar(office, NOW.date())
        assert written_spans(before.on(friday.date())) == "07:30–11:30, 13:00–17:00", "the week of today stays until then"
    assert assigned(1, at=late).due_at == friday + timedelta(days=1)  # Saturday 09:00
    saturday = (friday + timedelta(days=1)).date()
    with scope(head):
        row = assignment.set_office_day(office, saturday, [], name="Nghỉ bù", by=head, at=NOW)
    assert assigned(2, at=late).due_at == friday + timedelta(days=3, hours=2)  # Monday 11:00
    with scope(head):
        assignment.clear_office_day(row.pk, by=head, at=NOW)
        assignment.withdraw_hours(office, saturday, by=head, at=NOW)
        assert not OfficeDay.objects.filter(unit_id=office).exists() and not calendar(office, NOW.date()).on(saturday)
        for late_act in (lambda: assignment.set_office_day(office, NOW.date() - timedelta(days=1), [], name="x", by=head, at=NOW),
                         lambda: assignment.set_hours(office, {"0": [["08:00", "10:00"]]}, since=NOW.date() - timedelta(days=1), by=head, at=NOW)):
            with pytest.raises(Refused, match="DAY-02"):
                late_act()
        with pytest.raises(Refused, match="DAY-05"):
            assignment.set_hours(office, {"0": []}, since=NOW.date(), by=head, at=NOW)
