"""The dice behind each officer, for strangers and for the declarant: replayed, and found out when bent."""

import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from tests import goods as made
from tests.web.test_inspection import client, text
from tests.work import everywhere
from thongquan.actions import assignment
from thongquan.core.draw_verify import verify_bundle
from thongquan.models import DrawEpoch, Task, User
from thongquan.queries.access import names_of
from thongquan.queries.assignment import epochs, public
from thongquan.queries.scope import scope

DATABASE = "house"
pytestmark = pytest.mark.django_db
RED_DIE = 0


@pytest.fixture
def case():
    """A consignment that the dice gave to an officer, and its declarant at his page."""
    cache.clear()
    _, goods = made.open_house()
    (row,) = made.lodged(goods.traders[0], made.answers(3), die=RED_DIE)
    return row.declaration, client(User.objects.get(username="tra").pk, "en")


def stranger(language: str = "en") -> Client:
    made_client = Client()
    made_client.cookies["tq_language"] = language
    return made_client


def the_task(row) -> Task:
    with scope(everywhere()):
        return Task.objects.filter(declaration=row, officer_id__isnull=False).select_related("declaration").latest("id")


def the_day(task: Task) -> DrawEpoch:
    with scope(everywhere()):
        return task.draws.select_related("epoch").latest("id").epoch


def test_a_declarant_throws_the_dice_of_his_own_case_again_once_the_day_is_over(case):
    row, trader = case
    task = the_task(row)
    epoch = the_day(task)
    page = trader.get(f"/trade/goods/{row.pk}/")
    (address,) = set(re.findall(r'href="(/draws/[^"]+)"', page.content.decode()))
    assert "How its officer was found" in text(page) and epoch.name in address
    assert "This day is not over" in text(stranger().get(address))
    assert stranger().get(f"/draws/{epoch.name}.json").status_code == 404, "the numbers of an open day stay secret"

    with scope(everywhere()):
        assignment.reveal(epoch, at=made.NOW + 24 * made.HOUR)
    shown = text(stranger().get(address))
    assert "fell as it was told" in shown and "Your case is number" in shown
    assert "No draw of this day is about your case" in text(stranger().get(f"/draws/{epoch.name}/?digest={'ab' * 32}"))

    file = stranger().get(f"/draws/{epoch.name}.json")
    body = json.loads(file.content)
    assert verify_bundle(body) == [] and f'filename="{epoch.name.replace("/", "-")}.json"' in file["Content-Disposition"]
    with scope(everywhere()):
        name = names_of([task.officer_id])[task.officer_id]
    everything = text(page) + shown + file.content.decode()
    assert name and name not in everything and row.declarant.name not in shown + file.content.decode()


def test_a_bent_draw_is_told_to_whoever_looks(case, monkeypatch):
    row, _ = case
    epoch = the_day(the_task(row))
    with scope(everywhere()):
        assignment.reveal(epoch, at=made.NOW + 24 * made.HOUR)
    honest = epochs.bundle

    def bent(of, **more):
        body = honest(of, **more)
        draw = body["draws"][0]
        draw["officer"] = next(token for token in draw["weights"] if token != draw["officer"])
        return body

    assert "fell as it was told" in text(stranger().get(f"/draws/{epoch.name}/"))
    monkeypatch.setattr(public, "bundle", bent)
    for language, words in (("en", "The dice say somebody else"), ("vi", "Xúc xắc chỉ ra người khác"), ("zh", "随机结果指向他人")):
        assert words in text(stranger(language).get(f"/draws/{epoch.name}/"))


def test_the_list_of_days_is_filtered_and_a_crooked_address_finds_nothing(case, monkeypatch):
    row, _ = case
    today = [made.NOW]
    monkeypatch.setattr("thongquan.web.shared.middleware.timezone.now", lambda: today[0])
    epoch = the_day(the_task(row))
    team = epoch.name.split("/")[0]
    assert f"/draws/{epoch.name}/" in stranger().get(f"/draws/?team={team}&kind={epoch.kind}&days=30").content.decode()
    others = {"dossier", "inspection", "review"} - {epoch.kind}
    assert f"/draws/{epoch.name}/" not in stranger().get(f"/draws/?kind={others.pop()}").content.decode()
    today[0] = made.NOW + timedelta(days=31)
    listed = [f"/draws/{epoch.name}/" in stranger().get(f"/draws/?days={days}").content.decode() for days in (30, 90)]
    assert listed == [False, True], "an older day is found in the longer list"
    assert stranger().get("/draws/?days=%00&team=" + "x" * 900).status_code == 200
    assert [stranger().get(f"/draws/{name}").status_code for name in ("nothing/", "a/b/c/d/", "%00/", "nothing.json")] == [404] * 4
