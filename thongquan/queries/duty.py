"""The tariff of a day, its search, exchange rates; the embedded book where none is in force."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from thongquan.catalog import ministries
from thongquan.catalog import tariff as book
from thongquan.catalog.rates import DUTY_LAW
from thongquan.core.duty.compute import compute
from thongquan.core.duty.law import ADDITIONAL, KINDS, NOT_SUBJECT, WITHHELD
from thongquan.core.duty.statement import Statement
from thongquan.core.duty.words import MEASURES
from thongquan.core.goods import EXPORT, IMPORT, DocumentRef, GoodsFacts, Invoice, Line
from thongquan.core.hs_search import Entry, Hit, Index
from thongquan.core.tariff import VAT_STANDARD, Found, Rate, TariffLine, TariffTable, nearest
from thongquan.core.tariff_lines import line_of
from thongquan.core.valuation import ExchangeRate as DayRate
from thongquan.core.valuation import RateTable
from thongquan.core.words import Words
from thongquan.models import ExchangeRate, TariffEdition
from thongquan.queries.hot import hot

#: indexes and lines of so many editions stay in memory: the one in force and the one that follows
KEPT_EDITIONS, KEPT_LINES = 2, 20_000

#: the edition in force on a day
EDITION_ON = """
select id, source, activate_on from tariff_edition
where state = 'active' and activate_on <= %s order by activate_on desc, id desc limit 1
"""
#: the newest rate of each currency, by two looks into the index for each and not by sorting all days
RATES_ON = """
with recursive known(currency) as (
    (select currency from exchange_rate order by currency limit 1)
    union all select (select e.currency from exchange_rate e where e.currency > known.currency order by e.currency limit 1) from known
    where known.currency is not null
)
select r.currency, r.rate, r.day, r.source from known, lateral (
    select * from exchange_rate e where e.currency = known.currency and e.day <= %s order by e.day desc limit 1) r
"""
LINE = "select text_vi, text_en, text_zh, unit, rates from tariff_row where edition_id = %s and hs = %s"
#: what the index is built from
WORDS = "select hs, text_vi, text_en, text_zh, words from tariff_row where edition_id = %s order by hs"
ROWS = "select hs, text_vi, text_en, text_zh, path, unit, rates, line from tariff_row where edition_id = %s and hs = any(%s)"


@dataclass(frozen=True)
class Edition:
    """The table in force: its id (0: the embedded book), its name, its first day."""

    id: int
    source: str = ""
    since: date | None = None

    @property
    def imported(self) -> bool:
        return self.id > 0


@dataclass(frozen=True)
class HsFound:
    """A line found: its texts, where it stands, its rates and the documents it may need."""

    code: str
    words: Words
    own: Words | None
    path: tuple[Words, ...]
    score: float
    line: TariffLine
    codes_above: tuple[str, ...] = ()
    subheadings: tuple[str, ...] = ()
    permits: tuple[ministries.DocumentKind, ...] = ()


@dataclass(frozen=True)
class HsAnswer:
    """The answer to a search: the edition that was searched and the lines found, best first."""

    edition: Edition
    found: list[HsFound] = field(default_factory=list)


EMBEDDED = Edition(0)


def edition_on(day: date) -> Edition:
    """The edition in force on that day, or the embedded book."""
    with hot() as cursor:
        row = cursor.execute(EDITION_ON, [day], prepare=True).fetchone()
    return Edition(*row) if row else EMBEDDED


def editions() -> QuerySet[TariffEdition]:
    """Every edition, the newest first, without its findings."""
    return TariffEdition.objects.defer("findings").order_by("-id")


def edition(pk: int) -> TariffEdition | None:
    """One edition with its findings."""
    return TariffEdition.objects.filter(pk=pk).first()


def looked_at(sha256: str) -> TariffEdition | None:
    """The same table, imported before and neither proposed, in force nor rolled back yet."""
    return editions().filter(sha256=sha256, state__in=("validated", "replayed")).first()


#: the night shift's task that reckons registered declarations under a new table
REPLAY = "thongquan.jobs.duty.replay_tariff"
REPLAYING = """
select j.status, coalesce((j.args->>'done')::int, 0), coalesce((j.args->>'of')::int, 0) from procrastinate_jobs j
where j.task_name = %s and (j.args->>'edition')::bigint = %s order by j.id desc limit 1
"""


@dataclass(frozen=True)
class Replaying:
    """How the newest asking for a replay stands: the queue's word for it (empty: never asked), lines done and in all (0: not known yet)."""

    status: str = ""
    done: int = 0
    of: int = 0

    @property
    def under_way(self) -> bool:
        """Whether it waits or is reckoned now."""
        return self.status in ("todo", "doing")

    @property
    def failed(self) -> bool:
        """Whether it ended without a result."""
        return self.status not in ("", "todo", "doing", "succeeded")


def replaying(pk: int) -> Replaying:
    """How the replay of this edition comes on."""
    with hot() as cursor:
        row = cursor.execute(REPLAYING, [REPLAY, pk]).fetchone()
    return Replaying(*row) if row else Replaying()


# ---- the tariff for the duty engine --------------------------------------------------------------------


class StoredTariff:
    """An imported edition as the duty engine sees it; each line is read once and kept."""

    def __init__(self, of: Edition) -> None:
        self.edition = of

    def line(self, hs: str, on: date) -> Found | None:
        """The line of the code, or of the nearest shorter one."""
        return nearest(hs, on, self._look)

    def _look(self, hs: str, on: date) -> TariffLine | None:
        return _stored_line(_place(), self.edition.id, self.edition.source, hs)


@lru_cache(maxsize=1)
def embedded() -> TariffTable:
    """The believed lines of the demo's goods."""
    return TariffTable(line.as_line() for line in book.DEMO_LINES.values())


def tariff_on(day: date) -> StoredTariff | TariffTable:
    """The tariff in force on that day."""
    found = edition_on(day)
    return StoredTariff(found) if found.imported else embedded()


def tariff_of(pk: int) -> StoredTariff | TariffTable:
    """One edition, in force or not; 0 is the embedded book."""
    row = TariffEdition.objects.defer("findings").filter(pk=pk).first() if pk else None
    return StoredTariff(Edition(row.pk, row.source, row.activate_on)) if row else embedded()


def _place() -> str:
    return str(connection.settings_dict["NAME"])


@lru_cache(maxsize=KEPT_LINES)
def _stored_line(place: str, edition_id: int, source: str, hs: str) -> TariffLine | None:
    """A line of an edition; its rows never change. `place` keeps two databases apart."""
    with hot() as cursor:
        row = cursor.execute(LINE, [edition_id, hs], prepare=True).fetchone()
    if row is None:
        return None
    vi, en, zh, unit, rates = row
    return _line(hs, Words(vi, en, zh), unit, _loaded(rates), source)


def _line(hs: str, words: Words, unit: str, cells: dict[str, str], source: str) -> TariffLine:
    """The stored line with what the book believes where the table is silent: unit and VAT."""
    known = book.DEMO_LINES.get(hs)
    return line_of(hs, words, cells, unit=unit or (known.unit if known else ""), vat=book.vat_of(hs), citation=source)


def _loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


# ---- exchange rates ------------------------------------------------------------------------------------


def exchange_on(day: date) -> RateTable:
    """The newest rate of each currency that is not later than that day."""
    with hot() as cursor:
        return _rate_table(tuple(cursor.execute(RATES_ON, [day], prepare=True).fetchall()))


@lru_cache(maxsize=8)
def _rate_table(rows: tuple[tuple[str, Decimal, date, str], ...]) -> RateTable:
    """The table of these rates; the same rates make the same table, so it is made once."""
    return RateTable(DayRate(*row) for row in rows)


def rates_on(day: date) -> list[ExchangeRate]:
    """The same as rows, for a page."""
    return list(ExchangeRate.objects.filter(day__lte=day).order_by("currency", "-day").distinct("currency"))


# ---- search --------------------------------------------------------------------------------------------

_INDEXES: OrderedDict[tuple[str, int], Index] = OrderedDict()
_BUILDING = threading.Lock()


def index_of(of: Edition) -> Index:
    """The index of an edition, built on the first question and kept."""
    key = (_place() if of.imported else "", of.id)
    with _BUILDING:
        if key not in _INDEXES:
            _INDEXES[key] = Index(_entries(of.id) if of.imported else book.entries())
            while len(_INDEXES) > KEPT_EDITIONS + 1:
                _INDEXES.popitem(last=False)
        return _INDEXES[key]


def _entries(edition_id: int) -> Iterator[Entry]:
    """The lines of an edition under our own words for them and for their headings."""
    with hot() as cursor:
        rows = cursor.execute(WORDS, [edition_id]).fetchall()
    for hs, vi, en, zh, above in rows:
        yield Entry(hs, f"{vi} ; {en}", book.line_words(hs) or zh, book.heading_words(hs[:4]), above)


def search_hs(words: str, *, day: date, limit: int = 20, direction: str = "import") -> HsAnswer:
    """The lines for these words, a code or the beginning of one, as of a day."""
    of = edition_on(day)
    hits = index_of(of).find(words, limit=limit)
    if not hits and words.strip()[:1].isdigit():
        hits = _six_digits(words, limit)
    return HsAnswer(of, described(of, hits, day=day, direction=direction))


def _six_digits(words: str, limit: int) -> list[Hit]:
    """The HS codes of six digits that begin so, where the edition has no line there."""
    digits = "".join(ch for ch in words if ch.isdigit())[:6]
    if len(digits) < 4:
        return []
    codes = (f"{digits[:4]}{end}" for end in book.SUBHEADINGS.get(digits[:4], ()))
    return [Hit(code, 0.5) for code in codes if code.startswith(digits)][:limit]


def hs_line(code: str, *, day: date, direction: str = "import") -> HsFound | None:
    """Everything about one code on that day; None when neither the edition nor the book knows it."""
    digits = "".join(ch for ch in code if ch.isdigit())
    of = edition_on(day)
    return next(iter(described(of, [Hit(digits, 1.0)], day=day, direction=direction)), None)


def described(of: Edition, hits: Iterable[Hit], *, day: date, direction: str = "import") -> list[HsFound]:
    """The lines with texts, place, rates and documents; codes that nobody knows are left out."""
    listed = list(hits)
    stored = _stored(of, [hit.code for hit in listed]) if of.imported else {}
    found = (_found(hit, stored.get(hit.code), of, day, direction) for hit in listed)
    return [one for one in found if one is not None]


def _stored(of: Edition, codes: list[str]) -> dict[str, tuple[Any, ...]]:
    with hot() as cursor:
        rows = cursor.execute(ROWS, [of.id, codes], prepare=True).fetchall()
    return {row[0]: row for row in rows}


@lru_cache(maxsize=8192)
def _documents(code: str, direction: str, day: date) -> tuple[ministries.DocumentKind, ...]:
    return ministries.needed(code, direction, day)


def _found(hit: Hit, row: tuple[Any, ...] | None, of: Edition, day: date, direction: str) -> HsFound | None:
    permits = _documents(hit.code, direction, day)
    own = book.DEMO_LINES.get(hit.code)
    chapter = book.CHAPTERS.get(hit.code[:2])
    if row is not None:
        _hs, vi, en, zh, path, unit, rates, _line_no = row
        heading = book.heading_of(hit.code)
        words = Words(vi, en or vi, zh or _chinese(own, heading, en or vi))
        line = _line(hit.code, words, unit, _loaded(rates), of.source)
        return HsFound(hit.code, words, own.words if own else None, _path(chapter, heading, _loaded(path)), hit.score, line, permits=permits)
    named = book.name_of(hit.code)
    if named is None or not (book.known(hit.code) or hit.code in book.CHAPTERS):
        return None
    line = own.as_line() if own else TariffLine(hit.code, named, vat=book.vat_of(hit.code) or VAT_STANDARD)
    above_words = tuple(each.words for each in book.path_of(hit.code))
    ends = book.SUBHEADINGS.get(hit.code, ()) if len(hit.code) == 4 else ()
    return HsFound(hit.code, named, own.words if own else None, above_words, hit.score, line,
                   subheadings=tuple(f"{hit.code}{end}" for end in ends), permits=permits)


def _chinese(own: book.Named | None, heading: book.Named | None, text: str) -> str:
    """What a Chinese reader is shown of a line whose table has no Chinese: our own name, else its heading's with the line's text."""
    if own is not None:
        return own.words.zh
    return f"{heading.words.zh.partition('：')[0]}（{text}）" if heading else text


def _path(chapter: book.Named | None, heading: book.Named | None, above: dict[str, list[str]]) -> tuple[Words, ...]:
    """Chapter and heading under our own names, then the texts of the table between heading and line."""
    named = tuple(each.words for each in (chapter, heading) if each)
    vi, en = (" › ".join(above.get(language, ())[1:]) for language in ("vi", "en"))
    return (*named, Words(vi, en or vi, en or vi)) if vi else named


# ---- every duty in force on one code ---------------------------------------------------------------------


@dataclass(frozen=True)
class Levy:
    """One tax that stands on a code on a day: its name, rate (None: only a tax code tells it), source; `origins` of a trade remedy."""

    kind: str
    words: Words
    rate: Rate | None
    citation: str
    believed: bool
    code: str = ""
    origins: tuple[str, ...] = ()


#: a consignment of nobody, through which the duty engine is asked what it would charge; its amounts are not looked at
ASKED_VALUE, MFN_ORIGIN = Decimal(1_000_000_000), "CN"


def levies(found: HsFound, *, day: date) -> tuple[Levy, ...]:
    """Every tax of import and export that the duty engine finds on this code, trade remedies by origin among them."""
    taxes = [tax for direction in (IMPORT, EXPORT) for tax in _asked(found.code, direction, day).taxes]
    listed = [Levy(tax.kind, tax.words, tax.rate, tax.citation, tax.believed, tax.code) for tax in taxes if tax.kind != ADDITIONAL and (
        tax.rate is not None or tax.treatment in (WITHHELD, NOT_SUBJECT))]
    told = found.line.measures
    remedies = [Levy(ADDITIONAL, MEASURES[one.kind], one.rate, one.citation, one.believed, one.code, tuple(sorted(one.origins)))
                for one in (*told, *(m for m in DUTY_LAW.measures(found.code) if all(m.kind != known.kind for known in told))) if one.since <= day <= one.until]
    return tuple(sorted((*listed, *remedies), key=lambda levy: KINDS.index(levy.kind)))


def _asked(code: str, direction: str, day: date) -> Statement:
    """What the engine says of this code alone."""
    line = Line(1, code, origin=MFN_ORIGIN, invoice_value=ASKED_VALUE)
    facts = GoodsFacts(direction=direction, kind=PLAIN[direction], invoice=Invoice(incoterm="DAP", currency="VND", total=ASKED_VALUE), lines=(line,))
    return compute(facts, tariff_on(day), exchange_on(day), DUTY_LAW, day)


#: the plain types of import and export: every tax is due
PLAIN = {IMPORT: "A11", EXPORT: "B11"}


# ---- a trial computation -------------------------------------------------------------------------------


def trial(code: str, *, value: Decimal, currency: str, origin: str, agreement: str, quantity: Decimal | None, day: date) -> Statement:
    """What an import of these goods would owe on that day, at the border (DAF), the proof of origin being there."""
    found = hs_line(code, day=day)
    unit = found.line.unit if found else ""
    line = Line(1, code, origin=origin, quantity=quantity, unit=unit, invoice_value=value, net_kg=quantity if unit == "KGM" else None, preference=agreement)
    facts = GoodsFacts(
        direction=IMPORT, kind="A11", invoice=Invoice(incoterm="DAP", currency=currency, total=value), lines=(line,),
        documents=(DocumentRef(kind="origin"),) if agreement else ())
    return compute(facts, tariff_on(day), exchange_on(day), DUTY_LAW, day)
