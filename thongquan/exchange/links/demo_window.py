"""The demo's single window: a stand-in in this process with invented documents."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from thongquan.catalog.demo_goods import TRADERS
from thongquan.catalog.ministries import WINDOW
from thongquan.core.licence_message import Granted, GrantedLine, WindowMessage
from thongquan.core.rule import local_day
from thongquan.exchange.links.single_window import Window
from thongquan.exchange.links.stand_in_window import StandIn

#: agency, kind, number, trader, direction, HS beginning, words, quantity, unit
ISSUED = (
    ("BVTV", "KDTV", "KDTV-0412", 0, "export", "0810", "Sầu riêng, thanh long tươi", 120_000, "KGM"),
    ("BVTV", "KDTV", "KDTV-0413", 6, "export", "08", "Quả tươi các loại", 90_000, "KGM"),
    ("BVTV", "KDTV", "KDTV-0427", 2, "import", "0703", "Tỏi củ khô", 60_000, "KGM"),
    ("TY", "KDTS", "KDTS-0118", 8, "export", "0306", "Tôm thẻ chân trắng đông lạnh", 150_000, "KGM"),
    ("LN", "CITE", "CITES-0077", 13, "export", "4407", "Gỗ keo xẻ", 400, "MTQ"),
    ("TDC", "KTCL", "KTCL-2206", 10, "import", "9503", "Đồ chơi lắp ráp bằng nhựa", 30_000, "PCE"),
    ("TDC", "KTCL", "KTCL-2231", 18, "import", "8544", "Cáp điện hạ thế", 40_000, "KGM"),
)


def serving(at: datetime) -> Window:
    """A stand-in that serves within this process until it ends, and the way to it."""
    there = StandIn(key=Ed25519PrivateKey.generate()).start()
    for message in issued(at):
        there.publish(message)
    return Window(there.url, keys=(there.public,))


def issued(at: datetime) -> list[WindowMessage]:
    """The documents, always under the same ids and at their first version: taken once, however often it starts."""
    day = local_day(at)
    return [
        WindowMessage(f"demo-{number}", WINDOW, agency, 1, at, Granted(
            kind, number, TRADERS[trader].tax_id, TRADERS[trader].name, direction, day, day.replace(year=day.year + 1, day=1),
            lines=(GrantedLine(1, hs, words, Decimal(quantity), unit),)))
        for agency, kind, number, trader, direction, hs, words, quantity, unit in ISSUED
    ]
