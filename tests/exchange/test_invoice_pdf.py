"""An invented invoice is read back as it was written, every figure of every line."""

import random
from datetime import date
from decimal import Decimal

import pytest

from thongquan.catalog.demo_goods import PORTS, consignment
from thongquan.exchange.formats.invoice_pdf import invoice
from thongquan.exchange.formats.reading import read_values


@pytest.mark.parametrize("direction", ["import", "export"])
def test_the_reader_of_papers_finds_what_the_seller_wrote(direction):
    for n in range(6):
        body = consignment(random.Random(n), 700_001 + n, PORTS[0], direction, date(2026, 11, 22), 3)
        told = {name: found.value for name, found in read_values(invoice(body), "application/pdf").items()}
        for name in ("invoice_total", "gross_kg", "packages",
                     *(f"lines/{k}/{field}" for k in (0, 1, 2) for field in ("quantity", "unit_price", "invoice_value"))):
            parts = name.split("/")
            wrote = body["lines"][int(parts[1])][parts[2]] if len(parts) == 3 else body[name]
            assert Decimal(told[name]) == Decimal(str(wrote)), (n, name)
        assert told["invoice_number"] == body["invoice_number"] and told["exporter"] == body["exporter"]
        assert [told[f"lines/{k}/name"] for k in range(3)] == [line["name"] for line in body["lines"]]
