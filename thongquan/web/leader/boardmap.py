"""The gate as a drawing: border, lanes, who waits, the yard; a schematic, no map."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from thongquan.core.words import Words
from thongquan.queries.report.board import Board
from thongquan.web.shared.tongue import named, say

WIDE, TOP, STEP, TRUCKS = 960, 70, 46, 9
COLUMNS, ROWS = 20, 6
KINDS = {
    "border": Words("Làn", "Lane", "车道"), "yard_in": Words("Vào bãi", "Into the yard", "进场"), "yard_out": Words("Ra bãi", "Out of the yard", "出场"),
}
LONG = timedelta(hours=1)


def gate_map(board: Board) -> SafeString:
    """The whole drawing; the table beside it says the same."""
    border = [lane for lane in board.lanes if lane["kind"] == "border"]
    height = max(TOP + STEP * len(border) + 30, 360)
    waiting = {way: [v for v in board.yard if v["direction"] == way and v["state"] == "arrived"] for way in ("out", "in")}
    says = _("Schematic of the gate: %(lanes)s lanes, %(n)s vehicles in front of them or in the yard") % {"lanes": len(border), "n": len(board.yard)}
    return format_html(
        '<svg class="map" viewBox="0 0 {w} {h}" role="img" aria-label="{says}"><rect class="bg" width="{w}" height="{h}" rx="8"/>'
        '<rect class="water" x="44" y="0" width="84" height="{h}"/><text transform="translate(28 {mid}) rotate(-90)" text-anchor="middle" class="tx">'
        '{there}</text>{roads}<path class="bld" d="M150 {top}h64v{tall}h-64z"/><text class="tx" x="182" y="{gy}" text-anchor="middle">{gate}</text>'
        '{lanes}{yard}</svg>',
        w=WIDE, h=height, says=says, mid=height // 2, there=named(board.gate, "neighbour"), roads=_roads(border), top=TOP - 20,
        tall=STEP * len(border) + 14, gy=TOP - 28, gate=_("Gate"), lanes=_lanes(board, border, waiting), yard=_yard(board, height))


def _roads(border: Sequence[dict[str, Any]]) -> SafeString:
    return format_html_join("", '<rect class="road" x="44" y="{0}" width="576" height="38" rx="4"/><path class="dash" d="M52 {1}H612"/>', (
        (TOP + STEP * n, TOP + STEP * n + 19) for n in range(len(border))))


def _lanes(board: Board, border: Sequence[dict[str, Any]], waiting: dict[str, list[dict[str, Any]]]) -> SafeString:
    """Each lane with its share of those who wait in its direction; the first of a direction carries the words."""
    shapes, first = [], set[str]()
    for n, lane in enumerate(border):
        y, way = TOP + STEP * n, lane["direction"]
        mates = [one["number"] for one in border if one["direction"] == way and one["open"]]
        mine = waiting.get(way, [])[mates.index(lane["number"])::len(mates)] if lane["number"] in mates else []
        text = _lane_words(board, lane, sum(v["direction"] == way for v in board.yard), way not in first)
        first.add(way)
        shapes.append(format_html(
            '<rect class="{}" x="158" y="{}" width="48" height="28" rx="4"/><text class="tx inv" x="182" y="{}" text-anchor="middle">{} {}</text>'
            '{}<rect class="road" x="478" y="{}" width="140" height="26" rx="4"/><text class="tx" x="548" y="{}" text-anchor="middle">{}</text>',
            "kgo" if lane["open"] else "tr-s", y + 5, y + 24, say(KINDS["border"]), lane["number"], _trucks(mine[:TRUCKS], y + 11, board.at), y + 6,
            y + 23, text))
    return format_html_join("", "{}", ((shape,) for shape in shapes))


def _lane_words(board: Board, lane: dict[str, Any], count: int, leads: bool) -> str:
    way = _("OUT") if lane["direction"] == "out" else _("IN")
    if not lane["open"]:
        return f"{way} · {_('closed')}"
    wait = board.wait_out if lane["direction"] == "out" else board.wait_in
    if not leads:
        return way
    return f"{way} · {count}" + (f" · {wait}′" if wait is not None else "")


def _kind(vehicle: dict[str, Any], at: datetime) -> str:
    """How a vehicle is drawn: held, waiting long or to be checked, or plain."""
    if vehicle["held"]:
        return "tr-s"
    waits = at - vehicle["arrived_at"] if vehicle["arrived_at"] else timedelta()
    return "tr-c" if vehicle["checking"] or waits > LONG else "tr"


def _trucks(vehicles: Sequence[dict[str, Any]], y: int, at: datetime) -> SafeString:
    return format_html_join("", '<rect class="{}" x="{}" y="{}" width="20" height="16" rx="3"/>{}', (
        (_kind(v, at), 228 + 26 * n, y, _mark(_kind(v, at), 238 + 26 * n, y + 13)) for n, v in enumerate(vehicles)))


def _mark(kind: str, x: int, y: int) -> SafeString:
    """Colour is never alone: a long wait bears `!`, a held vehicle a cross."""
    if kind == "tr-c":
        return format_html('<text class="dk" x="{}" y="{}" text-anchor="middle">!</text>', x, y)
    if kind == "tr-s":
        return format_html('<path class="xs" d="M{} {}l8 8m0-8-8 8"/>', x - 4, y - 9)
    return SafeString("")


def _yard(board: Board, height: int) -> SafeString:
    """The yard as slots, one vehicle each; what does not fit is told in the head."""
    inside = [v for v in board.yard if v["state"] == "in_yard"]
    slots = min(COLUMNS * ROWS, board.gate.yard_capacity)
    head = format_html('<text class="tx" x="640" y="{}">{}</text><text x="940" y="{}" text-anchor="end">{}/{}</text>', TOP - 18, _("Yard"), TOP - 18,
                       board.in_yard, board.gate.yard_capacity)
    shapes = []
    for n in range(slots):
        x, y = 640 + 15 * (n % COLUMNS), TOP + 44 * (n // COLUMNS)
        shapes.append(format_html('<rect class="slot" x="{}" y="{}" width="13" height="36" rx="2"/>', x, y))
        if n < len(inside):
            kind = _kind(inside[n], board.at)
            shapes.append(format_html('<rect class="{}" x="{}" y="{}" width="9" height="30" rx="2"/>{}', kind, x + 2, y + 3, _mark(kind, x + 7, y + 22)))
    return format_html("{}{}", head, format_html_join("", "{}", ((shape,) for shape in shapes)))


def coming(board: Board) -> SafeString:
    """Vehicles to come per hour against what the gate can take in an hour."""
    top = max([n for _hour, n in board.hours] + [board.gate.hourly_capacity, 1])
    shapes = []
    for n, (hour, count) in enumerate(board.hours):
        tall, x = round(78 * count / top), n * 100 / 12
        over = "k3" if count > board.gate.hourly_capacity else "k1"
        shapes.append(format_html('<rect class="{}" x="{}%" width="6.3%" y="{}" height="{}" rx="2"/><text class="m" x="{}%" y="112">{}</text>{}', over,
                                  f"{x + 1:.1f}", 96 - tall, tall, f"{x + 4.1:.1f}", hour,
                                  format_html('<text class="tx m" x="{}%" y="{}">{}</text>', f"{x + 4.1:.1f}", 91 - tall, count) if count else ""))
    line = 96 - round(78 * board.gate.hourly_capacity / top)
    says = _("Vehicles to come in the next 12 hours: %(n)s, at most %(most)s in an hour") % {
        "n": sum(n for _h, n in board.hours), "most": max(n for _h, n in board.hours)}
    return format_html(
        '<svg class="ch" height="120" role="img" aria-label="{}">{}<line class="ax" x2="100%" y1="{}" y2="{}" stroke-dasharray="5 4"/>'
        '<text class="e" x="100%" y="{}">{}</text></svg>', says, format_html_join("", "{}", ((s,) for s in shapes)), line, line, line - 5,
        _("capacity %(n)s an hour") % {"n": board.gate.hourly_capacity})
