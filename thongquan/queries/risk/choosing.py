"""Whether the champion chooses yet: its first cuts are worked out after it was promoted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from thongquan.models import LaneBudget, RiskModelFile
from thongquan.queries.hot import hot
from thongquan.queries.risk.champion import Standing
from thongquan.queries.scope import platform

#: when the counters were made this model's own; an older row tells no moment
COUNTED = "select sums[2] from risk_sum where name = 'model:' || %s"


@dataclass(frozen=True)
class Choosing:
    """Since when a champion chooses (None: not yet), whether that is being worked out, and for how many of the reader's offices.

    `rooms` of them have said how much they can check; for `filled` of these there are cuts this week.
    """

    since: datetime | None
    coming: bool
    rooms: int
    filled: int


def choosing(now: Standing, offices: Iterable[int], *, week: date) -> Choosing:
    """How far the champion is with choosing in this week (its Monday), within the reader's offices."""
    with platform(), hot() as cursor:
        row = cursor.execute(COUNTED, [now.hash]).fetchone()
        coming = row is None and RiskModelFile.objects.filter(model_id=now.pk, name="counters.npz").exists()
    newest = LaneBudget.objects.filter(office_id__in=list(offices), week__lte=week).order_by("office_id", "-week").distinct("office_id")
    rooms = [one for one in newest if one.red is not None or one.yellow is not None]
    filled = [one for one in rooms if any(cut is not None for cut in one.cuts.values())]
    since = now.since if row is None or not row[0] else datetime.fromtimestamp(row[0], UTC)
    return Choosing(None if coming else since, coming, len(rooms), len(filled))
