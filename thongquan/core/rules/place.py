"""Rules of place: the gate, its mode, and which gates a special case may use."""

from __future__ import annotations

from collections.abc import Iterator

from thongquan.core.rule import Hit, Moment, RuleBook, hit, local_day
from thongquan.core.rules.names import MODES
from thongquan.core.rules.sources import (
    C38_4,
    D77A_1,
    D77A_3,
    D77A_5,
    D81_6,
    DECLARING,
    DRIVERLESS,
    LAW_67,
    SUBMIT,
)
from thongquan.core.rules.time import closed_for_good
from thongquan.core.vehicle import ROAD, VehicleFacts
from thongquan.core.words import Words

BOOK = RuleBook()


@BOOK.rule(
    "PLC-01", steps=DECLARING, cites=LAW_67, pointer="/gate",
    says=Words("Chưa chọn cửa khẩu", "No border gate is chosen", "未选择口岸"),
    do=Words("Chọn cửa khẩu nơi phương tiện đi qua.", "Choose the gate that the vehicle passes.", "请选择车辆通过的口岸。"),
)
def gate_is_chosen(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if not f.gate.code:
        yield hit()


@BOOK.rule(
    "PLC-02", steps=DECLARING, cites=LAW_67, pointer="/gate",
    says=Words("Cửa khẩu {gate} là cửa khẩu {gate_mode}, phương tiện khai là {mode}",
               "Gate {gate} is for {gate_mode}, the declared craft is for {mode}",
               "口岸{gate}为{gate_mode}口岸，申报的运输工具为{mode}"),
    do=Words("Chọn cửa khẩu {mode}, hoặc mẫu khai khác.", "Choose a gate for {mode}, or the other form.",
             "请选择{mode}口岸，或改用另一种申报单。"),
)
def gate_takes_the_craft(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.gate.code and f.gate.mode != f.mode:
        yield hit(gate=f.gate.code, gate_mode=MODES[f.gate.mode], mode=MODES[f.mode])


@BOOK.rule(
    "PLC-03", steps=DECLARING, cites=LAW_67, pointer="/return_gate",
    says=Words("Cửa khẩu quay về {gate} là cửa khẩu {gate_mode}, phương tiện khai là {mode}",
               "The gate of return, {gate}, is for {gate_mode}, the declared craft is for {mode}",
               "返程口岸{gate}为{gate_mode}口岸，申报的运输工具为{mode}"),
    do=Words("Chọn cửa khẩu quay về cùng loại.", "Choose a gate of return of the same kind.", "请选择同类型的返程口岸。"),
)
def return_gate_takes_the_craft(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.return_gate and f.return_gate.code and f.return_gate.mode != f.mode:
        yield hit(gate=f.return_gate.code, gate_mode=MODES[f.return_gate.mode], mode=MODES[f.mode])


def _elsewhere(f: VehicleFacts) -> Iterator[Hit]:
    """Back through another gate, which nobody may help whose gate closes for good."""
    back = f.return_gate
    if back and back.code and f.gate.code and back.code != f.gate.code and not f.gate.ends:
        yield hit(gate=f.gate.code, back=back.code)


_SAME_GATE_DO = Words("Chọn lại {gate} làm cửa khẩu quay về.", "Choose {gate} as the gate of return too.", "请将返程口岸改为{gate}。")


@BOOK.rule(
    "PLC-09", steps=DECLARING, cites=C38_4, pointer="/gate",
    says=Words("Cửa khẩu {gate} đóng hẳn từ ngày {day}", "Gate {gate} is closed for good from {day} on", "口岸{gate}自{day}起永久关闭"),
    do=Words("Chọn cửa khẩu khác, hoặc ngày trước đó.", "Choose another gate, or an earlier day.", "请选择其他口岸或更早的日期。"),
)
def gate_is_not_closed_for_good(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if closed_for_good(f):
        yield hit(gate=f.gate.code, day=f.gate.ends)
        return
    back, changed = f.return_gate, f.history.changed
    if back and back.ends and f.return_by and local_day(f.return_by) >= back.ends and (not changed or changed & {"gate", "return_gate", "return_by"}):
        yield hit("/return_gate", gate=back.code, day=back.ends)


@BOOK.rule(
    "PLC-04", steps=DECLARING, cites=D81_6, pointer="/return_gate",
    says=Words("Phương tiện qua lại khu vực biên giới phải về cùng cửa khẩu {gate}, khai về {back}",
               "A craft of the border area returns through the same gate, {gate}; {back} is declared",
               "往来边境区域的运输工具须经同一口岸{gate}返回，申报为{back}"),
    do=_SAME_GATE_DO,
)
def border_area_uses_one_gate(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.case in ("border_delivery", "resident"):
        yield from _elsewhere(f)


@BOOK.rule(
    "PLC-05", steps=DECLARING, cites=D77A_1, pointer="/return_gate",
    says=Words("Xe khách tuyến cố định qua lại cùng một cửa khẩu {gate}, khai về {back}",
               "A fixed-route vehicle uses one gate, {gate}; {back} is declared for the return",
               "定线客运车辆须经同一口岸{gate}往返，申报返程为{back}"),
    do=_SAME_GATE_DO,
)
def fixed_route_uses_one_gate(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.case == "fixed_route":
        yield from _elsewhere(f)


@BOOK.rule(
    "PLC-06", steps=(SUBMIT,), cites=D77A_5, pointer="/return_gate", blocks=False,
    says=Words("Phương tiện quá cảnh khai vào và ra cùng cửa khẩu {gate}",
               "A transit vehicle is declared in and out through the same gate, {gate}",
               "过境运输工具申报由同一口岸{gate}进出"),
    do=Words("Nếu đúng là quá cảnh, chọn cửa khẩu ra; nếu không, chọn trường hợp khác.",
             "If it is transit, choose the gate of exit; otherwise choose another case.",
             "如确为过境请选择出境口岸，否则请选择其他情形。"),
)
def transit_leaves_elsewhere(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.case == "transit" and f.gate.code and (f.return_gate is None or f.return_gate.code == f.gate.code):
        yield hit(gate=f.gate.code)


@BOOK.rule(
    "PLC-07", steps=DECLARING, cites=DRIVERLESS, pointer="/case",
    says=Words("Phương tiện không người lái chỉ khai cho đường bộ", "Only road vehicles are declared as driverless",
               "仅公路运输工具可申报为无人驾驶"),
    do=Words("Chọn trường hợp khác cho phương tiện thủy.", "Choose another case for a craft on water.", "内河船舶请选择其他情形。"),
)
def driverless_is_on_the_road(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.mode != ROAD and (f.driverless or f.case == "driverless"):
        yield hit()


@BOOK.rule(
    "PLC-08", steps=DECLARING, cites=D77A_3, pointer="/case",
    says=Words("Biển kiểm soát riêng của khu kinh tế cửa khẩu chỉ dành cho ô tô",
               "Gate-economic-zone plates exist for motor vehicles only", "口岸经济区专用车牌仅适用于汽车"),
    do=Words("Chọn trường hợp khác cho phương tiện thủy.", "Choose another case for a craft on water.", "内河船舶请选择其他情形。"),
)
def zone_plates_are_on_the_road(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.mode != ROAD and f.case == "economic_zone":
        yield hit()
