"""A bulk file is taken in portions: its content, how far it is, why rows came back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One file once for each declarant."""

    dependencies = [("thongquan", "0003_emergency_grants")]

    operations = [
        migrations.RemoveField("bulkfile", "returned_file"),
        migrations.AddField("bulkfile", "mode", models.TextField(default="road")),
        migrations.AddField("bulkfile", "content", models.BinaryField(null=True)),
        migrations.AddField("bulkfile", "total", models.IntegerField(default=0)),
        migrations.AddField("bulkfile", "done", models.IntegerField(default=0)),
        migrations.AddField("bulkfile", "reasons", models.JSONField(default=dict)),
        migrations.AddConstraint(
            "bulkfile", models.UniqueConstraint(fields=["declarant", "sha256"], name="bulk_file_once")),
    ]
