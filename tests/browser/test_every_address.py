"""Every address that links lead to, on a telephone: for everyone, whole, in his language."""

from collections import deque
from itertools import cycle
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.browser.people import PHONE, axe_faults, cut_off, in_english, left_in_english, lost_focus, sideways, signs_in

WAYS = (("vi", "light"), ("zh-hans", "dark"), ("vi", "dark"), ("zh-hans", "light"))
#: who crawls from where (nobody: a stranger), and which addresses belong to the area; a view is looked at once in each
AREAS: dict[str, tuple[dict[str, tuple[str, ...]], tuple[str, ...]]] = {
    "office": ({"mai": ("/office/rules/", "/office/profiles/", "/office/lists/"), "kien": ("/office/people/", "/hs/editions/"), "an": ("/office/looks/",),
                "nhu": ("/office/places/", "/office/places/VNMCG1/")}, ("/office/", "/hs/")),
    "public": ({"": ("/", "/accounts/login/", "/new/enterprise/", "/new/guest/", "/status/", "/draws/", "/hs/"),
                "huong": ("/help/", "/privacy/", "/me/", "/notices/", "/notices/channels/"), "thu": ("/ministry/",)},
               ("/new/", "/status/", "/help/", "/privacy/", "/draws/", "/accounts/", "/notices/", "/ministry/", "/hs/")),
    "desk": ({"ly": ("/desk/",), "thao": ("/central/",), "chau": ("/central/team/",), "tuong": ("/inspect/",), "ngoc": ("/review/",)},
             ("/desk/", "/central/", "/inspect/", "/review/")),
    "leader": ({"nhu": ("/leader/", "/leader/inbox/"), "mai": ("/risk/",)}, ("/leader/", "/risk/")),
    "trader": ({"huong": ("/trade/",), "tra": ("/trade/", "/trade/goods/")}, ("/trade/",)),
    "hired": ({"quyet": ("/trade/",), "bao": ("/trade/", "/trade/goods/")}, ("/trade/",)),
    "gate": ({"sang": ("/gate/", "/gate/lanes/"), "bac": ("/gate/yard/",), "den": ("/gate/ticks/",)}, ("/gate/",)),
}
#: what strangers, agencies and guests see is opened each time, the rest in the long run
EVERY_TIME = ("public",)
#: names that are the same in every language, what one may look for in any, what invented people are called
SAME = {"Zalo", "Zalo +84912345678", "haingocbien", "sau rieng", "fresh grapes", "Excel, CSV", "Container", "Malaysia", "Indonesia", "Singapore"}
#: views drawn for a wide board on a wall
WIDE = frozenset({"gate:wall"})


def links(page: Any, inside: tuple[str, ...]) -> list[str]:
    """Where this page leads to, within the area."""
    every = page.evaluate("() => [...document.querySelectorAll('a[href]:not([href*=\"/lang/\"])')].map((a) => a.href)")
    there = [urlsplit(href) for href in every if href.startswith(page.url.split("/", 3)[0] + "//" + urlsplit(page.url).netloc)]
    wanted = [part._replace(scheme="", netloc="", fragment="").geturl() for part in there if part.path.startswith(inside)]
    return [href for href in wanted if urlsplit(href).path.endswith("/") and "file=" not in href and "kind=" not in href]


@pytest.mark.parametrize("area", [area if area in EVERY_TIME else pytest.param(area, marks=pytest.mark.long) for area in AREAS])
def test_every_address_is_for_everyone(page: Any, live: str, vehicles: dict[str, Any], area: str) -> None:
    people, inside = AREAS[area]
    page.set_viewport_size(PHONE)
    seen: set[str] = set()
    faults: dict[str, list[str]] = {}
    ways = cycle(WAYS)
    for who, starts in people.items():
        if who:
            page.context.clear_cookies()
            signs_in(page, who)
        ahead = deque((start, True) for start in starts)
        while ahead:
            address, first = ahead.popleft()
            view = resolve(urlsplit(address).path).view_name
            if view in seen | WIDE and not first:
                continue
            seen.add(view)
            tongue, theme = next(ways)
            page.context.add_cookies([{"name": "tq_language", "value": tongue, "url": live}, {"name": "tq_theme", "value": theme, "url": live}])
            if "text/html" not in page.request.get(address).headers["content-type"]:
                continue  # a paper, a picture
            answer = page.goto(address)
            if answer.status != 200:
                faults[f"{who} {address}"] = [f"answered {answer.status}"]
                continue
            wide, found = sideways(page), [*axe_faults(page), *lost_focus(page), *cut_off(page)]
            found += [f"in English: {text}" for text in left_in_english(page, in_english(page)) if text not in SAME]
            if wide or found:
                faults[f"{who} {address} {tongue} {theme}"] = [*([f"{wide} px sideways"] if wide else []), *found]
            ahead.extend((href, False) for href in links(page, inside))
    assert faults == {} and len(seen) > (5 if area == "gate" else 12)
