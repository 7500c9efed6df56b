"""The dice behind each officer, for anybody: days of draws, their replay, their bundles."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from thongquan.core.assignment_words import KIND_WORDS, REDRAW_WORDS, finding_says
from thongquan.core.rule import local_day
from thongquan.queries.assignment.public import public_epochs, published, replayed
from thongquan.web.shared.allow import allow
from thongquan.web.shared.pace import OPENING, REPLAYING, paced
from thongquan.web.shared.tongue import named, say

SPANS = (7, 30, 90)


@allow.public
@require_GET
@paced(OPENING)
def listed(request: HttpRequest) -> HttpResponse:
    """The days of draws, newest first."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, SPANS) else SPANS[0]
    team, kind = request.GET.get("team", "")[:20], request.GET.get("kind", "")[:20]
    since = local_day(request.at) - timedelta(days=days)
    found = public_epochs(since=since)
    rows = [row for row in found if team in ("", row.unit.code) and kind in ("", row.kind)]
    return render(request, "public/draws.html", {
        "rows": [(row, say(KIND_WORDS[row.kind])) for row in rows], "teams": sorted({(row.unit.code, named(row.unit)) for row in found}),
        "kinds": [(code, say(words)) for code, words in KIND_WORDS.items()], "spans": SPANS, "days": days, "team": team, "kind": kind})


@allow.public
@require_GET
@paced(REPLAYING)
def epoch(request: HttpRequest, name: str) -> HttpResponse:
    """One day of draws, replayed; `digest` points to the case of whoever asks."""
    found = replayed(name)
    digest = request.GET.get("digest", "")[:64]
    rows = [as_row(draw) for draw in found.draws]
    return render(request, "public/draw_epoch.html", {
        "found": found, "row": found.epoch, "work": say(KIND_WORDS[found.epoch.kind]), "parties": [(party, found.epoch.commitments.get(party.code, ""))
                                                                                              for party in found.parties],
        "findings": [(finding, say(finding_says(finding.code))) for finding in found.findings], "draws": rows, "digest": digest,
        "mine": [row for row in rows if digest and row["digest"] == digest]})


def as_row(draw: dict[str, Any]) -> dict[str, Any]:
    """A draw as a line of the table: the chance is its weight among the weights of all who were eligible."""
    weights = draw["weights"]
    total = sum(weights.values())
    chance = 100 * weights[draw["officer"]] / total if total and draw["officer"] in weights else None
    return {"seq": draw["seq"], "at": datetime.fromisoformat(draw["at"]), "digest": draw["case"]["digest"], "eligible": len(weights), "chance": chance,
            "officer": draw["officer"], "again": say(REDRAW_WORDS[draw["reason"]]) if draw["reason"] in REDRAW_WORDS else ""}


@allow.public
@require_GET
@paced(REPLAYING)
def bundle_file(request: HttpRequest, name: str) -> HttpResponse:
    """Everything needed to replay the day elsewhere, with `thongquan draw verify`."""
    answer = HttpResponse(json.dumps(published(name), ensure_ascii=False), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{name.replace("/", "-")}.json"'
    return answer
