"""News about goods that were judged already: documents taken back, entries and orders since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from thongquan.core.flows.licence import GONE
from thongquan.queries.assessment.profiles import listed, standing
from thongquan.queries.hot import hot
from thongquan.queries.scope import everywhere

JUDGED = "assessment.again"
#: older news was either judged or overtaken
LOOKS_BACK = timedelta(days=7)

#: a judgement has told that it knew this: by what it knew and never by whose moment was earlier, for who began first may commit last
KNEW = """
exists (select 1 from selection s join audit_event e on e.object_type = 'selection' and e.object_id = s.id and e.action = %(judged)s
    where s.declaration_id = d.id and convert_from(e.payload, 'UTF8')::jsonb -> 'facts' -> '{name}' @> to_jsonb({mark}))
"""
#: since when a document is worth nothing; rows of an earlier edition know only their last change
TAKEN = "coalesce(l.gone_at, l.changed_at)"
#: names one taking back of a document
GONE_MARK = f"(l.id || '@' || extract(epoch from {TAKEN}))"
#: goods that lean on a document that was taken back, which no judgement of them knew
LEANS = f"""
from licence l join licence_line n on n.licence_id = l.id join write_off w on w.line_id = n.id and w.restored_at is null
join goods_declaration d on d.id = w.declaration_id where l.state = any(%(gone)s) and not {KNEW.format(name="gone", mark=GONE_MARK)}
"""
#: those of them that are not free yet
LEANING = f"select distinct d.id {LEANS} and d.state = any(%(states)s) and {TAKEN} > %(since)s order by 1 limit %(most)s"
UNJUDGED = f"select distinct {GONE_MARK} {LEANS} and d.id = %(id)s order by 1"
#: goods that are not free yet, not red, of which no judgement knew the lists and orders as they stand
BEFORE = f"""
select d.id from goods_declaration d where d.state = any(%(states)s) and d.channel <> 'red'
and exists (select 1 from selection s where s.declaration_id = d.id)
and not exists (select 1 from selection s where s.declaration_id = d.id and s.score ->> 'listed' = %(listed)s)
and not {KNEW.format(name="listed", mark="%(listed)s::text")} order by d.id limit %(most)s
"""


def leaning(states: Sequence[str], at: datetime, *, most: int) -> list[int]:
    """Declarations in these states whose document was revoked or refused after it had been written off; the reach is everything."""
    with hot() as cursor:
        rows = cursor.execute(LEANING, {"states": list(states), "gone": list(GONE), "since": at - LOOKS_BACK, "judged": JUDGED, "most": most}).fetchall()
    return [pk for (pk,) in rows]


def taken_back(pk: int) -> list[str]:
    """Each taking back of a document of this declaration that no judgement of it knew, by its mark."""
    with hot() as cursor:
        return [mark for (mark,) in cursor.execute(UNJUDGED, {"gone": list(GONE), "judged": JUDGED, "id": pk}).fetchall()]


def unjudged(pk: int) -> bool:
    """Whether a document of this declaration was taken back and no judgement knew it yet, whoever asks."""
    with everywhere():
        return bool(taken_back(pk))


def listed_since(states: Sequence[str], at: datetime, *, most: int) -> list[int]:
    """Declarations in these states that were not judged by the lists and orders as they stand."""
    now = listed(standing(office_id=None, office="", party_id=0, at=at).profiles)
    with hot() as cursor:
        rows = cursor.execute(BEFORE, {"states": list(states), "listed": now, "judged": JUDGED, "most": most}).fetchall()
    return [pk for (pk,) in rows]
