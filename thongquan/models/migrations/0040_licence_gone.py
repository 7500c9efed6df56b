"""A ministry's document knows since when it is revoked or refused."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("thongquan", "0039_letter_accepted_once")]

    operations = [migrations.AddField("licence", "gone_at", models.DateTimeField(null=True))]
