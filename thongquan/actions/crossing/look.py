"""That somebody looked at a vehicle's case."""

from __future__ import annotations

from datetime import datetime

from thongquan.actions.access import looks
from thongquan.core.actor import Actor
from thongquan.models import VehicleDeclaration


def looked_at(declaration: VehicleDeclaration, *, by: Actor, at: datetime) -> None:
    """Keep the look, once in ten minutes; a declarant at his own case is none."""
    looks.looked_at("vehicle", declaration.pk, declarant_id=declaration.declarant_id, office_id=declaration.office_id, by=by, at=at)
