"""The embedded tariff book: chapters, headings, subheadings, everyday words, demo rates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from thongquan.catalog.tables import DATA
from thongquan.core.hs_search import Entry
from thongquan.core.tariff import Preference, Rate, TariffLine, percent
from thongquan.core.words import Words

HS = DATA / "hs"
#: whose certificate of origin gives the rate of the demo's second column
CHINA = "ACFTA"


@dataclass(frozen=True)
class Named:
    """A chapter, heading or line under its short name of ours, with the words people use for it."""

    code: str
    words: Words
    everyday: tuple[str, ...] = ()

    @property
    def chapter(self) -> str:
        return self.code[:2]


@dataclass(frozen=True)
class DemoLine(Named):
    """A line of goods that the demo trades in: unit (VNACCS code) and rates in per cent, all of them believed."""

    unit: str = ""
    mfn: str = ""
    china: str = ""
    vat: str = ""

    def as_line(self) -> TariffLine:
        """The same for the duty engine."""
        preferences = (Preference(CHINA, percent(self.china)),) if self.china else ()
        return TariffLine(self.code, self.words, self.unit, rate(self.mfn), preferences=preferences, vat=self.vat, citation="", believed=True)


def rate(text: str) -> Rate | None:
    """A rate in per cent, None when nothing is told."""
    return percent(text) if text else None


def table(name: str) -> Iterator[list[str]]:
    """The rows of `data/hs/<name>.tsv` without its head; every row has as many cells as the head."""
    lines = (HS / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    width = len(lines[0].split("\t"))
    for line in lines[1:]:
        cells = line.split("\t")
        if len(cells) > width:
            raise ValueError(f"{name}.tsv: {line}")
        yield [cell.strip() for cell in cells] + [""] * (width - len(cells))


def _everyday(cell: str) -> tuple[str, ...]:
    return tuple(word for part in cell.split(";") if (word := part.strip()))


def _chapters() -> dict[str, Named]:
    return {code: Named(code, Words(vi, en, zh)) for code, vi, en, zh in table("chapters")}


def _headings() -> dict[str, Named]:
    """Every heading of every file; one code stands in one file once."""
    found: dict[str, Named] = {}
    for path in sorted(HS.glob("headings_*.tsv")):
        for code, vi, en, zh, everyday in table(path.stem):
            if code in found:
                raise ValueError(f"{path.name}: {code} is there twice")
            found[code] = Named(code, Words(vi, en, zh), _everyday(everyday))
    return found


def _demo_lines() -> dict[str, DemoLine]:
    return {
        code: DemoLine(code, Words(vi, en, zh), _everyday(everyday), unit, mfn, china, vat)
        for code, vi, en, zh, unit, mfn, china, vat, everyday in table("demo_lines")
    }


#: our own short notes on chapters and headings traded at these borders; no legal text
NOTES: dict[str, Words] = {code: Words(vi, en, zh) for code, vi, en, zh in table("notes")}
#: heading -> the last two digits of its six-digit codes (HS 2022: 1,228 headings, 5,612 subheadings)
SUBHEADINGS: dict[str, tuple[str, ...]] = {code: tuple(ends.split()) for code, ends in table("subheadings")}
#: beginnings of codes whose VAT is not the standard one, as far as the code alone tells; the longest counts, all believed
VAT_BEGINNINGS: dict[str, str] = {code: vat for code, vat, _source in table("vat")}
CHAPTERS = _chapters()
HEADINGS = _headings()
DEMO_LINES = _demo_lines()


def heading_of(code: str) -> Named | None:
    """The heading that a code belongs to, where the book has its name."""
    return HEADINGS.get(code[:4])


def vat_of(code: str) -> str:
    """The believed VAT category of a code: the line's own, else that of goods like it; empty for the standard one."""
    if code in DEMO_LINES:
        return DEMO_LINES[code].vat
    return next((VAT_BEGINNINGS[code[:length]] for length in range(len(code), 1, -1) if code[:length] in VAT_BEGINNINGS), "")


def name_of(code: str) -> Words | None:
    """Our own short name: the line's, else its heading's, else its chapter's."""
    named = DEMO_LINES.get(code) or HEADINGS.get(code[:4]) or CHAPTERS.get(code[:2])
    return named.words if named else None


def path_of(code: str) -> tuple[Named, ...]:
    """Chapter and heading above a code."""
    return tuple(named for named in (CHAPTERS.get(code[:2]), HEADINGS.get(code[:4])) if named and named.code != code)


def notes_of(code: str) -> tuple[tuple[str, Words], ...]:
    """Our notes on the chapter and the heading of a code."""
    return tuple((above, NOTES[above]) for above in dict.fromkeys((code[:2], code[:4])) if above in NOTES)


def known(code: str) -> bool:
    """Whether a code of four, six or eight digits begins like one of the HS."""
    ends = SUBHEADINGS.get(code[:4])
    return ends is not None and (len(code) < 6 or code[4:6] in ends)


@lru_cache(maxsize=2048)
def heading_words(heading: str) -> str:
    """Everything a heading is found by: its names and everyday words, and its chapter's names are not among them."""
    named = HEADINGS.get(heading)
    return " ; ".join((named.words.vi, named.words.en, named.words.zh, *named.everyday)) if named else ""


def line_words(code: str) -> str:
    """Our own words for a line, in three languages with the everyday ones; empty when it has none."""
    named = DEMO_LINES.get(code)
    return " ; ".join((named.words.vi, named.words.en, named.words.zh, *named.everyday)) if named else ""


def entries() -> Iterator[Entry]:
    """The book as lines to search in: the demo's goods, every named heading, every chapter."""
    for line in DEMO_LINES.values():
        own = f"{line.words.vi} ; {line.words.en} ; {line.words.zh}"
        yield Entry(line.code, own, " ; ".join(line.everyday), heading=heading_words(line.code[:4]))
    for named in HEADINGS.values():
        yield Entry(named.code, f"{named.words.vi} ; {named.words.en} ; {named.words.zh}", " ; ".join(named.everyday))
    for named in CHAPTERS.values():
        yield Entry(named.code, "", heading=f"{named.words.vi} ; {named.words.en} ; {named.words.zh}")
