"""Customs value of each line in đồng: method, Incoterm, freight, insurance, adjustments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from thongquan.core.goods import EXPORT, GoodsFacts, Line
from thongquan.core.incoterms import ADD, ADJUSTMENTS, INCOTERMS, LEAVE
from thongquan.core.refused import Finding
from thongquan.core.traced import Said
from thongquan.core.words import Words

DONG = "VND"
TRANSACTION = "1"
#: Circular 39/2015/TT-BTC arts 6-12: identical, similar, deductive, computed, fall-back
DECLARED_METHODS: dict[str, Words] = {
    "2": Words("hàng giống hệt", "identical goods", "相同货物"),
    "3": Words("hàng tương tự", "similar goods", "类似货物"),
    "4": Words("khấu trừ", "deductive", "倒扣价格"),
    "5": Words("tính toán", "computed", "计算价格"),
    "6": Words("suy luận", "fall-back", "合理方法"),
}
BY_VALUE, BY_WEIGHT = "value", "weight"
_ONE, _ZERO = Decimal(1), Decimal(0)

_PRICE = Words("Giá hóa đơn {amount} {currency} × {rate} = {value} đ", "Invoice value {amount} {currency} × {rate} = {value} đ",
               "发票价值{amount} {currency} × {rate} = {value} 越南盾")
_PRICE_DONG = Words("Giá hóa đơn {value} đ", "Invoice value {value} đ", "发票价值{value} 越南盾")
_SHARE_ADDED = Words("Cộng {charge}: {share} đ trong tổng {total} đ, chia theo {by}", "Plus {charge}: {share} đ of {total} đ, shared by {by}",
                     "加{charge}：{total} 越南盾中的 {share} 越南盾，按{by}分摊")
_SHARE_TAKEN = Words("Trừ {charge}: {share} đ trong tổng {total} đ, chia theo {by}", "Less {charge}: {share} đ of {total} đ, shared by {by}",
                     "减{charge}：{total} 越南盾中的 {share} 越南盾，按{by}分摊")
_SUM = Words("Trị giá hải quan {value} đ", "Customs value {value} đ", "完税价格 {value} 越南盾")
_DECLARED = Words("Trị giá khai theo phương pháp {method} ({name}): {value} đ", "Value declared by method {method} ({name}): {value} đ",
                  "按方法{method}（{name}）申报的价格：{value} 越南盾")
_CONVERTED = Words("{charge}: {amount} {currency} × {rate} = {value} đ", "{charge}: {amount} {currency} × {rate} = {value} đ",
                   "{charge}：{amount} {currency} × {rate} = {value} 越南盾")
_CHARGE_DONG = Words("{charge}: {value} đ", "{charge}: {value} đ", "{charge}：{value} 越南盾")
_BY = {BY_VALUE: Words("trị giá hóa đơn", "invoice value", "发票价值"), BY_WEIGHT: Words("trọng lượng", "weight", "重量")}
_FREIGHT = Words("cước vận chuyển", "freight", "运费")
_INSURANCE = Words("phí bảo hiểm", "insurance", "保险费")


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """Đồng for one unit of a currency, announced for use from `day` on."""

    currency: str
    dong: Decimal
    day: date
    source: str = ""
    believed: bool = False


class Exchange(Protocol):
    """Exchange rates by day."""

    def rate(self, currency: str, on: date) -> ExchangeRate | None:
        """The rate in use on the day `on`: the newest not later than it; None when there is none."""


class RateTable:
    """Exchange rates held in memory."""

    def __init__(self, rates: Iterable[ExchangeRate]) -> None:
        self._rates: dict[str, list[ExchangeRate]] = {}
        for rate in sorted(rates, key=lambda rate: rate.day, reverse=True):
            self._rates.setdefault(rate.currency, []).append(rate)

    @property
    def currencies(self) -> tuple[str, ...]:
        """Every currency that has a rate."""
        return tuple(self._rates)

    def rate(self, currency: str, on: date) -> ExchangeRate | None:
        """As `Exchange.rate`."""
        return next((rate for rate in self._rates.get(currency, ()) if rate.day <= on), None)


@dataclass(frozen=True, slots=True)
class Part:
    """What one element of the value (price, freight, …) puts on one line, in đồng; deductions are negative."""

    kind: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LineValue:
    """The customs value of one line in whole đồng (None = withheld, a finding says why) and how it came about."""

    number: int
    value: Decimal | None
    parts: tuple[Part, ...] = ()
    how: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Valued:
    """Customs values of a declaration, the exchange rates used, the steps common to all lines."""

    lines: tuple[LineValue, ...]
    rates: tuple[ExchangeRate, ...] = ()
    how: tuple[Said, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def total(self) -> Decimal:
        """The sum of what could be valued."""
        return sum((line.value for line in self.lines if line.value is not None), _ZERO)


@dataclass(frozen=True, slots=True)
class _Charge:
    """An amount for the whole consignment that goes on (or comes off) every line."""

    kind: str
    words: Words
    sign: int
    total: Decimal
    by: str


class _Till:
    """Changes amounts into whole đồng and remembers the rates used and what was missing."""

    def __init__(self, exchange: Exchange, on: date) -> None:
        self._exchange, self._on = exchange, on
        self.used: dict[str, ExchangeRate] = {}
        self.findings: list[Finding] = []
        #: a charge could not be changed into đồng, so no line's value is known
        self.short = False

    def rate(self, currency: str, pointer: str) -> Decimal | None:
        """Đồng for one unit; None with a finding when that day has no rate."""
        if currency == DONG:
            return _ONE
        if currency not in self.used:
            found = self._exchange.rate(currency, self._on) if currency else None
            if found is None:
                self.note("CVL-01" if currency else "CVL-11", pointer, currency=currency or "–", day=self._on.isoformat())
                return None
            self.used[currency] = found
        return self.used[currency].dong

    def note(self, code: str, pointer: str, /, **values: str) -> None:
        """A finding; none of them blocks: the amount is withheld or the doubt is shown."""
        finding = Finding(code, pointer, dict(values), blocks=False)
        if finding not in self.findings:
            self.findings.append(finding)


def dong(amount: Decimal) -> Decimal:
    """`amount` in whole đồng, half a đồng upwards (away from zero)."""
    return amount.quantize(_ONE, ROUND_HALF_UP)


def apportion(total: Decimal, weights: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Whole đồng of `total` in proportion to `weights`, by largest remainder: the parts sum to it exactly.

    Equal remainders go to the heavier part, then to the earlier one; weights that are all zero share equally.
    """
    if not weights:
        return ()
    shares = _whole_numbers(weights)
    whole, size = sum(shares), abs(int(total))
    parts, remainders = [list(two) for two in zip(*(divmod(size * share, whole) for share in shares), strict=True)]
    order = sorted(range(len(parts)), key=lambda i: (-remainders[i], -shares[i], i))
    for i in order[:size - sum(parts)]:
        parts[i] += 1
    sign = -1 if total < 0 else 1
    return tuple(Decimal(sign * part) for part in parts)


def _whole_numbers(weights: Sequence[Decimal]) -> list[int]:
    """The weights in the same proportion without decimals, so that shares are exact; none below zero."""
    places = max(-int(weight.as_tuple().exponent) for weight in weights)
    shares = [max(0, int(weight.scaleb(max(0, places)))) for weight in weights]
    return shares if any(shares) else [1] * len(shares)


def value(facts: GoodsFacts, exchange: Exchange, on: date) -> Valued:
    """The customs value of every line on the day `on`.

    Imports are valued at the first gate of entry with freight and insurance up to it, exports at the gate of exit
    without them (Customs Law art. 86, Decree 08/2015 art. 20, Circular 39/2015 as amended). Nothing is refused
    here: what cannot be valued is None and a finding says what is missing.
    """
    till = _Till(exchange, on)
    method = facts.valuation.method or TRANSACTION
    if method in DECLARED_METHODS:
        lines = tuple(_declared(line, i, method, till) for i, line in enumerate(facts.lines))
        return Valued(lines, findings=tuple(till.findings))
    if method != TRANSACTION:
        till.note("CVL-09", "/valuation/method", method=method)
        return Valued(tuple(LineValue(line.number, None) for line in facts.lines), findings=tuple(till.findings))
    prices = [_price(facts, line, i, till) for i, line in enumerate(facts.lines)]
    charges, how = _charges(facts, till)
    lines = _valued(facts, prices, charges, till)
    if till.short:
        lines = tuple(LineValue(line.number, None, line.parts, line.how) for line in lines)
    return Valued(lines, tuple(till.used.values()), tuple(how), tuple(till.findings))


def _declared(line: Line, i: int, method: str, till: _Till) -> LineValue:
    if line.customs_value is None:
        till.note("CVL-08", f"/lines/{i}/customs_value", method=method)
        return LineValue(line.number, None)
    amount = dong(line.customs_value)
    said = Said(_DECLARED, {"method": method, "name": DECLARED_METHODS[method], "value": amount})
    return LineValue(line.number, amount, (Part("declared", amount),), (said,))


def _price(facts: GoodsFacts, line: Line, i: int, till: _Till) -> tuple[Decimal, Said] | None:
    """The invoice value of a line in đồng, and how; None with a finding when it is not known."""
    amount = line.invoice_value
    if amount is None and line.quantity is not None and line.unit_price is not None:
        amount = line.quantity * line.unit_price
    if amount is None and len(facts.lines) == 1:
        amount = facts.invoice.total
    if amount is None:
        till.note("CVL-03", f"/lines/{i}/invoice_value", line=str(line.number))
        return None
    rate = till.rate(facts.invoice.currency, "/invoice/currency")
    if rate is None:
        return None
    price = dong(amount * rate)
    if facts.invoice.currency == DONG and price == amount:
        return price, Said(_PRICE_DONG, {"value": price})
    return price, Said(_PRICE, {"amount": amount, "currency": facts.invoice.currency, "rate": rate, "value": price})


def _charges(facts: GoodsFacts, till: _Till) -> tuple[list[_Charge], list[Said]]:
    """Freight, insurance and adjustments of the whole consignment in đồng."""
    charges, how = [], []
    for kind, words, sign, amount, currency, by, pointer in (*_carriage(facts, till), *_adjusted(facts, till)):
        currency = currency or facts.invoice.currency
        rate = till.rate(currency, pointer)
        if rate is None:
            till.short = True
            continue
        total = dong(amount * rate)
        said = _CHARGE_DONG if currency == DONG and total == amount else _CONVERTED
        how.append(Said(said, {"charge": words, "amount": amount, "currency": currency, "rate": rate, "value": total}))
        charges.append(_Charge(kind, words, sign, total, by))
    return charges, how


_Declared = tuple[str, Words, int, Decimal, str, str, str]


def _carriage(facts: GoodsFacts, till: _Till) -> Iterator[_Declared]:
    """Freight and insurance that the Incoterm adds or deducts; what it leaves alone is noted."""
    said, code = facts.valuation, facts.invoice.incoterm.upper()
    term = INCOTERMS.get(code)
    if term is None:
        if facts.lines:
            till.note("CVL-02" if code else "CVL-12", "/invoice/incoterm", term=code)
        return
    out = facts.direction == EXPORT
    freight = term.export_freight if out else term.import_freight
    insurance = term.export_insurance if out else term.import_insurance
    if freight != LEAVE and said.freight is None and not (out and freight == ADD):
        till.note("CVL-04", "/valuation/freight", term=code)
    for kind, words, sign, amount, currency, by in (
        ("freight", _FREIGHT, freight, said.freight, said.freight_currency, said.freight_by),
        ("insurance", _INSURANCE, insurance, said.insurance, said.insurance_currency, BY_VALUE),
    ):
        if amount and sign == LEAVE:
            till.note("CVL-05", f"/valuation/{kind}", term=code)
        elif amount:
            yield kind, words, sign, amount, currency, by, f"/valuation/{kind}"


def _adjusted(facts: GoodsFacts, till: _Till) -> Iterator[_Declared]:
    for i, row in enumerate(facts.valuation.adjustments):
        kind = ADJUSTMENTS.get(row.kind.upper())
        if kind is None:
            till.note("CVL-06", f"/valuation/adjustments/{i}/kind", kind=row.kind or "–")
        elif row.amount:
            yield kind.code, kind.words, kind.sign, row.amount, row.currency, BY_VALUE, f"/valuation/adjustments/{i}/amount"


def _valued(
    facts: GoodsFacts, prices: Sequence[tuple[Decimal, Said] | None], charges: Sequence[_Charge], till: _Till,
) -> tuple[LineValue, ...]:
    """Prices and their shares of every charge, line by line."""
    known = [i for i, price in enumerate(prices) if price is not None]
    parts: dict[int, list[Part]] = {}
    steps: dict[int, list[Said]] = {}
    worth: dict[int, Decimal] = {}
    for i in known:
        price, said = prices[i] or (_ZERO, Said(_PRICE))
        parts[i], steps[i], worth[i] = [Part("price", price)], [said], price
    for charge in charges:
        by, weights = _weights(charge, facts, known, worth, till)
        for i, share in zip(known, apportion(charge.total, weights), strict=True):
            parts[i].append(Part(charge.kind, charge.sign * share))
            words = _SHARE_ADDED if charge.sign == ADD else _SHARE_TAKEN
            steps[i].append(Said(words, {"charge": charge.words, "share": share, "total": charge.total, "by": _BY[by]}))
    return tuple(_summed(line, i, parts.get(i), steps.get(i, []), till) for i, line in enumerate(facts.lines))


def _weights(
    charge: _Charge, facts: GoodsFacts, known: Sequence[int], worth: dict[int, Decimal], till: _Till,
) -> tuple[str, list[Decimal]]:
    if charge.by == BY_WEIGHT:
        kilos = [facts.lines[i].gross_kg or facts.lines[i].net_kg for i in known]
        if None not in kilos:
            return BY_WEIGHT, [kilo or _ZERO for kilo in kilos]
        till.note("CVL-10", "/valuation/freight_by")
    return BY_VALUE, [worth[i] for i in known]


def _summed(line: Line, i: int, parts: list[Part] | None, steps: list[Said], till: _Till) -> LineValue:
    if parts is None:
        return LineValue(line.number, None)
    total = sum((part.amount for part in parts), _ZERO)
    if total < 0:
        till.note("CVL-07", f"/lines/{i}", line=str(line.number))
        return LineValue(line.number, None, tuple(parts), tuple(steps))
    return LineValue(line.number, total, tuple(parts), (*steps, Said(_SUM, {"value": total})))
