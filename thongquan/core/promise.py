"""Which clock runs for a goods declaration now, until when, and whose turn it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from thongquan.core.words import Words

CUSTOMS, YOU, BANK, AGENCY, SYSTEM, NOBODY = "customs", "you", "bank", "agency", "system", "nobody"
TURNS: dict[str, Words] = {
    CUSTOMS: Words("Đến lượt hải quan", "Customs' turn", "轮到海关"),
    YOU: Words("Đến lượt bạn", "Your turn", "轮到您"),
    BANK: Words("Đến lượt ngân hàng", "The bank's turn", "轮到银行"),
    AGENCY: Words("Đến lượt cơ quan chuyên ngành", "The ministry's turn", "轮到主管部门"),
    SYSTEM: Words("Hệ thống đang xử lý", "The system is at work", "系统处理中"),
    NOBODY: Words("Không còn ai phải làm gì", "Nobody owes anything", "已无待办"),
}
CLOCKS: dict[str, Words] = {
    "channel": Words("Phân luồng", "Choosing the channel", "分配通道"),
    "dossier": Words("Kiểm tra hồ sơ", "Check of the dossier", "单证审核"),
    "answer": Words("Trả lời yêu cầu bổ sung", "Answer to the request", "答复补充要求"),
    "bring": Words("Đưa hàng đến nơi kiểm tra", "Bring the goods to the inspection", "将货物送至查验地点"),
    "slot": Words("Chờ đến giờ hẹn kiểm tra", "Waiting for the appointment", "等待预约查验时间"),
    "inspection": Words("Kiểm tra thực tế", "Inspection of the goods", "实货查验"),
    "sign": Words("Lãnh đạo ký lần hai", "Second signature of a leader", "负责人复签"),
    "tax": Words("Nộp thuế", "Payment of the tax", "缴纳税款"),
    "bank": Words("Ngân hàng chuyển tiền", "Transfer by the bank", "银行划款"),
    "licence": Words("Chờ kết quả của cơ quan chuyên ngành", "Waiting for a ministry's answer", "等待主管部门结果"),
    "hold": Words("Tạm giữ hàng", "The goods are held", "货物暂扣"),
    "storage": Words("Bảo quản chờ làm tiếp", "In storage until taken up again", "存放待续办"),
    "clearing": Words("Ra quyết định thông quan", "Decision on clearance", "作出通关决定"),
    "leave": Words("Đưa hàng qua khu vực giám sát", "Take the goods through the gate", "货物驶离监管区"),
    "done": Words("Đã xong", "Done", "已办结"),
}
#: what the platform itself promises: channel, transfer and clearance take no person
MACHINE = timedelta(minutes=1)
TRANSFER = timedelta(minutes=2)


@dataclass(frozen=True)
class Standing:
    """A declaration as the clocks see it; every moment is None while it has not come.

    `dossier_due` and `inspection_due` are reckoned in the working hours of the unit; they are None while that clock stands.
    """

    state: str
    registered_at: datetime | None = None
    decided_at: datetime | None = None
    paid_at: datetime | None = None
    held_until: datetime | None = None
    held: bool = False
    dossier_due: datetime | None = None
    asked_due: datetime | None = None
    slot_at: datetime | None = None
    presented_at: datetime | None = None
    inspection_due: datetime | None = None
    tax_due: datetime | None = None
    sent_at: datetime | None = None
    unsigned: bool = False
    waits_agency: bool = False
    agency_due: datetime | None = None


@dataclass(frozen=True)
class Promise:
    """The clock that runs: which, whose turn, until when (None when nothing is promised), since when it is known to be late."""

    clock: str
    turn: str
    until: datetime | None = None
    late: bool = False
    pays: bool = False

    @property
    def words(self) -> Words:
        return CLOCKS[self.clock]

    @property
    def whose(self) -> Words:
        return TURNS[self.turn]

    @property
    def given(self) -> datetime | None:
        """Until when others promise something; nothing while the declarant owes, whose own deadlines are no promise."""
        return None if self.turn in (YOU, NOBODY) else self.until

    def left(self, at: datetime) -> timedelta | None:
        """Time to go, negative when late; None when nothing is promised."""
        return None if self.until is None else self.until - at


def promise(of: Standing, at: datetime) -> Promise:
    """The one clock that runs now. A hold goes before everything, then what the state waits for."""
    found = _hold(of) or _BY_STATE.get(of.state, _done)(of)
    return Promise(found.clock, found.turn, found.until, found.until is not None and found.until < at, of.tax_due is not None and of.sent_at is None)


def _hold(of: Standing) -> Promise | None:
    return Promise("hold", CUSTOMS, of.held_until) if of.held else None


def _registered(of: Standing) -> Promise:
    if of.waits_agency:
        return Promise("licence", AGENCY, of.agency_due)
    return Promise("channel", SYSTEM, of.registered_at + MACHINE if of.registered_at else None)


def _checking(of: Standing) -> Promise:
    return Promise("licence", AGENCY, of.agency_due) if of.waits_agency and of.dossier_due is None else Promise("dossier", CUSTOMS, of.dossier_due)


def _ordered(of: Standing) -> Promise:
    return Promise("bring", YOU, of.slot_at) if of.presented_at is None else Promise("inspection", CUSTOMS, of.inspection_due)


def _decided(of: Standing) -> Promise:
    if of.unsigned:
        return Promise("sign", CUSTOMS)
    if of.waits_agency:
        return Promise("licence", AGENCY, of.agency_due)
    since = of.paid_at or of.decided_at or of.registered_at
    return _owing(of) or Promise("clearing", SYSTEM, since + MACHINE if since else None)


def _owing(of: Standing) -> Promise | None:
    if of.sent_at is not None:
        return Promise("bank", BANK, of.sent_at + TRANSFER)
    return Promise("tax", YOU, of.tax_due) if of.tax_due is not None else None


def _free(of: Standing) -> Promise:
    return _owing(of) or Promise("leave", YOU)


def _done(of: Standing) -> Promise:
    return _owing(of) or Promise("done", NOBODY)


_BY_STATE: dict[str, Callable[[Standing], Promise]] = {
    "registered": _registered,
    "checking": _checking,
    "asked": lambda of: Promise("answer", YOU, of.asked_due),
    "ordered": _ordered,
    "inspecting": lambda of: Promise("inspection", CUSTOMS, of.inspection_due),
    "decided": _decided,
    "storage": lambda of: Promise("storage", CUSTOMS),
    "released": _free,
    "cleared": _free,
    "returned": lambda of: Promise("done", NOBODY),
    "cancelled": lambda of: Promise("done", NOBODY),
}
