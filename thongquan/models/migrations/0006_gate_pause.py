"""A gate that stands still for a while, and why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [("thongquan", "0005_sealing")]

    operations = [
        migrations.AddField("gate", "paused_at", models.DateTimeField(null=True)),
        migrations.AddField("gate", "paused_reason", models.TextField(default="", blank=True)),
    ]
