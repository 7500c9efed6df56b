"""`thongquan hs search WORDS`: the tariff lines for some words or a code."""

import argparse
import json
import sys
from datetime import date
from typing import Any

from django.utils import timezone

from thongquan.catalog.law import NoSuchLaw
from thongquan.catalog.tariff import notes_of
from thongquan.cli import ready, typed
from thongquan.core.rule import local_day
from thongquan.core.words import LANGUAGES, Words
from thongquan.queries.duty import HsAnswer, HsFound, levies, search_hs
from thongquan.queries.scope import scope


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is looked for, and as of which day."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="search")
    act = acts.add_parser("search", help="the best lines for these words: Vietnamese with or without accents, English, Chinese, or a code")
    act.add_argument("words", nargs="+", help="what is looked for")
    act.add_argument("--at", type=typed.day, help="the tariff of this day (default today)")
    act.add_argument("--limit", type=typed.count, default=20, help="at most so many lines (default 20)")
    act.add_argument("--json", action="store_true", help="one JSON object instead of lines")


def run(args: argparse.Namespace) -> int:
    """Searches; 0 something was found, 1 nothing, 2 no law of that day is kept."""
    day = args.at or local_day(timezone.now())
    words = " ".join(args.words)
    try:
        with ready.ready(), scope(None):
            answer = search_hs(words, day=day, limit=args.limit)
            lines = [json.dumps(told(answer, words, day), ensure_ascii=False)] if args.json else [
                f"{one.code:<9} {one.score:.2f}  {one.words.vi} · {one.words.en} · {one.words.zh}" for one in answer.found]
    except NoSuchLaw:
        print(f"--at {day}: no law of that day is kept here; choose a later day.", file=sys.stderr)
        return 2
    if lines:
        print("\n".join(lines))
    else:
        print(f"Nothing found for “{words}”. Try fewer or other words, or the first digits of the code.", file=sys.stderr)
    return 0 if answer.found else 1


def told(answer: HsAnswer, words: str, day: date) -> dict[str, Any]:
    """The answer as JSON."""
    return {
        "words": words, "day": day.isoformat(),
        "edition": {"id": answer.edition.id, "source": answer.edition.source, "since": answer.edition.since.isoformat() if answer.edition.since else None},
        "found": [line(one, day) for one in answer.found],
    }


def line(one: HsFound, day: date) -> dict[str, Any]:
    """One line: code, texts, score, where it stands, rates, documents, our notes, every tax in force."""
    return {
        "code": one.code, "texts": three(one.words), "score": one.score, "path": [three(words) for words in one.path],
        "mfn": str(one.line.mfn) if one.line.mfn else None, "vat": one.line.vat, "believed": one.line.believed, "unit": one.line.unit,
        "preferences": {p.agreement: str(p.rate) for p in one.line.preferences}, "permits": [kind.code for kind in one.permits],
        "notes": [{"of": code, **three(words)} for code, words in notes_of(one.code)],
        "duties": [{"kind": levy.kind, "rate": str(levy.rate) if levy.rate else None, "citation": levy.citation, "believed": levy.believed,
                    "code": levy.code, "origins": list(levy.origins)} for levy in levies(one, day=day)],
    }


def three(words: Words) -> dict[str, str]:
    """A text in its three languages."""
    return {language: getattr(words, language) for language in LANGUAGES}
