"""`thongquan duty compute FILE`: every tax of every line of a declaration, with its trace."""

import argparse
import gzip
import json
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils import timezone

from thongquan.catalog.declaration_types import DECLARATION_TYPES
from thongquan.catalog.law import NoSuchLaw
from thongquan.catalog.rates import DEMO_EXCHANGE, DUTY_LAW
from thongquan.cli import ready, typed
from thongquan.config import place
from thongquan.core.duty import TAXES, TREATMENTS, Statement, compute
from thongquan.core.forms import GOODS_FORMS
from thongquan.core.goods import GoodsFacts
from thongquan.core.goods_reading import direction_of, facts_of
from thongquan.core.reading import JSON
from thongquan.core.refusals import explain
from thongquan.core.refused import Finding
from thongquan.core.rule import local_day
from thongquan.core.traced import number
from thongquan.core.valuation import Exchange, ExchangeRate
from thongquan.core.words import LANGUAGES
from thongquan.queries.duty import exchange_on, rates_on, tariff_on
from thongquan.queries.scope import scope

#: answers that taxes rest on: one of them unread, and the sum is not the whole one
TAXED = ("kind", "lines", "invoice_total", "currency", "incoterm", "valuation", "freight", "insurance", "adjustments", "documents", "permits")


@dataclass(frozen=True)
class Stated:
    """Rates stated on the command line before those of the register."""

    rates: Mapping[str, Decimal]
    register: Exchange
    day: date

    def rate(self, currency: str, on: date) -> ExchangeRate | None:
        """As `Exchange.rate`."""
        if currency in self.rates:
            return ExchangeRate(currency, self.rates[currency], self.day, "--rate", believed=True)
        return self.register.rate(currency, on)


def arguments(parser: argparse.ArgumentParser) -> None:
    """The declaration, the day, how it is told."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="compute")
    act = acts.add_parser("compute", help="the duty statement of a declaration; 0 complete, 1 some amount withheld, 2 the file cannot be read")
    act.add_argument("file", help="a goods declaration as JSON, as the interface takes it (- reads the standard input)")
    act.add_argument("--at", type=typed.day, help="law, tariff and exchange rates of this day (default today)")
    act.add_argument("--rate", type=stated, action="append", default=[], metavar="USD=26000", help="đồng for one unit of a currency, for this reckoning")
    act.add_argument("--language", choices=LANGUAGES, default="vi", help="language of the text (default vi)")
    act.add_argument("--json", action="store_true", help="one JSON object instead of text")


def stated(text: str) -> tuple[str, Decimal]:
    """`USD=26000` as currency and rate."""
    currency, _, dong = text.partition("=")
    try:
        rate = Decimal(dong)
    except InvalidOperation:
        rate = Decimal(0)
    if len(currency) != 3 or not rate.is_finite() or rate <= 0:
        raise argparse.ArgumentTypeError(f"{text}: write it as USD=26000")
    return currency.upper(), rate


def run(args: argparse.Namespace) -> int:
    """Computes and tells."""
    day = args.at or local_day(timezone.now())
    try:
        facts, unread = read(args.file)
        with ready.ready(), scope(None):
            found = compute(facts, tariff_on(day), Stated(dict(args.rate), register(day), day), DUTY_LAW, day)
    except NoSuchLaw:
        return refused(f"--at {day}: no law of that day is kept here; choose a later day.")
    except OSError as error:
        return refused(typed.trouble(error))
    except ValueError as error:
        return refused(f"{args.file}: {error}.")
    findings = (*unread, *found.findings)
    whole = found.complete and not any(finding.blocks and taxed(finding.pointer) for finding in unread)
    if args.json:
        print(json.dumps({**found.plain(), "complete": whole, "findings": [told(finding) for finding in findings]}, ensure_ascii=False))
    else:
        print("\n".join(text(found, findings, args.language)))
    return 0 if whole else 1


def refused(says: str) -> int:
    """Says why nothing is computed; 2."""
    print(json.dumps({"error": says}, ensure_ascii=False), file=sys.stderr)
    return 2


def taxed(pointer: str) -> bool:
    """Whether the taxes rest on the answer at this pointer."""
    return not pointer or pointer[1:].startswith(TAXED)


def register(day: date) -> Exchange:
    """The rates of the register; where a realm for show has none, the invented ones, marked so."""
    if place.realm() != "production" and not rates_on(day):
        return DEMO_EXCHANGE
    return exchange_on(day)


def opened(file: str) -> Any:
    """The JSON of a file, plain or gzip, in any of Unicode's encodings. Raises ValueError in plain words when there is none."""
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
        if not data.strip():
            raise ValueError("the file is empty")
        return json.loads(data, parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise ValueError(f"this is no JSON; look at line {error.lineno}, column {error.colno}") from None
    except UnicodeDecodeError:
        raise ValueError("this is no text; save it as JSON in UTF-8") from None
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise ValueError("the packed file is not whole; pack it again") from None
    except RecursionError:
        raise ValueError("lists and objects stand too deep in one another") from None


def read(file: str) -> tuple[GoodsFacts, tuple[Finding, ...]]:
    """The declaration of a file, and what in it could not be read. Raises ValueError when it is none."""
    raw = opened(file)
    if not isinstance(raw, dict):
        raise ValueError("a declaration is a JSON object")
    body = next((raw[name] for name in ("form", "body") if isinstance(raw.get(name), dict)), raw)
    known = DECLARATION_TYPES.get(str(body.get("kind", "")))
    direction = str(raw.get("direction") or (known.direction if known else direction_of(body)))
    if direction not in GOODS_FORMS:
        raise ValueError(f"direction {direction}: give import, export or transit")
    fields = {name: value for name, value in body.items() if name != "direction"}
    values, unread = GOODS_FORMS[direction].read(fields, language=JSON, draft=True)
    if not values.get("lines") and all(finding.pointer != "/lines" for finding in unread):
        unread += (Finding("FRM-01", "/lines"),)
    return facts_of(values, direction=direction), unread


def told(finding: Finding) -> dict[str, Any]:
    """A finding with its sentence in three languages."""
    said = {language: explain(finding.code, finding.values, language).says for language in LANGUAGES}
    return {"code": finding.code, "pointer": finding.pointer, "values": {name: str(value) for name, value in finding.values.items()}, "says": said}


def text(found: Statement, findings: tuple[Finding, ...], language: str) -> Iterator[str]:
    """The statement for people: line by line, each figure with its steps."""
    def money(amount: Decimal | None) -> str:
        return "–" if amount is None else f"{number(amount, language)} đ"

    yield from (f"  {said.say(language)}" for said in found.how)
    for line in found.lines:
        yield f"{line.number}. {line.hs}  {money(line.value.value)}"
        yield from (f"     {said.say(language)}" for said in line.value.how)
        for tax in line.taxes:
            yield f"   {tax.words.say(language)}: {TREATMENTS[tax.treatment].say(language)} {money(None if tax.withheld else tax.amount)}  [{tax.citation}]"
            yield from (f"     {said.say(language)}" for said in tax.how)
    yield from (f"{TAXES[kind].say(language)}: {money(amount)}" for kind, amount in found.totals.items())
    yield f"= {money(found.total)}"
    for finding in findings:
        yield f"! {finding.code} {finding.pointer}: {explain(finding.code, finding.values, language).says}"
