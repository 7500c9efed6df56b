"""Recognising a picture of a paper, where an engine is installed: tesseract, else RapidOCR."""

from __future__ import annotations

import csv
import importlib.util
import io
import shutil
import subprocess
from typing import Any

import pypdfium2
from PIL import Image, UnidentifiedImageError

from thongquan.core.differences import OCR
from thongquan.exchange.formats.reading.pieces import Piece

MOST_PAGES, DOTS = 3, 200
SECONDS = 20
#: words below this (of 1) are noise
LEAST = 0.4


def engine() -> str:
    """Which engine is installed here; empty when none is."""
    if shutil.which("tesseract"):
        return "tesseract"
    return "rapidocr" if importlib.util.find_spec("rapidocr_onnxruntime") else ""


def pieces(content: bytes, media_type: str) -> list[Piece]:
    """The words of a picture or of the first pages of a PDF; none without an engine."""
    name = engine()
    if not name:
        return []
    recognise = by_tesseract if name == "tesseract" else by_rapidocr
    return [piece for n, picture in enumerate(pictures(content, media_type), 1) for piece in recognise(picture, n)]


def pictures(content: bytes, media_type: str) -> list[Image.Image]:
    """The pages as pictures."""
    try:
        if media_type != "application/pdf":
            with Image.open(io.BytesIO(content)) as picture:
                return [picture.convert("RGB")]
        document = pypdfium2.PdfDocument(content)
        try:
            return [document[n].render(scale=DOTS / 72).to_pil().convert("RGB") for n in range(min(len(document), MOST_PAGES))]
        finally:
            document.close()
    except (UnidentifiedImageError, OSError, pypdfium2.PdfiumError):
        return []


def by_tesseract(picture: Image.Image, page: int) -> list[Piece]:
    """Words by the tesseract program, Vietnamese and English, with its own confidence."""
    drawn = io.BytesIO()
    picture.save(drawn, "PNG")
    try:
        said = subprocess.run(["tesseract", "stdin", "stdout", "-l", "vie+eng", "tsv"], input=drawn.getvalue(), capture_output=True,
                              timeout=SECONDS, check=True).stdout.decode(errors="replace")
    except (OSError, subprocess.SubprocessError):
        return []
    width, height = picture.size
    found = []
    for row in csv.DictReader(io.StringIO(said), delimiter="\t", quoting=csv.QUOTE_NONE):
        words, sure = (row.get("text") or "").strip(), _share(row.get("conf"))
        if words and sure >= LEAST:
            left, top, wide, high = (int(row[name]) for name in ("left", "top", "width", "height"))
            found.append(Piece(words, page, (left / width, top / height, (left + wide) / width, (top + high) / height), sure, OCR))
    return found


def _share(text: str | None) -> float:
    try:
        return max(0.0, min(1.0, float(text or "-1") / 100))
    except ValueError:
        return 0.0


def by_rapidocr(picture: Image.Image, page: int) -> list[Piece]:
    """Lines by RapidOCR, which reads Chinese and English."""
    from rapidocr_onnxruntime import RapidOCR  # optional: installed only where papers are recognised

    drawn = io.BytesIO()
    picture.save(drawn, "PNG")
    lines: list[Any] = RapidOCR()(drawn.getvalue())[0] or []
    width, height = picture.size
    return [_line(corners, words, float(sure), page, width, height) for corners, words, sure in lines if float(sure) >= LEAST]


def _line(corners: Any, words: str, sure: float, page: int, width: int, height: int) -> Piece:
    across, down = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return Piece(words.strip(), page, (min(across) / width, min(down) / height, max(across) / width, max(down) / height), sure, OCR)
