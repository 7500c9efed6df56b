"""A rate applied to a value and a quantity: percent, amount per unit, or the mix of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from thongquan.core.goods import Line
from thongquan.core.tariff import GREATER, SUM, Rate
from thongquan.core.traced import Said
from thongquan.core.units import UNITS, convertible
from thongquan.core.valuation import DONG
from thongquan.core.words import Words

_KILO = "KGM"

_PERCENT = Words("{base} đ × {percent}% = {amount} đ", "{base} đ × {percent}% = {amount} đ", "{base} 越南盾 × {percent}% = {amount} 越南盾")
_PER_UNIT = Words("{quantity} {unit} × {each} đ = {amount} đ", "{quantity} {unit} × {each} đ = {amount} đ",
                  "{quantity} {unit} × {each} 越南盾 = {amount} 越南盾")
_EACH = Words("{amount} {currency}/{unit} × {rate} = {each} đ/{unit}", "{amount} {currency}/{unit} × {rate} = {each} đ/{unit}",
              "{amount} {currency}/{unit} × {rate} = {each} 越南盾/{unit}")
_MIXED = {
    "greater": Words("Lấy mức cao hơn: {amount} đ", "The greater of both: {amount} đ", "取较高者：{amount} 越南盾"),
    "lesser": Words("Lấy mức thấp hơn: {amount} đ", "The lesser of both: {amount} đ", "取较低者：{amount} 越南盾"),
    "sum": Words("Cộng cả hai: {amount} đ", "Both together: {amount} đ", "两者相加：{amount} 越南盾"),
}

#: đồng for one unit of a currency; None when the day has no rate
DongFor = Callable[[str], Decimal | None]


@dataclass(frozen=True, slots=True)
class Charged:
    """The exact tax (đồng, not yet rounded) with its base and steps; `amount` None and `missing` when unknown."""

    amount: Decimal | None
    base: Decimal
    base_unit: str
    how: tuple[Said, ...] = ()
    missing: str = ""


def quantity_in(line: Line, unit: str) -> Decimal | None:
    """The quantity of a line in `unit`: as declared, changed from a kindred unit, or its net weight."""
    for quantity, declared in ((line.quantity, line.unit), (line.quantity2, line.unit2), (line.net_kg, _KILO)):
        if quantity is not None and declared == unit:
            return quantity
    for quantity, declared in ((line.quantity, line.unit), (line.quantity2, line.unit2), (line.net_kg, _KILO)):
        if quantity is not None and convertible(declared, unit):
            return quantity * UNITS[declared].factor / UNITS[unit].factor
    return None


def apply(rate: Rate, base: Decimal, line: Line, dong_for: DongFor) -> Charged:
    """The tax of `line` at `rate`, `base` being the value in đồng that a percentage is taken of."""
    halves: list[Charged] = []
    if rate.percent is not None:
        amount = base * rate.percent / 100
        halves.append(Charged(amount, base, DONG, (Said(_PERCENT, {"base": base, "percent": rate.percent, "amount": amount}),)))
    if rate.amount is not None:
        halves.append(_per_unit(rate, line, dong_for))
    short = next((half for half in halves if half.amount is None), None)
    if short is not None or len(halves) == 1:
        return short or halves[0]
    return _mixed(rate, halves[0], halves[1])


def _per_unit(rate: Rate, line: Line, dong_for: DongFor) -> Charged:
    quantity = quantity_in(line, rate.unit)
    if quantity is None:
        return Charged(None, Decimal(0), rate.unit, missing="quantity")
    dong = Decimal(1) if rate.currency == DONG else dong_for(rate.currency)
    if dong is None:
        return Charged(None, quantity, rate.unit, missing="exchange")
    each = (rate.amount or Decimal(0)) * dong
    amount = quantity * each
    how = [Said(_PER_UNIT, {"quantity": quantity, "unit": rate.unit, "each": each, "amount": amount})]
    if rate.currency != DONG:
        how.insert(0, Said(_EACH, {"amount": rate.amount, "currency": rate.currency, "unit": rate.unit, "rate": dong, "each": each}))
    return Charged(amount, quantity, rate.unit, tuple(how))


def _mixed(rate: Rate, by_value: Charged, by_unit: Charged) -> Charged:
    one, other = by_value.amount or Decimal(0), by_unit.amount or Decimal(0)
    if rate.mix == SUM:
        amount, base = one + other, by_value
    else:
        higher = by_value if one >= other else by_unit
        lower = by_unit if higher is by_value else by_value
        base = higher if rate.mix == GREATER else lower
        amount = base.amount or Decimal(0)
    return Charged(amount, base.base, base.base_unit, (*by_value.how, *by_unit.how, Said(_MIXED[rate.mix], {"amount": amount})))
