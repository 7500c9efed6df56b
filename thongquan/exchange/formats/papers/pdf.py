"""PDF: opens without a password, few enough pages, nothing inside that runs or hides."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2

from thongquan.core.uploads import MOST_PAGES, THUMBNAIL, Examined, Unfit
from thongquan.exchange.formats.papers.pictures import small_jpeg

#: names whose mere presence in an object refuses the file
ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/AA", "/OpenAction", "/EmbeddedFiles", "/EF", "/RichMediaContent", "/XFA"})
ACTIVE_TYPES = frozenset({
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound",
    "/RichMedia", "/Filespec", "/EmbeddedFile", "/FileAttachment",
})
MOST_OBJECTS = 60_000
MOST_DEPTH = 60


def examine(content: bytes, kind: str) -> Examined:
    """Judge a PDF and draw its first page small."""
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise Unfit("UPL-07")
            pages = len(pdf.pages)
            if not 1 <= pages <= MOST_PAGES:
                raise Unfit("UPL-05" if pages else "UPL-06")
            refuse_active(pdf)
    except pikepdf.PasswordError as locked:
        raise Unfit("UPL-07") from locked
    except (pikepdf.PdfError, RecursionError, ValueError) as broken:
        raise Unfit("UPL-06") from broken
    return Examined(kind, pages, first_page(content))


def refuse_active(pdf: pikepdf.Pdf) -> None:
    """Every object of the file is looked at, wherever it hides (UPL-04)."""
    if len(pdf.objects) > MOST_OBJECTS:
        raise Unfit("UPL-11")
    for thing in (pdf.trailer, *pdf.objects):
        look_into(thing, 0)


def look_into(thing: object, depth: int) -> None:
    """One object with its direct parts."""
    if depth > MOST_DEPTH:
        raise Unfit("UPL-06")
    if isinstance(thing, pikepdf.Array):
        for part in thing:
            look_direct(part, depth)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key, value in thing.items():
            if key in ACTIVE_KEYS and not harmless(key, value):
                raise Unfit("UPL-04")
            if key in ("/S", "/Type", "/Subtype") and isinstance(value, pikepdf.Name) and str(value) in ACTIVE_TYPES:
                raise Unfit("UPL-04")
            look_direct(value, depth)


def look_direct(part: object, depth: int) -> None:
    """Indirect parts are met in the file's own list of objects."""
    if isinstance(part, pikepdf.Object) and not part.is_indirect:
        look_into(part, depth + 1)


def harmless(key: str, value: object) -> bool:
    """An opening action that only turns to a page of the same file runs nothing."""
    if key != "/OpenAction":
        return False
    return isinstance(value, pikepdf.Array) or (isinstance(value, pikepdf.Dictionary) and value.get("/S") == "/GoTo")


def first_page(content: bytes) -> bytes:
    """The first page as a small JPEG."""
    document = pypdfium2.PdfDocument(content)
    try:
        page = document[0]
        width, height = page.get_size()
        if not (0 < width < 20_000 and 0 < height < 20_000):
            raise Unfit("UPL-09")
        scale = min(THUMBNAIL[0] / width, THUMBNAIL[1] / height)
        return small_jpeg(page.render(scale=scale).to_pil())
    except pypdfium2.PdfiumError as broken:
        raise Unfit("UPL-06") from broken
    finally:
        document.close()
