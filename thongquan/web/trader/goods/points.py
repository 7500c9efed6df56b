"""Points of a request: the field that is meant, its present answer, what was said about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from thongquan.catalog.law import LAW
from thongquan.core.digits import natural
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration, GoodsDocument, GoodsRequest
from thongquan.queries.declaration.facts import form_of
from thongquan.queries.report.follow import APART
from thongquan.web.shared.boxes import shown
from thongquan.web.shared.tongue import say, tongue
from thongquan.web.trader import telling
from thongquan.web.trader.goods.story import REASONS

#: kinds of field whose new value is typed in one box
PLAIN = ("text", "decimal", "whole", "day", "choice")


def question_of(row: GoodsDeclaration, raw: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
    """The open question with its points, each with the field that is meant and its present answer."""
    asked = row.requests.filter(kind="question", state="open").first()
    if asked is None:
        return None
    papers = GoodsDocument.objects.filter(declaration=row, round=asked.round).select_related("document").defer("document__content", "document__thumbnail")
    most = int(LAW.value("request.rounds", on=local_day(asked.asked_at)))
    return {"row": asked, "most": most, "points": [point_of(row, n, point, raw or {}) for n, point in enumerate(asked.points)], "papers": list(papers)}


def point_of(row: GoodsDeclaration, n: int, point: Mapping[str, str], raw: Mapping[str, Any]) -> dict[str, Any]:
    """One point: the field in words, the rule, the need, and a box for a correction where one box is enough."""
    pointer = "/" + str(point.get("field", "")).strip("/")
    target, value = form_of(row.direction).at(pointer), value_at(row.body, pointer)
    parts = pointer.strip("/").split("/")
    place = natural(parts[1]) if len(parts) > 2 else None
    line = None if place is None else place + 1
    plain = target is not None and target.kind in PLAIN and (value is not None or line is None)
    return {
        "n": n, "label": target.label.say(tongue()) if target else point.get("field", ""), "line": line, "rule": point.get("rule", ""),
        "need": point.get("need", ""), "value": shown(target.kind, value, tongue())[0] if target and plain else "", "plain": plain,
        "choices": [(c.code, say(c.words)) for c in target.choices] if target and plain else [], "answer": raw.get(f"answer-{n}", ""),
        "typed": raw.get(f"value-{n}"), "current": value,
    }


def value_at(body: Mapping[str, Any], pointer: str) -> Any:
    """What the stored form holds at a pointer; None for nothing."""
    found: Any = body
    for step in pointer.strip("/").split("/"):
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, list) and (place := natural(step)) is not None and place < len(found):
            found = found[place]
        else:
            return None
    return found


def requests_of(row: GoodsDeclaration) -> list[dict[str, Any]]:
    """Earlier questions, amendments, cancellations; never what units say among themselves."""
    found = row.requests.exclude(kind__in=APART).order_by("-id")
    return [told(row, one) for one in found if not (one.kind == "question" and one.state == "open")]


def told(row: GoodsDeclaration, one: GoodsRequest) -> dict[str, Any]:
    """A request with its points and answers, or its before and after, in words."""
    form = form_of(row.direction)
    points = [{**point_of(row, n, point, {}), "answer": one.answers[n] if n < len(one.answers) else ""} for n, point in enumerate(one.points)]
    return {"row": one, "points": points if one.kind == "question" else [], "pairs": telling.changes_of(form, one.before, one.after),
            "why": say(REASONS.get(one.reason_code, one.reason_code))}
