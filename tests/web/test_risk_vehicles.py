"""Vehicles are scored, weighed and forecast on pages that people read; a proposed model waits in the head's list."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from tests import border
from tests.people import client
from thongquan.actions.risk.vehicles import count_trips
from thongquan.actions.training import demo_trips
from thongquan.core.actor import system
from thongquan.models import RiskModel, RiskResult, RiskTrip, User, VehicleDeclaration, Weighing
from thongquan.queries.scope import everywhere, scope

DATABASE = "border"
pytestmark = pytest.mark.django_db
LANGUAGES = ("vi", "en", "zh-hans")


def read(who: Client, page: str, language: str) -> str:
    who.cookies["tq_language"] = language
    answer = who.get(page)
    assert answer.status_code == 200, (page, language)
    return answer.content.decode()


def test_the_page_of_vehicles_proves_its_score_and_names_those_to_come(cast):
    pk = border.declared(cast, 5)
    demo_trips.fill(timezone.now(), until=timezone.now())
    with scope(system()), everywhere():
        row = VehicleDeclaration.objects.get(pk=pk)
        now = timezone.now()
        RiskTrip.objects.bulk_create(RiskTrip(code=f"x{n}", office_id=row.office_id, plate_key=row.plate_key, begun_at=now - timedelta(days=n + 3),
                                              ended_at=now - timedelta(days=n + 2), checked=True, found=n < 9) for n in range(12))
        count_trips(at=now)
    nhu = client("nhu")
    for language, words in zip(LANGUAGES, ("9 trong 12", "9 of 12", "12次发现9次"), strict=True):
        text = read(nhu, "/risk/vehicles/", language)
        alone = {"vi": "Hàng xuất và quá cảnh", "en": "Exports and transit", "zh-hans": "出口和过境"}[language]
        assert alone in read(nhu, "/risk/", language)
        assert words in text and f'/desk/{pk}/' in text and '<svg class="ch"' in text and text.count("<tr>") >= 4
    assert client("huong").get("/risk/vehicles/").status_code == 403


def test_the_next_days_are_told_for_vehicles_and_for_the_work_of_each_team_with_their_past_error(cast):
    demo_trips.fill(timezone.now(), until=timezone.now())
    today = timezone.localdate()
    with scope(system()), everywhere():
        who = User.objects.get(username="ly")
        office = who.grants.first().unit_id
        RiskResult.objects.bulk_create(RiskResult(
            code=f"w{day}-{n}", office_id=office, check_kind="document", day=today - timedelta(days=day), at=0, found=False, officer_id=who.pk)
            for day in range(1, 130) for n in range(3))
    for language, words in zip(LANGUAGES, (("Phương tiện qua cửa khẩu", "Công việc của từng đội", "sai trung bình"), (
            "Vehicles through the gates", "Work of each team", "wrong by"), ("通过口岸的车辆", "各科组工作量", "平均误差")), strict=True):
        text = read(client("nhu"), "/risk/forecast/", language)
        assert all(one in text for one in words), language
        assert text.count('<svg class="ch"') >= 2
    assert "21" in text.partition("c-teams")[2].partition("</table>")[0]


def test_a_proposed_model_waits_in_the_heads_list_one_click_away(cast):
    with scope(system()), everywhere():
        row = RiskModel.objects.create(hash="feedc0de" * 8, state="proposed", trained_at=timezone.now(), trained_until=timezone.localdate(),
                                       reason="Tốt hơn trên 30 ngày", proposed_by=User.objects.get(username="mai").pk, proposed_at=timezone.now())
    for language, words in zip(LANGUAGES, ("Mô hình rủi ro chờ người thứ hai", "Risk model waits for a second person", "风险模型等待第二人"), strict=True):
        text = read(client("nhu"), "/leader/inbox/", language)
        assert words in text and f'href="/risk/models/{row.pk}/"' in text and "Tốt hơn trên 30 ngày" in text
    assert client("nhu").get(f"/risk/models/{row.pk}/").status_code == 200


@override_settings(LANGUAGE_CODE="vi")
def test_the_officer_at_the_lane_types_what_the_scale_says(cast, sang):
    pk = border.accepted(cast, 1)
    with scope(cast.desk):
        number = border.row(cast, pk).number
    page = f"/gate/{border.GATE}/{border.OUT}/act/{number}/"
    assert "Cân xe" in read(sang, page, "vi")
    sang.cookies["tq_language"] = "vi"
    wrong = sang.post(page, {"act": "weigh", "gross_kg": "nặng lắm"})
    assert wrong.status_code == 422 and "GAT-13" in wrong.content.decode()
    answer = sang.post(page, {"act": "weigh", "gross_kg": "24.500", "tare_kg": "9.000"}, follow=True)
    assert answer.status_code == 200 and "15.500 kg" in answer.content.decode()
    with scope(cast.desk):
        row = Weighing.objects.get()
        assert (row.gross_kg, row.tare_kg, row.vehicle_id) == (24_500, 9_000, pk)
    assert "15.500 kg" in read(client("ly"), f"/desk/{pk}/", "vi") and "9.000" in read(sang, page, "vi")
