"""The interface description: complete, in three languages, and true of the running server."""

import json
import os
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import jsonschema_rs
import pytest
import schemathesis
from django.db import connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import checks

from tests.api.conftest import Machine, a_key, answers
from thongquan.api.table import ENDPOINTS
from thongquan.cli import ready
from thongquan.core.words import LANGUAGES
from thongquan.models import Grant, Party, Unit, User
from thongquan.queries.scope import scope

LONG = os.environ.get("THONGQUAN_LONG") == "1"
EXAMPLES = 150 if LONG else 12
MODES = list(schemathesis.GenerationMode)
HAN = range(0x4E00, 0x9FFF)
TRUE = [checks.not_a_server_error, checks.status_code_conformance, checks.content_type_conformance, checks.response_schema_conformance]


def description(language: str = "en") -> dict:
    return json.loads(Machine("", language).get("openapi.json").content)


@pytest.mark.django_db
def test_it_is_openapi_and_names_every_endpoint():
    found = description()
    assert found["openapi"].startswith("3.1")
    said = {(method.upper(), path.removeprefix("/")) for path, methods in found["paths"].items() for method in methods}
    assert said == {(e.method, e.path) for e in ENDPOINTS}
    for name, schema in found["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid({**schema, "components": found["components"], "$schema": "https://json-schema.org/draft/2020-12/schema"}), name


@pytest.mark.django_db
def test_it_speaks_three_languages():
    said = {language: description(language) for language in LANGUAGES}
    for path, methods in said["en"]["paths"].items():
        for method in methods:
            words = [said[language]["paths"][path][method]["summary"] for language in LANGUAGES]
            assert len(set(words)) == 3 and any(ord(sign) in HAN for sign in words[2]), path
    for language in LANGUAGES:
        page = Machine("", language).get("docs")
        assert page["Content-Type"].startswith("text/html") and "http://" not in page.content.decode() and "https://" not in page.content.decode()


@pytest.mark.django_db
def test_a_good_declaration_fits_the_published_form():
    found = description()
    whole = {**found["components"]["schemas"]["Form_road"], "components": found["components"]}
    assert jsonschema_rs.is_valid(whole, answers())
    assert not jsonschema_rs.is_valid(whole, answers(plate=["x"]))


@contextmanager
def in_the_database_of(dsn: str) -> Iterator[None]:
    """The ORM speaks to this database for a moment."""
    usual = {alias: {name: connections.settings[alias][name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} for alias in connections.settings}
    ready.connect_to(dsn)
    try:
        yield
    finally:
        connections.close_all()
        for alias, kept in usual.items():
            connections.settings[alias].update(kept)


@pytest.fixture(scope="module")
def secret(live_database, live, django_db_setup, django_db_blocker) -> str:
    """A key of someone who may do nearly everything, so that the calls reach far."""
    with django_db_blocker.unblock(), in_the_database_of(live_database.app):
        with scope(None):
            user = User.objects.create_user(username="manyhands", full_name="Đỗ Nhiều Tay", password="xx-not-used", demo=True)
            office = Unit.objects.get(code="20BB")
            for role in ("gate_officer", "dossier_officer", "office_leader", "border_guard", "quarantine_plant", "yard_operator"):
                Grant.objects.create(user=user, role=role, unit=office, since=timezone.localdate())
        with scope(None):
            ly = User.objects.get(username="ly")
            from thongquan.queries.access import actor_of

            reach = actor_of(ly, timezone.localdate())
        with scope(reach):
            party = Party.objects.filter(country="VN").first()
            Grant.objects.create(user=user, role="declarant", party=party, since=timezone.localdate())
        Grant.objects.filter(user=user, role="declarant").update(approved_at=timezone.now())
        from thongquan.actions.access import keys

        usual, keys.DECLARING_SCOPES = keys.DECLARING_SCOPES, keys.ApiKey.SCOPES
        try:
            return a_key("manyhands", *keys.ApiKey.SCOPES)
        finally:
            keys.DECLARING_SCOPES = usual


@pytest.fixture(scope="module")
def operations(live, secret):
    """The operations of the running server's own description, by name."""
    schema = schemathesis.openapi.from_url(f"{live}/api/v1/openapi.json")
    return {made.ok().definition.raw["operationId"]: made.ok() for made in schema.get_all_operations()}


@pytest.fixture(scope="module")
def numbers(live, secret) -> list[str]:
    """Declarations that are there, so that the calls reach the acts behind the addresses."""
    asked = urllib.request.Request(f"{live}/api/v1/declarations?limit=40", headers={"Authorization": f"Bearer {secret}"})
    with urllib.request.urlopen(asked, timeout=30) as said:
        return [row["number"] for row in json.load(said)["items"]]


@pytest.mark.parametrize("name", [endpoint.name for endpoint in ENDPOINTS])
def test_whatever_is_sent_the_server_keeps_its_description(operations, numbers, secret, name):
    """Generated calls: no fault of ours, no answer that the description does not know."""
    operation = operations[name]

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate], database=None)
    @given(data=st.data())
    def holds(data):
        case = data.draw(operation.as_strategy(generation_mode=data.draw(st.sampled_from(MODES))))
        if numbers and "number" in (case.path_parameters or {}) and data.draw(st.booleans()):
            case.path_parameters["number"] = data.draw(st.sampled_from(numbers))
        case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, checks=TRUE, timeout=30)

    holds()
