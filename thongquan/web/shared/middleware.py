"""One transaction per request, with the person's reach set inside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils import timezone

from thongquan.core.actor import Actor
from thongquan.core.refused import Refused
from thongquan.models import User
from thongquan.queries.access import actor_of, actor_with_clients
from thongquan.queries.scope import set_reach
from thongquan.web.shared.errors import error_page, refused_page


class Scope:
    """Sets `request.at` and `request.actor`, opens the person's rows, and undoes what a failed view wrote."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            request.at = timezone.now()
            request.actor = opened(request.user, at=request.at)
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(request, "failed", False):
                transaction.set_rollback(True)
        if response.status_code == 405 and request.method == "GET" and request.actor:
            return HttpResponseRedirect(above(request.path))
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """A character that no table can keep is refused before anything is done with it, as in an address."""
        return error_page(request, 400) if any("\x00" in text for _name, texts in request.POST.lists() for text in texts) else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal becomes its page; inner layers answer the rest. What the view wrote is undone."""
        request.failed = True
        return refused_page(request, exception) if isinstance(exception, Refused) else None


def above(path: str) -> str:
    """The page above an address that only takes what is sent: after a refused act another language, a reload, a new sign-in ask for it."""
    while path.strip("/"):
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return "/"


def opened(user: object, *, at: datetime) -> Actor | None:
    """The acting person, with the rows he may see open until the end of the transaction; None for a stranger."""
    if not isinstance(user, User) and not getattr(user, "is_authenticated", False):
        set_reach(None)
        return None
    day = timezone.localdate(at)
    set_reach(actor_of(user, day, at))
    actor = actor_with_clients(user, day, at)
    set_reach(actor)
    return actor
