"""The rows of a dossier as drawn: declared, in the documents, in the registers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongquan.actions.inspection import Seen
from thongquan.actions.licence import match_declaration
from thongquan.catalog.law import LAW
from thongquan.core import goods_compare
from thongquan.core.differences import Found
from thongquan.core.dossier import kind_words
from thongquan.core.goods import GoodsFacts
from thongquan.core.goods_compare import ABSENT, Paper, Row, Told
from thongquan.core.inspection import differs
from thongquan.core.licence import FIELD_WORDS, Match, number_key, stands
from thongquan.core.rule import local_day
from thongquan.core.units import UNITS
from thongquan.core.words import Words
from thongquan.queries.declaration.facts import form_of, goods_facts, read_body
from thongquan.queries.duty import exchange_on, tariff_on
from thongquan.queries.licence import balance
from thongquan.queries.report.dossier import Dossier, Price, boxes_carried, prices
from thongquan.web.shared.clock import day as in_day
from thongquan.web.shared.numbers import number
from thongquan.web.shared.signed import doubtful
from thongquan.web.shared.tongue import say, tongue
from thongquan.web.trader.goods.needs import SOURCES
from thongquan.web.trader.telling import in_words

PARTY = Words("Đăng ký doanh nghiệp", "Register of enterprises", "企业登记")
TARIFF = Words("Biểu thuế", "Tariff", "税则")
RATES = Words("Tỷ giá hải quan", "Customs exchange rates", "海关汇率")
DUTY = Words("Bản tính thuế", "Duty statement", "税款计算")
OWN_PRICE = Words("Lần trước của người khai", "This trader's last", "该申报人上次")
MARKET = Words("Người khai khác, 12 tháng", "Others, 12 months", "其他申报人，12个月")
WINDOW = Words("Một cửa quốc gia", "Single window", "国家单一窗口")
GATE = Words("Khai báo phương tiện", "Vehicle declaration", "车辆申报")
COUNTED = Words("Kiểm tra thực tế", "Inspection", "实货查验")
KNOWN = Words("Tờ khai khác", "Other declarations", "其他报关单")
#: what a ministry's document disagrees about -> the field of the line it speaks of
LICENCE_FIELDS = {"hs": "hs", "quantity": "quantity", "unit": "unit", "origin": "origin"}
#: what a field is about, for the case file when it is marked
ABOUT = {
    "hs": "description", "name": "description", "quantity": "quantity", "net_kg": "quantity", "gross_kg": "quantity", "packages": "quantity",
    "unit": "quantity", "containers": "quantity", "origin": "origin", "preference": "origin", "number": "conditions",
}
#: the checklist: what each point covers
POINTS = (
    ("parties", gettext_lazy("Parties and signature"), ("importer", "exporter", "importer_tax_id", "exporter_tax_id", "importer_address")),
    ("goods", gettext_lazy("Description and code"), ("hs", "name", "unit")),
    ("value", gettext_lazy("Customs value"), (
        "invoice_number", "invoice_day", "invoice_total", "currency", "incoterm", "unit_price", "invoice_value",
                                              "freight", "insurance", "contract")),
    ("quantity", gettext_lazy("Quantity and weight"), ("quantity", "net_kg", "gross_kg", "packages", "containers", "bills")),
    ("origin", gettext_lazy("Origin"), ("origin", "preference")),
    ("licences", gettext_lazy("Licences"), ("number",)),
    ("papers", gettext_lazy("Documents the law wants"), ()),
)


@dataclass(frozen=True)
class Compared:
    """All rows of a declaration, its facts, and how its ministry documents match."""

    rows: list[Row]
    facts: GoodsFacts
    matches: tuple[Match, ...]

    @property
    def differences(self) -> int:
        return sum(row.differs for row in self.rows)

    def at(self, pointer: str) -> Row | None:
        """The row of one pointer."""
        return next((row for row in self.rows if row.pointer == pointer), None)


def compared(found: Dossier, at: datetime) -> Compared:
    """Everything that can be compared now."""
    row = found.row
    values, facts = read_body(row), goods_facts(row, at)
    files = [(Paper(paper.kind, _source(paper.kind, paper.number, at), _read(paper.read)), paper.document_id is not None) for paper in found.papers]
    papers = [told for paper, _there in files for told in goods_compare.read_in(row.body, paper.read, paper.source)]
    matches = _matches(found, facts, at)
    registers, looked_into = list(_registers(found, facts, matches, at)), [paper for paper, there in files if there]
    return Compared(goods_compare.rows(form_of(row.direction), values, papers, registers, looked_into), facts, matches)


def _read(kept: dict[str, Any]) -> dict[str, Found]:
    return {name.strip("/").replace("-", "/"): Found.of(value) for name, value in kept.items() if isinstance(value, dict) and value.get("value")}


def _source(kind: str, number_of: str, at: datetime) -> Words:
    words = kind_words(kind, LAW, local_day(at))
    return Words(*(f"{text} {number_of}".strip() for text in (words.vi, words.en, words.zh)))


def _registers(found: Dossier, facts: GoodsFacts, matches: tuple[Match, ...], at: datetime) -> Iterator[Told]:
    yield from _party(found)
    yield from _tariff(found, at)
    yield from _exchange(found)
    for price in prices(found.row, at):
        yield from _price(price, at)
    yield from _licences(found, facts, matches)
    yield from _elsewhere(found, facts)
    yield from _counted(found, facts, at)


def _party(found: Dossier) -> Iterator[Told]:
    """The side in this country as the register of enterprises knows it."""
    side, party = "exporter" if found.row.direction == "export" else "importer", found.row.declarant
    for name, value in ((side, party.name), (f"{side}_tax_id", party.tax_id), (f"{side}_address", party.address)):
        if value:
            yield Told(f"/{name}", value, PARTY)


def _tariff(found: Dossier, at: datetime) -> Iterator[Told]:
    """What the tariff of the day says of each line: its code, its unit, the rate that was applied."""
    day = local_day(found.row.registered_at or at)
    tariff, statement = tariff_on(day), {line["number"]: line for line in found.row.statement.get("lines", ())}
    for n, line in enumerate(found.row.body.get("lines") or ()):
        known = tariff.line(str(line.get("hs") or ""), day)
        yield Told(f"/lines/{n}/hs", "", TARIFF, known is not None and known.line.hs == line.get("hs"), known.line.hs if known else _("not in the tariff"))
        if known is not None:
            yield Told(f"/lines/{n}/name", "", TARIFF, None, say(known.line.words))
            if known.line.unit:
                fits = known.line.unit in (line.get("unit"), line.get("unit2"))
                yield Told(f"/lines/{n}/unit", known.line.unit, TARIFF, fits, unit(known.line.unit))
        taxes = [f"{tongue_of(tax['words'])} {tax['rate'] or '–'}" for tax in statement.get(n + 1, {}).get("taxes", ())]
        if taxes:
            yield Told(f"/lines/{n}/preference", "", DUTY, None, ", ".join(taxes))


def _exchange(found: Dossier) -> Iterator[Told]:
    """The rate by which the value was converted, against the rate in force on the day of registration."""
    day = local_day(found.row.registered_at) if found.row.registered_at else None
    table = exchange_on(day) if day else None
    for used in found.row.statement.get("exchange", ()):
        now = table.rate(used["currency"], day) if table and day else None
        says = _("1 %(code)s = %(dong)s ₫, %(day)s") % {
            "code": used["currency"], "dong": number(float(used["dong"])), "day": in_day(date.fromisoformat(used["day"]))}
        if used["currency"] == found.row.body.get("currency"):
            yield Told("/currency", "", RATES, now is None or Decimal(str(now.dong)) == Decimal(used["dong"]), says)


def _price(price: Price, at: datetime) -> Iterator[Told]:
    """The price of a unit beside the trader's own last and the spread of others; far from the middle is a difference."""
    pointer, band = f"/lines/{price.line - 1}/unit_price", Decimal(LAW.value("goods.price.band", on=local_day(at))) / 100
    if price.own is not None:
        yield Told(pointer, "", OWN_PRICE, abs(price.declared - price.own) <= price.own * band,
                   _("%(price)s ₫, %(day)s") % {"price": number(float(price.own), 0), "day": in_day(price.own_at) if price.own_at else ""})
    if price.middle is not None and price.low is not None and price.high is not None:
        fits = min(price.low, price.middle * (1 - band)) <= price.declared <= max(price.high, price.middle * (1 + band))
        yield Told(pointer, "", MARKET, fits, _("%(low)s–%(high)s ₫, %(n)s lots") % {
            "low": number(float(price.low), 0), "high": number(float(price.high), 0), "n": price.others})


def _matches(found: Dossier, facts: GoodsFacts, at: datetime) -> tuple[Match, ...]:
    """The documents of ministries as they stand now; what the declaration drew itself counts as still there."""
    return match_declaration(facts, at=at, of=found.row.pk).matches if facts.permits else ()


def _licences(found: Dossier, facts: GoodsFacts, matches: tuple[Match, ...]) -> Iterator[Told]:
    """Each ministry document: what differs on which line, what was drawn, what still waits."""
    places = {number_key(ref.number): n for n, ref in enumerate(facts.permits)}
    drawn = {(use.line.licence.kind, use.line.licence.number_key) for use in found.uses}
    for match in matches:
        for one in match.differences:
            field = LICENCE_FIELDS.get(one.field, "")
            says = f"{say(FIELD_WORDS[one.field])}: {say(stands(one.field, one.permitted))}"
            pointer = f"/lines/{one.line - 1}/{field}" if one.line and field else f"/permits/{places.get(match.number, 0)}"
            yield Told(pointer, "", WINDOW, False, says)
        if match.agrees and (match.kind, match.number) not in drawn:
            yield Told(f"/permits/{places.get(match.number, 0)}", "", WINDOW, True, _("agrees"))
    agree = {(match.kind, match.number) for match in matches if match.agrees}
    for ref in facts.permits:
        if (ref.kind, number_key(ref.number)) in drawn & agree:
            row = balance(ref.kind, ref.number)
            left = [f"{number(float(line.quantity - line.used))} {unit(line.unit)}" for line in row.lines.all() if line.quantity is not None] if row else []
            yield Told(f"/permits/{places[number_key(ref.number)]}", "", WINDOW, True, _("written off; left: %(left)s") % {"left": ", ".join(left) or "–"})
    for check in found.waiting:
        yield Told(f"/permits/{places.get(check.number_key, 0)}", "", WINDOW, False if check.mode == "wait" else None, _("the agency has not answered"))


def _elsewhere(found: Dossier, facts: GoodsFacts) -> Iterator[Told]:
    """What other declarations tell: the same invoice or bill again, containers of the vehicles that carry it."""
    for pointer, other in (("/invoice_number", facts.history.invoice_used_by), ("/bills", facts.history.bill_used_by)):
        if other:
            yield Told(pointer, "", KNOWN, False, _("also on %(number)s") % {"number": other})
    carried = boxes_carried(found.row)
    if carried:
        boxes = sorted({box for _plate, box in carried})
        declared = {str(box) for box in found.row.containers}
        yield Told("/containers", "", GATE, set(boxes) <= declared, ", ".join(boxes))


def _counted(found: Dossier, facts: GoodsFacts, at: datetime) -> Iterator[Told]:
    """What an inspection that is over counted and weighed, against what is declared now."""
    lines = {line.number: line for line in facts.lines}
    for one in (one for order in found.orders if order.state == "done" for one in order.findings.all() if one.line in lines):
        pointer = f"/lines/{one.line - 1}"
        for name, seen in (("quantity", Seen(one.line, quantity=one.quantity, unit=one.unit)), ("net_kg", Seen(one.line, net_kg=one.net_kg))):
            value = getattr(seen, name)
            if value is not None:
                says = f"{grouped_figure(value)} {unit(one.unit or lines[one.line].unit) if name == 'quantity' else 'kg'}"
                yield Told(f"{pointer}/{name}", "", COUNTED, not differs(lines[one.line], seen, LAW, local_day(at)), says)


# ---- as drawn --------------------------------------------------------------------------------------------


def drawn(row: Row) -> dict[str, Any]:
    """One row in the reader's words."""
    against = row.against
    return {
        "pointer": row.pointer, "label": row.field.label.say(tongue()), "declared": words_of(row, row.declared), "differs": row.differs,
        "agrees": row.compared and not row.differs, "documents": [_cell(row, said) for said in row.documents],
        "registers": [_cell(row, said) for said in row.registers], "line": row.line,
        "silent": [{"source": say(one.source), "absent": one.why == ABSENT} for one in row.silent], "about": ABOUT.get(row.field.name, "value"),
        "found": _cell(row, against)["says"] if against else "",
    }


def _cell(row: Row, said: goods_compare.Said) -> dict[str, Any]:
    return {"says": said.told.shown or words_of(row, said.told.value), "source": say(said.told.source), "agrees": said.agrees, "page": said.told.page,
            "box": said.told.box, **how_read(said.told.read_from, said.told.sure)}


def how_read(source: str, sure: float) -> dict[str, Any]:
    """From what a value of a document was read, and how surely in hundredths."""
    return {"read_from": say(SOURCES[source]) if source in SOURCES else "", "sure": round(sure * 100)}


def words_of(row: Row, value: Any) -> str:
    """A value as people read it: units and names in their language."""
    if row.field.name in ("unit", "unit2", "price_unit") and value in UNITS:
        return unit(str(value))
    if value not in (None, "") and row.field.kind in ("decimal", "whole", "day"):
        return figured(str(value), row.field.kind)
    return in_words(row.form, row.field.name, value)


def figured(text: str, kind: str) -> str:
    """A figure in groups or a day, whoever wrote it; what is neither stays as it stands."""
    try:
        return in_day(date.fromisoformat(text[:10])) if kind == "day" else grouped_figure(Decimal(text))
    except (ArithmeticError, ValueError):
        return text


def grouped_figure(value: Decimal) -> str:
    """A figure with as many places as it has, at most four."""
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return number(float(value), min(places, 4))


def unit(code: str) -> str:
    """A unit by its name."""
    return say(UNITS[code].words) if code in UNITS else code


def tongue_of(three: dict[str, str]) -> str:
    """A stored text of three languages in the reader's."""
    return three.get(tongue()) or three.get("vi", "")


def parts(rows: list[Row]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The head rows, and the lines each with its rows and how many of them differ."""
    head = [drawn(row) for row in sorted((row for row in rows if row.line is None), key=telling)]
    lines: dict[int, list[Row]] = {}
    for row in rows:
        if row.line is not None:
            lines.setdefault(row.line, []).append(row)
    told = [{"number": n, "rows": [drawn(row) for row in sorted(own, key=telling)], "differences": sum(row.differs for row in own),
             "head": next((words_of(row, row.declared) for row in own if row.field.name == "name"), ""),
             "hs": next((str(row.declared) for row in own if row.field.name == "hs"), "")} for n, own in lines.items()]
    return head, told


def telling(row: Row) -> int:
    """What differs stands first, then what could be compared, then what is only declared."""
    return 0 if row.differs else 1 if row.compared else 2


def checklist(seen: Compared, found: Dossier, missing: int, ticked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The points an officer goes through, each with what the machine found and whether he ticked it."""
    told = []
    for code, says, names in POINTS:
        own = [row for row in seen.rows if row.field.name in names]
        count = missing if code == "papers" else sum(row.differs for row in own) + (sum(map(doubtful, found.papers)) if code == "parties" else 0)
        state = "differs" if count else "waits" if code == "licences" and found.waiting else "agrees"
        told.append({"code": code, "says": says, "state": state, "count": count, "ticked": bool(ticked.get(f"check-{code}"))})
    return told


def ticks(posted: Mapping[str, Any]) -> dict[str, str]:
    """Each point of the checklist: looked at, or left open."""
    return {code: "seen" if posted.get(f"check-{code}") else "open" for code, _says, _names in POINTS}


def left_open(checklist: Mapping[str, str]) -> list[str]:
    """The points that were left open, in words."""
    return [str(says) for code, says, _names in POINTS if checklist.get(code) == "open"]
