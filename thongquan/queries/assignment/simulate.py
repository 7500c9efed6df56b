"""A rule tried on last month: who would have received what."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from thongquan.core.assignment import Case, Roster, eligible
from thongquan.core.assignment_rule import ROLE_OF, WIDEST, AssignmentRule
from thongquan.core.canonical import canonical
from thongquan.core.draw import below, token
from thongquan.models import Draw, Grant
from thongquan.queries.access import names_of

#: work still open counts as lasting this long
STILL_OPEN = timedelta(days=1)


@dataclass(frozen=True)
class Share:
    """One officer: cases and points he had, and would have had."""

    officer_id: int
    name: str
    had: int
    would: int
    points_had: int
    points_would: int


@dataclass(frozen=True)
class Simulation:
    """The trial. `changed` counts cases that would have gone to somebody else by the rule alone, dice being equal;
    `few` those for which too few were eligible, before and after."""

    cases: int
    changed: int
    few_before: int
    few_after: int
    unassigned: int
    shares: tuple[Share, ...]


@dataclass
class Desk:
    """What one officer has at a moment of the trial."""

    held: list[tuple[datetime, int]] = field(default_factory=list)
    last: deque[int] = field(default_factory=lambda: deque(maxlen=100))
    cases: int = 0
    points: int = 0

    def open(self, at: datetime) -> int:
        self.held = [(end, points) for end, points in self.held if end > at]
        return sum(points for _, points in self.held)


Key = Callable[[str], bytes]


def simulate(rule: AssignmentRule, since: datetime, until: datetime, *, key_of: Key, units: tuple[int, ...] = (), kind: str = "",
             most: int = 5000) -> Simulation:
    """First draws of a period again under another rule, on the rosters of the day, loads growing as they would have.

    Tokens are turned back into people with `key_of` (the acts hold it). Deterministic: the dice come from each epoch's
    fingerprint, so two rules are compared on the same throws.
    """
    rows = Draw.objects.filter(redraw_of__isnull=True, at__gte=since, at__lt=until).select_related("epoch", "roster", "task").order_by("at", "id")
    rows = rows.filter(epoch__unit_id__in=units) if units else rows
    draws = list((rows.filter(task__kind=kind) if kind else rows)[:most])
    now, then = Trial(rule, key_of), Trial(None, key_of)
    pairs = [(now.give(draw), then.give(draw)) for draw in draws]
    names = names_of({*now.desks, *then.desks})
    empty = Desk()
    shares = [Share(person, names.get(person, ""), then.desks.get(person, empty).cases, now.desks.get(person, empty).cases,
                    then.desks.get(person, empty).points, now.desks.get(person, empty).points) for person in {*now.desks, *then.desks}]
    return Simulation(
        len(draws), sum(1 for new, old in pairs if new != old), then.few, now.few, now.nobody,
        tuple(sorted(shares, key=lambda share: (-share.would, share.name))))


class Trial:
    """One rule (None: the one each epoch really had) walking through the cases."""

    def __init__(self, rule: AssignmentRule | None, key_of: Key) -> None:
        self.rule, self.key_of = rule, key_of
        self.desks: defaultdict[int, Desk] = defaultdict(Desk)
        self.people: dict[str, dict[str, int]] = {}
        self.everybody = _everybody()
        self.few = self.nobody = 0

    def give(self, draw: Draw) -> int | None:
        """Who gets this case; his load grows until the case really ended."""
        rule = self.rule or AssignmentRule.of(draw.epoch.rule)
        roster = replace(Roster.of(draw.roster.body), reach=WIDEST)  # nobody further away is known
        who = self._who(draw.epoch.name, (officer.token for officer in roster.officers))
        trader = draw.task.trader_id
        load = {name: (self.desks[person].open(draw.at), _recent(self.desks[person], trader, rule)) for name, person in who.items()}
        case = Case.of({**draw.case, "keeper": ""})
        found = eligible(rule, case, roster, load)
        self.few += not found.enough
        person = who.get(_same_dice(draw, found.weights))
        if person is None:
            self.nobody += 1
            return None
        points = rule.points(case.lines, case.supplements)
        desk = self.desks[person]
        desk.held.append((draw.ended_at or draw.at + STILL_OPEN, points))
        desk.last.append(trader)
        desk.cases, desk.points = desk.cases + 1, desk.points + points
        return person

    def _who(self, epoch: str, names: Iterable[str]) -> dict[str, int]:
        if epoch not in self.people:
            key = self.key_of(epoch)
            self.people[epoch] = {token(key, "officer", person): person for person in self.everybody}
        known = self.people[epoch]
        return {name: known[name] for name in names if name in known}


def _same_dice(draw: Draw, weights: Mapping[str, int]) -> str:
    """One point between 0 and 1 for each draw, whatever the weights: a small change of weights moves few cases."""
    point = below(bytes.fromhex(draw.epoch.seed_print), canonical({"seq": draw.seq}), 1 << 32)
    mark = point * sum(weights.values()) >> 32
    for name in sorted(weights):
        if mark < weights[name]:
            return name
        mark -= weights[name]
    return ""


def _recent(desk: Desk, trader: int, rule: AssignmentRule) -> int:
    return list(desk.last)[-rule.rotation_last:].count(trader) if rule.rotation_last else 0


def _everybody() -> list[int]:
    """Everybody who ever had an officer's role."""
    rows = Grant.objects.filter(role__in=ROLE_OF.values()).values_list("user_id", flat=True).distinct()
    return list(rows)
