"""What a machine sends, read: media type, size, depth, JSON, fields."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.http.multipartparser import MultiPartParserError

from thongquan.api.call import Call
from thongquan.api.endpoint import Body, Endpoint
from thongquan.core.digits import natural
from thongquan.core.form import Form
from thongquan.core.reading import JSON as MACHINES
from thongquan.core.refused import Finding, Refused, RulesBroken

MOST_BYTES = 1 << 20
MOST_FILE_BYTES = 12 << 20
MOST_DEPTH = 16
JSON = re.compile(r"application/(?:[\w.+-]+\+)?json", re.ASCII | re.IGNORECASE)
WHERE = re.compile(r" - at `\$(.*)`$")
STEP = re.compile(r"\.(\w+)|\[(\d+)\]", re.ASCII)


def read(endpoint: Endpoint, call: Call) -> str:
    """Fill in the call's query and body, and return the body's fingerprint."""
    if endpoint.query is not None:
        call.query = fields(endpoint.query, {name: values[-1] for name, values in call.request.GET.lists()})
    if endpoint.body is None:
        return ""
    if endpoint.body.file:
        return multipart(endpoint.body, call)
    content = content_of(call)
    if endpoint.body.shape is not None:
        call.raw = structure(endpoint.body.shape, content)
        return fingerprint(content)
    call.raw = document(content)
    call.values = asked(endpoint.body, call.raw)
    return fingerprint(msgspec.json.encode(call.raw, order="sorted"))


def fingerprint(content: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def not_longer(call: Call, most: int) -> None:
    """Refuses a body that announces more than `most` bytes (BIG-01), or announces its length in no number (GEN-400)."""
    announced = natural(call.request.META.get("CONTENT_LENGTH") or "0")
    if announced is None:
        raise Refused("GEN-400")
    if announced > most:
        raise Refused("BIG-01", most=most)


def content_of(call: Call) -> bytes:
    """The bytes of a JSON body; an absent body is an empty object."""
    not_longer(call, MOST_BYTES)
    content: bytes = call.request.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused("BIG-01", most=MOST_BYTES)
    if not content:
        return b"{}"
    if not JSON.fullmatch((call.request.content_type or "").strip()):
        raise Refused("GEN-415")
    return content


def document(content: bytes) -> Any:
    """JSON as RFC 8259 has it, an object of at most sixteen levels."""
    try:
        found = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused("GEN-400") from None
    if not isinstance(found, dict):
        raise RulesBroken([Finding("FRM-03", "", {"example": "{}"})])
    if deeper(found, MOST_DEPTH):
        raise Refused("GEN-400")
    return found


def deeper(found: Any, most: int) -> bool:
    """Whether a value is nested in more than `most` levels; without recursion."""
    level: list[Any] = [found]
    for _ in range(most):
        level = [inner for value in level if isinstance(value, dict | list) for inner in (value.values() if isinstance(value, dict) else value)]
        if not level:
            return False
    return True


def structure(shape: type[msgspec.Struct], content: bytes) -> Any:
    """A fixed structure; what does not fit is told with its place."""
    try:
        return msgspec.json.decode(content, type=shape)
    except msgspec.ValidationError as wrong:
        raise RulesBroken([Finding("FRM-03", pointer_of(str(wrong)), {"example": "–"})]) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused("GEN-400") from None


def pointer_of(message: str) -> str:
    """The JSON pointer of msgspec's `$.drivers[0].name`, or of the field it misses."""
    found = WHERE.search(message)
    steps = [name or number for name, number in STEP.findall(found[1])] if found else []
    if missing := re.search(r"missing required field `(\w+)`", message):
        steps.append(missing[1])
    return "".join(f"/{step}" for step in steps)


def fields(form: Form, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a form; every blocking finding refuses."""
    values, findings = form.read(raw, language=MACHINES)
    if any(finding.blocks for finding in findings):
        raise RulesBroken(findings)
    return values


def asked(body: Body, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an act's own fields; a declaration's form is read by the act itself."""
    if body.trip == "whole":
        return {}
    values = fields(body.form, {name: value for name, value in raw.items() if name != "changes"}) if body.form else {}
    if body.trip:
        changes = raw.get("changes")
        if changes is None and body.trip == "changes":
            raise RulesBroken([Finding("FRM-01", "/changes")])
        if changes is not None and not isinstance(changes, dict):
            raise RulesBroken([Finding("FRM-03", "/changes", {"example": "{}"})])
        values["changes"] = changes
    return values


def multipart(body: Body, call: Call) -> str:
    """A form with one file under `file`."""
    request = call.request
    not_longer(call, MOST_FILE_BYTES)
    if request.content_type != "multipart/form-data":
        raise Refused("GEN-415")
    try:
        texts, file = request.POST.dict(), request.FILES.get("file")
    except RequestDataTooBig:
        raise Refused("BIG-01", most=MOST_FILE_BYTES) from None
    except (MultiPartParserError, SuspiciousOperation, TooManyFilesSent, UnicodeDecodeError):
        raise Refused("GEN-400") from None
    if file is None:
        raise RulesBroken([Finding("FRM-01", "/file")])
    content = file.read()
    call.values = {**(fields(body.form, texts) if body.form else {}), "content": content, "name": file.name or "file"}
    return fingerprint(repr(sorted(texts.items())).encode() + content)
