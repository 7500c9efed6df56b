"""The pages of those who look at goods: the day by bay, the tablet, what is sent twice, what may leave."""

import random
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import border
from tests import goods as made
from thongquan.actions import inspection, payment
from thongquan.catalog.demo_goods import PORTS, consignment
from thongquan.core.actor import system
from thongquan.core.inspection import written_order
from thongquan.core.rule import local_day
from thongquan.core.units import plain
from thongquan.models import (
    CheckLabel,
    GoodsDeclaration,
    InspectionEvidence,
    InspectionOrder,
    LookUp,
    PaymentOrder,
    PublicLink,
    SealStock,
    User,
)
from thongquan.queries import inspection as asked
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope
from thongquan.web.inspection.urls import urlpatterns

DATABASE = "house"
pytestmark = pytest.mark.django_db
RED_DIE = 0
HOUR = timedelta(hours=1)
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 60
JSON = {"accept": "application/json"}


def client(actor_id: int, language: str = "en") -> Client:
    page = Client()
    page.cookies["tq_language"] = language
    page.force_login(User.objects.get(pk=actor_id), backend="allauth.account.auth_backends.AuthenticationBackend")
    return page


def text(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def red(place, n=3, **over):
    """A red import that is paid: its order and its inspector."""
    who = place[1].traders[1]
    values = consignment(random.Random(n), n, PORTS[0], "import", local_day(made.NOW), 2)
    (row,) = made.lodged(who, {**values, **over}, die=RED_DIE, at=made.NOW)
    with scope(who):
        for order in PaymentOrder.objects.filter(declaration=row.declaration, state="open"):
            payment.paid(payment.pay(order.pk, bank="VTB", by=who, at=made.NOW).pk, bank_reference=f"B{n}", at=made.NOW)
    with scope(system(all_units())):
        order = InspectionOrder.objects.select_related("declaration", "site").get(declaration=row.declaration)
        return order, made.officer_of(row.declaration.pk, "inspection")


def declared(order) -> tuple[str, str]:
    """Quantity and net weight of its first line, as an inspector types them in Vietnamese."""
    with scope(system(all_units())):
        line = order.declaration.lines.get(number=1)
    return tuple(plain(value).replace(".", ",") for value in (line.quantity, line.net_kg))


def state_of(pk: int) -> str:
    with scope(system(all_units())):
        return GoodsDeclaration.objects.get(pk=pk).state


def test_every_page_says_who_may_open_it():
    assert all(hasattr(one.callback, "allowed_roles") for one in urlpatterns)


def test_the_day_by_bay_puts_perishables_first_and_costs_the_same_for_one_and_three(place):
    order, who = red(place)
    page = client(who.id)
    day = local_day(order.slot_at)
    page.get("/inspect/")
    with CaptureQueriesContext(connection) as one:
        first = page.get(f"/inspect/?site={order.site.code}&day={day}")
    assert order.declaration.number[:4] in text(first) and "Bay 1" in text(first) and first.status_code == 200
    for n in (5, 7):
        red(place, n)
    with CaptureQueriesContext(connection) as three:
        page.get(f"/inspect/?site={order.site.code}&day={day}")
    assert len(three) == len(one)
    part = page.get(f"/inspect/?site={order.site.code}&day={day}&part=1")
    assert "<html" not in part.content.decode()


def test_a_whole_inspection_from_begin_to_cleared_without_scripts(place):
    order, who = red(place)
    page, at = client(who.id, "vi"), f"/inspect/{order.pk}/"
    opened = page.get(at)
    assert f'action="{at}begin/"' in opened.content.decode() and LookUp.objects.filter(object_type="goods", object_id=order.declaration_id).exists()
    assert page.post(f"{at}begin/").status_code == 302
    assert page.post(f"{at}step/", {"n": 0, "done": "1"}).status_code == 302
    counted, weighed = declared(order)
    noted = {"line": 1, "quantity": counted, "net_kg": weighed, "outcome": "agrees", "tongue": "vi"}
    assert page.post(f"{at}line/", noted).status_code == 302
    shown = page.get(at)
    assert f'value="{counted}"' in shown.content.decode() and f'value="{weighed}"' in shown.content.decode()
    assert page.post(f"{at}result/", {"outcome": "agrees"}).status_code == 302
    assert state_of(order.declaration_id) == "cleared"
    assert "Đúng khai báo" in text(page.get(at))


def test_a_quantity_counted_otherwise_never_clears_as_declared_and_flows_back_to_dossier_and_label(place):
    order, who = red(place)
    page, at = client(who.id, "vi"), f"/inspect/{order.pk}/"
    page.post(f"{at}begin/")
    _, weighed = declared(order)
    told = page.post(f"{at}line/", {"line": 1, "quantity": "1.204,5", "net_kg": weighed, "outcome": "agrees", "tongue": "vi"}, headers=JSON).json()
    assert told["differs"] and "Sai số lượng, trọng lượng" in told["said"]
    assert "Sai số lượng, trọng lượng" in text(page.get(at)).split("Kết luận")[0]
    refused = page.post(f"{at}result/", {"outcome": "agrees"}, headers=JSON)
    assert (refused.status_code, refused.json()["code"], state_of(order.declaration_id)) == (409, "INS-97", "inspecting")
    assert page.post(f"{at}result/", {"outcome": "quantity"}).status_code == 302
    assert state_of(order.declaration_id) == "checking"
    with scope(system(all_units())):
        label = CheckLabel.objects.get(declaration_id=order.declaration_id, kind="inspection")
    assert (label.found, label.type) == (True, "quantity")
    clerk = made.officer_of(order.declaration_id, "dossier")
    beside = client(clerk.id, "vi").get(f"/central/goods/{order.declaration_id}/")
    assert re.search(r"1\.204,5 \S+ .{0,40}Kiểm tra thực tế", text(beside))


def test_a_scanner_image_that_raises_doubt_comes_back_with_the_order_to_open_the_goods(place):
    order, who = red(place)
    with scope(system(all_units())):
        InspectionOrder.objects.filter(pk=order.pk).update(forms=["scanner"], steps=written_order({"lines": [{}]}, ["scanner"], []))
    page, at = client(who.id), f"/inspect/{order.pk}/"
    page.post(f"{at}begin/")
    assert "What the image shows" in text(page.get(at)) and "Open; photograph" not in text(page.get(at))
    told = page.post(f"{at}keep/", {"kind": "scan", "reads": "suspicious", "file": SimpleUploadedFile("s.jpg", JPEG)}, headers=JSON).json()
    assert told["go"] == at
    shown = text(page.get(at))
    assert "Open; photograph the whole and the labels" in shown and "raises doubt" in shown
    assert page.post(f"{at}result/", {"outcome": "agrees"}, headers=JSON).json()["code"] == "INS-83"


def test_what_a_bad_network_sends_three_times_is_there_once(place):
    order, who = red(place)
    page, at = client(who.id), f"/inspect/{order.pk}/"
    page.post(f"{at}begin/")
    sent = str(uuid4())
    told = [page.post(f"{at}keep/", {"kind": "photo", "sent_id": sent, "file": SimpleUploadedFile("a.jpg", JPEG)}, headers=JSON).json() for _ in range(3)]
    assert {one["evidence"] for one in told} == {told[0]["evidence"]} and "<img" in told[0]["html"]
    with scope(who):
        assert InspectionEvidence.objects.filter(order=order).count() == 1
    picture = page.get(f"{at}file/{told[0]['evidence']}/")
    assert picture.content == JPEG and picture["Content-Type"] == "image/jpeg" and "sandbox" in picture["Content-Security-Policy"]


def test_a_body_camera_clip_is_kept_and_played_back_and_a_text_is_none(place):
    order, who = red(place)
    page, at = client(who.id), f"/inspect/{order.pk}/"
    page.post(f"{at}begin/")
    clip = b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 60
    told = page.post(f"{at}keep/", {"kind": "clip", "file": SimpleUploadedFile("a.mp4", clip, "text/plain")}, headers=JSON).json()
    assert f'src="{at}file/{told["evidence"]}/"' in told["html"] and "<video" in told["html"] and "<video" in page.get(at).content.decode()
    played = page.get(f"{at}file/{told['evidence']}/")
    assert (played.content, played["Content-Type"], played["X-Content-Type-Options"]) == (clip, "video/mp4", "nosniff")
    text_file = page.post(f"{at}keep/", {"kind": "clip", "file": SimpleUploadedFile("b.mp4", b"not a clip", "video/mp4")}, headers=JSON)
    assert (text_file.status_code, text_file.json()["code"]) in ((409, "INS-93"), (422, "INS-93"))
    with scope(who):
        assert InspectionEvidence.objects.filter(order=order, kind="clip").count() == 1


def test_what_cannot_be_taken_is_said_once_and_not_sent_for_ever(place):
    order, who = red(place)
    page, at = client(who.id), f"/inspect/{order.pk}/"
    late = page.post(f"{at}step/", {"n": 0, "done": "1"}, headers=JSON)
    assert (late.status_code, late.json()["code"]) == (409, "INS-98") and late.json()["says"]
    page.post(f"{at}begin/")
    for name, sent in (("line", {"line": 1, "quantity": "abc"}), ("keep", {"kind": "photo"}), ("keep", {"kind": "sample"}),
                       ("keep", {"kind": "photo", "file": b""}), ("keep", {"kind": "photo", "file": b"#!/bin/sh"}), ("result", {"outcome": "nonsense"})):
        for way, status in ((JSON, (409, 422)), ({}, (422,))):
            files = {"file": SimpleUploadedFile("a.jpg", sent["file"])} if "file" in sent else {}
            answer = page.post(f"{at}{name}/", {**sent, **files}, headers=way)
            assert answer.status_code in status and (not way or answer.json()["says"]), name
    other = next(a for name, a in place[1].officers.items() if name.startswith("kiem15bb"))
    assert client(other.id).get(at).status_code == 404


def test_colleagues_join_and_the_recorder_alone_ends(place):
    order, who = red(place)
    other = next(a for name, a in place[1].officers.items() if name.startswith("kiem20bb") and a.id != who.id)
    at = f"/inspect/{order.pk}/"
    client(who.id).post(f"{at}begin/")
    helper = client(other.id)
    assert "Join the inspection" in text(helper.get(at))
    helper.post(f"{at}begin/")
    shown = text(helper.get(at))
    assert "Record the result" not in shown and "Photo" in shown and f"{User.objects.get(pk=who.id).full_name} records the result" in shown
    assert helper.post(f"{at}result/", {"outcome": "agrees"}, headers=JSON).json()["code"] == "INS-96"


def test_seals_samples_and_the_laboratory_on_the_page(place):
    order, who = red(place)
    page, at = client(who.id), f"/inspect/{order.pk}/"
    assert page.post(f"/inspect/place/{order.site.code}/seals/", {"prefix": "HQ", "first": "1", "count": "5"}).status_code == 302
    page.post(f"{at}begin/")
    assert "HQ000001" in page.get(at).content.decode()
    page.post(f"{at}keep/", {"kind": "seal", "old": "CN77", "new": "HQ000001"})
    assert SealStock.objects.get(number="HQ000001").state == "used" and "CN77 → HQ000001" in text(page.get(at))
    told = page.post(f"{at}keep/", {"kind": "sample", "slip": "PTPL-12", "line": "1"}, headers=JSON).json()
    page.post(f"{at}line/", {"line": 1, "outcome": "sample"})
    page.post(f"{at}result/", {"outcome": "sample"})
    assert "At the laboratory" in text(page.get(at)) and state_of(order.declaration_id) == "inspecting"
    assert page.post(f"{at}sample/{told['evidence']}/", {"outcome": "agrees"}).status_code == 302
    assert state_of(order.declaration_id) == "cleared"


def test_an_appointment_moves_with_a_reason_to_a_free_bay(place):
    order, who = red(place)
    page, at = client(who.id), f"/inspect/{order.pk}/"
    with scope(who):
        free = [slot.at for slot in asked.free_slots(order.site, timezone.now()) if slot.at != order.slot_at]
    assert page.get(f"{at}move/").status_code == 200
    assert page.post(f"{at}move/", {"slot": "", "reason_code": "RES-01"}).status_code == 422
    assert page.post(f"{at}move/", {"slot": free[0].isoformat(), "reason_code": "nonsense"}).status_code == 422
    assert page.post(f"{at}move/", {"slot": free[0].isoformat(), "reason_code": "RES-01"}).status_code == 302
    with scope(who):
        assert InspectionOrder.objects.get(pk=order.pk).slot_at == free[0]


def test_a_place_pauses_and_works_again(place):
    order, who = red(place)
    page, code = client(who.id), order.site.code
    until = (timezone.now() + 300 * HOUR).isoformat()
    page.post(f"/inspect/place/{code}/pause/", {"reason_code": "PAU-02", "until": until})
    shown = text(page.get(f"/inspect/?site={code}"))
    assert "Paused until" in shown and "Bad weather" in shown and "No appointment" in shown
    page.post(f"/inspect/place/{code}/reopen/")
    assert "Paused until" not in text(page.get(f"/inspect/?site={code}"))


def test_only_the_doubtful_goods_are_unloaded(place):
    cast, goods = place
    order, who = red(place)
    pk = border.declared(cast, 1, goods=[order.declaration.number, "309999999990"])
    page, at = client(who.id), f"/inspect/{order.pk}/"
    assert "Unload these goods" in text(page.get(at))
    assert page.post(f"{at}unload/", {"vehicle": pk}).status_code == 302
    with scope(who):
        assert order.declaration.passages.get().state == "left"
    again = text(page.get(at))
    assert "Unloaded, stays here" in again and "Unload these goods" not in again
    link = PublicLink.objects.get(declaration_id=pk).token
    driver = text(Client(headers={"accept-language": "en"}).get(f"/s/{link}/"))
    assert "Go to the inspection first" not in driver, "what is unloaded calls the vehicle no more"
    assert asked.must_report([order.declaration.number], vehicle=pk) == [] and asked.must_report([order.declaration.number])


def test_the_head_sees_what_is_past_the_longest_hold(place):
    order, who = red(place)
    with scope(system(all_units())):
        InspectionOrder.objects.filter(pk=order.pk).update(hold_until=timezone.now() - HOUR, ordered_at=timezone.now() - 9 * HOUR)
    assert "The head is being called" in text(client(who.id).get(f"/inspect/{order.pk}/"))
    with scope(system(all_units())):
        assert inspection.escalate(timezone.now()) == 1
    assert "The head has been called" in text(client(who.id).get(f"/inspect/{order.pk}/"))
    assert "Past the longest hold" in text(client(who.id).get(f"/inspect/{order.pk}/"))
    assert "Past the longest hold" in text(client(place[1].officers["chau"].id).get(f"/inspect/?site={order.site.code}&day={local_day(order.slot_at)}"))


def test_what_may_leave_as_page_and_file(place):
    order, who = red(place)
    page = client(who.id)
    assert order.declaration.number[:4] not in text(page.get("/inspect/leave/"))
    page.post(f"/inspect/{order.pk}/begin/")
    page.post(f"/inspect/{order.pk}/result/", {"outcome": "agrees"})
    shown = text(page.get("/inspect/leave/"))
    assert order.declaration.declarant.name in shown and "on no pass" in shown
    file = page.get("/inspect/leave.csv").content.decode("utf-8-sig")
    assert order.declaration.number in file and "GS" in file and len(file.splitlines()) == 2
    assert order.declaration.number not in page.get("/inspect/leave.csv?tab=held").content.decode()
    assert page.get("/inspect/leave/?text=khongco").status_code == 200 and page.get("/inspect/leave.pdf").status_code == 404


def test_the_driver_reads_on_the_public_page_where_to_go_first(place):
    cast, goods = place
    order, who = red(place)
    pk = border.accepted(cast, 1, goods=[order.declaration.number])
    link = PublicLink.objects.get(declaration_id=pk).token
    shown = text(Client(headers={"accept-language": "en"}).get(f"/s/{link}/"))
    assert "Go to the inspection first" in shown and order.site.name_en in shown and f"Bay {order.bay}" in shown
    waiting = PublicLink.objects.get(declaration_id=border.declared(cast, 2, goods=[order.declaration.number])).token
    told = text(Client(headers={"accept-language": "en"}).get(f"/s/{waiting}/"))
    assert "Go to the inspection first" in told and "Nothing to report anywhere now" not in told
    page = client(who.id)
    page.post(f"/inspect/{order.pk}/begin/")
    page.post(f"/inspect/{order.pk}/result/", {"outcome": "agrees"})
    again = text(Client(headers={"accept-language": "en"}).get(f"/s/{link}/"))
    assert "No inspection" in again


def test_only_whom_the_draw_called_is_offered_to_begin_and_colleagues_read_why_not(place):
    order, who = red(place)
    with scope(system(all_units())):
        colleague = User.objects.get(username=next(name for name in ("tuong", "kiem20bb1") if User.objects.get(username=name).pk != who.id))
        name = User.objects.get(pk=who.id).full_name
    at = f"/inspect/{order.pk}/"
    theirs = client(colleague.pk).get(at)
    assert f"{at}begin/" not in theirs.content.decode() and f"The draw has given this to {name}, who begins" in text(theirs)
    assert f"{at}begin/" in client(who.id).get(at).content.decode()
    client(who.id).post(f"{at}begin/")
    assert f"{at}begin/" in (page := client(colleague.pk).get(at)).content.decode() and "Join the inspection" in text(page)


@pytest.mark.parametrize(("box", "typed", "says"), [
    ("quantity", "-5", "Đếm thực tế: Không đúng dạng, ví dụ: 1.250,5"), ("quantity", "abc", "Đếm thực tế: Không đúng dạng, ví dụ: 1.250,5"),
    ("net_kg", "9" * 25, "Cân thực tế, kg tịnh: Không đúng dạng, ví dụ: 1.250,5")])
def test_a_figure_that_is_none_is_told_with_its_box_and_an_example(place, box, typed, says):
    """Sent later from a bad network, the refusal stands alone: it must say which box it means."""
    order, who = red(place)
    page, at = client(who.id, "vi"), f"/inspect/{order.pk}/"
    page.post(f"{at}begin/")
    answer = page.post(f"{at}line/", {"line": 1, "outcome": "agrees", "tongue": "vi", box: typed}, headers=JSON)
    assert answer.status_code == 422 and answer.json()["says"].startswith(says)
    assert page.post(f"{at}keep/", {"kind": "seal"}, headers=JSON).json()["says"].startswith("Niêm phong mới: ")
