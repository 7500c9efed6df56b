"""Live traffic of the demo: every few seconds one more thing happens at the border."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from thongquan.actions import crossing
from thongquan.actions.training.cast import Cast, gather
from thongquan.actions.training.demo import SOURCE
from thongquan.actions.training.goods_cast import gather_goods
from thongquan.actions.training.goods_pulse import GoodsPulse
from thongquan.actions.training.player import Player
from thongquan.catalog.recent import around
from thongquan.core.refused import Refused
from thongquan.queries import training
from thongquan.queries.scope import scope

#: so many are left for the visitor to decide
LEFT_AT_DESK = 9


class Pulse:
    """Looks at what stands where and moves one vehicle on; only vehicles the demo declared itself."""

    def __init__(self, now: datetime, seed: int) -> None:
        self.dice = random.Random(seed)
        self.cast: Cast = gather(now)
        self.player = Player(self.cast, source=SOURCE)
        self.turn = self.dice.randrange(100)
        self.goods = GoodsPulse(gather_goods(now), seed)

    def beat(self, at: datetime) -> str:
        """Do one thing with a vehicle and one with a consignment, and say which; what is refused is left to the next beat."""
        return " ".join(filter(None, (self.vehicle(at), self.goods.beat(at))))

    def vehicle(self, at: datetime) -> str:
        """One thing with a vehicle."""
        moves = (self.declare, self.accept, self.enter, self.cross, self.bring_back)
        for n in range(len(moves)):
            self.turn += 1
            try:
                if done := moves[(self.turn + n) % len(moves)](at):
                    return done
            except Refused:
                continue
        return ""

    def declare(self, at: datetime) -> str:
        """Somebody declares, more often when the desk is empty."""
        waiting = self.count(at)
        if waiting >= LEFT_AT_DESK + 4:
            return ""
        self.player.declare(around(self.dice, self.turn, at), at)
        made = bool(self.player.declared)
        self.player.queue.clear()
        self.player.declared.clear()
        return "declared" if made else ""

    def count(self, at: datetime) -> int:
        """How many wait at the desk."""
        with scope(self.cast.desk):
            return len(training.waiting(SOURCE, at))

    def accept(self, at: datetime) -> str:
        """The desk accepts the one that waited longest, leaving some for the visitor."""
        with scope(self.cast.desk):
            rows = training.waiting(SOURCE, at - timedelta(minutes=2))
        if len(rows) <= LEFT_AT_DESK:
            return ""
        pk, channel = rows[0]
        desk = self.cast.desk
        with scope(desk):
            if channel == "physical":
                crossing.order_check(pk, bay="3", reason_code="channel", by=desk, at=at)
                crossing.record_check(pk, result="agrees", by=desk, at=at)
            crossing.accept(pk, by=desk, at=at)
        return "accepted"

    def enter(self, at: datetime) -> str:
        """The next expected vehicle arrives."""
        with scope(self.cast.lane):
            pk = training.expected(SOURCE, at + timedelta(minutes=30))
        if pk is None:
            return ""
        self.player.enter_yard(pk, at)
        return "arrived"

    def cross(self, at: datetime) -> str:
        """The vehicle longest in the yard, or waiting to come in, crosses."""
        with scope(self.cast.lane):
            pk = training.ready_to_cross(SOURCE, at - timedelta(minutes=self.dice.randrange(6, 20)))
        if pk is None:
            return ""
        self.player.pass_through(pk, 1, at)
        return "crossed"

    def bring_back(self, at: datetime) -> str:
        """One that has been away long enough comes home."""
        with scope(self.cast.lane):
            pk = training.away(SOURCE, at - timedelta(minutes=self.dice.randrange(50, 200)))
        if pk is None:
            return ""
        self.player.pass_through(pk, 2, at)
        return "returned"
