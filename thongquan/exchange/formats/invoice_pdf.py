"""A commercial invoice with its packing list as PDF: paper for invented consignments."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from thongquan.exchange.formats.print_fonts import BOLD, PLAIN, fonts, width, write

LEFT, RIGHT, TOP, ROW = 48.0, 547.0, 790.0, 17.0
#: where the columns of figures end
QUANTITY, UNIT, PRICE, AMOUNT = 374.0, 408.0, 474.0, RIGHT
#: units as traders write them
UNITS = {"KGM": "KGS", "PCE": "PCS", "MTR": "MTR", "MTK": "M2", "MTQ": "M3"}
LONGEST = 66


def invoice(body: Mapping[str, Any]) -> bytes:
    """Both pages, from the answers of a goods declaration: what the seller wrote, whatever was declared."""
    fonts()
    page = Canvas(io.BytesIO(), pagesize=A4, invariant=1)
    page.setTitle(f"INVOICE {body['invoice_number']}")
    y = _head(page, body, "COMMERCIAL INVOICE")
    y = _table(page, body, y, money=True)
    total = _figure(body["invoice_total"], 2)
    write(page, LEFT, y - 10, f"Total amount ({body['currency']}): {total}", BOLD, 10)
    write(page, LEFT, y - 30, f"Total packages: {body['packages']}", PLAIN, 9)
    write(page, LEFT, y - 46, f"Gross weight (kgs): {_figure(body['gross_kg'], 2)}", PLAIN, 9)
    _signed(page, body, y - 90)
    page.showPage()
    y = _head(page, body, "PACKING LIST")
    _table(page, body, y, money=False)
    page.showPage()
    return bytes(page.getpdfdata())


def _head(page: Canvas, body: Mapping[str, Any], title: str) -> float:
    seller, buyer = (str(body.get(side) or "") for side in ("exporter", "importer"))
    write(page, LEFT, TOP, seller, BOLD, 13)
    write(page, RIGHT - width(title, BOLD, 14), TOP - 34, title, BOLD, 14)
    day = date.fromisoformat(str(body["invoice_day"]))
    write(page, LEFT, TOP - 60, f"Invoice No: {body['invoice_number']}", PLAIN, 10)
    write(page, 330, TOP - 60, f"Date: {day:%d/%m/%Y}", PLAIN, 10)
    write(page, LEFT, TOP - 78, f"Seller: {seller}", PLAIN, 10)
    write(page, LEFT, TOP - 96, f"Buyer: {buyer}", PLAIN, 10)
    write(page, LEFT, TOP - 114, f"Terms of delivery: {body.get('incoterm', '')}", PLAIN, 10)
    page.setLineWidth(0.6)
    page.line(LEFT, TOP - 128, RIGHT, TOP - 128)
    return TOP - 146


def _table(page: Canvas, body: Mapping[str, Any], y: float, *, money: bool) -> float:
    heads = [("Quantity", QUANTITY), ("Unit", UNIT)] + ([("Unit price", PRICE), ("Amount", AMOUNT)] if money else [("Net weight", AMOUNT)])
    write(page, LEFT, y, "Description of goods", BOLD, 9)
    for text, end in heads:
        write(page, end - width(text, BOLD, 9), y, text, BOLD, 9)
    for line in body["lines"]:
        y -= ROW
        write(page, LEFT, y, str(line["name"])[:LONGEST], PLAIN, 8)
        cells = [(_figure(line["quantity"], 2), QUANTITY), (UNITS.get(line["unit"], line["unit"]), UNIT)]
        cells += [(_figure(line["unit_price"], 4), PRICE), (_figure(line["invoice_value"], 2), AMOUNT)] if money else [(_figure(line["net_kg"], 2), AMOUNT)]
        for text, end in cells:
            write(page, end - width(text, PLAIN, 9), y, text, PLAIN, 9)
    page.line(LEFT, y - 9, RIGHT, y - 9)
    return y - 24


def _figure(value: Any, places: int | None = None) -> str:
    amount = Decimal(str(value))
    return f"{amount:,.{places}f}" if places is not None else f"{amount.normalize():,f}"


def _signed(page: Canvas, body: Mapping[str, Any], y: float) -> None:
    write(page, 380, y, "For and on behalf of", PLAIN, 9)
    write(page, 380, y - 14, str(body.get("exporter") or "")[:34], BOLD, 9)
    page.setStrokeColorRGB(0.75, 0.2, 0.2)
    page.setLineWidth(1.6)
    page.circle(450, y - 58, 32)
    page.setStrokeColorRGB(0, 0, 0)
