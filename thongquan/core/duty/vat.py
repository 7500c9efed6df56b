"""The VAT of one line: its category, the reduction by resolution, its base."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from thongquan.core.duty import words
from thongquan.core.duty.choice import note
from thongquan.core.duty.law import CitedParameter, DutyLaw
from thongquan.core.goods import Line
from thongquan.core.refused import Finding
from thongquan.core.tariff import VAT_LOWER, VAT_NONE, VAT_STANDARD, VAT_ZERO, Rate, TariffLine
from thongquan.core.traced import Said

REDUCED = "8"
CATEGORIES = (VAT_STANDARD, REDUCED, VAT_LOWER, VAT_ZERO, VAT_NONE)
_ART_5 = "Luật 48/2024/QH15 Điều 5"
_ART_9 = "Luật 48/2024/QH15 Điều 9"


@dataclass(frozen=True, slots=True)
class VatChoice:
    """The rate of VAT (None: not subject) with its category and source."""

    rate: Rate | None
    category: str
    citation: str
    how: tuple[Said, ...] = ()
    findings: tuple[Finding, ...] = ()
    believed: bool = True


def choose(line: Line, i: int, of: TariffLine, *, law: DutyLaw, on: date, excise_reduced: bool | None = None) -> VatChoice:
    """The category declared, else the tariff's; a difference is found, and an unfounded reduction is not given.

    `excise_reduced` is None for goods without special consumption tax, else whether they share the reduction.
    """
    declared, usual = line.vat_code, of.vat
    category, findings = usual, []
    if declared in CATEGORIES and declared != REDUCED:
        category = declared
    may = _may_be_reduced(of, line.hs, law=law, on=on, excise_reduced=excise_reduced)
    cut = law.parameter("vat.reduced", on)
    reduced = category == VAT_STANDARD and may and Decimal(str(cut.value)) < Decimal(str(law.parameter("vat.standard", on).value))
    expected = REDUCED if reduced and declared == REDUCED else usual
    if declared and declared != expected:
        used = REDUCED if reduced else category
        findings.append(note("DTY-15", line, "vat_code", i, declared=declared, expected=usual, used=used))
    return _rated(category, reduced, cut, law=law, on=on, findings=tuple(findings))


def _rated(category: str, reduced: bool, cut: CitedParameter, *, law: DutyLaw, on: date, findings: tuple[Finding, ...]) -> VatChoice:
    if category == VAT_NONE:
        return VatChoice(None, category, _ART_5, (Said(words.VAT_FREE),), findings)
    if category == VAT_ZERO:
        rate = Rate(percent=Decimal(0))
        return VatChoice(rate, category, _ART_9, (Said(words.VAT_USUAL, {"rate": rate}),), findings)
    usual = law.parameter("vat.lower" if category == VAT_LOWER else "vat.standard", on)
    rate = Rate(percent=Decimal(str(usual.value)))
    if not reduced:
        return VatChoice(rate, category, usual.citation, (Said(words.VAT_USUAL, {"rate": rate}),), findings, usual.believed)
    lower = Rate(percent=Decimal(str(cut.value)))
    return VatChoice(lower, REDUCED, cut.citation, (Said(words.VAT_CUT, {"usual": rate, "rate": lower}),), findings, cut.believed)


def _may_be_reduced(of: TariffLine, hs: str, *, law: DutyLaw, on: date, excise_reduced: bool | None) -> bool:
    """Whether the goods share the reduction: the tariff's word, else the list of those left out."""
    if excise_reduced is not None:
        return excise_reduced
    if of.vat_reduced is not None:
        return of.vat_reduced
    left_out = str(law.parameter("vat.reduced.left_out", on).value).split()
    return not hs.startswith(tuple(left_out))
