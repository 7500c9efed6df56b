"""What a rehearsal really left in the tables, counted there and not by the player."""

from __future__ import annotations

from collections import Counter

from django.db import connection

from thongquan.core.actor import system
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope

#: of the declarations played: how many stand where, and whether anything is missing or double
COUNTED = """
select count(*) filter (where d.number is not null) as declared,
       count(*) filter (where d.accepted_at is not null) as accepted,
       count(*) filter (where d.state = 'liquidated') as liquidated,
       count(*) filter (where d.overdue_at is not null) as overdue,
       count(*) filter (where d.state = 'expired') as expired,
       count(*) - count(distinct d.number) as duplicated
from vehicle_declaration d where d.id = any(%s)
"""

CROSSINGS = """
select count(*) filter (where direction = 'out') as crossed_out, count(*) filter (where direction = 'in') as crossed_in,
       count(*) - count(distinct (declaration_id, leg)) as duplicated
from crossing where state = 'crossed' and declaration_id = any(%s)
"""

RETURNED = "select count(distinct declaration_id) from declaration_request where state = 'returned' and declaration_id = any(%s)"


def end_state(tally: Counter[str], ids: list[int]) -> dict[str, int]:
    """The end of the day in numbers; `lost` compares what was declared with what the tables hold."""
    with scope(system(all_units())), connection.cursor() as cursor:
        cursor.execute(COUNTED, [ids])
        declared, accepted, liquidated, overdue, expired, doubled = cursor.fetchone()
        cursor.execute(CROSSINGS, [ids])
        crossed_out, crossed_in, twice = cursor.fetchone()
        cursor.execute(RETURNED, [ids])
        returned = cursor.fetchone()[0]
    return {
        "declared": declared, "accepted": accepted, "returned": returned, "crossed_out": crossed_out,
        "crossed_in": crossed_in, "liquidated": liquidated, "overdue": overdue, "expired": expired,
        "forged_refused": tally["forged_refused"], "lost": tally["declared"] - declared, "duplicated": doubled + twice,
    }
