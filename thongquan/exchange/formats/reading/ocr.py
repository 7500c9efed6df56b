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
#: what papers here are written in, as tesseract names them; those of them that are installed are used
LANGUAGES = ("vie", "eng", "chi_sim")


class Failed(Exception):
    """An engine is installed and its call failed: what the picture says is not known."""


def engine() -> str:
    """Which engine is installed here; empty when none is."""
    if shutil.which("tesseract"):
        return "tesseract"
    return "rapidocr" if importlib.util.find_spec("rapidocr_onnxruntime") else ""


def pieces(content: bytes, media_type: str) -> list[Piece]:
    """The words of a picture or of the first pages of a PDF; none without an engine. Failed when the engine does not answer."""
    name = engine()
    if not name:
        return []
    shown = list(enumerate(pictures(content, media_type), 1))
    if name != "tesseract":
        return [piece for n, picture in shown for piece in by_rapidocr(picture, n)]
    known = languages() if shown else ""
    return [piece for n, picture in shown for piece in by_tesseract(picture, n, known)]


def languages() -> str:
    """Those of our languages that this tesseract has, as it is asked for them; Failed when it has none."""
    known = set(_asked("--list-langs").split())
    found = "+".join(language for language in LANGUAGES if language in known)
    if not found:
        raise Failed("none of our languages is installed")
    return found


def _asked(*arguments: str, given: bytes = b"") -> str:
    """What the tesseract program answers; Failed when it does not."""
    try:
        said = subprocess.run(["tesseract", *arguments], input=given, capture_output=True, timeout=SECONDS, check=True)
    except (OSError, subprocess.SubprocessError) as wrong:
        raise Failed(arguments[0]) from wrong
    return said.stdout.decode(errors="replace")


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


def by_tesseract(picture: Image.Image, page: int, known: str) -> list[Piece]:
    """Words by the tesseract program in these languages, with its own confidence."""
    drawn = io.BytesIO()
    picture.save(drawn, "PNG")
    said = _asked("stdin", "stdout", "-l", known, "tsv", given=drawn.getvalue())
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
