"""Pictures: of the kind they begin as, not too large, decoded to the end, drawn anew."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from thongquan.core.uploads import MOST_PIXELS, THUMBNAIL, Examined, Unfit

FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
WIDEST = 20_000


def examine(content: bytes, kind: str) -> Examined:
    """Judge a picture; the number of pixels is read from its head before anything is unpacked."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # our own limit is stricter and has a code
    try:
        with Image.open(io.BytesIO(content), formats=(FORMATS[kind],)) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS or max(width, height) > WIDEST:
                raise Unfit("UPL-09")
            if getattr(picture, "n_frames", 1) > 1:
                raise Unfit("UPL-03")
            picture.draft("RGB", (THUMBNAIL[0] * 2, THUMBNAIL[1] * 2))
            picture.load()
            return Examined(kind, 1, small_jpeg(ImageOps.exif_transpose(picture)))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as broken:
        raise Unfit("UPL-06") from broken


def small_jpeg(picture: Image.Image) -> bytes:
    """A JPEG that fits a card, without the original's metadata."""
    small = picture.copy()
    small.thumbnail(THUMBNAIL)
    if small.mode not in ("RGB", "L"):
        paper = Image.new("RGB", small.size, "white")
        shaped = small.convert("RGBA")
        paper.paste(shaped, mask=shaped.getchannel("A"))
        small = paper
    out = io.BytesIO()
    small.save(out, "JPEG", quality=78)
    return out.getvalue()
