"""The sample of officers' questions: what waits, what was judged, figures of teams."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from thongquan.core.actor import Actor
from thongquan.core.question_check import NEEDED, SOUND, Tally
from thongquan.models import GoodsDeclaration, GoodsRequest, QuestionCheck
from thongquan.queries.access import names_of

COUNTS = {
    "asked": Count("id"), "drawn": Count("id", filter=~Q(state="left")), "judged": Count("id", filter=Q(state="judged")),
    "needed": Count("id", filter=Q(need=NEEDED)), "sound": Count("id", filter=Q(ground=SOUND)),
}


@dataclass(frozen=True)
class Looked:
    """One question of the sample with its declaration; `officer` is empty while it waits: the question is judged, not the person."""

    row: QuestionCheck
    question: GoodsRequest
    declaration: GoodsDeclaration
    officer: str = ""


def waiting(by: Actor) -> list[Looked]:
    """What waits for this supervisor, oldest first; his own questions are another's to judge."""
    rows = QuestionCheck.objects.filter(office_id__in=by.offices, state="waiting").exclude(officer_id=by.id).order_by("id")
    return looked(rows[:50])


def judged(units: Iterable[int], since: datetime) -> list[Looked]:
    """What was judged since then, newest first, with the asker's name."""
    rows = list(QuestionCheck.objects.filter(office_id__in=list(units), judged_at__gte=since).order_by("-judged_at", "-id")[:50])
    return looked(rows, names_of(row.officer_id for row in rows))


def of_officer(officer_id: int | None, since: datetime) -> list[Looked]:
    """What supervisors said of one's own questions, newest first."""
    return looked(QuestionCheck.objects.filter(officer_id=officer_id, judged_at__gte=since).order_by("-judged_at", "-id")[:20])


def looked(rows: Iterable[QuestionCheck], names: dict[int, str] | None = None) -> list[Looked]:
    """Rows with their questions and declarations; those out of the reader's reach fall away."""
    listed = list(rows)
    questions = {one.pk: one for one in GoodsRequest.objects.filter(pk__in=[row.question_id for row in listed]).select_related("declaration")}
    return [Looked(row, questions[row.question_id], questions[row.question_id].declaration, (names or {}).get(row.officer_id or 0, ""))
            for row in listed if row.question_id in questions]


def figures(units: Iterable[int], since: datetime) -> tuple[dict[int, Tally], list[tuple[str, Tally]]]:
    """What was asked since then: by team, and by officer in the order of names."""
    rows = QuestionCheck.objects.filter(office_id__in=list(units), at__gte=since).order_by()

    def tallied(column: str) -> dict[int, Tally]:
        found = rows.values_list(column).annotate(**COUNTS).values_list(column, *COUNTS)
        return {key: Tally(*counted) for key, *counted in found}

    people = tallied("officer_id")
    names = names_of(people)
    return tallied("office_id"), sorted(((names.get(officer, ""), tally) for officer, tally in people.items()), key=lambda one: one[0])
