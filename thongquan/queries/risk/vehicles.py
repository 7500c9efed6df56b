"""The risk of a vehicle declaration by its plate, drivers and carrier; for officers."""

from __future__ import annotations

from thongquan.models import VehicleDeclaration
from thongquan.queries.hot import hot
from thongquan.queries.scope import platform
from thongquan.risk.vehicles import VehicleRisk, judged, names


def of_vehicle(declaration: VehicleDeclaration) -> VehicleRisk:
    """What the counters say of this trip now."""
    drivers = [str(one.get("document_number") or "") for one in declaration.body.get("drivers") or () if isinstance(one, dict)]
    wanted = names(declaration.plate_key, [driver for driver in drivers if driver], str(declaration.declarant_id))
    with platform(), hot() as cursor:
        rows = cursor.execute("select name, sums from risk_sum where name = any(%s)", [list(wanted)], prepare=True).fetchall()
    return judged({name: tuple(sums) for name, sums in rows})
