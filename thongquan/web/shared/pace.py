"""How often strangers may register and look up: by address, and all of them together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from thongquan.core.pace import Buckets, client_address
from thongquan.web.shared.errors import too_often

View = Callable[..., HttpResponse]
EVERYBODY = "everybody"


def address_of(request: HttpRequest) -> str:
    """The client's address, by what the trusted proxies say."""
    return client_address(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""),
                          settings.ALLAUTH_TRUSTED_PROXY_COUNT)


@dataclass(frozen=True)
class Pace:
    """So many by one address, so many by all; both fill again steadily."""

    one: Buckets
    all: Buckets

    def wait(self, request: HttpRequest) -> int:
        """Count this request: 0 when it may go on, else the seconds to wait."""
        at = request.at  # type: ignore[attr-defined]
        return self.one.take(address_of(request), at) or self.all.take(EVERYBODY, at)


#: many drivers share one address of a telephone network; a form with mistakes is sent more than once
REGISTERING = Pace(Buckets(rate=1 / 60, burst=40), Buckets(rate=0.5, burst=600))
#: number and end of a plate can be guessed; a link cannot, and its page is opened again and again
LOOKING_UP = Pace(Buckets(rate=1 / 6, burst=40), Buckets(rate=10, burst=1200))
#: a day of draws is replayed for whoever asks: work for the server, and nobody's secret
REPLAYING = Pace(Buckets(rate=1 / 6, burst=40), Buckets(rate=10, burst=1200))
OPENING = Pace(Buckets(rate=2, burst=240), Buckets(rate=50, burst=3000))


def paced(pace: Pace, asks: Callable[[HttpRequest], bool] = lambda request: True) -> Callable[[View], View]:
    """The view, while requests that ask for something come no faster than this."""

    def around(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            seconds = pace.wait(request) if asks(request) else 0
            return too_often(request, seconds=seconds) if seconds else view(request, *args, **kwargs)

        return inner

    return around
