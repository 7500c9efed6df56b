"""The review of one declaration: what was declared beside what is known, the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from thongquan.actions.crossing.look import looked_at
from thongquan.catalog.law import LAW
from thongquan.core import rules
from thongquan.core.forms import FORMS
from thongquan.core.papers import KINDS
from thongquan.core.refused import Finding
from thongquan.core.rule import local_day
from thongquan.queries.clearance import on_board, on_no_pass
from thongquan.queries.crossing import desk
from thongquan.queries.crossing.case import Case, case_of, declaration
from thongquan.web.desk import acts, beside, panels, rows, words
from thongquan.web.desk.queue import LOOKS
from thongquan.web.shared.allow import allow
from thongquan.web.shared.sentences import advice, sentence
from thongquan.web.shared.tongue import cited, say, tongue
from thongquan.web.trader.telling import people

MOST_PAPERS = 9


@allow(*LOOKS)
@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a case; looking at it is kept."""
    row = declaration(pk)
    looked_at(row, by=request.actor, at=request.at)
    return page(request, case_of(row, request.at))


def page(request: HttpRequest, found: Case, *, findings: Sequence[Finding] = (), raw: Mapping[str, Any] | None = None,
         act: str = "", status: int = 200) -> HttpResponse:
    """Everything of one case; `findings` are what stood against the act that was tried, `raw` what was typed."""
    row, by = found.row, request.actor
    offered = acts.open_to(found, by)
    chosen = act or request.GET.get("act", "")
    chosen = chosen if chosen in {one.code for one in offered} else (offered[0].code if offered else "")
    queue = request.GET.get("queue") or request.POST.get("queue") or "all"
    before_line = row.state in ("submitted", "received", "asked", "checking", "accepted") and row.gate_id
    context = {
        "people": people(row.body.get("passenger_list") or ()),
        "aboard": on_board(row, None), "spare": on_no_pass(row.gate_id, (row.declarant_id,))[:5] if before_line else [],
        "case": found, "row": row, "number": words.number(row), "now": request.at, "queue": queue if queue in desk.QUEUES else "all",
        "clock": rows.clock(row, desk.Clocks.of([row.office_id], request.at), [r for r in found.requests if r.state == "open"], request.at),
        "regime": words.choice("regime", row.regime), "kind": words.choice("case", row.case),
        "why": rows.why(row, desk.words_of_rules([row])), "risk": rows.risk(row), "parts": beside.parts(found), "differences": beside.count(found),
        "holder": desk.names_of([row.taken_by]).get(row.taken_by or 0, ""), "mine": row.taken_by is not None and row.taken_by == by.id,
        "own": acts.own(found, by), "acts": [acts.as_link(one, chosen) for one in offered], "act": acts.NAMED.get(chosen),
        "panel": panels.of(chosen, found, request, raw) if chosen else {}, "rules": [_rule(f, row.mode) for f in found.findings],
        "papers": _papers(found, request.GET.get("paper", "")), "required": _required(found), "talk": panels.talk(found),
        "most_rounds": int(LAW.value("request.rounds", on=local_day(request.at))),
        "findings": [f for f in findings if f.blocks], "wrong": [(sentence(f), advice(f), f.code) for f in findings if f.blocks],
        "done": request.session.pop("desk_done", ""),
        "may_take": row.state == "submitted" and any(one.code == "ask" for one in offered),
    }
    return render(request, "desk/case.html", context, status=status)


def _rule(finding: Finding, mode: str) -> dict[str, Any]:
    """A rule that speaks: its sentence, its article, the field it points at."""
    law = rules.BOOK.rules.get(finding.code)
    field = FORMS[mode].at(finding.pointer)
    return {"code": finding.code, "says": sentence(finding), "blocks": finding.blocks, "cites": cited(law.cites.text) if law else "",
            "field": field.label.say(tongue()) if field else "", "pointer": finding.pointer.strip("/").split("/")[0]}


def _papers(found: Case, wanted: str) -> dict[str, Any]:
    """The papers with the case, one of them open."""
    shown = found.papers[:MOST_PAPERS]
    current = next((p for p in shown if str(p.document_id) == wanted), shown[0] if shown else None)
    return {"list": [{"row": p, "n": n, "says": say(KINDS.get(p.code, p.code)), "on": p is current} for n, p in enumerate(shown, 1)],
            "current": current, "says": say(KINDS.get(current.code, current.code)) if current else "",
            "picture": bool(current and current.document.media_type.startswith("image/"))}


def _required(found: Case) -> list[dict[str, Any]]:
    """The papers the law wants for this case: there, missing, or shown at the gate."""
    have = {paper.code for paper in found.papers}
    state = {True: "missing"}
    return [{"says": say(p.words), "why": say(p.why), "cites": cited(p.cites.text),
             "state": "there" if p.code in have else state.get(p.code in found.missing, "shown" if p.presented else "data")}
            for p in found.required]
