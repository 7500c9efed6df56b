"""For every rule of goods declarations, facts that keep it and facts that break it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D
from typing import Any

from tests.core.rule_examples import Example
from thongquan.core.goods import (
    EXPORT,
    TRANSIT,
    Adjustment,
    DocumentRef,
    GoodsFacts,
    GoodsHistory,
    Invoice,
    Line,
    PermitRef,
    Trader,
    Valuation,
)
from thongquan.core.tariff import Found, Preference, TariffLine, percent
from thongquan.core.words import Words

#: the day of judging of the shared examples
TODAY = date(2026, 1, 24)
TRA_CO, BEILUN = "0100109106", "GUANGXI BEILUN TRADING CO LTD"
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
EARLIER = "106812345670"


def a_line(**over: Any) -> Line:
    """Fresh dragon fruit, eighteen tonnes at 3.60 yuan."""
    usual = Line(number=1, hs="08109092", name="Quả thanh long ruột đỏ tươi, loại 1", origin="CN", quantity=D(18000), unit="KGM", unit_price=D("3.6"),
                 price_unit="KGM", price_currency="CNY", invoice_value=D(64800), net_kg=D(18000), gross_kg=D(18600), packages=1200)
    return replace(usual, **over)


def paper(kind: str, number: str = "1", **over: Any) -> DocumentRef:
    return replace(DocumentRef(kind, number, date(2026, 1, 20), "upload", DIGEST), **over)


def an_import(**over: Any) -> GoodsFacts:
    """A lorry of fruit from Dongxing, declared the day before it comes, with its papers."""
    usual = GoodsFacts(
        kind="A11", own_reference="HD-2026-118", mode="road", office="20BB", gate="VNMCG1", gate_office="20BB", gate_mode="road", place_of_goods="20BBW01",
        importer="Công ty TNHH Nông sản Trà Cổ", importer_tax_id=TRA_CO, importer_address="Số 18 Hùng Vương, Móng Cái 1", exporter=BEILUN,
        party_kind="4", price_kind="A", partner_country="CN", packages=1200, package_unit="CT", gross_kg=D(18600), conveyance="14C-123.45",
        arrival=TODAY + timedelta(days=1), loading_place="CNDOX", containers=("CSQU3054383",),
        invoice=Invoice("A", "INV-2026-0817", date(2026, 1, 20), "DAP", "CNY", D(64800), "TTR"), valuation=Valuation(),
        permits=(PermitRef("KDTV", "0817/2026/GP"),), documents=(paper("commercial_invoice"), paper("GPTV")),
        lines=(a_line(),), trader=Trader(id=1, tax_id=TRA_CO),
        rates={"CNY": D("3630"), "USD": D("26100")},
    )
    return replace(usual, **over)


def an_export(**over: Any) -> GoodsFacts:
    """The same firm sells cassava starch across the border."""
    starch = a_line(hs="11081400", name="Tinh bột sắn, bao 50 kg, hàng mới", origin="VN", quantity=D(30000), unit_price=D("2.7"), invoice_value=D(81000),
                    net_kg=D(30000), gross_kg=D(30300), packages=600)
    return an_import(**{
        "direction": EXPORT, "kind": "B11", "importer": BEILUN, "importer_tax_id": "", "exporter": "Công ty TNHH Nông sản Trà Cổ", "exporter_tax_id": TRA_CO,
        "exporter_address": "Số 18 Hùng Vương, Móng Cái 1", "packages": 600, "package_unit": "BG", "gross_kg": D(30300), "unloading_place": "CNDOX",
        "loading_place": "MCAI", "lines": (starch,), "invoice": Invoice("A", "EXP-2026-0042", date(2026, 1, 22), "FOB", "CNY", D(81000)),
        "permits": (), "documents": (paper("commercial_invoice"),), "party_kind": "", **over})


def a_transit(**over: Any) -> GoodsFacts:
    """Machine parts from Guangxi to Laos by way of Lao Bảo."""
    parts = a_line(hs="84839099", name="Bánh răng hộp số máy kéo, hàng mới", quantity=D(400), unit="PCE", unit_price=None, price_unit="", price_currency="",
                   invoice_value=D(20000), net_kg=D(5000), gross_kg=D(5200), packages=20)
    return an_import(**{
        "direction": TRANSIT, "kind": "TR1", "importer": "SAVAN LOGISTICS CO LTD", "importer_tax_id": "", "exit_gate": "VNLBG1", "route": "QL18 - QL1 - QL9",
        "temporary_until": TODAY + timedelta(days=20), "packages": 20, "gross_kg": D(5200), "lines": (parts,), "guarantee": "0004471",
        "invoice": Invoice("A", "TR-7", date(2026, 1, 20), "DAP", "CNY", D(20000)), "permits": (), "documents": (), "party_kind": "", **over})


def a_stay(**over: Any) -> GoodsFacts:
    """Goods imported for re-export within sixty days."""
    return an_import(**{"kind": "G11", "temporary_until": TODAY + timedelta(days=45), "contract": "TX-2026/04", "guarantee": "0004471",
                        "documents": (paper("temporary_contract"), paper("commercial_invoice"), paper("GPTV")), **over})


def a_return(left: str = "18000", **over: Any) -> GoodsFacts:
    """Half of what stayed leaves again; the first declaration has `left` kilograms open."""
    history = GoodsHistory(previous={EARLIER: {1: ("08109092", "KGM", D(left))}}, previous_kinds={EARLIER: "G11"})
    half = a_line(quantity=D(9000), invoice_value=D(32400), net_kg=D(9000), gross_kg=D(9300), packages=600, previous_line=1)
    return an_export(**{"kind": "G21", "previous_number": EARLIER, "history": history, "lines": (half,), "packages": 600, "gross_kg": D(9300),
                        "invoice": Invoice("A", "EXP-2026-0043", date(2026, 1, 22), "FOB", "CNY", D(32400)),
                        "permits": (PermitRef("KDTV", "0818/2026/GP"),), **over})


def sold(term: str, **over: Any) -> GoodsFacts:
    """The fruit bought on other terms."""
    return an_import(invoice=replace(an_import().invoice, incoterm=term), valuation=Valuation(**over))


def with_line(**over: Any) -> GoodsFacts:
    return an_import(lines=(a_line(**over),))


def billed(**over: Any) -> GoodsFacts:
    return an_import(invoice=replace(an_import().invoice, **over))


def traded(**over: Any) -> GoodsFacts:
    return an_import(trader=replace(Trader(id=1, tax_id=TRA_CO), **over))


def tariff(*codes: str, unit: str = "KGM", china: bool = True, asked: str = "") -> dict[str, Found]:
    """A tariff of the day that holds these codes."""
    rates = (Preference("ACFTA", percent(0)),) if china else ()
    lines = [TariffLine(code, Words("Quả", "Fruit", "水果"), unit, percent(20), preferences=rates) for code in codes]
    return {asked or line.hs: Found(line, asked or line.hs) for line in lines}


def preferred(**over: Any) -> GoodsFacts:
    """The rate of the agreement with China, proven."""
    papers = (*an_import().documents, paper("certificate_of_origin", "E265700118200"))
    return an_import(**{"lines": (a_line(preference="ACFTA"),), "documents": papers, **over})


TWO = (a_line(), a_line(number=2, hs="08045020", name="Quả xoài cát tươi, loại 1", quantity=D(9000), invoice_value=D(32400), net_kg=D(9000), gross_kg=D(9300),
                        packages=600))

GENERAL = {
    "GDS-01": Example(an_import(), an_import(kind="Z99")),
    "GDS-02": Example(an_export(), an_export(kind="A11")),
    "GDS-03": Example(an_import(), an_import(lines=())),
    "GDS-04": Example(an_import(lines=(a_line(),) * 50), an_import(lines=(a_line(),) * 51)),
    "GDS-05": Example(an_import(), an_import(history=GoodsHistory(reference_used_by=EARLIER))),
    "GDS-06": Example(an_import(), an_import(history=GoodsHistory(invoice_used_by=EARLIER))),
    "GDS-07": Example(an_import(), an_import(office="")),
    "GDS-08": Example(an_import(mode="air", gate="", bills=("738-11820415",)), an_import(gate="")),
    "GDS-09": Example(an_import(), an_import(gate_known=False)),
    "GDS-10": Example(an_import(), an_import(mode="waterway")),
    "GDS-11": Example(an_import(), an_import(place_of_goods="KHO 1")),
    "GDS-12": Example(an_import(), an_import(place_of_goods="03CCW01")),
    "GDS-13": Example(an_import(), an_import(arrival=None)),
    "GDS-14": Example(an_export(), an_export(arrival=None)),
    "GDS-15": Example(an_import(arrival=TODAY - timedelta(days=30)), an_import(arrival=TODAY - timedelta(days=31))),
    "GDS-16": Example(an_import(arrival=TODAY + timedelta(days=15)), an_import(arrival=TODAY + timedelta(days=16))),
    "GDS-17": Example(an_export(), an_export(arrival=TODAY - timedelta(days=1))),
    "GDS-18": Example(an_export(), an_export(arrival=TODAY)),
    "GDS-19": Example(an_import(), an_import(loading_place="")),
    "GDS-20": Example(an_export(), an_export(unloading_place="")),
    "GDS-21": Example(an_import(split_part=3, split_of=3), an_import(split_part=4, split_of=3)),
    "GDS-22": Example(an_import(state="registered"), an_import(state="cancelled", number=EARLIER)),
}

TYPES = {
    "TYP-01": Example(a_stay(), a_stay(temporary_until=None)),
    "TYP-02": Example(an_import(), an_import(temporary_until=TODAY + timedelta(days=9))),
    "TYP-03": Example(a_stay(), a_stay(temporary_until=TODAY)),
    "TYP-04": Example(a_stay(), a_stay(temporary_until=TODAY + timedelta(days=90))),
    "TYP-05": Example(a_return(), a_return(previous_number="")),
    "TYP-06": Example(a_return(), a_return(previous_number="306812345670")),
    "TYP-07": Example(a_return(), a_return(history=GoodsHistory())),
    "TYP-08": Example(a_return(), a_return(kind="G22")),
    "TYP-09": Example(a_return(), a_return(lines=(a_line(previous_line=4),))),
    "TYP-10": Example(a_return(), a_return(lines=(a_line(hs="08045020", previous_line=1),))),
    "TYP-11": Example(a_return(), a_return(lines=(a_line(unit="PCE", previous_line=1),))),
    "TYP-12": Example(a_return(left="9000"), a_return(left="8999")),
    "TYP-13": Example(an_import(), an_import(previous_number=EARLIER)),
    "TYP-14": Example(a_stay(), a_stay(contract="")),
    "TYP-15": Example(an_import(kind="C11"), an_import(kind="C11", place_of_goods="")),
    "TYP-16": Example(a_stay(), a_stay(guarantee="")),
    "TYP-17": Example(an_import(kind="A43", lines=(a_line(exemption_list="900000118200", exemption_line=4),)), an_import(kind="A43")),
}

PARTIES = {
    "PAR-01": Example(an_import(), traded(active=False)),
    "PAR-02": Example(an_import(cargo_class="C", trader=Trader(tax_id=TRA_CO, enforced=True)), traded(enforced=True)),
    "PAR-03": Example(an_import(), traded(stopped=True)),
    "PAR-04": Example(an_import(), traded(mandate_covers=False)),
    "PAR-05": Example(an_import(), an_import(importer=" ")),
    "PAR-06": Example(an_import(), an_import(exporter="")),
    "PAR-07": Example(an_import(importer_tax_id="022090001234"), an_import(importer_tax_id="0100109107")),
    "PAR-08": Example(a_transit(), an_import(importer_tax_id="")),
    "PAR-09": Example(an_import(), an_import(importer_address="")),
    "PAR-10": Example(an_import(), an_import(partner_country="XQ")),
    "PAR-11": Example(an_import(), an_import(partner_country="")),
    "PAR-12": Example(an_import(kind="E15", partner_country="VN"), an_import(partner_country="VN")),
    "PAR-13": Example(an_import(agent_tax_id="5701993219", importer_tax_id="5700700008"), an_import(importer_tax_id="5700700008")),
    "PAR-14": Example(an_import(), an_import(party_kind="")),
    "PAR-15": Example(an_import(kind="H11", party_kind="1"), an_import(party_kind="1")),
    "PAR-16": Example(an_import(exporter_tax_id="91110000600037341L"), an_import(exporter_tax_id="91110000600037341X")),
    "PAR-17": Example(a_transit(), a_transit(partner_country="VN")),
}

TRANSPORT = {
    "TRN-01": Example(an_import(mode="sea", bills=("MSKU26118204",)), an_import(mode="sea")),
    "TRN-02": Example(an_import(bills=("738-11820415",)), an_import(bills=("số 5",))),
    "TRN-03": Example(an_import(bills=("A118", "A119")), an_import(bills=("A118", "A118"))),
    "TRN-04": Example(an_import(bills=("A118",)), an_import(bills=("A118",), history=GoodsHistory(bill_used_by=EARLIER))),
    "TRN-05": Example(an_import(), an_import(packages=0)),
    "TRN-06": Example(an_import(), an_import(package_unit="THUNG")),
    "TRN-07": Example(an_import(), an_import(gross_kg=D(0))),
    "TRN-08": Example(an_import(), an_import(gross_kg=None)),
    "TRN-09": Example(an_import(), an_import(containers=("CSQU3054383", "CSQU 305438-3"))),
    "TRN-10": Example(an_import(), an_import(containers=("CSQU3054384",))),
    "TRN-11": Example(an_export(mode="sea"), an_export(mode="sea", containers=())),
    "TRN-12": Example(an_import(), an_import(conveyance="")),
    "TRN-13": Example(an_import(), an_import(conveyance="xe tải")),
    "TRN-14": Example(a_transit(), a_transit(exit_gate="")),
    "TRN-15": Example(a_transit(), a_transit(exit_gate="VNMCG1")),
    "TRN-16": Example(a_transit(), a_transit(route="")),
    "TRN-17": Example(an_import(), with_line(net_kg=D(19000))),
}

INVOICES = {
    "INV-01": Example(an_import(kind="E21", contract="GC-1", invoice=Invoice()), billed(number="")),
    "INV-02": Example(an_import(), billed(day=TODAY + timedelta(days=1))),
    "INV-03": Example(an_import(), billed(day=date(2024, 12, 31))),
    "INV-04": Example(an_import(), billed(incoterm="XYZ")),
    "INV-05": Example(an_import(), billed(incoterm="")),
    "INV-06": Example(an_import(), billed(currency="RMB")),
    "INV-07": Example(an_import(), billed(currency="")),
    "INV-08": Example(an_import(price_kind="B", invoice=Invoice(total=D(0), currency="CNY", incoterm="DAP")), billed(total=D(0))),
    "INV-09": Example(billed(total=D(64801)), billed(total=D(64802))),
    "INV-10": Example(with_line(invoice_value=D(64801)), with_line(invoice_value=D(64802))),
    "INV-11": Example(with_line(price_unit="CTN", unit2="CTN", quantity2=D(1200), unit_price=D(54)), with_line(price_unit="PCE")),
    "INV-12": Example(an_import(), with_line(price_currency="USD")),
    "INV-13": Example(an_import(), with_line(invoice_value=None)),
    "INV-14": Example(with_line(quantity=D("18000.25")), with_line(quantity=D("18000.125"))),
    "INV-15": Example(an_import(), an_import(rates={"USD": D(26100)})),
}

VALUES = {
    "CUV-01": Example(sold("FOB", freight=D(2400), freight_currency="CNY"), sold("FOB")),
    "CUV-02": Example(sold("CIF"), sold("CIF", insurance=D(120), insurance_currency="CNY")),
    "CUV-03": Example(sold("CFR"), sold("CFR", freight=D(2400), freight_currency="CNY")),
    "CUV-04": Example(sold("FOB", freight=D(2400), freight_currency="CNY"), sold("FOB", freight=D(2400))),
    "CUV-05": Example(sold("CIF"), sold("CFR")),
    "CUV-06": Example(an_import(), sold("DAP", method="7")),
    "CUV-07": Example(sold("DAP", method="2", related=True), sold("DAP", related=True)),
    "CUV-08": Example(sold("DAP", adjustments=(Adjustment("AL", D(1500), "USD"),)), sold("DAP", adjustments=(Adjustment("AL", D(1500)),))),
    "CUV-09": Example(sold("DAP", adjustments=(Adjustment("AL", D(1), "USD"),) * 5), sold("DAP", adjustments=(Adjustment("AL", D(1), "USD"),) * 6)),
    "CUV-10": Example(sold("EXW", freight=D(2400), freight_currency="CNY"), sold("EXW", freight=D(240000), freight_currency="CNY")),
    "CUV-11": Example(an_import(), sold("EXW", freight=D(-5), freight_currency="CNY")),
    "CUV-12": Example(with_line(customs_value=D(235224001)), with_line(customs_value=D(235224002))),
}

LINES = {
    "LIN-01": Example(an_import(), with_line(hs="0810")),
    "LIN-02": Example(an_import(tariff=tariff("08109092")), an_import(tariff={})),
    "LIN-03": Example(an_import(tariff=tariff("08109092")), an_import(tariff=tariff("081090", asked="08109092"))),
    "LIN-04": Example(an_import(), with_line(name=" ")),
    "LIN-05": Example(with_line(name="新鲜火龙果"), with_line(name="Hàng tạp hóa")),
    "LIN-06": Example(an_import(), with_line(origin="")),
    "LIN-07": Example(an_import(), with_line(origin="XQ")),
    "LIN-08": Example(an_import(kind="E15", lines=(a_line(origin="VN"),)), with_line(origin="VN")),
    "LIN-09": Example(an_import(), with_line(quantity=D(0))),
    "LIN-10": Example(an_import(), with_line(unit="KG")),
    "LIN-11": Example(with_line(quantity2=D(1200), unit2="CTN"), with_line(quantity2=D(1200))),
    "LIN-12": Example(an_import(tariff=tariff("08109092")), an_import(tariff=tariff("08109092", unit="PCE"))),
    "LIN-13": Example(an_import(lines=TWO), an_import(lines=(a_line(), a_line(number=2)))),
    "LIN-14": Example(with_line(exemption_list="900000118200", exemption_line=4), with_line(exemption_list="900000118200")),
    "LIN-15": Example(with_line(reduction=D(100), exemption="XN011"), with_line(reduction=D(100))),
    "LIN-16": Example(with_line(absolute_rate=D(15), absolute_unit="KGM", absolute_currency="USD"), with_line(absolute_rate=D(15))),
    "LIN-17": Example(an_import(kind="E31", lines=(a_line(material_code="NL0042"),)), an_import(kind="E31")),
    "LIN-18": Example(with_line(hs="85171300", model="HN-42A"), with_line(hs="85171300")),
    "LIN-19": Example(an_import(), with_line(net_kg=D(-1))),
    "LIN-20": Example(an_import(), with_line(unit="CTN", net_kg=None)),
    "LIN-21": Example(an_export(), an_export(lines=(a_line(origin=""),))),
}

ORIGIN = {
    "ORI-01": Example(preferred(), preferred(lines=(a_line(preference="TPP"),))),
    "ORI-02": Example(preferred(), preferred(lines=(a_line(preference="VKFTA"),))),
    "ORI-03": Example(preferred(), with_line(preference="ACFTA")),
    "ORI-04": Example(preferred(tariff=tariff("08109092")), preferred(tariff=tariff("08109092", china=False))),
    "ORI-05": Example(an_import(lines=(a_line(quota=True),), permits=(PermitRef("HNTQ", "11/2026"),)), with_line(quota=True)),
    "ORI-06": Example(preferred(), preferred(kind="E31")),
}

SCRAP = a_line(hs="72044900", name="Sắt thép phế liệu dạng mảnh vụn", quantity=D(18), unit="TNE")
PAPERS = {
    "PMT-01": Example(an_import(), an_import(permits=(PermitRef("KDTV", ""),))),
    "PMT-02": Example(an_import(), an_import(permits=(PermitRef("KDTV", "1"),) * 2)),
    "PMT-03": Example(an_import(), an_import(permits=tuple(PermitRef("KDTV", str(n)) for n in range(6)))),
    "PMT-04": Example(an_import(), an_import(permits=(PermitRef("ZZZZ", "1"),))),
    "PMT-05": Example(an_import(history=GoodsHistory(permits_known=frozenset({"0817/2026/GP"}))), an_import(history=GoodsHistory(permits_known=frozenset()))),
    "PMT-06": Example(with_line(permits=("0817/2026/GP",)), with_line(permits=("0999/2026/GP",))),
    "PAP-01": Example(an_import(lines=(SCRAP,), permits=(PermitRef("PLGM", "3/2026"),)), an_import(lines=(SCRAP,))),
    "PAP-02": Example(an_import(), an_import(documents=())),
    "PAP-03": Example(an_import(), an_import(documents=(paper("commercial_invoice", sha256="9f86"),))),
    "PAP-04": Example(an_import(), an_import(documents=(paper("commercial_invoice"),) * 2)),
    "PAP-05": Example(an_import(), an_import(documents=(paper("commercial_invoice", day=TODAY + timedelta(days=1)),))),
}

STATISTICS = {
    "STA-01": Example(an_import(), an_import(gross_kg=D(1860))),
    "STA-02": Example(an_import(), an_import(gross_kg=D(17000))),
    "STA-03": Example(an_import(), an_import(packages=1199)),
    "STA-04": Example(with_line(quantity=D(18), unit="TNE"), with_line(quantity=D(1800))),
    "STA-05": Example(an_import(), an_import(gross_kg=D(186000))),
    "STA-06": Example(an_import(lines=(a_line(), a_line(unit_price=D(36)))), an_import(lines=(a_line(), a_line(unit_price=D(3600))))),
}

GOODS_EXAMPLES: dict[str, Example] = {**GENERAL, **TYPES, **PARTIES, **TRANSPORT, **INVOICES, **VALUES, **LINES, **ORIGIN, **PAPERS, **STATISTICS}
