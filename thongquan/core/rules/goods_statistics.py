"""Rules of plausibility: weights that add up, values per kilogram, loads that fit a box."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from thongquan.core.goods import GoodsFacts
from thongquan.core.rule import Hit, Moment, RuleBook, hit
from thongquan.core.rules.goods_sources import HOUSE, REGISTER, numbered
from thongquan.core.units import converted, convertible, plain
from thongquan.core.words import Words

BOOK = RuleBook()
ZERO = Decimal(0)


def _gap(one: Decimal, other: Decimal) -> bool:
    """Whether two weights differ by more than a hundredth and a kilogram."""
    return abs(one - other) > max(Decimal(1), abs(other) / 100)


@BOOK.rule(
    "STA-01", steps=(REGISTER,), cites=HOUSE, pointer="/gross_kg", blocks=False,
    says=Words("Trọng lượng các dòng cộng lại {sum} kg, tổng khai {total} kg", "The lines weigh {sum} kg together, the declaration says {total} kg",
               "各项重量合计{sum}公斤，总重申报{total}公斤"),
    do=Words("Kiểm tra đơn vị (kg, tấn) và trọng lượng từng dòng.", "Check the unit (kg, tonnes) and each line.", "请核对单位（公斤、吨）及各项重量。"),
)
def gross_weights_add_up(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    weights = [line.gross_kg for line in f.lines if line.gross_kg is not None]
    total = sum(weights, ZERO)
    if f.gross_kg is not None and weights and len(weights) == len(f.lines) and _gap(total, f.gross_kg):
        yield hit(sum=plain(total), total=plain(f.gross_kg))


@BOOK.rule(
    "STA-02", steps=(REGISTER,), cites=HOUSE, pointer="/gross_kg", blocks=False,
    says=Words("Trọng lượng tịnh các dòng {sum} kg lớn hơn tổng cả bì {total} kg", "The lines weigh {sum} kg net, above {total} kg gross",
               "各项净重合计{sum}公斤，大于毛重{total}公斤"),
    do=Words("Sửa trọng lượng tịnh hoặc tổng trọng lượng.", "Correct the net weights or the total.", "请更正净重或总重。"),
)
def net_fits_into_gross(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    total = sum((line.net_kg for line in f.lines if line.net_kg is not None), ZERO)
    if f.gross_kg is not None and total > f.gross_kg:
        yield hit(sum=plain(total), total=plain(f.gross_kg))


@BOOK.rule(
    "STA-03", steps=(REGISTER,), cites=HOUSE, pointer="/packages", blocks=False,
    says=Words("Số kiện các dòng cộng lại {sum}, tổng khai {total}", "The lines hold {sum} packages, the declaration says {total}",
               "各项件数合计{sum}，总件数申报{total}"),
    do=Words("Đối chiếu với bảng kê đóng gói.", "Compare with the packing list.", "请与装箱单核对。"),
)
def packages_add_up(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    counts = [line.packages for line in f.lines if line.packages is not None]
    if f.packages is not None and counts and len(counts) == len(f.lines) and sum(counts) != f.packages:
        yield hit(sum=sum(counts), total=f.packages)


@BOOK.rule(
    "STA-04", steps=(REGISTER,), cites=HOUSE, pointer="/lines", blocks=False,
    says=Words("Dòng {line}: số lượng {quantity} kg khác trọng lượng tịnh {net} kg", "Line {line}: the quantity is {quantity} kg, the net weight {net} kg",
               "第{line}项：数量{quantity}公斤与净重{net}公斤不符"),
    do=Words("Kiểm tra đơn vị tính và trọng lượng tịnh.", "Check the unit and the net weight.", "请核对计量单位和净重。"),
)
def quantity_is_the_weight(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line in numbered(f):
        if line.quantity is None or line.net_kg is None or line.quantity < 0 or not convertible(line.unit, "KGM"):
            continue
        kilograms = converted(line.quantity, line.unit, "KGM")
        if _gap(kilograms, line.net_kg):
            yield hit(f"{at}/net_kg", line=line.number, quantity=plain(kilograms), net=plain(line.net_kg))


@BOOK.rule(
    "STA-05", steps=(REGISTER,), cites=HOUSE, pointer="/gross_kg", blocks=False,
    says=Words("{gross} kg cho {count} container, quá {most} kg mỗi container", "{gross} kg in {count} containers is above {most} kg each",
               "{gross}公斤装{count}个集装箱，每箱超过{most}公斤"),
    do=Words("Kiểm tra trọng lượng hoặc số container; xe quá tải không qua được cân.",
             "Check weight and containers; an overloaded lorry does not pass the weighbridge.",
             "请核对重量和箱数；超载车辆无法通过地磅。"),
)
def boxes_can_carry_it(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    most = now.value("goods.box.kg")
    if f.gross_kg is not None and f.containers and f.gross_kg > most * len(f.containers):
        yield hit(gross=plain(f.gross_kg), count=len(f.containers), most=most)


@BOOK.rule(
    "STA-06", steps=(REGISTER,), cites=HOUSE, pointer="/lines", blocks=False,
    says=Words("Dòng {line}: đơn giá {price} lệch quá 100 lần so với dòng cùng mã {hs}",
               "Line {line}: the price {price} is a hundred times off another line of {hs}",
               "第{line}项：单价{price}与同编码{hs}其他项相差百倍以上"),
    do=Words("Kiểm tra dấu thập phân và đơn vị của đơn giá.", "Check the decimal point and the unit of the price.", "请核对小数点和单价单位。"),
)
def prices_are_alike(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    first: dict[tuple[str, str], Decimal] = {}
    for at, line in numbered(f):
        if not line.unit_price or line.unit_price < 0 or not line.hs:
            continue
        usual = first.setdefault((line.hs, line.price_unit or line.unit), line.unit_price)
        if max(usual, line.unit_price) > 100 * min(usual, line.unit_price):
            yield hit(f"{at}/unit_price", line=line.number, price=plain(line.unit_price), hs=line.hs)
