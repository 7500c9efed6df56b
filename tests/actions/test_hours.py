"""Working hours: what the unit above announces comes through until one's own begin, and open work follows."""

import json
from datetime import timedelta

import pytest

from tests.people import NOW, a_person, a_unit
from tests.work import assigned, everywhere, officers
from thongquan.actions import assignment, reference
from thongquan.core.clock import written_spans
from thongquan.models import AuditEvent, OfficeHours, Task, Unit
from thongquan.queries.assignment.calendar import calendar, hours_of, hours_of_all
from thongquan.queries.scope import scope

pytestmark = pytest.mark.django_db
HOUR, TODAY = timedelta(hours=1), NOW.date()  # a Wednesday, 09:00 in Hà Nội


def week(hours):
    return {str(day): [hours.split("-")] for day in range(7)}


@pytest.fixture
def leaders():
    reference.load()
    region = Unit.objects.get(pk=a_unit().parent_id)
    return a_person("trên", "region_leader", unit=region.code), a_person("dưới", "office_leader"), region


def test_what_the_unit_above_announces_comes_through_until_ones_own_week_begins(leaders, django_assert_num_queries):
    above, head, region = leaders
    office = head.offices[0]

    def worked(day):
        return written_spans(calendar(office, TODAY).on(TODAY + timedelta(days=day)))

    with scope(above):
        for day, hours in ((0, "06:00-10:00"), (5, "07:00-11:00"), (20, "08:00-12:00")):
            assignment.set_hours(region.pk, week(hours), since=TODAY + timedelta(days=day), by=above, at=NOW)
    with scope(head):
        assignment.set_hours(office, week("13:00-17:00"), since=TODAY + timedelta(days=10), by=head, at=NOW)
    assert OfficeHours.objects.get(unit=office).week.keys() == {(TODAY + timedelta(days=10)).isoformat()}, "nothing of the region's is copied"
    assert [worked(day) for day in (0, 5, 10, 20)] == ["06:00–10:00", "07:00–11:00", "13:00–17:00", "13:00–17:00"]
    with scope(above):
        assignment.withdraw_hours(region.pk, TODAY + timedelta(days=5), by=above, at=NOW)
    assert worked(5) == "06:00–10:00"
    assert hours_of(office).whose((TODAY + timedelta(days=10)).isoformat()).pk == office and hours_of(office).whose(TODAY.isoformat()) == region
    hours_of_now, units = hours_of(office), list(Unit.objects.values_list("pk", flat=True))
    with django_assert_num_queries(2):  # however many units a leader's page lists
        every = hours_of_all()
        assert every(office) == hours_of_now and len({str(every(pk).week) for pk in units}) > 2
    with scope(head):
        assignment.withdraw_hours(office, TODAY + timedelta(days=10), by=head, at=NOW)
    assert not OfficeHours.objects.filter(unit=office).exists(), "with nothing of its own left it works as the region"
    assert [worked(day) for day in (10, 20)] == ["06:00–10:00", "08:00–12:00"]


def test_a_week_of_an_earlier_edition_without_a_day_is_told_as_its_units_own(leaders):
    _, head, region = leaders
    office = head.offices[0]
    assert hours_of(office).whose("") is None
    OfficeHours.objects.create(unit=region, week=week("06:00-10:00"))
    assert hours_of(office).whose("") == region
    OfficeHours.objects.create(unit_id=office, week={**week("13:00-17:00"), TODAY.isoformat(): week("14:00-18:00")})
    assert hours_of(office).whose("").pk == hours_of(office).whose(TODAY.isoformat()).pk == office
    OfficeHours.objects.filter(unit_id=office).update(week={TODAY.isoformat(): week("14:00-18:00")})
    assert hours_of(office).whose("") == region


def test_open_work_is_due_by_the_hours_as_they_are_now(leaders):
    _, head, _ = leaders
    officers(3)
    task, office = assigned(1), head.offices[0]
    assert task.due_at == NOW + 2 * HOUR
    with scope(everywhere()):
        Task.objects.filter(pk=task.pk).update(late_told_at=NOW)
    with scope(head):
        day = assignment.set_office_day(office, TODAY, [["07:30", "10:00"]], name="Mất điện", by=head, at=NOW)
    with scope(everywhere()):
        task.refresh_from_db()
        task.declaration.refresh_from_db()
        assert task.declaration.promised_at == task.due_at, "the declarant is promised the same"
        assert (task.due_at, task.late_told_at) == (NOW + timedelta(days=1) - HOUR / 2, None)  # one hour today, one tomorrow from half past seven
        told = AuditEvent.objects.get(action="assignment.due")
        assert told.actor_name == "Dưới" and json.loads(bytes(told.payload))["facts"]["before"] == (NOW + 2 * HOUR).isoformat()
    with scope(head):
        assignment.clear_office_day(day.pk, by=head, at=NOW)
        with scope(everywhere()):
            task.refresh_from_db()
            task.declaration.refresh_from_db()
    assert task.due_at == task.declaration.promised_at == NOW + 2 * HOUR
