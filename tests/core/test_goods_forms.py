"""The goods declaration: VNACCS ids, help in three languages, what is asked when, 500 lines read quickly."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest

from tests.beside import DATA
from tests.core.rule_examples import NOW
from tests.core.test_forms import every_field
from thongquan.catalog.declaration_types import DECLARATION_TYPES
from thongquan.catalog.law import LAW
from thongquan.core import rules
from thongquan.core.form import Form
from thongquan.core.forms import EXPORT, FORMS, GOODS_FORMS, GOODS_PARTS, IMPORT, TRANSIT
from thongquan.core.forms.goods_choices import MODES
from thongquan.core.goods_reading import facts_of
from thongquan.core.schema import json_schema
from thongquan.core.valuation import RateTable, value

TABLE = DATA / "vnaccs/fields.tsv"
HAN = re.compile(r"[\u4e00-\u9fff]")
JOBS = {"IDA": IMPORT, "EDA": EXPORT}
#: what an officer writes and no declarant fills: instructions, their days and titles, the result of inspection
OFFICERS = re.compile(r"CCM|N4|[DTI](0[1-9]|10)")
#: answers whose code is ours and translated on the way to VNACCS
TRANSLATED = {"ORS", "MTC", "VD1", "SS1", "EA1"}

forms = pytest.mark.parametrize("form", GOODS_FORMS.values(), ids=GOODS_FORMS)
table = pytest.mark.skipif(not TABLE.exists(), reason="the published table of VNACCS fields is not at hand")


def published(job: str) -> dict[str, list[str]]:
    rows = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines())
    return {row[2]: row for row in rows if row[0] == job}


def ids(form: Form, job: str) -> Counter[str]:
    """Each id with the number of fields that carry it."""
    return Counter(i for f in every_field(form) for i in f.ids(job, f.most_rows if f.kind == "rows" else 5))


@table
@pytest.mark.parametrize("job", JOBS)
def test_every_field_of_vnaccs_that_a_declarant_fills_is_in_the_form(job: str) -> None:
    wanted = {name for name in published(job) if not OFFICERS.fullmatch(name)}
    assert JOBS[job].vnaccs_ids(job) == wanted


@table
@pytest.mark.parametrize("job", JOBS)
def test_what_vnaccs_makes_mandatory_is_required_here(job: str) -> None:
    mandatory = {name for name, row in published(job).items() if row[4] == "M"}
    required = {i for f in every_field(JOBS[job]) if f.required for i in f.ids(job)}
    assert mandatory <= required


@table
@pytest.mark.parametrize("job", JOBS)
def test_no_text_is_longer_than_vnaccs_carries(job: str) -> None:
    rows = published(job)
    for field in every_field(JOBS[job]):
        carried = [i for i in field.ids(job, field.most_rows or 5) if i in rows and i not in TRANSLATED]
        if carried and (field.kind in ("text", "whole") or (field.kind == "rows" and not field.rows)):
            assert 0 < field.longest <= min(int(rows[i][6]) for i in carried), field.name


@pytest.mark.parametrize("job", JOBS)
def test_an_id_stands_for_one_field(job: str) -> None:
    assert [i for i, times in ids(JOBS[job], job).items() if times > 1] == []


@forms
def test_every_field_has_a_label_a_hint_and_an_example(form: Form) -> None:
    for field in every_field(form):
        assert field.hint and field.example, field.name
        for words in (field.label, field.hint, *(c.words for c in field.choices)):
            assert words.vi and words.en and HAN.search(words.zh), field.name
            assert words.vi != words.en or words.en in ("Model", "Container", "Containers"), field.name
    assert {f.part for f in form.fields} <= set(GOODS_PARTS)


@forms
def test_the_example_of_a_field_can_be_read_by_it(form: Form) -> None:
    for field in every_field(form):
        if field.kind != "rows":
            _, findings = Form("one", (field,), form.conditions).read({field.name: field.example}, draft=True)
            assert not findings, (field.name, field.example)


@forms
def test_sources_and_prefill_are_named(form: Form) -> None:
    registered = {"declaration_types", "offices", "gates", "places", "declarations", "package_units", "vehicles", "incoterms", "currencies", "banks",
                  "guarantees", "permit_kinds", "licences", "document_kinds", "parties", "partners", "countries", "locodes", "tariff", "units",
                  "agreements", "tax_codes", "exemption_codes", "exemption_lists", ""}
    assert {f.source for f in every_field(form)} <= registered
    known = {"", "system", "register", "last_declaration", "invoice", "packing_list", "freight_invoice", "guarantee", "single_window", "tariff"}
    assert {f.known_from for f in every_field(form)} <= known


def test_vehicles_and_goods_keep_their_forms_apart() -> None:
    assert not set(FORMS) & set(GOODS_FORMS) and set(GOODS_FORMS) == {"import", "export", "transit"}
    assert {c.code for c in MODES} == set(LAW.value("codes.modes", NOW.date()))


@pytest.mark.parametrize("kind", DECLARATION_TYPES.values(), ids=DECLARATION_TYPES)
def test_what_a_type_needs_is_asked(kind) -> None:
    form = GOODS_FORMS[kind.direction]
    asked = {f.name for f in form.asked({"kind": kind.code})}
    assert ("temporary_until" in asked) == bool(kind.deadline)
    if kind.direction != "transit":
        assert ("previous_number" in asked) == bool(kind.previous)
        assert ("contract" in asked) == any(name.endswith("_contract") for name in kind.documents)


def test_freight_is_asked_only_when_the_price_lacks_it() -> None:
    def asked(**values):
        return {f.name for f in IMPORT.asked(values)}

    assert {"freight", "insurance"} <= asked(incoterm="FOB") and "insurance" in asked(incoterm="CFR")
    assert not asked(incoterm="CIF") & {"freight", "insurance"} and "freight" not in asked(incoterm="CFR")
    for code, term in LAW.value("codes.incoterms", NOW.date()).items():
        assert ("freight" in asked(incoterm=code)) != term.freight and ("insurance" in asked(incoterm=code)) != term.insurance


def test_an_export_is_asked_for_what_lies_between_its_price_and_the_gate() -> None:
    def asked(code):
        return {f.name for f in EXPORT.asked({"incoterm": code})} & {"freight", "insurance"}

    assert asked("CIF") == asked("DAP") == {"freight", "insurance"} and asked("CFR") == asked("EXW") == {"freight"}
    assert asked("FOB") == asked("DAF") == asked("FAS") == set()


def test_an_export_sold_to_the_buyers_door_is_worth_what_it_is_at_the_gate() -> None:
    values, findings = EXPORT.read({"incoterm": "cif", "currency": "VND", "invoice_total": "100.000.000", "freight": "8.000.000", "insurance": "500.000",
                                    "destination": "CNDOX", "lines": [{"invoice_value": "100.000.000"}]}, draft=True)
    assert not findings
    facts = facts_of(values)
    assert facts.direction == "export" and value(facts, RateTable([]), NOW.date()).total == 91_500_000


@pytest.mark.parametrize("typed", ["0100109106-001", "0100109106 001", "0100109106001", "0100109106 – 001", "0100109106－001"])
def test_a_branch_types_its_tax_code_as_its_registration_prints_it(typed: str) -> None:
    values, findings = IMPORT.read({"importer_tax_id": typed}, draft=True)
    assert not findings and values["importer_tax_id"] == "0100109106001"
    assert IMPORT.named["importer_tax_id"].room >= len(typed)


def test_a_tax_code_too_long_is_still_too_long() -> None:
    assert [f.code for f in IMPORT.read({"importer_tax_id": "0100109106-0012"}, draft=True)[1]] == ["FRM-02"]


ROW = {"hs": "0810.90.92", "name": "Quả thanh long ruột đỏ tươi, loại 1", "origin": "cn", "quantity": "18.000", "unit": "kgm", "invoice_value": "64.800",
       "unit_price": "3,6", "price_unit": "KGM", "taxes-0-kind": "vat", "taxes-0-code": "vb195"}
TYPED = {
    "kind": "a11", "mode": "road", "office": "20bb", "gate": "VNMCG1", "party_kind": "4", "importer": "Công ty TNHH Nông sản Trà Cổ",
    "importer_tax_id": "0100109106", "importer_address": "Móng Cái", "exporter": "GUANGXI BEILUN TRADING", "exporter_city": "DONGXING",
    "partner_country": "cn", "packages": "1.200", "package_unit": "ct", "gross_kg": "18.600", "arrival": "25/01/2026", "loading_place": "cndox",
    "conveyance": "14C-123.45", "incoterm": "dap", "currency": "cny", "invoice_total": "64.800", "invoice_number": "INV-1", "invoice_day": "20/01/2026",
    "permits-0-kind": "kdtv", "permits-0-number": "0817/2026/gp", "documents-0-kind": "commercial_invoice", "containers": "CSQU3054383",
    **{f"lines-0-{name}": value for name, value in ROW.items()},
}


def test_a_typed_import_becomes_facts_that_the_rules_can_register() -> None:
    values, findings = IMPORT.read(TYPED)
    assert not findings
    facts = facts_of(values, direction="import", gate_mode="road", gate_office="20BB")
    line = facts.lines[0]
    assert (line.hs, line.origin, line.quantity, line.vat_code) == ("08109092", "CN", Decimal(18000), "VB195")
    assert facts.invoice.total == Decimal(64800) and facts.permits[0].kind == "KDTV" and facts.exporter_address == "DONGXING"
    assert [f.code for f in rules.judge("goods.register", facts, LAW, NOW) if f.blocks] == []


def test_what_is_written_is_read_back() -> None:
    values, _ = IMPORT.read(TYPED)
    assert IMPORT.read(IMPORT.write(values))[0] == values


def test_five_hundred_lines_are_read_and_one_more_is_not() -> None:
    rows = [{"hs": "08109092", "name": "Quả thanh long", "origin": "CN", "quantity": "1", "unit": "KGM"}] * 501
    values, findings = IMPORT.read(TYPED | {"lines": rows[:500]})
    assert len(values["lines"]) == 500 and not findings
    values, findings = IMPORT.read(TYPED | {"lines": rows})
    assert [f.code for f in findings] == ["FRM-05"] and len(values["lines"]) == 500


@forms
def test_machines_can_read_the_form(form: Form) -> None:
    schema = json_schema(form, "zh")
    assert schema["properties"]["lines"]["maxItems"] == 500
    assert schema["properties"]["kind"]["title"] == "贸易方式代码"


def test_transit_asks_for_both_gates_and_the_last_day() -> None:
    required = {f.name for f in TRANSIT.fields if f.required}
    assert {"gate", "exit_gate", "temporary_until", "importer", "exporter"} <= required
