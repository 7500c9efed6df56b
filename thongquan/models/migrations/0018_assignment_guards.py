"""Row-level security of assignment: tasks for unit and officer, secrets for the platform."""

from django.db import migrations

OFFICES = "((select nullif(current_setting('tq.offices', true), ''))::bigint[])"
USER = "((select nullif(current_setting('tq.user', true), ''))::bigint)"
SYSTEM = "((select current_setting('tq.system', true)) = 'on')"
OFFICER = "((select nullif(current_setting('tq.offices', true), '')) is not null)"

WORK = f"office_id = any({OFFICES}) or officer_id = {USER} or {SYSTEM}"
OF_UNIT = f"office_id = any({OFFICES}) or {SYSTEM}"
PERSONNEL = f"{OFFICER} or {SYSTEM}"
KEPT = ("goods_declaration", "party")

#: table -> (who reads, who writes)
GUARDS = {
    "assignment_task": (WORK, WORK),
    "draw": (WORK, SYSTEM),
    "draw_epoch": (PERSONNEL, SYSTEM),
    "draw_commitment": (PERSONNEL, SYSTEM),
    "draw_nonce": (SYSTEM, SYSTEM),
    "draw_roster": (PERSONNEL, SYSTEM),
    "reassignment": (OF_UNIT, OF_UNIT),
    "officer_skill": (PERSONNEL, PERSONNEL),
    "officer_shift": (PERSONNEL, PERSONNEL),
    "officer_availability": (PERSONNEL, PERSONNEL),
    "officer_absence": (PERSONNEL, PERSONNEL),
    "officer_interest": (PERSONNEL, PERSONNEL),
    "case_hat": (PERSONNEL, PERSONNEL),
}


def guard(table: str, reads: str, writes: str) -> list[str]:
    """The statements that close one table: no context, no rows."""
    return [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy reads on {table} for select using ({reads})",
        f"create policy adds on {table} for insert with check ({writes})",
        f"create policy changes on {table} for update using ({reads}) with check ({writes})",
        f"create policy removes on {table} for delete using ({reads})",
    ]


def unguard(table: str) -> list[str]:
    """The way back."""
    drops = [f"drop policy {name} on {table}" for name in ("reads", "adds", "changes", "removes")]
    return [*drops, f"alter table {table} no force row level security", f"alter table {table} disable row level security"]


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [("thongquan", "0017_assignment")]

    operations = [
        migrations.RunSQL(
            [*(f"alter table {table} force row level security" for table in KEPT),
             *(statement for table, (reads, writes) in GUARDS.items() for statement in guard(table, reads, writes)),
             # the hats are written by the trigger of a task and by nobody else
             "revoke insert, update, delete, truncate on case_hat from tq_app",
             "alter table case_hat no force row level security",
             "revoke delete, truncate on draw, draw_epoch, draw_roster, draw_commitment, draw_nonce from tq_app",
             "revoke update on draw_roster, draw_commitment, draw_nonce from tq_app"],
            [*(statement for table in GUARDS for statement in unguard(table)),
             *(f"alter table {table} no force row level security" for table in KEPT)],
        ),
    ]
