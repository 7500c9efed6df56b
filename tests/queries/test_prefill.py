"""What the registers fill in: a kept driver by his name, a permit that covers every vehicle."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from tests import border
from tests.people import client
from thongquan.actions.party import keep_craft, keep_driver
from thongquan.actions.permit import keep_permit
from thongquan.actions.training.cast import Cast
from thongquan.models import VehicleDeclaration
from thongquan.queries.crossing.prefill import complete, fresh
from thongquan.queries.scope import scope

DATABASE = "border"
pytestmark = pytest.mark.django_db
NOW = timezone.now()
UNKNOWN_PLATE = "14C-998.77"


@pytest.fixture
def cast() -> Cast:
    return border.open_border()


def completed(cast: Cast, **values: Any) -> dict[str, Any]:
    return complete({"plate": UNKNOWN_PLATE, **values}, cast.companies[0].parties[0], "road", NOW)


def keep(cast: Cast, name: str, number: str) -> None:
    huong = cast.companies[0]
    keep_driver(huong.parties[0], {"name": name, "document_number": number, "phone": "0912345678"}, by=huong, at=NOW)


def test_a_kept_driver_is_known_by_his_name(cast):
    with scope(cast.companies[0]):
        keep(cast, "Lò Văn Pành", "QN700001")
        [row] = completed(cast, drivers=[{"name": "lò văn pành", "phone": "+84900000001"}])["drivers"]
    assert (row["document_number"], row["phone"], row["name"]) == ("QN700001", "+84900000001", "lò văn pành")


@pytest.mark.parametrize(("case", "next_time"), [("driverless", "border_delivery"), ("emergency", "border_delivery"), ("permit", "permit")])
def test_a_case_of_one_occasion_is_not_offered_the_next_time(cast, case, next_time):
    pk = border.declared(cast)
    huong = cast.companies[0]
    with scope(huong):
        VehicleDeclaration.objects.filter(pk=pk).update(case=case, body=VehicleDeclaration.objects.get(pk=pk).body | {"case": case})
        assert fresh(huong.parties[0], "road", NOW)["case"] == next_time


def test_two_of_the_same_name_and_a_paper_already_typed_stay_as_typed(cast):
    with scope(cast.companies[0]):
        keep(cast, "Lò Văn Pành", "QN700001")
        keep(cast, "Lò Văn Pành", "QN700002")
        rows = [{"name": "Lò Văn Pành"}, {"name": "Lò Văn Pành", "document_number": "QN700009"}]
        assert completed(cast, drivers=rows)["drivers"] == rows


def test_a_permit_without_plates_covers_every_vehicle_while_it_lasts(cast):
    huong = cast.companies[0]
    today = NOW.date()
    with scope(huong):
        keep_permit(huong.parties[0], number="LV-9001/2026", issuer="Sở XD", until=today + timedelta(days=900), plates=[], by=huong, at=NOW)
        keep_permit(huong.parties[0], number="LV-9002/2026", issuer="Sở XD", until=today + timedelta(days=990), plates=["14C11111"], by=huong, at=NOW)
        found = completed(cast)
    assert found["permit_number"] == "LV-9001/2026"


def test_a_kept_vessel_brings_what_the_register_holds_of_it(cast):
    huong = cast.companies[0]
    with scope(huong):
        body = {"vessel_name": "Ka Long 07", "certificate": "V26-01234", "dwt": 120, "loa": "22.5"}
        keep_craft(huong.parties[0], plate="QN-9415", kind="vessel", mode="waterway", inspected_until=NOW.date() + timedelta(days=90), body=body,
                   by=huong, at=NOW)
        found = complete({"plate": "qn 9415"}, huong.parties[0], "waterway", NOW)
        assert complete({"plate": "QN-9416"}, huong.parties[0], "waterway", NOW).keys() == {"plate", "country"}, "another boat is not known"
    assert (found["vessel_name"], found["certificate"], found["dwt"], found["loa"]) == ("Ka Long 07", "V26-01234", 120, Decimal("22.5"))
    assert (found["country"], found["inspected_until"]) == ("VN", NOW.date() + timedelta(days=90))


def test_a_kept_trailer_and_vessel_are_offered_each_in_its_own_box(cast):
    huong = cast.companies[0]
    with scope(huong):
        keep_craft(huong.parties[0], plate="14R-077.01", kind="trailer", by=huong, at=NOW)
        keep_craft(huong.parties[0], plate="QN-9415", kind="vessel", mode="waterway", by=huong, at=NOW)

    def offered(page: str, box: str) -> set[str]:
        listed = re.search(rf'name="{box}"[^>]*list="([^"]+)"', page)[1]
        return set(re.findall(r'value="([^"]+)"', re.search(rf'<datalist id="{listed}">(.*?)</datalist>', page, re.DOTALL)[1]))

    browser = client("huong", "vi")
    road, river = (browser.get(f"/trade/declare/?mode={mode}").content.decode() for mode in ("road", "waterway"))
    assert "14R-077.01" in offered(road, "trailers-0-plate") and "14R-077.01" not in offered(road, "plate")
    assert "QN-9415" in offered(river, "plate") and "QN-9415" not in offered(road, "plate")
