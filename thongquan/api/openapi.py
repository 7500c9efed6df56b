"""The interface description (OpenAPI 3.1), made from endpoints, forms and shapes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import msgspec

from thongquan.api.call import Call, Reply
from thongquan.api.endpoint import BY_ID, REQUIRED, Body, Endpoint
from thongquan.api.shapes import Problem
from thongquan.api.table import ENDPOINTS
from thongquan.core.form import Form
from thongquan.core.forms import FORMS, GOODS_FORMS
from thongquan.core.schema import json_schema
from thongquan.core.words import Words
from thongquan.models import ApiKey

REF = "#/components/schemas/{name}"
SUBJECTS = {
    "declarations": Words("Tờ khai", "Declarations", "申报单"), "goods": Words("Tờ khai hàng hóa", "Goods declarations", "货物报关单"),
    "procedure": Words("Các bước thủ tục", "Steps of the procedure", "手续步骤"),
    "gate": Words("Cửa khẩu", "The gate", "口岸"), "place": Words("Giờ và làn của cửa khẩu", "Hours and lanes of a gate", "口岸时间与车道"),
    "party": Words("Sổ của doanh nghiệp", "A company's registers", "企业登记册"), "payment": Words("Thuế và bảo lãnh", "Tax and guarantees", "税款与担保"),
    "changes": Words("Thay đổi", "Changes", "变更"), "reports": Words("Thống kê", "Statistics", "统计"),
    "reference": Words("Tra cứu chung, không cần khóa", "Reference, no key needed", "公共查询，无需密钥"),
}
TITLE = Words("Thông Quan – giao tiếp máy", "Thông Quan – machine interface", "Thông Quan – 机器接口")
SUMMARY = Words(
    "Khai, kiểm tra và qua cửa khẩu bằng máy. Khóa: Authorization: Bearer tq_…; mỗi lệnh ghi nhận kèm Idempotency-Key; lời từ chối là problem+json.",
    "Declare, check and cross by machine. Key: Authorization: Bearer tq_…; each change carries an Idempotency-Key; every refusal is problem+json.",
    "以机器方式申报、查验和通关。密钥：Authorization: Bearer tq_…；每次变更附Idempotency-Key；拒绝均为problem+json。")
PATTERNS = {
    "number": {"type": "string", "pattern": "^[0-9]{12}$"}, "leg": {"type": "integer", "minimum": 1, "maximum": 9999},
    "agency": {"type": "string", "pattern": "^[a-z_]{1,40}$"}, "code": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,40}$"},
    "mode": {"type": "string", "enum": [*FORMS, *GOODS_FORMS]}, "token": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"},
    "gate": {"type": "string", "pattern": "^[A-Z0-9]{2,10}$"}, "lane": {"type": "integer", "minimum": 1, "maximum": 9999},
    "day": {"type": "string", "format": "date"},
    "guarantee": {"type": "string", "pattern": "^[0-9]{1,15}$"}, "entry": {"type": "string", "pattern": "^[0-9]{1,15}$"},
    "draft": {"type": "string", "pattern": "^[0-9]{1,18}$"}, "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
}
HEADERS: dict[str, dict[str, Any]] = {
    "Idempotency-Key": {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"}},
    "One-Time-Code": {"name": "One-Time-Code", "in": "header", "required": False, "schema": {"type": "string", "pattern": "^[0-9]{6,8}$"}},
}


@lru_cache(maxsize=8)
def document(language: str) -> bytes:
    """The whole description in a language, as JSON."""
    found: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": TITLE.say(language), "version": "1.0.0", "description": SUMMARY.say(language), "license": {"name": "Apache-2.0"}},
        "servers": [{"url": "/api/v1"}],
        "tags": [{"name": name, "description": words.say(language)} for name, words in SUBJECTS.items()],
        "paths": paths(language),
        "components": {
            "schemas": schemas(language),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": ", ".join(ApiKey.SCOPES)}},
            "responses": {"Problem": {"description": "problem+json (RFC 9457)", "content": {
                "application/problem+json": {"schema": {"$ref": REF.format(name="Problem")}}}}},
        },
    }
    return msgspec.json.encode(found)


def paths(language: str) -> dict[str, Any]:
    """Every address with its operations."""
    found: dict[str, Any] = {}
    for endpoint in ENDPOINTS:
        found.setdefault(f"/{endpoint.path}", {})[endpoint.method.lower()] = operation(endpoint, language)
    return found


def operation(endpoint: Endpoint, language: str) -> dict[str, Any]:
    """One endpoint."""
    found: dict[str, Any] = {
        "operationId": endpoint.name, "summary": endpoint.says.say(language), "tags": [endpoint.subject],
        "description": (getattr(endpoint.do, "func", endpoint.do).__doc__ or "").strip() if language == "en" and endpoint.subject != "procedure" else "",
        "parameters": parameters(endpoint, language), "responses": responses(endpoint),
        "security": [{"key": []}] if endpoint.scope else [],
        "x-scope": endpoint.scope, "x-roles": sorted(endpoint.allowed_roles),
    }
    if endpoint.body is not None:
        found["requestBody"] = request_body(endpoint.body, language)
    return found


def parameters(endpoint: Endpoint, language: str) -> list[dict[str, Any]]:
    """Parts of the address, query, and headers."""
    found: list[dict[str, Any]] = [{"name": name, "in": "path", "required": True, "schema": PATTERNS[name]} for name in re.findall(r"{(\w+)}", endpoint.path)]
    if endpoint.query is not None:
        shaped = json_schema(endpoint.query, language)
        for name, schema in shaped["properties"].items():
            found.append({"name": name, "in": "query", "required": name in shaped.get("required", ()), "schema": schema})
    if endpoint.once and endpoint.once != BY_ID:
        found.append({**HEADERS["Idempotency-Key"], "required": endpoint.once == REQUIRED})
    if endpoint.grave:
        found.append(HEADERS["One-Time-Code"])
    return found


def responses(endpoint: Endpoint) -> dict[str, Any]:
    """What comes back when it is done, and every no."""
    schema = endpoint.answer if isinstance(endpoint.answer, dict) else {"$ref": REF.format(name=endpoint.answer.__name__)}
    done = {"description": "OK", "content": {"application/json": {"schema": schema}}}
    no = {"$ref": "#/components/responses/Problem"}
    return {**{str(status): done for status in endpoint.status}, "4XX": no, "5XX": no}


def request_body(body: Body, language: str) -> dict[str, Any]:
    """The body of a call."""
    if body.file:
        schema: dict[str, Any] = loose(json_schema(body.form, language)) if body.form else {"type": "object", "properties": {}}
        schema["properties"]["file"] = {"type": "string", "contentMediaType": "application/octet-stream"}
        schema["required"] = [*schema.get("required", ()), "file"]
        return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    return {"required": True, "content": {"application/json": {"schema": body_schema(body, language)}}}


def body_schema(body: Body, language: str) -> dict[str, Any]:
    """A fixed shape, a declaration's form, or an act's small form."""
    if body.shape is not None:
        return {"$ref": REF.format(name=body.shape.__name__)}
    forms = GOODS_FORMS if body.goods else FORMS
    whole = {"anyOf": [{"$ref": REF.format(name=f"Form_{mode}")} for mode in forms]}
    if body.trip == "whole":
        return whole
    schema = loose(json_schema(body.form or Form("empty", ()), language))
    if body.trip:
        some = {"anyOf": [{"$ref": REF.format(name=f"Changes_{mode}")} for mode in forms]}
        schema["properties"]["changes"] = some
        if body.trip == "changes":
            schema["required"] = [*schema.get("required", ()), "changes"]
    return schema


def loose(schema: dict[str, Any]) -> dict[str, Any]:
    """Fields we do not know are left out with a warning; null means unanswered."""
    return {name: loose(value) if name == "items" and isinstance(value, dict) else value
            for name, value in schema.items() if name != "additionalProperties"} | (
        {"properties": {name: loose(inner) for name, inner in schema["properties"].items()}} if "properties" in schema else {})


def schemas(language: str) -> dict[str, Any]:
    """Every shape and form by its name."""
    shapes = [e.answer for e in ENDPOINTS if not isinstance(e.answer, dict)] + [e.body.shape for e in ENDPOINTS if e.body and e.body.shape]
    _, found = msgspec.json.schema_components([*dict.fromkeys(shapes), Problem], ref_template=REF)
    for mode, form in {**FORMS, **GOODS_FORMS}.items():
        whole = loose(json_schema(form, language))
        found[f"Form_{mode}"] = whole
        found[f"Changes_{mode}"] = {name: value for name, value in whole.items() if name != "required"}
    return found


def shown(call: Call) -> Reply:
    """The description in the caller's language."""
    return Reply(document(call.language))


ENDPOINT = Endpoint("GET", "openapi.json", "openapi", Words("Mô tả giao tiếp", "Interface description", "接口描述"), shown, {"type": "object"}, "reference")
