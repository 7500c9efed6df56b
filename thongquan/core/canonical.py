"""Canonical JSON (RFC 8785): one value, one sequence of bytes, to be hashed and signed."""

from __future__ import annotations

import json
from typing import Any

#: integers beyond this have no exact double, so two readers could see two numbers (RFC 7493 §2.2)
SAFE = 2**53 - 1

_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class NotCanonical(ValueError):
    """The value has no canonical form here: a float, a date, a key that is no text, too big a number."""


def canonical(value: Any) -> bytes:
    """`value` as RFC 8785 bytes. Text, whole numbers, true, false, null, lists and objects only.

    Floats are refused on purpose: amounts travel as whole đồng or as text.
    """
    ordered = _ordered(value)
    try:
        return _text(ordered).encode()
    except UnicodeEncodeError as lone:
        raise NotCanonical("text with half of a surrogate pair") from lone


def _ordered(value: Any) -> Any:
    """The same value with every object's keys in order of their UTF-16 code units."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is int:
        if not -SAFE <= value <= SAFE:
            raise NotCanonical(f"{value} is beyond ±(2^53 - 1)")
        return value
    if kind is dict:  # a text, nearly every leaf, is taken without another call
        return {key: item if type(item := value[key]) is str else _ordered(item) for key in _in_order(value)}
    if kind is list or kind is tuple:
        return [item if type(item) is str else _ordered(item) for item in value]
    raise NotCanonical(f"{kind.__name__} has no canonical form")


def _in_order(keys: dict[Any, Any]) -> list[str]:
    """The keys in order; ASCII ones, nearly all, stand in that order as they are."""
    try:
        if "".join(keys).isascii():
            return sorted(keys)
    except TypeError:
        pass  # a key that is no text: the slow way names it
    return sorted(keys, key=_utf16)


def _utf16(key: Any) -> bytes:
    if type(key) is not str:
        raise NotCanonical(f"the key {key!r} is no text")
    return key.encode("utf-16-be", "surrogatepass")
