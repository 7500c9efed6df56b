"""Taxes of goods for machines: ask a bank to pay, let a guarantee stand, file its letter."""

from __future__ import annotations

from typing import Any

from thongquan.actions import payment
from thongquan.actions.document.keeping import upload
from thongquan.api import bodies
from thongquan.api.call import Call, Reply
from thongquan.api.crossing import READ, party_of
from thongquan.api.declaration import DECLARES, transfer_of
from thongquan.api.endpoint import OPTIONAL, REQUIRED, Body, Endpoint
from thongquan.api.goods_shapes import GoodsLent, GoodsPaying, GuaranteeActed, Guarantees, GuaranteeShown
from thongquan.api.showing import receipt
from thongquan.core.banks import BANKS
from thongquan.core.digits import natural
from thongquan.core.flows.goods import STATES
from thongquan.core.form import Choice, Field, Form
from thongquan.core.forms.guarantee import GUARANTEE_FORM
from thongquan.core.refused import Conflict, NotFound
from thongquan.core.words import Words
from thongquan.models import Guarantee
from thongquan.queries.declaration.machines import by_number
from thongquan.queries.payment import letters, open_order

PAY = "payments:write"
BANK = Field("bank", "choice", Words("Ngân hàng", "Bank", "银行"), required=True, choices=tuple(Choice(code, words) for code, words in BANKS.items()))
LETTER = Field("guarantee", "whole", Words("Thư bảo lãnh (id)", "The letter (id)", "保函（id）"), required=True, longest=15)


def pay(call: Call) -> Reply:
    """Ask a bank to pay the open tax notice; asked again while one is on its way, it is the same transfer."""
    row = by_number(call.path["number"])
    owed = open_order(row)
    if owed is None:
        raise Conflict("PAY-02")
    sent = payment.pay(owed.pk, **call.values, by=call.by, at=call.at)
    return Reply(GoodsPaying(**transfer_of(sent), number=row.number or "", receipt=receipt("payment", sent.pk, call)))


def lend(call: Call) -> Reply:
    """Let a guarantee stand for the tax, so that the goods may be released before it is paid."""
    row = by_number(call.path["number"])
    use = payment.lend(row.pk, call.values["guarantee"], by=call.by, at=call.at)
    row.refresh_from_db()
    return Reply(GoodsLent(row.number or "", row.state, STATES[row.state].say(call.language), use.amount, GuaranteeShown(**told(use.guarantee)),
                           receipt("guarantee_use", use.pk, call)))


def told(row: Guarantee) -> dict[str, Any]:
    """A letter as its declarant reads it."""
    same = ("kind", "for_number", "bank", "number", "limit", "used", "valid_from", "valid_until", "state", "reason")
    return {"id": row.pk, "left": row.limit - row.used, **{name: getattr(row, name) for name in same}}


def listed(call: Call) -> Reply:
    """The letters of guarantee of the declarant, those that wait for Customs first."""
    return Reply(Guarantees([GuaranteeShown(**told(row)) for row in letters(parties=(party_of(call),))]))


def file(call: Call) -> Reply:
    """File a bank's letter with its paper; it counts once Customs has accepted it."""
    party, values = party_of(call), dict(call.values)
    paper = upload(party, "guarantee", values.pop("content"), values.pop("name"), number=values["number"], by=call.by, at=call.at)
    return after(payment.file(party, values, document_id=paper.pk, by=call.by, at=call.at), call, 201)


def withdraw(call: Call) -> Reply:
    """Take back a letter that Customs has not decided about."""
    pk = natural(call.path["guarantee"])
    if pk is None:
        raise NotFound("GEN-404")
    return after(payment.withdraw(pk, by=call.by, at=call.at), call)


def after(row: Guarantee, call: Call, status: int = 200) -> Reply:
    """The letter as the act has left it."""
    row.refresh_from_db()
    return Reply(GuaranteeActed(**told(row), receipt=receipt("guarantee", row.pk, call)), status)


def _row(method: str, path: str, name: str, says: Words, do: Any, answer: Any, **rest: Any) -> Endpoint:
    return Endpoint(method, path, name, says, do, answer, "payment", **{"scope": PAY, "roles": DECLARES, **rest})


ENDPOINTS = (
    _row("POST", "goods/{number}/pay", "pay_goods", Words("Nộp thuế qua ngân hàng", "Pay the tax by bank", "通过银行缴税"), pay, GoodsPaying,
         body=Body(Form("goods_pay", (BANK,))), once=REQUIRED),
    _row("POST", "goods/{number}/guarantee", "lend_goods", Words("Dùng bảo lãnh cho tiền thuế", "Let a guarantee stand for the tax", "以担保覆盖税款"), lend,
         GoodsLent, body=Body(Form("goods_lend", (LETTER,))), once=OPTIONAL),
    _row("GET", "guarantees", "list_guarantees", Words("Các thư bảo lãnh", "Letters of guarantee", "保函列表"), listed, Guarantees, scope=READ,
         query=bodies.OF_WHOM),
    _row("POST", "guarantees", "file_guarantee", Words("Nộp thư bảo lãnh", "File a letter of guarantee", "提交保函"), file, GuaranteeActed,
         body=Body(GUARANTEE_FORM, file=True), query=bodies.OF_WHOM, status=(201,), once=REQUIRED),
    _row("DELETE", "guarantees/{guarantee}", "withdraw_guarantee", Words("Rút thư bảo lãnh", "Take a letter back", "撤回保函"), withdraw, GuaranteeActed,
         once=OPTIONAL),
)
