"""Refusals, notices and states of risk models, in three languages, and what to do next."""

from __future__ import annotations

from thongquan.core.words import Words

Three = tuple[str, str, str]

_RELOAD = ("Tải lại trang để xem tình trạng mới nhất.", "Reload the page to see how it stands now.", "请刷新页面查看最新状态。")

#: code -> (what it says, what to do next)
REFUSALS: dict[str, tuple[Three, Three]] = {
    "RSK-01": (("Bước này không làm được ở trạng thái hiện tại của mô hình", "The model's state does not allow this", "该模型当前状态不允许此操作"), _RELOAD),
    "RSK-02": (("Mô hình chưa được chạy thử trên những ngày gần đây", "The model was not yet tried on the last days", "该模型尚未用近期数据试算"),
               ("Chạy thử rồi mới trình duyệt.", "Try it first, then propose it.", "请先试算再提交审批。")),
    "RSK-03": (("Tệp của mô hình này không còn được lưu", "The files of this model are no longer kept", "该模型的文件已不再保存"),
               ("Chọn ứng viên mới hơn, hoặc huấn luyện lại.", "Choose a newer candidate, or train again.", "请选择较新的候选模型或重新训练。")),
    "RSK-04": (("Mô hình phải do người khác duyệt", "Another person must promote the model", "模型须由他人批准"),
               ("Nhờ cán bộ quản lý rủi ro hoặc lãnh đạo khác.", "Ask another risk officer or leader.", "请另一位风险关员或负责人批准。")),
    "RSK-05": (("Hiện không có mô hình nào đang chấm điểm", "No model is scoring now", "目前没有模型在评分"),
               ("Trình duyệt một ứng viên trước.", "Propose a candidate first.", "请先提交一个候选模型。")),
    "RSK-06": (("Một ứng viên đang học", "A candidate is learning already", "已有候选模型正在学习"),
               ("Chờ ứng viên đó xong, trang tự cập nhật.", "Wait until it is there; the page follows by itself.", "请等待其完成，页面会自动更新。")),
    "RSK-07": (("Máy này không cài thư viện học máy", "Learning libraries are left out here", "本机未安装学习库"),
               ("Nhờ quản trị viên cài đầy đủ, hoặc dùng máy chủ trung tâm.", "Ask the administrator to install them, or use the centre's server.",
                "请管理员安装，或使用中心服务器。")),
}

#: kind -> (its sentence, whether it leaves the app)
NOTICES: dict[str, tuple[Three, bool]] = {
    "risk_step_back": (("Mô hình rủi ro {model} đã được rút lại: {reason}. Mô hình trước chấm điểm trở lại, hoặc chỉ dùng tiêu chí.",
                        "The risk model {model} was taken back: {reason}. The model before it scores again, or rules alone select.",
                        "风险模型 {model} 已撤回：{reason}。由前一模型重新评分，或仅按规则筛选。"), False),
    "risk_drift": (("Cảnh báo trôi dạt: số liệu tuần {week} lệch khỏi lúc mô hình học. Tỷ lệ ngẫu nhiên được nâng lên.",
                    "Drift alarm: the figures of the week of {week} have moved since the model learned. The random share is raised.",
                    "漂移警报：{week} 当周数据已偏离模型学习时的情况，随机抽查比例已提高。"), False),
}

STATES: dict[str, Words] = {
    "candidate": Words("Ứng viên", "Candidate", "候选"),
    "proposed": Words("Chờ người thứ hai", "Waits for a second person", "待第二人批准"),
    "champion": Words("Đang chấm điểm", "Champion", "现用模型"),
    "retired": Words("Đã thôi dùng", "Retired", "已停用"),
    "refused": Words("Bị từ chối", "Refused", "已拒绝"),
}
OBJECTIVES: dict[str, Words] = {
    "detection": Words("Phát hiện nhiều nhất", "Most findings", "查获最多"),
    "revenue": Words("Thu hồi thuế nhiều nhất", "Most revenue", "追回税款最多"),
    "balanced": Words("Cân bằng phát hiện và thuế", "Findings and revenue balanced", "兼顾查获与税款"),
}
CHECKS: dict[str, Words] = {
    "physical": Words("Kiểm tra thực tế", "Inspection of goods", "实货查验"),
    "document": Words("Kiểm tra hồ sơ", "Dossier check", "单证审核"),
    "post_clearance": Words("Phúc tập sau thông quan", "Review after clearance", "通关后复核"),
}
KINDS: dict[str, Words] = {
    "value": Words("Trị giá", "Value", "价格"),
    "classification": Words("Mã số", "Classification", "归类"),
    "origin": Words("Xuất xứ", "Origin", "原产地"),
    "quantity": Words("Số lượng", "Quantity", "数量"),
    "prohibited": Words("Hàng cấm", "Prohibited goods", "违禁品"),
}
CHOSEN: dict[str, Words] = {
    "random": Words("Ngẫu nhiên", "At random", "随机"),
    "rule": Words("Tiêu chí", "Profile", "筛选条件"),
    "order": Words("Lệnh bắt buộc", "Order of law", "强制指令"),
    "model": Words("Mô hình", "Model", "模型"),
    "pca": Words("Kế hoạch phúc tập", "Plan of reviews", "复核计划"),
    "": Words("Không rõ", "Not known", "不详"),
}
ALARMS: dict[str, Words] = {
    "SCORES": Words("Phân bố điểm đã lệch xa", "The scores are spread otherwise than when the model learned", "评分分布已明显偏移"),
    "FEATURES": Words("Nhiều đặc trưng đã lệch xa", "Many figures have moved far", "多项特征已明显偏移"),
    "HIT-RATE": Words("Tỷ lệ phát hiện ngoài khoảng mong đợi", "The hit rate lies outside what was expected", "查获率超出预期区间"),
}

#: what a figure of the model is about, by the reason it belongs to
ABOUT: dict[str, Words] = {
    "BROKER": Words("Đại lý khai", "Broker", "代理"),
    "CERTIFICATE": Words("Chứng từ xuất xứ", "Certificate of origin", "原产地证"),
    "DUTY": Words("Thuế suất", "Duty rate", "税率"),
    "GATE-WEIGHT": Words("Cân tại cửa khẩu", "Weight at the gate", "口岸过磅"),
    "GOODS": Words("Mã hàng", "Code of goods", "商品编码"),
    "HABIT": Words("Thói quen khai", "Habits of declaring", "申报习惯"),
    "LICENCE": Words("Giấy phép", "Permit", "许可证"),
    "LOOKS": Words("Dấu hiệu chung", "General signs", "总体迹象"),
    "NAME": Words("Tên hàng", "Name of goods", "品名"),
    "NAME-CODE": Words("Tên hàng so với mã", "Name against code", "品名与编码"),
    "NEW-PAIR": Words("Cặp quan hệ", "Pairs seen together", "配对关系"),
    "OFFICE": Words("Đơn vị hải quan", "Customs office", "海关单位"),
    "ORIGIN": Words("Xuất xứ của mã hàng", "Origin of the code", "编码原产地"),
    "PACKAGE": Words("Đóng gói", "Packing", "包装"),
    "PRICE": Words("Đơn giá so với mặt hàng", "Price against peers", "单价与同类"),
    "PRICE-OWN": Words("Đơn giá so với chính người khai", "Price against own past", "单价与自身历史"),
    "PROCEDURE": Words("Loại hình", "Procedure", "监管方式"),
    "ROUTE": Words("Tuyến, nơi xếp hàng", "Route", "路线"),
    "SIZE": Words("Quy mô lô hàng", "Size of the consignment", "货物规模"),
    "SUPPLIER": Words("Người bán", "Supplier", "卖方"),
    "SURGE": Words("Tăng đột biến", "Sudden rise", "突增"),
    "TARE": Words("Bì so với tịnh", "Tare", "皮重"),
    "TRADER": Words("Người nhập khẩu", "Importer", "进口商"),
    "TRADER-GOODS": Words("Người nhập khẩu và mã hàng", "Importer and code", "进口商与编码"),
    "TRADER-NEW": Words("Người nhập khẩu mới", "New importer", "新进口商"),
    "TRADER-ORIGIN": Words("Người nhập khẩu và xuất xứ", "Importer and origin", "进口商与原产地"),
    "TRADER-SUPPLIER": Words("Người nhập khẩu và người bán", "Importer and supplier", "进口商与卖方"),
}
