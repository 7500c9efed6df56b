"""What each decision needs on the page: its reasons, its rows, what is asked, answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from thongquan.catalog.law import LAW
from thongquan.core import rules
from thongquan.core.forms import FORMS
from thongquan.core.rule import local_day
from thongquan.models import DeclarationRequest
from thongquan.queries.crossing import desk
from thongquan.queries.crossing.case import Case
from thongquan.web.desk import words
from thongquan.web.shared.clock import day, hour
from thongquan.web.shared.tongue import tongue
from thongquan.web.trader.telling import changes_of

Panel = dict[str, Any]
Raw = Mapping[str, Any]


def of(code: str, found: Case, request: HttpRequest, raw: Raw | None) -> Panel:
    """The panel of an act, with what was typed before."""
    typed = raw or {}
    return {"template": f"desk/act_{code}.html", "typed": typed, **PANELS.get(code, _plain)(found, request, typed)}


def _plain(found: Case, request: HttpRequest, typed: Raw) -> Panel:
    return {}


def _points(found: Case, request: HttpRequest, typed: Raw) -> Panel:
    """Rows of field, rule and need; a rule that speaks may be asked about at one click."""
    rows = [{"n": n, **{key: typed.get(f"points-{n}-{key}", "") for key in ("field", "rule", "need")}} for n in range(MOST_POINTS)]
    kept = [row for row in rows if any(row[key] for key in ("field", "rule", "need"))]
    if not kept and request.GET.get("about"):
        kept = [{"field": request.GET.get("field", "")[:40], "rule": request.GET["about"][:12], "need": _need(found, request.GET["about"])}]
    shown = kept or [{"field": "", "rule": "", "need": ""}]
    form = FORMS[found.row.mode]
    fields = [(f.name, f.label.say(tongue())) for f in form.asked(found.row.body) if f.asked_when != "by_platform"]
    return {"points": [{**row, "n": n} for n, row in enumerate(shown[:MOST_POINTS])], "fields": fields,
            "most": MOST_POINTS, "codes": sorted({f.code for f in found.findings} or rules.BOOK.rules)}


MOST_POINTS = 8


def _need(found: Case, code: str) -> str:
    """The advice of the rule asked about, in the declarant's language, to start from."""
    finding = next((f for f in found.findings if f.code == code), None)
    return rules.advice(finding, language_of(found)) if finding else ""


def language_of(found: Case) -> str:
    """The language the declarant reads: Chinese for Chinese carriers, else Vietnamese."""
    return "zh" if found.row.declarant.country == "CN" else "vi"


def _return(found: Case, request: HttpRequest, typed: Raw) -> Panel:
    chosen = set(typed.getlist("reasons")) if hasattr(typed, "getlist") else set()
    reasons = words.reason_choices("return")
    return {**_points(found, request, typed), "reasons": [{**r, "chosen": r["code"] in chosen} for r in reasons]}


def _check(found: Case, request: HttpRequest, typed: Raw) -> Panel:
    usual = "channel" if found.row.channel == "physical" else ""
    return {"reasons": words.reason_choices("check", typed.get("reason_code") or usual)}


def _record(found: Case, request: HttpRequest, typed: Raw) -> Panel:
    return {"results": words.reason_choices("check_result", typed.get("result", "")),
            "check": next((check for check in found.checks if check.done_at is None), None)}


def _hold(found: Case, request: HttpRequest, typed: Raw) -> Panel:
    return {"reasons": words.reason_choices("hold", typed.get("reason_code", ""))}


def _amendment(found: Case, request: HttpRequest, typed: Raw) -> Panel:
    row = found.open_request("amend")
    return {"request": row, "pairs": changes_of(FORMS[found.row.mode], row.before, row.after) if row else []}


def _cancellation(found: Case, request: HttpRequest, typed: Raw) -> Panel:
    row = found.open_request("cancel")
    return {"request": row, "why": words.reason(row.reason_code) if row else ""}


def _extension(found: Case, request: HttpRequest, typed: Raw) -> Panel:
    row, due = found.open_request("extend"), found.row.due_back_at
    hours = int(row.after.get("hours", 0)) if row else 0
    return {"request": row, "why": words.reason(row.reason_code) if row else "", "hours": hours, "until": due + timedelta(hours=hours) if due else None,
            "most": int(LAW.value("border_delivery.extension_hours", on=local_day(request.at)))}


def _violation(found: Case, request: HttpRequest, typed: Raw) -> Panel:
    return {"violation": next((v for v in found.violations if v.state == "draft"), None)}


def _prolong(found: Case, request: HttpRequest, typed: Raw) -> Panel:
    end = (found.row.valid_until or request.at) + timedelta(hours=24)
    return {"day": typed.get("until-day") or day(end, found.row.gate), "hour": typed.get("until-time") or hour(end, found.row.gate)}


PANELS: dict[str, Callable[[Case, HttpRequest, Raw], Panel]] = {
    "ask": _points, "return": _return, "order_check": _check, "record_check": _record, "hold": _hold, "amendment": _amendment,
    "cancellation": _cancellation, "extension": _extension, "violation": _violation, "prolong": _prolong,
}


def talk(found: Case) -> list[dict[str, Any]]:
    """Everything asked and answered on this case, newest first."""
    names = desk.names_of([*(r.asked_by for r in found.requests), *(r.decided_by for r in found.requests)])
    return [_said(found, row, names) for row in found.requests]


def _said(found: Case, row: DeclarationRequest, names: dict[int, str]) -> dict[str, Any]:
    form = FORMS[found.row.mode]
    points = [{"field": f.label.say(tongue()) if (f := form.named.get(p.get("field", ""))) else "", "rule": p.get("rule", ""),
               "why": words.reason(p["reason"]) if p.get("reason") else "", "need": p.get("need", "")} for p in row.points]
    return {"row": row, "words": words.REQUEST_WORDS.get(row.kind, row.kind), "points": points, "by": names.get(row.asked_by or 0, ""),
            "decided": names.get(row.decided_by or 0, ""), "why": words.reason(row.reason_code) if row.reason_code and not points else "",
            "pairs": changes_of(form, row.before, row.after) if row.kind == "amend" else []}
