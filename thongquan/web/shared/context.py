"""What every template may read: language, theme, realm, ways, who is here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from thongquan.core.actor import DECLARING
from thongquan.queries.notice import unread
from thongquan.web.shared.demo_people import MORE, PEOPLE
from thongquan.web.shared.navigation import address, at_gates, entries, first_page
from thongquan.web.shared.tongue import TONGUES, html_lang

THEMES = ("auto", "light", "dark")


def theme_of(request: HttpRequest) -> str:
    """The look this browser chose: light, dark, or auto (the device decides)."""
    chosen = request.COOKIES.get("tq_theme", "auto")
    return chosen if chosen in THEMES else "auto"


def roles_of(request: HttpRequest) -> frozenset[str]:
    """The roles of the person here; nobody has none."""
    actor = getattr(request, "actor", None)
    return actor.roles if actor else frozenset()


def languages(request: HttpRequest) -> list[dict[str, Any]]:
    """The three languages, each with the address that switches and keeps this page."""
    here = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    now = html_lang()
    return [
        {
            "code": html_lang(code), "short": short, "name": name, "current": html_lang(code) == now,
            "href": reverse("language", args=[code]) + "?" + urlencode({"next": here}),
        }
        for code, short, name in TONGUES
    ]


def unread_of(request: HttpRequest) -> int:
    """How many notices wait to be read; none for strangers and for pages that say no."""
    actor = getattr(request, "actor", None)
    return unread(actor) if actor and not connection.needs_rollback else 0


def ways_of(request: HttpRequest, roles: frozenset[str], counts: dict[str, int] | None) -> dict[str, list[dict[str, Any]]]:
    """The header's entries: those in its line, and those aside."""
    actor = getattr(request, "actor", None)
    gates = actor is None or connection.needs_rollback or at_gates(actor)
    rows = list(entries(roles, getattr(request, "way", request.path), counts, gates))
    return {"line": [row for row in rows if not row["aside"]], "aside": [row for row in rows if row["aside"]]} if rows else {}


def search_of(roles: frozenset[str]) -> str:
    """The address of the quick search for those who may search; nothing for others."""
    there = address("desk:search")
    return there if there and getattr(resolve(there).func, "allowed_roles", frozenset()) & roles else ""


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor of the house."""
    roles = roles_of(request)
    counts = getattr(request, "counts", None)
    return {
        "lang": html_lang(),
        "languages": languages(request),
        "theme": theme_of(request),
        "realm": settings.REALM,
        "training": settings.REALM == "training",
        "ways": SimpleLazyObject(lambda: ways_of(request, roles, counts)),
        "search_url": SimpleLazyObject(lambda: search_of(roles)),
        "home": SimpleLazyObject(lambda: first_page(roles) if roles else reverse("public:front")),
        "demo_people": (PEOPLE, MORE) if settings.REALM == "demo" else (),
        "actor": getattr(request, "actor", None),
        "unread": SimpleLazyObject(lambda: unread_of(request)),
        "frame": "shared/calm.html" if not roles or roles & DECLARING else "shared/dense.html",
    }
