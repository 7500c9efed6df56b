"""Lines that the model judged, the likeliest first; the cases of one officer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from thongquan.queries.risk.figures import rows_of

MOST = 25
#: the newest result of a line, were there several
RESULT = "left join lateral (select x.found, x.type, x.day from risk_result x where x.code = l.code order by x.at desc, x.id desc limit 1) r on true"
JUDGED = f"""
select coalesce(d.number, ''), l.declaration_id, l.number, l.importer, l.hs, l.origin, l.office, l.channel, l.selected_by, l.day,
       s.probability, s.reasons::text, r.found, coalesce(r.type, ''), 0
from risk_score s join risk_line l on l.code = s.code join goods_declaration d on d.id = l.declaration_id {RESULT}
where s.kind = 'goods' and l.day >= %(since)s and l.day <= %(until)s order by s.probability desc, l.code limit {MOST}
"""
OF_OFFICER = f"""
select coalesce(d.number, ''), l.declaration_id, l.number, l.importer, l.hs, l.origin, l.office, l.channel, r.selected_by, r.day,
       case r.check_kind when 'document' then s.document else s.physical end, s.reasons::text, r.found, r.type, row_number() over (order by r.at, r.id)
from risk_result r join risk_score s on s.code = r.code and s.kind = 'goods' join risk_line l on l.code = r.code
left join goods_declaration d on d.id = l.declaration_id
where r.officer_id = %(officer)s and r.day >= %(since)s and r.day <= %(until)s
order by abs(r.found::int - case r.check_kind when 'document' then s.document else s.physical end) desc, r.at desc, r.id limit {MOST}
"""


@dataclass(frozen=True)
class Judged:
    """A line with its chance, its reasons as they were given, and the newest result (`found` None: not checked)."""

    number: str
    declaration_id: int | None
    line: int | None
    importer: str
    hs: str
    origin: str
    office: str
    channel: str
    selected_by: str
    day: date
    chance: float
    reasons: str
    found: bool | None
    type: str
    case: int

    @property
    def top(self) -> list[dict[str, Any]]:
        """The reasons in three languages, the weightiest first; none for history taken over."""
        return self._told("top")

    @property
    def lowering(self) -> list[dict[str, Any]]:
        """What speaks for the declarant, told in the same way."""
        return self._told("lowering")

    def _told(self, part: str) -> list[dict[str, Any]]:
        told = json.loads(self.reasons)
        return list(told.get(part, [])) if isinstance(told, dict) else []


def judged(*, since: date, until: date) -> list[Judged]:
    """The likeliest lines of declarations of these days, within the asker's reach."""
    return [Judged(*row) for row in rows_of(JUDGED, since=since, until=until)]


def of_officer(officer: int, *, since: date, until: date) -> list[Judged]:
    """An officer's checks, those furthest from what the model expected first; `case` counts them in order of time."""
    return [Judged(*row) for row in rows_of(OF_OFFICER, officer=officer, since=since, until=until)]
