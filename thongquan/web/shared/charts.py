"""Charts drawn on the server: SVG whose type never scales, a table twin beside each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from thongquan.web.shared.numbers import number

Figures = Sequence[float]
#: a bar takes at most so many per cent of its chart: one day alone is a bar too, not a wall
WIDEST = 12.0


def spark(values: Figures) -> SafeString:
    """A line of a few figures beside a number; it has no words of its own."""
    if len(values) < 2:
        return SafeString("")
    low, high = min(values), max(values)
    step, reach = 100 / (len(values) - 1), (high - low) or 1
    points = " ".join(f"{n * step:.1f},{22 - 20 * (value - low) / reach:.1f}" for n, value in enumerate(values))
    return format_html(
        '<svg class="ch" height="24" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">'
        '<polyline class="l1" points="{}"/></svg>', points)


def twin(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> SafeString:
    """The same figures as a table."""
    head = format_html_join("", '<th scope="col"{}>{}</th>', (
        (SafeString("" if n == 0 else ' class="num"'), name) for n, name in enumerate(heads)))
    body = format_html_join("", "<tr>{}</tr>", ((_row(row),) for row in rows))
    return format_html(
        '<details class="twin"><summary>{}</summary><table class="tbl"><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></details>", _("Show as a table"), head, body)


def _row(row: Sequence[Any]) -> SafeString:
    first = format_html('<th scope="row">{}</th>', row[0])
    rest = format_html_join("", '<td class="num">{}</td>', ((_figure(v),) for v in row[1:]))
    return format_html("{}{}", first, rest)


def _figure(value: str | float | None) -> str:
    if value is None:  # a median of nothing
        return "–"
    return value if isinstance(value, str) else number(value)


def legend(series: Sequence[tuple[str, str]]) -> SafeString:
    """Series with their colour class."""
    return format_html('<ul class="legend">{}</ul>', format_html_join("", (
        '<li><svg viewBox="0 0 14 12" aria-hidden="true"><rect class="{}" width="14" height="12" rx="2"/></svg>{}</li>'
    ), series))


def bars(labels: Sequence[str], values: Figures, says: str, height: int = 150) -> SafeString:
    """One series of upright bars; the highest carries its figure."""
    if not values:
        return SafeString("")
    top, base = max([*values, 1]), height - 24
    width, peak = 100 / len(values), values.index(max(values))
    wide, shapes = min(width * .8, WIDEST), []
    for n, value in enumerate(values):
        tall, middle = round((base - 20) * value / top), (n + .5) * width
        shapes.append(format_html(
            '<rect class="k1" x="{}%" width="{}%" y="{}" height="{}" rx="2"/><text class="m" x="{}%" y="{}">{}</text>',
            f"{middle - wide / 2:.1f}", f"{wide:.1f}", base - tall, tall, f"{middle:.1f}", height - 8, labels[n]))
        if n == peak and value:
            shapes.append(format_html('<text class="tx m" x="{}%" y="{}">{}</text>',
                                      f"{middle:.1f}", base - tall - 5, number(value)))
    return format_html('<svg class="ch" height="{}" role="img" aria-label="{}"><line class="ax" x2="100%" y1="{}" y2="{}"/>{}</svg>',
                       height, says, base, base, format_html_join("", "{}", ((s,) for s in shapes)))


def hours(labels: Sequence[str], out: Figures, into: Figures, says: str) -> SafeString:
    """Two series back to back: outward upwards, inward downwards; each peak carries its figure."""
    if not labels:
        return SafeString("")
    top = max([*out, *into, 1])
    width, scale = 100 / len(labels), 81 / top
    wide, shapes = min(width * .8, WIDEST), []
    for n, label in enumerate(labels):
        x, middle = (n + .5) * width - wide / 2, f"{(n + .5) * width:.1f}"
        up, down = round(out[n] * scale), round(into[n] * scale)
        shapes.append(format_html(
            '<rect class="k1" x="{0}%" width="{1}%" y="{2}" height="{3}" rx="2"/>'
            '<rect class="k2" x="{0}%" width="{1}%" y="118" height="{4}" rx="2"/><text class="m" x="{5}%" y="113">{6}</text>',
            f"{x:.1f}", f"{wide:.1f}", 100 - up, up, down, middle, label))
        if out[n] and out[n] == max(out) and n == list(out).index(max(out)):
            shapes.append(format_html('<text class="tx m" x="{}%" y="{}">{}</text>', middle, 95 - up, number(out[n])))
        if into[n] and n == list(into).index(max(into)):
            shapes.append(format_html('<text class="tx m" x="{}%" y="{}">{}</text>', middle, 132 + down, number(into[n])))
    height = 140 + round(max(into) * scale)
    return format_html('<svg class="ch" height="{}" role="img" aria-label="{}">{}</svg>', height, says,
                       format_html_join("", "{}", ((s,) for s in shapes)))


def share(done: float, whole: float, says: str) -> SafeString:
    """How much of a whole is done, as one bar."""
    part = min(100.0, 100 * done / whole) if whole else 0.0
    return format_html(
        '<svg class="ch" height="14" role="img" aria-label="{}"><rect class="kt" width="100%" height="14" rx="4"/>'
        '<rect class="k1" width="{}%" height="14" rx="4"/></svg>', says, f"{part:.1f}")


def stages(rows: Sequence[tuple[str, float, float]], says: str) -> SafeString:
    """Per stage its median inside its 90th percentile, in minutes, as lying bars."""
    top = max([p90 for _name, _median, p90 in rows] + [1])
    shapes = []
    for n, (name, median, p90) in enumerate(rows):
        y = 12 + n * 37
        shapes.append(format_html(
            '<text y="{0}">{1}</text><text class="tx e" x="100%" y="{0}">{2} · {3}</text>'
            '<rect class="kt" y="{4}" width="100%" height="9" rx="4.5"/>'
            '<rect class="k1" y="{4}" width="{5}%" height="9" rx="4.5" opacity=".38"/>'
            '<rect class="k1" y="{4}" width="{6}%" height="9" rx="4.5"/>',
            y, name, number(median), number(p90), y + 6, f"{100 * p90 / top:.1f}", f"{100 * median / top:.1f}"))
    return format_html('<svg class="ch" height="{}" role="img" aria-label="{}">{}</svg>', 37 * len(rows) + 4, says,
                       format_html_join("", "{}", ((s,) for s in shapes)))


def ring(fraction: float, level: str = "") -> SafeString:
    """What is left of a term as a ring; the words stand beside it. `level` is check or stop."""
    return format_html(
        '<svg class="ring{}" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="9"/>'
        '<circle class="p" cx="12" cy="12" r="9" pathLength="100" stroke-dasharray="{} 100" transform="rotate(-90 12 12)"/></svg>',
        f" r-{level}" if level else "", max(0, min(100, round(100 * fraction))))


def lane(ahead: int, says: str) -> SafeString:
    """The place in the lane: our truck, the vehicles ahead, the gate."""
    drawn = min(ahead, 12)
    boxes = format_html_join("", '<rect x="{}%" y="24" width="3.6%" height="11" rx="2" fill="currentColor"/>',
                             ((f"{86.5 - 5.6 * n:.1f}",) for n in range(drawn)))
    x = f"{76.2 - 5.6 * drawn + 1.3:.1f}"
    return format_html(
        '<svg class="q-lane" role="img" aria-label="{}"><line x1="0" x2="100%" y1="42" y2="42" stroke="currentColor" '
        'stroke-width="2" stroke-dasharray="10 7"/><svg x="93%" y="4" width="26" height="36" viewBox="0 0 26 36" '
        'overflow="visible" class="t-brand"><path d="M2 38V10l11-8 11 8v28M2 16h22" fill="none" stroke="currentColor" '
        'stroke-width="2.5" stroke-linejoin="round"/></svg>{}<svg x="{}%" y="8" width="44" height="34" viewBox="0 0 44 34" '
        'overflow="visible" class="t-brand"><path fill="currentColor" d="M0 4h26v20H0zM28 9h8l7 8v7H28z"/>'
        '<circle cx="8" cy="27" r="4" fill="currentColor"/><circle cx="35" cy="27" r="4" fill="currentColor"/></svg></svg>',
        says, boxes, x)


def risk(level: int) -> SafeString:
    """Four rising bars, `level` of them filled (1 low … 4 high)."""
    colour = {4: "kst", 3: "kst", 2: "k4"}.get(level, "kgo")
    shapes = format_html_join("", '<rect class="{}" x="{}" y="{}" width="6" height="{}" rx="1.5"/>', (
        (colour if n < level else "kt", 9 * n, 10 - 3 * n, 4 + 3 * n) for n in range(4)))
    return format_html('<svg viewBox="0 0 34 14" aria-hidden="true">{}</svg>', shapes)
