"""Every no as problem+json (RFC 9457): code, pointer, what is wrong, what to do."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import msgspec

from thongquan.api.call import Call, Reply, language_of
from thongquan.api.keys import NoKey
from thongquan.api.shapes import Found, Problem
from thongquan.core.refusals import explain
from thongquan.core.refused import Conflict, Finding, NotAllowed, NotFound, Refused, TryLater

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 2

#: kind of refusal -> status; the first that fits
STATUSES: tuple[tuple[type[Refused], int], ...] = (
    (NoKey, 401), (NotFound, 404), (NotAllowed, 403), (Conflict, 409), (TryLater, 503), (Refused, 422),
)
#: codes whose status says more than their kind
BY_CODE = {"GEN-400": 400, "GEN-405": 405, "GEN-415": 415, "GEN-429": 429, "GEN-500": 500, "BIG-01": 413, "IDM-03": 400}
HEADERS: dict[int, dict[str, str]] = {401: {"WWW-Authenticate": 'Bearer realm="thongquan"'}, 503: {"Retry-After": str(RETRY_SECONDS)}}


def found(finding: Finding, language: str) -> Found:
    """A finding with its words."""
    said = explain(finding.code, finding.values, language)
    return Found(finding.code, finding.pointer, said.says, said.do, finding.blocks)


def founds(findings: Sequence[Finding], language: str) -> list[Found]:
    """Findings with their words, in their order."""
    return [found(one, language) for one in findings]


def status_of(refused: Refused) -> int:
    """The HTTP status of a refusal."""
    return BY_CODE.get(refused.code) or next(status for kind, status in STATUSES if isinstance(refused, kind))


def problem(refused: Refused, call: Call, **headers: str) -> Reply:
    """The reply that says no."""
    return told(refused, call.language, call.request_id, **headers)


def told(refused: Refused, language: str, request_id: str, **headers: str) -> Reply:
    """A refusal in a language, under the number of its request."""
    status = status_of(refused)
    listed = founds(refused.findings, language)
    first = next((one for one in listed if one.blocks), listed[0])
    end = "。" if language == "zh" else ". "
    detail = f"{first.says.rstrip('.。')}{end}{first.do}"
    shown = Problem(f"/api/v1/rulebook/{first.code}", first.says, status, first.code, detail, request_id, listed)
    return Reply(msgspec.json.encode(shown), status, {**HEADERS.get(status, {}), **retry(refused), **headers}, MEDIA_TYPE)


def retry(refused: Refused) -> dict[str, str]:
    """When the same call may be sent again, for the refusals that pass by themselves."""
    waits = {"IDM-02": RETRY_SECONDS, "GEN-429": refused.findings[0].values.get("seconds", RETRY_SECONDS)}
    return {"Retry-After": str(waits[refused.code])} if refused.code in waits else {}


#: what the server's own front refuses before a call begins: status -> code
AT_THE_FRONT = {400: "GEN-400", 408: "GEN-400", 413: "BIG-01", 503: "GEN-503"}


def at_the_front(status: int, accept_language: str) -> Reply:
    """A refusal of the server's front, as a machine wants to read it."""
    code = AT_THE_FRONT.get(status, "GEN-400")
    kind = TryLater if status == 503 else Refused
    return told(kind(code), language_of(accept_language), uuid.uuid4().hex)
