"""The duty engine: every tax of every line in legal order, with steps a trader can redo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from thongquan.core.duty import vat, words
from thongquan.core.duty.charge import Charged, apply
from thongquan.core.duty.choice import Choice, Chooser, note
from thongquan.core.duty.law import (
    ADDITIONAL,
    DUE,
    ENVIRONMENT,
    EXCISE,
    EXEMPT,
    EXPORT_DUTY,
    IMPORT_DUTY,
    NOT_SUBJECT,
    SUSPENDED,
    VAT,
    WITHHELD,
    DutyLaw,
    TaxedGoods,
    Treatment,
)
from thongquan.core.duty.statement import LineStatement, Statement, TaxLine
from thongquan.core.goods import EXPORT, IMPORT, GoodsFacts, Line
from thongquan.core.refused import Finding
from thongquan.core.tariff import Found, Rate, Tariff
from thongquan.core.traced import Said
from thongquan.core.valuation import DONG, Exchange, ExchangeRate, LineValue, value
from thongquan.core.words import Words

_ZERO = Decimal(0)
_EXCISE_LAW = "Luật thuế tiêu thụ đặc biệt 66/2025/QH15 Điều 7, Điều 8"
_ENVIRONMENT_LAW = "Luật thuế bảo vệ môi trường 57/2010/QH12 Điều 6, Điều 8"
#: declared for goods of a taxed heading that the tax does not reach
UNTAXED = "KCT"
_UNKNOWN_TYPE = Treatment("", Words("", "", ""), "")


def compute(facts: GoodsFacts, tariff: Tariff, exchange: Exchange, law: DutyLaw, on: date) -> Statement:
    """The itemised duty statement of a declaration by the tariff, exchange rates and law of the day `on`.

    Nothing is refused: what cannot be computed is withheld, and a finding names the field and what is missing.
    Amounts are đồng, rounded on each tax of each line.
    """
    valued = value(facts, exchange, on)
    findings = list(valued.findings)
    treatment = law.treatment(facts.kind, on)
    if treatment is None and facts.direction in (IMPORT, EXPORT):
        findings.append(Finding("DTY-08", "/kind", {"kind": facts.kind or "–"}, blocks=False))
    day = _Day(facts, exchange, law, on, treatment or replace(_UNKNOWN_TYPE, code=facts.kind), {rate.currency: rate for rate in valued.rates})
    lines = []
    for i, (line, worth) in enumerate(zip(facts.lines, valued.lines, strict=True)):
        of_line = _LineDuty(day, line, i, worth)
        lines.append(of_line.statement(tariff.line(line.hs, on) if line.hs else None))
        findings += of_line.findings
    findings += _old_rates(tuple(day.rates.values()), law, on)
    return Statement(on, tuple(lines), tuple(day.rates.values()), valued.how, tuple(findings))


def _old_rates(rates: Sequence[ExchangeRate], law: DutyLaw, on: date) -> list[Finding]:
    """Exchange rates announced too long ago."""
    days = int(law.parameter("duty.exchange.age.days", on).value)
    return [Finding("DTY-19", "/invoice/currency", {"currency": rate.currency, "day": rate.day.isoformat(), "days": days}, blocks=False)
            for rate in rates if (on - rate.day).days > days]


@dataclass(slots=True)
class _Day:
    """What all lines of a declaration share."""

    facts: GoodsFacts
    exchange: Exchange
    law: DutyLaw
    on: date
    treatment: Treatment
    rates: dict[str, ExchangeRate]

    def dong_for(self, currency: str) -> Decimal | None:
        """Đồng for one unit of a currency, remembered for the statement."""
        if currency not in self.rates:
            found = self.exchange.rate(currency, self.on)
            if found is None:
                return None
            self.rates[currency] = found
        return self.rates[currency].dong


class _LineDuty:
    """The taxes of one line, one after the other."""

    def __init__(self, day: _Day, line: Line, i: int, worth: LineValue) -> None:
        self.day, self.line, self.i, self.worth = day, line, i, worth
        self.findings: list[Finding] = []
        self.taxes: list[TaxLine] = []

    def statement(self, found: Found | None) -> LineStatement:
        """All taxes of the line in legal order."""
        line, facts = self.line, self.day.facts
        if facts.direction not in (IMPORT, EXPORT):
            return LineStatement(line.number, line.hs, self.worth, hs_found=found.line.hs if found else "")
        if found is None:
            self._note("DTY-01", "hs", hs=line.hs or "–")
        elif not found.exact:
            self._note("DTY-02", "hs", hs=line.hs, found=found.line.hs)
        if found is None or self.worth.value is None:
            return LineStatement(line.number, line.hs, self.worth, (), found.line.hs if found else "", withheld=True)
        self._all(found, self.worth.value)
        return LineStatement(line.number, line.hs, self.worth, tuple(self.taxes), found.line.hs, any(tax.withheld for tax in self.taxes))

    def _all(self, found: Found, worth: Decimal) -> None:
        chooser = Chooser(self.day.facts, self.line, self.i, found.line, law=self.day.law, on=self.day.on)
        if self.day.facts.direction == EXPORT:
            if (choice := chooser.export()) is not None:
                self._charge(EXPORT_DUTY, choice, worth, words.BASE_VALUE)
            self.findings += chooser.findings
            return
        self._duty(chooser, worth)
        for measure, choice in chooser.measures():
            self._charge(ADDITIONAL, choice, worth, words.BASE_VALUE, words.MEASURES[measure.kind])
        self.findings += chooser.findings
        excise_reduced = self._excise(found, worth)
        self._environment(found, worth)
        self._vat(found, worth, excise_reduced)

    def _duty(self, chooser: Chooser, worth: Decimal) -> None:
        if self.day.treatment.of(IMPORT_DUTY) == NOT_SUBJECT:
            self._never(IMPORT_DUTY, worth)
            return
        choice = chooser.imports()
        if choice is None:
            self._note("DTY-12", "hs", hs=self.line.hs)
            self._withheld(IMPORT_DUTY, words.BASE_VALUE)
        else:
            self._charge(IMPORT_DUTY, choice, worth, words.BASE_VALUE)

    def _excise(self, found: Found, worth: Decimal) -> bool | None:
        """Special consumption tax; None when the goods bear none, else whether they share the VAT reduction."""
        code = self._code(EXCISE, self.line.excise_code, found.line.excise_code)
        goods = self.day.law.excise(code, self.day.on) if code else None
        if not code and found.line.excise is None and self._asks_for_code():
            self._note("DTY-22", "excise_code", hs=self.line.hs)
            self._withheld(EXCISE, words.BASE_EXCISE)
        choice = self._goods_choice(EXCISE, code, goods, found.line.excise, _EXCISE_LAW)
        if choice is None:
            return None
        if self.day.treatment.of(EXCISE) == NOT_SUBJECT:
            self._never(EXCISE, worth)
        else:
            base = self._base(worth, IMPORT_DUTY, ADDITIONAL)
            self._charge(EXCISE, choice, base, words.BASE_EXCISE) if base is not None else self._withheld(EXCISE, words.BASE_EXCISE)
        return goods.vat_reduced if goods is not None else False

    def _asks_for_code(self) -> bool:
        """Whether goods of this HS code bear excise at a rate that only a tax code tells."""
        asked = str(self.day.law.parameter("excise.ask", self.day.on).value).split()
        return self.day.treatment.of(EXCISE) != NOT_SUBJECT and self.line.hs.startswith(tuple(asked))

    def _code(self, kind: str, declared: str, listed: str) -> str:
        """The code of taxed goods: declared, else the tariff line's, else what the HS code surely means."""
        return declared or listed or self.day.law.code_of(kind, self.line.hs)

    def _environment(self, found: Found, worth: Decimal) -> None:
        code = self._code(ENVIRONMENT, self.line.environment_code, found.line.environment_code)
        goods = self.day.law.environment(code, self.day.on) if code else None
        choice = self._goods_choice(ENVIRONMENT, code, goods, found.line.environment, _ENVIRONMENT_LAW)
        if choice is None:
            return
        if self.day.treatment.of(ENVIRONMENT) == NOT_SUBJECT:
            self._never(ENVIRONMENT, worth)
        else:
            self._charge(ENVIRONMENT, choice, worth, words.BASE_QUANTITY)

    def _goods_choice(self, kind: str, code: str, goods: TaxedGoods | None, own: Rate | None, law: str) -> Choice | None:
        """The rate of a goods table, else the tariff line's own; KCT says there is none; an unknown code withholds the tax."""
        if code == UNTAXED:
            return None
        if goods is not None:
            return Choice(goods.rate, "goods", goods.citation, (Said(words.BY_GOODS, {"goods": goods.words, "rate": goods.rate}),), code, goods.believed)
        if code and own is None:
            self._note("DTY-14", f"{kind}_code", code=code)
            self._withheld(kind, words.BASE_EXCISE if kind == EXCISE else words.BASE_QUANTITY)
        if own is None or own.zero:
            return None
        return Choice(own, "goods", law, (Said(words.BY_GOODS, {"goods": words.TAXES[kind], "rate": own}),))

    def _vat(self, found: Found, worth: Decimal, excise_reduced: bool | None) -> None:
        if self.day.treatment.of(VAT) == NOT_SUBJECT:
            self._never(VAT, worth)
            return
        chosen = vat.choose(self.line, self.i, found.line, law=self.day.law, on=self.day.on, excise_reduced=excise_reduced)
        self.findings += chosen.findings
        base = self._base(worth, IMPORT_DUTY, ADDITIONAL, EXCISE, ENVIRONMENT)
        if chosen.rate is None:
            self._add(TaxLine(VAT, words.TAXES[VAT], base, DONG, words.BASE_VAT, None, _ZERO, treatment=NOT_SUBJECT, column=chosen.category,
                              citation=chosen.citation, believed=chosen.believed, how=chosen.how))
        elif base is None:
            self._withheld(VAT, words.BASE_VAT)
        else:
            built = Said(words.BUILT, {"value": worth, "duty": self._paid(IMPORT_DUTY), "additional": self._paid(ADDITIONAL),
                                       "excise": self._paid(EXCISE), "environment": self._paid(ENVIRONMENT), "base": base})
            self._charge(VAT, Choice(chosen.rate, chosen.category, chosen.citation, (built, *chosen.how), believed=chosen.believed), base, words.BASE_VAT)

    def _paid(self, *kinds: str) -> Decimal:
        return sum((tax.amount for tax in self.taxes if tax.kind in kinds), _ZERO)

    def _base(self, worth: Decimal, *kinds: str) -> Decimal | None:
        """The value with the taxes that stand in the base; None while one of them is withheld."""
        if any(tax.withheld for tax in self.taxes if tax.kind in kinds):
            return None
        return worth + self._paid(*kinds)

    def _charge(self, kind: str, choice: Choice, base: Decimal, base_words: Words, name: Words | None = None) -> None:
        """Applies the rate, rounds, relieves: one tax line."""
        charged = apply(choice.rate, base, self.line, self.day.dong_for)
        if charged.amount is None:
            self._missing(choice, charged)
            self._withheld(kind, base_words, choice)
            return
        assessed = self._rounded(charged.amount)
        how = (*choice.how, *charged.how, *((Said(words.ROUNDED, {"amount": assessed}),) if assessed != charged.amount else ()))
        by_quantity = charged.base_unit != DONG
        tax = TaxLine(kind, name or words.TAXES[kind], charged.base, charged.base_unit, words.BASE_QUANTITY if by_quantity else base_words, choice.rate,
                      assessed, assessed, column=choice.column, code=choice.code, citation=choice.citation, believed=choice.believed, how=how)
        self._add(self._relieved(tax))

    def _missing(self, choice: Choice, charged: Charged) -> None:
        if charged.missing == "quantity":
            self._note("DTY-09", "quantity2", unit=choice.rate.unit)
        else:
            self._note("DTY-10", "hs", currency=choice.rate.currency)

    def _relieved(self, tax: TaxLine) -> TaxLine:
        """The tax after the treatment of the type, the exemption and the reduction declared."""
        treatment = self._treatment(tax.kind)
        owed = tax.assessed or _ZERO
        if treatment == SUSPENDED:
            how = (*tax.how, Said(words.SECURED, {"amount": owed}))
            return replace(tax, amount=_ZERO, secured=owed, treatment=SUSPENDED, how=how)
        if treatment in (EXEMPT, NOT_SUBJECT):
            return _eased(tax, owed, self.day.treatment.words, EXEMPT)
        ground = self._exemption(tax.kind)
        if ground is not None:
            return _eased(tax, owed, ground, EXEMPT)
        cut = self.line.reduction
        if tax.kind in (IMPORT_DUTY, EXPORT_DUTY) and cut is not None and cut > 0:
            if cut > owed:
                self._note("DTY-18", "reduction")
            return _eased(tax, min(self._rounded(cut), owed), words.REDUCTION, DUE)
        return tax

    def _treatment(self, kind: str) -> str:
        """Additional duties go the way of the import duty."""
        return self.day.treatment.of(IMPORT_DUTY if kind == ADDITIONAL else kind)

    def _exemption(self, kind: str) -> Words | None:
        code = self.line.exemption
        if not code:
            return None
        ground = self.day.law.exemption(code, self.day.on)
        if ground is None:
            self._note("DTY-13", "exemption", code=code)
            return None
        asked = IMPORT_DUTY if kind == ADDITIONAL else kind
        return ground.words if asked in ground.taxes else None

    def _never(self, kind: str, worth: Decimal) -> None:
        treatment = self.day.treatment
        self._add(TaxLine(kind, words.TAXES[kind], worth, DONG, words.BASE_VALUE, None, _ZERO, treatment=NOT_SUBJECT, citation=treatment.citation,
                          believed=treatment.believed, how=(Said(words.NEVER_DUE, {"kind": treatment.code}),)))

    def _withheld(self, kind: str, base_words: Words, choice: Choice | None = None) -> None:
        self._add(TaxLine(kind, words.TAXES[kind], None, DONG, base_words, choice.rate if choice else None, None, treatment=WITHHELD,
                          column=choice.column if choice else "", citation=choice.citation if choice else "", how=choice.how if choice else ()))

    def _add(self, tax: TaxLine) -> None:
        self.taxes.append(tax)

    def _rounded(self, amount: Decimal) -> Decimal:
        """Rounded as the law of the day says: to which unit of đồng, half up or down."""
        law, on = self.day.law, self.day.on
        unit = Decimal(str(law.parameter("duty.rounding.dong", on).value))
        mode = ROUND_DOWN if law.parameter("duty.rounding.mode", on).value == "down" else ROUND_HALF_UP
        return (amount / unit).quantize(Decimal(1), mode) * unit

    def _note(self, code: str, field: str, /, **values: str) -> None:
        found = note(code, self.line, field, self.i, **values)
        if found not in self.findings:
            self.findings.append(found)


def _eased(tax: TaxLine, relief: Decimal, why: Words, treatment: str) -> TaxLine:
    left = (tax.assessed or _ZERO) - relief
    said = Said(words.RELIEVED, {"why": why, "relief": relief, "amount": left})
    return replace(tax, amount=left, relief=relief, treatment=treatment, how=(*tax.how, said))
