"""Who verifies the log sees every row of assignment that it covers."""

from django.db import migrations

WATCHED = ("assignment_task", "draw", "draw_epoch", "draw_commitment", "reassignment", "officer_absence", "officer_interest")


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [("thongquan", "0019_answer_guard")]

    operations = [
        migrations.RunSQL(
            [f"create policy verifies on {table} for select to tq_owner using (true)" for table in WATCHED],
            [f"drop policy verifies on {table}" for table in WATCHED],
        ),
    ]
