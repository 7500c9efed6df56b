"""One line of a queue in words: its clock, its goods, what is asked, who has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from thongquan.core.actor import Actor
from thongquan.core.flows.goods import STATES
from thongquan.core.numbers import pretty
from thongquan.queries.assignment.calendar import allowance
from thongquan.queries.assignment.work import Work
from thongquan.queries.report.dossier import people
from thongquan.queries.report.dossiers import Line
from thongquan.web.central import words
from thongquan.web.shared.terms import Clock, running
from thongquan.web.shared.tongue import say, tongue
from thongquan.web.tariff.search import dotted

WORKDAY = timedelta(hours=8)


@dataclass(frozen=True)
class Shown:
    """One declaration of a queue as drawn."""

    row: Line
    number: str
    clock: Clock
    holder: str
    mine: bool
    hs: str
    asks: list[Any]
    state_words: str
    state_sign: tuple[str, str]
    channel_words: str
    why: str
    channel_sign: tuple[str, str]


def clock_of(work: Work | None) -> Clock:
    """The clock of a task: how long is left in working time, or for whom it stands still."""
    if work is None or work.task.done_at is not None:
        return Clock("–", "", 0.0, "")
    if work.paused:
        return Clock(str(words.PAUSED_WORDS.get(work.task.paused_why, _("stands still"))), "", 0.0, _("the clock stands still"))
    allowed = allowance(work.task.kind, work.task.started_at.date())
    whole = timedelta(hours=allowed.hours) if allowed.hours else allowed.days * WORKDAY
    return running(work.left, whole, _("of working time for the check"))


def lines(found: Sequence[Line], by: Actor) -> list[Shown]:
    """A page of a queue; one question for all names."""
    names = people(line.officer for line in found)
    return [Shown(
        row=line, number=pretty(line.number or "") or "–", clock=clock_of(line.work), holder=names.get(line.officer or 0, ""),
        mine=line.officer is not None and line.officer == by.id, hs=dotted(line.first_hs), asks=[words.REQUEST_WORDS[kind] for kind in line.asks],
        state_words=say(STATES[line.state]), state_sign=words.STATE_SIGNS.get(line.state, ("wait", "wait")),
        channel_words=say(words.CHANNEL_WORDS[line.channel]) if line.channel in words.CHANNEL_WORDS else "",
        why="; ".join(dict.fromkeys(one["words"].get(tongue()) or one["words"].get("vi", "") for one in line.why)),
        channel_sign=words.CHANNEL_SIGNS.get(line.channel, ("wait", "wait"))) for line in found]


