"""Scanner images: a scanner sends its own, a reader outside what it sees in one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from thongquan.actions import inspection
from thongquan.actions.inspection.images import MACHINE
from thongquan.api import bodies
from thongquan.api.call import Call, Reply
from thongquan.api.endpoint import OPTIONAL, Body, Endpoint
from thongquan.api.shapes import Receipt
from thongquan.api.showing import receipt
from thongquan.core.form import Field, Form
from thongquan.core.images import MOST_AREAS, Area, Mark
from thongquan.core.refused import Conflict, Finding, RulesBroken
from thongquan.core.words import Words
from thongquan.models import InspectionOrder
from thongquan.queries.declaration.machines import by_number
from thongquan.queries.inspection import order_of

DELIVER = "images:write"
IMAGE = Form("scanner_image", (
    bodies.text("id", "Số của máy soi cho ảnh này (UUID)", "The scanner's own id of the image (UUID)", "机检设备的图像编号（UUID）", required=True, longest=36,
                lines=False),
    Field("taken_at", "moment", Words("Soi lúc", "Taken at", "扫描时间"), required=True),
))
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=r"^[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$")]


class Marked(msgspec.Struct):
    """One area: upper left corner and size as shares of the picture (0 to 1), kind, and how sure the reader is (0 to 1)."""

    x: float
    y: float
    width: float
    height: float
    kind: Mark
    probability: Annotated[float, msgspec.Meta(ge=0, le=1)]


class ImageRead(msgspec.Struct):
    """What a reader says of an image: its name and version, whether it finds something, and where."""

    reader: Name
    version: Name
    finds: bool
    areas: Annotated[list[Marked], msgspec.Meta(max_length=MOST_AREAS)] = []


class ImageKept(msgspec.Struct):
    """An image that is kept; `sha256` is its name for readers, `again` that it was here before."""

    number: str
    sha256: str
    taken_at: datetime
    again: bool
    receipt: Receipt | None


class ReadingKept(msgspec.Struct):
    """A reader's result that is kept; `again` that it was here before."""

    number: str
    sha256: str
    reader: str
    version: str
    finds: bool
    areas: int
    again: bool
    receipt: Receipt | None


def ordered(call: Call) -> InspectionOrder:
    """The inspection of the address's declaration; INS-90 when none was ordered."""
    order = order_of(by_number(call.path["number"]))
    if order is None:
        raise Conflict("INS-90")
    return order


def send(call: Call) -> Reply:
    """Keep the image a scanner took for an open inspection; sent again, under its id or with the same bytes, it is kept once."""
    try:
        sent_id = UUID(call.values["id"])
    except ValueError:
        raise RulesBroken([Finding("FRM-03", "/id", {"example": "0d1c1c2e-6f0a-4a52-9d3c-2b7f6f3f8a11"})]) from None
    kept, again = inspection.take_image(ordered(call).pk, content=call.values["content"], sent_id=sent_id, taken_at=call.values["taken_at"],
                                        by=call.by, at=call.at)
    return Reply(ImageKept(call.path["number"], kept.sha256, kept.taken_at, again, receipt("inspection_evidence", kept.pk, call)), 200 if again else 201)


def read(call: Call) -> Reply:
    """Keep what a reader says of an image; officers see it after their own reading. The same result sent again is kept once."""
    sent: ImageRead = call.raw
    areas = [Area(one.x, one.y, one.width, one.height, one.kind, one.probability) for one in sent.areas]
    kept, again = inspection.take_reading(ordered(call).pk, call.path["sha256"], reader=sent.reader.strip(), version=sent.version.strip(),
                                          finds=sent.finds, areas=areas, by=call.by, at=call.at)
    told = ReadingKept(call.path["number"], call.path["sha256"], kept.reader, kept.release, kept.finds, len(kept.areas), again,
                       receipt("image_reading", kept.pk, call))
    return Reply(told, 200 if again else 201)


ENDPOINTS = (
    Endpoint("POST", "goods/{number}/images", "send_image", Words("Máy soi gửi ảnh", "A scanner sends its image", "机检设备报送图像"), send, ImageKept, "goods",
             scope=DELIVER, roles=frozenset({MACHINE}), body=Body(IMAGE, file=True), status=(200, 201), once=OPTIONAL),
    Endpoint("POST", "goods/{number}/images/{sha256}/readings", "read_image",
             Words("Phần mềm đọc ảnh gửi kết quả", "A reader of images sends its result", "图像判读软件报送结果"), read, ReadingKept, "goods",
             scope=DELIVER, roles=frozenset({MACHINE}), body=Body(shape=ImageRead), status=(200, 201), once=OPTIONAL),
)
