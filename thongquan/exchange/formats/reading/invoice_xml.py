"""The Vietnamese e-invoice (Decree 123/2020, tax department's XML): what it says of a sale."""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import parse

from thongquan.core.differences import XML, Found, unit_code

#: element of TTChung, NBan, NMua, TToan -> field of the form; the first that is there wins
GENERAL = (("SHDon", "invoice_number"), ("NLap", "invoice_day"), ("DVTTe", "currency"), ("SHDong", "contract"))
PARTIES = (("NBan", "exporter"), ("NMua", "importer"))
TOTALS = ("TgTTTBSo", "TgTCThue")
#: element of HHDVu -> column of a line
LINE = (("THHDVu", "name"), ("SLuong", "quantity"), ("DGia", "unit_price"), ("ThTien", "invoice_value"))
#: kinds of line that are goods: 1 goods or services, 2 promotion; 3 is a discount, 4 a remark
GOODS_LINES = ("", "1", "2")
MOST_LINES = 500
SURE, GUESSED = 1.0, 0.8


def read(content: bytes) -> dict[str, Found]:
    """Header, parties, totals and lines of an e-invoice, wherever the envelope keeps it; nothing when it is another XML."""
    try:
        root = parse(io.BytesIO(content), forbid_dtd=True).getroot()
    except (DefusedXmlException, ParseError, ValueError, LookupError):
        return {}
    invoice = next(every(root, "DLHDon"), None)
    if invoice is None:
        return {}
    return dict([*_general(invoice), *_parties(invoice), *_totals(invoice), *_lines(invoice)])


def every(within: Element, name: str) -> Iterator[Element]:
    """All elements of this name at any depth, whatever their namespace."""
    return (element for element in within.iter() if isinstance(element.tag, str) and element.tag.rpartition("}")[2] == name)


def text(within: Element | None, name: str) -> str:
    """The text of the first element of this name."""
    found = next(every(within, name), None) if within is not None else None
    return " ".join((found.text or "").split()) if found is not None else ""


def _known(field: str, value: str, confidence: float = SURE) -> Iterator[tuple[str, Found]]:
    if value:
        yield field, Found(value, XML, confidence)


def _general(invoice: Element) -> Iterator[tuple[str, Found]]:
    head = next(every(invoice, "TTChung"), None)
    for name, field in GENERAL:
        value = text(head, name)
        yield from _known(field, value[:10] if field == "invoice_day" else value)
    if sign := text(head, "KHHDon"):
        yield from _known("invoice_series", f"{text(head, 'KHMSHDon')}{sign}")


def _parties(invoice: Element) -> Iterator[tuple[str, Found]]:
    for name, side in PARTIES:
        party = next(every(invoice, name), None)
        yield from _known(side, text(party, "Ten") or text(party, "HVTNMHang"))
        yield from _known(f"{side}_tax_id", text(party, "MST"))
        yield from _known(f"{side}_address", text(party, "DChi"))


def _totals(invoice: Element) -> Iterator[tuple[str, Found]]:
    """The total that the buyer pays; goods for export carry no VAT, so both agree there."""
    payment = next(every(invoice, "TToan"), None)
    told = [value for name in TOTALS if (value := text(payment, name))]
    yield from _known("invoice_total", told[0] if told else "", SURE if len(set(told)) < 2 else GUESSED)


def _lines(invoice: Element) -> Iterator[tuple[str, Found]]:
    rows = [row for row in every(invoice, "HHDVu") if text(row, "TChat") in GOODS_LINES][:MOST_LINES]
    for n, row in enumerate(rows):
        for name, field in LINE:
            yield from _known(f"lines/{n}/{field}", text(row, name))
        if unit := text(row, "DVTinh"):
            yield from _known(f"lines/{n}/unit", unit_code(unit) or unit, SURE if unit_code(unit) else GUESSED)
