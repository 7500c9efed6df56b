"""The small language of goods profiles: text to tree and back; columns kept, no code run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as slot
from decimal import Decimal

from thongquan.core.refused import Finding
from thongquan.core.words import Words

LONGEST_TEXT, MOST_TOKENS, DEEPEST, MOST_VALUES, LONGEST_NUMBER = 4000, 600, 20, 200, 18


@dataclass(frozen=True)
class ListRef:
    """A named list of entities, such as `@shell_firms`."""

    name: str


Value = Decimal | str | bool | ListRef | tuple[Decimal | str, ...]


@dataclass(frozen=True)
class Compare:
    """One comparison: `field operator value`; `known` stands for `is known` and `is unknown`."""

    field: str
    operator: str
    value: Value
    at: int = slot(default=0, compare=False)


@dataclass(frozen=True)
class And:
    """All parts hold."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Or:
    """At least one part holds."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Tree


@dataclass(frozen=True)
class Quantified:
    """`any(…)`: on at least one line; `all(…)`: on every line."""

    word: str
    part: Tree
    at: int = slot(default=0, compare=False)


Tree = Compare | And | Or | Not | Quantified

KEYWORDS = frozenset({"and", "or", "not", "any", "all", "in", "starts", "contains", "between", "is", "known", "unknown", "yes", "no"})

EXPECTED: dict[str, Words] = {
    "field": Words("một dữ kiện", "a fact", "事实项"),
    "value": Words("một giá trị", "a value", "值"),
    "number": Words("một số", "a number", "数字"),
    "open": Words("dấu (", "an opening (", "左括号("),
    "close": Words("dấu )", "a closing )", "右括号)"),
    "and": Words("and", "and", "and"),
    "known": Words("known hoặc unknown", "known or unknown", "known或unknown"),
    "end": Words("hết điều kiện, and hoặc or", "the end, and, or or", "结束、and或or"),
}
END = Words("hết điều kiện", "the end", "结尾")

_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<text>"(?:[^"\\]|\\["\\])*"|[“”„][^“”„"\\]*[“”„])|(?P<number>-?[0-9]+(?:\.[0-9]+)?)|(?P<list>@[a-z][a-z0-9_]*)"""
    r"""|(?P<word>[A-Za-z_][A-Za-z0-9_.]*)|(?P<sign><=|>=|!=|[=<>(),])""")


class LanguageError(Exception):
    """The text cannot be read; `finding` says where (line and column from 1) and why."""

    def __init__(self, code: str, text: str, at: int, **values: object) -> None:
        super().__init__(code)
        self.finding = located(code, text, at, **values)


def located(code: str, text: str, at: int, **values: object) -> Finding:
    """A finding that carries the line and column of offset `at`."""
    before = text[:at]
    return Finding(code, "/text", {"line": before.count("\n") + 1, "column": at - (before.rfind("\n") + 1) + 1, **values})


@dataclass(frozen=True)
class Token:
    """A word, number, text, list or sign, and where it begins."""

    kind: str
    text: str
    at: int


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text; LanguageError for a sign that means nothing, an open quote, or too much of it."""
    if len(text) > LONGEST_TEXT:
        raise LanguageError("PRF-09", text, LONGEST_TEXT, most=LONGEST_TEXT)
    at, found = 0, list[Token]()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise LanguageError("PRF-11" if text[at] in '"“”„' else "PRF-02", text, at, sign=text[at])
        if match.lastgroup != "space":
            found.append(Token(str(match.lastgroup), match[0], at))
        at = match.end()
    if len(found) > MOST_TOKENS:
        raise LanguageError("PRF-09", text, found[MOST_TOKENS].at, most=MOST_TOKENS)
    return found


def parse(text: str) -> Tree:
    """The tree of a text; LanguageError says at which column it stops making sense."""
    return _Parser(text).whole()


class _Parser:
    """Reads left to right, one token ahead; depth is bounded, so any text ends."""

    def __init__(self, text: str) -> None:
        self.text, self.tokens, self.n, self.depth = text, tokens_of(text), 0, 0

    def whole(self) -> Tree:
        tree = self.either()
        if self.n < len(self.tokens):
            raise self.wrong("end")
        return tree

    def seen(self) -> Token:
        return self.tokens[self.n] if self.n < len(self.tokens) else Token("end", "", len(self.text))

    def takes(self, *words: str) -> bool:
        token = self.seen()
        if token.kind in ("word", "sign") and token.text.lower() in words:
            self.n += 1
            return True
        return False

    def wants(self, word: str, name: str) -> None:
        if not self.takes(word):
            raise self.wrong(name)

    def wrong(self, wanted: str) -> LanguageError:
        token = self.seen()
        found: object = token.text[:40] if token.kind != "end" else END
        return LanguageError("PRF-01", self.text, token.at, found=found, wanted=EXPECTED[wanted])

    def either(self) -> Tree:
        parts = [self.both()]
        while self.takes("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def both(self) -> Tree:
        parts = [self.one()]
        while self.takes("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def one(self) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise LanguageError("PRF-10", self.text, self.seen().at, most=DEEPEST)
        try:
            return self.inner()
        finally:
            self.depth -= 1

    def inner(self) -> Tree:
        at = self.seen().at
        if self.takes("not"):
            return Not(self.one())
        for word in ("any", "all"):
            if self.takes(word):
                self.wants("(", "open")
                return Quantified(word, self.closed(), at)
        if self.takes("("):
            return self.closed()
        return self.comparison()

    def closed(self) -> Tree:
        tree = self.either()
        self.wants(")", "close")
        return tree

    def comparison(self) -> Tree:
        token = self.seen()
        if token.kind != "word" or token.text.lower() in KEYWORDS:
            raise self.wrong("field")
        self.n += 1
        name = token.text.lower()
        if self.takes("not"):
            self.wants("in", "value")
            return Not(Compare(name, "in", self.several(), token.at))
        operator, value = self.rest()
        return Compare(name, operator, value, token.at)

    def rest(self) -> tuple[str, Value]:
        """Operator and value; a fact alone asks whether it is so."""
        sign = self.seen().text if self.seen().kind == "sign" else ""
        if sign in ("=", "!=", "<", "<=", ">", ">="):
            self.n += 1
            return sign, self.single()
        if self.takes("in"):
            return "in", self.several()
        if self.takes("starts"):
            return "starts", self.several() if self.seen().text == "(" else self.literal()
        if self.takes("contains"):
            return "contains", self.several() if self.seen().text == "(" else self.literal()
        if self.takes("between"):
            low = self.figure()
            self.wants("and", "and")
            return "between", (low, self.figure())
        if self.takes("is"):
            known = self.takes("known")
            if not known:
                self.wants("unknown", "known")
            return "known", known
        return "=", True

    def figure(self) -> Decimal:
        value = self.literal(wanted="number")
        if not isinstance(value, Decimal):
            self.n -= 1
            raise self.wrong("number")
        return value

    def single(self) -> Decimal | str | bool:
        return True if self.takes("yes") else False if self.takes("no") else self.literal()

    def literal(self, *, wanted: str = "value") -> Decimal | str:
        token = self.seen()
        if token.kind == "text":
            self.n += 1
            return re.sub(r"\\(.)", r"\1", token.text[1:-1])
        if token.kind == "number":
            if len(token.text) > LONGEST_NUMBER:
                raise LanguageError("PRF-09", self.text, token.at, most=LONGEST_NUMBER)
            self.n += 1
            return Decimal(token.text)
        raise self.wrong(wanted)

    def several(self) -> tuple[Decimal | str, ...] | ListRef:
        token = self.seen()
        if token.kind == "list":
            self.n += 1
            return ListRef(token.text[1:])
        self.wants("(", "open")
        values = [self.literal()]
        while self.takes(","):
            values.append(self.literal())
            if len(values) > MOST_VALUES:
                raise LanguageError("PRF-09", self.text, self.seen().at, most=MOST_VALUES)
        self.wants(")", "close")
        return tuple(values)


def written(tree: Tree) -> str:
    """The text of a tree; `parse` gives the same tree back."""
    match tree:
        case Compare():
            return _comparison(tree)
        case Not(part):
            return f"not {_wrapped(part, And, Or)}"
        case Quantified(word, part):
            return f"{word}({written(part)})"
        case And(parts):
            return " and ".join(_wrapped(part, And, Or) for part in parts)
        case Or(parts):
            return " or ".join(_wrapped(part, Or) for part in parts)


def _wrapped(tree: Tree, *loose: type) -> str:
    return f"({written(tree)})" if isinstance(tree, loose) else written(tree)


def _comparison(tree: Compare) -> str:
    if tree.operator == "known":
        return f"{tree.field} is {'known' if tree.value else 'unknown'}"
    if tree.operator == "=" and tree.value is True:
        return tree.field
    if tree.operator == "between" and isinstance(tree.value, tuple):
        low, high = tree.value
        return f"{tree.field} between {_value(low)} and {_value(high)}"
    return f"{tree.field} {tree.operator} {_value(tree.value)}"


def _value(value: Value) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return format(value, "f")
        case ListRef(name):
            return f"@{name}"
        case tuple():
            return f"({', '.join(_value(one) for one in value)})"
        case _:
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            return f'"{escaped}"'
