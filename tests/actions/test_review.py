"""Reviews after clearance: who may, what is asked, what follows, the blind second look."""

import json
import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.goods import HOUR, MINUTE, NOW, QUIET, lodged, officer_of, open_house, seen
from thongquan.actions import payment, review
from thongquan.actions.assignment import epochs
from thongquan.actions.declaration.change import amend, decide_amendment
from thongquan.catalog.demo_goods import PORTS, TRADERS, consignment
from thongquan.core.draw import seed_of
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.review import lot_of
from thongquan.core.rule import local_day
from thongquan.models import (
    AuditEvent,
    CheckLabel,
    Draw,
    DrawEpoch,
    GoodsDeclaration,
    GoodsDocument,
    GoodsRequest,
    Notice,
    PaymentOrder,
    ReviewCase,
    Selection,
    Task,
)
from thongquan.queries import review as looking
from thongquan.queries.assignment.verify import verify_epoch
from thongquan.queries.assignment.work import own_check
from thongquan.queries.scope import everywhere, scope

DATABASE = "house"
pytestmark = pytest.mark.django_db
#: the upper end of the die is the random share of reviews
REVIEW_DIE = 9_990
DAY = timedelta(days=1)
WRONG = [{"type": "value", "line": 1, "note": "Giá thấp hơn hóa đơn gốc"}]


@pytest.fixture
def house():
    return open_house()


def consigned(n, at, trader=1):
    """A good import of that day by this trader."""
    whose = {"importer": TRADERS[trader].name, "importer_tax_id": TRADERS[trader].tax_id}
    return consignment(random.Random(n), n, PORTS[0], "import", local_day(at)) | whose


def cleared(goods, n=3, die=REVIEW_DIE, trader=1, at=NOW):
    """A green import, paid and cleared; its review is chosen by the die."""
    who = goods.traders[trader]
    (made,) = lodged(who, consigned(n, at, trader), die=die, at=at)
    pk = made.declaration.pk
    with scope(who):
        order = PaymentOrder.objects.get(declaration_id=pk, state="open")
        sent = payment.pay(order.pk, bank="VTB", by=who, at=at + MINUTE)
        payment.paid(sent.pk, bank_reference=f"VTB{pk}", at=at + 2 * MINUTE)
    return pk, who


def under_review(goods, **over):
    """A cleared declaration with its review and its reviewer."""
    pk, who = cleared(goods, **over)
    with everywhere():
        row = ReviewCase.objects.get(declaration_id=pk)
        return pk, who, row, officer_of(pk, "review")


def leader(goods, unit):
    """The head of the team that reviews."""
    return next(a for a in goods.officers.values() if a.is_any("team_leader") and unit in a.offices)


def test_the_die_chooses_and_the_draw_calls_a_reviewer(house):
    _, goods = house
    pk, _, row, reviewer = under_review(goods)
    assert (row.why, row.state, row.due_at.date()) == ("random", "waiting", (NOW + 60 * DAY).date())
    assert reviewer.is_any("reviewer")
    quiet, _ = cleared(goods, n=4, die=QUIET)
    with everywhere():
        assert not ReviewCase.objects.filter(declaration_id=quiet).exists()


def scored(goods, chance, *, die=QUIET, reasons=()):
    """A green import of which the champion says that a check finds something with this chance; the review it gets, once cleared."""
    who = goods.traders[1]
    (made,) = lodged(who, consigned(3, NOW), die=die)
    pk = made.declaration.pk
    with everywhere():
        Selection.objects.create(
            declaration_id=pk, office_id=made.declaration.office_id, at=NOW + MINUTE, kind="new_information", before="green", channel="green", die=die,
            reasons=[{"kind": kind, "lane": "review", "code": code} for kind, code in reasons], review=bool(reasons),
            score={"model": {"p_physical": chance / 2, "p_document": chance}})
        GoodsDeclaration.objects.filter(pk=pk).update(review_wanted=bool(reasons))
    with scope(who):
        order = PaymentOrder.objects.get(declaration_id=pk, state="open")
        payment.paid(payment.pay(order.pk, bank="VTB", by=who, at=NOW + 2 * MINUTE).pk, bank_reference=f"VTB{pk}", at=NOW + 3 * MINUTE)
    with everywhere():
        return ReviewCase.objects.filter(declaration_id=pk).values_list("why", "band").first()


@pytest.mark.parametrize(("chance", "die", "reasons", "told"), [
    (0.7, QUIET, (), ("band", "high")),
    (0.4, 9_100, (), ("band", "medium")),
    (0.4, QUIET, (), None),
    (0.1, QUIET, (), None),
    (0.1, QUIET, (("profile", "P-7"), ("capacity", "CAP-P")), ("profile", "low")),
    (0.1, QUIET, (("score", "MOD-P"),), ("band", "low")),
    (0.7, REVIEW_DIE, (), ("random", "high")),
    (0.1, 120, (), ("random", "low")),
], ids=["all of high risk", "a share of medium risk", "the rest of it not", "low risk not", "a profile without room", "the next band of scores",
        "the die before the band", "the die of the channel"])
def test_what_the_champion_said_chooses_the_review_and_its_ground_is_the_true_one(house, chance, die, reasons, told):
    _, goods = house
    assert scored(goods, chance, die=die, reasons=reasons) == told


def test_only_the_reviewer_called_decides(house):
    _, goods = house
    _, _, row, reviewer = under_review(goods)
    other = next(a for a in goods.officers.values() if a.is_any("reviewer") and a.id != reviewer.id and set(a.offices) & set(reviewer.offices))
    with scope(other), pytest.raises(NotAllowed):
        review.decide(row.pk, outcome="clean", by=other, at=NOW + DAY)
    with scope(other), pytest.raises(NotFound):
        looking.case_of(row.pk, by=other, at=NOW + DAY)
    who = next(one for one in goods.traders if one.acts_for(row.declaration.declarant_id))
    with scope(who):
        assert "review" not in {draw["kind"] for draw in own_check(row.declaration_id, by=who)}, "nothing was asked of him yet"
    with scope(reviewer):
        review.decide(row.pk, outcome="clean", by=reviewer, at=NOW + DAY)
        assert "review" in {draw["kind"] for draw in own_check(row.declaration_id, by=who)}
        label = CheckLabel.objects.get(declaration=row.declaration, kind="review")
        assert (label.found, label.selected_by, label.officer) == (False, "random", reviewer.id)
        with pytest.raises(Conflict):
            review.decide(row.pk, outcome="clean", by=reviewer, at=NOW + DAY)


def test_the_database_refuses_a_reviewer_who_checked_the_dossier(house):
    _, goods = house
    pk, _, row, _ = under_review(goods)
    checker = next(a for a in goods.officers.values() if a.is_any("dossier_officer"))
    with everywhere():
        task = Task.objects.filter(declaration_id=pk, kind="review").first()
        assert task is not None
        Task.objects.create(
            declaration_id=pk, kind="dossier", state="done", unit_id=task.unit_id, office_id=task.office_id, trader_id=task.trader_id, officer_id=checker.id,
            request={}, opened_at=NOW, started_at=NOW, done_at=NOW)
        for change in ({"done_by": checker.id, "state": "done"},):
            with pytest.raises(IntegrityError, match="one_hat|one person, one part"), transaction.atomic():
                ReviewCase.objects.filter(pk=row.pk).update(**change)


def test_documents_are_asked_for_and_handed_in(house):
    _, goods = house
    pk, who, row, reviewer = under_review(goods)
    with scope(reviewer):
        with pytest.raises(Refused, match="ASK-11"):
            review.ask_documents(row.pk, "hợp đồng", by=reviewer, at=NOW + DAY)
        asked = review.ask_documents(row.pk, "Hợp đồng mua bán có chữ ký hai bên", by=reviewer, at=NOW + DAY)
        assert Task.objects.get(declaration_id=pk, kind="review").state == "paused"
        with pytest.raises(Conflict, match="REV-95"):
            review.decide(row.pk, outcome="clean", by=reviewer, at=NOW + DAY + HOUR)
    stranger = goods.traders[2]
    with scope(stranger), pytest.raises(NotFound):
        review.handed_in(asked.pk, "tôi", by=stranger, at=NOW + 2 * DAY)
    with scope(who):
        notice = Notice.objects.filter(kind="review_documents").get()
        assert "review" in {draw["kind"] for draw in own_check(pk, by=who)}, "now he knows that he is reviewed"
        assert notice.link == f"/review/hand-in/{asked.pk}/"
        with pytest.raises(Refused, match="REV-92"):
            review.handed_in(asked.pk, " ", by=who, at=NOW + 2 * DAY)
        review.handed_in(asked.pk, "Đã gửi hợp đồng số 18", by=who, at=NOW + 2 * DAY)
        assert GoodsRequest.objects.get(pk=asked.pk).state == "answered"
    with scope(reviewer):
        assert Task.objects.get(declaration_id=pk, kind="review").state == "assigned"
        review.decide(row.pk, outcome="clean", by=reviewer, at=NOW + 3 * DAY)
        assert not GoodsDocument.objects.filter(declaration_id=pk, round__gt=0).exists()


def test_an_amendment_is_asked_for_and_settles_when_it_is_paid(house):
    _, goods = house
    pk, who, row, reviewer = under_review(goods)
    with scope(reviewer):
        with pytest.raises(Refused, match="REV-90"):
            review.decide(row.pk, outcome="amend", by=reviewer, at=NOW + DAY)
        done = review.decide(row.pk, outcome="amend", findings=WRONG, duty_difference=1_500_000, by=reviewer, at=NOW + DAY)
        assert (done.follow_up, done.follow_state) == ("amendment", "open")
    with scope(who):
        assert [r.kind for r in looking.asked_of(pk)] == ["review_amend"]
        lines = [dict(line) for line in GoodsDeclaration.objects.get(pk=pk).body["lines"]]
        before = GoodsDeclaration.objects.get(pk=pk).tax_total
        price = (Decimal(lines[0]["unit_price"]) * 2).quantize(Decimal("0.01"))
        lines[0] |= {"unit_price": str(price), "invoice_value": str((Decimal(lines[0]["quantity"]) * price).quantize(Decimal("0.01")))}
        total = sum(Decimal(line["invoice_value"]) for line in lines)
        request = amend(pk, {"lines": lines, "invoice_total": str(total)}, reason="Theo kết quả phúc tập", by=who, at=NOW + 2 * DAY)
    with everywhere():
        assert review.watch(at=NOW + 2 * DAY) == 0
        clerk = officer_of(pk, "dossier")
    with scope(clerk):
        decide_amendment(request.pk, approve=True, by=clerk, at=NOW + 2 * DAY + HOUR)
    with scope(who):
        order = PaymentOrder.objects.get(declaration_id=pk, state="open")
        sent = payment.pay(order.pk, bank="VTB", by=who, at=NOW + 3 * DAY)
        payment.paid(sent.pk, bank_reference=f"VTB-{pk}-2", at=NOW + 3 * DAY)
    with everywhere():
        assert review.watch(at=NOW + 3 * DAY + HOUR) == 1
        after = ReviewCase.objects.get(pk=row.pk)
        assert (after.follow_state, after.follow["paid"]) == ("settled", seen(pk).tax_total - before)
        assert after.follow["paid"] > 0


def test_who_is_late_to_amend_is_called_once_and_a_head_may_close_it(house):
    _, goods = house
    _, who, row, reviewer = under_review(goods)
    with scope(reviewer):
        review.decide(row.pk, outcome="amend", findings=WRONG, by=reviewer, at=NOW + DAY)
    with everywhere():
        assert [review.watch(at=NOW + 12 * DAY), review.watch(at=NOW + 13 * DAY)] == [1, 0]
    with scope(who):
        assert Notice.objects.filter(kind="review_late").count() == 1
    head = leader(goods, reviewer.offices[0])
    with scope(reviewer), pytest.raises(NotAllowed):
        review.close_follow_up(row.pk, "Doanh nghiệp đã giải thể", by=reviewer, at=NOW + 13 * DAY)
    with scope(head):
        assert review.close_follow_up(row.pk, "Doanh nghiệp đã giải thể", by=head, at=NOW + 13 * DAY).follow_state == "dropped"


def test_a_violation_is_drafted_with_the_fines_of_its_day_and_confirmed_by_a_head(house):
    _, goods = house
    _, _, row, reviewer = under_review(goods)
    with scope(reviewer):
        done = review.decide(row.pk, outcome="violation", findings=[*WRONG, {"type": "prohibited"}], duty_difference=10_000_000, by=reviewer, at=NOW + DAY)
    first, second = done.follow["lines"]
    assert (first["min"], first["max"], first["believed"]) == (2_000_000, 2_000_000, True) and "128/2020" in first["citation"]
    assert (second["min"], second["citation"]) == (None, "")
    head = leader(goods, reviewer.offices[0])
    with scope(head):
        assert review.confirm_violation(row.pk, "BB-118/2026", by=head, at=NOW + 2 * DAY).follow["record_number"] == "BB-118/2026"
        with pytest.raises(Conflict, match="REV-91"):
            review.confirm_violation(row.pk, "BB-118/2026", by=head, at=NOW + 2 * DAY)


def test_a_transfer_waits_until_audit_took_it(house):
    _, goods = house
    _, _, row, reviewer = under_review(goods)
    with scope(reviewer):
        review.decide(row.pk, outcome="transfer", findings=WRONG, by=reviewer, at=NOW + DAY)
    head = leader(goods, reviewer.offices[0])
    with scope(head):
        assert [one["row"].pk for one in looking.follow_ups(head, tab="audit")] == [row.pk]
        review.audit_took(row.pk, "KTSTQ-2026-07", by=head, at=NOW + 2 * DAY)
        assert looking.follow_ups(head, tab="audit") == []


def test_who_is_looked_at_twice_is_drawn_by_a_seed_that_is_secret_until_it_is_revealed(house):
    _, goods = house
    _, _, row, first = under_review(goods)
    with scope(first):
        review.decide(row.pk, outcome="clean", by=first, at=NOW + DAY)
    with everywhere():
        event = AuditEvent.objects.get(action="review.lot", object_id=row.pk)
        told = json.loads(bytes(event.payload))["facts"]
        epoch = DrawEpoch.objects.get(name=told["epoch"])
        assert (epoch.kind, epoch.day, epoch.closed_at) == ("review", local_day(NOW + DAY), None)
        assert told["twice"] == ReviewCase.objects.filter(blind_of=row).exists() == (told["lot"] < 500)
        shown = epochs.reveal(epoch, at=NOW + 2 * DAY)
        seed = seed_of(shown.name, shown.beacon_root, {party: bytes.fromhex(nonce) for party, nonce in shown.nonces.items()})
        assert lot_of(seed, row.pk) == told["lot"]
        assert not [found for found in verify_epoch(shown, epochs.key_of(shown.name)) if found.code == "LOT"]
        if told["twice"]:
            ReviewCase.objects.filter(blind_of=row).delete()
        else:
            review.again(ReviewCase.objects.get(pk=row.pk), at=NOW + 2 * DAY)
        assert [found.where for found in verify_epoch(shown, epochs.key_of(shown.name)) if found.code == "LOT"] == [f"review {row.pk}"]


def test_the_blind_second_look_has_a_task_and_a_draw_of_its_own_and_another_officer(house):
    _, goods = house
    pk, _, row, first = under_review(goods)
    with scope(first):
        review.decide(row.pk, outcome="amend", findings=WRONG, by=first, at=NOW + DAY)
    with everywhere():
        second = ReviewCase.objects.filter(blind_of=row).first() or review.again(ReviewCase.objects.get(pk=row.pk), at=NOW + DAY)
        tasks = list(Task.objects.filter(declaration_id=pk, kind="review").order_by("id"))
        assert [t.state for t in tasks] == ["done", "assigned"] and tasks[0].officer_id != tasks[1].officer_id
        assert Draw.objects.filter(task=tasks[1]).count() == 1
        another = officer_of(pk, "review")
    with scope(another):
        found = looking.case_of(second.pk, by=another, at=NOW + 2 * DAY)
        assert found.other is None and not any(label.kind == "review" for label in found.labels)
        assert not any(r.kind in ("review", "review_amend") for r in found.requests)
        with pytest.raises(NotFound):
            looking.case_of(row.pk, by=another, at=NOW + 2 * DAY)
    with everywhere(), pytest.raises(IntegrityError, match="blind"), transaction.atomic():
        ReviewCase.objects.filter(pk=second.pk).update(done_by=first.id)
    with scope(another):
        review.decide(second.pk, outcome="clean", by=another, at=NOW + 2 * DAY)
    offices = another.offices
    told = looking.agreement(since=NOW, until=NOW + 3 * DAY, offices=offices)
    assert (told.pairs, told.same, told.rate) == (1, 0, 0.0)
    head = leader(goods, another.offices[0])
    with scope(head):
        assert [r.pk for r in looking.disagreements()] == [second.pk]


def test_sisters_of_a_declaration_found_wrong_are_suggested_and_reviewed(house):
    _, goods = house
    sister, _ = cleared(goods, n=3, die=QUIET)
    with everywhere():
        body = dict(seen(sister).body)
    apart, _ = cleared(goods, n=23, die=QUIET, trader=3)
    who = goods.traders[1]
    (made,) = lodged(who, {**body, "own_reference": "IM-7", "invoice_number": "INV7"}, die=REVIEW_DIE, at=NOW + HOUR)
    pk = made.declaration.pk
    with scope(who):
        order = PaymentOrder.objects.get(declaration_id=pk, state="open")
        payment.paid(payment.pay(order.pk, bank="VTB", by=who, at=NOW + HOUR).pk, bank_reference="VTB7", at=NOW + HOUR)
    with everywhere():
        row, reviewer = ReviewCase.objects.get(declaration_id=pk), officer_of(pk, "review")
    with scope(reviewer):
        review.decide(row.pk, outcome="transfer", findings=WRONG, by=reviewer, at=NOW + DAY)
        found = looking.sisters(row.declaration, NOW + DAY, lines=[1])
        assert [(s.id, s.same_goods, s.same_supplier, s.same_price, s.reviewed) for s in found] == [(sister, True, True, True, False)]
        made_too = review.take_sister(row.pk, sister, by=reviewer, at=NOW + DAY)
        assert (made_too.why, made_too.sister_of) == ("sister", row.pk)
        with pytest.raises(Conflict, match="REV-93"):
            review.take_sister(row.pk, apart, by=reviewer, at=NOW + DAY)
