"""Codes of goods procedures: declaration types and modes of transport."""

from __future__ import annotations

from dataclasses import dataclass

from thongquan.catalog.tables import rows


@dataclass(frozen=True)
class DeclarationType:
    """A type code of Decision 1357: `direction` I import, E export."""

    code: str
    direction: str
    name_vi: str
    name_en: str
    group: str


DECLARATION_TYPES = {
    r["code"]: DeclarationType(r["code"], r["direction"], r["name_vi"], r["name_en"], r["group"])
    for r in rows("declaration_types")
}
TRANSPORT_MODES = {r["code"]: (r["name_vi"], r["name_en"]) for r in rows("transport_modes")}
