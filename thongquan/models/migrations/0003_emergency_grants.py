"""Emergency roles, papers that follow their declaration, events their author may read."""

from django.db import migrations, models

PARTIES = "((select nullif(current_setting('tq.parties', true), ''))::bigint[])"
OFFICES = "((select nullif(current_setting('tq.offices', true), ''))::bigint[])"
USER = "((select nullif(current_setting('tq.user', true), ''))::bigint)"

OF_EVENT = f"office_ids && {OFFICES} or declarant_id = any({PARTIES})"
OF_PAPER = f"office_id = any({OFFICES}) or return_office_id = any({OFFICES}) or declarant_id = any({PARTIES})"
OF_DOCUMENT = f"declarant_id = any({PARTIES}) or office_ids && {OFFICES}"

WITH_DECLARATION = "exists (select 1 from vehicle_declaration v where v.id = declaration_id)"
WITH_PAPER = f"declarant_id = any({PARTIES}) or exists (select 1 from declaration_document d where d.document_id = document.id)"


def opened(table: str, words: str) -> list[str]:
    """The statements that give every policy of a table the same words."""
    return [
        f"alter policy reads on {table} using ({words})",
        f"alter policy adds on {table} with check ({words})",
        f"alter policy changes on {table} using ({words}) with check ({words})",
        f"alter policy removes on {table} using ({words})",
    ]


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [("thongquan", "0002_guards")]

    operations = [
        migrations.AddField("grant", "reason", models.TextField(default="", blank=True)),
        migrations.AddField("grant", "emergency", models.BooleanField(default=False)),
        migrations.AddField("grant", "expires_at", models.DateTimeField(null=True)),
        migrations.AddField("grant", "told", models.BigIntegerField(null=True)),
        migrations.AddField("grant", "reviewed_by", models.BigIntegerField(null=True)),
        migrations.AddField("grant", "reviewed_at", models.DateTimeField(null=True)),
        migrations.AddField("grant", "review", models.TextField(default="", blank=True)),
        migrations.AddConstraint("grant", models.CheckConstraint(
            condition=models.Q(emergency=False) | models.Q(expires_at__isnull=False, told__isnull=False),
            name="emergency_ends_and_is_told")),
        migrations.AddConstraint("grant", models.CheckConstraint(
            condition=models.Q(reviewed_by__isnull=True) | ~models.Q(reviewed_by=models.F("user")),
            name="emergency_reviewed_by_another")),
        migrations.AlterField("declarationdocument", "office_id", models.BigIntegerField(null=True)),
        migrations.RunSQL(
            [f"alter policy reads on audit_event using ({OF_EVENT} or actor_id = {USER})",
             *opened("declaration_document", WITH_DECLARATION), *opened("document", WITH_PAPER)],
            [f"alter policy reads on audit_event using ({OF_EVENT})",
             *opened("declaration_document", OF_PAPER), *opened("document", OF_DOCUMENT)],
        ),
    ]
