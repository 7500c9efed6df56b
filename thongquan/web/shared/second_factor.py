"""Officers work only behind a second factor: without one, every page leads to adding it."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from thongquan.core.actor import DECLARING
from thongquan.web.shared.context import roles_of

#: where a person without a second factor may still go: to add one, to read, to leave
OPEN = ("/accounts/", "/lang/", "/theme/", "/help/", "/privacy/", "/healthz", "/static/", "/api/")
KINDS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_factor(request: HttpRequest) -> bool:
    """Whether this person has an authenticator app or a security key."""
    return bool(request.user.is_authenticated) and is_mfa_enabled(request.user, KINDS)


class SecondFactor:
    """Stands inside the reach of the request, because the roles decide."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.OFFICERS_NEED_FACTOR or request.path.startswith(OPEN):
            return self.get_response(request)
        if roles_of(request) - DECLARING and not has_factor(request):
            messages.warning(request, _("Add an authenticator app or a security key first. Officers need a second factor."))
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)
