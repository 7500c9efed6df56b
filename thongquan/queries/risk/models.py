"""Risk models as people see them: cards, scores of a declaration, weekly figures."""

from __future__ import annotations

from datetime import date

from thongquan.models import RiskModel, RiskReading, RiskScore


def models() -> list[RiskModel]:
    """Every model: champion, what waits, candidates, then the past."""
    order = {"champion": 0, "proposed": 1, "candidate": 2, "retired": 3, "refused": 4}
    return sorted(RiskModel.objects.order_by("-trained_at", "-id"), key=lambda row: order[row.state])


def champion() -> RiskModel | None:
    """The model that judges."""
    return RiskModel.objects.filter(state="champion").first()


def model(pk: int) -> RiskModel | None:
    """One model."""
    return RiskModel.objects.filter(pk=pk).first()


def scores_of(declaration_id: int) -> list[RiskScore]:
    """What the model last said of a declaration's lines, the worst first: at registration, or again after a change; for officers."""
    rows = list(RiskScore.objects.filter(kind__in=("goods", "again"), declaration_id=declaration_id).order_by("id"))
    again = {row.code: row for row in rows if row.kind == "again"}
    return sorted((again or {row.code: row for row in rows}).values(), key=lambda row: (-row.score, row.code))


def chance_before(declaration_id: int) -> float | None:
    """The chance that the model gave the worst line when it was registered."""
    worst = RiskScore.objects.filter(kind="goods", declaration_id=declaration_id).order_by("-score", "code").first()
    return worst.probability if worst else None


def readings(*, since: date) -> list[RiskReading]:
    """The weekly figures from a day on, oldest first."""
    return list(RiskReading.objects.filter(week__gte=since).order_by("week", "figure", "of"))


def alarm() -> bool:
    """Whether the newest week rang."""
    newest = RiskReading.objects.order_by("-week").values_list("week", flat=True).first()
    return newest is not None and RiskReading.objects.filter(week=newest, alarm=True).exists()
