"""A form as JSON Schema 2020-12, for the OpenAPI description of the machines' door."""

from __future__ import annotations

from typing import Any

from thongquan.core.form import Field, Form

_SHAPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"}, "plate": {"type": "string"}, "phone": {"type": "string"},
    "choice": {"type": "string"}, "whole": {"type": "integer"}, "decimal": {"type": "number"},
    "day": {"type": "string", "format": "date"}, "moment": {"type": "string", "format": "date-time"},
    "yes": {"type": "boolean"},
}


def json_schema(form: Form, language: str = "en") -> dict[str, Any]:
    """The JSON Schema of `form`, titles and hints in `language`; VNACCS and WCO names as extensions."""
    schema: dict[str, Any] = {
        "type": "object", "title": form.name,
        "properties": {f.name: _property(f, language) for f in form.fields},
        "additionalProperties": False,
    }
    if required := [f.name for f in form.fields if f.required]:
        schema["required"] = required
    return schema


def _property(target: Field, language: str) -> dict[str, Any]:
    shape: dict[str, Any] = {"title": target.label.say(language)}
    if target.hint:
        shape["description"] = target.hint.say(language)
    shape |= _rows(target, language) if target.kind == "rows" else _SHAPES[target.kind]
    if target.room and shape["type"] == "string":
        shape["maxLength"] = target.room
    if target.choices:
        shape["enum"] = [c.code for c in target.choices]
        shape["x-words"] = {c.code: c.words.say(language) for c in target.choices}
    if target.example:
        shape["examples"] = [target.example]
    for name, value in (("x-vnaccs", target.vnaccs), ("x-wco", target.wco), ("x-asked-when", target.asked_when)):
        if value:
            shape[name] = value
    return shape


def _rows(target: Field, language: str) -> dict[str, Any]:
    if target.rows is None:
        item: dict[str, Any] = {"type": "string", **({"maxLength": target.longest} if target.longest else {})}
    else:
        item = json_schema(target.rows, language)
    return {"type": "array", "items": item, "maxItems": target.most_rows}
