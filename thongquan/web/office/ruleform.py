"""The editor of a channel rule: condition rows as typed, as stored, as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from thongquan.core.digits import natural
from thongquan.core.forms.office import CHANNEL_RULE
from thongquan.core.refused import Finding
from thongquan.core.rule import local_day
from thongquan.core.selection_fields import FIELDS, OPERATOR_WORDS, OPERATORS
from thongquan.models import ChannelRuleVersion
from thongquan.web.shared.tongue import say, tongue

FORM = CHANNEL_RULE
ROWS = 8
YES = {"1", "true", "yes", "có", "co", "是"}
NO = {"0", "false", "no", "không", "khong", "否"}
#: where the error summary leads for what stands in the condition rows
BESIDE = {f"conditions-{n}": f"c-{n}-field" for n in range(ROWS)} | {"conditions": "c-0-field", "random_per_10000": "f-random"}


def typed(rule: ChannelRuleVersion | None, at: datetime) -> dict[str, Any]:
    """What the editor shows first: nothing, or the rule as it is."""
    if rule is None:
        return {"since": f"{local_day(at):%Y-%m-%d}"}
    raw: dict[str, Any] = {
        "code": rule.code, "channel": rule.channel, "mandatory": "1" if rule.mandatory else "", "since": f"{max(rule.since, local_day(at)):%Y-%m-%d}",
        "until": f"{rule.until:%Y-%m-%d}" if rule.until else "", "random": f"{rule.random_per_10000 / 100:g}" if rule.random_per_10000 else "",
        **{f"words_{language}": rule.words.get(language, "") for language in ("vi", "en", "zh")},
    }
    for n, condition in enumerate(rule.conditions[:ROWS]):
        raw |= {f"c-{n}-field": condition["field"], f"c-{n}-operator": condition["operator"], f"c-{n}-value": written(condition.get("value"))}
    return raw


def written(value: Any) -> str:
    """A stored value as people type it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list | tuple):
        return ", ".join(written(one) for one in value)
    return "" if value is None else str(value)


def stored(rule: ChannelRuleVersion) -> dict[str, Any]:
    """A version as the checks and the trial want it."""
    names = ("code", "channel", "conditions", "random_per_10000", "mandatory", "words", "since", "until", "version")
    return {name: getattr(rule, name) for name in names}


def read(raw: Mapping[str, str], code: str = "") -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """The rule as typed; a code once given never changes."""
    own = {name: value for name, value in raw.items() if not name.startswith("c-") and name not in ("propose", "try", "rows")}
    values, findings = FORM.read({**own, "code": code} if code else own, language=tongue())
    share = values.get("random") or Decimal(0)
    row = {
        "code": values.get("code", ""), "channel": values.get("channel", ""), "mandatory": bool(values.get("mandatory")),
        "random_per_10000": int(share * 100), "since": values.get("since"), "until": values.get("until"),
        "words": {language: values.get(f"words_{language}", "") for language in ("vi", "en", "zh")},
        "conditions": list(conditions(raw)),
    }
    return row, tuple(f for f in findings if f.blocks)


def conditions(raw: Mapping[str, str]) -> Iterable[dict[str, Any]]:
    """The rows that name a fact."""
    for n in range(ROWS):
        name, operator = raw.get(f"c-{n}-field", ""), raw.get(f"c-{n}-operator", "")
        if name:
            yield {"field": name, "operator": operator, "value": value_of(name, operator, raw.get(f"c-{n}-value", ""))}


def value_of(name: str, operator: str, text: str) -> Any:
    """A typed value in the kind its fact wants; what cannot be read stays text, and the check says so."""
    kind = FIELDS[name].kind if name in FIELDS else "text"
    if operator == "present":
        kind = "yes"
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if operator in ("in", "between") or (operator == "starts" and len(parts) > 1):
        return [single(kind, part) for part in parts]
    return single(kind, text.strip())


def single(kind: str, text: str) -> Any:
    """One value."""
    if kind == "yes" and text.casefold() in YES | NO:
        return text.casefold() in YES
    size = natural(text.removeprefix("-")) if kind == "number" else None
    return text if size is None else -size if text.startswith("-") else size


def pointed(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What the check found, pointing at the boxes of the editor."""
    return tuple(Finding(f.code, place_of(f.pointer), f.values, f.blocks) for f in findings)


def place_of(pointer: str) -> str:
    """`/words/vi` is the box `words_vi`; a condition's pointer leads to its row."""
    parts = pointer.strip("/").split("/")
    if parts[0] == "words":
        return f"/words_{parts[-1]}"
    return "/" + "-".join(parts[:2]) if parts[0] == "conditions" else pointer


def drawn(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The condition rows of the page with their choices."""
    rows = [{"n": n, **{name: raw.get(f"c-{n}-{name}", "") for name in ("field", "operator", "value")}} for n in range(ROWS)]
    last = max((row["n"] for row in rows if row["field"]), default=-1)
    return {
        "rows": rows[: min(ROWS, last + 3)],
        "facts": [(name, say(field.words), ", ".join(field.choices)) for name, field in FIELDS.items()],
        "operators": [(name, say(words)) for name, words in OPERATOR_WORDS.items()],
        "kinds": OPERATORS,
    }


def sentences(given: Iterable[Mapping[str, Any]]) -> list[str]:
    """Conditions in the reader's words: `Số container từ … trở lên 1`."""
    lines = []
    for condition in given:
        field = FIELDS.get(condition["field"])
        head = say(field.words) if field else condition["field"]
        lines.append(f"{head} {say(OPERATOR_WORDS.get(condition['operator'], condition['operator']))} {written(condition.get('value'))}".strip())
    return lines
