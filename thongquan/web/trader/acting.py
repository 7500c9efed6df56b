"""Who declares for whom on these pages, and how an act that is refused leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page

from thongquan.core.actor import DECLARING
from thongquan.core.refused import NotAllowed
from thongquan.models import Party
from thongquan.queries.crossing.trips import own_parties
from thongquan.web.shared.allow import allow

_declaring = allow(*sorted(DECLARING))
#: a driver declares, but does not decide for the company
MANAGING = DECLARING - {"driver"}
_managing = allow(*sorted(MANAGING))
Result = TypeVar("Result")


def traders(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for people who declare; packed for slow lines."""
    return _declaring(gzip_page(view))


def managers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for people who decide for the company."""
    return _managing(gzip_page(view))


def manages(request: HttpRequest) -> bool:
    """Whether this person decides for the company."""
    return bool(request.actor.is_any(*MANAGING))  # type: ignore[attr-defined]


def parties(request: HttpRequest) -> list[Party]:
    """The parties this person acts for, own ones first; read once for each request."""
    if not hasattr(request, "trader_parties"):
        request.trader_parties = own_parties(request.actor, request.at)  # type: ignore[attr-defined]
    return request.trader_parties  # type: ignore[attr-defined,no-any-return]


def chosen(request: HttpRequest) -> Party | None:
    """The client a broker is working for now; None when he looks at all."""
    pk = request.session.get("trader_client")
    return next((party for party in parties(request) if party.pk == pk), None)


def declarant(request: HttpRequest) -> Party:
    """For whom a new trip is declared: the chosen client, else one's own company; nobody is a refusal."""
    found = chosen(request) or next(iter(parties(request)), None)
    if found is None:
        raise NotAllowed("ACC-02")
    return found


def agent_id(request: HttpRequest, client_id: int) -> int | None:
    """The broker's own party when he acts for a client."""
    own = [party.pk for party in parties(request) if party.own]  # type: ignore[attr-defined]
    return own[0] if own and client_id not in own else None


def in_view(request: HttpRequest) -> list[int]:
    """Whose trips the lists show: the chosen client's, else all."""
    party = chosen(request)
    return [party.pk] if party else [row.pk for row in parties(request)]


def keep_warnings(request: HttpRequest, pk: int, sentences: list[str]) -> None:
    """What the law remarked on a trip without stopping it, told once on the trip's page."""
    if sentences:
        request.session["trader_warnings"] = {str(pk): sentences}


def warnings_of(request: HttpRequest, pk: int) -> list[str]:
    """The remarks on this trip that were not told yet."""
    if str(pk) not in request.session.get("trader_warnings", {}):
        return []
    found: list[str] = request.session.pop("trader_warnings")[str(pk)]
    return found
