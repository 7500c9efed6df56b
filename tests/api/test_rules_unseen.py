"""A declarant of vehicles is told his channel and never the rules that chose it: pages, machines, changes, log."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.api.conftest import declared
from thongquan.models import AuditEvent, ChannelRuleVersion, User, VehicleDeclaration
from thongquan.queries.access import actor_of
from thongquan.queries.scope import everywhere, scope

pytestmark = pytest.mark.django_db


def browser(name: str, language: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    client.cookies["tq_language"] = language
    return client


def test_a_declarant_never_sees_a_channel_rule(machine) -> None:
    trader = machine("huong")
    number = declared(trader)  # a plate that was never here: the papers are looked at
    with everywhere():
        row = VehicleDeclaration.objects.get(number=number)
        rules = list(ChannelRuleVersion.objects.all())
    secrets = {rule.code for rule in rules} | {words for rule in rules for words in rule.words.values()}
    told = {path: trader.get(path).content.decode() for path in ("declarations", f"declarations/{number}", "changes?after=0&limit=500")}
    for language in ("vi", "en", "zh-hans"):
        client = browser("huong", language)
        for page in ("/trade/", "/trade/trips/", "/trade/trips.csv", f"/trade/trips/{row.pk}/", f"/trade/trips/{row.pk}/change/"):
            answer = client.get(page)
            told[f"{language} {page}"] = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert {client.get(page).status_code for page in ("/office/rules/", "/office/rules/new/", f"/office/rules/{rules[0].code}/")} == {403}
    huong = actor_of(User.objects.get(username="huong"), timezone.localdate())
    with scope(huong):
        told["log"] = " ".join(bytes(event.payload).decode() for event in AuditEvent.objects.all())
    assert number in told[f"declarations/{number}"] and "crossing." in told["log"]
    for where, text in told.items():
        assert not [one for one in secrets if one in text], where
    desk = browser("ly", "vi").get(f"/desk/{row.pk}/").content.decode()
    assert [one for one in secrets if one in desk], "negative control: the desk is told which rule it was"
