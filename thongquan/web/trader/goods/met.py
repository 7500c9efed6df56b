"""The lines of a page met with those of its draft, which another window may have changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from thongquan.core.form import Form, blank
from thongquan.web.shared.tongue import tongue

Row = dict[str, Any]
#: the place of a row on the page, what was typed into it (None: nothing), the stored row it is (None: a new one)
Meeting = tuple[int | None, Row | None, Row | None]
Name = tuple[str, str]
Told = tuple[Name, Row]
#: rows of a page that are looked for among those of the draft; a page shows fewer
MOST_KNOWN = 100
#: what a code or a name that agrees weighs against any other box
WEIGHT = 10


def stood(posted: Mapping[str, str]) -> dict[int, Row] | None:
    """What stood in the boxes of each row when the page and the draft last agreed, as its script tells; None when it tells nothing."""
    try:
        told = json.loads(posted.get("_lines", ""))
        return {int(n): {name: str(text) for name, text in row.items()} for n, row in told.items()}
    except (ValueError, AttributeError, RecursionError):
        return None


def replaced(typed: Mapping[int, Row], stored: list[Row], start: int, size: int) -> list[Meeting]:
    """The rows of the page in place of its window."""
    filled = {n: row for n, row in typed.items() if not blank(row)}
    window = paired(list(filled.values()), stored[start:start + size])
    here: list[Meeting] = [(n, row, old) for (n, row), old in zip(filled.items(), window, strict=True)]
    return [*((None, None, old) for old in stored[:start]), *here, *((None, None, old) for old in stored[start + size:])]


def met(form: Form, typed: Mapping[int, Row], was: Mapping[int, Row], stored: list[Row], start: int, size: int) -> list[Meeting]:
    """The stored rows with what this page changed in them; a row that is new here stands before the next one of the page, else after its last.

    A row that was taken away elsewhere comes back only when something was typed into it.
    """
    spots = _spots(form, typed, was, stored)
    here = {spot: n for n, spot in spots.items()}
    end = min(len(stored), max([start + size, *(spot + 1 for spot in here)]))
    fresh: dict[int, list[Meeting]] = {}
    for n, row in typed.items():
        if n not in spots and not blank(row) and _changed(row, was.get(n, {})):
            fresh.setdefault(min((spot for m, spot in spots.items() if m > n), default=end), []).append((n, row, None))
    found: list[Meeting] = []
    for spot, old in enumerate(stored):
        n = here.get(spot)
        found += fresh.get(spot, ())
        if n is None or not blank(typed[n]):
            found.append((n, _changed(typed[n], was.get(n, {})) or None if n is not None else None, old))
    return found + fresh.get(len(stored), [])


def paired(typed: list[Row], stored: list[Row]) -> list[Row | None]:
    """For each typed row the stored row it was, so that what the table does not show stays with its line."""
    found: list[Row | None] = []
    at = 0
    for n, row in enumerate(typed):
        same = next((j for j in range(at, len(stored)) if named(row) == named(stored[j])), None)
        if same is None and len(typed) - n <= len(stored) - at:
            same = at
        found.append(stored[same] if same is not None else None)
        at = at if same is None else same + 1
    return found


def named(row: Mapping[str, Any]) -> Name:
    """What people know a line by: its code and its name."""
    return str(row.get("hs") or "").replace(".", "").replace(" ", ""), " ".join(str(row.get("name") or "").split())


def told_of(rows: list[Row], number: int) -> str:
    """What the page of one line is opened with: the line's code and name, and how many lines there are."""
    return json.dumps([*named(rows[number - 1]), len(rows)])


def number_of(rows: list[Row], number: int, posted: Mapping[str, str]) -> int:
    """The number of the line that a page of its own was opened for, though others went away before it; 0 when it is gone itself.

    While there are as many lines as then, it stands where it stood, whatever it is called by now.
    """
    try:
        hs, name, count = json.loads(posted.get("_named", ""))
        told = named({"hs": hs, "name": name})
    except (ValueError, TypeError, RecursionError):
        return number
    names = [named(row) for row in rows]
    if len(rows) == count or (0 < number <= len(rows) and names[number - 1] in (told, named(posted))):
        return number
    return next((n for n, one in enumerate(names, 1) if one in (told, named(posted))), 0)


def _changed(row: Row, was: Row) -> Row:
    """The boxes in which something else stands than before."""
    return {name: text for name, text in row.items() if name not in was or text.replace("\r\n", "\n") != was[name].replace("\r\n", "\n")}


# ---- which is which --------------------------------------------------------------------------------------


def _spots(form: Form, typed: Mapping[int, Row], was: Mapping[int, Row], stored: list[Row]) -> dict[int, int]:
    """For each row of the page that stands in the draft its place there, in the same order."""
    known = [n for n in typed if not blank(was.get(n, {}))][:MOST_KNOWN]
    befores = {n: _told(form, was[n]) for n in known}
    if all(n < len(stored) and _same(befores[n], stored[n]) for n in known):
        spots = {n: n for n in known}
    else:
        afters = {n: _told(form, typed[n]) for n in known}
        names = [named(old) for old in stored]
        likes = [[max(_likeness(befores[n], old, name), _likeness(afters[n], old, name) - 1) for old, name in zip(stored, names, strict=True)] for n in known]
        spots = {known[i]: spot for i, spot in _aligned(likes, len(stored))}
    taken = set(spots.values())
    for n, row in typed.items():  # one whose saving was answered into the void stands there already
        if n not in befores and n < len(stored) and n not in taken and _begun(named(row), named(stored[n])):
            spots[n] = n
    return spots


def _told(form: Form, row: Row) -> Told:
    """The name of a row, and its boxes as the draft keeps them."""
    values = form.write(form.read({name: text for name, text in row.items() if name in form.named}, language=tongue(), draft=True)[0])
    return named(values), {name: value for name, value in values.items() if name not in ("hs", "name")}


def _same(told: Told, old: Row) -> bool:
    """Whether a stored row says all that this one says."""
    return told[0] == named(old) and all(old.get(name) == value for name, value in told[1].items())


def _likeness(told: Told, old: Row, name: Name) -> int:
    """How much of a row a stored one of this name says; nothing when both its code and its name are others."""
    own, row = told
    names = sum(bool(one) and one == other for one, other in zip(own, name, strict=True))
    return 0 if not names and any(own) else WEIGHT * names + sum(old.get(box) == value for box, value in row.items())


def _aligned(likes: list[list[int]], width: int) -> list[tuple[int, int]]:
    """The pairs, in order on both sides, that are most alike together."""
    best = [[0] * (width + 1) for _row in (*likes, None)]
    for i, row in reversed(list(enumerate(likes))):
        for j in range(width - 1, -1, -1):
            both = row[j] + best[i + 1][j + 1] if row[j] > 0 else 0
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    found, i, j = [], 0, 0
    while i < len(likes) and j < width:
        if likes[i][j] > 0 and best[i][j] == likes[i][j] + best[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _begun(row: Name, old: Name) -> bool:
    """Whether a stored row is what stood in this one a moment ago: its code and its name go on from there."""
    return any(old) and all(one.startswith(other) for one, other in zip(row, old, strict=True))
