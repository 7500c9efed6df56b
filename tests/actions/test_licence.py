"""Permits through a day: received in any order, used up, given back, awaited while an agency is silent."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import ministry
from tests.files import a_pdf
from tests.ministry import CLOCK, a_declaration, a_trader, facts, granted, message, open_ministries, sent
from tests.people import NOW, a_person
from thongquan.actions import licence
from thongquan.actions.document.keeping import upload
from thongquan.core.forms.licence import LICENCE_FORM
from thongquan.core.licence_message import WindowMessage
from thongquan.core.reading import JSON
from thongquan.core.refused import NotAllowed, Refused, RulesBroken
from thongquan.models import AgencyLink, InboxMessage, Licence, LicenceCheck, LicenceLine, Notice, OutboxMessage, WriteOff
from thongquan.queries import licence as asked
from thongquan.queries.scope import everywhere, scope

HOUR = timedelta(hours=1)


@pytest.fixture
def people(db):
    return open_ministries()


def the_line(number="KD-88/2026"):
    with scope(CLOCK):
        return asked.balance("KDTV", number).lines.get(number=1)


def state(number="KD-88/2026"):
    with scope(CLOCK):
        return asked.balance("KDTV", number).state


def written_off(declaration, by, what, at=NOW):
    with scope(by):
        return licence.write_off(declaration, what, by=by, at=at)


# ---- messages ---------------------------------------------------------------------------------------------


def test_a_permit_arrives_and_a_declaration_uses_a_part(people):
    _, _, clerk = people
    assert sent(message()).outcome == "applied"
    done = written_off(a_declaration(clerk), clerk, facts(8000, 4000))
    assert done.agrees
    assert the_line().used == Decimal(12000)
    assert state() == "partly_used"
    with scope(clerk):  # the holder reads his balance and cannot write it
        assert asked.balance("KDTV", "KD 88 2026").lines.get().used == 12000
        assert LicenceLine.objects.update(used=0) == 0 and WriteOff.objects.update(quantity=0) == 0
        assert Licence.objects.all()._raw_delete("default") == 0


def test_a_message_counts_once_and_an_old_version_changes_nothing(people):
    newer = message("b", 2, quantity=500)
    assert sent(newer).outcome == "applied"
    assert sent(newer).outcome == "repeated"
    assert sent(message("a", 1)).outcome == "old"
    assert the_line().quantity == 500


def test_the_same_id_with_another_content_is_refused(people):
    sent(message("x"))
    again = sent(message("x", quantity=999999))
    assert (again.outcome, again.code) == ("refused", "IDM-01")
    assert the_line().quantity == 20000


def test_an_agency_issues_only_its_own_kinds(people):
    assert sent(message(agency="TY")).code == "LIC-16"
    with scope(CLOCK):
        assert asked.balance("KDTV", "KD-88/2026") is None


def test_a_forged_message_is_kept_and_takes_no_true_ones_place(people):
    with scope(CLOCK):
        for _ in range(3):
            assert licence.refuse_message("NSW", "m-1", b"forged", code="LIC-10", by=CLOCK, at=NOW).code == "LIC-10"
        assert InboxMessage.objects.filter(signature_ok=False).count() == 1
    assert sent(message(1)).outcome == "applied"


def test_only_machines_deliver(people):
    officer, desk, clerk = people
    for who in people:
        with scope(who), pytest.raises(NotAllowed):
            licence.receive_message(message(), b"", by=who, at=NOW)


STORY = (
    message("1", 1), message("2", 2, quantity=15000), message("3", 3, quantity=30000, valid_until=None),
    message("4", 1, number="KD-89/2026"), message("5", 2, number="KD-89/2026", revoked=True, reason="Cấp nhầm"),
    WindowMessage("6", "NSW", "TY", 1, NOW, None, False), WindowMessage("7", "NSW", "TY", 2, NOW, None, True),
)


def end_state():
    """What the ministries' documents say at the end."""
    with scope(CLOCK):
        rows = [(r.number, r.state, r.object_version, r.valid_until, [(x.number, x.quantity, x.used) for x in r.lines.all()]) for r in asked.licences()]
        return sorted(rows), sorted(AgencyLink.objects.values_list("agency", "state", "object_version"))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from(STORY), max_size=14), st.permutations(STORY), st.integers(0, 6))
def test_any_order_repetition_and_loss_ends_in_the_same_state(people, noise, order, lost):
    """What was lost is sent again later, as the window does until it is fetched."""
    with transaction.atomic():
        for one in STORY:
            sent(one)
        wanted = end_state()
        transaction.set_rollback(True)
    with transaction.atomic():
        for one in (*noise, *order[lost:], *noise[::-1], *order[:lost], *order):
            sent(one)
        assert end_state() == wanted
        transaction.set_rollback(True)


# ---- writing off ------------------------------------------------------------------------------------------


def test_two_declarations_use_it_up_and_the_third_finds_nothing(people):
    _, _, clerk = people
    sent(message())
    assert written_off(a_declaration(clerk, "1"), clerk, facts(12000)).agrees
    assert written_off(a_declaration(clerk, "2"), clerk, facts(8000)).agrees
    assert state() == "exhausted"
    third = written_off(a_declaration(clerk, "3"), clerk, facts(1))
    assert [(d.field, d.permitted) for d in third.differences] == [("quantity", "0 KGM")]
    with scope(CLOCK):
        assert WriteOff.objects.count() == 2 and asked.overdrawn() == 0
        assert OutboxMessage.objects.filter(partner="NSW", state="queued").count() == 2


def test_writing_off_again_changes_nothing_and_an_amendment_changes_the_difference(people):
    _, _, clerk = people
    sent(message())
    declaration = a_declaration(clerk)
    for _ in range(3):
        written_off(declaration, clerk, facts(8000, 2000))
    assert the_line().used == 10000
    written_off(declaration, clerk, facts(8000, 500))
    assert the_line().used == 8500
    with scope(CLOCK):
        assert [(u.declaration_line, u.quantity) for u in asked.uses_of(declaration.pk)] == [(1, 8000), (2, 500)]
    assert not written_off(declaration, clerk, facts(8000, 500, hs="08051000")).agrees
    assert the_line().used == 0  # what no longer agrees draws nothing


def test_a_cancelled_declaration_gives_everything_back(people):
    _, desk, clerk = people
    sent(message())
    first, second = a_declaration(clerk, "1"), a_declaration(clerk, "2")
    written_off(first, clerk, facts(15000))
    written_off(second, clerk, facts(5000))
    with scope(desk):
        assert licence.restore(first, reason="cancelled", by=desk, at=NOW) == 1
        assert licence.restore(first, reason="cancelled", by=desk, at=NOW) == 0
    assert (the_line().used, state()) == (5000, "partly_used")
    with scope(desk):
        licence.restore(second, by=desk, at=NOW)
    assert (the_line().used, state()) == (0, "matched")
    assert written_off(a_declaration(clerk, "3"), clerk, facts(20000)).agrees


def test_another_holders_permit_cannot_be_used(people):
    other = a_trader("0100109106")
    sent(message())
    done = written_off(a_declaration(other), other, facts(100, owner="0100109106"))
    assert [d.field for d in done.differences] == ["holder"]
    assert the_line().used == 0
    with scope(other):
        assert asked.licences() == [] and WriteOff.objects.count() == 0


def test_a_ministry_that_lowers_below_what_is_used_stops_further_use_and_nothing_breaks(people):
    _, desk, clerk = people
    sent(message())
    declaration = a_declaration(clerk)
    written_off(declaration, clerk, facts(12000))
    sent(message(2, 2, quantity=5000))
    line = the_line()
    assert (line.used, line.quantity, line.lowered, state()) == (12000, 5000, True, "exhausted")
    assert not written_off(a_declaration(clerk, "2"), clerk, facts(1)).agrees
    with scope(desk):
        licence.restore(declaration, by=desk, at=NOW)
    line = the_line()
    assert (line.used, line.lowered) == (0, False)


def test_the_database_itself_refuses_an_overdraft(people):
    from django.db import IntegrityError  # slow: only this story meets it

    sent(message())
    with scope(CLOCK), pytest.raises(IntegrityError, match="licence_never_overdrawn"), transaction.atomic():
        LicenceLine.objects.filter(number=1).update(used=Decimal("20000.000001"))


def test_a_revoked_permit_covers_nothing_and_its_holder_is_told(people):
    officer, _, clerk = people
    sent(message())
    with scope(officer):
        pk = asked.licences()[0].pk
        with pytest.raises(Refused, match="REQ-04"):
            licence.revoke(pk, reason=" ", by=officer, at=NOW)
        licence.revoke(pk, reason="Cấp nhầm", by=officer, at=NOW)
    assert [d.field for d in written_off(a_declaration(clerk), clerk, facts(1)).differences] == ["state"]
    with scope(clerk):
        assert Notice.objects.filter(kind="licence_revoked").count() == 1


def test_a_permit_past_its_last_day_expires_at_night_and_a_prolongation_brings_it_back(people):
    _, _, clerk = people
    sent(message(valid_until=NOW.date()))
    late = NOW + timedelta(days=2)
    assert [d.field for d in written_off(a_declaration(clerk), clerk, facts(1), at=NOW).differences] == []
    with scope(CLOCK):
        assert licence.lapse(by=CLOCK, at=late) == 1
    assert state() == "expired"
    sent(message(2, 2), at=late)
    assert state() == "partly_used"


# ---- keyed by hand ----------------------------------------------------------------------------------------

PAPER = {"kind": "KDTV", "number": "kd-77/2026", "holder_tax_id": ministry.OWNER, "issued_on": NOW.date(), "valid_until": None,
         "lines": [{"hs": "0810", "words": "Vải", "quantity": Decimal(500), "unit": "KGM", "origin": "CN"}]}


def test_a_paper_keyed_the_same_day_serves_at_once(people):
    officer, _, clerk = people
    with scope(officer):
        row = licence.key_in(PAPER, by=officer, at=NOW)
        assert (row.state, row.source, row.late, row.holder_id) == ("issued", "inbox", False, clerk.parties[0])
        with pytest.raises(Refused, match="LIC-12"):
            licence.key_in(PAPER, by=officer, at=NOW)
        assert licence.key_in({**PAPER, "number": "KD-78", "issued_on": NOW.date() - timedelta(days=3)}, by=officer, at=NOW).late
    assert written_off(a_declaration(clerk), clerk, facts(500, number="KD-77/2026")).agrees


def test_a_number_written_with_its_dash_and_a_code_with_its_dots_serve_all_the_same(people):
    officer, _, clerk = people
    dashed = f"{ministry.OWNER[:5]}-{ministry.OWNER[5:]}"
    told = {"kind": "KDTV", "number": "KD-79", "holder_tax_id": dashed, "issued_on": "2026-11-25",
            "lines": [{"hs": "0810.90.92", "quantity": "500", "unit": "KGM"}]}
    values, wrong = LICENCE_FORM.read(told, language=JSON)
    assert wrong == ()
    with scope(officer):
        row = licence.key_in(values | {"issued_on": NOW.date()}, by=officer, at=NOW)
    assert (row.holder_tax_id, row.holder_id) == (ministry.OWNER, clerk.parties[0])
    assert written_off(a_declaration(clerk), clerk, facts(500, number="KD-79")).agrees


def test_an_officer_keys_only_what_his_agency_issues(people):
    officer, desk, _ = people
    with scope(officer), pytest.raises(Refused, match="LIC-16"):
        licence.key_in({**PAPER, "kind": "KDDV"}, by=officer, at=NOW)
    with scope(desk), pytest.raises(NotAllowed):
        licence.key_in(PAPER, by=desk, at=NOW)
    broken = {**PAPER, "issued_on": NOW.date() + timedelta(days=1), "lines": [{"hs": "8x", "quantity": Decimal(0), "unit": "KGM"}]}
    with scope(officer), pytest.raises(RulesBroken) as wrong:
        licence.key_in(broken, by=officer, at=NOW)
    assert [(f.code, f.pointer) for f in wrong.value.findings] == [
        ("LIC-17", "/lines/0/hs"), ("LIC-15", "/lines/0/quantity"), ("LIC-13", "/issued_on")]


def test_a_scan_is_worth_nothing_until_somebody_verifies_it(people):
    officer, desk, clerk = people
    with scope(clerk), pytest.raises(Refused, match="LIC-18"):
        licence.register_scan(PAPER, party_id=clerk.parties[0], document_id=None, by=clerk, at=NOW)
    with scope(clerk):
        paper = upload(clerk.parties[0], "approval", a_pdf(1), "kd-77.pdf", by=clerk, at=NOW)
        row = licence.register_scan(PAPER, party_id=clerk.parties[0], document_id=paper.pk, by=clerk, at=NOW)
    declaration = a_declaration(clerk)
    assert [d.field for d in written_off(declaration, clerk, facts(500, number="KD-77/2026")).differences] == ["state"]
    with scope(desk):
        licence.verify_scan(row.pk, agrees=True, by=desk, at=NOW)
    assert written_off(declaration, clerk, facts(500, number="KD-77/2026")).agrees
    with scope(desk), pytest.raises(Refused, match="FLW-01"):
        licence.verify_scan(row.pk, agrees=False, reason="Sai", by=desk, at=NOW)


def test_the_ministries_see_their_own_and_customs_all(people):
    officer, desk, clerk = people
    vet = a_person("vet", "ministry", unit="BN-TY")
    sent(message())
    for who, many in ((officer, 1), (desk, 1), (clerk, 1), (vet, 0), (a_trader("0100109106"), 0), (None, 0)):
        with scope(who):
            assert len(asked.licences()) == many
            assert LicenceLine.objects.count() == many
    with scope(vet), pytest.raises(Refused, match="GEN-404"):
        licence.revoke(1, reason="x", by=vet, at=NOW)


# ---- an agency is silent for a day ------------------------------------------------------------------------


def silence(desk_head, *agencies):
    with scope(desk_head):
        for agency in agencies:
            licence.mark_agency_down(agency, reason="Mất kết nối", by=desk_head, at=NOW)


def test_low_risk_goes_on_and_is_checked_afterwards(people):
    _, _, clerk = people
    silence(a_person("head", "office_leader"), "BVTV")
    declaration = a_declaration(clerk)
    done = written_off(declaration, clerk, facts(8000))
    assert (done.agrees, done.waiting, done.later) == (True, (), ("KD882026",))
    with scope(clerk):
        assert not asked.is_waiting(declaration.pk)
        assert Notice.objects.filter(kind="licence_later").count() == 1
    sent(message(), at=NOW + 20 * HOUR)  # the agency answers at last: matched and written off by itself
    assert the_line().used == 8000
    with scope(clerk):
        assert [c.outcome for c in asked.checks_of(declaration.pk)] == ["matched"]


def test_a_listed_risk_waits_and_the_wait_climbs_by_itself(people):
    _, _, clerk = people
    head, chief = a_person("head", "office_leader"), a_person("chief", "nation_leader", unit="CHQ")
    silence(head, "TY")
    declaration = a_declaration(clerk)
    cattle = facts(8000, hs="01022919", kind="KDDV", number="TY-5")
    for _ in range(2):
        assert written_off(declaration, clerk, cattle).waiting == ("TY5",)
    with scope(head):
        assert asked.is_waiting(declaration.pk) and asked.holds_by_agency() == {"TY": 1}
    climbs = []
    for hour in range(0, 40, 4):
        with scope(CLOCK):
            climbs.append(licence.escalate(by=CLOCK, at=NOW + hour * HOUR))
    assert sum(climbs) == 3 and climbs[:3] == [0, 0, 1]
    with scope(CLOCK):
        assert LicenceCheck.objects.get().level == 3
    for who in (head, chief):
        with scope(who):
            assert Notice.objects.filter(kind="licence_escalated", user_id=who.id).count() == 1
    with scope(clerk):
        assert {*Notice.objects.values_list("kind", flat=True)} == {"licence_waiting", "licence_escalated"}
    with scope(head):
        licence.let_go_on(asked.open_checks()[0].pk, reason="Đã gọi điện xác nhận", by=head, at=NOW + 41 * HOUR)
        assert not asked.is_waiting(declaration.pk)


def test_the_answer_that_differs_keeps_the_goods_until_the_declaration_is_mended(people):
    _, _, clerk = people
    head = a_person("head", "office_leader")
    silence(head, "TY")
    declaration = a_declaration(clerk)
    cattle = {"hs": "01022919", "kind": "KDDV", "number": "TY-5"}
    written_off(declaration, clerk, facts(8000, **cattle))
    line = granted().lines[0]
    document = granted("TY-5", kind="KDDV", lines=(type(line)(1, "0102", "Bò", Decimal(7000), "KGM", "CN"),))
    sent(WindowMessage("v", "NSW", "TY", 1, NOW, document))
    with scope(head):
        (check,) = asked.differing_checks()
        assert check.differences[0]["field"] == "quantity" and asked.is_waiting(declaration.pk)
    assert written_off(declaration, clerk, facts(7000, **cattle)).agrees
    with scope(head):
        assert not asked.is_waiting(declaration.pk) and asked.differing_checks() == []


def test_what_is_known_is_matched_even_while_the_agency_is_silent(people):
    _, _, clerk = people
    sent(message())
    silence(a_person("head", "office_leader"), "BVTV")
    assert written_off(a_declaration(clerk), clerk, facts(8000)).agrees
    assert the_line().used == 8000


def test_a_cancelled_declaration_waits_for_nothing(people):
    _, _, clerk = people
    silence(a_person("head", "office_leader"), "BVTV")
    declaration = a_declaration(clerk)
    written_off(declaration, clerk, facts(8000))
    with scope(clerk):
        licence.restore(declaration, by=clerk, at=NOW)
    sent(message())
    assert the_line().used == 0


def test_a_look_before_sending_writes_nothing(people):
    _, _, clerk = people
    sent(message())
    with scope(clerk):
        seen = licence.match_declaration(facts(8000), at=NOW)
    assert seen.agrees and the_line().used == 0


# ---- many at the same instant -----------------------------------------------------------------------------

THREADS, EACH = 12, 3000


def at_once(acts):
    """Run the acts in threads that start together; what each returned or raised."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(n, act):
        try:
            barrier.wait()
            results[n] = act()
        except Exception as broken:  # the test looks at it
            results[n] = broken
        finally:
            connections.close_all()

    running = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(60)
    return results


def test_one_permit_used_by_many_at_the_same_instant_is_never_overdrawn(real_commits):
    _, _, clerk = open_ministries()
    sent(message())
    sent(message(2, number="KD-89/2026"))
    declarations = [a_declaration(clerk, str(n)) for n in range(THREADS)]
    numbers = ("KD-88/2026", "KD-89/2026")

    def using(n):
        both = facts(EACH, number=numbers[n % 2])  # half of them cite the two permits the other way round
        other = facts(EACH, number=numbers[1 - n % 2])
        whole = type(both)(importer_tax_id=both.importer_tax_id, trader=both.trader, permits=(*both.permits, *other.permits), lines=both.lines + tuple(
            type(line)(**{**line.__dict__, "number": 2}) for line in other.lines))
        return lambda: written_off(declarations[n], clerk, whole)

    results = at_once([using(n) for n in range(THREADS)])
    assert not [r for r in results if isinstance(r, Exception)]
    won = sum(len([m for m in r.matches if m.agrees]) for r in results)
    assert won == 2 * (20000 // EACH)
    with scope(CLOCK):
        assert asked.overdrawn() == 0
        for line in LicenceLine.objects.all():
            drawn = sum(u.quantity for u in line.uses.filter(restored_at__isnull=True))
            assert drawn == line.used == (20000 // EACH) * EACH
        assert WriteOff.objects.count() == won


def test_without_the_lock_it_would_be_overdrawn(real_commits):
    """Negative control: the same arithmetic, read and written without locking the document."""
    open_ministries()
    sent(message())
    ready = threading.Barrier(4)

    def careless(n):
        def act():
            with scope(CLOCK), everywhere():
                line = LicenceLine.objects.get(number=1)
                ready.wait()
                if line.used + 12000 <= line.quantity:
                    WriteOff.objects.create(line=line, declaration_id=n, declaration_line=1, quantity=12000, at=NOW)
                    LicenceLine.objects.filter(pk=line.pk).update(used=line.used + 12000)
        return act

    results = at_once([careless(n) for n in range(4)])
    assert not [r for r in results if isinstance(r, Exception)]
    with scope(CLOCK):
        assert asked.overdrawn() == 1


def test_one_message_arriving_many_times_at_the_same_instant_is_one(real_commits):
    open_ministries()
    results = at_once([lambda: sent(message("same")).outcome for _ in range(6)] + [lambda n=n: sent(message(n, n + 1)).outcome for n in range(6)])
    assert not [r for r in results if isinstance(r, Exception)]
    assert results[:6].count("repeated") == 5
    with scope(CLOCK):
        row = Licence.objects.get()
        assert row.object_version == 6 and InboxMessage.objects.count() == 7


def test_an_answer_crossing_a_new_hold_is_caught_up(people):
    _, _, clerk = people
    silence(a_person("head", "office_leader"), "BVTV")
    declaration = a_declaration(clerk)
    written_off(declaration, clerk, facts(8000))
    with scope(CLOCK):
        held = LicenceCheck.objects.get()
        LicenceCheck.objects.filter(pk=held.pk).update(number_key="ELSEWHERE")
    sent(message())
    with scope(CLOCK):
        LicenceCheck.objects.filter(pk=held.pk).update(number_key=held.number_key)
        assert licence.catch_up(by=CLOCK, at=NOW) == 1
        assert licence.catch_up(by=CLOCK, at=NOW) == 0
    assert the_line().used == 8000
