"""News about goods that were judged already: documents taken back, entries and orders since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from thongquan.core.flows.licence import GONE
from thongquan.queries.hot import asked, hot

JUDGED = "assessment.again"
#: older news was either judged or overtaken
LOOKS_BACK = timedelta(days=7)

#: nothing has judged the declaration since the news
NOT_SINCE = """
not exists (select 1 from selection s where s.declaration_id = d.id and s.at >= {since}) and not exists (
    select 1 from selection s join audit_event e on e.object_type = 'selection' and e.object_id = s.id and e.action = %(judged)s
    where s.declaration_id = d.id and e.at >= {since})
"""
#: since when a document is worth nothing; rows of an earlier edition know only their last change
TAKEN = "coalesce(l.gone_at, l.changed_at)"
#: goods that lean on a document that was taken back since they were judged
LEANS = f"""
from licence l join licence_line n on n.licence_id = l.id join write_off w on w.line_id = n.id and w.restored_at is null
join goods_declaration d on d.id = w.declaration_id where l.state = any(%(gone)s) and {NOT_SINCE.format(since=TAKEN)}
"""
#: those of them that are not free yet
LEANING = f"select distinct d.id {LEANS} and d.state = any(%(states)s) and {TAKEN} > %(since)s order by 1 limit %(most)s"
UNJUDGED = f"select exists (select 1 {LEANS} and d.id = %(id)s)"
#: the newest entry of a list, or order of law or alert, of the last days
NEWEST = """
select greatest(
    (select max(e.at) from audit_event e where e.object_type = 'entity_list' and e.action = 'assessment.add_entry' and e.at > %(since)s),
    (select max(p.approved_at) from goods_profile p where p.kind = 'order' and p.state = 'active' and p.approved_at > %(since)s))
"""
#: goods that are not free yet, not red, registered before the news
BEFORE = f"""
select d.id from goods_declaration d where d.state = any(%(states)s) and d.channel <> 'red' and d.registered_at < %(news)s
and {NOT_SINCE.format(since="%(news)s")} order by d.id limit %(most)s
"""


def leaning(states: Sequence[str], at: datetime, *, most: int) -> list[int]:
    """Declarations in these states whose document was revoked or refused after it had been written off; the reach is everything."""
    with hot() as cursor:
        rows = cursor.execute(LEANING, {"states": list(states), "gone": list(GONE), "since": at - LOOKS_BACK, "judged": JUDGED, "most": most}).fetchall()
    return [pk for (pk,) in rows]


def taken_back(pk: int) -> bool:
    """Whether a document of this declaration was taken back and nothing has judged it since: an officer who agreed later knew."""
    found = asked(UNJUDGED, {"gone": list(GONE), "judged": JUDGED, "id": pk})
    return found is not None and bool(found[0])


def listed_since(states: Sequence[str], at: datetime, *, most: int) -> list[int]:
    """Declarations in these states that no list and no order has judged since the newest of them came."""
    with hot() as cursor:
        found = cursor.execute(NEWEST, {"since": at - LOOKS_BACK}).fetchone()
        if found is None or found[0] is None or found[0] > at:
            return []
        rows = cursor.execute(BEFORE, {"states": list(states), "news": found[0], "judged": JUDGED, "most": most}).fetchall()
    return [pk for (pk,) in rows]
