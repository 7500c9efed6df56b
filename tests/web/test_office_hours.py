"""Hours, lanes and gates as their heads set them by screen, and the working hours of offices."""

import re
from datetime import timedelta

import pytest
from django.test import Client, override_settings

from tests.border import NOW, accepted, open_border
from thongquan.core.rule import local_day
from thongquan.models import AuditEvent, Gate, Lane, OfficeDay, OfficeHours, Unit, User
from thongquan.queries.scope import everywhere

DATABASE = "border"
pytestmark = pytest.mark.django_db
GATE = "/office/places/VNMCG1/"


@pytest.fixture
def cast(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return open_border()


@pytest.fixture
def head(cast):
    return signed_in("nhu")


def signed_in(name):
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def after(client, answer):
    assert answer.status_code == 302, re.sub(r"<[^>]+>", " ", answer.content.decode())[:3000]
    return client.get(answer["Location"]).content.decode()


def week(**days):
    return {"since": f"{local_day(NOW):%d/%m/%Y}", "reason": "Thỏa thuận hai bên", **{f"w{n}": "05:00-09:00" for n in range(7)}, **days}


def told():
    with everywhere():
        return set(AuditEvent.objects.values_list("action", flat=True))


def test_the_head_sets_the_hours_of_the_week_and_sees_who_is_shut_out(cast, head):
    pk = accepted(cast)
    assert 'value="07:00–19:00"' in head.get(f"{GATE}week/").content.decode()
    wrong = head.post(f"{GATE}week/", week(w3="9-5", w4="05:00-07:00, 08:00-09:00"))
    assert wrong.status_code == 422 and 'href="#f-w3"' in wrong.content.decode()
    assert "05:00–09:00" not in head.get(GATE).content.decode()
    twice = head.post(f"{GATE}week/", week(w4="05:00-07:00, 08:00-09:00")).content.decode()
    assert "Cửa khẩu mở một lần trong ngày" in twice and "13:00–16:30" not in twice
    page = after(head, head.post(f"{GATE}week/", week(w6="", w0="5h-9h")))
    assert "05:00–09:00" in page and f'href="/desk/{pk}/"' in page
    assert f'href="/desk/{pk}/"' not in signed_in("kien").get(GATE).content.decode()  # an administrator has no business with cases
    later = f"{NOW.replace(day=30):%d/%m/%Y}"
    assert "22:00" in after(head, head.post(f"{GATE}week/", week(since=later, w0="06:00 – 22:00")))
    assert "22:00" not in after(head, head.post(f"{GATE}week/2026-11-30/withdraw/"))
    assert head.post(f"{GATE}week/2027-01-01/withdraw/").status_code == 404
    assert {"place.week", "place.withdraw_week"} <= told()


def test_the_week_form_sets_each_way_by_itself_only_where_they_differ(cast, head):
    accepted(cast, 1)
    simple = head.get(f"{GATE}week/").content.decode()
    assert 'name="i0"' in simple and '<details class="card">' in simple, "folded while both ways are the same"
    after(head, head.post(f"{GATE}week/", {**week(), **{f"i{n}": "05:00-09:00" for n in range(7)}}))
    assert "in" not in Gate.objects.get(code="VNMCG1").hours[local_day(NOW).isoformat()], "the same both ways is kept once"
    page = after(head, head.post(f"{GATE}week/", {**week(), **{f"w{n}": "07:00-19:00" for n in range(7)}, **{f"i{n}": "13:00-17:00" for n in range(6)}}))
    assert "chiều xuất" in page.lower() and "13:00–17:00" in page and "đóng cả ngày" in page
    again = head.get(f"{GATE}week/").content.decode()
    assert '<details class="card" open>' in again and "13:00–17:00" in again
    assert head.post(f"{GATE}week/", {**week(), "i0": "sớm"}).status_code == 422
    board = head.get("/leader/board/VNMCG1/").content.decode()
    assert "xuất 07:00–19:00 · nhập 13:00–17:00" in board


def test_lanes_come_turn_and_go(cast, head):
    after(head, head.post(f"{GATE}lanes/new/", {"use": "out"}))
    lane = Lane.objects.get(gate__code="VNMCG1", number=9)
    after(head, head.post(f"{GATE}lanes/serves/", {"lane": lane.pk, "use": "in"}))
    assert Lane.objects.get(pk=lane.pk).direction == "in"
    after(head, head.post(f"{GATE}lanes/retire/", {"lane": lane.pk, "reason": ""}))
    assert Lane.objects.filter(pk=lane.pk).exists()
    after(head, head.post(f"{GATE}lanes/retire/", {"lane": lane.pk, "reason": "Trả mặt bằng"}))
    assert not Lane.objects.filter(pk=lane.pk).exists()
    elsewhere = Lane.objects.filter(gate__code="VNHUGT").first()
    assert head.post(f"{GATE}lanes/retire/", {"lane": elsewhere.pk, "reason": "x"}).status_code == 404
    assert head.get("/office/places/VNHUGT/week/").status_code == 404
    assert signed_in("sang").post(f"{GATE}lanes/new/", {"use": "out"}).status_code == 403
    assert {"place.add_lane", "place.change_lane", "place.retire_lane"} <= told()


def test_a_new_gate_is_opened_by_the_head_and_offered_to_traders(cast, head):
    office = Unit.objects.get(code="20BB")
    form = {"office": office.pk, "code": "vnmcg9", "mode": "road", "name_vi": "Lối mở Km3+4", "name_en": "Km3+4 crossing", "name_zh": "Km3+4通道",
            "country": "CN", "neighbour_vi": "Đông Hưng", "hours": "08:00-17:00", "hourly": "20", "reason": "Quyết định 1/QĐ-UBND"}
    assert head.post("/office/places/new/", {**form, "hours": "sáng"}).status_code == 422
    other = Unit.objects.get(code="15BB")
    assert head.post("/office/places/new/", {**form, "office": other.pk}).status_code in (403, 422) and not Gate.objects.filter(code="VNMCG9").exists()
    page = after(head, head.post("/office/places/new/", form))
    assert "Lối mở Km3+4" in page and "08:00–17:00" in page
    assert "Lối mở Km3+4" in signed_in("huong").get("/trade/declare/").content.decode()
    assert "place.open_gate" in told()


@override_settings(REALM="demo")
def test_a_gate_is_closed_for_good_by_its_head_and_kept_after_all(cast, head):
    pk = accepted(cast, 2, planned_at=(NOW + timedelta(days=2)).isoformat())
    day = local_day(NOW) + timedelta(days=1)
    form = {"since": f"{day:%d/%m/%Y}", "reason": "Quyết định 12/QĐ-UBND"}
    assert signed_in("sang").post(f"{GATE}end/", form).status_code == 403 and f"{GATE}end/" in head.get(GATE).content.decode()
    with override_settings(REALM="training"):  # only the demo's people have no second factor
        assert "/2fa/" in head.post(f"{GATE}end/", form)["Location"], "a grave act"
    assert head.post(f"{GATE}end/", {**form, "since": "01/01/2020"}).status_code == 422
    page = after(head, head.post(f"{GATE}end/", form))
    assert "đã báo 1 người khai" in page and f"Đóng hẳn từ {day:%d/%m/%Y}" in page and f"{GATE}keep/" in page
    huong = signed_in("huong")
    assert "chọn cửa khẩu khác" in huong.get("/trade/").content.decode()
    trip = huong.get(f"/trade/trips/{pk}/").content.decode()
    assert "Cửa khẩu sẽ đóng hẳn" in trip and 'name="gate"' in trip
    office = Unit.objects.get(code="20BB")
    new = {"office": office.pk, "code": "vnmcg9", "mode": "road", "name_vi": "Lối mở Km3+4", "name_en": "Km3+4 crossing", "name_zh": "Km3+4通道",
           "country": "CN", "neighbour_vi": "Đông Hưng", "hours": "00:00-24:00", "hourly": "20", "reason": "Quyết định 1/QĐ-UBND"}
    after(head, head.post("/office/places/new/", new))
    moved = huong.post(f"/trade/trips/{pk}/change/", {"gate": "VNMCG9", "return_gate": "VNMCG9"}, follow=True)
    assert moved.status_code == 200 and "Cửa khẩu sẽ đóng hẳn" not in moved.content.decode()
    page = after(head, head.post(f"{GATE}keep/", {"reason": "Hoãn"}))
    assert f"Đóng hẳn từ {day:%d/%m/%Y}" not in page and f"{GATE}end/" in page
    assert {"place.close_gate", "place.keep_gate"} <= told()
    Gate.objects.filter(code="VNMCG1").update(hours={"all": [420, 1140], "2026-11-20": {"ends": "Quyết định 12/QĐ-UBND"}})
    shut = head.get(GATE).content.decode()
    assert "Đã đóng hẳn" in shut and "Quyết định 12/QĐ-UBND" in shut and f"{GATE}keep/" not in shut
    assert 'value="VNMCG1"' not in huong.get("/trade/declare/").content.decode()


def test_a_leader_sets_working_hours_holidays_and_make_up_days(cast, head):
    office = Unit.objects.get(code="20BB")
    path = f"/office/hours/{office.pk}/"
    assert path in head.get("/office/hours/").content.decode()
    page = head.get(path).content.decode()
    assert "07:30–11:30, 13:00–17:00" in page and "Cả nước" in page  # the country's holidays are there
    form = week(since="01/12/2027", w5="", w6="") | {f"w{n}": "08:00-12:00, 13:00-17:00" for n in range(5)}
    assert head.post(f"{path}week/", {**form, "w1": "8 giờ"}).status_code == 422
    page = after(head, head.post(f"{path}week/", form))
    assert "08:00–12:00, 13:00–17:00" in page and "2027-12-01" in OfficeHours.objects.get(unit=office).week
    after(head, head.post(f"{path}week/2027-12-01/withdraw/"))
    assert not OfficeHours.objects.filter(unit=office).exists(), "it works by the usual hours again"
    nobody = head.post(f"{path}week/", {key: "" if key[0] == "w" else value for key, value in form.items()}).content.decode()
    assert "Chưa có giờ làm việc nào" in nobody and "13:00–16:30" in nobody
    assert head.post(path, {"day": "04/12/2027", "hours": "sáng", "name": "Làm bù"}).status_code == 422
    assert "Làm bù" in after(head, head.post(path, {"day": "04/12/2027", "hours": "07:30-11:30", "name": "Làm bù"}))
    day = OfficeDay.objects.get(unit=office)
    assert "Làm bù" not in after(head, head.post(f"{path}days/{day.pk}/clear/"))
    elsewhere = Unit.objects.get(code="15BB")
    assert head.get(f"/office/hours/{elsewhere.pk}/").status_code == 404 and signed_in("ly").get(path).status_code == 403
    assert {"assignment.hours", "assignment.withdraw_hours", "assignment.office_day", "assignment.clear_office_day"} <= told()
