"""Registration plates of Việt Nam, China, Laos and Cambodia: keys, kinds, print, likeness."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from thongquan.core.words import Words

#: The four tables below are part of the pass (payload v1): append at the end, never reorder.
LATIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: 31 provinces of GA 36-2018, then the marks of trailer, learner, police, Hong Kong, Macao, embassy, consulate
HAN = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼挂学警港澳使领"
LAO = "ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮໜໝ"
KHMER = "កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវឝឞសហឡអ"

PROVINCES, HAN_TAILS = HAN[:31], HAN[31:36]

KINDS = {
    "civil": Words("Xe dân sự", "Civil vehicle", "民用车辆"),
    "trailer": Words("Rơ moóc", "Trailer", "挂车"),
    "diplomatic": Words("Xe ngoại giao, nước ngoài", "Diplomatic or foreign", "外交车辆"),
    "army": Words("Xe quân đội", "Army vehicle", "军用车辆"),
    "economic_zone": Words("Xe khu kinh tế cửa khẩu", "Border economic zone vehicle", "口岸经济区车辆"),
    "cross_border": Words("Xe hai biển Hồng Kông, Ma Cao", "Hong Kong or Macao double plate", "港澳两地牌车辆"),
    "learner": Words("Xe tập lái", "Learner vehicle", "教练车"),
    "police": Words("Xe cảnh sát", "Police vehicle", "警车"),
    "bare": Words("Thiếu chữ tỉnh", "Province character missing", "缺省份简称"),
    "": Words("Chưa rõ mẫu biển", "Unknown pattern", "未知号牌格式"),
}

_ZONE_LETTERS = "LB|CT|KT"  # Lao Bảo, Cầu Treo, and the general mark of an economic zone

#: (country, kind, pattern of the key, how it is printed); the first that fits wins
PATTERNS: tuple[tuple[str, str, str, str], ...] = (
    ("VN", "diplomatic", r"(\d{2})(\d{3})(NG|NN|QT|CV)(\d{2})", "{0}-{1}-{2}-{3}"),
    ("VN", "diplomatic", r"(\d{2})(NG|NN|QT|CV)(\d{3})(\d{2})", "{0}-{1}-{2}.{3}"),
    ("VN", "economic_zone", rf"(\d{{2}})({_ZONE_LETTERS})(\d{{3}})(\d{{2}})", "{0}{1}-{2}.{3}"),
    ("VN", "economic_zone", rf"(\d{{2}})({_ZONE_LETTERS})(\d{{4}})", "{0}{1}-{2}"),
    ("VN", "trailer", r"(\d{2}R[A-Z]?)(\d{3})(\d{2})", "{0}-{1}.{2}"),
    ("VN", "trailer", r"(\d{2}R[A-Z]?)(\d{4})", "{0}-{1}"),
    ("VN", "civil", r"(\d{2}[A-Z]{1,2})(\d{3})(\d{2})", "{0}-{1}.{2}"),
    ("VN", "civil", r"(\d{2}[A-Z]{1,2})(\d{4})", "{0}-{1}"),
    ("VN", "civil", r"(\d{2}[A-Z]\d)(\d{3})(\d{2})", "{0}-{1}.{2}"),
    ("VN", "army", r"([A-Z]{2})(\d{2})(\d{2})", "{0} {1}-{2}"),
    ("CN", "trailer", rf"([{PROVINCES}][A-Z])([A-Z0-9]{{4,5}}挂)", "{0}·{1}"),
    ("CN", "learner", rf"([{PROVINCES}][A-Z])([A-Z0-9]{{4,5}}学)", "{0}·{1}"),
    ("CN", "police", rf"([{PROVINCES}][A-Z])([A-Z0-9]{{4,5}}警)", "{0}·{1}"),
    ("CN", "cross_border", rf"([{PROVINCES}]Z)([A-Z0-9]{{4}}[港澳])", "{0}·{1}"),
    ("CN", "civil", rf"([{PROVINCES}][A-Z])([A-Z0-9]{{5,6}})", "{0}·{1}"),
    ("CN", "bare", r"(?=.*\d)([A-Z])([A-Z0-9]{5,6}|[A-Z0-9]{4,5}挂)", "{0}·{1}"),
    ("LA", "civil", rf"([{LAO}]{{2}})(\d{{4}})", "{0} {1}"),
    ("LA", "civil", r"([A-Z]{2})(\d{4})", "{0} {1}"),
    ("KH", "civil", r"(\d[A-Z]{1,2})(\d{4})", "{0}-{1}"),
    ("KH", "civil", rf"([{KHMER}]{{1,2}})(\d{{4}})", "{0}-{1}"),
)
_COMPILED = tuple((c, k, re.compile(p, re.ASCII), form) for c, k, p, form in PATTERNS)

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD = str.maketrans("OQI", "001")
_KEPT = frozenset(LATIN + HAN + LAO + KHMER)

#: pairs a camera or a tired eye takes for one another
LOOK_ALIKE = frozenset(
    frozenset(pair) for pair in (
        "0O", "0D", "0Q", "OD", "OQ", "DQ", "0C", "CG", "6G", "1I", "1L", "IL", "17", "7T", "2Z", "5S", "8B", "38",
        "4A", "UV", "VY", "MN", "HN", "EF", "PR", "KX",
    )
)
ALIKE, SLIP, OTHER = 30, 70, 100  # hundredths, so that sums compare exactly
ACCEPT, LEAD = 105, 30


@dataclass(frozen=True)
class Plate:
    """A plate read as one country's pattern. `kind` empty: no pattern fits, which is only a warning."""

    key: str
    country: str = ""
    kind: str = ""
    printed: str = ""

    @property
    def known(self) -> bool:
        return self.kind not in ("", "bare")


def normalise(text: str, country: str = "") -> str:
    """The plate's key: capitals, half width, no separators, only signs that stand on plates.

    `country` VN turns the Vietnamese Đ (as in MĐ, LĐ) into D, as the register writes it.
    """
    wide = unicodedata.normalize("NFC", text).translate(_HALF_WIDTH).upper()
    if country in ("VN", ""):
        wide = wide.replace("Đ", "D")
    return "".join(sign for sign in wide if sign in _KEPT)


def read(text: str, country: str = "") -> Plate:
    """The plate as a pattern of `country`, or of any country when none is given."""
    key = normalise(text, country)
    for nation, kind, pattern, form in _COMPILED:
        if country and nation != country:
            continue
        if found := pattern.fullmatch(key):
            return Plate(key, nation, kind, form.format(*found.groups()))
    return Plate(key, country, "", key)


def country_guess(text: str) -> str:
    """VN, CN, LA or KH by the pattern, or empty."""
    return read(text).country


def pretty(key: str, country: str = "") -> str:
    """As it is painted: 14C-123.45, 桂P·68213; the key itself when no pattern fits."""
    return read(key, country).printed


def printed(key: str, country: str, mode: str) -> str:
    """A key as it is painted on a vehicle, or on a boat when `mode` is waterway."""
    return craft_number(key) if mode == "waterway" else pretty(key, country)


def craft_number(key: str) -> str:
    """A boat's registration as it is painted: its letters, a hyphen, its figures; any other form stays."""
    return re.sub(r"([A-Z]+)(\d+)", r"\1-\2", key) if re.fullmatch(r"[A-Z]+\d+", key) else key


def same(a: str, b: str) -> bool:
    """Whether two readings are one plate.

    O and Q are never painted on plates here, nor is I, so they are read as 0 and 1; a missing Chinese
    province character is forgiven (dirty lists, cameras that know Latin letters only).
    """
    one, two = _folded(normalise(a)), _folded(normalise(b))
    if not one or not two:
        return False
    if one[0] in PROVINCES and two[0] in PROVINCES:
        return one == two
    return one.lstrip(PROVINCES) == two.lstrip(PROVINCES)


def _folded(key: str) -> str:
    return key.translate(_FOLD)


def distance(a: str, b: str) -> float:
    """Weighted edit distance of two keys: look-alike 0.3, one sign more or less 0.7, any other 1."""
    return _distance(a, b) / 100


def _distance(a: str, b: str) -> int:
    above = [SLIP * j for j in range(len(b) + 1)]
    for i, one in enumerate(a, 1):
        row = [SLIP * i]
        for j, two in enumerate(b, 1):
            row.append(min(above[j] + SLIP, row[-1] + SLIP, above[j - 1] + _swap(one, two)))
        above = row
    return above[-1]


@cache
def _swap(one: str, two: str) -> int:
    if one == two:
        return 0
    return ALIKE if frozenset((one, two)) in LOOK_ALIKE else OTHER


def best_match(seen: str, expected: Iterable[str]) -> str:
    """The one expected key that `seen` must mean, or empty.

    Accepted up to 1.05 when the runner-up is at least 0.3 further away. A match found this way fills
    a search box; it never opens a barrier (the pass is the identity, the plate is the check).
    """
    key = normalise(seen)
    ranked = sorted((_distance(key, other), other) for other in set(expected))
    if not key or not ranked or ranked[0][0] > ACCEPT:
        return ""
    if len(ranked) > 1 and ranked[1][0] - ranked[0][0] < LEAD:
        return ""
    return ranked[0][1]


ESCAPES = {HAN: 36, LAO: 37, KHMER: 38}
PAD = 63
SYMBOLS = 12
_PAGES = {code: table for table, code in ESCAPES.items()}
_CODES: dict[str, tuple[int, ...]] = {sign: (i,) for i, sign in enumerate(LATIN)} | {
    sign: (escape, i) for table, escape in ESCAPES.items() for i, sign in enumerate(table)
}


def fitting(key: str) -> str:
    """What of a key a pass can carry: its last signs, up to twelve symbols (a non-Latin sign takes two)."""
    kept, room = "", SYMBOLS
    for sign in reversed(normalise(key)):
        room -= len(_CODES[sign])
        if room < 0:
            break
        kept = sign + kept
    return kept


def pack(key: str) -> bytes:
    """A key as nine bytes, twelve 6-bit symbols. A key that does not fit raises ValueError."""
    try:
        symbols = [code for sign in key for code in _CODES[sign]]
    except KeyError as strange:
        raise ValueError(f"the sign {strange} stands on no plate") from None
    if len(symbols) > SYMBOLS:
        raise ValueError(f"{key} needs more than {SYMBOLS} symbols")
    number = 0
    for code in symbols + [PAD] * (SYMBOLS - len(symbols)):
        number = number << 6 | code
    return number.to_bytes(9, "big")


def unpack(data: bytes) -> str:
    """The key in nine bytes; anything `pack` would not have written raises ValueError."""
    number = int.from_bytes(data, "big")
    symbols = [number >> 6 * i & 63 for i in reversed(range(SYMBOLS))]
    while symbols and symbols[-1] == PAD:
        symbols.pop()
    key, rest = "", iter(symbols)
    for code in rest:
        table = _PAGES.get(code, LATIN)
        index = next(rest, PAD) if code in _PAGES else code
        if index >= len(table):
            raise ValueError(f"no sign {index} in table {code}")
        key += table[index]
    return key
