"""Exactly what the trader will read of a decision, before it is sent and after."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST

from thongquan.catalog.common_needs import COMMON_NEEDS
from thongquan.core.refused import NotFound
from thongquan.queries.report.dossier import Dossier, declaration, dossier_of
from thongquan.web.central import words
from thongquan.web.central.panels import MOST_POINTS, language_of, needed
from thongquan.web.central.points import point_said
from thongquan.web.central.queue import DECIDES
from thongquan.web.shared.allow import allow
from thongquan.web.shared.tongue import tongue

#: acts whose coded reason the trader reads, and the list it is taken from
TOLD = {"agree": "agree", "refuse": "refuse", "inspect": "inspect", "hold": "hold", "ask": "", "countersign": "agree"}


def points_of(posted: QueryDict, language: str) -> list[dict[str, str]]:
    """The rows of a request: what was typed, or the common need that was chosen with its own field and rule."""
    rows = []
    for n in range(MOST_POINTS):
        row = {key: posted.get(f"points-{n}-{key}", "").strip()[:600] for key in ("field", "rule", "need")}
        rows.append(completed(row, posted.get(f"points-{n}-common", ""), language))
    return [row for row in rows if row["need"] or row["field"] or row["rule"]]


def completed(row: dict[str, str], common: str, language: str) -> dict[str, str]:
    """A row filled up from a common need; what the officer typed himself stays."""
    from_list = COMMON_NEEDS.get(common)
    if from_list is None:
        return row
    return {"field": row["field"] or f"/{from_list.field}".rstrip("/") or "/documents", "rule": row["rule"] or from_list.rule,
            "need": row["need"] or str(needed(common, language))}


def told(found: Dossier, act: str, posted: QueryDict, language: str) -> dict[str, Any]:
    """The sentence of the reason and the points, in one language."""
    if act == "ask":
        return {"sentence": "", "points": [point_said(found.row, point, language) for point in points_of(posted, language_of(found))], "note": ""}
    code = found.unsigned.reason_code if act == "countersign" and found.unsigned else posted.get("reason_code", "")
    reasons = words.REASONS[TOLD[act]]
    return {"sentence": reasons[code].say(language) if code in reasons else "…", "points": [],
            "note": posted.get("note", "").strip() if act == "refuse" else ""}


@allow(*DECIDES)
@require_POST
def reads(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """The text of an act in the trader's language and in the officer's."""
    if act not in TOLD:
        raise Http404(act)
    try:
        found = dossier_of(declaration(pk))
    except NotFound as gone:
        raise Http404(str(pk)) from gone
    languages = list(dict.fromkeys([language_of(found), tongue()]))
    said = [{"lang": "zh-Hans" if lang == "zh" else lang, **told(found, act, request.POST, lang)} for lang in languages]
    return render(request, "central/reads.html", {"said": said})
