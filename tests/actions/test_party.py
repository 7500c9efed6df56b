"""Enterprises, guests and walk-ins become known; mandates and registers stay theirs."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.people import NOW, TODAY, a_person
from thongquan.actions import reference
from thongquan.actions.access import accept_invitation, invite_member
from thongquan.actions.party import (
    Account,
    edit_party,
    give_mandate,
    keep_craft,
    keep_driver,
    lift_stop,
    register_enterprise,
    register_guest,
    retire_driver,
    revive_driver,
    revoke_mandate,
    serve_walk_in,
    stop_party,
)
from thongquan.actions.permit import keep_permit, retire_permit
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.models import AuditEvent, AuditPrivate, ChannelChoice, CraftRecord, DriverRecord, Grant, Mandate, Notice, Party, User
from thongquan.queries import party as parties
from thongquan.queries.access import actor_of, actor_with_clients, username_of
from thongquan.queries.permit import permits_for
from thongquan.queries.scope import scope, set_reach

pytestmark = pytest.mark.django_db
TAX_CODE, OTHER_TAX_CODE, USCC = "0100109106", "0100233488", "91450681MA5N1Q2X7B"


def an_account(name: str = "hai", **over) -> Account:
    return Account(**{"username": name, "password": "Sóng-dài-7788", "full_name": "Vũ Thị Hải", **over})


def an_enterprise(name: str = "hai", tax_id: str = TAX_CODE, **over):
    set_reach(None)
    return register_enterprise(an_account(name), tax_id=tax_id, name=f"Công ty {name}", phone="0203 388 1234", at=NOW, **over)


def person(registered, at=NOW):
    return actor_of(registered.user, at.date(), at)


@pytest.fixture(autouse=True)
def border():
    reference.load()


def test_an_enterprise_registers_once_and_is_let_in():
    made = an_enterprise(email="hai@example.com")
    assert made.party.tax_id == TAX_CODE and made.party.phone == "+842033881234" and not made.party.guest
    assert person(made).roles == {"declarant"} and person(made).parties == (made.party.pk,)
    assert made.user.check_password("Sóng-dài-7788")
    assert {c.channel for c in ChannelChoice.objects.filter(party_id=made.party.pk)} == {"email", "sms"}
    assert made.receipt.event and len(made.receipt.leaf) == 64
    with pytest.raises(Refused) as twice:
        an_enterprise("lan")
    assert twice.value.code == "PTY-10"
    assert not User.objects.filter(username="lan").exists()


def test_a_wrong_tax_code_is_refused_and_a_right_one_is_not():
    """Negative control: the same form with the check digit mended goes through."""
    with pytest.raises(Refused) as wrong:
        an_enterprise(tax_id="0100109107")
    assert wrong.value.findings[0].code == "PTY-05" and wrong.value.findings[0].pointer == "/tax_id"
    assert Party.objects.count() == 0
    assert an_enterprise(tax_id="0100 109 106").party.tax_id == TAX_CODE


@pytest.mark.parametrize(("over", "code"), [
    ({"username": "HAI"}, "ACC-08"), ({"username": " "}, "ACC-08"), ({"password": "short"}, "ACC-07"), ({"password": "password123"}, "ACC-07"),
])
def test_a_taken_name_or_a_weak_password_is_refused(over, code):
    an_enterprise()
    with pytest.raises(Refused) as no:
        register_enterprise(an_account(**{"username": "lan", **over}), tax_id=OTHER_TAX_CODE, name="Công ty Lan", phone="0912345678", at=NOW)
    assert no.value.code == code


def test_nobody_else_reads_the_new_party():
    made, other = an_enterprise(), an_enterprise("lan", OTHER_TAX_CODE)
    set_reach(person(other))
    assert not Party.objects.filter(pk=made.party.pk).exists()
    set_reach(None)
    assert Party.objects.count() == 0 and ChannelChoice.objects.count() == 0


def test_personal_data_stays_out_of_the_payload():
    made = an_enterprise()
    set_reach(person(made))
    event = AuditEvent.objects.get(pk=made.receipt.event)
    assert "Hải".encode() not in bytes(event.payload) and TAX_CODE.encode() not in bytes(event.payload)
    assert AuditPrivate.objects.get(event=event).body["number"] == TAX_CODE


@pytest.mark.parametrize(("scheme", "number", "country", "phone", "roles", "kind"), [
    ("CN_USCC", USCC, "CN", "138 7700 1234", {"declarant"}, "foreign_carrier"),
    ("PASSPORT", "EJ8812345", "CN", "+86 138 7700 1234", {"declarant", "driver"}, "person"),
    ("BORDER_PASS", "QN118204", "VN", "0912 345 678", {"declarant", "driver"}, "person"),
])
def test_guests_come_with_what_they_have(scheme, number, country, phone, roles, kind):
    set_reach(None)
    made = register_guest(an_account("guest"), tax_scheme=scheme, number=number, name="Wei Zhiqiang", country=country, phone=phone, at=NOW)
    assert made.party.guest and made.party.kind == kind and made.party.phone.startswith("+")
    assert person(made).roles == roles


def test_people_sign_in_with_their_telephone_as_they_write_it():
    made = an_enterprise()
    assert username_of("0203 388 1234") == username_of("+842033881234") == made.user.username == "hai"
    assert username_of("0203 388 9999") == "0203 388 9999"


def test_a_walk_in_is_served_on_his_behalf_and_found_again():
    officer = a_person("sang", "gate_officer")
    with scope(officer):
        party, serving = serve_walk_in(tax_scheme="PASSPORT", number="ej 8812345", name="Wei", country="CN", phone="13877001234", by=officer, at=NOW)
        again, _ = serve_walk_in(tax_scheme="PASSPORT", number="EJ8812345", name="", country="CN", phone="", by=officer, at=NOW)
    assert again.pk == party.pk and party.guest and serving.on_behalf_of == party.pk and serving.id == officer.id
    leader = a_person("nhu", "office_leader")
    with scope(leader), pytest.raises(NotAllowed):
        serve_walk_in(tax_scheme="PASSPORT", number="EJ1", name="Wei", country="CN", phone="13877001234", by=leader, at=NOW)


def test_a_mandate_opens_the_client_to_its_broker_until_revoked():
    client, broker = an_enterprise(), an_enterprise("bao", OTHER_TAX_CODE, broker=True)
    owner = person(client)
    with scope(owner):
        mandate = give_mandate(client.party.pk, broker.party.pk, scopes=["declare", "view", "steal"], since=TODAY,
                               until=TODAY + timedelta(days=30), by=owner, at=NOW)
        assert mandate.scopes == ["declare", "view"]
    with scope(person(broker)):
        assert Notice.objects.filter(party_id=broker.party.pk, kind="mandate_given").count() == 1
        bao = actor_with_clients(broker.user, TODAY)
        assert client.party.pk in bao.parties
    with scope(bao), pytest.raises(NotAllowed):  # a client's broker hands nothing on
        give_mandate(client.party.pk, broker.party.pk, scopes=["view"], since=TODAY, until=TODAY, by=bao, at=NOW)
    with scope(owner):
        revoke_mandate(mandate.pk, by=owner, at=NOW)
        with pytest.raises(Conflict):
            revoke_mandate(mandate.pk, by=owner, at=NOW)
    with scope(person(broker)):
        assert client.party.pk not in actor_with_clients(broker.user, TODAY).parties


@pytest.mark.parametrize(("over", "code"), [
    ({"scopes": []}, "MND-02"), ({"until": TODAY - timedelta(days=1)}, "MND-03"), ({"agent_id": 0}, "MND-01"),
])
def test_a_mandate_that_says_nothing_is_refused(over, code):
    client, broker = an_enterprise(), an_enterprise("bao", OTHER_TAX_CODE, broker=True)
    said = {"agent_id": broker.party.pk, "scopes": ["view"], "since": TODAY, "until": TODAY, **over}
    with scope(person(client)), pytest.raises(Refused) as no:
        give_mandate(client.party.pk, said.pop("agent_id"), **said, by=person(client), at=NOW)
    assert no.value.code == code and Mandate.objects.count() == 0


def test_drivers_and_craft_are_kept_once_and_retired():
    made = an_enterprise()
    hai = person(made)
    with scope(hai):
        driver = keep_driver(made.party.pk, {"name": "Vũ Đình Quyết", "document_number": "qn 118204", "phone": "0912345678",
                                             "valid_until": date(2027, 1, 1)}, by=hai, at=NOW)
        assert driver.document_number == "QN118204" and driver.phone == "+84912345678"
        keep_driver(made.party.pk, {"name": "Vũ Đình Quyết", "document_number": "QN118205"}, pk=driver.pk, by=hai, at=NOW)
        assert DriverRecord.objects.get().document_number == "QN118205"
        with pytest.raises(Refused) as twice:
            keep_driver(made.party.pk, {"name": "Khác", "document_number": "QN118205"}, by=hai, at=NOW)
        assert twice.value.code == "REG-01"
        truck = keep_craft(made.party.pk, plate="14c-123.45", kind="tractor", by=hai, at=NOW)
        assert truck.plate_key == "14C12345" and CraftRecord.objects.count() == 1
        retire_driver(driver.pk, by=hai, at=NOW)
        assert parties.drivers(made.party.pk) == [] and len(parties.drivers(made.party.pk, retired=True)) == 1
        revive_driver(driver.pk, by=hai, at=NOW)
        assert len(parties.drivers(made.party.pk)) == 1


def test_strangers_touch_no_register():
    made, other = an_enterprise(), an_enterprise("lan", OTHER_TAX_CODE)
    with scope(person(made)):
        driver = keep_driver(made.party.pk, {"name": "Quyết", "document_number": "QN118204"}, by=person(made), at=NOW)
    thief = person(other)
    with scope(thief):
        with pytest.raises(NotFound):
            retire_driver(driver.pk, by=thief, at=NOW)
        with pytest.raises(NotAllowed):
            keep_craft(made.party.pk, plate="14C12345", by=thief, at=NOW)


def test_permits_cover_their_plates():
    made = an_enterprise()
    hai = person(made)
    with scope(hai):
        permit = keep_permit(made.party.pk, number="gp-77", until=date(2027, 1, 1), plates=["14C-123.45", ""], by=hai, at=NOW)
        assert permit.plates == ["14C12345"] and permit.number == "GP-77"
        assert permits_for(made.party.pk, "14C12345", TODAY) == [permit]
        assert permits_for(made.party.pk, "14C99999", TODAY) == [] and permits_for(made.party.pk, "14C12345", date(2028, 1, 1)) == []
        retire_permit(permit.pk, by=hai, at=NOW)
        assert permits_for(made.party.pk, "14C12345", TODAY) == []


def test_an_order_stops_a_party_with_its_reason():
    made, leader = an_enterprise(), a_person("nhu", "office_leader")
    with scope(leader):
        assert stop_party(made.party.pk, reason="Quyết định 12/QĐ", by=leader, at=NOW).stopped
        with pytest.raises(Conflict):
            stop_party(made.party.pk, reason="again", by=leader, at=NOW)
        with pytest.raises(Refused):
            lift_stop(made.party.pk, reason=" ", by=leader, at=NOW)
        assert not lift_stop(made.party.pk, reason="đã nộp đủ", by=leader, at=NOW).stopped
    hai = person(made)
    with scope(hai), pytest.raises(NotAllowed):
        lift_stop(made.party.pk, reason="please", by=replace(hai, roles=hai.roles | {"driver"}), at=NOW)


def test_a_company_edits_its_particulars_but_never_its_number():
    made = an_enterprise()
    hai = person(made)
    with scope(hai):
        edited = edit_party(made.party.pk, name="Công ty Hải Mới", phone="0912 345 678", email="moi@example.com", address="Móng Cái",
                            contact_name="Hải", by=hai, at=NOW)
        assert (edited.name, edited.tax_id, edited.version) == ("Công ty Hải Mới", TAX_CODE, 2)
        with pytest.raises(Refused) as no:
            edit_party(made.party.pk, name="X", phone="0912345678", email="not a mail", address="", contact_name="", by=hai, at=NOW)
        assert no.value.code == "NTC-02"
    assert Grant.objects.filter(party=made.party.pk).count() == 1


def test_a_refused_registration_leaves_nothing_behind():
    set_reach(None)
    with pytest.raises(Refused):
        register_enterprise(an_account(password="short"), tax_id=TAX_CODE, name="Công ty Hải", phone="0912345678", at=NOW)
    assert an_enterprise().party.pk  # the same company may try again at once


def a_member(made, role):
    """One more of the company's people, by the link it hands him."""
    owner = person(made)
    set_reach(owner)
    link = invite_member(made.party.pk, role=role, by=owner, at=NOW)
    set_reach(None)
    user = accept_invitation(link.rstrip("/").rsplit("/", 1)[1], an_account(f"member-{role}"), at=NOW)
    return actor_of(user, TODAY, NOW)


def test_a_driver_of_the_company_drives_and_changes_nothing_of_it():
    made, agent = an_enterprise(), an_enterprise("dai-ly", OTHER_TAX_CODE, broker=True)
    driver, clerk = a_member(made, "driver"), a_member(made, "declarant")
    company = made.party.pk

    def particulars(by):
        edit_party(company, name="Công ty hai", phone="0203 388 1234", email="", address="Móng Cái", contact_name="", by=by, at=NOW)

    set_reach(clerk)
    kept = keep_driver(company, {"name": "Vũ Đình Quyết", "document_number": "QN118204"}, by=clerk, at=NOW)
    mandate = give_mandate(company, agent.party.pk, scopes=["declare"], since=TODAY, until=TODAY, by=clerk, at=NOW)
    acts = {
        "particulars": particulars,
        "member": lambda by: invite_member(company, role="declarant", by=by, at=NOW),
        "driver": lambda by: keep_driver(company, {"name": "Ai Đó", "document_number": "QN118205"}, by=by, at=NOW),
        "craft": lambda by: keep_craft(company, plate="14C-123.45", by=by, at=NOW),
        "permit": lambda by: keep_permit(company, number="LV-0417/2026", by=by, at=NOW),
        "retire": lambda by: retire_driver(kept.pk, by=by, at=NOW),
        "mandate": lambda by: revoke_mandate(mandate.pk, by=by, at=NOW),
    }
    for name, act in acts.items():
        set_reach(driver)
        with pytest.raises(NotAllowed) as no:
            act(driver)
        assert no.value.code == "ACC-17", name
        set_reach(clerk)
        act(clerk)  # negative control: the same act by who declares for the company


def test_a_brokers_driver_keeps_nothing_for_its_clients_and_its_clerk_does():
    client, agent = an_enterprise(), an_enterprise("dai-ly", OTHER_TAX_CODE, broker=True)
    set_reach(person(client))
    give_mandate(client.party.pk, agent.party.pk, scopes=["declare"], since=TODAY, until=TODAY, by=person(client), at=NOW)
    driver, clerk = (User.objects.get(pk=a_member(agent, role).id) for role in ("driver", "transport_agent"))
    for user, may in ((driver, False), (clerk, True)):
        set_reach(actor_of(user, TODAY, NOW))
        acting = actor_with_clients(user, TODAY, NOW)
        with scope(acting):
            if may:
                assert keep_craft(client.party.pk, plate="14C-123.45", by=acting, at=NOW).pk
            else:
                with pytest.raises(NotAllowed, match="ACC-17"):
                    keep_craft(client.party.pk, plate="14C-123.45", by=acting, at=NOW)
