"""Rules of inland-waterway craft: name, certificate, master, measures, crew."""

from __future__ import annotations

from collections.abc import Iterator

from thongquan.core.forms.asked import ON_PERMIT
from thongquan.core.rule import Hit, Moment, RuleBook, hit
from thongquan.core.rules.driver import named
from thongquan.core.rules.sources import (
    C50_3,
    D79_1A,
    D79_1B,
    D79_1D,
    D79_3,
    DECLARING,
    HOUSE,
    SUBMIT,
)
from thongquan.core.vehicle import WATERWAY, VehicleFacts, Vessel
from thongquan.core.words import Words

BOOK = RuleBook()


def _vessel(f: VehicleFacts) -> Vessel | None:
    return (f.vessel or Vessel()) if f.mode == WATERWAY else None


_CHECK_MEASURES = Words("Xem lại số đo theo giấy chứng nhận; nếu đúng thì cứ gửi.",
                        "Check the measures on the certificate; if they are right, send them.",
                        "请按证书核对尺度，如无误可提交。")


@BOOK.rule(
    "CRF-01", steps=DECLARING, cites=C50_3, pointer="/vessel_name",
    says=Words("Chưa khai tên phương tiện thủy", "The craft's name is missing", "未填船名"),
    do=Words("Nhập tên tàu, thuyền như trên giấy đăng ký; nếu không có tên, nhập số đăng ký.",
             "Enter the name on the certificate; if it has none, enter the registration number.",
             "请按登记证填写船名；如无船名请填登记号。"),
)
def craft_has_a_name(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    vessel = _vessel(f)
    if vessel and not vessel.name:
        yield hit()


@BOOK.rule(
    "CRF-02", steps=(SUBMIT,), cites=D79_1B, pointer="/certificate", blocks=False,
    says=Words("Chưa khai số giấy đăng ký của phương tiện thủy {plate}",
               "The registration certificate of craft {plate} is not declared",
               "未填船舶{plate}的登记证号"),
    do=Words("Nhập số giấy đăng ký, và mang bản chính khi qua cửa khẩu.",
             "Enter its number, and bring the original to the gate.", "请填写登记证号，并在过境时携带原件。"),
)
def craft_has_a_certificate(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    vessel = _vessel(f)
    if vessel and f.leg == 1 and not vessel.certificate:
        yield hit(plate=f.plate)


@BOOK.rule(
    "CRF-03", steps=(SUBMIT,), cites=D79_1A, pointer="/permit_number", blocks=False,
    says=Words("Chưa khai số giấy phép vận tải đường thủy qua biên giới của {plate}",
               "The cross-border waterway permit of {plate} is not declared",
               "未填{plate}的跨境水路运输许可证号"),
    do=Words("Nhập số giấy phép, hoặc xuất trình bản chính tại cửa khẩu.",
             "Enter the number, or show the original at the gate.", "请填写许可证号，或在口岸出示原件。"),
)
def craft_has_a_permit(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.mode == WATERWAY and f.case in ON_PERMIT and not f.permit.number:
        yield hit(plate=f.plate)


@BOOK.rule(
    "CRF-04", steps=DECLARING, cites=D79_3, pointer="/drivers/0/name",
    says=Words("Chưa khai thuyền trưởng hoặc người lái phương tiện", "No master is declared", "未申报船长"),
    do=Words("Khai thuyền trưởng ở dòng đầu tiên, kèm giấy tờ tùy thân.",
             "Declare the master in the first row, with an identity paper.", "请在第一行申报船长及其身份证件。"),
)
def craft_has_a_master(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.mode == WATERWAY and not any(named(f)):
        yield hit()


@BOOK.rule(
    "CRF-05", steps=DECLARING, cites=HOUSE, pointer="/draft_in", blocks=False,
    says=Words("Mớn nước {draft} m không hợp lý cho phương tiện thủy nội địa (tối đa {most} m)",
               "A draft of {draft} m is unlikely for an inland craft (at most {most} m)",
               "吃水{draft}米对内河船舶不合理（最大{most}米）"),
    do=_CHECK_MEASURES,
)
def draft_is_sane(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    vessel, most = _vessel(f), now.value("craft.draft.metres")
    for name in ("draft_in", "draft_out"):
        draft = getattr(vessel, name, None)
        if draft is not None and not 0 < draft <= most:
            yield hit(f"/{name}", draft=draft, most=most)


@BOOK.rule(
    "CRF-06", steps=DECLARING, cites=HOUSE, pointer="/breadth", blocks=False,
    says=Words("Chiều rộng {breadth} m không nhỏ hơn chiều dài {loa} m", "The breadth, {breadth} m, is not below the length, {loa} m",
               "船宽{breadth}米不小于船长{loa}米"),
    do=_CHECK_MEASURES,
)
def craft_is_longer_than_broad(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    vessel = _vessel(f)
    if vessel and vessel.loa is not None and vessel.breadth is not None and vessel.breadth >= vessel.loa:
        yield hit(breadth=vessel.breadth, loa=vessel.loa)


@BOOK.rule(
    "CRF-07", steps=(SUBMIT,), cites=C50_3, pointer="/dwt", blocks=False,
    says=Words("Phương tiện thủy {plate} chở hàng nhưng chưa khai trọng tải",
               "Laden craft {plate} has no deadweight declared", "载货船舶{plate}未填载重吨"),
    do=Words("Nhập trọng tải toàn phần (tấn) theo giấy chứng nhận.", "Enter the deadweight in tonnes from the certificate.",
             "请按证书填写载重吨（吨）。"),
)
def laden_craft_gives_its_deadweight(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    vessel = _vessel(f)
    if vessel and f.laden and vessel.dwt is None:
        yield hit(plate=f.plate)


@BOOK.rule(
    "CRF-08", steps=DECLARING, cites=C50_3, pointer="/trailers",
    says=Words("Phương tiện thủy không kéo rơ moóc", "A craft on water pulls no trailer", "内河船舶不得申报挂车"),
    do=Words("Xóa rơ moóc; sà lan khai là một phương tiện riêng.", "Remove the trailers; a barge is declared as a craft of its own.",
             "请删除挂车；驳船应单独申报。"),
)
def craft_has_no_trailer(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.mode == WATERWAY and f.trailers:
        yield hit()


@BOOK.rule(
    "CRF-09", steps=DECLARING, cites=D79_1D, pointer="/crew", blocks=False,
    says=Words("Danh sách có {crew} người trên phương tiện, ít hơn {count} người điều khiển",
               "{crew} people are listed on board, fewer than the {count} who steer",
               "船上人员名单{crew}人，少于申报驾驶人员{count}人"),
    do=Words("Danh sách người trên phương tiện gồm cả thuyền trưởng; bổ sung cho đủ.",
             "The list of people on board includes the master: complete it.", "船上人员名单应包括船长，请补全。"),
)
def crew_includes_the_master(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    vessel, count = _vessel(f), sum(1 for _ in named(f))
    if vessel and 0 < vessel.crew < count:
        yield hit(crew=vessel.crew, count=count)


@BOOK.rule(
    "CRF-10", steps=DECLARING, cites=HOUSE, pointer="/dwt", blocks=False,
    says=Words("Trọng tải {dwt} tấn không hợp lý cho phương tiện thủy nội địa (tối đa {most} tấn)",
               "A deadweight of {dwt} t is unlikely for an inland craft (at most {most} t)",
               "载重吨{dwt}对内河船舶不合理（最大{most}吨）"),
    do=_CHECK_MEASURES,
)
def deadweight_is_sane(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    vessel, most = _vessel(f), now.value("craft.deadweight.tonnes")
    if vessel and vessel.dwt is not None and not 0 < vessel.dwt <= most:
        yield hit(dwt=vessel.dwt, most=most)
