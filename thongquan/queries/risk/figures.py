"""How well selection finds: rates with intervals, dice and targeting, overrides, days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from thongquan.core.profiles_batch import wilson
from thongquan.queries.hot import hot
from thongquan.risk.labels import Case, Quality, quality

#: what hit rates are told by
GROUPS: dict[str, str] = {
    "lane": "l.channel", "office": "l.office", "chosen": "l.selected_by", "kind": "r.check_kind", "week": "to_char(r.day, 'IYYY-\"W\"IW')",
}
#: checks of lines, with what the model of their day expected of such a check
CHECKED = """
select {by}, count(*), count(*) filter (where r.found), coalesce(sum(r.revenue_usd), 0),
    sum(case r.check_kind when 'document' then s.document else s.physical end), count(s.id)
from risk_result r join risk_line l on l.code = r.code left join risk_score s on s.code = r.code and s.kind = 'goods'
where r.day >= %(since)s and r.day <= %(until)s and (%(kind)s = '' or r.check_kind = %(kind)s) group by 1 order by 2 desc, 1
"""
PAIRS = """
select s.physical, r.found from risk_result r join risk_line l on l.code = r.code join risk_score s on s.code = r.code and s.kind = 'goods'
where r.check_kind = 'physical' and r.day >= %(since)s and r.day <= %(until)s and (not %(random)s or r.selected_by = 'random')
"""
LABELS = """
select r.officer_id, r.check_kind, case r.check_kind when 'document' then s.document else s.physical end, r.found
from risk_result r join risk_score s on s.code = r.code and s.kind = 'goods'
where r.officer_id is not null and r.day >= %(since)s and r.day <= %(until)s order by r.at, r.id
"""
DAYS = """
select d.day::date, coalesce(l.lines, 0), coalesce(r.checks, 0), coalesce(l.tax, 0)
from generate_series(%(since)s::date, %(until)s::date, interval '1 day') as d (day)
left join (select day, count(*) as lines, sum(tax_usd) as tax from risk_line where day >= %(since)s and (%(office)s = '' or office = %(office)s)
    group by 1) l on l.day = d.day
left join (select l.day, count(*) as checks from risk_line l where l.day >= %(since)s and l.channel in ('red', 'yellow')
    and (%(office)s = '' or l.office = %(office)s) group by 1) r on r.day = d.day
order by 1
"""
#: overrides of the product itself: raised or lowered, checked and found afterwards
OVERRIDES = """
select s.reason_code, array_position(array['green','yellow','red'], s.channel) > array_position(array['green','yellow','red'], s.before), count(*),
    count(distinct x.declaration_id) filter (where x.id is not null), count(distinct x.declaration_id) filter (where x.found)
from selection s left join check_label x on x.declaration_id = s.declaration_id and x.at > s.at
where s.kind = 'override' and s.at >= %(since)s group by 1, 2 order by 3 desc, 1
"""
VOLUME = "select count(*), count(*) filter (where channel in ('red', 'yellow')) from risk_line where day >= %(since)s and day <= %(until)s"


@dataclass(frozen=True)
class Rate:
    """Checks of one group: how many, with findings, dollars found, and what the model expected of those it had scored."""

    of: str
    checked: int
    found: int
    dollars: float
    expected: float | None
    scored: int

    @property
    def rate(self) -> float:
        """Per cent."""
        return 100 * self.found / self.checked if self.checked else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval of 95 %, in per cent."""
        return wilson(self.found, self.checked) if self.checked else (0.0, 100.0)

    @property
    def promised(self) -> float | None:
        """The rate that the model expected, in per cent."""
        return 100 * self.expected / self.scored if self.expected is not None and self.scored else None


def rows_of(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    """Every row of a statement."""
    with hot() as cursor:
        return cursor.execute(statement, values).fetchall()


def rates(by: str, *, since: date, until: date, kind: str = "") -> list[Rate]:
    """Hit rates of checks by lane, office, way of choosing, kind or week, within the asker's reach."""
    return [Rate(of or "", checked, found, float(dollars), expected, scored) for of, checked, found, dollars, expected, scored in rows_of(
        CHECKED.format(by=GROUPS[by]), since=since, until=until, kind=kind)]


@dataclass(frozen=True)
class Against:
    """The dice against targeting, by inspections: the dice alone tell how much is wrong on the whole."""

    drawn: Rate
    targeted: Rate
    lines: int
    checked: int

    @property
    def lift(self) -> float | None:
        """How many times oftener targeting finds than the dice."""
        return self.targeted.rate / self.drawn.rate if self.drawn.rate else None

    @property
    def wrong(self) -> tuple[float, float, float]:
        """How many lines of the time are wrong by the sample: estimate and interval."""
        low, high = self.drawn.interval
        return self.lines * self.drawn.rate / 100, self.lines * low / 100, self.lines * high / 100


def against(*, since: date, until: date) -> Against:
    """Inspections that the dice asked for, and all others."""
    found = rates("chosen", since=since, until=until, kind="physical")
    drawn = next((one for one in found if one.of == "random"), Rate("random", 0, 0, 0.0, None, 0))
    rest = [one for one in found if one.of != "random"]
    expected = [one.expected for one in rest if one.expected is not None]
    targeted = Rate("targeted", sum(one.checked for one in rest), sum(one.found for one in rest), sum(one.dollars for one in rest),
                    sum(expected) if expected else None, sum(one.scored for one in rest))
    lines, checked = rows_of(VOLUME, since=since, until=until)[0]
    return Against(drawn, targeted, lines, checked)


@dataclass(frozen=True)
class Bin:
    """Lines of about the same chance: the mean chance, how many, how many with findings, Wilson's interval; in per cent."""

    chance: float
    count: int
    found: int
    low: float
    high: float

    @property
    def rate(self) -> float:
        return 100 * self.found / self.count


def calibration(*, since: date, until: date, random: bool = True, bins: int = 5) -> list[Bin]:
    """The model's chances beside what inspections found, on the random sample or on all of them."""
    pairs = sorted((float(chance), bool(hit)) for chance, hit in rows_of(PAIRS, since=since, until=until, random=random))
    told = []
    for n in range(bins):
        part = pairs[len(pairs) * n // bins:len(pairs) * (n + 1) // bins]
        if part:
            found = sum(hit for _chance, hit in part)
            told.append(Bin(100 * sum(chance for chance, _hit in part) / len(part), len(part), found, *wilson(found, len(part))))
    return told


def officers(*, since: date, until: date) -> list[Quality]:
    """The results of each officer against what the model expected of his cases, those to be looked at first."""
    cases = [Case(str(officer), chance, found) for officer, _kind, chance, found in rows_of(LABELS, since=since, until=until)]
    return sorted(quality(cases).values(), key=lambda one: (not one.flagged, -one.evidence))


@dataclass(frozen=True)
class Override:
    """Changed channels of one reason: how many, in which direction, checked afterwards, with findings."""

    reason: str
    raised: bool
    count: int
    checked: int
    found: int

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.found, self.checked) if self.checked else None


def overrides(*, since: date) -> list[Override]:
    """What became of declarations whose channel a head changed."""
    return [Override(*row) for row in rows_of(OVERRIDES, since=since)]


@dataclass(frozen=True)
class Days:
    """Figures day by day, oldest first."""

    first: date
    lines: Sequence[float]
    checks: Sequence[float]
    tax: Sequence[float]

    @property
    def last(self) -> date:
        return self.first + timedelta(days=len(self.lines) - 1)


def by_day(*, until: date, days: int = 7 * 20, office: str = "") -> Days:
    """Lines, their checks and their tax in dollars for each whole day up to `until`."""
    rows: Iterable[tuple[Any, ...]] = rows_of(DAYS, since=until - timedelta(days=days - 1), until=until, office=office)
    told = list(rows)
    return Days(told[0][0], [float(row[1]) for row in told], [float(row[2]) for row in told], [float(row[3]) for row in told])
