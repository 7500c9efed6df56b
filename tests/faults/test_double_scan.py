"""The same thing twice, or by two at once: it happens once, and everybody is told the same."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import psycopg
import pytest
from django.db import OperationalError, connection

from tests import border
from tests.conftest import LONG
from thongquan.actions import crossing, gate, passes
from thongquan.core.numbers import movement_number
from thongquan.core.refused import Conflict, NotFound, Refused
from thongquan.models import Crossing, Pass, Scan, VehicleDeclaration
from thongquan.queries.gate import lane
from thongquan.queries.scope import scope

DATABASE = "house"

POSTS, AT_ONCE = 50, 10
PASSES = 1000 if LONG else 200
LATER = border.NOW + timedelta(minutes=30)

CLONES = """
with d as (
    insert into vehicle_declaration ({columns}) select {values} from vehicle_declaration v,
        unnest(%s::text[]) with ordinality as fresh(number, n) where v.id = %s returning id, number
), c as (
    insert into crossing (declaration_id, leg, gate_id, direction, state, bay, how, office_id, return_office_id, declarant_id)
    select d.id, 1, c.gate_id, c.direction, 'expected', '', '', c.office_id, c.return_office_id, c.declarant_id
    from d, crossing c where c.declaration_id = %s and c.leg = 1 returning id
)
insert into agency_tick (crossing_id, agency, at, note, office_id, return_office_id, declarant_id)
select c.id, t.agency, t.at, '', t.office_id, t.return_office_id, t.declarant_id from c, agency_tick t
"""


@pytest.fixture
def cast(real_commits, tmp_path, settings):
    settings.HOME = tmp_path
    return border.open_border()


def together(*acts):
    """Run these at the same moment, each on its own connection; results and refusals in their order."""
    ready = Barrier(len(acts))

    def one(act):
        try:
            ready.wait(20)
            return act()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def clones(admin, cast, many):
    """So many accepted declarations like the first, each with its own number and pass."""
    first = border.accepted(cast, 1)
    with psycopg.connect(admin) as found:
        columns = [name for (name,) in found.execute(
            "select attname from pg_attribute where attrelid = 'vehicle_declaration'::regclass and attnum > 0 and not attisdropped and attname <> 'id'")]
        numbers = [movement_number(2026, 500_000 + n) for n in range(many)]
        values = ["fresh.number" if c == "number" else "fresh.number" if c == "own_reference" else f'v."{c}"' for c in columns]
        found.execute(CLONES.format(columns=", ".join(f'"{c}"' for c in columns), values=", ".join(values)), [numbers, first, first])
    with scope(cast.desk):
        rows = VehicleDeclaration.objects.filter(number__in=numbers).select_related("gate", "return_gate")
        return [passes.issue(row, at=border.NOW)[0].digits for row in rows]


def test_fifty_posts_of_one_scan_are_one_scan_and_fifty_equal_answers(cast):
    pk = border.accepted(cast, 1)
    request = gate.ScanRequest(uuid4(), border.digits(cast, pk, 1), border.GATE, border.OUT)

    def post():
        with scope(cast.lane):
            return gate.scan(request, by=cast.lane, at=LATER)

    answers = [answer for _ in range(POSTS // AT_ONCE) for answer in together(*[post] * AT_ONCE)]
    assert len(answers) == POSTS
    assert Counter(answer.repeated for answer in answers) == {False: 1, True: POSTS - 1}
    first = replace(answers[0], repeated=False)
    assert all(replace(answer, repeated=False) == first for answer in answers) and first.verdict.code == "OK" and first.event
    with scope(cast.lane):
        assert Scan.objects.count() == 1
        assert Crossing.objects.filter(declaration=pk, state="crossed").count() == 1
        assert VehicleDeclaration.objects.get(pk=pk).leg == 2


def test_a_stop_is_repeated_as_it_was(cast):
    scan = uuid4()
    first, again = (border.shown(cast, "123", id=scan) for _ in range(2))
    assert first.verdict.code == "BAD" and again.repeated
    assert replace(again, repeated=False) == first


def test_a_retry_after_the_answer_was_lost_does_not_say_used(cast):
    """The device got no answer and sends the event again, minutes later: go, as before."""
    pk, scan = border.accepted(cast, 1), uuid4()
    first = border.shown(cast, border.digits(cast, pk, 1), id=scan)
    again = border.shown(cast, border.digits(cast, pk, 1), id=scan, at=LATER + timedelta(minutes=5))
    assert replace(again, repeated=False) == first
    assert border.shown(cast, border.digits(cast, pk, 1), at=LATER + timedelta(minutes=5)).verdict.code == "USED"


def test_anothers_scan_id_tells_nothing(cast, real_commits):
    """An id that another office has used is refused, and its answer is not given away."""
    scan = uuid4()
    border.shown(cast, "123", id=scan)
    with psycopg.connect(real_commits.admin) as found:
        found.execute("set session_replication_role = replica")
        found.execute("update scan set office_id = 999")
    with pytest.raises(Conflict):
        border.shown(cast, "123", id=scan)


def test_two_lanes_race_for_every_leg_and_each_crosses_once(cast, real_commits):
    """Of two lanes with the same pass one answers go, the other says when and where it was used."""
    digits = clones(real_commits.admin, cast, PASSES)

    def show(code, number):
        with scope(cast.lane):
            return gate.scan(gate.ScanRequest(uuid4(), code, border.GATE, number), by=cast.lane, at=LATER)

    def race(part):
        try:
            return [show(code, number) for code, number in part]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        left, right = pool.map(race, ([(code, 1) for code in digits], [(code, 2) for code in digits]))
    assert len(digits) == PASSES
    for one, other in zip(left, right, strict=True):
        won, lost = (one, other) if one.verdict.code == "OK" else (other, one)
        assert (won.verdict.code, lost.verdict.code) == ("OK", "USED")
        assert lost.verdict.values["where"] and lost.verdict.values["crossed_at"]
    with scope(cast.lane):
        assert Crossing.objects.filter(state="crossed").count() == PASSES
        assert Crossing.objects.filter(leg=2, state="expected").count() == PASSES
        assert Pass.objects.filter(state="used").count() == PASSES


def test_two_at_the_same_instant(cast):
    for n in range(1, 6):
        digits = border.digits(cast, border.accepted(cast, n), 1)
        answers = together(*[lambda n=n, digits=digits: border.shown(cast, digits, lane=n) for n in (1, 2, 3)])
        assert Counter(answer.verdict.code for answer in answers) == {"OK": 1, "USED": 2}


def test_two_officers_confirm_the_same_doubt_and_one_leg_crosses(cast):
    pk = border.accepted(cast, 1)
    assert border.shown(cast, border.digits(cast, pk, 1), seen_plate="99X-999.99").verdict.code == "PLATE"
    with scope(cast.lane):
        number = VehicleDeclaration.objects.get(pk=pk).number

    def confirm(by):
        with scope(by):
            return gate.confirm(gate.ScanRequest(uuid4(), "", border.GATE, border.OUT), number, reason_code="camera_misread", by=by, at=LATER)

    answers = together(lambda: confirm(cast.lane), lambda: confirm(cast.second))
    assert sum(isinstance(answer, gate.Answer) for answer in answers) == 1
    with scope(cast.lane):
        assert VehicleDeclaration.objects.get(pk=pk).leg == 2
        assert Crossing.objects.filter(declaration=pk, state="crossed").count() == 1


def test_two_officers_decide_at_once_and_one_of_them_wins(cast):
    for n in range(1, 6):
        pk = border.declared(cast, n)
        with scope(cast.desk):
            row = VehicleDeclaration.objects.get(pk=pk)
        if row.channel == "physical":
            continue

        def accept(pk=pk, version=row.version):
            with scope(cast.desk):
                return crossing.accept(pk, by=cast.desk, at=LATER, version=version)

        def refuse(pk=pk, version=row.version):
            with scope(cast.head):
                return crossing.return_with_reasons(pk, reasons=["papers_unreadable"], by=cast.head, at=LATER, version=version)

        lost = [answer for answer in together(accept, refuse) if isinstance(answer, Refused)]
        assert [refused.code for refused in lost] == ["GEN-409"] and isinstance(lost[0], Conflict)
        with scope(cast.desk):
            row = VehicleDeclaration.objects.get(pk=pk)
            assert (row.state == "accepted") == (row.passes.count() == 2)


def test_a_pass_of_another_gate_or_of_nobody_stops(cast):
    assert border.shown(cast, movement_number(2026, 77)).verdict.code == "UNKNOWN"
    pk = border.accepted(cast, 1)
    with pytest.raises(NotFound), scope(cast.lane):
        gate.scan(gate.ScanRequest(uuid4(), border.digits(cast, pk, 1), "VNHUGT", 1), by=cast.lane, at=LATER)


def test_after_the_race_the_log_is_clean(cast, real_commits, tmp_path):
    test_two_at_the_same_instant(cast)
    border.seal(real_commits.sealer, tmp_path)
    assert border.verified(real_commits.owner, tmp_path).findings == []


def overtaken(cast, pk):
    """Whether another lane can pass the same leg while one is in the middle of its act."""
    digits = border.digits(cast, pk, 1)
    with scope(cast.lane):
        assert lane.movement(VehicleDeclaration.objects.get(pk=pk).number, 1, 1, LATER)

        def other():
            with scope(cast.second), connection.cursor() as cursor:
                cursor.execute("set local lock_timeout = '300ms'")
                return gate.scan(gate.ScanRequest(uuid4(), digits, border.GATE, 2), by=cast.second, at=LATER).verdict.code == "OK"

        try:
            return together(other)[0]
        except OperationalError:  # the lock of the other lane was not to be had in time
            return False


def test_a_leg_in_the_middle_of_its_act_belongs_to_one_lane(cast):
    assert not overtaken(cast, border.accepted(cast, 1))


def test_without_the_lock_these_tests_go_red(cast, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(lane, "MOVEMENT", lane.MOVEMENT.replace("for update of d", ""))
    assert overtaken(cast, border.accepted(cast, 1))
