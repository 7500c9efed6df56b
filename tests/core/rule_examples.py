"""For every rule, facts that keep it and facts that break it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from thongquan.core.rules.party import PartyFacts
from thongquan.core.vehicle import (
    ADMISSION,
    EXPORTATION,
    WATERWAY,
    Container,
    Driver,
    GateFacts,
    History,
    Passenger,
    Permit,
    Trailer,
    VehicleFacts,
    Vessel,
)

#: 09:00 at the gate, the day before the first day of operation
NOW = datetime(2026, 1, 24, 2, 0, tzinfo=UTC)
TOMORROW = datetime(2026, 1, 25, 1, 0, tzinfo=UTC)

BAC_LUAN = GateFacts("VNMCG1", opens=7 * 60, closes=19 * 60, office="20BB", neighbour="CN")
KA_LONG = GateFacts("VNMCW1", mode=WATERWAY, opens=7 * 60, closes=17 * 60 + 30, office="20BB", neighbour="CN")
LAO_BAO = GateFacts("VNLBG1", opens=7 * 60, closes=19 * 60, neighbour="LA")

MINH = Driver(name="Nguyễn Văn Minh", nationality="VN", document_kind="A", document_number="QN2045817",
              issued_on=date(2025, 9, 1), issued_at="Móng Cái", phone="+84912345678", licence_until=date(2029, 1, 1))
LI = Driver(name="Li Wei", nationality="CN", document_kind="P", document_number="E12345678", phone="+8613800138000")
HOA = Passenger("TRAN", "THI", "HOA", "VN", date(1986, 11, 24), "F", "P", "C1234567", date(2030, 1, 1))
WANG = Passenger("WANG", "", "FANG", "CN", date(1990, 2, 3), "F", "P", "E87654321", date(2026, 1, 25))


@dataclass(frozen=True)
class Example:
    good: Any
    bad: Any


def a_trip(**over: Any) -> VehicleFacts:
    """An ordinary repeat trip: a Vietnamese lorry delivers across the border and comes back next day."""
    usual = VehicleFacts(
        regime=EXPORTATION, case="border_delivery", plate="14C12345", country="VN", gate=BAC_LUAN,
        planned_at=TOMORROW, drivers=(MINH,), goods=("308144022150",), contact_phone="+84912345678",
    )
    return replace(usual, **over)


def a_permit_trip(**over: Any) -> VehicleFacts:
    """A lorry on an international transport permit."""
    return a_trip(**{"case": "permit", "permit": Permit("LV-0417/2026", date(2026, 1, 2), date(2026, 6, 30), "Sở Xây dựng"),
                     "return_by": TOMORROW + timedelta(days=5), **over})


def a_foreign_trip(**over: Any) -> VehicleFacts:
    """A lorry of Dongxing on a permit."""
    return a_permit_trip(**{"regime": ADMISSION, "plate": "桂P68213", "country": "CN", "drivers": (LI,), "goods": (),
                            "laden": False, "chassis": "LZGCL2M44KX012345", "engine": "WP10375", **over})


def a_boat(**over: Any) -> VehicleFacts:
    """A boat of Móng Cái delivering along the Ka Long river."""
    vessel = Vessel("Ka Long 07", "QN-6021-DK", dwt=60, loa=18, breadth=4.2, draft_in=1.1, draft_out=1.6, crew=2,
                    stores_listed=True, cargo_listed=True)
    return a_trip(**{"mode": WATERWAY, "plate": "QN6021", "gate": KA_LONG, "vessel": vessel, **over})


def a_permit_boat(**over: Any) -> VehicleFacts:
    permit = Permit("TN-0113/2026", date(2026, 1, 2), date(2026, 6, 30), "Cục Hàng hải và Đường thủy")
    return a_boat(**{"case": "permit", "permit": permit, **over})


def a_bus(**over: Any) -> VehicleFacts:
    """A coach with thirty passengers and their registered list."""
    listed = {"number": "PL0000000001", "count": 30, "plate": "14B00123", "country": "VN", "gate": "VNMCG1", "date": "2026-01-25"}
    return a_permit_trip(**{"plate": "14B00123", "vehicle_type": "bus", "seats": 45, "passengers": 30, "laden": False, "goods": (),
                            "passenger_list_number": "PL0000000001", "history": History(passenger_list=listed), **over})


def a_tour(**over: Any) -> VehicleFacts:
    """A coach whose two passengers are listed by name."""
    return a_bus(**{"passengers": 2, "passenger_list_number": "", "passenger_list": (HOA, WANG), "history": History(), **over})


def a_fixed_route(**over: Any) -> VehicleFacts:
    return a_bus(**{"case": "fixed_route", "return_by": None, **over})


def a_return(**over: Any) -> VehicleFacts:
    """The return leg of a trip whose first leg was declared elsewhere."""
    known = History(opposite_state="under_way", opposite_plate="14C12345", opposite_country="VN")
    return a_trip(**{"leg": 2, "opposite_number": "260000001239", "goods": (), "laden": False, "history": known, **over})


def an_extension(**over: Any) -> VehicleFacts:
    """A lorry under way that asks for another day."""
    return a_trip(**{"state": "under_way", "return_by": TOMORROW, "extension_until": TOMORROW + timedelta(hours=24),
                     "extension_reason": "repair", **over})


def a_party(**over: Any) -> PartyFacts:
    return replace(PartyFacts(name="Công ty TNHH Vận tải Hải Ninh", tax_id="0100109106", phone="0912345678"), **over)


def driven_by(**over: Any) -> VehicleFacts:
    return a_trip(drivers=(replace(MINH, **over),))


def with_box(*boxes: Container, **over: Any) -> VehicleFacts:
    return a_trip(**{"containers": boxes, "trailers": (Trailer("14R01234", "VN"),), **over})


def known(**over: Any) -> History:
    return History(**over)


BOX = Container("CSQU3054383", ("VN0012345",))
ROW_LEFT_EMPTY = (Driver(), MINH)

EXAMPLES: dict[str, Example] = {
    "PLT-01": Example(a_trip(), a_trip(plate="")),
    "PLT-02": Example(a_trip(), a_trip(plate="14CX1")),
    "PLT-03": Example(a_foreign_trip(), a_foreign_trip(plate="桂68213")),
    "PLT-04": Example(a_foreign_trip(plate="ກຂ1234", country="LA"), a_foreign_trip(plate="ກ1234", country="LA")),
    "PLT-05": Example(a_foreign_trip(plate="2AB1234", country="KH"), a_foreign_trip(plate="2AB12", country="KH")),
    "PLT-06": Example(a_trip(), a_trip(country="")),
    "PLT-07": Example(a_foreign_trip(), a_foreign_trip(country="LA")),
    "PLT-08": Example(a_foreign_trip(), a_trip(regime=ADMISSION)),
    "PLT-09": Example(a_trip(trailers=(Trailer("14R01234", "VN"),)), a_trip(trailers=(Trailer("14R01234", "VN"),) * 2)),
    "PLT-10": Example(a_trip(), a_trip(trailers=(Trailer("", "VN"),))),
    "PLT-11": Example(a_trip(trailers=(Trailer("14R01234", "VN"),)), a_trip(trailers=(Trailer("14C99999", "VN"),))),
    "PLT-12": Example(a_trip(trailers=(Trailer("14R01234"), Trailer("14R01235"))),
                      a_trip(trailers=(Trailer("14R01234"), Trailer("14R01235"), Trailer("14R01236")))),
    "PLT-13": Example(a_foreign_trip(), a_foreign_trip(chassis="", engine="")),
    "PLT-14": Example(a_permit_trip(case="economic_zone", plate="14LB12345"), a_foreign_trip(case="economic_zone")),
    "PLT-15": Example(a_trip(inspected_until=date(2026, 1, 25)), a_trip(inspected_until=date(2026, 1, 24))),
    "PLT-16": Example(a_foreign_trip(), a_foreign_trip(plate="P68213")),
    "PLT-17": Example(a_trip(plate="12A3"), a_trip(plate="99")),
    "DRV-01": Example(a_trip(), a_trip(drivers=())),
    "DRV-02": Example(a_trip(), a_trip(drivers=tuple(replace(MINH, document_number=f"QN20458{n}") for n in range(6)))),
    "DRV-03": Example(a_trip(drivers=(MINH, LI)), a_trip(drivers=ROW_LEFT_EMPTY)),
    "DRV-04": Example(a_trip(), driven_by(document_number="")),
    "DRV-05": Example(a_trip(), driven_by(document_kind="Z")),
    "DRV-06": Example(a_trip(), driven_by(document_kind="P", document_number="12")),
    "DRV-07": Example(a_trip(drivers=(MINH, LI)), a_trip(drivers=(MINH, replace(MINH, name="Trần Văn Hùng")))),
    "DRV-08": Example(a_trip(), driven_by(issued_at="")),
    "DRV-09": Example(a_trip(), driven_by(issued_on=date(2026, 2, 1))),
    "DRV-10": Example(a_trip(), driven_by(issued_on=date(2024, 1, 1))),
    "DRV-11": Example(driven_by(valid_until=date(2026, 1, 25)), driven_by(valid_until=date(2026, 1, 24))),
    "DRV-12": Example(a_trip(), driven_by(licence_until=date(2026, 1, 1))),
    "DRV-13": Example(driven_by(document_kind="F", document_number="022090001234"), driven_by(document_kind="F", document_number="2209")),
    "DRV-14": Example(a_trip(), a_trip(contact_phone="", drivers=(replace(MINH, phone=""),))),
    "DRV-15": Example(a_trip(), driven_by(name="Nguyễn Văn Minh 0912345678")),
    "DRV-16": Example(a_permit_trip(case="driverless", driverless=True, drivers=()), a_permit_trip(case="driverless", driverless=True)),
    "PER-01": Example(a_permit_trip(), a_permit_trip(permit=Permit())),
    "PER-02": Example(a_foreign_trip(case="third_country", country="TR"),
                      a_foreign_trip(case="third_country", country="TR", permit=Permit())),
    "PER-03": Example(a_foreign_trip(right_hand_drive=True), a_foreign_trip(right_hand_drive=True, permit=Permit())),
    "PER-04": Example(a_permit_trip(case="driverless", driverless=True),
                      a_permit_trip(case="driverless", driverless=True, permit=Permit())),
    "PER-05": Example(a_fixed_route(), a_fixed_route(permit=Permit())),
    "PER-06": Example(a_foreign_trip(case="transit"), a_foreign_trip(case="transit", permit=Permit())),
    "PER-07": Example(a_permit_trip(case="economic_zone"), a_permit_trip(case="economic_zone", permit=Permit())),
    "PER-08": Example(a_permit_trip(), a_permit_trip(permit=Permit("LV-1", date(2026, 3, 1), date(2026, 9, 1)))),
    "PER-09": Example(a_permit_trip(), a_permit_trip(permit=Permit("LV-1", date(2025, 1, 1), date(2026, 1, 20)))),
    "PER-10": Example(a_permit_trip(), a_permit_trip(return_by=datetime(2026, 7, 5, tzinfo=UTC))),
    "PER-11": Example(a_foreign_trip(), a_foreign_trip(country="TR", plate="34ABC123")),
    "PER-12": Example(a_foreign_trip(return_gate=BAC_LUAN), a_foreign_trip(return_gate=LAO_BAO)),
    "PER-13": Example(a_permit_trip(), a_permit_trip(permit=Permit("LV-1"))),
    "PLC-01": Example(a_trip(), a_trip(gate=GateFacts())),
    "PLC-02": Example(a_trip(), a_trip(gate=KA_LONG)),
    "PLC-03": Example(a_permit_trip(return_gate=LAO_BAO), a_permit_trip(return_gate=KA_LONG)),
    "PLC-04": Example(a_trip(return_gate=BAC_LUAN), a_trip(return_gate=LAO_BAO)),
    "PLC-05": Example(a_fixed_route(return_gate=BAC_LUAN), a_fixed_route(return_gate=LAO_BAO)),
    "PLC-06": Example(a_foreign_trip(case="transit", return_gate=LAO_BAO), a_foreign_trip(case="transit", return_gate=BAC_LUAN)),
    "PLC-07": Example(a_boat(), a_boat(case="driverless")),
    "PLC-08": Example(a_boat(), a_boat(case="economic_zone")),
    "TIM-01": Example(a_trip(), a_trip(planned_at=None)),
    "TIM-02": Example(a_trip(planned_at=NOW - timedelta(minutes=30)), a_trip(planned_at=NOW - timedelta(hours=3))),
    "TIM-03": Example(a_trip(), a_trip(planned_at=TOMORROW + timedelta(days=40))),
    "TIM-04": Example(a_trip(), a_trip(planned_at=datetime(2026, 1, 25, 13, 30, tzinfo=UTC))),
    "PLC-09": Example(a_trip(gate=replace(BAC_LUAN, ends=TOMORROW.date() + timedelta(days=2))),
                      a_trip(gate=replace(BAC_LUAN, opens=None, closes=None, ends=TOMORROW.date()))),
    "TIM-05": Example(a_trip(), a_trip(gate=replace(BAC_LUAN, opens=None, closes=None))),
    "TIM-06": Example(a_trip(gate=replace(BAC_LUAN, paused=True)), a_trip(gate=replace(BAC_LUAN, paused=True), planned_at=NOW + timedelta(hours=3))),
    "TIM-07": Example(a_permit_trip(), a_permit_trip(return_by=TOMORROW - timedelta(hours=1))),
    "TIM-08": Example(a_trip(return_by=TOMORROW + timedelta(hours=48)), a_trip(return_by=TOMORROW + timedelta(hours=49))),
    "TIM-09": Example(a_fixed_route(return_by=TOMORROW + timedelta(days=30)), a_fixed_route(return_by=TOMORROW + timedelta(days=31))),
    "TIM-10": Example(a_trip(case="resident", return_by=TOMORROW + timedelta(days=365)),
                      a_trip(case="resident", return_by=TOMORROW + timedelta(days=366))),
    "TIM-11": Example(a_trip(case="resident", history=known(resident_registration_until=date(2026, 2, 1))),
                      a_trip(case="resident", history=known(resident_registration_until=date(2026, 11, 1)))),
    "TIM-12": Example(a_fixed_route(), a_fixed_route(history=known(fixed_route_until=date(2026, 2, 10)))),
    "TIM-13": Example(a_permit_trip(), a_permit_trip(return_by=None, permit=Permit("LV-1", date(2026, 1, 2)))),
    "TIM-14": Example(a_trip(), a_trip(planned_at=datetime(2026, 1, 25, 11, 45, tzinfo=UTC))),
    "CGO-01": Example(with_box(BOX), with_box(Container("CSQU3054384", ("VN0012345",)))),
    "CGO-02": Example(with_box(BOX), with_box(Container("CSQU30543", ("VN0012345",)))),
    "CGO-03": Example(with_box(BOX), with_box(BOX, BOX)),
    "CGO-04": Example(with_box(BOX), with_box(Container("CSQU3054383"))),
    "CGO-05": Example(with_box(BOX), with_box(BOX, Container("MSKU0000008", ("vn0012345",)))),
    "CGO-06": Example(with_box(BOX), with_box(Container("CSQU3054383", tuple(f"S{n}" for n in range(7))))),
    "CGO-07": Example(with_box(BOX), with_box(BOX, laden=False, goods=())),
    "CGO-08": Example(a_trip(), a_trip(goods=("30814402215",))),
    "CGO-09": Example(a_trip(), a_trip(goods=("508144022150",))),
    "CGO-10": Example(a_trip(), a_trip(goods=("308144022150", "3081 4402 2150"))),
    "CGO-11": Example(a_trip(), a_trip(history=known(goods_on_other_vehicle=("308144022150",)))),
    "CGO-12": Example(a_trip(), a_trip(goods=())),
    "CGO-13": Example(a_trip(laden=False, goods=()), a_trip(laden=False)),
    "CGO-14": Example(a_trip(), a_trip(goods=("105912345670",))),
    "CGO-15": Example(with_box(BOX), with_box(BOX, Container("A"), Container("B"))),
    "CGO-16": Example(with_box(BOX), with_box(Container())),
    "LEG-01": Example(a_trip(), a_trip(history=known(same_trip_by_other=True))),
    "LEG-02": Example(a_trip(state="received", history=known(changed=frozenset({"drivers"}))),
                      a_trip(state="received", history=known(changed=frozenset({"plate"})))),
    "LEG-03": Example(a_trip(state="received", history=known(corrections=8)), a_trip(state="received", history=known(corrections=9))),
    "LEG-04": Example(a_trip(state="submitted"), a_trip(state="accepted")),
    "LEG-05": Example(a_return(), a_return(opposite_number="")),
    "LEG-06": Example(a_return(), a_return(history=known(opposite_state="returned"))),
    "LEG-07": Example(a_return(), a_return(plate="14C12346")),
    "LEG-08": Example(a_return(), a_return(country="CN")),
    "LEG-09": Example(a_trip(), a_trip(extension_reason="repair")),
    "LEG-10": Example(an_extension(), an_extension(history=known(extended=True))),
    "LEG-11": Example(an_extension(extension_until=TOMORROW + timedelta(hours=48)), an_extension(extension_until=TOMORROW + timedelta(hours=49))),
    "LEG-12": Example(an_extension(), an_extension(extension_reason="")),
    "LEG-13": Example(an_extension(), an_extension(extension_until=TOMORROW)),
    "LEG-14": Example(an_extension(case="permit", permit=Permit("LV-1", None, date(2026, 3, 1))),
                      an_extension(case="permit", permit=Permit("LV-1", None, date(2026, 1, 25)))),
    "LEG-15": Example(a_trip(), a_trip(history=known(open_stay_number="260000001239"))),
    "LEG-16": Example(a_trip(redeclares_number="260000001239", history=known(open_stay_number="260000001239")),
                      a_trip(redeclares_number="260000009999", history=known(open_stay_number="260000001239"))),
    "LEG-17": Example(a_trip(), a_trip(history=known(overdue_elsewhere="260000001239"))),
    "LEG-18": Example(a_trip(), a_trip(history=known(plates_held=("14C12345",)))),
    "LEG-19": Example(a_trip(), a_trip(history=known(plates_held=("14C12345",)))),
    "LEG-20": Example(a_trip(state="under_way", history=known(changed=frozenset({"drivers"}))),
                      a_trip(state="under_way", history=known(changed=frozenset({"gate"})))),
    "PAX-01": Example(a_bus(), a_bus(passenger_list_number="")),
    "PAX-02": Example(a_fixed_route(), a_fixed_route(passenger_list_number="")),
    "PAX-03": Example(a_bus(), a_bus(passengers=29)),
    "PAX-04": Example(a_bus(), a_bus(plate="14B00124")),
    "PAX-05": Example(a_bus(), a_bus(country="CN")),
    "PAX-06": Example(a_bus(), a_bus(gate=LAO_BAO)),
    "PAX-07": Example(a_bus(), a_bus(planned_at=TOMORROW + timedelta(days=1))),
    "PAX-08": Example(a_bus(), a_bus(seats=20)),
    "PAX-09": Example(a_trip(), a_trip(passengers=3)),
    "PAX-10": Example(a_bus(), a_bus(history=known())),
    "PAX-11": Example(a_tour(), a_tour(passengers=3)),
    "PAX-12": Example(a_tour(), a_tour(passenger_list=(HOA, replace(HOA, last_name="LE")))),
    "PAX-13": Example(a_tour(), a_tour(passenger_list=(HOA, replace(WANG, born_on=date(2026, 2, 1))))),
    "PAX-14": Example(a_tour(), a_tour(passenger_list=(HOA, replace(WANG, valid_until=date(2026, 1, 24))))),
    "PAX-15": Example(a_tour(), a_tour(passenger_list=(HOA, replace(WANG, document_number=MINH.document_number)))),
    "CRF-01": Example(a_boat(), a_boat(vessel=None)),
    "CRF-02": Example(a_boat(), a_boat(vessel=Vessel("Ka Long 07"))),
    "CRF-03": Example(a_permit_boat(), a_permit_boat(permit=Permit())),
    "CRF-04": Example(a_boat(), a_boat(drivers=())),
    "CRF-05": Example(a_boat(), a_boat(vessel=Vessel("Ka Long 07", draft_in=12))),
    "CRF-06": Example(a_boat(), a_boat(vessel=Vessel("Ka Long 07", loa=4, breadth=18))),
    "CRF-07": Example(a_boat(), a_boat(vessel=Vessel("Ka Long 07"))),
    "CRF-08": Example(a_boat(), a_boat(trailers=(Trailer("14R01234"),))),
    "CRF-09": Example(a_boat(), a_boat(drivers=(MINH, LI), vessel=Vessel("Ka Long 07", crew=1))),
    "CRF-10": Example(a_boat(), a_boat(vessel=Vessel("Ka Long 07", dwt=250000))),
    "PTY-01": Example(a_trip(), a_trip(history=known(declarant_active=False))),
    "PTY-02": Example(a_trip(case="emergency", history=known(declarant_stopped=True)), a_trip(history=known(declarant_stopped=True))),
    "PTY-03": Example(a_trip(), a_trip(history=known(mandate_covers=False))),
    "PTY-04": Example(a_party(), a_party(name=" ")),
    "PTY-05": Example(a_party(), a_party(tax_id="0100109107")),
    "PTY-06": Example(a_party(kind="foreign_carrier", country="CN", tax_scheme="CN_USCC", tax_id="91110000600037341L", phone="+8613800138000"),
                      a_party(country="CN", tax_scheme="CN_USCC", tax_id="9111")),
    "PTY-07": Example(a_party(tax_scheme="VN_CCCD", tax_id="022090001234"), a_party(tax_scheme="VN_CCCD", tax_id="999")),
    "PTY-08": Example(a_party(tax_scheme="PASSPORT", tax_id="E12345678"), a_party(tax_scheme="PASSPORT", tax_id="")),
    "PTY-09": Example(a_party(), a_party(phone="12")),
    "PTY-10": Example(a_party(), a_party(taken=True)),
    "PTY-11": Example(a_party(), a_party(kind="foreign_carrier", country="CN")),
    "DOC-01": Example(a_trip(), a_trip(redeclares_number="260000001239", history=known(open_stay_number="260000001239"))),
    "DOC-02": Example(a_permit_boat(), a_permit_boat(goods=(), vessel=Vessel("Ka Long 07"))),
    "DOC-03": Example(a_permit_boat(), a_permit_boat(vessel=Vessel("Ka Long 07"))),
    "DOC-04": Example(a_permit_boat(), a_permit_boat(vessel=Vessel("Ka Long 07"))),
    "DOC-05": Example(a_trip(documents=frozenset({"driver_identity", "registration"})), a_trip()),
}
