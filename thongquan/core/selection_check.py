"""Checking a channel rule that a risk officer wrote, before a second one approves it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from thongquan.core.draw import DIE
from thongquan.core.refused import Finding
from thongquan.core.selection import CHANNELS, as_day
from thongquan.core.selection_fields import FIELDS, OPERATORS, Field
from thongquan.core.words import LANGUAGES, Words

MOST_CONDITIONS, MOST_VALUES, LONGEST_TEXT = 12, 1000, 300

SENTENCES: dict[str, Words] = {
    "SEL-01": Words("Mã quy tắc gồm 2-4 chữ hoa, gạch nối và 2-4 chữ số, ví dụ PRO-07",
                    "A rule code has 2-4 capitals, a hyphen and 2-4 digits, for example PRO-07",
                    "规则代码为2-4个大写字母、连字符加2-4位数字，例如PRO-07"),
    "SEL-02": Words("Luồng phải là không kiểm tra, hồ sơ hoặc thực tế", "The channel must be none, document or physical",
                    "通道必须为免检、单证或查验"),
    "SEL-03": Words("Không có dữ kiện “{field}”", "There is no fact “{field}”", "没有“{field}”这一事实项"),
    "SEL-04": Words("Phép so sánh “{operator}” không dùng được cho dữ kiện này", "The operator “{operator}” does not fit this fact",
                    "运算符“{operator}”不适用于此项"),
    "SEL-05": Words("Giá trị so sánh không đúng loại", "The value is not of the right kind", "比较值类型不正确"),
    "SEL-06": Words("Lý do phải có đủ tiếng Việt, Anh, Trung", "The reason must be given in Vietnamese, English and Chinese",
                    "理由须有越、英、中三种文字"),
    "SEL-07": Words("Ngày hiệu lực thiếu hoặc kết thúc trước khi bắt đầu", "The dates are missing, or it ends before it begins",
                    "生效日期缺失或早于起始日期"),
    "SEL-08": Words("Danh sách biển số không được là căn cứ duy nhất", "A list of plates may not be the sole ground",
                    "不得仅以号牌名单作为依据"),
    "SEL-09": Words("Tỷ lệ ngẫu nhiên từ 0 đến 10000 phần vạn, và phải có tỷ lệ hoặc điều kiện",
                    "The random share lies between 0 and 10,000 per 10,000, and a share or a condition is needed",
                    "随机比例须在万分之0到10000之间，且须有比例或条件"),
    "SEL-10": Words("Quá {most} điều kiện hoặc giá trị", "More than {most} conditions or values", "条件或取值超过{most}个"),
}


def check_rule(row: Any) -> tuple[Finding, ...]:
    """Everything wrong with a written rule; an empty answer means `ChannelRule.of` will take it."""
    if not isinstance(row, Mapping):
        return (Finding("SEL-01", "/code"),)
    return tuple(_head(row)) + tuple(_conditions(row))


def _head(row: Mapping[str, Any]) -> Iterator[Finding]:
    if not isinstance(row.get("code"), str) or not re.fullmatch(r"[A-Z]{2,4}-[0-9]{2,4}", row["code"]):
        yield Finding("SEL-01", "/code")
    if row.get("channel") not in CHANNELS:
        yield Finding("SEL-02", "/channel")
    words = row.get("words")
    for language in LANGUAGES:
        text = words.get(language) if isinstance(words, Mapping) else None
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_TEXT:
            yield Finding("SEL-06", f"/words/{language}")
    since, until = as_day(row.get("since")), as_day(row.get("until"))
    if since is None or (until is None and row.get("until") is not None) or (until or date.max) < since:
        yield Finding("SEL-07", "/since")


def _conditions(row: Mapping[str, Any]) -> Iterator[Finding]:
    given = row.get("conditions") or []
    share = row.get("random_per_10000") or 0
    if not isinstance(share, int) or isinstance(share, bool) or not 0 <= share <= DIE or (not share and not given):
        yield Finding("SEL-09", "/random_per_10000")
    if not isinstance(given, list | tuple):
        yield Finding("SEL-05", "/conditions")
        return
    if len(given) > MOST_CONDITIONS:
        yield Finding("SEL-10", "/conditions", {"most": MOST_CONDITIONS})
        return
    known = [FIELDS[c["field"]] for c in given if isinstance(c, Mapping) and _is_field(c.get("field"))]
    if known and all(field.is_list for field in known):
        yield Finding("SEL-08", "/conditions")
    for n, condition in enumerate(given):
        yield from _condition(condition, f"/conditions/{n}")


def _is_field(name: Any) -> bool:
    return isinstance(name, str) and name in FIELDS


def _condition(condition: Any, pointer: str) -> Iterator[Finding]:
    named = condition.get("field") if isinstance(condition, Mapping) else None
    if not _is_field(named):
        yield Finding("SEL-03", f"{pointer}/field", {"field": str(named)[:40]})
        return
    field, operator = FIELDS[str(named)], condition.get("operator")
    if operator not in OPERATORS[field.kind]:
        yield Finding("SEL-04", f"{pointer}/operator", {"operator": str(operator)[:40]})
        return
    value = condition.get("value")
    if isinstance(value, list | tuple) and len(value) > MOST_VALUES:
        yield Finding("SEL-10", f"{pointer}/value", {"most": MOST_VALUES})
    elif not _fits(field, str(operator), value):
        yield Finding("SEL-05", f"{pointer}/value")


def _fits(field: Field, operator: str, value: Any) -> bool:
    if operator == "present":
        return isinstance(value, bool)
    many = isinstance(value, list | tuple)
    if operator == "between":
        return many and len(value) == 2 and all(_single(field, v) for v in value) and value[0] <= value[1]
    if operator in ("in", "starts") and many:
        return bool(value) and all(_single(field, v, operator == "starts") for v in value)
    return operator != "in" and _single(field, value, operator == "starts")


def _single(field: Field, value: Any, beginning: bool = False) -> bool:
    if field.kind == "yes":
        return isinstance(value, bool)
    if field.kind == "number":
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9
    return isinstance(value, str) and 0 < len(value) <= 60 and (beginning or not field.choices or value in field.choices)
