"""A new table against yesterday's declarations: every tax that changes, by the same engine that charges it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

from thongquan.catalog.rates import DUTY_LAW
from thongquan.core.goods import EXPORT, IMPORT, DocumentRef, GoodsFacts, Invoice, Line
from thongquan.core.tariff import Preference, TariffLine, TariffTable, percent, read_rate
from thongquan.core.tariff_replay import replay
from thongquan.core.valuation import RateTable
from thongquan.core.words import Words

DAY = date(2026, 11, 25)
NAME = Words("a", "b", "c")
FRUIT = TariffLine("08106000", NAME, "KGM", percent(30), preferences=(Preference("ACFTA", percent(0)),), vat="KCT")
SPIRIT = TariffLine("22083000", NAME, "LTR", percent(45))
ORE = TariffLine("26011190", NAME, "TNE", percent(0), export=percent(40))
OIL = TariffLine("15079090", NAME, "KGM", percent(20))


def goods(*lines, direction=IMPORT, **over):
    """A declaration in đồng at the border."""
    total = sum(line.invoice_value for line in lines)
    return GoodsFacts(direction=direction, kind="A11" if direction == IMPORT else "B11", number="100000000000",
                      invoice=Invoice(incoterm="DAP", currency="VND", total=total), lines=lines, **over)


def line(number, hs, origin, value=1_000_000, **over):
    return Line(number, hs, origin=origin, invoice_value=D(value), **over)


def under(before, after, *declarations):
    """The replay of these declarations from one set of lines to another."""
    return replay(declarations, TariffTable(before), TariffTable(after), exchange=RateTable([]), law=DUTY_LAW, on=DAY)


def test_a_higher_duty_carries_excise_and_vat_with_it():
    found = under([SPIRIT], [replace(SPIRIT, mfn=percent(50))], goods(line(1, "22083000", "CN")))
    (row,) = found.rows
    assert [tax.kind for tax in row.taxes] == ["import", "excise", "vat"] and row.taxes[0].rates == ("45%", "50%")
    assert found.kinds["import"] == 50_000 and found.kinds["excise"] > 0 and found.kinds["vat"] > 0
    assert found.difference == row.after - row.before == sum(found.kinds.values()) > 50_000


def test_export_duty_quota_absolute_and_mixed_rates_are_reckoned():
    exported = under([ORE], [replace(ORE, export=percent(20))], goods(line(1, "26011190", "VN"), direction=EXPORT))
    assert exported.kinds == {"export": D(-200_000)}
    mixed = under([OIL], [replace(OIL, mfn=read_rate("20% max 5000 VND/KGM"))], goods(line(1, "15079090", "CN", quantity=D(100), unit="KGM")))
    assert mixed.kinds["import"] == 300_000 and mixed.rows[0].taxes[0].rates == ("20%", "20% max 5000 VND/KGM")
    absolute = under([OIL], [replace(OIL, mfn=read_rate("1000 VND/KGM"))], goods(line(1, "15079090", "CN", quantity=D(100), unit="KGM")))
    assert absolute.kinds["import"] == -100_000
    quota = under([OIL], [replace(OIL, quota_in=percent(20), quota_out=percent(80))], goods(line(1, "15079090", "CN")))
    assert quota.kinds["import"] == 600_000, "without a quota claimed the rate beyond it is charged"


def test_an_agreement_that_is_claimed_and_proven_shields_its_line():
    after = [replace(FRUIT, mfn=percent(20))]
    claimed = goods(line(1, "08106000", "CN", preference="ACFTA"), documents=(DocumentRef(kind="origin"),))
    assert under([FRUIT], after, claimed).changed == 0
    assert under([FRUIT], after, goods(line(1, "08106000", "CN"))).kinds == {"import": D(-100_000)}


def test_a_code_the_new_table_lacks_waits_for_a_person_and_moves_no_sum():
    found = under([FRUIT, OIL], [FRUIT], goods(line(1, "08106000", "CN"), line(2, "15079090", "CN")))
    assert (found.lines, found.changed, found.missing, found.difference) == (2, 1, {"15079090": 1}, 0)
    assert found.rows[0].after is None and found.rows[0].before > 0 and found.plain()["rows"][0]["duty_after"] is None


def test_an_amount_that_cannot_be_computed_any_more_is_said_to_be_none():
    found = under([OIL], [replace(OIL, mfn=read_rate("1000 VND/LTR"))], goods(line(1, "15079090", "CN", quantity=D(100), unit="KGM")))
    assert found.rows[0].after is None and found.difference == 0
