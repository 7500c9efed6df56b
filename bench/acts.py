"""The two acts that are measured: as requests on the wire, and as pgbench's scripts overheard from real ones."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.db import connections
from django.utils import timezone

from bench import fleet, shares
from bench.lab import GO, Size, duel, median, scans
from bench.laboratory import Laboratory
from bench.limit import Limit
from bench.people import People, assemble
from bench.replay import WARM, Script, Sent
from bench.taken import cpu_seconds
from bench.trips import answers, plate
from bench.wire import Load, post
from thongquan.cli.start import Child
from thongquan.config import roles
from thongquan.config.postgres import free_port
from thongquan.core.plates import normalise, pretty

SAMPLES, SPARE = 3, 1200
#: vehicles beyond the fleet
FIRST_DECLARED = 400_000
FROM_PGBENCH = 1_000_000


@dataclass
class Acts:
    """The fleet at the gate, and the requests that are still unsent."""

    lab: Laboratory
    people: People
    model: fleet.Model
    scans: list[bytes]
    size: Size
    at: datetime
    declared: int = FIRST_DECLARED
    place: Counter[str] = field(default_factory=Counter)

    @classmethod
    def prepared(cls, lab: Laboratory, size: Size) -> Acts:
        """People with keys, and the fleet."""
        at = timezone.now()
        people = assemble(at)
        model = fleet.first_vehicle(people, at)
        digits = fleet.multiply(lab.found.admin, model, scanned=size.scanned + SPARE, replayed=size.replayed, at=at)
        connections.close_all()
        return cls(lab, people, model, scans(digits, people.lane_key), size, at)

    def declarations(self, count: int) -> list[bytes]:
        """So many declarations of vehicles never declared before, from the machines of eight companies in turn."""
        first, self.declared = self.declared, self.declared + count
        planned = self.at.replace(hour=3, minute=0, second=0, microsecond=0) + timedelta(days=1)
        keys = self.people.declarant_keys
        return [post("/api/v1/declarations", answers(n, planned), keys[n // SAMPLES % len(keys)], Idempotency_Key=str(uuid.uuid4()))
                for n in range(first, first + count)]

    def against_pgbench(self, name: str, load: Load, size: Size) -> dict[str, list[dict[str, Any]]]:
        """Rounds in turn of our server and of pgbench."""
        replay, writes = self.scan_limits() if name == "scan" else self.declaration_limits()
        if name == "scan":
            load.pile("scan", self.scans[:-SPARE])
        else:
            load.pile("declaration", self.declarations(round(size.rounds * size.seconds * 800)))
        expects = GO if name == "scan" else '"receipt":{'
        load.run(name, 0.5, expects)
        return duel(size.rounds, http=lambda: load.run(name, size.seconds, expects), pgbench=lambda: writes.run(size.seconds),
                    replay=lambda: replay.run(size.seconds))

    def scan_limits(self) -> tuple[Limit, Limit]:
        """pgbench's copy of one scan; its vehicles are the replayed part of the fleet."""
        heard = self.lab.inside("overhear", self.scans[-SAMPLES:])
        n = self.size.scanned + SPARE - 0
        ids = (self.model.declaration + n, self.model.crossing + n, self.model.pass_id + n)
        body, said = heard[-1]
        answer = json.loads(body)
        script = Script({
            ids[0]: ":d", ids[1]: ":x", ids[2]: ":p", answer["number"]: "(:number)::text",
            uuid.UUID(answer["id"]): "md5('scan' || (:d)::text)::uuid", answer["id"]: "md5('scan' || (:d)::text)",
        })
        offset = self.size.scanned + SPARE + 1
        head = [
            "\\set n :n + :clients", "\\set k :n + :client_id",
            *(f"\\set {name} :k + {base + offset}" for name, base in
              (("d", self.model.declaration), ("x", self.model.crossing), ("p", self.model.pass_id))),
            f"\\set number {self.at.year % 100}0000000000 + (:k + {offset + fleet.FIRST_SERIAL}) * 10",
        ]
        return self.kept("scan", script, head, said)

    def declaration_limits(self) -> tuple[Limit, Limit]:
        """pgbench's copy of one declaration, of vehicles of its own."""
        heard = self.lab.inside("overhear", self.declarations(SAMPLES))
        body, said = heard[-1]
        number, n = json.loads(body)["number"], self.declared - 1
        with psycopg.connect(self.lab.found.admin) as connection:
            row = connection.execute(
                "select d.id, l.token, (select max(id) from idempotent_answer), (select max(key) from idempotent_answer where id = "
                "(select max(id) from idempotent_answer)) from vehicle_declaration d join public_link l on l.declaration_id = d.id "
                "where d.number = %s", [number]).fetchone()
        assert row is not None
        pk, token, answer, key = row
        own = normalise(plate(n), "VN")
        script = Script(
            {pk: ":pk", number: f"('{number[:2]}' || lpad((:serial)::text, 9, '0') || '0')", answer: ":answer",
             token: "md5('link' || (:k)::text)", key: "md5('key' || (:k)::text)", (f"30{7_000_000_000 + n}",): "array['Z' || (:k)::text]",
             own: "('Z' || (:k)::text)", pretty(own, "VN"): "('Z' || (:k)::text)"},
            {'insert into "vehicle_declaration"': ("returning id", "pk"), "tq_next_serial": ("tq_next_serial()", "serial"),
             "insert into idempotent_answer": ("returning id", "answer")})
        return self.kept("declaration", script, ["\\set n :n + :clients", f"\\set k :n + :client_id + {FROM_PGBENCH}"], said)

    def kept(self, name: str, script: Script, head: list[str], said: list[Sent]) -> tuple[Limit, Limit]:
        """The scripts laid ready: every statement of the act, and its writes alone. They count on from each other."""
        made = []
        for kind, writes_only in (("replay", False), ("writes", True)):
            limit = Limit(f"{name}-{kind}", self.lab.folder, self.lab.found.app, place=self.place)
            limit.keep(script.write(head, said, writes_only=writes_only), script.constants | {"clients": str(limit.clients)})
            made.append(limit)
        return made[0], made[1]

    def trail(self, load: Load, size: Size) -> dict[str, Any]:
        """The same scan with the trail and without it, and with nobody sealing.

        `overhead` is the share of a scan's processor time, in server and database together, that the trail takes: unlike
        the rate it does not change with what else the machine is doing.
        """
        told, untold = load.port, free_port()
        server, sealer = (next(child for child in self.lab.children if child.name == name) for name in ("server", "sealer"))
        other, _ = self.lab.server("bench.untold:application", untold)
        load.pile("trail", self.scans[:-SPARE])
        load.used["trail"] = load.used["scan"]

        def scanning(child: Child, port: int) -> dict[str, Any]:
            roots = (child.process.pid if child.process else 0, postmaster())
            before = [cpu_seconds(root) for root in roots]
            found = load.run("trail", size.seconds / 2, GO, port)
            server, database = ((cpu_seconds(root) - was) * 1000 / max(1, found["answered"]) for root, was in zip(roots, before, strict=True))
            return found | {"cpu_ms": server + database, "server_ms": server, "database_ms": database}

        for child, port in ((server, told), (other, untold)):
            scanning(child, port)
        rounds = duel(2 * size.rounds, told=lambda: scanning(server, told), untold=lambda: scanning(other, untold))
        self.lab.end(other)
        self.lab.end(sealer)
        unsealed = [scanning(server, told) for _ in range(size.rounds)]
        self.lab.sealer()
        with_trail, without = median(rounds["told"], "cpu_ms"), median(rounds["untold"], "cpu_ms")
        return {
            "overhead": round(1 - without / with_trail, 3), "cpu_ms": with_trail, "cpu_ms_without": without, "cpu_ms_unsealed": median(unsealed, "cpu_ms"),
            "database_ms": median(rounds["told"], "database_ms"), "database_ms_without": median(rounds["untold"], "database_ms"),
            "rps": median(rounds["told"], "rps"), "rps_without": median(rounds["untold"], "rps"), "rps_unsealed": median(unsealed, "rps"),
            "strange": next((one["strange"] for one in [*rounds["untold"], *rounds["told"], *unsealed] if one["strange"]), ""),
        }

    def profile(self, size: Size) -> dict[str, Any]:
        """Where the time of a scan and of a declaration goes, in one quiet process."""
        found = {}
        for name, requests in (("scan", self.scans[-SPARE:][: size.profiled]), ("declaration", self.declarations(size.profiled))):
            seconds = self.lab.inside("profile", requests)
            count = len(requests) - WARM
            whole = sum(spent for function, spent in seconds.items() if not function.startswith("cum "))
            found[name] = {"us": round(whole / count * 1e6), "shares": shares.shares(seconds), "heaviest": shares.heaviest(seconds, count)}
        return found


def postmaster() -> int:
    """The number of the database server's first process."""
    return roles.embedded().pid() or 0
