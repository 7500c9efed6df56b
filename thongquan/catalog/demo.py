"""The invented border: companies, drivers, plates, goods of demo and training; none is real."""

from __future__ import annotations

import random
from dataclasses import dataclass

from stdnum import iso6346
from stdnum.cn import uscc
from stdnum.vn import mst

from thongquan.core.vehicle import EXPORTATION


@dataclass(frozen=True)
class Company:
    """An invented carrier: register number with a right check digit, country, name."""

    tax_id: str
    scheme: str
    country: str
    name: str
    phone: str


def _mst(prefix: str) -> str:
    """The first code from this prefix on that has a check digit; where it would be 10 none is ever given out."""
    while len(mst.calc_check_digit(prefix)) > 1:
        prefix = f"{int(prefix) + 1:09d}"
    return prefix + mst.calc_check_digit(prefix)


def _uscc(body: str) -> str:
    return body + uscc.calc_check_digit(body)


_VIETNAMESE = (
    "Công ty Vận tải Hải Ngọc Biên", "Công ty TNHH Nông sản Trà Cổ", "CTCP Vận tải Sông Kinh",
    "Công ty TNHH Thủy sản Vân Đồn", "CTCP Giao nhận Đồng Chằm", "Công ty TNHH Cơ khí Lục Yên",
    "CTCP Dây cáp Hải Hà", "Công ty TNHH Quế Trà Mi", "HTX Vận tải Bình Liêu", "Công ty TNHH Phụ tùng An Châu",
    "CTCP Tiếp vận Ba Chẽ", "Công ty Vận tải Đầm Hà",
)
_CHINESE = (
    "东兴海盛运输有限公司", "广西北仑河物流有限公司", "防城港远山货运有限公司", "东兴市边贸车队有限公司",
    "南宁青秀山物流有限公司", "凭祥友谊汽车运输有限公司",
)

COMPANIES: tuple[Company, ...] = (
    *(Company(_mst(f"5700{700 + 37 * n:05d}"), "VN_MST", "VN", name, f"+84203555{n:04d}") for n, name in enumerate(_VIETNAMESE)),
    *(Company(_uscc(f"914506{n}1MA5N{n}8Q2X"), "CN_USCC", "CN", name, f"+861537000{n:04d}") for n, name in enumerate(_CHINESE, 1)),
)
BROKER = Company(_mst("570199321"), "VN_MST", "VN", "Đại lý hải quan Lâm Gia", "+842035550999")

_FAMILY = ("Vũ", "Lê", "Hoàng", "Phạm", "Nông", "Lý", "Bùi", "Đỗ", "Trần", "Tô", "Chu", "Đặng")
_MIDDLE = ("Đình", "Văn", "Hữu", "Xuân", "Quang", "Minh", "Bá", "Công")
_GIVEN = ("Quyết", "Thắng", "Sơn", "Hải", "Tùng", "Khoa", "Lộc", "Phúc", "Dũng", "Hiệp", "Nam", "Toàn")
_CHINESE_DRIVERS = ("韦志强", "黄海涛", "陆建国", "覃明亮", "莫小军", "农光辉", "梁文斌", "苏大勇")
FLEET = 14
GOODS = ("Thanh long ruột đỏ", "Xoài cát", "Dưa hấu", "Cá đông lạnh", "Tinh bột sắn", "Linh kiện điện tử", "Vải bông in", "Hạt nhựa PE")


@dataclass(frozen=True)
class Load:
    """A vehicle with its driver, ready to be declared: the form's answers without gate and time."""

    company: int
    regime: str
    values: dict[str, object]


def driver(dice: random.Random, country: str) -> dict[str, str]:
    """An invented driver with a border pass that is still good."""
    if country == "VN":
        name = f"{dice.choice(_FAMILY)} {dice.choice(_MIDDLE)} {dice.choice(_GIVEN)}"
        number, issued_at = f"QN{dice.randrange(100000, 999999)}", "Quảng Ninh"
    else:
        name, number, issued_at = dice.choice(_CHINESE_DRIVERS), f"DX{dice.randrange(1000000, 9999999)}", "东兴"
    return {"name": name, "nationality": country, "document_kind": "A", "document_number": number,
            "issued_on": "2026-01-05", "issued_at": issued_at}


def plate(dice: random.Random, country: str) -> str:
    """A plate of the border provinces."""
    if country == "VN":
        return f"{dice.choice(('14C', '14H', '15C', '29H', '34C'))}-{dice.randrange(10000, 99999)}"
    return f"{dice.choice(('桂P', '桂P', '桂P', '桂F', '桂A', '云G'))}{dice.randrange(10000, 99999)}"


def trailer(dice: random.Random, country: str) -> dict[str, str]:
    """A trailer of the same country."""
    text = f"{dice.choice(('14R', '15R', '29R'))}-{dice.randrange(10000, 99999)}" if country == "VN" else f"桂P{dice.randrange(1000, 9999)}挂"
    return {"plate": text, "country": country}


def container(dice: random.Random) -> dict[str, object]:
    """A sealed box with a right check digit."""
    body = f"{dice.choice(('TQSU', 'MCGU', 'KLRU'))}{dice.randrange(100000, 999999)}"
    return {"number": body + iso6346.calc_check_digit(body), "seals": [f"VN{dice.randrange(100000, 999999)}"], "laden": True,
            "size": "40", "type": "GP"}


def goods_number(dice: random.Random, outward: bool) -> str:
    """A goods declaration number: export starts 30, import 10."""
    return f"{'30' if outward else '10'}{dice.randrange(10**9, 10**10)}"


def fleet(company: int, country: str) -> list[str]:
    """The plates a company always drives with."""
    own = random.Random(f"fleet {company}")
    return [plate(own, country) for _ in range(FLEET)]


def load(dice: random.Random, regime: str, case: str = "border_delivery", regular: bool = False) -> Load:
    """One rig of a random company for this regime; a `regular` one crosses again and again."""
    country = "VN" if regime == EXPORTATION else "CN"
    company = dice.randrange(12) if country == "VN" else 12 + dice.randrange(6)
    text = dice.choice(fleet(company, country)) if regular else plate(dice, country)
    laden = dice.random() < 0.82
    values: dict[str, object] = {
        "regime": regime, "case": case, "plate": text, "country": country, "laden": laden,
        "drivers": [driver(dice, country)], "contact_phone": "0912345678" if country == "VN" else "+8615370001234",
    }
    if dice.random() < 0.6:
        values["trailers"] = [trailer(dice, country)]
    if laden:
        values["goods"] = [goods_number(dice, regime == EXPORTATION) for _ in range(dice.choice((1, 1, 1, 2)))]
        if dice.random() < 0.4:
            values["containers"] = [container(dice)]
    if case == "permit":
        values |= {"permit_number": f"LV-{dice.randrange(1000, 9999)}", "permit_issued_on": "2026-01-02",
                   "permit_until": "2027-03-14", "permit_issuer": "Sở XD Quảng Ninh"}
    return Load(company, regime, values)
