"""What officers ask for most: the field, the rule and the sentence that the declarant reads."""

from __future__ import annotations

from dataclasses import dataclass

from thongquan.core.words import Words


@dataclass(frozen=True)
class CommonNeed:
    """One ready request: `title` for the officer's list, `need` as it is sent, the field and the rule it cites."""

    code: str
    field: str
    rule: str
    title: Words
    need: Words


COMMON_NEEDS: dict[str, CommonNeed] = {need.code: need for need in (
    CommonNeed("value", "invoice_total", "CUV-06",
               Words("Giải trình trị giá", "Explain the value", "说明价格"),
               Words("Gửi hợp đồng mua bán có đơn giá từng mặt hàng và chứng từ thanh toán của lô hàng này.",
                     "Send the sales contract with the price of each item and the proof of payment of this consignment.",
                     "请提交载明各商品单价的买卖合同及本批货物付款凭证。")),
    CommonNeed("invoice", "invoice_number", "INV-01",
               Words("Hóa đơn rõ hơn", "A legible invoice", "清晰发票"),
               Words("Gửi lại hóa đơn thương mại bản rõ, đủ các trang, có số và ngày.",
                     "Send the commercial invoice again, legible, all pages, with its number and date.",
                     "请重新提交清晰完整、载有编号和日期的商业发票。")),
    CommonNeed("total", "invoice_total", "INV-09",
               Words("Tổng hóa đơn khác tổng dòng hàng", "Invoice and lines do not add up", "发票与明细合计不符"),
               Words("Sửa tổng hóa đơn hoặc trị giá từng dòng cho khớp với hóa đơn, hoặc giải thích phần chênh lệch.",
                     "Correct the invoice total or the values of the lines to agree with the invoice, or explain the gap.",
                     "请按发票更正发票总额或各项金额，或说明差额。")),
    CommonNeed("origin", "lines", "ORI-03",
               Words("C/O chưa rõ hoặc chưa khớp", "Proof of origin unclear", "原产地证不清或不符"),
               Words("Gửi bản rõ của giấy chứng nhận xuất xứ, hoặc khai lại thuế suất không theo hiệp định.",
                     "Send a legible proof of origin, or declare the rate without the agreement.",
                     "请提交清晰的原产地证书，或改按非协定税率申报。")),
    CommonNeed("name", "lines", "LIN-05",
               Words("Mô tả hàng chưa đủ", "Description not enough", "品名规格不足"),
               Words("Khai rõ tên hàng, công dụng, thành phần, nhãn hiệu, quy cách và mới hay đã qua sử dụng.",
                     "Declare the name, use, composition, brand and size of the goods, and whether they are new or used.",
                     "请写明品名、用途、成分、品牌、规格以及新旧程度。")),
    CommonNeed("technical", "lines", "LIN-02",
               Words("Tài liệu kỹ thuật để phân loại", "Technical papers for the code", "归类技术资料"),
               Words("Gửi catalogue hoặc tài liệu kỹ thuật để xác định mã số hàng hóa.",
                     "Send the catalogue or technical sheet, so that the code can be determined.",
                     "请提交产品目录或技术资料，以便确定商品编码。")),
    CommonNeed("quantity", "lines", "STA-04",
               Words("Số lượng, trọng lượng chưa khớp", "Quantity or weight disagree", "数量或重量不符"),
               Words("Sửa số lượng, trọng lượng theo phiếu đóng gói, hoặc gửi phiếu đóng gói đúng.",
                     "Correct quantity and weight to the packing list, or send the right packing list.",
                     "请按装箱单更正数量和重量，或提交正确的装箱单。")),
    CommonNeed("licence", "permits", "PMT-05",
               Words("Giấy phép thiếu hoặc không khớp", "Licence missing or different", "许可证缺失或不符"),
               Words("Gửi giấy phép hoặc kết quả kiểm tra chuyên ngành còn hiệu lực, đủ lượng cho lô hàng này.",
                     "Send the licence or result of the ministry's check, valid and sufficient for this consignment.",
                     "请提交有效且数量足够的许可证或专业检验结果。")),
    CommonNeed("paper", "", "PAP-02",
               Words("Còn thiếu chứng từ", "A document is missing", "缺少单证"),
               Words("Bổ sung chứng từ còn thiếu theo danh mục hồ sơ của tờ khai này.",
                     "Add the documents that the list of this declaration still lacks.",
                     "请按本报关单的单证清单补交所缺单证。")),
    CommonNeed("importer", "importer", "PAR-05",
               Words("Thông tin bên nhập khẩu chưa đúng", "Particulars of a party differ", "当事方信息不符"),
               Words("Sửa tên, mã số thuế, địa chỉ theo đăng ký doanh nghiệp, hoặc gửi giấy tờ về thay đổi.",
                     "Correct name, tax code and address to the register, or send the papers of the change.",
                     "请按企业登记更正名称、税号和地址，或提交变更证明。")),
)}
