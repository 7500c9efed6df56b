"""An agency's own lane beside customs' channel: the goods wait for the strictest, and go by themselves."""

import pytest

from tests.goods import HOUR, MINUTE, NOW, answers, lodged, open_house, seen
from thongquan.actions import clearance, payment
from thongquan.actions.gate import give_lane
from thongquan.catalog.goods_reasons import OF_AGENCY
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import AgencyLane, AuditEvent, Notice, PaymentOrder, User
from thongquan.queries.access import actor_of
from thongquan.queries.clearance import lanes_of, not_free
from thongquan.queries.scope import everywhere, scope

DATABASE = "house"
pytestmark = pytest.mark.django_db
WANTED = "Lấy mẫu vải, ba kiện"


def person(username):
    return actor_of(User.objects.get(username=username), local_day(NOW))


def pay(who, pk, at):
    with scope(who):
        order = PaymentOrder.objects.get(declaration_id=pk, state="open")
        payment.paid(payment.pay(order.pk, bank="VTB", by=who, at=at).pk, bank_reference=f"VTB{pk}", at=at + MINUTE)


@pytest.fixture
def house():
    goods = open_house()[1]
    who = goods.traders[3]
    (made,) = lodged(who, answers(3))
    with everywhere():
        return who, made.declaration.pk, person("ngan"), person("den"), person("nhu")


def lane(by, pk, agency, colour, at, note=WANTED):
    with scope(by):
        return give_lane(pk, agency, colour, note=note, by=by, at=at)


def stands(pk):
    with everywhere():
        row = seen(pk)
        return row.channel, row.state, row.hold_reason, [one.held for one in not_free([row.number])]


def test_two_agencies_keep_cleared_goods_until_the_last_is_done(house):
    """Customs has cleared; plant quarantine and the border guard each have their own word, and neither lifts the other's."""
    who, pk, ngan, den, _ = house
    pay(who, pk, NOW + MINUTE)
    assert stands(pk) == ("green", "cleared", "", [])
    lane(ngan, pk, "quarantine_plant", "red", NOW + HOUR)
    lane(den, pk, "border_guard", "yellow", NOW + HOUR)
    assert stands(pk) == ("green", "cleared", OF_AGENCY, [True]), "the channel of customs stays; the gate says stop"
    with scope(who):
        given = lanes_of([pk])[pk]
        assert [(agency, one.lane, one.note) for agency, one in given.items()] == [
            ("quarantine_plant", "red", WANTED), ("border_guard", "yellow", WANTED)]
    lane(ngan, pk, "quarantine_plant", "green", NOW + 2 * HOUR, note="")
    assert stands(pk)[2:] == (OF_AGENCY, [True]), "the border guard is not done"
    lane(den, pk, "border_guard", "green", NOW + 3 * HOUR, note="")
    assert stands(pk) == ("green", "cleared", "", []), "free by itself"
    with scope(who):
        told = list(Notice.objects.filter(kind="goods_agency_lane").order_by("id"))
        assert [(one.values["agency"]["en"], one.values["lane"]["en"]) for one in told] == [
            ("Plant quarantine", "Goods are looked at"), ("Border Guard", "Papers are looked at"),
            ("Plant quarantine", "Nothing against"), ("Border Guard", "Nothing against")]
    with everywhere():
        acts = AuditEvent.objects.filter(object_id=pk, object_type="goods", action__in=("agency.lane", "goods.hold", "goods.unhold")).order_by("id")
        assert [one.action for one in acts] == ["agency.lane", "goods.hold", "agency.lane", "agency.lane", "agency.lane", "goods.unhold"]


def test_goods_that_an_agency_wants_before_customs_decides_are_not_cleared_by_their_payment(house):
    who, pk, ngan, *_ = house
    lane(ngan, pk, "quarantine_plant", "yellow", NOW + MINUTE)
    pay(who, pk, NOW + 2 * MINUTE)
    assert stands(pk)[1:] == ("decided", OF_AGENCY, [True])
    lane(ngan, pk, "quarantine_plant", "green", NOW + HOUR, note="")
    assert stands(pk)[1:] == ("cleared", "", []), "paid long ago: cleared at once"


def test_customs_hold_and_an_agencys_lane_are_two_things(house):
    """The head lifts what customs held; the agency's word goes on, and only the agency takes it back."""
    who, pk, ngan, _, nhu = house
    pay(who, pk, NOW + MINUTE)
    with scope(nhu):
        clearance.hold(pk, reason_code="HLD-01", reason="Nghi vấn nhãn mác", by=nhu, at=NOW + HOUR)
    lane(ngan, pk, "quarantine_plant", "red", NOW + HOUR)
    assert stands(pk)[2] == "HLD-01"
    with scope(nhu):
        clearance.unhold(pk, reason="Nhãn đúng", by=nhu, at=NOW + 2 * HOUR)
    assert stands(pk)[2:] == (OF_AGENCY, [True])
    with scope(nhu):
        with pytest.raises(Conflict, match="AGL-01"):
            clearance.unhold(pk, reason="Cho đi", by=nhu, at=NOW + 3 * HOUR)
        clearance.hold(pk, reason_code="HLD-02", reason="Chờ giám định", by=nhu, at=NOW + 3 * HOUR)
    lane(ngan, pk, "quarantine_plant", "green", NOW + 4 * HOUR, note="")
    assert stands(pk)[2:] == ("HLD-02", [True]), "customs' own hold stands"


def test_an_agency_speaks_for_itself_at_its_own_gate_and_says_what_it_wants(house):
    who, pk, ngan, den, nhu = house
    for by, agency in ((den, "quarantine_plant"), (nhu, "border_guard"), (ngan, "customs")):
        with pytest.raises(NotAllowed):
            lane(by, pk, agency, "red", NOW + HOUR)
    with pytest.raises(Refused, match="AGL-02"):
        lane(ngan, pk, "quarantine_plant", "red", NOW + HOUR, note=" ")
    with pytest.raises(Refused, match="REQ-05"):
        lane(ngan, pk, "quarantine_plant", "blue", NOW + HOUR)
    elsewhere = type(ngan)(ngan.id, ngan.name, ngan.roles, (max(ngan.offices) + 9_999,))
    with pytest.raises(NotFound):
        lane(elsewhere, pk, "quarantine_plant", "red", NOW + HOUR)
    with scope(nhu), pytest.raises(Refused, match="REQ-05"):
        clearance.hold(pk, reason_code=OF_AGENCY, reason="Thay cơ quan khác", by=nhu, at=NOW + HOUR)
    with everywhere():
        assert not AgencyLane.objects.exists()
