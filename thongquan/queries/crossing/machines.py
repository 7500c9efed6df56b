"""What machines ask of vehicle declarations: one, pages of them, who declares for whom."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from thongquan.core.actor import Actor
from thongquan.core.numbers import is_movement_number, squeeze
from thongquan.core.plates import normalise
from thongquan.core.refused import NotAllowed, NotFound
from thongquan.models import DeclarationRequest, Party, Pass, PhysicalCheck, VehicleDeclaration

MOST = 200
#: what the last scan of a list remembers
GATES = ("gate", "return_gate")


def by_number(number: str) -> VehicleDeclaration:
    """One registered declaration within reach; anything else does not exist (GEN-404)."""
    digits = squeeze(number)
    row = None
    if is_movement_number(digits):
        row = VehicleDeclaration.objects.select_related(*GATES, "declarant").filter(number=digits).first()
    if row is None:
        raise NotFound("GEN-404")
    return row


def registered(*, before: int | None = None, state: str = "", plate: str = "", gate: str = "", own_reference: str = "",
               since: datetime | None = None, until: datetime | None = None, limit: int = 50) -> list[VehicleDeclaration]:
    """Registered declarations within reach, newest first, those older than row `before`."""
    wanted: dict[str, Any] = {
        "id__lt": before, "state": state, "plate_key": normalise(plate) if plate else "", "gate__code": gate,
        "own_reference": own_reference, "submitted_at__gte": since, "submitted_at__lt": until,
    }
    rows = VehicleDeclaration.objects.filter(number__isnull=False, **{name: value for name, value in wanted.items() if value})
    return list(rows.select_related(*GATES).order_by("-id")[:min(limit, MOST)])


def newest_passes(declaration: VehicleDeclaration) -> list[Pass]:
    """The newest pass of each leg, in order."""
    return list({row.leg: row for row in declaration.passes.order_by("leg", "revision")}.values())


def open_points(declaration: VehicleDeclaration) -> list[dict[str, Any]]:
    """What officers want mended: the points of the open question, or of the last return."""
    if declaration.state not in ("asked", "returned"):
        return []
    state = "open" if declaration.state == "asked" else "returned"
    row = declaration.requests.filter(kind="question", state=state).order_by("-id").first()
    return list(row.points) if row else []


def open_requests(declaration: VehicleDeclaration) -> QuerySet[DeclarationRequest]:
    """Requests that wait for somebody."""
    return declaration.requests.filter(state="open").order_by("id")


def checks_of(declaration: VehicleDeclaration) -> list[PhysicalCheck]:
    """The ordered checks, oldest first."""
    return list(declaration.checks.order_by("id"))


def declarant_named(tax_id: str, by: Actor, own: Set[int]) -> tuple[int, int | None]:
    """For whom, and through which agent: the party with this number among those the person acts for.

    Without a number it is the person's only party of those he belongs to himself (`own`). Raises ACC-02.
    """
    parties = among(by.parties, tax_id) if tax_id else sorted(own & set(by.parties))
    if len(parties) != 1:
        raise NotAllowed("ACC-02", "/declarant")
    agent = next(iter(sorted(own)), None) if parties[0] not in own else None
    return parties[0], agent


def among(parties: Iterable[int], tax_id: str) -> list[int]:
    """Those of these parties that carry this register number."""
    return list(Party.objects.filter(pk__in=list(parties), tax_id=tax_id).values_list("id", flat=True))
