"""When an event awaits its seal, which event tells a scan; the owner who verifies sees all."""

from django.db import migrations, models
from django.db.models.functions import Now

#: what `trail verify` compares row by row, besides the trail itself
WATCHED = (
    "vehicle_declaration", "crossing", "agency_tick", "scan", "declaration_request", "physical_check", "violation",
    "pass", "mandate", "plate_hold", "audit_event", "audit_private",
)


class Migration(migrations.Migration):
    """Policies for the owner matter on a served database, whose administrator is no superuser."""

    dependencies = [("thongquan", "0004_bulk_progress")]

    operations = [
        migrations.AddField("auditpending", "since", models.DateTimeField(db_default=Now())),
        migrations.AddField("scan", "event_id", models.BigIntegerField(null=True)),
        migrations.RunSQL(
            [f"create policy verifies on {table} for select to tq_owner using (true)" for table in WATCHED],
            [f"drop policy verifies on {table}" for table in WATCHED],
        ),
    ]
