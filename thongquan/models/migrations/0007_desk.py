"""Filters that an officer keeps by name, and the review of vehicles that passed by order."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [("thongquan", "0006_gate_pause")]

    operations = [
        migrations.CreateModel(
            name="AdmissionReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("office_id", models.BigIntegerField()),
                ("return_office_id", models.BigIntegerField(null=True)),
                ("declarant_id", models.BigIntegerField(null=True)),
                ("by_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("right", models.BooleanField(default=True)),
                ("words", models.TextField(blank=True, default="")),
                ("scan", models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="review",
                                              to="thongquan.scan")),
            ],
            options={"db_table": "admission_review"},
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.TextField(default="queue")),
                ("name", models.TextField()),
                ("query", models.TextField()),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="saved_filters",
                                           to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "db_table": "saved_filter",
                "constraints": [models.UniqueConstraint(fields=("user", "page", "name"), name="filter_name_once")],
            },
        ),
    ]
