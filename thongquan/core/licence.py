"""A ministry's document against a declaration: what differs, what is written off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from thongquan.core.flows.licence import STATES, USABLE
from thongquan.core.goods import EXPORT, GoodsFacts, Line
from thongquan.core.numbers import squeeze
from thongquan.core.refused import Finding
from thongquan.core.units import STEP, converted, convertible, plain
from thongquan.core.words import Words

ZERO = Decimal(0)

#: what may differ -> the code whose sentence the reader gets (core/refusals.py)
FIELDS: dict[str, str] = {
    "number": "LIC-01", "holder": "LIC-02", "hs": "LIC-03", "quantity": "LIC-04", "unit": "LIC-05",
    "validity": "LIC-06", "origin": "LIC-07", "state": "LIC-08",
}
FIELD_WORDS: dict[str, Words] = {
    "number": Words("Số, loại giấy phép", "Number and kind", "编号和类别"),
    "holder": Words("Người được cấp", "Holder", "持有人"),
    "hs": Words("Mã HS", "HS code", "商品编码"),
    "quantity": Words("Số lượng", "Quantity", "数量"),
    "unit": Words("Đơn vị tính", "Unit", "计量单位"),
    "validity": Words("Thời hạn hiệu lực", "Validity", "有效期"),
    "origin": Words("Xuất xứ", "Origin", "原产地"),
    "state": Words("Tình trạng", "State", "状态"),
}


def stands(field: str, permitted: str) -> Words | str:
    """What a document says of one of the fields, for people: its state by its name, nothing at all as a dash."""
    return STATES.get(permitted, permitted) if field == "state" else permitted or "–"


@dataclass(frozen=True)
class PermitLine:
    """One line of a document. `quantity` None: no quantity is stated; `tolerance` is per cent (Circular 38 art. 30)."""

    number: int
    hs: str
    unit: str = ""
    quantity: Decimal | None = None
    used: Decimal = ZERO
    origin: str = ""
    tolerance: Decimal = ZERO
    words: str = ""

    @property
    def ceiling(self) -> Decimal | None:
        """The most that may be written off, tolerance included."""
        return None if self.quantity is None else ceiling(self.quantity, self.tolerance)

    @property
    def left(self) -> Decimal | None:
        """What may still be written off; None without a stated quantity, never below zero."""
        return None if self.ceiling is None else max(self.ceiling - self.used, ZERO)


@dataclass(frozen=True)
class Permit:
    """A ministry's document as matching needs it; `direction` empty serves both ways."""

    kind: str
    number: str
    agency: str = ""
    holder_tax_id: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    state: str = "issued"
    direction: str = ""
    lines: tuple[PermitLine, ...] = ()


@dataclass(frozen=True)
class ClaimLine:
    """A declaration line that rests on the document: its goods and every measure of how much."""

    number: int
    hs: str
    origin: str
    measures: tuple[tuple[Decimal, str], ...]


@dataclass(frozen=True)
class Claim:
    """What a declaration wants of one document. `cited` false: the lines do not say which of them it covers."""

    kind: str
    number: str
    holder_tax_id: str
    direction: str
    lines: tuple[ClaimLine, ...]
    cited: bool = True


@dataclass(frozen=True)
class Difference:
    """One thing that differs: the field, what is declared, what the document says, on which declaration line."""

    field: str
    declared: str
    permitted: str
    line: int | None = None

    @property
    def finding(self) -> Finding:
        """As a refusal: its code, a pointer into the declaration, the two values."""
        pointer = f"/lines/{self.line - 1}" if self.line else "/permits"
        return Finding(FIELDS[self.field], pointer, {"declared": self.declared or "–", "permitted": self.permitted or "–"})


@dataclass(frozen=True)
class Draw:
    """So much of a document's line, in that line's own unit, for one declaration line."""

    permit_line: int
    line: int
    quantity: Decimal


@dataclass(frozen=True)
class Match:
    """The outcome of matching one document: what differs, and what would be written off."""

    kind: str
    number: str
    differences: tuple[Difference, ...] = ()
    draws: tuple[Draw, ...] = ()

    @property
    def agrees(self) -> bool:
        return not self.differences

    @property
    def unknown(self) -> bool:
        """Nobody has issued it, or it is known as a scan alone."""
        return any((d.field == "number" and not d.permitted) or (d.field == "state" and d.permitted == "scanned_only") for d in self.differences)


def ceiling(quantity: Decimal, tolerance: Decimal) -> Decimal:
    """The quantity with its tolerance in per cent, cut to six decimals; the database computes the same."""
    return (quantity + quantity * tolerance / 100).quantize(STEP, rounding="ROUND_DOWN")


def number_key(number: str) -> str:
    """A document's number as it is compared: capital letters, no blanks, dots, dashes or slashes."""
    return squeeze(number)


def measures(line: Line) -> tuple[tuple[Decimal, str], ...]:
    """Every way in which a line says how much: both quantities, then its net weight."""
    told = ((line.quantity, line.unit), (line.quantity2, line.unit2), (line.net_kg, "KGM"))
    return tuple((amount, unit) for amount, unit in told if amount is not None and unit)


def claims(facts: GoodsFacts) -> tuple[Claim, ...]:
    """What a declaration wants of each document it cites, every document once."""
    holder = facts.trader.tax_id if facts.direction == EXPORT else facts.importer_tax_id or facts.trader.tax_id
    found: dict[tuple[str, str], Claim] = {}
    for ref in facts.permits:
        key = number_key(ref.number)
        if not key:
            continue
        citing = [line for line in facts.lines if key in {number_key(n) for n in line.permits}]
        rows = tuple(ClaimLine(line.number, line.hs, line.origin, measures(line)) for line in citing or facts.lines)
        found[ref.kind, key] = Claim(ref.kind, key, holder, facts.direction, rows, cited=bool(citing))
    return tuple(found.values())


def match(permit: Permit | None, facts: GoodsFacts, on: date, *, number: str = "") -> Match:
    """One document against the whole declaration; `permit` None means that nobody has issued `number`."""
    wanted = number_key(permit.number if permit else number)
    claim = next((c for c in claims(facts) if c.number == wanted and (permit is None or c.kind == permit.kind)), None)
    if claim is None:
        return Match("", wanted, (Difference("number", "", wanted),))
    return match_claim(permit, claim, on)


def match_claim(permit: Permit | None, claim: Claim, on: date) -> Match:
    """What differs between a claim and its document, and what would be written off when nothing does."""
    if permit is None:
        return Match(claim.kind, claim.number, (Difference("number", claim.number, ""),))
    heads = [*_heads(permit, claim, on)]
    rows, draws = _rows(permit, claim)
    return Match(claim.kind, claim.number, (*heads, *rows), () if heads or rows else draws)


def _heads(permit: Permit, claim: Claim, on: date) -> Iterable[Difference]:
    if permit.kind != claim.kind or number_key(permit.number) != claim.number or permit.direction not in ("", claim.direction):
        yield Difference("number", f"{claim.kind} {claim.number}", f"{permit.kind} {permit.number}")
    if squeeze(permit.holder_tax_id) != squeeze(claim.holder_tax_id):
        yield Difference("holder", claim.holder_tax_id, permit.holder_tax_id)
    if (permit.issued_on and on < permit.issued_on) or (permit.valid_until and on > permit.valid_until) or permit.state == "expired":
        yield Difference("validity", on.isoformat(), f"{permit.issued_on or '…'} – {permit.valid_until or '…'}")
    elif permit.state not in USABLE and permit.state != "exhausted":
        yield Difference("state", "", permit.state)


def _rows(permit: Permit, claim: Claim) -> tuple[tuple[Difference, ...], tuple[Draw, ...]]:
    """Line after line, in the declaration's order, drawing from what the lines before have left."""
    left = {line.number: line.left for line in permit.lines}
    differences: list[Difference] = []
    draws: list[Draw] = []
    lines = claim.lines
    if not claim.cited:
        covered = tuple(line for line in lines if any(line.hs.startswith(p.hs) for p in permit.lines))
        lines = covered or lines
    for line in lines:
        wrong, taken = _row(permit.lines, line, left)
        differences += wrong
        draws += taken
    return tuple(differences), tuple(draws)


def _row(permitted: Sequence[PermitLine], line: ClaimLine, left: dict[int, Decimal | None]) -> tuple[list[Difference], list[Draw]]:
    same_hs = [p for p in permitted if p.hs and line.hs.startswith(p.hs)]
    if not same_hs:
        return [Difference("hs", line.hs, ", ".join(sorted({p.hs for p in permitted})), line.number)], []
    same_origin = [p for p in same_hs if p.origin in ("", line.origin)]
    if not same_origin:
        return [Difference("origin", line.origin, ", ".join(sorted({p.origin for p in same_hs})), line.number)], []
    measured = [(p, m) for p in same_origin if (m := _measure(p, line)) is not None]
    if not measured:
        declared = ", ".join(unit for _, unit in line.measures)
        return [Difference("unit", declared, ", ".join(sorted({p.unit for p in same_origin})), line.number)], []
    return _drawn(sorted(measured, key=lambda row: (-len(row[0].hs), row[0].origin == "", row[0].number)), line, left)


def _measure(permitted: PermitLine, line: ClaimLine) -> tuple[Decimal, str] | None:
    """The first measure of the line in a unit that the document's line understands."""
    if permitted.quantity is None:
        return line.measures[0] if line.measures else (ZERO, permitted.unit)
    return next((m for m in line.measures if convertible(m[1], permitted.unit)), None)


def _drawn(
    measured: list[tuple[PermitLine, tuple[Decimal, str]]], line: ClaimLine, left: dict[int, Decimal | None],
) -> tuple[list[Difference], list[Draw]]:
    """Take the line's quantity from the best fitting document line, then from the next; nothing when it is not enough."""
    wanted, unit = measured[0][1]
    missing, draws = wanted, []
    for permitted, _ in measured:
        free = left[permitted.number]
        if missing <= 0:
            break
        if free is None:
            draws.append(Draw(permitted.number, line.number, missing.quantize(STEP, rounding="ROUND_UP")))
            missing = ZERO
        elif convertible(unit, permitted.unit) and free > 0:
            whole = converted(missing, unit, permitted.unit)
            taken = min(whole, free)
            draws.append(Draw(permitted.number, line.number, taken))
            missing = ZERO if taken == whole else missing - _back(taken, permitted.unit, unit)
    if missing > 0:
        total = sum((_back(left[p.number] or ZERO, p.unit, unit) for p, _ in measured if convertible(p.unit, unit)), ZERO)
        return [Difference("quantity", f"{plain(wanted)} {unit}", f"{plain(total)} {unit}", line.number)], []
    for draw in draws:
        free = left[draw.permit_line]
        left[draw.permit_line] = None if free is None else free - draw.quantity
    return [], draws


def _back(taken: Decimal, unit: str, to: str) -> Decimal:
    """What a drawn part is worth in the declared unit, rounded down so that the rest is never too small."""
    exact = converted(taken, unit, to)
    return exact if converted(exact, to, unit) <= taken else exact - STEP


def settled(state: str, lines: Iterable[PermitLine], *, valid_until: date | None, on: date) -> str:
    """The state that follows from what is used and from the day; refused, revoked and unverified scans stay as they are."""
    if state in ("revoked", "refused", "scanned_only"):
        return state
    if valid_until is not None and on > valid_until:
        return "expired"
    rows = tuple(lines)
    if any(line.used > 0 for line in rows):
        limited = [line for line in rows if line.left is not None]
        return "exhausted" if len(limited) == len(rows) and all(line.left == 0 for line in limited) else "partly_used"
    return state if state in ("issued", "verified", "matched") else "matched" if state in ("partly_used", "exhausted") else "issued"


def goes_on(claim: Claim, waits: Callable[[str, str], bool]) -> bool:
    """While an agency is silent: whether the goods go on with a post-check; False when a listed risk has to wait."""
    return not any(waits(claim.kind, line.hs) for line in claim.lines)


def claim_json(claim: Claim) -> dict[str, Any]:
    """A claim as it is kept beside a pending check."""
    return {
        "kind": claim.kind, "number": claim.number, "holder_tax_id": claim.holder_tax_id, "direction": claim.direction, "cited": claim.cited,
        "lines": [{"number": li.number, "hs": li.hs, "origin": li.origin, "measures": [[str(q), u] for q, u in li.measures]} for li in claim.lines],
    }


def claim_of(kept: Mapping[str, Any]) -> Claim:
    """The claim that `claim_json` kept."""
    lines = tuple(
        ClaimLine(row["number"], row["hs"], row["origin"], tuple((Decimal(q), u) for q, u in row["measures"])) for row in kept["lines"])
    return Claim(kept["kind"], kept["number"], kept["holder_tax_id"], kept["direction"], lines, kept["cited"])
