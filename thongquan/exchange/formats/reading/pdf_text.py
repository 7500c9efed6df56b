"""The text layer of a PDF as pieces with their boxes."""

from __future__ import annotations

import re

import pypdfium2

from thongquan.exchange.formats.reading.pieces import Piece

MOST_PAGES, MOST_PIECES = 20, 4000
BLANKS = re.compile(r"\s+")


def pieces(content: bytes) -> list[Piece]:
    """Every run of text of the first pages; none when the file has no text or cannot be read."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return []
    found: list[Piece] = []
    try:
        for n in range(min(len(document), MOST_PAGES)):
            found += of_page(document[n], n + 1)
            if len(found) > MOST_PIECES:
                break
    except pypdfium2.PdfiumError:
        return found
    finally:
        document.close()
    return found[:MOST_PIECES]


def of_page(page: pypdfium2.PdfPage, number: int) -> list[Piece]:
    """The runs of one page."""
    width, height = page.get_size()
    layer = page.get_textpage()
    found = []
    for n in range(min(layer.count_rects(), MOST_PIECES)):
        left, bottom, right, top = layer.get_rect(n)
        words = BLANKS.sub(" ", layer.get_text_bounded(left, bottom, right, top)).strip()
        if words:
            found.append(Piece(words, number, (left / width, 1 - top / height, right / width, 1 - bottom / height)))
    return found
