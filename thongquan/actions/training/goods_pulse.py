"""Live goods of the demo: every few seconds one more thing happens to a consignment."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from thongquan.actions import payment
from thongquan.actions.training.demo_goods import SOURCE
from thongquan.actions.training.demo_images import scanned
from thongquan.actions.training.goods_cast import GoodsCast
from thongquan.actions.training.week import Week
from thongquan.catalog.week import one
from thongquan.core.refused import Refused
from thongquan.queries import training
from thongquan.queries.scope import scope

#: work that is left to each officer for whoever signs in as him, and how long nobody touches a new case
LEFT, FRESH = 4, timedelta(minutes=3)
#: nothing more is lodged while so many dossiers wait
MOST_WAITING = 45
#: how often a beat with nothing better to do lodges
OFTEN = 0.15
#: references of live consignments begin above every other of the demo
LIVE = 1_000_000


class GoodsPulse:
    """Looks at what waits and moves one consignment on; the banks are asked, and answer by themselves."""

    def __init__(self, cast: GoodsCast, seed: int) -> None:
        self.dice = random.Random(seed)
        self.week = Week(cast, source=SOURCE)
        self.week.scans = scanned
        self.turn = self.dice.randrange(100)

    def beat(self, at: datetime) -> str:
        """Do one thing and say which; what is refused meanwhile is left to the next beat."""
        moves = (self.lodge, self.pay, self.work, self.pay, self.answer, self.work)
        for _ in moves:
            self.turn += 1
            try:
                if done := moves[self.turn % len(moves)](at):
                    return done
            except Refused:
                continue
            finally:
                self.week.queue.clear()
        return ""

    def lodge(self, at: datetime) -> str:
        """A trader registers a consignment now and then, while not too many dossiers wait."""
        if self.dice.random() > OFTEN:
            return ""
        with scope(self.week.everybody):
            if training.dossiers_waiting(SOURCE) >= MOST_WAITING:
                return ""
        made = self.week.lodge(one(self.dice, LIVE + int(at.timestamp()) % 10**8, at), at)
        return "lodged" if made else ""

    def pay(self, at: datetime) -> str:
        """A trader asks his bank to pay the oldest notice; declarants that visitors play pay for themselves."""
        own = {self.week.cast.traders[0].parties[0]}
        with scope(self.week.everybody):
            found = training.to_pay(SOURCE, at - FRESH, own)
        if found is None:
            return ""
        order, declarant = found
        who = next(t for t in self.week.cast.traders if declarant in t.parties)
        with scope(who):
            payment.pay(order, bank=self.dice.choice(payment.BANKS), by=who, at=at)
        return "paid"

    def work(self, at: datetime) -> str:
        """The officer with the longest queue does what has waited longest with him."""
        with scope(self.week.everybody):
            found = training.busiest(SOURCE, at - FRESH, LEFT, at)
        if found is None:
            return ""
        kind, pk, officer = found
        self.week.played.setdefault(pk, one(self.dice, 0, at))
        {"dossier": self.week.check, "inspection": self.week.look, "review": self.week.review}[kind](pk, officer, at)
        return kind

    def answer(self, at: datetime) -> str:
        """A trader answers the question that has waited longest."""
        own = {self.week.cast.traders[0].parties[0]}
        with scope(self.week.everybody):
            found = training.to_answer(SOURCE, at - 4 * FRESH, own)
        if found is None:
            return ""
        pk, declarant = found
        trader = next(n for n, t in enumerate(self.week.cast.traders) if declarant in t.parties)
        self.week.played[pk] = one(self.dice, trader, at)
        self.week.answer(pk, at)
        return "answered"
