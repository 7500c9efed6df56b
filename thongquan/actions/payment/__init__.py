"""Acts on money: tax notices, transfers, guarantees, refunds."""

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

__all__ = ["BANKS", "MOST_TRIES", "failed", "give_back", "lend", "order", "paid", "pay", "unclear", "withdraw_order"]
