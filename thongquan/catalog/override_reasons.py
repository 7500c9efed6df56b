"""Coded reasons for changing the channel of goods (Circular 81/2019 art. 20.2)."""

from __future__ import annotations

from thongquan.core.words import Words

#: the head of office answers for the change
OVERRIDE_REASONS: dict[str, Words] = {
    "OVR-01": Words("Có thông tin nghi ngờ hoặc dấu hiệu vi phạm", "There is information or a sign of an offence", "有可疑信息或违法迹象"),
    "OVR-02": Words("Kết quả soi, cân hoặc giám sát cần kiểm tra thêm", "Scanner, scale or supervision call for more", "机检、称重或监管结果需进一步检查"),
    "OVR-03": Words("Theo đề nghị của cơ quan chuyên ngành hoặc lực lượng khác", "At the request of another agency", "应其他主管机关请求"),
    "OVR-04": Words("Người khai xin kiểm tra để xác định hàng", "The declarant asks for a check to identify the goods", "申报人申请查验以确认货物"),
    "OVR-05": Words("Hàng mau hỏng, hàng cứu trợ khẩn cấp: giảm mức kiểm tra", "Perishable or relief goods: a lighter check", "易腐或紧急救援物资：降低检查"),
    "OVR-06": Words("Đã kiểm tra đủ qua máy soi hoặc hồ sơ khác: giảm mức kiểm tra", "Already checked by scanner or on another declaration: a lighter check",
                    "已经机检或其他单证充分检查：降低检查"),
    "OVR-07": Words("Điều kiện bất khả kháng tại địa điểm kiểm tra", "Force majeure at the place of inspection", "查验地点不可抗力"),
}

#: for a stricter channel; the others make it lighter
STRICTER = frozenset({"OVR-01", "OVR-02", "OVR-03", "OVR-04"})
