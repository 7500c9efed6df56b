"""Goods on vehicles as people see them: the trip's page, the desk, the lane; parts, and what is on no pass."""

import random
import re

import pytest
from django.test import Client

from tests import border
from tests import goods as made
from tests.web.test_inspection import JSON, client, text
from thongquan.actions import payment
from thongquan.catalog.demo_goods import PORTS, consignment
from thongquan.core.actor import system
from thongquan.core.rule import local_day
from thongquan.models import Passage, PaymentOrder, User
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope

DATABASE = "house"
pytestmark = pytest.mark.django_db
RED_DIE = 0


def export(owner, *, die=made.QUIET, **over):
    """A registered export of this party, its tax paid."""
    values = consignment(random.Random(7), 7, PORTS[0], "export", local_day(made.NOW), 1)
    (row,) = made.lodged(owner, {**values, **over}, die=die, at=made.NOW)
    with scope(owner):
        for order in PaymentOrder.objects.filter(declaration=row.declaration, state="open"):
            payment.paid(payment.pay(order.pk, bank="VTB", by=owner, at=made.NOW).pk, bank_reference="B", at=made.NOW)
    return row.declaration


def trader(cast, language="en") -> Client:
    """A person of the first company."""
    return client(User.objects.get(username="huong").pk, language)


def test_the_trip_says_whether_its_goods_may_leave_and_keeps_a_part(place):
    cast, goods = place
    row = export(goods.traders[1], packages=100, gross_kg=1000)
    pk = border.declared(cast, 1, goods=[row.number, "309999999990"])
    page, at = trader(cast), f"/trade/trips/{pk}/"
    shown = text(page.get(at))
    assert "May leave" in shown and "Declared elsewhere" in shown and "Left to carry" not in shown  # another company's goods
    late = page.post(f"{at}load/", {"number": row.number, "packages": "101"})
    assert late.status_code == 422 and "More than is left" in text(late) and 'value="101"' in late.content.decode()
    assert page.post(f"{at}load/", {"number": row.number, "packages": "abc"}).status_code == 422
    seen = page.get(at, headers={"hx-request": "true"})["ETag"]
    assert page.post(f"{at}load/", {"number": row.number, "packages": "40", "gross_kg": "400"}).status_code == 303
    fresh = page.get(at, headers={"hx-request": "true", "if-none-match": seen})
    assert fresh.status_code == 200 and "40 packages" in text(fresh)
    assert page.post(f"{at}load/", {"number": row.number, "packages": "", "gross_kg": ""}).status_code == 303
    with scope(system(all_units())):
        assert not Passage.objects.exists()


def test_goods_under_inspection_send_the_driver_there_first(place):
    cast, goods = place
    row = export(goods.traders[1], die=RED_DIE)
    pk = border.declared(cast, 1, goods=[row.number])
    shown = text(trader(cast).get(f"/trade/trips/{pk}/"))
    assert "Go to the inspection first" in shown and "May not leave yet" in shown and "at the latest done" in shown


def test_cleared_goods_on_no_pass_are_pointed_at_on_the_trip_and_at_the_desk(place):
    cast, goods = place
    owner = cast.companies[0]
    row = export(owner)
    pk = border.declared(cast, 1, goods=["309999999990"])
    page, desk = trader(cast), client(cast.desk.id)
    number = re.sub(r"(\d{4})(?=\d)", "\\1\u00a0", row.number)
    assert "on no pass" in text(page.get(f"/trade/trips/{pk}/")) and number in text(page.get(f"/trade/trips/{pk}/")).replace(" ", "\u00a0")
    assert "on no pass" in text(desk.get(f"/desk/{pk}/"))
    border.declared(cast, 2, goods=[row.number])
    assert "on no pass" not in text(page.get(f"/trade/trips/{pk}/")) and "on no pass" not in text(desk.get(f"/desk/{pk}/"))


def test_the_desk_sees_how_much_is_left_and_what_this_vehicle_takes(place):
    cast, goods = place
    row = export(goods.traders[1], packages=100, gross_kg=1000)
    pk = border.declared(cast, 1, goods=[row.number])
    trader(cast).post(f"/trade/trips/{pk}/load/", {"number": row.number, "packages": "40"})
    shown = text(client(cast.desk.id).get(f"/desk/{pk}/"))
    assert "only a part" in shown and "40 packages" in shown and "Left to carry : 100" in shown.replace("carry:", "carry :")


def test_the_lane_says_stop_with_the_number_and_go_with_the_part(place):
    cast, goods = place
    row, free = export(goods.traders[1], die=RED_DIE), export(goods.traders[3], packages=100, gross_kg=1000)
    stopped, partly = border.accepted(cast, 1, goods=[row.number]), border.accepted(cast, 2, goods=[free.number])
    trader(cast).post(f"/trade/trips/{partly}/load/", {"number": free.number, "packages": "40", "gross_kg": "400"})
    for language, words in (("vi", "chưa được qua khu vực giám sát"), ("en", "may not leave yet"), ("zh-hans", "尚未放行")):
        lane = client(cast.lane.id, language)
        told = lane.post("/gate/scan/", {"id": "", "gate": border.GATE, "lane": border.OUT, "digits": border.digits(cast, stopped, 1)}, headers=JSON).json()
        assert (told["code"], told["sign"], told["number"]) == ("GOODS", "stop", 35) and row.number in told["say"] and words in told["say"]
    lane = client(cast.lane.id)
    told = lane.post("/gate/scan/", {"id": "", "gate": border.GATE, "lane": border.OUT, "digits": border.digits(cast, partly, 1)}, headers=JSON).json()
    assert told["code"] == "OK" and "Only a part of" in told["html"] and "40 packages, 400 kg" in told["html"]
