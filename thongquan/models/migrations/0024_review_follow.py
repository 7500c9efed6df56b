"""Reviews are followed up; reviewer, officer and inspector kept apart; revenue targets."""

from django.db import migrations, models

OFFICES = "((select nullif(current_setting('tq.offices', true), ''))::bigint[])"
SYSTEM = "((select current_setting('tq.system', true)) = 'on')"
OF_UNIT = f"unit_id = any({OFFICES}) or {SYSTEM}"

#: whoever decides a review wears its hat and no other; the blind second one is decided by somebody else
HAT = """
create function tq_review_hat() returns trigger language plpgsql as $$
begin
    if new.done_by is null then return new; end if;
    perform tq_wear(new.declaration_id, new.done_by, 'review');
    if exists (select 1 from review_case o where o.declaration_id = new.declaration_id and o.id <> new.id and o.done_by = new.done_by
               and (o.id = new.blind_of_id or o.blind_of_id = new.id)) then
        raise exception 'blind means another person: officer % has reviewed declaration % already', new.done_by, new.declaration_id
            using errcode = 'check_violation', constraint = 'blind_review_by_another', table = 'review_case';
    end if;
    return new;
end $$;
create trigger hat after insert or update of done_by, blind_of_id, declaration_id on review_case
    for each row execute function tq_review_hat()
"""

GUARD = [
    "alter table revenue_target enable row level security",
    "alter table revenue_target force row level security",
    f"create policy reads on revenue_target for select using ({OF_UNIT})",
    f"create policy adds on revenue_target for insert with check ({OF_UNIT})",
    f"create policy changes on revenue_target for update using ({OF_UNIT}) with check ({OF_UNIT})",
    f"create policy removes on revenue_target for delete using ({OF_UNIT})",
    "create policy verifies on revenue_target for select to tq_owner using (true)",
]
UNGUARD = [
    *(f"drop policy {name} on revenue_target" for name in ("reads", "adds", "changes", "removes", "verifies")),
    "alter table revenue_target no force row level security",
    "alter table revenue_target disable row level security",
]


def added(name: str, field: models.Field) -> migrations.AddField:  # type: ignore[type-arg]
    """One more column of a review."""
    return migrations.AddField("reviewcase", name, field)


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [("thongquan", "0023_goods_at_gate")]

    operations = [
        added("sister_of", models.BigIntegerField(null=True)),
        added("follow_state", models.TextField(blank=True, default="")),
        added("follow_due_at", models.DateTimeField(null=True)),
        added("follow_done_at", models.DateTimeField(null=True)),
        added("follow_by", models.BigIntegerField(null=True)),
        added("follow_late_at", models.DateTimeField(null=True)),
        added("follow", models.JSONField(default=dict)),
        migrations.AddIndex("reviewcase", models.Index(
            fields=["follow_due_at"], condition=models.Q(("follow_state", "open")), name="review_follow_open")),
        migrations.CreateModel(
            name="RevenueTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.IntegerField()),
                ("unit_id", models.BigIntegerField()),
                ("amount", models.BigIntegerField()),
                ("set_by", models.BigIntegerField(null=True)),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "db_table": "revenue_target",
                "constraints": [
                    models.UniqueConstraint(fields=("year", "unit_id"), name="revenue_target_once"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="revenue_target_positive"),
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunSQL(HAT, "drop trigger hat on review_case; drop function tq_review_hat()"),
    ]
