"""What an act leaves in the log: who, what, when, why, and the digests of the rows it touched."""

import hashlib
import json
import re

import pytest
from django.db import connection

from tests import border
from thongquan.actions import crossing, reference
from thongquan.actions.trail import name_of, reach_of, record
from thongquan.core.actor import system
from thongquan.core.canonical import canonical
from thongquan.core.merkle import leaf_hash
from thongquan.models import AuditEvent, AuditPending, AuditPrivate, Crossing, VehicleDeclaration
from thongquan.queries.scope import everywhere, scope


@pytest.fixture
def cast(real_commits, tmp_path, settings):
    settings.HOME = tmp_path
    return border.open_border()


def digest(row):
    with connection.cursor() as cursor:
        cursor.execute(f'select tq_digest(to_jsonb(t)) from "{row._meta.db_table}" t where id = %s', [row.pk])
        return cursor.fetchone()[0]


def newest():
    event = AuditEvent.objects.latest("id")
    return event, json.loads(bytes(event.payload))


def test_an_event_is_canonical_waits_for_its_seal_and_its_receipt_is_its_leaf(cast):
    pk = border.declared(cast, 1)
    with scope(cast.desk):
        row = VehicleDeclaration.objects.get(pk=pk)
        receipt = record("crossing.looked", row, by=cast.desk, at=border.NOW, reason="vì sao", facts={"n": 1})
        event, told = newest()
        assert receipt.event == event.pk and receipt.leaf == leaf_hash(bytes(event.payload)).hex()
        assert canonical(told) == bytes(event.payload)
        assert AuditPending.objects.filter(event_id=event.pk).exists()
    assert told["after"] == {name_of(row): digest_in(cast, row)}
    assert (told["actor"], told["action"], told["reason"], told["facts"]) == (cast.desk.id, "crossing.looked", "vì sao", {"n": 1})
    assert told["at"] == "2026-11-25T02:00:00.000000Z" and told["object"] == f"vehicle:{pk}"


def digest_in(cast, row):
    with scope(cast.desk):
        return digest(row)


def test_each_act_finds_what_the_one_before_left(cast):
    pk = border.declared(cast, 1)
    with scope(cast.desk):
        _, submitted = newest()
        crossing.receive(pk, by=cast.desk, at=border.NOW)
        _, received = newest()
        assert received["before"][f"vehicle:{pk}"] == submitted["after"][f"vehicle:{pk}"] != received["after"][f"vehicle:{pk}"]


def test_two_events_of_one_act_do_not_tell_a_stale_before(cast):
    pk = border.declared(cast, 1)
    with scope(cast.desk):
        row = crossing.row.locked(pk)
        record("crossing.first", row, by=cast.desk, at=border.NOW)
        crossing.row.save(row)
        record("crossing.second", row, by=cast.desk, at=border.NOW)
        _, told = newest()
        assert told["before"] == {} and told["after"][f"vehicle:{pk}"] == digest(row)


def test_a_row_the_act_removed_is_gone(cast):
    pk = border.accepted(cast, 1)
    with scope(cast.desk):
        leg = Crossing.objects.get(declaration=pk, leg=1)
        leg.ticks.all().delete()
        Crossing.objects.filter(pk=leg.pk).delete()
        record("crossing.dropped", VehicleDeclaration.objects.get(pk=pk), leg, by=cast.desk, at=border.NOW)
        _, told = newest()
    assert told["after"][f"crossing:{leg.pk}"] == "gone"


def test_private_words_are_apart_bound_by_a_salted_hash_and_may_be_erased(cast):
    pk = border.accepted(cast, 1)
    with scope(cast.desk):
        crossing.hold(pk, reason_code="papers_doubtful", reason="Theo lời ông Nguyễn Văn Bịa", by=cast.desk, at=border.NOW)
        event, told = newest()
        kept = AuditPrivate.objects.get(event_id=event.pk)
        assert "Bịa" not in bytes(event.payload).decode() and kept.body == {"note": "Theo lời ông Nguyễn Văn Bịa"}
        assert told["private"] == hashlib.sha256(bytes(kept.salt) + canonical(kept.body)).hexdigest()
        assert AuditPrivate.objects.filter(event_id=event.pk).delete()[0] == 1


def test_no_word_of_a_person_can_stand_where_a_digest_goes(cast):
    pk = border.declared(cast, 1)
    with scope(cast.desk):
        row = VehicleDeclaration.objects.get(pk=pk)
        record("crossing.looked", row, by=cast.desk, at=border.NOW, reason='@0@ @after@ "after":{} %s {table}')
        _, told = newest()
        assert told["reason"] == '@0@ @after@ "after":{} %s {table}' and re.fullmatch(r"[0-9a-f]{64}", told["after"][f"vehicle:{pk}"])


def test_the_act_and_its_event_stand_or_fall_together(cast):
    pk = border.declared(cast, 1)
    with pytest.raises(ZeroDivisionError), scope(cast.desk):
        crossing.receive(pk, by=cast.desk, at=border.NOW)
        raise ZeroDivisionError
    with scope(cast.desk):
        assert VehicleDeclaration.objects.get(pk=pk).state == "submitted"
        assert newest()[1]["action"] == "crossing.submit"


def test_both_ends_and_the_declarant_may_read_the_event(cast):
    pk = border.declared(cast, 1, return_gate="VNHUGT", **border.PERMIT)
    with scope(cast.desk):
        row = VehicleDeclaration.objects.get(pk=pk)
        event, told = newest()
        assert event.office_ids == sorted({row.office_id, row.return_office_id}) == told["reach"]["offices"] == reach_of(row)[0]
        assert event.declarant_id == row.declarant_id == told["reach"]["declarant"]
    with scope(cast.companies[0]):
        assert AuditEvent.objects.filter(pk=event.pk).exists()
    with scope(cast.companies[1]):
        assert not AuditEvent.objects.filter(pk=event.pk).exists()


def test_a_draft_is_nobodys_act(cast):
    who = cast.companies[0]
    with scope(who):
        before = AuditEvent.objects.count()
        pk = crossing.draft(border.values(1), declarant_id=who.parties[0], by=who, at=border.NOW).pk
        crossing.save_draft(pk, {"plate": "14C-999.99"}, by=who, at=border.NOW)
        assert AuditEvent.objects.count() == before


def test_a_returned_declaration_is_no_draft_any_more(cast):
    pk, who = border.declared(cast, 1), cast.companies[0]
    with scope(cast.desk):
        crossing.return_with_reasons(pk, reasons=["papers_unreadable"], by=cast.desk, at=border.NOW)
    with scope(who):
        crossing.save_draft(pk, {"plate": "14C-999.99"}, by=who, at=border.NOW)
        assert newest()[1]["action"] == "crossing.edit"


def test_the_clock_acts_without_a_person(cast):
    pk = border.declared(cast, 1)
    with scope(cast.desk):
        record("crossing.looked", VehicleDeclaration.objects.get(pk=pk), by=system(cast.desk.offices), at=border.NOW)
        event, told = newest()
    assert (event.actor_id, event.actor_name, told["actor"]) == (None, "system", None)


def test_a_start_with_other_lines_of_law_is_told_with_each_line(cast):
    own = '[[setting]]\nkey = "review.days"\nvalue = 45\nsince = 2027-01-01\ncitation = "QĐ 812 (giả định)"\n'
    reference.tell_law(own, at=border.NOW)
    reference.tell_law("", at=border.NOW)
    with scope(system()), everywhere():
        taken_away, put_in = AuditEvent.objects.filter(action="law.amended").order_by("-id")
    told = json.loads(bytes(put_in.payload))["facts"]
    assert told == {"file": hashlib.sha256(own.encode()).hexdigest(), "lines": [
        {"key": "review.days", "value": "45", "since": "2027-01-01", "citation": "QĐ 812 (giả định)"}]}
    assert json.loads(bytes(taken_away.payload))["facts"]["lines"] == []
