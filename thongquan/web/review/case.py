"""One review: declared, documents, registers and findings in four columns; the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thongquan.actions.access import looks
from thongquan.actions.document.apart import page_apart
from thongquan.catalog.goods_reasons import OUTCOMES, REVIEW_OUTCOMES
from thongquan.core.assignment_words import KIND_WORDS
from thongquan.core.digits import natural
from thongquan.core.duty import TAXES
from thongquan.core.flows.goods import STATES
from thongquan.core.refused import Finding, NotFound
from thongquan.core.uploads import Unfit
from thongquan.models import GoodsDocument, ReviewCase, Task
from thongquan.queries import review as looking
from thongquan.queries.assignment.work import why as why_me
from thongquan.queries.review import Reviewed
from thongquan.queries.review.queue import LEADS
from thongquan.web.review import words
from thongquan.web.review.queue import REVIEWERS
from thongquan.web.shared.allow import allow
from thongquan.web.shared.files import paper_answer, picture_answer
from thongquan.web.shared.sentences import advice, sentence
from thongquan.web.shared.tongue import say, tongue

#: what may be done, with icon and key
ACTS = {"clean": ("go", "T"), "amend": ("edit", "S"), "transfer": ("right", "C"), "violation": ("scale", "V"), "ask": ("help", "Y")}
MOST_PAPERS = 9
PDF = "application/pdf"
#: rows of findings on the page
FINDINGS = 4


@allow(*REVIEWERS)
@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a review; looking at it is kept."""
    found = looking.case_of(pk, by=request.actor, at=request.at)
    looks.looked_at("goods", found.declaration.pk, declarant_id=found.declaration.declarant_id, office_id=found.declaration.office_id,
                    by=request.actor, at=request.at)
    return page(request, found)


@allow(*REVIEWERS)
@require_GET
def of(request: HttpRequest, declaration: int) -> HttpResponse:
    """The review of a declaration that is this person's: the open one, else the one he decided."""
    rows = ReviewCase.objects.filter(declaration_id=declaration).order_by("-state", "-id")
    by = request.actor
    holds = Task.objects.filter(declaration_id=declaration, kind="review", officer_id=by.id, state__in=Task.HELD).exists()
    row = next((r for r in rows if (r.state == "waiting" and holds) or r.done_by == by.id), None)
    row = row or (rows.first() if by.is_any(*LEADS) else None)
    if row is None:
        raise NotFound("GEN-404")
    return redirect("review:case", row.pk)


def page(request: HttpRequest, found: Reviewed, *, findings: Sequence[Finding] = (), typed: Mapping[str, str] | None = None, act: str = "",
         status: int = 200) -> HttpResponse:
    """Everything of one review; `findings` are what stood against the act that was tried."""
    row, declaration = found.row, found.declaration
    leads = request.actor.is_any(*LEADS)
    decides = found.mine and row.state != "done"
    act = act or request.GET.get("act", "")
    act = act if act in ACTS else ("clean" if decides else "")
    wrong = [int(f["line"]) for f in row.findings if f.get("line")]
    blind = row.blind_of_id is not None and not leads
    draw = why_me(found.task, tongue()) if found.task is not None and found.mine and not blind else None
    context = {
        "found": found, "row": row, "declaration": declaration, "now": request.at, "leads": leads, "decides": decides, "act": act,
        "state": say(STATES[declaration.state]), "channel": words.channel(declaration.channel), "why": words.why(row, leads=leads),
        "band": words.band(row.band), "bars": words.BAND_SIGNS.get(row.band, 0),
        "clock": words.clock(row, request.at, paused=bool(found.task and found.task.paused_at)),
        "parts": beside(found), "papers": _papers(found, request.GET.get("paper", ""), request.GET.get("leaf", "")),
        "talk": talk(found), "checks": checks(found),
        "hats": [{"says": say(KIND_WORDS[hat.kind]), "alias": hat.alias, "mine": hat.mine} for hat in found.hats],
        "taxes": [(say(TAXES[kind]), amount) for kind, amount in declaration.statement.get("totals", {}).items() if kind in TAXES and amount],
        "acts": [{"code": code, "says": _("Ask for documents") if code == "ask" else say(REVIEW_OUTCOMES[code]), "icon": icon, "key": key, "on": code == act}
                 for code, (icon, key) in ACTS.items()] if decides else [],
        "choices": [(code, say(says)) for code, says in OUTCOMES.items() if code not in ("agrees", "sample")],
        "rows": finding_rows(typed or {}), "typed": typed or {}, "line_numbers": range(1, declaration.line_count + 1),
        "outcome": words.outcome(row.outcome) if row.state == "done" else None, "found_rows": [_found(f) for f in row.findings],
        "other": {"row": found.other, **words.outcome(found.other.outcome)} if found.other is not None and found.other.state == "done" else None,
        "sisters": looking.sisters(declaration, request.at, lines=wrong) if row.state == "done" and row.outcome != "clean" and found.mine else [],
        "fines": row.follow.get("lines", []) if leads or found.mine else [], "draw": draw,
        "wrong": [(sentence(f), advice(f), f.code) for f in findings], "findings": [f for f in findings if f.blocks],
        "done": request.session.pop("review_done", ""),
    }
    return render(request, "review/case.html", context, status=status)


def finding_rows(typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of findings as typed."""
    return [{"n": n, **{name: typed.get(f"{name}-{n}", "") for name in ("type", "line", "note")}} for n in range(FINDINGS)]


def _found(finding: Mapping[str, Any]) -> dict[str, Any]:
    return {"says": words.finding(str(finding["type"])), "line": finding.get("line"), "note": finding.get("note", "")}


def beside(found: Reviewed) -> list[dict[str, Any]]:
    """The four columns, header first, then line by line."""
    parts: dict[int, list[dict[str, Any]]] = {}
    for one in found.beside:
        value, source = words.registry(one)
        parts.setdefault(one.line, []).append({
            "label": words.label(found.declaration.direction, one.field, one.line), "declared": words.declared(one),
            "paper": words.said(one.field, one.paper) if one.paper else "",
            "paper_from": " · ".join(filter(None, (words.paper(one.paper_kind) if one.paper_kind else "", str(words.SOURCES.get(one.paper_source, ""))))),
            "registry": value, "registry_from": source, "found": words.finding(one.found), "found_by": words.FOUND_BY.get(one.found_by, ""),
            "differs": one.differs, "compared": bool(one.paper or value or one.found)})
    return [{"line": line, "rows": rows} for line, rows in parts.items()]


def _papers(found: Reviewed, wanted: str, leaf: str) -> dict[str, Any]:
    """The documents with the case, one of them open at one of its pages."""
    shown = found.papers[:MOST_PAPERS]
    current = next((p for p in shown if str(p.pk) == wanted), next((p for p in shown if p.document_id), None))
    held = current.document if current else None
    pages = held.pages if held else 0
    number = min(natural(leaf) or 1, max(pages, 1))
    return {"page": number, "pages": pages, "before": number - 1 if number > 1 else 0, "next": number + 1 if number < pages else 0,
            "drawn": bool(held and (held.media_type == PDF or held.media_type.startswith("image/"))),
            "list": [{"row": p, "n": n, "says": words.paper(p.kind), "on": p is current} for n, p in enumerate(shown, 1)], "current": current,
            "says": words.paper(current.kind) if current else "",
            "without": [{"says": words.paper(p.kind), "number": p.number, "day": p.day, "how": p.how} for p in found.papers if not p.document_id]}


def talk(found: Reviewed) -> list[dict[str, Any]]:
    """What was asked of the declarant and answered, newest first."""
    names = {"question": _("Question to the trader"), "amend": _("Asks for a change"), "cancel": _("Cancellation asked for"),
             "review": _("Documents asked for"),
             "review_amend": _("Asked to amend"), "reschedule": _("Another appointment asked for")}
    return [{"row": r, "says": names.get(r.kind, r.kind), "points": r.points, "answers": [a for a in r.answers if a]} for r in found.requests]


def checks(found: Reviewed) -> list[dict[str, Any]]:
    """What dossier check and inspection came to, as facts and without names."""
    told = [{"says": say(KIND_WORDS.get(label.kind, label.kind)), "at": label.at, "found": label.found,
             "what": words.finding(label.type) if label.type else ""} for label in found.labels]
    for order in found.inspections:
        if order.done_at is not None:
            told.append({"says": _("Result of the inspection"), "at": order.done_at, "found": order.outcome != "agrees",
                         "what": f"{words.finding(order.outcome)} {order.remarks}".strip()})
    return sorted(told, key=lambda one: one["at"])


def _of_case(request: HttpRequest, pk: int, document: int) -> GoodsDocument:
    """The paper, when it stands with the declaration of a review this person may see."""
    found = looking.case_of(pk, by=request.actor, at=request.at)
    row = GoodsDocument.objects.filter(declaration=found.declaration, document_id=document).select_related("document").first()
    if row is None or row.document is None:
        raise Http404(str(document))
    return row


@allow(*REVIEWERS)
@require_GET
def paper(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    """The file itself."""
    held = _of_case(request, pk, document).document
    assert held is not None
    return paper_answer(held)


@allow(*REVIEWERS)
@require_GET
def paper_small(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    """The small picture of its first page."""
    held = _of_case(request, pk, document).document
    if held is None or not held.thumbnail:
        raise Http404(str(document))
    return picture_answer(bytes(held.thumbnail))


@allow(*REVIEWERS)
@require_GET
def paper_leaf(request: HttpRequest, pk: int, document: int, number: int) -> HttpResponse:
    """One page as a picture to read: a picture as it is, a PDF drawn in a process of its own, else the small one kept."""
    held = _of_case(request, pk, document).document
    assert held is not None
    if held.media_type.startswith("image/"):
        return paper_answer(held)
    try:
        drawn = page_apart(bytes(held.content), number) if held.media_type == PDF else b""
    except Unfit:
        drawn = b""
    drawn = drawn or bytes(held.thumbnail or b"")
    if not drawn:
        raise Http404(str(document))
    return picture_answer(drawn)
