"""The door for HTTP: event streams stay on the loop, all else goes to Django in threads.

One process and one port serve both. A blocking server would lose a thread to every open stream; Django's
own asynchronous handler keeps a database connection per stream. Here a request enters a thread only when
its body has arrived, and leaves it before its answer travels, so a slow client holds neither a thread nor
a connection to the database.
"""

import asyncio
import logging
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from threading import Timer
from typing import IO, Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongquan.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver
from django.utils import timezone

from thongquan.config import stream

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

BODY_SECONDS = 60
IN_MEMORY = 1 << 20
PIECE = 1 << 16
QUEUE = 400

log = logging.getLogger("thongquan.door")
django = get_wsgi_application()

from thongquan.api.problem import at_the_front  # its words and tables want Django's settings first
from thongquan.core.actor import system
from thongquan.core.digits import natural
from thongquan.queries.risk import champion
from thongquan.queries.scope import everywhere
from thongquan.queries.scope import scope as reach

_ = get_resolver().url_patterns  # the first visitor should not wait for the pages to be imported
#: the first consignment should not wait for the model, nor the first pages for its libraries
WARM_SECONDS = 4.0
threads = ThreadPoolExecutor(settings.POOL or 4, thread_name_prefix="django")
inside: set[object] = set()


class Refused(Exception):
    """The request is turned away before Django sees it; carries the status and one plain sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Left(Exception):
    """The client went away before its request was complete."""


def warm() -> None:
    """Reads the risk model before the first consignment needs it; when that fails, rules alone select, as whoever registers is told."""
    try:
        with reach(system()), everywhere():
            champion.warm(timezone.now())
    except Exception as trouble:  # nobody waits for it, and the pages go on
        log.warning("The risk model was not read ahead: %r", trouble)
    finally:
        connections.close_all()


warming = Timer(WARM_SECONDS, warm)
warming.daemon = True
warming.start()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI entry that granian calls."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    elif scope["type"] == "http":
        try:
            await answer(scope, receive, send)
        except Refused as refusal:
            await refuse(scope, send, refusal)
        except Left:
            pass


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """One request: refuse it, stream to it, or let Django answer it."""
    if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
        raise Refused(400, "The address contains a forbidden character.")
    if len(inside) > QUEUE:
        raise Refused(503, "Too many requests are waiting; try again in a moment.")
    if scope["path"].startswith("/stream/"):
        await stream_if_allowed(scope, receive, send)
        return
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as body:
        await read(scope, receive, body)
        status, headers, content = await ask_django(environ(scope, body))
    with content:
        await send({"type": "http.response.start", "status": status, "headers": headers})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        for piece, more in pieces(content):
            await send({"type": "http.response.body", "body": piece, "more_body": more})


async def stream_if_allowed(scope: Scope, receive: Receive, send: Send) -> None:
    """Django decides, through all its middleware, who may listen: 204 from /may-stream/… with its topics."""
    topic = scope["path"].removeprefix("/stream/")
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as nothing:
        asked = environ(dict(scope) | {"path": f"/may-stream/{topic}", "method": "GET"}, nothing)
        status, headers, content = await ask_django(asked)
    with content:
        if status != 204:
            await plain(send, status if status >= 400 else 403, "This stream is not open to you.")
            return
    hears = dict(headers).get(b"hears", topic.encode()).decode().split()
    await stream.serve(frozenset(hears), receive, send)


async def read(scope: Scope, receive: Receive, body: IO[bytes]) -> None:
    """Reads the body into the file; refuses one that is too large, too slow, or breaks off."""
    announced = natural(dict(scope["headers"]).get(b"content-length", b"0").decode("latin-1"))
    if announced is None:
        raise Refused(400, "The length of the request is no number.")
    too_large = Refused(413, f"A request may have at most {settings.BODY_LIMIT // 1024 // 1024} MB.")
    if announced > settings.BODY_LIMIT:
        raise too_large
    size, more = 0, True
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Left
                piece = message.get("body", b"")
                size += len(piece)
                if size > settings.BODY_LIMIT:
                    raise too_large
                body.write(piece)
                more = message.get("more_body", False)
    except TimeoutError:
        raise Refused(408, "The request took too long to arrive.") from None
    body.seek(0)


async def ask_django(asked: dict[str, Any]) -> tuple[int, Headers, IO[bytes]]:
    """Django's answer, from a thread of the pool."""
    ticket = object()
    inside.add(ticket)
    try:
        return await asyncio.get_running_loop().run_in_executor(threads, call, asked)
    finally:
        inside.discard(ticket)


def call(asked: dict[str, Any]) -> tuple[int, Headers, IO[bytes]]:
    """One synchronous request; the answer waits in a file that stays in memory while it is small."""
    got: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        got["status"] = int(status[:3])
        got["headers"] = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    content = tempfile.SpooledTemporaryFile(IN_MEMORY)
    answered = django(asked, start)
    try:
        for piece in answered:
            content.write(piece)
    except BaseException:
        content.close()
        raise
    finally:
        answered.close()  # gives the connection to the database back
    content.seek(0)
    return got["status"], got["headers"], content


def pieces(content: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The file piece by piece, each with whether another follows."""
    piece = content.read(PIECE)
    while True:
        following = content.read(PIECE)
        yield piece, bool(following)
        if not following:
            return
        piece = following


def environ(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    """The request as WSGI (PEP 3333) describes it; header names with underscores are dropped, they imitate others."""
    host, port = scope.get("server") or ("localhost", 80)
    found = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": (scope.get("client") or ("", 0))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1").upper()
        if "_" in name:
            continue
        key = name.replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        text = value.decode("latin-1")
        found[key] = f"{found[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}" if key in found else text
    if "CONTENT_LENGTH" not in found:
        found["CONTENT_LENGTH"] = str(body.seek(0, os.SEEK_END))
        body.seek(0)
    return found


async def refuse(scope: Scope, send: Send, refusal: Refused) -> None:
    """People get a sentence, machines a problem document."""
    if not scope["path"].startswith("/api/"):
        await plain(send, refusal.status, str(refusal))
        return
    reply = at_the_front(refusal.status, dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1"))
    headers = [(b"content-type", reply.media_type.encode()), (b"content-length", str(len(reply.body)).encode()), (b"connection", b"close")]
    headers += [(name.lower().encode(), value.encode()) for name, value in reply.headers.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})


async def plain(send: Send, status: int, sentence: str) -> None:
    """A short answer in plain text that ends the connection."""
    body = sentence.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"retry-after", b"2"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def lifespan(receive: Receive, send: Send) -> None:
    """Says yes to the server's start and stop."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            await stream.hush()
            threads.shutdown(wait=False, cancel_futures=True)
            return
