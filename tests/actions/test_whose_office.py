"""Which office decides: that of the first gate; that of the return gate only while a way back is due."""

from datetime import timedelta

import pytest

from tests import border
from tests.border import NOW, PERMIT
from tests.people import a_person
from thongquan.actions import crossing
from thongquan.actions.training.cast import Cast
from thongquan.core.flows.vehicle import DECIDED
from thongquan.core.refused import NotAllowed
from thongquan.models import Gate
from thongquan.queries.scope import scope

DATABASE = "house"

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return border.open_border()


@pytest.fixture
def far() -> Gate:
    """A gate of another office, through which a vehicle on a permit may come home."""
    return Gate.objects.exclude(office__code="20BB").filter(mode="road", active=True).select_related("office").order_by("id")[0]


def test_the_decisions_of_the_desk_are_known():
    assert {"receive", "ask", "order_check", "record_check", "return", "accept", "decide_amendment", "decide_cancel", "extend",
            "prolong", "liquidate", "redeclare", "hold", "release"} == DECIDED


def test_an_officer_at_the_return_gate_reads_and_leaves_the_decision_to_the_first_office(cast, far):
    away = a_person("xa", "dossier_officer", "office_leader", unit=far.office.code)
    pk = border.declared(cast, 3, **PERMIT, return_gate=far.code)
    acts = {
        "receive": lambda by: crossing.receive(pk, by=by, at=NOW),
        "order_check": lambda by: crossing.order_check(pk, bay="3", reason_code="channel", by=by, at=NOW),
        "record_check": lambda by: crossing.record_check(pk, result="agrees", by=by, at=NOW),
        "accept": lambda by: crossing.accept(pk, by=by, at=NOW),
        "hold": lambda by: crossing.hold(pk, reason_code="papers_doubtful", by=by, at=NOW),
    }
    for name, act in acts.items():
        with scope(away):
            assert border.row(cast, pk).pk == pk  # he reads it
            with pytest.raises(NotAllowed) as no:
                act(away)
            assert no.value.code == "ACC-18", name
        with scope(cast.desk):
            act(cast.desk)  # negative control: the first office does the same


def test_while_the_way_back_is_due_the_return_office_decides_too(cast, far):
    away = a_person("xa", "office_leader", unit=far.office.code)
    pk = border.accepted(cast, 3, **PERMIT, return_gate=far.code)
    with scope(away):
        with pytest.raises(NotAllowed, match="ACC-18"):
            crossing.hold(pk, reason_code="papers_doubtful", by=away, at=NOW)
    assert border.shown(cast, border.digits(cast, pk, 1), lane=border.YARD, at=NOW + timedelta(minutes=10)).verdict.code == "ARRIVED"
    assert border.shown(cast, border.digits(cast, pk, 1)).verdict.code == "OK"
    with scope(away):
        assert border.row(cast, pk).leg == 2
        crossing.hold(pk, reason_code="papers_doubtful", by=away, at=NOW + timedelta(hours=1))
