"""How a stranger's digits become a whole number: a key, a place, a page, a count."""

from __future__ import annotations

#: what any client carries unharmed and every key column holds
MOST = 15


def natural(text: object, digits: int = MOST) -> int | None:
    """The number that one to `digits` of the signs 0-9 write; None for all else a stranger may send.

    No sign, blank, mark or exponent is read, nor a digit of another script ('²', '٣'): Python calls those
    digits too and then either fails on them or takes them for a number. What is no text is None.
    """
    return int(text) if isinstance(text, str) and len(text) <= digits and text.isascii() and text.isdigit() else None
