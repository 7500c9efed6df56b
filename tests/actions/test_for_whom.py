"""Who acts for whom: an officer for the person he serves, a broker as far as his mandate goes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import border
from tests.border import NOW
from thongquan.actions import crossing, party
from thongquan.actions.document import upload
from thongquan.actions.training.cast import Cast
from thongquan.core.actor import Actor
from thongquan.core.flows.vehicle import DECLARANTS
from thongquan.core.refused import NotAllowed
from thongquan.models import Mandate, Party, User
from thongquan.queries.access import actor_of, actor_with_clients
from thongquan.queries.scope import scope

DATABASE = "house"

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def cast() -> Cast:
    return border.open_border()


def test_the_declaring_sides_steps_are_known():
    assert {"submit", "answer", "correct", "amend", "cancel", "request_cancel", "request_extension"} == DECLARANTS


def test_an_officer_changes_nothing_in_a_declarants_name(cast):
    pk = border.declared(cast)
    for officer in (cast.desk, cast.lane):
        with scope(officer):
            for act in (lambda: crossing.correct(pk, {"make": "Hyundai"}, by=officer, at=NOW), lambda: crossing.cancel(pk, by=officer, at=NOW)):  # noqa: B023
                with pytest.raises(NotAllowed) as no:
                    act()
                assert no.value.code == "ACC-02"
    with scope(cast.desk):
        crossing.return_with_reasons(pk, reasons=["time_wrong"], by=cast.desk, at=NOW)
        with pytest.raises(NotAllowed):
            crossing.save_draft(pk, {"make": "Hyundai"}, by=cast.desk, at=NOW)
        serving = replace(cast.desk, on_behalf_of=cast.companies[0].parties[0])
        crossing.save_draft(pk, {"make": "Hyundai"}, by=serving, at=NOW)  # negative control: at the counter he serves him
        crossing.cancel(pk, by=serving, at=NOW)


def broker(cast: Cast, *scopes: str) -> Actor:
    """The broker of the demo, with a mandate of the first company for these acts alone."""
    client = cast.companies[0].parties[0]
    user = User.objects.get(username="bao")
    with scope(actor_of(user, TODAY)):
        agent = Party.objects.filter(broker=True).first()
    with scope(cast.companies[0]):
        Mandate.objects.filter(client_id=client).delete()
        Mandate.objects.create(client_id=client, agent_id=agent.pk, scopes=list(scopes), since=TODAY, until=TODAY + timedelta(days=9))
    with scope(actor_of(user, TODAY)):
        return actor_with_clients(user, TODAY)


def test_a_mandate_to_look_lets_the_broker_look_and_do_nothing(cast):
    pk, client = border.accepted(cast), cast.companies[0].parties[0]
    looking = broker(cast, "view")
    with scope(looking):
        assert border.row(cast, pk).declarant_id == client  # he sees it
        acts = (
            lambda: crossing.request_amendment(pk, {"laden": False}, by=looking, at=NOW),
            lambda: crossing.request_cancel(pk, reason_code="not_travelling", by=looking, at=NOW),
            lambda: crossing.draft(border.values(7), declarant_id=client, by=looking, at=NOW),
            lambda: crossing.declare(border.values(7), declarant_id=client, by=looking, at=NOW, die=9999),
            lambda: crossing.repeat(pk, planned_at=NOW + timedelta(days=1), by=looking, at=NOW, die=9999),
            lambda: party.keep_driver(client, {"name": "Ai", "document_number": "QN1"}, by=looking, at=NOW),
            lambda: upload(client, "permit", b"%PDF-1.4", "a.pdf", by=looking, at=NOW),
        )
        for act in acts:
            with pytest.raises(NotAllowed) as no:
                act()
            assert no.value.code == "ACC-02"
    acting = broker(cast, "declare", "amend", "view")
    with scope(acting):
        crossing.request_amendment(pk, {"drivers": border.row(cast, pk).body["drivers"], "contact_phone": "+84912345678"}, by=acting, at=NOW)
