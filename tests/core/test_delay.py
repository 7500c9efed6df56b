"""Clocks of a declaration and who kept it waiting: stretches without a gap, terms, parties."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from thongquan.core.delay import STARTS, Act, Certificate, by_party, event_of, faults, number_of, spans
from thongquan.core.promise import AGENCY, BANK, CUSTOMS, NOBODY, SYSTEM, YOU, Standing, promise

T = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
TERMS = {"dossier": 2 * HOUR, "inspection": 8 * HOUR, "licence": 24 * HOUR}


def told(*acts, until):
    made = [Act(T + minutes * MINUTE, name, facts) for minutes, name, facts in acts]
    return spans(made, until=T + until * MINUTE, measure=lambda clock, a, b: b - a, terms=TERMS)


def seen(found):
    return [(span.clock, int(span.spent / MINUTE), int(span.over / MINUTE)) for span in found]


REGISTERED = (0, "goods.register", {})
YELLOW, GREEN, RED = ((0, "goods.channel", {"channel": lane}) for lane in ("yellow", "green", "red"))


def test_a_dossier_asked_about_has_one_term_that_stands_while_the_declarant_owes():
    found = told(REGISTERED, YELLOW, (90, "goods.ask", {}), (300, "goods.answer", {}), (390, "goods.agree", {}), (400, "payment.send", {}),
                 (402, "goods.paid", {}), (402, "goods.clear", {}), until=500)
    assert seen(found) == [("dossier", 90, 0), ("answer", 210, 0), ("dossier", 90, 60), ("tax", 10, 0), ("bank", 2, 0)]
    assert faults(found) == {CUSTOMS: HOUR}
    assert by_party(found) == {CUSTOMS: 3 * HOUR, BANK: 2 * MINUTE, YOU: 220 * MINUTE}


def test_tax_paid_while_the_dossier_is_checked_does_not_stop_the_officers_clock():
    found = told(REGISTERED, YELLOW, (10, "payment.send", {}), (11, "goods.paid", {}), (200, "goods.agree", {}), (205, "goods.clear", {}), until=300)
    assert seen(found) == [("dossier", 200, 80), ("clearing", 5, 4)]
    assert faults(found) == {SYSTEM: 4 * MINUTE, CUSTOMS: 80 * MINUTE}


def test_waiting_for_the_appointment_is_customs_and_coming_late_is_the_declarants():
    found = told(REGISTERED, RED, (0, "inspection.order", {}), (60, "inspection.slot", {}), (100, "inspection.present", {}), (110, "inspection.begin", {}),
                 (160, "inspection.record", {"outcome": "quantity"}), (200, "goods.agree", {}), until=230)
    assert seen(found) == [("slot", 60, 0), ("bring", 40, 0), ("inspection", 60, 0), ("dossier", 40, 0), ("tax", 30, 0)]
    assert [span.party for span in found] == [CUSTOMS, YOU, CUSTOMS, CUSTOMS, YOU]


def test_a_silent_ministry_is_an_agencys_delay_once_customs_has_nothing_against():
    found = told((0, "licence.wait", {}), REGISTERED, YELLOW, (30, "goods.agree", {}), (30 + 26 * 60, "licence.settle", {}), until=30 + 27 * 60)
    assert seen(found) == [("dossier", 30, 0), ("licence", 26 * 60, 120), ("tax", 60, 0)]
    assert faults(found) == {AGENCY: 2 * HOUR}


def test_two_banks_that_fail_are_the_banks_delay():
    found = told(REGISTERED, GREEN, (5, "payment.send", {}), (8, "payment.failed", {"final": False}), (12, "payment.failed", {"final": True}),
                 (20, "payment.send", {}), (21, "goods.paid", {}),
                 (21, "goods.clear", {}), until=30)
    assert seen(found) == [("tax", 5, 0), ("bank", 7, 5), ("tax", 8, 0), ("bank", 1, 1)]


NAMES = [*STARTS, "goods.channel", "payment.send", "payment.failed", "goods.paid", "goods.agree", "licence.wait", "licence.settle", "inspection.present"]
ACTS = st.lists(st.tuples(st.integers(0, 3000), st.sampled_from(NAMES)), max_size=25)


@given(ACTS, st.integers(0, 4000))
def test_the_stretches_follow_each_other_and_never_overlap(acts, until):
    found = told(*((at, name, {"channel": "yellow"}) for at, name in acts), until=until)
    assert all(span.start < span.end <= T + until * MINUTE for span in found)
    assert all(one.end <= other.start and (one.end < other.start or one.clock != other.clock) for one, other in zip(found, found[1:], strict=False))
    assert all(timedelta() <= span.over <= span.spent for span in found)


def test_a_number_names_its_event_and_fits_one_certificate_only():
    found = told(REGISTERED, YELLOW, until=200)
    one, other = (Certificate("107512345670", T, T + n * HOUR, found) for n in (1, 2))
    number = number_of(184201, 2026, one.digest)
    assert event_of(number) == (184201, one.digest[:10]) == event_of(number.lower())
    assert one.digest != other.digest
    assert [event_of(wrong) for wrong in ("", "XN26", "XN26-x-0123456789", "BL26-1-0123456789", "XN26-1-01234")] == [None] * 5


# ---- the clock that runs now --------------------------------------------------------------------------------


def now(**over):
    found = promise(Standing(**{"registered_at": T, **over}), T + HOUR)
    return found.clock, found.turn, found.late


def test_whose_turn_it_is_in_every_state():
    due, past = T + 2 * HOUR, T + MINUTE
    assert now(state="registered") == ("channel", SYSTEM, True)
    assert now(state="checking", dossier_due=due) == ("dossier", CUSTOMS, False)
    assert now(state="checking", waits_agency=True, agency_due=past) == ("licence", AGENCY, True)
    assert now(state="asked", asked_due=due) == ("answer", YOU, False)
    assert now(state="ordered", slot_at=due) == ("bring", YOU, False)
    assert now(state="ordered", slot_at=due, presented_at=past, inspection_due=due) == ("inspection", CUSTOMS, False)
    assert now(state="inspecting", inspection_due=past) == ("inspection", CUSTOMS, True)
    assert now(state="decided", tax_due=due) == ("tax", YOU, False)
    assert now(state="decided", tax_due=due, sent_at=T) == ("bank", BANK, True)
    assert now(state="decided", unsigned=True, tax_due=due) == ("sign", CUSTOMS, False)
    assert now(state="decided", waits_agency=True, tax_due=due) == ("licence", AGENCY, False)
    assert now(state="decided", paid_at=T + HOUR) == ("clearing", SYSTEM, False)
    assert now(state="released", tax_due=due) == ("tax", YOU, False)
    assert now(state="cleared") == ("leave", YOU, False)
    assert now(state="cleared", held=True, held_until=due) == ("hold", CUSTOMS, False)
    assert now(state="passed") == ("done", NOBODY, False)
    assert now(state="cancelled") == ("done", NOBODY, False)
    assert promise(Standing("asked", asked_due=due), T + HOUR).left(T + HOUR) == HOUR
