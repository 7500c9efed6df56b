"""What was found: the result flows back and clears by itself, samples answer later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions import clearance, licence, risk
from thongquan.actions.assignment import case
from thongquan.actions.goods import promised, save, step
from thongquan.actions.inspection.images import unread
from thongquan.actions.inspection.order import found, selected_by
from thongquan.actions.inspection.work import Seen, as_counted, came_late, unopened
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.catalog.goods_reasons import OUTCOMES
from thongquan.core.actor import Actor, system
from thongquan.core.inspection import at_laboratory
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.models import CheckLabel, GoodsDeclaration, InspectionEvidence, InspectionFinding, InspectionOrder
from thongquan.risk.fields import PHYSICAL

EVIDENCE = RawSQL("tq_digest(to_jsonb(inspection_evidence))", [], output_field=TextField())
#: an analysis names at least the heading
HEADING = 4
FINDING = RawSQL("tq_digest(to_jsonb(inspection_finding))", [], output_field=TextField())


def record_result(pk: int, seen: Sequence[Seen], *, outcome: str, remarks: str = "", by: Actor, at: datetime) -> InspectionOrder:
    """Write down what was found, line by line. All as declared clears by itself; a difference goes back to the dossier.

    Goods whose samples are at the laboratory wait for its answer; the officers' clock stands meanwhile.
    """
    row = found(pk)
    if outcome not in OUTCOMES or any(s.outcome not in OUTCOMES for s in seen):
        raise Refused("INS-95", "/outcome")
    if row.state == "done":
        return row
    if row.state not in ("begun", "sampled"):
        raise Conflict("INS-98" if row.state == "ordered" else "INS-90")
    if row.recorder != by.id:
        raise NotAllowed("INS-96")
    seen = as_counted(row, seen, at=at)
    wrong = [s for s in seen if s.outcome not in ("agrees", "sample" if outcome == "sample" else "agrees")]
    if outcome in ("agrees", "sample") and wrong:
        raise Refused("INS-97", f"/lines/{wrong[0].line}")
    _spoken_against(row, outcome)
    declaration = row.declaration
    gone = list(row.findings.all())
    row.findings.all().delete()
    findings = InspectionFinding.objects.bulk_create(
        InspectionFinding(declaration=declaration, order=row, line=s.line, outcome=s.outcome, quantity=s.quantity, unit=s.unit,
                          net_kg=s.net_kg, hs=s.hs, origin=s.origin, held=s.held, note=s.note) for s in seen)
    record("inspection.lines", row, *gone, *findings, by=by, at=at)
    row.outcome, row.remarks = outcome, remarks.strip()
    return (wait_for_laboratory if outcome == "sample" else end)(row, declaration, by=by, at=at)


def _spoken_against(row: InspectionOrder, outcome: str) -> None:
    """Nobody calls as declared what a scanner image or the laboratory speaks against, or before both are read."""
    if outcome in ("agrees", "sample") and unopened(row):
        raise Refused("INS-83", "/steps")
    if outcome in ("agrees", "sample") and unread(row):
        raise Refused("INS-76", "/images")
    if outcome != "agrees":
        return
    samples = standing(row)
    against = next((one for one in samples if one.body.get("result", "agrees") != "agrees"), None)
    if against is not None:
        raise Refused("INS-97", f"/lines/{against.line or 0}")
    if not all(one.body.get("result") for one in samples):
        raise Refused("INS-82", "/outcome")


def wait_for_laboratory(row: InspectionOrder, declaration: GoodsDeclaration, *, by: Actor, at: datetime) -> InspectionOrder:
    """Everything is looked at; what the laboratory says is still to come. Without a sample that it has still to answer nothing is waited for."""
    if all(one.body.get("result") for one in standing(row)):
        raise Refused("INS-89", "/outcome")
    row.state = "sampled"
    row.save()
    case.pause(declaration, "inspection", why="laboratory", at=at)
    record("inspection.sampled", row, by=by, at=at)
    tell(declaration.declarant_id, "inspection_done", {"number": declaration.number, "outcome": OUTCOMES["sample"].vi},
         link=f"/trade/goods/{declaration.pk}/")
    return row


def end(row: InspectionOrder, declaration: GoodsDeclaration, *, by: Actor, at: datetime) -> InspectionOrder:
    """The inspection is over: as declared, the declaration is decided and settles; else a dossier officer takes it up.

    Goods that are as declared but whose ministry's document differs, is unknown or was taken back go to the dossier too.
    """
    outcome, clock = row.outcome, system(tuple(declaration.office_ids))
    unlicensed = outcome == "agrees" and bool(licence.cover(declaration, by=by, at=at))
    free = outcome == "agrees" and not unlicensed
    row.state, row.done_at = "done", at
    row.save()
    step(declaration, "record_inspection" if free else "back_to_dossier", by)
    if free:
        declaration.decided_at = at
    save(declaration)
    record("inspection.record", row, declaration, by=by, at=at, reason=outcome)
    if unlicensed:
        record("goods.to_dossier", declaration, by=clock, at=at, reason="licence")
    label(declaration, row, officer=row.recorder or by.id, by=by, at=at)
    case.finish(declaration, "inspection", outcome=outcome, by=by, at=at)
    tell(declaration.declarant_id, "inspection_done", {"number": declaration.number, "outcome": OUTCOMES[outcome].vi},
         link=f"/trade/goods/{declaration.pk}/")
    if free:
        clearance.settle(declaration, by=clock, at=at)
    else:
        case.assign(declaration, "dossier", at=at)
        promised(declaration, at=at)
    return row


def sample_result(evidence_pk: int, *, outcome: str, hs: str = "", words: str = "", by: Actor, at: datetime) -> InspectionEvidence:
    """What the laboratory says of one sample; the last answer ends an inspection that waited for it, by itself.

    A laboratory that has received it says so itself; what another one has written on paper is entered by an inspector.
    `hs` is the code that the analysis leads to: goods of another one are not as declared (INS-84).
    """
    order_pk = InspectionEvidence.objects.filter(pk=evidence_pk, kind="sample").values_list("order_id", flat=True).first()
    if order_pk is None:
        raise NotFound("INS-89")
    if outcome not in OUTCOMES or outcome == "sample":
        raise Refused("INS-95", "/outcome")
    row = found(order_pk)
    sample = InspectionEvidence.objects.annotate(digest=EVIDENCE).select_related("declaration").get(pk=evidence_pk)
    office = row.site.office_id if row.site else row.declaration.inspection_office_id
    if not (at_laboratory(by, office, row.officers) if sample.body.get("received_at") else by.id in row.officers):
        raise NotAllowed("INS-94")
    if sample.body.get("result") or sample.body.get("sent_back_at"):
        raise Refused("INS-89")
    code = "".join(ch for ch in hs if ch.isdigit())[:12]
    declared = row.declaration.lines.filter(number=sample.line or 0).first()
    if code and outcome == "agrees" and declared is not None and not _fits(code, declared.hs):
        raise Refused("INS-84", "/outcome", declared=declared.hs, found=code)
    sample.body = {**sample.body, "result": outcome, "hs": code, "words": words.strip()[:1000], "known_at": at.isoformat()}
    sample.save()
    record("inspection.sample_result", sample, *analysed(row, sample), by=by, at=at, reason=outcome, facts={"hs": code})
    tell(sample.declaration.declarant_id, "inspection_sample_known", {"number": sample.declaration.number, "slip": sample.body.get("slip", "")},
         link=f"/trade/goods/{sample.declaration_id}/")
    if row.state == "done" and outcome != "agrees":
        came_late(row, OUTCOMES[outcome], by=by, at=at)
    elif row.state == "sampled" and all(one.body.get("result") for one in standing(row)):
        after_laboratory(row, by=by, at=at)
    return sample


def _fits(code: str, declared: str) -> bool:
    """Whether the code that an analysis leads to is the declared one, more exact or less."""
    return code.startswith(declared) or (len(code) >= HEADING and declared.startswith(code))


def standing(row: InspectionOrder) -> list[InspectionEvidence]:
    """The samples of an order that count: those that the laboratory has not sent back."""
    return [one for one in row.evidence.filter(kind="sample").order_by("pk") if not one.body.get("sent_back_at")]


def analysed(row: InspectionOrder, sample: InspectionEvidence) -> list[InspectionFinding]:
    """The finding of the sample's line says what the analysis showed."""
    finding = row.findings.annotate(digest=FINDING).filter(line=sample.line or 0).first()
    if finding is None:
        return []
    if sample.body["result"] != "agrees" or finding.outcome == "sample":
        finding.outcome = sample.body["result"]
    finding.hs = sample.body["hs"] or finding.hs
    finding.save()
    return [finding]


def after_laboratory(row: InspectionOrder, *, by: Actor, at: datetime) -> None:
    """All samples are answered: the first that does not agree is the result, else everything is as declared and as counted.

    Goods that a later scanner image speaks against are first opened: their inspection goes on, and its officers hear of it.
    """
    declaration = row.declaration
    results = [one.body["result"] for one in standing(row)] + counted(row, by=by, at=at)
    case.resume(declaration, "inspection", at=at)
    row.outcome = next((result for result in results if result != "agrees"), "agrees")
    if row.outcome != "agrees" or not unopened(row):
        end(row, declaration, by=by, at=at)
        return
    row.state, row.outcome = "begun", ""
    row.save()
    record("inspection.go_on", row, by=by, at=at, reason="scan")
    for officer in row.officers:
        tell(None, "inspection_goes_on", {"number": declaration.number}, user_id=officer, link=f"/inspect/{row.pk}/")


def counted(row: InspectionOrder, *, by: Actor, at: datetime) -> list[str]:
    """What counting and weighing say of the lines; a finding that is nothing but agreeing now says what was counted."""
    findings = {one.line: one for one in row.findings.annotate(digest=FINDING)}
    noted = as_counted(row, [Seen(one.line, "agrees", one.quantity, one.unit, one.net_kg) for one in findings.values()], at=at)
    wrong = [findings[one.line] for one in noted if one.outcome != "agrees" and findings[one.line].outcome == "agrees"]
    for finding in wrong:
        finding.outcome = "quantity"
        finding.save()
    if wrong:
        record("inspection.lines", row, *wrong, by=by, at=at)
    return [one.outcome for one in noted]


def label(declaration: GoodsDeclaration, row: InspectionOrder, *, officer: int | None, by: Actor, at: datetime) -> CheckLabel:
    """The coded result, for hit rates and learning; it is the recorder's, whoever gave its last word."""
    made = CheckLabel.objects.create(
        declaration=declaration, kind="inspection", selected_by=selected_by(declaration), found=row.outcome not in ("agrees", "sample"),
        type="" if row.outcome == "agrees" else row.outcome, officer=officer, at=at)
    record("inspection.label", made, by=by, at=at)
    lines = list(row.findings.values_list("line", "outcome"))
    wrong = {line: outcome for line, outcome in lines if outcome not in ("agrees", "sample")} or ({0: row.outcome} if made.found else {})
    risk.found(declaration, PHYSICAL, wrong, officer=officer, begun=row.begun_at, at=at, only=row.lines)
    return made
