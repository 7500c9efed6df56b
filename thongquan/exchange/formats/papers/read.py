"""A paper's values and signatures, read in a process of its own from standard input."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from thongquan.core.uploads import MOST_BYTES
from thongquan.exchange.formats.pades import signatures
from thongquan.exchange.formats.reading import PDF, XML, read_values
from thongquan.exchange.formats.reading.ocr import Failed
from thongquan.exchange.formats.signature import roots_in
from thongquan.exchange.formats.signed_invoice import examined


def main() -> None:
    """Reads a line of JSON {media, roots} and the content, writes {read, signatures, unread} as one line of JSON.

    The values of a signed e-invoice are read from the very bytes that its seller signed.
    """
    asked = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read(MOST_BYTES + 1)
    roots = roots_in(Path(asked["roots"])) if asked.get("roots") else []
    signed = signatures(content, roots) if asked["media"] == PDF else []
    if asked["media"] == XML:
        signed, content = examined(content, roots)
    try:
        read, unread = read_values(content, asked["media"]), False
    except Failed:
        read, unread = {}, True
    told = {"read": {name: found.plain() for name, found in read.items()}, "signatures": [one.plain() for one in signed], "unread": unread}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
