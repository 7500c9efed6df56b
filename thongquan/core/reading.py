"""How what people type becomes a plate, a number, a day, a time or a telephone number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from thongquan.core.plates import normalise

#: Việt Nam keeps one clock, UTC+7, all the year round
VIETNAM = timezone(timedelta(hours=7))

YES = frozenset({"1", "y", "yes", "true", "on", "x", "có", "co", "đúng", "是", "有"})
NO = frozenset({"0", "n", "no", "false", "off", "không", "khong", "sai", "否", "无", "無"})

#: the language of machines and of what is stored: a number is a JSON number, also where it stands in a string
JSON = "json"
_JSON_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")

MAX_DIGITS = 15  # what a JSON number carries through any client unharmed
_SPACES = re.compile(r"[ \t\r\n\u00a0\u3000]+")
_LINES = re.compile(r"[ \t\u00a0\u3000]*\n[ \t\u00a0\u3000]*")
_DAY_PATTERNS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})[/.\-](?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
    re.compile(r"(?P<y>\d{4})[/年](?P<m>\d{1,2})[/月](?P<d>\d{1,2})日?"),
)
_TIME = re.compile(r"(?P<h>\d{1,2})(?:[:hg](?P<m>\d{2})?)(?:[:](?P<s>\d{2}))?|(?P<hm>\d{4})", re.IGNORECASE)
_GROUPED = {",": re.compile(r"\d{1,3}(,\d{3})+"), ".": re.compile(r"\d{1,3}(\.\d{3})+")}
#: the categories Cc and Cs of Unicode, without tab and line feed
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Unreadable(ValueError):
    """The text is not of the kind the field asks for."""


class ControlCharacter(Unreadable):
    """The text holds a character that no form, print or database can carry."""


def clean(value: Any, *, lines: bool = False) -> str:
    """Text in NFC, trimmed, runs of blanks made one; with `lines`, line breaks are kept.

    Raises ControlCharacter for control characters and lone surrogates, Unreadable for an object.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal | date | time):
        raise Unreadable
    text = value if isinstance(value, str) else _plain(value)
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    if _CONTROL.search(text):
        raise ControlCharacter
    text = unicodedata.normalize("NFC", text)
    if lines:
        return _LINES.sub("\n", text.replace("\t", " ")).strip()
    return _SPACES.sub(" ", text).strip()


def _plain(value: int | float | Decimal | date | time) -> str:
    """A spreadsheet's number as it was typed: 123.0 is the text 123."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**MAX_DIGITS:
        return str(int(value))
    if isinstance(value, int) and value.bit_length() > 200:
        raise Unreadable
    return str(value)


def read_plate(value: Any) -> str:
    """The plate in capitals and half-width signs, separators as typed; `plates.normalise` is its key."""
    text = unicodedata.normalize("NFKC", clean(value)).upper()
    if not normalise(text):
        raise Unreadable
    return text


def read_decimal(value: Any, language: str = "vi") -> Decimal:
    """A number in the local form: `1.234,5` in Vietnamese, `1,234.5` elsewhere, `1234.5` alone for machines; at most 15 digits."""
    if isinstance(value, bool):
        raise Unreadable
    text = repr(value) if isinstance(value, float) else clean(value)
    if isinstance(value, str):
        if any(sign.isdigit() and not sign.isdecimal() for sign in text):
            raise Unreadable  # 10² is not 102
        text = _undecorated(unicodedata.normalize("NFKC", text).replace(" ", ""), language)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Unreadable from None
    if not number.is_finite():
        raise Unreadable
    if number == 0:
        return Decimal(0)
    if not -6 <= number.adjusted() < MAX_DIGITS:
        raise Unreadable
    if len(number.normalize().as_tuple().digits) > MAX_DIGITS:
        raise Unreadable
    return number


def _undecorated(text: str, language: str) -> str:
    """`text` without thousands marks and with a decimal point."""
    if language == JSON:
        if not _JSON_NUMBER.fullmatch(text):
            raise Unreadable
        return text
    if "," in text and "." in text:
        point = "," if text.rfind(",") > text.rfind(".") else "."
    else:
        point = "," if language.startswith("vi") else "."
        mark = "." if point == "," else ","
        if mark in text and not _GROUPED[mark].fullmatch(text.lstrip("+-")):
            point = mark  # 12.5 is no group of thousands, so its mark is the decimal point
    mark = "." if point == "," else ","
    whole, _, rest = text.partition(point)
    if mark in whole and not _GROUPED[mark].fullmatch(whole.lstrip("+-")):
        raise Unreadable
    text = whole.replace(mark, "") + ("." + rest if rest else "")
    if not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text):
        raise Unreadable
    return text


def read_whole(value: Any, language: str = "vi") -> int:
    number = read_decimal(value, language)
    if number != number.to_integral_value():
        raise Unreadable
    return int(number)


def read_yes(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = clean(value).casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unreadable


def read_day(value: Any) -> date:
    """`dd/mm/yyyy`, ISO, `yyyymmdd`, a spreadsheet's date; years 1900 to 2199."""
    if isinstance(value, datetime):
        return _sane(value.date())
    if isinstance(value, date):
        return _sane(value)
    text = clean(value).split("T")[0]
    text = text.split(" ")[0] if re.fullmatch(r"\S+ 0{1,2}:00(:00)?", text) else text
    for pattern in _DAY_PATTERNS:
        if found := pattern.fullmatch(text):
            return _sane(_day(found))
    raise Unreadable


def _day(found: re.Match[str]) -> date:
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        raise Unreadable from None


def _sane(day: date) -> date:
    if not 1900 <= day.year <= 2199:
        raise Unreadable
    return day


def read_time(value: Any) -> time:
    """`08:00`, `8h`, `8h30`, `0830`, in 24 hours."""
    if isinstance(value, datetime):
        return value.time().replace(tzinfo=None)
    if isinstance(value, time):
        return value.replace(tzinfo=None)
    found = _TIME.fullmatch(clean(value))
    if not found:
        raise Unreadable
    hour, minute = (found["hm"][:2], found["hm"][2:]) if found["hm"] else (found["h"], found["m"] or "0")
    try:
        return time(int(hour), int(minute), int(found["s"] or 0))
    except ValueError:
        raise Unreadable from None


def read_moment(value: Any, zone: tzinfo = VIETNAM, missing: time | None = None) -> datetime:
    """An aware time in UTC. A local one is read in `zone`; a day alone takes the time `missing`."""
    if isinstance(value, dict):
        value = _joined(value)
    if isinstance(value, datetime):
        return _in_utc(value, zone)
    if isinstance(value, str):
        try:
            return _in_utc(datetime.fromisoformat(clean(value)), zone) if "T" in value else _spelled(value, zone, missing)
        except (ValueError, OverflowError) as error:
            if isinstance(error, ControlCharacter):
                raise
            raise Unreadable from None
    if isinstance(value, date) and missing is not None:
        return _in_utc(datetime.combine(value, missing), zone)
    raise Unreadable


def _joined(parts: dict[str, Any]) -> Any:
    """A day and a time typed in two boxes, as one."""
    day, hour = parts.get("day"), parts.get("time")
    if day in (None, ""):
        raise Unreadable
    return read_day(day) if hour in (None, "") else datetime.combine(read_day(day), read_time(hour))


def _spelled(text: str, zone: tzinfo, missing: time | None) -> datetime:
    """Words in either order: `24/11/2026 08:00`, `08:00 24/11/2026`, `24/11/2026`."""
    words = clean(text).replace(", ", " ").split(" ")
    if len(words) == 1 and missing is not None:
        return _in_utc(datetime.combine(read_day(words[0]), missing), zone)
    if len(words) != 2:
        raise Unreadable
    hour_first = bool(_TIME.fullmatch(words[0]))
    day, hour = (words[1], words[0]) if hour_first else (words[0], words[1])
    offset = re.fullmatch(r"(.+?)([+-]\d\d:\d\d|Z)", hour)
    if offset:
        return _in_utc(datetime.fromisoformat(f"{read_day(day)}T{offset[1]}{offset[2]}"), zone)
    return _in_utc(datetime.combine(read_day(day), read_time(hour)), zone)


def _in_utc(moment: datetime, zone: tzinfo) -> datetime:
    _sane(moment.date())
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return aware.astimezone(UTC)


def read_phone(value: Any) -> str:
    """Digits with an optional leading +, 6 to 15 of them (ITU E.164), separators dropped."""
    text = unicodedata.normalize("NFKC", clean(value))
    digits = re.sub(r"[\s.\-()/]", "", text)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if not re.fullmatch(r"\+?[0-9]{6,15}", digits):
        raise Unreadable
    return digits


READERS: dict[str, Callable[[Any], Any]] = {
    "plate": read_plate, "day": read_day, "yes": read_yes, "phone": read_phone,
}
