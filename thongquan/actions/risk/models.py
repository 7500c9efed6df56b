"""A risk model's way into force: candidate, proposed, promoted by a second person, back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import RiskModel, RiskModelFile
from thongquan.queries.access import to_be_told

DIGEST = RawSQL("tq_digest(to_jsonb(risk_model))", [], output_field=TextField())
WRITES = ("risk_analyst",)
APPROVES = ("risk_analyst", "office_leader", "region_leader", "nation_leader")
LEADERS = ("office_leader", "region_leader", "nation_leader")
#: models and their files are kept so long as they may be needed; older ones keep their card alone
KEPT = 6


def keep_candidate(
    files: Mapping[str, bytes], *, digest: str, card: Mapping[str, Any], dry_run: Mapping[str, Any], trained_until: date, by: Actor, at: datetime,
) -> RiskModel:
    """A trained model with its card and its trial; the same model again is the same row. The platform keeps it."""
    before = RiskModel.objects.filter(hash=digest).first()
    if before is not None:
        return before
    row = RiskModel.objects.create(
        hash=digest, objective=str(card.get("objective", "detection")), feature_version=str(card.get("feature_version", "")),
        training_hash=str(card.get("training_hash", "")), trained_at=at, trained_until=trained_until, card=dict(card), dry_run=dict(dry_run),
        dry_run_at=at if dry_run else None)
    RiskModelFile.objects.bulk_create(RiskModelFile(model_id=row.pk, name=name, content=content) for name, content in sorted(files.items()))
    record("risk.candidate", row, by=by, at=at, facts={"model": digest, "training": row.training_hash, "features": row.feature_version})
    old = RiskModel.objects.exclude(state__in=("champion", "proposed")).order_by("-trained_at").values_list("pk", flat=True)[KEPT:]
    RiskModelFile.objects.filter(model_id__in=list(old)).delete()
    return row


def tried(pk: int, dry_run: Mapping[str, Any], *, by: Actor, at: datetime) -> RiskModel:
    """The trial on the last days, made anew and kept with the candidate."""
    row = _found(pk)
    if row.state not in ("candidate", "proposed"):
        raise Conflict("RSK-01")
    row.dry_run, row.dry_run_at = dict(dry_run), at
    row.save()
    record("risk.try", row, by=by, at=at, facts={"model": row.hash})
    return row


def propose_model(pk: int, *, reason: str, by: Actor, at: datetime) -> RiskModel:
    """Ask a second person to make a candidate the champion; refused without its trial on the last days."""
    _writes(by)
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    row = _found(pk)
    if row.state not in ("candidate", "retired"):
        raise Conflict("RSK-01")
    if not row.dry_run:
        raise Refused("RSK-02", "/dry_run")
    if not RiskModelFile.objects.filter(model_id=pk).exists():
        raise Refused("RSK-03", "/model")
    row.state, row.reason, row.proposed_by, row.proposed_at, row.approved_by, row.approved_at = "proposed", reason.strip(), by.id, at, None, None
    row.save()
    record("risk.propose", row, by=by, at=at, reason=row.reason, facts={"model": row.hash})
    return row


def promote_model(pk: int, *, by: Actor, at: datetime) -> RiskModel:
    """The second person agrees: it judges from now on, and the champion before it is kept for one step back."""
    if not by.is_any(*APPROVES):
        raise NotAllowed("GEN-403")
    row = _found(pk)
    if row.state != "proposed":
        raise Conflict("RSK-01")
    if by.id is None or by.id == row.proposed_by:
        raise NotAllowed("RSK-04")
    before = _champion()
    if before is not None:
        before.state, before.retired_at = "retired", at
        before.save()
    row.state, row.approved_by, row.approved_at, row.champion_since = "champion", by.id, at, at
    row.replaced_id, row.retired_at = before.pk if before else None, None
    row.save()
    record("risk.promote", row, *([before] if before else []), by=by, at=at, facts={"model": row.hash, "before": before.hash if before else ""})
    return row


def refuse_model(pk: int, *, reason: str, by: Actor, at: datetime) -> RiskModel:
    """The second person says no, and why."""
    if not by.is_any(*APPROVES):
        raise NotAllowed("GEN-403")
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    row = _found(pk)
    if row.state != "proposed":
        raise Conflict("RSK-01")
    row.state, row.reason = "refused", reason.strip()
    row.save()
    record("risk.refuse", row, by=by, at=at, reason=row.reason, facts={"model": row.hash})
    return row


def step_back(pk: int, *, reason: str, by: Actor, at: datetime) -> RiskModel | None:
    """One step back from this champion, at once and by one person, told to the head: the one before judges again, or rules alone.

    Leaving the model that misbehaves must not wait for a second signature; both models were promoted by two people. Said
    twice it is one step: the second time the model judges no more (RSK-01).
    """
    if not by.is_any(*WRITES, *LEADERS):
        raise NotAllowed("GEN-403")
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    row = _champion()
    if row is None:
        raise Conflict("RSK-05")
    if row.pk != pk:
        raise Conflict("RSK-01")
    before = RiskModel.objects.select_for_update().annotate(digest=DIGEST).filter(pk=row.replaced_id, state="retired").first() if row.replaced_id else None
    if before is not None and not RiskModelFile.objects.filter(model_id=before.pk).exists():
        before = None
    row.state, row.retired_at, row.reason = "retired", at, reason.strip()
    row.save()
    if before is not None:
        before.state, before.champion_since, before.retired_at, before.replaced_id = "champion", at, None, None
        before.save()
    record("risk.step_back", row, *([before] if before else []), by=by, at=at, reason=row.reason, facts={
        "model": row.hash, "before": before.hash if before else ""})
    for office in by.offices[:1]:
        told = to_be_told(office, local_day(at), but=by.id or 0)
        if told:
            tell(None, "risk_step_back", {"model": row.hash[:12], "reason": row.reason}, user_id=told, link="/risk/models/")
    return before


def _writes(by: Actor) -> None:
    if not by.is_any(*WRITES):
        raise NotAllowed("GEN-403")


def _found(pk: int) -> RiskModel:
    row = RiskModel.objects.select_for_update().annotate(digest=DIGEST).filter(pk=pk).first()
    if row is None:
        raise NotFound("GEN-404")
    return row


def _champion() -> RiskModel | None:
    return RiskModel.objects.select_for_update().annotate(digest=DIGEST).filter(state="champion").first()
