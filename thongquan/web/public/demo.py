"""One click into a role: in the demo realm alone, and only as one of its invented people."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from thongquan.queries.access import actor_of, demo_person
from thongquan.web.shared.allow import allow
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
    return HttpResponseRedirect(first_page_of(actor_of(person, timezone.localdate())) or "/")
