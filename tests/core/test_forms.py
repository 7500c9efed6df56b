"""The vehicle declaration: VNACCS ids, the five inputs, what is asked when, and the facts it yields."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.beside import DATA
from thongquan.core.form import Field, Form
from thongquan.core.forms import FORMS, PARTS, ROAD, WATERWAY, facts_of
from thongquan.core.forms.choices import CASES
from thongquan.core.forms.rows import PASSENGER
from thongquan.core.vehicle import ADMISSION, EXPORTATION, GateFacts
from thongquan.core.vehicle import CASES as KNOWN_CASES

PER_DRIVER = ("DG", "DF", "DN", "PR", "DP", "BP", "ID", "IP", "DA")
SHARED = """KBN AND TON TOK ABG NOD RDN TTM LOM LPN REC CTM SEA CSN ESN OMT ONT ONA CBA BPP ISD IAG TIM ALD TPA REX ROB PEV
KIJ RSS RSN ROC ADR EDN DOC AAE EDD RFE ORE CNO SL1 SL2 SL3 SL4 SL5 SL6 EFS SIZ TYP DLV COW VAN""".split()
IDS = {
    "TIR": frozenset([*SHARED, "ADT", "AMT", *(f"{d}{n}" for d in PER_DRIVER for n in range(1, 6))]),
    "TOR": frozenset([*SHARED, "EDT", "EMT", *(f"{d}{n}" for d in PER_DRIVER for n in range(1, 6))]),
}
TABLE = DATA / "vnaccs/fields.tsv"
FIVE = {"regime": EXPORTATION, "plate": "14C-123.45", "gate": "MCBL2", "planned_at-day": "24/11/2026", "planned_at-time": "08:00"}


def every_field(form: Form) -> list[Field]:
    return [g for f in form.fields for g in (f, *(every_field(f.rows) if f.rows else ()))]


@pytest.mark.parametrize("job", ["TIR", "TOR"])
def test_the_road_form_holds_all_99_ids(job: str) -> None:
    assert len(IDS[job]) == 99
    assert ROAD.vnaccs_ids(job) == IDS[job]


@pytest.mark.skipif(not TABLE.exists(), reason="the published table of VNACCS fields is not at hand")
@pytest.mark.parametrize("job", ["TIR", "TOR"])
def test_our_list_of_ids_is_the_published_one(job: str) -> None:
    rows = [line.split("\t") for line in TABLE.read_text().splitlines()]
    assert {r[2] for r in rows if r[0] == job} == IDS[job]


@pytest.mark.skipif(not TABLE.exists(), reason="the published table of VNACCS fields is not at hand")
def test_no_text_is_longer_than_vnaccs_carries() -> None:
    rows = [line.split("\t") for line in TABLE.read_text().splitlines()]
    most = {r[2]: int(r[6]) for r in rows if r[0] == "TIR"}
    for field in every_field(ROAD):
        ids = [i for i in field.ids("TIR", field.most_rows or 5) if i in most]
        if ids and field.kind in ("text", "plate", "whole") or (ids and field.kind == "rows" and not field.rows):
            assert 0 < field.longest <= min(most[i] for i in ids), field.name


@pytest.mark.skipif(not TABLE.exists(), reason="the published table of VNACCS fields is not at hand")
def test_a_passenger_holds_what_a_row_of_the_vnaccs_list_holds() -> None:
    rows = {r[2]: int(r[6]) for r in (line.split("\t") for line in TABLE.read_text().splitlines()) if r[0] == "PLR01" and r[7] == "rep"}
    assert PASSENGER.vnaccs_ids("PLR") == rows.keys() - {"CAN"}  # a person leaves the list by being removed
    for field in PASSENGER.fields:
        assert field.longest <= rows[next(field.ids("PLR"))] and (field.longest or field.kind != "text"), field.name


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_five_inputs_make_a_declaration(form: Form) -> None:
    assert {name for f in form.fields if f.required for name in f.inputs} == set(FIVE)
    values, findings = form.read(FIVE)
    assert not findings and values["planned_at"] == datetime(2026, 11, 24, 1, tzinfo=UTC)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_label_is_in_three_languages_and_every_part_named(form: Form) -> None:
    for field in every_field(form):
        for words in (field.label, *([field.hint] if field.hint else []), *(c.words for c in field.choices)):
            assert words.vi and words.en and words.zh
            if words.en not in ("Container", "Containers") and not words.en[0].isdigit():
                assert words.vi != words.en, field.name
            assert any("\u4e00" <= c <= "\u9fff" for c in words.zh), field.name
    assert {f.part for f in form.fields} <= set(PARTS)


def test_the_cases_are_those_of_the_law() -> None:
    assert tuple(c.code for c in CASES) == KNOWN_CASES


def asked(form: Form, **values: Any) -> set[str]:
    return {f.name for f in form.asked(values)}


def test_questions_come_only_when_the_case_needs_them() -> None:
    plain = asked(ROAD, regime=EXPORTATION, case="border_delivery")
    assert not plain & {"permit_number", "return_gate", "allowed_days", "passengers", "extension_reason", "opposite_number", "number"}
    assert {"goods", "drivers", "containers", "driverless"} <= plain
    assert {"permit_number", "return_gate"} <= asked(ROAD, regime=EXPORTATION, case="permit")
    assert {"area", "allowed_days", "right_hand_drive", "border_area_only"} <= asked(ROAD, regime=ADMISSION, case="permit")
    assert {"passengers", "passenger_list_number"} <= asked(ROAD, case="fixed_route")
    assert "passengers" in asked(ROAD, vehicle_type="bus") and "passengers" not in asked(ROAD, vehicle_type="tractor")
    assert "goods" not in asked(ROAD, laden=False) and "drivers" not in asked(ROAD, case="driverless")
    assert {"extension_reason", "extension_other"} <= asked(ROAD, additional=True, extension_reason="other")
    assert "opposite_number" in asked(ROAD, temporary=False)
    assert {"cargo", "hold_seals"} <= asked(WATERWAY) and not {"cargo"} & asked(WATERWAY, laden=False)


def test_the_facts_of_a_road_trip() -> None:
    values, _ = ROAD.read(FIVE | {
        "case": "border_delivery", "trailers-0-plate": "14R-012.34", "drivers-0-name": "Vũ Đình Quyết", "drivers-0-document_kind": "A",
        "drivers-0-document_number": "qn 118204", "drivers-0-valid_until": "01/01/2027", "containers-0-number": "msku1234565",
        "containers-0-seals-0": "VN883102", "containers-0-laden": "0", "goods": "308144022150", "permit_number": "LV-0417/2026",
    })
    gate = GateFacts("MCBL2", office="20BB")
    facts = facts_of(values, gate=gate, state="submitted", documents=["registration"])
    assert (facts.plate, facts.country, facts.case, facts.state) == ("14C12345", "VN", "border_delivery", "submitted")
    assert facts.trailers[0].plate == "14R01234" and facts.trailers[0].country == "VN"
    assert facts.drivers[0].document_number == "QN 118204" and facts.drivers[0].valid_until is not None
    assert facts.containers[0].seals == ("VN883102",) and not facts.containers[0].laden
    assert facts.goods == ("308144022150",) and facts.permit.number == "LV-0417/2026" and facts.documents == {"registration"}
    assert facts.vessel is None and facts.gate is gate


def test_a_foreign_plate_tells_its_country() -> None:
    values, _ = ROAD.read(FIVE | {"regime": ADMISSION, "plate": "桂P·68213"})
    assert facts_of(values, gate=GateFacts("MCBL2")).country == "CN"
    values, _ = ROAD.read(FIVE | {"regime": ADMISSION, "plate": "XYZ"})
    assert facts_of(values, gate=GateFacts("MCBL2")).country == ""


def test_the_facts_of_a_boat() -> None:
    values, findings = WATERWAY.read(FIVE | {
        "plate": "QN-1234", "vessel_name": "Hải Ninh 08", "certificate": "v12-0099", "dwt": "300", "loa": "38,5", "draft_in": "1,8",
        "crew": [{"name": "Lê Thị Hoa"}, {"name": "Đỗ Văn Nam"}], "stores": [{"name": "Dầu", "quantity": "200", "unit": "lít"}],
        "cargo": [{"name": "Cát", "weight": "250.000"}], "hold_seals": ["vn1"],
    })
    assert not findings
    facts = facts_of(values, gate=GateFacts("VGIA", mode="waterway"))
    assert facts.vessel is not None and facts.mode == "waterway"
    assert (facts.vessel.name, facts.vessel.loa, facts.vessel.crew, facts.vessel.stores_listed) == ("Hải Ninh 08", 38.5, 2, True)


def test_empty_answers_make_empty_facts() -> None:
    facts = facts_of({}, gate=GateFacts())
    assert facts.plate == "" and facts.case == "permit" and facts.country == "VN" and facts.drivers == ()
