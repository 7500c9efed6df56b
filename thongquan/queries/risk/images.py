"""What readers of scanner images said, beside what was found when the goods were opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thongquan.core.images import SHOWN
from thongquan.queries.risk.figures import Rate, rows_of

#: images read in a time, by reader and by what it said; of those whose goods were opened, how many differed in what an image can show
READERS = """
select r.reader || ' ' || r.release, r.finds, count(*),
    count(*) filter (where x.opened), count(*) filter (where x.opened and x.found)
from image_reading r join inspection_evidence e on e.id = r.evidence_id join inspection_order o on o.id = e.order_id
cross join lateral (select o.state = 'done' and 'officer' = any(o.forms) as opened, o.outcome = any(%(shown)s) as found) x
where (r.at at time zone 'Asia/Ho_Chi_Minh')::date between %(since)s and %(until)s
group by 1, 2 order by 1, 2 desc
"""


@dataclass(frozen=True)
class Judged:
    """Images that a reader marked, or did not mark: how many, and what was found of those whose goods were opened."""

    reader: str
    marks: bool
    images: int
    opened: Rate


def judged(*, since: date, until: date) -> list[Judged]:
    """Each reader with its version, the marked images first, within the asker's reach."""
    return [Judged(reader, marks, images, Rate(reader, opened, found, 0.0, None, 0))
            for reader, marks, images, opened, found in rows_of(READERS, since=since, until=until, shown=list(SHOWN))]
