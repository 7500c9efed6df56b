"""Reading one cell of a tariff table: `12.5`, `0 (-PH, TH)`, `*`, `28; M: 35`, `0/20`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

#: countries that a table writes in its own way
MARKS = {"M": "MX", "GIC": "GIC"}
_NUMBER = r"\d+(?:[.,]\d+)?"
_EXCEPT = re.compile(r"\(\s*-\s*([A-Z]{2}(?:\s*,\s*[A-Z]{2})*)[\s,]*\)")
_QUOTA = re.compile(rf"\(\s*NHN\s*:\s*({_NUMBER})\s*\)")
_SPECIAL = re.compile(rf";\s*([A-Z]{{1,2}})\s*:\s*({_NUMBER}|\*)(?:/(?:{_NUMBER}|\*))*")
_OF_MFN = re.compile(rf"({_NUMBER})\s*%\s*(?:thuế\s*)?MFN", re.IGNORECASE)
_PLAIN = re.compile(rf"(?:{_NUMBER}|\*)(?:\s*/\s*(?:{_NUMBER}|\*))*%?")


class BadCell(ValueError):
    """The cell says nothing that a tariff can mean."""


@dataclass(frozen=True)
class Cell:
    """What one cell says of one kind of duty.

    `rate` is per cent of the customs value, None where the column gives no rate (`*`, or the words in `text`).
    Where one code covers several kinds of goods at different rates, `choices` has them all and `rate` is the
    highest, or None where some of them get none. `of_mfn` is a share of the MFN rate. `except_of` are countries that the rate is not for, `special`
    has rates of single countries, `outside` the rate beyond the quota, `industrial` the mark GIC (goods made
    in the Kaesong complex).
    """

    rate: Decimal | None = None
    choices: tuple[Decimal, ...] = ()
    except_of: tuple[str, ...] = ()
    special: tuple[tuple[str, Decimal], ...] = ()
    outside: Decimal | None = None
    of_mfn: Decimal | None = None
    quota_only: bool = False
    industrial: bool = False
    text: str = ""

    @property
    def eligible(self) -> bool:
        """Whether the column grants anything."""
        return self.rate is not None or self.of_mfn is not None


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


@lru_cache(maxsize=8192)
def read_cell(text: str) -> Cell | None:
    """The meaning of a cell; None when it is empty; BadCell when it cannot be read."""
    said = " ".join(text.split())
    if not said:
        return None
    if said == "*":
        return Cell(text="*")
    if said.upper() == "Q":
        return Cell(quota_only=True, text="Q")
    if found := _OF_MFN.fullmatch(said):
        return Cell(of_mfn=number(found[1]) / 100)
    if said.lower().startswith(("theo ", "xem ", "see ")):
        return Cell(text=said)
    return _numbers(said)


def _numbers(said: str) -> Cell:
    excepted = tuple(sorted({c for group in _EXCEPT.findall(said) for c in re.split(r"\s*,\s*", group)}))
    outside = _QUOTA.search(said)
    special = tuple((MARKS.get(m[1], m[1]), number(m[2])) for m in _SPECIAL.finditer(said) if m[2] != "*")
    rest = _QUOTA.sub("", _EXCEPT.sub("", _SPECIAL.sub("", said)))
    industrial = "(GIC)" in rest
    rest = re.sub(r"\s+", "", rest.replace("(GIC)", ""))
    if not _PLAIN.fullmatch(rest):
        raise BadCell(said)
    parts = rest.rstrip("%").split("/")
    rates = tuple(number(part) for part in parts if part != "*")
    return Cell(
        rate=max(rates) if len(rates) == len(parts) else None, choices=rates if len(parts) > 1 else (), except_of=excepted, special=special,
        outside=number(outside[1]) if outside else None, industrial=industrial,
    )
