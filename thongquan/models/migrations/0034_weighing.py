"""What scales at gates say of vehicles and their loads; officers of both ends read it."""

from django.db import migrations, models

OFFICES = "((select nullif(current_setting('tq.offices', true), ''))::bigint[])"
SYSTEM = "((select current_setting('tq.system', true)) = 'on')"
REACH = f"office_id = any({OFFICES}) or return_office_id = any({OFFICES}) or {SYSTEM}"


class Migration(migrations.Migration):
    """One table of the gate."""

    dependencies = [("thongquan", "0033_risk_reach")]

    operations = [
        migrations.CreateModel(
            name="Weighing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("office_id", models.BigIntegerField()),
                ("return_office_id", models.BigIntegerField(null=True)),
                ("gate_id", models.BigIntegerField()),
                ("vehicle_id", models.BigIntegerField(db_index=True)),
                ("crossing_id", models.BigIntegerField()),
                ("plate_key", models.TextField(db_index=True)),
                ("at", models.DateTimeField()),
                ("gross_kg", models.DecimalField(decimal_places=1, max_digits=9)),
                ("tare_kg", models.DecimalField(decimal_places=1, max_digits=9, null=True)),
                ("net_kg", models.DecimalField(decimal_places=1, max_digits=9, null=True)),
                ("declared_kg", models.DecimalField(decimal_places=3, max_digits=14, null=True)),
                ("off", models.BooleanField(default=False)),
                ("by_id", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "weighing",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("gross_kg__gt", 0)), name="weighing_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(("tare_kg__isnull", True), models.Q(("tare_kg__gt", 0), ("tare_kg__lte", models.F("gross_kg"))),
                                           _connector="OR"),
                        name="weighing_tare_within"),
                ],
            },
        ),
        migrations.RunSQL(
            [
                "alter table weighing enable row level security",
                "alter table weighing force row level security",
                f"create policy reads on weighing for select using ({REACH})",
                f"create policy adds on weighing for insert with check ({REACH})",
                "create policy verifies on weighing for select to tq_owner using (true)",
                "revoke update, delete, truncate on weighing from tq_app",
            ],
            [
                "drop policy verifies on weighing", "drop policy adds on weighing", "drop policy reads on weighing",
                "alter table weighing no force row level security", "alter table weighing disable row level security",
            ],
        ),
    ]
