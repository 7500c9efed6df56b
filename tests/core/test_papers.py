"""Which papers each case needs, told as the decree tells it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import pytest

from tests.beside import DATA
from thongquan.core.papers import KINDS, LINES, missing, required, to_present
from thongquan.core.vehicle import ADMISSION, CASES, EXPORTATION, VehicleFacts, Vessel

LAW = DATA / "law_vi/vehicles.md"


def needed(**facts: object) -> set[str]:
    return {p.code for p in required(VehicleFacts(**facts))}  # type: ignore[arg-type]


def test_a_vietnamese_lorry_on_a_permit_shows_its_registration_only_the_first_time() -> None:
    assert needed(regime=EXPORTATION) == {"transport_permit", "registration"}
    assert needed(regime=EXPORTATION, leg=2) == {"transport_permit"}


@pytest.mark.parametrize(("facts", "papers"), [
    ({"case": "border_delivery"}, {"driver_identity", "registration"}),
    ({"case": "border_delivery", "driverless": True}, {"registration"}),
    ({"case": "border_delivery", "mode": "waterway", "vessel": Vessel()}, {"driver_identity", "registration"}),
    ({"case": "fixed_route", "passengers": 30}, {"transport_permit", "registration", "passenger_list"}),
    ({"case": "permit", "vehicle_type": "bus"}, {"transport_permit", "registration", "passenger_list"}),
    ({"case": "resident"}, {"resident_registration"}),
    ({"case": "emergency"}, {"emergency_papers", "registration", "driver_identity"}),
    ({"case": "third_country", "regime": ADMISSION}, {"approval", "transport_permit", "registration"}),
    ({"case": "third_country", "regime": ADMISSION, "leg": 2}, {"approval", "transport_permit"}),
    ({"case": "transit", "regime": ADMISSION}, {"transport_permit", "registration"}),
    ({"case": "permit", "regime": ADMISSION, "right_hand_drive": True}, {"approval", "registration"}),
    ({"case": "permit", "regime": ADMISSION, "purpose": "tourism", "leg": 2}, {"approval", "registration"}),
    ({"case": "permit", "redeclares_number": "1"}, {"transport_permit", "registration", "explanation"}),
    ({"mode": "waterway", "vessel": Vessel(), "laden": False},
     {"waterway_permit", "registration", "crew_list", "stores_list", "luggage_declaration"}),
    ({"mode": "waterway", "vessel": Vessel(), "passengers": 3, "leg": 2},
     {"waterway_permit", "crew_list", "stores_list", "luggage_declaration", "cargo_declaration", "passenger_list"}),
])
def test_the_papers_of_each_case(facts: dict[str, object], papers: set[str]) -> None:
    assert needed(**facts) == papers


def test_what_the_form_already_tells_is_not_asked_as_paper() -> None:
    boat = VehicleFacts(mode="waterway", vessel=Vessel(crew=3, stores_listed=True, cargo_listed=True))
    assert missing(boat) == ()
    bare = replace(boat, vessel=Vessel())
    assert {p.code for p in missing(bare)} == {"crew_list", "stores_list", "luggage_declaration", "cargo_declaration"}
    handed = replace(bare, documents=frozenset({"crew_list", "stores_list", "luggage_declaration", "cargo_declaration"}))
    assert missing(handed) == ()
    assert {p.code for p in to_present(handed)} == {"waterway_permit", "registration"}


def test_every_combination_gives_each_paper_once() -> None:
    for mode, regime, case, leg in product(("road", "waterway"), (ADMISSION, EXPORTATION), CASES, (1, 2)):
        facts = VehicleFacts(mode=mode, regime=regime, case=case, leg=leg)
        codes = [p.code for p in required(facts)]
        assert codes and len(codes) == len(set(codes))
        assert set(codes) <= set(KINDS)
        assert all(p.copies == (0 if p.presented else 1) for p in required(facts))


@pytest.mark.skipif(not LAW.exists(), reason="the codified text is not at hand")
def test_every_citation_is_found_in_the_codified_text() -> None:
    articles = re.split(r"\n(?=Điều 26\.2\.)", LAW.read_text())
    for line in LINES:
        place = line.paper().cites.place
        article, clause = re.fullmatch(r"Điều (26\.2\.NĐ\.3\.\w+) khoản (\d+)", place).groups()  # type: ignore[union-attr]
        text = next(a for a in articles if a.startswith(f"Điều {article}."))
        assert re.search(rf"^\W*{clause}\.", text, re.MULTILINE), place
        point = line.article.split(".")[2:]
        assert not point or re.search(rf"^\W*{point[0]}\)", text, re.MULTILINE), line.article
