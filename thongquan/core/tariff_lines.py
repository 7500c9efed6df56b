"""From the cells of a stored tariff line to the rates that the duty engine reckons with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from thongquan.core.tariff import VAT_LOWER, VAT_NONE, VAT_STANDARD, VAT_ZERO, Preference, Rate, TariffLine
from thongquan.core.tariff_cells import BadCell, Cell, read_cell
from thongquan.core.tariff_import import EXCISE, EXPORT, MFN, ORDINARY, VAT
from thongquan.core.words import Words

#: the columns of RCEP and the members whose goods each is for (believed: as the decree of 2022 orders them)
RCEP = {
    "RCEP A": frozenset({"BN", "KH", "ID", "LA", "MY", "MM", "PH", "SG", "TH"}),
    "RCEP B": frozenset({"AU"}), "RCEP C": frozenset({"CN"}), "RCEP D": frozenset({"JP"}),
    "RCEP E": frozenset({"KR"}), "RCEP F": frozenset({"NZ"}),
}
NO_AGREEMENT = frozenset({MFN, ORDINARY, VAT, EXPORT, EXCISE, "ENVIRONMENT"})
_VAT = {"10": VAT_STANDARD, "8": VAT_STANDARD, "5": VAT_LOWER, "0": VAT_ZERO, "*": VAT_NONE}


def line_of(hs: str, words: Words, cells: Mapping[str, str], *, unit: str = "", vat: str = "", citation: str = "") -> TariffLine:
    """The line with its rates; `vat` is what the book believes where the table has no such column."""
    read = {name: cell for name, text in cells.items() if name in NO_AGREEMENT and (cell := _read(text)) is not None}
    mfn = read.get(MFN, Cell())
    quota = mfn.outside is not None
    ordinary = read.get(ORDINARY, Cell())
    return TariffLine(
        hs, words, unit, mfn=_rate(mfn), ordinary=_rate(ordinary),
        preferences=tuple(preference for name, text in cells.items() if name not in NO_AGREEMENT for preference in _granted(name, text)),
        quota_in=_rate(mfn) if quota else None, quota_out=Rate(percent=mfn.outside) if quota else None,
        export=_rate(read.get(EXPORT, Cell())), excise=_rate(read.get(EXCISE, Cell())),
        vat=_VAT.get(cells.get(VAT, ""), VAT_NONE if "không" in cells.get(VAT, "") else vat or VAT_STANDARD),
        citation=citation, believed=not citation,
    )


def _read(text: str) -> Cell | None:
    try:
        return read_cell(text)
    except BadCell:
        return None


@lru_cache(maxsize=8192)
def _granted(column: str, text: str) -> tuple[Preference, ...]:
    """What the cell of an agreement grants; the same few cells fill a whole table."""
    cell = _read(text)
    return tuple(preferences(column, cell)) if cell is not None else ()


def _rate(cell: Cell) -> Rate | None:
    return None if cell.rate is None else Rate(percent=cell.rate)


def preferences(column: str, cell: Cell) -> Iterator[Preference]:
    """What one agreement's cell grants: its rate, and the rates of single members."""
    name, only = ("RCEP", RCEP[column]) if column in RCEP else (column, frozenset[str]())
    single = frozenset(country for country, _rate in cell.special)
    if cell.rate is not None:
        yield Preference(name, Rate(percent=cell.rate), frozenset(cell.except_of) | single, only, quota=cell.outside is not None)
    for country, percent in cell.special:
        yield Preference(name, Rate(percent=percent), only=frozenset({country}))
