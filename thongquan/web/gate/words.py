"""A verdict as the screen shows it: sign, word, sentence, plates, reasons below the line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thongquan.actions.gate import Answer
from thongquan.actions.gate.admit import CONFIRMABLE
from thongquan.catalog.reasons import CONFIRM_REASONS, HOLD_REASONS
from thongquan.core import plates
from thongquan.core.gatecheck import seen_of
from thongquan.core.gatewords import CALL, CHECK, GO, NAMES, SIGNS, STOP, Verdict, revived
from thongquan.core.words import Words
from thongquan.models import Gate, Lane
from thongquan.queries.gate import lists
from thongquan.web.shared.clock import hour, short_day, zone_of
from thongquan.web.shared.numbers import grouped
from thongquan.web.shared.numbers import number as figure
from thongquan.web.shared.tongue import gate_named, say, tongue

#: sign -> (class of the band, icon)
LOOKS = {GO: ("v-go", "go"), CHECK: ("v-check", "check"), STOP: ("v-stop", "stop"), CALL: ("v-cut", "cut")}
#: the ground of a small tag
GROUNDS = {GO: "go", CHECK: "check", STOP: "stop", CALL: "check"}
SHORT = {
    GO: Words("Qua", "Go", "放行"), CHECK: Words("Kiểm tra", "Check", "查验"),
    STOP: Words("Dừng", "Stop", "停车"), CALL: Words("Gọi trực ban", "Call control", "联系值班"),
}
LANE_KINDS = {
    "border": Words("", "", ""), "yard_in": Words("Vào bãi", "Into the yard", "进场"), "yard_out": Words("Ra bãi", "Out of the yard", "出场"),
}
DIRECTIONS = {"out": Words("Xuất", "Outward", "出境"), "in": Words("Nhập", "Inward", "入境")}
#: the reason an officer most likely gives when he settles a doubt
USUAL = {"PLATE": "camera_misread", "OVERDUE": "late_recorded", "INSPECT": "check_done", "CLOCK": "clock_checked", "GOODS_GONE": "goods_counted"}


@dataclass(frozen=True)
class Shown:
    """What the verdict template draws."""

    sign: str
    code: str
    look: str
    icon: str
    word: str
    say: str
    driver: str
    number: int
    plates: tuple[dict[str, str], ...] = ()
    why: tuple[tuple[str, str], ...] = ()
    movement: str = ""
    leg: int | None = None
    confirmable: bool = False
    repeated: bool = False

    @property
    def line(self) -> str:
        """`2600 0000 1973 · leg 1`."""
        return movement_text(self.movement, self.leg)

    @property
    def loud(self) -> str:
        """The role of the live region: alarms interrupt, good news waits its turn."""
        return "status" if self.sign == GO else "alert"


def spoken(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values with the names this door knows: reasons of a hold and of an officer, the gate a pass is for."""
    told = dict(values)
    for table in (HOLD_REASONS, CONFIRM_REASONS):
        if told.get("reason") in table:
            told["reason"] = say(table[told["reason"]])
    for hole in ("expected", "where"):
        if text := str(told.get(hole) or ""):
            told[hole] = gate_named(text)
    return told


def sentence(verdict: Verdict, gate: Gate, audience: str = "officer") -> str:
    """What the verdict says to the officer or the driver, in the language of the page."""
    plain = Verdict(verdict.sign, verdict.code, spoken(verdict.values))
    return plain.say(tongue(), zone_of(gate), audience)


def shown(answer: Answer, gate: Gate, lane: Lane, seen: tuple[str, str] = ("", "")) -> Shown:
    """The answer of a scan, ready to be drawn."""
    kept = answer.verdict
    verdict = Verdict(kept.sign, kept.code, revived(kept.values), kept.also)
    movement, due, people = lists.due_back(answer.declaration_id) if answer.declaration_id else (answer.number, None, 0)
    look, icon = LOOKS[verdict.sign]
    return Shown(
        verdict.sign, verdict.code, look, icon, say(SIGNS[verdict.sign]), sentence(verdict, gate), sentence(verdict, gate, "driver"),
        verdict.number, with_marks(answer.plates, seen), tuple(why(verdict, gate, lane, due, seen, answer.plates, people)),
        movement, answer.leg, verdict.code in CONFIRMABLE, answer.repeated)


def with_marks(rows: Iterable[Mapping[str, str]], seen: tuple[str, str]) -> tuple[dict[str, str], ...]:
    """The plates of the pass, each with whether what was seen agrees with it; empty where nobody looked."""
    marked: list[dict[str, str]] = []
    rows = list(rows)
    here = seen_of(rows[0]["key"], seen, "part" in rows[0]) if rows else seen
    for row, other in zip(rows, (*here, "", ""), strict=False):
        agrees = plates.same(plates.fitting(other), plates.fitting(row["key"])) if other else None
        mark = {None: "", True: "tick", False: "ne"}[agrees]
        marked.append({**row, "mark": mark, "seen": "" if agrees else other})
    return tuple(marked)


def why(
    verdict: Verdict, gate: Gate, lane: Lane, due: datetime | None, seen: tuple[str, str], rows: Iterable[Mapping[str, str]], people: int = 0,
) -> Iterable[tuple[str, str]]:
    """The lines below: (icon, sentence)."""
    if verdict.sign == GO:
        if any(seen) and all(row["mark"] != "ne" for row in with_marks(rows, seen)):
            yield "tick", _("The plate seen agrees with the pass")
        others = [say(NAMES["agencies"][a]) for a in gate.agencies if a != "customs" and a in NAMES["agencies"]]
        if verdict.code == "OK" and lane.kind == "border" and others:
            yield "tick", _("%(agencies)s: done") % {"agencies": ", ".join(others)}
        if people:
            yield "users", ngettext("%(n)s passenger declared", "%(n)s passengers declared", people) % {"n": people}
        for number, packages, kg in verdict.values.get("parts", ()):
            yield "box", part_of(str(number), packages, str(kg))
        if due is not None:
            yield "wait", _("Back before %(day)s %(hour)s") % {"day": short_day(due, gate), "hour": hour(due, gate)}
    else:
        yield "info", _("Code %(number)s · %(code)s") % {"number": verdict.number, "code": verdict.code}
        yield "user", _("To the driver: %(sentence)s") % {"sentence": sentence(verdict, gate, "driver")}


def part_of(number: str, packages: int | None, kg: str) -> str:
    """`Only a part of 3050 0000 0010: 40 packages, 400 kg`."""
    amounts = [_("%(n)s packages") % {"n": packages}] if packages is not None else []
    amounts += [_("%(n)s kg") % {"n": figure(float(kg))}] if kg else []
    return _("Only a part of %(number)s: %(amount)s") % {"number": grouped(number, "4-4-4"), "amount": ", ".join(amounts)}


def movement_text(number: str, leg: int | None) -> str:
    """`2600 0000 1973 · leg 1`."""
    if not number:
        return ""
    text = grouped(number, "4-4-4")
    return _("%(number)s · leg %(leg)s") % {"number": text, "leg": leg} if leg else text


def lately(sign: str, rows: Iterable[Mapping[str, str]], at: datetime, gate: Gate) -> dict[str, str]:
    """The last scan in one line: icon, word, first plate, hour."""
    first = next(iter(rows), None)
    here = at.astimezone(zone_of(gate))
    return {"icon": LOOKS[sign][1], "word": say(SHORT[sign]), "plate": first["text"] if first else "", "when": f"{here:%H:%M:%S}"}


def way(direction: str) -> str:
    """Outward or inward."""
    return say(DIRECTIONS.get(direction))


def lane_name(lane: Lane) -> str:
    """`Lane 2 · Outward`, `Lane 7 · Into the yard`."""
    kind = say(LANE_KINDS[lane.kind]) or way(lane.direction)
    name = _("Lane %(number)s") % {"number": lane.number}
    return f"{name} · {kind}" if kind else name
