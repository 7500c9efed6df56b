"""The shapes of what machines get back about goods declarations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from msgspec import Struct

from thongquan.api.shapes import Found, Receipt


class GoodsDraft(Struct):
    """A draft: its id, how many lines it has, what could not be read of it."""

    id: int
    direction: str
    kind: str
    state: str
    lines: int
    status_version: int
    remarks: list[Found]


class GoodsNeed(Struct):
    """A document the declaration needs; `blocks`: nothing is registered without it; `lines` ask for it (none: all)."""

    kind: str
    says: str
    why: str
    citation: str
    missing: bool
    blocks: bool
    lines: list[int]


class GoodsChecked(Struct):
    """A declaration as registration would see it now; `duty` holds one statement for each linked part."""

    ready: bool
    findings: list[Found]
    parts: int
    lines: int
    customs_value: int
    tax: int
    duty: list[dict[str, Any]]
    documents: list[GoodsNeed]


class GoodsSummary(Struct):
    """A registered declaration as a line of a list."""

    number: str
    own_reference: str
    direction: str
    kind: str
    state: str
    channel: str | None
    office: str | None
    gate: str | None
    lines: int
    part: int
    of: int
    customs_value: int
    tax: int
    registered_at: datetime | None
    promised_at: datetime | None
    cleared_at: datetime | None
    held: bool
    status_version: int


class GoodsPage(Struct):
    """A page of declarations, newest first; `next` is the cursor of the following page."""

    items: list[GoodsSummary]
    next: str | None


class GoodsRegistered(Struct):
    """What was registered: one declaration, or the linked parts of a long one, with the remarks of the law."""

    declarations: list[GoodsSummary]
    warnings: list[Found]
    receipts: list[Receipt]


class GoodsActed(Struct):
    """A declaration after an act of its declarant."""

    number: str
    state: str
    state_says: str
    channel: str | None
    status_version: int
    receipt: Receipt | None


class GoodsPoint(Struct):
    """One point that Customs asks about: field (JSON pointer), rule, what is needed."""

    field: str
    rule: str
    need: str


class GoodsAsked(Struct):
    """A request on the declaration: a question, an amendment, a cancellation; who asks is not told."""

    kind: str
    state: str
    round: int
    points: list[GoodsPoint]
    answers: list[str]
    reason: str
    asked_at: datetime
    due_at: datetime | None


class GoodsOwed(Struct):
    """A tax notice: its number, what it asks, what is paid, by when."""

    number: str
    amount: int
    paid: int
    state: str
    due_at: datetime


class GoodsPaid(Struct):
    """A transfer by one bank: `sent` or `unclear` on its way, `paid` with its receipt, `failed` with why."""

    order: str
    bank: str
    amount: int
    state: str
    asked_at: datetime
    settled_at: datetime | None
    receipt_number: str
    error: str


class GoodsPaying(GoodsPaid):
    """A transfer that was asked for, and the declaration it pays for."""

    number: str
    receipt: Receipt | None


class GuaranteeShown(Struct):
    """A bank's letter: it counts while `accepted` and valid; `left` is what no declaration holds of it, in đồng."""

    id: int
    kind: str
    for_number: str
    bank: str
    number: str
    limit: int
    used: int
    left: int
    valid_from: date
    valid_until: date
    state: str
    reason: str


class Guarantees(Struct):
    """The letters of the declarant."""

    items: list[GuaranteeShown]


class GuaranteeActed(GuaranteeShown):
    """A letter after an act."""

    receipt: Receipt | None


class GoodsLent(Struct):
    """The guarantee that stands for the tax of a declaration now."""

    number: str
    state: str
    state_says: str
    amount: int
    guarantee: GuaranteeShown
    receipt: Receipt | None


class Appointment(Struct):
    """When and where the goods are looked at; `slots` are the free beginnings while it may still be moved."""

    number: str
    state: str
    site: str | None
    site_name: str
    slot_at: datetime | None
    bay: int | None
    moves_left: int
    slots: list[datetime]
    receipt: Receipt | None = None


class GoodsPaper(Struct):
    """A document of the dossier."""

    kind: str
    number: str
    day: date | None
    how: str


class GoodsShown(GoodsSummary):
    """A declaration with its form, its duty, what Customs asks and what is owed."""

    state_says: str
    linked: list[str]
    requests: list[GoodsAsked]
    orders: list[GoodsOwed]
    payments: list[GoodsPaid]
    documents: list[GoodsPaper]
    statement: dict[str, Any]
    form: dict[str, Any]
    signed_sha256: str | None
