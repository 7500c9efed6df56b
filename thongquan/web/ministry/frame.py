"""What every page of a ministry shares: its ways, its agencies, how documents look."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from thongquan.catalog.ministries import KINDS, MINISTRIES, Ministry
from thongquan.catalog.tariff import name_of
from thongquan.core.flows.licence import STATES
from thongquan.models import Licence, LicenceLine
from thongquan.queries.licence import agencies_of
from thongquan.web.shared.tongue import say

WAYS = (
    ("permits", "docs", _("Permits")),
    ("waiting", "wait", _("Waiting for you")),
    ("messages", "online", _("From the single window")),
)
#: state of a document -> (ground, icon)
SIGNS = {
    "scanned_only": ("check", "check"), "verified": ("go", "tick"), "refused": ("stop", "x"), "issued": ("info", "info"),
    "matched": ("info", "tick"), "partly_used": ("go", "go"), "exhausted": ("wait", "tick"), "expired": ("wait", "wait"), "revoked": ("stop", "stop"),
}


def agencies(request: HttpRequest) -> list[Ministry]:
    """The agencies whose officer this person is."""
    return [MINISTRIES[code] for code in agencies_of(request.actor.offices)]  # type: ignore[attr-defined]


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of the ministry with its ways beside it."""
    here = request.path
    ways = [{"href": reverse(f"ministry:{name}"), "icon": icon, "label": label, "current": here == reverse(f"ministry:{name}")}
            for name, icon, label in WAYS]
    told = {"ministry_ways": ways, "agencies": agencies(request), "now": request.at}  # type: ignore[attr-defined]
    return render(request, f"ministry/{template}.html", {**told, **context}, status=status)


def kind_words(code: str) -> str:
    """The name of a kind of document in the reader's language."""
    return say(KINDS[code].words) if code in KINDS else code


def standing(row: Licence) -> tuple[str, str, str]:
    """How a document stands: words, ground, sign."""
    return say(STATES[row.state]), *SIGNS[row.state]


def goods(row: Licence) -> str:
    """The goods of a document in one line."""
    return ", ".join(f"{line.hs} {line.words or named_goods(line.hs)}".strip() for line in row.lines.all()[:3])


def named_goods(code: str) -> str:
    """What the tariff calls a chapter or heading, for documents that name goods by their code alone."""
    found = name_of(code)
    return say(found) if found else ""


def lines_of(row: Licence) -> list[dict[str, Any]]:
    """The lines of a document with what was granted and is left."""
    return [{"row": line, "left": left(line)} for line in row.lines.all()]


def left(line: LicenceLine) -> Any:
    """What may still be used of a line; None when no quantity is stated."""
    return None if line.quantity is None else max(line.quantity + line.quantity * line.tolerance / 100 - line.used, line.used * 0)

