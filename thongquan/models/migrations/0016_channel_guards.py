"""Row-level security of selection: customs' own; a level is also the firm's."""

from django.db import migrations

OFFICES = "((select nullif(current_setting('tq.offices', true), ''))::bigint[])"
PARTIES = "((select nullif(current_setting('tq.parties', true), ''))::bigint[])"
SYSTEM = "((select current_setting('tq.system', true)) = 'on')"
#: asked once for each statement: is any of the person's units a customs unit
CUSTOMS = f"(select exists (select 1 from unit u where u.id = any({OFFICES}) and u.kind <> 'ministry'))"
#: the officers' own: whoever sees the declaration, and is of customs
INSIDE = f"{CUSTOMS} and exists (select 1 from goods_declaration d where d.id = declaration_id)"

#: table -> (who reads, who writes)
GUARDS = {
    "goods_profile": (CUSTOMS, CUSTOMS),
    "entity_list": (CUSTOMS, CUSTOMS),
    "entity_entry": (CUSTOMS, CUSTOMS),
    "selection": (INSIDE, INSIDE),
    "lane_budget": (f"office_id = any({OFFICES}) or {SYSTEM}", f"office_id = any({OFFICES}) or {SYSTEM}"),
    "trader_grade": (f"party_id = any({PARTIES}) or {CUSTOMS} or {SYSTEM}", f"{CUSTOMS} or {SYSTEM}"),
}
#: opened by 0015 for its foreign keys
KEPT = ("party", "goods_declaration")


def guard(table: str, reads: str, writes: str) -> list[str]:
    """The statements that close one table: no context, no rows."""
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


#: a decision on a channel is history
APPEND_ONLY = [
    "create trigger append_only before update or delete or truncate on selection for each statement execute function tq_append_only()",
    "revoke update, delete, truncate on selection from tq_app",
]


class Migration(migrations.Migration):
    """The second wall around selection."""

    dependencies = [("thongquan", "0015_channel")]

    operations = [
        migrations.RunSQL(
            [*(f"alter table {table} force row level security" for table in KEPT),
             *(statement for table, (reads, writes) in GUARDS.items() for statement in guard(table, reads, writes)), *APPEND_ONLY],
            ["drop trigger append_only on selection", *(statement for table in GUARDS for statement in unguard(table)),
             *(f"alter table {table} no force row level security" for table in KEPT)],
        ),
    ]
