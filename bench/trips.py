"""What a carrier's system sends: one laden rig, and as many others as are wanted."""

from __future__ import annotations

from datetime import datetime
from typing import Any


def answers(n: int, planned_at: datetime) -> dict[str, Any]:
    """The form of one laden rig with a trailer and a container, as a carrier's system sends it; `n` makes it another one."""
    return {
        "regime": "temporary_exportation", "case": "border_delivery", "plate": plate(n), "country": "VN", "laden": True,
        "gate": "VNMCG1", "planned_at": planned_at.isoformat(), "contact_phone": "0912345678",
        "drivers": [{"name": "Vũ Đình Quyết", "nationality": "VN", "document_kind": "A", "document_number": f"QN{n % 900_000 + 100_000}",
                     "issued_on": "2026-01-05", "issued_at": "Quảng Ninh"}],
        "trailers": [{"plate": f"14R-{n % 90_000 + 10_000}", "country": "VN"}],
        "goods": [f"30{7_000_000_000 + n}"],
        "containers": [{"number": "MCGU4567899", "seals": [f"VN{n % 900_000 + 100_000}"], "laden": True, "size": "40", "type": "GP"}],
    }


def plate(n: int) -> str:
    """One of two million Vietnamese plates."""
    series, number = divmod(n, 90_000)
    return f"{('14', '15', '29', '30', '34', '51')[series % 6]}{'CHDK'[series // 6 % 4]}-{number + 10_000}"
