"""An officer's session ends after some minutes without use; lanes and boards stay on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from thongquan.core.actor import DECLARING
from thongquan.queries.scope import set_reach
from thongquan.web.shared.allow import to_sign_in
from thongquan.web.shared.context import roles_of
from thongquan.web.shared.second_factor import OPEN

#: in the session: the second of the last use, of the first one; what the sign-in page says
SEEN, SINCE, LEFT = "seen", "since", "left_idle"
#: the last use is written so seldom that reading pages stays cheap
STEP = 60
#: a lane, a yard, an agency's table or an inspection board is never signed out between two vehicles, a board on the wall never
STAYING = frozenset({
    "gate:scanner", "gate:scan", "gate:find", "gate:act", "gate:officer", "gate:console", "gate:wall", "leader:gate",
    "gate:yard", "gate:bay", "gate:agency", "gate:mark", "inspection:board", "inspection:move",
})
NEWS = "/may-stream/"
#: headers with which our scripts send what nobody asked for at this moment
ITSELF = ("X-Part", "X-Autosave", "X-Held")


def by_itself(request: HttpRequest) -> bool:
    """Whether the page sent this without the person: a part drawn anew, a draft kept, news listened to."""
    if request.path.startswith(NEWS) or "part" in request.GET or any(name in request.headers for name in ITSELF):
        return True
    if request.method not in ("GET", "HEAD") or "HX-Current-URL" in request.headers:
        return False
    return "HX-Request" in request.headers or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"


def stays(request: HttpRequest) -> bool:
    """Whether this is a page that goes on without being touched; the news it hears belong to it."""
    path = urlsplit(request.headers.get("Referer", "")).path if request.path.startswith(NEWS) else request.path_info
    try:
        return resolve(path).view_name in STAYING
    except Resolver404:
        return False


def begin(request: HttpRequest, at: datetime) -> None:
    """A sign-in is the first use, and what the last end of a session said is settled."""
    request.session[SEEN] = request.session[SINCE] = int(at.timestamp())
    request.session.pop(LEFT, None)


def note_use(request: HttpRequest, now: int) -> None:
    """Writes the moment of use, at most once a minute; the session's whole length stays what it was."""
    session = request.session
    if abs(now - session.get(SEEN, 0)) < STEP:
        return
    session[SEEN] = now
    session.set_expiry(max(1, settings.SESSION_COOKIE_AGE - (now - session.setdefault(SINCE, now))))


def sign_out(request: HttpRequest) -> None:
    """Nobody is here any more; the sign-in page says why."""
    logout(request)
    request.session[LEFT] = settings.SESSION_IDLE_MINUTES
    request.user, request.actor = AnonymousUser(), None  # type: ignore[attr-defined]
    set_reach(None)


def away(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and from there back to the page where the person was."""
    if by_itself(request):
        return HttpResponse(status=401)
    if request.method in ("GET", "HEAD") or "HX-Request" in request.headers:
        return to_sign_in(request)
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return redirect_to_login(urlsplit(page)._replace(scheme="", netloc="", fragment="").geturl() if ours else "/")


class Idle:
    """Stands inside the reach of the request, because the roles decide."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not roles_of(request) - DECLARING:
            return self.get_response(request)
        now = int(request.at.timestamp())  # type: ignore[attr-defined]
        idle = now - request.session.get(SEEN, now) > settings.SESSION_IDLE_MINUTES * 60
        if idle and not stays(request):
            sign_out(request)
            return self.get_response(request) if request.path.startswith(OPEN) else away(request)
        looks_on = by_itself(request) or idle and request.method in ("GET", "HEAD")
        if not looks_on or SEEN not in request.session:
            note_use(request, now)
        return self.get_response(request)
