"""Drafts of goods declarations: begun, kept, copied, kept as templates, thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from thongquan.actions.goods import begin, fill, locked, mandated, save, step
from thongquan.core.actor import Actor
from thongquan.core.forms import GOODS_FORMS
from thongquan.core.reading import JSON
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.models import GoodsDeclaration, GoodsTemplate, Party
from thongquan.queries.declaration.facts import form_of, read_body
from thongquan.queries.hot import one

#: what belongs to one shipment and never to the next
ONE_SHIPMENT = frozenset({
    "own_reference", "bills", "invoice_number", "einvoice_number", "invoice_day", "arrival", "departure", "transport_start", "transport_arrival",
    "planned_day", "temporary_until", "warehouse_entry", "containers", "container_count", "conveyance", "documents", "attachments", "permits",
    "previous_number",
})


def draft(
    values: Mapping[str, Any], *, declarant_id: int, by: Actor, at: datetime, direction: str = "import",
    agent_id: int | None = None, source: str = "web",
) -> GoodsDeclaration:
    """A new draft from the form's raw answers; unfinished answers are welcome. Drafts leave no trail."""
    form = GOODS_FORMS.get(direction)
    known = form.read(values, language=JSON, draft=True)[0] if form else {}
    return begin(drawn_up(known, declarant_id=declarant_id, by=by, at=at, direction=direction, agent_id=agent_id, source=source))


def drawn_up(
    known: Mapping[str, Any], *, declarant_id: int, by: Actor, at: datetime, direction: str, agent_id: int | None, source: str,
) -> GoodsDeclaration:
    """A new declaration of answers that were read; it is not yet saved."""
    mandated(declarant_id, "declare", by)
    if direction not in GOODS_FORMS:
        raise Refused("GDS-90", "/direction")
    declarant = one(Party, "id", declarant_id)
    if declarant is None:
        raise NotAllowed("ACC-02")
    declaration = GoodsDeclaration(
        direction=direction, declarant=declarant, agent_id=agent_id, source=source, created_by=by.id, created_at=at)
    fill(declaration, known)
    return declaration


def hold(pk: int) -> None:
    """Until the end of the transaction nobody else writes this draft: what is read from now on is what will be replaced."""
    locked(pk)


def save_draft(pk: int, values: Mapping[str, Any], *, by: Actor, at: datetime) -> GoodsDeclaration:
    """Keep what was typed so far: fields that `values` speaks of are replaced, the rest stays."""
    declaration = locked(pk)
    mandated(declaration.declarant_id, "declare", by)
    if declaration.state != "draft":
        raise Conflict("CHG-03")
    form = form_of(declaration.direction)
    fresh, _ = form.read(values, language=JSON, draft=True)
    kept = {name: value for name, value in read_body(declaration).items() if name not in form.touched(values)}
    fill(declaration, {**kept, **fresh})
    return save(declaration)


def discard(pk: int, *, by: Actor, at: datetime) -> None:
    """Throw a draft away; nothing of it was ever official."""
    declaration = locked(pk)
    step(declaration, "cancel", by)
    declaration.delete()


def copy(pk: int, *, by: Actor, at: datetime) -> GoodsDeclaration:
    """A new draft like an earlier declaration, without what belongs to that shipment alone."""
    before = GoodsDeclaration.objects.filter(pk=pk).first()
    if before is None:
        raise NotFound("GEN-404")
    body = {name: value for name, value in before.body.items() if name not in ONE_SHIPMENT}
    return draft(body, declarant_id=before.declarant_id, by=by, at=at, direction=before.direction, agent_id=before.agent_id)


def keep_template(pk: int, name: str, *, by: Actor) -> GoodsTemplate:
    """Keep a declaration by name, to declare again; the same name replaces."""
    before = GoodsDeclaration.objects.filter(pk=pk).first()
    if before is None or not by.acts_for(before.declarant_id):
        raise NotFound("GEN-404")
    if not name.strip():
        raise Refused("FRM-01", "/name")
    body = {key: value for key, value in before.body.items() if key not in ONE_SHIPMENT} | {"_direction": before.direction}
    row, _ = GoodsTemplate.objects.update_or_create(declarant_id=before.declarant_id, name=name.strip()[:80], defaults={"body": body})
    return row


def from_template(pk: int, *, by: Actor, at: datetime, agent_id: int | None = None) -> GoodsDeclaration:
    """A new draft from a kept one."""
    row = GoodsTemplate.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound("GEN-404")
    row.used_at = at
    row.save(update_fields=["used_at"])
    body = dict(row.body)
    return draft(body, declarant_id=row.declarant_id, by=by, at=at, direction=body.pop("_direction", "import"), agent_id=agent_id)


def forget_template(pk: int, *, by: Actor) -> None:
    """The template is no longer wanted."""
    row = GoodsTemplate.objects.filter(pk=pk).first()
    if row is None or not by.acts_for(row.declarant_id):
        raise NotFound("GEN-404")
    row.delete()
