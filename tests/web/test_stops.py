"""A plate is put under an order: its declarant reads it, the desk cannot accept it, the gate stops it, a head lifts it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import border
from tests.border import NOW
from tests.people import client
from thongquan.actions import crossing
from thongquan.actions.training.cast import Cast
from thongquan.core.refused import Conflict, NotAllowed, Refused, RulesBroken
from thongquan.core.rule import local_day
from thongquan.models import AuditEvent, PlateHold, User
from thongquan.queries.access import actor_of
from thongquan.queries.crossing.stops import standing
from thongquan.queries.scope import everywhere, scope

DATABASE = "house"
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return border.open_border()


def person(name: str):
    return actor_of(User.objects.get(username=name), NOW.date(), NOW)


def plate_of(cast: Cast, pk: int) -> str:
    with scope(cast.desk):
        return border.row(cast, pk).plate_key


def test_a_held_plate_is_told_at_declaring_not_accepted_and_stopped_at_the_gate(cast):
    accepted, waits, who, mai = border.accepted(cast, 1), border.declared(cast, 2), cast.companies[0], person("mai")
    with scope(mai):
        orders = [crossing.order_stop(plate_of(cast, pk), reason_code="search_ordered", by=mai, at=NOW) for pk in (accepted, waits)]
    with scope(who):
        again = crossing.declare(border.values(2, planned_at=(NOW + timedelta(days=2)).isoformat()), declarant_id=who.parties[0], by=who, at=NOW, die=9999)
    assert "LEG-18" in {finding.code for finding in again.warnings}
    with scope(cast.desk), pytest.raises(RulesBroken) as refused:
        crossing.accept(waits, by=cast.desk, at=NOW)
    assert "LEG-19" in {finding.code for finding in refused.value.findings}
    border.shown(cast, border.digits(cast, accepted, 1), lane=border.YARD, at=NOW + timedelta(minutes=10))
    stopped = border.shown(cast, border.digits(cast, accepted, 1), at=NOW + timedelta(minutes=12)).verdict
    assert (stopped.sign, stopped.code, stopped.values["reason"]) == ("stop", "HELD", "search_ordered")
    with scope(mai), pytest.raises(NotAllowed):
        crossing.lift_stop(orders[0].pk, reason="đã khám xong", by=mai, at=NOW + timedelta(minutes=14))
    with scope(cast.head):
        with pytest.raises(Refused, match="REQ-04"):
            crossing.lift_stop(orders[0].pk, reason=" ", by=cast.head, at=NOW + timedelta(minutes=14))
        crossing.lift_stop(orders[0].pk, reason="đã khám xong", by=cast.head, at=NOW + timedelta(minutes=14))
        with pytest.raises(Conflict, match="STP-03"):
            crossing.lift_stop(orders[0].pk, reason="đã khám xong", by=cast.head, at=NOW + timedelta(minutes=15))
        assert set(AuditEvent.objects.filter(object_type="plate_hold").values_list("action", flat=True)) == {"crossing.order_stop", "crossing.lift_stop"}
    assert border.shown(cast, border.digits(cast, accepted, 1), at=NOW + timedelta(minutes=16)).verdict.code == "OK"
    with scope(who):
        assert not AuditEvent.objects.filter(object_type="plate_hold").exists() and not PlateHold.objects.exists()


def test_an_order_on_a_trailer_stops_the_vehicle_that_pulls_it_and_one_on_a_plate_seen_stops_whoever_shows_a_pass(cast):
    rig = [{"plate": "14R-012.34", "country": "VN"}, {"plate": "14R-056.78", "country": "VN"}]
    accepted, waits, mai = border.accepted(cast, 1, trailers=rig), border.declared(cast, 2, trailers=rig[1:]), person("mai")
    with scope(mai):
        order = crossing.order_stop("14R 05678", reason_code="search_ordered", by=mai, at=NOW)
    with scope(cast.desk), pytest.raises(RulesBroken) as refused:
        crossing.accept(waits, by=cast.desk, at=NOW)
    assert [(f.code, f.pointer, f.values["plate"]) for f in refused.value.findings if f.blocks] == [("LEG-19", "/trailers/0/plate", "14R05678")]
    code = border.digits(cast, accepted, 1)
    assert border.shown(cast, code, lane=border.YARD, at=NOW + timedelta(minutes=10)).verdict.code == "ARRIVED"
    stopped = border.shown(cast, code, at=NOW + timedelta(minutes=11)).verdict
    assert (stopped.sign, stopped.code, stopped.values.get("reason")) == ("stop", "HELD", "search_ordered")
    with scope(cast.head):
        crossing.lift_stop(order.pk, reason="đã khám xong", by=cast.head, at=NOW + timedelta(minutes=12))
    with scope(mai):
        crossing.order_stop("15R-999.99", reason_code="search_ordered", by=mai, at=NOW + timedelta(minutes=12))
    other = border.shown(cast, code, at=NOW + timedelta(minutes=13), seen_trailer="15R-999.99").verdict
    assert (other.sign, other.code) == ("stop", "HELD")  # another trailer hangs behind the tractor
    assert border.shown(cast, code, at=NOW + timedelta(minutes=14)).verdict.code == "OK"


def test_an_order_has_a_plate_a_reason_a_day_to_come_and_whoever_may_give_it(cast):
    mai, today = person("mai"), local_day(NOW)
    with scope(mai):
        for said, code in (({"plate": " - "}, "REG-02"), ({"reason_code": "whim"}, "REQ-05"), ({"until": today - timedelta(days=1)}, "STP-01")):
            asked = {"plate": "14C-123.45", "reason_code": "safety", **said}
            with pytest.raises(Refused, match=code):
                crossing.order_stop(asked.pop("plate"), **asked, by=mai, at=NOW)
        crossing.order_stop("14C-123.45", reason_code="safety", until=today, by=mai, at=NOW)
        with pytest.raises(Conflict, match="STP-02"):
            crossing.order_stop("14c 12345", reason_code="safety", by=mai, at=NOW)
        assert standing(NOW + timedelta(hours=14)).count() == 1 and not standing(NOW + timedelta(hours=15)).exists()  # midnight at the gate
    with scope(cast.desk), pytest.raises(NotAllowed):
        crossing.order_stop("14C-123.46", reason_code="safety", by=cast.desk, at=NOW)


def test_orders_are_given_and_lifted_on_a_page(cast):
    mai, nhu = client("mai"), client("nhu")
    wrong = mai.post("/risk/stops/", {"plate": "", "reason_code": "safety", "until": ""})
    assert wrong.status_code == 422
    assert mai.post("/risk/stops/", {"plate": "14C-123.45", "reason_code": "safety", "until": f"{local_day(timezone.now()):%Y-%m-%d}"}).status_code == 302
    with scope(cast.head), everywhere():
        order = PlateHold.objects.get(plate_key="14C12345")
    for language, words in (("vi", "sự cố an toàn"), ("en", "safety incident"), ("zh-hans", "安全事故")):
        nhu.cookies["tq_language"] = language
        page = nhu.get("/risk/stops/").content.decode()
        assert page.count(words) == 2 and f"/risk/stops/{order.pk}/lift/" in page  # in the list and among the reasons
    assert "/lift/" not in mai.get("/risk/stops/").content.decode() and mai.post(f"/risk/stops/{order.pk}/lift/", {"reason": "x"}).status_code == 403
    assert client("huong").get("/risk/stops/").status_code == 403
    assert nhu.post(f"/risk/stops/{order.pk}/lift/", {"reason": "xong"}).status_code == 302
    assert "/lift/" not in nhu.get("/risk/stops/").content.decode()
