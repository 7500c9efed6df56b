"""The draws as anybody may see them: days that are over, replayed from their own bundle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count

from thongquan.core.draw_verify import Finding, verify_bundle
from thongquan.core.refused import NotFound
from thongquan.models import DrawEpoch, DrawParty
from thongquan.queries.assignment.epochs import bundle, proofs
from thongquan.queries.scope import platform

KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Replayed:
    """An epoch with who threw in a number; its bundle and what a replay of it found, once its day is over."""

    epoch: DrawEpoch
    parties: tuple[DrawParty, ...]
    bundle: dict[str, Any] | None
    findings: tuple[Finding, ...]

    @property
    def draws(self) -> list[dict[str, Any]]:
        """Its draws, in tokens; none while the day lasts."""
        return self.bundle["draws"] if self.bundle else []


def public_epochs(*, since: date, team: str = "", kind: str = "") -> list[DrawEpoch]:
    """Epochs from a day on, newest first, each with `thrown`, how often its dice fell; of one team or kind of work if named."""
    with platform():
        rows = DrawEpoch.objects.filter(day__gte=since).select_related("unit").annotate(thrown=Count("draws")).order_by("-day", "unit__code", "kind", "turn")
        rows = rows.filter(unit__code=team) if team else rows
        return list(rows.filter(kind=kind) if kind else rows)


def published(name: str) -> dict[str, Any]:
    """The public bundle of an epoch whose day is over."""
    with platform():
        epoch = DrawEpoch.objects.filter(name=name, closed_at__isnull=False).first()
        if epoch is None:
            raise NotFound("GEN-404")
        return _told(epoch)


def _told(epoch: DrawEpoch) -> dict[str, Any]:
    """The bundle; its proofs read the whole log below the beacon, which only grows, so they are kept."""
    commits = {} if epoch.late else cache.get_or_set(f"draw-proofs:{epoch.seed_print}", lambda: proofs(epoch), KEPT_SECONDS)
    return bundle(epoch, commits=commits)


def replayed(name: str) -> Replayed:
    """An epoch, judged as any outsider would judge it."""
    with platform():
        epoch = DrawEpoch.objects.filter(name=name).select_related("unit").first()
        if epoch is None:
            raise NotFound("GEN-404")
        parties = tuple(DrawParty.objects.filter(code__in=epoch.parties).order_by("code"))
        body = _told(epoch) if epoch.closed_at else None
    return Replayed(epoch, parties, body, tuple(verify_bundle(body)) if body else ())
