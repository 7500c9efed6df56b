"""Whatever stands where a number belongs, no page breaks: signs that only look like digits, thirty nines, nothing."""

import random
from datetime import date
from itertools import cycle
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import border
from tests import goods as kit
from tests.actions.test_review import under_review
from tests.conftest import LONG
from tests.people import client
from thongquan.actions.declaration.draft import draft
from thongquan.actions.training.cast import Cast
from thongquan.actions.training.goods_cast import GoodsCast
from thongquan.catalog.demo_goods import PORTS, consignment
from thongquan.core.rule import local_day
from thongquan.models import InspectionOrder, User
from thongquan.queries.scope import everywhere, scope

DATABASE = "house"
pytestmark = pytest.mark.django_db
#: the two that break int() and the keys of the tables take turns, the others at every third address (`./test --long`: all at all)
WORST, OTHERS = ("²", "9" * 30), ("٣", "-1", "1e9", "", "null")
YELLOW, RED = 60, 0

#: who asks which address, and the parameters of it that are read as numbers; `name=value` are sent as they stand
ASKED = (
    ("sang", "/gate/{gate}/lanes/", "lane"), ("ly", "/desk/{trip}/timeline/", "event"),
    ("clerk", "/central/", "page"), ("clerk", "/central/goods/{case}/", "paper leaf"), ("chau", "/central/team/rule/", "per_case capacity"),
    ("reviewer", "/review/{review}/", "paper leaf"), ("inspector", "/inspect/leave/", "page"),
    ("huong", "/trade/declare/", "from"), ("huong", "/trade/declare/", "saved"),
    ("huong", "/trade/trips/{trip}/pass.pdf", "leg"), ("huong", "/trade/trips/{trip}/passengers/", "person"), ("huong", "/notices/", "page"),
    ("tra", "/trade/goods/", "page"), ("tra", "/trade/goods/drafts/{draft}/", "rows check=1"),
    ("nhu", "/risk/lines/", "days"), ("nhu", "/draws/", "days"), ("nhu", "/hs/", "code val qty"),
)
SENT = (
    ("sang", "/gate/", "place={gate}/{bad}"), ("sang", "/gate/scan/", "lane gate={gate}"), ("sang", "/gate/scan/", "seconds lane=1 gate={gate} digits=1"),
    ("bac", "/gate/{gate}/yard/", "lane"), ("den", "/gate/{gate}/agency/{crossing}/", "counted agency=border_guard act=tick"),
    ("sang", "/gate/{gate}/1/officer/", "officer do=over pin=1"),
    ("ly", "/desk/{trip}/do/ask/", "version points-0-need=x"), ("ly", "/desk/together/", "pick"),
    ("clerk", "/central/goods/{case}/do/mark/", "version field=/lines/{bad}/hs code=quantity"),
    ("clerk", "/central/goods/{case}/do/inspect/", "version lines"), ("clerk", "/central/together/take/", "pick"),
    ("clerk", "/central/goods/{case}/reads/ask/", "points-0-field=/lines/{bad}/hs points-0-need=x"), ("chau", "/central/absence/", "officer"),
    ("mai", "/central/team/rule/propose/", "per_case least reason=x"),
    ("reviewer", "/review/{review}/do/amend/", "type-0=value line-0 difference note=x"),
    ("inspector", "/inspect/{order}/step/", "n"), ("inspector", "/inspect/{order}/line/", "line quantity"),
    ("inspector", "/inspect/{order}/keep/", "line kind"), ("inspector", "/inspect/{order}/unload/", "vehicle"),
    ("inspector", "/inspect/place/{site}/seals/", "first count"),
    ("huong", "/trade/trips/{trip}/papers/", "paper"), ("huong", "/trade/trips/{trip}/extend/", "hours"), ("huong", "/trade/clients/choose/", "client"),
    ("huong", "/notices/channels/browser/", "party"),
    ("huong", "/notices/channels/", "party channel=email address=a@b.vn"),
    ("tra", "/trade/goods/new/", "template"), ("tra", "/trade/goods/drafts/{draft}/", "_start _rows lines-{bad}-hs _act=look"),
    ("tra", "/trade/goods/drafts/{draft}/", "_start _act=line-{bad}"), ("tra", "/trade/goods/drafts/{draft}/", "_act=drop-{bad}"),
    ("tra", "/trade/goods/{case}/dossier/", "paper _act=again"), ("tra", "/trade/goods/{case}/guarantee/", "guarantee"),
    ("tra", "/trade/goods/together/", "pk"),
    ("nhu", "/leader/goods/target/{office}/", "year billions=1"), ("nhu", "/leader/deputies/", "deputy since=1/1/2030 until=2/1/2030"),
    ("nhu", "/office/deputies/", "leader deputy since=1/1/2030 until=2/1/2030"), ("nhu", "/office/room/", "office red yellow reason=x"),
    ("nhu", "/risk/models/back/", "model reason=x"),
    ("kien", "/office/people/new/", "unit username=x full_name=x role=desk_officer since=1/1/2030"), ("kien", "/office/roles/1/revoke/", "person reason=x"),
    ("kien", "/office/people/{person}/", "unit role=desk_officer since=1/1/2030"), ("kien", "/office/machines/", "user name=x scopes=queue:read"),
    ("kien", "/office/emergencies/", "unit role=gate_officer reason=x"),
    ("mai", "/office/rules/new/", "c-0-value c-0-field=seats c-0-operator=eq random try=1"),
)


def consigned(n: int, day: date) -> dict[str, object]:
    return consignment(random.Random(n), n, PORTS[0], "import", day, 2)


@pytest.fixture
def there(place: tuple[Cast, GoodsCast]) -> dict[str, Any]:
    """One of everything that an address names, and the browsers of those who see it."""
    cast, house = place
    day, at = local_day(timezone.now()), kit.NOW
    trip, importer = border.accepted(cast), house.traders[0]
    case, order = (kit.lodged(importer, consigned(n, day), die=die, at=at)[0].declaration.pk for n, die in ((1, YELLOW), (2, RED)))
    _pk, _who, review, reviewer = under_review(house, at=at)
    with scope(importer):
        made = draft(consigned(9, day), declarant_id=importer.parties[0], by=importer, at=at)
    with everywhere():
        inspected, person = InspectionOrder.objects.select_related("site").get(declaration=order), User.objects.get(username="sang")
        people = {"clerk": kit.officer_of(case, "dossier"), "inspector": kit.officer_of(order, "inspection"), "reviewer": reviewer}
        names = {said: User.objects.get(pk=one.id).username for said, one in people.items()}
        crossing = border.row(cast, trip).crossings.get(leg=1).pk
    who = {said for said, *_rest in (*ASKED, *SENT)}
    return {"gate": border.GATE, "trip": trip, "case": case, "review": review.pk, "draft": made.pk, "order": inspected.pk, "site": inspected.site.code,
            "crossing": crossing, "office": inspected.declaration.office_id, "person": person.pk,
            "browsers": {said: client(names.get(said, said), "en") for said in who}}


def asked(words: str, bad: str, known: dict[str, Any]) -> dict[str, str]:
    """`lane seconds gate={gate}` as what is sent: the first two bad, the third as it stands."""
    pairs = (word.partition("=") for word in words.split())
    return {name.format(bad=bad): value.format(bad=bad, **known) if same else bad for name, same, value in pairs}


def test_no_page_breaks_on_a_number_that_is_none(there: dict[str, Any]) -> None:
    broken, worst, others = {}, cycle(WORST), cycle(OTHERS)
    for n, (who, address, words, method) in enumerate([(*row, "get") for row in ASKED] + [(*row, "post") for row in SENT]):
        browser: Client = there["browsers"][who]
        browser.raise_request_exception = False
        for bad in (*WORST, *OTHERS) if LONG else [next(worst), *([] if n % 3 else [next(others)])]:
            answer = getattr(browser, method)(address.format(**there), asked(words, bad, there))
            if answer.status_code not in (200, 302, 303, 404, 409, 422):
                broken[f"{who} {method} {address} {words} {bad[:4]}"] = answer.status_code
    assert broken == {}


def test_no_address_breaks_on_a_key_too_long_for_any_table(there: dict[str, Any]) -> None:
    rows = {(who, address) for who, address, _words in (*ASKED, *SENT) if any(f"{{{name}}}" in address for name in KEYS)}
    long = {**there, **dict.fromkeys(KEYS, "9" * 30)}
    assert {there["browsers"][who].get(address.format(**long)).status_code for who, address in sorted(rows)} <= {302, 404}


KEYS = ("trip", "case", "review", "draft", "order", "crossing", "office", "person")
