"""What is wrong with a profile: its types, its limits, and a list as its sole ground."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from thongquan.core.profiles_fields import FIELDS, LINE, OPERATORS, Field
from thongquan.core.profiles_language import And, Compare, LanguageError, ListRef, Not, Or, Quantified, Tree, Value, located, parse
from thongquan.core.refused import Finding
from thongquan.core.words import Words

#: so many goods codes or more in one comparison are a list, whether it has a name or not
CODES_A_LIST = 6
GOODS_CODES = frozenset({"hs", "chapter", "heading"})

SENTENCES: dict[str, Words] = {
    "PRF-01": Words("Dòng {line}, cột {column}: có “{found}” ở chỗ cần {wanted}", "Line {line}, column {column}: “{found}” stands where {wanted} is needed",
                    "第{line}行第{column}列：此处应为{wanted}，却是“{found}”"),
    "PRF-02": Words("Dòng {line}, cột {column}: không hiểu ký hiệu “{sign}”", "Line {line}, column {column}: the sign “{sign}” means nothing here",
                    "第{line}行第{column}列：无法识别符号“{sign}”"),
    "PRF-03": Words("Dòng {line}, cột {column}: không có dữ kiện “{field}”; có thể là {near}",
                    "Line {line}, column {column}: there is no fact “{field}”; perhaps {near}", "第{line}行第{column}列：没有事实项“{field}”，或为{near}"),
    "PRF-04": Words("Dòng {line}, cột {column}: phép so sánh “{operator}” không dùng được cho “{field}”",
                    "Line {line}, column {column}: “{operator}” does not fit “{field}”", "第{line}行第{column}列：“{operator}”不适用于“{field}”"),
    "PRF-05": Words("Dòng {line}, cột {column}: giá trị của “{field}” phải là {wanted}", "Line {line}, column {column}: “{field}” wants {wanted}",
                    "第{line}行第{column}列：“{field}”的值应为{wanted}"),
    "PRF-06": Words("Dòng {line}, cột {column}: “{field}” chỉ nhận {choices}", "Line {line}, column {column}: “{field}” is one of {choices}",
                    "第{line}行第{column}列：“{field}”只能取{choices}"),
    "PRF-07": Words("Dòng {line}, cột {column}: trong any hoặc all phải có dữ kiện của dòng hàng và không lồng any, all khác",
                    "Line {line}, column {column}: any and all need a fact of the line inside, and no other any or all",
                    "第{line}行第{column}列：any和all内须有商品项事实，且不得嵌套"),
    "PRF-08": Words("Danh sách không được là căn cứ duy nhất; thêm một điều kiện khác bằng and",
                    "A list may never be the sole ground; add another condition with and",
                    "名单不得作为唯一依据；请用and增加其他条件"),
    "PRF-09": Words("Dòng {line}, cột {column}: quá dài, tối đa {most}", "Line {line}, column {column}: too long, at most {most}",
                    "第{line}行第{column}列：过长，上限{most}"),
    "PRF-10": Words("Dòng {line}, cột {column}: lồng quá {most} lớp", "Line {line}, column {column}: nested deeper than {most}",
                    "第{line}行第{column}列：嵌套超过{most}层"),
    "PRF-11": Words("Dòng {line}, cột {column}: thiếu dấu đóng ngoặc kép, hoặc dùng \\ sai",
                    "Line {line}, column {column}: the quote is not closed, or \\ is misused",
                    "第{line}行第{column}列：引号未闭合或\\使用有误"),
    "PRF-12": Words("Dòng {line}, cột {column}: không có danh sách “{name}”", "Line {line}, column {column}: there is no list “{name}”",
                    "第{line}行第{column}列：没有名单“{name}”"),
}

WANTED: dict[str, Words] = {
    "text": Words("chữ trong ngoặc kép", "text in quotes", "引号内的文字"),
    "code": Words("mã trong ngoặc kép", "a code in quotes", "引号内的代码"),
    "entity": Words("tên hoặc số trong ngoặc kép", "a name or number in quotes", "引号内的名称或编号"),
    "number": Words("số, số nhỏ đứng trước", "a number, the smaller first", "数字，小者在前"),
    "yes": Words("yes hoặc no", "yes or no", "yes或no"),
}


@dataclass(frozen=True)
class Reading:
    """What came of reading a text: its tree, or everything wrong with it."""

    tree: Tree | None
    wrong: tuple[Finding, ...]


def read(text: str, *, lists: frozenset[str] | None = None, ordered: bool = False) -> Reading:
    """Parse and check; never raises. `lists` are the names that exist (None: any name).

    `ordered` is for what law or an alert orders: there a list, such as a stop list, may stand alone.
    """
    try:
        tree = parse(text)
    except LanguageError as error:
        return Reading(None, (error.finding,))
    wrong = (*types(tree, text), *_names(tree, text, lists))
    if not wrong and not ordered and sole(tree):
        wrong = (Finding("PRF-08", "/text"),)
    return Reading(None if wrong else tree, wrong)


def comparisons(tree: Tree) -> Iterator[Compare]:
    """Every comparison of a tree, left to right."""
    match tree:
        case Compare():
            yield tree
        case And(parts) | Or(parts):
            for part in parts:
                yield from comparisons(part)
        case Not(part) | Quantified(_, part):
            yield from comparisons(part)


def types(tree: Tree, text: str = "") -> tuple[Finding, ...]:
    """What does not fit: facts that do not exist, comparisons and values of the wrong kind, empty any and all."""
    return (*(wrong for one in comparisons(tree) for wrong in _comparison(one, text)), *_quantifiers(tree, text, inside=False))


def _comparison(one: Compare, text: str) -> Iterator[Finding]:
    field = FIELDS.get(one.field)
    if field is None:
        near = difflib.get_close_matches(one.field, FIELDS, 3, 0.5) or list(FIELDS)[:3]
        yield located("PRF-03", text, one.at, field=one.field[:40], near=", ".join(near))
    elif one.operator not in OPERATORS[field.kind]:
        yield located("PRF-04", text, one.at, field=one.field, operator=one.operator)
    elif not _fits(field, one.operator, one.value):
        yield located("PRF-05", text, one.at, field=one.field, wanted=WANTED[field.kind])
    elif field.choices and not {str(v).upper() for v in _values(one.value)} <= set(field.choices) and one.operator in ("=", "!=", "in"):
        yield located("PRF-06", text, one.at, field=one.field, choices=", ".join(field.choices))


def _values(value: Value) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else () if isinstance(value, ListRef) else (value,)


def _fits(field: Field, operator: str, value: Value) -> bool:
    if operator == "known":
        return isinstance(value, bool)
    if isinstance(value, ListRef):
        return operator == "in" and field.kind in ("code", "entity")
    wanted = bool if field.kind == "yes" else str
    values = _values(value)
    if field.kind != "number":
        return all(isinstance(one, wanted) and one != "" for one in values)
    if any(isinstance(one, bool | str) for one in values):
        return False
    return operator != "between" or values[0] <= values[1]  # type: ignore[operator]


def _quantifiers(tree: Tree, text: str, *, inside: bool) -> Iterator[Finding]:
    match tree:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _quantifiers(part, text, inside=inside)
        case Not(part):
            yield from _quantifiers(part, text, inside=inside)
        case Quantified(_, part, at):
            if inside or not touches_lines(part):
                yield located("PRF-07", text, at)
            else:
                yield from _quantifiers(part, text, inside=True)


def touches_lines(tree: Tree) -> bool:
    """Whether a comparison looks at a fact of the line."""
    return any(one.field in FIELDS and FIELDS[one.field].level == LINE for one in comparisons(tree))


def cites_list(tree: Tree) -> bool:
    """Whether a comparison rests on a named list."""
    return any(isinstance(one.value, ListRef) for one in comparisons(tree))


def _names(tree: Tree, text: str, lists: frozenset[str] | None) -> Iterator[Finding]:
    for one in comparisons(tree):
        if lists is not None and isinstance(one.value, ListRef) and one.value.name not in lists:
            yield located("PRF-12", text, one.at, name=one.value.name)


def is_list(one: Compare) -> bool:
    """Whether a comparison rests on a list: a named one, one firm or thing, or many goods codes."""
    if isinstance(one.value, ListRef):
        return True
    field = FIELDS.get(one.field)
    if field is not None and field.is_list:
        return True
    return one.field in GOODS_CODES and isinstance(one.value, tuple) and len(one.value) >= CODES_A_LIST


def sole(tree: Tree, *, negated: bool = False) -> bool:
    """Whether lists alone can make the profile true (Circular 81/2019 art. 19.1 forbids it)."""
    match tree:
        case Compare():
            return is_list(tree)
        case Not(part):
            return sole(part, negated=not negated)
        case Quantified(_, part):
            return sole(part, negated=negated)
        case And(parts) | Or(parts):
            joined = isinstance(tree, And) != negated
            found = (sole(part, negated=negated) for part in parts)
            return all(found) if joined else any(found)


def without_lists(tree: Tree, *, negated: bool = False) -> Tree | bool:
    """The tree with every list comparison taken as fulfilled: what the other conditions catch by themselves."""
    match tree:
        case Compare():
            return not negated if is_list(tree) else tree
        case Not(part):
            rest = without_lists(part, negated=not negated)
            return not rest if isinstance(rest, bool) else Not(rest)
        case Quantified(word, part, at):
            rest = without_lists(part, negated=negated)
            return rest if isinstance(rest, bool) else Quantified(word, rest, at)
        case And(parts) | Or(parts):
            return _joined(type(tree), [without_lists(part, negated=negated) for part in parts])


def _joined(kind: type[And] | type[Or], rests: list[Tree | bool]) -> Tree | bool:
    """Constants taken out: `and` ends at a false part, `or` at a true one."""
    ends = kind is Or
    if ends in [rest for rest in rests if isinstance(rest, bool)]:
        return ends
    left = tuple(rest for rest in rests if not isinstance(rest, bool))
    if not left:
        return not ends
    return left[0] if len(left) == 1 else kind(left)
