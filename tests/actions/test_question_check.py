"""Questions to traders looked at afterwards: the sample nobody steers, a supervisor's view, the figures."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.goods import HOUR, NOW, answers, lodged, officer_of, open_house
from thongquan.actions.assignment import epochs
from thongquan.actions.declaration import question_check
from thongquan.actions.declaration.ask import answer, ask
from thongquan.core.draw import seed_of
from thongquan.core.question_check import Tally, lot_of
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import AuditEvent, DrawEpoch, GoodsDeclaration, Notice, QuestionCheck
from thongquan.queries.access import actor_of, officers_of
from thongquan.queries.assignment.verify import verify_epoch
from thongquan.queries.declaration import questions
from thongquan.queries.scope import everywhere, scope

DATABASE = "house"
pytestmark = pytest.mark.django_db
YELLOW_DIE = 60
POINT = {"field": "/lines/0/origin", "rule": "LIN-05", "need": "Giấy chứng nhận xuất xứ mẫu E bản rõ"}


@pytest.fixture
def goods():
    return open_house()[1]


def asked(goods, n=3):
    """A yellow dossier with one question: its trader, its clerk, the question's lot."""
    who = goods.traders[n]
    (made,) = lodged(who, answers(n), die=YELLOW_DIE)
    pk = made.declaration.pk
    with everywhere():
        clerk = officer_of(pk, "dossier")
    with scope(clerk):
        question = ask(pk, [POINT], by=clerk, at=NOW + HOUR)
    with everywhere():
        return who, clerk, QuestionCheck.objects.get(question_id=question.pk)


def taken(goods, monkeypatch, n=3):
    """The same, in the sample whatever its lot: the share is everything."""
    monkeypatch.setattr(question_check, "share", lambda law, on: 10_000)
    return asked(goods, n)


def leader_of(check, but=0):
    with everywhere():
        user = next(u for u in officers_of((check.office_id,), local_day(NOW), "team_leader", "office_leader") if u.pk != but)
    return actor_of(user, local_day(NOW))


def test_the_sample_is_drawn_by_a_secret_seed_and_can_be_replayed(goods):
    """Lots are told when the question is asked; whoever takes a question out of the sample, or puts one in, is found."""
    rows = [asked(goods, n)[2] for n in (3, 4)]
    with everywhere():
        facts = {f["question"]: f for event in AuditEvent.objects.filter(action="question.lot") for f in [json.loads(bytes(event.payload))["facts"]]}
        epoch = DrawEpoch.objects.get(name=rows[0].epoch)
        assert epoch.kind == "dossier" and epoch.closed_at is None, "nobody can know the lot before he asks"
        for row in rows:
            told = facts[row.question_id]
            assert (told["lot"], told["share"], told["drawn"], row.state != "left") == (row.lot, 1_000, row.lot < 1_000, row.lot < 1_000)
        shown = epochs.reveal(epoch, at=NOW + timedelta(days=1))
        seed = seed_of(shown.name, shown.beacon_root, {party: bytes.fromhex(nonce) for party, nonce in shown.nonces.items()})
        assert [lot_of(seed, row.question_id) for row in rows] == [row.lot for row in rows]

        def lots():
            return [found.where for found in verify_epoch(shown, epochs.key_of(shown.name)) if found.code == "LOT"]

        assert lots() == []
        QuestionCheck.objects.filter(pk=rows[1].pk).update(state="left" if rows[1].state == "waiting" else "waiting")
        assert lots() == [f"question {rows[1].question_id}"]


def test_a_supervisor_judges_the_question_and_the_officer_hears(goods, monkeypatch):
    who, clerk, check = taken(goods, monkeypatch)
    leader = leader_of(check)
    with scope(who):
        answer(check.declaration_id, ["Đã nộp lại bản rõ"], by=who, at=NOW + 2 * HOUR)
        assert not QuestionCheck.objects.exists(), "the declarant reads nothing of it"
        assert not AuditEvent.objects.filter(action__startswith="question.").exists()
    with everywhere():
        before = GoodsDeclaration.objects.values().get(pk=check.declaration_id)
    with scope(leader):
        (one,) = questions.waiting(leader)
        assert (one.officer, one.question.answers) == ("", ["Đã nộp lại bản rõ"]), "the question is judged, not the person"
        with pytest.raises(Refused, match="REQ-05"):
            question_check.judge(check.pk, need="perhaps", ground="sound", by=leader, at=NOW + 3 * HOUR)
        with pytest.raises(Refused, match="ASK-15"):
            question_check.judge(check.pk, need="known", ground="sound", note="thừa", by=leader, at=NOW + 3 * HOUR)
        question_check.judge(check.pk, need="known", ground="sound", note="Mẫu E đã có trong hồ sơ, trang 4", by=leader, at=NOW + 3 * HOUR)
        with pytest.raises(Conflict, match="ASK-14"):
            question_check.judge(check.pk, need="needed", ground="sound", by=leader, at=NOW + 4 * HOUR)
        assert questions.waiting(leader) == [] and [looked.officer for looked in questions.judged(leader.offices, NOW)] == [clerk.name]
        teams, people = questions.figures(leader.offices, NOW)
        assert teams == {check.office_id: Tally(1, 1, 1, 0, 1)} and people == [(clerk.name, Tally(1, 1, 1, 0, 1))]
    with scope(clerk):
        (mine,) = questions.of_officer(clerk.id, NOW)
        assert (mine.row.need, mine.row.note) == ("known", "Mẫu E đã có trong hồ sơ, trang 4")
    with everywhere():
        told = Notice.objects.get(kind="question_judged")
        assert told.user_id == clerk.id and told.values["need"]["vi"] == "Hồ sơ đã có câu trả lời"
        assert GoodsDeclaration.objects.values().get(pk=check.declaration_id) == before, "the declaration goes its way untouched"
        event = AuditEvent.objects.get(action="question.judge")
        assert (event.actor_id, event.declarant_id) == (leader.id, None)


def test_nobody_judges_his_own_question_nor_another_teams_nor_what_the_dice_left(goods, monkeypatch):
    _, clerk, check = taken(goods, monkeypatch)
    leader = leader_of(check)
    with scope(clerk), pytest.raises(NotAllowed, match="GEN-403"):
        question_check.judge(check.pk, need="needed", ground="sound", by=clerk, at=NOW + 2 * HOUR)
    own = type(clerk)(clerk.id, clerk.name, clerk.roles | {"team_leader"}, clerk.offices)
    with scope(own):
        assert questions.waiting(own) == []
        with pytest.raises(NotAllowed, match="ASK-13"):
            question_check.judge(check.pk, need="needed", ground="sound", by=own, at=NOW + 2 * HOUR)
    stranger = type(leader)(leader.id, leader.name, leader.roles, (max(leader.offices) + 9_999,))
    with scope(stranger), pytest.raises(NotFound):
        question_check.judge(check.pk, need="needed", ground="sound", by=stranger, at=NOW + 2 * HOUR)
    with everywhere():
        with pytest.raises(IntegrityError, match="question_judged_by_another"), transaction.atomic():
            QuestionCheck.objects.filter(pk=check.pk).update(judged_by=clerk.id)
        QuestionCheck.objects.filter(pk=check.pk).update(state="left")
    with scope(leader), pytest.raises(NotFound):
        question_check.judge(check.pk, need="needed", ground="sound", by=leader, at=NOW + 2 * HOUR)


def test_shares_are_of_the_judged_with_their_intervals():
    assert Tally(9, 3).needed_rate is None
    rate, low, high = Tally(100, 20, 10, 9, 10).needed_rate
    assert rate == 90 and 55 < low < 61 and 97 < high < 99
