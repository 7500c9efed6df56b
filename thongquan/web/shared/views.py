"""Small answers of every page: another language, another theme, the gallery of parts."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions.access import speak
from thongquan.web.shared.allow import allow
from thongquan.web.shared.context import THEMES
from thongquan.web.shared.tongue import CODES

YEAR = 365 * 24 * 3600


def back(request: HttpRequest) -> str:
    """The page to return to: the `next` of the form or address when it is ours, else the front page."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else "/"


def keep(response: HttpResponse, name: str, value: str) -> HttpResponse:
    """Remember a choice in this browser for a year."""
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


@allow.public
@require_GET
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Switch the language of this browser, and of the person who is signed in; come back to the same page."""
    if code not in CODES:
        raise Http404(code)
    if request.actor is not None:  # type: ignore[attr-defined]
        speak(code[:2], by=request.actor)  # type: ignore[attr-defined]
    return keep(HttpResponseRedirect(back(request)), settings.LANGUAGE_COOKIE_NAME, code)


@allow.public
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Switch between light, dark and what the device says."""
    chosen = request.POST.get("theme", "auto")
    if chosen not in THEMES:
        raise Http404(chosen)
    return keep(HttpResponseRedirect(back(request)), "tq_theme", chosen)
