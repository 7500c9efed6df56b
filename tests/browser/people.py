"""People of the demo in a real browser: one-click sign-in, what every page must keep."""

import functools
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, SMALL, DESK = {"width": 390, "height": 844}, {"width": 320, "height": 640}, {"width": 1440, "height": 900}


def in_turn(pages: Iterable[Any], ways: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Each page looked at in one of the ways, in turn; `./test --long` looks at each in all of them."""
    every = os.environ.get("THONGQUAN_LONG") == "1"
    return [(page, way) for n, page in enumerate(pages) for way in (ways if every else [ways[n % len(ways)]])]


def signs_in(page: Any, username: str) -> Any:
    """One click on the front page, as the demo offers it; works without scripts too."""
    page.goto("/")
    role = page.locator(f"button[name=role][value={username}]")
    if not role.is_visible():
        page.locator("details.more", has=role).locator("summary").click()
    with page.expect_navigation():
        role.click()
    return page


def once(make: Any) -> Any:
    """A module's fixture that writes into the live database does so once in a test process, also when it comes back to the module."""
    kept: list[Any] = []

    @functools.wraps(make)
    def made(*given: Any, **named: Any) -> Any:
        if not kept:
            kept.append(make(*given, **named))
        return kept[0]

    return made


def speaks(page: Any, language: str) -> None:
    """The language switch of the header, which keeps the page."""
    page.locator(f".lang a[hreflang={language}]").first.click()
    page.locator(f"html[lang={language}]").wait_for(state="attached")  # the way there may first save a draft
    page.wait_for_load_state()


def wears(page: Any, theme: str) -> None:
    """Light or dark, as the person chose."""
    page.context.add_cookies([{"name": "tq_theme", "value": theme, "url": page.url}])
    page.reload()


def axe_faults(page: Any) -> list[str]:
    """What axe finds on this page: rule, target and summary of each fault (targets are worked out only where there is one)."""
    page.evaluate(AXE + "; null")
    ask = """([tags, selectors]) => axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"], selectors})
        .then(found => found.violations)"""
    found = page.evaluate(ask, [TAGS, False]) and page.evaluate(ask, [TAGS, True])
    return [f"{v['id']}: {n['target']} {n['failureSummary']}" for v in found for n in v["nodes"]]


def sideways(page: Any) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def small_targets(page: Any, least: int = 44) -> list[str]:
    """Links, buttons and boxes too small for a thumb; links inside a sentence are free (WCAG 2.5.8)."""
    return page.evaluate(
        """least => [...document.querySelectorAll("a[href],button,input:not([type=hidden]),select,textarea,summary")]
        .filter(el => el.offsetParent && !el.closest("p,li.in,.vh,.skip,dialog,.todo,dl,details:not([open])") && !el.classList.contains("skip"))
        .map(el => [el, (el.closest("label.pick") || el).getBoundingClientRect()])
        .filter(([el, box]) => box.width > 0 && (box.height < least - 0.5 || box.width < least - 0.5))
        .map(([el, box]) => `${el.outerHTML.slice(0, 90)} ${Math.round(box.width)}x${Math.round(box.height)}`)""", least)


def lost_focus(page: Any) -> list[str]:
    """What a keyboard reaches and nobody sees: without a mark of focus, or under a bar that stays (WCAG 2.4.7, 2.4.11)."""
    page.keyboard.press("Tab")  # from here on the browser marks what has the focus
    return page.evaluate(
        """() => [...document.querySelectorAll("a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex='0']")]
        .filter(el => el.offsetParent && !el.disabled && el.tabIndex >= 0 && !el.closest("dialog,details:not([open]) > :not(summary)"))
        .map(el => {
            el.focus();
            if (document.activeElement !== el) return "";
            const shown = el.closest("label.pick, label.sw") || el, box = shown.getBoundingClientRect(), style = getComputedStyle(el);
            const marked = [style, getComputedStyle(shown)].some(s => s.outlineStyle !== "none" || s.boxShadow !== "none");
            if (!marked) return "no mark: " + el.outerHTML.slice(0, 110);
            if (box.height === 0 || box.height > innerHeight / 2) return "";
            const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1), y = box.top + box.height / 2;
            const over = y >= 0 && y < innerHeight ? document.elementFromPoint(x, y) : null;
            const seen = over && (shown.contains(over) || over.contains(shown) && !getComputedStyle(over).position.match(/fixed|sticky/));
            return seen ? "" : `hidden under ${over ? over.outerHTML.slice(0, 60) : "the edge"}: ${el.outerHTML.slice(0, 110)}`;
        }).filter(Boolean)""")


def in_english(page: Any) -> str:
    """The same address as the same person reads it in English."""
    cookies = {one["name"]: one["value"] for one in page.context.cookies(page.url)} | {"tq_language": "en"}
    return page.request.get(page.url, headers={"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}).text()


def left_in_english(page: Any, english: str) -> list[str]:
    """What stands here word for word as on the English page: an English word in it, no letter of another tongue, and no `lang` that says so.

    A button for files that the browser draws speaks the browser's language.
    What is typed, the signs of a language of machines and the names on keys are no words of a page.
    """
    return page.evaluate(
        """html => {
            const said = (root, free) => {
                const found = new Set(), walk = document.createTreeWalker(root.body, NodeFilter.SHOW_TEXT);
                while (walk.nextNode()) {
                    const text = walk.currentNode.data.trim().replace(/\\s+/g, " "), el = walk.currentNode.parentElement;
                    if (/(?<![\\p{L}\\d_.:@/-])[A-Za-z]?[a-z]{3,}(?![\\p{L}\\d_@/-]|[:.]\\S)/u.test(text) && /^[\\x20-\\x7e\u2010-\u203a\u00b7]+$/.test(text)
                        && !el.closest(free)) found.add(text);
                }
                return found;
            };
            const file = [...document.querySelectorAll("input[type=file]")].filter(el => el.offsetWidth > 9 && !el.closest(".file"));
            const there = said(new DOMParser().parseFromString(html, "text/html"), "script,style");
            const here = [...said(document, "script,style,code,kbd,pre,svg,textarea,[lang]:not(html)")].filter(text => there.has(text));
            return [...here, ...file.map(el => el.outerHTML.slice(0, 90))];
        }""", english)


def cut_off(page: Any) -> list[str]:
    """Texts whose end is hidden and that no title tells in full."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main *, header *")]
        .filter(el => el.clientWidth > 1 && el.scrollWidth > el.clientWidth + 1 && el.innerText?.trim() && !el.title && !el.closest(".vh,select")
            && /hidden|clip/.test(getComputedStyle(el).overflowX))
        .map(el => `cut off: ${el.outerHTML.slice(0, 110)}`)""")
