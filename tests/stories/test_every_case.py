"""Every case of a vehicle, by road and by water: declared, accepted, out and home again, liquidated."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests import border
from tests.border import NOW
from thongquan.actions import crossing, gate
from thongquan.actions.crossing.watch import watch
from thongquan.core.clock import end_of_day
from thongquan.core.vehicle import ADMISSION, CASES, EXPORTATION, INWARD, MULTI_TRIP, direction_of
from thongquan.models import AuditEvent, Pass, Scan, VehicleDeclaration, Violation
from thongquan.queries.scope import scope

DATABASE = "border"

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PERMIT = {"permit_number": "LV-0417/2026", "permit_issued_on": "2026-01-02", "permit_until": "2027-03-14", "permit_issuer": "Sở XD Quảng Ninh"}
PERMIT_END = end_of_day(date(2027, 3, 14))
RIVER = {"gate": "VNMCW1", "plate": "QN-7215", "vessel_name": "Ka Long 07", "certificate": "V26-01234", "dwt": 120, "loa": 22.5, "breadth": 4.5,
         "draft_in": 1.1, "draft_out": 1.6, "crew": [{"name": "LE THI HOA", "nationality": "VN", "document_number": "QN118205"}],
         "stores": [{"name": "Dầu diesel", "quantity": 200, "unit": "lít"}]}
CHINESE = {"plate": "桂P68213", "country": "CN", "chassis": "LZGCL2M44KX012345", "engine": "WP10375", "goods": [], "laden": False,
           "drivers": [{"name": "LI WEI", "nationality": "CN", "document_kind": "P", "document_number": "E12345678", "issued_on": "2025-01-01"}]}
EMPTY: dict[str, Any] = {"laden": False, "goods": [], "containers": []}
#: a sealed box with a right check digit
BOX = {"number": "MSKU1234565", "seals": ["VN883102", "HQ000417"], "laden": True, "size": "40", "type": "GP"}
PEOPLE = [{"last_name": "TRAN", "first_name": name, "nationality": "VN", "born_on": "1986-11-24", "sex": "F", "document_kind": "P",
           "document_number": f"C100000{n}"} for n, name in enumerate(("HOA", "LAN"))]


@dataclass(frozen=True)
class Journey:
    """One vehicle of one case: what it declares, which way it begins, when it must be back, how often it goes."""

    name: str
    case: str
    over: dict[str, Any] = field(default_factory=dict)
    regime: str = EXPORTATION
    mode: str = "road"
    due: timedelta | datetime = PERMIT_END
    rounds: int = 1
    seen: tuple[tuple[str, str], ...] = (("", ""), ("", ""))
    channel: str = ""
    first: timedelta = HOUR


JOURNEYS = (
    Journey("a lorry delivers across the border", "border_delivery", due=48 * HOUR),
    Journey("a Chinese lorry collects in the gate area", "border_delivery", CHINESE, ADMISSION, due=48 * HOUR),
    Journey("a lorry on a permit", "permit", PERMIT),
    Journey("a Chinese lorry on a permit", "permit", {**CHINESE, **PERMIT}, ADMISSION),
    Journey("a coach on its fixed route", "fixed_route", {
        **PERMIT, **EMPTY, "plate": "14B-001.23", "vehicle_type": "bus", "seats": 45, "passenger_list": PEOPLE}, due=30 * DAY, rounds=2),
    Journey("a border resident, day after day", "resident", {**EMPTY, "plate": "14X1-123.45", "vehicle_type": "motorcycle"}, due=365 * DAY, rounds=3),
    Journey("an ambulance in the night, the gate being closed", "emergency", {
        **EMPTY, "vehicle_type": "ambulance", "return_by": "2026-11-26T12:00:00+07:00"}, first=14 * HOUR,
        due=datetime.fromisoformat("2026-11-26T12:00:00+07:00"), channel="physical"),
    Journey("a transit lorry", "transit", {**CHINESE, **PERMIT, "laden": True, "goods": ["308144022150"]}, ADMISSION),
    Journey("a plate of the gate's economic zone", "economic_zone", {**PERMIT, "plate": "14LD-012.34"}),
    Journey("a lorry of a third country", "third_country", {**CHINESE, **PERMIT, "plate": "KH2A1234", "country": "KH"}, ADMISSION, channel="document"),
    Journey("a tourist's car, steered from the right, on an approval", "permit", {
        **CHINESE, **PERMIT, "vehicle_type": "car", "right_hand_drive": True, "purpose": "tourism"}, ADMISSION, channel="document"),
    Journey("an automated guided vehicle", "driverless", {**PERMIT, "vehicle_type": "agv", "drivers": []}),
    Journey("an empty lorry", "border_delivery", EMPTY, due=48 * HOUR),
    Journey("a rig with one trailer and a sealed container", "border_delivery", {
        "trailers": [{"plate": "14R-012.34", "country": "VN"}], "containers": [BOX]}, due=48 * HOUR, seen=(("", "14R-01234"), ("", "14R01234"))),
    Journey("a rig with two trailers", "border_delivery", {
        "trailers": [{"plate": "14R-012.34", "country": "VN"}, {"plate": "14R-056.78", "country": "VN"}]}, due=48 * HOUR),
    Journey("a trailer alone, handed over by one tractor and fetched by another", "border_delivery", {
        "plate": "14R-099.99", "vehicle_type": "trailer", "drivers": [], "trailers": [], "containers": [BOX]}, due=48 * HOUR,
        seen=(("14C-271.09", "14R-099.99"), ("桂P68213", "14R-099.99"))),
    Journey("a Cambodian trailer alone, whose plate looks like any other", "third_country", {
        **CHINESE, **PERMIT, "plate": "3D-4821", "country": "KH", "vehicle_type": "trailer", "drivers": [], "trailers": []}, ADMISSION,
        channel="document", seen=(("桂P68213", "3D-4821"), ("14C-271.09", "3D 4821"))),
    Journey("a boat delivers down the Ka Long", "border_delivery", {**RIVER, "cargo": [{"name": "Thanh long", "packages": 20, "weight": 900}],
                                                                 "hold_seals": ["VN883102"]}, mode="waterway", due=72 * HOUR),
    Journey("a passenger boat on a permit", "permit", {**RIVER, **PERMIT, **EMPTY, "vehicle_type": "passenger_boat", "passenger_list": PEOPLE},
            mode="waterway"),
    Journey("a Chinese barge on a permit", "permit", {**RIVER, **PERMIT, **EMPTY, "plate": "桂北流1234", "country": "CN", "vehicle_type": "barge",
                                                      "drivers": CHINESE["drivers"]}, ADMISSION, "waterway"),
)


@pytest.fixture
def cast(db, tmp_path, settings):
    settings.HOME = tmp_path
    return border.open_border()


def test_no_case_and_no_mode_is_forgotten():
    assert {journey.case for journey in JOURNEYS} == set(CASES) and {journey.mode for journey in JOURNEYS} == {"road", "waterway"}


def declared(cast, journey):
    """Declared by a company of the vehicle's country, and the warnings it read."""
    who = next(company for company in cast.companies if company.language == ("zh" if journey.over.get("country") == "CN" else "vi"))
    values = {**border.values(1), "regime": journey.regime, "case": journey.case, "trailers": [], "containers": [],
              "planned_at": (NOW + journey.first).isoformat(), **journey.over}
    with scope(who):
        made = crossing.declare(values, declarant_id=who.parties[0], by=who, at=NOW, die=9999, mode=journey.mode)
        assert made.declaration.state == "submitted" and made.receipt.leaf
    return made.declaration.pk


def accepted(cast, pk, journey):
    """Seen by the desk in the channel the rules chose, and accepted; the passes of the first round are there."""
    with scope(cast.desk):
        row = VehicleDeclaration.objects.get(pk=pk)
        assert not journey.channel or row.channel == journey.channel, row.channel_reasons
        if row.channel == "physical":
            crossing.order_check(pk, bay="3", reason_code="channel", by=cast.desk, at=NOW)
            crossing.record_check(pk, result="agrees", by=cast.desk, at=NOW)
        crossing.accept(pk, by=cast.desk, at=NOW + border.MINUTE)
        assert border.row(cast, pk).state == "accepted" and Pass.objects.filter(declaration=pk, state="issued").count() == 2


def crossed(cast, pk, leg, at, journey):
    """The border guard has seen it, the pass is shown at the lane of its direction, the leg crosses."""
    with scope(cast.guard):
        row = VehicleDeclaration.objects.get(pk=pk)
        ahead = row.crossings.select_related("gate").get(leg=leg)
        gate.tick(ahead.pk, "border_guard", by=cast.guard, at=at - border.MINUTE)
    direction = direction_of(row.regime, leg)
    assert ahead.direction == direction and ahead.gate.code == journey.over.get("gate", border.GATE)
    with scope(cast.lane):
        lane = ahead.gate.lanes.filter(kind="border", direction=direction).first().number
        yard = ahead.gate.lanes.filter(kind="yard_in", direction=direction).first()
        plate, trailer = journey.seen[(leg - 1) % 2]
        code = border.digits_of(pk, leg)

        def shown(number, when, **seen):
            return gate.scan(gate.ScanRequest(uuid4(), code, ahead.gate.code, number, **seen), by=cast.lane, at=when).verdict

        if yard is not None and direction != INWARD:
            assert shown(yard.number, at - 30 * border.MINUTE).code == "ARRIVED"
        if trailer:  # another trailer behind the tractor is a doubt, whoever pulls
            assert shown(lane, at - border.MINUTE / 2, seen_plate=plate, seen_trailer="15R-000.01").code == "PLATE"
        verdict = shown(lane, at, seen_plate=plate, seen_trailer=trailer)
        assert (verdict.sign, verdict.code) == ("go", "OK"), verdict


@pytest.mark.parametrize("journey", JOURNEYS, ids=[journey.name for journey in JOURNEYS])
def test_a_vehicle_goes_and_comes_home(cast, journey):
    pk = declared(cast, journey)
    accepted(cast, pk, journey)
    first = NOW + journey.first
    due = first + journey.due if isinstance(journey.due, timedelta) else journey.due
    legs = 2 * journey.rounds
    for leg in range(1, legs + 1):
        at = first + (leg - 1) * 5 * HOUR
        crossed(cast, pk, leg, at, journey)
        with scope(cast.desk):
            row = VehicleDeclaration.objects.get(pk=pk)
            assert row.due_back_at == due, (row.due_back_at, due)
            assert row.state == ("under_way" if leg % 2 else "accepted" if journey.case in MULTI_TRIP else "liquidated")
    watched = watch(due + HOUR)
    assert (watched.overdue, watched.expired, watched.liquidated) == (0, 0, int(journey.case in MULTI_TRIP))
    ended(cast, pk, journey, legs, first, due)


def ended(cast, pk, journey, legs, first, due):
    """Liquidated, each leg crossed at its minute, no pass left to show, nothing held against it, everything in the trail."""
    with scope(cast.desk):
        row = VehicleDeclaration.objects.get(pk=pk)
        assert row.state == "liquidated" and row.first_crossed_at == first and row.overdue_at is None
        assert row.liquidated_at == (due + HOUR if journey.case in MULTI_TRIP else first + 5 * HOUR)
        done = list(row.crossings.filter(state="crossed").order_by("leg").values_list("leg", "crossed_at", "direction"))
        assert done == [(n, first + (n - 1) * 5 * HOUR, direction_of(journey.regime, n)) for n in range(1, legs + 1)]
        assert not Pass.objects.filter(declaration=pk, state="issued").exists() and not Violation.objects.filter(declaration=pk).exists()
        told = list(AuditEvent.objects.filter(object_type="vehicle", object_id=pk).order_by("id").values_list("action", flat=True))
        assert told[0] == "crossing.submit" and told.count("crossing.accept") == 1 and told.count("gate.cross") == legs
        assert row.laden is (journey.over.get("laden", True)) and row.trailers == [t["plate"].replace("-", "").replace(".", "")
                                                                                  for t in journey.over.get("trailers", [])]
        assert row.containers == [box["number"] for box in journey.over.get("containers", [])]
        assert [box["seals"] for box in row.body.get("containers", [])] == [box["seals"] for box in journey.over.get("containers", [])]
        lanes = Scan.objects.filter(declaration_id=pk)
        assert lanes and all(("part" in scan.plates[0]) is (row.body.get("vehicle_type") == "trailer") for scan in lanes), "a trailer alone says so"
        assert bool(row.driver_name) is (journey.over.get("drivers") != [])
        assert len(row.body.get("passenger_list", [])) == len(journey.over.get("passenger_list", []))
