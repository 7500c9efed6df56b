"""Invented consignments: what is traded at these borders, by whom, through which office."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from stdnum import iso6346

from thongquan.catalog.demo import Company, _mst


@dataclass(frozen=True)
class Article:
    """Goods as they are declared: code, words, unit, price of a unit in US dollars, kilograms of a unit, usual quantity."""

    hs: str
    name: str
    unit: str
    price: str
    kg: str
    most: int
    origin: str = "CN"
    documents: tuple[str, ...] = ()
    permit: str = ""


@dataclass(frozen=True)
class Port:
    """Where a consignment is declared and leaves or arrives: customs office, gate, mode, place of the goods."""

    office: str
    gate: str
    mode: str
    place: str


IMPORTS: tuple[Article, ...] = (
    Article("08081000", "Táo Fuji tươi, cỡ 70-80, đóng thùng carton 10 kg", "KGM", "1.15", "1", 24_000, documents=("certificate_of_origin",)),
    Article("07032090", "Tỏi củ khô, chưa chế biến, bao lưới 20 kg", "KGM", "0.98", "1", 26_000, documents=("certificate_of_origin",)),
    Article("07019090", "Khoai tây tươi thương phẩm, bao 25 kg", "KGM", "0.34", "1", 28_000),
    Article("85171300", "Điện thoại thông minh màn hình 6,7 inch, bộ nhớ 256 GB, mới 100 %", "PCE", "142", "0.45", 900),
    Article("84713020", "Máy tính xách tay 14 inch, 16 GB RAM, mới 100 %", "PCE", "388", "2.1", 260),
    Article("60063290", "Vải dệt kim từ xơ tổng hợp, đã nhuộm, khổ 1,6 m", "KGM", "4.6", "1", 14_000, documents=("certificate_of_origin",)),
    Article("52083900", "Vải dệt thoi từ bông, đã nhuộm, khổ 1,5 m, dạng cuộn", "MTR", "1.9", "0.18", 40_000),
    Article("64029990", "Giày đế cao su, mũ giày bằng vải dệt, cỡ 36-43", "NPR", "5.2", "0.8", 9_000),
    Article("85444296", "Cáp điện hạ thế bọc nhựa, điện áp 0,6/1 kV, lõi đồng", "KGM", "6.3", "1", 12_000),
    Article("94036090", "Tủ gỗ công nghiệp lắp ghép, dùng cho gia đình", "PCE", "64", "32", 420),
    Article("73181510", "Bu lông thép mạ kẽm, cường độ 8.8, đường kính 8-16 mm", "KGM", "1.4", "1", 22_000),
    Article("87083029", "Má phanh đĩa dùng cho ô tô con, mới 100 %", "KGM", "5.8", "1", 3_600),
    Article("69072191", "Gạch lát nền ceramic tráng men, 60 x 60 cm", "MTK", "4.1", "21", 1_200),
    Article("95030099", "Đồ chơi lắp ráp bằng nhựa cho trẻ từ 6 tuổi", "PCE", "6.4", "0.9", 8_000, documents=("KTCL",)),
    Article("39012000", "Hạt nhựa polyetylen nguyên sinh tỷ trọng trên 0,94", "KGM", "1.05", "1", 25_000),
    Article("73239310", "Nồi, chảo inox dùng cho nhà bếp", "KGM", "5.3", "1", 9_000),
)

EXPORTS: tuple[Article, ...] = (
    Article("08106000", "Sầu riêng tươi Ri6, loại 1, đóng thùng 18 kg", "KGM", "4.3", "1", 18_500, "VN", ("KDTV",)),
    Article("08109092", "Thanh long ruột đỏ tươi, đóng thùng 12 kg", "KGM", "0.9", "1", 21_000, "VN", ("KDTV",)),
    Article("08071100", "Dưa hấu tươi, quả 3-5 kg", "KGM", "0.31", "1", 27_000, "VN", ("KDTV",)),
    Article("08045021", "Xoài cát tươi, đóng thùng 10 kg", "KGM", "1.1", "1", 20_000, "VN", ("KDTV",)),
    Article("03061721", "Tôm thẻ chân trắng đông lạnh, cỡ 40/50", "KGM", "7.9", "1", 22_000, "VN", ("KDTS",)),
    Article("11081400", "Tinh bột sắn, bao 50 kg", "KGM", "0.47", "1", 32_000, "VN"),
    Article("40012290", "Cao su thiên nhiên định chuẩn kỹ thuật SVR 10", "KGM", "1.72", "1", 21_000, "VN"),
    Article("09011130", "Cà phê Robusta nhân sống, sàng 16", "KGM", "4.1", "1", 19_200, "VN"),
    Article("44079990", "Gỗ keo xẻ đã sấy, dày 20-50 mm", "MTQ", "285", "720", 36, "VN"),
    Article("85340030", "Mạch in nhiều lớp cho thiết bị điện tử", "PCE", "1.35", "0.04", 60_000, "VN"),
)

#: by office of lodging: Móng Cái, Hữu Nghị, and an inland office whose goods come by sea
PORTS: tuple[Port, ...] = (
    Port("20BB", "VNMCG1", "road", "20BBKT1"),
    Port("15BB", "VNHUGT", "road", "15BBKT1"),
    Port("03NK", "", "sea", "03NKKT1"),
)

_TRADERS = (
    "Công ty TNHH Nông sản Hải Yên", "CTCP Thương mại Trà Phong", "Công ty TNHH Điện tử Yên Hưng", "CTCP Dệt may Sông Chanh",
    "Công ty TNHH Nội thất Hồng Vận", "CTCP Cơ điện Đông Triều An", "Công ty TNHH Hoa quả Chi Lăng", "CTCP Nhựa Đình Vũ Xanh",
    "Công ty TNHH Thủy sản Cô Tô Mới", "CTCP Cao su Đồng Mỏ", "Công ty TNHH Đồ chơi Tiên Phong Nhí", "CTCP Vật tư Kỳ Lừa",
    "Công ty TNHH Phụ tùng Cát Bi", "CTCP Gỗ Mẫu Sơn", "Công ty TNHH Gạch men Thủy Nguyên", "CTCP Xuất nhập khẩu Bình Ngọc",
    "Công ty TNHH Cà phê Biên Viễn", "CTCP Tinh bột Na Sầm", "Công ty TNHH Cáp điện An Dương", "CTCP Thời trang Tiên Yên",
)
TRADERS: tuple[Company, ...] = tuple(
    Company(_mst(f"5701{200 + 41 * n:05d}"), "VN_MST", "VN", name, f"+84203666{n:04d}") for n, name in enumerate(_TRADERS))

PARTNERS = ("东兴海纳贸易有限公司", "凭祥南友进出口有限公司", "广西百色恒通商贸有限公司", "深圳前海远晨电子有限公司", "宁波北岸五金有限公司",
             "南宁青秀果业有限公司", "佛山顺泰建材有限公司", "柳州龙城汽配有限公司")
FX = {"USD": Decimal(1), "CNY": Decimal("7.1")}


def container(dice: random.Random) -> str:
    """A box number with a right check digit."""
    body = f"{dice.choice(('TQSU', 'MCGU', 'KLRU', 'HNGU'))}{dice.randrange(100000, 999999)}"
    return body + iso6346.calc_check_digit(body)


def row(dice: random.Random, article: Article, currency: str) -> dict[str, object]:
    """One line of an article in a quantity that fits a lorry."""
    quantity = Decimal(max(1, round(article.most * dice.uniform(0.25, 0.9))))
    price = (Decimal(article.price) * FX[currency] * Decimal(str(round(dice.uniform(0.9, 1.12), 3)))).quantize(Decimal("0.0001"))
    weight = (quantity * Decimal(article.kg)).quantize(Decimal("0.01"))
    return {
        "hs": article.hs, "name": article.name, "origin": article.origin, "quantity": str(quantity), "unit": article.unit,
        "unit_price": str(price), "price_unit": article.unit, "price_currency": currency,
        "invoice_value": str((quantity * price).quantize(Decimal("0.01"))), "net_kg": str(weight),
    }


def consignment(dice: random.Random, number: int, port: Port, direction: str, day: date, lines: int = 1) -> dict[str, object]:
    """The form's answers of one invented consignment of so many lines, without anything wrong.

    `number` makes references unique; `day` is the day of arrival or departure.
    """
    articles = IMPORTS if direction == "import" else EXPORTS
    currency = dice.choice(("USD", "CNY"))
    chosen = [dice.choice(articles) for _ in range(lines)]
    rows = [row(dice, article, currency) for article in chosen]
    net = sum((Decimal(str(r["net_kg"])) for r in rows), Decimal(0))
    partner, trader = dice.choice(PARTNERS), TRADERS[number % len(TRADERS)]
    values: dict[str, object] = {
        "kind": "A11" if direction == "import" else "B11", "mode": port.mode, "office": port.office, "place_of_goods": port.place,
        "own_reference": f"{direction[:2].upper()}-{number:06d}", "packages": max(1, int(net // 18)), "package_unit": "CT",
        "gross_kg": str((net * Decimal("1.04")).quantize(Decimal("0.01"))),
        "invoice_kind": "A", "invoice_number": f"INV{day.year}{number:06d}", "invoice_day": (day - timedelta(days=3)).isoformat(),
        "payment": "TTR", "incoterm": "DAP" if direction == "import" else "DAF", "currency": currency, "price_kind": "A",
        "invoice_total": str(sum((Decimal(str(r["invoice_value"])) for r in rows), Decimal(0))),
        "lines": rows,
        "documents": [
            {"kind": "commercial_invoice", "number": f"INV{day.year}{number:06d}", "day": (day - timedelta(days=3)).isoformat(), "how": "upload"},
            {"kind": "transport_document", "number": f"BL{number:07d}", "day": (day - timedelta(days=1)).isoformat(), "how": "upload"},
            {"kind": "packing_list", "number": f"PL{number:07d}", "day": (day - timedelta(days=3)).isoformat(), "how": "upload"},
            *({"kind": kind, "number": f"{kind[:2].upper()}{number:07d}", "day": (day - timedelta(days=2)).isoformat(), "how": "data"}
              for kind in sorted({k for a in chosen for k in a.documents})),
        ],
    }
    if port.gate:
        values["gate"] = port.gate
        values["conveyance"] = f"{dice.choice(('14C', '12C', '29H', '15C'))}-{dice.randrange(10000, 99999)}"
    else:
        values |= {"bills": [f"TQHP{number:08d}"], "containers": [container(dice)], "conveyance": "HAI AN BIEN 08"}
    return values | (_import(partner, trader, day) if direction == "import" else _export(partner, trader, day))


def _import(partner: str, trader: Company, day: date) -> dict[str, object]:
    return {
        "party_kind": "4", "importer_tax_id": trader.tax_id, "importer": trader.name, "importer_address": "Quảng Ninh", "exporter": partner,
        "partner_country": "CN", "arrival": day.isoformat(), "loading_place": "CNDOX", "unloading_place": "VNMCG",
    }


def _export(partner: str, trader: Company, day: date) -> dict[str, object]:
    return {
        "party_kind": "4", "exporter_tax_id": trader.tax_id, "exporter": trader.name, "exporter_address": "Quảng Ninh", "importer": partner,
        "partner_country": "CN", "departure": day.isoformat(), "loading_place": "VNMCG", "destination": "CNDOX",
    }
