"""Places of inspection pause, and keep a stock of seals."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Reference data of customs: no tenant's rows."""

    dependencies = [("thongquan", "0025_duty_overdue")]

    operations = [
        migrations.AddField("inspectionsite", "paused_at", models.DateTimeField(null=True)),
        migrations.AddField("inspectionsite", "paused_until", models.DateTimeField(null=True)),
        migrations.AddField("inspectionsite", "pause_reason", models.TextField(blank=True, default="")),
        migrations.CreateModel(
            "SealStock",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.TextField(unique=True)),
                ("state", models.TextField(default="in_stock")),
                ("received_at", models.DateTimeField()),
                ("received_by", models.BigIntegerField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("order_id", models.BigIntegerField(null=True)),
                ("site", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="seals", to="thongquan.inspectionsite")),
            ],
            options={"db_table": "seal_stock", "indexes": [models.Index(fields=["site", "state"], name="seal_of_site")]},
        ),
    ]
