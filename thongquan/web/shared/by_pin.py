"""Who came by a PIN has the lane alone; any other page asks for the full proof first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from thongquan.web.shared.allow import ANYONE
from thongquan.web.shared.idle import NEWS
from thongquan.web.shared.second_factor import OPEN
from thongquan.web.shared.stepup import to_prove

#: in the session: it began with a PIN
BY_PIN = "by_pin"
#: what somebody at a lane needs: its pages, what may leave, his notices
AREAS, PAGES = frozenset({"gate", "notices"}), frozenset({"inspection:leave"})


def of_the_lane(request: HttpRequest, view: Callable[..., HttpResponse]) -> bool:
    """Whether this address belongs to a lane, to everybody, or to signing in and out."""
    match = request.resolver_match
    if match is None or request.path_info.startswith((*OPEN, NEWS)) or getattr(view, "allowed_roles", None) == ANYONE:
        return True
    return match.namespace in AREAS or match.view_name in PAGES


class ByPin:
    """Stands inside the reach of the request; with the second factor proved the session is a full one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> HttpResponse | None:
        """The way to the proof and back; nothing where the person may go on."""
        if BY_PIN not in request.session or of_the_lane(request, view):
            return None
        first = to_prove(request)
        if first is None:
            del request.session[BY_PIN]
        return first
