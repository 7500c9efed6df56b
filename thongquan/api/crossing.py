"""Vehicle declarations for machines: declare, list, look at one, papers and passes."""

from __future__ import annotations

from typing import Any

from thongquan.actions import dice
from thongquan.actions.crossing.clock import confirm_violation
from thongquan.actions.crossing.intake import take
from thongquan.actions.crossing.look import looked_at
from thongquan.actions.document import attach, upload
from thongquan.api import bodies
from thongquan.api.call import Call, Reply
from thongquan.api.endpoint import OPTIONAL, REQUIRED, Body, Endpoint
from thongquan.api.shapes import Acted, Decided, Declaration, Documents, Movement, Passes, Receipt, SummaryPage
from thongquan.api.showing import acted, breach_of, declaration_of, documents_of, movement_of, passes_of, receipt, summary_of
from thongquan.core.actor import DECLARING
from thongquan.core.digits import natural
from thongquan.core.flows.vehicle import DESK
from thongquan.core.refused import Conflict, Finding, RulesBroken
from thongquan.core.words import Words
from thongquan.queries.crossing.machines import MOST, by_number, declarant_named, registered

READ, WRITE = "declarations:read", "declarations:write"
USUAL = 50


def declare(call: Call) -> Reply:
    """Register a declaration: rules, number and lane at once."""
    party, agent = declarant_named(call.query.get("declarant", ""), call.by, call.known.own if call.known else frozenset())
    taken = take(call.raw, declarant_id=party, by=call.by, at=call.at, die=dice.thrown(),
                 mode=call.query.get("mode", "road"), agent_id=agent)
    given = Receipt(taken.receipt.event, taken.receipt.leaf) if taken.receipt else None
    shown = acted(taken.declaration, call, taken.warnings, again=taken.again, given=given)
    return Reply(shown, 200 if taken.again else 201, {"Location": f"/api/v1/declarations/{taken.declaration.number}"})


def listed(call: Call) -> Reply:
    """Declarations within reach, newest first."""
    asked = dict(call.query)
    before = page_after(asked.pop("after", ""))
    limit = between(asked.pop("limit", USUAL), "/limit", 1, MOST)
    rows = registered(before=before, limit=limit, **asked)
    return Reply({"items": [summary_of(row) for row in rows], "next": str(rows[-1].pk) if len(rows) == limit else None})


def between(number: int, pointer: str, least: int, most: int) -> int:
    """The number, when it lies between the two."""
    if not least <= number <= most:
        raise RulesBroken([Finding("FRM-03", pointer, {"example": str(most)})])
    return number


def party_of(call: Call) -> int:
    """For whom the call is made: the party named, else the key's own."""
    return declarant_named(call.query.get("declarant", ""), call.by, call.known.own if call.known else frozenset())[0]


def page_after(cursor: str) -> int | None:
    """Where the page before ended; None on the first page."""
    place = natural(cursor)
    if cursor and place is None:
        raise RulesBroken([Finding("FRM-03", "/after", {"example": "1204"})])
    return place


def one(call: Call) -> Reply:
    """One declaration; an officer's look at it is kept."""
    row = by_number(call.path["number"])
    looked_at(row, by=call.by, at=call.at)
    return Reply(declaration_of(row, call))


def movement(call: Call) -> Reply:
    """The same movement in the style of port operators' systems."""
    return Reply(movement_of(by_number(call.path["number"]), call.language))


def passes(call: Call) -> Reply:
    """The passes of a movement."""
    row = by_number(call.path["number"])
    return Reply(Passes(row.number or "", passes_of(row, call)))


def documents(call: Call) -> Reply:
    """The papers of a declaration."""
    row = by_number(call.path["number"])
    return Reply(Documents(row.number or "", documents_of(row)))


def add_document(call: Call) -> Reply:
    """Upload a paper and let it support the declaration; the same file twice is one paper."""
    row = by_number(call.path["number"])
    known: dict[str, Any] = dict(call.values)
    kept = upload(row.declarant_id, known.pop("kind"), known.pop("content"), known.pop("name"), **known, by=call.by, at=call.at)
    if not any(paper.id == kept.pk for paper in documents_of(row)):
        attach(row.pk, kept.pk, by=call.by, at=call.at)
    return Reply(Documents(row.number or "", documents_of(row)), 201)


def decide_violation(call: Call) -> Reply:
    """Confirm the drafted violation under its record number, or drop it with a reason."""
    row = by_number(call.path["number"])
    draft = row.violations.filter(state="draft").order_by("id").first()
    if draft is None:
        raise Conflict("GEN-409")
    breach = confirm_violation(draft.pk, **call.values, by=call.by, at=call.at)
    return Reply(Decided(**breach_of(breach), number=row.number or "", decision_reason=breach.decision_reason,
                         receipt=receipt("violation", breach.pk, call)))


ENDPOINTS = (
    Endpoint("POST", "declarations", "declare", Words("Khai một phương tiện", "Declare a vehicle", "申报车辆"), declare, Acted, "declarations",
             scope=WRITE, roles=DECLARING, body=Body(trip="whole"), query=bodies.DECLARE_QUERY, status=(201, 200), once=REQUIRED),
    Endpoint("GET", "declarations", "list_declarations", Words("Danh sách tờ khai", "List declarations", "申报单列表"), listed, SummaryPage,
             "declarations", scope=READ, query=bodies.LIST_QUERY),
    Endpoint("GET", "declarations/{number}", "get_declaration", Words("Xem một tờ khai", "Look at a declaration", "查看申报单"), one,
             Declaration, "declarations", scope=READ),
    Endpoint("GET", "movements/{number}", "get_movement",
             Words("Xem lượt qua theo kiểu hệ thống cảng", "A movement in the style of port systems", "以港口系统格式查看行程"), movement, Movement,
             "declarations", scope=READ),
    Endpoint("GET", "declarations/{number}/passes", "get_passes", Words("Thẻ qua cửa", "Passes", "通行证"), passes, Passes, "declarations", scope=READ),
    Endpoint("GET", "declarations/{number}/documents", "get_documents", Words("Giấy tờ kèm theo", "Supporting documents", "随附单证"), documents,
             Documents, "declarations", scope=READ),
    Endpoint("POST", "declarations/{number}/documents", "add_document", Words("Nộp một giấy tờ", "Add a document", "提交单证"), add_document,
             Documents, "declarations", scope=WRITE, body=Body(bodies.DOCUMENT, file=True), status=(201,), once=REQUIRED),
    Endpoint("POST", "declarations/{number}/decide-violation", "decide_violation", Words("Quyết định về vi phạm", "Decide the violation", "处理违规"),
             decide_violation, Decided, "declarations", scope=WRITE, roles=DESK, body=Body(bodies.VIOLATION), once=OPTIONAL),
)
