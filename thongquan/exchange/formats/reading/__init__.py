"""Values read from a trader's document: structured file first, then text layer, then OCR."""

from __future__ import annotations

from thongquan.core.differences import Found
from thongquan.exchange.formats.reading import invoice_xml, ocr, pdf_text
from thongquan.exchange.formats.reading.labels import values_of

Read = dict[str, Found]
PDF, XML = "application/pdf", "application/xml"
#: fewer signs than this on all pages is no text layer but the dust of a scan
LEAST_TEXT = 20


def read_values(content: bytes, media_type: str) -> Read:
    """What can be read from a document, the surest way first; nothing when nothing can.

    Never raises for bad content; `ocr.Failed` where an engine is installed and does not answer.
    """
    if media_type == XML:
        return invoice_xml.read(content)
    if media_type == PDF:
        pieces = pdf_text.pieces(content)
        if sum(len(piece.text) for piece in pieces) >= LEAST_TEXT:
            return values_of(pieces)
    if media_type.startswith("image/") or media_type == PDF:
        return values_of(ocr.pieces(content, media_type))
    return {}
