"""Goods declarations for machines: draft, check, register, list, answer, amend, cancel."""

from __future__ import annotations

from typing import Any

from thongquan.actions import assignment, dice
from thongquan.actions.declaration import ask, change, draft, sign
from thongquan.actions.declaration.register import Registered
from thongquan.api import bodies
from thongquan.api.call import Call, Reply
from thongquan.api.crossing import READ, USUAL, WRITE, between, page_after
from thongquan.api.endpoint import OPTIONAL, REQUIRED, Body, Endpoint
from thongquan.api.goods_shapes import (
    GoodsActed,
    GoodsAsked,
    GoodsChecked,
    GoodsDraft,
    GoodsNeed,
    GoodsOwed,
    GoodsPage,
    GoodsPaid,
    GoodsPaper,
    GoodsPoint,
    GoodsRegistered,
    GoodsShown,
    GoodsSummary,
)
from thongquan.api.problem import founds
from thongquan.api.shapes import Receipt
from thongquan.api.showing import receipt
from thongquan.catalog.goods_reasons import CANCEL_GOODS_REASONS
from thongquan.core.actor import DECLARING
from thongquan.core.flows.goods import STATES
from thongquan.core.form import Choice, Field, Form
from thongquan.core.forms import GOODS_FORMS
from thongquan.core.goods import CHANNELS, DIRECTIONS
from thongquan.core.reading import JSON
from thongquan.core.refused import NotFound
from thongquan.core.words import Words
from thongquan.models import GoodsDeclaration, Payment
from thongquan.queries.crossing.machines import declarant_named
from thongquan.queries.declaration.lists import parts_of
from thongquan.queries.declaration.machines import MOST, by_number, draft_of, registered
from thongquan.queries.declaration.preview import Preview, preview
from thongquan.queries.report.follow import APART

#: a driver declares vehicles, never goods
DECLARES = DECLARING - {"driver"}
WAYS = {"import": ("Nhập khẩu", "Import", "进口"), "export": ("Xuất khẩu", "Export", "出口"), "transit": ("Quá cảnh", "Transit", "过境")}
DIRECTION = Field("direction", "choice", Words("Chiều", "Direction", "方向"), choices=tuple(Choice(code, Words(*WAYS[code])) for code in DIRECTIONS))
LANES = {"green": ("Xanh", "Green", "绿"), "yellow": ("Vàng", "Yellow", "黄"), "red": ("Đỏ", "Red", "红")}
DRAFT_QUERY = Form("goods_draft_query", (DIRECTION, bodies.DECLARANT))
LIST_QUERY = Form("goods_query", (
    bodies.text("after", "Con trỏ trang trước", "Cursor of the page before", "上一页游标", longest=40, lines=False),
    Field("state", "choice", Words("Tình trạng", "State", "状态"), choices=tuple(Choice(code, words) for code, words in STATES.items() if code != "draft")),
    DIRECTION, Field("channel", "choice", Words("Luồng", "Channel", "通道"), choices=tuple(Choice(code, Words(*LANES[code])) for code in CHANNELS)),
    bodies.text("kind", "Mã loại hình", "Declaration type", "贸易方式代码", longest=3, lines=False, code=True),
    bodies.text("own_reference", "Số quản lý nội bộ", "Own reference", "企业内部编号", longest=20, lines=False), bodies.SINCE, bodies.BEFORE, bodies.LIMIT))
ANSWERS = Field("answers", "rows", Words("Câu trả lời theo thứ tự các điểm", "Answers in the order of the points", "按事项顺序的答复"),
                rows=Form("goods_answer_row", (bodies.ANSWER,)), most_rows=20, required=True)
CANCEL = Field("reason_code", "choice", Words("Mã lý do hủy", "Coded reason", "撤销理由代码"), required=True,
               choices=tuple(Choice(code, words) for code, words in CANCEL_GOODS_REASONS.items()))


# ---- before registration ---------------------------------------------------------------------------------


def make_draft(call: Call) -> Reply:
    """Begin a draft; unfinished answers are welcome."""
    row = drafted(call)
    return Reply(draft_shown(row, call), 201, {"Location": f"/api/v1/goods/drafts/{row.pk}"})


def drafted(call: Call) -> GoodsDeclaration:
    """The answers of the call in a draft of the party it names."""
    return draft.draft(call.raw, by=call.by, at=call.at, **of_whom(call))


def of_whom(call: Call) -> dict[str, Any]:
    """Whose goods the call declares, which way they move, and through which agent."""
    party, agent = declarant_named(call.query.get("declarant", ""), call.by, call.known.own if call.known else frozenset())
    return {"declarant_id": party, "agent_id": agent, "direction": call.query.get("direction", "import"), "source": "api"}


def draft_shown(row: GoodsDeclaration, call: Call, raw: Any = None) -> GoodsDraft:
    """The draft, with what of this call could not be read or belongs to no field."""
    remarks = GOODS_FORMS[row.direction].read(call.raw if raw is None else raw, language=JSON, draft=True)[1]
    return GoodsDraft(row.pk, row.direction, row.kind, row.state, row.line_count, row.version, founds(remarks, call.language))


def change_draft(call: Call) -> Reply:
    """Replace the answers that are sent; the others stay."""
    row = draft.save_draft(draft_of(call.path["draft"], call.by).pk, call.values["changes"], by=call.by, at=call.at)
    return Reply(draft_shown(row, call, call.values["changes"]))


def drop_draft(call: Call) -> Reply:
    """Throw a draft away."""
    row = draft_of(call.path["draft"], call.by)
    shown = draft_shown(row, call, {})
    draft.discard(row.pk, by=call.by, at=call.at)
    return Reply(shown)


def check_draft(call: Call) -> Reply:
    """Look at a draft as registration would: form, rules, duty, documents, parts; nothing is written."""
    row = draft_of(call.path["draft"], call.by)
    if row.state != "draft":
        raise NotFound("GEN-404")
    return Reply(checked(preview(row, call.at), call))


def checked(seen: Preview, call: Call) -> GoodsChecked:
    """A preview as it travels."""
    needs = [GoodsNeed(need.kind, need.words.say(call.language), need.why.say(call.language), need.cites.text, need.kind in seen.missing, need.blocks,
                       list(need.lines)) for need in seen.needs]
    return GoodsChecked(not seen.blocking, founds(seen.findings, call.language), seen.parts, seen.totals.lines, int(seen.customs_value), int(seen.total),
                        [each.plain() for each in seen.statements], needs)


def register_draft(call: Call) -> Reply:
    """Sign a draft by this key and register it: rules, number, duty, channel at once; long ones become linked parts."""
    row = draft_of(call.path["draft"], call.by)
    return numbered(sign.sign_and_register(row.pk, method="api_key", by=call.by, at=call.at, die=dice.thrown()), call)


def declare(call: Call) -> Reply:
    """Declare goods in one call: the answers are signed by this key and registered, or nothing is kept."""
    made = sign.declare(call.raw, method="api_key", by=call.by, at=call.at, die=dice.thrown(), **of_whom(call))
    return numbered(made, call)


def numbered(made: tuple[Registered, ...], call: Call) -> Reply:
    """The numbers at once, with warnings and receipts."""
    warnings = founds([warning for each in made for warning in each.warnings], call.language)
    shown = GoodsRegistered([summary_of(each.declaration) for each in made], warnings, [Receipt(each.receipt.event, each.receipt.leaf) for each in made])
    return Reply(shown, 201, {"Location": f"/api/v1/goods/{made[0].declaration.number}"})


# ---- afterwards ------------------------------------------------------------------------------------------


def listed(call: Call) -> Reply:
    """Goods declarations within reach, newest first."""
    asked = dict(call.query)
    before = page_after(asked.pop("after", ""))
    limit = between(asked.pop("limit", USUAL), "/limit", 1, MOST)
    rows = registered(before=before, limit=limit, **asked)
    return Reply(GoodsPage([summary_of(row) for row in rows], str(rows[-1].pk) if len(rows) == limit else None))


def one(call: Call) -> Reply:
    """One goods declaration with its form, duty, questions and tax notices."""
    return Reply(shown_of(by_number(call.path["number"]), call))


def summary_of(row: GoodsDeclaration) -> GoodsSummary:
    """A line of a list."""
    return GoodsSummary(**summed(row))


def summed(row: GoodsDeclaration) -> dict[str, Any]:
    """What every view of a declaration tells."""
    return {
        "number": row.number or "", "own_reference": row.own_reference, "direction": row.direction, "kind": row.kind, "state": row.state,
        "channel": row.channel or None, "office": row.office.code if row.office else None, "gate": row.gate.code if row.gate else None,
        "lines": row.line_count, "part": row.split_part, "of": row.split_of, "customs_value": row.customs_value, "tax": row.tax_total,
        "registered_at": row.registered_at, "promised_at": row.promised_at, "cleared_at": row.cleared_at, "held": row.held_at is not None,
        "status_version": row.version,
    }


def shown_of(row: GoodsDeclaration, call: Call) -> GoodsShown:
    """The whole declaration as its declarant may read it."""
    requests = [
        GoodsAsked(r.kind, r.state, r.round, [GoodsPoint(str(p.get("field", "")), str(p.get("rule", "")), str(p.get("need", ""))) for p in r.points],
                   [str(text) for text in r.answers], r.decision_reason or r.reason, r.asked_at, r.due_at)
        for r in row.requests.exclude(kind__in=APART).order_by("id")]
    orders = [GoodsOwed(o.number, o.amount, o.paid, o.state, o.due_at) for o in row.orders.order_by("id")]
    papers = [GoodsPaper(p.kind, p.number, p.day, p.how) for p in row.papers.order_by("id")]
    linked = [part.number for part in parts_of(row) if part.number] if row.split_of > 1 else []
    return GoodsShown(**summed(row), state_says=STATES[row.state].say(call.language), linked=linked, requests=requests, orders=orders, documents=papers,
                      payments=[GoodsPaid(**transfer_of(one)) for one in row.payments.select_related("order").order_by("id")],
                      statement=row.statement, form=row.body, signed_sha256=row.signature.get("sha256"))


def transfer_of(row: Payment) -> dict[str, Any]:
    """A transfer as its declarant reads it."""
    return {"order": row.order.number, "bank": row.bank, "amount": row.amount, "state": row.state, "asked_at": row.asked_at, "settled_at": row.settled_at,
            "receipt_number": row.receipt, "error": row.error}


def acted(row: GoodsDeclaration, call: Call) -> GoodsActed:
    """The declaration as the act has left it, with the receipt of what this call wrote."""
    row.refresh_from_db()
    return GoodsActed(row.number or "", row.state, STATES[row.state].say(call.language), row.channel or None, row.version,
                      receipt("goods", row.pk, call))


def give_answer(call: Call) -> Reply:
    """Answer every point of the open question, with corrections of fields where they are needed."""
    row = by_number(call.path["number"])
    ask.answer(row.pk, [given["answer"] for given in call.values["answers"]], changes=call.values.get("changes"), by=call.by, at=call.at)
    return Reply(acted(row, call))


def amend(call: Call) -> Reply:
    """Ask to change a registered declaration; what the law leaves free is done at once."""
    row = by_number(call.path["number"])
    change.amend(row.pk, call.values["changes"], reason=call.values["reason"], by=call.by, at=call.at)
    return Reply(acted(row, call))


def cancel(call: Call) -> Reply:
    """Ask Customs to cancel a declaration."""
    row = by_number(call.path["number"])
    change.request_cancel(row.pk, reason_code=call.values["reason_code"], reason=call.values.get("reason", ""), by=call.by, at=call.at)
    return Reply(acted(row, call))


def escalate(call: Call) -> Reply:
    """Turn to the head because a promise has run out; nobody is named."""
    row = by_number(call.path["number"])
    assignment.escalate(row.pk, call.values.get("reason", ""), by=call.by, at=call.at)
    return Reply(acted(row, call))


def _row(method: str, path: str, name: str, says: Words, do: Any, answer: Any, **rest: Any) -> Endpoint:
    return Endpoint(method, path, name, says, do, answer, "goods", **{"scope": WRITE, "roles": DECLARES, **rest})


ENDPOINTS = (
    _row("POST", "goods", "declare_goods", Words("Khai, ký và đăng ký hàng hóa", "Declare, sign and register goods", "申报、签署并登记货物"), declare,
         GoodsRegistered, body=Body(trip="whole", goods=True), query=DRAFT_QUERY, status=(201,), once=REQUIRED),
    _row("GET", "goods", "list_goods", Words("Danh sách tờ khai hàng hóa", "List goods declarations", "货物报关单列表"), listed, GoodsPage, scope=READ,
         query=LIST_QUERY),
    _row("POST", "goods/drafts", "draft_goods", Words("Tạo bản nháp", "Begin a draft", "新建草稿"), make_draft, GoodsDraft,
         body=Body(trip="whole", goods=True), query=DRAFT_QUERY, status=(201,), once=REQUIRED),
    _row("PUT", "goods/drafts/{draft}", "change_goods_draft", Words("Sửa bản nháp", "Change a draft", "修改草稿"), change_draft, GoodsDraft,
         body=Body(trip="changes", goods=True), once=OPTIONAL),
    _row("DELETE", "goods/drafts/{draft}", "drop_goods_draft", Words("Xóa bản nháp", "Drop a draft", "删除草稿"), drop_draft, GoodsDraft, once=OPTIONAL),
    _row("POST", "goods/drafts/{draft}/check", "check_goods_draft", Words("Kiểm tra trước khi gửi", "Check before sending", "提交前检查"), check_draft,
         GoodsChecked, once=OPTIONAL),
    _row("POST", "goods/drafts/{draft}/register", "register_goods_draft", Words("Ký và đăng ký bản nháp", "Sign and register a draft", "签署并登记草稿"),
         register_draft, GoodsRegistered, status=(201,), once=REQUIRED),
    _row("GET", "goods/{number}", "get_goods", Words("Xem một tờ khai hàng hóa", "Look at a goods declaration", "查看货物报关单"), one, GoodsShown, scope=READ),
    _row("POST", "goods/{number}/answer", "answer_goods", Words("Trả lời yêu cầu bổ sung", "Answer a question", "答复补充要求"), give_answer, GoodsActed,
         body=Body(Form("goods_answer", (ANSWERS,)), trip="may_change", goods=True), once=OPTIONAL),
    _row("POST", "goods/{number}/amend", "amend_goods", Words("Đề nghị sửa đổi", "Ask to amend", "申请修改"), amend, GoodsActed,
         body=Body(Form("goods_amend", (bodies.WHY,)), trip="changes", goods=True), once=OPTIONAL),
    _row("POST", "goods/{number}/cancel", "cancel_goods", Words("Đề nghị hủy", "Ask to cancel", "申请撤销"), cancel, GoodsActed,
         body=Body(Form("goods_cancel", (CANCEL, bodies.REASON))), once=OPTIONAL),
    _row("POST", "goods/{number}/escalate", "escalate_goods", Words("Đề nghị lãnh đạo xem xét khi quá hạn", "Turn to the head when a promise has run out",
         "逾期时请负责人关注"), escalate, GoodsActed, body=Body(Form("goods_escalate", (bodies.REASON,))), once=OPTIONAL),
)
