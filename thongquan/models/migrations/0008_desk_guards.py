"""Row-level security of kept filters and reviews; alone, as a guarded table takes no key."""

from django.db import migrations

OFFICES = "((select nullif(current_setting('tq.offices', true), ''))::bigint[])"
USER = "((select nullif(current_setting('tq.user', true), ''))::bigint)"

#: table -> the words of all its policies: one's own filters, and the reviews of one's offices
GUARDS = {
    "saved_filter": f"user_id = {USER}",
    "admission_review": f"office_id = any({OFFICES}) or return_office_id = any({OFFICES})",
}


def guard(table: str, words: str) -> list[str]:
    """The statements that close one table: no context, no rows."""
    return [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy reads on {table} for select using ({words})",
        f"create policy adds on {table} for insert with check ({words})",
        f"create policy changes on {table} for update using ({words}) with check ({words})",
        f"create policy removes on {table} for delete using ({words})",
    ]


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [("thongquan", "0007_desk")]

    operations = [
        migrations.RunSQL(
            [statement for table, words in GUARDS.items() for statement in guard(table, words)],
            [f"alter table {table} disable row level security" for table in GUARDS],
        ),
    ]
