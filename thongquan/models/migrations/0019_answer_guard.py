"""Row-level security of kept answers: a caller reads his own; the night removes old ones."""

from django.db import migrations

CALLER = "caller = 'person:' || (select nullif(current_setting('tq.user', true), ''))"
SYSTEM = "(select current_setting('tq.system', true)) = 'on'"

GUARD = [
    "alter table idempotent_answer enable row level security",
    "alter table idempotent_answer force row level security",
    f"create policy reads on idempotent_answer for select using ({CALLER} or {SYSTEM})",
    f"create policy adds on idempotent_answer for insert with check ({CALLER})",
    f"create policy changes on idempotent_answer for update using ({CALLER}) with check ({CALLER})",
    f"create policy removes on idempotent_answer for delete using ({SYSTEM})",
]


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [("thongquan", "0018_assignment_guards")]

    operations = [
        migrations.RunSQL(GUARD, [
            *(f"drop policy {name} on idempotent_answer" for name in ("reads", "adds", "changes", "removes")),
            "alter table idempotent_answer no force row level security",
            "alter table idempotent_answer disable row level security",
        ]),
    ]
