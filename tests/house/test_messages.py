"""Every text in every language: nothing missing, nothing fuzzy, the holes and the terms agree."""

import ast
import re
from functools import cache
from typing import Any

import pytest

from thongquan.catalog.terms import TERMS
from tools import messages

#: the same in every language: names, units, codes
SAME = {"%(n)s / %(m)s"}
HAN = re.compile(r"[\u4e00-\u9fff]")
PLACES = [(area, language) for area in messages.areas() for language in messages.languages(area)]


@cache
def entries(area: str, language: str) -> list[Any]:
    """The entries of a catalogue."""
    return [e for e in messages.catalogue(area, language) if not e.obsolete]


@pytest.mark.parametrize(("area", "language"), PLACES)
def test_nothing_is_missing_and_nothing_is_too_much(area: str, language: str) -> None:
    missing, obsolete = messages.gaps(area, language)
    assert not missing, f"tools/messages.py {area} --add, then translate"
    assert not obsolete


@pytest.mark.parametrize(("area", "language"), PLACES)
def test_a_translation_has_the_holes_of_its_text(area: str, language: str) -> None:
    wrong = []
    for entry in entries(area, language):
        wanted = messages.holes(entry.msgid_plural or entry.msgid)
        if entry.fuzzy or messages.holes(messages.said(entry)) != wanted:
            wrong.append(entry.msgid)
    assert not wrong


def test_no_text_hides_where_the_collector_does_not_look() -> None:
    """Texts inside f-strings are not collected: each of them stands in a catalogue for another reason."""
    known = {messages.text_of(e).msgid for area in messages.areas() for e in entries(area, "vi")}
    hidden = {
        call.args[0].value for path in messages.WEB.rglob("*.py") for text in ast.walk(ast.parse(path.read_text())) if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in messages.KEYWORDS
        and call.args and isinstance(call.args[0], ast.Constant)}
    assert hidden & known and hidden - known == set()


@pytest.mark.parametrize("area", messages.areas())
def test_vietnamese_is_vietnamese(area: str) -> None:
    assert not [e.msgid for e in entries(area, "vi") if messages.said(e) == e.msgid and e.msgid not in SAME]


@pytest.mark.parametrize("area", [a for a in messages.areas() if "zh_Hans" in messages.languages(a)])
def test_chinese_is_chinese(area: str) -> None:
    assert not [e.msgid for e in entries(area, "zh_Hans") if not HAN.search(messages.said(e)) and e.msgid not in SAME]


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_one_text_has_one_translation_in_all_areas(language: str) -> None:
    """Catalogues are read as one: the first area would silently win."""
    seen: dict[messages.Text, dict[str, str]] = {}
    for area in messages.areas():
        if language in messages.languages(area):
            for entry in entries(area, language):
                seen.setdefault(messages.text_of(entry), {})[area] = messages.said(entry)
    assert not {text.msgid: said for text, said in seen.items() if len(set(said.values())) > 1}


TERM_OF = {one_of.casefold(): term for term in TERMS for one_of in (term.en, *term.en.split(" / "))}
NAMES = {"Zalo", "WeChat"}
#: English words with a second meaning: the line's tariff code, a vehicle's declaration, a person of the border guard, a permit for imports alone
OTHERWISE = {"Tax code": "税目代码", "Declaration number": "申报单号", "Border guard": "边防人员", "Import licence": "进口许可证",
             "Declaration type": "贸易方式代码"}


def keeps(said: str, wanted: str) -> bool:
    """Whether a text says the term, or one of its words."""
    said, wanted = said.casefold(), wanted.casefold()
    return said in wanted or wanted in said or bool(set(said.split()) & set(wanted.split()))


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_terms_of_the_trade_are_kept(language: str) -> None:
    """A text that is itself a term of the trade says it as the list of terms does."""
    wrong = {}
    for area in messages.areas():
        for entry in entries(area, language) if language in messages.languages(area) else ():
            term = TERM_OF.get(entry.msgid.casefold())
            if term and not keeps(messages.said(entry), term.vi if language == "vi" else term.zh):
                wrong[entry.msgid] = (messages.said(entry), term)
    assert not wrong


def test_the_words_of_the_code_keep_the_terms_and_are_in_three_languages() -> None:
    """Labels, states, refusals, rules: `Words(vi, en, zh)` wherever they stand."""
    wrong, count = [], 0
    for path in messages.WEB.parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("Words", "W") and len(call.args) == 3):
                continue
            said = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if len(said) < 3 or not said[1]:
                continue
            vi, en, zh = said
            count += 1
            bare = re.sub(r"\{[^}]*\}", "", en)
            if en not in NAMES and re.search(r"[A-Za-z]{4}", bare) and (vi == en or not HAN.search(zh)):
                wrong.append((path.name, en, "is not translated"))
            term = TERM_OF.get(en.casefold())
            if term and not (keeps(vi, term.vi) and (keeps(zh, term.zh) or OTHERWISE.get(en) == zh)):
                wrong.append((path.name, en, f"{vi}, {zh} instead of {term.vi}, {term.zh}"))
    assert count > 2000 and wrong == []
