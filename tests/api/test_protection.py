"""What the machines' door keeps out: strangers, wrong scopes and roles, other people's cases."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import border
from tests.api.conftest import Machine, a_key, accepted, answers, declared
from thongquan.actions.access.keys import revoke_api_key
from thongquan.api import acts, door, keys, urls
from thongquan.api.endpoint import ANYONE
from thongquan.api.table import ENDPOINTS
from thongquan.core.actor import ROLES
from thongquan.core.flows.vehicle import VEHICLE
from thongquan.core.pace import Buckets
from thongquan.models import ApiKey, Grant, Party, User
from thongquan.queries.scope import scope

DATABASE = "border"
pytestmark = pytest.mark.django_db
CANARY = "CANARY-7F3A-KHONG-AI-DUOC-THAY"


def another_company(cast) -> Machine:
    """The system of a company that has nothing to do with Hường's."""
    user = User.objects.create_user(username="stranger", password="xx-not-used")
    party = cast.companies[3].parties[0]
    Grant.objects.create(user=user, role="declarant", party_id=party, since="2026-01-01")
    return Machine(a_key("stranger"))


@pytest.mark.parametrize("header", [
    "", "Bearer", "Bearer tq_00000000_" + "A" * 43, "Basic dXNlcjpwYXNz", "bearer tq_x", "Bearer tq_00000000_' or 1=1 --", "Bearer " + "x" * 9000,
])
def test_without_a_key_in_force_nothing_opens(machine, header):
    refused = Machine("").get("declarations", authorization=header)
    assert refused.status_code == 401 and refused.json()["code"] == "ACC-06" and refused["WWW-Authenticate"].startswith("Bearer")


def test_a_session_opens_nothing_here(machine, cast):
    stranger = Machine("")
    stranger.client.force_login(User.objects.get(username="huong"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert stranger.get("declarations").status_code == 401
    assert not stranger.get("gates").cookies


def test_an_ended_or_revoked_key_opens_nothing(machine, cast):
    secret = a_key("huong")
    row = ApiKey.objects.get(prefix=secret[3:11])
    assert Machine(secret).get("declarations").status_code == 200
    with scope(cast.desk):
        pass
    huong = User.objects.get(username="huong")
    from thongquan.queries.access import actor_of

    actor = actor_of(huong, timezone.localdate())
    with scope(actor):
        revoke_api_key(row.pk, by=actor, at=timezone.now())
    assert Machine(secret).get("declarations").status_code == 200, "kept for at most ten seconds"
    keys.forget()
    assert Machine(secret).get("declarations").status_code == 401
    other = a_key("huong")
    ApiKey.objects.filter(prefix=other[3:11]).update(until=timezone.localdate() - timedelta(days=2))
    assert Machine(other).get("declarations").status_code == 401


def test_a_kept_key_is_looked_up_again_in_time(machine, monkeypatch):
    secret = a_key("huong")
    Machine(secret).get("declarations")
    ApiKey.objects.filter(prefix=secret[3:11]).update(revoked_at=timezone.now())
    now = keys.time.monotonic()
    monkeypatch.setattr(keys.time, "monotonic", lambda: now + keys.KEPT_SECONDS + 1)
    assert Machine(secret).get("declarations").status_code == 401


def test_scopes_open_only_what_they_name(machine):
    reader = machine("huong", "declarations:read")
    assert reader.get("declarations").status_code == 200
    for refused in (reader.post("declarations", answers()), reader.get("changes")):
        assert refused.status_code == 403 and refused.json()["code"] == "ACC-06"


def test_foreign_cases_do_not_exist(machine, cast):
    """Every endpoint with a number: 404 for a stranger, the same as for a number nobody has."""
    huong, ly, stranger = machine("huong"), machine("ly"), another_company(cast)
    number = accepted(huong, ly)
    open_to_declarants = [e for e in ENDPOINTS if "{number}" in e.path and ("declarant" in e.roles or e.roles == {"person"})]
    assert len(open_to_declarants) > 8
    for endpoint in open_to_declarants:
        for asked in (number, "260000000019", "1", "x' or '1'='1"):
            path = endpoint.path.replace("{number}", asked)
            body = {"changes": {"contact_phone": "0912345678"}, "answer": "a", "reason_code": "other", "reason": "r", "hours": 3}
            if endpoint.method == "POST" and endpoint.body.file:
                continue
            said = stranger.call(endpoint.method, path, None if endpoint.method == "GET" else fitting(endpoint, body))
            assert said.status_code == 404, (endpoint.name, asked, said.content)


def filled(form, body, *more):
    """Answers that pass this form: what it requires, and what is named besides."""
    def answer(field):
        usual = {"whole": 1, "moment": "2026-11-30T09:00:00+07:00"}.get(field.kind, "a")
        return field.choices[0].code if field.choices else [filled(field.rows, body)] if field.rows else body.get(field.name, usual)

    return {field.name: answer(field) for field in form.fields if field.required or field.name in more}


def fitting(endpoint, body):
    """A body that passes the form of this endpoint, so that only the number can be wrong."""
    return filled(endpoint.body.form, body, *body) | ({"changes": body["changes"]} if endpoint.body.trip else {})


def test_nothing_of_others_leaks(machine, cast):
    """A canary in one company's data is found in no answer to another's."""
    huong, stranger = machine("huong"), another_company(cast)
    body = answers(own_reference=CANARY[:35], drivers=[{**answers()["drivers"][0], "name": CANARY}])
    number = declared(huong, 0, **{k: body[k] for k in ("own_reference", "drivers")})
    assert CANARY in huong.get(f"declarations/{number}").content.decode()
    for endpoint in ENDPOINTS:
        if endpoint.method == "GET":
            path = re.sub(r"{\w+}", number, endpoint.path)
            for caller in (stranger, Machine("")):
                assert CANARY[:20] not in caller.get(path).content.decode()
    assert stranger.get("declarations").json()["items"] == []
    assert CANARY not in Machine("").get(f"status/{huong.get(f'declarations/{number}').json()['status_token']}").content.decode()


def test_officers_do_not_get_the_digits_of_passes(machine):
    huong, ly = machine("huong"), machine("ly")
    number = accepted(huong, ly)
    assert all(p["digits"] is None for p in ly.get(f"declarations/{number}/passes").json()["passes"])
    assert all(len(p["digits"]) == 253 for p in huong.get(f"declarations/{number}/passes").json()["passes"])


def test_roles_are_asked_before_the_case_is_looked_for(machine):
    huong, ly = machine("huong"), machine("ly")
    number = declared(huong)
    for act in ("receive", "accept", "hold", "release", "decide-cancel"):
        assert huong.post(f"declarations/{number}/{act}", {}).json()["code"] == "GEN-403"
    assert ly.post(f"declarations/{number}/prolong", {"until": "2026-12-24T00:00:00Z", "reason": "x"}).status_code == 403
    assert ly.post("declarations", answers(1)).status_code == 403
    assert huong.get("reports/day?first=2026-11-01&last=2026-11-02").status_code == 403


def test_an_administrator_reaches_no_case(machine):
    huong, kien = machine("huong"), machine("kien")
    number = declared(huong)
    assert kien.get("declarations").json()["items"] == [] and kien.get(f"declarations/{number}").status_code == 404


def test_who_asks_too_fast_waits(machine, monkeypatch):
    monkeypatch.setattr(door, "calls", Buckets(rate=0.5, burst=3))
    huong = machine("huong")
    statuses = [huong.get("declarations").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    last = huong.get("declarations")
    assert last["Retry-After"] == "2" and last.json()["code"] == "GEN-429"
    assert machine("ly").get("declarations").status_code == 200
    sang = machine("sang")
    scans = [sang.post("gate/scans", {"id": f"00000000-0000-4000-8000-00000000000{n}", "digits": "1", "gate": border.GATE, "lane": 1}, key=None)
             for n in range(6)]
    assert {scan.status_code for scan in scans} == {200}


def test_strangers_are_slowed_down_too(machine, monkeypatch):
    monkeypatch.setattr(door, "strangers", Buckets(rate=1, burst=2))
    assert [Machine("").get("gates").status_code for _ in range(3)] == [200, 200, 429]


def test_wrong_codes_are_counted(machine):
    huong, ly, nhu = machine("huong"), machine("ly"), machine("nhu")
    number = accepted(huong, ly)
    statuses = [nhu.post(f"declarations/{number}/release", {"reason": "r"}, one_time_code="123456").status_code for _ in range(7)]
    assert statuses == [403] * 5 + [429] * 2


def test_the_code_of_an_authenticator_opens_a_grave_act(machine):
    from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time

    huong, ly, nhu = machine("huong"), machine("ly"), machine("nhu")
    number = accepted(huong, ly)
    hold = next(iter(ly.get("reasons").json()["lists"]["hold"]))
    ly.post(f"declarations/{number}/hold", {"reason_code": hold})
    secret = generate_totp_secret()
    TOTP.activate(User.objects.get(username="nhu"), secret)
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert nhu.post(f"declarations/{number}/release", {"reason": "Seen"}, one_time_code=code).json()["held"] is False
    assert nhu.post(f"declarations/{number}/release", {"reason": "Seen"}, one_time_code=code).status_code == 403, "a code works once"


def test_an_officers_look_is_kept(machine, cast):
    from thongquan.models import LookUp

    huong, ly = machine("huong"), machine("ly")
    number = declared(huong)
    huong.get(f"declarations/{number}")
    ly.get(f"declarations/{number}")
    with scope(cast.desk):
        assert LookUp.objects.filter(user__username="ly").count() == 1 and not LookUp.objects.filter(user__username="huong").exists()


def test_every_step_of_the_procedure_has_its_verb():
    verbs = {act.step for act in acts.ACTS}
    assert verbs | acts.AT_THE_LANE | acts.BY_THE_CLOCK == {step.name for step in VEHICLE.steps}
    assert not verbs & (acts.AT_THE_LANE | acts.BY_THE_CLOCK)
    for step in VEHICLE.steps:
        if step.name in verbs:
            endpoint = next(e for e in acts.ENDPOINTS if e.name == f"{step.name}_declaration")
            assert endpoint.grave == step.grave and endpoint.roles == step.by - {"system"}


def test_every_address_names_its_rule():
    for pattern in urls.urlpatterns:
        view = pattern.callback
        assert view.rules and all(rule <= {*ROLES, "anyone", "person"} for rule in view.rules.values())
        assert view.allowed_roles == frozenset().union(*view.rules.values())
    for endpoint in ENDPOINTS:
        assert endpoint.method == "GET" or endpoint.allowed_roles != ANYONE
        assert endpoint.method == "GET" or endpoint.once


def test_foreign_names_of_parties_are_not_told_apart(machine, cast):
    with scope(cast.desk):
        known = Party.objects.exclude(pk__in=cast.companies[0].parties).first().tax_id
    huong = machine("huong")
    said = [huong.post(f"declarations?declarant={tax}", answers()).json() for tax in (known, "0000000000")]
    assert said[0]["code"] == said[1]["code"] == "ACC-02" and said[0]["detail"] == said[1]["detail"]
