"""At the goods: steps, lines, seals, samples, colleagues, a place that pauses, a wait that is too long."""

from contextlib import nullcontext
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from tests import border
from tests.goods import HOUR, MINUTE, NOW, answers, lodged, officer_of, open_house, seen
from tests.people import a_person
from thongquan.actions import inspection, payment
from thongquan.actions.declaration.decide import hand_to_inspection
from thongquan.actions.gate.scan import _keys as KEYS
from thongquan.actions.inspection import Seen
from thongquan.catalog.law import LAW
from thongquan.core.actor import system
from thongquan.core.inspection import written_order
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.jobs.goods import look
from thongquan.models import AuditEvent, Grant, InspectionEvidence, InspectionOrder, InspectionSite, Notice, PaymentOrder, SealStock, Task, User
from thongquan.queries import inspection as asked
from thongquan.queries.access import all_units
from thongquan.queries.scope import everywhere, scope
from thongquan.web.central.queue import LOOKS

DATABASE = "house"

RED_DIE = 0
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 60


@pytest.fixture
def house(db):
    KEYS.clear()
    return open_house()


@pytest.fixture
def red(house):
    """A red import, paid, with its order and its inspector."""
    _, goods = house
    who = goods.traders[1]
    (made,) = lodged(who, answers(3, lines=2), die=RED_DIE)
    with scope(who):
        row = PaymentOrder.objects.get(declaration=made.declaration, state="open")
        payment.paid(payment.pay(row.pk, bank="VTB", by=who, at=NOW).pk, bank_reference="B", at=NOW)
    with scope(system(all_units())):
        order = InspectionOrder.objects.get(declaration=made.declaration)
        return order, officer_of(made.declaration.pk, "inspection")


def colleague(house, inspector):
    return next(a for name, a in house[1].officers.items() if name.startswith("kiem20bb") and a.id != inspector.id)


def begun(order, who):
    inspection.begin(order.pk, by=who, at=order.slot_at)
    return InspectionOrder.objects.get(pk=order.pk)


def test_steps_are_ticked_once_and_unticked_again(red):
    order, who = red
    with scope(who):
        with pytest.raises(Conflict, match="INS-98"):
            inspection.tick(order.pk, 0, done=True, by=who, at=NOW)
        begun(order, who)
        inspection.tick(order.pk, 0, done=True, by=who, at=order.slot_at)
        first = inspection.tick(order.pk, 0, done=True, by=who, at=order.slot_at + MINUTE).steps[0]
        assert first["done"] and first["by"] == who.id and first["at"] == order.slot_at.isoformat()
        assert inspection.tick(order.pk, 0, done=False, by=who, at=order.slot_at).steps[0]["done"] is False
        with pytest.raises(Refused, match="INS-99"):
            inspection.tick(order.pk, 99, done=True, by=who, at=order.slot_at)


def test_a_line_noted_twice_by_a_bad_network_is_kept_once_and_the_result_takes_it_over(red):
    order, who = red
    sent = uuid4()
    with scope(who):
        begun(order, who)
        for _ in range(2):
            inspection.note_line(order.pk, Seen(1, quantity=Decimal(118)), sent_id=sent, by=who, at=order.slot_at)
        inspection.note_line(order.pk, Seen(1, outcome="quantity", quantity=Decimal(117)), sent_id=uuid4(), by=who, at=order.slot_at)
        finding = order.findings.get()
        assert (finding.quantity, finding.outcome) == (117, "quantity")
        with pytest.raises(NotFound):
            inspection.note_line(order.pk, Seen(9), sent_id=uuid4(), by=who, at=order.slot_at)
        inspection.record_result(order.pk, [Seen(1, outcome="quantity", quantity=Decimal(117), held=True), Seen(2)], outcome="quantity", by=who,
                                 at=order.slot_at)
        assert list(order.findings.order_by("line").values_list("line", "held")) == [(1, True), (2, False)]
        assert seen(order.declaration_id).state == "checking"


@pytest.mark.parametrize(("quantity", "net_kg", "outcome"), [
    ("1", "1", "agrees"), ("1", "1.005", "agrees"), ("1", "1.02", "quantity"), ("1.02", "1", "quantity"), (None, None, "agrees")])
def test_what_was_counted_decides_over_what_was_ticked(red, quantity, net_kg, outcome):
    """Shares of what was declared: the scale's own error and moisture count for nothing, more does."""
    order, who = red
    with scope(who):
        begun(order, who)
        line = order.declaration.lines.get(number=1)
        noted = Seen(1, quantity=quantity and line.quantity * Decimal(quantity), unit=line.unit, net_kg=net_kg and line.net_kg * Decimal(net_kg))
        assert inspection.note_line(order.pk, noted, sent_id=uuid4(), by=who, at=order.slot_at).outcome == outcome
        ended = pytest.raises(Refused, match="INS-97") if outcome == "quantity" else nullcontext()
        with ended:
            inspection.record_result(order.pk, [noted, Seen(2)], outcome="agrees", by=who, at=order.slot_at + HOUR)
        assert seen(order.declaration_id).state == ("inspecting" if outcome == "quantity" else "cleared")


def test_a_sample_that_agrees_does_not_hide_what_was_counted(red):
    order, who = red
    with scope(who):
        begun(order, who)
        few = Seen(1, outcome="sample", quantity=order.declaration.lines.get(number=1).quantity / 2)
        sample = inspection.keep(order.pk, kind="sample", sent_id=uuid4(), taken_at=NOW, by=who, at=order.slot_at, line=1, body={"slip": "PTPL-9"})
        inspection.record_result(order.pk, [few, Seen(2)], outcome="sample", by=who, at=order.slot_at)
        inspection.sample_result(sample.pk, outcome="agrees", by=who, at=order.slot_at + HOUR)
        assert (InspectionOrder.objects.get(pk=order.pk).outcome, seen(order.declaration_id).state) == ("quantity", "checking")
        assert dict(order.findings.values_list("line", "outcome")) == {1: "quantity", 2: "agrees"}


def sampled(order, who, slip="PTPL-1"):
    return inspection.keep(order.pk, kind="sample", sent_id=uuid4(), taken_at=NOW, by=who, at=order.slot_at, line=1, body={"slip": slip})


def test_nothing_is_as_declared_before_the_laboratory_has_spoken_or_against_it(red):
    order, who = red
    agreeing = {"outcome": "agrees", "by": who, "at": order.slot_at + HOUR}
    with scope(who):
        begun(order, who)
        sample = sampled(order, who)
        with pytest.raises(Refused, match="INS-82"):
            inspection.record_result(order.pk, [Seen(1), Seen(2)], **agreeing)
        inspection.record_result(order.pk, [Seen(1, outcome="sample"), Seen(2)], outcome="sample", by=who, at=order.slot_at)
        with pytest.raises(Refused, match="INS-82"):
            inspection.record_result(order.pk, [Seen(1), Seen(2)], **agreeing)
        with pytest.raises(Refused, match="INS-84"):
            inspection.sample_result(sample.pk, outcome="agrees", hs=order.declaration.lines.get(number=1).hs[:3], by=who, at=order.slot_at)
        assert seen(order.declaration_id).state == "inspecting"


def test_a_laboratory_that_answered_during_the_inspection_is_not_overruled(red):
    order, who = red
    with scope(who):
        begun(order, who)
        inspection.sample_result(sampled(order, who).pk, outcome="description", hs="8703", by=who, at=order.slot_at)
        with pytest.raises(Refused, match="INS-97"):
            inspection.record_result(order.pk, [Seen(1), Seen(2)], outcome="agrees", by=who, at=order.slot_at + HOUR)


def late_news(house, order, kind="inspection_late"):
    """What the leader of the team that has the dossier was told."""
    team = order.declaration.team_id
    chief = next(one for one in house[1].officers.values() if one.is_any("team_leader") and team in one.offices)
    with scope(chief):
        rows = Notice.objects.filter(kind=kind, user_id=chief.id, values__number=order.declaration.number).order_by("id")
        return list(rows.values_list("values__found__en", flat=True))


def told(who, kind):
    """Where notices of this kind lead this person."""
    with scope(who):
        return list(Notice.objects.filter(kind=kind, user_id=who.id).order_by("id").values_list("link", flat=True))


def test_an_answer_after_the_result_is_told_to_the_leader(house, red):
    order, who = red
    with scope(who):
        begun(order, who)
        first, second = sampled(order, who), sampled(order, who, "PTPL-2")
        inspection.record_result(order.pk, [Seen(1, outcome="origin"), Seen(2)], outcome="origin", by=who, at=order.slot_at)
        inspection.sample_result(first.pk, outcome="agrees", by=who, at=order.slot_at + HOUR)
        assert late_news(house, order) == []
        inspection.sample_result(second.pk, outcome="prohibited", by=who, at=order.slot_at + HOUR)
        assert late_news(house, order) == ["Banned or counterfeit goods"]


def test_where_nobody_leads_an_auditor_hears_of_it_and_is_sent_to_no_page_that_is_closed_to_him(red):
    order, who = red
    leading = ("team_leader", "office_leader", "region_leader", "nation_leader")
    with everywhere():
        Grant.objects.filter(role="auditor").update(revoked_at=NOW)
        auditor = a_person("kiem-toan", "auditor", unit=order.site.office.code)
        Grant.objects.filter(role__in=leading).update(revoked_at=NOW)
    with scope(who):
        begun(order, who)
        inspection.record_result(order.pk, [Seen(1, outcome="origin"), Seen(2)], outcome="origin", by=who, at=order.slot_at)
        scan(order, who, "suspicious")
    assert told(auditor, "inspection_late") == [""]
    assert not auditor.is_any(*LOOKS), "negative control: a link to the case would be closed to him"


def test_a_doubtful_image_sent_late_has_the_goods_opened_though_the_laboratory_agrees(house, red):
    order, who = red
    with scope(who):
        InspectionOrder.objects.filter(pk=order.pk).update(forms=["officer"], steps=written_order(order.declaration.body, ["officer"], []))
        row = begun(order, who)
        opening = next(n for n, step in enumerate(row.steps) if step["step"] == "open")
        inspection.tick(order.pk, opening, done=True, by=who, at=order.slot_at - MINUTE)  # before the image was taken
        sample = sampled(order, who)
        inspection.record_result(order.pk, [Seen(1, outcome="sample"), Seen(2)], outcome="sample", by=who, at=order.slot_at)
        scan(order, who, "suspicious")
        assert (late_news(house, order, "inspection_doubted"), late_news(house, order)) == (["The image raises doubt"], []), "nothing is over yet"
        inspection.sample_result(sample.pk, outcome="agrees", by=who, at=order.slot_at + HOUR)
        row = InspectionOrder.objects.get(pk=order.pk)
        assert (row.state, seen(order.declaration_id).state) == ("begun", "inspecting")
        assert told(who, "inspection_goes_on") == [f"/inspect/{order.pk}/"]
        with pytest.raises(Refused, match="INS-83"):
            inspection.record_result(order.pk, [Seen(1), Seen(2)], outcome="agrees", by=who, at=order.slot_at + HOUR)
        again = max(n for n, step in enumerate(row.steps) if step["step"] == "open")
        assert again != opening
        inspection.tick(order.pk, again, done=True, by=who, at=order.slot_at + HOUR)
        inspection.record_result(order.pk, [Seen(1), Seen(2)], outcome="agrees", by=who, at=order.slot_at + HOUR)
        assert seen(order.declaration_id).state == "cleared"
        scan(order, who, "suspicious")
        assert len(late_news(house, order)) == 1 and InspectionOrder.objects.get(pk=order.pk).state == "done"


def scan(order, who, reads):
    return inspection.keep(order.pk, kind="scan", sent_id=uuid4(), taken_at=order.slot_at, by=who, at=order.slot_at, content=JPEG, body={"reads": reads})


def test_a_scanner_image_that_raises_doubt_has_the_goods_opened_before_they_clear(red):
    order, who = red
    with scope(who):
        InspectionOrder.objects.filter(pk=order.pk).update(forms=["scanner"], steps=written_order(order.declaration.body, ["scanner"], []))
        begun(order, who)
        scan(order, who, "agrees")
        assert InspectionOrder.objects.get(pk=order.pk).forms == ["scanner"]
        scan(order, who, "suspicious")
        scan(order, who, "suspicious")
        row = InspectionOrder.objects.get(pk=order.pk)
        assert row.forms == ["scanner", "officer"] and [step["step"] for step in row.steps].count("open") == 1
        with pytest.raises(Refused, match="INS-83"):
            inspection.record_result(order.pk, [Seen(1), Seen(2)], outcome="agrees", by=who, at=order.slot_at)
        opening = next(n for n, step in enumerate(row.steps) if step["step"] == "open")
        inspection.tick(order.pk, opening, done=True, by=who, at=order.slot_at + MINUTE)
        inspection.record_result(order.pk, [Seen(1), Seen(2)], outcome="agrees", by=who, at=order.slot_at + HOUR)
        assert seen(order.declaration_id).state == "cleared"
        assert AuditEvent.objects.filter(action="inspection.open_goods", object_id=order.pk).count() == 1


def test_a_photo_sent_three_times_is_kept_once_with_its_digest(red):
    order, who = red
    sent = uuid4()
    with scope(who):
        begun(order, who)
        for _ in range(3):
            inspection.keep(order.pk, kind="photo", sent_id=sent, taken_at=order.slot_at, by=who, at=order.slot_at, content=JPEG)
        photo = InspectionEvidence.objects.get()
        assert photo.media_type == "image/jpeg" and len(photo.sha256) == 64
        with pytest.raises(Refused, match="INS-93"):
            inspection.keep(order.pk, kind="photo", sent_id=uuid4(), taken_at=NOW, by=who, at=NOW, content=b"#!/bin/sh\n")


def test_a_colleague_helps_and_wears_the_hat_only_the_recorder_ends(house, red):
    order, who = red
    other = colleague(house, who)
    with scope(who):
        row = begun(order, who)
    with scope(other):
        with pytest.raises(NotAllowed, match="INS-94"):
            inspection.keep(order.pk, kind="photo", sent_id=uuid4(), taken_at=NOW, by=other, at=NOW, content=JPEG)
        inspection.begin(order.pk, by=other, at=order.slot_at)
        inspection.keep(order.pk, kind="photo", sent_id=uuid4(), taken_at=NOW, by=other, at=NOW, content=JPEG)
        with pytest.raises(NotAllowed, match="INS-96"):
            inspection.record_result(order.pk, [Seen(1), Seen(2)], outcome="agrees", by=other, at=order.slot_at)
        assert InspectionOrder.objects.get(pk=order.pk).officers == [who.id, other.id] and row.recorder == who.id


def test_whoever_checked_the_dossier_cannot_help_at_the_goods(house):
    _, goods = house
    (made,) = lodged(goods.traders[1], answers(3), die=60)
    pk = made.declaration.pk
    with everywhere():
        clerk = officer_of(pk, "dossier")
    with scope(clerk):
        order = hand_to_inspection(pk, reason_code="INS-02", by=clerk, at=NOW)
    with scope(system(all_units())):
        inspector = officer_of(pk, "inspection")
    with scope(inspector):
        inspection.begin(order.pk, by=inspector, at=order.slot_at)
    both = type(clerk)(clerk.id, clerk.name, clerk.roles | {"inspector"}, (*clerk.offices, *inspector.offices))
    with scope(both), pytest.raises(NotAllowed, match="ASG-06"):
        inspection.begin(order.pk, by=both, at=order.slot_at)


def test_seals_come_from_the_stock_and_are_used_once(red):
    order, who = red
    code = order.site.code
    with scope(who):
        assert inspection.receive_seals(code, prefix="hq", first=1, count=3, by=who, at=NOW) == 3
        assert inspection.receive_seals(code, prefix="HQ", first=3, count=2, by=who, at=NOW) == 1
        begun(order, who)
        sent = uuid4()
        for _ in range(2):
            inspection.keep(order.pk, kind="seal", sent_id=sent, taken_at=NOW, by=who, at=NOW, body={"old": "CN123", "new": "hq000001"})
        assert SealStock.objects.get(number="HQ000001").order_id == order.pk and asked.seals_left(order.site) == 3
        for number in ("HQ000001", "ZZ000009"):
            with pytest.raises(Refused, match="INS-88"):
                inspection.keep(order.pk, kind="seal", sent_id=uuid4(), taken_at=NOW, by=who, at=NOW, body={"new": number})


def test_the_laboratory_answers_later_and_the_goods_clear_by_themselves(red):
    order, who = red
    with scope(who):
        begun(order, who)
        with pytest.raises(Refused, match="INS-89"):
            inspection.record_result(order.pk, [Seen(1, outcome="sample"), Seen(2)], outcome="sample", by=who, at=order.slot_at)
        samples = [inspection.keep(order.pk, kind="sample", sent_id=uuid4(), taken_at=NOW, by=who, at=NOW, body={"slip": f"PTPL-{n}"}) for n in (1, 2)]
        inspection.record_result(order.pk, [Seen(1, outcome="sample"), Seen(2)], outcome="sample", by=who, at=order.slot_at)
        assert seen(order.declaration_id).state == "inspecting"
        assert Task.objects.get(declaration_id=order.declaration_id, kind="inspection").state == "paused"
        inspection.sample_result(samples[0].pk, outcome="agrees", by=who, at=NOW + 30 * HOUR)
        assert seen(order.declaration_id).state == "inspecting"
        inspection.sample_result(samples[1].pk, outcome="agrees", words="Polyetylen", by=who, at=NOW + 31 * HOUR)
        with pytest.raises(Refused, match="INS-89"):
            inspection.sample_result(samples[1].pk, outcome="description", by=who, at=NOW + 32 * HOUR)
    with everywhere():
        assert seen(order.declaration_id).state == "cleared"


def test_a_sample_that_differs_goes_back_to_the_dossier(red):
    order, who = red
    with scope(who):
        begun(order, who)
        sample = inspection.keep(order.pk, kind="sample", sent_id=uuid4(), taken_at=NOW, by=who, at=NOW, body={"slip": "PTPL-1"})
        inspection.record_result(order.pk, [Seen(1, outcome="sample"), Seen(2)], outcome="sample", by=who, at=order.slot_at)
        inspection.sample_result(sample.pk, outcome="description", by=who, at=NOW + 30 * HOUR)
    with everywhere():
        row = InspectionOrder.objects.get(pk=order.pk)
        assert (row.state, row.outcome, seen(order.declaration_id).state) == ("done", "description", "checking")


def test_a_place_pauses_tells_those_it_unbooks_and_gives_no_slot_before_it_reopens(house, red):
    order, who = red
    trader, until = house[1].traders[1], order.slot_at + 3 * HOUR
    with scope(who):
        with pytest.raises(Refused, match="INS-87"):
            inspection.pause(order.site.code, until=NOW, reason_code="PAU-01", by=who, at=NOW)
        assert inspection.pause(order.site.code, until=until, reason_code="PAU-01", by=who, at=NOW) == 1
        site = InspectionSite.objects.get(pk=order.site_id)
        assert asked.without_slot(site).get().pk == order.pk
        assert asked.first_slot(site, NOW).at >= until
        with pytest.raises(Conflict, match="INS-92"):
            inspection.reschedule(order.pk, slot_at=order.slot_at, reason_code="RES-04", by=who, at=NOW)
        inspection.reopen(site.code, by=who, at=NOW)
        inspection.reschedule(order.pk, slot_at=order.slot_at, reason_code="RES-04", by=who, at=NOW)
    with scope(trader):
        assert set(Notice.objects.filter(kind__startswith="inspection").values_list("kind", flat=True)) >= {"inspection_unbooked", "inspection_moved"}
        with pytest.raises(NotAllowed):
            inspection.pause(order.site.code, until=until, reason_code="PAU-01", by=trader, at=NOW)


def test_the_longest_wait_begins_with_the_appointment_or_when_the_goods_are_shown_before_it(house, red):
    """The declarant's later hour is his own; one that customs gives him does not push the head's call away."""
    order, who = red
    trader, whole = house[1].traders[1], timedelta(hours=int(LAW.value("inspection.hold.hours", on=NOW.date())))
    assert order.slot_at > NOW and order.hold_until == order.slot_at + whole
    with scope(who):
        moved = inspection.reschedule(order.pk, slot_at=order.slot_at + 24 * HOUR, reason_code="RES-04", by=who, at=NOW)
        assert moved.hold_until == order.hold_until
    with scope(trader):
        later = inspection.reschedule(order.pk, slot_at=order.slot_at + 25 * HOUR, reason_code="RES-01", by=trader, at=NOW)
        assert later.hold_until == later.slot_at + whole
    with scope(who):
        assert inspection.present(order.pk, by=who, at=NOW + HOUR).hold_until == NOW + HOUR + whole


def test_goods_that_wait_too_long_call_the_head_once_and_the_driver_hears_of_it(house, red):
    order, _ = red
    cast, goods = house
    number = order.declaration.number
    border.declared(cast, 1, goods=[number])
    assert look(order.hold_until - MINUTE) == (0, 0)
    assert look(order.hold_until)[0] == 1 and look(order.hold_until + HOUR)[0] == 0
    chau = User.objects.get(username="chau")
    with scope(goods.officers["chau"]):
        assert Notice.objects.filter(user_id=chau.pk, kind="inspection_held_long").count() == 1
    for who in (goods.traders[1], cast.companies[0]):
        with scope(who):
            assert Notice.objects.filter(kind="inspection_held_long").count() == 1


def test_what_the_driver_is_told_follows_the_goods(house, red):
    order, who = red
    number = order.declaration.number
    _, goods = house
    (green,) = lodged(goods.traders[3], answers(5), die=5000)
    told = asked.must_report([green.declaration.number, number, "999999999999"])
    assert [(one.number, one.answer) for one in told] == [(number, "required"), (green.declaration.number, "not_needed")]
    assert told[0].order.site_id == order.site_id and told[0].order.bay == order.bay
    with scope(who):
        begun(order, who)
        inspection.record_result(order.pk, [Seen(1), Seen(2)], outcome="agrees", by=who, at=order.slot_at + timedelta(minutes=40))
    assert asked.must_report([number])[0].answer == "not_needed"
