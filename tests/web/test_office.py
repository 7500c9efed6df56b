"""The office: every page opens for whom it is made, acts take two people, lists are found, ordered, taken as files."""

import re
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.border import NOW, declared, open_border
from tests.people import a_unit
from thongquan.actions.access import break_glass, propose_grant
from thongquan.actions.crossing.look import looked_at
from thongquan.actions.notice import tell
from thongquan.core.numbers import pretty
from thongquan.jobs.notices import deliver_due
from thongquan.models import ApiKey, ChannelRuleVersion, Gate, GateDay, Grant, Lane, Notice, Party, User, VehicleDeclaration
from thongquan.queries.access import actor_of
from thongquan.queries.scope import everywhere, scope, set_reach

DATABASE = "border"
pytestmark = pytest.mark.django_db
LANGUAGES = ("vi", "en", "zh-hans")
PAGES = {
    "kien": ("people/", "people/new/", "deputies/", "emergencies/", "places/", "places/VNMCG1/", "machines/", "organisation/", "rulebook/"),
    "nhu": ("deputies/", "emergencies/", "places/", "places/VNMCG1/", "rules/", "rules/PRO-01/", "companies/", "looks/", "organisation/"),
    "mai": ("rules/", "rules/PRO-01/", "rules/new/", "rules/PRO-01/edit/", "companies/", "emergencies/"),
    "an": ("looks/", "rules/", "companies/", "emergencies/"),
    "huong": ("machines/",),
    "sang": ("places/", "places/VNMCG1/", "emergencies/", "organisation/"),
}


@pytest.fixture
def cast():
    return open_border()


@pytest.fixture
def signed_in(cast):
    """A browser of one of the invented people, its second factor fresh."""

    def sign_in(name: str, fresh: bool = True) -> Client:
        client = Client()
        user = User.objects.get(username=name)
        client.force_login(user)
        if fresh:
            session = client.session
            session["account_authentication_methods_user"] = str(user.pk)
            session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "reauthenticated": True, "at": time.time()}]
            session.save()
        return client

    return sign_in


def person(name):
    user = User.objects.get(username=name)
    return actor_of(user, NOW.date(), NOW)


def said(client, answer):
    """What the next page tells after an act."""
    assert answer.status_code == 302, answer.content[:2000]
    return client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_in_every_language(signed_in, name):
    client = signed_in(name)
    for language in LANGUAGES:
        client.get(f"/lang/{language}/")
        for path in PAGES[name]:
            answer = client.get(f"/office/{path}")
            assert answer.status_code == 200, (name, path)
            page = answer.content.decode()
            assert "<h1" in page and page.count("btn-1") <= 3, path
            assert "{{" not in page and "{%" not in page


def test_strangers_sign_in_and_traders_are_turned_away(signed_in):
    assert Client().get("/office/people/")["Location"].startswith("/accounts/login/?next=/office/people/")
    for name in ("huong", "ly", "an", "mai"):
        assert signed_in(name).get("/office/people/").status_code == 403
    assert Client().get("/office/people/", headers={"HX-Request": "true"}).status_code == 401


# ---- people ---------------------------------------------------------------------------------------------


def test_a_person_is_invited_and_the_role_waits_for_a_second_administrator(signed_in):
    kien, vy = signed_in("kien"), signed_in("vy")
    form = {"full_name": "Đào Thùy Linh", "username": "linh", "unit": a_unit().pk, "role": "inspector", "since": "22/11/2026"}
    page = kien.post("/office/people/new/", form).content.decode()
    link = re.search(r"http://testserver(/register/link/[^\"]+)", page).group(1)
    grant = Grant.objects.get(user__username="linh")
    assert grant.proposed_by and not grant.approved_by
    assert "Đào Thùy Linh" in kien.get("/office/people/").content.decode()
    said(kien, kien.post(f"/office/roles/{grant.pk}/approve/"))
    assert Grant.objects.get(pk=grant.pk).approved_by is None  # not by the same person
    said(vy, vy.post(f"/office/roles/{grant.pk}/approve/"))
    assert Grant.objects.get(pk=grant.pk).approved_by
    stranger = Client()
    assert "linh" in stranger.get(link).content.decode()
    assert stranger.post(link, {"full_name": "Đào Thùy Linh", "password": "x"}).status_code == 422
    assert stranger.post(link, {"full_name": "Đào Thùy Linh", "password": "ba con voi 12"}).status_code == 302
    assert stranger.session["_auth_user_id"] == str(grant.user_id)
    assert Client().get(link).status_code == 409


def test_mistakes_in_the_invitation_lead_to_their_boxes(signed_in):
    answer = signed_in("kien").post("/office/people/new/", {"full_name": "", "username": "kien", "unit": a_unit().pk, "role": "inspector", "since": "x"})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'href="#f-full_name"' in page and 'href="#f-since"' in page
    assert not User.objects.filter(full_name="").exists()


def test_a_role_taken_back_needs_a_reason_and_a_fresh_factor(signed_in, cast):
    kien = signed_in("kien")
    grant = Grant.objects.get(user__username="tuong")
    page = said(kien, kien.post(f"/office/roles/{grant.pk}/revoke/", {"reason": ""}))
    assert "REQ" not in page and Grant.objects.get(pk=grant.pk).revoked_at is None
    stale = signed_in("kien", fresh=False)
    assert "/accounts/2fa/" in stale.post(f"/office/roles/{grant.pk}/revoke/", {"reason": "x"})["Location"]
    assert Grant.objects.get(pk=grant.pk).revoked_at is None
    said(kien, kien.post(f"/office/roles/{grant.pk}/revoke/", {"reason": "nghỉ hưu", "person": grant.user_id}))
    assert Grant.objects.get(pk=grant.pk).revoked_at


def test_people_of_other_units_are_not_found(signed_in, cast):
    duc = User.objects.get(username="duc")  # of the Department, above this office
    kien = signed_in("kien")
    assert kien.get(f"/office/people/{duc.pk}/").status_code == 404
    assert kien.get(f"/office/people/{User.objects.get(username='sang').pk}/").status_code == 200
    assert kien.get("/office/people/999999/").status_code == 404


def test_one_proposes_a_role_on_the_persons_page(signed_in, cast):
    kien, sang = signed_in("kien"), User.objects.get(username="sang")
    path = f"/office/people/{sang.pk}/"
    assert kien.post(path, {"role": "gate_officer", "unit": a_unit().pk, "since": "22/11/2026"}).status_code == 422  # has it
    assert kien.post(path, {"role": "inspector", "unit": a_unit().pk, "since": "22/11/2026"}).status_code == 302
    grant = Grant.objects.get(user=sang, role="inspector")
    vy = signed_in("vy")
    assert f"/office/roles/{grant.pk}/approve/" in vy.get(path).content.decode()
    said(vy, vy.post(f"/office/roles/{grant.pk}/refuse/", {"reason": "không cần"}))
    assert Grant.objects.get(pk=grant.pk).revoked_at


# ---- lists ----------------------------------------------------------------------------------------------


def test_a_list_is_found_ordered_and_taken_as_a_file(signed_in, cast):
    kien = signed_in("kien")
    page = kien.get("/office/people/?q=tuong").content.decode()
    assert "Đỗ Mạnh Tường" in page and "Hoàng Văn Sáng" not in page
    names = re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', kien.get("/office/people/?sort=-username").content.decode())
    assert names[0] == "Mạc Tường Vy" and len(names) > 5
    assert "?sort=name" in page or "sort=name" in page
    answer = kien.get("/office/people/?file=csv")
    text = answer.content.decode("utf-8-sig")
    assert answer["Content-Disposition"].endswith('.csv"') and len(text.splitlines()) == len(names) + 1
    assert "empty" in kien.get("/office/people/?q=khongcoai").content.decode()


def test_a_formula_in_a_name_stays_a_text(signed_in, cast):
    User.objects.filter(username="tuong").update(full_name="=HYPERLINK(1)")
    text = signed_in("kien").get("/office/people/?file=csv").content.decode("utf-8-sig")
    assert "\n=HYPERLINK" not in text and "HYPERLINK" in text


def test_a_script_in_a_name_is_only_shown(signed_in, cast):
    User.objects.filter(username="tuong").update(full_name="<script>alert(1)</script>")
    page = signed_in("kien").get("/office/people/").content.decode()
    assert "<script>alert(1)" not in page and "&lt;script&gt;" in page


@pytest.mark.parametrize("sort", ["name", "-until", "seen", "nonsense", "-"])
def test_any_order_answers(signed_in, sort):
    assert signed_in("kien").get(f"/office/people/?sort={sort}&page=99").status_code == 200


# ---- duty -----------------------------------------------------------------------------------------------


def test_a_leader_names_his_deputy_and_ends_it(signed_in, cast):
    nhu = signed_in("nhu")
    me, ly = User.objects.get(username="nhu"), User.objects.get(username="ly")
    assert nhu.post("/office/deputies/", {"leader": me.pk, "deputy": ly.pk, "since": "1/1/2030", "until": "5/1/2030"}).status_code == 302
    page = nhu.get("/office/deputies/").content.decode()
    assert "Trần Khánh Ly" in page
    pk = re.search(r"/office/deputies/(\d+)/end/", page).group(1)
    said(nhu, nhu.post(f"/office/deputies/{pk}/end/"))
    assert nhu.post("/office/deputies/", {"leader": me.pk, "deputy": me.pk, "since": "1/1/2030", "until": "5/1/2030"}).status_code == 422


def test_the_glass_is_broken_told_and_reviewed(signed_in, cast):
    ly, nhu = signed_in("ly"), signed_in("nhu")
    form = {"role": "gate_officer", "unit": a_unit().pk, "reason": "Mất mạng ở làn 2, xe cấp cứu đang chờ"}
    assert ly.post("/office/emergencies/", {**form, "reason": "vội"}).status_code == 422
    assert ly.post("/office/emergencies/", form).status_code == 302
    grant = Grant.objects.get(emergency=True)
    page = nhu.get("/office/emergencies/").content.decode()
    assert "Mất mạng ở làn 2" in page and f"/office/emergencies/{grant.pk}/review/" in page
    assert signed_in("ly").post(f"/office/emergencies/{grant.pk}/review/", {"words": "tốt"}).status_code == 403
    said(nhu, nhu.post(f"/office/emergencies/{grant.pk}/review/", {"words": "đúng việc"}))
    assert Grant.objects.get(pk=grant.pk).review == "đúng việc"


def test_the_role_of_the_broken_glass_opens_pages_for_thirty_minutes(signed_in, cast):
    mai = signed_in("mai")
    assert mai.get("/office/places/").status_code == 403
    who = person("mai")
    with scope(who):
        break_glass(role="gate_officer", unit_id=a_unit().pk, reason="Không còn công chức ở cửa khẩu", by=who, at=timezone.now())
    assert mai.get("/office/places/").status_code == 200
    Grant.objects.filter(emergency=True).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert mai.get("/office/places/").status_code == 403


# ---- places ---------------------------------------------------------------------------------------------


def test_lanes_and_pauses_from_the_page(signed_in, cast):
    sang = signed_in("sang")
    lane = Lane.objects.filter(gate__code="VNMCG1").first()
    said(sang, sang.post(f"/office/places/VNMCG1/lanes/{lane.pk}/", {"turn": "close", "reason": "cần cân"}))
    assert not Lane.objects.get(pk=lane.pk).open and "cần cân" in sang.get("/office/places/VNMCG1/").content.decode()
    said(sang, sang.post(f"/office/places/VNMCG1/lanes/{lane.pk}/", {"turn": "open"}))
    assert Lane.objects.get(pk=lane.pk).open
    said(sang, sang.post("/office/places/VNMCG1/pause/", {"reason": "Mất điện"}))
    assert Gate.objects.get(code="VNMCG1").paused_at
    said(sang, sang.post("/office/places/VNMCG1/pause/"))
    assert Gate.objects.get(code="VNMCG1").paused_at is None
    other = Lane.objects.exclude(gate__code="VNMCG1").first()
    assert sang.post(f"/office/places/VNMCG1/lanes/{other.pk}/", {"turn": "open"}).status_code == 404
    assert sang.get(f"/office/places/{other.gate.code}/").status_code in (200, 404)


def test_the_head_announces_a_day_and_takes_it_back(signed_in, cast):
    nhu = signed_in("nhu")
    answer = nhu.post("/office/places/VNMCG1/", {"day": "1/9/2030", "opens": "", "closes": "", "reason": "Quốc khánh"})
    assert answer.status_code == 302
    row = GateDay.objects.get()
    assert (row.opens, row.closes, row.reason) == (None, None, "Quốc khánh")
    for opens, closes in (("19:00", "07:00"), ("07:00", ""), ("25:00", "26:00")):
        assert nhu.post("/office/places/VNMCG1/", {"day": "2/9/2030", "opens": opens, "closes": closes, "reason": "x"}).status_code == 422
    said(nhu, nhu.post(f"/office/places/VNMCG1/days/{row.pk}/clear/"))
    assert GateDay.objects.count() == 0
    said(nhu, nhu.post("/office/places/VNMCG1/agencies/", {"agency": ["border_guard"]}))
    assert Gate.objects.get(code="VNMCG1").agencies == ["customs", "border_guard"]
    assert signed_in("sang").post("/office/places/VNMCG1/agencies/", {"agency": []}).status_code == 403


# ---- channel rules ----------------------------------------------------------------------------------------

RULE = {"code": "PRO-77", "channel": "physical", "since": "22/11/2026", "words_vi": "Có hàng", "words_en": "Laden", "words_zh": "载货",
        "reason": "nhiều vụ", "c-0-field": "laden", "c-0-operator": "is", "c-0-value": "1", "c-1-field": "country", "c-1-operator": "in",
        "c-1-value": "VN, CN", "propose": "1"}


def test_a_rule_is_tried_proposed_and_approved_by_another(signed_in, cast):
    declared(cast)
    mai, loc = signed_in("mai"), signed_in("loc")
    tried = mai.post("/office/rules/new/", {**{k: v for k, v in RULE.items() if k != "propose"}, "try": "1"})
    assert tried.status_code == 200 and 'class="big"' in tried.content.decode() and not ChannelRuleVersion.objects.filter(code="PRO-77").exists()
    assert mai.post("/office/rules/new/", RULE).status_code == 302
    rule = ChannelRuleVersion.objects.get(code="PRO-77")
    assert rule.conditions == [{"field": "laden", "operator": "is", "value": True}, {"field": "country", "operator": "in", "value": ["VN", "CN"]}]
    assert mai.post(f"/office/versions/{rule.pk}/approve/").status_code == 302
    assert ChannelRuleVersion.objects.get(pk=rule.pk).state == "proposed"
    said(loc, loc.post(f"/office/versions/{rule.pk}/approve/"))
    assert ChannelRuleVersion.objects.get(pk=rule.pk).state == "active"
    page = mai.get("/office/rules/PRO-77/edit/").content.decode()
    assert 'value="VN, CN"' in page
    said(mai, mai.post(f"/office/versions/{rule.pk}/end/", {"reason": "xong"}))
    second = ChannelRuleVersion.objects.get(code="PRO-77", version=2)
    said(mai, mai.post(f"/office/versions/{second.pk}/withdraw/"))
    assert ChannelRuleVersion.objects.get(pk=second.pk).state == "withdrawn"


def test_a_rule_that_makes_no_sense_leads_to_its_boxes(signed_in, cast):
    mai = signed_in("mai")
    answer = mai.post("/office/rules/new/", {**RULE, "code": "x", "words_zh": "", "c-0-field": "nonsense"})
    assert answer.status_code == 422
    answer = mai.post("/office/rules/new/", {**RULE, "c-0-field": "plate", "c-0-operator": "in", "c-0-value": "14C12345", "c-1-field": ""})
    assert answer.status_code == 422 and "href=\"#c-0-field\"" in answer.content.decode()
    assert not ChannelRuleVersion.objects.filter(code="PRO-77").exists()
    assert signed_in("nhu").get("/office/rules/new/").status_code == 403
    assert mai.get("/office/rules/XYZ-9/").status_code == 404 and mai.get("/office/rules/XYZ-9/edit/").status_code == 404


# ---- machines, companies, messages -------------------------------------------------------------------------


def test_a_key_is_shown_once_and_revoked(signed_in, cast):
    huong = signed_in("huong")
    page = huong.post("/office/machines/", {"name": "ERP", "scopes": ["declarations:write"]}).content.decode()
    secret = re.search(r'value="(tq_[^"]+)"', page).group(1)
    key = ApiKey.objects.get()
    assert secret not in huong.get("/office/machines/").content.decode() and key.prefix in secret
    assert huong.post("/office/machines/", {"name": "ERP", "scopes": ["gate:scan"]}).status_code == 422
    assert signed_in("bao").post(f"/office/machines/{key.pk}/revoke/").status_code == 404
    said(huong, huong.post(f"/office/machines/{key.pk}/revoke/"))
    assert ApiKey.objects.get().revoked_at
    assert "/accounts/2fa/" in signed_in("huong", fresh=False).get("/office/machines/")["Location"]


def test_a_leader_stops_a_company(signed_in, cast):
    nhu = signed_in("nhu")
    pk = cast.companies[0].parties[0]
    said(nhu, nhu.post(f"/office/companies/{pk}/stop/", {"turn": "stop", "reason": "QĐ 12"}))
    with scope(cast.head):
        assert Party.objects.get(pk=pk).stopped
    said(nhu, nhu.post(f"/office/companies/{pk}/stop/", {"turn": "lift", "reason": "đã nộp"}))
    with scope(cast.head):
        assert not Party.objects.get(pk=pk).stopped
    assert signed_in("mai").post(f"/office/companies/{pk}/stop/", {"reason": "x"}).status_code == 403


def test_the_stand_in_shows_what_would_be_sent_where_people_are_invented(signed_in, cast, settings):
    huong = cast.companies[0]
    with scope(huong):
        tell(huong.parties[0], "gate_resumed", {"gate": {"vi": "Bắc Luân", "en": "Bac Luan", "zh": "北仑"}, "time": "08:00"})
    settings.REALM = "demo"
    assert deliver_due() == 4
    kien = signed_in("kien")
    page = kien.get("/office/messages/?channel=wechat").content.decode()
    assert "北仑" in page and "Bắc Luân đã mở lại" not in page
    assert "Bắc Luân" in kien.get("/office/messages/").content.decode()
    settings.REALM = "production"
    assert kien.get("/office/messages/").status_code == 404


def test_who_looked_is_seen_by_the_auditor(signed_in, cast):
    pk = declared(cast)
    with scope(cast.desk):
        row = VehicleDeclaration.objects.get(pk=pk)
        looked_at(row, by=cast.desk, at=NOW)
    page = signed_in("an").get("/office/looks/").content.decode()
    assert "Trần Khánh Ly" in page and f"Phương tiện {pretty(row.number)}" in page and f"vehicle {pk}" not in page


# ---- notices ------------------------------------------------------------------------------------------------


def test_notices_are_listed_opened_and_all_seen(signed_in, cast):
    huong = cast.companies[0]
    client = signed_in("huong")
    with scope(huong):
        for n in range(3):
            tell(huong.parties[0], "mandate_given", {"party": f"Công ty {n}"}, link="/trade/")
    for language in LANGUAGES:
        client.get(f"/lang/{language}/")
        assert client.get("/notices/").status_code == 200 and client.get("/notices/channels/").status_code == 200
    assert "Công ty 1" in client.get("/notices/?new=1").content.decode()
    with scope(huong):
        first = Notice.objects.filter(party_id=huong.parties[0]).latest("id").pk
    assert client.post(f"/notices/{first}/")["Location"] == "/trade/"
    with scope(huong):
        assert Notice.objects.get(pk=first).read_at
    client.post("/notices/all/")
    with scope(huong):
        assert not Notice.objects.filter(read_at__isnull=True).exists()
    assert signed_in("bao").post(f"/notices/{first}/").status_code == 302  # her broker reads what concerns her
    assert signed_in("den").post(f"/notices/{first}/").status_code == 404
    assert signed_in("ly").get("/notices/").status_code == 200 and signed_in("ly").get("/notices/channels/").status_code == 403


def test_channels_are_added_rested_and_taken_away(signed_in, cast):
    huong, pk = signed_in("huong"), cast.companies[0].parties[0]
    assert huong.post("/notices/channels/", {"party": pk, "channel": "sms", "address": "+86 138 7700 1234"}).status_code == 302
    page = huong.get("/notices/channels/").content.decode()
    assert "+8613877001234" in page
    assert huong.post("/notices/channels/", {"party": pk, "channel": "sms", "address": "x"}).status_code == 422
    assert huong.post("/notices/channels/", {"party": pk + 1, "channel": "sms", "address": "+8613877001234"}).status_code == 422
    assert huong.post("/notices/channels/", {"party": pk, "channel": "push", "address": "{}"}).status_code == 422
    number = re.search(r"/notices/channels/(\d+)/turn/", page).group(1)
    assert huong.post(f"/notices/channels/{number}/turn/").status_code == 302
    assert huong.post(f"/notices/channels/{number}/forget/").status_code == 302
    assert signed_in("huong").post(f"/notices/channels/{number}/forget/").status_code == 404


def test_a_proposal_shows_on_the_first_page_of_people(signed_in, cast):
    kien = person("kien")
    with scope(kien):
        propose_grant(User.objects.get(username="tuong").pk, role="reviewer", unit_id=a_unit().pk, since=NOW.date(), by=kien, at=NOW)
    page = signed_in("vy").get("/office/people/").content.decode()
    assert "/approve/" in page and "Bùi Thế Kiên" in page
    set_reach(None)
    with everywhere():
        assert Grant.objects.filter(role="reviewer").exists()
