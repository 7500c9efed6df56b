"""The story of one declaration, each line's proof, the goods on board, who has looked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from thongquan.actions.crossing.look import looked_at
from thongquan.catalog.agencies import AGENCIES
from thongquan.core.digits import natural
from thongquan.core.vehicle import INWARD
from thongquan.models import VehicleDeclaration
from thongquan.queries.crossing import timeline as told
from thongquan.queries.crossing.case import declaration
from thongquan.queries.gate.lists import verdict_of
from thongquan.web.desk import words
from thongquan.web.desk.queue import LOOKS
from thongquan.web.gate.words import sentence
from thongquan.web.shared.allow import allow
from thongquan.web.shared.clock import at_gate, day, weekday
from thongquan.web.shared.files import taking
from thongquan.web.shared.navigation import AUDIT
from thongquan.web.shared.states import VERDICT_SIGNS
from thongquan.web.shared.tongue import named, office_named, say
from thongquan.web.trader.telling import HISTORY

KEY = settings.HOME / "keys" / "log.vkey"
#: the name under which clocks and jobs act
SYSTEM = "system"
READERS = tuple(sorted({*LOOKS, *AUDIT}))

#: acts that only officers see
OFFICIAL = {
    "gate.scan": ("scan", "info", _("Scanned at a lane")),
    "gate.send_to_check": ("xray", "check", _("Sent to a bay from the lane")),
    "gate.bay": ("box", "info", _("Given a place in the yard")),
    "gate.untick": ("undo", "check", _("An agency took its tick back")),
    "gate.review_admission": ("eye", "info", _("Admission by order reviewed")),
    "crossing.renew_pass": ("qr", "check", _("New passes for safety; the old ones no longer open the gate")),
    "crossing.passes": ("qr", "info", _("Passes of the next round issued")),
    "crossing.edit": ("edit", "info", _("Mended by the declarant")),
}


def words_of(action: str) -> tuple[str, str, Any]:
    """Icon, ground and sentence of an act."""
    return OFFICIAL.get(action) or HISTORY.get(action) or ("info", "info", action)


@allow(*READERS)
@require_GET
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; looking at it is kept. `?event=` opens one line's proof, `?check=1` walks it again."""
    row = declaration(pk)
    looked_at(row, by=request.actor, at=request.at)
    entries = told.story(row)
    wanted = natural(request.GET.get("event"))
    event = wanted if wanted is not None else (entries[-1].id if entries else 0)
    seal = told.seal_of(row, event)
    if seal is not None and request.GET.get("check"):
        proof = told.proof_of(row, event, KEY)
        seal = told.checked(seal, proof) if proof else seal
    lookers = told.lookers(row)
    context = {
        "row": row, "number": words.number(row), "regime": words.choice("regime", row.regime), "kind": words.choice("case", row.case),
        "days": _days(row, _lines(row, entries)), "seal": seal, "leaf": _grouped(seal.leaf) if seal else "",
        "chosen": event, "now": request.at, "lookers": lookers, "people": len({name for _at, name in lookers}),
        "containers": row.body.get("containers", []), "due": row.due_back_at if row.state in ("under_way", "overdue") else None,
        "legs": list(row.crossings.select_related("gate").order_by("leg")), "path": [(node[:4], node[-2:]) for node in seal.path] if seal else [],
    }
    return render(request, "desk/timeline.html", context)


def _grouped(leaf: str) -> str:
    return " ".join(leaf[n:n + 16] for n in range(0, len(leaf), 16))


def _days(row: VehicleDeclaration, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines by the day on the gate's clock."""
    by_day = groupby(lines, key=lambda line: at_gate(line["at"], row.gate).date())
    return [{"day": f"{weekday(date)} {day(date)}", "lines": list(found)} for date, found in by_day]


def _lines(row: VehicleDeclaration, entries: Sequence[told.Entry]) -> list[dict[str, Any]]:
    """The events in words; each office is looked up once, and what nobody did by hand says so."""
    offices = {unit: office_named(unit) for unit in {entry.unit for entry in entries}}
    return [_line(row, entry) | {"unit": offices[entry.unit], "who": _("By the system") if entry.who == SYSTEM else entry.who} for entry in entries]


def _line(row: VehicleDeclaration, entry: told.Entry) -> dict[str, Any]:
    """One event in words: what, who, where, why."""
    icon, ground, says = words_of(entry.action)
    line: dict[str, Any] = {"id": entry.id, "at": entry.at, "icon": icon, "ground": ground, "says": says,
                            "why": _why(entry), "where": _where(row, entry), "sealed": entry.idx is not None, "verdict": None, "changes": _changes(entry)}
    if entry.scan is not None:
        ground, sign = VERDICT_SIGNS.get(entry.scan.sign, ("wait", "wait"))
        verdict = verdict_of(entry.scan)
        says = sentence(verdict, entry.scan.gate) if verdict else entry.scan.code
        line |= {"verdict": {"ground": ground, "icon": sign, "says": says, "code": entry.scan.code},
                 "ground": ground, "seconds": entry.scan.seconds, "device": entry.scan.device, "seen": entry.scan.seen_plate}
    return line


def _why(entry: told.Entry) -> str:
    """Coded reasons in words; the machine's own marks (rule, officer) are left out."""
    codes = [code for code in entry.reason.split(",") if code]
    if "counted" in entry.facts:
        return _("%(counted)s passengers counted, %(declared)s declared") % entry.facts
    return "; ".join(text for code in codes if (text := words.reason(code)) and not (text == code and code.islower() and " " not in code))


def _where(row: VehicleDeclaration, entry: told.Entry) -> str:
    """Gate, lane and direction of an act at the gate."""
    if entry.scan is not None:
        gate = entry.scan.gate
        way = _("inward") if entry.scan.direction == INWARD else _("outward")
        return str(_("%(gate)s, lane %(lane)s, %(way)s")) % {"gate": named(gate), "lane": entry.scan.lane, "way": way}
    agency = AGENCIES.get(entry.facts.get("agency", ""))
    bay = entry.facts.get("bay")
    return say(agency) if agency else str(_("bay %(bay)s")) % {"bay": bay} if bay else ""


def _changes(entry: told.Entry) -> list[tuple[str, Any, Any]]:
    """Before and after, where the erasable part still tells."""
    before, after = entry.private.get("before"), entry.private.get("after")
    if not isinstance(before, dict) or not isinstance(after, dict):
        return []
    return [(name, before.get(name), after.get(name)) for name in after]


@allow(*READERS)
@require_GET
def evidence(request: HttpRequest, pk: int, event: int) -> HttpResponse:
    """One event as a file that proves itself without this platform."""
    proof = told.proof_of(declaration(pk), event, KEY)
    if proof is None:
        raise Http404(str(event))
    if (first := taking(request, f"event-{event}.json", 1)) is not None:
        return first
    answer = HttpResponse(json.dumps(proof, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="event-{event}.json"'
    return answer
