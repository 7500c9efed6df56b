"""An officer's queue with ten thousand cases: the questions it asks, and its page as the browser gets it."""

from __future__ import annotations

import http.client
import json
import statistics
import time
from datetime import datetime
from typing import Any

import psycopg
from allauth.mfa.models import Authenticator
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.inside import asked
from bench.laboratory import Laboratory, say
from bench.people import acting
from bench.wire import percentile
from thongquan.models import User
from thongquan.queries.report import dossiers as queue
from thongquan.queries.scope import scope

CASES, LIMIT_MS = 10_000, 300
#: what an officer looks at: all of it, one filter, two with an order, words
WISHES = (
    queue.Wish(), queue.Wish(chips=("import",)), queue.Wish(chips=("soon",)), queue.Wish(chips=("perishable", "import"), sort="value"),
    queue.Wish(text="cong ty", sort="newest"), queue.Wish(chips=("dear",), text="0808", sort="lines"),
)
#: copies of cases that really were registered, all before one officer; each has another number, trader's reference, value and due time
COPIES = """
insert into goods_declaration select r.* from generate_series(1, %(count)s) n
join lateral (select t as whole from goods_declaration t where t.id = any(%(models)s) order by t.id offset n %% %(kinds)s limit 1) m on true,
lateral jsonb_populate_record(m.whole, jsonb_build_object(
    'id', %(first)s + n, 'number', '99' || lpad(n::text, 9, '0') || '0', 'state', 'checking', 'own_reference', 'Q' || n,
    'customs_value', (m.whole).customs_value / 1000 * (n %% 997 + 1), 'office_ids', to_jsonb((m.whole).office_ids || %(unit)s::bigint), 'team_id', %(unit)s,
    'search', replace((m.whole).search, (m.whole).number, '99' || lpad(n::text, 9, '0') || '0'))) r
""", """
insert into assignment_task select r.* from generate_series(1, %(count)s) n
join lateral (select k as whole from assignment_task k where k.kind = 'dossier' and k.declaration_id = any(%(models)s) order by k.declaration_id
              offset n %% %(kinds)s limit 1) m on true,
lateral jsonb_populate_record(m.whole, jsonb_build_object(
    'id', %(first)s + n, 'declaration_id', %(first)s + n, 'unit_id', %(unit)s, 'office_id', %(unit)s, 'officer_id', %(officer)s, 'state', 'assigned',
    'assigned_at', now(), 'due_at', now() + (n %% 480 - 60) * interval '1 minute', 'done_at', null)) r
""", """
insert into licence_check (declaration_id, declaration, declarant_id, office_id, unit_id, agency, kind, number, number_key, mode, claim, differences, since,
                           due_at, level, outcome, reason)
select d.id, d.number, d.declarant_id, d.office_id, %(unit)s, 'BVTV', 'KDTV', 'X' || d.id, 'X' || d.id, 'post_check', '{}', '[]', now(), now(), 0, '', ''
from goods_declaration d where d.id > %(first)s and d.id %% 40 = 0
"""
FIRST = 800_000_000
#: the newest cases, which stand as models
MODELS = 60


def multiplied(admin: str, officer: User, unit: int, count: int) -> None:
    """The copies, as the database's administrator writes them."""
    with psycopg.connect(admin) as connection:
        models = [row[0] for row in connection.execute(
            "select distinct declaration_id from assignment_task where kind = 'dossier' and declaration_id < %s order by 1 desc limit %s",
            [FIRST, MODELS]).fetchall()]
        given = {"count": count, "models": models, "kinds": len(models), "first": FIRST, "unit": unit, "officer": officer.pk}
        for statement in COPIES:
            connection.execute(statement, given)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def measured(lab: Laboratory, requests: list[bytes], rounds: int, count: int = CASES) -> dict[str, Any]:
    """Registers the models, multiplies them, then asks as an officer does; the slowest wish counts."""
    say(f"{count} cases")
    at = timezone.now()
    for request in requests:
        status, body = asked(request)
        if status != 201:
            raise SystemExit(f"{status} {body.decode()[:600]}")
    officer = User.objects.get(username="thao")
    by = acting(officer, at)
    connections.close_all()
    multiplied(lab.found.admin, officer, by.offices[0], count)
    questions = {f"{'+'.join(wish.chips) or wish.text or 'all'}": asking(wish, by, at, rounds) for wish in WISHES}
    pages = page_times(lab, officer, rounds)
    worst = max(pages, key=lambda name: percentile(pages[name], 0.99))
    every = [one for times in pages.values() for one in times]
    return {
        "cases": count, "questions_ms": questions, "page_p50_ms": percentile(every, 0.5), "page_p99_ms": percentile(every, 0.99),
        "slowest": worst, "slowest_p99_ms": percentile(pages[worst], 0.99), "limit_ms": LIMIT_MS,
    }


def asking(wish: queue.Wish, by: Any, at: datetime, rounds: int) -> float:
    """The median of the four questions of one page, in milliseconds."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        with scope(by):
            queue.page(wish, by=by, at=at)
            queue.count(wish, by=by, at=at)
            queue.counts(by, at)
            queue.chip_counts(wish, by=by, at=at)
        times.append((time.perf_counter() - began) * 1000)
    connections.close_all()
    return round(statistics.median(times), 1)


def page_times(lab: Laboratory, officer: User, rounds: int) -> dict[str, list[float]]:
    """Seconds of each page over HTTP, signed in as the officer, after one that warms up."""
    Authenticator.objects.get_or_create(user=officer, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "-"}})
    client = Client(SERVER_NAME="localhost")
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    cookie = "; ".join(f"{name}={held.value}" for name, held in client.cookies.items())
    connections.close_all()
    line = http.client.HTTPConnection("127.0.0.1", lab.port, timeout=30)
    found: dict[str, list[float]] = {}
    for wish in WISHES:
        path = reverse("central:queue") + "?"
        path += "&".join([f"queue={wish.queue}", *(f"f={chip}" for chip in wish.chips), f"text={wish.text.replace(' ', '+')}", f"sort={wish.sort}"])
        times = [got(line, path, cookie) for _ in range(rounds + 1)]
        found["+".join(wish.chips) or wish.text or "all"] = times[1:]
    return found


def got(line: http.client.HTTPConnection, path: str, cookie: str) -> float:
    """Seconds until the whole page was there."""
    began = time.perf_counter()
    line.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html", "Host": "localhost"})
    reply = line.getresponse()
    body = reply.read()
    if reply.status != 200 or b"9900000" not in body and b"text=" not in path.encode():
        raise SystemExit(f"the queue answers {reply.status} {reply.headers.get('Location')} {json.dumps(body[:300].decode(errors='replace'))}")
    return time.perf_counter() - began
