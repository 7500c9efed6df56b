"""The frozen facts of a draw: who is there, what each has open, who wore which hat."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from thongquan.core.assignment_rule import DEFAULT, ROLE_OF, AssignmentRule
from thongquan.core.draw import token
from thongquan.core.rule import local_day
from thongquan.models import AssignmentRuleVersion
from thongquan.queries.hot import asked, hot

#: officers of one role with their distance from the team; reach 0 its own people, 1 its region's, 2 everybody;
#: what each has open, and how many of his own last draws were of this trader
ROSTER = """
with recursive up(id, parent_id, level) as (
    select id, parent_id, level from unit where id = %(unit)s
    union all select u.id, u.parent_id, u.level from unit u join up on u.id = up.parent_id
), own(id) as (
    select %(unit)s::bigint union select u.id from unit u join own on u.parent_id = own.id
), region(id) as (
    select id from up where level = 'region' union select u.id from unit u join region r on u.parent_id = r.id
), officers as (
    select g.user_id as id, min(d.reach) as reach, (array_agg(g.unit_id order by d.reach, g.unit_id))[1] as unit_id
    from role_grant g join person p on p.id = g.user_id and p.is_active,
    lateral (select case when g.unit_id in (select id from own) then 0 when g.unit_id in (select id from region) then 1 else 2 end as reach) d
    where g.role = %(role)s and g.unit_id is not null and g.revoked_at is null and not g.emergency and d.reach <= %(reach)s
      and g.since <= %(day)s and (g.until is null or g.until >= %(day)s) and (g.proposed_by is null or g.approved_by is not null)
    group by g.user_id
)
select o.id, o.reach, o.unit_id, coalesce((
        select jsonb_agg(jsonb_build_object('kinds', s.kinds, 'types', s.types, 'hs', s.hs, 'territories', s.territories,
                                            'fields', s.fields, 'excludes', s.excludes) order by s.id)
        from officer_skill s where s.officer_id = o.id and s.since <= %(day)s and (s.until is null or s.until >= %(day)s)), '[]')::text,
    array(select distinct i.party_id from officer_interest i
          where i.officer_id = o.id and i.since <= %(at)s and (i.until is null or i.until > %(at)s)),
    exists (select 1 from officer_absence a where a.officer_id = o.id and a.since <= %(at)s and (a.until is null or a.until > %(at)s)),
    coalesce((select v.available from officer_availability v where v.officer_id = o.id), true),
    exists (select 1 from officer_shift f where f.officer_id = o.id and f.since <= %(at)s and f.until > %(at)s)
    or not exists (select 1 from officer_shift f where f.unit_id = o.unit_id
                   and f.since < (%(day)s + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh'
                   and f.until > %(day)s::timestamp at time zone 'Asia/Ho_Chi_Minh'),
    coalesce((select sum(t.weight) from assignment_task t where t.officer_id = o.id and t.state in ('assigned', 'taken', 'paused')), 0)::int,
    (select count(*) from (select d.task_id from draw d where d.officer_id = o.id order by d.id desc limit %(last)s) l
     join assignment_task t on t.id = l.task_id where t.trader_id = %(trader)s)::int
from officers o order by o.id
"""

HATS = "select officer_id, kind from case_hat where declaration_id = %s"
#: who has had which part in the declaration; from whom this task was taken, who was merely away may have it again;
#: who did this work in it before, when it comes up again; who had the same goods of the same trader and did not finish
#: them, in this epoch or withdrawn within the days
PARTS = """
select coalesce((select jsonb_agg(jsonb_build_array(officer_id, kind)) from case_hat where declaration_id = %(declaration)s), '[]')::text,
    array(select distinct officer_id from draw where task_id = %(task)s and "end" in ('reassigned', 'conflict')),
    (select officer_id from assignment_task where declaration_id = %(declaration)s and kind = %(kind)s and state = 'done'
     and id is distinct from %(task)s::bigint order by id desc limit 1),
    (select d.officer_id from draw d join assignment_task t on t.id = d.task_id
     where t.sticky = %(sticky)s and t.sticky <> '' and t.kind = %(kind)s and t.declaration_id <> %(declaration)s and d.officer_id is not null
       and ((d.epoch_id = %(epoch)s and d."end" in ('', 'withdrawn')) or (d."end" = 'withdrawn' and d.at >= %(since)s))
     order by (d.epoch_id = %(epoch)s) desc, d.id desc limit 1)
"""


@dataclass(frozen=True)
class Found:
    """The officers of a roster: the body that is frozen and hashed, who is behind each token, and his load."""

    body: dict[str, Any]
    people: Mapping[str, int]
    units: Mapping[str, int]
    loads: Mapping[str, list[int]]

    def within(self, reach: int) -> Found:
        """The same people without those further away."""
        officers = [officer for officer in self.body["officers"] if officer["reach"] <= reach]
        near = {officer["token"] for officer in officers}
        return Found(
            {"reach": reach, "officers": officers}, {name: self.people[name] for name in near}, {name: self.units[name] for name in near},
            {name: self.loads[name] for name in near})


def roster(unit_id: int, kind: str, reach: int, key: bytes, at: datetime, *, trader_id: int, rule: AssignmentRule) -> Found:
    """Everybody who does this kind of work up to `reach` away, under this epoch's tokens; `loads` are open points and recent cases of this trader."""
    with hot() as cursor:
        rows = cursor.execute(ROSTER, {
            "unit": unit_id, "role": ROLE_OF[kind], "reach": reach, "day": local_day(at), "at": at, "trader": trader_id, "last": rule.rotation_last,
        }, prepare=True).fetchall()
    people: dict[str, int] = {}
    units: dict[str, int] = {}
    loads: dict[str, list[int]] = {}
    officers = []
    for person, distance, unit, skills, interests, absent, available, on_shift, points, recent in rows:
        name = token(key, "officer", person)
        people[name], units[name], loads[name] = person, unit, [points, recent]
        officers.append({
            "token": name, "reach": distance, "skills": json.loads(skills), "absent": absent, "available": available, "on_shift": on_shift,
            "conflicts": sorted(token(key, "party", party) for party in interests)})
    return Found({"reach": reach, "officers": sorted(officers, key=lambda officer: str(officer["token"]))}, people, units, loads)


def hats(declaration_id: int) -> dict[int, str]:
    """Who has had which part in a declaration."""
    with hot() as cursor:
        return dict(cursor.execute(HATS, [declaration_id], prepare=True).fetchall())


@dataclass(frozen=True)
class Parts:
    """Who has had which part in a case: hats by person, those it was taken from, who did this work in it before, who had the same goods."""

    hats: Mapping[int, str]
    taken_from: frozenset[int]
    earlier: int | None
    keeper: int | None


def parts(*, declaration_id: int, task_id: int | None, kind: str, sticky: str, epoch_id: int, since: datetime) -> Parts:
    """Everybody with a part in this case or in the same goods; a task not yet written has no number."""
    found = asked(PARTS, {
        "declaration": declaration_id, "task": task_id, "kind": kind, "sticky": sticky, "epoch": epoch_id, "since": since})
    assert found is not None
    worn, taken, earlier, keeper = found
    return Parts({person: kind for person, kind in json.loads(worn)}, frozenset(taken), earlier, keeper)


def rule_at(at: datetime) -> AssignmentRule:
    """The approved rule in force; the house's own when none was ever approved."""
    row = AssignmentRuleVersion.objects.filter(state="active", since__lte=at).order_by("-version").first()
    return AssignmentRule.of(row.body) if row else DEFAULT
