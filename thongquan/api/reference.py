"""What may be read without a key: gates, reasons, rules, procedure, forms, a status."""

from __future__ import annotations

from datetime import date
from typing import Any

from thongquan.api.acts import ACTS, AT_THE_LANE, verb
from thongquan.api.call import Call, Reply
from thongquan.api.endpoint import Endpoint
from thongquan.api.gate_shapes import Gates, GateShown, LaneShown
from thongquan.api.shapes import (
    Procedure,
    ReasonLists,
    ReportTo,
    Rulebook,
    RuleShown,
    Said,
    Status,
    StepShown,
)
from thongquan.api.showing import gate_place
from thongquan.catalog.reasons import LISTS
from thongquan.core import rules
from thongquan.core.clock import ENDS, dated, ends_on, week_on
from thongquan.core.flows.vehicle import STATES, VEHICLE
from thongquan.core.forms import FORMS, GOODS_FORMS
from thongquan.core.refusals import codes, refusal
from thongquan.core.refused import NotFound
from thongquan.core.rule import local_day
from thongquan.core.schema import json_schema
from thongquan.core.words import Words
from thongquan.models import Gate
from thongquan.queries.crossing.public import public_state
from thongquan.queries.place import ended, gates, name_in

#: why one must go somewhere first; an answer to a question is sent, not brought
MUST_REPORT = frozenset({"held", "check", "tick"})


def three(words: Words) -> Said:
    """Words as they travel."""
    return Said(words.vi, words.en, words.zh)


def gate_list(call: Call) -> Reply:
    """Every active gate with its hours, exceptions of the coming days, lanes and agencies."""
    today = local_day(call.at)
    rows = gates().prefetch_related("lanes", "days")
    return Reply(Gates([GateShown(**gate_told(row, call.language, today)) for row in rows]))


def gate_told(row: Gate, language: str, today: date) -> dict[str, Any]:
    """What is told of one gate."""
    days = {day.day.isoformat(): [day.opens, day.closes] for day in row.days.all() if day.day >= today}
    lanes = [LaneShown(lane.number, lane.kind, lane.direction, lane.open) for lane in sorted(row.lanes.all(), key=lambda lane: lane.number)]
    neighbour = getattr(row, f"neighbour_{language}", "") or row.neighbour_vi
    changes = {since: row.hours[since] for since in dated(row.hours) if since > today.isoformat() and ENDS not in row.hours[since]}
    ends = ends_on(row.hours)
    return {
        "code": row.code, "number": row.number, "mode": row.mode, "name": name_in(row, language), "neighbour": neighbour,
        "neighbour_country": row.neighbour_country, "zone": row.zone, "ends": ends.isoformat() if ends else None,
        "hours": {} if ended(row, today) else dict(week_on(row.hours, today)), "changes": changes, "exceptions": days,
        "agencies": list(row.agencies), "lanes": lanes, "paused": row.paused_at is not None,
    }


def reasons(call: Call) -> Reply:
    """The coded reasons of every list."""
    return Reply(ReasonLists({name: {code: three(words) for code, words in listed.items()} for name, listed in LISTS.items()}))


def rulebook(call: Call) -> Reply:
    """Every code an answer may carry, with its words."""
    return Reply(Rulebook([rule_shown(code) for code in (*rules.BOOK.rules, *codes())]))


def one_rule(call: Call) -> Reply:
    """What one code means."""
    if call.path["code"] not in rules.BOOK.rules and call.path["code"] not in codes():
        raise NotFound("GEN-404")
    return Reply(rule_shown(call.path["code"]))


def rule_shown(code: str) -> RuleShown:
    """A rule of law with its citation, or a refusal of the platform."""
    words, rule = refusal(code), rules.BOOK.rules.get(code)
    if rule is None:
        return RuleShown(code, three(words.says), three(words.do), True, "", "", False, None, None)
    return RuleShown(code, three(words.says), three(words.do), rule.blocks, rule.pointer, rule.cites.text, rule.cites.believed, rule.since,
                     rule.until)


def procedure(call: Call) -> Reply:
    """States and steps of a vehicle declaration, and the address of each step."""
    paths = {act.step: f"/api/v1/declarations/{{number}}/{verb(act.step)}" for act in ACTS}
    paths |= dict.fromkeys(AT_THE_LANE, "/api/v1/gate/scans")
    steps = [StepShown(s.name, three(s.says), list(s.starts), s.end, sorted(s.by), s.grave, paths.get(s.name)) for s in VEHICLE.steps]
    return Reply(Procedure({name: three(words) for name, words in STATES.items()}, steps))


def form(call: Call) -> Reply:
    """A declaration's form as JSON Schema, its titles in the caller's language."""
    known = {**FORMS, **GOODS_FORMS}.get(call.path["mode"])
    if known is None:
        raise NotFound("GEN-404")
    return Reply(json_schema(known, call.language))


def status(call: Call) -> Reply:
    """Must this vehicle report, and where: for whoever holds the link."""
    found = public_state(call.path["token"])
    if found is None:
        raise NotFound("GEN-404")
    bay = [ReportTo("physical_check", found.bay)] if found.bay and found.report == "check" else []
    agencies = [ReportTo(agency, found.gate.code if found.gate else "") for agency in found.agencies]
    places = bay or agencies or gate_place(found.gate, call.language, found.state, direction=found.direction, held=found.report == "held")
    return Reply(Status(
        found.number, found.state, STATES[found.state].say(call.language), found.leg, found.direction, found.gate.code if found.gate else None,
        found.planned_at, found.due_back_at, found.crossing or None, found.lane, found.ahead, found.report in MUST_REPORT, found.report or None,
        places))


def public(path: str, name: str, says: Words, do: Any, answer: Any) -> Endpoint:
    """A question that needs no key."""
    return Endpoint("GET", path, name, says, do, answer, "reference")


ENDPOINTS = (
    public("gates", "list_gates", Words("Các cửa khẩu, giờ mở cửa, làn", "Gates, hours, lanes", "口岸、开放时间、车道"), gate_list, Gates),
    public("reasons", "list_reasons", Words("Các mã lý do", "Coded reasons", "理由代码"), reasons, ReasonLists),
    public("rulebook", "list_rules", Words("Sổ quy tắc: mọi mã lỗi", "Rulebook: every code", "规则手册：全部代码"), rulebook, Rulebook),
    public("rulebook/{code}", "get_rule", Words("Một mã lỗi nghĩa là gì", "What one code means", "某一代码的含义"), one_rule, RuleShown),
    public("procedure", "get_procedure", Words("Các bước của thủ tục", "Steps of the procedure", "手续步骤"), procedure, Procedure),
    public("forms/{mode}", "get_form", Words("Mẫu tờ khai (JSON Schema)", "The declaration's form (JSON Schema)", "申报表单（JSON Schema）"), form,
           {"type": "object"}),
    public("status/{token}", "get_status",
           Words("Tình trạng theo đường dẫn: có phải trình diện không", "Status by link: must I report?", "按链接查询：是否须报到"), status, Status),
)
