"""What the duty engine says: names of taxes and bases, choices of rate, findings."""

from __future__ import annotations

from thongquan.core.duty.law import ADDITIONAL, DUE, ENVIRONMENT, EXCISE, EXEMPT, EXPORT_DUTY, IMPORT_DUTY, NOT_SUBJECT, SUSPENDED, VAT, WITHHELD
from thongquan.core.words import Words

TAXES: dict[str, Words] = {
    IMPORT_DUTY: Words("Thuế nhập khẩu", "Import duty", "进口关税"),
    EXPORT_DUTY: Words("Thuế xuất khẩu", "Export duty", "出口关税"),
    ADDITIONAL: Words("Thuế nhập khẩu bổ sung", "Additional import duty", "附加进口税"),
    EXCISE: Words("Thuế tiêu thụ đặc biệt", "Special consumption tax", "特别消费税"),
    ENVIRONMENT: Words("Thuế bảo vệ môi trường", "Environment tax", "环境保护税"),
    VAT: Words("Thuế giá trị gia tăng", "Value-added tax", "增值税"),
}
MEASURES: dict[str, Words] = {
    "anti_dumping": Words("Thuế chống bán phá giá", "Anti-dumping duty", "反倾销税"),
    "countervailing": Words("Thuế chống trợ cấp", "Countervailing duty", "反补贴税"),
    "safeguard": Words("Thuế tự vệ", "Safeguard duty", "保障措施税"),
}
TREATMENTS: dict[str, Words] = {
    DUE: Words("Phải nộp", "Payable", "应缴"),
    EXEMPT: Words("Miễn thuế", "Exempt", "免税"),
    SUSPENDED: Words("Chưa thu, có bảo lãnh hoặc đặt cọc", "Suspended against a guarantee or deposit", "暂缓征收（须担保或缴保证金）"),
    NOT_SUBJECT: Words("Không chịu thuế", "Not subject to this tax", "不属征税范围"),
    WITHHELD: Words("Chưa tính được", "Not computed yet", "暂未计算"),
}

BASE_VALUE = Words("Trị giá hải quan", "Customs value", "完税价格")
BASE_QUANTITY = Words("Lượng hàng", "Quantity", "数量")
BASE_EXCISE = Words("Trị giá hải quan + thuế nhập khẩu (cả bổ sung)", "Customs value + import duty (additional included)", "完税价格＋进口关税（含附加税）")
BASE_VAT = Words("Trị giá hải quan + thuế nhập khẩu + bổ sung + tiêu thụ đặc biệt + môi trường",
                 "Customs value + import duty + additional + special consumption + environment", "完税价格＋进口关税＋附加税＋特别消费税＋环境税")

BUILT = Words("{value} + {duty} + {additional} + {excise} + {environment} = {base} đ",
              "{value} + {duty} + {additional} + {excise} + {environment} = {base} đ",
              "{value} + {duty} + {additional} + {excise} + {environment} = {base} 越南盾")
ROUNDED = Words("Làm tròn đến đồng: {amount} đ", "Rounded to the đồng: {amount} đ", "四舍五入至盾：{amount} 越南盾")
RELIEVED = Words("{why}: giảm {relief} đ, còn {amount} đ", "{why}: {relief} đ off, {amount} đ left", "{why}：减免 {relief} 越南盾，余 {amount} 越南盾")
SECURED = Words("Bảo lãnh hoặc đặt cọc {amount} đ trong thời gian lưu lại", "Guarantee or deposit of {amount} đ while the goods stay",
                "停留期间担保或保证金 {amount} 越南盾")
NEVER_DUE = Words("Loại hình {kind} không chịu thuế này", "Type {kind} is not subject to this tax", "{kind}类贸易方式不征此税")
REDUCTION = Words("Số tiền giảm đã khai", "Reduction declared", "申报的减征额")

BY_AGREEMENT = Words("Ưu đãi đặc biệt {agreement}, xuất xứ {origin}, có chứng từ xuất xứ mẫu {form}: {rate}",
                     "Preferential {agreement}, origin {origin}, proof of origin form {form}: {rate}",
                     "{agreement}协定税率，原产地{origin}，原产地证书{form}：{rate}")
BY_MFN = Words("Thuế suất ưu đãi (MFN), xuất xứ {origin}: {rate}", "Preferential (MFN) rate, origin {origin}: {rate}", "最惠国税率，原产地{origin}：{rate}")
BY_ORDINARY = Words("Thuế suất thông thường, xuất xứ {origin}: {rate}", "Ordinary rate, origin {origin}: {rate}", "普通税率，原产地{origin}：{rate}")
BY_FACTOR = Words("Thuế suất thông thường = {factor} × MFN {mfn} = {rate}", "Ordinary rate = {factor} × MFN {mfn} = {rate}",
                  "普通税率＝{factor}×最惠国{mfn}＝{rate}")
LOWER_MFN = Words("MFN {mfn} thấp hơn {agreement} {rate}: áp dụng MFN", "MFN {mfn} is lower than {agreement} {rate}: MFN applies",
                  "最惠国{mfn}低于{agreement} {rate}：适用最惠国税率")
IN_QUOTA = Words("Trong hạn ngạch thuế quan: {rate}", "Within the tariff quota: {rate}", "关税配额内：{rate}")
OUT_OF_QUOTA = Words("Ngoài hạn ngạch thuế quan: {rate}", "Outside the tariff quota: {rate}", "关税配额外：{rate}")
BY_DECLARANT = Words("Mức tuyệt đối do người khai nêu: {rate}", "Amount per unit stated by the declarant: {rate}", "申报人所列从量税率：{rate}")
BY_EXPORT = Words("Biểu thuế xuất khẩu: {rate}", "Export tariff: {rate}", "出口税则：{rate}")
BY_MEASURE = Words("{measure} {code}, xuất xứ {origin}: {rate}", "{measure} {code}, origin {origin}: {rate}", "{measure}{code}，原产地{origin}：{rate}")
BY_GOODS = Words("{goods}: {rate}", "{goods}: {rate}", "{goods}：{rate}")
VAT_USUAL = Words("Thuế suất GTGT {rate}", "VAT rate {rate}", "增值税率{rate}")
VAT_CUT = Words("Giảm thuế GTGT từ {usual} còn {rate} đến hết hiệu lực nghị quyết", "VAT cut from {usual} to {rate} while the resolution lasts",
                "按决议增值税由{usual}降至{rate}")
VAT_FREE = Words("Hàng không chịu thuế GTGT", "Goods not subject to VAT", "不征增值税的货物")

SENTENCES: dict[str, Words] = {
    "DTY-01": Words("Dòng {line}: mã {hs} không có trong biểu thuế; thuế chưa tính",
                    "Line {line}: code {hs} is not in the tariff; its taxes are not computed yet", "第{line}项：税则中无编码{hs}，税款暂未计算"),
    "DTY-02": Words("Dòng {line}: chưa có mã {hs}, tạm lấy thuế suất của mã {found}", "Line {line}: no code {hs}; the rates of {found} are used for now",
                    "第{line}项：无编码{hs}，暂用{found}的税率"),
    "DTY-03": Words("Dòng {line}: hiệp định {agreement} không có hoặc không hiệu lực; dùng thuế suất khác",
                    "Line {line}: agreement {agreement} is unknown or not in force; another rate is used",
                    "第{line}项：协定{agreement}不存在或未生效，改用其他税率"),
    "DTY-04": Words("Dòng {line}: hàng xuất xứ {origin} không được hưởng {agreement}", "Line {line}: goods of origin {origin} do not enjoy {agreement}",
                    "第{line}项：原产于{origin}的货物不享受{agreement}"),
    "DTY-05": Words("Dòng {line}: chưa có chứng từ xuất xứ (mẫu {form}); tạm tính theo MFN",
                    "Line {line}: no proof of origin (form {form}) yet; MFN is used for now", "第{line}项：尚无原产地证书（{form}），暂按最惠国税率计算"),
    "DTY-06": Words("Dòng {line}: {agreement} không cam kết thuế suất cho mã {hs}", "Line {line}: {agreement} grants no rate for code {hs}",
                    "第{line}项：{agreement}对编码{hs}无协定税率"),
    "DTY-07": Words("Dòng {line}: chưa khai xuất xứ; tính theo thuế suất thông thường", "Line {line}: no origin declared; the ordinary rate is used",
                    "第{line}项：未申报原产地，按普通税率计算"),
    "DTY-08": Words("Loại hình {kind} chưa có quy tắc thuế; tính như hàng chịu thuế", "Type {kind} has no tax treatment; it is taken as taxable",
                    "贸易方式{kind}无征税规则，按应税计算"),
    "DTY-09": Words("Dòng {line}: thuế tính theo {unit} nhưng thiếu lượng theo đơn vị này",
                    "Line {line}: the tax is per {unit}, but there is no quantity in that unit", "第{line}项：按{unit}计税，但缺少该单位的数量"),
    "DTY-10": Words("Dòng {line}: chưa có tỷ giá cho mức thuế tuyệt đối bằng {currency}",
                    "Line {line}: no exchange rate for an absolute rate in {currency}", "第{line}项：从量税币种{currency}无汇率"),
    "DTY-11": Words("Dòng {line}: mã {hs} không có hạn ngạch thuế quan", "Line {line}: code {hs} has no tariff quota", "第{line}项：编码{hs}无关税配额"),
    "DTY-12": Words("Dòng {line}: biểu thuế không có thuế suất dùng được cho mã {hs}", "Line {line}: the tariff has no usable rate for code {hs}",
                    "第{line}项：税则对编码{hs}无可用税率"),
    "DTY-13": Words("Dòng {line}: mã miễn thuế {code} không có trong danh mục; thuế vẫn tính",
                    "Line {line}: exemption code {code} is not listed; the tax stays", "第{line}项：免税代码{code}不在目录中，仍计税"),
    "DTY-14": Words("Dòng {line}: mã thuế {code} không có trong danh mục; thuế này chưa tính",
                    "Line {line}: tax code {code} is not listed; this tax is not computed yet", "第{line}项：税种代码{code}不在目录中，该税暂未计算"),
    "DTY-15": Words("Dòng {line}: khai thuế GTGT {declared}, biểu thuế ghi {expected}; tính theo {used}",
                    "Line {line}: VAT declared {declared}, the tariff says {expected}; {used} is used",
                    "第{line}项：申报增值税{declared}，税则为{expected}；按{used}计算"),
    "DTY-16": Words("Dòng {line}: hàng từ {origin} chịu {measure}; áp mức chung vì chưa khai mã doanh nghiệp",
                    "Line {line}: goods from {origin} bear {measure}; the general rate is used as no company code is declared",
                    "第{line}项：来自{origin}的货物须缴{measure}；未申报企业代码，按普遍税率计算"),
    "DTY-17": Words("Dòng {line}: mã thuế bổ sung {code} không áp dụng cho hàng này",
                    "Line {line}: additional duty code {code} does not stand against these goods", "第{line}项：附加税代码{code}不适用于该货物"),
    "DTY-18": Words("Dòng {line}: số tiền giảm lớn hơn số thuế; chỉ giảm đến hết thuế", "Line {line}: the reduction exceeds the tax; it ends at zero",
                    "第{line}项：减征额大于税额，减至零为止"),
    "DTY-19": Words("Tỷ giá {currency} công bố ngày {day} đã quá {days} ngày", "The {currency} rate of {day} is more than {days} days old",
                    "{currency}汇率公布于{day}，已超过{days}天"),
    "DTY-20": Words("Dòng {line}: khai trong hạn ngạch nhưng chưa nêu giấy phép hạn ngạch",
                    "Line {line}: declared within the quota, but no quota licence is cited", "第{line}项：申报为配额内，但未列明配额许可证"),
    "DTY-21": Words("Dòng {line}: biểu thuế không có thuế suất cho mã {hs}; dùng mức tuyệt đối đã khai",
                    "Line {line}: the tariff has no rate for code {hs}; the declared amount per unit is used",
                    "第{line}项：税则对编码{hs}无税率，采用申报的从量税率"),
    "DTY-22": Words("Dòng {line}: hàng mã {hs} chịu thuế tiêu thụ đặc biệt theo từng loại; cần mã thuế, hoặc KCT nếu không chịu",
                    "Line {line}: goods of {hs} bear special consumption tax by kind; a tax code is needed, or KCT when they bear none",
                    "第{line}项：编码{hs}的货物按种类征特别消费税，须填税目代码，不征的填KCT"),
    "DTY-23": Words("Dòng {line}: hàng từ {origin} có thể chịu thuế phòng vệ thương mại {code} mức {rate}; chưa có văn bản để đối chiếu nên chưa tính",
                    "Line {line}: goods from {origin} may bear trade remedy duty {code} of {rate}; no text here proves it, so it is not charged",
                    "第{line}项：来自{origin}的货物可能须缴贸易救济税{code}（{rate}）；尚无文本可核对，暂未计征"),
    "CVL-01": Words("Chưa có tỷ giá {currency} dùng cho ngày {day}; trị giá chưa tính",
                    "No {currency} exchange rate for {day}; the value is not computed yet", "{day}无{currency}汇率，价格暂未计算"),
    "CVL-02": Words("Điều kiện giao hàng {term} không rõ; chưa cộng trừ cước, bảo hiểm",
                    "Incoterm {term} is unknown; freight and insurance are left alone", "交货条件{term}不明，未加减运保费"),
    "CVL-03": Words("Dòng {line}: chưa có trị giá hóa đơn", "Line {line}: no invoice value", "第{line}项：无发票价值"),
    "CVL-04": Words("Điều kiện {term} cần khai cước vận chuyển; tạm tính bằng 0", "Term {term} needs freight; counted as 0 for now",
                    "{term}须申报运费，暂按0计算"),
    "CVL-05": Words("Điều kiện {term} không cộng trừ khoản này; số đã khai bị bỏ qua",
                    "Under {term} this amount is neither added nor deducted; it was left out", "{term}条件下不加减此项，已忽略"),
    "CVL-06": Words("Loại điều chỉnh trị giá {kind} không có trong danh mục; đã bỏ qua", "Valuation adjustment {kind} is not listed; it was left out",
                    "价格调整代码{kind}不在目录中，已忽略"),
    "CVL-07": Words("Dòng {line}: các khoản trừ lớn hơn trị giá", "Line {line}: the deductions exceed the value", "第{line}项：扣减额大于价格"),
    "CVL-08": Words("Phương pháp {method} cần khai trị giá hải quan từng dòng", "Method {method} needs a customs value on every line",
                    "方法{method}须逐项申报完税价格"),
    "CVL-09": Words("Phương pháp trị giá {method} không có (1 đến 6)", "There is no valuation method {method} (1 to 6)", "无估价方法{method}（1至6）"),
    "CVL-10": Words("Chia cước theo trọng lượng cần trọng lượng mọi dòng; đã chia theo trị giá",
                    "Sharing freight by weight needs the weight of every line; shared by value", "按重量分摊运费须每项均有重量，已按价值分摊"),
    "CVL-11": Words("Chưa khai đồng tiền; trị giá chưa tính", "The currency is not declared; the value is not computed yet", "未申报币种，价格暂未计算"),
    "CVL-12": Words("Chưa khai điều kiện giao hàng; chưa cộng trừ cước, bảo hiểm",
                    "The term of delivery is not declared; freight and insurance are left alone", "未申报成交方式，未加减运保费"),
}
DO = Words("Bổ sung hoặc sửa mục được nêu; bảng tính thuế tự cập nhật.", "Complete or correct what is named; the statement follows by itself.",
           "请补充或更正所列项目，税款自动更新。")
