"""A customs house to clear goods in: officers, traders with machines, 200 profiles, a tariff, and their consignments."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections, transaction

from bench.laboratory import say
from bench.people import DECLARING, key_for
from bench.tariff import put_in_force
from bench.wire import post
from thongquan.actions.training.cast import SINCE, Role, gather, person
from thongquan.actions.training.goods_cast import TEAMS, gather_goods
from thongquan.catalog.demo_goods import PORTS, TRADERS, consignment
from thongquan.catalog.goods_profiles import invented
from thongquan.core.actor import system
from thongquan.core.rule import local_day
from thongquan.models import GoodsProfile, Grant, Party, User
from thongquan.queries.access import all_units
from thongquan.queries.scope import set_reach

PROFILES, LINES = 200, 10
#: dossier officers of each central team, besides those of the demo
CREW = 25


@dataclass
class House:
    """Everybody and everything that a registration needs; `number` makes the next consignment another one."""

    at: datetime
    keys: tuple[str, ...]
    tariff: dict[str, Any]
    number: int = 0
    sampled: int = 0

    def registrations(self, count: int) -> list[bytes]:
        """So many imports of ten lines, never sent before, from the machines of all traders but the last, at two offices in turn."""
        first, self.number = self.number, self.number + count
        return [self.sent(n + n // (len(self.keys) - 1)) for n in range(first, first + count)]

    def copied(self, count: int) -> list[bytes]:
        """The same from the last trader: pgbench's thousand copies are his, and the others' registers stay as they are."""
        first, self.sampled = self.sampled, self.sampled + count
        return [self.sent((n + 1) * len(self.keys) - 1) for n in range(first, first + count)]

    def sent(self, n: int) -> bytes:
        """Consignment `n` on the wire."""
        return post("/api/v1/goods", self.answers(n), self.keys[n % len(self.keys)], Idempotency_Key=str(uuid.uuid4()))

    def answers(self, n: int) -> dict[str, object]:
        """The form of one consignment, its trader being that of the key."""
        return consignment(random.Random(n), n, PORTS[n % 2], "import", local_day(self.at), LINES)


def opened(at: datetime, table: Path | None = None) -> House:
    """The people, each with what he needs, profiles in force, and the tariff."""
    gather(at, demo=False)
    gather_goods(at, demo=False)
    with transaction.atomic():
        set_reach(system(all_units()))
        for team in TEAMS:
            for n in range(CREW):
                person(Role(f"{team.lower()}{n}", f"Công chức {team} {n}", ("dossier_officer",), team), None, False, at)
        profiles(at)
        machines = [machine(company.tax_id) for company in TRADERS]
    say("tariff")
    tariff = put_in_force(table, local_day(at), at)
    keys = tuple(key_for(user, DECLARING, at) for user in machines)
    connections.close_all()
    return House(at, keys, tariff)


def machine(tax_id: str) -> User:
    """The person behind a trader's machine."""
    party = Party.objects.get(tax_id=tax_id)
    user, made = User.objects.get_or_create(username=f"goods{party.pk}", defaults={"full_name": f"Máy {party.pk}"})
    if made:
        Grant.objects.create(user=user, role="declarant", party=party, since=SINCE)
    return user


def profiles(at: datetime) -> None:
    """200 profiles in force besides the orders of law, which every installation has."""
    since = local_day(at)
    GoodsProfile.objects.filter(kind="profile").delete()
    GoodsProfile.objects.bulk_create(
        GoodsProfile(code=p.code, version=1, kind=p.kind, text=p.text, lane=p.lane, form=p.form, purpose=p.purpose or p.words.vi, expected=p.expected,
                     words={"vi": p.words.vi, "en": p.words.en, "zh": p.words.zh}, since=since, until=since + timedelta(days=90), state="active", written_at=at)
        for p in invented(PROFILES))


def dossiers_done(admin: str) -> None:
    """The officers have worked off what lies before them, as they would between two minutes of a day.

    The database looks at its tables anew, as it does by itself once a minute: a round writes in seconds what an hour brings.
    """
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("update assignment_task set state = 'done', done_at = now() where state in ('assigned', 'taken', 'paused', 'waiting') "
                           "and officer_id is not null")
        connection.execute("vacuum analyze")
