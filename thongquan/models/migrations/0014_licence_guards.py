"""Row-level security of ministries' documents: agency, customs, holder."""

from django.db import migrations

OFFICES = "((select nullif(current_setting('tq.offices', true), ''))::bigint[])"
PARTIES = "((select nullif(current_setting('tq.parties', true), ''))::bigint[])"
SYSTEM = "((select current_setting('tq.system', true)) = 'on')"
#: asked once for each statement: is any of the person's units a customs unit
CUSTOMS = f"(select exists (select 1 from unit u where u.id = any({OFFICES}) and u.kind <> 'ministry'))"

INSIDE = f"unit_id = any({OFFICES}) or {CUSTOMS} or {SYSTEM}"
SEEN = "exists (select 1 from licence l where l.id = licence_id)"
KEPT = f"exists (select 1 from licence l where l.id = licence_id and (l.unit_id = any({OFFICES}) or {CUSTOMS} or {SYSTEM}))"
USED = "exists (select 1 from licence_line i where i.id = line_id)"

#: table -> (who reads, who writes)
GUARDS = {
    "licence": (f"{INSIDE} or holder_id = any({PARTIES})", INSIDE),
    "licence_line": (SEEN, KEPT),
    "write_off": (USED, f"{CUSTOMS} or {SYSTEM}"),
    "licence_check": (f"{INSIDE} or declarant_id = any({PARTIES})", INSIDE),
    "inbox_message": (INSIDE, INSIDE),
    "outbox_message": (INSIDE, INSIDE),
}


def guard(table: str, reads: str, writes: str) -> list[str]:
    """The statements that close one table: no context, no rows; a holder reads and changes nothing."""
    return [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy reads on {table} for select using ({reads})",
        f"create policy adds on {table} for insert with check ({writes})",
        f"create policy changes on {table} for update using ({writes}) with check ({writes})",
        f"create policy removes on {table} for delete using ({writes})",
    ]


def unguard(table: str) -> list[str]:
    """The way back."""
    drops = [f"drop policy {name} on {table}" for name in ("reads", "adds", "changes", "removes")]
    return [*drops, f"alter table {table} no force row level security", f"alter table {table} disable row level security"]


class Migration(migrations.Migration):
    """The second wall around ministries' documents."""

    dependencies = [("thongquan", "0013_licence")]

    operations = [
        migrations.RunSQL(
            ["alter table party force row level security",
             *(statement for table, (reads, writes) in GUARDS.items() for statement in guard(table, reads, writes))],
            [*(statement for table in GUARDS for statement in unguard(table)), "alter table party no force row level security"],
        ),
    ]
