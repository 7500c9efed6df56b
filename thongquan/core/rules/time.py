"""Rules of time: the planned hour, the gate's hours, and how long a vehicle may stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from thongquan.core.rule import DECREE_59_2018, VIETNAM_TIME, Hit, Moment, RuleBook, hit, local_day
from thongquan.core.rules.names import MODES
from thongquan.core.rules.sources import (
    AMEND,
    C38_4,
    D74_1A,
    D77A_1,
    D81_2,
    D81_5,
    DECLARING,
    HOUSE,
    LAW_67,
    LAW_69,
    SUBMIT,
    VNACCS,
)
from thongquan.core.vehicle import ROAD, VehicleFacts
from thongquan.core.words import Words

BOOK = RuleBook()

FULL_DAY = 24 * 60

#: a pause now is of interest to trips planned so far ahead
PAUSE_REACHES = timedelta(hours=12)


def clock(minutes: int) -> str:
    """Local minutes since midnight as 07:00; the end of the day as 24:00."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def replanned(f: VehicleFacts) -> bool:
    """A first declaration, or a change of time or gate: other changes leave the plan unjudged."""
    return not f.history.changed or bool(f.history.changed & {"planned_at", "gate"})


def closed_for_good(f: VehicleFacts) -> bool:
    """The plan is for a day on which the gate takes vehicles no more."""
    return bool(f.planned_at and f.gate.ends and local_day(f.planned_at) >= f.gate.ends and replanned(f))


@BOOK.rule(
    "TIM-01", steps=DECLARING, cites=LAW_69, pointer="/planned_at",
    says=Words("Chưa khai thời gian dự kiến qua cửa khẩu", "The planned time of crossing is missing", "未填预计过境时间"),
    do=Words("Chọn ngày, giờ dự kiến đến cửa khẩu.", "Choose the day and hour you plan to reach the gate.",
             "请选择预计到达口岸的日期和时间。"),
)
def crossing_is_planned(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.planned_at is None:
        yield hit()


@BOOK.rule(
    "TIM-02", steps=(SUBMIT, AMEND), cites=VNACCS, pointer="/planned_at",
    says=Words("Thời gian dự kiến {planned} đã qua", "The planned time, {planned}, has passed", "预计时间{planned}已过"),
    do=Words("Chọn lại thời gian đến cửa khẩu.", "Choose a new time of arrival.", "请重新选择到达时间。"),
)
def plan_is_not_in_the_past(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    """A vehicle already at the gate declares for now: some minutes of grace."""
    grace = timedelta(minutes=now.value("declare.grace.minutes"))
    if f.planned_at and f.leg == 1 and replanned(f) and f.planned_at < now.at - grace:
        yield hit(planned=f.planned_at)


@BOOK.rule(
    "TIM-03", steps=DECLARING, cites=HOUSE, pointer="/planned_at",
    says=Words("Thời gian dự kiến {planned} xa hơn {days} ngày", "The planned time, {planned}, is more than {days} days ahead",
               "预计时间{planned}超出{days}天"),
    do=Words("Chọn ngày trong vòng {days} ngày tới, hoặc lưu nháp rồi gửi sau.",
             "Choose a day within the next {days} days, or keep a draft and send it later.",
             "请选择{days}天内的日期，或先存草稿以后再提交。"),
)
def plan_is_not_too_far(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    days = now.value("declare.ahead.days")
    if f.planned_at and replanned(f) and f.planned_at > now.at + timedelta(days=days):
        yield hit(planned=f.planned_at, days=days)


@BOOK.rule(
    "TIM-04", steps=DECLARING, cites=C38_4, pointer="/planned_at",
    says=Words("Cửa khẩu mở từ {opens} đến {closes}, thời gian dự kiến là {planned}",
               "The gate is open from {opens} to {closes}; the planned time is {planned}",
               "口岸开放时间为{opens}至{closes}，预计时间为{planned}"),
    do=Words("Chọn giờ trong khoảng {opens}–{closes} (giờ Việt Nam).", "Choose a time between {opens} and {closes} (Viet Nam time).",
             "请选择{opens}–{closes}之间的时间（越南时间）。"),
)
def gate_is_open_at_that_hour(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    opens, closes = f.gate.opens, f.gate.closes
    if f.planned_at is None or opens is None or closes is None or f.case == "emergency" or not replanned(f):
        return
    local = f.planned_at.astimezone(VIETNAM_TIME)
    minute = local.hour * 60 + local.minute
    within = opens <= minute < closes if opens < closes else minute >= opens or minute < closes
    if not within and (opens, closes) != (0, FULL_DAY):
        yield hit(opens=clock(opens), closes=clock(closes), planned=f.planned_at)


@BOOK.rule(
    "TIM-05", steps=DECLARING, cites=C38_4, pointer="/planned_at",
    says=Words("Cửa khẩu {gate} nghỉ ngày {day}", "Gate {gate} is closed on {day}", "口岸{gate}于{day}不开放"),
    do=Words("Chọn ngày khác; lịch nghỉ đăng ở trang cửa khẩu.", "Choose another day; the gate's page shows its calendar.",
             "请选择其他日期，休假安排见口岸页面。"),
)
def gate_is_open_that_day(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    closed = f.gate.opens is None or f.gate.closes is None
    if f.planned_at and f.gate.code and closed and f.case != "emergency" and replanned(f) and not closed_for_good(f):
        yield hit(gate=f.gate.code, day=local_day(f.planned_at))


@BOOK.rule(
    "TIM-06", steps=DECLARING, cites=C38_4, pointer="/planned_at", blocks=False,
    says=Words("Cửa khẩu {gate} đang tạm dừng, chưa rõ khi nào hoạt động lại",
               "Gate {gate} is paused; when it takes vehicles again is not known yet",
               "口岸{gate}现已暂停，恢复时间尚未确定"),
    do=Words("Vẫn khai được; chỉ đến khi cửa khẩu hoạt động lại, hoặc chọn cửa khẩu khác.",
             "You may still declare; come only once the gate takes vehicles again, or choose another gate.",
             "仍可申报；请待口岸恢复后再前往，或改用其他口岸。"),
)
def gate_is_not_paused(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    """A pause has no announced end: whoever plans to come soon is told what those already expected were told."""
    soon = f.planned_at is not None and f.planned_at < now.at + PAUSE_REACHES
    if f.gate.paused and soon and f.case != "emergency" and replanned(f):
        yield hit(gate=f.gate.code)


@BOOK.rule(
    "TIM-07", steps=DECLARING, cites=LAW_67, pointer="/return_by",
    says=Words("Thời gian trở lại {back} trước thời gian đi {planned}",
               "The return, {back}, is before the crossing, {planned}",
               "返程时间{back}早于出发时间{planned}"),
    do=Words("Chọn thời gian trở lại sau thời gian đi.", "Choose a return after the crossing.", "请选择晚于出发时间的返程时间。"),
)
def return_follows_departure(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.planned_at and f.return_by and f.leg == 1 and f.return_by <= f.planned_at:
        yield hit(back=f.return_by, planned=f.planned_at)


@BOOK.rule(
    "TIM-08", steps=DECLARING, cites=D81_2, pointer="/return_by", since=DECREE_59_2018,
    says=Words("Phương tiện {mode} giao nhận hàng ở biên giới phải quay lại trong {hours} giờ, khai trở lại {back}",
               "A border-delivery craft ({mode}) must return within {hours} hours; the declared return is {back}",
               "边境交接货物的{mode}运输工具须在{hours}小时内返回，申报返程为{back}"),
    do=Words("Chọn thời gian trở lại không muộn hơn {latest}; khi có lý do chính đáng có thể xin gia hạn một lần.",
             "Choose a return no later than {latest}; with good reason you may ask for one extension.",
             "请将返程时间定在{latest}之前；有正当理由可申请延期一次。"),
)
def border_delivery_is_short(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.case != "border_delivery" or not f.planned_at or not f.return_by or f.leg != 1:
        return
    hours = now.value("border_delivery.hours_road" if f.mode == ROAD else "border_delivery.hours_waterway")
    latest = f.planned_at + timedelta(hours=hours)
    if f.return_by > latest:
        yield hit(mode=MODES[f.mode], hours=hours, back=f.return_by, latest=latest)


@BOOK.rule(
    "TIM-09", steps=DECLARING, cites=D77A_1, pointer="/return_by", since=DECREE_59_2018,
    says=Words("Khai một lần cho tuyến cố định có giá trị {days} ngày, khai đến {back}",
               "One fixed-route declaration holds for {days} days; it is declared until {back}",
               "定线一次申报有效期为{days}天，申报至{back}"),
    do=Words("Chọn ngày cuối không muộn hơn {latest}.", "Choose a last day no later than {latest}.", "请将截止日定在{latest}或之前。"),
)
def fixed_route_lasts_thirty_days(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    days = now.value("fixed_route.days")
    if f.case == "fixed_route" and f.planned_at and f.return_by:
        latest = f.planned_at + timedelta(days=days)
        if f.return_by > latest:
            yield hit(days=days, back=f.return_by, latest=latest)


@BOOK.rule(
    "TIM-10", steps=DECLARING, cites=D81_5, pointer="/return_by",
    says=Words("Đăng ký phương tiện cư dân biên giới có giá trị {days} ngày, khai đến {back}",
               "A border resident's registration holds for {days} days; it is declared until {back}",
               "边民车辆登记有效期为{days}天，申报至{back}"),
    do=Words("Chọn ngày cuối không muộn hơn {latest}, năm sau đăng ký lại.",
             "Choose a last day no later than {latest} and register again next year.",
             "请将截止日定在{latest}或之前，次年重新登记。"),
)
def resident_registration_lasts_a_year(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    days = now.value("resident.days")
    if f.case == "resident" and f.planned_at and f.return_by:
        latest = f.planned_at + timedelta(days=days)
        if f.return_by > latest:
            yield hit(days=days, back=f.return_by, latest=latest)


@BOOK.rule(
    "TIM-11", steps=(SUBMIT,), cites=D81_5, pointer="/plate", blocks=False,
    says=Words("{plate} còn đăng ký cư dân biên giới đến {until}", "{plate} is already registered as a resident's until {until}",
               "{plate}的边民车辆登记有效至{until}"),
    do=Words("Đăng ký cũ còn dùng được, chưa cần đăng ký lại.", "The present registration still serves; there is no need for a new one.",
             "现有登记仍可使用，无需重新登记。"),
)
def resident_is_registered_already(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    until = f.history.resident_registration_until
    renewal = timedelta(days=now.value("resident.renewal.days"))
    if f.case == "resident" and until and f.planned_at and until > local_day(f.planned_at) + renewal:
        yield hit(plate=f.plate, until=until)


@BOOK.rule(
    "TIM-12", steps=(SUBMIT,), cites=D77A_1, pointer="/plate", blocks=False, since=DECREE_59_2018,
    says=Words("{plate} đã có tờ khai tuyến cố định đến {until}", "{plate} already has a fixed-route declaration until {until}",
               "{plate}已有定线申报，有效至{until}"),
    do=Words("Dùng tiếp tờ khai đang có; các lượt sau chỉ cần quét mã.", "Go on with that declaration: later trips only need a scan.",
             "请继续使用现有申报单，后续行程只需扫码。"),
)
def fixed_route_is_declared_once(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    until = f.history.fixed_route_until
    if f.case == "fixed_route" and until and f.planned_at and until > local_day(f.planned_at):
        yield hit(plate=f.plate, until=until)


@BOOK.rule(
    "TIM-13", steps=(SUBMIT,), cites=D74_1A, pointer="/return_by", blocks=False,
    says=Words("Chưa có ngày trở lại và hạn giấy phép của {plate}", "Neither a return nor the permit's end is known for {plate}",
               "{plate}未填返程日期，也无许可证有效期"),
    do=Words("Nhập một trong hai; nếu bỏ trống, hạn trở lại mặc định là {days} ngày.",
             "Enter either; if left blank the vehicle is due back after {days} days.",
             "请填写其一；如留空，默认返程期限为{days}天。"),
)
def stay_has_an_end(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.case == "permit" and f.mode == ROAD and not f.return_by and not f.permit.until:
        yield hit(plate=f.plate, days=now.value("permit.default_days"))


@BOOK.rule(
    "TIM-14", steps=(SUBMIT,), cites=C38_4, pointer="/planned_at", blocks=False,
    says=Words("Thời gian dự kiến {planned} chỉ còn {minutes} phút trước giờ đóng cửa khẩu",
               "The planned time, {planned}, is {minutes} minutes before the gate closes",
               "预计时间{planned}距口岸关闭仅{minutes}分钟"),
    do=Words("Đến sớm hơn: xe chưa qua khi cửa khẩu đóng phải chờ ngày hôm sau.",
             "Come earlier: a vehicle that has not crossed by closing waits until the next day.",
             "请提早到达：关闭前未通过的车辆须等到次日。"),
)
def arrival_is_not_at_closing(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    opens, closes = f.gate.opens, f.gate.closes
    if not f.planned_at or opens is None or closes is None or closes == FULL_DAY or f.case == "emergency":
        return
    local = f.planned_at.astimezone(VIETNAM_TIME)
    left = closes - (local.hour * 60 + local.minute)
    if opens < closes and 0 < left <= now.value("gate.closing.minutes"):
        yield hit(planned=f.planned_at, minutes=left)
