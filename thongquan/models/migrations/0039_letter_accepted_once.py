"""One letter of guarantee stands once; before customs accepts it, its number is only what a declarant writes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("thongquan", "0038_guarantee_filed")]

    operations = [
        migrations.AddConstraint("guarantee", models.UniqueConstraint(fields=["declarant", "bank", "number"], name="guarantee_filed_once")),
        migrations.AddConstraint("guarantee", models.UniqueConstraint(
            fields=["bank", "number"], name="guarantee_accepted_once", condition=models.Q(("state", "accepted")))),
        migrations.RemoveConstraint("guarantee", "guarantee_once"),
    ]
