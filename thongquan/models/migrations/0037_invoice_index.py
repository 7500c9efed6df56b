"""An invoice that was declared before is found by its number, however much its declarant has declared."""

from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform


class Migration(migrations.Migration):
    dependencies = [("thongquan", "0036_goods_line_once")]

    operations = [
        migrations.AddIndex("goodsdeclaration", models.Index(models.F("declarant"), KeyTextTransform("invoice_number", "body"), name="gd_invoice")),
    ]
