"""What the page of a declaration sends and shows: answers, the sheet to draw, hints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from thongquan.catalog.law import LAW
from thongquan.core import papers
from thongquan.core.clock import due_back
from thongquan.core.form import Form, blank, nested
from thongquan.core.forms import FORMS, facts_of
from thongquan.core.forms.choices import PARTS
from thongquan.core.forms.rows import DRIVER
from thongquan.core.plates import normalise
from thongquan.core.refused import Finding
from thongquan.core.rule import local_day
from thongquan.core.rules.names import COUNTRIES
from thongquan.core.vehicle import GateFacts, VehicleFacts, direction_of
from thongquan.models import Gate, Party
from thongquan.queries import party as parties
from thongquan.queries.crossing import prefill
from thongquan.queries.crossing.facts import gate_facts
from thongquan.queries.place import choosable
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.tongue import named, say, tongue

#: so many kept drivers may be chosen for a trip
MOST_PICKED = 2
#: drawn by hand at the head of the page; the rest follows by parts, folded
OPEN_FIELDS = frozenset({"plate", "trailers", "regime", "gate", "planned_at", "case", "laden", "goods"})
#: cases that no vehicle declares without the number of its permit or approval
NEED_PERMIT = frozenset({"fixed_route", "economic_zone", "third_country", "driverless"})
PART_ICONS = {"trip": "swap", "trailer": "truck", "vehicle": "truck", "driver": "wheel", "goods": "box", "permit": "doc", "stay": "wait", "people": "users",
              "vessel": "ship", "dossier": "docs"}


@dataclass(frozen=True)
class Answers:
    """One reading of the page: as typed, as values, and what is wrong with their form."""

    raw: dict[str, Any]
    values: dict[str, Any]
    mistakes: tuple[Finding, ...]


def relaxed(form: Form) -> Form:
    """The form as drawn: a blank row of a list is no fault, so nothing inside rows is marked as required."""
    fields = tuple(
        replace(f, rows=replace(f.rows, fields=tuple(replace(g, required=False) for g in f.rows.fields))) if f.rows else f
        for f in form.fields)
    return replace(form, fields=fields)


DRAWN = {mode: relaxed(form) for mode, form in FORMS.items()}


def read(form: Form, posted: Mapping[str, str], at: datetime) -> Answers:
    """The answers of the page. What it asks and leaves blank is blank; what it no longer asks falls away."""
    typed = {name: value for name, value in posted.items() if not name.startswith("_") and name != "csrfmiddlewaretoken"}
    known, _ = form.read(typed, language=tongue(), on=local_day(at), draft=True)
    asked = [f.name for f in form.asked(known, on=local_day(at))]
    raw = {**dict.fromkeys(asked, ""), **typed}
    values, mistakes = form.read(raw, language=tongue(), on=local_day(at))
    return Answers(raw, {name: value for name, value in values.items() if name in asked}, mistakes)


def with_register(form: Form, given: Answers, posted: Mapping[str, str], party: Party, at: datetime) -> Answers:
    """The answers once a kept driver is chosen or the plate is another one: what the registers told before gives way."""
    return _with_drivers(form, _of_this_plate(form, given, posted, party, at), posted, party)


def _with_drivers(form: Form, given: Answers, posted: Mapping[str, str], party: Party) -> Answers:
    """Each driver chosen anew takes his place in the list; choosing nobody leaves the first blank and takes the others away."""
    anew = {n: posted[f"_driver-{n}"] for n in range(MOST_PICKED)
            if f"_driver-{n}" in posted and posted[f"_driver-{n}"] != posted.get(f"_driver-{n}-was", "")}
    if not anew:
        return given
    known = {str(row.pk): row for row in parties.drivers(party.pk)}
    rows = [dict(row) for row in given.values.get("drivers") or []]
    for n, pk in sorted(anew.items()):
        row = prefill.driver_values(known[pk]) if pk in known else {}
        rows[n:n + 1] = [row] if row or n == 0 else []
    values = {**given.values, "drivers": rows}
    raw = {name: text for name, text in given.raw.items() if name.split("-")[0] != "drivers"}
    raw["drivers"] = form.write({"drivers": rows})["drivers"]
    return Answers(raw, values, tuple(m for m in given.mistakes if not m.pointer.startswith("/drivers")))


def _of_this_plate(form: Form, given: Answers, posted: Mapping[str, str], party: Party, at: datetime) -> Answers:
    """Without what the register had told of the plate that stood here before."""
    was, plate = posted.get("_plate-was", ""), str(given.values.get("plate") or "")
    if not was or not plate or normalise(was) == normalise(plate):
        return given
    told = prefill.complete({"plate": was}, party.pk, form.name, at)
    stale = {f.name for f in form.fields if f.known_from == "vehicle" and f.name in told and told[f.name] == given.values.get(f.name)}
    return Answers({name: text for name, text in given.raw.items() if name not in stale},
                   {name: value for name, value in given.values.items() if name not in stale}, given.mistakes)


def picks(values: Mapping[str, Any], party: Party) -> list[dict[str, Any]]:
    """The lists of kept drivers, one for each place at the wheel; nothing when no driver is kept."""
    kept_drivers = parties.drivers(party.pk)
    rows = values.get("drivers") or []
    found = []
    for n in range(MOST_PICKED if kept_drivers else 0):
        number = rows[n].get("document_number") if n < len(rows) else None
        mine = next((str(row.pk) for row in kept_drivers if number and row.document_number.upper() == str(number).upper()), "")
        found.append({"n": n, "was": mine, "other": n < len(rows) and bool(rows[n].get("name")) and not mine,
                      "options": [(str(row.pk), f"{row.name} · {row.document_number}", str(row.pk) == mine) for row in kept_drivers]})
    return found


def still_typed(form: Form, given: Answers, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the page shows them, with what was typed wrongly standing as typed."""
    wrong = {m.pointer.strip("/").split("/")[0] for m in given.mistakes if m.blocks and m.code != "FRM-01"}
    typed = nested(form, given.raw)
    return {**form.write(values), **{name: typed[name] for name in wrong if name in typed}}


def kept(form: Form, answers: Answers) -> dict[str, Any]:
    """The answers as a draft keeps them: every question of the page, blank ones too."""
    return {**dict.fromkeys((name for name in answers.raw if name in form.named), ""), **form.write(answers.values)}


def sheet_of(request: HttpRequest, mode: str, values: Mapping[str, Any], party: Party, *,
             raw: Mapping[str, Any] | None = None, findings: Iterable[Finding] = ()) -> Sheet:
    """The page's boxes, with the registers' answers offered."""
    form = DRAWN[mode]
    raw = None if raw is None else without_blank_rows(form, raw)
    with_rows = {**values, "trailers": values.get("trailers") or [{}]} if "trailers" in form.named else dict(values)
    if "drivers" in form.named and not values.get("drivers"):
        with_rows["drivers"] = [{}]
    craft = parties.craft(party.pk, mode=mode)
    people = [(row.name, row.document_number) for row in parties.drivers(party.pk)]
    places = [(gate.code, named(gate)) for gate in choosable(mode, local_day(request.at))]
    offered = [(row.plate, row.country) for row in craft if row.kind != "trailer"]
    sheet = Sheet(form, with_rows, raw=raw, findings=findings, on=local_day(request.at),
                 options={"gate": places, "return_gate": places},
                 suggested={"plate": offered, "country": countries(), "owner_country": countries()})
    for row in sheet["trailers"].rows if "trailers" in sheet else ():
        row.boxes[0].suggested = [(kept_one.plate, kept_one.country) for kept_one in craft if kept_one.kind == "trailer"]
    for row in (*sheet["drivers"].rows, sheet["drivers"].model_row) if "drivers" in sheet else ():
        row.boxes[0].suggested = people
    return sheet


def without_blank_rows(form: Form, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as typed, rows that hold nothing left out, so that faults stand at their own rows."""
    whole = nested(form, raw)
    for f in form.fields:
        if f.rows is not None and isinstance(whole.get(f.name), list):
            whole[f.name] = [row for row in whole[f.name] if not blank(row)] or [{}]
    for name in ("trailers", "drivers"):
        if name in form.named and not whole.get(name):
            whole[name] = [{}]
    return whole


def countries() -> list[tuple[str, str]]:
    """The countries whose vehicles come here, to be suggested; every other code may be typed."""
    return [(code, say(words)) for code, words in COUNTRIES.items()]


def parts_of(sheet: Sheet, needed: Iterable[str] = ()) -> list[dict[str, Any]]:
    """The folded parts in the form's order: heading, icon, boxes; open when something in them is wrong or still needed."""
    rows, needed = [], set(needed)
    for part, boxes in sheet.parts.items():
        shown = [box for box in boxes if box.field.name not in OPEN_FIELDS]
        if shown and part in PART_ICONS:
            wrong = any(_faulty(box) for box in shown)
            filled = [text for box in shown if (text := _short(box))][:3]
            rows.append({"code": part, "says": say(PARTS[part]), "icon": PART_ICONS[part], "boxes": shown, "open": wrong or part in needed,
                         "filled": " · ".join(filled)})
    return rows


def change_parts(sheet: Sheet, names: Iterable[str]) -> list[dict[str, Any]]:
    """The parts of what may still change, folded: heading, icon, boxes, what stands there now."""
    grouped: dict[str, list[Any]] = {}
    for name in names:
        if name in sheet:
            grouped.setdefault(sheet[name].field.part, []).append(sheet[name])
    return [{"code": part, "says": say(PARTS[part]), "icon": PART_ICONS.get(part, "edit"), "boxes": boxes,
             "open": any(_faulty(box) for box in boxes), "filled": " · ".join([text for box in boxes if (text := _short(box))][:3])}
            for part, boxes in grouped.items()]


def with_picked(typed: Mapping[str, str], pk: str, party: Party) -> dict[str, str]:
    """The typed answers with the first driver replaced by a kept one."""
    row = next((one for one in parties.drivers(party.pk) if str(one.pk) == pk), None)
    if row is None:
        return dict(typed)
    told = prefill.driver_values(row)
    rest = {name: text for name, text in typed.items() if not name.startswith("drivers-0-")}
    return {**rest, **{f"drivers-0-{name}": str(told.get(name, "")) for name in DRIVER.named}}


def needed_of(sheet: Sheet) -> set[str]:
    """The parts that this case cannot go without and that are blank as yet."""
    case, values = sheet.values.get("case"), sheet.values
    asks = {
        "permit": case in NEED_PERMIT and not values.get("permit_number"),
        "people": case == "fixed_route" and not any(values.get(name) for name in ("passengers", "passenger_list", "passenger_list_number")),
        "vessel": "vessel_name" in sheet and not values.get("vessel_name"),
        "driver": "drivers" in sheet and not any(row.get("name") for row in values.get("drivers") or []),
    }
    return {part for part, asked in asks.items() if asked}


def _faulty(box: Any) -> bool:
    return bool(box.errors or box.warnings) or any(_faulty(inner) for row in box.rows for inner in row.boxes)


def _short(box: Any) -> str:
    """What the folded line tells of a box that has an answer."""
    if box.rows:
        return next((inner.value for row in box.rows for inner in row.boxes if inner.value), "")
    chosen = next((option.words for option in box.options if option.chosen), "")
    return chosen or ("" if box.kind == "yes" else box.value)


def facts(values: Mapping[str, Any], gate: Gate | None, documents: Iterable[str] = ()) -> VehicleFacts:
    """The facts of unfinished answers, for papers and the due time shown beside the form."""
    seen = gate_facts(gate, values.get("planned_at"), direction_of(str(values.get("regime") or ""), 1))
    return facts_of(values, gate=seen or GateFacts(mode=str(values.get("mode") or "road")), documents=documents)


def beside(values: Mapping[str, Any], party: Party, mode: str, at: datetime, documents: Iterable[str] = ()) -> dict[str, Any]:
    """Hints and the column beside the form: the plate, the hour, the papers, the time of return with its article."""
    gate = Gate.objects.select_related("office").filter(code=values.get("gate"), mode=mode, active=True).first()
    seen = facts({**values, "mode": mode}, gate, documents)
    planned = values.get("planned_at")
    slot = prefill.slot(gate, planned, seen.regime) if gate and isinstance(planned, datetime) else None
    limit = due_back(seen, LAW, planned) if isinstance(planned, datetime) else None
    extends = int(LAW.value("border_delivery.extension_hours", local_day(at))) if seen.case == "border_delivery" else 0
    return {
        "gate": gate, "slot": slot, "slot_open": _within(slot, planned), "due": limit, "extends": extends,
        "limit_article": {"border_delivery": "81.2", "fixed_route": "77a.1", "resident": "81.5"}.get(seen.case, ""),
        "plate_hint": prefill.plate_hint(party.pk, str(values.get("plate") or ""), str(values.get("country") or "")),
        "missing": papers.missing(seen), "to_present": papers.to_present(seen),
    }


def _within(slot: prefill.Slot | None, planned: Any) -> bool:
    if slot is None or slot.opens is None or slot.closes is None:
        return False
    local = planned.astimezone(slot.since.tzinfo)
    return slot.opens <= local.hour * 60 + local.minute < slot.closes
