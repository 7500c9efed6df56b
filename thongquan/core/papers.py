"""The papers a vehicle declaration needs, case by case (Decree 08/2015 arts 74 to 81)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from thongquan.core.forms.asked import PEOPLE_CARRIERS
from thongquan.core.rule import Citation
from thongquan.core.vehicle import ADMISSION, EXPORTATION, ROAD, WATERWAY, VehicleFacts
from thongquan.core.words import Words

KINDS: dict[str, Words] = {
    "transport_permit": Words("Giấy phép liên vận", "International transport permit", "国际道路运输许可证"),
    "waterway_permit": Words("Giấy phép vận tải đường thủy qua biên giới", "Cross-border waterway permit", "跨境水路运输许可证"),
    "registration": Words("Giấy đăng ký phương tiện", "Vehicle registration certificate", "行驶证（登记证）"),
    "passenger_list": Words("Danh sách hành khách", "Passenger list", "旅客名单"),
    "approval": Words("Văn bản cho phép của cơ quan có thẩm quyền", "Approval of the competent authority", "主管机关批准文件"),
    "driver_identity": Words("Giấy tờ tùy thân của người điều khiển", "Identity paper of the driver", "驾驶员身份证件"),
    "emergency_papers": Words("Lệnh hoặc giấy tờ nhiệm vụ khẩn cấp", "Order or papers of the emergency duty", "紧急任务命令或文件"),
    "resident_registration": Words("Đăng ký năm của cư dân biên giới", "Border resident's yearly registration", "边民年度登记"),
    "crew_list": Words("Danh sách người trên phương tiện", "List of persons on board", "船上人员名单"),
    "stores_list": Words("Bản kê nguyên liệu, vật dụng dự trữ", "List of fuel and stores", "燃料和物料清单"),
    "luggage_declaration": Words("Bản khai hành lý thuyền viên", "Luggage declaration of the crew", "船员行李申报单"),
    "cargo_declaration": Words("Bản khai hàng hóa", "Cargo declaration", "货物舱单"),
    "goods_declaration": Words("Tờ khai hải quan hàng hóa", "Goods declaration", "货物报关单"),
    "explanation": Words("Bản giải trình mất tờ khai lượt đi", "Explanation of the lost first-leg declaration", "首程申报单遗失说明"),
    "extension_request": Words("Văn bản đề nghị gia hạn", "Written request for an extension", "延期申请书"),
    "other": Words("Giấy tờ khác", "Other paper", "其他单证"),
}

_DECREE = "Nghị định 08/2015/NĐ-CP (sửa đổi bởi 59/2018/NĐ-CP), Điều {}"
Test = Callable[[VehicleFacts], bool]


@dataclass(frozen=True)
class Paper:
    """One paper that this declaration needs.

    `presented`: the original is shown at the gate and a picture beforehand is optional; otherwise it is
    handed in with the declaration. `copies` originals to hand in. `why` tells the declarant.
    """

    code: str
    words: Words
    cites: Citation
    presented: bool
    why: Words

    @property
    def copies(self) -> int:
        return 0 if self.presented else 1


@dataclass(frozen=True)
class _Line:
    """One line of the law: this paper is needed when `holds`; `data` tells that the form already has it."""

    code: str
    article: str
    presented: bool
    holds: Test
    why: Words
    data: Test = lambda f: False

    def paper(self) -> Paper:
        number, _, point = self.article.partition(".")
        place = f"Điều 26.2.NĐ.3.{number} khoản {point.partition('.')[0]}"
        return Paper(self.code, KINDS[self.code], Citation(_DECREE.format(self.article), place), self.presented, self.why)


def _road(f: VehicleFacts) -> bool:
    return f.mode == ROAD


def _boat(f: VehicleFacts) -> bool:
    """A craft under art. 79; craft delivering in the border area fall under art. 81 instead."""
    return f.mode == WATERWAY and f.case not in ("border_delivery", "resident", "emergency")


def _approved(f: VehicleFacts) -> bool:
    """Right-hand drive and tourists' cars travel on an approval in place of the permit (arts 74.3, 75.3)."""
    return _road(f) and f.regime == ADMISSION and (f.right_hand_drive or f.purpose == "tourism")


def _permitted(f: VehicleFacts) -> bool:
    ordinary = f.case in ("permit", "fixed_route", "transit", "third_country", "economic_zone", "driverless")
    return _road(f) and ordinary and not _approved(f)


def _inward(f: VehicleFacts) -> bool:
    return f.direction == "in"


def _first_leg(f: VehicleFacts) -> bool:
    return f.leg == 1


def carries_people(f: VehicleFacts) -> bool:
    """A vehicle that carries passengers, told by its type, its service or the number declared."""
    return f.case == "fixed_route" or f.passengers > 0 or f.vehicle_type in PEOPLE_CARRIERS - {"car"}


def _listed(f: VehicleFacts) -> bool:
    return bool(f.passenger_list or f.passenger_list_number)


def _crew_in_form(f: VehicleFacts) -> bool:
    return f.vessel is not None and f.vessel.crew > 0


_PERMIT_WHY = Words("Xe đi theo giấy phép liên vận", "The vehicle travels on a transport permit", "车辆凭国际道路运输许可证通行")
_PEOPLE_WHY = Words("Xe chở hành khách", "The vehicle carries passengers", "车辆载有旅客")
_TITLE_WHY = Words("Lượt đi đầu phải xuất trình đăng ký phương tiện", "The first leg shows the registration certificate",
                   "首程须出示车辆登记证")
_APPROVAL_WHY = Words("Xe tay lái bên phải hoặc xe du lịch của người nước ngoài",
                      "A right-hand-drive vehicle or a foreign tourist's vehicle", "右舵车辆或外国人旅游车辆")
_THIRD_WHY = Words("Phương tiện của nước thứ ba, ngoài điều ước", "A third country's vehicle outside the treaties",
                   "不适用条约的第三国车辆")
_URGENT_WHY = Words("Xe làm nhiệm vụ khẩn cấp không có giấy phép", "An emergency vehicle without a permit", "无许可证的紧急任务车辆")
_BORDER_WHY = Words("Xe giao nhận hàng tại khu vực biên giới", "A vehicle delivering or collecting in the border area",
                    "在边境区域交接货物的车辆")
_RESIDENT_WHY = Words("Phương tiện cư dân biên giới đăng ký mỗi năm một lần", "A border resident registers once a year",
                      "边民车辆每年登记一次")
_BOAT_WHY = Words("Phương tiện thủy qua cửa khẩu đường sông", "A craft through a river border gate", "通过内河口岸的船舶")
_CARGO_WHY = Words("Phương tiện thủy chở hàng", "The craft carries goods", "船舶载货")
_LOST_WHY = Words("Không còn tờ khai lượt đi", "The first-leg declaration is lost", "首程申报单已遗失")

LINES: tuple[_Line, ...] = (
    _Line("transport_permit", "74.1.a", True, lambda f: _permitted(f) and _inward(f), _PERMIT_WHY),
    _Line("transport_permit", "75.1.a", True, lambda f: _permitted(f) and not _inward(f), _PERMIT_WHY),
    _Line("registration", "74.1.b", True, lambda f: _permitted(f) and _first_leg(f) and f.regime == ADMISSION, _TITLE_WHY),
    _Line("registration", "75.1.b", True, lambda f: _permitted(f) and _first_leg(f) and f.regime == EXPORTATION, _TITLE_WHY),
    _Line("passenger_list", "74.1.c", False, lambda f: _permitted(f) and _inward(f) and carries_people(f), _PEOPLE_WHY,
          _listed),
    _Line("passenger_list", "75.1.c", False, lambda f: _permitted(f) and not _inward(f) and carries_people(f), _PEOPLE_WHY,
          _listed),
    _Line("approval", "74.1.đ", False, lambda f: f.case == "third_country" and _permitted(f) and _inward(f), _THIRD_WHY),
    _Line("approval", "77a.4", False, lambda f: f.case == "third_country" and _permitted(f) and not _inward(f), _THIRD_WHY),
    _Line("approval", "74.3.a", True, lambda f: _approved(f) and _inward(f), _APPROVAL_WHY),
    _Line("approval", "75.3.a", True, lambda f: _approved(f) and not _inward(f), _APPROVAL_WHY),
    _Line("registration", "74.3.b", True, lambda f: _approved(f) and _inward(f), _TITLE_WHY),
    _Line("registration", "75.3.b", True, lambda f: _approved(f) and not _inward(f), _TITLE_WHY),
    _Line("emergency_papers", "77a.2.a", True, lambda f: f.case == "emergency", _URGENT_WHY),
    _Line("registration", "77a.2.a", True, lambda f: f.case == "emergency", _URGENT_WHY),
    _Line("driver_identity", "77a.2.a", True, lambda f: f.case == "emergency", _URGENT_WHY),
    _Line("driver_identity", "81.2", True, lambda f: f.case == "border_delivery" and f.driven, _BORDER_WHY),
    _Line("registration", "81.2", True, lambda f: f.case == "border_delivery", _BORDER_WHY),
    _Line("resident_registration", "81.5", False, lambda f: f.case == "resident", _RESIDENT_WHY,
          lambda f: f.history.resident_registration_until is not None),
    _Line("waterway_permit", "79.1.a", True, lambda f: _boat(f) and _inward(f), _BOAT_WHY),
    _Line("waterway_permit", "79.2.a", True, lambda f: _boat(f) and not _inward(f), _BOAT_WHY),
    _Line("registration", "79.1.b", True, lambda f: _boat(f) and _first_leg(f) and f.regime == ADMISSION, _TITLE_WHY),
    _Line("registration", "79.2.b", True, lambda f: _boat(f) and _first_leg(f) and f.regime == EXPORTATION, _TITLE_WHY),
    _Line("crew_list", "79.1.d", False, lambda f: _boat(f) and _inward(f), _BOAT_WHY, _crew_in_form),
    _Line("crew_list", "79.2.d", False, lambda f: _boat(f) and not _inward(f), _BOAT_WHY, _crew_in_form),
    _Line("stores_list", "79.1.đ", False, lambda f: _boat(f) and _inward(f), _BOAT_WHY,
          lambda f: f.vessel is not None and f.vessel.stores_listed),
    _Line("stores_list", "79.2.đ", False, lambda f: _boat(f) and not _inward(f), _BOAT_WHY,
          lambda f: f.vessel is not None and f.vessel.stores_listed),
    _Line("luggage_declaration", "79.1.e", False, lambda f: _boat(f) and _inward(f), _BOAT_WHY, _crew_in_form),
    _Line("luggage_declaration", "79.2.e", False, lambda f: _boat(f) and not _inward(f), _BOAT_WHY, _crew_in_form),
    _Line("cargo_declaration", "79.1.g", False, lambda f: _boat(f) and _inward(f) and f.laden, _CARGO_WHY,
          lambda f: f.vessel is not None and f.vessel.cargo_listed),
    _Line("cargo_declaration", "79.2.g", False, lambda f: _boat(f) and not _inward(f) and f.laden, _CARGO_WHY,
          lambda f: f.vessel is not None and f.vessel.cargo_listed),
    _Line("passenger_list", "79.1.h", False, lambda f: _boat(f) and _inward(f) and carries_people(f), _PEOPLE_WHY,
          _listed),
    _Line("passenger_list", "79.2.h", False, lambda f: _boat(f) and not _inward(f) and carries_people(f), _PEOPLE_WHY,
          _listed),
    _Line("explanation", "77.1.b", False, lambda f: bool(f.redeclares_number) and f.mode == ROAD, _LOST_WHY),
    _Line("explanation", "79.3", False, lambda f: bool(f.redeclares_number) and f.mode == WATERWAY, _LOST_WHY),
)


def required(facts: VehicleFacts) -> tuple[Paper, ...]:
    """The papers of this leg, each once, in the order of the law."""
    found: dict[str, Paper] = {}
    for line in LINES:
        if line.code not in found and line.holds(facts):
            found[line.code] = line.paper()
    return tuple(found.values())


def missing(facts: VehicleFacts) -> tuple[Paper, ...]:
    """Papers to hand in that are neither attached nor already data of the form."""
    known = {line.code for line in LINES if line.data(facts)} | facts.documents
    return tuple(p for p in required(facts) if not p.presented and p.code not in known)


def to_present(facts: VehicleFacts) -> tuple[Paper, ...]:
    """Papers whose originals the driver shows at the gate."""
    return tuple(p for p in required(facts) if p.presented)
