"""One line of a queue in words: its clock, why it is in this channel, who has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from thongquan.core.actor import Actor
from thongquan.core.words import Words
from thongquan.models import DeclarationRequest, VehicleDeclaration
from thongquan.queries.crossing import desk
from thongquan.queries.gate.weights import weighings
from thongquan.queries.risk.vehicles import of_vehicle
from thongquan.web.desk import words
from thongquan.web.shared.clock import span
from thongquan.web.shared.numbers import number
from thongquan.web.shared.terms import Clock, until
from thongquan.web.shared.tongue import say


@dataclass(frozen=True)
class Line:
    """One declaration in a queue."""

    row: VehicleDeclaration
    number: str
    clock: Clock
    regime: str
    case: str
    why: list[str]
    holder: str
    mine: bool
    asks: list[str] = field(default_factory=list)

    @property
    def short_regime(self) -> str:
        """The regime as the queue has room for it."""
        return words.short_regime(self.row.regime)

    @property
    def together(self) -> bool:
        """Whether it may be accepted with others at one stroke."""
        return self.row.channel == "none" and self.row.state in desk.WAITING


def clock(row: VehicleDeclaration, clocks: desk.Clocks, requests: Sequence[DeclarationRequest], at: datetime) -> Clock:
    """Whose turn it is and how long he still has."""
    if row.state == "overdue" or (row.overdue_at and row.due_back_at):
        end = row.liquidated_at or at
        return Clock(span(end - (row.due_back_at or end)), "stop", 1.0, _("late"))
    asked = next((r for r in requests if r.kind == "question"), None)
    if row.state == "asked" and asked and asked.due_at:
        return until(asked.due_at, asked.due_at - asked.asked_at, at, _("for the declarant's answer"))
    if requests and row.state not in desk.BEFORE:
        return Clock(span(at - requests[0].asked_at), "check", 0.5, _("since it was asked"))
    end = clocks.answer_by(row)
    if row.state in desk.BEFORE and end is not None:
        return until(end, clocks.hours, at, _("for the desk's answer"))
    since = row.accepted_at or row.submitted_at or at
    return Clock(span(at - since), "", 0.0, _("since the decision"))


def why(row: VehicleDeclaration, rules: dict[tuple[str, int], Words]) -> list[str]:
    """The rules that chose this channel, in words; for officers alone."""
    return [say(rules.get((r["rule"], r["version"])) or r["rule"]) for r in row.channel_reasons]


def risk(row: VehicleDeclaration) -> dict[str, Any]:
    """What is counted of the vehicle, its drivers and its carrier; for officers alone."""
    told = of_vehicle(row)
    weighed = [{"at": one.at, "net": number(one.net_kg, 0) if one.net_kg is not None else "", "gross": number(one.gross_kg, 0), "off": one.off,
                "declared": number(one.declared_kg, 0) if one.declared_kg else ""} for one in weighings(row.pk)]
    return {"chance": number(100 * told.chance, 0), "reasons": [say(words) for _code, words in told.reasons], "weighed": weighed}


def lines(rows: Sequence[VehicleDeclaration], by: Actor, at: datetime) -> list[Line]:
    """A page of a queue: five questions to the database however many lines it has."""
    clocks, rules = desk.Clocks.of(by.offices, at), desk.words_of_rules(rows)
    names, requests = desk.names_of(row.taken_by for row in rows), desk.open_requests(row.pk for row in rows)
    return [_line(row, by, at, clocks, rules, names, requests.get(row.pk, [])) for row in rows]


def _line(row: VehicleDeclaration, by: Actor, at: datetime, clocks: desk.Clocks, rules: Any, names: dict[int, str],
          requests: list[DeclarationRequest]) -> Line:
    return Line(
        row=row, number=words.number(row), clock=clock(row, clocks, requests, at), regime=words.choice("regime", row.regime),
        case=words.choice("case", row.case), why=why(row, rules), holder=names.get(row.taken_by or 0, ""),
        mine=row.taken_by is not None and row.taken_by == by.id,
        asks=[str(words.REQUEST_WORDS[r.kind]) for r in requests if r.kind != "question"])
