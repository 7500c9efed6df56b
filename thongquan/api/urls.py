"""The addresses of the machines' door, made from the table of endpoints."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt

from thongquan.api import openapi, page
from thongquan.api.door import answer, refuse_method
from thongquan.api.endpoint import Endpoint
from thongquan.api.table import ENDPOINTS

View = Callable[..., HttpResponse]
VERSION = "v1"


def view_of(methods: dict[str, Endpoint]) -> View:
    """The view of one address; `rules` says for each method who may call it, `allowed_roles` for all."""

    @csrf_exempt
    def view(request: HttpRequest, **found: str) -> HttpResponse:
        endpoint = methods.get("GET" if request.method == "HEAD" else request.method or "")
        return answer(endpoint, request, found) if endpoint else refuse_method(request, ", ".join(methods))

    view.rules = {method: endpoint.allowed_roles for method, endpoint in methods.items()}  # type: ignore[attr-defined]
    view.allowed_roles = frozenset().union(*view.rules.values())  # type: ignore[attr-defined]
    return view


def patterns(endpoints: tuple[Endpoint, ...]) -> list[URLPattern | URLResolver]:
    """One pattern for each address, named after its first endpoint."""
    by_path: dict[str, dict[str, Endpoint]] = {}
    for endpoint in endpoints:
        by_path.setdefault(endpoint.path, {})[endpoint.method] = endpoint
    return [
        path(f"{VERSION}/{where.replace('{', '<str:').replace('}', '>')}", view_of(methods), name=f"api_{next(iter(methods.values())).name}")
        for where, methods in by_path.items()
    ]


urlpatterns = [*patterns((*ENDPOINTS, openapi.ENDPOINT, page.ENDPOINT))]
