"""The door for HTTP: large, slow, broken and early-leaving clients harm nobody else."""

import asyncio
import gzip
import re
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings

from thongquan.config import stream
from thongquan.config.stream import Reader, pass_on, readers


def talk(live: str, *pieces: bytes, pause: float = 0, seconds: float = 10) -> bytes:
    """Sends bytes piece by piece and reads until the server closes or falls silent."""
    address = urlsplit(live)
    with socket.create_connection((address.hostname, address.port), timeout=seconds) as line:
        for piece in pieces:
            line.sendall(piece)
            time.sleep(pause)
        heard = b""
        try:
            while piece := line.recv(65536):
                heard += piece
        except (TimeoutError, ConnectionResetError):
            pass
        return heard


def request(line: str, *headers: str) -> bytes:
    return "\r\n".join([f"{line} HTTP/1.1", "Host: localhost", "Connection: close", *headers, "", ""]).encode()


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def test_health_is_json_and_head_has_no_body(live):
    head, body = talk(live, request("GET /healthz")).split(b"\r\n\r\n", 1)
    assert status(head) == 200 and b"application/json" in head and b'"ok": true' in body
    head, body = talk(live, request("HEAD /healthz")).split(b"\r\n\r\n", 1)
    assert status(head) == 200 and body == b""


def test_every_answer_carries_the_policy(live):
    answer = talk(live, request("GET /healthz")).lower()
    assert b"content-security-policy: default-src 'self'; script-src 'self'; style-src 'self';" in answer
    assert b"x-content-type-options: nosniff" in answer and b"frame-ancestors 'none'" in answer and b"unsafe" not in answer


def test_a_body_announced_too_large_is_refused_unread(live):
    answer = talk(live, request("POST /healthz", f"Content-Length: {settings.BODY_LIMIT + 1}"))
    assert status(answer) == 413


def test_a_body_that_grows_too_large_is_refused_while_reading(live):
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    address = urlsplit(live)
    with socket.create_connection((address.hostname, address.port), timeout=10) as line:
        line.sendall(request("POST /healthz", "Transfer-Encoding: chunked"))
        sent = 0
        try:
            while sent < 4 * settings.BODY_LIMIT:
                line.sendall(chunk)
                sent += 0x100000
            answer = line.recv(200)
        except (ConnectionResetError, BrokenPipeError):
            answer = b"HTTP/1.1 413 "
    assert status(answer) == 413


@pytest.mark.parametrize("line", ["GET /%00", "GET /healthz?q=%00", "GET /healthz?q=a%00b"])
def test_a_nul_in_the_address_is_refused(live, line):
    assert status(talk(live, request(line))) == 400


@pytest.mark.parametrize("path", ["/%ff%fe", "/%F0%9F%98%80", "/../../etc/passwd", "/static/../config/settings.py", "//evil.example/", "/a" * 3000])
def test_naughty_addresses_are_a_clean_answer(live, path):
    assert status(talk(live, request(f"GET {path}"))) in (301, 302, 400, 404, 414)


def test_a_strange_host_is_refused(live):
    assert status(talk(live, request("GET /healthz").replace(b"localhost", b"evil.example"))) == 400


def test_slow_clients_hold_no_thread(live):
    address = urlsplit(live)
    slow = [socket.create_connection((address.hostname, address.port), timeout=10) for _ in range(40)]
    try:
        for line in slow:
            line.sendall(request("POST /healthz", "Content-Length: 1000") + b"x")
        began = time.monotonic()
        assert status(talk(live, request("GET /healthz"))) == 200
        assert time.monotonic() - began < 1
    finally:
        for line in slow:
            line.close()


def test_clients_that_leave_early_do_no_harm(live):
    address = urlsplit(live)
    for _ in range(60):
        line = socket.create_connection((address.hostname, address.port), timeout=10)
        line.sendall(request("GET /healthz"))
        line.close()
    for _ in range(20):
        line = socket.create_connection((address.hostname, address.port), timeout=10)
        line.sendall(request("POST /healthz", "Content-Length: 100000") + b"half")
        line.close()
    assert status(talk(live, request("GET /healthz"))) == 200


def test_static_files_are_compressed_and_kept(live):
    name = re.search(r"tq\.[0-9a-f]{12}\.css", (settings.STATIC_ROOT / "staticfiles.json").read_text())[0]
    head, body = talk(live, request(f"GET /static/{name}", "Accept-Encoding: gzip")).split(b"\r\n\r\n", 1)
    assert status(head) == 200 and b"immutable" in head and gzip.decompress(body) == (settings.STATIC_ROOT / name).read_bytes()


def test_a_stranger_may_not_listen(live):
    assert status(talk(live, request("GET /stream/board"), seconds=3)) in (401, 403, 404)


def test_a_notice_reaches_those_who_hear_its_topic():
    near, far = Reader(frozenset({"gate/3"})), Reader(frozenset({"gate/4"}))
    readers.update({near, far})
    try:
        pass_on("gate/3 crossing\n812")
        assert near.unread.get_nowait() == "event: changed\ndata: gate/3 crossing 812\n\n" and far.unread.empty()
        for number in range(500):
            pass_on(f"gate/3 crossing {number}")
        assert near.unread.qsize() <= 100
        assert "event: reset\ndata: reset\n\n" in [near.unread.get_nowait() for _ in range(near.unread.qsize())]
    finally:
        readers.difference_update({near, far})


def test_a_commit_reaches_an_open_page_and_a_rollback_does_not(fresh_database, settings):
    found = fresh_database("stream")
    settings.APP_DSN = found.app
    heard: list[bytes] = []

    async def act() -> None:
        async with await psycopg.AsyncConnection.connect(found.app) as connection:
            await connection.execute("select pg_notify('tq', 'gate/3 crossing 1')")
            await connection.rollback()
            await connection.execute("select pg_notify('tq', 'gate/3 crossing 2')")

    async def page() -> None:
        left = asyncio.Event()

        async def receive() -> dict[str, str]:
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict) -> None:
            heard.append(message.get("body", b""))
            if b"crossing" in heard[-1]:
                left.set()
                await asyncio.sleep(0.05)

        reading = asyncio.create_task(stream.serve(frozenset({"gate"}), receive, send))
        await asyncio.sleep(0.5)  # the listening connection opens with the first reader
        await act()
        async with asyncio.timeout(5):
            await reading
        await stream.hush()

    with ThreadPoolExecutor(1) as apart:  # a browser test before this one may have left a loop running in this thread
        apart.submit(asyncio.run, page()).result()
    assert [piece for piece in heard if b"crossing" in piece] == [b"event: changed\ndata: gate/3 crossing 2\n\n"]
    assert not stream.readers


def test_the_pool_holds_no_more_connections_than_threads(live, live_database, server: str, fresh_database: Callable):
    for _ in range(30):
        assert status(talk(live, request("GET /healthz"))) == 200
    name = urlsplit(live_database.app).path[1:]
    with psycopg.connect(server) as connection:
        row = connection.execute("select count(*) from pg_stat_activity where datname = %s and usename = 'tq_app'", [name]).fetchone()
    assert row[0] <= 2 * 8 + 1
