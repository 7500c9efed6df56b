"""What an office can check in a week, and the scores from which the room left is filled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from math import sqrt

from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.goods_selection import Budget, Cuts, Seen, cuts_of
from thongquan.core.refused import NotAllowed, Refused
from thongquan.core.rule import local_day
from thongquan.models import LaneBudget, RiskModel, RiskScore, Selection
from thongquan.queries.assessment.profiles import monday
from thongquan.queries.hot import hot

#: scores of so many weeks tell what scores to expect
WEEKS = 4
PRIORITIES = ("physical", "document", "prohibited")
MOST = 100_000
#: million đồng of a dollar, near enough to order scores of lines taken over from elsewhere
MILLIONS_PER_USD = 0.026
#: what the champion says of the weeks before it judged, told when it was promoted (`risk.recount`): a declaration is as
#: likely as its worst line, a line taken over from elsewhere stands alone; what it judged itself is told by its selections
USUAL = """
select max(physical) * sqrt(greatest(1, %(millions)s * (array_agg(revenue_usd order by score desc))[1])),
    max(document) * sqrt(greatest(1, %(millions)s * (array_agg(revenue_usd order by score desc))[1])), max(prohibited)
from risk_score r where kind = 'usual' and model_hash = %(model)s and office_id = %(office)s and day between %(since)s and %(until)s
    and not exists (select 1 from selection s where s.declaration_id = r.declaration_id and s.kind = 'initial' and s.model_hash = r.model_hash)
group by coalesce(declaration_id, -id)
"""


def set_budget(office_id: int, *, red: int | None, yellow: int | None, scanner: bool, reason: str, by: Actor, at: datetime) -> LaneBudget:
    """The head of office says how many inspections and dossier checks the office can do in a week, from this one on."""
    if not by.is_any("office_leader", "region_leader", "nation_leader") or office_id not in by.offices:
        raise NotAllowed("GEN-403")
    if any(limit is not None and not 0 <= limit <= MOST for limit in (red, yellow)):
        raise Refused("GEN-422", "/red")
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    row, _made = LaneBudget.objects.get_or_create(office_id=office_id, week=monday(local_day(at)))
    row.red, row.yellow, row.scanner, row.set_by = red, yellow, scanner, by.id
    row.save()
    record("assessment.set_budget", row, by=by, at=at, reason=reason.strip(), facts={"red": red, "yellow": yellow, "scanner": scanner})
    return row


def refresh_cuts(*, at: datetime) -> int:
    """Work out anew, for every office with a limit, how many declarations come in a week and where the cuts lie.

    The champion's own scores of the last weeks decide; where it has said nothing yet, whatever was said in these weeks.
    """
    week, since = monday(local_day(at)), at - timedelta(weeks=WEEKS)
    champion = RiskModel.objects.filter(state="champion").values_list("hash", flat=True).first() or ""
    newest = LaneBudget.objects.filter(week__lte=week).order_by("office_id", "-week").distinct("office_id")
    for before in newest:
        row = before if before.week == week else LaneBudget(
            office_id=before.office_id, week=week, red=before.red, yellow=before.yellow, scanner=before.scanner, drift_alarm=before.drift_alarm)
        rows = list(Selection.objects.filter(office_id=row.office_id, kind="initial", at__gte=since, at__lte=at).values_list("model_hash", "score"))
        scores = [(digest, tuple(score["model"][name] for name in PRIORITIES)) for digest, score in rows if "model" in score]
        taken = list(_taken_over(row.office_id, local_day(since), local_day(at)))
        own = [told for digest, told in scores if digest == champion]
        told = [*own, *_usual(champion, row.office_id, local_day(since), local_day(at))] or [*(told for _digest, told in scores), *taken]
        seen = Seen([one[0] for one in told], [one[1] for one in told], [one[2] for one in told])
        expected = round((len(rows) + len(taken)) / WEEKS)
        room = Budget("", row.red, row.yellow, row.red_used, row.yellow_used, expected)
        cuts = asdict(cuts_of(seen, room) if row.red is not None or row.yellow is not None else Cuts())
        if row.pk is None:
            row.expected, row.cuts = expected, cuts
            row.save()
        else:
            LaneBudget.objects.filter(pk=row.pk).update(expected=expected, cuts=cuts)
    return len(newest)


def _usual(model: str, office_id: int, since: date, until: date) -> list[tuple[float, ...]]:
    """Priorities of what the champion would have said of declarations before it judged."""
    with hot() as cursor:
        return cursor.execute(USUAL, {"millions": MILLIONS_PER_USD, "model": model, "office": office_id, "since": since, "until": until}).fetchall()


def _taken_over(office_id: int, since: date, until: date) -> Iterator[tuple[float, float, float]]:
    """Priorities of scored lines of these days that came from elsewhere, without a declaration of this house."""
    rows = RiskScore.objects.filter(kind="goods", declaration_id__isnull=True, office_id=office_id, day__gte=since, day__lte=until)
    for physical, document, prohibited, dollars in rows.values_list("physical", "document", "prohibited", "revenue_usd"):
        weight = sqrt(max(1.0, dollars * MILLIONS_PER_USD))
        yield physical * weight, document * weight, prohibited
