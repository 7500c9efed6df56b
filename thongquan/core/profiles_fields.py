"""The facts a goods profile may look at, with level and kind; no personal attribute is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from thongquan.core.goods import DIRECTIONS, GoodsFacts, Line
from thongquan.core.reading import VIETNAM
from thongquan.core.search import fold
from thongquan.core.words import Words

Fact = str | Decimal | int | bool | None

#: where a fact lives: on each line, on the declaration, on the declarant
LINE, DECLARATION, TRADER = "line", "declaration", "trader"
LEVELS: dict[str, Words] = {
    LINE: Words("Từng dòng hàng", "Each line", "每项商品"),
    DECLARATION: Words("Cả tờ khai", "The whole declaration", "整份报关单"),
    TRADER: Words("Người khai", "The declarant", "申报人"),
}

#: comparisons that fit each kind of fact
OPERATORS: dict[str, tuple[str, ...]] = {
    "text": ("=", "!=", "in", "starts", "contains", "known"),
    "code": ("=", "!=", "in", "starts", "known"),
    "entity": ("=", "!=", "in", "known"),
    "number": ("=", "!=", "<", "<=", ">", ">=", "between", "in", "known"),
    "yes": ("=",),
}


@dataclass(frozen=True)
class Around:
    """What is known beside the declaration when it is judged.

    `usd` is đồng for one US dollar on that day; `permit_missing`, `banned` and `by_law` are numbers of lines: goods
    that lack a listed licence, goods that may not pass, goods that a law orders to be checked; `gate_kg` is what the
    scale at the gate said.
    """

    usd: Decimal | None = None
    permit_missing: frozenset[int] = frozenset()
    banned: frozenset[int] = frozenset()
    by_law: frozenset[int] = frozenset()
    gate_kg: Decimal | None = None


NOTHING = Around()
Reads = Callable[[GoodsFacts, Line, Around], Fact]


@dataclass(frozen=True)
class Field:
    """One fact: its words, level and kind, how it is read, and its values when the list of them is closed.

    `is_list` marks what names single firms or things: never the sole ground of a profile (Circular 81/2019 art. 19).
    """

    words: Words
    level: str
    kind: str
    of: Reads
    choices: tuple[str, ...] = ()
    is_list: bool = False


def _sum(values: Iterable[Decimal | int | None]) -> Decimal | None:
    known = [Decimal(v) for v in values if v is not None]
    return sum(known, Decimal(0)) if known else None


def _over(top: Decimal | int | None, bottom: Decimal | int | None) -> Decimal | None:
    """A ratio; unknown when a part is unknown or the divisor is nothing."""
    return Decimal(top) / Decimal(bottom) if top is not None and bottom else None


def line_usd(f: GoodsFacts, line: Line, around: Around) -> Decimal | None:
    """The customs value of a line in US dollars; the invoice's when that is in dollars and no value is computed."""
    if line.customs_value is not None and around.usd:
        return line.customs_value / around.usd
    return line.invoice_value if f.invoice.currency == "USD" else None


def line_gross(f: GoodsFacts, line: Line) -> Decimal | None:
    """The gross weight of a line; where only the whole is declared, its share by net weight."""
    if line.gross_kg is not None or f.gross_kg is None or not line.net_kg:
        return line.gross_kg
    whole = _sum(one.net_kg for one in f.lines)
    return f.gross_kg * line.net_kg / whole if whole else None


def _total_usd(f: GoodsFacts, line: Line, around: Around) -> Decimal | None:
    return _sum(line_usd(f, one, around) for one in f.lines)


def _hour(f: GoodsFacts, line: Line, around: Around) -> int | None:
    at = f.registered_at or f.declared_at
    return at.astimezone(VIETNAM).hour if at else None


def _weekday(f: GoodsFacts, line: Line, around: Around) -> int | None:
    at = f.registered_at or f.declared_at
    return at.astimezone(VIETNAM).isoweekday() if at else None


def _invoice_age(f: GoodsFacts, line: Line, around: Around) -> int | None:
    at = f.registered_at or f.declared_at
    return (at.astimezone(VIETNAM).date() - f.invoice.day).days if at and f.invoice.day else None


def _freight_share(f: GoodsFacts, line: Line, around: Around) -> Decimal | None:
    same = f.valuation.freight_currency == f.invoice.currency
    share = _over(f.valuation.freight, f.invoice.total) if same else None
    return share * 100 if share is not None else None


def _gate_excess(f: GoodsFacts, line: Line, around: Around) -> Decimal | None:
    """By how many percent the scale at the gate says more than was declared."""
    share = _over(around.gate_kg, f.gross_kg)
    return (share - 1) * 100 if share is not None else None


def _hit_share(f: GoodsFacts, line: Line, around: Around) -> Decimal | None:
    share = _over(f.trader.hits_before, f.trader.checks_before)
    return share * 100 if share is not None else None


def _l(vi: str, en: str, zh: str, kind: str, of: Reads, **rest: Any) -> Field:
    return Field(Words(vi, en, zh), LINE, kind, of, **rest)


def _d(vi: str, en: str, zh: str, kind: str, of: Reads, **rest: Any) -> Field:
    return Field(Words(vi, en, zh), DECLARATION, kind, of, **rest)


def _t(vi: str, en: str, zh: str, kind: str, of: Reads, **rest: Any) -> Field:
    return Field(Words(vi, en, zh), TRADER, kind, of, **rest)


FIELDS: dict[str, Field] = {
    # each line
    "hs": _l("Mã HS, không dấu chấm", "HS code without dots", "HS编码（无点）", "code", lambda f, n, a: n.hs or None),
    "chapter": _l("Chương HS", "HS chapter", "HS章", "code", lambda f, n, a: n.chapter or None),
    "heading": _l("Nhóm HS", "HS heading", "HS品目", "code", lambda f, n, a: n.heading or None),
    "name": _l("Tên hàng", "Description of goods", "商品名称", "text", lambda f, n, a: fold(n.name) or None),
    "name_length": _l("Độ dài tên hàng (ký tự)", "Length of the description (signs)", "商品名称长度（字符）", "number", lambda f, n, a: len(n.name)),
    "origin": _l("Nước xuất xứ", "Country of origin", "原产国", "code", lambda f, n, a: n.origin or None),
    "origin_differs": _l("Xuất xứ khác nước đối tác", "Origin is not the partner's country", "原产国与贸易伙伴国不同", "yes",
                         lambda f, n, a: bool(n.origin and f.partner_country and n.origin != f.partner_country)),
    "unit": _l("Đơn vị tính", "Unit of quantity", "计量单位", "code", lambda f, n, a: n.unit.upper() or None),
    "quantity": _l("Số lượng", "Quantity", "数量", "number", lambda f, n, a: n.quantity),
    "net_kg": _l("Trọng lượng tịnh (kg)", "Net weight (kg)", "净重（千克）", "number", lambda f, n, a: n.net_kg),
    "gross_kg": _l("Trọng lượng cả bì (kg)", "Gross weight (kg)", "毛重（千克）", "number", lambda f, n, a: line_gross(f, n)),
    "packages": _l("Số kiện", "Packages", "件数", "number", lambda f, n, a: n.packages),
    "unit_price": _l("Đơn giá hóa đơn", "Unit price on the invoice", "发票单价", "number", lambda f, n, a: n.unit_price),
    "value": _l("Trị giá dòng hàng (USD)", "Value of the line (USD)", "商品项价值（美元）", "number", line_usd),
    "unit_value": _l("Trị giá một đơn vị (USD)", "Value of one unit (USD)", "单位价值（美元）", "number",
                     lambda f, n, a: _over(line_usd(f, n, a), n.quantity)),
    "kg_value": _l("Trị giá một kg tịnh (USD)", "Value of one net kg (USD)", "每净重千克价值（美元）", "number",
                   lambda f, n, a: _over(line_usd(f, n, a), n.net_kg)),
    "tare": _l("Trọng lượng cả bì trên tịnh", "Gross over net weight", "毛净重比", "number", lambda f, n, a: _over(line_gross(f, n), n.net_kg)),
    "kg_per_package": _l("Kg mỗi kiện", "Kg for each package", "每件千克数", "number", lambda f, n, a: _over(n.gross_kg or n.net_kg, n.packages)),
    "preference": _l("Mã ưu đãi thuế (FTA)", "Preference claimed (FTA)", "申请的优惠协定", "code", lambda f, n, a: n.preference.upper() or None),
    "quota": _l("Trong hạn ngạch", "Within a quota", "配额内", "yes", lambda f, n, a: n.quota),
    "exemption": _l("Mã miễn thuế", "Exemption code", "免税代码", "code", lambda f, n, a: n.exemption.upper() or None),
    "brand": _l("Nhãn hiệu", "Brand", "品牌", "text", lambda f, n, a: fold(n.brand) or None),
    "line_permits": _l("Số giấy phép nêu ở dòng", "Permits cited on the line", "商品项引用的许可证数", "number", lambda f, n, a: len(n.permits)),
    "permit_missing": _l("Thiếu giấy phép bắt buộc", "A required licence is missing", "缺少必需的许可证", "yes",
                         lambda f, n, a: n.number in a.permit_missing),
    "banned": _l("Hàng cấm", "Prohibited goods", "禁止进出境货物", "yes", lambda f, n, a: n.number in a.banned),
    "by_law": _l("Luật buộc kiểm tra", "The law orders a check", "依法须检查", "yes", lambda f, n, a: n.number in a.by_law),
    # the whole declaration
    "direction": _d("Chiều", "Direction", "方向", "code", lambda f, n, a: f.direction.upper(), choices=tuple(d.upper() for d in DIRECTIONS)),
    "kind": _d("Mã loại hình", "Type of declaration", "报关单类型", "code", lambda f, n, a: f.kind.upper()),
    "mode": _d("Phương thức vận chuyển", "Mode of transport", "运输方式", "code", lambda f, n, a: f.mode.upper() or None),
    "office": _d("Hải quan đăng ký", "Office of registration", "登记海关", "code", lambda f, n, a: f.office or None),
    "gate": _d("Cửa khẩu", "Gate", "口岸", "code", lambda f, n, a: f.gate or None),
    "partner_country": _d("Nước đối tác", "Partner's country", "贸易伙伴国", "code", lambda f, n, a: f.partner_country or None),
    "incoterm": _d("Điều kiện giao hàng", "Incoterm", "贸易术语", "code", lambda f, n, a: f.invoice.incoterm.upper() or None),
    "currency": _d("Đồng tiền hóa đơn", "Invoice currency", "发票币种", "code", lambda f, n, a: f.invoice.currency.upper() or None),
    "invoice_age": _d("Tuổi hóa đơn (ngày)", "Age of the invoice (days)", "发票日龄（天）", "number", _invoice_age),
    "method": _d("Phương pháp trị giá", "Valuation method", "估价方法", "code", lambda f, n, a: f.valuation.method or None),
    "related": _d("Quan hệ đặc biệt", "Related parties", "特殊关系", "yes", lambda f, n, a: f.valuation.related),
    "freight_share": _d("Cước trên hóa đơn (%)", "Freight over invoice (%)", "运费占发票比（%）", "number", _freight_share),
    "loading_place": _d("Nơi xếp hàng", "Place of loading", "装货地", "code", lambda f, n, a: f.loading_place.upper() or None),
    "unloading_place": _d("Nơi dỡ hàng", "Place of unloading", "卸货地", "code", lambda f, n, a: f.unloading_place.upper() or None),
    "lines": _d("Số dòng hàng", "Lines", "商品项数", "number", lambda f, n, a: len(f.lines)),
    "origins": _d("Số nước xuất xứ", "Countries of origin", "原产国数", "number", lambda f, n, a: len(f.origins)),
    "chapters": _d("Số chương HS khác nhau", "Different HS chapters", "不同HS章数", "number", lambda f, n, a: len({one.chapter for one in f.lines})),
    "containers": _d("Số container", "Containers", "集装箱数", "number", lambda f, n, a: len(f.containers)),
    "bills": _d("Số vận đơn", "Transport documents", "运单数", "number", lambda f, n, a: len(f.bills)),
    "documents": _d("Số chứng từ", "Documents", "单证数", "number", lambda f, n, a: len(f.documents)),
    "permits": _d("Số giấy phép nêu", "Permits cited", "引用的许可证数", "number", lambda f, n, a: len(f.permits)),
    "total_value": _d("Tổng trị giá (USD)", "Total value (USD)", "总价值（美元）", "number", _total_usd),
    "total_kg": _d("Tổng trọng lượng (kg)", "Total gross weight (kg)", "总毛重（千克）", "number", lambda f, n, a: f.gross_kg),
    "total_packages": _d("Tổng số kiện", "Total packages", "总件数", "number", lambda f, n, a: f.packages),
    "perishable": _d("Có hàng mau hỏng", "Perishable goods", "含易腐货物", "yes", lambda f, n, a: f.perishable),
    "guarantee": _d("Có bảo lãnh", "Under a guarantee", "有担保", "yes", lambda f, n, a: bool(f.guarantee)),
    "split_of": _d("Số tờ khai tách", "Parts of a split declaration", "拆分报关单份数", "number", lambda f, n, a: f.split_of),
    "amended": _d("Đã khai sửa", "Amended", "已修改申报", "yes", lambda f, n, a: bool(f.history.amended)),
    "bill_reused": _d("Vận đơn đã dùng ở tờ khai khác", "Transport document used before", "运单已被使用", "yes", lambda f, n, a: bool(f.history.bill_used_by)),
    "invoice_reused": _d("Hóa đơn đã dùng ở tờ khai khác", "Invoice used before", "发票已被使用", "yes", lambda f, n, a: bool(f.history.invoice_used_by)),
    "gate_excess": _d("Cân tại cửa khẩu vượt khai báo (%)", "Gate weight above declared (%)", "口岸称重超申报（%）", "number", _gate_excess),
    "hour": _d("Giờ đăng ký (0-23)", "Hour of registration (0-23)", "登记小时（0-23）", "number", _hour),
    "weekday": _d("Thứ (1 thứ Hai - 7 Chủ nhật)", "Weekday (1 Monday - 7 Sunday)", "星期（1周一-7周日）", "number", _weekday),
    "importer": _d("Mã số thuế người nhập khẩu", "Importer's tax number", "进口商税号", "entity", lambda f, n, a: f.importer_tax_id or None, is_list=True),
    "agent": _d("Mã số thuế đại lý", "Agent's tax number", "报关行税号", "entity", lambda f, n, a: f.agent_tax_id or None, is_list=True),
    "partner": _d("Tên đối tác nước ngoài", "Foreign partner's name", "境外伙伴名称", "entity", lambda f, n, a: fold(f.exporter) or None, is_list=True),
    "conveyance": _d("Phương tiện vận tải", "Means of transport", "运输工具", "entity", lambda f, n, a: fold(f.conveyance) or None, is_list=True),
    # the declarant
    "trader.grade": _t("Mức tuân thủ (1-5)", "Compliance level (1-5)", "合规等级（1-5）", "number", lambda f, n, a: f.trader.grade),
    "trader.months": _t("Số tháng hoạt động", "Months known", "活动月数", "number", lambda f, n, a: f.trader.months_known),
    "trader.declarations": _t("Số tờ khai trước đó, đếm đến 1.000", "Earlier declarations, counted to 1,000", "以往报关单数（最多计至1,000）", "number",
                             lambda f, n, a: f.trader.declarations_before),
    "trader.checks": _t("Số lần đã kiểm tra", "Earlier checks", "以往检查次数", "number", lambda f, n, a: f.trader.checks_before),
    "trader.hits": _t("Số lần phát hiện sai", "Earlier findings", "以往查获次数", "number", lambda f, n, a: f.trader.hits_before),
    "trader.hit_share": _t("Tỷ lệ phát hiện (%)", "Share of checks with findings (%)", "查获率（%）", "number", _hit_share),
    "trader.enforced": _t("Đang bị cưỡng chế thuế", "Under tax enforcement", "被税务强制执行", "yes", lambda f, n, a: f.trader.enforced),
}
