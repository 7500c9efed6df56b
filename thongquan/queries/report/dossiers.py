"""The dossier officers' queues in SQL: mine, waiting, with nobody, to be countersigned."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from thongquan.catalog.law import LAW
from thongquan.core.actor import Actor
from thongquan.core.rule import local_day
from thongquan.core.search import fold, squeeze
from thongquan.models import Task
from thongquan.queries.assignment.work import Work, works
from thongquan.queries.hot import hot

LEADS = ("team_leader", "office_leader", "region_leader", "nation_leader")
#: who gives a second signature: the heads of the case's own units
SIGNERS = ("team_leader", "office_leader")

#: where a queue looks; every row is a declaration with its last dossier task, if it has one
TASKS = "assignment_task t join goods_declaration d on d.id = t.declaration_id"
LAST = "left join lateral (select * from assignment_task a where a.declaration_id = d.id and a.kind = 'dossier' order by a.id desc limit 1) t on true"
ADVICE = f"goods_request r join goods_declaration d on d.id = r.declaration_id {LAST}"
SIGNS = f"goods_decision g join goods_declaration d on d.id = g.declaration_id {LAST}"

#: work that is open, with an officer or without
RUNS = "t.state in ('assigned', 'taken', 'paused', 'waiting')"
MINE = f"t.kind = 'dossier' and t.officer_id = %(me)s and {RUNS}"
TEAM = f"t.kind = 'dossier' and t.unit_id = any(%(units)s::bigint[]) and {RUNS}"
WISHED = "exists (select 1 from goods_request q where q.declaration_id = d.id and q.state = 'open' and q.kind in ('amend', 'cancel'))"
HELD_UP = "exists (select 1 from licence_check c where c.declaration_id = d.id and c.settled_at is null)"


@dataclass(frozen=True)
class Queue:
    """One queue: where it looks and its test; whose it is, everybody's when nobody is named."""

    source: str
    test: str
    of: tuple[str, ...] = ()


QUEUES: dict[str, Queue] = {
    "mine": Queue(TASKS, f"{MINE} and t.state <> 'paused'"),
    "asked": Queue(TASKS, f"{MINE} and t.state = 'paused'"),
    "wishes": Queue(TASKS, f"{MINE} and {WISHED}"),
    "advice": Queue(ADVICE, "r.kind = 'consult' and r.state = 'open' and r.to_unit_id = any(%(units)s::bigint[]) and r.asked_by is distinct from %(me)s"),
    "sign": Queue(SIGNS, "g.countersign and g.countersigned_at is null and g.at = d.decided_at and g.by_id is distinct from %(me)s"
                  " and array[d.team_id, d.office_id] && %(units)s::bigint[]", SIGNERS),
    "team": Queue(TASKS, TEAM, LEADS),
    "nobody": Queue(TASKS, f"{TEAM} and t.state = 'waiting'", LEADS),
    "late": Queue(TASKS, f"{TEAM} and t.state <> 'paused' and t.due_at < %(at)s", LEADS),
}

#: quick filters
CHIPS: dict[str, str] = {
    "soon": "t.state in ('assigned', 'taken') and t.due_at < %(soon)s",
    "perishable": "d.perishable",
    "answered": "d.rounds > 0 and d.state = 'checking'",
    "agency": HELD_UP,
    "dear": "d.customs_value >= %(dear)s",
    "long": "d.line_count > 20",
    "import": "d.direction = 'import'",
    "export": "d.direction = 'export'",
}
SORTS: dict[str, str] = {
    "due": "t.due_at nulls last, t.id", "newest": "d.registered_at desc nulls last, d.id desc", "oldest": "d.registered_at, d.id",
    "value": "d.customs_value desc, d.id", "lines": "d.line_count desc, d.id", "number": "d.number, d.id",
    "officer": "t.officer_id nulls first, t.due_at nulls last, t.id",
}

#: within this time a clock is said to be short
SOON = timedelta(hours=1)


@dataclass(frozen=True)
class Wish:
    """What is wanted to be seen: queue, quick filters, words, order."""

    queue: str = "mine"
    chips: tuple[str, ...] = ()
    text: str = ""
    sort: str = "due"


@dataclass(frozen=True)
class Line:
    """One case of a queue. `asks` are kinds of open requests; `findings` differences not settled; `holds` agencies awaited;
    `why` the grounds of its channel, each with its words."""

    id: int
    number: str
    direction: str
    kind: str
    trader: str
    tax_id: str
    first_hs: str
    first_name: str
    lines: int
    origin: str
    value: int
    channel: str
    state: str
    perishable: bool
    held: bool
    rounds: int
    registered_at: datetime | None
    office: str
    asks: tuple[str, ...]
    findings: int
    holds: int
    task: int | None
    officer: int | None
    promised_at: datetime | None = None
    why: tuple[dict[str, Any], ...] = ()
    work: Work | None = None


PAGE = """
select d.id, d.number, d.direction, d.kind, p.name, p.tax_id, d.first_hs, d.first_name, d.line_count, d.origin, d.customs_value, d.channel, d.state,
    d.perishable, d.held_at is not null, d.rounds, d.registered_at, u.code,
    array(select q.kind from goods_request q where q.declaration_id = d.id and q.state = 'open' order by q.id),
    (select count(*) from goods_finding f where f.declaration_id = d.id and f.state = 'open')::int,
    (select count(*) from licence_check c where c.declaration_id = d.id and c.settled_at is null)::int,
    t.id, t.officer_id, d.promised_at,
    (select s.reasons::text from selection s where s.declaration_id = d.id order by s.at desc, s.id desc limit 1)
from ({ids}) k join goods_declaration d on d.id = k.id join party p on p.id = d.declarant_id left join unit u on u.id = d.office_id
left join assignment_task t on t.id = k.task order by k.place
"""


def queues_of(by: Actor) -> tuple[str, ...]:
    """The queues this person has: everybody's own, and a leader's."""
    return tuple(code for code, queue in QUEUES.items() if not queue.of or by.is_any(*queue.of))


def asked(by: Actor, at: datetime, text: str = "") -> dict[str, Any]:
    """What the tests of queues and chips may name."""
    return {"me": by.id or 0, "units": list(by.offices), "at": at, "soon": at + SOON, "text": f"%{needle(text)}%",
            "dear": int(LAW.value("goods.countersign.value", on=local_day(at)))}


def needle(text: str) -> str:
    """What is typed, as the search column holds it: codes squeezed, names folded."""
    code = squeeze(text)
    plain = code if any(sign.isdigit() for sign in code) else fold(text)
    return plain.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def tests(wish: Wish) -> str:
    """The tests of a wish joined; every word of it is ours, what people typed stands in parameters."""
    parts = [QUEUES[wish.queue].test, *(CHIPS[code] for code in wish.chips)]
    return " and ".join(f"({part})" for part in ([*parts, "d.search like %(text)s"] if wish.text.strip() else parts))


def page(wish: Wish, *, by: Actor, at: datetime, limit: int = 50, offset: int = 0) -> list[Line]:
    """One page of a queue in the wished order, with its clocks."""
    order = SORTS[wish.sort]
    ids = (f"select d.id, t.id as task, row_number() over (order by {order}) as place from {QUEUES[wish.queue].source} "
           f"where {tests(wish)} order by {order} limit %(limit)s offset %(offset)s")
    with hot() as cursor:
        rows = cursor.execute(PAGE.format(ids=ids), {**asked(by, at, wish.text), "limit": limit, "offset": offset}).fetchall()
    lines = [line_of(row) for row in rows]
    found = Task.objects.filter(pk__in=[line.task for line in lines if line.task]).only(*CLOCKED)
    clocks = {work.task.pk: work for work in works(found, at)}
    return [replace(line, work=clocks.get(line.task or 0)) for line in lines]


def line_of(row: tuple[Any, ...]) -> Line:
    """One row of the page's answer, in the order of its columns."""
    names = [each.name for each in fields(Line)]
    told = dict(zip(names, row, strict=False))
    return Line(**{**told, "asks": tuple(told["asks"]), "why": tuple(json.loads(told["why"] or "[]"))})


#: what a clock needs of a task
CLOCKED = ("id", "kind", "state", "unit_id", "officer_id", "started_at", "due_at", "paused_at", "paused_why", "paused_seconds", "done_at")


def count(wish: Wish, *, by: Actor, at: datetime) -> int:
    """How many cases the wish leaves."""
    return _one(f"select count(*) from {QUEUES[wish.queue].source} where {tests(wish)}", asked(by, at, wish.text))


def counts(by: Actor, at: datetime) -> dict[str, int]:
    """How many cases stand in each of this person's queues."""
    mine = queues_of(by)
    of_tasks = [code for code in mine if QUEUES[code].source == TASKS]
    scope = f"({TEAM}) or ({MINE})" if by.is_any(*LEADS) else MINE
    columns = ", ".join(f"count(*) filter (where {QUEUES[code].test})" for code in of_tasks)
    told = asked(by, at)
    with hot() as cursor:
        row = cursor.execute(f"select {columns} from {TASKS} where {scope}", told).fetchone()
    assert row is not None
    found = dict(zip(of_tasks, row, strict=True))
    found |= {code: _one(f"select count(*) from {QUEUES[code].source} where {QUEUES[code].test}", told) for code in mine if code not in found}
    return {code: found[code] for code in mine}


def chip_counts(wish: Wish, *, by: Actor, at: datetime) -> dict[str, int]:
    """How many of this queue each quick filter would leave."""
    columns = ", ".join(f"count(*) filter (where {test})" for test in CHIPS.values())
    bare = replace(wish, chips=())
    with hot() as cursor:
        row = cursor.execute(f"select {columns} from {QUEUES[wish.queue].source} where {tests(bare)}", asked(by, at, wish.text)).fetchone()
    assert row is not None
    return dict(zip(CHIPS, row, strict=True))


def next_case(wish: Wish, *, by: Actor, at: datetime, but: int = 0) -> int | None:
    """The next declaration of this queue to work on, the shortest clock first."""
    found = page(replace(wish, sort="due"), by=by, at=at, limit=2)
    return next((line.id for line in found if line.id != but), None)


def _one(statement: str, told: dict[str, Any]) -> int:
    with hot() as cursor:
        row = cursor.execute(statement, told).fetchone()
    assert row is not None
    return int(row[0])
