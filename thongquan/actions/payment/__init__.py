"""Acts on money: tax notices, transfers, guarantees, refunds."""

from thongquan.actions.payment.guarantees import accept, expire, file, refuse, release, withdraw
from thongquan.actions.payment.orders import (
    BANKS,
    MOST_TRIES,
    failed,
    give_back,
    lend,
    order,
    paid,
    pay,
    unclear,
    withdraw_order,
)

__all__ = ["BANKS", "MOST_TRIES", "accept", "expire", "failed", "file", "give_back", "lend", "order", "paid", "pay", "refuse", "release", "unclear",
           "withdraw", "withdraw_order"]
