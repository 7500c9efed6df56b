"""What the log says of each act: the rows it covers, their names, its moments."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

#: table -> the short name of its rows in the log; exactly these are checked row against event
OBJECTS = {
    "vehicle_declaration": "vehicle",
    "crossing": "crossing",
    "agency_tick": "tick",
    "scan": "scan",
    "admission_review": "review",
    "declaration_request": "request",
    "physical_check": "check",
    "weighing": "weighing",
    "violation": "violation",
    "pass": "pass",
    "channel_rule_version": "channel_rule",
    "role_grant": "grant",
    "deputy": "deputy",
    "api_key": "api_key",
    "mandate": "mandate",
    "gate_day": "gate_day",
    "plate_hold": "plate_hold",
    "tariff_edition": "tariff",
    "goods_declaration": "goods",
    "goods_document": "goods_document",
    "goods_request": "goods_request",
    "question_check": "question_check",
    "goods_finding": "goods_finding",
    "goods_decision": "goods_decision",
    "payment_order": "payment_order",
    "payment": "payment",
    "guarantee": "guarantee",
    "guarantee_use": "guarantee_use",
    "inspection_order": "inspection",
    "inspection_finding": "inspection_finding",
    "inspection_evidence": "inspection_evidence",
    "image_reading": "image_reading",
    "supervision_slip": "slip",
    "goods_passage": "passage",
    "agency_lane": "agency_lane",
    "review_case": "review_case",
    "check_label": "label",
    "licence": "licence",
    "licence_line": "licence_line",
    "write_off": "write_off",
    "licence_check": "licence_check",
    "revenue_target": "target",
    "assignment_task": "task",
    "draw": "draw",
    "draw_epoch": "epoch",
    "draw_commitment": "commitment",
    "assignment_rule": "assignment_rule",
    "reassignment": "reassignment",
    "officer_absence": "absence",
    "officer_interest": "interest",
    "goods_profile": "profile",
    "entity_list": "entity_list",
    "selection": "selection",
    "risk_model": "risk_model",
}

#: rows that need no event: a draft is nobody's act until it is sent
UNTOLD = {
    "vehicle_declaration": "state = 'draft' and number is null",
    "goods_declaration": "state = 'draft' and number is null",
    "goods_document": "exists (select 1 from goods_declaration d where d.id = declaration_id and d.number is null)",
}

#: what `after` says of a row that the act removed
GONE = "gone"


def name_in_log(table: str, key: Any) -> str:
    """The row's name in the log, such as `vehicle:12`; rows outside the row check carry their table."""
    return f"{OBJECTS.get(table, table)}:{key}"


def moment(at: datetime) -> str:
    """A time as the log writes it: UTC, microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
