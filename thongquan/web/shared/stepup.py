"""Grave acts ask for a fresh second factor: the password alone does not pass."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from thongquan.web.shared.second_factor import has_factor

View = Callable[..., HttpResponse]


def is_fresh(request: HttpRequest) -> bool:
    """Whether this session proved its second factor again within the last few minutes.

    The demo has no second factors: its people are invented and sign in with one click.
    """
    if settings.REALM == "demo" and getattr(request.user, "demo", False):
        return True
    records = get_authentication_records(request, request.user)
    proofs = [r for r in records if r.get("method") == "mfa" and r.get("reauthenticated")]
    return bool(proofs) and time.time() - proofs[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def to_prove(request: HttpRequest) -> HttpResponse | None:
    """Where the second factor is proved again, with the way back; nothing when it is fresh."""
    if is_fresh(request):
        return None
    if not has_factor(request):
        messages.warning(request, _("This act asks for a second factor. Add an authenticator app or a security key first."))
        return HttpResponseRedirect(reverse("mfa_index"))
    back = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "/")
    way = get_adapter(request).get_reauthentication_methods(request.user)[0]
    return HttpResponseRedirect(way["url"] + "?" + urlencode({"next": back}))


def fresh_factor(view: View) -> View:
    """Let the view run only after a fresh second factor; otherwise ask for it and come back."""

    @login_required
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return to_prove(request) or view(request, *args, **kwargs)

    return inner
