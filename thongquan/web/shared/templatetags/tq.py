"""The tags and filters of every page (built in: no `{% load %}` needed).

Objects
    {% icon "truck" %}  {% icon "stop" "i-l t-stop" %}        a sign of the sprite, hidden from screen readers
    {% plate key country %}  {% plate key country "xl" other=seen %}  {% plate key country bare=True %}
    {% rig declaration %}  {% rig declaration "l" %}          the vehicle with its trailers
    {% tag words "go" %}  {% tag words "info" "truck" %}      a state: ground go|check|stop|info|wait, icon, words
    {% state "accepted" %}  {% state crossing.state small=True %}   the same from the tables of states
    {% channel "document" %}  {% ring 0.8 "check" %}  {% risk_bars 3 %}  {% lane 12 "13th in the lane" %}
    {% qr digits "Pass of leg 1" %}                           version 6-M as inline SVG, always black on white
Words and figures
    {{ words|say }}  {{ gate|named }}  {{ n|figure }}  {{ n|figure:1 }}  {{ number|grouped:"4-4-4" }}  {{ amount|dong }}
    {{ moment|local }}  {{ moment|hour:gate }}  {{ moment|day }}  {{ moment|short_day }}  {{ moment|weekday }}
    {{ moment|both:gate }} -> 08:00 (Đông Hưng 09:00)   {{ minutes|span }}
Forms (see thongquan.web.shared.boxes.Sheet)
    {% field sheet.plate %}  {% for box in sheet.parts.vehicle %}{% field box %}{% endfor %}  {% errsum sheet %}
Charts (each beside its `{% twin heads rows %}`)
    {% sparkbars values %}  {% bar_chart labels values says %}  {% hours_chart labels out into says %}
    {% stage_chart rows says %}  {% share_bar done whole says %}
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from thongquan.core.flows.vehicle import STATES
from thongquan.core.units import UNITS
from thongquan.core.words import Words
from thongquan.exchange.formats.qr import SIDE, svg_path
from thongquan.web.shared import charts, clock, numbers, plates, tongue
from thongquan.web.shared.boxes import Box, Sheet
from thongquan.web.shared.states import CHANNEL_SIGNS, STATE_SIGNS

register = template.Library()

#: white modules round the code: 340 px of symbol on a phone of 390, 280 on one of 320
QR_MARGIN = 2.9
CROSSING_STATES = {
    "expected": Words("Chưa đến", "Expected", "未到"),
    "arrived": Words("Đã đến", "Arrived", "已到达"),
    "in_yard": Words("Trong bãi", "In the yard", "在场内"),
    "crossed": Words("Đã qua", "Crossed", "已过境"),
}
CHANNELS = {
    "none": Words("Luồng xanh", "Green channel", "绿色通道"),
    "document": Words("Luồng vàng", "Yellow channel", "黄色通道"),
    "physical": Words("Luồng đỏ", "Red channel", "红色通道"),
}


# ---- objects -------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A sign of the sprite."""
    return format_html('<svg class="i{}" aria-hidden="true"><use href="{}#{}"/></svg>',
                       f" {extra}" if extra else "", static("icons.svg"), name)


@register.simple_tag
def plate(key: str, country: str = "", size: str = "", other: str = "", bare: bool = False) -> SafeString:
    """A number plate."""
    return plates.plate_html(key or "", country or "", size, other or "", bare)


@register.simple_tag
def rig(vehicle: Any, size: str = "") -> SafeString:
    """A vehicle and its trailers."""
    return plates.rig_html(vehicle, size)


@register.simple_tag
def tag(words: Words | str, ground: str = "info", sign: str = "") -> SafeString:
    """A state: always icon and word."""
    return format_html('<span class="tag is-{}">{}{}</span>', ground, icon(sign or ground), tongue.say(words))


@register.simple_tag
def state(code: str) -> SafeString:
    """The tag of a declaration's or crossing's state."""
    ground, sign = STATE_SIGNS.get(code, ("wait", "wait"))
    return tag(STATES.get(code) or CROSSING_STATES.get(code) or code, ground, sign)


@register.simple_tag
def channel(code: str) -> SafeString:
    """The tag of a channel of checking."""
    ground, sign = CHANNEL_SIGNS.get(code, ("wait", "wait"))
    return tag(CHANNELS.get(code, code), ground, sign) if code else SafeString("")


@register.simple_tag
def qr(digits: str, says: str = "") -> SafeString:
    """A pass as an inline code, black on white whatever the theme."""
    _side, path = svg_path(digits, quiet=0)
    whole = SIDE + 2 * QR_MARGIN
    return format_html(
        '<svg viewBox="-{0} -{0} {1} {1}" role="img" aria-label="{2}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M-{0}-{0}h{1}v{1}h-{1}z"/><path d="{3}"/></svg>',
        QR_MARGIN, f"{whole:g}", says or _("QR code of the pass"), path)


register.simple_tag(charts.ring, name="ring")
register.simple_tag(charts.risk, name="risk_bars")
register.simple_tag(charts.lane, name="lane")
register.simple_tag(charts.spark, name="sparkbars")
register.simple_tag(charts.bars, name="bar_chart")
register.simple_tag(charts.hours, name="hours_chart")
register.simple_tag(charts.stages, name="stage_chart")
register.simple_tag(charts.share, name="share_bar")
register.simple_tag(charts.twin, name="twin")
register.simple_tag(charts.legend, name="legend")

# ---- words and figures -----------------------------------------------------------------------------------

register.filter("say", tongue.say)
register.filter("named", tongue.named)
register.filter("office", tongue.office_named)
register.filter("cited", tongue.cited)


@register.filter
def figure(value: float | None, places: int | None = None) -> str:
    """A figure in the reader's way, a dash when there is none."""
    return "–" if value is None else numbers.number(value, places)


@register.filter
def measure(code: str) -> str:
    """A unit of measure in the reader's language; a code nobody knows stays."""
    return tongue.say(UNITS[code].words) if code in UNITS else code


@register.filter
def dong(value: float | None) -> str:
    """Money."""
    return "–" if value is None else numbers.dong(value)


@register.filter
def billions(value: float | None) -> str:
    """Money in billions of đồng."""
    return "–" if value is None else numbers.billions(value)


@register.filter
def grouped(value: Any, pattern: str = "4-4-4") -> str:
    """Digits in groups."""
    return "" if value is None else numbers.grouped(value, pattern)


@register.filter
def local(value: datetime | None, gate: Any = None) -> str:
    """Day and hour on the gate's clock."""
    return clock.moment_text(value, gate) if value else "–"


@register.filter
def hour(value: datetime | None, gate: Any = None) -> str:
    """The hour on the gate's clock."""
    return clock.hour(value, gate) if value else "–"


@register.filter
def day(value: date | datetime | None, gate: Any = None) -> str:
    """The day, with its year."""
    return clock.day(value, gate) if value else "–"


@register.filter
def short_day(value: date | datetime | None, gate: Any = None) -> str:
    """The day and month."""
    return clock.short_day(value, gate) if value else "–"


@register.filter
def weekday(value: date | datetime | None, gate: Any = None) -> str:
    """The day's name."""
    return clock.weekday(value, gate) if value else ""


@register.filter
def both(value: datetime | None, gate: Any = None) -> str:
    """The hour on both sides of the border."""
    return clock.both_hours(value, gate) if value else "–"


@register.filter
def span(value: float | timedelta | None) -> str:
    """A length of time; a plain number is minutes."""
    return "–" if value is None else clock.span(value)


# ---- forms -----------------------------------------------------------------------------------------------


@register.inclusion_tag("shared/field.html")
def field(box: Box, autofocus: bool = False, wide: bool = True) -> dict[str, Any]:
    """One question with its label, hint or error, and control."""
    return {"box": box, "autofocus": autofocus, "wide": wide}


@register.inclusion_tag("shared/errsum.html")
def errsum(sheet: Sheet) -> dict[str, Any]:
    """The error summary of a form; nothing when nothing blocks."""
    lines = sheet.lines if sheet else []
    return {"lines": [line for line in lines if line.blocks], "warnings": [line for line in lines if not line.blocks]}
