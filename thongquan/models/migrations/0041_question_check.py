"""Officers' questions in the sample of the dice, and what a supervisor says of them; the team reads it."""

from django.db import migrations, models

OFFICES = "((select nullif(current_setting('tq.offices', true), ''))::bigint[])"
USER = "((select nullif(current_setting('tq.user', true), ''))::bigint)"
SYSTEM = "((select current_setting('tq.system', true)) = 'on')"
TEAM = f"office_id = any({OFFICES}) or {SYSTEM}"


class Migration(migrations.Migration):
    """One table of the house."""

    dependencies = [("thongquan", "0040_licence_gone")]

    operations = [
        migrations.CreateModel(
            name="QuestionCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question_id", models.BigIntegerField(unique=True)),
                ("declaration_id", models.BigIntegerField()),
                ("office_id", models.BigIntegerField()),
                ("officer_id", models.BigIntegerField(db_index=True, null=True)),
                ("at", models.DateTimeField()),
                ("epoch", models.TextField()),
                ("lot", models.IntegerField()),
                ("state", models.TextField(default="left")),
                ("need", models.TextField(blank=True, default="")),
                ("ground", models.TextField(blank=True, default="")),
                ("note", models.TextField(blank=True, default="")),
                ("judged_by", models.BigIntegerField(null=True)),
                ("judged_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "question_check",
                "indexes": [models.Index(fields=["office_id", "at"], name="question_check_of_team")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("judged_by__isnull", True), models.Q(("judged_by", models.F("officer_id")), _negated=True), _connector="OR"),
                        name="question_judged_by_another"),
                ],
            },
        ),
        migrations.RunSQL(
            [
                "alter table question_check enable row level security",
                "alter table question_check force row level security",
                f"create policy reads on question_check for select using ({TEAM} or officer_id = {USER})",
                f"create policy adds on question_check for insert with check ({SYSTEM})",
                f"create policy changes on question_check for update using ({TEAM}) with check ({TEAM})",
                "create policy verifies on question_check for select to tq_owner using (true)",
                "revoke delete, truncate on question_check from tq_app",
            ],
            [
                *(f"drop policy {name} on question_check" for name in ("verifies", "changes", "adds", "reads")),
                "alter table question_check no force row level security", "alter table question_check disable row level security",
            ],
        ),
    ]
