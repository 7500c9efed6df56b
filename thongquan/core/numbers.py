"""Numbers of the trade: movement, goods, container, tax code, citizen, phone."""

from __future__ import annotations

import re

from stdnum import iso6346
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_10
from stdnum.vn import mst

#: what a movement number may count up to within one year
LAST_SERIAL = 999_999_999

#: calling codes of the countries whose drivers come to these gates
CALLING_CODES = {"VN": "84", "CN": "86", "LA": "856", "KH": "855", "TH": "66", "MM": "95", "HK": "852", "MO": "853"}
#: countries whose domestic form starts with a trunk zero
TRUNK_ZERO = frozenset({"VN", "LA", "KH", "TH", "MM"})

#: province codes of a citizen number (Circular 59/2021/TT-BCA, annex I)
CCCD_PROVINCES = frozenset(re.findall(
    r"\d{3}", "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 "
    "040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 "
    "083 084 086 087 089 091 092 093 094 095 096"
))


def squeeze(text: str) -> str:
    """The text in capitals without the blanks, dots, dashes and slashes people put between digits."""
    return re.sub(r"[\s.\-/]", "", text).upper()


def _digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()


def movement_number(year: int, serial: int) -> str:
    """The number of a movement: 2 digits of the year, 9 of the serial, 1 check digit (ISO 7064 MOD 11,10).

    `year` is the full year. A serial outside 0…999,999,999 raises ValueError.
    """
    if not 0 <= serial <= LAST_SERIAL:
        raise ValueError(f"serial {serial} does not fit nine digits")
    body = f"{year % 100:02d}{serial:09d}"
    check: str = mod_11_10.calc_check_digit(body)
    return body + check


def is_movement_number(text: str) -> bool:
    """Twelve digits whose check digit agrees; catches every single wrong digit."""
    return _digits(text, 12) and bool(mod_11_10.is_valid(text))


def pretty(number: str) -> str:
    """A movement number as people read it aloud: three groups of four."""
    return " ".join(number[i:i + 4] for i in range(0, len(number), 4))


def goods_kind(text: str) -> str:
    """`import` (10…), `export` (30…) or empty: what a VNACCS goods declaration number says it is.

    Twelve digits; the last one counts the amendments.
    """
    text = squeeze(text)
    return {"10": "import", "30": "export"}.get(text[:2], "") if _digits(text, 12) else ""


def container_ok(text: str) -> bool:
    """A container number whose ISO 6346 check digit agrees (a wrong one is a warning, never a block)."""
    return bool(iso6346.is_valid(squeeze(text)))


def container_form_ok(text: str) -> bool:
    """Four letters and seven digits, whatever the check digit says."""
    return re.fullmatch(r"[A-Z]{4}\d{7}", squeeze(text), re.ASCII) is not None


def mst_ok(text: str) -> bool:
    """A Vietnamese tax code of 10 digits, or 13 for a branch, with its check digit."""
    return bool(mst.is_valid(text))


def uscc_ok(text: str) -> bool:
    """A Chinese unified social credit code (GB 32100-2015), 18 signs."""
    return bool(uscc.is_valid(text))


def cccd_ok(text: str) -> bool:
    """A citizen number: 3 digits of the province, 1 of century and sex, 2 of the birth year, 6 of chance.

    Decree 137/2015/ND-CP art. 13: 0 and 1 are the 20th century, 2 and 3 the 21st. There is no check digit.
    """
    text = squeeze(text)
    return _digits(text, 12) and text[:3] in CCCD_PROVINCES and text[3] in "0123"


def phone(text: str, country: str = "VN") -> str:
    """The number in E.164 (`+84912345678`), or empty when it cannot be one.

    `country` says whose domestic form is meant when the number starts neither with `+` nor `00`.
    """
    stripped = re.sub(r"[\s.\-()/]", "", text)
    if stripped.startswith("00"):
        stripped = "+" + stripped[2:]
    if not stripped.startswith("+"):
        code = CALLING_CODES.get(country, "")
        if not code:
            return ""
        if country in TRUNK_ZERO and stripped.startswith("0"):
            stripped = stripped[1:]
        stripped = f"+{code}{stripped}"
    return stripped if re.fullmatch(r"\+[1-9]\d{7,14}", stripped, re.ASCII) else ""
