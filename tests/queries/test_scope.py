"""The second wall: what the running application can see and write, table by table, tenant by tenant."""

from itertools import count
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from thongquan.core.actor import Actor
from thongquan.queries.scope import everywhere, scope

REACHING = ("office_id", "office_ids", "return_office_id", "declarant_id", "party_id", "client_id")
#: tables with such a column that are no tenant's: what the law publishes, and what must be known before a reach is
OPEN = {
    "gate": "reference data",
    "inspection_site": "reference data",
    "public_link": "the unguessable token is the key; no personal data behind it",
    "role_grant": "read to find out what a person may reach",
}
#: whose rows every officer may look up, and no other trader
ANY_OFFICER = {"party", "driver_record", "craft_record", "transport_permit", "saved_trip", "bulk_file", "mandate", "plate_hold", "guarantee",
    "draw_commitment", "draw_epoch", "draw_roster",  # published for whoever checks a draw
    "officer_availability", "officer_shift", "officer_skill",  # who is on duty, and for what work
}
#: words that a table takes from a closed list
CLOSED = {("goods_profile", "kind"): "profile", ("goods_profile", "lane"): "red", ("selection", "kind"): "initial",
          ("risk_result", "check_kind"): "physical", ("weighing", "gross_kg"): 1}
TENANTS = {"A": 9_000_001, "B": 9_000_002}
NUMBERS = count(1)

COLUMNS = """
select c.relname, a.attname, t.typname, a.attnotnull, a.atthasdef or a.attidentity <> ''
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped join pg_type t on t.oid = a.atttypid
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1, a.attnum
"""
#: what a check constraint asks of a second moment
LATER = {("officer_shift", "until"): "2026-11-25T10:00:00Z"}
FILL = {
    "int4": 1, "int8": 1, "int2": 1, "bool": False, "timestamptz": "2026-11-25T02:00:00Z", "date": "2026-11-25", "jsonb": "{}", "bytea": b"x",
    "_text": [], "_int8": [], "_float8": [], "_int4": [], "float8": 0, "numeric": 0,
}  # fmt: skip


def tables(admin):
    """Every table with its columns."""
    with psycopg.connect(admin) as found:
        everything = {}
        for table, *column in found.execute(COLUMNS):
            everything.setdefault(table, []).append(column)
    return everything


def guarded(admin):
    with psycopg.connect(admin) as found:
        return {name for (name,) in found.execute("select relname from pg_class where relrowsecurity and relforcerowsecurity")}


def value(table, name, kind, tenant):
    """What a tenant's row holds: its own number wherever somebody is named, its canary wherever words are."""
    own = TENANTS[tenant]
    if (table, name) in LATER:
        return LATER[table, name]
    if name == "office_ids":
        return [own]
    if kind == "uuid":
        return UUID(int=own)
    if name == "id" or name.endswith("_id"):
        return own
    if (table, name) in CLOSED:
        return CLOSED[table, name]
    if kind in ("text", "varchar"):
        return f"CANARY-{tenant}-{table}-{next(NUMBERS)}"
    return FILL[kind]


@pytest.fixture
def canaries(real_commits):
    """One row of each of two tenants in every guarded table."""
    everything, walled = tables(real_commits.admin), guarded(real_commits.admin)
    with psycopg.connect(real_commits.admin) as found:
        found.execute("set session_replication_role = replica")
        for table in sorted(walled):
            for tenant in TENANTS:
                names = [column for column in everything[table] if column[2] or column[0] in REACHING or column[0].endswith("_id") or column[1] == "text"]
                names = [column for column in names if column[0] not in ("second_officer_id", "broker")] + [
                    column for column in everything[table] if column[0] == "broker"]
                found.execute(
                    sql.SQL("insert into {} ({}) values ({})").format(
                        sql.Identifier(table), sql.SQL(", ").join(sql.Identifier(c[0]) for c in names),
                        sql.SQL(", ").join([sql.Placeholder()] * len(names))),
                    [value(table, c[0], c[1], tenant) for c in names])
    return sorted(walled)


def officer(*tenants):
    return Actor(7, "officer", frozenset({"gate_officer"}), tuple(TENANTS[t] for t in tenants))


def trader(*tenants):
    return Actor(TENANTS[tenants[0]], "trader", frozenset({"declarant"}), (), tuple(TENANTS[t] for t in tenants))


def seen(table, by):
    """Everything this person's statements can read of a table, as text."""
    with scope(by), connection.cursor() as cursor:
        cursor.execute(f'select to_jsonb(t)::text from "{table}" t')
        return [row[0] for row in cursor.fetchall()]


def canaries_in(rows, tenant):
    return [row for row in rows if f"CANARY-{tenant}-" in row or f": {TENANTS[tenant]}" in row]


def test_the_running_application_owns_nothing_and_is_bound(real_commits):
    with connection.cursor() as cursor:
        cursor.execute("select current_user, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user")
        assert cursor.fetchone() == ("tq_app", False, False, False, False)
        cursor.execute("select count(*) from pg_class where relowner = (select oid from pg_roles where rolname = current_user)")
        assert cursor.fetchone() == (0,)
        cursor.execute("select count(*) from pg_roles r where rolname <> current_user and pg_has_role(current_user, r.oid, 'member')")
        assert cursor.fetchone() == (0,)


def test_every_table_that_names_a_tenant_is_guarded(real_commits):
    """A new table with such a column fails here until it has its policies, or its reason above."""
    naming = {table for table, columns in tables(real_commits.admin).items() if {c[0] for c in columns} & set(REACHING)}
    assert naming - guarded(real_commits.admin) == set(OPEN)


def test_without_a_reach_there_are_no_rows(canaries):
    for table in canaries:
        assert seen(table, None) == [], table


def test_a_trader_sees_his_own_and_not_one_byte_of_another(canaries):
    mine = 0
    for table in canaries:
        rows = seen(table, trader("A"))
        assert canaries_in(rows, "B") == [], table
        mine += len(rows)
    assert mine > len(canaries) / 2


def test_an_officer_sees_his_office_and_not_another(canaries):
    mine = 0
    for table in sorted(set(canaries) - ANY_OFFICER):
        rows = seen(table, officer("A"))
        assert canaries_in(rows, "B") == [], table
        mine += len(rows)
    assert mine > 10
    assert all(len(seen(table, officer("A"))) == 2 for table in ANY_OFFICER)


def test_one_office_two_offices_none_again_on_one_connection(canaries):
    for by, rows in ((officer("A"), 1), (officer("A", "B"), 2), (None, 0), (trader("B"), 1), (officer("B"), 1), (None, 0)):
        assert len(seen("vehicle_declaration", by)) == rows


def test_the_reach_ends_with_its_transaction(canaries):
    with scope(officer("A")):
        pass
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from vehicle_declaration")
        assert cursor.fetchone() == (0,)


def test_looking_everywhere_for_a_moment_gives_the_reach_back(canaries, real_commits):
    with psycopg.connect(real_commits.admin) as found:
        found.execute("insert into unit (id, code, level, name_vi, name_en, name_zh, kind, evidence, auto_accept) "
                      "select n, n::text, 'office', '', '', '', '', '', false from unnest(%s::bigint[]) n", [list(TENANTS.values())])
    with scope(trader("A")), connection.cursor() as cursor:
        with everywhere():
            cursor.execute("select count(*) from vehicle_declaration")
            assert cursor.fetchone() == (2,)
        cursor.execute("select count(*) from vehicle_declaration")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize("table", [
    "vehicle_declaration", "crossing", "agency_tick", "declaration_request", "physical_check", "violation", "pass", "scan", "driver_record", "craft_record",
    "transport_permit", "saved_trip", "bulk_file", "document", "channel_choice",
])  # fmt: skip
def test_nobody_writes_into_another_tenants_rows(canaries, real_commits, table):
    """A trader's insert for another tenant is refused, and an update finds nothing to change."""
    names = [c[0] for c in tables(real_commits.admin)[table] if c[0] != "id"]
    columns = ", ".join(f'"{n}"' for n in names)
    foreign = ", ".join(str(TENANTS["B"]) if n in REACHING and n != "office_ids" else f"'{{{TENANTS['B']}}}'" if n == "office_ids" else f'"{n}"' for n in names)
    key = f"'{UUID(int=5)}'" if table == "scan" else "5"
    with pytest.raises(Exception, match="row-level security"), scope(trader("A")), connection.cursor() as cursor:
        cursor.execute(f'insert into "{table}" (id, {columns}) select {key}, {foreign} from "{table}"')
    if table == "scan":
        return
    with scope(trader("A")), connection.cursor() as cursor:
        cursor.execute(f'update "{table}" set id = id where id = {TENANTS["B"]}')
        assert cursor.rowcount == 0
        cursor.execute(f'delete from "{table}" where id = {TENANTS["B"]}')
        assert cursor.rowcount == 0


def test_an_officer_moves_no_case_to_an_office_that_is_not_his(canaries):
    with pytest.raises(Exception, match="row-level security"), scope(officer("A")), connection.cursor() as cursor:
        cursor.execute("update vehicle_declaration set office_id = %s, return_office_id = %s", [TENANTS["B"], TENANTS["B"]])


@pytest.mark.parametrize("breach", [
    "alter table vehicle_declaration disable row level security", "drop policy reads on vehicle_declaration",
    "alter policy reads on vehicle_declaration using (true)",
])  # fmt: skip
def test_with_the_wall_taken_down_these_tests_go_red(canaries, real_commits, breach):
    """The negative control."""
    with psycopg.connect(real_commits.admin) as found:
        found.execute(breach)
    rows = seen("vehicle_declaration", trader("A"))
    assert canaries_in(rows, "B") or not canaries_in(rows, "A")
