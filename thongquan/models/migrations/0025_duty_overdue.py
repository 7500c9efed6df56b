"""When the declarant and the head were told that a tax notice is past its day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [("thongquan", "0024_review_follow")]

    operations = [
        migrations.AddField("paymentorder", "late_told_at", models.DateTimeField(null=True)),
    ]
