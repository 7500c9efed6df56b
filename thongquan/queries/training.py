"""What rehearsals left in the tables, and where the demo's vehicles stand now."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from thongquan.core.actor import system
from thongquan.models import Crossing, GoodsDeclaration, GoodsProfile, GoodsRequest, PaymentOrder, Task, VehicleDeclaration
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


def rehearsed() -> int:
    """How many vehicles earlier rehearsals declared here; another rehearsal takes other plates."""
    with scope(system(all_units())):
        return VehicleDeclaration.objects.filter(source="rehearsal").count()


def waiting(source: str, before: datetime) -> list[tuple[int, str]]:
    """Declarations of the demo that wait at the desk since before this moment, oldest first, with their lane."""
    rows = VehicleDeclaration.objects.filter(source=source, state="submitted", submitted_at__lte=before)
    return list(rows.order_by("submitted_at").values_list("id", "channel")[:50])


def expected(source: str, before: datetime) -> int | None:
    """The next outward vehicle that should be at the gate by this moment."""
    rows = Crossing.objects.filter(
        declaration__source=source, declaration__state="accepted", leg=1, state="expected", direction="out", planned_at__lte=before)
    return rows.order_by("planned_at").values_list("declaration_id", flat=True).first()


def ready_to_cross(source: str, before: datetime) -> int | None:
    """An outward vehicle long enough in the yard, or an inward one whose time has come."""
    rows = Crossing.objects.filter(declaration__source=source, declaration__state="accepted", leg=1).filter(
        Q(state__in=("in_yard", "arrived"), arrived_at__lte=before) | Q(state="expected", direction="in", planned_at__lte=before))
    return rows.order_by("planned_at").values_list("declaration_id", flat=True).first()


def away(source: str, before: datetime) -> int | None:
    """A vehicle that crossed before this moment and has not come back; late ones are left to the visitor."""
    rows = VehicleDeclaration.objects.filter(source=source, state="under_way", first_crossed_at__lte=before)
    return rows.order_by("first_crossed_at").values_list("id", flat=True).first()


#: of the declarations of a week: how many stand where; the lane is the first one chosen
WEEK_COUNTED = """
select count(*) as registered,
       count(*) filter (where d.channel = 'green') as green,
       count(*) filter (where d.channel = 'yellow') as yellow,
       count(*) filter (where d.channel = 'red') as red,
       count(*) filter (where d.cleared_at is not null) as cleared,
       count(*) filter (where exists (select 1 from inspection_order i where i.declaration_id = d.id and i.state = 'done')) as inspected,
       count(*) filter (where exists (select 1 from review_case r where r.declaration_id = d.id and r.state = 'done')) as reviewed,
       coalesce(round(extract(epoch from percentile_cont(0.5) within group (order by d.cleared_at - d.registered_at)
                                         filter (where d.channel = 'green' and d.cleared_at is not null))), 0)::int as median_green_seconds
from goods_declaration d where d.id = any(%(ids)s) and d.number is not null
"""

#: lines of ministries' documents from which more was drawn than they allow, or whose balance is not the sum of its draws
OVERDRAWN = """
select count(*) from (
    select l.id from licence_line l left join write_off w on w.line_id = l.id and w.restored_at is null
    group by l.id
    having l.used <> coalesce(sum(w.quantity), 0)
        or (not l.lowered and coalesce(sum(w.quantity), 0) > l.quantity + l.quantity * l.tolerance / 100)
) wrong
"""

#: declarations that need somebody now and have nobody: no open task of the kind their state asks for, or one without an officer
UNASSIGNED = """
select count(*) from goods_declaration d
where d.id = any(%(ids)s) and d.state in ('registered', 'checking', 'asked', 'ordered', 'inspecting') and not exists (
    select 1 from assignment_task t where t.declaration_id = d.id and t.officer_id is not null
    and t.state in ('assigned', 'taken', 'paused')
    and t.kind = case when d.state in ('ordered', 'inspecting') then 'inspection' else 'dossier' end)
"""

#: people with two parts in one declaration, found in the acts themselves and not in what assignment remembers
TWO_PARTS = """
with part as (
    select id as declaration_id, created_by as person, 'declarant' as hat from goods_declaration
    union select declaration_id, by_id, 'dossier' from goods_decision where kind <> 'override'
    union select declaration_id, asked_by, 'dossier' from goods_request where kind = 'question'
    union select declaration_id, unnest(officers), 'inspection' from inspection_order
    union select declaration_id, recorder, 'inspection' from inspection_order
    union select declaration_id, done_by, 'review' || coalesce(blind_of_id, 0) from review_case
    union select declaration_id, countersigned_by, 'countersign' || id from goods_decision
)
select count(*) from (
    select 1 from part where declaration_id = any(%(ids)s) and person is not null group by declaration_id, person having count(distinct hat) > 1
) twice
"""

#: receipts that traders hold (id and number) for which the tables have no whole declaration any more
LOST = """
select count(*) from unnest(%(ids)s::bigint[], %(numbers)s::text[]) as held (id, number)
where not exists (
    select 1 from goods_declaration d where d.id = held.id and d.number = held.number and d.registered_at is not null and d.channel <> ''
    and d.line_count = (select count(*) from goods_line l where l.declaration_id = d.id)
    and exists (select 1 from selection s where s.declaration_id = d.id and s.kind = 'initial')
    and exists (select 1 from audit_event e where e.object_type = 'goods' and e.object_id = d.id and e.action = 'goods.register'))
"""

#: what stands twice: a number, the same goods alive on two declarations, an act of registration, a tax notice paid twice
DOUBLED = """
select (select count(*) - count(distinct number) from goods_declaration where number is not null and id = any(%(ids)s))
     + (select coalesce(sum(n - 1), 0) from (
            select count(*) as n from goods_declaration
            where id = any(%(ids)s) and own_reference <> '' and state not in ('cancelled', 'returned', 'draft')
            group by declarant_id, own_reference, split_part having count(*) > 1) same)
     + (select coalesce(sum(n - 1), 0) from (
            select count(*) as n from audit_event
            where object_type = 'goods' and action = 'goods.register' and object_id = any(%(ids)s) group by object_id having count(*) > 1) acts)
     + (select count(*) from (
            select 1 from payment_order o join payment p on p.order_id = o.id and p.state = 'paid'
            where o.declaration_id = any(%(ids)s) group by o.id, o.amount having sum(p.amount) > o.amount) paid)
"""


def week_end(receipts: list[tuple[int, str]]) -> dict[str, int]:
    """The end of a week of clearance in numbers, all from the tables; `receipts` are the ids and numbers traders were given."""
    values: dict[str, Any] = {"ids": [pk for pk, _ in receipts], "numbers": [number for _, number in receipts]}
    with scope(system(all_units())), connection.cursor() as cursor:
        def asked(statement: str) -> int:
            cursor.execute(statement, values)
            return int(cursor.fetchone()[0])

        cursor.execute(WEEK_COUNTED, values)
        registered, green, yellow, red, cleared, inspected, reviewed, median = cursor.fetchone()
        return {
            "registered": registered, "green": green, "yellow": yellow, "red": red, "cleared": cleared, "inspected": inspected,
            "reviewed": reviewed, "licence_overdrawn": asked(OVERDRAWN), "unassigned": asked(UNASSIGNED),
            "four_eyes_violations": asked(TWO_PARTS), "median_green_seconds": median, "lost": asked(LOST), "duplicated": asked(DOUBLED),
        }


def rehearsed_goods() -> int:
    """How many goods declarations earlier rehearsals registered here; another rehearsal takes other references."""
    with scope(system(all_units())):
        return GoodsDeclaration.objects.filter(source="rehearsal").count()


def selecting_since() -> date | None:
    """The day since which the goods profiles of this installation select; None when none does."""
    with scope(system(all_units())):
        return GoodsProfile.objects.filter(state="active", kind="profile").order_by("since").values_list("since", flat=True).first()


def dossiers_waiting(source: str) -> int:
    """How many dossiers of the demo wait for their officers."""
    return Task.objects.filter(declaration__source=source, kind="dossier", state__in=("waiting", "assigned", "taken")).count()


def to_pay(source: str, before: datetime, but: set[int]) -> tuple[int, int] | None:
    """The oldest open tax notice on which no payment is on its way, and whose it is."""
    rows = PaymentOrder.objects.filter(state="open", issued_at__lte=before, declaration__source=source, declaration__state__in=("decided", "released"))
    rows = rows.exclude(declaration__declarant_id__in=but).exclude(payments__state__in=("sent", "unclear"))
    return rows.order_by("id").values_list("id", "declaration__declarant_id").first()


def busiest(source: str, before: datetime, left: int, at: datetime) -> tuple[str, int, int] | None:
    """Kind, declaration and officer of the oldest work of whoever has the most, when he has more than `left`.

    Appointments that passed two hours ago come first.
    """
    rows = Task.objects.filter(declaration__source=source, officer_id__isnull=False, assigned_at__lte=before)
    missed = rows.filter(kind="inspection", state__in=Task.HELD, declaration__inspections__state="ordered",
                         declaration__inspections__slot_at__lte=at - timedelta(hours=2)).order_by("id").first()
    if missed is not None:
        return missed.kind, missed.declaration_id, missed.officer_id or 0
    rows = rows.filter(state__in=("assigned", "taken"), kind__in=("dossier", "review"))
    most = rows.values_list("officer_id", "kind").annotate(n=Count("id")).order_by("-n").first()
    if most is None or most[2] <= left:
        return None
    oldest = rows.filter(officer_id=most[0], kind=most[1]).order_by("id").first()
    return (oldest.kind, oldest.declaration_id, oldest.officer_id or 0) if oldest else None


def to_answer(source: str, before: datetime, but: set[int]) -> tuple[int, int] | None:
    """The declaration whose declarant has owed an answer longest, and who he is."""
    rows = GoodsRequest.objects.filter(kind="question", state="open", asked_at__lte=before, declaration__source=source, declaration__state="asked")
    return rows.exclude(declaration__declarant_id__in=but).order_by("id").values_list("declaration_id", "declaration__declarant_id").first()
