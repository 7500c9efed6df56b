"""The people on board: how many a leg's declaration tells, how many an agency has counted."""

from __future__ import annotations

from collections.abc import Iterable

from thongquan.core.forms.facts import people_on_board
from thongquan.models import VehicleDeclaration
from thongquan.queries.hot import hot

#: the last count of each leg, as the agencies' ticks told it
COUNTED = """
select distinct on (object_id) object_id, (convert_from(payload, 'UTF8')::jsonb -> 'facts' ->> 'counted')::int
from audit_event
where object_type = 'crossing' and action = 'gate.tick' and object_id = any(%s) and convert_from(payload, 'UTF8')::jsonb -> 'facts' ? 'counted'
order by object_id, id desc
"""


def expected(declaration: VehicleDeclaration) -> int:
    """The passengers its declarant tells: the number, or the length of the list."""
    return people_on_board(declaration.body)


def counted(crossings: Iterable[int]) -> dict[int, int]:
    """The last count of each of these legs that was counted."""
    wanted = list(crossings)
    if not wanted:
        return {}
    with hot() as cursor:
        return dict(cursor.execute(COUNTED, [wanted]).fetchall())
