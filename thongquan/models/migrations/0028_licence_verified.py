"""Who verifies the log sees ministries' documents, their uses, and goods lines."""

from django.db import migrations

WATCHED = ("licence", "licence_line", "write_off", "goods_line")


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [("thongquan", "0027_goods_paper")]

    operations = [
        migrations.RunSQL(
            [f"create policy verifies on {table} for select to tq_owner using (true)" for table in WATCHED],
            [f"drop policy verifies on {table}" for table in WATCHED],
        ),
    ]
