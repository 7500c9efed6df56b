"""What makes the hot acts fast is still in place, and writes what the slow way would."""

import pytest
from django.db import IntegrityError, connection

from tests import border
from thongquan.actions.hot import insert
from thongquan.catalog.law import LAW
from thongquan.core.clock import DUE, TERM_OF_LAW, due_back
from thongquan.core.vehicle import VehicleFacts
from thongquan.models import Gate, Party, Unit, VehicleDeclaration
from thongquan.queries.crossing.facts import form_facts, vehicle_facts
from thongquan.queries.hot import one
from thongquan.queries.scope import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return border.open_border()


def prepared() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(statement, ' ') from pg_prepared_statements")
        return cursor.fetchone()[0] or ""


def test_the_statements_of_a_lane_and_of_a_declaration_are_prepared(cast):
    border.crossed_out(cast)
    for piece in ("for update of d", "scanned as", 'insert into "vehicle_declaration"', "fixed_route_until", "insert into craft_record"):
        assert piece in prepared()


def test_a_row_written_by_the_prepared_statement_is_the_row_the_orm_writes(cast):
    who = cast.companies[0]
    pk = border.declared(cast)
    with scope(who):
        written = VehicleDeclaration.objects.get(pk=pk)
        by_orm, by_us = VehicleDeclaration.objects.get(pk=pk), VehicleDeclaration.objects.get(pk=pk)
        by_orm.pk, by_orm.number, by_orm._state.adding = None, "orm", True
        by_us.pk, by_us.number = None, "us"
        by_orm.save()
        insert(by_us)
        columns = [field.attname for field in VehicleDeclaration._meta.concrete_fields if field.attname not in ("id", "number")]
        rows = VehicleDeclaration.objects.filter(pk__in=[by_orm.pk, by_us.pk, written.pk]).values_list(*columns)
        assert len(rows) == 3 and len({repr(row) for row in rows}) == 1


def test_one_finds_what_the_orm_finds(cast):
    gate = Gate.objects.get(code=border.GATE)
    with scope(cast.desk):
        for model, column, value in ((Gate, "code", gate.code), (Unit, "id", gate.office_id), (Party, "id", cast.companies[0].parties[0])):
            found, known = one(model, column, value), model.objects.get(**{column: value})
            assert found is not None and {**vars(found), "_state": 0} == {**vars(known), "_state": 0}
        assert one(Gate, "code", "VNNONE") is None
    with scope(cast.companies[1]):
        assert one(Party, "id", cast.companies[0].parties[0]) is None  # row-level security holds for prepared statements too


def test_what_the_database_refuses_is_refused_as_by_the_orm(cast):
    who = cast.companies[0]
    pk = border.declared(cast, own_reference="A-1")
    with pytest.raises(IntegrityError), scope(who):
        twin = VehicleDeclaration.objects.get(pk=pk)
        twin.pk, twin.number = None, "twin"
        insert(twin)


@pytest.mark.parametrize("case", sorted(TERM_OF_LAW))
def test_a_term_of_law_is_the_same_whatever_form_and_registers_say(cast, case):
    pk = border.declared(cast, case=case)
    with scope(cast.desk):
        row = VehicleDeclaration.objects.get(pk=pk)
        asked = (vehicle_facts(row, border.NOW), form_facts(row), VehicleFacts(case=case, mode=row.mode))
    assert case in DUE and len({due_back(facts, LAW, border.NOW) for facts in asked}) == 1


def test_guarded_tables_are_looked_up_by_index():
    """Unmarked, array overlap and LIKE would read every row of a guarded table."""
    with connection.cursor() as cursor:
        cursor.execute("select bool_and(proleakproof) from pg_proc where oid in ('arrayoverlap(anyarray,anyarray)'::regprocedure, "
                       "'textlike(text,text)'::regprocedure)")
        assert cursor.fetchone()[0]
