"""Charts of honesty: rates with intervals, chance against finding, what comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from thongquan.web.shared.numbers import number

TALL, FOOT, ROW = 200, 24, 34
NONE = SafeString("")


@dataclass(frozen=True)
class Span:
    """A figure between two others, with what was expected of it (None: nothing)."""

    label: str
    value: float
    low: float
    high: float
    expected: float | None = None


def lying(rows: Sequence[Span], says: str, unit: str = "%") -> SafeString:
    """One line a row: the figure as a dot on its interval, the expectation as an upright stroke."""
    if not rows:
        return SafeString("")
    top = max([1e-9, *(row.high for row in rows), *(row.expected or 0 for row in rows)])
    shapes = []
    for n, row in enumerate(rows):
        y = 13 + n * ROW
        promised = "" if row.expected is None else format_html(
            '<line class="kx" x1="{0}%" x2="{0}%" y1="{1}" y2="{2}" stroke="currentColor" stroke-width="2"/>', _x(row.expected, top), y + 4, y + 18)
        shapes.append(format_html(
            '<text y="{y}">{label}</text><text class="tx e" x="100%" y="{y}">{value} {unit}</text>'
            '<rect class="kt" y="{bar}" width="100%" height="6" rx="3"/>'
            '<rect class="k1" y="{bar}" x="{low}%" width="{wide}%" height="6" rx="3" opacity=".4"/>'
            '<circle class="k1" cx="{dot}%" cy="{middle}" r="5"/>{promised}',
            y=y, label=row.label, value=number(row.value, 1), unit=unit, bar=y + 8, low=_x(row.low, top), wide=_x(max(0.0, row.high - row.low), top),
            dot=_x(row.value, top), middle=y + 11, promised=promised))
    return format_html('<svg class="ch" height="{}" role="img" aria-label="{}">{}</svg>', ROW * len(rows) + 2, says,
                       format_html_join("", "{}", ((shape,) for shape in shapes)))


def upright(rows: Sequence[Span], says: str, *, mark: float | None = None, split: int = 0) -> SafeString:
    """One column a row with its interval as a whisker; `mark` draws a limit across, expectations are short strokes.

    The first `split` columns are what was, drawn paler than what comes.
    """
    if not rows:
        return SafeString("")
    top = max([1e-9, mark or 0, *(row.high for row in rows), *(row.expected or 0 for row in rows)])
    base, wide = TALL - FOOT, 100 / len(rows)
    every = max(1, -(-len(rows) // 8))
    shapes = []
    for n, row in enumerate(rows):
        middle, y = f"{n * wide + wide / 2:.2f}", _y(row.value, top, base)
        whisker = "" if row.low == row.high else format_html(
            '<line class="ax" x1="{0}%" x2="{0}%" y1="{1}" y2="{2}" stroke-width="1.5"/>', middle, _y(row.high, top, base), _y(row.low, top, base))
        promised = "" if row.expected is None else format_html(
            '<line x1="{}%" x2="{}%" y1="{y}" y2="{y}" stroke="currentColor" stroke-width="2.5"/>', f"{n * wide + wide * .08:.2f}",
            f"{n * wide + wide * .92:.2f}", y=_y(row.expected, top, base))
        shapes.append(format_html(
            '<rect class="{}" opacity="{}" x="{}%" width="{}%" y="{}" height="{}" rx="2"/>{}{}{}',
            "k4" if mark is not None and row.value >= mark else "k1", ".45" if n < split else "1",
            f"{n * wide + wide * .18:.2f}", f"{wide * .64:.2f}", y, max(0, base - y), whisker, promised,
            format_html('<text class="m" x="{}%" y="{}">{}</text>', middle, TALL - 7, row.label) if n % every == 0 else ""))
    line = "" if mark is None else format_html('<line class="l2" x1="0" x2="100%" y1="{0}" y2="{0}"/>', _y(mark, top, base))
    return format_html('<svg class="ch" height="{}" role="img" aria-label="{}"><line class="ax" x2="100%" y1="{}" y2="{}"/>{}{}</svg>',
                       TALL, says, base, base, format_html_join("", "{}", ((shape,) for shape in shapes)), line)


def plane(points: Sequence[Span], says: str) -> SafeString:
    """Chance (across) against what was found (up), each with its interval; on the diagonal the model keeps its word."""
    if not points:
        return SafeString("")
    side = max([1.0, *(p.high for p in points), *(p.expected or 0 for p in points)])
    base = TALL + 60
    shapes = [format_html(
        '<line class="ax" x1="{x}%" x2="{x}%" y1="{high}" y2="{low}" stroke-width="1.5"/><circle class="k1" cx="{x}%" cy="{y}" r="6"/>',
        x=_x(p.expected or 0.0, side), high=_y(p.high, side, base), low=_y(p.low, side, base), y=_y(p.value, side, base)) for p in points]
    return format_html(
        '<svg class="ch" height="{}" role="img" aria-label="{}"><line class="ax" x2="100%" y1="{base}" y2="{base}"/>'
        '<line class="l2" x1="0" x2="100%" y1="{base}" y2="6"/>{}'
        '<text class="tx" x="4" y="14">{top} %</text><text class="tx e" x="100%" y="{foot}">{top} %</text></svg>',
        base + FOOT, says, format_html_join("", "{}", ((shape,) for shape in shapes)), base=base, top=number(side, 1), foot=base + 17)


def _x(value: float, top: float) -> str:
    return f"{100 * value / top:.2f}"


def _y(value: float, top: float, base: int) -> int:
    return base - round((base - 6) * value / top)
