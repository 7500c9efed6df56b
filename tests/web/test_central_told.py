"""What officers are told: sentences instead of codes, ways that lead somewhere, refusals that say what to do."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django.utils.translation import override

from tests.web.test_central import act, clerk_of, client, lodged, text
from thongquan.core.rule import local_day
from thongquan.models import Absence, OfficerSkill, SavedFilter, User
from thongquan.queries.scope import everywhere
from thongquan.web.central import words
from thongquan.web.central.history import ACTS
from thongquan.web.leader.goodswords import said

DATABASE = "house"
ACTIONS = Path(__file__).parents[2] / "thongquan" / "actions"
SUBJECTS = re.compile(r"(goods|inspection|licence|payment|assignment)\.[a-z_]*[a-z]")
#: acts upon something else: people and their hours, places, permits, letters, single findings and pictures
ELSEWHERE = {
    *(f"assignment.{act}" for act in (
        "absence", "approve_rule", "available", "back", "clear_office_day", "end", "end_interest", "end_skill", "hours", "interest", "office_day",
        "propose_reassign", "propose_rule", "reassign", "refuse_reassign", "refuse_rule", "return_work", "shift", "skill", "unavailable",
        "withdraw_hours")),
    *(f"inspection.{act}" for act in ("label", "line", "pause", "reopen", "seals", "reschedules")),
    *(f"licence.{act}" for act in ("expire", "key_in", "receive", "refuse", "refuse_message", "restore", "revoke", "scan", "verify", "write_off")),
    *(f"payment.{act}" for act in ("guarantee", "guarantee_filed")),
}


def recorded():
    """Every act of goods that some function writes into the log under its full name."""
    for path in ACTIONS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("record", "told"):
                yield from (each.value for arg in node.args for each in ast.walk(arg)
                            if isinstance(each, ast.Constant) and isinstance(each.value, str) and SUBJECTS.fullmatch(each.value))


def test_every_act_upon_a_dossier_has_its_sentence_in_the_history():
    assert len(set(recorded())) > 60 and sorted(set(recorded()) - set(ACTS) - ELSEWHERE) == []


def test_reasons_in_the_history_are_words():
    with override("en"):
        told = (words.reason("agrees"), words.reason("answer"), words.reason("RES-01"))
    assert told == ("As declared", "waits for the trader", "The vehicle is late")


@pytest.mark.django_db
def test_the_reasons_for_another_officer_stand_in_words_alone(house):
    pk = lodged(house)
    user, _browser = clerk_of(pk)
    page = client(user.username, "vi").get(f"/central/goods/{pk}/?act=reassign").content.decode()
    assert ">Người thụ lý quá tải, có nguy cơ trễ hạn</option>" in page and "overload Người" not in page


@pytest.mark.django_db
def test_each_part_that_a_point_lacks_is_named(house):
    pk = lodged(house)
    _user, clerk = clerk_of(pk)
    half = text(act(clerk, pk, "ask", **{"points-0-need": "Gửi hợp đồng có chữ ký hai bên"}))
    assert "Point 1 names no field ASK-17" in half
    half = text(act(clerk, pk, "ask", **{"points-0-field": "/invoice_total", "points-0-need": "Gửi hợp đồng có chữ ký hai bên"}))
    assert "Point 1 names no rule ASK-18" in half
    assert "It is not said what is needed ASK-11" in text(act(clerk, pk, "consult", unit="TCHQ", question="?"))


@pytest.mark.django_db
def test_who_sends_his_own_decision_again_is_not_told_of_somebody_else(house):
    pk = lodged(house)
    _user, clerk = clerk_of(pk)
    sent = {"points-0-field": "/invoice_total", "points-0-rule": "CUV-06", "points-0-need": "Gửi hợp đồng có chữ ký hai bên", "version": "1"}
    page = clerk.get(f"/central/goods/{pk}/?act=ask").content.decode()
    sent["version"] = re.search(r'name="version" value="(\d+)"', page)[1]
    assert act(clerk, pk, "ask", **sent).status_code in (302, 303)
    again = act(clerk, pk, "ask", **sent)
    told = text(again)
    assert again.status_code == 409 and "You have done something with it yourself" in told and "not done once more" in told
    assert "Someone else" not in told and "Nothing of your decision" not in told


@pytest.mark.django_db
def test_every_way_of_the_header_leads_somewhere(house):
    """A central team has no gate: no way leads to one. A leader of an office with gates keeps his."""
    for username in ("thao", "chau", "ngoc", "nhu", "nga", "thu"):
        page = client(username).get("/help/", follow=True).content.decode()
        ways = re.search(r'<nav class="nav".*?</nav>', page, re.S)[0]
        addresses, browser = set(re.findall(r'<a[^>]* href="(/[^"]*)"', ways)), client(username)
        assert addresses and {browser.get(there, follow=True).status_code for there in addresses} == {200}, (username, addresses)
        assert ("/leader/board/" in addresses) is (username in ("nhu",)), (username, addresses)


@pytest.mark.django_db
def test_only_those_who_may_search_see_the_search_box(house):
    for username, sees in (("thao", True), ("nhu", True), ("nga", False), ("thu", False)):
        browser = client(username)
        assert ('role="search"' in browser.get("/me/").content.decode()) is sees
        assert (browser.get("/desk/search/?q=1").status_code == 200) is sees


@pytest.mark.django_db
def test_the_ministry_is_not_led_to_the_desk_from_the_figures(house):
    assert "/desk/" not in client("thu").get("/leader/").content.decode()
    assert "/desk/?queue=late" in client("nhu").get("/leader/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "sent"), [
    ("/central/keep/", {"name": "a\x00b"}), ("/central/me/switch/", {"on": "", "reason": "a\x00b"}), ("/desk/keep/", {"name": "\x00"}),
    ("/central/absence/", {"reason_code": "leave", "since-day": "1/1/2030", "until-day": "\x00"})])
def test_a_character_that_no_table_keeps_is_refused_and_nothing_is_done(house, address, sent):
    assert client("thao").post(address, sent).status_code == 400
    with everywhere():
        assert not SavedFilter.objects.exists()


@pytest.mark.django_db
def test_a_control_character_in_a_time_is_told_like_any_other_mistake(house):
    officer = User.objects.get(username="thao").pk
    page = client("chau").post(f"/central/team/roster/shift/{officer}/", {"since-day": "1/1/2030", "since-time": "\x01", "until-day": "2/1/2030"})
    assert page.status_code == 422 and "FRM-03" in page.content.decode()


@pytest.mark.django_db
def test_a_refused_form_leads_back_to_what_was_typed(house):
    officer = User.objects.get(username="thao").pk
    there = f"/central/team/roster/shift/{officer}/"
    page = client("chau").post(there, {}, headers={"referer": "http://testserver/central/team/roster/"}).content.decode()
    assert '<a class="btn btn-1" href="http://testserver/central/team/roster/" data-back>' in page
    assert "data-back" not in client("chau").post(there, {}, headers={"referer": "https://elsewhere.example/"}).content.decode()


@pytest.mark.django_db
def test_a_skill_without_anything_chosen_is_refused(house):
    """Such a row would mean anything: it would undo what the officer is kept to, or keep him from everything."""
    officer = User.objects.get(username="thao").pk
    for sent in ({}, {"excludes": "on"}):
        page = client("chau").post(f"/central/team/roster/skill/{officer}/", sent)
        assert page.status_code == 422 and "ASG-09" in page.content.decode()
    with everywhere():
        assert not OfficerSkill.objects.filter(officer_id=officer, kinds=[], types=[], hs=[]).exists()


@pytest.mark.django_db
def test_draws_of_dice_stand_in_words_among_the_rules_of_the_figures(house):
    assert said("rules", "RND-Y") == "RND-Y Drawn at random for a dossier check"



@pytest.mark.django_db
def test_one_day_of_leave_is_that_whole_day_and_is_entered_once(house):
    thao = client("thao")
    day = local_day(timezone.now()) + timedelta(days=10)
    sent = {"reason_code": "leave", "since-day": f"{day:%d/%m/%Y}", "until-day": f"{day:%d/%m/%Y}"}
    assert thao.post("/central/absence/", sent).status_code == 302
    with everywhere():
        row = Absence.objects.get()
    assert (row.until - row.since) > timedelta(hours=16)
    again = thao.post("/central/absence/", {**sent, "until-day": ""})
    assert again.status_code == 422 and "ASG-10" in again.content.decode()
    thao.post(f"/central/absence/{row.pk}/back/", {"back": "central:me"})
    assert thao.post("/central/absence/", sent).status_code == 302


@pytest.mark.django_db
def test_a_shift_that_is_set_stands_on_the_roster_and_ends_in_the_evening(house):
    officer, day = User.objects.get(username="thao").pk, local_day(timezone.now()) + timedelta(days=12)
    chau = client("chau")
    chau.post(f"/central/team/roster/shift/{officer}/", {"since-day": f"{day:%d/%m/%Y}", "until-day": f"{day:%d/%m/%Y}"})
    assert f"{day:%d/%m/%Y} 07:30–17:00" in text(chau.get("/central/team/roster/"))


@pytest.mark.django_db
def test_what_the_platform_did_is_not_told_as_somebody_called_system(house):
    pk = lodged(house)
    _user, clerk = clerk_of(pk)
    late = act(clerk, pk, "hold", version="999", reason_code="HLD-01", reason="Nghi hàng giả")
    assert late.status_code == 409 and "The platform" in text(late) and " system:" not in text(late)


@pytest.mark.django_db
def test_load_and_equity_go_along_as_a_file_with_the_figures_of_the_page(house):
    pk = lodged(house)
    user, browser = clerk_of(pk)
    page = browser.get("/central/team/?kind=dossier").content.decode()
    address = re.search(r'href="(/central/team\.csv\?[^"]*)"', page)[1]
    file = browser.get(address)
    row = next(line for line in file.content.decode().splitlines() if line.startswith(user.full_name)).split(";")
    assert file["content-type"].startswith("text/csv") and row[2] == "1" and row[-1] == "Yes"
    assert browser.get("/central/team.pdf").status_code == 404
