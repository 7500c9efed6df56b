"""What the champion's first look at a line said, until the counters hold it."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [("thongquan", "0031_checks_verified")]

    operations = [
        migrations.AddField("riskline", "looks", django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), null=True, size=None)),
    ]
