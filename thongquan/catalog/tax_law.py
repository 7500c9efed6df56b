"""Dated parameters of duty and tax; the tax laws are not at hand, so all are believed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from thongquan.catalog.law import HOUSE, Law, Parameter

LAW_107, VAT_48 = date(2016, 9, 1), date(2025, 7, 1)


def _tax(key: str, value: Any, unit: str, citation: str, since: date = HOUSE, until: date = date.max) -> Parameter:
    return Parameter(key, value, unit, since, citation, until, believed=True)


#: resolutions that cut the standard VAT rate for a time: first day, last day, source
_CUTS = (
    (date(2022, 2, 1), date(2022, 12, 31), "Nghị quyết 43/2022/QH15"),
    (date(2023, 7, 1), date(2023, 12, 31), "Nghị quyết 101/2023/QH15"),
    (date(2024, 1, 1), date(2024, 6, 30), "Nghị quyết 110/2023/QH15"),
    (date(2024, 7, 1), date(2024, 12, 31), "Nghị quyết 142/2024/QH15"),
    (date(2025, 1, 1), date(2025, 6, 30), "Nghị quyết 174/2024/QH15"),
    (date(2025, 7, 1), date(2026, 12, 31), "Nghị quyết 204/2025/QH15, Nghị định 174/2025/NĐ-CP"),
)
_OLD_VAT, _NEW_VAT = "Luật thuế giá trị gia tăng 13/2008/QH12 Điều 8", "Luật thuế giá trị gia tăng 48/2024/QH15 Điều 9"


def _reduced() -> tuple[Parameter, ...]:
    """8 % while a resolution lasts, the standard 10 % in between: one line for every day."""
    lines, day = [], HOUSE
    for since, until, source in _CUTS:
        if day < since:
            lines.append(_tax("vat.reduced", 10, "%", _OLD_VAT, day, since - timedelta(days=1)))
        lines.append(_tax("vat.reduced", 8, "%", source, since, until))
        day = until + timedelta(days=1)
    return (*lines, _tax("vat.reduced", 10, "%", _NEW_VAT, day))


PARAMETERS: tuple[Parameter, ...] = (
    _tax("duty.ordinary.factor", "1.5", "times MFN", "Luật thuế xuất khẩu, thuế nhập khẩu 107/2016/QH13 Điều 5 khoản 3 điểm c"),
    _tax("duty.origins_without_mfn", "AD BT ER FM KI KP MC MH NR PW SM SO SS TV", "country codes",
         "believed: neither member of the WTO nor party to a trade agreement with Việt Nam"),
    _tax("duty.rounding.dong", 1, "đồng, on each tax of each line", "believed: amounts of a declaration carry no decimals (VNACCS)"),
    _tax("duty.rounding.mode", "half_up", "half_up or down", "believed: half a đồng upwards"),
    _tax("duty.exchange.age.days", 14, "day", "house setting: rates are announced weekly (Decree 08/2015 art. 21 as amended); an older one is noted"),
    _tax("excise.ask", "870321 870322 870323 870324 870331 870332 870333 870340 870350 870360 870370 870380 871120", "beginnings of HS codes",
         "believed: cars and motorcycles bear special consumption tax at rates that the HS code alone does not tell"),
    _tax("vat.standard", 10, "%", _OLD_VAT, until=VAT_48 - timedelta(days=1)),
    _tax("vat.standard", 10, "%", _NEW_VAT, VAT_48),
    _tax("vat.lower", 5, "%", _OLD_VAT, until=VAT_48 - timedelta(days=1)),
    _tax("vat.lower", 5, "%", _NEW_VAT, VAT_48),
    *_reduced(),
    _tax("vat.reduced.left_out", "25 26 2709 2711 72 73 74 75 76 78 79 80 81", "beginnings of HS codes",
         "believed: metals and their products, ores and minerals but coal (Decree 174/2025, appendices); excise goods are judged apart"),
)

TAX_LAW = Law(PARAMETERS)
