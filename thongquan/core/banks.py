"""The banks of the payment rail, and what is said to them and by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from thongquan.core.words import Words

#: invented banks, in the order in which they are offered
BANKS: dict[str, Words] = {
    "VTB": Words("Ngân hàng Việt Trung Biên (VTB)", "Viet Trung Bien Bank (VTB)", "越中边银行（VTB）"),
    "BDV": Words("Ngân hàng Biên Dịch (BDV)", "Bien Dich Bank (BDV)", "边易银行（BDV）"),
}
HELD, PAID, REFUSED, UNKNOWN = "held", "paid", "refused", "unknown"


@dataclass(frozen=True)
class Transfer:
    """What a bank is asked to pay into the State budget: our own id (the same id is the same transfer), for which notice, how much."""

    id: str
    order: str
    declaration: str
    amount: int

    def plain(self) -> dict[str, Any]:
        return {"id": self.id, "order": self.order, "declaration": self.declaration, "amount": self.amount}


@dataclass(frozen=True)
class Answer:
    """What a bank says of one transfer: held (money set aside), paid with its reference, refused and why, or unknown to it."""

    id: str
    state: str
    reference: str = ""
    amount: int = 0
    reason: str = ""

    def plain(self) -> dict[str, Any]:
        return {"id": self.id, "state": self.state, "reference": self.reference, "amount": self.amount, "reason": self.reason}
