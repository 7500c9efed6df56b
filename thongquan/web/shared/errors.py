"""Pages that say no, or that something broke: what happened, and what to do next."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from thongquan.core.refused import Finding, NotAllowed, NotFound, Refused, RulesBroken, TryLater
from thongquan.web.shared.sentences import advice, sentence
from thongquan.web.shared.tongue import html_lang

#: status -> (icon, title, what to do)
PAGES = {
    400: ("stop", _("This request could not be read"), _("Go back and try again. Nothing was changed.")),
    403: ("lock", _("You may not do this"), _("Your role has no part in this. Ask the person in charge if you need it.")),
    404: ("search", _("There is nothing at this address"), _("It may have moved, or belong to someone else's cases.")),
    409: ("check", _("It changed meanwhile"), _("Someone else was faster. Open it again and look before you act.")),
    413: ("stop", _("The file is too large"), _("Send a smaller file. Nothing was changed.")),
    422: ("stop", _("This cannot be accepted"), _("Mend what is listed and send it again.")),
    429: ("wait", _("Too many attempts"), _("Wait a few minutes and try again.")),
    500: ("stop", _("Something broke on our side"), _("What you sent was not lost if it was saved. Try again in a moment.")),
    503: ("wait", _("Not possible right now"), _("Try again in a moment. Nothing was changed.")),
}
#: seconds that are still told as seconds
SHORT_WAIT = 90
STATUSES = ((NotFound, 404), (NotAllowed, 403), (RulesBroken, 422), (TryLater, 503), (Refused, 409))


def error_page(request: HttpRequest, status: int, findings: Sequence[Finding] = ()) -> HttpResponse:
    """The page of a status, with the sentences of what was found."""
    sign, title, what_next = PAGES.get(status, PAGES[500])
    context: dict[str, Any] = {
        "status": status, "sign": sign, "heading": title, "advice": what_next, "findings": findings,
        "said": [(finding.code, sentence(finding), advice(finding)) for finding in findings],
        "back": sent_from(request) if status == 422 else "",
    }
    return render(request, "shared/error.html", context, status=status)


def sent_from(request: HttpRequest) -> str:
    """The page of ours on which the form that was refused was filled in; nothing when the browser does not say."""
    came = request.headers.get("Referer", "")
    ours = request.method == "POST" and url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure())
    return came if ours else ""


def refused_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The page of a refusal that no view has answered itself."""
    if refused.code == "GEN-429":
        return too_often(request, seconds=int(refused.findings[0].values.get("seconds", 0)))
    status = next(number for kind, number in STATUSES if isinstance(refused, kind))
    return error_page(request, status, refused.findings)


def too_often(request: HttpRequest, *, seconds: int = 0) -> HttpResponse:
    """429: how long to wait, when it is known."""
    sign, title, what_next = PAGES[429]
    minutes = math.ceil(seconds / 60)
    if seconds > SHORT_WAIT:
        what_next = ngettext("Wait %(n)s minute and try again.", "Wait %(n)s minutes and try again.", minutes) % {"n": minutes}
    elif seconds:
        what_next = ngettext("Wait %(n)s second and try again.", "Wait %(n)s seconds and try again.", seconds) % {"n": seconds}
    context = {"status": 429, "sign": sign, "heading": title, "advice": what_next}
    answer = render(request, "shared/error.html", context, status=429)
    if seconds:
        answer["Retry-After"] = str(seconds)
    return answer


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return error_page(request, 400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return error_page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: drawn without the database, which may be what broke."""
    sign, title, what_next = PAGES[500]
    context = {"sign": sign, "heading": title, "advice": what_next, "lang": html_lang()}
    return HttpResponse(render_to_string("shared/broken.html", context), status=500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form whose token no longer fits: an old page or a session that ended."""
    context = {"status": 403, "sign": "wait", "heading": _("This page was open too long"),
               "advice": _("Open it again and send it once more. Saved drafts are still there.")}
    return render(request, "shared/error.html", context, status=403)
