"""Refusals and notices of reviews after clearance, in three languages, and what to do next."""

from __future__ import annotations

Three = tuple[str, str, str]

_RELOAD = ("Tải lại trang để xem tình trạng mới nhất.", "Reload the page to see how it stands now.", "请刷新页面查看最新状态。")

#: code -> (what it says, what to do next)
REFUSALS: dict[str, tuple[Three, Three]] = {
    "REV-91": (("Việc tiếp theo của lần phúc tập này đã xong", "What was to follow this review is done", "该复核的后续工作已完成"), _RELOAD),
    "REV-92": (("Phải gửi ít nhất một chứng từ hoặc lời giải trình", "Hand in a document, or explain in words", "请提交单证或文字说明"),
               ("Chọn tệp, hoặc ghi lý do chưa có chứng từ.", "Choose a file, or say why there is none.", "请选择文件或说明无单证的原因。")),
    "REV-93": (("Tờ khai này không phúc tập thêm được", "This declaration cannot be reviewed now", "该报关单现不能复核"),
               ("Chỉ tờ khai đã thông quan và chưa phúc tập mới chọn được.", "Only cleared declarations that were not reviewed can be chosen.",
                "仅可选择已通关且未复核的报关单。")),
    "REV-94": (("Chênh lệch thuế phải là số đồng từ 0 trở lên", "The difference of tax is a number of đồng, 0 or more", "税款差额须为不小于0的盾数"),
               ("Ghi số tiền bằng chữ số.", "Write the amount in digits.", "请用数字填写金额。")),
    "REV-95": (("Còn chờ người khai nộp chứng từ đã yêu cầu", "The declarant still owes the documents asked for", "仍在等待申报人提交所需单证"),
               ("Chờ trả lời, hoặc kết luận khi quá hạn.", "Wait for the answer, or decide when it is late.", "请等待答复，或逾期后作出结论。")),
}

#: kind -> (its sentence, whether it leaves the app)
NOTICES: dict[str, tuple[Three, bool]] = {
    "review_amend": (("Tờ khai {number}: phúc tập yêu cầu sửa đổi và nộp phần còn thiếu trước {due}.",
                      "Declaration {number}: the review asks you to amend it and pay the rest before {due}.",
                      "报关单 {number}：复核要求在 {due} 前修改并补缴差额。"), True),
    "review_late": (("Tờ khai {number}: đã quá hạn sửa đổi theo kết quả phúc tập.", "Declaration {number}: the time to amend after the review has passed.",
                     "报关单 {number}：复核要求的修改已逾期。"), True),
    "review_follow_late": (("Phúc tập {number}: người khai quá hạn sửa đổi.", "Review {number}: the declarant is late to amend.",
                            "复核 {number}：申报人修改逾期。"), False),
}
