"""Invented goods declarations for tests of selection."""

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import strategies as st

from thongquan.core.goods import GoodsFacts, Invoice, Line, Trader

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


def a_line(number=1, *, hs="85171300", origin="CN", quantity=100, value=300, net_kg=50, **rest):
    """One line in US dollars."""
    known = None if quantity is None else Decimal(quantity)
    return Line(number, hs=hs, origin=origin, quantity=known, invoice_value=Decimal(value), net_kg=Decimal(net_kg), **rest)


def a_declaration(*, lines=None, grade=3, importer="0100000001", office="20BB", direction="import", trader=None, **line):
    """A declaration of one line, or of the lines given."""
    made = tuple(a_line(n, **one) for n, one in enumerate(lines, 1)) if lines else (a_line(**line),)
    return GoodsFacts(number="100000000010", direction=direction, office=office, importer_tax_id=importer, invoice=Invoice(currency="USD"),
                      partner_country="CN", lines=made, registered_at=NOW, trader=Trader(**{"grade": grade, **(trader or {})}))


@st.composite
def declarations(draw):
    """Any declaration of one to four lines."""
    row = st.fixed_dictionaries({
        "hs": st.sampled_from(["85171300", "10063040", "61091000", ""]), "origin": st.sampled_from(["CN", "VN", ""]),
        "quantity": st.none() | st.integers(0, 50), "value": st.integers(0, 500), "net_kg": st.integers(0, 90), "name": st.sampled_from(["", "Điện thoại"])})
    return a_declaration(lines=draw(st.lists(row, min_size=1, max_size=4)), grade=draw(st.integers(1, 5)),
                         importer=draw(st.sampled_from(["", "0100000001", "0100000002"])))
