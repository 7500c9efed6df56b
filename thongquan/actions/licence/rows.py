"""Ministries' documents as rows: found, locked in one order, and as matching sees them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from thongquan.catalog.ministries import KINDS, MINISTRIES
from thongquan.core.flows.licence import GONE
from thongquan.core.licence import Permit, PermitLine, settled
from thongquan.core.numbers import squeeze
from thongquan.core.refused import NotFound, Refused
from thongquan.models import Licence, LicenceLine, Party, Unit

Key = tuple[str, str]


def unit_of(agency: str) -> Unit:
    """An agency among our units; LIC-16 for one we do not know."""
    known = MINISTRIES.get(agency)
    unit = Unit.objects.filter(code=known.unit_code).first() if known else None
    if unit is None:
        raise Refused("LIC-16", "/agency")
    return unit


def agency_of(kind: str) -> str:
    """Who issues this kind of document; empty for a kind nobody lists."""
    return KINDS[kind].agency if kind in KINDS else ""


def found(keys: Iterable[Key]) -> dict[Key, Licence]:
    """The documents of these kinds and numbers, with their lines."""
    return {(row.kind, row.number_key): row for row in _with_lines(Licence.objects.all(), set(keys))}


def locked(keys: Iterable[Key]) -> dict[Key, Licence]:
    """The same, locked until the end of the transaction, always in the order of their ids: nobody waits in a circle.

    A document's lines and write-offs change only under this lock.
    """
    rows = _with_lines(Licence.objects.select_for_update(of=("self",)), set(keys))
    return {(row.kind, row.number_key): row for row in rows}


def _with_lines(rows: QuerySet[Licence], keys: set[Key]) -> list[Licence]:
    if not keys:
        return []
    wanted = Q(pk__in=[])
    for kind, number in keys:
        wanted |= Q(kind=kind, number_key=number)
    return list(rows.filter(wanted).order_by("id").prefetch_related(Prefetch("lines", LicenceLine.objects.order_by("number"))))


def one_locked(pk: int) -> Licence:
    """One document locked, as far as this person sees it."""
    row = Licence.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotFound("GEN-404")
    return row


def line_of(row: LicenceLine) -> PermitLine:
    """A line as matching sees it; below what was used nothing is left."""
    return PermitLine(row.number, row.hs, row.unit, row.quantity, row.used, row.origin, row.tolerance, row.words)


def permit_of(row: Licence) -> Permit:
    """A document as matching sees it."""
    return Permit(row.kind, row.number, row.agency, row.holder_tax_id, row.issued_on, row.valid_until, row.state, row.direction,
                  tuple(line_of(line) for line in row.lines.all()))


def settle_state(row: Licence, on: date) -> None:
    """The state that follows from what is used and from the day; the row is not yet saved."""
    lines = [line_of(line) for line in LicenceLine.objects.filter(licence=row)]
    row.state = settled(row.state, lines, valid_until=row.valid_until, on=on)


def kept(row: Licence, at: datetime) -> Licence:
    """Save it with the next version; one that is worth nothing any more knows since when, whatever is saved later."""
    row.version += 1
    row.changed_at = at
    row.gone_at = (row.gone_at or at) if row.state in GONE else None
    row.save()
    return row


def holder_of(tax_id: str) -> Party | None:
    """The party with this tax id, when it is registered here; the caller's reach is open to all parties."""
    return Party.objects.filter(tax_id=squeeze(tax_id)).order_by("id").first() if tax_id else None
