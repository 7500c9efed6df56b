"""Filters that an officer keeps by name, and the review of vehicles that passed by order."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

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

    dependencies = [("thongquan", "0006_gate_pause")]

    operations = [
        migrations.CreateModel(
            name="AdmissionReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("office_id", models.BigIntegerField()),
                ("return_office_id", models.BigIntegerField(null=True)),
                ("declarant_id", models.BigIntegerField(null=True)),
                ("by_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("right", models.BooleanField(default=True)),
                ("words", models.TextField(blank=True, default="")),
                ("scan", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="review", to="thongquan.scan")),
            ],
            options={"db_table": "admission_review"},
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.TextField(default="queue")),
                ("name", models.TextField()),
                ("query", models.TextField()),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="saved_filters",
                                           to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "db_table": "saved_filter",
                "constraints": [models.UniqueConstraint(fields=("user", "page", "name"), name="filter_name_once")],
            },
        ),
        migrations.RunSQL(
            [statement for table, words in GUARDS.items() for statement in guard(table, words)],
            [f"alter table {table} disable row level security" for table in GUARDS],
        ),
    ]
