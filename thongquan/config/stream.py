"""News for open pages: what the database notifies is passed to those who hear the topic.

A notice is `topic rest`, for instance `gate/3 crossing 812`: never data, so that each page fetches what it
may see under its own reach. Acts send it with `pg_notify('tq', …)` and it arrives only if they commit.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import psycopg
from django.conf import settings

CHANNEL = "tq"
BEAT_SECONDS = 15
# A reader asks again after this long, so rights that were withdrawn end with it.
LONGEST_SECONDS = 600
MOST_READERS = 500
UNREAD = 100
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

log = logging.getLogger("thongquan.stream")


class Reader:
    """One open page: the topics it hears and what it has not read yet."""

    def __init__(self, hears: frozenset[str]) -> None:
        self.hears = hears
        self.unread: asyncio.Queue[str] = asyncio.Queue(UNREAD)

    def tell(self, event: str) -> None:
        """Puts the event in its queue; a reader too slow for its queue is told to load its page anew."""
        if self.unread.full():
            while not self.unread.empty():
                self.unread.get_nowait()
            event = RESET
        self.unread.put_nowait(event)


RESET = "event: reset\ndata: reset\n\n"
readers: set[Reader] = set()
listening: set[asyncio.Task[None]] = set()


async def serve(hears: frozenset[str], receive: Receive, send: Send) -> None:
    """Sends events until the client leaves or its time is over."""
    if len(readers) >= MOST_READERS:
        await send({"type": "http.response.start", "status": 503, "headers": [(b"retry-after", b"5")]})
        await send({"type": "http.response.body", "body": b""})
        return
    if not listening:
        task = asyncio.create_task(listen())
        listening.add(task)
        task.add_done_callback(listening.discard)
    reader, gone = Reader(hears), asyncio.create_task(until_gone(receive))
    readers.add(reader)
    try:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": b"retry: 2000\n\n", "more_body": True})
        async with asyncio.timeout(LONGEST_SECONDS):
            while not gone.done():
                await send({"type": "http.response.body", "body": (await next_event(reader)).encode(), "more_body": True})
    except TimeoutError:
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        readers.discard(reader)
        gone.cancel()


async def next_event(reader: Reader) -> str:
    """The reader's next event, or a beat that keeps the line open."""
    try:
        async with asyncio.timeout(BEAT_SECONDS):
            return await reader.unread.get()
    except TimeoutError:
        return ": beat\n\n"


async def until_gone(receive: Receive) -> None:
    """Ends when the client has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def listen() -> None:
    """One connection listens for everybody; after a gap all readers load their pages anew."""
    heard_before = False
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(settings.APP_DSN, autocommit=True) as connection:
                await connection.execute(f"listen {CHANNEL}")
                if heard_before:
                    tell_everybody(RESET)
                heard_before = True
                async for notice in connection.notifies():
                    pass_on(notice.payload)
        except psycopg.OperationalError as error:
            log.warning("listening broke off", extra={"reason": type(error).__name__})
            await asyncio.sleep(1)


def pass_on(notice: str) -> None:
    """Tells those who hear the notice's topic, by its whole name or its first part ("gate/3", "gate")."""
    notice = " ".join(notice.split())
    topic = notice.split(" ", 1)[0]
    names = {topic, topic.split("/", 1)[0], "all"}
    for reader in list(readers):
        if names & reader.hears:
            reader.tell(f"event: changed\ndata: {notice}\n\n")


def tell_everybody(event: str) -> None:
    """The same event for all readers."""
    for reader in list(readers):
        reader.tell(event)


async def hush() -> None:
    """Ends the listening connection."""
    for task in list(listening):
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
