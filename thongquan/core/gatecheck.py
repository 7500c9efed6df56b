"""The judgement at the gate: one ordered table of checks, online and offline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from thongquan.core import plates
from thongquan.core.bundle import Bundle, watch_hash
from thongquan.core.gatewords import CALL, REASONS, Verdict
from thongquan.core.passes import BadPass, PassFields, PublicKeyInfo, verify
from thongquan.core.vehicle import INWARD

__all__ = ["ORDER", "Crossed", "Lane", "MovementFacts", "Verdict", "judge", "judge_offline", "leaving", "refused"]

#: how far two honest clocks may be apart (screens: beyond this a device's events are flagged)
SKEW = timedelta(minutes=2)
MINUTE = timedelta(minutes=1)

BORDER, YARD_IN, YARD_OUT = "border", "yard_in", "yard_out"
#: the states in which a vehicle declaration has been accepted and lives on
RELEASED = frozenset({"accepted", "under_way", "overdue", "liquidated"})
CANCELLED, LAPSED, DONE = "cancelled", "expired", "liquidated"
#: direction of a pass -> the first two digits of the goods declarations that leave supervision on that way
LEAVES = {"out": ("30", "50"), INWARD: ("10", "50")}


@dataclass(frozen=True)
class Lane:
    """Where the pass is shown. `direction` is in, out, or empty when both ways use it (yards)."""

    gate: int
    code: str = ""
    direction: str = ""
    kind: str = BORDER
    open: bool = True
    training: bool = False


@dataclass(frozen=True)
class Crossed:
    """A leg that has passed: when (UTC) and at which gate."""

    at: datetime
    where: str


@dataclass(frozen=True)
class MovementFacts:
    """What the centre, or the bundle in a device, knows of one movement at this moment.

    `state` empty: nothing known. `next_leg` is the leg to cross next, `revision` the pass revision now
    good for the leg shown. `gates` are the gate codes this leg may use besides the one on the pass.
    `missing` are agencies whose tick is required and absent. `due_back_at` is set for the return leg.
    `plate_seen` and `trailer_seen` come from a camera or were typed; empty means nobody looked. `not_free`,
    `gone` and `parts` are about the goods declarations on board that are known here: those that may not leave,
    those that have left whole on other vehicles, and what of each this vehicle takes (number, packages, kg).
    `alone`: a trailer declared without a tractor.
    """

    state: str = ""
    next_leg: int = 1
    revision: int = 1
    revoked: bool = False
    revoked_at: datetime | None = None
    held: bool = False
    held_reason: str = ""
    suspended: bool = False
    inspect_bay: str = ""
    missing: tuple[str, ...] = ()
    crossed: Crossed | None = None
    due_back_at: datetime | None = None
    gates: frozenset[str] = frozenset()
    gate_name: str = ""
    plate: str = ""
    trailer: str = ""
    plate_seen: str = ""
    trailer_seen: str = ""
    alone: bool = False
    not_free: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    parts: tuple[tuple[str, int | None, str], ...] = ()


@dataclass(frozen=True)
class _Case:
    """Everything one judgement looks at."""

    fields: PassFields
    lane: Lane
    at: datetime
    facts: MovementFacts
    bundle: Bundle | None = None
    last_seen: datetime | None = None

    @property
    def late_return(self) -> bool:
        due = self.facts.due_back_at
        return due is not None and self.at > due and self.fields.leg > 1


Values = dict[str, Any]
Check = Callable[[_Case], Values | None]


def _training(c: _Case) -> Values | None:
    return {} if c.fields.training and not c.lane.training else None


def _not_training(c: _Case) -> Values | None:
    return {} if c.lane.training and not c.fields.training else None


def _closed(c: _Case) -> Values | None:
    return None if c.lane.open else {"lane": c.lane.code or c.lane.gate}


def _held(c: _Case) -> Values | None:
    return {"reason": c.facts.held_reason} if c.facts.held else None


def _suspended(c: _Case) -> Values | None:
    return {} if c.facts.suspended else None


def _old_revision(c: _Case) -> Values | None:
    if c.fields.revision >= c.facts.revision:
        return None
    return {"revision": c.fields.revision, "current": c.facts.revision}


def _revoked(c: _Case) -> Values | None:
    gone = c.facts.state == CANCELLED or (c.facts.state == DONE and c.facts.crossed is None and not _passed(c))
    return {"revoked_at": c.facts.revoked_at} if c.facts.revoked or gone else None


def _passed(c: _Case) -> bool:
    return bool(c.facts.state) and c.fields.leg < c.facts.next_leg


def _used(c: _Case) -> Values | None:
    """An inward vehicle comes to the yard after its leg has crossed; there that is no second use."""
    done = c.facts.crossed
    if (done is None and not _passed(c)) or (c.lane.kind != BORDER and c.fields.direction == INWARD):
        return None
    return {"leg": c.fields.leg, "crossed_at": done.at if done else None, "where": done.where if done else ""}


def _gate(c: _Case) -> Values | None:
    if c.fields.gate == c.lane.gate or (c.lane.code and c.lane.code in c.facts.gates):
        return None
    return {"expected": c.facts.gate_name or str(c.fields.gate)}


def _direction(c: _Case) -> Values | None:
    return {"direction": c.fields.direction} if c.lane.direction not in ("", c.fields.direction) else None


def _leg(c: _Case) -> Values | None:
    if not c.facts.state or c.fields.leg <= c.facts.next_leg:
        return None
    return {"leg": c.fields.leg, "next_leg": c.facts.next_leg}


def _clock_back(c: _Case) -> Values | None:
    return {} if c.last_seen and c.at < c.last_seen - SKEW else None


def _before_lists(c: _Case) -> Values | None:
    return {} if c.bundle and c.at < c.bundle.issued_at - SKEW else None


def _stale_device(c: _Case) -> Values | None:
    """A device long without the centre cannot be sure of its clock either, so not of EARLY or EXPIRED."""
    return _stale(c) if c.last_seen else None


def _early(c: _Case) -> Values | None:
    return {"not_before": c.fields.not_before} if c.at < c.fields.not_before - SKEW else None


def _expired(c: _Case) -> Values | None:
    """A late return is no expiry: the vehicle must come home and answer for it (OVERDUE)."""
    if c.late_return or not (c.at > c.fields.until + SKEW or c.facts.state == LAPSED):
        return None
    return {"until": c.fields.until}


def _stale(c: _Case) -> Values | None:
    if c.bundle is None or (over := c.bundle.age(c.at) - c.bundle.stale) <= timedelta(0):
        return None
    return {"age": c.bundle.age(c.at) // MINUTE, "over": -(-over // MINUTE)}


def _unknown(c: _Case) -> Values | None:
    """Nothing known of the movement, or a pass newer than what is known of it."""
    return {} if not c.facts.state or c.fields.revision > c.facts.revision else None


def _not_released(c: _Case) -> Values | None:
    return None if c.facts.state in RELEASED else {}


def leaving(numbers: Iterable[str], kind: str, direction: str) -> tuple[str, ...]:
    """Those goods declarations that leave supervision at such a lane; imports that come in wait in the yard for clearance."""
    if kind == BORDER and direction == INWARD:
        return ()
    return tuple(number for number in numbers if number[:2] in LEAVES[direction])


def _bound(c: _Case, numbers: tuple[str, ...]) -> tuple[str, ...]:
    return leaving(numbers, c.lane.kind, c.fields.direction)


def _goods_not_free(c: _Case) -> Values | None:
    return {"goods": found} if (found := _bound(c, c.facts.not_free)) else None


def _goods_gone(c: _Case) -> Values | None:
    return {"goods": found} if (found := _bound(c, c.facts.gone)) else None


def _inspect(c: _Case) -> Values | None:
    return {"bay": c.facts.inspect_bay} if c.facts.inspect_bay else None


def _wait_agency(c: _Case) -> Values | None:
    return {"agencies": c.facts.missing} if c.facts.missing else None


def seen_of(plate: str, seen: tuple[str, str], alone: bool = False) -> tuple[str, str]:
    """Vehicle and trailer as seen, for the pass of `plate`: a trailer alone is the one behind whichever tractor pulls it.

    Not every country's plates tell a trailer: `alone` is what was declared.
    """
    return (seen[1], "") if alone or plates.read(plate).kind == "trailer" else seen


def _plate(c: _Case) -> Values | None:
    plate = c.facts.plate or c.fields.plate
    read = seen_of(plate, (c.facts.plate_seen, c.facts.trailer_seen), c.facts.alone)
    pairs = zip(("plate", "trailer"), read, (plate, c.facts.trailer or c.fields.trailer), strict=True)
    for part, seen, expected in pairs:
        if seen and not plates.same(plates.fitting(seen), plates.fitting(expected)):
            return {"part": part, "seen": plates.pretty(seen), "expected": plates.pretty(expected)}
    return None


def _overdue(c: _Case) -> Values | None:
    return {"due": c.facts.due_back_at} if c.late_return else None


_EVERYWHERE = frozenset({BORDER, YARD_IN, YARD_OUT})
_BORDER = frozenset({BORDER})
_ARRIVING = frozenset({BORDER, YARD_IN})
_LEAVING = frozenset({BORDER, YARD_OUT})


@dataclass(frozen=True)
class _Row:
    code: str
    lanes: frozenset[str]
    check: Check


#: The one order of checks, online and offline. BAD, KEY and SIG come before it (`passes.verify`).
#: A stop that is certain outranks doubt (CLOCK, STALE, UNKNOWN), doubt outranks what is to be done first.
ORDER: tuple[_Row, ...] = (
    _Row("TRAINING", _EVERYWHERE, _training),
    _Row("NOT_TRAINING", _EVERYWHERE, _not_training),
    _Row("CLOSED", _EVERYWHERE, _closed),
    _Row("HELD", _LEAVING, _held),
    _Row("SUSPENDED", _LEAVING, _suspended),
    _Row("OLD_REVISION", _EVERYWHERE, _old_revision),
    _Row("REVOKED", _EVERYWHERE, _revoked),
    _Row("USED", _EVERYWHERE, _used),
    _Row("GATE", _EVERYWHERE, _gate),
    _Row("DIRECTION", _EVERYWHERE, _direction),
    _Row("LEG", _BORDER, _leg),
    _Row("CLOCK", _EVERYWHERE, _clock_back),
    _Row("STALE", _EVERYWHERE, _stale_device),
    _Row("EARLY", _ARRIVING, _early),
    _Row("EXPIRED", _ARRIVING, _expired),
    _Row("CLOCK", _EVERYWHERE, _before_lists),
    _Row("STALE", _EVERYWHERE, _stale),
    _Row("UNKNOWN", _EVERYWHERE, _unknown),
    _Row("NOT_RELEASED", _EVERYWHERE, _not_released),
    _Row("GOODS", _LEAVING, _goods_not_free),
    _Row("INSPECT", _LEAVING, _inspect),
    _Row("WAIT_AGENCY", _LEAVING, _wait_agency),
    _Row("GOODS_GONE", _LEAVING, _goods_gone),
    _Row("PLATE", _EVERYWHERE, _plate),
    _Row("OVERDUE", _BORDER, _overdue),
)

_WELL = {BORDER: "OK", YARD_IN: "ARRIVED", YARD_OUT: "YARD_OUT"}


def judge(pass_fields: PassFields, *, lane: Lane, at: datetime, facts: MovementFacts) -> Verdict:
    """The answer of the centre for a pass whose signature `passes.verify` has accepted."""
    return _answer(_Case(pass_fields, lane, at, facts))


def refused(bad: BadPass) -> Verdict:
    """The answer to something that is no pass of ours: BAD, KEY or SIG."""
    return Verdict(REASONS[bad.code].sign, bad.code, {"detail": bad.detail})


def judge_offline(
    digits: str, *, keys: Mapping[int, PublicKeyInfo], gate: int, direction: str, at: datetime, bundle: Bundle,
    lane: Lane | None = None, seen: tuple[str, str] = ("", ""),
    crossed: Mapping[tuple[int, int], Crossed] | None = None,
    offset: timedelta = timedelta(0), last_seen: datetime | None = None,
) -> Verdict:
    """The answer of a device without the centre. Green only for a movement on the release list of a fresh bundle.

    A device gives its clock as `at`, the server's time minus it at the last good sync as `offset`, and the
    latest true time it has witnessed (its lists, its own events) as `last_seen`; without `last_seen` the
    moment is taken as asserted, not read off a clock. `crossed` is what this device let pass itself, by
    (movement, leg); `seen` are plate and trailer read by camera or eye.
    """
    now = at + offset
    try:
        fields = verify(digits, keys, now).fields
    except BadPass as bad:
        return refused(bad)
    facts = _from_bundle(fields, bundle, seen, (crossed or {}).get((fields.movement, fields.leg)))
    case = _Case(fields, lane or Lane(gate, direction=direction), now, facts, bundle, last_seen)
    answer = _answer(case)
    if answer.code == "LEG":  # the bundle may lag behind the leg that has just crossed
        answer = Verdict(CALL, "LEG", answer.values, answer.also)
    if abs(offset) > SKEW and answer.code != "CLOCK":
        answer = Verdict(answer.sign, answer.code, answer.values, (*answer.also, "CLOCK"))
    return answer


def _answer(case: _Case) -> Verdict:
    found = [
        (row.code, values) for row in ORDER
        if case.lane.kind in row.lanes and (values := row.check(case)) is not None
    ]
    if not found:
        code = _WELL[case.lane.kind]
        well: Values = {"plate": case.fields.plate, "due": case.facts.due_back_at}
        if parts := [part for part in case.facts.parts if _bound(case, (part[0],))]:
            well["parts"] = parts
        return Verdict(REASONS[code].sign, code, well)
    code, values = found[0]
    also = tuple(dict.fromkeys(other for other, _ in found[1:] if other != code))
    return Verdict(REASONS[code].sign, code, values, also)


def _from_bundle(fields: PassFields, bundle: Bundle, seen: tuple[str, str], crossed: Crossed | None) -> MovementFacts:
    """What the bundle tells of this movement, in the same facts the centre would use."""
    entry = bundle.released.get(fields.number)
    full = bundle.plates.get(fields.number, ("", ""))
    watched = any(watch_hash(bundle.salt, p) in bundle.watch for p in {fields.plate, fields.trailer, *full, *seen} if p)
    return MovementFacts(
        state="accepted" if entry else "",
        next_leg=entry.leg if entry else 1,
        revision=entry.revision if entry and entry.leg == fields.leg else fields.revision,
        revoked=fields.name in bundle.revoked or fields.number in bundle.revoked,
        revoked_at=bundle.revoked.get(fields.name) or bundle.revoked.get(fields.number),
        held=watched,
        inspect_bay=bundle.inspect.get(fields.number, ""),
        not_free=bundle.goods.get(fields.number, ()),
        crossed=crossed,
        due_back_at=entry.due_back_at if entry else None,
        gates=entry.gates if entry else frozenset(),
        gate_name=bundle.gate_name(fields.gate),
        plate=full[0],
        trailer=full[1] if len(full) > 1 else "",
        plate_seen=seen[0],
        trailer_seen=seen[1],
        alone=entry.alone if entry else False,
    )
