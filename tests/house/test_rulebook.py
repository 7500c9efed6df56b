"""The printed law is current, and no refusal is ever without words."""

from __future__ import annotations

import ast
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from thongquan.catalog import articles
from thongquan.catalog.law import LAW
from thongquan.cli import rulebook
from thongquan.core import rules
from thongquan.core.refusals import codes, explain, refusal
from thongquan.core.words import LANGUAGES

PACKAGE = Path(rulebook.__file__).resolve().parents[1]
SOURCES = sorted(p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts)
#: a code handed to a refusal or a finding
RAISED = re.compile(r'(?:Refused|NotFound|Conflict|NotAllowed|TryLater|Finding|refuse|explain)\(\s*"([A-Z]{3}-\d{2,3})"')
LAW_KEY = re.compile(r'(?:LAW|law)\.value\(\s*"([\w.]+)"|\bnow\.value\(\s*"([\w.]+)"')
HAN = re.compile(r"[\u4e00-\u9fff]")

CODE = re.compile(r"[A-Z]{3}-\d{2,3}")
RAISED_CODES = sorted({code for p in SOURCES for code in RAISED.findall(p.read_text(encoding="utf-8"))})
ALL_CODES = sorted({*rules.BOOK.rules, *codes()})


@pytest.mark.parametrize("page", ["rulebook", "procedures"])
def test_the_page_is_current(page):
    text = (rulebook.DOCS / f"{page}.md").read_text(encoding="utf-8")
    assert text == getattr(rulebook, page)(), f"run: python -m thongquan.cli.rulebook ({page}.md is stale)"


def test_the_rulebook_prints_every_rule_and_article():
    text = rulebook.rulebook()
    assert all(f"| {code} |" in text for code in ALL_CODES)
    assert all(f"Điều {place}" in text for place in articles.ARTICLES)


def test_no_code_is_written_down_twice():
    """Of two sentences under one code the later table would speak for both acts."""
    tables = [node for p in SOURCES if "core" in p.parts for node in ast.walk(ast.parse(p.read_text(encoding="utf-8"))) if isinstance(node, ast.Dict)]
    written = Counter(key.value for table in tables for key in table.keys if isinstance(key, ast.Constant) and CODE.fullmatch(str(key.value)))
    assert len(written) > 200 and [code for code, times in written.items() if times > 1] == []
    assert not set(rules.BOOK.rules) & set(codes())


def test_codes_are_raised():
    assert len(RAISED_CODES) > 10


@pytest.mark.parametrize("code", RAISED_CODES)
def test_every_raised_code_has_words(code):
    for language in LANGUAGES:
        said = explain(code, {}, language)
        assert said.says and said.do and not re.search("[{}]", said.says + said.do)


@pytest.mark.parametrize("code", ALL_CODES)
def test_every_code_speaks_three_languages(code):
    found = refusal(code)
    for words in (found.says, found.do):
        holes = [set(re.findall(r"{(\w+)", said)) for said in (words.vi, words.en, words.zh)]
        assert holes[0] == holes[1] == holes[2], code
        assert HAN.search(words.zh) and words.vi != words.en, code


def test_no_code_means_two_things():
    assert len(ALL_CODES) == len(rules.BOOK.rules) + len(codes())


def test_an_unknown_code_is_an_error_not_a_blank():
    with pytest.raises(KeyError):
        explain("XXX-99")


def test_a_missing_value_shows_a_dash():
    assert "–" in explain("ASK-02", {}, "en").says
    assert explain("ASK-02", {"most": 3}, "vi").says == "Đã hỏi đủ 3 lần"


def test_every_legal_parameter_asked_for_exists():
    for path in SOURCES:
        for one, other in LAW_KEY.findall(path.read_text(encoding="utf-8")):
            assert LAW.value(one or other, date(2026, 1, 25)) is not None, path
