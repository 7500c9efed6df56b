"""A form as a table of fields: read from page, API or sheet; asked, written, described."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from typing import Any

from thongquan.core import reading
from thongquan.core.numbers import squeeze
from thongquan.core.reading import JSON, VIETNAM, ControlCharacter, Unreadable
from thongquan.core.refused import Finding
from thongquan.core.words import Words

KINDS = ("text", "plate", "whole", "decimal", "day", "moment", "yes", "choice", "rows", "phone")
Condition = Callable[[Mapping[str, Any]], bool]
Values = dict[str, Any]

SENTENCES: dict[str, Words] = {
    "FRM-01": Words("Chưa khai mục bắt buộc", "This is required", "此项必填"),
    "FRM-02": Words("Dài quá {longest} ký tự", "Longer than {longest} characters", "超过{longest}个字符"),
    "FRM-03": Words("Không đúng dạng, ví dụ: {example}", "Not in the right form, for example: {example}",
                    "格式不正确，例如：{example}"),
    "FRM-04": Words("Không có trong danh sách lựa chọn", "Not among the choices", "不在可选范围内"),
    "FRM-05": Words("Quá {most} dòng", "More than {most} rows", "超过{most}行"),
    "FRM-06": Words("Có ký tự điều khiển không in được", "Holds control characters that cannot be printed",
                    "含有无法打印的控制字符"),
    "FRM-07": Words("Mục này không có trong mẫu khai, đã bỏ qua", "This form has no such field; it was left out",
                    "表单中没有此项，已忽略"),
}

EXAMPLES = {
    "plate": "14C-123.45", "whole": "12", "decimal": "18,6", "day": "24/11/2026",
    "moment": "24/11/2026 08:00", "yes": "1", "phone": "0912 345 678",
}

#: signs that part the groups of a number, and the dashes that word processors make of one
GROUPING = 6
DASH = re.compile("[\u2010-\u2015\u2212\uff0d]")
#: names that pages add of their own
NOT_FIELDS = frozenset({"csrfmiddlewaretoken"})


@dataclass(frozen=True)
class Choice:
    """One allowed answer: the code that is stored and its words."""

    code: str
    words: Words


def choices(**words: tuple[str, str, str]) -> tuple[Choice, ...]:
    """Choices written as `code=("vi", "en", "zh")`."""
    return tuple(Choice(code, Words(*three)) for code, three in words.items())


@dataclass(frozen=True)
class Field:
    """One question of a form.

    `vnaccs` lists VNACCS ids, `{n}` (or `{n:02d}`) standing for the row number, `TIR:`/`TOR:` before an id that only
    one job has. `asked_when` names a condition of the form. `source` names the register that offers
    answers (gates, countries, …); `known_from` where a returning declarant's answer is taken from.
    `rows` is the form of each row; None with kind `rows` means a list of plain texts. A `grouped` number may be typed
    with blanks, dots or dashes between its signs (0100109106-001); it is kept without them.
    """

    name: str
    kind: str
    label: Words
    hint: Words | None = None
    example: str = ""
    required: bool = False
    longest: int = 0
    choices: tuple[Choice, ...] = ()
    vnaccs: str = ""
    wco: str = ""
    column: bool = False
    since: date | None = None
    until: date | None = None
    asked_when: str = ""
    rows: Form | None = None
    most_rows: int = 0
    part: str = ""
    source: str = ""
    known_from: str = ""
    code: bool = False
    grouped: bool = False
    lines: bool = False
    at_missing: time | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.name}: no such kind {self.kind}")

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of its boxes on a page; a moment is typed as a day and a time."""
        return (f"{self.name}-day", f"{self.name}-time") if self.kind == "moment" else (self.name,)

    @property
    def room(self) -> int:
        """How many signs may be typed; 0 = any number."""
        return self.longest + GROUPING if self.grouped and self.longest else self.longest

    def in_force(self, on: date | None) -> bool:
        return on is None or ((not self.since or self.since <= on) and (not self.until or on <= self.until))

    def ids(self, job: str, count: int = 1) -> Iterator[str]:
        """Its VNACCS ids in `job` (TIR or TOR), one set for each of `count` rows."""
        for word in self.vnaccs.split():
            only, name = word.split(":", 1) if word[3:4] == ":" else ("", word)
            if only in ("", job):
                yield from (name.format(n=n) for n in (range(1, count + 1) if "{n" in name else (1,)))


@dataclass(frozen=True)
class Form:
    """An ordered set of fields, with the named conditions under which some are asked."""

    name: str
    fields: tuple[Field, ...]
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    named: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "named", {f.name: f for f in self.fields})
        lost = {f.asked_when for f in self.fields if f.asked_when} - set(self.conditions)
        if len(self.named) != len(self.fields) or lost:
            raise ValueError(f"form {self.name}: a name twice, or no condition {sorted(lost)}")

    def read(self, raw: Any, *, language: str = "vi", zone: tzinfo = VIETNAM, on: date | None = None,
             draft: bool = False) -> tuple[Values, tuple[Finding, ...]]:
        """Values and findings of nested JSON or of flat HTTP names (`drivers-0-name`). Never raises.

        Blank answers are left out of the values. `draft` lets required fields wait. `language` is that of whoever typed,
        `reading.JSON` for machines and stored answers: there "165.600" is 165.6, and no other mark is read.
        """
        if not isinstance(raw, Mapping):
            return {}, (Finding("FRM-03", "", {"example": "{}"}),)
        reader = _Reader(language, zone, on, draft)
        values = reader.form(self, nested(self, raw), "")
        return values, tuple(reader.findings)

    def write(self, values: Mapping[str, Any], *, zone: tzinfo = VIETNAM) -> Values:
        """The values as JSON that `read` takes back unchanged; times carry the offset of `zone`."""
        return {f.name: _written(f, values[f.name], zone) for f in self.fields if values.get(f.name) is not None}

    def asked(self, values: Mapping[str, Any], *, on: date | None = None) -> tuple[Field, ...]:
        """The fields that matter for these values on that day."""
        return tuple(
            f for f in self.fields
            if f.in_force(on) and (not f.asked_when or self.conditions[f.asked_when](values))
        )

    def touched(self, raw: Mapping[str, Any]) -> frozenset[str]:
        """The fields that `raw` speaks about, for saving one field of a draft."""
        return frozenset(nested(self, raw)) & frozenset(self.named)

    def at(self, pointer: str) -> Field | None:
        """The field a JSON pointer leads to, its column when it leads into a row."""
        form: Form | None = self
        found: Field | None = None
        for step in pointer.strip("/").split("/"):
            if step.isdigit():
                continue
            found = form.named.get(step) if form else None
            form = found.rows if found else None
        return found

    def say(self, finding: Finding, language: str) -> str:
        """A FRM finding as a line of an error summary: the field's label and the sentence."""
        target = self.at(finding.pointer)
        sentence = SENTENCES[finding.code].say(language, finding.values)
        return f"{target.label.say(language)}: {sentence}" if target else sentence

    def vnaccs_ids(self, job: str, count: int = 1) -> frozenset[str]:
        """Every VNACCS id of `job` that a field of this form, or of its rows, carries."""
        own = {i for f in self.fields for i in f.ids(job, f.most_rows if f.rows is None and f.most_rows else count)}
        return frozenset(own).union(*(f.rows.vnaccs_ids(job, f.most_rows) for f in self.fields if f.rows))


def blank(value: Any) -> bool:
    """Nothing was answered: null, an empty text, an empty list or row, a row of blanks."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip(" \t\r\n\u00a0\u3000")
    if isinstance(value, Mapping):
        return all(blank(v) for v in value.values())
    return isinstance(value, list | tuple) and all(blank(v) for v in value)


def texts_of(raw: Any) -> list[Any]:
    """The texts of a list typed in one box or in several; a box may hold many, parted by commas."""
    boxes = raw if isinstance(raw, list | tuple) else [raw]
    return [part for box in boxes for part in (map(str.strip, re.split(r"[,;\n]", box)) if isinstance(box, str) else [box]) if not blank(part)]


def nested(form: Form, raw: Mapping[Any, Any]) -> dict[str, Any]:
    """`raw` with flat names (`drivers-0-name`, `planned_at-day`) folded into rows and pairs."""
    whole: dict[str, Any] = {}
    for key, value in raw.items():
        head, dash, rest = str(key).partition("-")
        target = form.named.get(head)
        if not dash or target is None or target.kind not in ("rows", "moment"):
            whole[str(key)] = value
        elif target.kind == "moment" and rest in ("day", "time"):
            _put(whole, head, rest, value)
        elif found := re.fullmatch(r"([0-9]{1,4})(?:-(.+))?", rest):
            _put(whole, head, int(found[1]), value, found[2])
        else:
            whole[str(key)] = value
    return {k: _in_order(v) if k in form.named and form.named[k].kind == "rows" else v for k, v in whole.items()}


def _put(whole: dict[str, Any], head: str, place: str | int, value: Any, name: str | None = None) -> None:
    held = whole.get(head)
    if not isinstance(held, dict):
        held = whole[head] = {}
    if name is None:
        held[place] = value
        return
    row = held.get(place)
    if not isinstance(row, dict):
        row = held[place] = {}
    row[name] = value


def _in_order(value: Any) -> Any:
    if isinstance(value, dict) and value and all(isinstance(k, int) for k in value):
        return [value[k] for k in sorted(value)]
    return value


@dataclass
class _Reader:
    """One reading: its circumstances, and what it found."""

    language: str
    zone: tzinfo
    on: date | None
    draft: bool
    findings: list[Finding] = field(default_factory=list)

    def find(self, code: str, pointer: str, *, blocks: bool = True, **values: Any) -> None:
        self.findings.append(Finding(code, pointer, values, blocks))

    def form(self, form: Form, raw: Mapping[str, Any], pointer: str) -> Values:
        values: Values = {}
        for target in form.fields:
            given = raw.get(target.name)
            if given is None and (self.draft or not target.required):
                continue  # most of a form is left out
            if not target.in_force(self.on):
                continue
            value = self.field(target, given, f"{pointer}/{target.name}")
            if value is not None:
                values[target.name] = value
        for key in raw:
            if key not in form.named and key not in NOT_FIELDS and not key.startswith("_"):
                self.find("FRM-07", f"{pointer}/{_escaped(key)}", blocks=False)
        return values

    def field(self, target: Field, raw: Any, pointer: str) -> Any:
        if blank(raw):
            return self.unanswered(target, pointer)
        if target.kind == "rows":
            return self.rows(target, raw, pointer)
        try:
            value = self.one(target, raw)
        except ControlCharacter:
            self.find("FRM-06", pointer)
        except Unreadable:
            if target.kind == "choice":
                self.find("FRM-04", pointer)
            else:
                self.find("FRM-03", pointer, example=self.example(target))
        else:
            if target.longest and len(value if isinstance(value, str) else str(value)) > target.longest:
                self.find("FRM-02", pointer, longest=target.longest)
            elif value == "":  # it held nothing but signs nobody sees
                return self.unanswered(target, pointer)
            else:
                return value
        return None

    def unanswered(self, target: Field, pointer: str) -> None:
        if target.required and not self.draft:
            self.find("FRM-01", pointer)

    def example(self, target: Field) -> str:
        """How it should look; to a machine a number is shown as it must send it."""
        if self.language == JSON and target.kind in ("decimal", "whole"):
            return {"decimal": "18.6", "whole": "12"}[target.kind]
        return target.example or EXAMPLES.get(target.kind, "ABC")

    def one(self, target: Field, raw: Any) -> Any:
        if target.kind == "text":
            text = reading.clean(raw, lines=target.lines)
            if target.grouped:
                return squeeze(DASH.sub("", text))
            return text.upper() if target.code else text
        if target.kind == "choice":
            return chosen(target, raw)
        if target.kind == "moment":
            return reading.read_moment(raw, self.zone, target.at_missing)
        if target.kind == "whole":
            return reading.read_whole(raw, self.language)
        if target.kind == "decimal":
            return reading.read_decimal(raw, self.language)
        return reading.READERS[target.kind](raw)

    def rows(self, target: Field, raw: Any, pointer: str) -> list[Any] | None:
        if isinstance(raw, str) and target.rows is None:
            raw = texts_of(raw)
        if not isinstance(raw, list | tuple):
            self.find("FRM-03", pointer, example=target.example or "[]")
            return None
        given = [row for row in (texts_of(raw) if target.rows is None else raw) if not blank(row)]
        if len(given) > target.most_rows:
            self.find("FRM-05", pointer, most=target.most_rows)
            given = given[:target.most_rows]
        read = [self.row(target, row, f"{pointer}/{n}") for n, row in enumerate(given)]
        return [row for row in read if row not in (None, {})] or None

    def row(self, target: Field, raw: Any, pointer: str) -> Any:
        if target.rows is None:
            return self.field(Field(target.name, "text", target.label, longest=target.longest, code=target.code),
                              raw, pointer)
        if not isinstance(raw, Mapping):
            self.find("FRM-03", pointer, example="{}")
            return None
        return self.form(target.rows, nested(target.rows, raw), pointer)


def chosen(target: Field, raw: Any) -> str:
    """The code of the choice that `raw` names by its code or by its words in any language."""
    word = reading.clean(raw).casefold()
    for choice in target.choices:
        if word in (choice.code.casefold(), *(w.casefold() for w in (choice.words.vi, choice.words.en, choice.words.zh))):
            return choice.code
    raise Unreadable


def _escaped(key: str) -> str:
    """A key as a step of a JSON pointer (RFC 6901), shortened and free of unprintable characters."""
    shown = "".join(c if c.isprintable() else "?" for c in key[:60])
    return shown.replace("~", "~0").replace("/", "~1")


def _written(target: Field, value: Any, zone: tzinfo) -> Any:
    if target.kind == "rows":
        return [target.rows.write(row, zone=zone) if target.rows else row for row in value]
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or UTC).astimezone(zone).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value
