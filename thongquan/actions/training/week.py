"""Plays a week of clearance through the acts the screens call."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from thongquan.actions import inspection, payment, review
from thongquan.actions.declaration import ask, change, decide
from thongquan.actions.declaration.draft import draft
from thongquan.actions.declaration.register import register
from thongquan.actions.training.goods_cast import GoodsCast
from thongquan.catalog.week import Consignment
from thongquan.core.actor import Actor
from thongquan.core.licence import number_key
from thongquan.core.refused import Refused, RulesBroken
from thongquan.core.rule import VIETNAM_TIME, local_day
from thongquan.models import GoodsDeclaration, Guarantee, InspectionOrder, LicenceCheck, PaymentOrder, ReviewCase, Task, User, WriteOff
from thongquan.queries.access import actor_of
from thongquan.queries.scope import scope

Act = Callable[[datetime], object]
Event = tuple[datetime, int, Act]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
#: what a bank needs from the order to its answer
SECONDS = timedelta(seconds=9)
#: what a question says: field, rule, need
POINT = {"field": "/documents", "rule": "DOC-01", "need": "Bản chụp hóa đơn thương mại rõ hơn, đủ các trang"}


class Week:
    """Plays consignments in the order of their moments; `tally` counts what really happened."""

    def __init__(self, cast: GoodsCast, *, source: str = "rehearsal") -> None:
        self.cast, self.source = cast, source
        self.tally: Counter[str] = Counter()
        self.queue: list[Event] = []
        self.serial = 0
        self.played: dict[int, Consignment] = {}
        self.people: dict[int, Actor] = {}
        self.planned: set[tuple[int, int]] = set()
        self.silent_banks: set[str] = set()
        self.receipts: list[tuple[int, str]] = []
        self.broken: Counter[str] = Counter()
        #: what a scanner does before an inspection: it is given the declaration, what will be found, the moment
        self.scans: Callable[[int, str, datetime], None] | None = None

    def add(self, consignments: Iterable[Consignment]) -> None:
        """Put the consignments on the calendar."""
        for one in consignments:
            self.at(one.at, partial(self.lodge, one))

    def at(self, moment: datetime, act: Act) -> None:
        """One thing to do at one moment."""
        self.serial += 1
        heapq.heappush(self.queue, (moment, self.serial, act))

    def run(self, until: datetime | None = None) -> None:
        """Everything that is due, to the end or to a moment; what comes after it stays on the calendar."""
        while self.queue and (until is None or self.queue[0][0] <= until):
            self.step()

    def step(self) -> datetime:
        """The next thing; its moment."""
        moment, _, act = heapq.heappop(self.queue)
        act(moment)
        return moment

    def person(self, user_id: int, at: datetime) -> Actor:
        """The officer whom the draw has called."""
        if user_id not in self.people:
            with scope(None):
                self.people[user_id] = actor_of(User.objects.get(pk=user_id), local_day(at))
        return self.people[user_id]

    def lodge(self, one: Consignment, at: datetime) -> list[int]:
        """The trader registers; what the rules refuse is counted, nothing else is lost. The declarations made."""
        who = self.cast.traders[one.trader]
        try:
            with scope(who):
                begun = draft(one.values, declarant_id=who.parties[0], by=who, at=at, direction=one.direction, source=self.source)
                made = register(begun.pk, by=who, at=at, die=one.die)
        except RulesBroken as broken:
            self.tally["refused_by_rules"] += 1
            self.broken.update(finding.code for finding in broken.findings if finding.blocks)
            return []
        numbers = []
        for part in made:
            pk = part.declaration.pk
            self.played[pk] = one
            self.receipts.append((pk, part.declaration.number or ""))
            numbers.append(pk)
            self.tally["registered"] += 1
            if one.withdrawn and part.declaration.state in ("checking", "ordered"):
                self.at(at + 5 * MINUTE, partial(self.withdraw, pk))
            self.at(at + one.pays_after * MINUTE + SECONDS, partial(self.pay, pk))
            self.follow([pk], at)
        return numbers

    def follow(self, pks: Iterable[int], at: datetime) -> None:
        """Whoever has work on these declarations now does it when it suits his day; nothing is planned twice."""
        wanted = list(pks)
        with scope(self.everybody):
            rows = Task.objects.filter(declaration_id__in=wanted, state__in=Task.HELD).exclude(paused_why="answer")
            tasks = list(rows.order_by("id").values_list("id", "declaration_id", "kind", "officer_id", "version"))
            orders = dict(InspectionOrder.objects.filter(declaration_id__in=wanted, state="ordered").values_list("declaration_id", "slot_at"))
        for task, pk, kind, officer, version in tasks:
            if officer is not None and (task, version) not in self.planned and pk in self.played:
                self.planned.add((task, version))
                self.plan(pk, kind, officer, orders.get(pk), at)

    def plan(self, pk: int, kind: str, officer: int, slot: datetime | None, at: datetime) -> None:
        """When an officer takes up a case of his."""
        if kind == "dossier":
            self.at(self.working(at + 25 * MINUTE), partial(self.check, pk, officer))
        elif kind == "inspection":
            self.at(max(slot or at, at + HOUR), partial(self.look, pk, officer))
        else:
            self.at(self.working(at + 20 * HOUR), partial(self.review, pk, officer))

    @property
    def everybody(self) -> Actor:
        """The platform's own reach, for looking where the work lies."""
        return Actor(None, "system", frozenset({"system"}), tuple(sorted({o for a in self.cast.officers.values() for o in a.offices})))

    def working(self, at: datetime) -> datetime:
        """This moment, or the next working morning."""
        local = at.astimezone(VIETNAM_TIME)
        if local.hour >= 17 or local.hour < 7:
            local = (local + timedelta(days=local.hour >= 17)).replace(hour=7, minute=40)
        while local.weekday() > 4:
            local = (local + timedelta(days=1)).replace(hour=7, minute=40)
        return max(at, local)

    def check(self, pk: int, officer: int, at: datetime) -> None:
        """A dossier officer works: asks, hands on, refuses or agrees."""
        by, one = self.person(officer, at), self.played[pk]
        with scope(by):
            row = GoodsDeclaration.objects.filter(pk=pk, state="checking").first()
            task = Task.objects.filter(declaration_id=pk, kind="dossier", officer_id=officer, state__in=Task.HELD).first()
            if row is None or task is None:
                return
            if row.rounds < one.asked:
                ask.ask(pk, [POINT], by=by, at=at)
                self.tally["asked"] += 1
                self.at(at + 3 * HOUR, partial(self.answer, pk))
                return
            if self.unlicensed(row):
                decide.refuse(pk, reason_code="REF-13", note="Giấy phép nêu trên tờ khai không còn đủ số lượng", by=by, at=at)
                self.tally["refused_for_licence"] += 1
            elif one.inspect and not row.inspections.exists():
                decide.hand_to_inspection(pk, reason_code="INS-02", note="Trọng lượng cần cân lại", by=by, at=at)
            elif one.refuse:
                decide.refuse(pk, reason_code="REF-11", note="Hồ sơ không đủ sau khi đã hỏi", by=by, at=at)
                self.tally["refused"] += 1
            elif row.statement.get("complete", True):
                made = decide.agree(pk, reason_code="DOS-02" if row.rounds else "DOS-01", by=by, at=at)
                if made.countersign:
                    self.at(self.working(at + HOUR), partial(self.sign, pk, made.pk))
            else:
                decide.refuse(pk, reason_code="REF-14", note="Không xác định được mã và thuế của hàng", by=by, at=at)
                self.tally["refused"] += 1
        self.follow([pk], at)

    def unlicensed(self, row: GoodsDeclaration) -> bool:
        """Whether a document that the declaration cites is not written off for it, and nobody is still asked about it."""
        cited = {number_key(str(permit["number"])) for permit in row.body.get("permits") or ()}
        if not cited:
            return False
        drawn = set(WriteOff.objects.filter(declaration_id=row.pk, restored_at=None).values_list("line__licence__number_key", flat=True))
        asked = set(LicenceCheck.objects.filter(declaration_id=row.pk, settled_at=None).values_list("number_key", flat=True))
        return bool(cited - drawn - asked)

    def sign(self, pk: int, decision: int, at: datetime) -> None:
        """The leader of the team that has the case countersigns."""
        with scope(self.everybody):
            team = GoodsDeclaration.objects.get(pk=pk).team_id
        by = next(a for a in self.cast.officers.values() if a.is_any("team_leader") and team in a.offices)
        with scope(by):
            decide.countersign(decision, by=by, at=at)

    def answer(self, pk: int, at: datetime) -> None:
        """The trader answers every point."""
        who = self.cast.traders[self.played[pk].trader]
        with scope(who):
            if not GoodsDeclaration.objects.filter(pk=pk, state="asked").exists():
                return
            ask.answer(pk, ["Đã nộp bản rõ, đủ trang"], by=who, at=at)
        self.follow([pk], at)

    def look(self, pk: int, officer: int, at: datetime) -> None:
        """An inspector looks at the goods where they are."""
        by, one = self.person(officer, at), self.played[pk]
        if self.scans is not None:
            self.scans(pk, one.wrong, at)
        with scope(by):
            row = InspectionOrder.objects.filter(declaration_id=pk, state="ordered").first()
            if row is None or not Task.objects.filter(declaration_id=pk, kind="inspection", officer_id=officer, state__in=Task.HELD).exists():
                return
            outcome = one.wrong or "agrees"
            inspection.begin(row.pk, by=by, at=at)
            self.read(row, by, at + 10 * MINUTE)
            inspection.record_result(row.pk, [inspection.Seen(1, outcome=outcome)], outcome=outcome, by=by, at=at + 40 * MINUTE)
            self.tally["inspected"] += 1
        self.follow([pk], at + 40 * MINUTE)

    def read(self, row: InspectionOrder, by: Actor, at: datetime) -> None:
        """The inspector reads the images; one that a machine has marked, and every third, has the goods opened."""
        for image in row.evidence.filter(kind="scan").exclude(body__has_key="reads"):
            inspection.read_image(image.pk, reads="agrees", by=by, at=at)
            if image.readings.filter(finds=True).exists() or row.pk % 3 == 0:
                inspection.read_image(image.pk, reads="suspicious", by=by, at=at + MINUTE)
        row.refresh_from_db()
        for n, step in enumerate(row.steps):
            if step["step"] == "open":
                inspection.tick(row.pk, n, done=True, by=by, at=at + 10 * MINUTE)

    def pay(self, pk: int, at: datetime) -> None:
        """The trader's bank pays what is owed now, or his guarantee stands in first; paid twice is paid once."""
        one = self.played[pk]
        who = self.cast.traders[one.trader]
        with scope(who):
            order = PaymentOrder.objects.filter(declaration_id=pk, state="open").first()
            if order is None:
                return
            if one.guarantee and self.lent(order, who, at):
                self.at(at + 30 * HOUR, partial(self.pay, pk))
                return
            sent = payment.pay(order.pk, bank=payment.BANKS[pk % 2], by=who, at=at)
            if sent.bank in self.silent_banks or pk % 97 == 0:
                sent = payment.failed(sent.pk, error="no answer", at=at)
                self.tally["other_bank"] += 1
            payment.paid(sent.pk, bank_reference=f"{sent.bank}{sent.pk:08d}", at=at + SECONDS)
        self.follow([pk], at + SECONDS)

    def lent(self, order: PaymentOrder, who: Actor, at: datetime) -> bool:
        """Whether the trader's guarantee takes this tax now; one that stood for it before, or is too small, does not."""
        bond = Guarantee.objects.filter(declarant_id=who.parties[0]).first()
        if bond is None or order.declaration.guarantee_uses.exists():
            return False
        try:
            payment.lend(order.declaration_id, bond.pk, by=who, at=at)
        except Refused:
            self.tally["guarantee_too_small"] += 1
            return False
        self.tally["lent"] += 1
        return True

    def withdraw(self, pk: int, at: datetime) -> None:
        """The trader asks to cancel, the officer agrees; some lodge the same goods anew within the hour."""
        one = self.played[pk]
        who = self.cast.traders[one.trader]
        with scope(who):
            row = GoodsDeclaration.objects.filter(pk=pk, state__in=("checking", "ordered")).first()
            if row is None:
                return
            request = change.request_cancel(pk, reason_code="CAN-01", reason="Đối tác hoãn giao hàng", by=who, at=at)
        with scope(self.everybody):
            task = Task.objects.filter(declaration_id=pk, kind="dossier", state__in=Task.HELD).first()
        if task is None or task.officer_id is None:
            return
        by = self.person(task.officer_id, at)
        with scope(by):
            change.decide_cancel(request.pk, approve=True, by=by, at=at + 10 * MINUTE)
        self.tally["cancelled"] += 1
        if one.again and self.whole(pk):
            self.at(at + 40 * MINUTE, partial(self.lodge_again, one))

    def whole(self, pk: int) -> bool:
        """Whether this declaration is not a part of a longer one."""
        return sum(one is self.played[pk] for one in self.played.values()) == 1

    def lodge_again(self, one: Consignment, at: datetime) -> None:
        """The same goods on a new declaration; whoever had the first one gets it."""
        self.tally["relodged"] += len(self.lodge(replace(one, withdrawn=False), at))

    def review(self, pk: int, officer: int, at: datetime) -> None:
        """A reviewer looks again after clearance."""
        by, one = self.person(officer, at), self.played[pk]
        with scope(by):
            row = ReviewCase.objects.filter(declaration_id=pk, state="waiting").order_by("id").first()
            if row is None or not Task.objects.filter(declaration_id=pk, kind="review", officer_id=officer, state__in=Task.HELD).exists():
                return
            found = bool(one.wrong) and pk % 3 == 0
            review.decide(row.pk, outcome="amend" if found else "clean", findings=[{"type": "value", "line": 1}] if found else [],
                          duty_difference=1_500_000 if found else 0, by=by, at=at)
            self.tally["reviewed"] += 1
        self.follow([pk], at)
