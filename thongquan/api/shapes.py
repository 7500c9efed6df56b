"""The shapes of what machines get back; their JSON Schema stands in the OpenAPI document."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from msgspec import Struct

from thongquan.queries.trail.changes import Change


class Found(Struct):
    """One finding: the rule's code, a JSON pointer into what was sent, what is wrong, what to do."""

    code: str
    pointer: str
    says: str
    do: str
    blocks: bool


class Problem(Struct):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    findings: list[Found]


class Receipt(Struct):
    """What the caller keeps: the event's number and its leaf hash in the log (RFC 6962), hexadecimal."""

    event: int
    leaf: str


class Acted(Struct):
    """A declaration after an act."""

    number: str
    state: str
    state_says: str
    lane: str | None
    inspection_required: bool | None
    leg: int
    status_version: int
    valid_until: datetime | None
    due_back_at: datetime | None
    held: bool
    warnings: list[Found]
    receipt: Receipt | None
    again: bool = False


class Entry(Struct):
    """An entry of a register: the answers of its form; one that was let go is no longer offered."""

    id: int
    active: bool
    answers: dict[str, Any]
    receipt: Receipt | None = None


class Entries(Struct):
    """A page of a register, oldest entry first; `next` is the cursor of the following page."""

    items: list[Entry]
    next: str | None


class Tick(Struct):
    """An agency has nothing against a leg."""

    agency: str
    at: datetime


class Leg(Struct):
    """One leg of a movement at its gate."""

    leg: int
    gate: str
    direction: str
    state: str
    planned_at: datetime | None
    arrived_at: datetime | None
    yard_in_at: datetime | None
    yard_out_at: datetime | None
    crossed_at: datetime | None
    bay: str
    ticks: list[Tick]


class PassShown(Struct):
    """The pass of a leg; `digits` are shown to its declarant alone."""

    leg: int
    revision: int
    state: str
    not_before: datetime
    not_after: datetime
    revoked_at: datetime | None
    digits: str | None


class ReportTo(Struct):
    """Where to report first, and for which inspection."""

    inspection: str
    where: str


class RuleFailure(Struct):
    """A point the declarant must mend: rule, what it says, JSON path of the field, its value."""

    code: str
    technical_message: str
    field: str
    value: Any


class Asked(Struct):
    """An open request on a declaration."""

    kind: str
    state: str
    reason_code: str
    asked_at: datetime
    due_at: datetime | None


class ViolationShown(Struct):
    """A breach with the range of fines of its day, in đồng; `state` is draft, confirmed or dismissed."""

    kind: str
    state: str
    detected_at: datetime
    fine_min: int
    fine_max: int
    citation: str
    record_number: str


class Decided(ViolationShown):
    """A violation as an officer has decided it."""

    number: str
    decision_reason: str
    receipt: Receipt | None


class DocumentShown(Struct):
    """A paper that supports a declaration."""

    id: int
    code: str
    number: str
    file_name: str
    media_type: str
    size: int
    pages: int
    sha256: str
    valid_until: date | None


class Summary(Struct):
    """A declaration as a line of a list."""

    number: str
    own_reference: str
    plate: str
    country: str
    mode: str
    regime: str
    case: str
    state: str
    lane: str | None
    gate: str | None
    return_gate: str | None
    planned_at: datetime | None
    due_back_at: datetime | None
    submitted_at: datetime | None
    leg: int
    held: bool
    status_version: int


class SummaryPage(Struct):
    """A page of declarations, newest first; `next` is the cursor of the following page."""

    items: list[Summary]
    next: str | None


class Declaration(Summary):
    """A declaration with its legs, passes, and everything that waits for its declarant."""

    state_says: str
    inspection_required: bool | None
    report_to: list[ReportTo]
    rule_failures: list[RuleFailure]
    valid_until: datetime | None
    accepted_at: datetime | None
    first_crossed_at: datetime | None
    overdue_at: datetime | None
    liquidated_at: datetime | None
    legs: list[Leg]
    passes: list[PassShown]
    documents: list[DocumentShown]
    requests: list[Asked]
    violations: list[ViolationShown]
    form: dict[str, Any]
    status_token: str | None


class Passes(Struct):
    """The newest pass of each leg."""

    number: str
    passes: list[PassShown]


class Documents(Struct):
    """The papers of a declaration."""

    number: str
    documents: list[DocumentShown]


class MovementFailure(Struct, rename="camel"):
    """A rule failure in the style of port operators' systems."""

    code: str
    technical_message: str
    field: str
    value: Any


class MovementPlace(Struct, rename="camel"):
    """An inspection and the places where it is done."""

    inspection_type_id: str
    location_ids: list[str]


class Movement(Struct, rename="camel"):
    """One movement in the style of port operators' systems: states, whether and where to report."""

    movement_id: str
    state: str
    vehicle_registration: str
    trailer_registrations: list[str]
    container_references: list[str]
    customs_declarations: list[str]
    is_unladen: bool
    inspection_required: bool | None
    report_to_locations: list[MovementPlace]
    rule_failures: list[MovementFailure]
    checked_in: datetime | None
    status_version: int


class Changes(Struct):
    """Sealed events within reach, in the order of the log; ask again with `after` = `next`."""

    items: list[Change]
    next: int
    more: bool


class Column(Struct):
    """A column of a report."""

    code: str
    title: str


class ReportShown(Struct):
    """A statistic over a span of local days."""

    code: str
    title: str
    first: date
    last: date
    gate: str | None
    columns: list[Column]
    rows: list[list[Any]]


class Said(Struct):
    """A text in the three languages."""

    vi: str
    en: str
    zh: str


class ReasonLists(Struct):
    """Coded reasons by list."""

    lists: dict[str, dict[str, Said]]


class RuleShown(Struct):
    """A rule or refusal: its code, what it says, what to do, where it is written."""

    code: str
    says: Said
    do: Said
    blocks: bool
    pointer: str
    citation: str
    believed: bool
    since: date | None
    until: date | None


class Rulebook(Struct):
    """Every code an answer may carry."""

    items: list[RuleShown]


class StepShown(Struct):
    """A step of the procedure."""

    name: str
    says: Said
    starts: list[str]
    end: str
    by: list[str]
    grave: bool
    path: str | None


class Procedure(Struct):
    """The life of a vehicle declaration: states and steps."""

    states: dict[str, Said]
    steps: list[StepShown]


class Status(Struct):
    """The state of one movement for whoever holds its link: no person, no goods, no plate."""

    number: str
    state: str
    state_says: str
    leg: int
    direction: str
    gate: str | None
    planned_at: datetime | None
    due_back_at: datetime | None
    crossing: str | None
    lane: int | None
    ahead: int | None
    must_report: bool
    why: str | None
    report_to: list[ReportTo]
