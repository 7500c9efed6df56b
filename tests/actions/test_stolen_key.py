"""A pass key is stolen: its passes stop at the gate, open movements get passes under the next key, the trail says so."""

from datetime import timedelta

import pytest

from tests import border
from tests.border import NOW
from tests.people import a_person
from thongquan.actions import crossing
from thongquan.actions.training.cast import Cast
from thongquan.core.actor import system
from thongquan.core.gatecheck import judge_offline
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.models import AuditEvent, Notice, Pass, PassKey
from thongquan.queries.access import all_units
from thongquan.queries.passes import bundle_at
from thongquan.queries.scope import scope

DATABASE = "house"

pytestmark = pytest.mark.django_db
THEFT = NOW + timedelta(minutes=12)
WHY = "mất đĩa sao lưu, biên bản 117/BC"


@pytest.fixture
def cast() -> Cast:
    return border.open_border()


def withdrawn(kid: int, at=THEFT, by=None, reason=WHY) -> crossing.Withdrawn:
    by = by or system(all_units())
    with scope(by):
        return crossing.withdraw_key(kid, reason=reason, by=by, at=at)


def test_a_stolen_key_opens_no_gate_and_its_drivers_go_on_with_new_passes(cast):
    pk, other = border.accepted(cast, 1), border.accepted(cast, 2)
    old = border.digits(cast, pk, 1)
    assert border.shown(cast, old, lane=border.YARD, at=NOW + timedelta(minutes=10)).verdict.code == "ARRIVED"  # negative control
    with scope(cast.desk):
        kid = Pass.objects.filter(declaration=pk).latest("id").kid
    done = withdrawn(kid)
    assert done.key == kid and done.next_key > kid and done.renewed == 2
    stopped = border.shown(cast, old, at=THEFT + timedelta(seconds=6)).verdict
    assert (stopped.sign, stopped.code) == ("stop", "KEY")
    new = border.digits(cast, pk, 1)
    with scope(cast.desk):
        assert {row.kid for row in Pass.objects.filter(declaration=pk, state="issued")} == {done.next_key}
        assert {row.revoked_reason for row in Pass.objects.filter(declaration=pk, state="revoked")} == {"key_withdrawn"}
        assert border.row(cast, pk).revision == 2
    assert border.shown(cast, new, at=THEFT + timedelta(minutes=1)).verdict.code == "OK"
    with scope(system(all_units())):
        event = AuditEvent.objects.get(pk=done.receipt.event)
        assert event.action == "passes.withdraw_key" and WHY in bytes(event.payload).decode()
        assert {row.object_id for row in AuditEvent.objects.filter(action="crossing.renew_pass")} == {pk, other}
    with scope(cast.companies[0]):
        assert Notice.objects.filter(kind="pass_renewed").count() == 2


def test_in_the_first_seconds_a_lane_that_still_knows_the_key_stops_the_pass_too(cast):
    pk = border.accepted(cast, 1)
    old = border.digits(cast, pk, 1)
    border.shown(cast, old, lane=border.YARD, at=THEFT - timedelta(seconds=1))  # the lane has just read the keys
    withdrawn(PassKey.objects.latest("kid").kid)
    assert border.shown(cast, old, at=THEFT + timedelta(seconds=1)).verdict.sign == "stop"


def test_a_device_with_new_lists_stops_it_without_the_centre(cast):
    pk = border.accepted(cast, 1)
    old = border.digits(cast, pk, 1)
    withdrawn(PassKey.objects.latest("kid").kid)
    at = THEFT + timedelta(minutes=1)
    with scope(system(all_units())):
        bundle = bundle_at(at)
    for digits, code in ((old, "KEY"), (border.digits(cast, pk, 1), "OK")):
        assert judge_offline(digits, keys=bundle.keys, gate=bundle.gates[border.GATE], direction="out", at=at, bundle=bundle).code == code


def test_only_the_operator_withdraws_with_a_reason_and_once(cast):
    border.accepted(cast, 1)
    kid = PassKey.objects.latest("kid").kid
    with pytest.raises(NotAllowed):
        withdrawn(kid, by=a_person("quan", "administrator"))
    with pytest.raises(Refused, match="REQ-04"):
        withdrawn(kid, reason=" ")
    with pytest.raises(NotFound):
        withdrawn(199)
    withdrawn(kid)
    with pytest.raises(Conflict):
        withdrawn(kid, at=THEFT + timedelta(hours=1))
