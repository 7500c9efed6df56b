"""Whether the walls around the evidence stand: triggers, row-level security, roles."""

from __future__ import annotations

from typing import Any

import psycopg

from thongquan.core.evidence import OBJECTS
from thongquan.queries.trail.findings import Report

APPEND_ONLY = ("audit_event", "audit_leaf", "audit_checkpoint", "scan")
#: tables of the log and its objects that carry no person's or party's rows, or are read before a reach is known
OPEN_TO_ALL = frozenset({"channel_rule_version", "role_grant", "deputy", "api_key", "gate_day", "tariff_edition", "assignment_rule"})

TRIGGERS = """
select t.relname, t.relkind, coalesce(bool_or(g.tgenabled in ('O', 'A')), false)
from pg_class t left join pg_trigger g on g.tgrelid = t.oid and g.tgname = 'append_only'
where t.relnamespace = 'public'::regnamespace and t.relname = any(%s) group by t.relname, t.relkind
"""
TABLES = """
select relname, relkind, relrowsecurity and relforcerowsecurity from pg_class
where relnamespace = 'public'::regnamespace and relname = any(%s)
"""
ROLES = """
select rolname from pg_roles r where rolname in ('tq_app', 'tq_sealer')
and (rolsuper or rolbypassrls or exists (select 1 from pg_class where relowner = r.oid)
     or pg_has_role(rolname, 'tq_owner', 'member'))
"""
RIGHTS = """
select t, p from unnest(%s::text[]) t, unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) p
where has_table_privilege('tq_app', 'public.' || t, p)
union all select t, 'INSERT' from unnest(array['audit_leaf', 'audit_checkpoint']) t where has_table_privilege('tq_app', 'public.' || t, 'INSERT')
"""


def check_guards(connection: psycopg.Connection[Any], report: Report) -> None:
    """Every wall that an insider would take down first."""
    standing = {name for name, kind, on in connection.execute(TRIGGERS, [list(APPEND_ONLY)]) if kind == "r" and on}
    for table in sorted({*APPEND_ONLY} - standing):
        report.add("GUARD", table, "the append-only trigger is gone or disabled")
    expected = {*OBJECTS, "audit_event", "audit_private"} - OPEN_TO_ALL
    guarded = {name for name, kind, on in connection.execute(TABLES, [sorted(expected)]) if kind == "r" and on}
    for table in sorted(expected - guarded):
        report.add("GUARD", table, "row-level security is off")
    for (role,) in connection.execute(ROLES):
        report.add("GUARD", role, "the role may do more than it should")
    for table, right in connection.execute(RIGHTS, [list(APPEND_ONLY)]):
        report.add("GUARD", table, f"the application may {right}")
