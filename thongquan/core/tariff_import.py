"""A published tariff table row by row: columns, what stands above a line, what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from thongquan.core.digits import natural
from thongquan.core.refused import Finding
from thongquan.core.search import fold
from thongquan.core.tariff_cells import BadCell, read_cell

MFN, ORDINARY, VAT, EXPORT, EXCISE, ENVIRONMENT = "MFN", "ORDINARY", "VAT", "EXPORT", "EXCISE", "ENVIRONMENT"
AGREEMENTS = ("ACFTA", "ATIGA", "AJCEP", "VJEPA", "AKFTA", "AANZFTA", "AIFTA", "VKFTA", "VCFTA", "VN-EAEU", "CPTPP", "AHKFTA", "EVFTA", "UKVFTA", "VIFTA")
#: more rows than this share left out, and the table is no table
WORST = 0.02
HEAD_WITHIN = 15
LENGTHS = (8, 10, 12)

_DASHES = re.compile(r"^[\s\-–—]*")
_FOOTNOTES = re.compile(r"\s*\((?:SEN|\d{1,2}|\*+)\)\s*")
_SIGNS = re.compile(r"[\s\W_]+")


@dataclass(frozen=True)
class BookLine:
    """One line that can be declared: its code, texts, the texts above it, its rates as the table writes them."""

    row: int
    hs: str
    vi: str
    en: str
    above_vi: tuple[str, ...] = ()
    above_en: tuple[str, ...] = ()
    unit: str = ""
    rates: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class BookRead:
    """A whole table: its lines, what was found (pointer `/row/column`), and counts; `usable` when it may go on."""

    lines: tuple[BookLine, ...]
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]

    @property
    def usable(self) -> bool:
        return bool(self.lines) and not any(f.blocks for f in self.findings)


def plain(head: str) -> str:
    """A heading without accents, case or signs."""
    return _SIGNS.sub("", fold(head))


#: what a heading has to hold, in the order in which it is tried, and the column it then is
_HEADS: tuple[tuple[str, tuple[str, ...]], ...] = (
    *((f"RCEP {x.upper()}", (f"rcept{x}", f"rcep{x}")) for x in "abcdef"),
    *((name, (plain(name),)) for name in AGREEMENTS),
    (ORDINARY, ("standardimport", "thongthuong", "ordinaryrate")),
    (MFN, ("mfn", "uudai")),
    (VAT, ("vat", "gtgt", "giatrigiatang")),
    (EXCISE, ("ttdb", "tieuthudacbiet", "excise")),
    (ENVIRONMENT, ("bvmt", "baovemoitruong", "environment")),
    (EXPORT, ("xuatkhau", "exportduty")),
    ("level", ("level", "capdo")),
    ("hs", ("hscode", "mahs", "mahang", "macode")),
    ("vi", ("descriptionvn", "descriptionvi", "motahanghoa", "tenhang", "mota")),
    ("en", ("descriptionen", "english", "description")),
    ("unit", ("unit", "donvi")),
)


def columns_of(heads: Sequence[str]) -> dict[str, int]:
    """The place of each column that a head names; the first of two alike counts."""
    found: dict[str, int] = {}
    for n, head in enumerate(heads):
        text = plain(head)
        name = next((name for name, marks in _HEADS if any(mark in text for mark in marks)), "")
        if name:
            found.setdefault(name, n)
    return found


def read_book(grid: Sequence[Sequence[str]], headings: frozenset[str]) -> BookRead:
    """The lines of a table. `headings` are the four-digit headings of the nomenclature.

    A row that cannot be used is left out and found, never guessed at; too many of them, or no code or MFN
    column, and the table is refused as a whole.
    """
    start, columns = _head(grid)
    missing = [name for name in ("hs", "vi", MFN) if name not in columns]
    if missing:
        return BookRead((), (Finding("TRF-01", "/1", {"columns": ", ".join(missing)}),), {"rows": len(grid), "lines": 0})
    reader = _Reader(columns, headings)
    lines = tuple(line for n, row in enumerate(grid[start + 1:], start + 2) if (line := reader.line(n, row)))
    left_out = reader.left_out
    if left_out > max(5, WORST * (len(lines) + left_out)):
        reader.findings.append(Finding("TRF-08", "", {"n": left_out}))
    if not lines:
        reader.findings.append(Finding("TRF-09"))
    elif lacking := len(headings - {line.hs[:4] for line in lines}):
        reader.findings.append(Finding("TRF-17", "", {"n": lacking}, blocks=False))
    counts = {"rows": len(grid) - start - 1, "lines": len(lines), "left_out": left_out, "findings": len(reader.findings)}
    return BookRead(lines, tuple(reader.findings), counts)


def _head(grid: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The row of heads: the one among the first that names most columns."""
    best = max(range(min(HEAD_WITHIN, len(grid))), key=lambda n: (len(columns_of(grid[n])), -n), default=0)
    return best, columns_of(grid[best]) if grid else {}


class _Reader:
    """Goes down a table and remembers what stands above."""

    def __init__(self, columns: Mapping[str, int], headings: frozenset[str]) -> None:
        self.columns, self.headings = columns, headings
        self.rates = [(name, n) for name, n in columns.items() if name == MFN or name not in ("level", "hs", "vi", "en", "unit")]
        self.above: list[tuple[int, str, str]] = []
        self.heading = ""
        self.seen: dict[str, dict[str, str]] = {}
        self.findings: list[Finding] = []
        self.left_out = 0

    def cell(self, row: Sequence[str], name: str) -> str:
        n = self.columns.get(name, -1)
        return row[n] if 0 <= n < len(row) else ""

    def line(self, n: int, row: Sequence[str]) -> BookLine | None:
        """The line in this row, or None where it is a heading, empty or left out."""
        code = re.sub(r"[\s.\-]", "", self.cell(row, "hs"))
        raw = self.cell(row, "vi")
        if not code and not raw:
            return None
        vi, en = tidy(raw), tidy(self.cell(row, "en"))
        self._climb(self._level(row, raw, code), code)
        if code and not self._good_code(n, code):
            return None
        if len(code) not in LENGTHS:
            self.above.append((self._level(row, raw, code), vi, en))
            return None
        return self._kept(n, row, code, vi, en)

    def _level(self, row: Sequence[str], raw: str, code: str) -> int:
        """How deep the row stands: the level it tells, else its dashes."""
        told = natural(self.cell(row, "level"), 2)
        if told is not None:
            return told
        dashes = _DASHES.match(raw)
        return 0 if len(code) == 4 else len(re.findall(r"[-–—]", dashes[0] if dashes else ""))

    def _climb(self, level: int, code: str) -> None:
        """Forgets what does not stand above this row."""
        if code and level == 0:  # a heading, or a line that is the only one of its heading
            self.heading = code[:4]
        while self.above and self.above[-1][0] >= level:
            self.above.pop()

    def _good_code(self, n: int, code: str) -> bool:
        """Whether the code is one; what is wrong is found."""
        wrong = ""
        if not code.isdigit() or len(code) not in (2, 4, 5, 6, *LENGTHS):
            wrong = "TRF-02"
        elif len(code) > 5 and code[:2] != "98" and self.headings and code[:4] not in self.headings:
            wrong = "TRF-03"
        if wrong:
            self.findings.append(Finding(wrong, f"/{n}/hs", {"code": code}, blocks=False))
            self.left_out += 1
        return not wrong

    def _kept(self, n: int, row: Sequence[str], code: str, vi: str, en: str) -> BookLine | None:
        rates = {name: text for name, place in self.rates if place < len(row) and (text := " ".join(row[place].split()))}
        if code in self.seen:
            same = self.seen[code] == rates
            self.findings.append(Finding("TRF-04", f"/{n}/hs", {"code": code, "same": "=" if same else "≠"}, blocks=False))
            return None
        self.seen[code] = rates
        self.findings += self._wrong(n, code, rates, vi)
        bad = {f.pointer.rpartition("/")[2] for f in self.findings[-30:] if f.code == "TRF-05" and f.pointer.startswith(f"/{n}/")}
        above = self.above
        return BookLine(n, code, vi or (above[-1][1] if above else ""), en, tuple(a[1] for a in above if a[1]), tuple(a[2] for a in above if a[2]),
                        self.cell(row, "unit"), {name: text for name, text in rates.items() if name not in bad})

    def _wrong(self, n: int, code: str, rates: Mapping[str, str], vi: str) -> Iterator[Finding]:
        """What is odd about a line that is kept: a cell nobody can read, no rate, another heading above, no text."""
        for name, text in rates.items():
            try:
                read_cell(text)
            except BadCell:
                yield Finding("TRF-05", f"/{n}/{name}", {"code": code, "text": text[:60]}, blocks=False)
        if MFN not in rates and code[:2] != "98":
            yield Finding("TRF-06", f"/{n}/{MFN}", {"code": code}, blocks=False)
        if self.heading and not code.startswith(self.heading):
            yield Finding("TRF-07", f"/{n}/hs", {"code": code, "heading": self.heading}, blocks=False)
        if not vi:
            yield Finding("TRF-10", f"/{n}/vi", {"code": code}, blocks=False)


def tidy(text: str) -> str:
    """A text without its dashes, the colon at its end and the marks of footnotes."""
    return _FOOTNOTES.sub(" ", _DASHES.sub("", " ".join(text.split()))).strip().rstrip(":").strip()
