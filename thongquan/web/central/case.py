"""The review of one dossier: declaration, documents, registers, pages, the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from thongquan.actions.access.looks import looked_at
from thongquan.catalog.law import LAW
from thongquan.core import dossier, rules
from thongquan.core.actor import Actor
from thongquan.core.assignment_rule import KIND_WORDS
from thongquan.core.flows.goods import STATES
from thongquan.core.inspection import FORMS as INSPECTED
from thongquan.core.licence import FIELD_WORDS, stands
from thongquan.core.refused import Finding
from thongquan.core.rule import local_day
from thongquan.models import GoodsFinding, GoodsRequest, Selection
from thongquan.queries.assignment.work import why, works
from thongquan.queries.clearance import lanes_of
from thongquan.queries.report import dossiers as queues
from thongquan.queries.report.dossier import Dossier, declaration, dossier_of, earlier, people
from thongquan.queries.report.follow import ESCALATION
from thongquan.queries.review import looks_blindly
from thongquan.web.central import acts, compare, panels, papers, risk, words
from thongquan.web.central.points import label_of, point_said
from thongquan.web.central.queue import LOOKS
from thongquan.web.central.rows import clock_of
from thongquan.web.shared.allow import allow
from thongquan.web.shared.lanes import row_of
from thongquan.web.shared.sentences import advice, sentence
from thongquan.web.shared.tongue import cited, named, say, tongue


@allow(*LOOKS)
@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a dossier; looking at it is kept. Whoever looks a second time blindly has the page of his review alone."""
    row = declaration(pk)
    if looks_blindly(row.pk, by=request.actor):
        return redirect("review:of", row.pk)
    looked_at("goods", row.pk, declarant_id=row.declarant_id, office_id=row.team_id or row.office_id, by=request.actor, at=request.at)
    return page(request, dossier_of(row))


def page(request: HttpRequest, found: Dossier, *, findings: Sequence[Finding] = (), raw: Mapping[str, Any] | None = None,
         act: str = "", status: int = 200) -> HttpResponse:
    """Everything of one dossier; `findings` are what stood against the act that was tried, `raw` what was typed."""
    row, by, at = found.row, request.actor, request.at
    seen = compare.compared(found, at)
    head, lines = compare.parts(seen.rows)
    needs = _needs(found, seen, at)
    missing = [need for need in needs if need["state"] == "missing"]
    offered = acts.open_to(found, by)
    codes = {one.code for one in offered}
    wanted = act or request.GET.get("act", "")
    chosen = wanted if wanted in codes else (offered[0].code if offered else "")
    queue = request.GET.get("queue") or request.POST.get("queue") or "mine"
    task = found.task
    context = {
        "case": found, "row": row, "lanes": row_of(row, lanes_of([row.pk]).get(row.pk, {})), "number": words.number(row), "now": at,
        "queue": queue if queue in queues.QUEUES else "mine",
        "state": (say(STATES[row.state]), *words.STATE_SIGNS.get(row.state, ("wait", "wait"))),
        "channel": (say(words.CHANNEL_WORDS[row.channel]), *words.CHANNEL_SIGNS[row.channel]) if row.channel else None,
        "direction": words.DIRECTION_WORDS[row.direction], "clock": clock_of(works([task], at)[0] if task and task.done_at is None else None),
        "head": head, "lines": lines, "differences": seen.differences, "points": compare.checklist(seen, found, len(missing), raw or {}),
        "why": why_channel(found.chosen), "risk": risk.said(row.pk, row.direction),
        "papers": papers.listed(found, request.GET.get("paper", ""), request.GET.get("leaf", ""), seen.rows),
        "needs": needs, "rules": _rules(found, seen, at), "talk": talk(found, by), "checks": _checks(found),
        "found_marks": [_marked(found, one) for one in found.findings],
        "work": _work(found), "why_me": why(task, tongue()) if task and task.officer_id == by.id else None, "mine": acts.mine(found, by),
        "may_take": acts.mine(found, by) and task is not None and task.state == "assigned", "own": acts.own(found, by),
        "earlier": earlier(row), "decisions": [(one, words.reason(one.reason_code), compare.left_open(one.checklist)) for one in found.decisions],
        "acts": [acts.as_link(one, chosen) for one in offered], "act": acts.NAMED.get(chosen),
        "panel": panels.of(chosen, found, seen, request, raw) if chosen else {}, "orders": [_order(one) for one in found.orders],
        "most_rounds": int(LAW.value("request.rounds", on=local_day(at))), "hold_why": words.reason(row.hold_reason) if row.held_at else "",
        "findings": [f for f in findings if f.blocks], "wrong": [(sentence(f), advice(f), f.code) for f in findings if f.blocks],
        "done": request.session.pop("central_done", ""),
    }
    return render(request, "central/case.html", context, status=status)


def why_channel(chosen: list[Selection]) -> list[dict[str, Any]]:
    """What put the declaration into its channel, in words, for officers alone."""
    if not chosen:
        return []
    last = chosen[0]
    return [{"says": compare.tongue_of(reason["words"]), "code": reason["code"], "lines": ", ".join(map(str, reason.get("lines", ())))}
            for reason in last.reasons]


def _needs(found: Dossier, seen: compare.Compared, at: Any) -> list[dict[str, Any]]:
    """The documents the law wants: there, missing, or only a help."""
    day = local_day(found.row.registered_at or at)
    have = dossier.held(seen.facts) | {paper.kind for paper in found.papers}
    return [{"says": say(need.words), "why": say(need.why), "cites": cited(need.cites.text),
             "state": "there" if need.kind in have else "advised" if need.advised else "missing"} for need in dossier.required(seen.facts, LAW, day)]


def _rules(found: Dossier, seen: compare.Compared, at: Any) -> list[dict[str, Any]]:
    """The rules that spoke at registration and still speak."""
    told = []
    for finding in rules.judge("goods.register", seen.facts, LAW, found.row.registered_at or at):
        law = rules.BOOK.rules.get(finding.code)
        told.append({"code": finding.code, "says": sentence(finding), "blocks": finding.blocks, "cites": cited(law.cites.text) if law else "",
                     "pointer": finding.pointer})
    return told


def talk(found: Dossier, by: Actor) -> list[dict[str, Any]]:
    """Everything asked and answered, newest first, with names for officers; a call to the head is not for those it is about."""
    about = found.worked_by(by.id)
    shown = [one for one in found.requests if one.kind != ESCALATION or not about]
    names = people([*(r.asked_by for r in shown), *(r.decided_by for r in shown)])
    return [_said(found, one, names) for one in shown]


def _said(found: Dossier, one: GoodsRequest, names: dict[int, str]) -> dict[str, Any]:
    points = [{"says": point_said(found.row, point, tongue()), "answer": one.answers[n] if n < len(one.answers) else ""} for n, point in enumerate(one.points)]
    return {"row": one, "words": words.REQUEST_WORDS.get(one.kind, one.kind), "points": points, "by": names.get(one.asked_by or 0, ""),
            "decided": names.get(one.decided_by or 0, ""), "why": words.reason(one.reason_code), "unit": named(one.to_unit) if one.to_unit else ""}


def _checks(found: Dossier) -> list[dict[str, Any]]:
    """What agencies were asked: each document with what differs in it, in words."""
    return [{"row": one, "differences": [(say(FIELD_WORDS[d["field"]]), d["declared"] or "–", say(stands(d["field"], d["permitted"])))
                                         for d in one.differences]} for one in found.checks]


def _marked(found: Dossier, one: GoodsFinding) -> dict[str, Any]:
    return {"row": one, "field": label_of(found.row, one.field, tongue()), "words": words.reason(one.code)}


def _work(found: Dossier) -> list[dict[str, Any]]:
    """Who has, or had, which part of the case."""
    names = people(task.officer_id for task in found.tasks)
    return [{"row": task, "kind": say(KIND_WORDS[task.kind]), "name": names.get(task.officer_id or 0, "")} for task in found.tasks]


def _order(one: Any) -> dict[str, Any]:
    """An inspection order: what is looked at, when, what came of it."""
    return {"row": one, "forms": [say(INSPECTED[form]) for form in one.forms if form in INSPECTED], "lines": ", ".join(map(str, one.lines)),
            "site": named(one.site) if one.site else "", "outcome": words.outcome(one.outcome)}
