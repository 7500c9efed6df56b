"""The documents a goods declaration needs: by type, HS code, origin, mode and value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from thongquan.core.declaration_types import REQUIRED, DeclarationType, type_of
from thongquan.core.goods import EXPORT, IMPORT, TRANSIT, DocumentRef, GoodsFacts
from thongquan.core.goods_codes import HsNeed
from thongquan.core.rule import Citation, DatedLaw
from thongquan.core.words import Words

#: kinds of documents that traders and carriers draw up; what ministries issue is named in the catalogue
KINDS: dict[str, Words] = {
    "commercial_invoice": Words("Hóa đơn thương mại", "Commercial invoice", "商业发票"),
    "packing_list": Words("Bảng kê đóng gói", "Packing list", "装箱单"),
    "transport_document": Words("Vận đơn, chứng từ vận tải", "Bill of lading or transport document", "提（运）单"),
    "certificate_of_origin": Words("Giấy chứng nhận xuất xứ (C/O)", "Certificate of origin", "原产地证书"),
    "origin_declaration": Words("Tự chứng nhận xuất xứ", "Origin declaration of the exporter", "原产地自主声明"),
    "value_declaration": Words("Tờ khai trị giá", "Value declaration", "估价申报单"),
    "sales_contract": Words("Hợp đồng mua bán", "Sales contract", "买卖合同"),
    "processing_contract": Words("Hợp đồng gia công", "Processing contract", "加工合同"),
    "lease_contract": Words("Hợp đồng thuê máy móc, thiết bị", "Lease of machinery", "机械设备租赁合同"),
    "temporary_contract": Words("Hợp đồng nhập khẩu và xuất khẩu", "Contracts of import and of re-export", "进口与复出口合同"),
    "entrustment_contract": Words("Hợp đồng ủy thác", "Contract with the principal", "委托合同"),
    "previous_declaration": Words("Tờ khai trước", "Previous declaration", "原报关单"),
    "home_use_request": Words("Văn bản đề nghị chuyển tiêu thụ nội địa", "Request for home use", "转内销申请"),
    "return_request": Words("Văn bản về việc trả lại hàng", "Letter on the return of the goods", "退运说明"),
    "trading_right": Words("Chứng từ về quyền xuất khẩu, nhập khẩu", "Proof of the right to trade", "进出口权证明"),
    "exemption_list": Words("Danh mục hàng hóa miễn thuế", "List of exempt goods", "免税商品清单"),
    "aid_confirmation": Words("Xác nhận viện trợ, hàng phục vụ an ninh, quốc phòng", "Confirmation of aid, security or defence goods",
    "援助或国防安全物资确认书"),
    "timber_list": Words("Bảng kê lâm sản", "List of forest products", "林产品清单"),
    "machinery_list": Words("Danh mục máy móc nhập nhiều chuyến", "List of machinery in several consignments", "分批进口机械清单"),
    "used_survey": Words("Chứng thư giám định máy móc đã qua sử dụng", "Survey of used machinery", "旧机械鉴定证书"),
    "catalogue": Words("Catalogue, tài liệu kỹ thuật", "Catalogue or technical sheet", "产品目录或技术资料"),
    "guarantee": Words("Thư bảo lãnh của tổ chức tín dụng", "Bank's letter of guarantee", "银行保函"),
    "transit_permit": Words("Giấy phép quá cảnh", "Transit permit", "过境许可证"),
    "other": Words("Chứng từ khác", "Other document", "其他单证"),
}

_CIRCULAR = "Thông tư 38/2015/TT-BTC (sửa đổi bởi 39/2018/TT-BTC), Điều {}"
_VALUE = Citation("Thông tư 39/2015/TT-BTC, tờ khai trị giá", believed=True)
_ORIGIN = Citation("Thông tư 33/2023/TT-BTC, chứng từ xuất xứ", believed=True)
_USED = Citation("Quyết định 18/2019/QĐ-TTg, máy móc đã qua sử dụng", believed=True)
_TYPES = Citation("Quyết định 1357/QĐ-TCHQ, hồ sơ theo loại hình", believed=True)
_HABIT = Citation("Thông lệ kiểm tra: giúp công chức kết luận nhanh", believed=True)

#: ways a document is held that a machine can carry
DIGITAL = frozenset({"upload", "signed", "data"})
_USED_WORDS = ("đã qua sử dụng", "đã sử dụng", "hàng cũ", "used", "second-hand", "second hand", "旧", "二手")
_SET_WORDS = ("dây chuyền", "tổ hợp", "chưa lắp ráp", "tháo rời", "production line", "unassembled", "disassembled", "生产线", "成套", "未组装")
_MACHINES = frozenset({"84", "85", "90"})


@dataclass(frozen=True)
class Need:
    """One document that is needed. `blocks`: nothing is registered without it; `advised`: it only helps.

    `lines` are the numbers of the lines that ask for it; none means the whole declaration. `agency` issues it.
    """

    kind: str
    words: Words
    why: Words
    cites: Citation
    blocks: bool = False
    advised: bool = False
    agency: str = ""
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Case:
    """One declaration with its type, as the table below asks."""

    f: GoodsFacts
    kind: DeclarationType

    @property
    def paid(self) -> bool:
        """Whether the buyer pays the seller."""
        return self.f.price_kind != "B" and not self.f.cargo_class and self.f.direction != TRANSIT

    @property
    def imported(self) -> bool:
        return self.f.direction == IMPORT

    @property
    def measured(self) -> bool:
        """Whether a line falls under a trade remedy."""
        tariff = self.f.tariff or {}
        return any(tariff[line.hs].line.measures for line in self.f.lines if line.hs in tariff)

    def named(self, words: tuple[str, ...]) -> bool:
        """Whether a machine's description holds one of these words."""
        return any(line.chapter in _MACHINES and any(word in line.name.lower() for word in words) for line in self.f.lines)


@dataclass(frozen=True)
class _Line:
    """One line of the law: this document is needed when `holds`."""

    kind: str
    article: str
    holds: Callable[[_Case], bool]
    why: Words
    cites: Citation | None = None
    advised: bool = False
    blocks: bool = False

    def need(self) -> Need:
        number, _, point = self.article.partition(".")
        section = point.partition(".")[0]
        cites = self.cites or Citation(_CIRCULAR.format(self.article), f"Điều 26.2.TT.9.{number} khoản {section}")
        return Need(self.kind, KINDS[self.kind], self.why, cites, self.blocks, self.advised)


_PAID = Words("Người mua phải thanh toán cho người bán", "The buyer pays the seller", "买方须向卖方付款")
_CARRIED = Words("Hàng đi đường biển, đường không, đường sắt", "The goods travel by sea, air or rail", "货物经海运、空运或铁路运输")
_RELATED = Words("Có quan hệ đặc biệt, khoản điều chỉnh hoặc phương pháp khác", "Related parties, adjustments or another method",
"有特殊关系、调整项或采用其他方法")
_PREFERRED = Words("Áp dụng thuế suất theo hiệp định", "The rate of an agreement is claimed", "适用协定税率")
_MEASURED = Words("Hàng chịu thuế phòng vệ thương mại theo nước xuất xứ", "Trade remedies depend on the origin", "贸易救济税按原产国征收")
_CITING = Words("Loại hình đi sau một tờ khai khác", "The type follows another declaration", "该贸易方式对应原报关单")
_ENTRUSTED = Words("Xuất, nhập khẩu ủy thác", "Traded on behalf of a principal", "委托进出口")
_LISTED = Words("Khai hàng trong danh mục miễn thuế", "Goods of an exemption list", "申报免税清单商品")
_AIDED = Words("Hàng viện trợ, an ninh, quốc phòng", "Aid, security or defence goods", "援助、安全或国防物资")
_IN_PARTS = Words("Máy liên hợp, tổ hợp, chưa lắp ráp", "A composite machine, or one in parts", "联合机械、成套设备或未组装")
_SECOND_HAND = Words("Máy móc đã qua sử dụng", "Used machinery", "旧机械")
_MANY = Words("Hàng nhiều loại, nhiều kiện", "Several goods and packages", "多种商品、多件包装")
_TECHNICAL = Words("Máy móc, thiết bị điện, dụng cụ đo", "Machines, electrical goods, instruments", "机械、电气、仪器")

LINES: tuple[_Line, ...] = (
    _Line("commercial_invoice", "16.2.b", lambda c: c.imported and c.paid and not c.kind.is_for("processing"), _PAID),
    _Line("commercial_invoice", "16.1.b", lambda c: c.f.direction == EXPORT and c.paid and not c.kind.is_for("processing", "re_export"), _PAID),
    _Line("transport_document", "16.2.c", lambda c: c.imported and c.f.mode in ("sea", "sea_bulk", "air", "rail")
          and not c.kind.is_for("domestic", "zone"), _CARRIED),
    _Line("certificate_of_origin", "16.2.i", lambda c: c.imported and any(line.preference for line in c.f.lines), _PREFERRED, blocks=True),
    _Line("certificate_of_origin", "", lambda c: c.imported and c.measured, _MEASURED, _ORIGIN),
    _Line("value_declaration", "16.2.h", lambda c: c.imported and (
        c.f.valuation.related or bool(c.f.valuation.adjustments) or c.f.valuation.method != "1"), _RELATED),
    _Line("previous_declaration", "", lambda c: c.kind.previous == REQUIRED, _CITING, _TYPES),
    _Line("entrustment_contract", "16.2.l", lambda c: c.imported and bool(c.f.principal), _ENTRUSTED),
    _Line("entrustment_contract", "16.1.g", lambda c: c.f.direction == EXPORT and bool(c.f.principal), _ENTRUSTED),
    _Line("exemption_list", "16.4.a", lambda c: any(line.exemption_list for line in c.f.lines), _LISTED),
    _Line("aid_confirmation", "16.3.a", lambda c: c.imported and c.f.cargo_class in ("B", "C", "D", "E"), _AIDED),
    _Line("machinery_list", "16.2.k", lambda c: c.imported and c.named(_SET_WORDS), _IN_PARTS),
    _Line("used_survey", "", lambda c: c.imported and c.named(_USED_WORDS), _SECOND_HAND, _USED),
    _Line("packing_list", "", lambda c: len(c.f.lines) > 1 and (c.f.packages or 0) > 1 and c.f.direction != TRANSIT, _MANY, _HABIT, advised=True),
    _Line("catalogue", "", lambda c: c.imported and any(line.chapter in _MACHINES for line in c.f.lines), _TECHNICAL, _HABIT, advised=True),
)


def required(facts: GoodsFacts, law: DatedLaw, on: date) -> tuple[Need, ...]:
    """The documents of this declaration on that day, each kind once, in the order of the law."""
    kind = type_of(law.value("goods.types", on), facts.kind)
    case = _Case(facts, kind)
    found: dict[str, Need] = {}
    for line in LINES:
        if line.kind not in found and line.holds(case):
            found[line.kind] = line.need()
    for document in kind.documents:
        found.setdefault(document, Need(document, KINDS[document], _of_type(kind), _TYPES))
    for need in _by_goods(facts, law, on):
        found.setdefault(need.kind, need)
    return tuple(found.values())


def _of_type(kind: DeclarationType) -> Words:
    return Words(f"Hồ sơ của loại hình {kind.code}", f"Dossier of type {kind.code}", f"贸易方式{kind.code}所需单证")


def _by_goods(facts: GoodsFacts, law: DatedLaw, on: date) -> Iterable[Need]:
    """What chapters, headings and codes ask for, with the lines that do."""
    names = law.value("codes.permit_kinds", on)
    needs: tuple[HsNeed, ...] = law.value("codes.hs_needs", on)
    for need in needs:
        lines = tuple(line.number for line in facts.lines if need.needed_for(line.hs, facts.direction)) if need.in_force(on) else ()
        if lines:
            words = names.get(need.kind) or KINDS[need.kind]
            yield Need(need.kind, words, need.words, need.cites, need.blocks, False, need.agency, lines)


def held(facts: GoodsFacts) -> frozenset[str]:
    """The kinds that the dossier holds: attached, cited as a permit, or known from an earlier declaration."""
    kinds = {document.kind for document in facts.documents} | {permit.kind for permit in facts.permits if permit.number}
    if "origin_declaration" in kinds:
        kinds.add("certificate_of_origin")
    if facts.history.previous:
        kinds.add("previous_declaration")
    return frozenset(kinds)


def missing(facts: GoodsFacts, law: DatedLaw, on: date) -> tuple[Need, ...]:
    """What is needed and not yet held; documents that only help are left out."""
    have = held(facts)
    return tuple(need for need in required(facts, law, on) if need.kind not in have and not need.advised)


def kind_words(kind: str, law: DatedLaw, on: date) -> Words:
    """The name of a kind of document, of traders' or of a ministry."""
    found: Words | None = KINDS.get(kind) or law.value("codes.permit_kinds", on).get(kind)
    return found or Words(kind, kind, kind)


def digitised_share(documents: Iterable[DocumentRef], needs: Iterable[Need] = ()) -> int:
    """Per cent of the dossier that is digital: uploaded, signed or data; a need nobody met counts as paper.

    An empty dossier that needs nothing is wholly digital.
    """
    kinds: dict[str, bool] = {need.kind: False for need in needs if not need.advised}
    count, digital = 0, 0
    for document in documents:
        kinds.pop(document.kind, None)
        count += 1
        digital += document.how in DIGITAL
    count += len(kinds)
    return 100 if not count else digital * 100 // count
