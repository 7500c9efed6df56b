"""Deciding on a dossier: agree, refuse, hand to inspection, countersign, override."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions import assessment, clearance, inspection, licence, payment, risk
from thongquan.actions.assignment import case
from thongquan.actions.declaration.channel import rechannel
from thongquan.actions.goods import leads, locked, promised, save, step, takes_part
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.catalog.goods_reasons import AGREE_REASONS, INSPECT_REASONS, REFUSE_REASONS
from thongquan.catalog.law import LAW
from thongquan.core.actor import Actor, system
from thongquan.core.goods import GREEN, RED
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day, plain
from thongquan.models import CheckLabel, GoodsDecision, GoodsDeclaration, GoodsFinding, InspectionOrder
from thongquan.risk.fields import DOCUMENT

DIGEST = RawSQL("tq_digest(to_jsonb(goods_decision))", [], output_field=TextField())
FINDING = RawSQL("tq_digest(to_jsonb(goods_finding))", [], output_field=TextField())


def decision(declaration: GoodsDeclaration, kind: str, reason_code: str, *, note: str = "", checklist: Mapping[str, str] | None = None,
             countersign: bool = False, by: Actor, at: datetime) -> GoodsDecision:
    """Write a decision down under the officer's pseudonym of this case, with the points of the checklist he left open."""
    row = GoodsDecision.objects.create(
        declaration=declaration, kind=kind, reason_code=reason_code, note=note.strip(), checklist=dict(checklist or {}),
        alias=case.alias_of(declaration, "dossier"), by_id=by.id, at=at, countersign=countersign)
    unticked = sorted(code for code, state in row.checklist.items() if state == "open")
    record(f"goods.{kind}", *((row, declaration) if kind == "override" else (declaration, row)), by=by, at=at, reason=reason_code,
           facts={"unticked": unticked} if unticked else None)
    return row


def mark(pk: int, *, field: str, code: str, line: int | None = None, declared: str = "", found: str = "", note: str = "", by: Actor,
         at: datetime) -> GoodsFinding:
    """Mark a difference on a field, to be settled before the dossier is agreed to."""
    declaration = locked(pk)
    case.require(declaration, "dossier", by)
    row = GoodsFinding.objects.create(declaration=declaration, line=line, field=field, code=code, declared=declared, found=found, note=note,
                                      by_id=by.id, at=at)
    record("goods.mark", row, by=by, at=at)
    return row


def settle_finding(finding_pk: int, *, note: str, by: Actor, at: datetime) -> GoodsFinding:
    """A marked difference is explained or mended."""
    of = GoodsFinding.objects.filter(pk=finding_pk).values_list("declaration_id", flat=True).first()
    if of is None:
        raise NotFound("GEN-404")
    declaration = locked(of)
    row = GoodsFinding.objects.select_for_update(of=("self",)).annotate(digest=FINDING).get(pk=finding_pk)
    case.require(declaration, "dossier", by)
    row.state, row.note, row.settled_at = "settled", note.strip() or row.note, at
    row.save()
    record("goods.settle_finding", row, by=by, at=at)
    return row


def needs_countersign(declaration: GoodsDeclaration, at: datetime) -> bool:
    """Whether a second signature is wanted: a value above the setting, or a post-check of a ministry's document."""
    return declaration.customs_value >= int(LAW.value("goods.countersign.value", on=local_day(at))) or declaration.post_check


def agree(pk: int, *, reason_code: str, note: str = "", checklist: Mapping[str, str] | None = None, by: Actor, at: datetime,
          version: int | None = None) -> GoodsDecision:
    """The dossier is in order: the reason's text is what the trader reads; then tax and clearance follow by themselves."""
    if reason_code not in AGREE_REASONS:
        raise Refused("REQ-05", "/reason_code")
    declaration = locked(pk, version)
    case.require(declaration, "dossier", by)
    if declaration.findings.filter(state="open", source="officer").exists():
        raise Conflict("DOS-90", "/findings")
    if licence.cover(declaration, by=by, at=at):
        raise Conflict("DOS-94", "/permits")
    step(declaration, "agree", by)
    declaration.decided_at = at
    save(declaration)
    row = decision(declaration, "agree", reason_code, note=note, checklist=checklist, countersign=needs_countersign(declaration, at), by=by, at=at)
    found = declaration.findings.exists() or declaration.rounds > 0
    made = CheckLabel.objects.create(declaration=declaration, kind="dossier", selected_by=inspection.selected_by(declaration), found=found,
                                     type="document" if found else "", officer=by.id, at=at)
    record("goods.label", made, by=by, at=at)
    risk.found(declaration, DOCUMENT, marked(declaration, found), officer=by.id, begun=declaration.channel_at, at=at)
    case.finish(declaration, "dossier", outcome=declaration.state, by=by, at=at)
    tell(declaration.declarant_id, "goods_agreed", plain({"number": declaration.number, "reason": AGREE_REASONS[reason_code]}),
         link=f"/trade/goods/{pk}/")
    clearance.settle(declaration, by=system(tuple(declaration.office_ids)), at=at)
    return row


def marked(declaration: GoodsDeclaration, found: bool) -> dict[int, str]:
    """What the dossier check found by line; line 0 for a correction that names no line."""
    rows = declaration.findings.filter(source="officer").values_list("line", "code")
    return {line or 0: code for line, code in rows} or ({0: "document"} if found else {})


def countersign(decision_pk: int, *, by: Actor, at: datetime) -> GoodsDecision:
    """A second officer signs the decision; never the first one (the database says so too)."""
    declaration, row = to_sign(decision_pk, by)
    if row.countersigned_at is not None:
        return row
    case.wear(declaration, "dossier", by)
    row.countersigned_by, row.countersigned_at = by.id, at
    row.save()
    record("goods.countersign", declaration, row, by=by, at=at)
    clearance.settle(declaration, by=system(tuple(declaration.office_ids)), at=at)
    return row


def to_sign(decision_pk: int, by: Actor) -> tuple[GoodsDeclaration, GoodsDecision]:
    """A decision that wants a second signature with its declaration, both locked, for a head who did not take it himself."""
    of = GoodsDecision.objects.filter(pk=decision_pk, countersign=True).values_list("declaration_id", flat=True).first()
    if of is None:
        raise NotFound("GEN-404")
    declaration = locked(of)
    row = GoodsDecision.objects.select_for_update(of=("self",)).annotate(digest=DIGEST).get(pk=decision_pk)
    if not leads(declaration, by) or by.id == row.by_id:
        raise NotAllowed("DOS-91")
    if row.countersigned_at is None and row.at != declaration.decided_at:  # another check has overtaken this decision: there is nothing left to sign
        raise Conflict("DOS-92")
    return declaration, row


def send_back(decision_pk: int, *, reason: str, by: Actor, at: datetime) -> GoodsDecision:
    """The second signature is not given: in words that the officers read and the declarant does not, the dossier is checked again."""
    declaration, row = to_sign(decision_pk, by)
    if row.countersigned_at is not None:
        raise Conflict("DOS-92")
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    case.wear(declaration, "dossier", by)
    step(declaration, "to_dossier", by)
    declaration.decided_at = None
    save(declaration)
    record("goods.to_dossier", declaration, by=by, at=at, reason=reason.strip())
    task = case.assign(declaration, "dossier", at=at)
    promised(declaration, at=at)
    for officer in {one for one in (row.by_id, task.officer_id) if one is not None}:
        tell(None, "goods_sent_back", {"number": declaration.number, "reason": reason.strip()}, user_id=officer, link=f"/central/goods/{declaration.pk}/")
    return row


def refuse(pk: int, *, reason_code: str, note: str, by: Actor, at: datetime, version: int | None = None) -> GoodsDecision:
    """Refuse the declaration with a coded reason and words (Customs Law art. 30 §3); what licences lent is given back."""
    if reason_code not in REFUSE_REASONS:
        raise Refused("REQ-05", "/reason_code")
    if not note.strip():
        raise Refused("REQ-04", "/note")
    declaration = locked(pk, version)
    case.require(declaration, "dossier", by)
    step(declaration, "return", by)
    declaration.decided_at = at
    save(declaration)
    row = decision(declaration, "refuse", reason_code, note=note, by=by, at=at)
    case.finish(declaration, "dossier", outcome=declaration.state, by=by, at=at)
    undo(declaration, by=by, at=at)
    promised(declaration, at=at)
    tell(declaration.declarant_id, "goods_refused", plain({"number": declaration.number, "reason": REFUSE_REASONS[reason_code]}),
         link=f"/trade/goods/{pk}/")
    return row


def undo(declaration: GoodsDeclaration, *, by: Actor, at: datetime) -> None:
    """A declaration that ends without clearance: licences restored, order withdrawn, guarantee given back."""
    clock = system(tuple(declaration.office_ids))
    licence.restore(declaration, by=by, at=at)
    payment.withdraw_order(declaration, by=clock, at=at)
    payment.give_back(declaration, by=clock, at=at)
    for order in InspectionOrder.objects.filter(declaration=declaration).exclude(state__in=("done", "withdrawn")):
        inspection.withdraw(order.pk, reason="ended", by=clock, at=at)
    case.withdraw(declaration, at=at)


def from_storage(pk: int, *, by: Actor, at: datetime) -> GoodsDeclaration:
    """Goods that waited in storage are taken up again: the dice call a dossier officer, what was begun before falls away."""
    declaration = locked(pk)
    if not takes_part(declaration, by):
        raise NotAllowed("GEN-403")
    step(declaration, "from_storage", by)
    declaration.decided_at = None
    save(declaration)
    record("goods.from_storage", declaration, by=by, at=at)
    for order in InspectionOrder.objects.filter(declaration=declaration).exclude(state__in=("done", "withdrawn")):
        inspection.withdraw(order.pk, reason="storage", by=system(tuple(declaration.office_ids)), at=at)
    case.withdraw(declaration, at=at)
    case.assign(declaration, "dossier", at=at)
    promised(declaration, at=at)
    return declaration


def hand_to_inspection(pk: int, *, reason_code: str, note: str = "", forms: Sequence[str] = ("officer",), lines: Sequence[int] = (), by: Actor,
                       at: datetime, version: int | None = None) -> InspectionOrder:
    """Yellow becomes red with a written ground; the system writes the order and the draw calls another officer."""
    if reason_code not in INSPECT_REASONS or reason_code == "channel":
        raise Refused("REQ-05", "/reason_code")
    declaration = locked(pk, version)
    case.require(declaration, "dossier", by)
    step(declaration, "to_inspection", by)
    declaration.channel, declaration.channel_at = RED, at
    save(declaration)
    decision(declaration, "inspect", reason_code, note=note, by=by, at=at)
    case.finish(declaration, "dossier", outcome=declaration.state, by=by, at=at)
    tell(declaration.declarant_id, "goods_channel", {"number": declaration.number, "channel": "red"}, link=f"/trade/goods/{pk}/")
    return inspection.order(declaration, forms=forms, reason_code=reason_code, note=note, lines=lines, by=by, at=at)


def override(pk: int, channel: str, *, reason_code: str, reason: str, by: Actor, at: datetime, version: int | None = None) -> GoodsDeclaration:
    """The head of office changes the level of checking with a reason, and answers for it (Customs Law art. 23)."""
    declaration = locked(pk, version)
    if not leads(declaration, by):
        raise NotAllowed("GEN-403")
    chosen = assessment.override(declaration, channel=channel, reason_code=reason_code, reason=reason, by=by, at=at)
    decision(declaration, "override", reason_code, note=reason, by=by, at=at)
    if chosen.channel == GREEN:  # nobody agrees to it after him: what its documents lend is written off now
        licence.cover(declaration, by=by, at=at)
    rechannel(declaration, chosen, reason_code=reason_code, by=by, at=at)
    return declaration
