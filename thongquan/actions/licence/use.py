"""Writing off what a declaration uses, and giving it back; exact under concurrency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.licence.lines import mark
from thongquan.actions.licence.rows import Key, kept, line_of, locked, permit_of
from thongquan.actions.trail import record
from thongquan.catalog.ministries import WINDOW
from thongquan.core.actor import Actor
from thongquan.core.licence import ZERO, Claim, Match, Permit, match_claim, settled
from thongquan.core.rule import local_day
from thongquan.core.units import plain
from thongquan.models import GoodsDeclaration, Licence, LicenceCheck, LicenceLine, OutboxMessage, WriteOff
from thongquan.queries.licence import ENDED, standing_of
from thongquan.queries.scope import everywhere

CHECK = RawSQL("tq_digest(to_jsonb(licence_check))", [], output_field=TextField())


@dataclass(frozen=True)
class Declared:
    """The declaration that uses documents: its row, its number, whose it is and where it is lodged."""

    id: int
    number: str
    declarant_id: int
    office_id: int


def declared_of(declaration: GoodsDeclaration) -> Declared:
    """A goods declaration as the user of documents."""
    return Declared(declaration.pk, declaration.number or "", declaration.declarant_id, declaration.office_id or 0)


def restore(declaration: GoodsDeclaration, *, reason: str = "", by: Actor, at: datetime) -> int:
    """Give everything back that a declaration has used: cancelled, refused, lapsed. How many lines came back."""
    with everywhere():
        rows = locked(standing_of(declaration.pk)[0])
        given = 0
        for row in rows.values():
            uses = drawn(declaration.pk, row)
            given += _give_back(row, uses, reason=reason or declaration.state, at=at)
            _tell_state(row, "licence.restore", uses=uses, by=by, at=at, reason=reason, facts={
                "declaration": declaration.number, "given": [[u.line.number, u.declaration_line, plain(u.quantity)] for u in uses]})
        for check in LicenceCheck.objects.annotate(digest=CHECK).filter(declaration_id=declaration.pk, settled_at__isnull=True).order_by("id"):
            check.settled_at, check.outcome, check.reason, check.settled_by = at, "cancelled", reason, by.id
            ended(check, by=by, at=at, reason=reason)
        return given


def use_claims(
    declared: Declared, wanted: Iterable[Claim], *, claimed: set[Key] | None, by: Actor, at: datetime, on: date,
) -> tuple[Match, ...]:
    """Match and write off, each document all or nothing, under the documents' locks; the caller's reach is open everywhere.

    `claimed`: every document the declaration cites now; what it drew from others comes back. None looks at `wanted` alone.
    """
    by_key = {(claim.kind, claim.number): claim for claim in wanted}
    used, checked = standing_of(declared.id)
    rows = locked({*by_key, *(used if claimed is not None else ())})
    own = {key: drawn(declared.id, row) for key, row in rows.items()}
    matches = {key: match_claim(undrawn(rows[key], own[key], on) if key in rows else None, claim, on) for key, claim in by_key.items()}
    for key, row in rows.items():
        if key in matches or key not in (claimed or ()):
            _brought(declared, row, own[key], matches.get(key), by=by, at=at)
    if checked:
        _close_checks(declared, {key for key, found in matches.items() if found.agrees}, claimed, by=by, at=at)
    return tuple(matches.values())


def _close_checks(declared: Declared, agreed: set[Key], claimed: set[Key] | None, *, by: Actor, at: datetime) -> None:
    """A difference that a correction has mended is no longer one; a document no longer cited is no longer waited for."""
    for check in LicenceCheck.objects.annotate(digest=CHECK).filter(declaration_id=declared.id).exclude(outcome__in=ENDED).order_by("id"):
        key = (check.kind, check.number_key)
        if key in agreed and check.outcome == "differs":
            check.outcome = "mended"
        elif claimed is not None and key not in claimed:
            check.outcome, check.settled_at, check.settled_by = "withdrawn", check.settled_at or at, check.settled_by or by.id
        else:
            continue
        ended(check, by=by, at=at)


def ended(check: LicenceCheck, *, by: Actor, at: datetime, reason: str = "") -> None:
    """A check that nobody waits for any more, and why."""
    check.save()
    record("licence.end_check", check, by=by, at=at, reason=reason, facts={
        "declaration": check.declaration, "number": check.number, "outcome": check.outcome})


def undrawn(row: Licence, uses: list[WriteOff], on: date) -> Permit:
    """The document as it would stand had this declaration drawn nothing."""
    own: dict[int, Decimal] = {}
    for use in uses:
        own[use.line.number] = own.get(use.line.number, ZERO) + use.quantity
    permit = permit_of(row)
    lines = tuple(replace(line, used=line.used - own.get(line.number, ZERO)) for line in permit.lines)
    return replace(permit, lines=lines, state=settled(row.state, lines, valid_until=row.valid_until, on=on))


def _brought(declared: Declared, row: Licence, uses: list[WriteOff], found: Match | None, *, by: Actor, at: datetime) -> None:
    """Give back what no longer stands, take what is new; the row is locked."""
    wanted = {(draw.permit_line, draw.line): draw.quantity for draw in found.draws if draw.quantity} if found else {}
    stale = [use for use in uses if wanted.get((use.line.number, use.declaration_line)) != use.quantity]
    standing = {(use.line.number, use.declaration_line) for use in uses if use not in stale}
    _give_back(row, stale, reason="amended", at=at)
    fresh = {key: quantity for key, quantity in sorted(wanted.items()) if key not in standing}
    made = _take(declared, row, fresh, by=by, at=at)
    if made or stale or (found and found.agrees and row.state in ("issued", "verified")):
        _tell_state(row, "licence.write_off", uses=[*made, *stale], by=by, at=at, facts={
            "declaration": declared.number, "drawn": [[u.line.number, u.declaration_line, plain(u.quantity)] for u in made], "given_back": len(stale)})


def _take(declared: Declared, row: Licence, fresh: dict[tuple[int, int], Decimal], *, by: Actor, at: datetime) -> list[WriteOff]:
    """Draw so much from the document's lines for the declaration's."""
    lines = {line.number: line for line in row.lines.all()}
    made = [WriteOff(line=lines[number], declaration_id=declared.id, declaration=declared.number, declaration_line=line, quantity=quantity, at=at,
                     by_id=by.id) for (number, line), quantity in fresh.items()]
    for use in made:
        lines[use.line.number].used += use.quantity
    WriteOff.objects.bulk_create(made)
    _kept_lines(row, made, at=at)
    return made


def _give_back(row: Licence, uses: list[WriteOff], *, reason: str, at: datetime) -> int:
    """What was drawn returns to its lines; how many draws."""
    lines = {line.number: line for line in row.lines.all()}
    for use in uses:
        use.line = lines[use.line.number]
        use.line.used -= use.quantity
        use.restored_at, use.restored_reason = at, reason
    WriteOff.objects.bulk_update(uses, ["restored_at", "restored_reason"])
    _kept_lines(row, uses, at=at)
    return len(uses)


def _kept_lines(row: Licence, uses: list[WriteOff], *, at: datetime) -> None:
    """Write the balances that these draws have changed, and tell the ministry of each draw."""
    touched = {use.line.number: use.line for use in uses}
    for line in touched.values():
        mark(line)
    LicenceLine.objects.bulk_update(touched.values(), ["used", "lowered"])
    OutboxMessage.objects.bulk_create(confirmation(row, use, at=at) for use in uses)


def _tell_state(row: Licence, action: str, *, uses: list[WriteOff], by: Actor, at: datetime, reason: str = "", facts: dict[str, object]) -> None:
    row.state = "matched" if row.state in ("issued", "verified") else row.state
    row.state = settled(row.state, [line_of(line) for line in row.lines.all()], valid_until=row.valid_until, on=local_day(at))
    kept(row, at)
    lines = {use.line.pk: use.line for use in uses}
    record(action, row, *lines.values(), *uses, by=by, at=at, reason=reason, facts={"number": row.number, "state": row.state, **facts})


def confirmation(row: Licence, use: WriteOff, *, at: datetime) -> OutboxMessage:
    """What the ministry is told, through the outbox: how much of its document was used or came back."""
    left, given = line_of(use.line).left, use.restored_at is not None
    body = {
        "agency": row.agency, "kind": row.kind, "number": row.number, "line": use.line.number, "declaration": use.declaration,
        "quantity": plain(use.quantity), "unit": use.line.unit, "left": None if left is None else plain(left),
        "at": at.isoformat(), "restored": given,
    }
    return OutboxMessage(partner=WINDOW, unit_id=row.unit_id, message_id=f"use-{use.pk}-{'back' if given else 'out'}", body=body, due_at=at)


def drawn(declaration_id: int, row: Licence) -> list[WriteOff]:
    """What a declaration draws from this document now."""
    uses = WriteOff.objects.filter(declaration_id=declaration_id, line__licence=row, restored_at__isnull=True)
    return list(uses.select_related("line").order_by("id"))
