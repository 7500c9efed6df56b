"""News after registration: a document taken back, a firm put on a list; the channel only ever becomes stricter."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.goods import HOUR, MINUTE, NOW, QUIET, answers, lodged, officer_of, seen
from tests.people import a_person
from thongquan.actions import assessment, licence, payment
from thongquan.actions.declaration import again, decide
from thongquan.actions.licence.rows import kept
from thongquan.catalog.demo_goods import TRADERS
from thongquan.core.actor import Actor, system
from thongquan.jobs.goods import look
from thongquan.models import AuditEvent, GoodsDeclaration, GoodsProfile, Licence, Notice, PaymentOrder, Selection
from thongquan.queries.access import all_units
from thongquan.queries.assessment.news import JUDGED
from thongquan.queries.report import follow
from thongquan.queries.scope import everywhere, scope

DATABASE = "house"
pytestmark = pytest.mark.django_db
YELLOW_DIE = 60


def declared(n, trader=1):
    """The answers of a good import of this trader."""
    return answers(n, importer=TRADERS[trader].name, importer_tax_id=TRADERS[trader].tax_id)


def permitted(goods, *, die=QUIET, n=3, quantity=Decimal(10_000_000)):
    """An import that is registered on a certificate of the plant quarantine, its tax still owed."""
    values, officer = declared(n), goods.ministries["BVTV"]
    line, number = values["lines"][0], f"KD-{n}/2026"
    with scope(officer):
        paper = licence.key_in({
            "kind": "KDTV", "number": number, "direction": "import", "issued_on": NOW.date(), "valid_until": NOW.date() + timedelta(days=60),
            "holder_tax_id": TRADERS[1].tax_id, "lines": [{"hs": line["hs"][:4], "quantity": quantity, "unit": line["unit"]}]}, by=officer, at=NOW)
    line["permits"], values["permits"] = [number], [{"kind": "KDTV", "number": number}]
    (made,) = lodged(goods.traders[1], values, die=die)
    return made.declaration.pk, paper, officer


def judged(pk):
    """How often the clock has judged it again."""
    with everywhere():
        kept = list(Selection.objects.filter(declaration_id=pk).values_list("pk", flat=True))
        rows = AuditEvent.objects.filter(action=JUDGED, object_type="selection", object_id__in=kept).order_by("id")
        return [json.loads(bytes(row.payload))["reason"] for row in rows]


def stands(pk):
    with everywhere():
        row = seen(pk)
        return row.channel, row.state


def test_goods_on_a_document_that_is_taken_back_wait_for_an_officer_and_the_declarant_is_told_the_lane_only(house):
    pk, paper, officer = permitted(house)
    other, _, _ = permitted(house, n=5)
    assert stands(pk) == stands(other) == ("green", "decided")
    look(NOW + MINUTE)
    assert stands(pk) == ("green", "decided") and judged(pk) == []
    with scope(officer):
        licence.revoke(paper.pk, reason="Cấp nhầm lô hàng", by=officer, at=NOW + HOUR)
    for minute in (1, 2):
        look(NOW + HOUR + minute * MINUTE)
    assert stands(pk) == ("yellow", "checking") and stands(other) == ("green", "decided")
    assert judged(pk) == [again.LICENCE] and judged(other) == []
    who = house.traders[1]
    with everywhere():
        last = Selection.objects.filter(declaration_id=pk).latest("id")
        assert (last.kind, last.before, last.channel, last.codes) == ("new_information", "green", "yellow", ["LIC-R"])
    with scope(who):
        assert not Selection.objects.exists()
        assert Notice.objects.filter(kind="goods_channel", values__channel="yellow").count() == 1
        events = follow.story(seen(pk), who)
        assert "goods.rechannel" in [event.action for event in events] and "LIC-R" not in str([(event.reason, event.facts) for event in events])


def test_a_decision_that_leaned_on_the_document_is_taken_back_to_the_dossier(house):
    pk, paper, officer = permitted(house, die=YELLOW_DIE)
    with everywhere():
        clerk = officer_of(pk, "dossier")
    with scope(clerk):
        decide.agree(pk, reason_code="DOS-01", by=clerk, at=NOW + HOUR)
    assert stands(pk) == ("yellow", "decided")
    with scope(officer):
        licence.revoke(paper.pk, reason="Cấp nhầm lô hàng", by=officer, at=NOW + 2 * HOUR)
    look(NOW + 2 * HOUR + MINUTE)
    assert stands(pk) == ("yellow", "checking") and judged(pk) == [again.LICENCE]


def overridden(pk, at, channel="green"):
    """The head of the office lowers the channel."""
    with everywhere():
        head = Actor(90_001, "head", frozenset({"office_leader"}), (seen(pk).office_id,))
    with scope(head):
        decide.override(pk, channel, reason_code="OVR-06", reason="Đã kiểm tra đủ trên tờ khai khác", by=head, at=at)


def profile(code, text="lines >= 1", lane="yellow", kind="profile"):
    """A profile in force from now on."""
    with everywhere():
        return GoodsProfile.objects.create(code=code, text=text, lane=lane, kind=kind, words={"vi": code}, state="active", since=NOW.date(), written_at=NOW)


def listed(tax_id, at):
    """A firm is put on the stop list, and the clock looks twice."""
    analyst = a_person(f"an{tax_id[-4:]}", "risk_analyst")
    with scope(analyst):
        assessment.add_entry("stop_list", tax_id, reason="Quyết định điều tra số 7", by=analyst, at=at)
    for minute in (1, 2):
        look(at + minute * MINUTE)


def test_a_list_brings_back_neither_what_the_head_overrode_nor_anything_but_lists(house):
    lowered, plain = (lodged(house.traders[1], declared(n), die=die)[0].declaration.pk for n, die in ((3, YELLOW_DIE), (4, QUIET)))
    assert stands(lowered) == ("yellow", "checking") and stands(plain) == ("green", "decided")
    overridden(lowered, NOW + MINUTE)
    profile("PHO-09", lane="red")  # every declaration from now on, but none that was judged before
    listed(TRADERS[2].tax_id, NOW + HOUR)
    assert stands(lowered) == stands(plain) == ("green", "decided") and judged(lowered) == judged(plain) == [again.LISTED]
    listed(TRADERS[1].tax_id, NOW + 2 * HOUR)  # what the head could not know
    assert stands(lowered) == stands(plain) == ("red", "ordered")


def test_after_an_override_a_weighing_counts_for_what_was_not_yet_known(house):
    profile("PHO-08")
    (made,) = lodged(house.traders[1], declared(3))
    pk = made.declaration.pk
    assert stands(pk) == ("yellow", "checking")
    overridden(pk, NOW + MINUTE)
    weighed(pk, NOW + HOUR)
    assert stands(pk) == ("green", "decided") and judged(pk) == [again.WEIGHED]
    profile("PHO-09")
    weighed(pk, NOW + 2 * HOUR)
    assert stands(pk) == ("yellow", "checking")
    with everywhere():
        assert Selection.objects.filter(declaration_id=pk).latest("id").codes == ["PHO-09"]


def weighed(pk, at):
    """The scale has spoken of these goods."""
    with scope(system(all_units())):
        again.again(pk, news=again.WEIGHED, at=at)


@pytest.mark.parametrize("first", ["clock", "scale"])
def test_an_officer_who_agreed_again_after_the_revocation_is_not_called_back_by_other_news(house, first):
    pk, paper, officer = permitted(house, die=YELLOW_DIE)
    with everywhere():
        clerk = officer_of(pk, "dossier")
    with scope(clerk):
        decide.agree(pk, reason_code="DOS-01", by=clerk, at=NOW + MINUTE)
    with scope(officer):
        licence.revoke(paper.pk, reason="Cấp nhầm lô hàng", by=officer, at=NOW + HOUR)
    look(NOW + HOUR + MINUTE) if first == "clock" else weighed(pk, NOW + HOUR + MINUTE)
    assert stands(pk) == ("yellow", "checking"), "whichever news sees it first"
    with everywhere():
        GoodsDeclaration.objects.filter(pk=pk).update(state="decided", decided_at=NOW + 2 * HOUR)
        kept(Licence.objects.get(pk=paper.pk), NOW + 3 * HOUR)  # a later save of the document is no revocation
    listed(TRADERS[2].tax_id, NOW + 4 * HOUR)
    weighed(pk, NOW + 5 * HOUR)
    assert stands(pk) == ("yellow", "decided")
    assert judged(pk) == [again.LICENCE if first == "clock" else again.WEIGHED, again.LISTED, again.WEIGHED]


def test_a_firm_put_on_the_list_of_an_order_is_inspected_though_it_was_green(house):
    analyst = a_person("an1", "risk_analyst")
    (made,), (apart,) = lodged(house.traders[1], declared(3)), lodged(house.traders[2], declared(4, 2))
    assert stands(made.declaration.pk) == stands(apart.declaration.pk) == ("green", "decided")
    with scope(analyst):
        assessment.add_entry("stop_list", TRADERS[1].tax_id, reason="Quyết định điều tra số 7", by=analyst, at=NOW + HOUR)
    for minute in (1, 2):
        look(NOW + HOUR + minute * MINUTE)
    assert stands(made.declaration.pk) == ("red", "ordered") and stands(apart.declaration.pk) == ("green", "decided")
    assert judged(made.declaration.pk) == judged(apart.declaration.pk) == [again.LISTED]


def test_news_committed_after_a_judgement_with_an_earlier_moment_is_judged_all_the_same(house):
    """The ministry and the analyst began before the scale spoke and were done after it."""
    pk, paper, officer = permitted(house)
    weighed(pk, NOW + HOUR)
    with scope(officer):
        licence.revoke(paper.pk, reason="Cấp nhầm lô hàng", by=officer, at=NOW + HOUR - MINUTE)
    for minute in (1, 2):
        look(NOW + HOUR + minute * MINUTE)
    assert stands(pk) == ("yellow", "checking") and judged(pk) == [again.WEIGHED, again.LICENCE]
    (made,) = lodged(house.traders[1], declared(4), at=NOW + 2 * HOUR)
    listed(TRADERS[1].tax_id, NOW + HOUR)  # before the registration by the clock, after it by commit
    assert stands(made.declaration.pk) == ("red", "ordered") and judged(made.declaration.pk) == [again.LISTED]


def test_tax_paid_between_the_taking_back_and_the_clock_lets_nothing_go(house):
    pk, paper, officer = permitted(house)
    other, _, _ = permitted(house, n=5)
    with scope(officer):
        licence.revoke(paper.pk, reason="Cấp nhầm lô hàng", by=officer, at=NOW + HOUR)
    who = house.traders[1]
    with scope(who):
        for each in (pk, other):
            sent = payment.pay(PaymentOrder.objects.get(declaration_id=each).pk, bank="VTB", by=who, at=NOW + HOUR)
            payment.paid(sent.pk, bank_reference=f"VTB{each}", at=NOW + HOUR)
    assert stands(pk) == ("green", "decided") and stands(other) == ("green", "cleared")
    look(NOW + HOUR + MINUTE)
    assert stands(pk) == ("yellow", "checking")


def test_news_whose_moment_lies_ahead_is_judged_now(house):
    analyst = a_person("an1", "risk_analyst")
    (made,) = lodged(house.traders[1], declared(3))
    with scope(analyst):
        assessment.add_entry("stop_list", TRADERS[1].tax_id, reason="Quyết định điều tra số 7", by=analyst, at=NOW + 2 * MINUTE)
    look(NOW + MINUTE)
    assert stands(made.declaration.pk) == ("red", "ordered")
