"""The lanes of border guard, quarantine and transport beside customs' channel; whoever sees the goods sees them."""

import django.db.models.deletion
from django.db import migrations, models

OFFICER = "((select nullif(current_setting('tq.offices', true), '')) is not null)"
SEEN = "exists (select 1 from goods_declaration d where d.id = declaration_id)"
INSIDE = f"{OFFICER} and {SEEN}"


class Migration(migrations.Migration):
    """One table of the gate; no foreign key in the database, since its table is walled."""

    dependencies = [("thongquan", "0041_question_check")]

    operations = [
        migrations.CreateModel(
            name="AgencyLane",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agency", models.TextField()),
                ("lane", models.TextField()),
                ("note", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                ("by_id", models.BigIntegerField(null=True)),
                ("declaration", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING,
                                                  related_name="agency_lanes", to="thongquan.goodsdeclaration")),
            ],
            options={
                "db_table": "agency_lane",
                "constraints": [models.UniqueConstraint(fields=["declaration", "agency"], name="agency_lane_once")],
            },
        ),
        migrations.RunSQL(
            [
                "alter table agency_lane enable row level security",
                "alter table agency_lane force row level security",
                f"create policy reads on agency_lane for select using ({SEEN})",
                f"create policy adds on agency_lane for insert with check ({INSIDE})",
                f"create policy changes on agency_lane for update using ({INSIDE}) with check ({INSIDE})",
                "create policy verifies on agency_lane for select to tq_owner using (true)",
                "revoke delete, truncate on agency_lane from tq_app",
            ],
            [
                *(f"drop policy {name} on agency_lane" for name in ("verifies", "changes", "adds", "reads")),
                "alter table agency_lane no force row level security", "alter table agency_lane disable row level security",
            ],
        ),
    ]
