"""The file of a document of a goods dossier is open to whoever sees that dossier."""

from django.db import migrations

WITH_GOODS = "exists (select 1 from goods_document g where g.document_id = document.id)"


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [("thongquan", "0026_site_pause")]

    operations = [
        migrations.RunSQL(f"create policy of_goods on document for select using ({WITH_GOODS})", "drop policy of_goods on document"),
    ]
