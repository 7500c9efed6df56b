"""Units of quantity (UN/ECE Recommendation 20) and exact conversions between them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_UP, Context, Decimal

from thongquan.core.words import Words

#: quantities are kept to the millionth of their unit
STEP = Decimal("0.000001")
_EXACT = Context(prec=60)


@dataclass(frozen=True)
class Unit:
    """One unit: what it measures and how many of that measure's base unit it is."""

    code: str
    measure: str
    factor: Decimal
    words: Words


def _u(code: str, measure: str, factor: str, vi: str, en: str, zh: str) -> Unit:
    return Unit(code, measure, Decimal(factor), Words(vi, en, zh))


UNITS: dict[str, Unit] = {unit.code: unit for unit in (
    _u("KGM", "mass", "1", "kg", "kg", "千克"),
    _u("GRM", "mass", "0.001", "g", "g", "克"),
    _u("MGM", "mass", "0.000001", "mg", "mg", "毫克"),
    _u("TNE", "mass", "1000", "tấn", "tonne", "吨"),
    _u("DTN", "mass", "100", "tạ", "decitonne", "公担"),
    _u("LBR", "mass", "0.45359237", "pao", "pound", "磅"),
    _u("LTR", "volume", "1", "lít", "litre", "升"),
    _u("MLT", "volume", "0.001", "ml", "ml", "毫升"),
    _u("HLT", "volume", "100", "hectolít", "hectolitre", "百升"),
    _u("MTQ", "volume", "1000", "m³", "m³", "立方米"),
    _u("MTR", "length", "1", "m", "m", "米"),
    _u("CMT", "length", "0.01", "cm", "cm", "厘米"),
    _u("KMT", "length", "1000", "km", "km", "千米"),
    _u("MTK", "area", "1", "m²", "m²", "平方米"),
    _u("PCE", "count", "1", "chiếc", "piece", "件"),
    _u("NMB", "count", "1", "cái", "number", "个"),
    _u("DZN", "count", "12", "tá", "dozen", "打"),
    _u("GRO", "count", "144", "gốt", "gross", "罗"),
    _u("MIL", "count", "1000", "nghìn cái", "thousand", "千个"),
    _u("NPR", "pair", "1", "đôi", "pair", "双"),
    _u("SET", "set", "1", "bộ", "set", "套"),
    _u("HEA", "head", "1", "con", "head", "头"),
    _u("KWH", "energy", "1", "kWh", "kWh", "千瓦时"),
    _u("MWH", "energy", "1000", "MWh", "MWh", "兆瓦时"),
    _u("CTM", "jewel", "1", "cara", "carat", "克拉"),
    _u("HKG", "mass", "100", "Trăm kilôgam", "Hundred kilograms", "百千克"),
    _u("ONZ", "mass", "0.028349523125", "Aoxơ", "Ounce", "盎司"),
    _u("MMT", "length", "0.001", "Mi li mét", "Millimetre", "毫米"),
    _u("YRD", "length", "0.9144", "Thước Anh", "Yard", "码"),
    _u("FOT", "length", "0.3048", "Phút (foot)", "Foot", "英尺"),
    _u("INH", "length", "0.0254", "Inch (tấc Anh)", "Inch", "英寸"),
    _u("CMK", "area", "0.0001", "Xăng ti mét vuông", "Square centimetre", "平方厘米"),
    _u("FTK", "area", "0.09290304", "Phút vuông", "Square foot", "平方英尺"),
    _u("YDK", "area", "0.83612736", "Thước Anh vuông", "Square yard", "平方码"),
    _u("BLL", "volume", "158.987294928", "Thùng dầu", "Barrel", "桶（原油）"),
    _u("PR", "pair", "1", "Đôi, cặp (mã rút gọn)", "Pair (short code)", "双、对（短码）"),
    _u("CEN", "count", "100", "Trăm cái", "Hundred pieces", "百个"),
    _u("UNC", "head", "1", "Con", "Head of animal", "头、只"),
)}


def convertible(one: str, other: str) -> bool:
    """Whether two units measure the same thing; an unknown unit agrees with itself alone."""
    if one == other:
        return bool(one)
    return one in UNITS and other in UNITS and UNITS[one].measure == UNITS[other].measure


def converted(quantity: Decimal, unit: str, to: str) -> Decimal:
    """The quantity in another unit, exact where six decimals hold it, else rounded up (never in the user's favour).

    Raises ValueError when the units do not measure the same thing.
    """
    if not convertible(unit, to):
        raise ValueError(f"{unit} is no {to}")
    if unit != to:
        quantity = _EXACT.divide(_EXACT.multiply(quantity, UNITS[unit].factor), UNITS[to].factor)
    return quantity.quantize(STEP, rounding=ROUND_UP, context=_EXACT)


def plain(quantity: Decimal) -> str:
    """The quantity as people write it: no exponent, no idle zeros."""
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
