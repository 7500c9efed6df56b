"""A document's lines brought to what the ministry says, without losing what is already used."""

from __future__ import annotations

from collections.abc import Iterable

from thongquan.core.licence import ceiling
from thongquan.core.licence_message import GrantedLine
from thongquan.models import Licence, LicenceLine


def bring_lines(row: Licence, granted: Iterable[GrantedLine]) -> tuple[bool, list[LicenceLine]]:
    """Write the lines as granted now: whether a line went below what was already used of it, and every line for the log.

    A line that is no longer granted stays with nothing left of it.
    """
    now = {line.number: line for line in granted}
    before = {line.number: line for line in LicenceLine.objects.filter(licence=row)}
    gone = [old for number, old in before.items() if number not in now]
    for old in gone:
        _withdraw(old)
    lowered, lines = False, gone
    for number, line in sorted(now.items()):
        kept = before.get(number) or LicenceLine(licence=row, number=number)
        kept.hs, kept.words, kept.unit, kept.origin = line.hs, line.words, line.unit, line.origin
        kept.quantity, kept.tolerance = line.quantity, line.tolerance
        mark(kept)
        lowered = lowered or kept.lowered
        kept.save()
        lines = [*lines, kept]
    return lowered or any(old.used > 0 for old in gone), lines


def _withdraw(line: LicenceLine) -> None:
    line.quantity = line.used * 0
    mark(line)
    line.save()


def mark(line: LicenceLine) -> None:
    """Whether what is used stands above what is granted: only a ministry's change can bring that about."""
    line.lowered = line.quantity is not None and line.used > ceiling(line.quantity, line.tolerance)
