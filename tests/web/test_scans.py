"""A scanner image on the tablet: first the officer's own reading, then what a machine marked; how well readers did."""

import re
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.utils import timezone
from PIL import Image

from tests.people import client
from tests.web.test_inspection import red, text
from thongquan.actions import inspection
from thongquan.actions.training import demo_images
from thongquan.core.actor import Actor, system
from thongquan.core.goods import RED
from thongquan.core.images import Area, Mark
from thongquan.core.inspection import written_order
from thongquan.models import AuditEvent, GoodsDeclaration, ImageReading, InspectionEvidence, InspectionOrder, User
from thongquan.queries.access import all_units
from thongquan.queries.risk.images import judged
from thongquan.queries.scope import scope

DATABASE = "house"
pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 60
MARKED = (Area(0.25, 0.5, 0.2, 0.25, Mark.HIDDEN, 0.87), Area(0, 0, 1, 0.1, Mark.WEAPON, 0.4))
JSON = {"accept": "application/json"}


def scanner(order) -> Actor:
    return Actor(None, "Máy soi", frozenset({"partner"}), (order.site.office_id,))


def scanned(order, *, finds: bool = True, at=None, reader: str = "NhinRo") -> InspectionEvidence:
    """The scanner of the place sends its image, a reader says what it sees."""
    at, by = at or timezone.now(), scanner(order)
    with scope(by):
        image, _ = inspection.take_image(order.pk, content=PNG + uuid4().bytes, sent_id=uuid4(), taken_at=at, by=by, at=at)
        inspection.take_reading(order.pk, image.sha256, reader=reader, version="2.4", finds=finds, areas=MARKED if finds else (), by=by, at=at)
    return image


def by_scanner(place, n: int = 3):
    """Goods that are only to be scanned, and their inspector at the tablet."""
    order, who = red(place, n)
    with scope(system(all_units())):
        InspectionOrder.objects.filter(pk=order.pk).update(forms=["scanner"], steps=written_order(order.declaration.body, ["scanner"], []))
    return order, who


def tablet(who, language: str = "en"):
    return client(User.objects.get(pk=who.id).username, language)


def now(order) -> InspectionOrder:
    with scope(system(all_units())):
        return InspectionOrder.objects.get(pk=order.pk)


def test_nothing_of_the_machine_is_seen_before_the_officer_has_read_the_image(place):
    order, who = by_scanner(place)
    image = scanned(order)
    page, at = tablet(who), f"/inspect/{order.pk}/"
    page.post(f"{at}begin/")
    blind = page.get(at)
    assert "Not read yet" in text(blind) and "The image raises doubt" in text(blind)
    assert not re.search(r"NhinRo|<rect|Hidden space|87 %|marks this image", blind.content.decode())
    page.post(f"{at}image/{image.pk}/", {"reads": "agrees"})
    shown = page.get(at)
    assert shown.content.decode().count('<rect x="25.00%" y="50.00%" width="20.00%" height="25.00%"/>') == 1
    assert "NhinRo 2.4 : the machine marks this image" in text(shown) and "1 Hidden space 87 %" in text(shown) and "2 Weapon, ammunition 40 %" in text(shown)
    assert "A machine marks this image; an officer read it as fitting." in text(shown)


@pytest.mark.parametrize(("language", "words"), [
    ("vi", ("Ảnh soi", "máy đánh dấu ảnh này", "Khoang hoặc vách giấu 87 %", "Đổi thành: có nghi vấn")),
    ("zh", ("机检图像", "机器标记了此图像", "夹藏空间 87 %", "改为：有疑点"))])
def test_boxes_stand_where_they_belong_in_every_language(place, language, words):
    order, who = by_scanner(place)
    image = scanned(order)
    page, at = tablet(who, {"zh": "zh-hans"}.get(language, language)), f"/inspect/{order.pk}/"
    page.post(f"{at}begin/")
    page.post(f"{at}image/{image.pk}/", {"reads": "agrees"})
    shown = page.get(at)
    assert all(word in text(shown) for word in words) and 'x="25.00%"' in shown.content.decode()


def test_fitting_becomes_doubtful_with_one_touch_and_never_fitting_again(place):
    order, who = by_scanner(place)
    image = scanned(order)
    page, at = tablet(who), f"/inspect/{order.pk}/"
    page.post(f"{at}begin/")
    page.post(f"{at}image/{image.pk}/", {"reads": "agrees"})
    assert (now(order).forms, now(order).declaration_id and now(order).state) == (["scanner"], "begun"), "the machine alone changes nothing"
    doubt = page.post(f"{at}image/{image.pk}/", {"reads": "suspicious"}, headers=JSON)
    assert doubt.json() == {"ok": True, "go": at} and now(order).forms == ["scanner", "officer"]
    assert "read it as fitting" not in text(page.get(at)) and "Change to" not in text(page.get(at))
    back = page.post(f"{at}image/{image.pk}/", {"reads": "agrees"}, headers=JSON)
    assert (back.status_code, back.json()["code"]) == (409, "INS-77")
    assert page.post(f"{at}result/", {"outcome": "agrees"}, headers=JSON).json()["code"] == "INS-83"
    with scope(system(all_units())):
        body = InspectionEvidence.objects.get(pk=image.pk).body
        events = AuditEvent.objects.filter(action="inspection.read_image", object_id=image.pk).order_by("id")
        assert (body["reads"], body["read_first"], body["read_by"]) == ("suspicious", "agrees", who.id)
        assert [event.declarant_id for event in events] == [None, None]
        assert GoodsDeclaration.objects.get(pk=order.declaration_id).channel == RED


def test_the_history_tells_who_read_the_image_and_that_a_machine_did_but_not_what_it_marked(place):
    order, who = by_scanner(place)
    image = scanned(order)
    page = tablet(who)
    page.post(f"/inspect/{order.pk}/begin/")
    page.post(f"/inspect/{order.pk}/image/{image.pk}/", {"reads": "suspicious"})
    for language, sentences in (
        ("en", ("A machine has read the scanner image", "An officer has read the scanner image", "The image raises doubt")),
        ("vi", ("Máy đã đọc ảnh máy soi", "Công chức đã đọc ảnh máy soi", "Ảnh có nghi vấn")),
        ("zh-hans", ("机器已判读机检图像", "关员已判读机检图像", "图像有疑点")),
    ):
        told = text(client("chau", language).get(f"/central/goods/{order.declaration_id}/history/"))
        assert all(sentence in told for sentence in sentences) and "suspicious" not in told, language
        assert not re.search("NhinRo|hidden|Khoang|夹藏", told)


def test_goods_are_not_as_declared_while_an_image_waits_for_an_officer(place):
    order, who = by_scanner(place)
    image = scanned(order, finds=False)
    page, at = tablet(who), f"/inspect/{order.pk}/"
    page.post(f"{at}begin/")
    refused = page.post(f"{at}result/", {"outcome": "agrees"}, headers=JSON)
    assert (refused.status_code, refused.json()["code"]) == (409, "INS-76")
    page.post(f"{at}image/{image.pk}/", {"reads": "agrees"})
    assert "the machine finds nothing" in text(page.get(at)) and "Change to" not in text(page.get(at))
    assert "go" in page.post(f"{at}result/", {"outcome": "agrees"}, headers=JSON).json()
    assert now(order).state == "done"


def test_only_who_is_at_the_inspection_reads_its_image(place):
    order, who = by_scanner(place)
    image = scanned(order)
    with scope(system(all_units())):
        other = next(a for a in place[1].officers.values() if a.is_any("inspector") and a.id != who.id and order.site.office_id in a.offices)
    tablet(who).post(f"/inspect/{order.pk}/begin/")
    stranger = tablet(other)
    assert stranger.post(f"/inspect/{order.pk}/image/{image.pk}/", {"reads": "agrees"}, headers=JSON).json()["code"] == "INS-94"
    assert "NhinRo" not in text(stranger.get(f"/inspect/{order.pk}/"))
    page = tablet(who)
    assert page.post(f"/inspect/{order.pk}/image/{image.pk}/", {"reads": "yes"}, headers=JSON).json()["code"] == "INS-95"
    assert page.post(f"/inspect/{order.pk}/image/{image.pk + 99}/", {"reads": "agrees"}, headers=JSON).status_code == 404


def test_the_declarant_reads_no_word_of_scanner_machine_or_doubt(place):
    order, who = by_scanner(place)
    before = text(client("tra").get(f"/trade/goods/{order.declaration_id}/"))
    scanned(order)
    assert text(client("tra").get(f"/trade/goods/{order.declaration_id}/")) == before


def test_the_scanner_of_the_demo_sends_one_picture_of_each_consignment(place):
    order, _who = red(place)
    for _ in range(2):
        demo_images.scanned(order.declaration_id, "undeclared", timezone.now())
    with scope(system(all_units())):
        image = InspectionEvidence.objects.get(order=order)
        assert Image.open(BytesIO(bytes(image.content))).size == (demo_images.WIDE, demo_images.HIGH)
        assert {reading.reader for reading in image.readings.all()} <= {name for name, *_ in demo_images.READERS} and image.readings.exists()


def ended(order, who, outcome: str) -> None:
    at = timezone.now() + HOUR
    with scope(who):
        if now(order).state == "ordered":
            inspection.begin(order.pk, by=who, at=at)
        for image in InspectionEvidence.objects.filter(order=order, kind="scan"):
            inspection.read_image(image.pk, reads="agrees", by=who, at=at)
        lines = order.declaration.lines.values_list("number", flat=True)
        inspection.record_result(order.pk, [inspection.Seen(line, outcome=outcome) for line in lines], outcome=outcome, by=who, at=at)


def test_readers_are_measured_by_what_was_found_when_goods_were_opened(place):
    mai = client("mai", "en")
    assert "No reader outside has sent a result in this time" in text(mai.get("/risk/hits/"))
    for n, (finds, outcome) in enumerate(((True, "undeclared"), (True, "agrees"), (False, "agrees"), (False, "origin"))):
        order, who = red(place, 20 * n + 3)
        with scope(system(all_units())):
            InspectionOrder.objects.filter(pk=order.pk).update(forms=["scanner", "officer"])
        scanned(order, finds=finds)
        ended(order, who, outcome)
    for n in (5, 6):
        scanned(by_scanner(place, 20 * n + 3)[0], reader="KhacBiet")  # never opened: it tells nothing
    day = timezone.localdate()
    with scope(system(all_units())):
        told = {(one.reader, one.marks): (one.images, one.opened.checked, one.opened.found) for one in judged(since=day, until=day)}
        assert told == {("KhacBiet 2.4", True): (2, 0, 0), ("NhinRo 2.4", True): (2, 2, 1), ("NhinRo 2.4", False): (2, 2, 0)}
        assert ImageReading.objects.count() == 6 and judged(since=day - timedelta(days=9), until=day - timedelta(days=2)) == []
    shown = text(mai.get("/risk/hits/"))
    assert "NhinRo 2.4: marked 2 2 1 50.0 % 9.5–90.5 %" in shown and "NhinRo 2.4: not marked 2 2 0 0.0 % 0.0–65.8 %" in shown
    assert "KhacBiet 2.4: marked 2 0 0 – –" in shown
