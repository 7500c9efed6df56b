"""Invented scanner images of the demo, and what two invented readers say of them."""

from __future__ import annotations

import random
import struct
import zlib
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from thongquan.actions.inspection import take_image, take_reading
from thongquan.actions.inspection.images import MACHINE
from thongquan.core.actor import Actor, system
from thongquan.core.images import SHOWN, Area, Mark
from thongquan.models import InspectionOrder
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope

#: name, version, how often it marks what is wrong and what is not, and the share of the images it is given
READERS = (("NhìnRõ", "2.4", 0.85, 0.15, 1.0), ("Tia Sáng", "1.1", 0.6, 0.3, 0.5))
WIDE, HIGH = 720, 300
#: where the odd thing lies: left, top, width, height, in points
ODD = (322, 94, 131, 80)
WAVES = 4


def scanned(pk: int, wrong: str, at: datetime) -> None:
    """The scanner of the place sends its image of a declaration's goods, once, and the readers what they see; `wrong` is what will be found."""
    with scope(system(all_units())):
        waiting = InspectionOrder.objects.filter(declaration_id=pk, state="ordered", site__scanner=True).exclude(evidence__kind="scan")
        row = waiting.select_related("site").first()
    if row is None or row.site is None:
        return
    dice = random.Random(row.pk)
    by = Actor(None, "Máy soi", frozenset({MACHINE}), (row.site.office_id,))
    with scope(by):
        image, _again = take_image(row.pk, content=picture(wrong in SHOWN, row.pk % WAVES), sent_id=UUID(int=dice.getrandbits(128)), taken_at=at, by=by, at=at)
        for reader, version, hit, false, share in READERS:
            if dice.random() >= share:
                continue
            finds = dice.random() < (hit if wrong in SHOWN else false)
            take_reading(row.pk, image.sha256, reader=reader, version=version, finds=finds, areas=areas(dice, wrong) if finds else (), by=by,
                         at=at + timedelta(seconds=20))


def areas(dice: random.Random, wrong: str) -> tuple[Area, ...]:
    """Where the odd thing lies, roughly; or something that only looks odd."""
    left, top, width, height = ODD
    if wrong in SHOWN:
        kind = {"undeclared": Mark.HIDDEN, "prohibited": Mark.TOBACCO}.get(wrong, Mark.UNLIKE)
        return (Area((left - 6) / WIDE, (top - 6) / HIGH, (width + 12) / WIDE, (height + 12) / HIGH, kind, 0.7 + 0.25 * dice.random()),)
    return (Area(0.1 + 0.5 * dice.random(), 0.2 + 0.2 * dice.random(), 0.12, 0.2, Mark.UNLIKE, 0.4 + 0.25 * dice.random()),)


@lru_cache(maxsize=2 * WAVES)
def picture(odd: bool, seed: int) -> bytes:
    """A lorry as a scanner might show it, as PNG; `odd` puts something denser among its load."""
    dice = random.Random(seed)
    rows = [bytearray([232]) * WIDE for _ in range(HIGH)]

    def block(left: int, top: int, width: int, height: int, shade: int) -> None:
        for row in rows[top:top + height]:
            row[left:left + width] = bytes([shade]) * width

    block(40, 40, 560, 190, 130)
    block(46, 46, 548, 178, 214)
    for column in range(12):
        for layer in range(4):
            block(52 + 45 * column, 52 + 42 * layer, 41, 38, 150 + dice.randrange(24))
    block(616, 92, 76, 138, 172)
    for wheel in (80, 140, 200, 470, 530, 640):
        block(wheel, 236, 44, 36, 70)
    if odd:
        block(*ODD, 84)
    grain = b"".join(b"\0" + bytes(shade + (noise & 3) for shade, noise in zip(row, dice.randbytes(WIDE), strict=True)) for row in rows)
    head = struct.pack(">IIBBBBB", WIDE, HIGH, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in ((b"IHDR", head), (b"IDAT", zlib.compress(grain)), (b"IEND", b"")))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
