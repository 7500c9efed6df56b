"""Guarantees are filed by traders and count once accepted."""

from django.db import migrations, models

PARTIES = "((select nullif(current_setting('tq.parties', true), ''))::bigint[])"
OFFICER = "((select nullif(current_setting('tq.offices', true), '')) is not null)"
#: a declarant adds his own, and only as one that waits for customs
FILED = f"{OFFICER} or declarant_id = any({PARTIES}) and state = 'filed'"
OFFICES = "((select nullif(current_setting('tq.offices', true), ''))::bigint[])"
#: what he may make of it himself: file it again, take it back, have it stand for tax and give it back
LENT = f"declarant_id = any({PARTIES}) and (state in ('filed', 'withdrawn') or decided_by is not null or filed_by is null)"


def added(name: str, field: models.Field) -> migrations.AddField:  # type: ignore[type-arg]
    """One more column."""
    return migrations.AddField("guarantee", name, field)


class Migration(migrations.Migration):
    """Those that stand already are accepted."""

    dependencies = [("thongquan", "0037_invoice_index")]

    operations = [
        added("state", models.TextField(default="accepted")),
        migrations.AlterField("guarantee", "state", models.TextField(default="filed")),
        added("for_number", models.TextField(blank=True, default="")),
        added("office_id", models.BigIntegerField(null=True)),
        added("document_id", models.BigIntegerField(null=True)),
        added("filed_by", models.BigIntegerField(null=True)),
        added("decided_by", models.BigIntegerField(null=True)),
        added("decided_at", models.DateTimeField(null=True)),
        added("reason", models.TextField(blank=True, default="")),
        added("ended_at", models.DateTimeField(null=True)),
        migrations.AddIndex("guarantee", models.Index(fields=["office_id", "state"], name="guarantee_office")),
        migrations.AddConstraint("guarantee", models.CheckConstraint(
            condition=models.Q(("state", "accepted"), _negated=True) | models.Q(("filed_by__isnull", True)) | models.Q(
                ("decided_by__isnull", False), models.Q(("decided_by", models.F("filed_by")), _negated=True)),
            name="guarantee_accepted_by_another")),
        migrations.RunSQL(
            ["drop policy adds on guarantee", f"create policy adds on guarantee for insert with check ({FILED})",
             "drop policy lent on guarantee",
             f"create policy lent on guarantee for update using (declarant_id = any({PARTIES})) with check ({LENT})",
             f"create policy of_units on document for select using (office_ids && {OFFICES})"],
            ["drop policy of_units on document", "drop policy lent on guarantee",
             f"create policy lent on guarantee for update using (declarant_id = any({PARTIES})) with check (declarant_id = any({PARTIES}))",
             "drop policy adds on guarantee", f"create policy adds on guarantee for insert with check ({OFFICER})"],
        ),
    ]
