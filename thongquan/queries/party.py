"""Companies, their people, drivers, craft and mandates, as lists and look-ups."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from thongquan.core.numbers import squeeze
from thongquan.models import CraftRecord, DriverRecord, Grant, Mandate, Party


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


def brokers(text: str = "") -> list[Party]:
    """Active customs brokers, by part of the name or tax code."""
    rows = Party.objects.filter(broker=True, active=True).order_by("name")
    if text.strip():
        rows = rows.filter(Q(name__icontains=text.strip()) | Q(tax_id__startswith=squeeze(text)))
    return list(rows[:50])


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


def mandates_given(party_id: int) -> list[Mandate]:
    """Whom this client lets act, the newest first."""
    return list(Mandate.objects.filter(client_id=party_id).select_related("agent").order_by("-id"))


def mandates_held(party_id: int, day: date) -> list[Mandate]:
    """The clients of a broker today."""
    rows = Mandate.objects.filter(agent_id=party_id, since__lte=day, until__gte=day, revoked_at__isnull=True)
    return list(rows.select_related("client").order_by("client__name"))


def members(party_id: int) -> list[Grant]:
    """The people of a company with their roles in force."""
    rows = Grant.objects.filter(party_id=party_id, revoked_at__isnull=True)
    return list(rows.select_related("user").order_by("user__full_name", "role"))
