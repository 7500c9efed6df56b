"""What refusals and notices of assignment and of the draw say, in three languages."""

from __future__ import annotations

Three = tuple[str, str, str]

_RELOAD = ("Tải lại trang để xem tình trạng mới nhất.", "Reload the page to see how it stands now.", "请刷新页面查看最新状态。")

#: code -> (says, what to do)
REFUSALS: dict[str, tuple[Three, Three]] = {
    "ASK-13": (("Câu hỏi của chính bạn do lãnh đạo khác đánh giá", "Your own question is judged by another supervisor", "本人的询问由其他负责人评价"),
               ("Đánh giá câu hỏi khác trong danh sách.", "Judge another question of the list.", "请评价列表中的其他询问。")),
    "ASK-14": (("Câu hỏi này đã được đánh giá", "This question is judged already", "该询问已评价"), _RELOAD),
    "ASK-15": (("Đánh giá chưa đạt phải kèm lời góp ý", "An unfavourable view needs words that help", "不合格评价须附改进意见"),
               ("Ghi rõ lần sau nên hỏi thế nào.", "Say how to ask the next time.", "请写明下次应如何询问。")),
    "ASG-01": (("Việc này đang giao cho công chức khác", "This work lies with another officer", "该任务由其他关员承办"),
               ("Chỉ người được giao mới xử lý; nếu cần, đề nghị giao lại.", "Only its officer works on it; ask for a new draw if needed.",
                "仅承办人可处理；如有需要请申请重新派单。")),
    "ASG-02": (("Việc này không còn ở trạng thái đó", "The work no longer stands so", "该任务已不处于此状态"), _RELOAD),
    "ASG-03": (("Kỹ năng không hợp lệ: mã HS gồm 2 hoặc 4 chữ số", "The skill is not possible: HS prefixes have 2 or 4 digits",
                "技能设置无效：HS前缀为2位或4位数字"),
               ("Chọn lại loại việc và nhập đúng chương hoặc nhóm.", "Choose the kind of work and give chapters or headings.",
                "请重新选择工作类别并填写正确的章或品目。")),
    "ASG-04": (("Thời gian không hợp lệ", "The times are not possible", "时间无效"),
               ("Bắt đầu trước kết thúc, không lùi về quá khứ.", "Let it begin before it ends, and not in the past.", "起始应早于结束，且不得早于现在。")),
    "ASG-05": (("Người đề nghị hoặc người đang giữ hồ sơ không được tự duyệt", "Who asked, or has the case, cannot agree to it", "申请人或承办人不得自行审批"),
               ("Nhờ lãnh đạo khác quyết định.", "Leave it to another leader.", "请由另一位负责人决定。")),
    "ASG-07": (("Hải quan chưa để quá thời hạn nào", "No promise of Customs has run out", "海关尚无逾期事项"),
               ("Chờ đến hết thời hạn trên trang tờ khai, hoặc làm việc đang chờ bạn.", "Wait for the time shown on the page, or do what waits for you.",
                "请等待页面所示时限，或先完成待您办理的事项。")),
    "ASG-08": (("Lãnh đạo đã được báo về lần quá hạn này", "The head knows of this delay already", "负责人已获知此次逾期"),
               ("Theo dõi trên trang tờ khai; quá hạn bước sau thì báo được lần nữa.", "Follow it on the page; a later promise that is late can be told again.",
                "请在页面跟进；后续步骤逾期时可再次反映。")),
    "ASG-09": (("Chưa chọn lĩnh vực nào", "Nothing is chosen", "未选择任何范围"),
               ("Chọn loại việc, hoặc nhập mã HS, loại hình, địa bàn.", "Choose the kind of work, or give HS prefixes, types or territories.",
                "请选择工作类别，或填写HS前缀、类型、地域。")),
    "ASG-10": (("Đã ghi một lần vắng mặt trong thời gian này", "An absence is entered for that time already", "该时段已登记缺勤"),
               ("Xem lịch vắng mặt đã ghi; bấm Đã đi làm lại để kết thúc lần đó.", "See the absences entered; end that one first.",
                "请查看已登记的缺勤，先结束该次缺勤。")),
    "ASG-20": (("Giá trị phải là số nguyên từ {least} đến {most}", "The value must be a whole number from {least} to {most}",
                "数值须为{least}至{most}之间的整数"),
               ("Sửa giá trị được nêu.", "Correct the value named.", "请更正该数值。")),
    "ASG-21": (("Điểm cộng không có trong danh sách hoặc không hợp lệ", "The supplement is unknown or not possible", "加分项不存在或无效"),
               ("Chọn điểm cộng trong danh sách, từ 0 đến 1000.", "Choose supplements from the list, 0 to 1000 points.", "请从列表中选择加分项，0至1000分。")),
    "ASG-22": (("Các bước mở rộng không hợp lệ", "The steps of widening are not possible", "扩大范围的步骤无效"),
               ("Xếp từ gần đến xa; chỉ được bỏ qua luân phiên và khối lượng.", "Order them from near to far; only rotation and load may be set aside.",
                "请由近及远排列；仅可忽略轮换和工作量。")),
    "DRW-01": (("Kỳ gieo số này đã mở hoặc đã đóng", "This epoch of the draw is already open or closed", "该抽签期已开启或已关闭"),
               ("Cam kết cho kỳ sau.", "Commit to a later epoch.", "请为下一期作出承诺。")),
    "DRW-02": (("Bên này đã gửi giá trị cho kỳ đó", "This party has already sent its value for that epoch", "该方已提交此期数值"),
               ("Giá trị đã gửi không đổi được.", "What was sent cannot be changed.", "已提交的数值不可更改。")),
    "DRW-03": (("Chữ ký không phải của bên tham gia này", "The signature is not this party's", "签名不属于该参与方"),
               ("Ký lại bằng đúng tệp khóa đã đăng ký.", "Sign again with the key file that was registered.", "请用已登记的密钥文件重新签名。")),
    "DRW-04": (("Giá trị không khớp với cam kết", "The value is not what was committed to", "数值与承诺不符"),
               ("Gửi đúng giá trị đã cam kết cho kỳ này.", "Send the value committed to for this epoch.", "请提交与本期承诺一致的数值。")),
    "DRW-05": (("Bên tham gia hoặc khóa công khai không hợp lệ", "The party or its public key is not possible", "参与方或其公钥无效"),
               ("Kiểm tra mã bên tham gia và khóa 32 byte.", "Check the party's code and its key of 32 bytes.", "请检查参与方代码和32字节公钥。")),
}

#: kind -> (says, whether it leaves the app)
NOTICES: dict[str, tuple[Three, bool]] = {
    "work_assigned": (("Tờ khai {number} được giao cho bạn. Mở hàng đợi để xem vì sao và hạn xử lý.",
                       "Declaration {number} is given to you. Open your queue to see why and until when.",
                       "报关单 {number} 已派给您。请打开待办队列查看原因和时限。"), False),
    "work_few": (("{unit}: chỉ còn {count} người đủ điều kiện nhận việc. Bổ sung ca trực hoặc chuyên môn.",
                  "{unit}: only {count} officers were eligible for a case. Add people to the shift or to the field.",
                  "{unit}：仅有{count}人符合接单条件。请补充当班人员或专业人员。"), False),
    "question_judged": (("Lãnh đạo đã xem câu hỏi của bạn ở tờ khai {number}: {need}; {ground}. Lời góp ý ở trang Việc của tôi.",
                         "A supervisor looked at your question on {number}: {need}; {ground}. The words are on your page of tasks.",
                         "负责人已抽查您对报关单 {number} 的询问：{need}；{ground}。意见见“我的任务”页。"), False),
    "work_late": (("Tờ khai {number} đã quá hạn xử lý. Xem hồ sơ và quyết định có giao lại không.",
                   "Declaration {number} is past its term. Look at the case and decide whether it is drawn again.",
                   "报关单 {number} 已超过办理时限。请查看并决定是否重新派单。"), False),
    "work_escalated": (("Người khai của tờ khai {number} đề nghị lãnh đạo xem xét, quá hạn {clock}: {words}",
                        "The declarant of {number} turns to the head, {clock} is late: {words}",
                        "报关单 {number} 的申报人请负责人关注，{clock}已逾期：{words}"), False),
}
