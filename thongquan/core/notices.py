"""What people are told and in which words; every notice says what happens next."""

from __future__ import annotations

from dataclasses import dataclass

from thongquan.core import drawwords, passagewords, reviewwords, riskwords
from thongquan.core.goodswords import NOTICES
from thongquan.core.words import Words


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice: its sentence and whether it leaves the app (SMS, Zalo, WeChat, e-mail)."""

    says: Words
    urgent: bool = False


KINDS: dict[str, NoticeKind] = {
    "accepted": NoticeKind(Words(
        "Xe {plate}: tờ khai {number} đã được chấp nhận. Mở thẻ QR và tới {gate} lúc {time}.",
        "Vehicle {plate}: declaration {number} is accepted. Open your QR pass and come to {gate} at {time}.",
        "车辆 {plate}：申报单 {number} 已接受。请打开二维码通行证，{time} 前往{gate}。"), True),
    "returned": NoticeKind(Words(
        "Xe {plate}: tờ khai {number} bị trả lại: {reason}. Sửa và gửi lại.",
        "Vehicle {plate}: declaration {number} was returned: {reason}. Mend it and send it again.",
        "车辆 {plate}：申报单 {number} 被退回：{reason}。请修改后重新提交。"), True),
    "asked": NoticeKind(Words(
        "Xe {plate}: hải quan cần bổ sung cho tờ khai {number}: {reason}",
        "Vehicle {plate}: customs needs more for declaration {number}: {reason}",
        "车辆 {plate}：海关要求补充申报单 {number}：{reason}"), True),
    "check_ordered": NoticeKind(Words(
        "Xe {plate}: đưa xe tới {bay} để kiểm tra thực tế.",
        "Vehicle {plate}: bring the vehicle to {bay} for a physical check.",
        "车辆 {plate}：请将车辆驶至{bay}接受查验。"), True),
    "amended": NoticeKind(Words(
        "Xe {plate}: thay đổi đã được duyệt, thẻ bản {revision} thay thẻ cũ, giữ nguyên lượt.",
        "Vehicle {plate}: the change is approved; pass revision {revision} replaces the old one, your place is kept.",
        "车辆 {plate}：修改已批准，第 {revision} 版通行证取代旧证，保留原排队位置。")),
    "pass_renewed": NoticeKind(Words(
        "Xe {plate}: thẻ QR của tờ khai {number} đã được thay vì lý do an toàn. Mở thẻ bản {revision}, thẻ cũ không qua được cổng.",
        "Vehicle {plate}: the QR pass of declaration {number} was replaced for safety. Open revision {revision}; the old pass no longer opens the gate.",
        "车辆 {plate}：申报单 {number} 的二维码通行证因安全原因已更换。请打开第 {revision} 版，旧证不能通过口岸。"), True),
    "request_refused": NoticeKind(Words(
        "Xe {plate}: đề nghị không được chấp nhận. {reason}",
        "Vehicle {plate}: the request was not approved. {reason}",
        "车辆 {plate}：申请未获批准。{reason}"), True),
    "request_closed": NoticeKind(Words(
        "Xe {plate}: đề nghị chưa kịp quyết định thì tờ khai {number} đã chuyển sang “{state}”, nên đề nghị không còn giá trị.",
        "Vehicle {plate}: declaration {number} became “{state}” before the request was decided, so the request has lapsed.",
        "车辆 {plate}：申请尚未审批，申报单 {number} 已转为“{state}”，该申请已失效。"), True),
    "cancelled": NoticeKind(Words(
        "Xe {plate}: tờ khai {number} đã hủy, thẻ không còn dùng được.",
        "Vehicle {plate}: declaration {number} is cancelled; its pass no longer works.",
        "车辆 {plate}：申报单 {number} 已取消，通行证失效。")),
    "crossed": NoticeKind(Words(
        "Xe {plate} đã qua {gate} lúc {time}.",
        "Vehicle {plate} crossed at {gate} at {time}.",
        "车辆 {plate} 已于 {time} 通过{gate}。")),
    "due_soon": NoticeKind(Words(
        "Xe {plate} phải quay về trước {due}. Cần thêm giờ thì xin gia hạn ngay.",
        "Vehicle {plate} must be back before {due}. If you need more time, ask for an extension now.",
        "车辆 {plate} 须在 {due} 前返回。如需延时，请立即申请延期。"), True),
    "overdue": NoticeKind(Words(
        "Xe {plate} đã quá hạn {due}. Đưa xe về cửa khẩu ngay; biên bản đang được lập.",
        "Vehicle {plate} is past its due time {due}. Bring it back at once; a violation record is being drafted.",
        "车辆 {plate} 已逾期（{due}）。请立即返回口岸；正在起草违规记录。"), True),
    "extended": NoticeKind(Words(
        "Xe {plate} được gia hạn tới {due}.",
        "Vehicle {plate} is extended until {due}.",
        "车辆 {plate} 已延期至 {due}。"), True),
    "held": NoticeKind(Words(
        "Xe {plate} tạm giữ: {reason}",
        "Vehicle {plate} is held: {reason}",
        "车辆 {plate} 被扣留：{reason}"), True),
    "released": NoticeKind(Words(
        "Xe {plate} thôi bị giữ, có thể đi tiếp.",
        "Vehicle {plate} is released and may go on.",
        "车辆 {plate} 已解除扣留，可继续通行。"), True),
    "expired": NoticeKind(Words(
        "Xe {plate}: tờ khai {number} hết hiệu lực vì xe không tới. Khai lại khi cần.",
        "Vehicle {plate}: declaration {number} expired because the vehicle did not come. Declare again when needed.",
        "车辆 {plate}：因车辆未到，申报单 {number} 已失效。需要时请重新申报。")),
    "prolonged": NoticeKind(Words(
        "Xe {plate}: hiệu lực thẻ kéo dài tới {due}.",
        "Vehicle {plate}: the pass stays valid until {due}.",
        "车辆 {plate}：通行证有效期延长至 {due}。"), True),
    "gate_changed": NoticeKind(Words(
        "{gate}: giờ mở cửa ngày {day} thay đổi thành {hours}.",
        "{gate}: opening hours on {day} change to {hours}.",
        "{gate}：{day} 的开放时间改为 {hours}。"), True),
    "gate_ends": NoticeKind(Words(
        "{gate} đóng hẳn từ {day}: {reason}. Chọn cửa khẩu khác cho các xe đã khai qua đây.",
        "{gate} is closed for good from {day} on: {reason}. Choose another gate for the vehicles declared here.",
        "{gate}自 {day} 起永久关闭：{reason}。请为已申报的车辆选择其他口岸。"), True),
    "gate_stays": NoticeKind(Words(
        "{gate} không đóng vào ngày {day} nữa; xe đi như đã khai.",
        "{gate} does not close on {day} after all; go as declared.",
        "{gate}不再于 {day} 关闭；请按申报通行。"), True),
    "mandate_given": NoticeKind(Words(
        "{party} đã ủy quyền cho đại lý của bạn.",
        "{party} has given you a mandate.",
        "{party} 已授权贵司代理。")),
    "mandate_revoked": NoticeKind(Words(
        "{party} đã thu hồi ủy quyền.",
        "{party} has revoked its mandate.",
        "{party} 已撤销授权。")),
    "emergency_opened": NoticeKind(Words(
        "{person} vừa tự mở quyền khẩn cấp 30 phút tại {unit}: {reason}. Xem lại trong 24 giờ.",
        "{person} has just taken an emergency role for 30 minutes at {unit}: {reason}. Review it within 24 hours.",
        "{person} 刚在{unit}启用30分钟紧急权限：{reason}。请在24小时内复核。")),
    "gate_paused": NoticeKind(Words(
        "{gate} tạm dừng tiếp nhận từ {time}: {reason}. Giữ nguyên lượt, chờ thông báo mở lại.",
        "{gate} has stopped taking vehicles since {time}: {reason}. Your place is kept; wait for the reopening.",
        "{gate}自 {time} 起暂停接车：{reason}。保留排队位置，请等候恢复通知。"), True),
    "gate_resumed": NoticeKind(Words(
        "{gate} đã mở lại lúc {time}. Đi theo giờ trên thẻ QR.",
        "{gate} has reopened at {time}. Follow the time on your pass.",
        "{gate}已于 {time} 恢复通行，请按通行证上的时间前往。"), True),
    "licence_waiting": NoticeKind(Words(
        "Tờ khai {declaration}: hệ thống của {agency} đang mất kết nối, lô hàng chờ giấy phép {number}. "
        "Chậm nhất {until} việc chờ được chuyển lên lãnh đạo.",
        "Declaration {declaration}: the system of {agency} is silent; the goods wait for document {number}. "
        "At {until} at the latest the wait goes to the head.",
        "报关单 {declaration}：{agency}系统无响应，货物等待许可证 {number}。最迟 {until} 上报负责人处理。"), True),
    "licence_later": NoticeKind(Words(
        "Tờ khai {declaration}: hệ thống của {agency} đang mất kết nối, lô hàng được đi tiếp; giấy phép {number} sẽ được kiểm tra sau.",
        "Declaration {declaration}: the system of {agency} is silent; the goods go on, document {number} is checked afterwards.",
        "报关单 {declaration}：{agency}系统无响应，货物继续办理，许可证 {number} 事后核查。")),
    "licence_settled": NoticeKind(Words(
        "Tờ khai {declaration}: giấy phép {number} đã đối chiếu xong, không còn phải chờ.",
        "Declaration {declaration}: document {number} is matched; there is nothing to wait for any more.",
        "报关单 {declaration}：许可证 {number} 已核对完毕，无需再等待。"), True),
    "licence_differs": NoticeKind(Words(
        "Tờ khai {declaration}: giấy phép {number} khác với tờ khai. Công chức hải quan sẽ liên hệ; hãy kiểm tra lại tờ khai.",
        "Declaration {declaration}: document {number} differs from it. Customs will turn to you; please check the declaration.",
        "报关单 {declaration}：许可证 {number} 与申报不符。海关将与您联系，请核对申报内容。"), True),
    "licence_escalated": NoticeKind(Words(
        "Tờ khai {declaration} vẫn chờ giấy phép {number} của {agency} từ {since}. Lãnh đạo quyết định cho đi tiếp hoặc chờ thêm.",
        "Declaration {declaration} still waits for document {number} of {agency} since {since}. The head decides: go on, or wait.",
        "报关单 {declaration} 自 {since} 起仍在等待{agency}的许可证 {number}。请负责人决定继续办理或等待。"), True),
    "licence_revoked": NoticeKind(Words(
        "Giấy phép {number} đã bị {agency} thu hồi: {reason}. Không dùng giấy phép này cho lô hàng mới.",
        "Document {number} was revoked by {agency}: {reason}. Do not use it for new goods.",
        "许可证 {number} 已被{agency}撤销：{reason}。请勿用于新货物。"), True),
}

_MORE = {**NOTICES, **drawwords.NOTICES, **reviewwords.NOTICES, **passagewords.NOTICES, **riskwords.NOTICES}
KINDS |= {kind: NoticeKind(Words(*words), urgent) for kind, (words, urgent) in _MORE.items()}
