"""The agencies' page of consignments: one row of lanes, a lane given, what others and the declarant read."""

import random
import re

import pytest
from django.utils import timezone

from tests import goods as kit
from tests.people import client
from thongquan.catalog.demo_goods import PORTS, consignment
from thongquan.core.rule import local_day
from thongquan.models import AgencyLane, GoodsDeclaration, User
from thongquan.queries.scope import everywhere

DATABASE = "house"
pytestmark = pytest.mark.django_db
WANTED = "Lấy mẫu vải, ba kiện"


def text(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode().split("<main", 1)[-1]).split())


@pytest.fixture
def row():
    """A yellow import at Móng Cái, so that a central officer has its dossier."""
    goods, at = kit.open_house()[1], timezone.now() - kit.HOUR
    (made,) = kit.lodged(goods.traders[3], consignment(random.Random(3), 3, PORTS[0], "import", local_day(at)), die=60, at=at)
    with everywhere():
        return GoodsDeclaration.objects.select_related("gate").get(pk=made.declaration.pk)


def test_quarantine_gives_its_lane_and_everybody_reads_all_of_them_in_one_row(row):
    at, ngan, den = f"/gate/{row.gate.code}/goods/", client("ngan", "en"), client("den", "en")
    assert "Consignments" in text(ngan.get(f"/gate/{row.gate.code}/agency/"))
    assert row.number[-4:] in text(ngan.get(at)) and "No consignments" in text(ngan.get(f"{at}?q=khong-co"))
    sent = {"agency": "quarantine_plant", "lane": "red"}
    bare = ngan.post(f"{at}{row.pk}/", sent)
    assert bare.status_code == 422 and "What the agency wants of the goods is not said" in text(bare)
    done = ngan.post(f"{at}{row.pk}/", {**sent, "note": WANTED}, follow=True)
    assert done.status_code == 200 and "Plant quarantine: Goods are looked at" in text(done)
    seen = text(den.get(at))
    assert "Customs: Yellow channel" in seen and "Plant quarantine: Goods are looked at" in seen and WANTED in seen, "the border guard reads all lanes"
    with everywhere():
        clerk = User.objects.get(pk=kit.officer_of(row.pk, "dossier").id).username
        assert AgencyLane.objects.get().lane == "red"
    for language, said in (("en", "Goods are looked at"), ("vi", "Kiểm tra hàng"), ("zh-hans", "查验货物")):
        assert f": {said}" in text(client(clerk, language).get(f"/central/goods/{row.pk}/")).replace("：", ": ")
    assert "An agency at the gate gave its lane" in text(client(clerk, "en").get(f"/central/goods/{row.pk}/history/"))


def test_the_page_is_the_agencies_at_their_own_gate(row):
    at = f"/gate/{row.gate.code}/goods/"
    assert [client(who).get(at).status_code for who in ("tra", "thao", "sang")] == [403] * 3
    ngan = client("ngan")
    assert ngan.get("/gate/KHONG/goods/").status_code == 404 and ngan.post(f"{at}999999/", {"agency": "quarantine_plant", "lane": "green"}).status_code == 404
    assert ngan.post(f"{at}{row.pk}/", {"agency": "border_guard", "lane": "green"}).status_code in (403, 422)
    with everywhere():
        assert not AgencyLane.objects.exists()
