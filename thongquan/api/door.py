"""The machines' door: key, reach, body, one transaction, one effect for each key of a call."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable

import psycopg
from django.conf import settings
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404
from django.urls.resolvers import RegexPattern, URLResolver
from django.utils import timezone

from thongquan.actions.access import answers, code_is_right
from thongquan.api.call import Call, Reply, call_of
from thongquan.api.endpoint import OPTIONAL, REQUIRED, Endpoint
from thongquan.api.keys import known_by
from thongquan.api.problem import problem
from thongquan.api.reading import read
from thongquan.core.pace import Buckets, client_address
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused, TryLater
from thongquan.queries.scope import open_reach

PREFIX = "/api/"
LONGEST_KEY = 100

log = logging.getLogger("thongquan.api")
#: our addresses alone, so that no page has to be asked
addresses = URLResolver(RegexPattern(rf"^{PREFIX}"), "thongquan.api.urls")
calls = Buckets(rate=settings.API_RATE, burst=10 * settings.API_RATE)
strangers = Buckets(rate=settings.API_RATE, burst=10 * settings.API_RATE)


class Machines:
    """Answers everything under /api/ before sessions, cookies and the people's middleware are looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        try:
            found = addresses.resolve(request.path_info)
        except Resolver404:
            call = call_of(request, {}, timezone.now())
            return written(problem(NotFound("GEN-404"), call), call)
        view: Callable[..., HttpResponse] = found.func
        return view(request, *found.args, **found.kwargs)


def refuse_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """405 with the methods that are used here."""
    call = call_of(request, {}, timezone.now())
    return written(problem(Refused("GEN-405"), call, Allow=allowed), call)


def answer(endpoint: Endpoint, request: HttpRequest, path: dict[str, str]) -> HttpResponse:
    """One call from beginning to end; whatever happens, the answer is JSON."""
    call = call_of(request, path, timezone.now())
    try:
        reply = carried_out(endpoint, call)
    except Refused as refused:
        reply = problem(refused, call)
    except (OperationalError, InterfaceError) as busy:
        log.warning("the database is busy: %s", busy)
        reply = problem(TryLater("GEN-503"), call)
    except IntegrityError:
        log.warning("a constraint refused %s", endpoint.name, exc_info=True)
        reply = problem(Conflict("GEN-409"), call)
    except DataError:
        log.warning("the database could not take what %s was sent", endpoint.name, exc_info=True)
        reply = problem(Refused("GEN-400"), call)
    except Exception:  # the outermost frame of a call: a machine gets a problem, never a page
        log.exception("%s broke, request %s", endpoint.name, call.request_id)
        reply = problem(Refused("GEN-500"), call)
    return written(reply, call)


def written(reply: Reply, call: Call) -> HttpResponse:
    """The reply as HTTP."""
    response = HttpResponse(reply.body, status=reply.status, content_type=reply.media_type)
    response["X-Request-Id"] = call.request_id
    response["Content-Language"] = {"zh": "zh-Hans"}.get(call.language, call.language)
    response["Vary"] = "Accept-Language, Authorization"
    response["Cache-Control"] = "no-store"
    for name, value in reply.headers.items():
        response[name] = value
    return response


def carried_out(endpoint: Endpoint, call: Call) -> Reply:
    """Everything in one transaction: it stands with its answer, or not at all."""
    with transaction.atomic():
        admit(endpoint, call)
        mark = read(endpoint, call)
        key = once_key(endpoint, call)
        if key and call.known is not None:
            return once(endpoint, call, key, mark)
        before = endpoint.first(call) if endpoint.first else None
        if before is not None:
            return before
        prove(endpoint, call)
        return endpoint.do(call)


def admit(endpoint: Endpoint, call: Call) -> None:
    """Who is it, may he, and not too often; then his rows open."""
    if endpoint.scope:
        call.known = known_by(call.request.META.get("HTTP_AUTHORIZATION", ""), call.at)
        if endpoint.scope not in call.known.scopes:
            raise NotAllowed("ACC-06")
    limit(endpoint, call)
    open_reach(call.known.actor if call.known else None, call.request_id)
    if endpoint.scope:
        allow(endpoint, call)


def limit(endpoint: Endpoint, call: Call) -> None:
    """Scans are never turned away; all else has a pace."""
    if endpoint.unlimited:
        return
    if call.known is not None:
        wait = calls.take(str(call.known.key_id), call.at)
    else:
        meta = call.request.META
        address = client_address(meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", ""), settings.ALLAUTH_TRUSTED_PROXY_COUNT)
        wait = strangers.take(address, call.at)
    if wait:
        raise Refused("GEN-429", seconds=wait)


def allow(endpoint: Endpoint, call: Call) -> None:
    """The role."""
    if endpoint.roles != frozenset({"person"}) and not endpoint.roles & call.by.roles:
        raise NotAllowed("GEN-403")


def prove(endpoint: Endpoint, call: Call) -> None:
    """A grave act needs the one-time code of the key's person (header One-Time-Code); ACC-01 without.

    The invented people of the demo have none. A call that was answered before needs no second code, and one without its
    code is not kept: it may be sent again under its key.
    """
    if not endpoint.grave or (settings.REALM == "demo" and call.known is not None and call.known.demo):
        return
    if not code_is_right(call.by.id, call.request.META.get("HTTP_ONE_TIME_CODE", ""), at=call.at):
        raise NotAllowed("ACC-01")


def once_key(endpoint: Endpoint, call: Call) -> str:
    """The call's Idempotency-Key, where the endpoint knows one; IDM-03 when it is missing or malformed."""
    if endpoint.once not in (REQUIRED, OPTIONAL):
        return ""
    key = str(call.request.META.get("HTTP_IDEMPOTENCY_KEY", ""))
    if len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable() or (not key and endpoint.once == REQUIRED):
        raise Refused("IDM-03")
    return key


def once(endpoint: Endpoint, call: Call, key: str, mark: str) -> Reply:
    """The first answer is kept and given again; a passing trouble is not kept, so that a retry may succeed."""
    told = f"{endpoint.method} {call.request.get_full_path()} {mark}"
    try:
        claimed = answers.claim(f"person:{call.by.id}", key, hashlib.sha256(told.encode()).hexdigest(), at=call.at)
    except OperationalError as busy:
        if isinstance(busy.__cause__, psycopg.errors.LockNotAvailable):
            raise Conflict("IDM-02") from busy
        raise
    if isinstance(claimed, answers.Kept):
        return Reply(claimed.body.encode(), claimed.status, {"Idempotency-Replayed": "true"}, claimed.media_type)
    prove(endpoint, call)
    reply = attempt(endpoint, call)
    answers.keep(claimed, reply.status, reply.media_type, reply.body.decode())
    return reply


def attempt(endpoint: Endpoint, call: Call) -> Reply:
    """The act, or the refusal that undid it."""
    try:
        with transaction.atomic():
            return endpoint.do(call)
    except TryLater:
        raise
    except Refused as refused:
        return problem(refused, call)


