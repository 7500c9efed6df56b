"""The facts channel rules may look at, each with its kind; no personal attribute is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from thongquan.core import papers, plates
from thongquan.core.reading import VIETNAM
from thongquan.core.rule import local_day
from thongquan.core.vehicle import CASES, VehicleFacts
from thongquan.core.words import Words

Fact = str | int | bool | None

#: operators that fit each kind of fact, and their words
OPERATORS: dict[str, tuple[str, ...]] = {
    "text": ("is", "in", "starts", "present"),
    "number": ("is", "in", "between", "at_least", "at_most", "present"),
    "yes": ("is",),
}
OPERATOR_WORDS: dict[str, Words] = {
    "is": Words("là", "is", "是"), "in": Words("thuộc", "is among", "属于"), "between": Words("trong khoảng", "is between", "介于"),
    "starts": Words("bắt đầu bằng", "starts with", "开头为"), "at_least": Words("từ … trở lên", "is at least", "不少于"),
    "at_most": Words("không quá", "is at most", "不超过"), "present": Words("có khai", "is given", "已填写"),
}


@dataclass(frozen=True)
class Field:
    """One fact: how it is told, of what kind it is, and what it may be when the list is closed."""

    words: Words
    kind: str
    of: Callable[[VehicleFacts, datetime], Fact]
    choices: tuple[str, ...] = ()
    is_list: bool = False  # names single vehicles: never the sole ground of a rule


def _days_left(days: list[date | None], at: datetime) -> int | None:
    known = [d for d in days if d]
    return (min(known) - local_day(at)).days if known else None


def _planned(f: VehicleFacts) -> datetime | None:
    return f.planned_at.astimezone(VIETNAM) if f.planned_at else None


def _hour(f: VehicleFacts, at: datetime) -> int | None:
    planned = _planned(f)
    return planned.hour if planned else None


def _weekday(f: VehicleFacts, at: datetime) -> int | None:
    planned = _planned(f)
    return planned.isoweekday() if planned else None


def _unsealed(f: VehicleFacts, at: datetime) -> int:
    return sum(1 for c in f.containers if c.laden and not any(c.seals))


def _plate_kind(f: VehicleFacts, at: datetime) -> str:
    return plates.read(f.plate, f.country).kind or "unknown"


FIELDS: dict[str, Field] = {
    "case": Field(Words("Trường hợp", "Case", "情形"), "text", lambda f, at: f.case, CASES),
    "regime": Field(Words("Chế độ", "Regime", "监管方式"), "text", lambda f, at: f.regime,
                    ("temporary_admission", "temporary_exportation")),
    "direction": Field(Words("Chiều qua cửa khẩu", "Direction", "方向"), "text", lambda f, at: f.direction, ("in", "out")),
    "mode": Field(Words("Phương thức vận tải", "Mode of transport", "运输方式"), "text", lambda f, at: f.mode, ("road", "waterway")),
    "gate": Field(Words("Cửa khẩu", "Gate", "口岸"), "text", lambda f, at: f.gate.code),
    "return_gate": Field(Words("Cửa khẩu quay về", "Gate of return", "返程口岸"), "text",
                         lambda f, at: f.return_gate.code if f.return_gate else None),
    "plate": Field(Words("Biển số", "Plate", "号牌"), "text", lambda f, at: f.plate, is_list=True),
    "plate_kind": Field(Words("Loại biển số", "Kind of plate", "号牌种类"), "text", _plate_kind,
                        (*(k for k in plates.KINDS if k), "unknown")),
    "country": Field(Words("Nước đăng ký", "Country of registration", "登记国"), "text", lambda f, at: f.country),
    "vehicle_type": Field(Words("Loại phương tiện", "Type of vehicle", "车辆类型"), "text", lambda f, at: f.vehicle_type),
    "purpose": Field(Words("Mục đích", "Purpose", "目的"), "text", lambda f, at: f.purpose),
    "laden": Field(Words("Có hàng", "Laden", "载货"), "yes", lambda f, at: f.laden),
    "driverless": Field(Words("Không người lái", "Driverless", "无人驾驶"), "yes", lambda f, at: f.driverless),
    "right_hand_drive": Field(Words("Tay lái bên phải", "Right-hand drive", "右侧驾驶"), "yes", lambda f, at: f.right_hand_drive),
    "plate_held": Field(Words("Biển số bị tạm dừng", "Plate under a stop order", "号牌被布控"), "yes", lambda f, at: f.history.plate_held),
    "overdue_now": Field(Words("Đang quá hạn tờ khai khác", "Overdue on another declaration", "另有逾期申报单"), "yes",
                         lambda f, at: bool(f.history.overdue_elsewhere)),
    "redeclared": Field(Words("Khai lại do mất tờ khai", "Redeclared after loss", "遗失后重新申报"), "yes",
                        lambda f, at: bool(f.redeclares_number)),
    "crossings_before": Field(Words("Số lần đã qua cửa khẩu", "Earlier crossings", "以往过境次数"), "number",
                              lambda f, at: f.history.crossings_before),
    "overdue_before": Field(Words("Số lần quá hạn trong 365 ngày", "Times overdue in 365 days", "365天内逾期次数"), "number",
                            lambda f, at: f.history.overdue_before),
    "risk_percent": Field(Words("Khả năng có vi phạm theo lịch sử xe, lái xe, hãng (%)", "Chance by the history of vehicle, driver, carrier (%)",
                                "按车辆、司机、承运人历史的违规可能（%）"), "number", lambda f, at: f.history.risk_percent),
    "late_before": Field(Words("Số lần về muộn của xe, lái xe hoặc hãng", "Late returns of vehicle, driver or carrier", "车辆、司机或承运人的晚归次数"),
                         "number", lambda f, at: f.history.late_before),
    "found_before": Field(Words("Số lần kiểm tra phát hiện của xe, lái xe hoặc hãng", "Checks with findings of vehicle, driver or carrier",
                                "车辆、司机或承运人的查获次数"), "number", lambda f, at: f.history.found_before),
    "off_before": Field(Words("Số lần lệch trọng lượng của xe, lái xe hoặc hãng", "Loads of another weight by vehicle, driver or carrier",
                              "车辆、司机或承运人的重量不符次数"), "number", lambda f, at: f.history.off_before),
    "corrections": Field(Words("Số lần sửa", "Corrections", "更正次数"), "number", lambda f, at: f.history.corrections),
    "goods": Field(Words("Số tờ khai hàng", "Goods declarations", "货物报关单数"), "number", lambda f, at: len(f.goods)),
    "containers": Field(Words("Số container", "Containers", "集装箱数"), "number", lambda f, at: len(f.containers)),
    "unsealed": Field(Words("Container có hàng thiếu niêm phong", "Laden containers without a seal", "无封志重箱数"), "number", _unsealed),
    "trailers": Field(Words("Số rơ moóc", "Trailers", "挂车数"), "number", lambda f, at: len(f.trailers)),
    "drivers": Field(Words("Số lái xe", "Drivers", "驾驶员人数"), "number", lambda f, at: len(f.drivers)),
    "passengers": Field(Words("Số hành khách", "Passengers", "旅客人数"), "number", lambda f, at: f.passengers),
    "seats": Field(Words("Số chỗ ngồi", "Seats", "座位数"), "number", lambda f, at: f.seats),
    "papers_missing": Field(Words("Số chứng từ còn thiếu", "Papers missing", "缺少单证数"), "number",
                            lambda f, at: len(papers.missing(f))),
    "identity_days": Field(Words("Giấy tờ lái xe còn hạn (ngày)", "Driver's document, days left", "驾驶员证件剩余天数"), "number",
                           lambda f, at: _days_left([d.valid_until for d in f.drivers], at)),
    "licence_days": Field(Words("Giấy phép lái xe còn hạn (ngày)", "Driving licence, days left", "驾驶证剩余天数"), "number",
                          lambda f, at: _days_left([d.licence_until for d in f.drivers], at)),
    "permit_days": Field(Words("Giấy phép liên vận còn hạn (ngày)", "Transport permit, days left", "运输许可证剩余天数"), "number",
                         lambda f, at: _days_left([f.permit.until], at)),
    "hour": Field(Words("Giờ đến dự kiến (0-23)", "Planned hour (0-23)", "预计到达小时（0-23）"), "number", _hour),
    "weekday": Field(Words("Thứ trong tuần (1 thứ Hai - 7 Chủ nhật)", "Day of the week (1 Monday - 7 Sunday)",
                           "星期（1周一-7周日）"), "number", _weekday),
}
