"""Matching a declaration with its documents, writing off, giving back; exact under concurrency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from thongquan.actions.licence.lines import mark
from thongquan.actions.licence.rows import Key, kept, line_of, locked, permit_of, settle_state
from thongquan.actions.trail import record
from thongquan.catalog.ministries import WINDOW
from thongquan.core.actor import Actor
from thongquan.core.goods import GoodsFacts
from thongquan.core.licence import ZERO, Claim, Match, Permit, claims, match_claim, settled
from thongquan.core.refused import Finding, RulesBroken
from thongquan.core.rule import local_day
from thongquan.core.units import plain
from thongquan.models import Licence, LicenceCheck, LicenceLine, OutboxMessage, WriteOff
from thongquan.queries.scope import everywhere


@dataclass(frozen=True)
class Declared:
    """The declaration that uses documents: its row, its number, whose it is and where it is lodged."""

    id: int
    number: str
    declarant_id: int
    office_id: int


def write_off(declared: Declared, facts: GoodsFacts, *, by: Actor, at: datetime) -> list[WriteOff]:
    """Make the write-offs of a declaration equal to what it declares now: first time, after an amendment, or again.

    All or nothing: RulesBroken (LIC-01 … LIC-08, pointers into the declaration) when a document does not cover it.
    Documents that wait for their agency, or are checked afterwards, are written off when the answer comes.
    """
    with everywhere():
        return use_claims(declared, claims(facts), by=by, at=at, on=local_day(facts.registered_at or at), whole=True)


def restore(declaration_id: int, *, reason: str, by: Actor, at: datetime) -> int:
    """Give everything back that a declaration has used: cancelled, refused, lapsed. How many lines came back."""
    with everywhere():
        rows = locked(_used_by(declaration_id))
        given = 0
        for row in rows.values():
            uses = _live(declaration_id, row)
            given += _give_back(row, uses, reason=reason, at=at)
            _tell_state(row, "licence.restore", by=by, at=at, reason=reason, facts={
                "declaration": declaration_id, "given": [[u.line.number, u.declaration_line, plain(u.quantity)] for u in uses]})
        LicenceCheck.objects.filter(declaration_id=declaration_id, settled_at__isnull=True).update(
            settled_at=at, outcome="cancelled", reason=reason, settled_by=by.id)
        return given


def use_claims(declared: Declared, wanted: Iterable[Claim], *, by: Actor, at: datetime, on: date, whole: bool) -> list[WriteOff]:
    """The engine of `write_off`; the caller's reach is open everywhere. `whole`: what is no longer claimed comes back."""
    by_key = {(claim.kind, claim.number): claim for claim in wanted}
    rows = locked({*by_key, *(_used_by(declared.id) if whole else ())})
    own = {key: _live(declared.id, row) for key, row in rows.items()}
    matches, broken = _judged(declared, by_key, rows, own, on)
    if broken:
        raise RulesBroken(broken)
    made: list[WriteOff] = []
    for key, row in rows.items():
        made += _brought(declared, row, own[key], matches.get(key), by=by, at=at)
    _close_checks(declared, set(matches), None if not whole else set(by_key), by=by, at=at)
    return made


def _close_checks(declared: Declared, agreed: set[Key], claimed: set[Key] | None, *, by: Actor, at: datetime) -> None:
    """A difference that a correction has mended is no longer one; a document no longer cited is no longer waited for."""
    for check in LicenceCheck.objects.filter(declaration_id=declared.id).exclude(outcome__in=("matched", "mended", "withdrawn", "cancelled")):
        key = (check.kind, check.number_key)
        if key in agreed and check.outcome == "differs":
            check.outcome = "mended"
        elif claimed is not None and key not in claimed:
            check.outcome, check.settled_at, check.settled_by = "withdrawn", check.settled_at or at, check.settled_by or by.id
        else:
            continue
        check.save()


def _judged(
    declared: Declared, by_key: dict[Key, Claim], rows: dict[Key, Licence], own: dict[Key, list[WriteOff]], on: date,
) -> tuple[dict[Key, Match], list[Finding]]:
    """Each claim against its document as it would stand without this declaration's own uses."""
    pending = set(LicenceCheck.objects.filter(declaration_id=declared.id, settled_at__isnull=True).values_list("kind", "number_key"))
    matches: dict[Key, Match] = {}
    broken: list[Finding] = []
    for key, claim in by_key.items():
        row = rows.get(key)
        if key in pending and (row is None or row.state == "scanned_only"):
            continue
        found = match_claim(_without(row, own[key], on) if row else None, claim, on)
        matches[key] = found
        broken += [difference.finding for difference in found.differences]
    return matches, broken


def _without(row: Licence, uses: list[WriteOff], on: date) -> Permit:
    """The document as it would stand had this declaration drawn nothing."""
    own: dict[int, Decimal] = {}
    for use in uses:
        own[use.line.number] = own.get(use.line.number, ZERO) + use.quantity
    permit = permit_of(row)
    lines = tuple(replace(line, used=line.used - own.get(line.number, ZERO)) for line in permit.lines)
    return replace(permit, lines=lines, state=settled(row.state, lines, valid_until=row.valid_until, on=on))


def _brought(declared: Declared, row: Licence, uses: list[WriteOff], found: Match | None, *, by: Actor, at: datetime) -> list[WriteOff]:
    """Give back what no longer stands, take what is new; the row is locked."""
    wanted = {(draw.permit_line, draw.line): draw.quantity for draw in found.draws if draw.quantity} if found else {}
    stale = [use for use in uses if wanted.get((use.line.number, use.declaration_line)) != use.quantity]
    standing = {(use.line.number, use.declaration_line) for use in uses if use not in stale}
    _give_back(row, stale, reason="amended", at=at)
    lines = {line.number: line for line in LicenceLine.objects.filter(licence=row)}
    made = []
    for (number, declared_line), quantity in sorted(wanted.items()):
        if (number, declared_line) in standing:
            continue
        line = lines[number]
        line.used += quantity
        mark(line)
        line.save(update_fields=["used", "lowered"])
        use = WriteOff.objects.create(line=line, declaration_id=declared.id, declaration=declared.number, declaration_line=declared_line,
                                      quantity=quantity, at=at, by_id=by.id)
        confirm(row, line, use, at=at)
        made.append(use)
    if made or stale:
        _tell_state(row, "licence.write_off", by=by, at=at, facts={
            "declaration": declared.number, "drawn": [[u.line.number, u.declaration_line, plain(u.quantity)] for u in made], "given_back": len(stale)})
    return made


def _give_back(row: Licence, uses: list[WriteOff], *, reason: str, at: datetime) -> int:
    for use in uses:
        line = LicenceLine.objects.get(pk=use.line_id)
        line.used -= use.quantity
        mark(line)
        line.save(update_fields=["used", "lowered"])
        use.restored_at, use.restored_reason = at, reason
        use.save(update_fields=["restored_at", "restored_reason"])
        confirm(row, line, use, at=at)
    return len(uses)


def _tell_state(row: Licence, action: str, *, by: Actor, at: datetime, reason: str = "", facts: dict[str, object]) -> None:
    settle_state(row, local_day(at))
    kept(row, at)
    record(action, row, by=by, at=at, reason=reason, facts={"number": row.number, "state": row.state, **facts})


def confirm(row: Licence, line: LicenceLine, use: WriteOff, *, at: datetime) -> None:
    """Tell the ministry, through the outbox, how much of its document was used or came back."""
    left, given = line_of(line).left, use.restored_at is not None
    body = {
        "agency": row.agency, "kind": row.kind, "number": row.number, "line": line.number, "declaration": use.declaration,
        "quantity": plain(use.quantity), "unit": line.unit, "left": None if left is None else plain(left),
        "at": at.isoformat(), "restored": given,
    }
    OutboxMessage.objects.create(partner=WINDOW, unit_id=row.unit_id, message_id=f"use-{use.pk}-{'back' if given else 'out'}", body=body, due_at=at)


def _used_by(declaration_id: int) -> set[Key]:
    """The documents from which a declaration draws now."""
    live = WriteOff.objects.filter(declaration_id=declaration_id, restored_at__isnull=True)
    return set(live.values_list("line__licence__kind", "line__licence__number_key"))


def _live(declaration_id: int, row: Licence) -> list[WriteOff]:
    uses = WriteOff.objects.filter(declaration_id=declaration_id, line__licence=row, restored_at__isnull=True)
    return list(uses.select_related("line").order_by("id"))
