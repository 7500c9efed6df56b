"""A document's lines brought to what the ministry says, without losing what is already used."""

from __future__ import annotations

from collections.abc import Iterable

from thongquan.core.licence import ceiling
from thongquan.core.licence_message import GrantedLine
from thongquan.models import Licence, LicenceLine


def bring_lines(row: Licence, granted: Iterable[GrantedLine]) -> bool:
    """Write the lines as granted now; whether a line went below what was already used of it.

    A line that is no longer granted goes when nothing was used of it, else it stays with nothing left.
    """
    now = {line.number: line for line in granted}
    before = {line.number: line for line in LicenceLine.objects.filter(licence=row)}
    for number, old in before.items():
        if number not in now:
            _withdraw(old)
    lowered = False
    for number, line in sorted(now.items()):
        kept = before.get(number) or LicenceLine(licence=row, number=number)
        kept.hs, kept.words, kept.unit, kept.origin = line.hs, line.words, line.unit, line.origin
        kept.quantity, kept.tolerance = line.quantity, line.tolerance
        mark(kept)
        lowered = lowered or kept.lowered
        kept.save()
    return lowered or any(old.used > 0 for number, old in before.items() if number not in now)


def _withdraw(line: LicenceLine) -> None:
    if not line.used and not line.uses.exists():
        line.delete()
        return
    line.quantity = line.quantity if line.quantity is None else line.quantity * 0
    mark(line)
    line.save()


def mark(line: LicenceLine) -> None:
    """Whether what is used stands above what is granted: only a ministry's change can bring that about."""
    line.lowered = line.quantity is not None and line.used > ceiling(line.quantity, line.tolerance)
