"""What the gate asks of the goods on a vehicle, answered across offices: free, gone, part."""

from django.db import migrations

#: only numbers that this system knows are answered; what was left behind on purpose is not on the vehicle any more.
#: The owner sees all rows (policy `verifies`), the caller learns states and his own vehicle's part.
ON_BOARD = """
create function tq_goods_on(numbers text[], vehicle bigint) returns jsonb language plpgsql stable security definer
set search_path = public as $$
begin
    return (
        select jsonb_agg(jsonb_build_object(
            'number', d.number, 'free', d.held_at is null and d.state in ('released', 'cleared', 'passed'),
            'gone', own.id is null and (d.state = 'passed' or coalesce(taken.packages >= d.packages, false)
                or coalesce(taken.kg >= d.gross_kg, false)),
            'packages', own.packages, 'kg', own.gross_kg::text) order by d.number)
        from goods_declaration d
        left join goods_passage own on own.declaration_id = d.id and own.vehicle_id = vehicle
        left join lateral (
            select sum(p.packages) as packages, sum(p.gross_kg) as kg from goods_passage p
            where p.declaration_id = d.id and p.vehicle_id is distinct from vehicle and p.state = 'passed'
        ) taken on true
        where d.number = any(numbers) and own.state is distinct from 'left'
    );
end $$
"""


class Migration(migrations.Migration):
    """One question, one function."""

    dependencies = [("thongquan", "0022_goods_verified")]

    operations = [migrations.RunSQL(ON_BOARD, "drop function tq_goods_on(text[], bigint)")]
