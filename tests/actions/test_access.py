"""Roles by two people, deputies, keys, one-time links, emergency roles."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.actions.test_party import an_account, an_enterprise, person
from tests.people import NOW, TODAY, a_person, a_unit, again
from thongquan.actions import reference
from thongquan.actions.access import (
    accept_invitation,
    approve_grant,
    break_glass,
    create_api_key,
    deputise,
    end_deputy,
    first_administrator_link,
    invite_member,
    invite_person,
    propose_grant,
    refuse_grant,
    remove_member,
    review_emergency,
    revoke_api_key,
    revoke_grant,
    set_up_administrator,
)
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.models import ApiKey, AuditEvent, Grant, Notice, OneTimeLink, User
from thongquan.queries.access import actor_of, key_of, to_be_told
from thongquan.queries.scope import scope, set_reach

pytestmark = pytest.mark.django_db
WORD = "/register/link/"


@pytest.fixture(autouse=True)
def border():
    reference.load()


@pytest.fixture
def two():
    """Two administrators of the office and a person without a role."""
    return a_person("kien", "administrator"), a_person("vy", "administrator"), a_person("moi")


def proposed(kien, someone, role="gate_officer", **over):
    with scope(kien):
        return propose_grant(someone.id, role=role, unit_id=a_unit().pk, since=TODAY, by=kien, at=NOW, **over)


def test_a_role_counts_only_after_a_second_person_agrees(two):
    kien, vy, moi = two
    grant = proposed(kien, moi)
    assert again(moi).roles == frozenset()
    with scope(kien), pytest.raises(NotAllowed) as own:
        approve_grant(grant.pk, by=kien, at=NOW)
    assert own.value.code == "ACC-04"
    with scope(vy):
        approve_grant(grant.pk, by=vy, at=NOW)
    assert again(moi).roles == {"gate_officer"} and a_unit().pk in again(moi).offices
    with scope(vy), pytest.raises(Conflict):
        approve_grant(grant.pk, by=vy, at=NOW)


def test_the_database_itself_refuses_one_person_for_both(two):
    kien, vy, moi = two
    grant = proposed(kien, moi)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(approved_by=kien.id)
    Grant.objects.filter(pk=grant.pk).update(approved_by=vy.id)  # negative control: two people pass


def test_nobody_makes_himself_anything(two):
    kien, vy, moi = two
    with scope(kien), pytest.raises(NotAllowed) as own:
        propose_grant(kien.id, role="office_leader", unit_id=a_unit().pk, since=TODAY, by=kien, at=NOW)
    assert own.value.code == "ACC-12"
    grant = proposed(kien, vy, role="office_leader")
    with scope(vy), pytest.raises(NotAllowed):
        approve_grant(grant.pk, by=vy, at=NOW)


def test_only_the_units_own_administrator_decides(two):
    kien, vy, moi = two
    stranger, officer = a_person("xa", "administrator", unit="15BB"), a_person("sang", "gate_officer")
    for who in (stranger, officer):
        with scope(who), pytest.raises(NotAllowed) as no:
            propose_grant(moi.id, role="inspector", unit_id=a_unit().pk, since=TODAY, by=who, at=NOW)
        assert no.value.code == "ACC-09"
    national = a_person("cuc", "administrator", unit="CHQ")
    assert proposed(national, moi).pk


@pytest.mark.parametrize(("over", "code"), [
    ({"role": "system"}, "ACC-10"), ({"role": "declarant"}, "ACC-10"), ({"until": TODAY - timedelta(days=1)}, "ACC-11"),
])
def test_a_role_that_is_none_is_refused(two, over, code):
    kien, _, moi = two
    with scope(kien), pytest.raises(Refused) as no:
        propose_grant(moi.id, **{"role": "inspector", "unit_id": a_unit().pk, "since": TODAY, **over}, by=kien, at=NOW)
    assert no.value.code == code


def test_a_proposal_may_be_refused_and_a_role_revoked(two):
    kien, vy, moi = two
    first = proposed(kien, moi)
    with scope(vy):
        refuse_grant(first.pk, reason="chưa đủ giấy tờ", by=vy, at=NOW)
    second = proposed(kien, moi)
    with scope(vy):
        approve_grant(second.pk, by=vy, at=NOW)
        with pytest.raises(Refused):
            revoke_grant(second.pk, reason="", by=vy, at=NOW)
        revoke_grant(second.pk, reason="chuyển đơn vị", by=vy, at=NOW)
    assert again(moi).roles == frozenset()
    assert [e.action for e in events(vy)][-1] == "access.revoke"


def events(who):
    with scope(who):
        return list(AuditEvent.objects.filter(actor_id=who.id).order_by("id"))


def test_the_last_administrator_stays():
    kien = a_person("kien", "administrator")
    grant = Grant.objects.get(user_id=kien.id)
    with scope(kien), pytest.raises(Refused) as last:
        revoke_grant(grant.pk, reason="done", by=kien, at=NOW)
    assert last.value.code == "ACC-14"


def test_an_administrator_sees_no_business():
    assert a_person("kien", "administrator").offices == ()
    assert a_person("ly", "dossier_officer").offices != ()


def test_a_deputy_acts_between_two_dates():
    nhu, sang = a_person("nhu", "office_leader"), a_person("sang", "gate_officer")
    with scope(nhu):
        row = deputise(nhu.id, sang.id, since=TODAY, until=TODAY + timedelta(days=3), by=nhu, at=NOW)
    assert again(sang).roles == {"gate_officer", "office_leader"}
    assert again(sang, NOW + timedelta(days=4)).roles == {"gate_officer"}
    with scope(nhu):
        end_deputy(row.pk, by=nhu, at=NOW)
    assert again(sang).roles == {"gate_officer"}


def test_deputies_are_officers_and_leaders_have_them():
    nhu, sang, moi = a_person("nhu", "office_leader"), a_person("sang", "gate_officer"), a_person("moi")
    for leader, deputy, code in ((sang, nhu, "ACC-15"), (nhu, moi, "ACC-16"), (nhu, nhu, "ACC-16")):
        with scope(leader), pytest.raises(Refused) as no:
            deputise(leader.id, deputy.id, since=TODAY, until=TODAY, by=leader, at=NOW)
        assert no.value.code == code
    with scope(sang), pytest.raises(NotAllowed):
        deputise(nhu.id, sang.id, since=TODAY, until=TODAY, by=sang, at=NOW)


def test_a_key_shows_its_secret_once_and_only_its_hash_stays():
    made = an_enterprise()
    hai = person(made)
    with scope(hai):
        key, secret = create_api_key(name="ERP", scopes=["declarations:write"], by=hai, at=NOW)
    stored = ApiKey.objects.get(pk=key.pk)
    assert secret.startswith("tq_") and stored.secret_hash == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(stored.__dict__)
    assert key_of(secret, NOW).pk == key.pk and key_of(secret + "x", NOW) is None
    with scope(hai):
        revoke_api_key(key.pk, by=hai, at=NOW)
    assert key_of(secret, NOW) is None


def test_a_declarants_key_reaches_no_gate():
    hai = person(an_enterprise())
    with scope(hai):
        for scopes in ([], ["gate:scan"], ["everything"]):
            with pytest.raises(Refused) as no:
                create_api_key(name="ERP", scopes=scopes, by=hai, at=NOW)
            assert no.value.code == "KEY-01"
        with pytest.raises(NotAllowed):
            create_api_key(name="ERP", scopes=["changes:read"], user_id=hai.id + 1, by=hai, at=NOW)
        old, secret = create_api_key(name="ERP", scopes=["changes:read"], until=date(2026, 12, 1), by=hai, at=NOW)
    assert key_of(secret, NOW) is not None and key_of(secret, NOW + timedelta(days=30)) is None


def token(path: str) -> str:
    assert path.startswith(WORD)
    return path.removeprefix(WORD).strip("/")


def test_the_first_two_administrators_come_by_links():
    first = first_administrator_link(NOW)
    assert OneTimeLink.objects.get().token_hash == hashlib.sha256(token(first).encode()).hexdigest()
    fresh = first_administrator_link(NOW)  # a second start makes the first link worthless
    set_reach(None)
    with pytest.raises(Refused) as old:
        set_up_administrator(token(first), an_account("kien"), at=NOW)
    assert old.value.code == "ACC-05"
    user = set_up_administrator(token(fresh), an_account("kien"), at=NOW)
    assert actor_of(user, TODAY).roles == {"administrator"}
    with pytest.raises(Refused):
        set_up_administrator(token(fresh), an_account("vy"), at=NOW)
    second = first_administrator_link(NOW)
    set_up_administrator(token(second), an_account("vy"), at=NOW)
    assert first_administrator_link(NOW) == ""


def test_a_link_ends_after_a_day():
    link = first_administrator_link(NOW)
    with pytest.raises(Refused):
        set_up_administrator(token(link), an_account("kien"), at=NOW + timedelta(hours=25))


def test_an_officer_arrives_by_his_link_and_chooses_a_password(two):
    kien, vy, _ = two
    with scope(kien):
        user, link = invite_person(username="linh", full_name="Đào Thùy Linh", unit_id=a_unit().pk, by=kien, at=NOW)
    assert not user.has_usable_password()
    set_reach(None)
    accept_invitation(token(link), an_account("ignored", full_name="Đào Thùy Linh"), at=NOW)
    linh = User.objects.get(username="linh")
    assert linh.check_password("Sóng-dài-7788") and actor_of(linh, TODAY).roles == frozenset()
    with pytest.raises(Refused):
        accept_invitation(token(link), an_account("again"), at=NOW)


def test_a_company_lets_in_members_and_takes_them_out_again():
    made = an_enterprise()
    hai = person(made)
    with scope(hai):
        link = invite_member(made.party.pk, role="driver", by=hai, at=NOW)
        with pytest.raises(Refused):
            invite_member(made.party.pk, role="office_leader", by=hai, at=NOW)
    set_reach(None)
    quyet = accept_invitation(token(link), an_account("quyet"), phone="0912345678", at=NOW)
    assert actor_of(quyet, TODAY).parties == (made.party.pk,) and actor_of(quyet, TODAY).roles == {"driver"}
    with scope(hai):
        remove_member(Grant.objects.get(user=quyet).pk, by=hai, at=NOW)
        with pytest.raises(NotAllowed):
            remove_member(Grant.objects.get(user_id=hai.id).pk, by=hai, at=NOW)
    assert actor_of(quyet, TODAY).roles == frozenset()


def test_strangers_invite_nobody():
    made, thief = an_enterprise(), person(an_enterprise("lan", "0100233488"))
    with scope(thief), pytest.raises(NotFound):
        invite_member(made.party.pk, role="driver", by=thief, at=NOW)


def test_the_broken_glass_lasts_thirty_minutes_is_told_and_reviewed():
    nhu, ly = a_person("nhu", "office_leader"), a_person("ly", "dossier_officer")
    with scope(ly):
        grant = break_glass(role="gate_officer", unit_id=a_unit().pk, reason="Sập mạng ở làn 2, xe cấp cứu chờ", by=ly, at=NOW)
    assert "gate_officer" in again(ly, NOW + timedelta(minutes=29)).roles
    assert "gate_officer" not in again(ly, NOW + timedelta(minutes=31)).roles
    assert grant.told == nhu.id
    with scope(nhu):
        assert Notice.objects.get(user_id=nhu.id).kind == "emergency_opened"
    with scope(ly), pytest.raises(NotAllowed):
        review_emergency(grant.pk, words="fine", by=again(ly), at=NOW)
    with scope(nhu):
        review_emergency(grant.pk, words="đúng việc", by=nhu, at=NOW + timedelta(hours=2))
        with pytest.raises(Conflict):
            review_emergency(grant.pk, words="again", by=nhu, at=NOW)


@pytest.mark.parametrize(("over", "code"), [({"reason": "vội"}, "EMG-01"), ({"role": "administrator"}, "ACC-10"), ({"unit_id": 0}, "ACC-10")])
def test_the_glass_breaks_only_for_a_reason(over, code):
    a_person("nhu", "office_leader")
    ly = a_person("ly", "dossier_officer")
    said = {"role": "gate_officer", "unit_id": a_unit().pk, "reason": "Sập mạng ở làn 2, xe chờ", **over}
    with scope(ly), pytest.raises(Refused) as no:
        break_glass(**said, by=ly, at=NOW)
    assert no.value.code == code


def test_without_anybody_to_tell_the_glass_stays_whole():
    ly = a_person("ly", "dossier_officer")
    with scope(ly), pytest.raises(Refused) as alone:
        break_glass(role="gate_officer", unit_id=a_unit().pk, reason="Sập mạng ở làn 2, xe chờ", by=ly, at=NOW)
    assert alone.value.code == "EMG-02"
    auditor = a_person("an", "auditor", unit="CHQ")
    assert to_be_told(a_unit().pk, TODAY, but=ly.id) == auditor.id
    nhu = a_person("nhu", "office_leader")
    assert to_be_told(a_unit().pk, TODAY, but=ly.id) == nhu.id


def test_declarants_break_no_glass():
    hai = person(an_enterprise())
    with scope(hai), pytest.raises(NotAllowed):
        break_glass(role="gate_officer", unit_id=a_unit().pk, reason="Sập mạng ở làn 2, xe chờ", by=hai, at=NOW)


def test_a_weak_password_does_not_spend_the_link():
    link = token(first_administrator_link(NOW))
    with pytest.raises(Refused):
        set_up_administrator(link, an_account("kien", password="short"), at=NOW)
    assert set_up_administrator(link, an_account("kien"), at=NOW).pk
