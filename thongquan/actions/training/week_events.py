"""What befalls the week: documents keyed in, silent agencies, a bank down, an absence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial

from thongquan.actions import assignment, clearance, licence
from thongquan.actions.declaration import watch
from thongquan.actions.training.cast import gather
from thongquan.actions.training.goods_cast import gather_goods
from thongquan.actions.training.week import HOUR, MINUTE, Week
from thongquan.catalog.demo_goods import TRADERS
from thongquan.catalog.week import (
    ABSENT,
    ABSENT_AT_LAST,
    ABSENT_FROM,
    ABSENT_UNTIL,
    OUTAGE_BANK,
    OUTAGE_DAY,
    OUTAGE_HOURS,
    SEED,
    SILENT_AGENCIES,
    SILENT_DAY,
    ZONE,
    Paper,
    papers,
)
from thongquan.catalog.week import week as consignments
from thongquan.core.actor import system
from thongquan.models import Task
from thongquan.queries.scope import everywhere, scope

LAST_DAY = timedelta(days=7)


def begun_week(monday: date, *, count: int, first: int = 0) -> Week:
    """A week of so many consignments, its people gathered and everything on its calendar; nothing is played yet.

    `first` is how many an installation has seen before: another run has other references and other goods.
    """
    begin = datetime(monday.year, monday.month, monday.day, tzinfo=ZONE)
    gather(begin)
    week = Week(gather_goods(begin))
    week.add(consignments(SEED + first, count, first, monday))
    happenings(week, monday, papers(first))
    return week


def happenings(week: Week, monday: date, documents: Iterable[Paper]) -> None:
    """Put on the calendar what befalls the week that begins on this Monday."""
    begin = datetime(monday.year, monday.month, monday.day, tzinfo=ZONE)
    for paper in documents:
        week.at(begin + paper.issued, partial(key_in, week, paper, monday))
    for agency in SILENT_AGENCIES:
        week.at(begin + timedelta(days=SILENT_DAY), partial(fall_silent, agency))
        week.at(begin + timedelta(days=SILENT_DAY + 1), partial(answer_again, agency))
    outage = begin + timedelta(days=OUTAGE_DAY)
    week.at(outage + OUTAGE_HOURS[0] * HOUR, lambda at: week.silent_banks.add(OUTAGE_BANK))
    week.at(outage + OUTAGE_HOURS[1] * HOUR, lambda at: week.silent_banks.discard(OUTAGE_BANK))
    week.at(begin + ABSENT_FROM, partial(fall_ill, week, begin + ABSENT_AT_LAST, begin + ABSENT_UNTIL))
    week.at(begin + HOUR, partial(hour, week, begin + LAST_DAY))


def key_in(week: Week, paper: Paper, monday: date, at: datetime) -> None:
    """The ministry's officer keys the paper in; what waited for it is settled."""
    by = week.cast.ministries[paper.agency]
    with scope(by):
        licence.key_in({
            "kind": paper.kind, "number": paper.number, "holder_tax_id": TRADERS[paper.trader].tax_id, "direction": "export",
            "issued_on": monday + timedelta(days=SILENT_DAY) if paper.issued else monday, "valid_until": monday + timedelta(days=90),
            "lines": [{"hs": paper.hs, "quantity": paper.quantity, "unit": paper.unit}]}, by=by, at=at)


def fall_silent(agency: str, at: datetime) -> None:
    """Nothing can be learned from this agency any more."""
    with scope(system()):
        licence.mark_agency_down(agency, reason="Hệ thống của cơ quan bảo trì", by=system(), at=at)


def answer_again(agency: str, at: datetime) -> None:
    """It answers."""
    with scope(system()):
        licence.mark_agency_up(agency, reason="Đã hoạt động lại", by=system(), at=at)


def fall_ill(week: Week, latest: datetime, until: datetime, at: datetime) -> None:
    """A dossier officer goes home from the case before him; his team's leader enters it, and his work is drawn again by itself."""
    absent = week.cast.officers[ABSENT]
    with scope(system()), everywhere():
        busy = Task.objects.filter(officer_id=absent.id, state__in=Task.HELD).exists()
    if not busy and at < latest:
        week.at(at + 5 * MINUTE, partial(fall_ill, week, latest, until))
        return
    by = next(a for a in week.cast.officers.values() if a.is_any("team_leader") and set(absent.offices) & set(a.offices))
    assert absent.id is not None
    with scope(by):
        assignment.begin_absence(absent.id, since=at, until=until, reason_code="sick", by=by, at=at)
        week.tally["taken_over"] += Task.objects.filter(draws__redraw_of__end="absent", assigned_at=at).count()
    catch_up(week, at)


def hour(week: Week, until: datetime, at: datetime) -> None:
    """What the clock does: absences, waiting cases, late tasks, holds that climb, papers that lapse, deadlines."""
    assignment.watch(at)
    with scope(system()):
        licence.catch_up(by=system(), at=at)
        licence.escalate(by=system(), at=at)
        licence.lapse(by=system(), at=at)
    with scope(week.everybody):
        clearance.settle_waited(at)
    watch.watch(at)
    if at.astimezone(ZONE).hour == 0:
        assignment.nightly(at)
    catch_up(week, at)
    if at < until or week.queue:
        week.at(at + HOUR, partial(hour, week, until))


def catch_up(week: Week, at: datetime) -> None:
    """Cases that changed hands meanwhile are taken up by whoever has them now."""
    with scope(week.everybody), everywhere():
        held = list(Task.objects.filter(state__in=Task.HELD, declaration__source=week.source).values_list("declaration_id", flat=True))
    week.follow(set(held) & set(week.played), at)
