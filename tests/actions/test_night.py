"""Before seven in the morning the day of Greenwich is yesterday; law, grants and numbers live by the gate's day."""

from datetime import UTC, date, datetime

import pytest

from tests import border
from tests.people import a_person
from thongquan.actions import crossing
from thongquan.actions.gate.admit import may_second
from thongquan.models import Grant, Unit
from thongquan.queries.gate.lists import may_confirm
from thongquan.queries.scope import scope

DATABASE = "house"

pytestmark = pytest.mark.django_db
#: one o'clock in the night of New Year at the gate; the old year in Greenwich
NIGHT = datetime(2026, 12, 31, 18, 0, tzinfo=UTC)


def test_a_role_that_begins_today_is_good_from_midnight_at_the_gate():
    border.open_border()
    person, office = a_person("khuya"), Unit.objects.get(code="20BB").pk
    assert not may_second(person.id, office, NIGHT)
    Grant.objects.create(user_id=person.id, role="gate_officer", unit_id=office, since=date(2027, 1, 1))
    assert may_second(person.id, office, NIGHT)
    assert person.id in {one.pk for one in may_confirm(office, ("gate_officer",), NIGHT, but=None)}


def test_the_number_of_a_new_years_night_bears_the_new_year():
    cast = border.open_border()
    who = cast.companies[0]
    with scope(who):
        made = crossing.declare({**border.values(3), "planned_at": "2027-01-01T09:00+07:00"}, declarant_id=who.parties[0], by=who,
                                at=NIGHT, die=9999).declaration
    assert made.number.startswith("27") or made.number.startswith("2027")
