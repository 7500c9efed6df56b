"""Row-level security, append-only evidence, and the digest that ties rows to their events."""

from django.db import migrations

OFFICES = "((select nullif(current_setting('tq.offices', true), ''))::bigint[])"
PARTIES = "((select nullif(current_setting('tq.parties', true), ''))::bigint[])"
USER = "((select nullif(current_setting('tq.user', true), ''))::bigint)"
SYSTEM = "((select current_setting('tq.system', true)) = 'on')"
OFFICER = "((select nullif(current_setting('tq.offices', true), '')) is not null)"

REACH = (
    f"office_id = any({OFFICES}) or return_office_id = any({OFFICES}) or declarant_id = any({PARTIES})"
)
OF_PARTY = f"party_id = any({PARTIES}) or {OFFICER}"
OF_DECLARANT = f"declarant_id = any({PARTIES}) or {OFFICER}"
OF_NOTICE = f"party_id = any({PARTIES}) or user_id = {USER} or {SYSTEM}"

#: table -> (who reads, who writes); the same words serve both unless a second is given
GUARDS = {
    "vehicle_declaration": (REACH, REACH),
    "crossing": (REACH, REACH),
    "agency_tick": (REACH, REACH),
    "declaration_request": (REACH, REACH),
    "physical_check": (REACH, REACH),
    "violation": (REACH, REACH),
    "declaration_document": (REACH, REACH),
    "pass": (REACH, REACH),
    "scan": (REACH, REACH),
    "party": (f"id = any({PARTIES}) or broker or {OFFICER}", "true"),
    "driver_record": (OF_PARTY, OF_PARTY),
    "craft_record": (OF_PARTY, OF_PARTY),
    "transport_permit": (OF_PARTY, OF_PARTY),
    "saved_trip": (OF_DECLARANT, OF_DECLARANT),
    "bulk_file": (OF_DECLARANT, OF_DECLARANT),
    "mandate": (
        f"client_id = any({PARTIES}) or agent_id = any({PARTIES}) or {OFFICER}",
        f"client_id = any({PARTIES}) or {OFFICER}",
    ),
    "document": (
        f"declarant_id = any({PARTIES}) or office_ids && {OFFICES}",
        f"declarant_id = any({PARTIES}) or office_ids && {OFFICES}",
    ),
    "notice": (OF_NOTICE, "true"),
    "dispatch": (f"{SYSTEM} or exists (select 1 from notice n where n.id = notice_id)", "true"),
    "channel_choice": (f"party_id = any({PARTIES}) or {SYSTEM}", f"party_id = any({PARTIES}) or {SYSTEM}"),
    "plate_hold": (OFFICER, f"office_id = any({OFFICES})"),
    "audit_event": (f"office_ids && {OFFICES} or declarant_id = any({PARTIES})", "true"),
    "audit_private": ("exists (select 1 from audit_event e where e.id = event_id)", "true"),
    "look_up": (f"office_id = any({OFFICES}) or user_id = {USER}", "true"),
}

APPEND_ONLY = ("audit_event", "audit_leaf", "audit_checkpoint", "scan")


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


DIGEST = """
create function tq_digest(row_as_json jsonb) returns text language sql immutable strict parallel safe
as $$ select encode(sha256(convert_to(jsonb_strip_nulls(row_as_json)::text, 'UTF8')), 'hex') $$
"""

REFUSE = """
create function tq_append_only() returns trigger language plpgsql
as $$ begin raise exception 'this table is append-only' using errcode = 'insufficient_privilege'; end $$
"""

SERIAL = """
create sequence movement_serial;
create function tq_next_serial() returns bigint language sql as $$ select nextval('movement_serial') $$
"""


def evidence() -> list[str]:
    """Grants and triggers that keep the log what it was."""
    statements = [DIGEST, REFUSE]
    for table in APPEND_ONLY:
        statements.append(
            f"create trigger append_only before update or delete or truncate on {table} "
            "for each statement execute function tq_append_only()"
        )
        statements.append(f"revoke update, delete, truncate on {table} from tq_app")
    return [
        *statements,
        "revoke insert on audit_leaf, audit_checkpoint from tq_app",
        "revoke update, delete, truncate on audit_pending from tq_app",
        "revoke update, truncate on audit_private from tq_app",
        "grant usage on schema public to tq_sealer",
        "grant select on audit_event, audit_pending, audit_leaf, audit_checkpoint to tq_sealer",
        "grant update, delete on audit_pending to tq_sealer",
        "grant insert on audit_leaf, audit_checkpoint to tq_sealer",
        "create policy sealer on audit_event for select to tq_sealer using (true)",
    ]


class Migration(migrations.Migration):
    """The second wall stands from the first day."""

    dependencies = [("thongquan", "0001_tables")]

    operations = [
        migrations.RunSQL(
            [statement for table, (reads, writes) in GUARDS.items() for statement in guard(table, reads, writes)],
            [statement for table in GUARDS for statement in unguard(table)],
        ),
        migrations.RunSQL(
            evidence(),
            [
                "drop policy sealer on audit_event",
                *(f"drop trigger append_only on {table}" for table in APPEND_ONLY),
                "drop function tq_append_only()",
                "drop function tq_digest(jsonb)",
            ],
        ),
        migrations.RunSQL(
            SERIAL,
            "drop function tq_next_serial(); drop sequence movement_serial",
        ),
    ]
