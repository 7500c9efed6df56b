"""Who may open a page: every view says it in one line, and the permission matrix reads it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import urlencode

from thongquan.core.actor import ROLES

View = Callable[..., HttpResponse]

#: the two rules that name no role: open to strangers, open to whoever is signed in
ANYONE = frozenset({"anyone"})
PERSON = frozenset({"person"})


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the sign-in page and back; a part of a page asks the whole page to go there."""
    if request.headers.get("HX-Request"):
        back = request.headers.get("HX-Current-URL", "/")
        address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect_to_login(request.get_full_path())


def ruled(view: View, rule: frozenset[str]) -> View:
    """The view behind its rule: strangers sign in first, the wrong role gets the page that says no."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if rule == ANYONE:
            return view(request, *args, **kwargs)
        actor = getattr(request, "actor", None)
        if actor is None or not request.user.is_authenticated:
            return to_sign_in(request)
        if rule != PERSON and not rule & actor.roles:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    inner.allowed_roles = rule  # type: ignore[attr-defined]
    return inner


class Allow:
    """`@allow("gate_officer", "office_leader")`, `@allow.public`, `@allow.person` (anyone signed in)."""

    def __call__(self, *roles: str) -> Callable[[View], View]:
        unknown = set(roles) - set(ROLES)
        if unknown or not roles:
            raise ValueError(f"no such roles: {sorted(unknown)}")
        return lambda view: ruled(view, frozenset(roles))

    @staticmethod
    def public(view: View) -> View:
        """Open to strangers."""
        return ruled(view, ANYONE)

    @staticmethod
    def person(view: View) -> View:
        """Open to everyone who is signed in, whatever the role."""
        return ruled(view, PERSON)


allow = Allow()
