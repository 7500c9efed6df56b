"""Who verifies the log sees every row of the goods half and of selection that it covers."""

from django.db import migrations

WATCHED = (
    "goods_declaration", "goods_document", "goods_request", "goods_finding", "goods_decision", "payment_order", "payment", "guarantee",
    "guarantee_use", "inspection_order", "inspection_finding", "inspection_evidence", "supervision_slip", "goods_passage", "review_case",
    "check_label", "goods_profile", "entity_list", "selection",
)


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [("thongquan", "0021_answer_callers")]

    operations = [
        migrations.RunSQL(
            [f"create policy verifies on {table} for select to tq_owner using (true)" for table in WATCHED],
            [f"drop policy verifies on {table}" for table in WATCHED],
        ),
    ]
