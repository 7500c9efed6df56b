"""Who verifies the log sees what waits for an agency; a refund has two people."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [("thongquan", "0030_risk")]

    operations = [
        migrations.RunSQL("create policy verifies on licence_check for select to tq_owner using (true)", "drop policy verifies on licence_check"),
        migrations.AddConstraint(
            model_name="goodsrequest",
            constraint=models.CheckConstraint(
                condition=~models.Q(kind="refund") | models.Q(decided_by__isnull=True) | ~models.Q(asked_by=models.F("decided_by")),
                name="refund_by_two_people"),
        ),
    ]
