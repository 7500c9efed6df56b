"""Trips of vehicles taken over from elsewhere: the past by which vehicles are judged."""

import django.contrib.postgres.fields
from django.db import migrations, models

OFFICES = "((select nullif(current_setting('tq.offices', true), ''))::bigint[])"
SYSTEM = "((select current_setting('tq.system', true)) = 'on')"
READS = f"office_id = any({OFFICES}) or {SYSTEM}"


class Migration(migrations.Migration):
    """One table behind the second wall."""

    dependencies = [("thongquan", "0034_weighing")]

    operations = [
        migrations.CreateModel(
            name="RiskTrip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.TextField(unique=True)),
                ("office_id", models.BigIntegerField(null=True)),
                ("plate_key", models.TextField()),
                ("drivers", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ("carrier", models.TextField(blank=True, default="")),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("late", models.BooleanField(default=False)),
                ("checked", models.BooleanField(default=False)),
                ("found", models.BooleanField(default=False)),
                ("off", models.BooleanField(default=False)),
            ],
            options={"db_table": "risk_trip", "indexes": [models.Index(fields=["begun_at"], name="risk_trip_begun")]},
        ),
        migrations.RunSQL(
            [
                "alter table risk_trip enable row level security",
                "alter table risk_trip force row level security",
                f"create policy reads on risk_trip for select using ({READS})",
                f"create policy adds on risk_trip for insert with check ({SYSTEM})",
                f"create policy changes on risk_trip for update using ({SYSTEM}) with check ({SYSTEM})",
                f"create policy removes on risk_trip for delete using ({SYSTEM})",
            ],
            [
                *(f"drop policy {name} on risk_trip" for name in ("reads", "adds", "changes", "removes")),
                "alter table risk_trip no force row level security", "alter table risk_trip disable row level security",
            ],
        ),
    ]
