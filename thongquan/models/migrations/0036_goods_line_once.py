"""The taxes of a line stand once, in the statement of its declaration."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("thongquan", "0035_risk_trips")]

    operations = [migrations.RemoveField("goodsline", "taxes")]
