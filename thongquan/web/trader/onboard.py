"""The goods on a vehicle as its side sees them: free or not, which part it takes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from thongquan.models import VehicleDeclaration
from thongquan.queries import clearance as asked
from thongquan.queries.inspection import must_report

#: states of a trip in which a part may still be planned
PLANS = ("draft", "returned", "submitted", "received", "asked", "checking", "accepted")


def told(request: HttpRequest, row: VehicleDeclaration) -> dict[str, Any]:
    """What the trip's page says of the goods."""
    parties = request.actor.parties  # type: ignore[attr-defined]
    open_trip = row.state in PLANS and row.leg == 1
    spare = asked.on_no_pass(row.gate_id, parties) if open_trip and row.gate_id and row.laden else []
    return {"aboard": asked.on_board(row, parties), "spare": spare[:5], "more_spare": max(len(spare) - 5, 0), "plans": open_trip,
            "reports": [one for one in must_report(row.goods, vehicle=row.pk) if one.answer != "not_needed"]}


def mark(request: HttpRequest, row: VehicleDeclaration) -> str:
    """The same as a mark that changes when the page would."""
    if not row.goods:
        return ""
    aboard = asked.on_board(row, request.actor.parties)  # type: ignore[attr-defined]
    reports = [(one.number, one.answer, one.late, one.order and one.order.slot_at) for one in must_report(row.goods, vehicle=row.pk)]
    parts = [(one.number, one.free, one.left_behind, one.part and (one.part.state, one.part.packages, one.part.gross_kg)) for one in aboard]
    return f"{parts}{reports}"
