"""One declaration as the desk reviews it: papers, rules, registers, what the law wants."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from thongquan.catalog.law import LAW
from thongquan.core import papers as law_papers
from thongquan.core import rules
from thongquan.core.papers import Paper
from thongquan.core.refused import Finding, NotFound
from thongquan.core.vehicle import History, VehicleFacts
from thongquan.models import (
    CraftRecord,
    Crossing,
    DeclarationDocument,
    DeclarationRequest,
    DriverRecord,
    PhysicalCheck,
    TransportPermit,
    VehicleDeclaration,
    Violation,
)
from thongquan.queries.crossing.facts import vehicle_facts
from thongquan.queries.document import papers_of

#: states in which the desk has not decided yet, so that the rules still speak
UNDECIDED = ("submitted", "received", "asked", "checking")
EARLIER = 5


@dataclass(frozen=True)
class Case:
    """Everything the desk looks at before it decides."""

    row: VehicleDeclaration
    facts: VehicleFacts
    findings: tuple[Finding, ...]
    papers: list[DeclarationDocument]
    required: tuple[Paper, ...]
    missing: frozenset[str]
    requests: list[DeclarationRequest]
    checks: list[PhysicalCheck]
    violations: list[Violation]
    legs: list[Crossing]
    craft: CraftRecord | None
    permit: TransportPermit | None
    driver: DriverRecord | None
    earlier: list[VehicleDeclaration] = field(default_factory=list)

    @property
    def history(self) -> History:
        """What the registers of the whole country know of this vehicle."""
        return self.facts.history

    @property
    def rounds(self) -> int:
        """How often the desk has asked."""
        return sum(row.kind == "question" and row.state != "returned" for row in self.requests)

    def open_request(self, kind: str) -> DeclarationRequest | None:
        """The request of a kind that waits for a decision."""
        return next((row for row in self.requests if row.kind == kind and row.state == "open"), None)


def declaration(pk: int) -> VehicleDeclaration:
    """One declaration in the caller's reach that has been sent (GEN-404 otherwise)."""
    row = (VehicleDeclaration.objects.filter(pk=pk).exclude(state="draft")
           .select_related("gate", "return_gate", "gate__office", "return_gate__office", "declarant", "agent").first())
    if row is None:
        raise NotFound("GEN-404")
    return row


def case_of(row: VehicleDeclaration, at: datetime) -> Case:
    """The declaration with all that stands beside it."""
    facts = vehicle_facts(row, at)
    first = facts.drivers[0].document_number if facts.drivers else ""
    judged = rules.judge("crossing.submit", facts, LAW, at) if row.state in UNDECIDED else ()
    return Case(
        row=row, facts=facts, findings=tuple(judged), papers=papers_of(row.pk), required=law_papers.required(facts),
        missing=frozenset(paper.code for paper in law_papers.missing(facts)),
        requests=list(row.requests.order_by("-id")), checks=list(row.checks.order_by("-id")),
        violations=list(row.violations.order_by("-id")), legs=list(row.crossings.select_related("gate").order_by("leg")),
        permit=TransportPermit.objects.filter(party_id=row.declarant_id, number=facts.permit.number).first() if facts.permit.number else None,
        driver=DriverRecord.objects.filter(party_id=row.declarant_id, document_number=first).first() if first else None,
        craft=CraftRecord.objects.filter(party_id=row.declarant_id, plate_key=row.plate_key).first(),
        earlier=list(VehicleDeclaration.objects.filter(plate_key=row.plate_key).exclude(plate_key="").exclude(pk=row.pk)
                     .exclude(state="draft").select_related("gate").order_by("-submitted_at")[:EARLIER]))
