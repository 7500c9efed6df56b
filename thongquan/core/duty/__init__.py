"""Duties, excise, environment tax and VAT of a goods declaration."""

from __future__ import annotations

from thongquan.core.duty.compute import compute
from thongquan.core.duty.law import (
    ADDITIONAL,
    DUE,
    ENVIRONMENT,
    EXCISE,
    EXEMPT,
    EXPORT_DUTY,
    IMPORT_DUTY,
    KINDS,
    NOT_SUBJECT,
    SUSPENDED,
    VAT,
    WITHHELD,
    DutyLaw,
    Exemption,
    TaxedGoods,
    Treatment,
)
from thongquan.core.duty.statement import LineStatement, Statement, TaxLine
from thongquan.core.duty.words import SENTENCES, TAXES, TREATMENTS

__all__ = [
    "ADDITIONAL", "DUE", "ENVIRONMENT", "EXCISE", "EXEMPT", "EXPORT_DUTY", "IMPORT_DUTY", "KINDS", "NOT_SUBJECT", "SENTENCES", "SUSPENDED", "TAXES",
    "TREATMENTS", "VAT", "WITHHELD", "DutyLaw", "Exemption", "LineStatement", "Statement", "TaxLine", "TaxedGoods", "Treatment", "compute",
]
