"""Takes the pictures of docs/pictures from a running demo: python tools/pictures.py [ADDRESS [NAME ...]]."""

import io
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
LARGEST = 150_000
PHONE, TABLET, DESK, WALL = (390, 844), (820, 1180), (1440, 900), (1920, 1080)
SETTLED = 1200


class Picture(NamedTuple):
    """One picture: its file, who looks (nobody: signed out), window, way to the page; language and look."""

    name: str
    who: str
    size: tuple[int, int]
    way: Callable[[Any], None]
    language: str = "vi"
    theme: str = "light"


def at(path: str) -> Callable[[Any], None]:
    """Straight to an address."""
    return lambda page: page.goto(path)


def own_pass(page: Any) -> None:
    """The pass of the declarant's vehicle that is ready for its way out."""
    page.goto("/trade/")
    page.locator("a[href$='/pass/']").last.click()


def crossed(page: Any) -> None:
    """The journey of the vehicle that went through the lane just before."""
    page.goto(f"/desk/search/?q={NUMBER[0]}")
    page.locator("a[href*='/timeline/']").first.click()


def verdict(direction: int) -> Callable[[Any], None]:
    """Reads the number of the declarant's ready vehicle into a lane: 1 is outward, 4 inward."""

    def way(page: Any) -> None:
        page.goto(f"/gate/VNMCG1/{direction}/")
        page.wait_for_timeout(SETTLED)
        page.locator("details summary, button", has_text=re.compile("Gõ số|Nhập số|Type a number|输入")).first.click()
        page.fill("input[name=digits]", NUMBER[0])
        page.locator("form:has(input[name=digits]) button:visible").first.click()
        page.locator("#verdict .vd").wait_for()

    return way


def goods(query: str, then: str = "") -> Callable[[Any], None]:
    """The first of the declarant's goods declarations that this query lists, or a page of it."""

    def way(page: Any) -> None:
        page.goto(f"/trade/goods/?{query}")
        page.goto(page.locator("table.tbl tbody th a").first.get_attribute("href") + then)

    return way


def goods_draft(page: Any) -> None:
    """A new draft like a declaration before it, at its lines."""
    goods("tab=needs&channel=green")(page)
    page.locator("form[action$='/copy/'] button").click()
    page.locator("#lines").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('lines').scrollIntoView()")


def first(listing: str, link: str, more: str = "") -> Callable[[Any], None]:
    """The first page that a list leads to."""

    def way(page: Any) -> None:
        page.goto(listing)
        page.goto(f"{page.locator(link).first.get_attribute('href')}{more}")

    return way


def inspected(page: Any) -> None:
    """An inspection that has just begun: one step ticked, one line counted, a seal noted."""
    first("/inspect/", ".bays article.hero:not(:has(.is-go)) a.tap")(page)
    if page.locator("form[action$='/begin/'] button").count():
        page.locator("form[action$='/begin/'] button").click()
        page.wait_for_load_state()
    page.locator("#st ~ ul input[name=done]").first.check()
    page.fill("#q-1", page.locator("#line-1 .sm b").first.inner_text().split()[0])
    page.fill("#old", "CN778812")
    page.locator("h1").click()
    page.locator(".toast:visible [data-do=away]").click()


NUMBER: list[str] = []
PICTURES = (
    Picture("sign-in", "", DESK, at("/")),
    Picture("trader-home", "huong", PHONE, at("/trade/")),
    Picture("trader-home-zh-dark", "huong", PHONE, at("/trade/"), "zh-hans", "dark"),
    Picture("pass", "huong", PHONE, own_pass),
    Picture("desk-queue", "ly", DESK, at("/desk/")),
    Picture("gate-stop", "sang", PHONE, verdict(4)),
    Picture("gate-go", "sang", PHONE, verdict(1)),
    Picture("lanes", "sang", DESK, at("/gate/VNMCG1/lanes/")),
    Picture("board", "nhu", DESK, at("/leader/board/VNMCG1/")),
    Picture("board-dark", "nhu", DESK, at("/leader/board/VNMCG1/"), "en", "dark"),
    Picture("figures", "nhu", DESK, at("/leader/?length=week")),
    Picture("timeline", "nhu", DESK, crossed, "en"),
    Picture("wall", "sang", WALL, at("/gate/VNMCG1/wall/")),
    Picture("hs-search", "tra", DESK, at("/hs/?q=sau+rieng&val=21000&cur=USD&org=CN-&qty=9000&code=08106000")),
    Picture("goods-declare", "tra", DESK, goods_draft),
    Picture("goods-follow", "tra", DESK, goods("tab=needs&channel=yellow")),
    Picture("goods-follow-phone-zh-dark", "tra", PHONE, goods("tab=needs&channel=yellow"), "zh-hans", "dark"),
    Picture("goods-duty", "tra", DESK, goods("tab=needs&channel=green", "statement/")),
    Picture("leader-goods", "nhu", DESK, at("/leader/goods/")),
    Picture("central-queue", "chau", DESK, at("/central/?queue=team")),
    Picture("dossier", "thao", DESK, first("/central/", "#rows tbody th a")),
    Picture("dossier-dark-zh", "thao", DESK, first("/central/", "#rows tbody th a", "&act=ask"), "zh-hans", "dark"),
    Picture("inspection-tablet", "tuong", TABLET, inspected),
    Picture("review", "ngoc", DESK, first("/review/", "tbody th a")),
    Picture("ministry", "thu", DESK, at("/ministry/")),
    Picture("risk-now", "mai", DESK, at("/risk/"), "en"),
    Picture("risk-lines", "mai", DESK, at("/risk/lines/"), "en"),
    Picture("risk-lines-phone-zh-dark", "mai", PHONE, at("/risk/lines/"), "zh-hans", "dark"),
    Picture("risk-model", "mai", DESK, first("/risk/models/", "tbody tr:has(.is-info) th a"), "en"),
    Picture("risk-hits", "mai", DESK, at("/risk/hits/?days=180")),
)


def main(address: str, *wanted: str) -> int:
    """Every picture, or those named, each in a browser profile of its own; prints names and sizes."""
    from playwright.sync_api import sync_playwright  # optional: only the tests' packages bring it

    FOLDER.mkdir(parents=True, exist_ok=True)
    arguments = ["--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        chosen = [picture for picture in PICTURES if not wanted or picture.name in wanted]
        if any(picture.way in (own_pass, crossed) or picture.name.startswith("gate-") for picture in chosen):
            make_ready(browser, address)
        for picture in chosen:
            content = squeezed(taken(browser, address, picture))
            (FOLDER / f"{picture.name}.png").write_bytes(content)
            print(f"{picture.name:<22} {len(content):>7}")
        browser.close()
    return 0


def opened(browser: Any, address: str, who: str, size: tuple[int, int], language: str = "vi", theme: str = "light") -> Any:
    """A page of this person, in this window, language and look."""
    context = browser.new_context(
        base_url=address, viewport={"width": size[0], "height": size[1]}, device_scale_factor=2 if size == PHONE else 1,
        locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", permissions=["camera"])
    context.add_cookies([{"name": "tq_theme", "value": theme, "url": address}])
    page = context.new_page()
    page.goto("/")
    if who:
        page.locator(f"button[name=role][value={who}]").click()
        page.wait_for_load_state()
    page.goto(f"/lang/{language}/?next=/me/" if who else f"/lang/{language}/?next=/")
    return page


def make_ready(browser: Any, address: str) -> None:
    """The declarant's ready vehicle gets the Border Guard's tick, so that the lane may say go."""
    page = opened(browser, address, "huong", PHONE)
    own_pass(page)
    number = re.search(r"26\d\d\s\d{4}\s\d{4}", page.locator("main").inner_text())
    assert number, "the demo's first company has no pass that is ready: begin with a fresh THONGQUAN_HOME"
    NUMBER[:] = [re.sub(r"\s", " ", number[0])]
    page.context.close()
    page = opened(browser, address, "den", DESK)
    page.goto(f"/gate/VNMCG1/agency/?q={NUMBER[0]}")
    if page.locator("button[value=tick]").count():
        page.locator("button[value=tick]").first.click()
        page.wait_for_timeout(SETTLED)
    page.context.close()


def taken(browser: Any, address: str, picture: Picture) -> bytes:
    """The window's content once the page has settled."""
    page = opened(browser, address, picture.who, picture.size, picture.language, picture.theme)
    picture.way(page)
    page.wait_for_load_state()
    page.wait_for_timeout(SETTLED)
    content = bytes(page.screenshot())
    page.context.close()
    return content


def squeezed(content: bytes) -> bytes:
    """The picture with a palette, as many colours as its size allows."""
    whole = Image.open(io.BytesIO(content)).convert("RGB")
    for colours in (256, 128, 64, 32):
        small = io.BytesIO()
        whole.quantize(colours, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
        if small.tell() <= LARGEST:
            break
    return small.getvalue()


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or ["http://127.0.0.1:8000"])))
