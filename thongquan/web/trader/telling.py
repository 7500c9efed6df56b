"""The sentences of a trip: where it is, what comes next and when, its history, its changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongquan.catalog.reasons import LISTS
from thongquan.core.form import Field, Form
from thongquan.core.forms.choices import REGIMES
from thongquan.core.forms.rows import PASSENGER
from thongquan.core.rules.names import country_name
from thongquan.core.vehicle import INWARD, direction_of
from thongquan.models import Gate, VehicleDeclaration
from thongquan.queries.crossing.trips import Event
from thongquan.web.shared.boxes import shown
from thongquan.web.shared.clock import both_hours, moment_text, short_day, span
from thongquan.web.shared.numbers import parted
from thongquan.web.shared.tongue import named, say, tongue

#: act in the trail -> (icon, ground, sentence); `place` and `bay` come from the trip
HISTORY: dict[str, tuple[str, str, Any]] = {
    "crossing.submit": ("up", "info", gettext_lazy("Declaration sent")),
    "crossing.receive": ("doc", "info", gettext_lazy("Received by Customs")),
    "crossing.ask": ("check", "check", gettext_lazy("Customs asked for more")),
    "crossing.answer": ("tick", "info", gettext_lazy("Answer sent")),
    "crossing.order_check": ("xray", "check", gettext_lazy("Physical check ordered")),
    "crossing.record_check": ("tick", "info", gettext_lazy("Physical check done")),
    "crossing.return": ("stop", "stop", gettext_lazy("Returned with reasons")),
    "crossing.accept": ("go", "go", gettext_lazy("Accepted; the passes are issued")),
    "crossing.correct": ("edit", "info", gettext_lazy("Corrected by the declarant")),
    "crossing.request_amendment": ("edit", "info", gettext_lazy("Change asked for")),
    "crossing.amend": ("go", "go", gettext_lazy("Change approved; new passes replace the old ones")),
    "crossing.refuse_amend": ("stop", "stop", gettext_lazy("Change not approved")),
    "crossing.refuse_cancel": ("stop", "stop", gettext_lazy("Cancellation not approved")),
    "crossing.refuse_extend": ("stop", "stop", gettext_lazy("Extension not approved")),
    "crossing.withdraw_request": ("x", "wait", gettext_lazy("The request lapsed: it was not decided in time")),
    "crossing.request_cancel": ("x", "info", gettext_lazy("Cancellation asked for")),
    "crossing.cancel": ("x", "wait", gettext_lazy("Cancelled")),
    "crossing.request_extension": ("wait", "info", gettext_lazy("Extension asked for")),
    "crossing.extend": ("go", "go", gettext_lazy("Extended")),
    "crossing.hold": ("stop", "stop", gettext_lazy("Held")),
    "crossing.release": ("go", "go", gettext_lazy("Released")),
    "crossing.prolong": ("wait", "info", gettext_lazy("The pass stays valid longer")),
    "crossing.renew_pass": ("go", "check", gettext_lazy("New passes for safety; the old ones no longer open the gate")),
    "crossing.remind": ("bell", "check", gettext_lazy("Reminder: due back soon")),
    "crossing.overdue": ("stop", "stop", gettext_lazy("Past its due time; a violation is being drafted")),
    "crossing.violation": ("scale", "stop", gettext_lazy("Violation decided")),
    "crossing.expire": ("wait", "wait", gettext_lazy("Expired: the vehicle did not come")),
    "crossing.redeclare": ("repeat", "info", gettext_lazy("Takes the place of a lost declaration")),
    "crossing.liquidate": ("tick", "go", gettext_lazy("Liquidated")),
    "gate.cross": ("go", "go", gettext_lazy("Crossed the border")),
    "gate.yard_in": ("pin", "info", gettext_lazy("Came into the yard")),
    "gate.yard_out": ("truck", "info", gettext_lazy("Left the yard")),
    "gate.tick": ("tick", "go", gettext_lazy("Checked by an agency")),
    "gate.admit": ("go", "go", gettext_lazy("Let pass by order")),
    "gate.turn_back": ("left", "stop", gettext_lazy("Turned back at the gate")),
}
#: acts whose reason the declarant is told; why a vehicle was chosen for a check is the officers' own
WHY_TOLD = frozenset({
    "crossing.return", "crossing.request_cancel", "crossing.cancel", "crossing.request_extension", "crossing.extend", "crossing.hold",
    "crossing.record_check", "gate.turn_back"})
#: the road of a trip as people see it, and the states that lie on each stretch
STAGES = (
    (gettext_lazy("Sent"), ("submitted", "returned", "asked")),
    (gettext_lazy("Checked"), ("received", "checking")),
    (gettext_lazy("Pass issued"), ("accepted",)),
    (gettext_lazy("Abroad"), ("under_way", "overdue")),
    (gettext_lazy("Done"), ("liquidated",)),
)


def gate_hour(minutes: int | None) -> str:
    """Local minutes as `17:30`; midnight at the end of a day is 24:00."""
    return "" if minutes is None else f"{minutes // 60:02d}:{minutes % 60:02d}"


def countdown(left: timedelta | None) -> str:
    """How long until the deadline, or since it."""
    if left is None:
        return ""
    text = span(abs(left))
    return _("%(time)s late") % {"time": text} if left < timedelta() else _("%(time)s left") % {"time": text}


def way(trip: VehicleDeclaration, leg: int) -> str:
    """`Export` or `Import` for a leg: which way it goes."""
    return _("Inward") if direction_of(trip.regime, leg) == INWARD else _("Outward")


def regime_words(trip: VehicleDeclaration) -> str:
    """The regime in the reader's language."""
    return next((choice.words.say(tongue()) for choice in REGIMES if choice.code == trip.regime), "")


def whereabouts(trip: VehicleDeclaration) -> str:
    """Where the vehicle is and what the deadline is, in one sentence."""
    gate = trip.gate
    if trip.state == "accepted":
        return _("Come to %(gate)s at %(time)s.") % {
            "gate": named(gate) if gate else "", "time": f"{both_hours(trip.planned_at, gate)}, {short_day(trip.planned_at, gate)}"}
    abroad = direction_of(trip.regime, 1) != INWARD
    where = named(gate, "neighbour") if gate and abroad else _("Viet Nam")
    return _("Now in %(place)s. Due back %(due)s.") % {"place": where, "due": moment_text(trip.due_back_at, gate) if trip.due_back_at else "–"}


def stages(trip: VehicleDeclaration) -> list[dict[str, Any]]:
    """The stretches of the road: done, now or to come."""
    at = next((n for n, (_says, states) in enumerate(STAGES) if trip.state in states), -1)
    if trip.state == "liquidated":
        at = len(STAGES)
    return [{"says": says, "done": n < at, "now": n == at} for n, (says, _states) in enumerate(STAGES)]


def next_step(trip: VehicleDeclaration, bay: str = "") -> tuple[str, str, str]:
    """(ground, head, sentence): what happens next, and when."""
    gate, planned = trip.gate, both_hours(trip.planned_at, trip.gate) if trip.planned_at else "–"
    day = short_day(trip.planned_at, gate) if trip.planned_at else "–"
    due = moment_text(trip.due_back_at, gate) if trip.due_back_at else "–"
    where = named(gate) if gate else ""
    told = {
        "draft": ("wait", _("Not sent yet"), _("Finish the declaration and send it.")),
        "submitted": ("info", _("Customs reads it"), _("You get the pass as soon as it is accepted. Until then you may change everything.")),
        "received": ("info", _("Customs is checking"), _("You get the pass as soon as it is accepted.")),
        "asked": ("check", _("Customs waits for you"), _("Answer below; your place in the queue is kept.")),
        "checking": ("check", _("Bring the vehicle to the check"),
                     _("Go to %(bay)s. The pass follows after the check.") % {"bay": bay or _("the inspection bay")}),
        "returned": ("stop", _("Returned: mend it and send it again"), _("The reasons are below. Everything you typed is kept.")),
        "accepted": ("go", _("Come to the gate"),
                     _("%(gate)s, %(time)s on %(day)s. Have the pass open on the phone.") % {"gate": where, "time": planned, "day": day}),
        "under_way": ("info", _("On the road"), _("Be back before %(due)s. More time is asked for before that.") % {"due": due}),
        "overdue": ("stop", _("Past its time"), _("It was due %(due)s. Bring the vehicle back at once.") % {"due": due}),
        "liquidated": ("go", _("Done"), _("Both ways are closed. Nothing more to do.")),
        "cancelled": ("wait", _("Cancelled"), _("Declare again when you need to.")),
        "expired": ("wait", _("Expired"), _("The vehicle did not come in time. Declare again when you need to.")),
    }
    if trip.held_at is not None and trip.state in ("accepted", "under_way", "overdue"):
        return "stop", _("Held"), _("Do not drive to the gate. Customs tells you when the vehicle is released.")
    return told[trip.state]


def in_line_by(trip: VehicleDeclaration, latest: datetime) -> str:
    """When to stand in line on the way back."""
    return _("Join the line at the gate by %(time)s: that leaves room for the present wait.") % {"time": moment_text(latest, trip.gate)}


def reason_words(code: str) -> str:
    """A coded reason in the reader's language; a text of its own stays."""
    return next((say(table[code]) for table in LISTS.values() if code in table), code)


def history(events: list[Event], trip: VehicleDeclaration) -> list[dict[str, Any]]:
    """The timeline, newest first: icon, sentence, reason; people are `you` or an office, never a name.

    Acts without a sentence here are the officers' own, a scan that was refused for instance.
    """
    rows = []
    for event in events:
        if event.action not in HISTORY:
            continue
        icon, ground, sentence = HISTORY[event.action]
        coded = [reason_words(code) for code in event.reason.split(",") if event.action in WHY_TOLD and any(code in table for table in LISTS.values())]
        rows.append({"at": event.at, "icon": icon, "ground": ground, "says": sentence, "mine": event.mine,
                     "why": "; ".join(coded), "leg": event.facts.get("leg")})
    return rows[::-1]


def changes_of(form: Form, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What a request changes: (label, before, after) in the reader's words."""
    told = []
    for f in form.fields:
        if f.rows is not None and (f.name in before or f.name in after):
            told.extend(_rows_changed(f, before.get(f.name) or [], after.get(f.name) or []))
        elif f.name in before or f.name in after:
            told.append((f.label.say(tongue()), in_words(form, f.name, before.get(f.name)), in_words(form, f.name, after.get(f.name))))
    return told


def _rows_changed(target: Field, before: list[Any], after: list[Any]) -> list[tuple[str, str, str]]:
    """Row by row: a row added or taken away as a whole, otherwise only the answers that differ."""
    head, inner, told = target.label.say(tongue()), target.rows, []
    for n in range(max(len(before), len(after))) if inner else ():
        old, new = (rows[n] if n < len(rows) else {} for rows in (before, after))
        place = f"{head} {n + 1}" if max(len(before), len(after)) > 1 else head
        if not old or not new:
            told.append((place, _row_words(inner, old), _row_words(inner, new)))
            continue
        told += [(f"{place} · {f.label.say(tongue())}", in_words(inner, f.name, old.get(f.name)), in_words(inner, f.name, new.get(f.name)))
                 for f in inner.fields if (old.get(f.name) or None) != (new.get(f.name) or None)]
    return told


def _row_words(form: Form | None, row: Mapping[str, Any]) -> str:
    """A row in its first answers; a dash for none."""
    words = [in_words(form, f.name, row[f.name]) for f in form.fields if row.get(f.name) not in (None, "", [])] if form else []
    return ", ".join(words[:4]) or "–"


def told(form: Form, name: str, value: Any) -> list[tuple[str, str]]:
    """One stored answer as lines of label and words, a line for each row of a list."""
    field = form.named[name]
    label = field.label.say(tongue())
    if field.rows is not None and isinstance(value, list):
        inner = field.rows
        many = len(value) > 1
        return [(f"{label} {n}" if many else label, ", ".join(in_words(inner, f.name, row[f.name]) for f in inner.fields
                                                             if row.get(f.name) not in (None, "", []))) for n, row in enumerate(value, 1)]
    return [(label, in_words(form, name, value))]


def people(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The passengers as they are read: name, birth, sex, nation, document and until when it holds."""
    def one(row: Mapping[str, Any], *names: str) -> str:
        return " ".join(in_words(PASSENGER, name, row[name]) for name in names if row.get(name) not in (None, ""))

    return [{"name": one(row, "last_name", "middle_name", "first_name"), "born": one(row, "born_on"), "sex": one(row, "sex"),
             "nation": one(row, "nationality"), "document": one(row, "document_kind", "document_number"), "until": one(row, "valid_until"),
             "remark": one(row, "remarks")} for row in rows]


def in_words(form: Form, name: str, value: Any) -> str:
    """One stored answer as people read it: places and countries by their names."""
    target = form.named[name]
    if value in (None, "", [], {}):
        return "–"
    if target.source == "gates":
        gate = Gate.objects.filter(code=value).first()
        return named(gate) if gate else str(value)
    if target.source == "countries":
        return say(country_name(str(value)))
    if target.kind == "yes":
        return _("Yes") if value else _("No")
    if target.choices:
        return next((c.words.say(tongue()) for c in target.choices if c.code == value), str(value))
    if target.rows is not None and isinstance(value, list):
        return "; ".join(", ".join(in_words(target.rows, n, v) for n, v in row.items() if v not in (None, "", [])) for row in value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    day, time = shown(target.kind, value, tongue())
    return parted(day) if target.kind == "decimal" else f"{day} {time}".strip()


def moment_or_dash(at: datetime | None, gate: Any) -> str:
    """Day and hour on the gate's clock."""
    return moment_text(at, gate) if at else "–"
