"""`python -m bench.duty [--quick]`: the duty of a 10-line declaration, value included, beside its limit; one line of JSON."""

from __future__ import annotations

import argparse
import json
import statistics
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from thongquan.catalog.rates import DEMO_EXCHANGE, DUTY_LAW
from thongquan.core.duty import compute
from thongquan.core.goods import DocumentRef, GoodsFacts, Invoice, Line, Valuation
from thongquan.core.tariff import Preference, TariffLine, TariffTable, percent
from thongquan.core.words import Words

LIMIT_MS = 2.0
DAY = date(2026, 11, 22)
NAME = Words("hàng", "goods", "货物")
TARIFF = TariffTable((
    TariffLine("08061000", NAME, mfn=percent(10), preferences=(Preference("ACFTA", percent(0)),)),
    TariffLine("22030091", NAME, mfn=percent(35), excise_code="BEER"),
    TariffLine("27101224", NAME, mfn=percent(8), excise_code="PETROL", environment_code="PETROL"),
))


def ten_lines() -> GoodsFacts:
    """Fruit under an agreement, beer and petrol in turn, priced FOB in dollars with freight to share."""
    kinds = (Line(hs="08061000", origin="CN", preference="ACFTA"), Line(hs="22030091", origin="CN"),
             Line(hs="27101224", origin="CN", quantity=Decimal(1200), unit="LTR"))
    lines = tuple(replace(kinds[n % 3], number=n + 1, invoice_value=Decimal(1000 + 37 * n)) for n in range(10))
    return GoodsFacts(invoice=Invoice(incoterm="FOB", currency="USD"), valuation=Valuation(freight=Decimal(900)), lines=lines,
                      documents=(DocumentRef(kind="certificate_of_origin"),))


def measured(count: int) -> dict[str, Any]:
    """The median and the slowest of so many computations, and of making JSON of them."""
    facts, computed, told = ten_lines(), [], []
    for _ in range(count):
        began = time.perf_counter()
        found = compute(facts, TARIFF, DEMO_EXCHANGE, DUTY_LAW, DAY)
        done = time.perf_counter()
        found.plain()
        computed.append((done - began) * 1000)
        told.append((time.perf_counter() - done) * 1000)
    return {"compute_ms": round(statistics.median(computed), 2), "compute_p99_ms": round(sorted(computed)[int(0.99 * len(computed))], 2),
            "json_with_traces_ms": round(statistics.median(told), 2), "limit_ms": LIMIT_MS}


def main() -> int:
    """Measures, prints, and fails when the median is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    found = measured(200 if parser.parse_args().quick else 2000)
    print(json.dumps(found))
    return 0 if found["compute_ms"] < LIMIT_MS else 1


if __name__ == "__main__":
    raise SystemExit(main())
