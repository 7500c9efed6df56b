"""What readers outside say of scanner images; officers alone see it, nobody changes it."""

import django.db.models.deletion
from django.db import migrations, models

OFFICER = "((select nullif(current_setting('tq.offices', true), '')) is not null)"
SEEN = "exists (select 1 from goods_declaration d where d.id = declaration_id)"
INSIDE = f"{OFFICER} and {SEEN}"


def kept(to: str, name: str, *, index: bool) -> models.ForeignKey:
    """A reference without a foreign key in the database, since the table it leads to is walled."""
    return models.ForeignKey(db_constraint=False, db_index=index, on_delete=django.db.models.deletion.DO_NOTHING, related_name=name, to=to)


class Migration(migrations.Migration):
    """One table beside the evidence of inspections."""

    dependencies = [("thongquan", "0042_agency_lane")]

    operations = [
        migrations.CreateModel(
            name="ImageReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reader", models.TextField()),
                ("release", models.TextField()),
                ("finds", models.BooleanField()),
                ("areas", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                ("by_id", models.BigIntegerField(null=True)),
                ("declaration", kept("thongquan.goodsdeclaration", "image_readings", index=True)),
                ("evidence", kept("thongquan.inspectionevidence", "readings", index=False)),
            ],
            options={
                "db_table": "image_reading",
                "indexes": [models.Index(fields=["at"], name="image_reading_at")],
                "constraints": [models.UniqueConstraint(fields=["evidence", "reader", "release"], name="image_read_once")],
            },
        ),
        migrations.RunSQL(
            [
                "alter table image_reading enable row level security",
                "alter table image_reading force row level security",
                f"create policy reads on image_reading for select using ({INSIDE})",
                f"create policy adds on image_reading for insert with check ({INSIDE})",
                "create policy verifies on image_reading for select to tq_owner using (true)",
                "revoke update, delete, truncate on image_reading from tq_app",
            ],
            [
                *(f"drop policy {name} on image_reading" for name in ("verifies", "adds", "reads")),
                "alter table image_reading no force row level security", "alter table image_reading disable row level security",
            ],
        ),
    ]
