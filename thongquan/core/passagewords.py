"""Refusals and notices of inspections and of goods on their way out, in three languages."""

from __future__ import annotations

Three = tuple[str, str, str]

_RELOAD = ("Tải lại trang để xem tình trạng mới nhất.", "Reload the page to see how it stands now.", "请刷新页面查看最新状态。")

#: code -> (what it says, what to do next)
REFUSALS: dict[str, tuple[Three, Three]] = {
    "CLR-04": (("Nhiều hơn số hàng còn lại của tờ khai này", "More than is left of this consignment", "超过该报关单剩余货物"),
               ("Hỏi chủ hàng xem xe nào đã nhận hàng.", "Ask the owner which vehicle has taken the goods.", "请向货主核实已由哪辆车承运。")),
    "CLR-05": (("Ghi số kiện hoặc trọng lượng lớn hơn 0", "Give packages or a weight above zero", "请填写大于零的件数或重量"),
               ("Nhập ít nhất một trong hai ô.", "Fill in at least one of the two boxes.", "请至少填写其中一项。")),
    "CLR-06": (("Hàng này đã qua khu vực giám sát trên xe", "These goods have passed on the vehicle", "该货物已随车通过监管区"), _RELOAD),
    "CLR-07": (("Hệ thống không có tờ khai số này", "This system has no declaration of that number", "系统中没有该编号的报关单"),
               ("Đọc lại số trên tờ khai hàng hóa.", "Read the number on the goods declaration again.", "请重新核对报关单编号。")),
    "GAT-12": (("Hàng trên xe chưa được qua khu vực giám sát", "Goods on this vehicle may not leave yet", "车上货物尚未放行"),
               ("Cho xe chờ; xem tờ khai hàng nêu trong thông báo.", "Let it wait; see the goods declaration that was named.",
                "请让车辆等候，并查看所提示的报关单。")),
    "ASG-06": (("Bạn đã làm việc khác trong hồ sơ này", "You have had another part in this case", "您已在本案中承担其他职责"),
               ("Một người chỉ làm một việc trong một hồ sơ; nhờ đồng nghiệp khác.", "One person, one part; ask another colleague.",
                "一人一案一职责，请其他同事协助。")),
    "INS-98": (("Kiểm tra chưa bắt đầu", "The inspection has not begun", "查验尚未开始"),
               ("Bấm bắt đầu kiểm tra trước.", "Press begin first.", "请先点击开始查验。")),
    "INS-99": (("Bước này không có trong lệnh kiểm tra", "The order has no such step", "查验指令中没有该步骤"), _RELOAD),
    "INS-82": (("Mẫu còn ở phòng phân tích, chưa thể kết luận đúng khai báo", "A sample is still at the laboratory: it is not known that all is as declared",
                "样品仍在化验室，尚不能认定与申报相符"),
               ("Chọn chờ kết quả mẫu; hệ thống tự kết thúc khi có trả lời.", "Choose to await the laboratory; its answer ends the inspection by itself.",
                "请选择等待化验结果，得到答复后系统自动结束查验。")),
    "INS-83": (("Ảnh soi có nghi vấn mà hàng chưa được mở kiểm tra", "The scanner image raised doubt and the goods were not opened",
                "机检图像有疑点，但货物尚未开箱"),
               ("Mở hàng, đánh dấu bước mở trong lệnh, rồi kết luận.", "Open the goods, tick that step of the order, then conclude.",
                "请开箱查验并勾选该步骤后再作结论。")),
    "INS-84": (("Mã phân tích được {found} khác mã khai {declared}: kết quả không thể là đúng khai báo",
                "The analysis leads to code {found}, {declared} is declared: it cannot be as declared",
                "化验编码{found}与申报编码{declared}不同，结果不能为相符"),
               ("Chọn kết quả sai tên hàng, mã số.", "Choose that description or code differs.", "请选择品名或编码不符。")),
    "INS-85": (("Mẫu chưa được tiếp nhận", "The sample has not been received yet", "样品尚未接收"),
               ("Tiếp nhận mẫu, kiểm tra niêm phong trước.", "Receive it and check its seal first.", "请先接收样品并核对封志。")),
    "INS-86": (("Số niêm phong không khớp với phiếu gửi mẫu", "The seal is not the one on the slip", "封志号与送样单不符"),
               ("Đọc lại số; nếu đúng là khác thì trả mẫu kèm lý do.", "Read it again; if it does differ, send the sample back with the reason.",
                "请重新核对；如确实不符，请说明理由退回样品。")),
    "INS-89": (("Mẫu không có hoặc đã có kết quả", "There is no such sample, or its result is known", "没有该样品，或结果已登记"), _RELOAD),
    "INS-88": (("Niêm phong mới không có trong kho hoặc đã dùng", "The new seal is not in stock, or was used before", "新封志不在库存或已使用"),
               ("Đọc lại số trên niêm phong, lấy niêm phong khác trong kho.", "Read its number again, or take another from the stock.",
                "请重新核对封志号，或从库存另取一枚。")),
    "INS-87": (("Ghi lý do và thời gian tạm ngừng", "Say why and until when the site stops", "请填写暂停原因和时间"),
               ("Chọn lý do trong danh sách, nhập giờ mở lại.", "Choose a reason and give the hour of reopening.", "请选择原因并填写恢复时间。")),
}

#: kind -> (its sentence, whether it leaves the app)
NOTICES: dict[str, tuple[Three, bool]] = {
    "goods_free_to_go": (("Xe {plate}: hàng theo tờ khai {number} được qua khu vực giám sát.",
                          "Vehicle {plate}: the goods of declaration {number} may leave.", "车辆 {plate}：报关单 {number} 的货物可以放行。"), True),
    "goods_planned": (("Tờ khai {number}: xe {plate} báo chở {packages} kiện, {kg} kg. Không đúng thì gỡ khỏi xe này.",
                       "Declaration {number}: vehicle {plate} plans to take {packages} packages, {kg} kg. Strike it out if that is wrong.",
                       "报关单 {number}：车辆 {plate} 计划承运 {packages} 件、{kg} 公斤。如有误请取消。"), False),
    "goods_left_behind": (("Xe {plate}: hàng theo tờ khai {number} được dỡ lại để xem xét; hàng khác được đi tiếp.",
                           "Vehicle {plate}: the goods of {number} were unloaded for a closer look; the others may go on.",
                           "车辆 {plate}：报关单 {number} 的货物卸下待核查，其他货物可继续通行。"), True),
    "inspection_held_long": (("Tờ khai {number}: hàng đã chờ kiểm tra quá giờ tối đa ({until}). Lãnh đạo đã được báo.",
                              "Declaration {number}: the goods have waited for inspection longer than allowed ({until}). The head has been told.",
                              "报关单 {number}：货物待查已超过最长时限（{until}），已通知负责人。"), True),
    "inspection_late": (("Tờ khai {number}: tin trái khai báo đến sau khi kiểm tra: {found}. Xem và quyết định có giữ hàng không.",
                         "Declaration {number}: after its inspection this came in against it: {found}. Look, and decide whether to hold the goods.",
                         "报关单 {number}：查验登记后出现不利情况：{found}。请查看并决定是否扣留货物。"), False),
    "inspection_doubted": (("Tờ khai {number}: trong khi chờ kết quả phân tích có tin trái khai báo: {found}. Hàng còn phải mở kiểm tra.",
                            "Declaration {number}: while the laboratory is awaited this came in against it: {found}. The goods are still to be opened.",
                            "报关单 {number}：等待化验期间出现不利情况：{found}。货物仍须开箱查验。"), False),
    "inspection_goes_on": (("Tờ khai {number}: phân tích đúng khai báo nhưng ảnh soi có nghi vấn. Tiếp tục kiểm tra: mở hàng.",
                            "Declaration {number}: the laboratory agrees, the scanner image raises doubt. The inspection goes on: open the goods.",
                            "报关单 {number}：化验与申报相符，但机检图像可疑。查验继续：请开箱。"), False),
    "inspection_sample_back": (("Phòng phân tích trả mẫu {slip} của tờ khai {number}: {reason}. Lấy mẫu khác.",
                                "The laboratory sends sample {slip} of declaration {number} back: {reason}. Take another.",
                                "化验室退回报关单 {number} 的样品 {slip}：{reason}。请重新取样。"), False),
    "inspection_sample_known": (("Tờ khai {number}: có kết quả phân tích mẫu, phiếu {slip}.", "Declaration {number}: the laboratory has answered, slip {slip}.",
                                 "报关单 {number}：样品化验已有结果，单号 {slip}。"), True),
}
