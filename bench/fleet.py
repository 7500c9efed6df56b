"""Thousands of accepted vehicles: copies of one that went the long way, with passes really signed."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.conf import settings

from bench.people import People
from bench.trips import answers, plate
from thongquan.actions import crossing, gate
from thongquan.actions.keyring import private_key
from thongquan.core import passes
from thongquan.core.numbers import movement_number
from thongquan.core.plates import fitting, normalise
from thongquan.models import Crossing, Pass, PassKey, VehicleDeclaration
from thongquan.queries.scope import scope

GATE, BORDER_LANE, YARD_LANE = "VNMCG1", 1, 7
FIRST_SERIAL = 100_000_000

#: the copies differ from their model in number, plate, goods and pass; ids run on without a gap
FLEET = "create unlogged table bench_fleet (n bigint primary key, number text, plate text, plate_key text, goods text, digits text)"
COPIES = """
insert into vehicle_declaration select r.* from bench_fleet f, vehicle_declaration t, lateral jsonb_populate_record(t, jsonb_build_object(
    'id', %(declaration)s + f.n, 'number', f.number, 'plate', f.plate, 'plate_key', f.plate_key, 'goods', jsonb_build_array(f.goods),
    'search', replace(replace(t.search, t.number, f.number), t.plate_key, f.plate_key))) r
where t.id = %(declaration)s
""", """
insert into crossing select r.* from bench_fleet f, crossing t, lateral jsonb_populate_record(t, jsonb_build_object(
    'id', %(crossing)s + f.n, 'declaration_id', %(declaration)s + f.n)) r
where t.id = %(crossing)s
""", """
insert into pass select r.* from bench_fleet f, pass t, lateral jsonb_populate_record(t, jsonb_build_object(
    'id', %(pass)s + f.n, 'declaration_id', %(declaration)s + f.n, 'digits', f.digits)) r
where t.declaration_id = %(declaration)s and t.leg = 1
""", """
insert into agency_tick select r.* from bench_fleet f, agency_tick t, lateral jsonb_populate_record(t, jsonb_build_object(
    'id', t.id + f.n, 'crossing_id', %(crossing)s + f.n)) r
where t.crossing_id = %(crossing)s
"""
SETTLE = ("vehicle_declaration", "crossing", "pass", "agency_tick")


@dataclass(frozen=True)
class Model:
    """The vehicle that went the long way: its rows (the last pass, for it has one for each leg), and what its pass says."""

    declaration: int
    crossing: int
    pass_id: int
    fields: passes.PassFields
    key: Any


def first_vehicle(people: People, at: datetime) -> Model:
    """Declared, accepted and ticked by the acts themselves."""
    cast = people.cast
    who = cast.companies[0]
    with scope(who):
        made = crossing.declare(answers(1_900_000, at + timedelta(hours=2)), declarant_id=who.parties[0], by=who, at=at, die=9999)
    pk = made.declaration.pk
    with scope(cast.desk):
        if VehicleDeclaration.objects.get(pk=pk).channel == "physical":
            crossing.order_check(pk, bay="3", reason_code="channel", by=cast.desk, at=at)
            crossing.record_check(pk, result="agrees", by=cast.desk, at=at)
        crossing.accept(pk, by=cast.desk, at=at)
    with scope(cast.guard):
        leg = Crossing.objects.get(declaration=pk, leg=1)
        gate.tick(leg.pk, "border_guard", by=cast.guard, at=at)
    with scope(cast.desk):
        issued = Pass.objects.get(declaration=pk, leg=1)
        last = Pass.objects.latest("id").pk
    key = private_key(settings.HOME / "keys", bytes(PassKey.objects.get(kid=issued.kid).public))
    return Model(pk, leg.pk, last, passes.read(issued.digits).fields, key)


def signed(model: Model, number: str, plate_key: str) -> str:
    """The pass of one copy, signed as the centre signs."""
    return passes.issue(replace(model.fields, movement=int(number), plate=fitting(plate_key)), model.key)


def multiply(admin: str, model: Model, *, scanned: int, replayed: int, at: datetime) -> list[str]:
    """Copies 1 … scanned with passes of their own, and after them `replayed` whose pass is never looked at; the passes.

    Numbers of the replayed end in 0 in place of a check digit, so that pgbench can count them.
    """
    digits: list[str] = []
    lines = io.StringIO()
    for n in range(1, scanned + replayed + 1):
        number = movement_number(at.year, FIRST_SERIAL + n) if n <= scanned else f"{at.year % 100:02d}{FIRST_SERIAL + n:09d}0"
        text = plate(n)
        key = normalise(text, "VN")
        if n <= scanned:
            digits.append(signed(model, number, key))
        lines.write(f"{n}\t{number}\t{text}\t{key}\t30{8_000_000_000 + n}\t{digits[-1]}\n")
    lines.seek(0)
    ids = {"declaration": model.declaration, "crossing": model.crossing, "pass": model.pass_id}
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(FLEET)
        with connection.cursor() as cursor, cursor.copy("copy bench_fleet from stdin") as rows:
            rows.write(lines.getvalue())
        for statement in COPIES:
            connection.execute(statement, ids)
        for table in SETTLE:
            connection.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")
        # far from every other number, so that the number of an answer is never mistaken for that of a party
        connection.execute("alter sequence idempotent_answer_id_seq restart 900000000")
        connection.execute("drop table bench_fleet")
        connection.execute("vacuum analyze")
        connection.execute("checkpoint")
    return digits
