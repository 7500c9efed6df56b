"""Scanner images: sent by the scanner, read by an officer and, shown after him, by machines."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.inspection.order import found
from thongquan.actions.inspection.work import LONGEST_EVIDENCE, kind_of, open_goods, put, working
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.images import Area, as_kept
from thongquan.core.inspection import READINGS, SUSPICIOUS
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.models import ImageReading, InspectionEvidence, InspectionOrder

#: the role of scanners and readers of images
MACHINE = "partner"
EVIDENCE = RawSQL("tq_digest(to_jsonb(inspection_evidence))", [], output_field=TextField())


def take_image(pk: int, *, content: bytes, sent_id: UUID, taken_at: datetime, by: Actor, at: datetime) -> tuple[InspectionEvidence, bool]:
    """The image of a scanner for an open inspection, and whether it was here before: the same id or the same bytes are one image.

    It waits for an officer's reading (INS-76).
    """
    row = _of_machine(pk, by)
    sha256 = hashlib.sha256(content).hexdigest()
    known = row.evidence.defer("content", "thumbnail").filter(Q(sent_id=sent_id) | Q(kind="scan", sha256=sha256)).first()
    if known is not None:
        return known, True
    if row.state not in ("ordered", "begun"):
        raise Conflict("INS-90")
    if not content or len(content) > LONGEST_EVIDENCE or not kind_of(content).startswith("image/"):
        raise Refused("INS-93", "/file")
    return put(row, kind="scan", sent_id=sent_id, taken_at=taken_at, content=content, by=by, at=at), False


def take_reading(
    pk: int, sha256: str, *, reader: str, version: str, finds: bool, areas: Sequence[Area] = (), by: Actor, at: datetime,
) -> tuple[ImageReading, bool]:
    """What a reader says of an image, and whether it said so before; it changes no lane and no order.

    It is taken while the inspection is open alone, so that nobody judges an image whose end he knows. Officers who have called
    the image fitting are told when something is marked.
    """
    row = _of_machine(pk, by)
    image = row.evidence.defer("content", "thumbnail").filter(kind="scan", sha256=sha256).order_by("pk").first()
    if image is None:
        raise NotFound("INS-81", "/sha256")
    kept = as_kept(finds, areas)
    before = image.readings.filter(reader=reader, release=version).first()
    if before is not None:
        if (before.finds, before.areas) != (finds, kept):
            raise Conflict("INS-78")
        return before, True
    if row.state in ("done", "withdrawn"):
        raise Conflict("INS-90")
    made = ImageReading.objects.create(declaration_id=row.declaration_id, evidence=image, reader=reader, release=version, finds=finds, areas=kept,
                                       at=at, by_id=by.id)
    record("inspection.image_reading", made, by=by, at=at, facts={"sha256": sha256, "reader": reader, "version": version, "finds": finds,
                                                                  "areas": len(kept)})
    if finds and image.body.get("reads") == "agrees":
        for officer in row.officers:
            tell(None, "inspection_marked", {"number": row.declaration.number, "reader": f"{reader} {version}"}, user_id=officer, link=f"/inspect/{pk}/")
    return made, False


def read_image(evidence_pk: int, *, reads: str, by: Actor, at: datetime) -> InspectionEvidence:
    """An officer at the inspection says whether an image fits. Fitting may become doubtful, never the other way (INS-77); doubt has the goods opened."""
    order_pk = InspectionEvidence.objects.filter(pk=evidence_pk, kind="scan").values_list("order_id", flat=True).first()
    if order_pk is None:
        raise NotFound("GEN-404")
    if reads not in READINGS:
        raise Refused("INS-95", "/reads")
    row = working(order_pk, by)
    image = InspectionEvidence.objects.annotate(digest=EVIDENCE).defer("content", "thumbnail").get(pk=evidence_pk)
    before = image.body.get("reads", "")
    if before == reads:
        return image
    if before == SUSPICIOUS:
        raise Conflict("INS-77")
    image.body = {**image.body, "reads": reads, "read_at": at.isoformat(), "read_by": by.id, **({"read_first": before} if before else {})}
    image.save(update_fields=["body"])
    marked = image.readings.filter(finds=True).exists()
    record("inspection.read_image", image, by=by, at=at, reason=reads, facts={"sha256": image.sha256, "before": before, "marked": marked})
    if reads == SUSPICIOUS:
        open_goods(row, by=by, at=at)
    return image


def unread(row: InspectionOrder) -> bool:
    """Whether a scanner image of this inspection waits for an officer's reading."""
    return row.evidence.filter(kind="scan").exclude(body__has_key="reads").exists()


def _of_machine(pk: int, by: Actor) -> InspectionOrder:
    """The order, for a machine of the office where the goods are looked at."""
    row = found(pk)
    office = row.site.office_id if row.site else row.declaration.inspection_office_id
    if not (by.is_any(MACHINE) and office in by.offices):
        raise NotAllowed("GEN-403")
    return row
