"""What makes the hot acts fast is still in place, and writes what the slow way would."""

import json
import re
from decimal import Decimal
from functools import reduce
from pathlib import Path

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection

from bench.replay import overheard
from tests import border, goods
from tests.actions.test_goods_thread import YELLOW_DIE
from thongquan.actions.declaration.sign import declare
from thongquan.actions.goods import locked, save
from thongquan.actions.hot import insert
from thongquan.catalog.law import LAW
from thongquan.core.clock import DUE, TERM_OF_LAW, due_back
from thongquan.core.forms import GOODS_FORMS
from thongquan.core.refused import Conflict, NotFound
from thongquan.core.vehicle import VehicleFacts
from thongquan.models import AuditEvent, Draw, DrawEpoch, Gate, GoodsDeclaration, GoodsLine, Party, Unit, VehicleDeclaration
from thongquan.queries.crossing.facts import form_facts, vehicle_facts
from thongquan.queries.hot import one
from thongquan.queries.scope import everywhere, scope

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
    """Unmarked, array overlap, LIKE and an answer of a form would read every row of a guarded table."""
    with connection.cursor() as cursor:
        cursor.execute("select bool_and(proleakproof) from pg_proc where oid in ('arrayoverlap(anyarray,anyarray)'::regprocedure, "
                       "'textlike(text,text)'::regprocedure,'jsonb_object_field_text(jsonb,text)'::regprocedure)")
        assert cursor.fetchone()[0]


# ---- goods -----------------------------------------------------------------------------------------------


@pytest.fixture
def house():
    return goods.open_house()


def registered(house, n, *, die=YELLOW_DIE, lines=10, at=goods.NOW):
    """A registration as the machines' door makes it: signed and registered at once."""
    who = house[1].traders[n % 3]
    with scope(who):
        (made,) = declare(goods.answers(n, lines=lines), method="api_key", by=who, at=at, die=die, declarant_id=who.parties[0])
    return made.declaration


def test_the_statements_of_a_registration_are_prepared_and_few(house):
    registered(house, 1)
    with overheard() as said:
        registered(house, 2)
    for piece in ('insert into "goods_declaration"', 'update "goods_declaration"', 'insert into "goods_line"', 'insert into "payment_order"',
                  'insert into "assignment_task"', 'insert into "draw"', "from exchange_rate", "from goods_profile", "case_hat"):
        assert piece in prepared()
    assert len([one for one in said if one.text != "commit"]) < 46


def test_a_locked_declaration_is_the_one_the_orm_finds(house):
    pk = registered(house, 3).pk
    with everywhere():
        ours, theirs = locked(pk), GoodsDeclaration.objects.select_related("declarant", "office__parent", "team", "gate__office").get(pk=pk)
        names = [field.attname for field in GoodsDeclaration._meta.concrete_fields]
        assert [getattr(ours, name) for name in names] == [getattr(theirs, name) for name in names]
        beside = (("declarant",), ("office",), ("office", "parent"), ("team",), ("gate",), ("gate", "office"))
        for path in beside:
            found, known = reduce(getattr, path, ours), reduce(getattr, path, theirs)
            assert {**vars(found), "_state": 0} == {**vars(known), "_state": 0}
        with pytest.raises(NotFound):
            locked(pk + 1000)
        with pytest.raises(Conflict):
            locked(pk, ours.version + 1)


def test_a_saved_declaration_stands_as_the_orm_would_have_saved_it(house):
    """Only columns with another value are written; nothing that was changed is left out, and a decimal keeps its digits."""
    pk = registered(house, 4).pk
    with everywhere():
        row = locked(pk)
        row.body, row.containers, row.gross_kg = {**row.body, "notes": "x"}, [*row.containers, "MCGU4567899"], Decimal("12.500")
        row.paid_at, row.tax_total, row.office_ids, row.channel = goods.NOW, row.tax_total + 1, sorted(row.office_ids)[1:], "red"
        with overheard() as said:
            save(row)
        (written,) = (one.text for one in said if one.text.startswith("update"))
        assert "statement" not in written and "signature" not in written
        kept = GoodsDeclaration.objects.get(pk=pk)
        names = [field.attname for field in GoodsDeclaration._meta.concrete_fields]
        assert [getattr(kept, name) for name in names] == [getattr(row, name) for name in names]
        assert str(kept.gross_kg) == "12.500"
        gone = GoodsDeclaration(pk=pk + 1000, declarant_id=row.declarant_id, created_at=goods.NOW)
        with pytest.raises(ObjectDoesNotExist):
            save(gone)


def test_lines_written_at_once_are_the_lines_of_the_form(house):
    row = registered(house, 5)
    with everywhere():
        kept = list(row.lines.order_by("number"))
        GoodsLine.objects.filter(declaration=row).delete()
        again = GoodsLine.objects.bulk_create(
            GoodsLine(**{f.attname: getattr(line, f.attname) for f in GoodsLine._meta.concrete_fields if f.name != "id"}) for line in kept)
        assert [line.number for line in again] == list(range(1, 11))
        read = GOODS_FORMS["import"].read(row.body, draft=True)[0]["lines"]
        for line, declared in zip(GoodsLine.objects.filter(declaration=row).order_by("number"), read, strict=True):
            assert (line.hs, line.name, line.quantity, line.invoice_value, line.net_kg) == tuple(
                declared[name] for name in ("hs", "name", "quantity", "invoice_value", "net_kg"))
        assert [line.body for line in kept] == row.body["lines"] and all(line.tax_total and line.customs_value for line in kept)


def test_the_trail_of_a_registration_has_every_act_and_no_gap(house):
    pk = registered(house, 6).pk
    with everywhere():
        told = [json.loads(bytes(event.payload)) for event in AuditEvent.objects.order_by("id")]
    name = f"goods:{pk}"
    mine = [event for event in told if name in event["after"] or event["facts"].get("declaration") == pk or event["object"] == name]
    actions = [event["action"] for event in mine]
    assert actions[:5] == ["goods.sign", "assessment.initial", "goods.register", "goods.channel", "goods.promise"]
    assert "assignment.draw" in [event["action"] for event in told] and "payment.order" in [event["action"] for event in told]
    after = ""
    assert all(set(event["after"].values()) != {"gone"} for event in mine)
    for event in mine:
        assert event["before"].get(name, after) == after or not after  # what one act leaves is what the next one finds
        after = event["after"].get(name, after)


def test_a_later_draw_never_bears_an_earlier_time(house):
    """A machine that waited for another's draw comes with the older clock; the draw takes its place in the order."""
    registered(house, 7, at=goods.NOW + goods.MINUTE)
    registered(house, 8, at=goods.NOW)
    with everywhere():
        for epoch in DrawEpoch.objects.all():
            draws = list(Draw.objects.filter(epoch=epoch).order_by("seq"))
            assert [draw.seq for draw in draws] == list(range(len(draws)))
            assert [draw.at for draw in draws] == sorted(draw.at for draw in draws)


def test_nobody_changes_a_long_value_of_a_declaration_in_its_place():
    """`update` looks whether a column was given another value: a value changed in its place would not be written."""
    values = "body|statement|signature|channel_reasons|office_ids|containers"
    inplace = re.compile(rf"\b(?:declaration|row)\.(?:{values})(?:\[[^\]]+\] *=[^=]|\.(?:append|update|extend|pop|remove|sort)\()")
    for file in Path("thongquan/actions").rglob("*.py"):
        assert not inplace.search(file.read_text()), file
