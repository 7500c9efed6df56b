"""The clearance process: registration against pgbench, HS search on 12,000 codes, a queue of 10,000 cases, duty."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from bench.lab import compared, duel, median
from bench.laboratory import Laboratory, laboratory, say, told
from bench.limit import Limit
from bench.replay import Script
from bench.taken import cpu_seconds
from bench.wire import Load

PARTS = ("registration", "hs", "queue", "duty")
#: server processes: one for each processor, as an operator starts it for a national load
PROCESSES = len(os.sched_getaffinity(0))
#: machines that register at once: two for each processor keep it busy, the crowd of the other rounds stands in line
CALM = 2 * PROCESSES
EXPECTS = '"receipts":[{'
#: enough that the place of the last draw in its epoch is a number of its own
SAMPLES = 40
#: numbers far from each other, so that none in an overheard statement is mistaken for another
SEQUENCES = {"goods_declaration": 700_000_000, "assignment_task": 710_000_000, "draw": 720_000_000, "payment_order": 730_000_000,
             "selection": 740_000_000, "idempotent_answer": 900_000_000}


@dataclass(frozen=True)
class Size:
    """How long and how often."""

    rounds: int
    seconds: float
    words: int
    looks: int
    computed: int


FULL = Size(rounds=7, seconds=4, words=4000, looks=40, computed=2000)
QUICK = Size(rounds=2, seconds=2, words=400, looks=8, computed=200)


@dataclass
class Clearance:
    """The lab with its house, and where pgbench's counters stand."""

    lab: Laboratory
    house: Any
    size: Size
    place: Counter[str] = field(default_factory=Counter)

    def registration(self, load: Load) -> dict[str, Any]:
        """Rounds in turn of our server and of pgbench; between them the officers work their dossiers off."""
        from bench.acts import postmaster  # slow: needs Django
        from bench.house import dossiers_done  # slow: needs Django

        limits = self.limits()
        load.pile("registration", self.house.registrations(round((self.size.rounds + 1) * self.size.seconds * 320)))
        load.run("registration", self.size.seconds / 2, EXPECTS)

        server = next(child.process.pid for child in self.lab.children if child.name == "server" and child.process)

        def calm() -> dict[str, Any]:
            dossiers_done(self.lab.found.admin)
            return load.run("registration", self.size.seconds, EXPECTS, connections=CALM)

        def http() -> dict[str, Any]:
            dossiers_done(self.lab.found.admin)
            before = [cpu_seconds(root) for root in (server, postmaster())]
            found = load.run("registration", self.size.seconds, EXPECTS)
            taken = [(cpu_seconds(root) - was) * 1000 / max(1, found["answered"]) for root, was in zip((server, postmaster()), before, strict=True)]
            return found | {"server_ms": taken[0], "database_ms": taken[1]}

        results = duel(self.size.rounds, http=http, calm=calm, pgbench=lambda: limits[1].run(self.size.seconds),
                       replay=lambda: limits[0].run(self.size.seconds))
        cpu = {f"cpu_{name}": median(results["http"], name) for name in ("server_ms", "database_ms")}
        size = {"lines": 10, "profiles": 200, "processes": PROCESSES, "connections": load.connections}
        fewer = {"connections": CALM} | {name: median(results["calm"], name) for name in ("rps", "p50_ms", "p99_ms")}
        return {**compared(results), "calm": fewer, **cpu, **size, "channels": self.channels(), **self.checked()}

    def limits(self) -> tuple[Limit, Limit]:
        """pgbench's copies of one registration that went to a dossier officer, the usual case here: all of it, and its writes alone."""
        heard = self.lab.inside("overhear", self.house.copied(SAMPLES))
        body, said = next((body, said) for body, said in reversed(heard) if json.loads(body)["declarations"][0]["channel"] == "yellow")
        script, head = self.script(json.loads(body)["declarations"][0]["number"])
        made = []
        for kind, writes_only in (("replay", False), ("writes", True)):
            limit = Limit(f"registration-{kind}", self.lab.folder, self.lab.found.app, place=self.place)
            limit.keep(script.write(head, said, writes_only=writes_only), script.constants | {"clients": str(limit.clients)})
            made.append(limit)
        return made[0], made[1]

    def script(self, number: str) -> tuple[Script, list[str]]:
        """What differs from registration to registration."""
        with psycopg.connect(self.lab.found.admin) as connection:
            row = connection.execute(
                "select d.id, d.own_reference, t.id, w.id, w.seq, o.id, o.number, s.id, a.id, a.key from goods_declaration d "
                "join assignment_task t on t.declaration_id = d.id join draw w on w.task_id = t.id join payment_order o on o.declaration_id = d.id "
                "join selection s on s.declaration_id = d.id, lateral (select id, key from idempotent_answer "
                "where answer::text like '%%' || d.number || '%%') a where d.number = %s", [number]).fetchone()
        assert row is not None
        pk, reference, task, draw, seq, order, order_number, selection, answer, key = row
        serials = {pk: "n_pk", task: "n_task", draw: "n_draw", order: "n_order", selection: "n_selection", answer: "n_answer"}
        counted = "('10' || lpad((:n_serial)::text, 9, '0') || '0')"
        script = Script(
            {**{value: f":{name}" for value, name in serials.items()}, number: counted,
             reference: "('B' || (:k)::text)", order_number: f"('{order_number[:4]}' || lpad((:n_paid)::text, 9, '0'))", key: "md5('key' || (:k)::text)"},
            {'insert into "goods_declaration"': ("returning id", "n_pk"), 'insert into "assignment_task"': ("returning id", "n_task"),
             'insert into "draw"': ("returning id", "n_draw"), 'insert into "payment_order"': ("returning id", "n_order"),
             "insert into selection": ("returning id", "n_selection"), "insert into idempotent_answer": ("returning id", "n_answer"),
             "tq_next_goods": ("tq_next_goods()", "n_serial"), "payment_serial": ("nextval('payment_serial')", "n_paid"),
             "select at, seq from draw": ("at, seq", "n_seq")},
            pieces={str(pk): "(:n_pk)::text"}, within={'insert into "draw"': {seq: "(:n_seq + 1)"}})
        return script, ["\\set n :n + :clients", "\\set k :n + :client_id + 1000000"]

    def channels(self) -> dict[str, int]:
        """Where the registrations went."""
        with psycopg.connect(self.lab.found.admin) as connection:
            return dict(connection.execute("select channel, count(*)::int from selection where kind = 'initial' group by 1 order by 1").fetchall())

    def checked(self) -> dict[str, Any]:
        """What may not be missing from a registration, however fast it was: lines, duty, selection, and an officer or an order to look."""
        with psycopg.connect(self.lab.found.admin) as connection:
            row = connection.execute(
                "select count(*), count(*) filter (where (select count(*) from goods_line l where l.declaration_id = d.id) <> 10), "
                "count(*) filter (where d.channel <> 'green' and not exists (select 1 from assignment_task t where t.declaration_id = d.id)), "
                "count(*) filter (where (select count(*) from audit_event e where e.object_type = 'goods' and e.object_id = d.id) < 3) "
                "from goods_declaration d where d.registered_at is not null and d.own_reference like 'IM-%'").fetchone()
        assert row is not None
        return dict(zip(("looked_at", "without_lines", "without_officer", "without_trail"), row, strict=True))


def run(lab: Laboratory, parts: list[str], size: Size, table: Path | None) -> dict[str, Any]:
    """The parts asked for, on one installation."""
    import django  # slow: only once the environment says where the database is

    os.environ |= {"THONGQUAN_APP_DSN": lab.found.app, "DJANGO_SETTINGS_MODULE": "thongquan.config.settings"}
    django.setup()
    from django.utils import timezone

    from bench import cases, duty, house, hs  # slow: needs Django

    say("people, profiles")
    at = timezone.now()
    here = Clearance(lab, house.opened(at, table), size)
    with psycopg.connect(lab.found.admin, autocommit=True) as connection:
        for name, first in SEQUENCES.items():
            connection.execute(f"alter sequence {name}_id_seq restart {first}")
        connection.execute("vacuum analyze")
    found: dict[str, Any] = {}
    if "hs" in parts:
        say("hs")
        found["hs"] = here.house.tariff | hs.measured(hs.questions(size.words), timezone.localdate(at))
    if "duty" in parts:
        found["duty"] = duty.measured(size.computed)
    lab.server(workers=PROCESSES)
    lab.sealer()
    if "registration" in parts:
        say("registration")
        with Load(lab.folder, lab.port) as load:
            found["registration"] = here.registration(load)
    if "queue" in parts:
        say("queue")
        found["queue"] = cases.measured(lab, here.house.registrations(40), size.looks)
    return found


def main() -> None:
    """`python -m bench.clearance [--quick] [--tariff TABLE] part…`: one line of JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--tariff", type=Path, help="a published table (default: an invented one as large)")
    parser.add_argument("parts", nargs="*")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="thongquan-bench-") as name:
        os.environ["THONGQUAN_HOME"] = name
        with laboratory(Path(name)) as lab:
            told(run(lab, asked.parts or list(PARTS), QUICK if asked.quick else FULL, asked.tariff))


if __name__ == "__main__":
    sys.exit(main())
