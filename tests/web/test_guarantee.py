"""A bank's guarantee, from the letter to the goods: filed, accepted by an officer, lent, released, expired."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.files import a_pdf
from tests.web.test_central import client, lodged, owner, seen, text
from thongquan.actions import payment
from thongquan.core.actor import Actor, system
from thongquan.core.refused import NotAllowed, Refused
from thongquan.core.rule import local_day
from thongquan.models import AuditEvent, Guarantee, Notice, PaymentOrder, Unit, User
from thongquan.queries.access import actor_of, all_units
from thongquan.queries.payment import answering, letters
from thongquan.queries.scope import scope

DATABASE = "house"
GREEN = 5000
PAGE, DESK = "/trade/goods/guarantees/", "/central/guarantees/"


def whole():
    return scope(system(all_units()))


def typed(**over):
    day = local_day(timezone.now())
    return {"kind": "general", "for_number": "", "bank": "BDV", "number": "BDV-77/2026", "limit": "9000000000", "office": "20BB",
            "valid_from": f"{day:%d/%m/%Y}", "valid_until": f"{day + timedelta(days=90):%d/%m/%Y}",
            "file": SimpleUploadedFile("bao-lanh.pdf", a_pdf(1), "application/pdf"), **over}


def letter(number="BDV-77/2026"):
    with whole():
        return Guarantee.objects.get(number=number)


def lend(browser, pk, row):
    return browser.post(f"/trade/goods/{pk}/guarantee/", {"guarantee": row.pk})


def test_a_letter_counts_once_an_officer_has_accepted_it_and_the_goods_leave_before_the_tax(house):
    her, pk = client("tra"), lodged(house, n=20, die=GREEN)
    with whole():
        Guarantee.objects.filter(declarant_id=seen(pk).declarant_id).update(valid_until=local_day(timezone.now()) - timedelta(days=1))
    assert her.post(PAGE, typed()).status_code == 303
    row = letter()
    assert (row.state, row.limit, row.used) == ("filed", 9_000_000_000, 0) and row.document_id
    assert "Waits for customs" in text(her.get(PAGE))
    assert lend(her, pk, row).status_code == 422 and seen(pk).state == "decided", "a letter that nobody accepted stands for nothing"
    clerk = client("thao")
    page = clerk.get(DESK)
    assert "BDV-77/2026" in text(page) and "Waiting for your decision 1" in text(page)
    assert clerk.get(f"{DESK}{row.pk}/letter/").content.startswith(b"%PDF")
    assert clerk.post(f"{DESK}{row.pk}/accept/").status_code == 302
    assert letter().state == "accepted"
    assert lend(her, pk, row).status_code == 303 and seen(pk).state == "released"
    with whole():
        owed = PaymentOrder.objects.get(declaration_id=pk, state="open").amount
        acts = list(AuditEvent.objects.filter(object_type="guarantee", object_id=row.pk).order_by("id").values_list("action", flat=True))
    assert letter().used == owed and acts[:2] == ["payment.guarantee_filed", "payment.guarantee_accepted"]
    with scope(owner(house, pk)):
        assert Notice.objects.filter(kind="guarantee_accepted", values__number=row.number).count() == 1
    assert f"{9_000_000_000 - owed:,}" in text(her.get(PAGE)) and f"{owed:,}" in text(clerk.get(DESK))
    for language, words in (("vi", "Bảo lãnh thuế"), ("zh-hans", "税款担保")):
        assert words in client("tra", language).get(PAGE).content.decode() and words in client("thao", language).get(DESK).content.decode()


def test_a_refused_letter_tells_why_and_is_filed_again_under_its_number(house):
    her, clerk = client("tra"), client("thao")
    assert her.post(PAGE, typed(file="")).status_code == 422, "the paper itself is asked for"
    wrong = her.post(PAGE, typed(kind="single", for_number="100000000000"))
    assert wrong.status_code == 422 and "A single guarantee names one of your declarations" in text(wrong)
    her.post(PAGE, typed())
    row = letter()
    assert clerk.post(f"{DESK}{row.pk}/refuse/", {"reason": " "}).status_code == 302 and letter().state == "filed", "never without a reason"
    clerk.post(f"{DESK}{row.pk}/refuse/", {"reason": "Thiếu chữ ký ngân hàng"})
    assert letter().state == "refused" and "Thiếu chữ ký ngân hàng" in text(her.get(PAGE))
    assert her.post(PAGE, typed(limit="5000000000")).status_code == 303
    assert (letter().pk, letter().state, letter().limit) == (row.pk, "filed", 5_000_000_000)
    assert her.post(PAGE, typed()).status_code == 422, "the same letter twice is one letter"
    assert her.post(f"{PAGE}{row.pk}/withdraw/").status_code == 303 and letter().state == "withdrawn"


def test_nobody_accepts_his_own_letter_nor_one_of_another_office(house):
    client("tra").post(PAGE, typed())
    row, at = letter(), timezone.now()
    stranger = actor_of(User.objects.get(username="yen"), local_day(at))
    with scope(stranger), pytest.raises(NotAllowed):
        payment.accept(row.pk, by=stranger, at=at)
    clerk = actor_of(User.objects.get(username="thao"), local_day(at))
    with whole():
        Guarantee.objects.filter(pk=row.pk).update(filed_by=clerk.id)
    with scope(clerk), pytest.raises(NotAllowed):
        payment.accept(row.pk, by=clerk, at=at)
    with whole(), pytest.raises(IntegrityError, match="guarantee_accepted_by_another"), transaction.atomic():
        Guarantee.objects.filter(pk=row.pk).update(state="accepted", decided_by=clerk.id)


def test_the_database_lets_no_trader_accept_his_own(house):
    client("tra").post(PAGE, typed())
    row, who = letter(), house.traders[0]
    with scope(who), pytest.raises(Exception, match="row-level security"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update guarantee set state = 'accepted' where id = %s", [row.pk])


def test_a_single_one_stands_for_its_declaration_alone_and_ends_by_itself(house):
    her, mine, other = client("tra"), lodged(house, n=20, die=GREEN), lodged(house, n=40, die=GREEN)
    her.post(PAGE, typed(kind="single", for_number=seen(mine).number))
    row, clerk, at = letter(), actor_of(a_user("thao"), local_day(timezone.now())), timezone.now()
    with scope(clerk):
        payment.accept(row.pk, by=clerk, at=at)
    assert lend(her, other, row).status_code == 422 and lend(her, mine, row).status_code == 303
    with scope(clerk), pytest.raises(Refused):
        payment.release(row.pk, reason="Xong", by=clerk, at=at)  # tax still rests on it
    assert expired(at) == 0 and expired(at + timedelta(days=91)) == 1
    with whole():
        told = Notice.objects.filter(kind="guarantee_expired", values__number=row.number)
        assert letter().state == "expired" and told.exclude(user_id=None).exists() and told.exclude(party_id=None).exists()


def held(declarant, state, **over):
    """A letter of another edition, or of another declarant, as the database may hold it."""
    day = local_day(timezone.now())
    with whole():
        return Guarantee.objects.create(**{"declarant_id": declarant.parties[0], "bank": "BDV", "number": "BDV-77/2026", "limit": 9_000_000_000, "state": state,
                                           "valid_from": day, "valid_until": day + timedelta(days=20), **over})


def test_a_rivals_entry_keeps_nobody_from_his_own_letter_which_is_accepted_once(house):
    her, clerk, at = client("tra"), actor_of(a_user("thao"), local_day(timezone.now())), timezone.now()
    rival = held(house.traders[1], "refused", office_id=seen(lodged(house, n=20)).office_id)
    assert her.post(PAGE, typed()).status_code == 303, "nobody learns from a refusal what another has filed"
    with whole():
        mine = Guarantee.objects.exclude(pk=rival.pk).get(number=rival.number)
        Guarantee.objects.filter(pk=rival.pk).update(state="filed")
    with scope(clerk):
        payment.accept(mine.pk, by=clerk, at=at)
    with scope(clerk), pytest.raises(Refused) as twice:
        payment.accept(rival.pk, by=clerk, at=at)
    assert twice.value.code == "PAY-09"


def test_a_letter_of_an_earlier_edition_is_answered_for_where_its_declarant_declares(house):
    pk, at = lodged(house, n=20), timezone.now()
    who = owner(house, pk)
    old, ended = held(who, "accepted"), held(who, "expired", number="CU-2", used=5)
    over = held(who, "expired", number="CU-3")
    page = text(client("thao").get(DESK))
    assert old.number in page and "Ending within 30 days, or ended 2" in page and page.index(ended.number) < page.index("All letters")
    assert page.index(over.number) > page.index("All letters"), "what is ended and holds no tax waits for nobody"
    clerk = actor_of(a_user("thao"), local_day(at))
    with whole():
        stranger = Actor(95_000, "xa", frozenset({"office_leader"}), (Unit.objects.get(code="15BB").pk,))
    with scope(stranger), pytest.raises(NotAllowed):
        payment.release(old.pk, reason="Xong", by=stranger, at=at)
    with whole():
        Guarantee.objects.filter(pk=old.pk).update(used=7)
    assert expired(at + timedelta(days=30)) == 1
    with whole():
        assert Notice.objects.filter(kind="guarantee_expired", values__number=old.number).exclude(user_id=None).exists()
        Guarantee.objects.filter(pk=old.pk).update(used=0)
    with scope(clerk):
        assert payment.release(old.pk, reason="Xong", by=clerk, at=at).state == "released"


def test_the_letters_that_wait_longest_stand_first_and_the_list_and_its_file_are_whole(house, monkeypatch):
    who, office = house.traders[0], seen(lodged(house, n=20)).office_id
    numbers = [f"CHO-{n:03}" for n in range(4)]
    for number in numbers:
        held(who, "filed", number=number, office_id=office)
    newest = [held(who, "refused", number=f"CU-{n}", office_id=office).number for n in (1, 2)][::-1]
    monkeypatch.setattr("thongquan.web.central.guarantees.CARDS", 3)
    clerk = client("thao")
    page = text(clerk.get(DESK))
    assert "Waiting for your decision 3 / 4" in page
    places = [page.index(number) for number in numbers]
    assert places == sorted(places) and places[2] < page.index("All letters") < places[3], "the oldest is asked for first, none drops out of sight"
    with whole():
        rows = [row.number for row in letters(offices=[office]) if row.number in {*numbers, *newest}]
        assert rows == [*numbers, *newest]
        day = local_day(timezone.now())
        Guarantee.objects.bulk_create(Guarantee(
            declarant_id=who.parties[0], bank="BDV", number=f"N-{n}", limit=1, state="refused", valid_from=day, valid_until=day, office_id=office)
            for n in range(1001))
    file = clerk.get(f"{DESK}?file=csv").content.decode()
    assert file.count("N-") == 1001 and all(number in file for number in numbers)


def test_whoever_a_letter_is_listed_for_answers_for_it(house):
    pk = lodged(house, n=20)
    who, mine = owner(house, pk), seen(pk).office_id
    named, old = held(who, "filed", office_id=mine), held(who, "filed", number="CU-9")
    with whole():
        units = list(Unit.objects.filter(level__in=("office", "team", "region")).values_list("pk", flat=True))
        for row in (named, old):
            assert {unit for unit in units if row in letters(offices=[unit])} == set(answering(row)) & set(units)
        assert answering(named) == (mine,) and mine in answering(old) and len(answering(old)) > 1


def a_user(name):
    return User.objects.get(username=name)


def expired(at):
    with whole():
        return payment.expire(by=system(), at=at)
