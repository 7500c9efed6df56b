"""Figures of the border: each total counted again in plain SQL in the same snapshot; the board, the inbox."""

import random
from datetime import datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from tests import border
from tests.people import a_person
from thongquan.actions import crossing, gate
from thongquan.actions.training.cast import Cast
from thongquan.catalog import demo
from thongquan.core.actor import Actor
from thongquan.core.vehicle import ADMISSION, EXPORTATION
from thongquan.models import Crossing, Gate, Party, VehicleDeclaration
from thongquan.queries.report import STATISTICS, Span, statistic
from thongquan.queries.report.board import board
from thongquan.queries.report.cases import cases, channels, tiles
from thongquan.queries.report.figures import GROUPS
from thongquan.queries.report.inbox import deputies_of, inbox
from thongquan.queries.scope import scope

DATABASE = "house"

pytestmark = pytest.mark.django_db
DAY = border.NOW.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()
MONTH = Span(DAY.replace(day=1), DAY + timedelta(days=20))
HOUR = timedelta(hours=1)


@pytest.fixture
def cast() -> Cast:
    return border.open_border()


@pytest.fixture
def moved(cast: Cast) -> Cast:
    """Three vehicles abroad, one home again, one only accepted, one with accents and quotes in its company's name."""
    for n in range(3):
        border.crossed_out(cast, n)
    border.home_again(cast, 3)
    to_come = border.declared(cast, 4)
    with scope(cast.desk):
        crossing.accept(to_come, by=cast.desk, at=border.NOW)
    with scope(cast.head):
        Party.objects.filter(pk=cast.companies[0].parties[0]).update(name="Công ty \"Đặng's\" %s {x}")
    return cast


def plain(sql: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


# ---- totals ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", GROUPS)
def test_every_statistic_adds_up_to_the_crossings_of_the_table(moved, code):
    with scope(moved.head):
        rows = statistic(code, MONTH).rows
        since, until = MONTH.bounds
        [(out, into, both)] = plain(
            "select count(*) filter (where direction = 'out'), count(*) filter (where direction = 'in'), count(*) from crossing "
            "where crossed_at >= %s and crossed_at < %s", since, until)
    assert (sum(r[1] for r in rows), sum(r[2] for r in rows), sum(r[3] for r in rows)) == (out, into, both) == (4, 1, 5)


@pytest.mark.parametrize("code", GROUPS)
def test_the_cases_behind_a_row_are_as_many_as_it_says(moved, code):
    with scope(moved.head):
        for value, out, into, both in statistic(code, MONTH).rows:
            assert len(cases(code, value, MONTH)) == both
            assert (len(cases(code, value, MONTH, way="out")), len(cases(code, value, MONTH, way="in"))) == (out, into)


def test_a_day_ends_at_midnight_of_the_gate(moved):
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    with scope(moved.head):
        ids = [pk for (pk,) in plain("select id from crossing where crossed_at is not null order by id")]
        for pk, moment in zip(ids, (time(0, 0), time(23, 59, 59)), strict=False):
            plain("update crossing set crossed_at = %s where id = %s returning 1", datetime.combine(DAY, moment, zone), pk)
        plain("update crossing set crossed_at = %s where id = %s returning 1", datetime.combine(DAY + timedelta(days=1), time(0), zone), ids[2])
        assert sum(r[3] for r in statistic("day", Span(DAY, DAY)).rows) == 4
        hours = {r[0]: r[3] for r in statistic("hour", Span(DAY, DAY)).rows}
    assert hours["00"] == 1 and hours["23"] == 1


def test_figures_stay_within_reach(moved):
    far = a_person("xa", "office_leader", unit="15BB")
    with scope(far):
        assert statistic("gate", MONTH).rows == [] and tiles(MONTH).crossed == 0
    with scope(moved.head):
        assert statistic("gate", Span(DAY, DAY, "NOGATE")).rows == []
        assert sum(r[3] for r in statistic("gate", Span(DAY, DAY, border.GATE)).rows) == 5


def test_tiles_and_channels_agree_with_the_tables(moved):
    with scope(moved.head):
        seen, spread = tiles(MONTH), channels(MONTH)
        [(sent,)] = plain("select count(*) from vehicle_declaration where submitted_at is not null")
        [(away,)] = plain("select count(*) from vehicle_declaration where state in ('under_way', 'overdue')")
    assert (seen.crossed, seen.outward, seen.inward, seen.sent, seen.away) == (5, 4, 1, sent, away)
    assert sum(row[1] for row in spread) == sent


def test_a_stage_is_measured_by_median_and_ninetieth(cast):
    minutes = [4, 10, 30]
    for n, wait in enumerate(minutes):
        pk = border.accepted(cast, n)
        with scope(cast.desk):
            VehicleDeclaration.objects.filter(pk=pk).update(accepted_at=border.NOW + wait * border.MINUTE)
    with scope(cast.head):
        stages = {row[0]: row[1:] for row in statistic("stages", MONTH).rows}
    assert (stages["accept"][0], float(stages["accept"][1]), float(stages["accept"][2])) == (3, 10.0, 26.0)


def test_every_statistic_has_titles_in_three_languages():
    for found in STATISTICS.values():
        assert len({found.title.vi, found.title.en, found.title.zh}) == 3


def test_each_stage_of_a_journey_is_measured_from_its_own_beginning(cast):
    for n, (wait, away) in enumerate(((10, 60), (20, 120), (60, 300))):
        pk = border.home_again(cast, n)
        out = border.NOW + 100 * border.MINUTE
        with scope(cast.desk):
            Crossing.objects.filter(declaration=pk, leg=1).update(arrived_at=out - wait * border.MINUTE, crossed_at=out)
            Crossing.objects.filter(declaration=pk, leg=2).update(crossed_at=out + away * border.MINUTE)
            VehicleDeclaration.objects.filter(pk=pk).update(liquidated_at=out + away * border.MINUTE)
    border.accepted(cast, 3)  # has not come: only its first stage is over
    with scope(cast.head):
        stages = {row[0]: (row[1], float(row[2]), float(row[3])) for row in statistic("stages", MONTH).rows}
    assert stages["accept"][0] == 4
    assert (stages["gate"], stages["away"], stages["whole"]) == ((3, 20.0, 52.0), (3, 120.0, 264.0), (3, 220.0, 364.0))


# ---- the board ----------------------------------------------------------------------------------------------------------------


def test_the_board_counts_what_the_tables_hold(moved):
    at = border.NOW + HOUR
    with scope(moved.head):
        place = Gate.objects.get(code=border.GATE)
        seen = board(place, at, border.NOW - 3 * HOUR)
        [(here,)] = plain("select count(*) from crossing where gate_id = %s and state in ('arrived', 'in_yard')", place.pk)
    assert (seen.expected, seen.in_yard, seen.away, seen.overdue, seen.crossed_out) == (1, here, 3, 0, 4)
    assert sum(n for _hour, n in seen.hours) == 1 and len(seen.hours) == 12


def test_the_board_tells_the_waits_of_the_last_three_hours_by_direction(cast):
    at = border.NOW + 5 * HOUR
    legs = [(pk, leg) for n in range(4) for pk in (border.home_again(cast, n),) for leg in (1, 2)]
    #: minutes waited outward and inward; the last vehicle went out before the span, its way back has no hour of arrival
    waits = {1: (10, 20, 40, 600), 2: (2, 4, 30, None)}
    with scope(cast.desk):
        for n, (pk, leg) in enumerate(legs):
            crossed, waited = at - (200 if n == 6 else 30) * border.MINUTE, waits[leg][n // 2]
            Crossing.objects.filter(declaration=pk, leg=leg).update(
                crossed_at=crossed, arrived_at=None if waited is None else crossed - waited * border.MINUTE)
    with scope(cast.head):
        seen = board(Gate.objects.get(code=border.GATE), at, border.NOW - 3 * HOUR)
    # 2, 4, 10, 20, 30, 40: the middle is 15, nine tenths lie under 35
    assert (seen.wait_median, seen.wait_p90, seen.wait_out, seen.wait_in) == (15, 35, 20, 4)


def due_at(place: Gate, regime: str) -> tuple[int, int, int]:
    """Who is still to come back through this gate by plain SQL on the legs to come: all, due in six hours, overdue."""
    soon = border.NOW + 3 * HOUR
    [row] = plain(
        "select count(*), count(*) filter (where d.state = 'under_way' and d.due_back_at between %s and %s), "
        "count(*) filter (where d.state = 'overdue') from crossing k join vehicle_declaration d on d.id = k.declaration_id and d.leg = k.leg "
        "where k.gate_id = %s and k.state <> 'crossed' and d.first_crossed_at is not null and d.liquidated_at is null and d.regime = %s",
        soon, soon + 6 * HOUR, place.pk, regime)
    return row


def test_foreign_vehicles_in_the_country_stand_apart_from_ours_abroad_each_at_the_gate_of_its_way_back(moved):
    far = Gate.objects.exclude(office__code="20BB").filter(mode="road", active=True).select_related("office").order_by("id")[0]
    there = a_person("xa", "office_leader", unit=far.office.code)
    foreign = demo.load(random.Random(207), ADMISSION, "border_delivery").values | {"planned_at": (border.NOW + HOUR).isoformat()}
    due, late = (border.accepted(moved, n, **border.PERMIT, return_gate=far.code) for n in (5, 6))
    guest, guest_late = (border.accepted(moved, n, **foreign | {"plate": f"桂F{n}2345"}) for n in (7, 8))
    for pk, lanes in ((due, (border.YARD, border.OUT)), (late, (border.YARD, border.OUT)), (guest, (border.IN,)), (guest_late, (border.IN,))):
        for lane in lanes:
            assert border.shown(moved, border.digits(moved, pk, 1), lane=lane).verdict.sign == "go"
    with scope(moved.head):
        VehicleDeclaration.objects.filter(pk__in=(due, guest)).update(due_back_at=border.NOW + 4 * HOUR)
        VehicleDeclaration.objects.filter(pk__in=(late, guest_late)).update(due_back_at=border.NOW + HOUR)
    clock = Actor(None, "system", frozenset({"system"}), moved.desk.offices)
    with scope(clock):
        for pk in (late, guest_late):
            crossing.mark_overdue(pk, by=clock, at=border.NOW + 2 * HOUR)
    for who, place, inside, away, names in ((moved.head, Gate.objects.get(code=border.GATE), (2, 1, 1), (3, 0, 0), [guest_late, guest]),
                                            (there, far, (0, 0, 0), (2, 1, 1), [late, due])):
        with scope(who):
            seen = board(place, border.NOW + 3 * HOUR, border.NOW)
            assert (due_at(place, ADMISSION), due_at(place, EXPORTATION)) == (inside, away)
        assert (seen.inside, seen.inside_due, seen.away, seen.away_due, seen.overdue) == (*inside[:2], *away[:2], inside[2] + away[2])
        assert [row["id"] for row in seen.late] == names and seen.oldest_due == border.NOW + HOUR


def test_who_is_late_comes_first(moved):
    with scope(moved.head):
        pk = VehicleDeclaration.objects.filter(state="under_way").first().pk
        VehicleDeclaration.objects.filter(pk=pk).update(due_back_at=border.NOW + HOUR)
    clock = Actor(None, "system", frozenset({"system"}), moved.desk.offices)
    with scope(clock):
        crossing.mark_overdue(pk, by=clock, at=border.NOW + 2 * HOUR)
    with scope(moved.head):
        seen = board(Gate.objects.get(code=border.GATE), border.NOW + 3 * HOUR, border.NOW)
    assert (seen.overdue, seen.late[0]["id"], seen.oldest_due) == (1, pk, border.NOW + HOUR)


# ---- the inbox ------------------------------------------------------------------------------------------------------------------


def test_everything_that_waits_for_the_head_is_in_one_list(cast):
    accepted, changed, held = border.accepted(cast, 1), border.accepted(cast, 2), border.accepted(cast, 3)
    abroad, late = border.crossed_out(cast, 4), border.crossed_out(cast, 5)
    who = cast.companies[0]
    with scope(who):
        crossing.request_cancel(accepted, reason_code="declared_twice", by=who, at=border.NOW)
        crossing.request_amendment(changed, {"make": "Hyundai"}, by=who, at=border.NOW)
        crossing.request_extension(abroad, hours=24, reason_code="repair", reason="Hỏng", by=who, at=border.NOW + HOUR)
    with scope(cast.desk):
        crossing.hold(held, reason_code="quarantine", by=cast.desk, at=border.NOW)
        VehicleDeclaration.objects.filter(pk=late).update(due_back_at=border.NOW + HOUR)
    clock = Actor(None, "system", frozenset({"system"}), cast.desk.offices)
    with scope(clock):
        crossing.mark_overdue(late, by=clock, at=border.NOW + 2 * HOUR)
    ordered = border.accepted(cast, 6)
    with scope(cast.lane):
        gate.admit_by_order(gate.ScanRequest(uuid4(), "", border.GATE, border.OUT), border.row(cast, ordered).number,
                            reason_code="pass_unreadable", reason="Mã QR rách", second=cast.second.id, by=cast.lane, at=border.NOW)
    with scope(cast.head):
        found = {item.kind: item for item in inbox(cast.head, border.NOW + 3 * HOUR)}
        assert deputies_of(cast.head, border.NOW) == []
    assert set(found) == {"extend", "cancel", "amend", "release", "violation", "liquidate", "admission"}
    assert found["extend"].row.pk == abroad and found["release"].row.pk == held and found["admission"].row.pk == ordered
    with scope(cast.head):
        gate.review_admission(found["admission"].pk, right=True, by=cast.head, at=border.NOW)
        assert "admission" not in {item.kind for item in inbox(cast.head, border.NOW + 3 * HOUR)}


def test_the_inbox_of_another_office_is_empty(moved):
    far = a_person("xa", "office_leader", unit="15BB")
    with scope(far):
        assert inbox(far, border.NOW) == []
