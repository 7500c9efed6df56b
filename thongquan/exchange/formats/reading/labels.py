"""Values found beside their labels on trade papers, in Vietnamese, English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from stdnum import iso6346
from stdnum.exceptions import ValidationError

from thongquan.core.differences import Found
from thongquan.core.reading import Unreadable, read_day, read_decimal
from thongquan.exchange.formats.reading.pieces import Piece, Row, rows
from thongquan.exchange.formats.reading.table_lines import lines_of, vietnamese

#: how surely a value beside its label is what the label says; a code that checks itself is surer
LABELLED, CHECKED, NEAR = 0.9, 0.97, 0.6
MONEY = r"(?P<v>[0-9][0-9.,]*[0-9]|[0-9])"
CODE = r"(?P<v>[A-Z0-9][A-Z0-9/.\-]{2,34})"
DAY = r"(?P<v>\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}|\d{4}-\d{1,2}-\d{1,2}|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)"
NAMED = r"(?P<v>[^\s:：].{3,120}?)(?=\s{2,}|$)"
CURRENCY = r"(?P<v>USD|CNY|RMB|VND|EUR|JPY|KRW|THB)"
TERMS = r"(?P<v>EXW|FCA|FAS|FOB|CFR|CIF|CPT|CIP|DAP|DPU|DDP|DAF)"
COLON = r"\s*[:：.]?\s*"


@dataclass(frozen=True)
class Label:
    """What a field is called on paper, how its value looks, and what makes of it the field's own writing."""

    field: str
    words: str
    value: str
    clean: Callable[[str, str], str]


def _as_it_is(text: str, language: str) -> str:
    return " ".join(text.split()).rstrip(".,;:")


def _day(text: str, language: str) -> str:
    return read_day("".join(text.split())).isoformat()


def _figure(text: str, language: str) -> str:
    return format(read_decimal(text, language), "f")


def _currency(text: str, language: str) -> str:
    return "CNY" if text.upper() == "RMB" else text.upper()


LABELS: tuple[Label, ...] = (
    Label("invoice_number", r"(?:số hóa đơn|số hoá đơn|hóa đơn số|invoice\s*(?:no|number|nr|#)|发票号码?)", CODE, _as_it_is),
    Label("invoice_day", r"(?:ngày hóa đơn|ngày lập|invoice date|date of invoice|(?<!due )\bdate|开票日期|日期)", DAY, _day),
    Label("contract", r"(?:hợp đồng số|số hợp đồng|contract\s*(?:no|number)|合同号)", CODE, _as_it_is),
    Label("invoice_total", r"(?:tổng cộng|tổng tiền thanh toán|tổng trị giá|grand total|total amount|invoice total|total value|合计|总金额)"
                           rf"(?:\s*\(?(?:{CURRENCY.replace('?P<v>', '?:')})\)?)?", MONEY, _figure),
    Label("currency", r"(?:đồng tiền|loại tiền|currency|币种|币制|total amount|grand total|tổng cộng)\s*\(?", CURRENCY, _currency),
    Label("incoterm", r"(?:điều kiện giao hàng|terms of delivery|delivery terms|price terms?|incoterms?(?:\s*20\d\d)?|成交方式)", TERMS, _currency),
    Label("gross_kg", r"(?:tổng trọng lượng|trọng lượng cả bì|gross weight|total gross weight|g\.?w\.?|毛重)(?:\s*\(?kgs?\)?)?", MONEY, _figure),
    Label("packages", r"(?:tổng số kiện|số kiện|total packages|no\.? of packages|packages|件数)", MONEY, _figure),
    Label("exporter", r"(?:người xuất khẩu|người bán|bên bán|seller|exporter|shipper|consignor|卖方|发货人)", NAMED, _as_it_is),
    Label("importer", r"(?:người nhập khẩu|người mua|bên mua|buyer|importer|consignee|买方|收货人)", NAMED, _as_it_is),
    Label("certificate_number", r"(?:reference no|certificate no|số tham chiếu|证书编号)", CODE, _as_it_is),
)
CONTAINER = re.compile(r"\b([A-Z]{3}[UJZ])\s?(\d{6})[\s\-]?(\d)\b")


def values_of(pieces: Iterable[Piece]) -> dict[str, Found]:
    """The values that can be read with some confidence, each with its place; lines of the table too."""
    lines = rows(pieces)
    if not lines:
        return {}
    language = "vi" if any(vietnamese(row.text) for row in lines) else "en"
    read: dict[str, Found] = {}
    for label in LABELS:
        if found := beside(label, lines, language):
            read[label.field] = found
    if boxes := containers(lines):
        read["containers"] = boxes
    return {**read, **lines_of(lines, language)}


def beside(label: Label, lines: list[Row], language: str) -> Found | None:
    """The value after its label on the row, else alone on the row below it."""
    whole = re.compile(rf"{label.words}{COLON}{label.value}", re.I)
    alone = re.compile(rf"{label.words}{COLON}(?=\s{{2,}}|$)", re.I)
    first = re.compile(label.value, re.I)
    for n, row in enumerate(lines):
        if match := whole.search(row.text):
            return _made(label, row, match, LABELLED, language) or None
        if alone.search(row.text) and n + 1 < len(lines) and (below := first.match(lines[n + 1].text)):
            return _made(label, lines[n + 1], below, NEAR, language)
    return None


def _made(label: Label, row: Row, match: re.Match[str], sure: float, language: str) -> Found | None:
    piece = row.piece_at(match.start("v"))
    try:
        value = label.clean(match["v"], language)
    except (Unreadable, ValueError):
        return None
    return Found(value, piece.source, sure * piece.sure, piece.page, piece.box) if value else None


def containers(lines: list[Row]) -> Found | None:
    """Container numbers whose check digit is right, in their order."""
    found = list(_boxes(lines))
    if not found:
        return None
    piece = found[0][1]
    return Found(", ".join(dict.fromkeys(number for number, _piece in found)), piece.source, CHECKED * piece.sure, piece.page, piece.box)


def _boxes(lines: list[Row]) -> Iterator[tuple[str, Piece]]:
    for row in lines:
        for match in CONTAINER.finditer(row.text):
            try:
                yield iso6346.validate("".join(match.groups())), row.piece_at(match.start())
            except ValidationError:
                continue
