"""A broker's mandate says what he may do: prepare, sign, pay, change, look; everything else the company does itself."""

import pytest
from django.test import Client

from tests.goods import MINUTE, NOW, QUIET, answers, lodged, open_house, seen
from thongquan.actions import payment
from thongquan.actions.declaration import change
from thongquan.actions.declaration.draft import draft, save_draft
from thongquan.actions.declaration.sign import sign, sign_and_register
from thongquan.core.actor import MANDATE_SCOPES, Actor
from thongquan.core.forms.registers import SCOPE_SETS
from thongquan.core.refused import NotAllowed
from thongquan.models import Mandate, Party, PaymentOrder, User
from thongquan.queries.access import actor_of, actor_with_clients
from thongquan.queries.scope import scope

DATABASE = "house"
pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return open_house()


def client_of(house):
    """A company that is not the broker's own, and its own person."""
    return house[1].traders[1]


def broker(house, *scopes) -> Actor:
    """The broker of the demo with this mandate alone from that company."""
    who, user = client_of(house), User.objects.get(username="bao")
    with scope(actor_of(user, NOW.date())):
        agent = Party.objects.filter(broker=True).first()
    with scope(who):
        Mandate.objects.filter(client_id=who.parties[0]).delete()
        Mandate.objects.create(client_id=who.parties[0], agent_id=agent.pk, scopes=list(scopes), since=NOW.date(), until=NOW.date())
    with scope(actor_of(user, NOW.date())):
        return actor_with_clients(user, NOW.date())


def refused(act) -> str:
    with pytest.raises(NotAllowed) as no:
        act()
    return no.value.code


def owing(who):
    (row,) = lodged(who, answers(3), die=QUIET)
    with scope(who):
        return row.declaration.pk, PaymentOrder.objects.get(declaration_id=row.declaration.pk, state="open")


def prepared(by, party):
    with scope(by):
        return draft(answers(23), declarant_id=party, by=by, at=NOW).pk


def test_who_may_prepare_only_neither_signs_nor_pays_nor_changes_nor_cancels(house):
    who = client_of(house)
    by, party = broker(house, "declare", "view"), who.parties[0]
    mine = prepared(by, party)
    pk, order = owing(who)
    with scope(by):
        save_draft(mine, {"notes": "Giao buổi sáng"}, by=by, at=NOW)
        assert {
            refused(lambda: sign(mine, method="password", by=by, at=NOW)),
            refused(lambda: sign_and_register(mine, method="password", by=by, at=NOW, die=QUIET)),
            refused(lambda: payment.pay(order.pk, bank="VTB", by=by, at=NOW + MINUTE)),
            refused(lambda: payment.lend(pk, 1, by=by, at=NOW + MINUTE)),
            refused(lambda: change.amend(pk, {"notes": "x"}, reason="Sửa", by=by, at=NOW + MINUTE)),
            refused(lambda: change.request_cancel(pk, reason_code="CAN-01", reason="Không nhập nữa", by=by, at=NOW + MINUTE)),
        } == {"MND-04"}
    with scope(who):  # the control: the company itself signs what was prepared
        assert sign_and_register(mine, method="password", by=who, at=NOW, die=QUIET)


@pytest.mark.parametrize(("scopes", "may"), [(("pay", "view"), {"pay"}), (("declare", "sign", "view"), {"sign"}), (MANDATE_SCOPES, {"pay", "sign", "cancel"}),
                                             (("declare", "amend", "view"), {"cancel"}), (("view",), set())])
def test_a_mandate_covers_what_it_names_and_nothing_else(house, scopes, may):
    who = client_of(house)
    by, mine = broker(house, *scopes), prepared(who, who.parties[0])
    pk, order = owing(who)
    acts = {
        "pay": lambda: payment.pay(order.pk, bank="VTB", by=by, at=NOW + MINUTE),
        "sign": lambda: sign(mine, method="password", by=by, at=NOW),
        "cancel": lambda: change.request_cancel(pk, reason_code="CAN-01", reason="Không nhập nữa", by=by, at=NOW + MINUTE),
    }
    with scope(by):
        assert seen(pk).declarant_id == who.parties[0]  # every one of them may look
        for name, act in acts.items():
            if name in may:
                act()
            else:
                assert refused(act) in ("MND-04", "ACC-02")


def test_the_page_offers_only_what_the_mandate_covers(house):
    who = client_of(house)
    pk, _order = owing(who)
    for scopes, shown in ((("declare", "view"), (False, False, False)), (("pay", "view"), (True, False, False)), (MANDATE_SCOPES, (True, True, True))):
        broker(house, *scopes)
        with scope(who):
            Mandate.objects.filter(client_id=who.parties[0]).update(since="2020-01-01", until="2099-01-01")
        client = Client()
        client.force_login(User.objects.get(username="bao"), backend="allauth.account.auth_backends.AuthenticationBackend")
        page = client.get(f"/trade/goods/{pk}/").content.decode()
        assert (f'action="/trade/goods/{pk}/pay/"' in page, f"/trade/goods/{pk}/amend/" in page, f'action="/trade/goods/{pk}/cancel/"' in page) == shown


def test_the_choices_of_the_company_page_are_made_of_what_a_mandate_may_name():
    assert {scope for scopes in SCOPE_SETS.values() for scope in scopes} == set(MANDATE_SCOPES) == set(Mandate.SCOPES)
    assert all("view" in scopes for scopes in SCOPE_SETS.values())
