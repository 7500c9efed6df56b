"""Files we take: kinds, limits, what checking one answers, and the one way to refuse it."""

from __future__ import annotations

from dataclasses import dataclass

MOST_BYTES = 10 * 1024 * 1024
MOST_PAGES = 200
MOST_PIXELS = 50_000_000
MOST_UNPACKED = 60 * 1024 * 1024
MOST_MEMBERS = 2_000
#: unpacked bytes for each packed one; real sheets stay below 40
MOST_RATIO = 150
THUMBNAIL = (320, 440)

#: kind of content -> media type, extensions it may carry
KINDS = {
    "pdf": ("application/pdf", ("pdf",)),
    "jpeg": ("image/jpeg", ("jpg", "jpeg")),
    "png": ("image/png", ("png",)),
    "webp": ("image/webp", ("webp",)),
    "xml": ("application/xml", ("xml",)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",)),
}


@dataclass(frozen=True)
class Examined:
    """A file that passed: its kind, pages, and a JPEG of the first one (empty for sheets and XML)."""

    kind: str
    pages: int = 1
    thumbnail: bytes = b""

    @property
    def media_type(self) -> str:
        return KINDS[self.kind][0]


class Unfit(Exception):
    """The file is not taken; `code` is a refusal such as UPL-04."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
