"""Coded reasons and results of the goods half; their text is what the trader reads."""

from __future__ import annotations

from thongquan.core.words import Words

Reasons = dict[str, Words]

#: agreeing to a dossier: always a reason too, shown to the trader word for word
AGREE_REASONS: Reasons = {
    "DOS-01": Words("Hồ sơ đầy đủ, hợp lệ, phù hợp với nội dung khai", "The dossier is complete, valid and agrees with the declaration",
                    "单证齐全有效，与申报相符"),
    "DOS-02": Words("Chấp nhận sau khi người khai bổ sung", "Accepted after the declarant's answer", "补充后予以接受"),
    "DOS-03": Words("Chấp nhận, còn kiểm tra sau về tài liệu của bộ ngành", "Accepted, with a post-check of a ministry's document",
                    "予以接受，部委单证事后核查"),
    "VAL-02": Words("Trị giá được chấp nhận sau khi so với dữ liệu", "The value is accepted after comparison with the data", "价格经比对后予以接受"),
}

#: to inspection: a written ground (Customs Law art. 33; Circular 38/2015 art. 29)
INSPECT_REASONS: Reasons = {
    "channel": Words("Theo kết quả phân luồng", "By the channel chosen", "按通道结果"),
    "INS-01": Words("Tên hàng hoặc mã số khai chưa rõ, cần xem hàng", "The description or code is unclear; the goods must be seen",
                    "品名或编码不清，须查看货物"),
    "INS-02": Words("Số lượng, trọng lượng có dấu hiệu không khớp", "Quantity or weight does not seem to agree", "数量或重量疑不相符"),
    "INS-03": Words("Xuất xứ cần kiểm tra trên hàng", "The origin must be checked on the goods", "原产地须在货物上核实"),
    "INS-04": Words("Cần lấy mẫu phân tích, giám định", "Samples must be analysed", "须取样化验鉴定"),
    "INS-05": Words("Có thông tin nghiệp vụ cần kiểm tra", "There is information that calls for a check", "有业务信息须查验"),
}

#: refusing a declaration (Customs Law art. 30 §3: in writing, with the reason)
REFUSE_REASONS: Reasons = {
    "REF-11": Words("Hồ sơ không đầy đủ sau khi đã yêu cầu bổ sung", "The dossier is still incomplete after requests", "经要求补充后单证仍不齐全"),
    "REF-12": Words("Hàng hóa thuộc diện cấm hoặc không đủ điều kiện", "The goods are banned or do not meet the conditions", "货物属禁止类或不符合条件"),
    "REF-13": Words("Giấy phép không hợp lệ hoặc hết số lượng", "The licence is not valid or exhausted", "许可证无效或额度已用尽"),
    "REF-14": Words("Khai sai loại hình hoặc cơ quan hải quan", "Wrong type of declaration or customs office", "申报类型或海关有误"),
}

CANCEL_GOODS_REASONS: Reasons = {
    "CAN-01": Words("Hàng không về hoặc không xuất nữa", "The goods do not come or go any more", "货物不再进出口"),
    "CAN-02": Words("Khai trùng", "Declared twice", "重复申报"),
    "CAN-03": Words("Khai sai các chỉ tiêu không được sửa", "A field that may not be amended is wrong", "不可修改项目申报错误"),
    "CAN-04": Words("Đăng ký nhầm cơ quan hải quan", "Registered at the wrong office", "登记海关有误"),
    "CAN-05": Words("Đưa hàng vào hoặc ra bằng tờ khai khác", "The goods move on another declaration", "货物以其他报关单进出"),
}

#: the hold that an agency's lane makes and ends; no officer of customs chooses it
OF_AGENCY = "HLD-05"
GOODS_HOLD_REASONS: Reasons = {
    "HLD-01": Words("Có dấu hiệu vi phạm pháp luật hải quan", "Signs of a customs offence", "有违反海关法迹象"),
    "HLD-02": Words("Chờ kết quả phân tích, giám định", "Waiting for an analysis", "等待化验鉴定结果"),
    "HLD-03": Words("Theo yêu cầu của cơ quan chuyên ngành", "At a ministry's request", "应主管部门要求"),
    "HLD-04": Words("Xâm phạm sở hữu trí tuệ, theo đề nghị của chủ thể quyền", "Intellectual property, at the right holder's request", "知识产权权利人申请"),
    OF_AGENCY: Words("Cơ quan khác tại cửa khẩu đang kiểm tra", "Another agency at the gate is checking", "口岸其他部门正在检查"),
}

#: what an inspection or review found; the closed list that targeting learns from
OUTCOMES: Reasons = {
    "agrees": Words("Đúng khai báo", "As declared", "与申报相符"),
    "quantity": Words("Sai số lượng, trọng lượng", "Quantity or weight differs", "数量或重量不符"),
    "description": Words("Sai tên hàng, mã số", "Description or code differs", "品名或编码不符"),
    "origin": Words("Sai xuất xứ", "Origin differs", "原产地不符"),
    "value": Words("Sai trị giá", "Value differs", "价格不符"),
    "prohibited": Words("Hàng cấm, hàng giả", "Banned or counterfeit goods", "禁止或假冒货物"),
    "undeclared": Words("Có hàng ngoài khai báo", "Undeclared goods", "有未申报货物"),
    "conditions": Words("Không đủ điều kiện chuyên ngành", "Ministry's conditions not met", "不符合主管部门条件"),
    "sample": Words("Chờ kết quả mẫu", "Awaiting the laboratory", "等待化验结果"),
}

#: why goods that seemed done go back to the dossier
BACK_REASONS: Reasons = {
    "licence": Words("Giấy phép không phù hợp, không có hoặc đã bị thu hồi", "A ministry's document differs, is unknown or was taken back",
                     "许可证不符、查无或已被撤销"),
}

RESCHEDULE_REASONS: Reasons = {
    "RES-01": Words("Xe chưa đến kịp", "The vehicle is late", "车辆未到"),
    "RES-02": Words("Chưa đủ người dỡ hàng", "Not enough hands to unload", "卸货人手不足"),
    "RES-03": Words("Chờ chủ hàng", "Waiting for the owner", "等待货主"),
    "RES-04": Words("Thời tiết, cửa khẩu tạm dừng", "Weather, or the gate has paused", "天气或口岸暂停"),
}

#: why a place of inspection stops for a while
PAUSE_REASONS: Reasons = {
    "PAU-01": Words("Máy soi hoặc thiết bị hỏng", "Scanner or equipment out of order", "扫描设备故障"),
    "PAU-02": Words("Thời tiết xấu", "Bad weather", "天气恶劣"),
    "PAU-03": Words("Mất điện, mất mạng", "No power or network", "断电或断网"),
    "PAU-04": Words("Hết chỗ, ùn tắc trong bãi", "The yard is full", "货场拥堵无空位"),
    "PAU-05": Words("Theo lệnh của lãnh đạo", "By order of the head", "按负责人指令"),
}

#: what follows a review (phúc tập)
REVIEW_OUTCOMES: Reasons = {
    "clean": Words("Không có sai sót", "Nothing wrong", "无误"),
    "amend": Words("Yêu cầu người khai sửa đổi, nộp bổ sung", "The declarant is asked to amend and pay the rest", "要求申报人修改并补缴"),
    "transfer": Words("Chuyển kiểm tra sau thông quan", "Transferred to post-clearance audit", "移交稽查"),
    "violation": Words("Lập biên bản vi phạm", "A violation is recorded", "立案处理违规"),
}
