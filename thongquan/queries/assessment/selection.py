"""What was selected and why, for officers; the level of a declarant; the room of the week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from thongquan.core.goods_selection import RANDOM, REVIEW, SCORED, WRITTEN
from thongquan.core.profiles import ORDER
from thongquan.core.review import Known
from thongquan.core.rule import local_day
from thongquan.models import LaneBudget, Selection, TraderGrade, Unit
from thongquan.queries.assessment.profiles import monday


def selections(declaration_id: int) -> list[Selection]:
    """Every decision on the channel of a declaration, the newest first."""
    return list(Selection.objects.filter(declaration_id=declaration_id).order_by("-at", "-id"))


def die_of(declaration_id: int) -> int | None:
    """The die of the first decision; nothing is drawn twice."""
    return Selection.objects.filter(declaration_id=declaration_id, kind="initial").values_list("die", flat=True).first()


def known_of(declaration_id: int) -> Known:
    """What a review after clearance is chosen by: the first die, and what the latest decisions said of risk."""
    rows = selections(declaration_id)
    if not rows:
        return Known()
    first, booked = rows[-1], {reason["kind"] for reason in rows[0].reasons if reason["lane"] == REVIEW} if rows[0].review else set()
    said = next((row.score["model"] for row in rows if "model" in row.score), None)
    return Known(
        first.die, first.drawn == REVIEW, "profile" if WRITTEN in booked else "band" if SCORED in booked else "",
        max(said["p_physical"], said["p_document"]) if said else None)


def selected_by(declaration_id: int) -> str:
    """For the label of a check: `random` (the unbiased sample), `override`, `order`, `rule`, or "" when nothing asked for it."""
    rows = selections(declaration_id)
    if not rows:
        return ""
    first = rows[-1]
    if first.drawn in ("red", "yellow"):
        return RANDOM
    if rows[0].kind == "override":
        return "override"
    kinds = {reason["kind"] for reason in rows[0].reasons}
    return ORDER if ORDER in kinds else "rule" if kinds else ""


def level_of(party_id: int, day: date) -> TraderGrade | None:
    """The newest level of a declarant up to a day, with its criteria; the firm itself may read it."""
    return TraderGrade.objects.filter(party_id=party_id, day__lte=day).order_by("-day").first()


@dataclass(frozen=True)
class Room:
    """An office's week: limits (None: none set), what is used, how many declarations are expected."""

    office: Unit
    red: int | None
    yellow: int | None
    red_used: int
    yellow_used: int
    expected: int


def rooms(office_ids: tuple[int, ...], at: datetime) -> list[Room]:
    """This week's room of each office within reach; limits of an earlier week stand until new ones are set."""
    week = monday(local_day(at))
    rows = LaneBudget.objects.filter(office_id__in=office_ids, week__lte=week).order_by("office_id", "-week").distinct("office_id")
    found = {row.office_id: row for row in rows}
    told = []
    for office in Unit.objects.filter(pk__in=office_ids, level="office").order_by("code"):
        row = found.get(office.pk)
        now = row is not None and row.week == week
        told.append(Room(office, row.red if row else None, row.yellow if row else None, row.red_used if row and now else 0,
                         row.yellow_used if row and now else 0, row.expected if row else 0))
    return told
