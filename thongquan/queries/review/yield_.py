"""What reviews find: by the ground of choosing, and how far blind pairs agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from thongquan.core.review import Agreement
from thongquan.models import ReviewCase
from thongquan.queries.hot import hot
from thongquan.queries.scope import everywhere

PAIRS = """
select f.outcome, s.outcome from review_case s join review_case f on f.id = s.blind_of_id join goods_declaration d on d.id = s.declaration_id
where s.state = 'done' and f.state = 'done' and s.done_at >= %(since)s and s.done_at < %(until)s and d.office_ids && %(offices)s::bigint[]
"""

YIELDS = """
select r.why, count(*), count(*) filter (where r.state = 'done'), count(*) filter (where r.state = 'done' and r.outcome <> 'clean'),
    count(*) filter (where r.state <> 'done' and r.due_at < %(at)s), coalesce(sum(r.duty_difference), 0)::bigint
from review_case r join goods_declaration d on d.id = r.declaration_id
where r.chosen_at >= %(since)s and r.chosen_at < %(until)s and d.office_ids && %(offices)s::bigint[]
group by 1 order by 2 desc, 1
"""


@dataclass(frozen=True)
class Yield:
    """Reviews chosen for one reason: how many, done, found something, late; the tax they found missing in đồng."""

    why: str
    chosen: int
    done: int
    found: int
    late: int
    difference: int


def agreement(*, since: datetime, until: datetime, offices: Iterable[int]) -> Agreement:
    """How often a blind second review came to the same outcome; nobody's name stands in it."""
    with everywhere(), hot() as cursor:
        pairs = cursor.execute(PAIRS, {"since": since, "until": until, "offices": list(offices)}).fetchall()
    return Agreement.of(pairs)


def yields(*, since: datetime, until: datetime, at: datetime, offices: Iterable[int]) -> list[Yield]:
    """Per ground of choosing, of the reviews chosen in the span."""
    with everywhere(), hot() as cursor:
        rows = cursor.execute(YIELDS, {"since": since, "until": until, "at": at, "offices": list(offices)}).fetchall()
    return [Yield(*row) for row in rows]


def undecided(row: ReviewCase) -> bool:
    """Whether a blind second look found what the first did not, and no head has said yet what follows."""
    return row.blind_of is not None and row.blind_of.outcome == "clean" and row.outcome not in ("", "clean") and not row.follow_state


def disagreements(limit: int = 100) -> list[ReviewCase]:
    """Blind second reviews that came to another outcome, for leaders; newest first, each with its first."""
    rows = ReviewCase.objects.filter(state="done", blind_of__isnull=False, blind_of__state="done").select_related(
        "blind_of", "declaration", "declaration__declarant").order_by("-done_at")
    return [row for row in rows[:limit] if row.blind_of is not None and row.blind_of.outcome != row.outcome]
