"""The lively demo border: its hours, its past days, and the story of its first company."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.db import connection

from thongquan.actions import crossing
from thongquan.actions.crossing.watch import watch
from thongquan.actions.training import demo_goods, demo_risk, demo_trips
from thongquan.actions.training.cast import Cast, gather, gather_also
from thongquan.actions.training.goods_cast import gather_goods
from thongquan.actions.training.player import Player
from thongquan.catalog.day_one import GATE
from thongquan.catalog.reasons import EXTENSION_REASONS
from thongquan.catalog.recent import around, last_hours, past_days
from thongquan.core.actor import Actor
from thongquan.core.vehicle import EXPORTATION
from thongquan.models import Gate, Notice, SavedTrip, VehicleDeclaration
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope

SOURCE = "demo"
PAST_DAYS, A_DAY, LAST_HOURS, LAST, DESK, UNREAD = 6, 20, 30, 150, 10, 3

DRIVER = {"name": "Vũ Đình Quyết", "nationality": "VN", "document_kind": "A", "document_number": "QN118204",
          "issued_on": "2026-03-01", "issued_at": "Quảng Ninh"}
BASE = {"country": "VN", "regime": EXPORTATION, "case": "border_delivery", "gate": GATE, "drivers": [DRIVER],
        "contact_phone": "+84912345678", "laden": True}


#: kind of notice -> the act it tells of
TELLS = {"accepted": "crossing.accept", "returned": "crossing.return", "crossed": "gate.cross", "due_soon": "crossing.remind",
         "overdue": "crossing.overdue", "asked": "crossing.ask", "check_ordered": "crossing.order_check", "held": "crossing.hold"}
#: the first notice of a kind about a trip tells of its first such act, the second of the second
TOLD_THEN = """
with told as (
    select id, kind, substring(link from '/trade/trips/([0-9]+)/')::bigint as trip,
           row_number() over (partition by kind, substring(link from '/trade/trips/([0-9]+)/') order by id) as nth
    from notice where kind = any(%(kinds)s)
), act as (
    select coalesce(c.declaration_id, e.object_id) as trip, e.action, e.at,
           row_number() over (partition by e.action, coalesce(c.declaration_id, e.object_id) order by e.at, e.id) as nth
    from audit_event e left join crossing c on e.object_type = 'crossing' and c.id = e.object_id
    where e.object_type in ('vehicle', 'crossing') and e.action = any(%(acts)s)
), tells as (select * from unnest(%(kinds)s::text[], %(acts)s::text[]) as pair (kind, action))
update notice n set at = act.at
from told join tells on tells.kind = told.kind join act on act.trip = told.trip and act.action = tells.action and act.nth = told.nth
where n.id = told.id
"""


def fill(now: datetime) -> bool:
    """Make the demo border, its goods and what prediction learns from, each once; False when the goods are there already.

    A demo of an earlier version gets what it lacks; what lies on its desks stays.
    """
    cast = gather(now)
    fill_vehicles(cast, now)
    goods = demo_goods.fill(gather_goods(now), now)
    demo_trips.fill(now, until=now - timedelta(days=PAST_DAYS))
    demo_risk.fill(now)
    gather_also(now)
    return goods


def fill_vehicles(cast: Cast, now: datetime) -> bool:
    """The border's vehicles, once."""
    with scope(cast.desk):
        if VehicleDeclaration.objects.filter(source=SOURCE).exists():
            return False
        Gate.objects.filter(code=GATE).update(hours={"all": [0, 24 * 60]})
    player = Player(cast, source=SOURCE)
    player.add(past_days(now, PAST_DAYS, A_DAY))
    player.add(last_hours(now, LAST_HOURS, LAST))
    player.run(until=now)
    story(cast, now)
    late(cast, now)
    waiting(player, now)
    settle_notices(cast, now)
    return True


def late(cast: Cast, now: datetime) -> None:
    """One vehicle of another company is overdue; its violation waits for an officer."""
    who, player = cast.companies[2], Player(cast, source=SOURCE)
    out = now - timedelta(hours=50)
    with scope(who):
        pk = crossing.declare({**BASE, "plate": "15C-241.88", "planned_at": out.isoformat()}, declarant_id=who.parties[0], by=who,
                              at=out - timedelta(hours=1), die=9999, source="web").declaration.pk
    with scope(cast.desk):
        crossing.accept(pk, by=cast.desk, at=out - timedelta(minutes=30))
    player.pass_through(pk, 1, out)
    watch(out + timedelta(hours=48, minutes=1))


def settle_notices(cast: Cast, now: datetime) -> None:
    """Each notice bears the time of the act it tells of; the past was read long ago, only the newest are unread."""
    with scope(Actor(None, "system", frozenset({"system"}), all_units())), connection.cursor() as cursor:
        cursor.execute(TOLD_THEN, {"kinds": list(TELLS), "acts": list(TELLS.values())})
    for who in cast.companies:
        with scope(who):
            newest = list(Notice.objects.order_by("-at", "-id").values_list("id", flat=True)[:UNREAD])
            Notice.objects.exclude(pk__in=newest).update(read_at=now)


def waiting(player: Player, now: datetime) -> None:
    """What the visitor finds on the desk: ten declarations of the last half hour."""
    dice = random.Random(now.toordinal())
    for n in range(DESK, 0, -1):
        declared = now - timedelta(minutes=3 * n)
        player.declare(around(dice, 90_000 + n, declared), declared)
    player.queue.clear()


def story(cast: Cast, now: datetime) -> None:
    """What Nguyễn Thị Hường finds when she signs in: a trip to repeat, one ready, one due back, one returned."""
    who = cast.companies[0]
    player = Player(cast, source=SOURCE)

    def declared(plate: str, at: datetime, planned: datetime, **more: object) -> int:
        with scope(who):
            return crossing.declare({**BASE, "plate": plate, "planned_at": planned.isoformat(), **more},
                                    declarant_id=who.parties[0], by=who, at=at, die=9999, source="web").declaration.pk

    def accepted(pk: int, at: datetime) -> None:
        with scope(cast.desk):
            crossing.accept(pk, by=cast.desk, at=at)

    yesterday = now - timedelta(hours=26)
    done = declared("14C-123.45", yesterday, yesterday + timedelta(hours=2), trailers=[{"plate": "14R-012.34", "country": "VN"}],
                    goods=["308144022150", "308144022161"])
    accepted(done, yesterday + timedelta(minutes=9))
    player.pass_through(done, 1, yesterday + timedelta(hours=2))
    player.pass_through(done, 2, yesterday + timedelta(hours=11))

    due = now - timedelta(hours=45)
    away = declared("29H-987.65", due - timedelta(hours=1), due, goods=["308144019987"])
    accepted(away, due - timedelta(minutes=40))
    player.pass_through(away, 1, due)

    ready = declared("14C-271.09", now - timedelta(minutes=50), now + timedelta(minutes=40), laden=False)
    accepted(ready, now - timedelta(minutes=41))

    with scope(who):
        crossing.request_extension(away, hours=12, reason_code=next(iter(EXTENSION_REASONS)), reason="Chờ bốc hàng ở Đông Hưng",
                                   by=who, at=now - timedelta(minutes=12))
    wrong = declared("14C-330.18", now - timedelta(minutes=95), now + timedelta(hours=5), goods=["308144027733"])
    with scope(cast.desk):
        crossing.return_with_reasons(wrong, reasons=["identity_invalid"], by=cast.desk, at=now - timedelta(minutes=70), gaps=[
            {"field": "drivers", "rule": "DRV-03", "need": "Số giấy thông hành không khớp giấy đã tải lên"}])
    with scope(who):
        saved(who.parties[0])


def saved(party: int) -> None:
    """Three named trips to declare again."""
    named = (
        ("Thanh long đi Đông Hưng", "road", {"plate": "14C-123.45", "trailers": [{"plate": "14R-012.34", "country": "VN"}]}),
        ("Linh kiện về Hải Dương", "road", {"plate": "29H-987.65", "laden": False}),
        ("Sà lan Ka Long, cát sỏi", "waterway", {"plate": "QN-7215", "gate": "VNMCW1"}),
    )
    for name, mode, values in named:
        SavedTrip.objects.get_or_create(declarant_id=party, name=name, defaults={"mode": mode, "body": {**BASE, **values}})

