"""Rules of passengers: the list, its count, and its agreement with the vehicle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from thongquan.core import papers
from thongquan.core.rule import Hit, Moment, RuleBook, hit, local_day
from thongquan.core.rules.driver import trip_day
from thongquan.core.rules.names import country_name
from thongquan.core.rules.sources import D74_1C, D77A_1, D81_2, DECLARING, HOUSE, ROAD_LAW, SUBMIT, VNACCS
from thongquan.core.vehicle import VehicleFacts
from thongquan.core.words import Words

BOOK = RuleBook()

_LIST_DO = Words("Sửa số danh sách, hoặc khai lại danh sách hành khách cho chuyến này.",
                 "Correct the list number, or make a passenger list for this trip.",
                 "请更正名单编号，或为本次行程重新申报旅客名单。")


def _list_missing(f: VehicleFacts) -> bool:
    return any(paper.code == "passenger_list" for paper in papers.missing(f))


def _listed(f: VehicleFacts, name: str) -> Any:
    """What the registered passenger list says, when there is one with that number."""
    return f.history.passenger_list.get(name) if f.passenger_list_number else None


@BOOK.rule(
    "PAX-01", steps=DECLARING, cites=D74_1C, pointer="/passenger_list_number",
    says=Words("Xe chở {count} hành khách nhưng chưa có danh sách hành khách",
               "{count} passengers are declared without a passenger list",
               "载客{count}人但未提交旅客名单"),
    do=Words("Nhập số danh sách hành khách điện tử hoặc tải lên danh sách.",
             "Enter the number of the electronic list or upload one.",
             "请填写电子旅客名单编号或上传名单。"),
)
def passengers_are_listed(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.passengers > 0 and f.case != "fixed_route" and _list_missing(f):
        yield hit(count=f.passengers)


@BOOK.rule(
    "PAX-02", steps=(SUBMIT,), cites=D77A_1, pointer="/passenger_list_number", blocks=False,
    says=Words("Xe khách chưa có danh sách hành khách", "The passenger vehicle has no passenger list yet", "客车尚无旅客名单"),
    do=Words("Nộp danh sách của từng lượt khi qua cửa khẩu; xe không có khách thì bỏ qua.",
             "Hand in the list of each trip at the gate; ignore this if nobody is on board.",
             "请在每次过境时提交名单；如无旅客可忽略。"),
)
def passenger_vehicle_brings_its_list(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if (f.case == "fixed_route" or f.passengers == 0) and _list_missing(f):
        yield hit()


@BOOK.rule(
    "PAX-03", steps=DECLARING, cites=VNACCS, pointer="/passengers",
    says=Words("Danh sách {number} có {listed} người, tờ khai ghi {count} hành khách",
               "List {number} names {listed} people; {count} passengers are declared",
               "名单{number}共{listed}人，申报旅客{count}人"),
    do=Words("Sửa số hành khách hoặc danh sách cho khớp.", "Make the number and the list agree.", "请使旅客人数与名单一致。"),
)
def count_agrees_with_list(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    listed = _listed(f, "count")
    if listed is not None and listed != f.passengers:
        yield hit(number=f.passenger_list_number, listed=listed, count=f.passengers)


@BOOK.rule(
    "PAX-04", steps=DECLARING, cites=VNACCS, pointer="/passenger_list_number",
    says=Words("Danh sách {number} lập cho xe {listed}, tờ khai ghi xe {plate}",
               "List {number} belongs to vehicle {listed}; {plate} is declared",
               "名单{number}对应车辆{listed}，申报车辆为{plate}"),
    do=_LIST_DO,
)
def list_is_of_this_plate(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    listed = _listed(f, "plate")
    if listed and listed != f.plate:
        yield hit(number=f.passenger_list_number, listed=listed, plate=f.plate)


@BOOK.rule(
    "PAX-05", steps=DECLARING, cites=VNACCS, pointer="/passenger_list_number",
    says=Words("Danh sách {number} ghi xe của {listed}, tờ khai ghi {country}",
               "List {number} is for a vehicle of {listed}; {country} is declared",
               "名单{number}所载车辆登记国为{listed}，申报为{country}"),
    do=_LIST_DO,
)
def list_is_of_this_country(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    listed = _listed(f, "country")
    if listed and listed != f.country:
        yield hit(number=f.passenger_list_number, listed=country_name(listed), country=country_name(f.country))


@BOOK.rule(
    "PAX-06", steps=DECLARING, cites=VNACCS, pointer="/passenger_list_number",
    says=Words("Danh sách {number} lập cho cửa khẩu {listed}, tờ khai ghi {gate}",
               "List {number} is for gate {listed}; {gate} is declared",
               "名单{number}对应口岸{listed}，申报口岸为{gate}"),
    do=_LIST_DO,
)
def list_is_of_this_gate(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    listed = _listed(f, "gate")
    if listed and listed != f.gate.code:
        yield hit(number=f.passenger_list_number, listed=listed, gate=f.gate.code)


@BOOK.rule(
    "PAX-07", steps=DECLARING, cites=VNACCS, pointer="/passenger_list_number",
    says=Words("Danh sách {number} lập cho ngày {listed}, tờ khai ghi ngày {day}",
               "List {number} is for {listed}; {day} is declared",
               "名单{number}日期为{listed}，申报日期为{day}"),
    do=_LIST_DO,
)
def list_is_of_this_day(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    listed = _listed(f, "date")
    if listed and f.planned_at and str(listed) != local_day(f.planned_at).isoformat():
        yield hit(number=f.passenger_list_number, listed=listed, day=local_day(f.planned_at))


@BOOK.rule(
    "PAX-08", steps=DECLARING, cites=ROAD_LAW, pointer="/passengers",
    says=Words("Khai {count} hành khách, xe chỉ có {seats} chỗ", "{count} passengers are declared; the vehicle has {seats} seats",
               "申报旅客{count}人，车辆仅有{seats}个座位"),
    do=Words("Sửa số hành khách hoặc số chỗ ngồi.", "Correct the passengers or the seats.", "请更正旅客人数或座位数。"),
)
def passengers_have_seats(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.seats and f.passengers > f.seats:
        yield hit(count=f.passengers, seats=f.seats)


@BOOK.rule(
    "PAX-09", steps=(SUBMIT,), cites=D81_2, pointer="/passengers", blocks=False,
    says=Words("Xe giao nhận hàng ở biên giới khai {count} hành khách", "A border-delivery vehicle is declared with {count} passengers",
               "边境交接货物车辆申报旅客{count}人"),
    do=Words("Người đi cùng xe làm thủ tục xuất nhập cảnh riêng; xe khách chọn trường hợp khác.",
             "Companions pass immigration on their own; a passenger vehicle chooses another case.",
             "随车人员另行办理出入境手续；客车请选择其他情形。"),
)
def delivery_carries_goods(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.case == "border_delivery" and f.passengers > 0:
        yield hit(count=f.passengers)


@BOOK.rule(
    "PAX-10", steps=DECLARING, cites=VNACCS, pointer="/passenger_list_number", blocks=False,
    says=Words("Chưa tìm thấy danh sách hành khách số {number}", "Passenger list {number} is not found yet", "未找到旅客名单{number}"),
    do=Words("Kiểm tra số danh sách; nếu là danh sách giấy, mang theo 01 bản chính.",
             "Check the number; if it is on paper, bring one original.", "请核对编号；如为纸质名单请携带正本一份。"),
)
def list_is_known(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.passenger_list_number and not (f.history.passenger_list or f.passenger_list or "passenger_list" in f.documents):
        yield hit(number=f.passenger_list_number)


@BOOK.rule(
    "PAX-11", steps=DECLARING, cites=VNACCS, pointer="/passengers",
    says=Words("Danh sách khai từng người có {listed} người, tờ khai ghi {count} hành khách",
               "{listed} people are listed by name; {count} passengers are declared", "逐人申报名单共{listed}人，申报旅客{count}人"),
    do=Words("Sửa số hành khách hoặc thêm, bớt người trong danh sách.", "Correct the number, or add or remove people of the list.",
             "请更正旅客人数或增减名单人员。"),
)
def count_agrees_with_people(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.passenger_list and len(f.passenger_list) != f.passengers:
        yield hit(listed=len(f.passenger_list), count=f.passengers)


@BOOK.rule(
    "PAX-12", steps=DECLARING, cites=VNACCS, pointer="/passenger_list",
    says=Words("Giấy tờ {number} ghi cho hai hành khách: {first} và {name}", "Document {number} stands for two passengers: {first} and {name}",
               "证件{number}重复用于两名旅客：{first}、{name}"),
    do=Words("Sửa số giấy tờ hoặc xóa dòng trùng.", "Correct the document number or remove the second row.", "请更正证件号码或删除重复行。"),
)
def documents_stand_once(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    seen: dict[tuple[str, str], str] = {}
    for n, person in enumerate(f.passenger_list):
        key = person.document_kind, person.document_number
        if person.document_number and key in seen:
            yield hit(f"/passenger_list/{n}/document_number", number=person.document_number, first=seen[key], name=person.name)
        seen.setdefault(key, person.name)


@BOOK.rule(
    "PAX-13", steps=DECLARING, cites=VNACCS, pointer="/passenger_list",
    says=Words("Ngày sinh {day} của {name} sau ngày đi", "{name} is born on {day}, after the day of the trip", "{name}的出生日期{day}晚于出行日期"),
    do=Words("Sửa ngày sinh như trên giấy tờ.", "Correct the date of birth as the document has it.", "请按证件更正出生日期。"),
)
def people_are_born(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, person in enumerate(f.passenger_list):
        if person.born_on and person.born_on > trip_day(f, now):
            yield hit(f"/passenger_list/{n}/born_on", name=person.name, day=person.born_on)


@BOOK.rule(
    "PAX-14", steps=DECLARING, cites=HOUSE, pointer="/passenger_list", blocks=False,
    says=Words("Giấy tờ của hành khách {name} hết hạn ngày {day}", "The document of passenger {name} expires on {day}", "旅客{name}的证件于{day}到期"),
    do=Words("Người này có thể không được xuất nhập cảnh; xem lại giấy tờ trước khi đi.",
             "This person may not pass immigration; look at the document before the trip.", "该旅客可能无法出入境，请出行前核对证件。"),
)
def documents_still_hold(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, person in enumerate(f.passenger_list):
        if person.valid_until and person.valid_until < trip_day(f, now):
            yield hit(f"/passenger_list/{n}/valid_until", name=person.name, day=person.valid_until)


@BOOK.rule(
    "PAX-15", steps=DECLARING, cites=VNACCS, pointer="/passenger_list",
    says=Words("{name} vừa là lái xe vừa có trong danh sách hành khách (giấy tờ {number})",
               "{name} is both a driver and on the passenger list (document {number})", "{name}既为驾驶员又列入旅客名单（证件{number}）"),
    do=Words("Chỉ khai người này ở một nơi.", "Declare this person in one place only.", "该人员只能在一处申报。"),
)
def drivers_are_no_passengers(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    driving = {driver.document_number for driver in f.drivers if driver.document_number}
    for n, person in enumerate(f.passenger_list):
        if person.document_number in driving:
            yield hit(f"/passenger_list/{n}/document_number", name=person.name, number=person.document_number)
