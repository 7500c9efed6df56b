"""Row-level security of the goods half, and its serial numbers."""

from django.db import migrations

OFFICES = "((select nullif(current_setting('tq.offices', true), ''))::bigint[])"
PARTIES = "((select nullif(current_setting('tq.parties', true), ''))::bigint[])"
OFFICER = "((select nullif(current_setting('tq.offices', true), '')) is not null)"

OF_CASE = f"office_ids && {OFFICES} or declarant_id = any({PARTIES})"
#: whoever sees the declaration sees its rows
SEEN = "exists (select 1 from goods_declaration d where d.id = declaration_id)"
#: the officers' own
INSIDE = f"{OFFICER} and {SEEN}"
OWN = f"declarant_id = any({PARTIES})"
OF_DECLARANT = f"declarant_id = any({PARTIES}) or {OFFICER}"

#: opened by 0010 for its foreign keys
KEPT = ("party", "vehicle_declaration", "document")

#: table -> (who reads, who adds)
GUARDS = {
    "goods_declaration": (OF_CASE, OF_CASE),
    "goods_line": (SEEN, SEEN),
    "goods_document": (SEEN, SEEN),
    "goods_request": (f"{SEEN} and (kind <> 'consult' or {OFFICER})", SEEN),
    "goods_finding": (INSIDE, SEEN),
    "goods_decision": (SEEN, INSIDE),
    "goods_template": (OWN, OWN),
    "payment_order": (SEEN, SEEN),
    "payment": (SEEN, SEEN),
    "guarantee": (OF_DECLARANT, OFFICER),
    "guarantee_use": (SEEN, SEEN),
    "inspection_order": (SEEN, SEEN),
    "inspection_finding": (SEEN, INSIDE),
    "inspection_evidence": (INSIDE, INSIDE),
    "supervision_slip": (SEEN, SEEN),
    "goods_passage": (SEEN, SEEN),
    "review_case": (INSIDE, SEEN),
    "check_label": (INSIDE, SEEN),
}

#: 12 digits: import 10, export 30, transit 50 (believed), nine of a serial, the number of the amendment
SERIAL = """
create sequence goods_serial maxvalue 999999999;
create sequence payment_serial;
create sequence slip_serial;
create function tq_next_goods() returns bigint language sql as $$ select nextval('goods_serial') $$;
grant usage on sequence goods_serial, payment_serial, slip_serial to tq_app
"""
#: a guarantee is lent and given back by the declarant's own act, within its limit (check constraint)
LENT = f"create policy lent on guarantee for update using ({OF_DECLARANT}) with check ({OF_DECLARANT})"


def guard(table: str, reads: str, adds: str) -> list[str]:
    """The statements that close one table: no context, no rows."""
    return [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy reads on {table} for select using ({reads})",
        f"create policy adds on {table} for insert with check ({adds})",
        f"create policy changes on {table} for update using ({reads}) with check ({adds})",
        f"create policy removes on {table} for delete using ({reads})",
    ]


def unguard(table: str) -> list[str]:
    """The way back."""
    drops = [f"drop policy if exists {name} on {table}" for name in ("reads", "adds", "changes", "removes", "lent")]
    return [*drops, f"alter table {table} no force row level security", f"alter table {table} disable row level security"]


class Migration(migrations.Migration):
    """The second wall around goods."""

    dependencies = [("thongquan", "0010_goods")]

    operations = [
        migrations.RunSQL(
            [*(f"alter table {table} force row level security" for table in KEPT),
             *(statement for table, (reads, adds) in GUARDS.items() for statement in guard(table, reads, adds)),
             LENT],
            [*(statement for table in GUARDS for statement in unguard(table)), *(f"alter table {table} no force row level security" for table in KEPT)],
        ),
        migrations.RunSQL(SERIAL, "drop function tq_next_goods(); drop sequence goods_serial, payment_serial, slip_serial"),
    ]
