"""The transport permits of a party."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from thongquan.models import TransportPermit


def permits(party_id: int) -> list[TransportPermit]:
    """All permits of a party, those that last longest first."""
    return list(TransportPermit.objects.filter(party_id=party_id).order_by("-until", "number"))


def permits_for(party_id: int, plate_key: str, day: date) -> list[TransportPermit]:
    """The permits in force that cover this plate; one without plates covers every vehicle of the party."""
    rows = TransportPermit.objects.filter(party_id=party_id).filter(Q(until__isnull=True) | Q(until__gte=day))
    return [row for row in rows.order_by("-until") if not row.plates or plate_key in row.plates]
