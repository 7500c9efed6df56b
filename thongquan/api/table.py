"""All endpoints of the machines' door, in the order of the interface description."""

from __future__ import annotations

from thongquan.api import acts, crossing, declaration, gate, images, inspection, licence, party, payment, place, reference, report, trail
from thongquan.api.endpoint import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *crossing.ENDPOINTS, *acts.ENDPOINTS, *declaration.ENDPOINTS, *payment.ENDPOINTS, *inspection.ENDPOINTS, *images.ENDPOINTS, *party.ENDPOINTS,
    *gate.ENDPOINTS, *place.ENDPOINTS, *licence.ENDPOINTS, *trail.ENDPOINTS, *report.ENDPOINTS, *reference.ENDPOINTS,
)
