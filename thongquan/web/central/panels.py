"""What each decision needs on the page: its reasons, its rows, what is asked, answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from thongquan.catalog.common_needs import COMMON_NEEDS
from thongquan.catalog.law import LAW
from thongquan.core.assignment_words import REASSIGN_REASONS
from thongquan.core.duty import TAXES
from thongquan.core.goods import CHANNELS
from thongquan.core.inspection import FORMS
from thongquan.core.refused import Refused
from thongquan.core.rule import local_day
from thongquan.core.words import Words
from thongquan.queries.declaration.facts import form_of
from thongquan.queries.report.dossier import Dossier, units_to_consult
from thongquan.web.central import words
from thongquan.web.central.compare import Compared, drawn, left_open, ticks
from thongquan.web.shared.sentences import advice, sentence
from thongquan.web.shared.tongue import named, say, tongue
from thongquan.web.trader.telling import changes_of

Panel = dict[str, Any]
Raw = Mapping[str, Any]
MOST_POINTS = 6


def of(code: str, found: Dossier, seen: Compared, request: HttpRequest, raw: Raw | None) -> Panel:
    """The panel of an act, with what was typed before."""
    typed = raw or {}
    return {"template": f"central/act_{code}.html", "typed": typed, **PANELS.get(code, _plain)(found, seen, request, typed)}


def _plain(found: Dossier, seen: Compared, request: HttpRequest, typed: Raw) -> Panel:
    return {}


def _reasoned(table: str) -> Callable[[Dossier, Compared, HttpRequest, Raw], Panel]:
    def panel(found: Dossier, seen: Compared, request: HttpRequest, typed: Raw) -> Panel:
        return {"reasons": words.reasons(table, typed.get("reason_code", ""))}

    return panel


def language_of(found: Dossier) -> str:
    """The language the declarant reads: Chinese for Chinese firms, else Vietnamese."""
    return "zh" if found.row.declarant.country == "CN" else "vi"


def _ask(found: Dossier, seen: Compared, request: HttpRequest, typed: Raw) -> Panel:
    """Rows of field, rule and need; a row of the comparison may be asked about at one stroke, common needs stand ready."""
    rows = [{"n": n, **{key: typed.get(f"points-{n}-{key}", "") for key in ("field", "rule", "need", "common")}} for n in range(MOST_POINTS)]
    kept = [row for row in rows if any(row[key] for key in ("field", "rule", "need", "common"))]
    about = seen.at(request.GET.get("about", ""))
    if not kept and about is not None:
        told = drawn(about)
        need = _("%(field)s: declared %(declared)s, elsewhere %(found)s. Correct it, or explain and prove it.") % {
            "field": told["label"], "declared": told["declared"], "found": told["found"] or "–"}
        kept = [{"field": about.pointer, "rule": "", "need": need, "common": ""}]
    shown = kept or [{"field": "", "rule": "", "need": "", "common": ""}]
    fields = [(row.pointer, _place(row)) for row in seen.rows]
    common = [(need.code, say(need.title)) for need in COMMON_NEEDS.values()]
    return {"points": [{**row, "n": n} for n, row in enumerate(shown[:MOST_POINTS])], "fields": fields, "common": common, "most": MOST_POINTS,
            "codes": words.RULE_CODES, "used_up": _used_up(found, request) if not typed else None}


def _used_up(found: Dossier, request: HttpRequest) -> dict[str, str] | None:
    """What the officer reads instead of the form once every round of questions is used."""
    most = int(LAW.value("request.rounds", on=local_day(request.at)))  # type: ignore[attr-defined]  # set by the middleware
    refused = Refused("ASK-02", most=most).findings[0]
    return {"says": sentence(refused), "do": advice(refused)} if found.row.rounds >= most else None


def _place(row: Any) -> str:
    """A field as it stands in a list: its line before it."""
    label = row.field.label.say(tongue())
    return _("Line %(line)s: %(field)s") % {"line": row.line, "field": label} if row.line else str(label)


def _inspect(found: Dossier, seen: Compared, request: HttpRequest, typed: Raw) -> Panel:
    chosen, forms = _several(typed, "lines"), _several(typed, "forms") or ["officer"]
    lines = [(line.number, f"{line.number}. {line.hs} {line.name}"[:90], str(line.number) in chosen) for line in seen.facts.lines]
    return {"reasons": words.reasons("inspect", typed.get("reason_code", "")), "lines": lines,
            "forms": [(code, say(told), code in forms) for code, told in FORMS.items()]}


def _several(typed: Raw, name: str) -> list[str]:
    return list(typed.getlist(name)) if hasattr(typed, "getlist") else []


def _mark(found: Dossier, seen: Compared, request: HttpRequest, typed: Raw) -> Panel:
    about = seen.at(typed.get("field") or request.GET.get("about", ""))
    told = drawn(about) if about else {}
    return {"reasons": words.reasons("finding", typed.get("code") or told.get("about", "")), "fields": [(row.pointer, _place(row)) for row in seen.rows],
            "field": about.pointer if about else "", "declared": typed.get("declared") or told.get("declared", ""),
            "found": typed.get("found") or told.get("found", "")}


def _consult(found: Dossier, seen: Compared, request: HttpRequest, typed: Raw) -> Panel:
    return {"units": [(unit.code, named(unit), unit.code == typed.get("unit")) for unit in units_to_consult(request.actor)]}  # type: ignore[attr-defined]


def _advise(found: Dossier, seen: Compared, request: HttpRequest, typed: Raw) -> Panel:
    return {"request": found.open_request("consult")}


def _amendment(found: Dossier, seen: Compared, request: HttpRequest, typed: Raw) -> Panel:
    row = found.open_request("amend")
    return {"request": row, "pairs": changes_of(form_of(found.row.direction), row.before, row.after) if row else []}


def _cancellation(found: Dossier, seen: Compared, request: HttpRequest, typed: Raw) -> Panel:
    row = found.open_request("cancel")
    return {"request": row, "why": words.reason(row.reason_code) if row else ""}


def _countersign(found: Dossier, seen: Compared, request: HttpRequest, typed: Raw) -> Panel:
    return {"decision": found.unsigned, "why": words.reason(found.unsigned.reason_code) if found.unsigned else ""}


def _agency(found: Dossier, seen: Compared, request: HttpRequest, typed: Raw) -> Panel:
    return {"checks": found.waiting, "check": typed.get("check", "")}


def _let_on(found: Dossier, seen: Compared, request: HttpRequest, typed: Raw) -> Panel:
    return {"checks": [check for check in found.waiting if check.mode == "wait"], "check": typed.get("check", "")}


def _override(found: Dossier, seen: Compared, request: HttpRequest, typed: Raw) -> Panel:
    channels = [(code, say(words.CHANNEL_WORDS[code]), code == typed.get("channel")) for code in CHANNELS if code != found.row.channel]
    return {"reasons": words.reasons("override", typed.get("reason_code", "")), "channels": channels}


def _reassign(found: Dossier, seen: Compared, request: HttpRequest, typed: Raw) -> Panel:
    return {"reasons": [{"code": code, "words": say(told), "chosen": code == typed.get("reason_code"), "plain": True}
                        for code, told in REASSIGN_REASONS.items()]}


def _agree(found: Dossier, seen: Compared, request: HttpRequest, typed: Raw) -> Panel:
    """What is still open: marked differences stand against it, points that were not ticked are only asked about once."""
    return {"reasons": words.reasons("agree", typed.get("reason_code", "")), "open": len(found.open_findings), "differences": seen.differences,
            "unticked": left_open(ticks(typed)) if typed else []}


def _refund(found: Dossier, seen: Compared, request: HttpRequest, typed: Raw) -> Panel:
    row = found.refund
    parts = [(say(TAXES.get(part["kind"], part["kind"])), -part["amount"]) for part in row.after["parts"]] if row else []
    return {"request": row, "parts": parts}


PANELS: dict[str, Callable[[Dossier, Compared, HttpRequest, Raw], Panel]] = {
    "agree": _agree, "refuse": _reasoned("refuse"), "hold": _reasoned("hold"), "inspect": _inspect, "ask": _ask, "mark": _mark, "consult": _consult,
    "advise": _advise, "amendment": _amendment, "cancellation": _cancellation, "countersign": _countersign, "send_back": _countersign, "agency": _agency,
    "let_on": _let_on, "override": _override, "reassign": _reassign, "refund": _refund,
}


def needed(code: str, language: str) -> Words | str:
    """The sentence of a common need, as the declarant reads it."""
    need = COMMON_NEEDS.get(code)
    return need.need.say(language) if need else ""
