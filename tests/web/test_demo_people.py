"""The people of the demo: somebody for every role that has a page, and each finds what the README sends him to."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.utils import timezone
from django.utils.translation import override

from tests import goods, opened
from tests.house.test_permissions import addresses
from tests.people import NOW, client, clock_at
from thongquan.actions.training import demo_desks
from thongquan.actions.training.cast import gather_also
from thongquan.core.actor import ROLES, SYSTEM_ROLE
from thongquan.models import Grant, User
from thongquan.web.shared.demo_people import EVERYBODY, MORE, PEOPLE, USERNAMES
from thongquan.web.shared.navigation import WAYS, address

DATABASE = "house"
pytestmark = pytest.mark.django_db
README = (Path(__file__).resolve().parents[2] / "README.md").read_text()
#: machines and the platform itself, and a role of the training realm: no page asks for them
WITHOUT_A_PAGE = {"partner", SYSTEM_ROLE, "trainer"}


@pytest.fixture
def everybody() -> Iterator[None]:
    """All people of the demo."""
    opened.forget()
    gather_also(NOW)
    with override_settings(REALM="demo"):
        yield


def test_one_click_signs_in_as_any_role_that_has_a_page(everybody: None) -> None:
    named = {role for where, view in addresses() if not where.startswith("api/") for role in getattr(view, "allowed_roles", ())}
    assert set(ROLES) - named == WITHOUT_A_PAGE
    played = set(Grant.objects.filter(user__username__in=USERNAMES).values_list("role", flat=True))
    assert set(ROLES) - WITHOUT_A_PAGE - played == set()


def test_each_of_them_lands_on_a_page_under_the_name_on_the_button(everybody: None) -> None:
    front = Client().get("/").content.decode()
    main, more = front.split('<details class="more">')
    names = dict(User.objects.filter(username__in=USERNAMES).values_list("username", "full_name"))
    for person in EVERYBODY:
        assert f'value="{person.username}"' in (more if person in MORE else main) and names[person.username] == person.name
        browser = Client()
        page = browser.post("/demo/", {"role": person.username}, follow=True)
        assert page.status_code == 200 and page.redirect_chain[0][0] not in ("/", "/me/"), person.username


def told(text: str) -> Iterator[tuple[str, str]]:
    """Who is told to press what: each label with the person who was last signed in as."""
    who = ""
    for name, label in re.findall(r"(?:\(|, |[Aa]s )`([a-z]+)`|(?<!\*)\*([^*\n]+)\*(?!\*)", text):
        who = name if name in USERNAMES else who
        if label:
            yield who, label


def test_the_tour_sends_each_to_pages_that_are_in_his_header_and_open(everybody: None) -> None:
    tour = README[README.index("## Ten minutes in each role"):README.index("## For operators")]
    begun = re.findall(r"^\*\*[^*]+\*\* \((`[^)]+`)\)", tour, re.MULTILINE)
    assert {person.username for person in PEOPLE} - set(re.findall(r"`([a-z]+)`", tour)) == set() and len(begun) >= 15
    roles = Grant.objects.filter(user__username__in=USERNAMES).values_list("user__username", "role")
    with override("en"):
        ways = {(who, str(way.label)): address(way.url) for who, role in roles for way in WAYS if role in way.roles}
    sent = {(who, label) for who, label in told(tour) if label in {label for _who, label in ways}}
    assert sorted(sent - set(ways)) == [] and len(sent) > 12
    for who, label in sent:
        assert client(who).get(ways[who, label], follow=True).status_code == 200, (who, label)


def test_the_inspector_whom_visitors_play_has_goods_of_his_own_to_open() -> None:
    """Whatever the dice did before: an inspection that is a colleague's cannot be begun, and he could only look."""
    now = timezone.now()
    with clock_at(goods, now - timedelta(hours=1)), override_settings(REALM="demo"):
        cast = goods.open_house()[1]
        demo_desks.to_inspect(cast, now)
        pages = client("tuong", "en").get("/inspect/").content.decode()
    orders = re.findall(r'href="(/inspect/\d+/)', pages)
    assert any(f"{there}begin/" in client("tuong", "en").get(there).content.decode() for there in orders)
