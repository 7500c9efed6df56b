"""One page of a PDF as a picture to read; as a process of its own it reads standard input."""

from __future__ import annotations

import base64
import io
import json
import sys

import pypdfium2

from thongquan.core.uploads import MOST_BYTES, Unfit

#: pixels across; enough to read a stamp beside the form
WIDTH = 1100
TALLEST = 2400
QUALITY = 82


def picture(content: bytes, page: int) -> bytes:
    """The page, counted from 1, as a JPEG."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as broken:
        raise Unfit("UPL-06") from broken
    try:
        if not 1 <= page <= len(document):
            raise Unfit("UPL-05")
        drawn = document[page - 1]
        width, height = drawn.get_size()
        if not (0 < width < 20_000 and 0 < height < 20_000):
            raise Unfit("UPL-09")
        out = io.BytesIO()
        drawn.render(scale=min(WIDTH / width, TALLEST / height)).to_pil().convert("RGB").save(out, "JPEG", quality=QUALITY)
        return out.getvalue()
    except pypdfium2.PdfiumError as broken:
        raise Unfit("UPL-06") from broken
    finally:
        document.close()


def main() -> None:
    """Reads the page's number and the file, writes the answer as one line of JSON."""
    page = int(sys.stdin.buffer.readline())
    try:
        answer = {"picture": base64.b64encode(picture(sys.stdin.buffer.read(MOST_BYTES + 1), page)).decode()}
    except Unfit as unfit:
        answer = {"code": unfit.code}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
