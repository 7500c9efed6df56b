"""Changing a registered declaration: amended by an officer, refused, cancelled on request, lapsed by the clock."""

from datetime import timedelta

import pytest

from tests.goods import HOUR, NOW, QUIET, answers, lodged, officer_of, open_house, seen
from thongquan.actions.declaration.change import amend, decide_amendment, decide_cancel, lapse, request_cancel
from thongquan.core.refused import Refused, RulesBroken
from thongquan.models import Task
from thongquan.queries.scope import everywhere, scope

DATABASE = "house"
pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return open_house()


def green(house, n=3):
    """A registered green declaration of the second trader, by its id."""
    (made,) = lodged(house[1].traders[1], answers(n), die=QUIET)
    return made.declaration.pk


def open_tasks(pk):
    return list(Task.objects.filter(declaration_id=pk, state__in=Task.OPEN).values_list("kind", flat=True))


def test_an_amendment_is_decided_by_an_officer_and_his_work_ends_there(house):
    who, pk = house[1].traders[1], green(house)
    with scope(who):
        before = seen(pk)
        line = {**before.body["lines"][0], "invoice_value": before.body["lines"][0]["invoice_value"] * 2, "unit_price": None}
        asked = amend(pk, {"lines": [line], "invoice_total": line["invoice_value"]}, reason="Hóa đơn ghi thiếu", by=who, at=NOW + HOUR)
        assert asked.state == "open" and "lines" in asked.after
    with everywhere():
        clerk = officer_of(pk, "dossier")
    with scope(clerk):
        decide_amendment(asked.pk, approve=True, by=clerk, at=NOW + 2 * HOUR)
    with everywhere():
        row = seen(pk)
        assert row.tax_total > before.tax_total and row.revision == before.revision + 1
        assert row.orders.get(state="open").amount == row.tax_total
        assert open_tasks(pk) == []


def test_an_amendment_refused_leaves_everything_as_it_was(house):
    who, pk = house[1].traders[1], green(house)
    with scope(who):
        asked = amend(pk, {"gross_kg": "12345"}, reason="Cân lại", by=who, at=NOW + HOUR)
        tax = seen(pk).tax_total
    with everywhere():
        clerk = officer_of(pk, "dossier")
    with scope(clerk):
        with pytest.raises(Refused):
            decide_amendment(asked.pk, approve=False, by=clerk, at=NOW + 2 * HOUR)
        decide_amendment(asked.pk, approve=False, reason="Phiếu cân không hợp lệ", by=clerk, at=NOW + 2 * HOUR)
    with everywhere():
        assert (seen(pk).tax_total, seen(pk).revision, open_tasks(pk)) == (tax, 1, [])


def test_type_and_office_never_change_after_registration(house):
    who, pk = house[1].traders[1], green(house)
    with scope(who), pytest.raises((Refused, RulesBroken)):
        amend(pk, {"kind": "A12"}, reason="Nhầm loại hình", by=who, at=NOW + HOUR)


def test_a_declaration_is_cancelled_as_asked_and_gives_everything_back(house):
    who, pk = house[1].traders[1], green(house)
    with scope(who):
        asked = request_cancel(pk, reason_code="CAN-01", reason="Đối tác hoãn giao", by=who, at=NOW + HOUR)
    with everywhere():
        clerk = officer_of(pk, "dossier")
    with scope(clerk):
        decide_cancel(asked.pk, approve=True, by=clerk, at=NOW + 2 * HOUR)
    with everywhere():
        row = seen(pk)
        assert (row.state, row.orders.get().state, open_tasks(pk)) == ("cancelled", "withdrawn", [])


def test_fifteen_days_without_anything_done_and_the_clock_cancels(house):
    pk = green(house)
    with everywhere():
        assert not lapse(pk, at=NOW + timedelta(days=14, hours=23))
        assert lapse(pk, at=NOW + timedelta(days=15, minutes=1))
        assert seen(pk).state == "cancelled"
