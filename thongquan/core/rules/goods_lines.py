"""Rules of a line: code, description, origin, quantities, units, exemption, absolute duty."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from thongquan.core.goods import EXPORT, IMPORT, TRANSIT, GoodsFacts, Line
from thongquan.core.rule import Hit, Moment, RuleBook, hit
from thongquan.core.rules.goods_sources import (
    C18_1,
    C27_3,
    D25_3,
    HOUSE,
    ISO_CODES,
    LAW_29,
    REGISTER,
    STEPS,
    VNACCS,
    country,
    kind_of,
    numbered,
)
from thongquan.core.words import Words

BOOK = RuleBook()

_CODE = re.compile(r"\d{8}(\d{2}){0,2}")
#: words that name no goods, folded
VAGUE = frozenset("""hang hoa;hang;goods;cargo;general cargo;san pham;product;products;phu kien;accessories;linh kien;parts;spare parts;
phu tung;mau;sample;samples;do dung;tap hoa;hang tap hoa;bach hoa;vat tu;nguyen lieu;materials;may moc;machine;machinery;thiet bi;equipment;
quan ao;clothes;vai;fabric;nhua;plastic;hoa chat;chemical;chemicals;thuc pham;food;trai cay;hoa qua;fruit;fruits;rau;vegetables;
货物;商品;杂货;日用品;百货;配件;零件;样品;水果;蔬菜;机械;设备;布料;塑料;衣服;食品""".replace("\n", "").split(";"))
#: chapters whose goods are told apart by brand and model
BRANDED = frozenset({"84", "85", "87", "90"})


def folded(name: str) -> str:
    """A description without accents, signs and capitals."""
    plain = "".join(ch for ch in unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D")) if not unicodedata.combining(ch))
    return " ".join(re.sub(r"[\W_]+", " ", plain.casefold()).split())


@BOOK.rule(
    "LIN-01", steps=STEPS, cites=LAW_29, pointer="/lines",
    says=Words("Dòng {line}: mã HS “{hs}” không phải 8 đến 12 chữ số", "Line {line}: HS code “{hs}” is not 8 to 12 digits",
               "第{line}项：商品编码“{hs}”不是8至12位数字"),
    do=Words("Tìm mã theo tên hàng rồi chọn mã đủ 8 số.", "Search by words and choose a code of eight digits.", "请按品名查找并选择8位编码。"),
)
def code_has_its_form(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line in numbered(f):
        if not _CODE.fullmatch(line.hs):
            yield hit(f"{at}/hs", line=line.number, hs=line.hs or "–")


@BOOK.rule(
    "LIN-02", steps=STEPS, cites=D25_3, pointer="/lines",
    says=Words("Dòng {line}: mã HS {hs} không có trong biểu thuế ngày khai", "Line {line}: HS code {hs} is not in the tariff of the day",
               "第{line}项：当日税则中没有编码{hs}"),
    do=Words("Chọn mã đang có hiệu lực; mã cũ có thể đã đổi.", "Choose a code in force; an old one may have changed.", "请选择有效编码；旧编码可能已变更。"),
)
def code_is_in_the_tariff(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.tariff is not None:
        for at, line in numbered(f):
            if _CODE.fullmatch(line.hs) and line.hs not in f.tariff:
                yield hit(f"{at}/hs", line=line.number, hs=line.hs)


@BOOK.rule(
    "LIN-03", steps=(REGISTER,), cites=HOUSE, pointer="/lines", blocks=False,
    says=Words("Dòng {line}: biểu thuế đang dùng chỉ có mã {known}, chưa có mã {hs}", "Line {line}: the tariff at hand holds {known} only, not {hs}",
               "第{line}项：现有税则仅有{known}，无{hs}"),
    do=Words("Thuế được tính gần đúng; công chức sẽ xác định mã.", "Duty is an estimate; an officer settles the code.", "税款为估算，由关员确定编码。"),
)
def code_is_exact(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line in numbered(f):
        found = (f.tariff or {}).get(line.hs)
        if found and not found.exact:
            yield hit(f"{at}/hs", line=line.number, hs=line.hs, known=found.line.hs)


@BOOK.rule(
    "LIN-04", steps=STEPS, cites=LAW_29, pointer="/lines",
    says=Words("Dòng {line}: chưa có tên hàng", "Line {line}: the goods are not described", "第{line}项：未填品名"),
    do=Words("Ghi tên hàng, công dụng, quy cách.", "Write name, use and size.", "请填写品名、用途、规格。"),
)
def goods_are_described(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line in numbered(f):
        if not line.name.strip():
            yield hit(f"{at}/name", line=line.number)


@BOOK.rule(
    "LIN-05", steps=(REGISTER,), cites=LAW_29, pointer="/lines", blocks=False,
    says=Words("Dòng {line}: mô tả “{name}” quá chung", "Line {line}: the description “{name}” is too vague", "第{line}项：品名“{name}”过于笼统"),
    do=Words("Thêm công dụng, thành phần, nhãn hiệu, quy cách, mới hay cũ: mô tả rõ thì ít bị hỏi lại.",
             "Add use, composition, brand, size, new or used: a clear description is rarely asked about.",
             "请补充用途、成分、品牌、规格、新旧：描述清楚可减少询问。"),
)
def description_is_clear(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    least = now.value("goods.name.letters")
    for at, line in numbered(f):
        name = folded(line.name)
        if name and (name in VAGUE or _short(name, least)):
            yield hit(f"{at}/name", line=line.number, name=line.name[:40])


def _short(name: str, least: int) -> bool:
    """Too few letters to tell goods apart; a Chinese sign says as much as three letters."""
    return sum(3 if "\u4e00" <= ch <= "\u9fff" else 1 for ch in name if not ch.isdigit() and ch != " ") < least


@BOOK.rule(
    "LIN-06", steps=STEPS, cites=LAW_29, pointer="/lines",
    says=Words("Dòng {line}: chưa có nước xuất xứ", "Line {line}: the country of origin is missing", "第{line}项：未填原产国"),
    do=Words("Chọn nước sản xuất ra hàng.", "Choose the country where it was made.", "请选择生产国。"),
)
def import_has_its_origin(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.direction == IMPORT:
        for at, line in numbered(f):
            if not line.origin:
                yield hit(f"{at}/origin", line=line.number)


@BOOK.rule(
    "LIN-07", steps=STEPS, cites=ISO_CODES, pointer="/lines",
    says=Words("Dòng {line}: mã nước “{code}” không có trong danh sách ISO", "Line {line}: country “{code}” is not an ISO code",
               "第{line}项：国家代码“{code}”不在ISO清单内"),
    do=Words("Chọn nước trong danh sách.", "Choose the country from the list.", "请从清单中选择国家。"),
)
def origin_exists(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    known = now.value("codes.countries")
    for at, line in numbered(f):
        if line.origin and line.origin not in known:
            yield hit(f"{at}/origin", line=line.number, code=line.origin)


@BOOK.rule(
    "LIN-08", steps=(REGISTER,), cites=HOUSE, pointer="/lines", blocks=False,
    says=Words("Dòng {line}: hàng nhập khẩu khai xuất xứ {country}", "Line {line}: the import is declared as made in {country}",
               "第{line}项：进口货物申报原产国为{country}"),
    do=Words("Hàng Việt Nam trả về khai loại hình A31 hoặc G51.", "Returned Vietnamese goods are type A31 or G51.", "退回的越南货物应申报A31或G51。"),
)
def import_is_foreign(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.direction == IMPORT and not kind_of(f, now).is_for("re_import", "domestic", "zone", "outward_processing", "home_use"):
        for at, line in numbered(f):
            if line.origin == "VN":
                yield hit(f"{at}/origin", line=line.number, country=country("VN", now))


@BOOK.rule(
    "LIN-09", steps=STEPS, cites=LAW_29, pointer="/lines",
    says=Words("Dòng {line}: số lượng phải lớn hơn 0", "Line {line}: the quantity must be above zero", "第{line}项：数量须大于0"),
    do=Words("Nhập số lượng theo đơn vị tính.", "Enter the quantity in its unit.", "请按计量单位填写数量。"),
)
def there_is_a_quantity(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line in numbered(f):
        if line.quantity is None or line.quantity <= 0:
            yield hit(f"{at}/quantity", line=line.number)


@BOOK.rule(
    "LIN-10", steps=STEPS, cites=ISO_CODES, pointer="/lines",
    says=Words("Dòng {line}: đơn vị tính “{unit}” không có trong danh sách", "Line {line}: unit “{unit}” is not in the list",
               "第{line}项：计量单位“{unit}”不在清单内"),
    do=Words("Chọn đơn vị, ví dụ KGM, PCE, MTR.", "Choose a unit, for example KGM, PCE, MTR.", "请选择单位，如KGM、PCE、MTR。"),
)
def units_are_listed(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    known = now.value("codes.units")
    for at, line in numbered(f):
        if line.unit not in known:
            yield hit(f"{at}/unit", line=line.number, unit=line.unit or "–")
        if line.unit2 and line.unit2 not in known:
            yield hit(f"{at}/unit2", line=line.number, unit=line.unit2)


@BOOK.rule(
    "LIN-11", steps=STEPS, cites=VNACCS, pointer="/lines",
    says=Words("Dòng {line}: số lượng 2 và đơn vị tính 2 phải khai cùng nhau", "Line {line}: the second quantity and its unit go together",
               "第{line}项：第二数量与第二单位须同时申报"),
    do=Words("Nhập mục còn thiếu hoặc xóa cả hai.", "Enter the missing one or remove both.", "请填写缺少的一项或同时删除。"),
)
def second_quantity_has_its_unit(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line in numbered(f):
        if (line.quantity2 is None) != (not line.unit2):
            yield hit(f"{at}/{'quantity2' if line.quantity2 is None else 'unit2'}", line=line.number)


@BOOK.rule(
    "LIN-12", steps=(REGISTER,), cites=VNACCS, pointer="/lines", blocks=False,
    says=Words("Dòng {line}: biểu thuế tính theo {unit}, dòng không có đơn vị này", "Line {line}: the tariff counts in {unit}, which the line does not declare",
               "第{line}项：税则单位为{unit}，本项未申报该单位"),
    do=Words("Khai số lượng theo {unit}, hoặc thêm ở số lượng 2.", "Declare the quantity in {unit}, or as the second quantity.",
             "请按{unit}申报数量，或填入第二数量。"),
)
def tariff_unit_is_declared(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    names = now.value("codes.units")
    for at, line in numbered(f):
        found = (f.tariff or {}).get(line.hs)
        unit = found.line.unit if found else ""
        if unit and unit not in (line.unit, line.unit2):
            yield hit(f"{at}/unit", line=line.number, unit=names.get(unit, Words(unit, unit, unit)))


@BOOK.rule(
    "LIN-13", steps=(REGISTER,), cites=HOUSE, pointer="/lines", blocks=False,
    says=Words("Dòng {line} giống hệt dòng {other}", "Line {line} is the same as line {other}", "第{line}项与第{other}项完全相同"),
    do=Words("Xóa nếu trùng; nếu là hai lô, ghi điểm khác nhau ở mô tả.", "Remove it if it is a repeat; otherwise say what differs.",
             "如重复请删除；如为两批请在描述中区分。"),
)
def lines_differ(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    seen: dict[tuple[object, ...], int] = {}
    for at, line in numbered(f):
        key = (line.hs, folded(line.name), line.origin, line.quantity, line.unit, line.invoice_value, line.model, line.brand)
        if line.hs and key in seen:
            yield hit(f"{at}/name", line=line.number, other=seen[key])
        seen.setdefault(key, line.number)


@BOOK.rule(
    "LIN-14", steps=STEPS, cites=C27_3, pointer="/lines",
    says=Words("Dòng {line}: số danh mục miễn thuế và dòng trong danh mục phải khai cùng nhau", "Line {line}: the exemption list and its line go together",
               "第{line}项：免税清单号与清单项号须同时申报"),
    do=Words("Nhập mục còn thiếu.", "Enter the one that is missing.", "请填写缺少的一项。"),
)
def exemption_list_has_its_line(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line in numbered(f):
        if bool(line.exemption_list) != (line.exemption_line is not None):
            yield hit(f"{at}/{'exemption_line' if line.exemption_list else 'exemption_list'}", line=line.number)


@BOOK.rule(
    "LIN-15", steps=STEPS, cites=C27_3, pointer="/lines",
    says=Words("Dòng {line}: khai số tiền giảm thuế mà không có mã giảm", "Line {line}: a reduction is claimed without its code",
               "第{line}项：申报减税金额但无减税代码"),
    do=Words("Nhập mã miễn, giảm thuế hoặc xóa số tiền.", "Enter the code or remove the amount.", "请填写减免税代码或删除金额。"),
)
def reduction_has_its_code(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line in numbered(f):
        if line.reduction and not line.exemption:
            yield hit(f"{at}/exemption", line=line.number)


@BOOK.rule(
    "LIN-16", steps=STEPS, cites=VNACCS, pointer="/lines",
    says=Words("Dòng {line}: mức thuế tuyệt đối phải có đủ đơn vị và đồng tiền", "Line {line}: an absolute duty needs its unit and currency",
               "第{line}项：从量税额须有单位和币种"),
    do=Words("Nhập đủ ba mục, hoặc để trống cả ba.", "Enter all three, or none.", "请三项全填或全空。"),
)
def absolute_duty_is_whole(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line in numbered(f):
        told = (line.absolute_rate is not None, bool(line.absolute_unit), bool(line.absolute_currency))
        if any(told) and not all(told):
            yield hit(f"{at}/{('absolute_rate', 'absolute_unit', 'absolute_currency')[told.index(False)]}", line=line.number)


@BOOK.rule(
    "LIN-17", steps=(REGISTER,), cites=C18_1, pointer="/lines", blocks=False,
    says=Words("Dòng {line}: loại hình {kind} cần mã nguyên liệu, mã sản phẩm", "Line {line}: type {kind} needs the material or product code",
               "第{line}项：贸易方式{kind}须申报料件或成品代码"),
    do=Words("Nhập mã theo sổ quản lý của doanh nghiệp; mã này dùng khi báo cáo quyết toán.", "Enter the code of your books; the yearly report uses it.",
             "请按企业账册填写代码，年度核销使用。"),
)
def processing_names_its_materials(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if kind_of(f, now).is_for("processing"):
        for at, line in numbered(f):
            if not line.material_code:
                yield hit(f"{at}/material_code", line=line.number, kind=f.kind)


@BOOK.rule(
    "LIN-18", steps=(REGISTER,), cites=HOUSE, pointer="/lines", blocks=False,
    says=Words("Dòng {line}: máy móc, thiết bị, xe chưa khai nhãn hiệu hoặc model", "Line {line}: the machine or vehicle has neither brand nor model",
               "第{line}项：机械、设备、车辆未申报品牌或型号"),
    do=Words("Nhập nhãn hiệu và model như trên nhãn máy.", "Enter them as on the nameplate.", "请按铭牌填写。"),
)
def machines_have_a_name(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.direction == IMPORT:
        for at, line in numbered(f):
            if line.chapter in BRANDED and not (line.brand or line.model):
                yield hit(f"{at}/brand", line=line.number)


@BOOK.rule(
    "LIN-19", steps=STEPS, cites=VNACCS, pointer="/lines",
    says=Words("Dòng {line}: trị giá, đơn giá hoặc trọng lượng bị âm", "Line {line}: a value, price or weight is negative", "第{line}项：金额、单价或重量为负"),
    do=Words("Nhập số dương.", "Enter a positive figure.", "请填写正数。"),
)
def figures_are_not_negative(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line in numbered(f):
        if name := _negative(line):
            yield hit(f"{at}/{name}", line=line.number)


def _negative(line: Line) -> str:
    names = ("invoice_value", "unit_price", "customs_value", "net_kg", "gross_kg", "packages", "quantity2", "reduction")
    return next((name for name in names if (getattr(line, name) or 0) < 0), "")


@BOOK.rule(
    "LIN-20", steps=(REGISTER,), cites=HOUSE, pointer="/lines", blocks=False,
    says=Words("Dòng {line}: chưa khai trọng lượng tịnh", "Line {line}: the net weight is not declared", "第{line}项：未申报净重"),
    do=Words("Nhập trọng lượng tịnh để thống kê và đối chiếu với cân.", "Enter it: statistics and the weighbridge use it.", "请填写净重，用于统计和地磅核对。"),
)
def net_weight_is_told(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line in numbered(f):
        if line.net_kg is None and line.unit not in ("KGM", "TNE") and f.direction != TRANSIT:
            yield hit(f"{at}/net_kg", line=line.number)


@BOOK.rule(
    "LIN-21", steps=(REGISTER,), cites=HOUSE, pointer="/lines", blocks=False,
    says=Words("Dòng {line}: hàng xuất khẩu chưa khai nước xuất xứ", "Line {line}: the export has no country of origin", "第{line}项：出口货物未申报原产国"),
    do=Words("Chọn nước xuất xứ; hàng sản xuất trong nước là VN.", "Choose it; goods made here are VN.", "请选择原产国；国产货物填VN。"),
)
def export_tells_its_origin(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.direction == EXPORT:
        for at, line in numbered(f):
            if not line.origin:
                yield hit(f"{at}/origin", line=line.number)
