"""Sent again, sent late, sent by the wrong hand: one effect, the same answer, or a clear no."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from tests import border
from thongquan.actions import crossing
from thongquan.actions.access import answers
from thongquan.core.actor import system
from thongquan.core.flows.vehicle import VEHICLE
from thongquan.core.refused import Conflict, Refused
from thongquan.models import IdempotentAnswer, VehicleDeclaration
from thongquan.queries.scope import scope

DATABASE = "house"

LATER = ("accepted", "under_way", "overdue", "liquidated", "cancelled", "expired")


@pytest.fixture
def cast(real_commits, tmp_path, settings):
    settings.HOME = tmp_path
    return border.open_border()


def trader(cast):
    return cast.companies[0]


#: what changes a declaration before it is accepted, by the step of the procedure it takes
BEFORE = {
    "save_draft": lambda pk, cast: crossing.save_draft(pk, {"plate": "14C-999.99"}, by=trader(cast), at=border.NOW),
    "submit": lambda pk, cast: crossing.submit(pk, by=trader(cast), at=border.NOW, die=1),
    "correct": lambda pk, cast: crossing.correct(pk, {"plate": "14C-999.99"}, by=trader(cast), at=border.NOW),
    "answer": lambda pk, cast: crossing.answer_question(pk, answer="x", by=trader(cast), at=border.NOW),
    "cancel": lambda pk, cast: crossing.cancel(pk, by=trader(cast), at=border.NOW),
    "receive": lambda pk, cast: crossing.receive(pk, by=cast.desk, at=border.NOW),
    "ask": lambda pk, cast: crossing.ask(pk, [{"field": "plate", "need": "x"}], by=cast.desk, at=border.NOW),
    "order_check": lambda pk, cast: crossing.order_check(pk, bay="3", reason_code="channel", by=cast.desk, at=border.NOW),
    "record_check": lambda pk, cast: crossing.record_check(pk, result="agrees", by=cast.desk, at=border.NOW),
    "return": lambda pk, cast: crossing.return_with_reasons(pk, reasons=["papers_unreadable"], by=cast.desk, at=border.NOW),
    "accept": lambda pk, cast: crossing.accept(pk, by=cast.desk, at=border.NOW),
}  # fmt: skip
#: what may still be asked for or decided, each in the states its procedure names
AFTER = {
    "amend": lambda pk, cast: crossing.request_amendment(pk, {"laden": "no"}, by=trader(cast), at=border.NOW),
    "decide_amendment": lambda pk, cast: crossing.decide_amendment(pk, approve=True, by=cast.desk, at=border.NOW),
    "request_cancel": lambda pk, cast: crossing.request_cancel(pk, reason_code="plan_changed", by=trader(cast), at=border.NOW),
    "request_extension": lambda pk, cast: crossing.request_extension(pk, hours=24, reason_code="breakdown", by=trader(cast), at=border.NOW),
    "extend": lambda pk, cast: crossing.decide_extension(pk, approve=True, by=cast.head, at=border.NOW),
    "prolong": lambda pk, cast: crossing.prolong(pk, until=border.NOW + timedelta(days=9), reason="x", by=cast.head, at=border.NOW),
    "liquidate": lambda pk, cast: crossing.liquidate(pk, reason="x", by=cast.head, at=border.NOW),
    "hold": lambda pk, cast: crossing.hold(pk, reason_code="papers_doubtful", by=cast.desk, at=border.NOW),
    "release": lambda pk, cast: crossing.release(pk, reason="x", by=cast.head, at=border.NOW),
}  # fmt: skip


@pytest.fixture
def standing(cast, real_commits):
    """One accepted declaration, put into any later state at will; and what it looks like."""
    pk = border.accepted(cast, 1)

    def put(state):
        with psycopg.connect(real_commits.admin) as found:
            found.execute("update vehicle_declaration set state = %s where id = %s", [state, pk])
        return pk

    def looks():
        with psycopg.connect(real_commits.admin) as found:
            return found.execute(
                "select tq_digest(to_jsonb(d)) || (select count(*) from audit_event) from vehicle_declaration d where id = %s", [pk]).fetchone()

    put.looks = looks
    return put


def refused(act, pk, cast):
    """The refusal of an act by whoever would be the right person for it."""
    for by in (trader(cast), cast.desk, cast.head):
        with pytest.raises(Refused) as no, scope(by):
            act(pk, cast)
        if no.value.code != "GEN-404":
            return no.value
    return no.value


@pytest.mark.parametrize("state", LATER)
def test_after_acceptance_nothing_is_edited_any_more(cast, standing, state):
    pk = standing(state)
    before = standing.looks()
    for step, act in BEFORE.items():
        no = refused(act, pk, cast)
        assert isinstance(no, Conflict) or no.code in ("CHG-01", "ACT-01"), (step, no.code)
        assert standing.looks() == before, step


@pytest.mark.parametrize("state", LATER)
def test_what_is_not_open_in_a_state_is_refused_there(cast, standing, state):
    pk = standing(state)
    before = standing.looks()
    for step, act in AFTER.items():
        if not any(state in row.starts for row in VEHICLE.steps if row.name == step):
            assert isinstance(refused(act, pk, cast), Conflict), step
            assert standing.looks() == before, step


def test_every_step_of_the_procedure_is_tried_here():
    gates_and_clock = {"cross_first", "cross_again", "cross_last", "mark_overdue", "expire", "redeclare", "decide_cancel"}
    assert {step.name for step in VEHICLE.steps} <= {*BEFORE, *AFTER} | gates_and_clock


def test_the_version_somebody_saw_decides(cast):
    pk = border.declared(cast, 1)
    with scope(cast.desk):
        seen = VehicleDeclaration.objects.get(pk=pk).version
        crossing.receive(pk, by=cast.desk, at=border.NOW, version=seen)
    with pytest.raises(Conflict, match="GEN-409"), scope(cast.head):
        crossing.accept(pk, by=cast.head, at=border.NOW, version=seen)


def caller(who):
    """How the machines' door names the person behind a call."""
    return f"person:{who.id}"


def test_one_key_has_one_effect_however_often_it_is_sent(cast):
    """Calls with one key run one after the other; all but the first get the first one's answer."""
    done = []

    def call(n):
        try:
            with scope(cast.desk):
                kept = answers.claim(caller(cast.desk), "key-1", "body", at=border.NOW)
                if isinstance(kept, answers.Kept):
                    return kept.body
                done.append(n)
                answers.keep(kept, 201, "application/json", f"call {n}")
                return f"call {n}"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(call, range(100)))
    assert len(done) == 1 and set(said) == {f"call {done[0]}"}


def test_the_same_key_with_another_body_is_refused(cast):
    with scope(cast.desk):
        answers.keep(answers.claim(caller(cast.desk), "k", "one", at=border.NOW), 200, "application/json", "{}")
    with pytest.raises(Refused, match="IDM-01"), scope(cast.desk):
        answers.claim(caller(cast.desk), "k", "two", at=border.NOW)
    with scope(cast.head):
        assert not isinstance(answers.claim(caller(cast.head), "k", "two", at=border.NOW), answers.Kept), "another caller's key is another key"


def test_a_call_that_broke_leaves_no_answer_behind(cast):
    with pytest.raises(ZeroDivisionError), scope(cast.desk):
        answers.claim(caller(cast.desk), "k", "one", at=border.NOW)
        raise ZeroDivisionError
    with scope(cast.desk):
        assert IdempotentAnswer.objects.count() == 0


def test_answers_are_kept_for_thirty_days(cast):
    with scope(cast.desk):
        answers.keep(answers.claim(caller(cast.desk), "k", "one", at=border.NOW), 200, "application/json", "{}")
    with scope(system()):
        assert answers.forget_answers(border.NOW + timedelta(days=30)) == 0
        assert answers.forget_answers(border.NOW + timedelta(days=31)) == 1


def test_a_kept_answer_is_read_by_its_caller_alone(cast):
    """An answer holds what the caller saw; with his key's number in hand another caller still gets nothing."""
    with scope(cast.desk):
        answers.keep(answers.claim(caller(cast.desk), "k", "one", at=border.NOW), 200, "application/json", '{"plate": "14C-123.45"}')
        assert IdempotentAnswer.objects.count() == 1  # negative control
    for other in (cast.head, cast.lane, trader(cast), None):
        with scope(other):
            assert IdempotentAnswer.objects.count() == 0
            assert IdempotentAnswer.objects.filter(key="k").update(status=500) == 0
    with scope(cast.desk):  # the same person at the people's door keeps answers of his own too
        assert not isinstance(answers.claim(f"page:{cast.desk.id}", "k", "one", at=border.NOW), answers.Kept)
    with pytest.raises(ProgrammingError), scope(cast.head):
        answers.claim(caller(cast.desk), "k2", "one", at=border.NOW)  # nobody keeps an answer in another's name
    with scope(cast.head):
        assert IdempotentAnswer.objects.all().delete()[0] == 0
