"""Companies, their drivers and craft, as lists and look-ups."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from thongquan.core.forms.registers import CRAFT_BODY, DRIVER
from thongquan.core.numbers import squeeze
from thongquan.models import CraftRecord, DriverRecord, Party


def parties(pks: tuple[int, ...]) -> list[Party]:
    """These parties by name."""
    return list(Party.objects.filter(pk__in=pks).order_by("name"))


def search_parties(text: str = "", *, stopped: bool | None = None, kind: str = "") -> QuerySet[Party]:
    """The register of parties for officers: by part of the name or identifier."""
    rows = Party.objects.order_by("name", "id")
    if text.strip():
        rows = rows.filter(Q(name__icontains=text.strip()) | Q(tax_id__contains=squeeze(text)) | Q(phone__contains=squeeze(text)))
    if stopped is not None:
        rows = rows.filter(stopped=stopped)
    return rows.filter(kind=kind) if kind else rows


def brokers() -> list[Party]:
    """Active customs brokers by name."""
    return list(Party.objects.filter(broker=True, active=True).order_by("name"))


def drivers(party_id: int, *, retired: bool = False) -> list[DriverRecord]:
    """A party's drivers, active ones only unless `retired`."""
    rows = DriverRecord.objects.filter(party_id=party_id).order_by("-active", "name")
    return list(rows if retired else rows.filter(active=True))


def craft(party_id: int, *, mode: str = "", retired: bool = False) -> list[CraftRecord]:
    """A party's vehicles, trailers and vessels."""
    rows = CraftRecord.objects.filter(party_id=party_id).order_by("-active", "kind", "plate_key")
    if mode:
        rows = rows.filter(mode=mode)
    return list(rows if retired else rows.filter(active=True))


def driver_answers(row: DriverRecord) -> dict[str, Any]:
    """A driver as the answers of the register's form."""
    return {f.name: value for f in DRIVER.fields if (value := getattr(row, f.name, None)) not in (None, "")}


def craft_answers(row: CraftRecord) -> dict[str, Any]:
    """A vehicle, trailer or vessel as the answers of the register's form."""
    return {**{name: row.body.get(name) for name in CRAFT_BODY if row.body.get(name) not in (None, "")}, "plate": row.plate, "kind": row.kind,
            "mode": row.mode, "country": row.country, "inspected_until": row.inspected_until}
