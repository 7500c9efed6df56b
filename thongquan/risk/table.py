"""Lines and results in CSV files, plain or gzip, and what is wrong in them."""

from __future__ import annotations

import csv
import gzip
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TextIO, cast

import numpy as np

from thongquan.risk.columns import Array, Columns, joined, some
from thongquan.risk.fields import CHECKS, FIGURES, ORIGIN, TEXTS, TYPES

#: declared columns that a file must have; the moment stands in two of them
DECLARED = ("id", "date", "hour", *(name for name in TEXTS if name != "id"), *(name for name in FIGURES if name != "at"))
FINDINGS = ("selected_by", "check", "result_date", "illicit_found", "found_type", "found_revenue_usd")
PENDING = "pending"
#: what stands for a line that nobody has decided yet; how programs write yes and no
UNDECIDED = ("", "-1", PENDING)
_ANSWERS = {"True": "1", "False": "0"}
#: days and empty cells have their own meaning
DAYS, MAY_BE_EMPTY = ("date", "importer_since"), ("co_form", "broker", "gate_weight_kg", "importer_since")
#: no message is longer
SHOWN = 10
#: rows of a file that are read at once
PIECE = 8_192


@dataclass(frozen=True)
class Fault:
    """One cell that cannot be read: its line in the file (the heading is line 1), its column, and what to do."""

    line: int
    column: str
    says: str


class Unreadable(ValueError):
    """A file that cannot be used as it is; the text names file, lines, columns and what to do."""

    def __init__(self, file: str, faults: Sequence[Fault], more: int = 0) -> None:
        self.file, self.faults = file, tuple(faults)
        rows = [f"{file}, line {fault.line}, column {fault.column}: {fault.says}" for fault in self.faults[:SHOWN]]
        hidden = len(self.faults) - SHOWN + more
        super().__init__("\n".join([*rows, *([f"{file}: {hidden} more"] if hidden > 0 else [])]))


@dataclass(frozen=True)
class Table:
    """A file as read: lines in order of time, results known (with the columns of their lines), and rows left out."""

    lines: Columns
    results: Columns
    digest: str
    left_out: tuple[Fault, ...] = ()


def opened(path: Path) -> TextIO:
    """The file as text, plain or packed: its first bytes tell, not its name."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return cast(TextIO, gzip.open(path, "rt", encoding="utf-8-sig", newline="")) if packed else path.open(encoding="utf-8-sig", newline="")


def read(path: Path, *, results: bool, leave_out: bool = False) -> Table:
    """A file of lines, with the columns of results when asked for.

    Raises Unreadable, naming every bad cell up to a limit; with `leave_out` rows with bad cells are left out and told
    in `left_out` instead. OSError when there is no such file.
    """
    wanted, faults = (*DECLARED, *FINDINGS) if results else DECLARED, list[Fault]()
    raw: dict[str, list[Any]] = {name: [] for name in (*wanted, "")}
    for part in _cells(path, wanted, faults):
        for name, cells in part.items():
            raw[name] += cells
    return _table(str(path), raw, hashlib.sha256(path.read_bytes()).hexdigest(), faults, results=results, leave_out=leave_out)


def rises(path: Path) -> bool:
    """Whether `pieces` may read a file: its moments never fall, and no id stands twice. Other cells are not looked at."""
    last, seen = ("", 0.0), list[Array]()
    for part in _cells(path, ("id", "date", "hour"), []):
        for moment in zip(part["date"], map(_figure, part["hour"]), strict=True):
            if not moment >= last:
                return False
            last = moment
        seen.append(np.fromiter(map(hash, part["id"]), dtype=np.int64, count=len(part["id"])))
    return len(np.unique(np.concatenate(seen))) == sum(map(len, seen))


def pieces(path: Path, *, leave_out: bool = False) -> Iterator[Table]:
    """The lines of a file that `rises`, a piece at a time: a file of any length needs the room of one piece.

    Raises Unreadable as `read` does, once all that is wrong is known; pieces before the first bad cell have been given by then.
    """
    faults: list[Fault] = []
    for part in _cells(path, DECLARED, faults):
        read = _table(str(path), part, "", faults, results=False, leave_out=True)
        if leave_out:
            faults.clear()
        if not faults:
            yield read
    if faults:
        raise Unreadable(str(path), faults)


def of_rows(rows: Any, *, results: bool, name: str = "rows") -> Table:
    """The same from rows in memory: mappings of names to cells, or a data frame. Raises Unreadable."""
    listed = rows.to_dict("records") if hasattr(rows, "to_dict") else list(rows)
    wanted = (*DECLARED, *FINDINGS) if results else DECLARED
    missing = [one for one in wanted if listed and one not in listed[0]]
    if missing:
        raise Unreadable(name, [Fault(1, one, "is missing") for one in missing])
    raw: dict[str, list[Any]] = {one: [_text(row[one]) for row in listed] for one in wanted}
    digest = hashlib.sha256(repr(raw).encode()).hexdigest()
    return _table(name, raw | {"": list(range(1, len(listed) + 1))}, digest, [], results=results, leave_out=False)


def results_of_rows(rows: Sequence[Mapping[str, Any]], *, now: float, check: str) -> Columns:
    """Results alone, by the id of their line; known now; checks of this kind where none is said. Raises Unreadable.

    Lines not decided yet are left out; what was found need not be told of one that was.
    """
    said = [_ANSWERS.get(text := _text(row.get("illicit_found", "")).removesuffix(".0"), text) for row in rows]
    places = [n for n, answer in enumerate(said) if answer not in UNDECIDED]
    decided = [rows[n] for n in places]
    raw = {name: [_text(row.get(name, "")) for row in decided] for name in ("id", *FINDINGS)}
    raw["illicit_found"] = [said[n] for n in places]
    raw["check"] = [said or check for said in raw["check"]]
    faults: list[Fault] = []
    today = (ORIGIN + timedelta(days=int(now))).isoformat()
    raw["result_date"] = [day if day and day != PENDING else today for day in raw["result_date"]]
    found = _results(raw, np.array(raw["id"], dtype=object), np.zeros(len(decided), dtype=bool), faults, np.array(places, dtype=np.int64) + 1, untold=True)
    if faults:
        raise Unreadable("results", faults)
    return dict(found) | {"at": np.full(len(decided), now)}


def _text(cell: Any) -> str:
    """A cell as a file would have it; nothing for what is not a number, days without hours."""
    if cell is None or cell != cell:
        return ""
    return cell.isoformat()[:10] if hasattr(cell, "isoformat") else str(cell)


def _table(name: str, raw: dict[str, list[Any]], digest: str, faults: list[Fault], *, results: bool, leave_out: bool) -> Table:
    """Cells as a table, or what is wrong with them."""
    numbers = np.fromiter(raw.pop(""), dtype=np.int64)
    lines, bad = _lines(raw, faults, numbers)
    found = _results(raw, lines["id"], bad, faults, numbers) if results else None
    if faults and not leave_out:
        raise Unreadable(name, sorted(faults, key=lambda fault: fault.line))
    order = np.flatnonzero(~bad)
    order = order[np.argsort(lines["at"][order], kind="stable")]
    kept = some(lines, order)
    if found is None:
        return Table(kept, joined(kept, _none()), digest, tuple(faults))
    results_known = dict(joined(kept, some(found, order[found["check"][order] != ""])))
    if len(order):  # the file knows them, whatever day they bear: at the latest the day after its last line
        results_known["known"] = np.minimum(results_known["known"], np.floor(kept["at"][-1]) + 1)
    return Table(kept, results_known, digest, tuple(faults))


def _cells(path: Path, wanted: Sequence[str], faults: list[Fault]) -> Iterator[dict[str, list[Any]]]:
    """The wanted columns as texts, a piece at a time and at least one; under "" the line numbers."""
    with opened(path) as file:
        reader = csv.reader(file)
        try:
            heading = next(reader, [])
            if not heading:
                raise Unreadable(str(path), [Fault(1, "all", "the file is empty; its first line must name the columns")])
            if missing := [name for name in wanted if name not in heading]:
                says = f"is missing; the first line must name it (it names {', '.join(heading[:40])})"
                raise Unreadable(str(path), [Fault(1, name, says) for name in missing])
            width, places = len(heading), {name: heading.index(name) for name in wanted}
            rows: list[list[str]] = []
            numbers: list[int] = []
            for row in reader:
                if len(row) == width:
                    rows.append(row)
                    numbers.append(reader.line_num)
                    if len(rows) == PIECE:
                        yield {name: [cells[place] for cells in rows] for name, place in places.items()} | {"": numbers}
                        rows, numbers = [], []
                elif row:
                    faults.append(Fault(reader.line_num, "all", f"has {len(row)} cells, the first line has {width}; complete or remove the row"))
        except (UnicodeDecodeError, EOFError, gzip.BadGzipFile, csv.Error) as error:
            raise Unreadable(str(path), [Fault(1, "all", f"cannot be read ({error}); write it as UTF-8, with commas, plain or gzip")]) from error
    yield {name: [cells[place] for cells in rows] for name, place in places.items()} | {"": numbers}


def _lines(raw: dict[str, list[str]], faults: list[Fault], numbers: Array) -> tuple[Columns, Array]:
    """The declared columns, and which rows have a bad cell."""
    bad = np.zeros(len(numbers), dtype=bool)
    lines: dict[str, Array] = {}
    for name in TEXTS:
        lines[name] = np.array(raw[name], dtype=object)
        if name not in MAY_BE_EMPTY:
            _blame(lines[name] == "", name, "is empty; give its code", faults, numbers, bad)
    # spreadsheets drop the first nought of a code; codes have an even number of digits
    lines["hs"] = np.array([f"0{code}" if code.isdigit() and len(code) % 2 else code for code in lines["hs"]], dtype=object)
    first: dict[str, int] = {}
    twice = np.array([first.setdefault(one, n) != n for n, one in enumerate(raw["id"])], dtype=bool)
    _blame(twice, "id", "stands twice; each row needs an id of its own", faults, numbers, bad)
    for name in (*(name for name in FIGURES if name not in ("at", "importer_since")), "hour"):
        lines[name] = _figures(raw[name], name, faults, numbers, bad)
    for name in DAYS:
        lines[name] = _days(raw[name], name, faults, numbers, bad)
    lines["at"] = lines.pop("date") + lines.pop("hour") / 24
    return lines, bad


def _figures(cells: list[str], name: str, faults: list[Fault], numbers: Array, bad: Array) -> Array:
    """A column of figures; an empty gate weight is -1: not weighed."""
    empty = "-1" if name in MAY_BE_EMPTY else "nan"
    try:
        found = np.array([cell or empty for cell in cells], dtype=float)
    except ValueError:
        found = np.array([_figure(cell or empty) for cell in cells], dtype=float)
    low = 0.0 if name not in MAY_BE_EMPTY else -1.0
    _blame(~(np.isfinite(found) & (found >= low)), name, "is no figure of 0 or more; write it like 1234.5", faults, numbers, bad)
    if name == "hour":
        _blame(found >= 24, name, "is no hour from 0 to 23", faults, numbers, bad)
    return found


def _figure(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def _days(cells: list[str], name: str, faults: list[Fault], numbers: Array, bad: Array) -> Array:
    """A column of days, counted from the origin."""
    seen = {cell: _day(cell) for cell in set(cells)}
    found = np.array([seen[cell] for cell in cells], dtype=float)
    wrong = np.isnan(found) if name not in MAY_BE_EMPTY else np.isnan(found) & np.array([cell != "" for cell in cells], dtype=bool)
    _blame(wrong, name, "is no day; write it like 2025-03-31", faults, numbers, bad)
    known: Array = np.nan_to_num(found, nan=0.0)
    return known


def _day(cell: str) -> float:
    try:
        return float((date.fromisoformat(cell) - ORIGIN).days)
    except ValueError:
        return float("nan")


def _results(raw: dict[str, list[str]], ids: Array, bad: Array, faults: list[Fault], numbers: Array, *, untold: bool = False) -> Columns:
    """The results of all rows; `check` stays empty where nothing is known. `untold`: what was found may be missing."""
    check, said = np.array(raw["check"], dtype=object), np.array([cell.removesuffix(".0") for cell in raw["illicit_found"]], dtype=object)
    told = (said == "0") | (said == "1")
    _blame(~told & (said != "-1") & (said != ""), "illicit_found", "must be 1, 0, or -1 for not checked", faults, numbers, bad)
    _blame(told & ~np.isin(check, CHECKS), "check", f"must be one of {', '.join(CHECKS)}", faults, numbers, bad)
    kind, found = np.array(raw["found_type"], dtype=object), (said == "1").astype(float)
    _blame(told & (found == 1) & ~np.isin(kind, (*TYPES, *([""] if untold else []))), "found_type", f"must be one of {', '.join(TYPES)}", faults, numbers, bad)
    days = ["" if day == PENDING or not known else day for day, known in zip(raw["result_date"], told, strict=True)]
    when = np.array([_day(day) for day in days], dtype=float)
    _blame(told & np.isnan(when), "result_date", "is no day; write it like 2025-03-31", faults, numbers, bad)
    dollars = np.array([_figure(cell or "0") for cell in raw["found_revenue_usd"]], dtype=float)
    _blame(told & ~np.isfinite(dollars), "found_revenue_usd", "is no figure; write it like 1234.5", faults, numbers, bad)
    nobody = np.array([""] * len(ids), dtype=object)
    return {"id": ids, "at": when + 1, "check": np.where(told, check, ""), "found": found, "type": kind, "revenue_usd": dollars,
            "selected_by": np.array(raw["selected_by"], dtype=object), "officer": nobody}


def _blame(wrong: Array, column: str, says: str, faults: list[Fault], numbers: Array, bad: Array) -> None:
    """Notes a fault for each wrong cell."""
    faults += [Fault(int(numbers[row]), column, says) for row in np.flatnonzero(wrong)]
    bad |= wrong


def _none() -> Columns:
    texts = {name: np.array([], dtype=object) for name in ("id", "check", "type", "selected_by", "officer")}
    return texts | {name: np.array([], dtype=float) for name in ("at", "found", "revenue_usd")}


def write_scores(path: Path, parts: Iterable[tuple[Iterable[str], Array, Array]]) -> int:
    """`id,score,prob`, a row a line, from ids, scores and chances a part at a time; returns how many.

    The file appears when all of it is written. A name that ends in .gz is packed.
    """
    count, unfinished = 0, path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    try:
        with _written(unfinished, packed=path.suffix == ".gz") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("id", "score", "prob"))
            for part in parts:
                for one, score, chance in zip(*part, strict=True):
                    writer.writerow((one, f"{score:.9g}", f"{chance:.7g}"))
                    count += 1
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _written(path: Path, *, packed: bool) -> TextIO:
    return cast(TextIO, gzip.open(path, "wt", encoding="utf-8", newline="")) if packed else path.open("w", encoding="utf-8", newline="")
