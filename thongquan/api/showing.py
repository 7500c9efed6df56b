"""How a declaration is shown to machines: from rows to the shapes of answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from thongquan.api.call import Call
from thongquan.api.problem import founds
from thongquan.api.shapes import (
    Acted,
    Asked,
    Declaration,
    DocumentShown,
    Leg,
    Movement,
    MovementFailure,
    MovementPlace,
    PassShown,
    Receipt,
    ReportTo,
    RuleFailure,
    Summary,
    Tick,
    ViolationShown,
)
from thongquan.catalog.reasons import RETURN_REASONS
from thongquan.core.digits import natural
from thongquan.core.flows.vehicle import STATES
from thongquan.core.refusals import explain
from thongquan.core.refused import Finding
from thongquan.core.vehicle import INWARD, direction_of
from thongquan.models import Gate, PhysicalCheck, PublicLink, VehicleDeclaration, Violation
from thongquan.queries.crossing.machines import checks_of, newest_passes, open_points, open_requests
from thongquan.queries.document import papers_of
from thongquan.queries.trail.changes import receipt_of

LIVING = ("accepted", "under_way", "overdue")
#: our state -> the word of port operators' systems
PORT_STATES = {
    "draft": "NOT_FINALISABLE", "returned": "NOT_FINALISABLE", "asked": "NOT_FINALISABLE", "submitted": "OPEN", "received": "OPEN",
    "checking": "OPEN", "accepted": "FINALISED", "under_way": "EMBARKED", "overdue": "EMBARKED", "liquidated": "COMPLETED",
    "cancelled": "CANCELLED", "expired": "CANCELLED",
}


def inspection_required(row: VehicleDeclaration, checks: Sequence[PhysicalCheck]) -> bool | None:
    """True while a physical check is ordered or selected, None before a lane was selected."""
    if any(check.done_at is None for check in checks):
        return True
    if not row.channel:
        return None
    return row.channel == "physical" and not checks


def places_of(row: VehicleDeclaration, checks: Sequence[PhysicalCheck], language: str) -> list[ReportTo]:
    """Where to report: the bays of ordered checks first, then the place the gate names."""
    found = [ReportTo("physical_check", check.bay) for check in checks if check.done_at is None and check.bay]
    return found or gate_place(next_gate(row), language, row.state, direction=direction_of(row.regime, row.leg), held=row.held_at is not None)


def gate_place(gate: Gate | None, language: str, state: str, *, direction: str, held: bool) -> list[ReportTo]:
    """The place the gate tells outward vehicles to report to, while one is expected there."""
    expected = state in LIVING and direction != INWARD and not held
    named = gate.report_to if gate and isinstance(gate.report_to, dict) and expected else {}
    where = str(named.get(language) or named.get("vi") or "")
    return [ReportTo("arrival", where)] if where else []


def next_gate(row: VehicleDeclaration) -> Gate | None:
    """The gate of the next leg."""
    return row.gate if row.leg % 2 else (row.return_gate or row.gate)


def failures_of(row: VehicleDeclaration, language: str) -> list[RuleFailure]:
    """What officers want mended, each with the JSON path of its field."""
    return [failure(point, row.body, language) for point in open_points(row)]


def failure(point: dict[str, Any], body: dict[str, Any], language: str) -> RuleFailure:
    """One point of a question or a return."""
    reason = RETURN_REASONS.get(str(point.get("reason", "")))
    steps = [step for step in str(point.get("field", "")).split("/") if step]
    path = "$" + "".join(f".{step}" if natural(step) is None else f"[{step}]" for step in steps)
    rule = str(point.get("rule", ""))
    says = reason.say(language) if reason else str(point.get("need", "")) or said(rule, language)
    return RuleFailure(rule or str(point.get("reason", "")), says, path, value_at(body, steps) if steps else None)


def value_at(body: Any, steps: list[str]) -> Any:
    """What stands in the form where a pointer leads; None when it leads nowhere."""
    for step in steps:
        if isinstance(body, list):
            body = dict(enumerate(body))
        body = body.get(step, body.get(natural(step))) if isinstance(body, dict) else None
    return body


def said(code: str, language: str) -> str:
    """The sentence of a rule that a point names."""
    try:
        return explain(code, {}, language).says
    except KeyError:
        return ""


def receipt(kind: str, pk: int, call: Call) -> Receipt | None:
    """What this call has written about a row."""
    written = receipt_of(kind, pk, call.request_id)
    return Receipt(*written) if written else None


def acted(
    row: VehicleDeclaration, call: Call, warnings: Sequence[Finding] = (), *, again: bool = False, given: Receipt | None = None,
) -> Acted:
    """A declaration after an act, with the receipt of what this call wrote (looked up, unless the act gave it)."""
    checks = () if row.state == "submitted" else checks_of(row)
    return Acted(
        number=row.number or "", state=row.state, state_says=STATES[row.state].say(call.language), lane=row.channel or None,
        inspection_required=inspection_required(row, checks), leg=row.leg, status_version=row.version,
        valid_until=row.valid_until, due_back_at=row.due_back_at, held=row.held_at is not None,
        warnings=founds(warnings, call.language), receipt=given or receipt("vehicle", row.pk, call), again=again)


def columns(row: VehicleDeclaration) -> dict[str, Any]:
    """What a list and a single look share."""
    return {
        "number": row.number or "", "own_reference": row.own_reference, "plate": row.plate, "country": row.country, "mode": row.mode,
        "regime": row.regime, "case": row.case, "state": row.state, "lane": row.channel or None,
        "gate": row.gate.code if row.gate else None, "return_gate": row.return_gate.code if row.return_gate else None,
        "planned_at": row.planned_at, "due_back_at": row.due_back_at, "submitted_at": row.submitted_at, "leg": row.leg,
        "held": row.held_at is not None, "status_version": row.version,
    }


def summary_of(row: VehicleDeclaration) -> Summary:
    """A line of a list."""
    return Summary(**columns(row))


def declaration_of(row: VehicleDeclaration, call: Call) -> Declaration:
    """One declaration with everything around it."""
    checks = checks_of(row)
    link = PublicLink.objects.filter(declaration=row).values_list("token", flat=True).first()
    return Declaration(
        **columns(row), state_says=STATES[row.state].say(call.language), inspection_required=inspection_required(row, checks),
        report_to=places_of(row, checks, call.language), rule_failures=failures_of(row, call.language), valid_until=row.valid_until,
        accepted_at=row.accepted_at, first_crossed_at=row.first_crossed_at, overdue_at=row.overdue_at, liquidated_at=row.liquidated_at,
        legs=legs_of(row), passes=passes_of(row, call), documents=documents_of(row),
        requests=[Asked(r.kind, r.state, r.reason_code, r.asked_at, r.due_at) for r in open_requests(row)],
        violations=[ViolationShown(**breach_of(v)) for v in row.violations.order_by("id")], form=row.body, status_token=link)


def breach_of(row: Violation) -> dict[str, Any]:
    """A violation as its declarant and the officers read it."""
    return {name: getattr(row, name) for name in ViolationShown.__struct_fields__}


def legs_of(row: VehicleDeclaration) -> list[Leg]:
    """The legs known so far, with the agencies' ticks."""
    rows = row.crossings.select_related("gate").prefetch_related("ticks").order_by("leg")
    return [
        Leg(c.leg, c.gate.code, c.direction, c.state, c.planned_at, c.arrived_at, c.yard_in_at, c.yard_out_at, c.crossed_at, c.bay,
            [Tick(tick.agency, tick.at) for tick in c.ticks.all()])
        for c in rows
    ]


def passes_of(row: VehicleDeclaration, call: Call) -> list[PassShown]:
    """The newest pass of each leg; the digits are for those who declare."""
    own = row.declarant_id in call.by.parties
    return [PassShown(p.leg, p.revision, p.state, p.not_before, p.not_after, p.revoked_at, p.digits if own else None) for p in newest_passes(row)]


def documents_of(row: VehicleDeclaration) -> list[DocumentShown]:
    """The papers attached, without their bytes."""
    return [
        DocumentShown(p.document_id, p.code, p.document.number, p.document.file_name, p.document.media_type, p.document.size,
                      p.document.pages, p.document.sha256, p.document.valid_until)
        for p in papers_of(row.pk)
    ]


def movement_of(row: VehicleDeclaration, language: str) -> Movement:
    """The movement in the style of port operators' systems."""
    checks = checks_of(row)
    arrived = row.crossings.filter(leg=row.leg).values_list("arrived_at", flat=True).first()
    state = "CHECKED_IN" if arrived and row.state in LIVING else PORT_STATES[row.state]
    return Movement(
        row.number or "", state, row.plate, list(row.trailers), list(row.containers), list(row.goods), not row.laden,
        inspection_required(row, checks), [MovementPlace(p.inspection, [p.where]) for p in places_of(row, checks, language)],
        [MovementFailure(f.code, f.technical_message, f.field, f.value) for f in failures_of(row, language)], arrived, row.version)
