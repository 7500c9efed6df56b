"""The verifying owner sees the reviews of manual admissions too."""

from django.db import migrations


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [("thongquan", "0008_desk_guards")]

    operations = [
        migrations.RunSQL(
            "create policy verifies on admission_review for select to tq_owner using (true)",
            "drop policy verifies on admission_review",
        ),
    ]
