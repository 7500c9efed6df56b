"""One click into a role: in the demo realm alone, and only as one of its invented people."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from thongquan.core.actor import Actor
from thongquan.queries.access import actor_of, demo_person
from thongquan.web.shared.allow import PERSON, allow
from thongquan.web.shared.demo_people import USERNAMES
from thongquan.web.shared.navigation import first_page_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@allow.public
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as the named person of the demo; in every other realm this address does not exist."""
    if settings.REALM != "demo":
        raise Http404("demo")
    username = request.POST.get("role", "")
    person = demo_person(username) if username in USERNAMES else None
    if person is None:
        raise Http404(username)
    login(request, person, backend=BACKEND)
    actor = actor_of(person, timezone.localdate())
    back = request.POST.get("next", "")
    return HttpResponseRedirect(back if opens(back, request, actor) else first_page_of(actor) or "/")


def opens(address: str, request: HttpRequest, actor: Actor) -> bool:
    """Whether this is a page of ours that somebody with these roles may open."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return False
    try:
        allowed = getattr(resolve(urlsplit(address).path).func, "allowed_roles", frozenset())
    except Resolver404:
        return False
    return bool(allowed & (actor.roles | PERSON))
