"""The closed lists and the parts of the goods declaration, in three languages."""

from thongquan.core.form import choices
from thongquan.core.words import Words

MODES = choices(
    road=("Đường bộ (xe tải)", "Road (lorry)", "公路（卡车）"), sea=("Đường biển, container", "Sea, container", "海运集装箱"),
    sea_bulk=("Đường biển, hàng rời", "Sea, bulk", "海运散货"), air=("Đường không", "Air", "航空"), rail=("Đường sắt", "Rail", "铁路"),
    waterway=("Đường sông", "Inland waterway", "内河"), other=("Khác", "Other", "其他"),
)
PARTY_KINDS = choices(**{
    "1": ("Cá nhân gửi cá nhân", "Person to person", "个人对个人"), "2": ("Tổ chức gửi cá nhân", "Company to person", "企业对个人"),
    "3": ("Cá nhân gửi tổ chức", "Person to company", "个人对企业"), "4": ("Tổ chức gửi tổ chức", "Company to company", "企业对企业"),
    "5": ("Khác", "Other", "其他"),
})
CARGO_CLASSES = choices(
    A=("Quà biếu, quà tặng", "Gifts", "礼品"), B=("Hàng an ninh, quốc phòng", "Security and defence", "安全国防物资"),
    C=("Cứu trợ khẩn cấp", "Emergency relief", "紧急救援"), D=("Phòng chống thiên tai, dịch bệnh", "Disaster or epidemic relief", "防灾防疫"),
    E=("Viện trợ nhân đạo, không hoàn lại", "Humanitarian or grant aid", "人道主义或无偿援助"),
    F=("Bưu chính, chuyển phát nhanh", "Postal or express", "邮件快件"),
    G=("Tài sản di chuyển", "Removal goods", "搬迁物品"), H=("Hàng của khách xuất nhập cảnh", "Travellers' goods", "旅客行李物品"),
    I=("Ngoại giao", "Diplomatic", "外交物品"), J=("Hàng khác theo quy định", "Other by law", "其他法定货物"),
    K=("Bảo quản đặc biệt", "Special storage", "特殊保管"), L=("Hàng thông thường khai riêng", "Ordinary, listed apart", "一般货物（另列）"),
)
INVOICE_KINDS = choices(
    A=("Hóa đơn thương mại", "Commercial invoice", "商业发票"), B=("Chứng từ thay hóa đơn", "Document in place of an invoice", "替代发票的单证"),
    D=("Hóa đơn điện tử", "Electronic invoice", "电子发票"),
)
PRICE_KINDS = choices(
    A=("Phải thanh toán", "Payable", "须付款"), B=("Không phải thanh toán", "Not payable", "无须付款"),
    C=("Một phần phải thanh toán", "Partly payable", "部分付款"), D=("Khác", "Other", "其他"),
)
PAYMENTS = choices(
    TTR=("Chuyển tiền", "Telegraphic transfer", "电汇"), LC=("Tín dụng thư", "Letter of credit", "信用证"),
    DP=("Nhờ thu trả ngay", "Documents against payment", "付款交单"), DA=("Nhờ thu chấp nhận", "Documents against acceptance", "承兑交单"),
    CASH=("Tiền mặt", "Cash", "现金"), KHONGTT=("Không thanh toán", "No payment", "不付款"), KC=("Khác", "Other", "其他"),
    BIENMAU=("Thanh toán biên mậu", "Border-trade settlement", "边贸结算"),
)
VALUATION_METHODS = choices(**{
    "1": ("Trị giá giao dịch", "Transaction value", "成交价格法"), "2": ("Hàng giống hệt", "Identical goods", "相同货物法"),
    "3": ("Hàng tương tự", "Similar goods", "类似货物法"), "4": ("Khấu trừ", "Deductive value", "倒扣价格法"),
    "5": ("Tính toán", "Computed value", "计算价格法"), "6": ("Suy luận", "Fall-back", "合理方法"),
})
FREIGHT_KINDS = choices(
    A=("Khai chung cho cả tờ khai", "For the whole declaration", "整单运费"), B=("Nhiều hóa đơn, một vận đơn", "Several invoices, one bill", "多发票一提单"),
    C=("Một hóa đơn, nhiều tờ khai", "One invoice, several declarations", "一发票多报关单"), D=("Phân bổ theo trọng lượng", "Shared by weight", "按重量分摊"),
    E=("Trị giá đã gồm cước", "Already in the price", "价格已含运费"), F=("Miễn phí", "Free of charge", "免费运输"),
)
INSURANCE_KINDS = choices(
    A=("Bảo hiểm riêng", "Single policy", "单独保险"), B=("Bảo hiểm tổng hợp", "Comprehensive policy", "总保险"), D=("Không bảo hiểm", "Not insured", "未投保"),
)
ADJUSTMENTS = choices(
    AD=("Cộng thêm", "Addition", "加项"), AB=("Hoa hồng bán hàng, môi giới", "Selling commission, brokerage", "销售佣金、经纪费"),
    AC=("Bao bì", "Containers and packing", "包装费"), AE=("Khoản trợ giúp", "Assists", "协助"),
    AL=("Phí bản quyền, giấy phép", "Royalties and licence fees", "特许权使用费"),
    AT=("Tiền thu được sau khi bán", "Proceeds of resale", "转售收益"), AO=("Điều chỉnh tăng khác", "Other addition", "其他加项"),
    DD=("Trừ đi", "Deduction", "减项"), DC=("Chi phí sau nhập khẩu", "Costs after import", "进口后费用"), DI=("Tiền lãi trả chậm", "Interest", "利息"),
    DO=("Điều chỉnh giảm khác", "Other deduction", "其他减项"),
)
RELEASE_REASONS = choices(
    A=("Chờ kết quả giám định, phân tích", "Awaiting analysis", "等待鉴定化验"), B=("Chờ xác định trị giá", "Awaiting valuation", "等待审价"),
    C=("Lý do khác", "Other reason", "其他原因"),
)
PAYMENT_TERMS = choices(
    A=("Có bảo lãnh riêng", "Single guarantee", "单笔担保"), B=("Có bảo lãnh chung", "General guarantee", "总担保"),
    C=("Không bảo lãnh, được ân hạn", "No guarantee, deferred", "无担保延期"), D=("Nộp ngay", "Paid at once", "即时缴纳"),
)
TAXPAYERS = choices(**{"1": ("Chủ hàng", "The trader", "货主"), "2": ("Đại lý hải quan", "The broker", "报关行")})
TAX_KINDS = choices(
    vat=("Thuế giá trị gia tăng", "Value-added tax", "增值税"), excise=("Thuế tiêu thụ đặc biệt", "Special consumption tax", "特别消费税"),
    environment=("Thuế bảo vệ môi trường", "Environment tax", "环保税"), additional=("Thuế bổ sung, tự vệ, chống bán phá giá", "Additional duty", "附加关税"),
)

PARTS: dict[str, Words] = {
    "general": Words("Thông tin chung", "General", "基本信息"), "parties": Words("Các bên", "Parties", "当事方"),
    "transport": Words("Vận chuyển", "Transport", "运输"), "invoice": Words("Hóa đơn", "Invoice", "发票"),
    "valuation": Words("Trị giá", "Valuation", "估价"), "payment": Words("Thuế và bảo đảm", "Tax and security", "税款与担保"),
    "lines": Words("Dòng hàng", "Lines", "商品明细"), "permits": Words("Giấy phép", "Permits", "许可证"),
    "documents": Words("Chứng từ", "Documents", "单证"), "transit": Words("Quá cảnh", "Transit", "过境"),
    "notes": Words("Ghi chú", "Notes", "备注"),
}
