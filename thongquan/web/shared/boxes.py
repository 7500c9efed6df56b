"""A form as its page: each question with its words, what was typed, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from thongquan.core.form import EXAMPLES, Field, Form, nested, texts_of
from thongquan.core.refused import Finding
from thongquan.web.shared.clock import at_gate
from thongquan.web.shared.sentences import sentence, whole
from thongquan.web.shared.tongue import tongue

#: a row with more boxes shows the first few, those that the form asks first; the rest stand behind "more"
ROW_SHOWN, ROW_LONG = 4, 6
#: up to so many choices stand open as cards; more become a list
OPEN_CHOICES = 3
#: examples are written as in Vietnamese; the other two languages part a number the other way
POINT_AND_COMMA = str.maketrans(".,", ",.")
Options = Mapping[str, Sequence[tuple[str, str]]]


@dataclass
class Option:
    """One answer of a list: its code, its words, whether it is the present one."""

    code: str
    words: str
    chosen: bool


@dataclass
class Row:
    """One row of a repeated question: its number, its boxes."""

    number: str
    boxes: list[Box]

    @property
    def kept(self) -> list[Box]:
        """What the platform itself knows of the row: nobody is asked, and it stays with the row."""
        return [box for box in self.boxes if box.field.known_from == "system"]

    @property
    def asked(self) -> list[Box]:
        """What a person answers."""
        return [box for box in self.boxes if box.field.known_from != "system"]

    @property
    def first(self) -> list[Box]:
        """The boxes that stand open: all of a short row, the first few of a long one."""
        return self.asked[:ROW_SHOWN] if len(self.asked) > ROW_LONG else self.asked

    @property
    def more(self) -> list[Box]:
        """The boxes behind "more"."""
        return self.asked[len(self.first):]

    @property
    def more_open(self) -> bool:
        """Something behind "more" is wrong and must be seen."""
        return any(box.errors or box.warnings for box in self.more)

    @property
    def more_filled(self) -> str:
        """What stands behind "more" already, in one line."""
        return " · ".join(box.value for box in self.more if box.value and not box.options)


@dataclass
class Text:
    """One text of a list: its id and name in the browser, what was typed, whether something is wrong with it."""

    id: str
    name: str
    value: str
    bad: bool


@dataclass
class Box:
    """One question as drawn: `id` is what an error links to, `name` what the browser sends."""

    field: Field
    id: str
    name: str
    label: str
    hint: str = ""
    value: str = ""
    time: str = ""
    options: list[Option] = field(default_factory=list)
    suggested: list[tuple[str, str]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    model_row: Row | None = None
    texts: list[Text] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """How it is drawn: the field's kind, a list for long choices, text areas for lines, one box for each text."""
        if self.options:
            return "cards" if len(self.options) <= OPEN_CHOICES and self.field.kind == "choice" else "list"
        if self.field.kind == "rows" and self.field.rows is None:
            return "texts"
        return "lines" if self.field.lines else self.field.kind

    @property
    def model_text(self) -> Text:
        """The box that a further text gets; its number goes where the mark stands."""
        return Text(f"{self.id}-__m__", f"{self.name}-__m__", "", False)

    @property
    def required(self) -> bool:
        return self.field.required

    @property
    def described(self) -> str:
        """The ids a screen reader reads with the box."""
        if self.errors:
            return f"{self.id}-e"
        return f"{self.id}-h" if self.hint or self.warnings else ""

    @property
    def example(self) -> str:
        return example_of(self.field, tongue())

    @property
    def yes(self) -> bool:
        return self.value.casefold() in ("1", "true", "on", "yes")

    @property
    def full(self) -> bool:
        """No more rows may be added."""
        return bool(self.field.most_rows) and max(len(self.rows), len(self.texts)) >= self.field.most_rows


@dataclass
class Line:
    """One line of the error summary; `id` is empty when its field is not on this page."""

    id: str
    text: str
    blocks: bool


def day_example(language: str) -> str:
    """A day as it is typed in a language."""
    return "2026-11-24" if language == "zh" else EXAMPLES["day"]


def example_of(target: Field, language: str) -> str:
    """The example of a field as it is typed in a language."""
    if target.kind in ("day", "moment"):
        return day_example(language)
    return target.example.translate(POINT_AND_COMMA) if target.kind in ("whole", "decimal") and language != "vi" else target.example


def pointer_name(pointer: str) -> str:
    """The browser's name of what a JSON pointer leads to: `/drivers/0/name` is `drivers-0-name`."""
    return pointer.strip("/").replace("/", "-")


def shown(kind: str, value: Any, language: str) -> tuple[str, str]:
    """A stored or typed value as the text in its box, and the time of a moment."""
    if isinstance(value, Mapping):
        return str(value.get("day", "")), str(value.get("time", ""))
    if isinstance(value, list):
        return ", ".join(str(each) for each in value), ""
    if kind == "decimal" and isinstance(value, int | float | Decimal):
        plain = f"{Decimal(str(value)).normalize():f}"
        return (plain.replace(".", ",") if language == "vi" else plain), ""
    if kind == "moment" and isinstance(value, str) and "T" in value:
        value = datetime.fromisoformat(value)
    elif kind == "day" and isinstance(value, str) and len(value) == 10 and value[4] == "-":
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        here = at_gate(value)
        return _day(here.date(), language), f"{here:%H:%M}"
    if isinstance(value, date):
        return _day(value, language), ""
    return ("" if value is None else str(value)), ""


def _day(value: date, language: str) -> str:
    return f"{value:%Y-%m-%d}" if language == "zh" else f"{value:%d/%m/%Y}"


class Sheet:
    """The page of a form.

    `values` are the form's values (as stored or read); `raw` what the browser sent, kept as typed.
    `options` turns a text field into a list (`{"gate": [(code, words)]}`; `{"permits/kind": …}` one of a row,
    where the same name means something else), `suggested` offers answers,
    `beside` names boxes the page draws itself (`{"password": "f-password"}`) and `beside_words` their labels,
    for the error summary.
    In a template `sheet.plate` is a box, `sheet.boxes` all that are asked, `sheet.parts.vehicle` those
    of one part, `sheet.lines` the error summary.
    """

    def __init__(self, form: Form, values: Mapping[str, Any] | None = None, *,
                 raw: Mapping[str, Any] | None = None, findings: Iterable[Finding] = (),
                 options: Options | None = None, suggested: Options | None = None,
                 on: date | None = None, beside: Mapping[str, str] | None = None,
                 beside_words: Mapping[str, str] | None = None) -> None:
        self.form, self.language = form, tongue()
        self.findings = tuple(findings)
        self.values = dict(values or {})
        self.held = nested(form, raw) if raw is not None else form.write(self.values)
        self.options, self.suggested, self.beside = options or {}, suggested or {}, dict(beside or {})
        self.beside_words = beside_words or {}
        self.asked = form.asked(self.values, on=on)
        self._boxes = {f.name: self._box(f, f.name, self.held.get(f.name), "") for f in self.asked}

    def __getitem__(self, name: str) -> Box:
        return self._boxes[name]

    def __contains__(self, name: str) -> bool:
        return name in self._boxes

    @property
    def boxes(self) -> list[Box]:
        return list(self._boxes.values())

    @property
    def parts(self) -> dict[str, list[Box]]:
        """The boxes of each part, in the form's order."""
        sorted_out: dict[str, list[Box]] = {}
        for box in self.boxes:
            sorted_out.setdefault(box.field.part, []).append(box)
        return sorted_out

    @property
    def ids(self) -> dict[str, str]:
        """The id of each box by its browser's name."""
        every = list(self._all(self.boxes))
        return self.beside | {text.name: text.id for box in every for text in box.texts} | {box.name: box.id for box in every}

    @property
    def lines(self) -> list[Line]:
        """The error summary: what blocks first, each line with the id of its box."""
        ids = self.ids
        rows = [Line(ids.get(pointer_name(f.pointer), ""), self._line(f), f.blocks) for f in self.findings]
        return sorted(rows, key=lambda line: not line.blocks)

    def _line(self, finding: Finding) -> str:
        if not finding.code.startswith("FRM-"):
            return sentence(finding)
        words = self.beside_words.get(pointer_name(finding.pointer))
        return f"{words}: {sentence(finding)}" if words else self.form.say(finding, self.language)

    def _all(self, boxes: Iterable[Box]) -> Iterator[Box]:
        for box in boxes:
            yield box
            for row in box.rows:
                yield from self._all(row.boxes)

    def _box(self, target: Field, name: str, value: Any, pointer: str) -> Box:
        own = f"{pointer}/{target.name}"
        inner = target.kind == "rows" and target.rows is None
        here = [f for f in self.findings if f.pointer == own or (inner and f.pointer.startswith(f"{own}/"))]
        box = Box(
            target, f"f-{name}", name, target.label.say(self.language),
            hint=target.hint.say(self.language) if target.hint else "",
            errors=[whole(f) for f in here if f.blocks],
            warnings=[whole(f) for f in here if not f.blocks],
            suggested=list(self.suggested.get(target.name, ())),
        )
        if target.rows is not None:
            return self._with_rows(box, target.rows, value, own)
        if target.kind == "moment":
            box.id += "-day"
        box.value, box.time = shown(target.kind, value, self.language)
        if inner:
            box.texts = self._texts(box, texts_of(value), own)
        box.options = [Option(code, words, code == box.value) for code, words in self._listed(target, own, box.value)]
        return box

    def _listed(self, target: Field, pointer: str, value: str) -> Sequence[tuple[str, str]]:
        """The list to choose from; a text that is kept and not in it stays an answer."""
        place = "/".join(part for part in pointer.split("/") if part not in ("", "-") and not part.isdecimal())
        offered = self.options.get(place, self.options.get(target.name))
        if not offered:
            return [(c.code, c.words.say(self.language)) for c in target.choices]
        strange = value and target.kind == "text" and value not in dict(offered)
        return [(value, value), *offered] if strange else offered

    def _texts(self, box: Box, held: list[Any], pointer: str) -> list[Text]:
        """A box for each text and an empty one while there is room."""
        wrong = {f.pointer for f in self.findings if f.blocks}
        room = [""] if not box.field.most_rows or len(held) < box.field.most_rows else []
        return [Text(f"{box.id}-{n}" if n else box.id, f"{box.name}-{n}", str(text), f"{pointer}/{n}" in wrong)
                for n, text in enumerate([*held, *room])]

    def _with_rows(self, box: Box, inner: Form, value: Any, pointer: str) -> Box:
        held = value if isinstance(value, list) else ([value] if value else [])
        box.rows = [self._row(box, inner, n, given, f"{pointer}/{n}") for n, given in enumerate(held)]
        box.model_row = self._row(box, inner, "__n__", None, f"{pointer}/-")
        return box

    def _row(self, box: Box, inner: Form, number: int | str, value: Any, pointer: str) -> Row:
        name = f"{box.name}-{number}"
        held = nested(inner, value) if isinstance(value, Mapping) else {}
        return Row(str(number), [self._box(f, f"{name}-{f.name}", held.get(f.name), pointer) for f in inner.asked(held)])
