"""The channel rules an office starts with; risk officers add, change and end rules by date."""

from __future__ import annotations

from datetime import date

from thongquan.core.selection import ChannelRule, Condition
from thongquan.core.words import Words

SINCE = date(2026, 1, 1)


def _rule(code: str, channel: str, words: Words, *conditions: Condition, mandatory: bool = False, share: int = 0) -> ChannelRule:
    return ChannelRule(code, 1, SINCE, None, channel, conditions, words, mandatory, share)


DEFAULT_RULES: tuple[ChannelRule, ...] = (
    _rule("RND-01", "physical", Words("Chọn ngẫu nhiên để kiểm tra thực tế", "Drawn at random for a physical check", "随机抽中实际查验"),
          share=100),
    _rule("RND-02", "document", Words("Chọn ngẫu nhiên để kiểm tra hồ sơ", "Drawn at random for a documentary check", "随机抽中单证审核"),
          share=200),
    _rule("MAN-01", "physical",
          Words("Xe khẩn cấp không giấy phép: luật buộc kiểm tra thực tế (Điều 77a.2b)",
                "Emergency vehicle without a permit: the law orders a physical check (art. 77a.2b)",
                "无许可证的紧急车辆：依法须实际查验（第77a条2b）"),
          Condition("case", "is", "emergency"), mandatory=True),
    _rule("MAN-02", "document",
          Words("Phương tiện nước thứ ba: phải đối chiếu văn bản cho phép (Điều 77a.4)",
                "Third country's vehicle: the approval must be checked (art. 77a.4)", "第三国车辆：须核对批准文件（第77a条4）"),
          Condition("case", "is", "third_country"), mandatory=True),
    _rule("MAN-03", "physical",
          Words("Biển số đang có lệnh tạm dừng (Điều 68.4 Luật Hải quan)", "The plate is under a stop order (Customs Law art. 68.4)",
                "号牌已被责令暂停（海关法第68条4）"),
          Condition("plate_held", "is", True), mandatory=True),
    _rule("MAN-04", "document",
          Words("Xe tay lái bên phải: đối chiếu văn bản chấp thuận (Điều 74.3)", "Right-hand drive: the approval must be checked (art. 74.3)",
                "右舵车辆：须核对批准文件（第74条3）"),
          Condition("right_hand_drive", "is", True), mandatory=True),
    _rule("PRO-01", "document", Words("Biển số này qua cửa khẩu lần đầu", "First crossing of this plate", "该号牌首次过境"),
          Condition("crossings_before", "is", 0)),
    _rule("PRO-02", "document",
          Words("Giấy tờ lái xe sắp hết hạn, còn không quá 7 ngày", "The driver's document expires within 7 days", "驾驶员证件7天内到期"),
          Condition("identity_days", "at_most", 7)),
    _rule("PRO-03", "physical",
          Words("Đang quá hạn tái xuất, tái nhập theo tờ khai khác", "Overdue on another declaration now", "另有申报单逾期未核销"),
          Condition("overdue_now", "is", True)),
    _rule("PRO-04", "document",
          Words("Từ hai lần quá hạn trong 365 ngày", "Overdue twice or more within 365 days", "365天内逾期两次以上"),
          Condition("overdue_before", "at_least", 2)),
    _rule("PRO-05", "document",
          Words("Biển số không theo mẫu đã biết hoặc thiếu chữ tỉnh", "The plate fits no known pattern or lacks its province",
                "号牌不符合已知格式或缺省份简称"),
          Condition("plate_kind", "in", ["unknown", "bare"])),
    _rule("PRO-06", "document",
          Words("Xe giao nhận hàng khai có hàng nhưng không có số tờ khai hàng", "Border delivery, laden, without a goods declaration",
                "边境交接车辆载货但无货物报关单号"),
          Condition("case", "is", "border_delivery"), Condition("laden", "is", True), Condition("goods", "is", 0)),
    _rule("PRO-07", "physical",
          Words("Container có hàng nhưng thiếu số niêm phong", "A laden container without a seal number", "重箱缺少封志号"),
          Condition("unsealed", "at_least", 1)),
    _rule("PRO-08", "document",
          Words("Đêm cuối tuần", "A weekend night", "周末夜间"),
          Condition("weekday", "in", [6, 7]), Condition("hour", "in", [20, 21, 22, 23, 0, 1, 2, 3, 4, 5])),
    _rule("PRO-09", "document",
          Words("Giấy phép liên vận còn không quá 3 ngày", "The transport permit has 3 days or less", "运输许可证剩余不超过3天"),
          Condition("permit_days", "at_most", 3)),
    _rule("PRO-10", "document", Words("Khai lại do mất tờ khai lượt đi", "Redeclared after the first-leg declaration was lost",
                                      "首程申报单遗失后重新申报"),
          Condition("redeclared", "is", True)),
    _rule("PRO-11", "document",
          Words("Lịch sử xe, lái xe, hãng: khả năng có vi phạm 20–29 %", "History of vehicle, driver, carrier: a chance of 20–29 %",
                "车辆、司机、承运人历史：违规可能20–29%"),
          Condition("risk_percent", "between", [20, 29])),
    _rule("PRO-12", "physical",
          Words("Lịch sử xe, lái xe, hãng: khả năng có vi phạm từ 30 %", "History of vehicle, driver, carrier: a chance of 30 % or more",
                "车辆、司机、承运人历史：违规可能达30%"),
          Condition("risk_percent", "at_least", 30)),
)
