"""What the gate says: each reason code for the officer and the driver, in three languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from thongquan.core.words import Words

KEPT_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?[+-]\d\d:\d\d")
GO, CHECK, STOP, CALL = "go", "check", "stop", "call"

#: colour and sound belong to the screens; the word is the law's
SIGNS = {
    GO: Words("Được qua", "Go", "放行"),
    CHECK: Words("Kiểm tra", "Check", "查验"),
    STOP: Words("Dừng lại", "Stop", "停车"),
    CALL: Words("Gọi trực ban", "Call control", "联系值班"),
}

#: words for values that are codes; a door may add names of gates and agencies of its own
NAMES = {
    "direction": {"out": Words("xuất", "outward", "出境"), "in": Words("nhập", "inward", "入境")},
    "part": {"plate": Words("đầu kéo", "vehicle", "车头"), "trailer": Words("rơ moóc", "trailer", "挂车")},
    "agencies": {
        "customs": Words("Hải quan", "Customs", "海关"),
        "border_guard": Words("Bộ đội biên phòng", "Border Guard", "边防部队"),
        "quarantine_health": Words("Kiểm dịch y tế", "Health quarantine", "卫生检疫"),
        "quarantine_plant": Words("Kiểm dịch thực vật", "Plant quarantine", "植物检疫"),
        "quarantine_animal": Words("Kiểm dịch động vật", "Animal quarantine", "动物检疫"),
        "transport_management": Words("Quản lý vận tải", "Transport management", "运输管理"),
    },
}


@dataclass(frozen=True)
class Reason:
    """One answer of the gate. `number` is stable: officers say it over the radio."""

    number: int
    sign: str
    officer: Words
    driver: Words


REASONS: dict[str, Reason] = {
    "OK": Reason(1, GO,
        Words("Thẻ hợp lệ, được qua", "Valid pass, may cross", "通行证有效，可以通行"),
        Words("Mời đi", "Please drive on", "请通行")),
    "ARRIVED": Reason(2, GO,
        Words("Đã ghi nhận xe vào bãi", "Arrival in the yard recorded", "已登记进场"),
        Words("Đã ghi nhận, mời vào bãi", "Recorded, please enter the yard", "已登记，请进场")),
    "YARD_OUT": Reason(3, GO,
        Words("Đã ghi nhận xe ra khỏi bãi", "Departure from the yard recorded", "已登记出场"),
        Words("Mời ra khỏi bãi", "Please leave the yard", "请出场")),
    "BAD": Reason(11, STOP,
        Words("Không phải thẻ qua cửa", "This is not a pass", "不是通行证"),
        Words(
            "Mã này không phải thẻ qua cửa, mở đúng thẻ của chuyến",
            "This code is not a pass; open the pass of your trip",
            "此码不是通行证，请打开本次行程的通行证")),
    "KEY": Reason(12, STOP,
        Words("Khóa ký thẻ không được công nhận", "The key that signed this pass is not recognised", "签发密钥不被认可"),
        Words(
            "Thẻ không được công nhận, gặp công chức tại cổng",
            "Pass not recognised; see the officer at the gate",
            "通行证不被认可，请联系口岸关员")),
    "SIG": Reason(13, STOP,
        Words("Thẻ giả: chữ ký không đúng", "Forged pass: the signature is wrong", "伪造通行证：签名不符"),
        Words(
            "Thẻ không hợp lệ, ở yên trong xe, chờ công chức",
            "Invalid pass; stay in the vehicle and wait for the officer",
            "通行证无效，请在车内等候关员")),
    "TRAINING": Reason(14, STOP,
        Words("Thẻ luyện tập, không dùng ở cửa khẩu thật", "Training pass, not for a real gate", "培训用通行证，不可在实际口岸使用"),
        Words(
            "Đây là thẻ luyện tập, mở thẻ thật của chuyến",
            "This is a training pass; open the real pass of your trip",
            "这是培训用通行证，请打开真实通行证")),
    "NOT_TRAINING": Reason(15, STOP,
        Words("Thẻ thật, không dùng ở làn luyện tập", "Real pass, not for a training lane", "真实通行证，不可在培训车道使用"),
        Words("Đây là làn luyện tập, sang làn thật", "This is a training lane; go to a real lane", "这是培训车道，请前往实际车道")),
    "CLOSED": Reason(16, STOP,
        Words("Cửa khẩu hoặc làn {lane} đang đóng", "Gate or lane {lane} is closed", "口岸或车道{lane}已关闭"),
        Words("Làn đang đóng, theo biển chỉ dẫn sang làn khác", "Lane closed; follow the signs to another lane", "车道关闭，请按指示前往其他车道")),
    "OLD_REVISION": Reason(21, STOP,
        Words(
            "Thẻ cũ bản {revision}, đã thay bằng bản {current}",
            "Old pass, revision {revision}; replaced by revision {current}",
            "旧版通行证（第{revision}版），已由第{current}版替换"),
        Words("Thẻ này đã được thay, mở thẻ mới", "This pass has been replaced; open the new one", "此通行证已更换，请打开新证")),
    "REVOKED": Reason(22, STOP,
        Words("Thẻ đã bị thu hồi lúc {revoked_at}", "Pass revoked at {revoked_at}", "通行证已于{revoked_at}撤销"),
        Words("Thẻ đã bị thu hồi, gặp công chức tại cổng", "Pass revoked; see the officer at the gate", "通行证已撤销，请联系口岸关员")),
    "USED": Reason(23, STOP,
        Words(
            "Lượt {leg} đã qua {where} lúc {crossed_at}",
            "Leg {leg} already crossed at {where}, {crossed_at}",
            "第{leg}程已于{crossed_at}在{where}通过"),
        Words(
            "Thẻ này đã dùng, mở thẻ của lượt sau",
            "This pass has been used; open the pass of the next leg",
            "此通行证已使用，请打开下一程通行证")),
    "GATE": Reason(24, STOP,
        Words("Thẻ cấp cho cửa khẩu khác: {expected}", "Pass issued for another gate: {expected}", "通行证属其他口岸：{expected}"),
        Words("Sai cửa khẩu, đi tới {expected}", "Wrong gate; go to {expected}", "口岸错误，请前往{expected}")),
    "DIRECTION": Reason(25, STOP,
        Words(
            "Thẻ chiều {direction}, làn này ngược chiều",
            "Pass is for {direction} traffic; this lane is the other way",
            "通行证为{direction}方向，与本车道方向不符"),
        Words("Sai chiều, sang làn {direction}", "Wrong direction; go to the {direction} lane", "方向错误，请前往{direction}车道")),
    "LEG": Reason(26, STOP,
        Words(
            "Thẻ lượt {leg}, nhưng xe còn phải qua lượt {next_leg} trước",
            "Pass for leg {leg}, but leg {next_leg} comes first",
            "通行证为第{leg}程，应先完成第{next_leg}程"),
        Words(
            "Chưa tới lượt này, mở thẻ lượt {next_leg}",
            "Not this leg yet; open the pass of leg {next_leg}",
            "尚未轮到此程，请打开第{next_leg}程通行证")),
    "EARLY": Reason(27, STOP,
        Words("Chưa tới giờ, hiệu lực từ {not_before}", "Too early, valid from {not_before}", "时间未到，{not_before}起有效"),
        Words("Chưa tới giờ, quay lại sau {not_before}", "Too early; come back after {not_before}", "时间未到，请于{not_before}后再来")),
    "EXPIRED": Reason(28, STOP,
        Words("Thẻ hết hiệu lực từ {until}", "Pass expired at {until}", "通行证已于{until}失效"),
        Words(
            "Thẻ hết hiệu lực, xin kéo dài trên tờ khai của bạn",
            "Pass expired; ask to prolong it in your declaration",
            "通行证已失效，请在申报单中申请延期")),
    "HELD": Reason(31, STOP,
        Words("Xe đang bị tạm giữ: {reason}", "Vehicle held: {reason}", "车辆被扣留：{reason}"),
        Words("Dừng lại, chờ công chức hướng dẫn", "Stop and wait for the officer", "请停车等候关员")),
    "SUSPENDED": Reason(32, STOP,
        Words("Dừng đưa phương tiện qua khu vực giám sát", "Hold at the supervision gate", "暂停出入监管区"),
        Words(
            "Xe chưa được qua khu vực giám sát, gặp công chức",
            "The vehicle may not pass the controlled area yet; see the officer",
            "车辆暂不得通过监管区，请联系关员")),
    "NOT_RELEASED": Reason(33, STOP,
        Words("Tờ khai chưa được chấp nhận", "Declaration not yet accepted", "申报单尚未接受"),
        Words(
            "Tờ khai chưa được chấp nhận, xem việc cần làm trên tờ khai",
            "Declaration not yet accepted; see what is left to do in it",
            "申报单尚未接受，请查看待办事项")),
    "GOODS": Reason(35, STOP,
        Words(
            "Hàng của tờ khai {goods} chưa được qua khu vực giám sát",
            "The goods of {goods} may not leave yet",
            "报关单{goods}的货物尚未放行"),
        Words(
            "Hàng {goods} chưa thông quan: chờ trong bãi, chủ hàng mở tờ khai xem việc còn lại",
            "Goods {goods} not cleared: wait in the yard; the owner opens the declaration to see what is left",
            "货物{goods}尚未通关：请在货场等候，货主请打开报关单查看待办事项")),
    "INSPECT": Reason(41, CHECK,
        Words("Đưa xe vào {bay} để kiểm tra thực tế", "Send to {bay} for physical check", "引导至{bay}查验"),
        Words("Mời đưa xe vào {bay}", "Please drive to {bay}", "请驶往{bay}")),
    "WAIT_AGENCY": Reason(42, CHECK,
        Words("Còn chờ xác nhận của: {agencies}", "Confirmation still missing from: {agencies}", "尚待确认：{agencies}"),
        Words("Còn phải qua: {agencies}", "Still to visit: {agencies}", "还需前往：{agencies}")),
    "PLATE": Reason(43, CHECK,
        Words(
            "Biển {part} khác thẻ: thấy {seen}, thẻ ghi {expected}",
            "The {part} plate differs: seen {seen}, pass says {expected}",
            "{part}号牌不符：识别{seen}，通行证为{expected}"),
        Words("Chờ công chức đối chiếu biển số", "Wait while the officer compares the plate", "请等候关员核对车牌")),
    "GOODS_GONE": Reason(45, CHECK,
        Words(
            "Hàng của tờ khai {goods} đã qua hết trên xe khác: kiểm tra xe này chở gì",
            "The goods of {goods} have all left on other vehicles: look at what this one carries",
            "报关单{goods}的货物已全部由其他车辆运离：请核查本车所载"),
        Words(
            "Tờ khai {goods} đã hết hàng, chờ công chức kiểm tra",
            "Nothing is left of {goods}; wait for the officer",
            "报关单{goods}已无剩余货物，请等候关员")),
    "OVERDUE": Reason(44, CHECK,
        Words(
            "Về muộn, hạn {due}: lập biên bản vi phạm rồi cho qua",
            "Late return, due {due}: record the violation, then let pass",
            "逾期返回，期限{due}：登记违规后放行"),
        Words("Xe về quá hạn, làm việc với công chức trước khi qua", "Returned late; see the officer before crossing", "车辆逾期返回，请先联系关员")),
    "CLOCK": Reason(51, CALL,
        Words("Đồng hồ máy sai, gọi trực ban", "The clock of this device is wrong; call control", "设备时钟有误，请联系值班"),
        Words("Chờ công chức gọi trực ban", "Wait while the officer calls control", "请等候关员联系值班")),
    "STALE": Reason(52, CALL,
        Words(
            "Danh sách cũ {age} phút, quá hạn {over} phút: gọi trực ban",
            "List is {age} min old, {over} min too old: call control",
            "名单已过{age}分钟，超时{over}分钟：请联系值班"),
        Words("Chờ công chức gọi trực ban", "Wait while the officer calls control", "请等候关员联系值班")),
    "UNKNOWN": Reason(53, CALL,
        Words(
            "Thẻ thật, chưa rõ đã được qua chưa: gọi trực ban",
            "Genuine pass, release not known: call control",
            "通行证真实，放行情况不明：请联系值班"),
        Words("Chờ công chức gọi trực ban", "Wait while the officer calls control", "请等候关员联系值班")),
}


#: what officers answer in the machine's place
ACTS: dict[str, Reason] = {
    "CONFIRMED": Reason(4, GO,
        Words("Công chức đã xác nhận, được qua", "Confirmed by an officer, may cross", "关员已确认，可以通行"),
        Words("Mời đi", "Please drive on", "请通行")),
    "BY_ORDER": Reason(5, GO,
        Words("Cho qua theo lệnh, hai người xác nhận", "Admitted by order, confirmed by two officers", "按指令放行，两人已确认"),
        Words("Mời đi", "Please drive on", "请通行")),
    "TURNED_BACK": Reason(34, STOP,
        Words("Cho xe quay lại", "Turned back", "已退回"),
        Words("Mời quay xe ra khỏi làn", "Please turn round and leave the lane", "请掉头驶离车道")),
}


@dataclass(frozen=True)
class Verdict:
    """The gate's one answer. `also` names what else was found, in the order of the table of checks."""

    sign: str
    code: str
    values: Mapping[str, Any]
    also: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        return reason_of(self.code).number

    def word(self, language: str) -> str:
        """The word of the sign: Được qua, Kiểm tra, Dừng lại, Gọi trực ban."""
        return SIGNS[self.sign].say(language)

    def say(self, language: str, zone: tzinfo, audience: str = "officer") -> str:
        """The sentence for the `officer` or the `driver`, its times in the gate's zone."""
        reason = reason_of(self.code)
        words = reason.driver if audience == "driver" else reason.officer
        return words.say(language, {k: _shown(k, v, language, zone) for k, v in self.values.items()})


def reason_of(code: str) -> Reason:
    """The answer with this code, the machine's or an officer's."""
    return REASONS.get(code) or ACTS[code]


def revived(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a verdict as they were judged: times come back from the text they were kept as."""
    return {name: _moment(value) for name, value in values.items()}


def _moment(value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(value, str) and KEPT_MOMENT.fullmatch(value) else value


def _shown(name: str, value: Any, language: str, zone: tzinfo) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%H:%M %d/%m")
    if isinstance(value, (tuple, list)):
        return ("、" if language.startswith("zh") else ", ").join(_shown(name, v, language, zone) for v in value)
    known = NAMES.get(name, {}).get(value)
    return known.say(language) if known else str(value)
