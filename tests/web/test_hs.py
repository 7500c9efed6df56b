"""The tariff pages: search for everybody in three languages, the list under a field, editions by two people."""

import argparse
import json
import re
import time
from contextlib import contextmanager, nullcontext
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.border import open_border
from thongquan.actions import duty
from thongquan.cli import hs
from thongquan.core.actor import system
from thongquan.core.refused import Conflict
from thongquan.core.rule import local_day
from thongquan.jobs import runner
from thongquan.jobs.duty import replayed
from thongquan.models import AuditEvent, TariffEdition, TariffRow, User
from thongquan.queries.duty import REPLAY, search_hs

DATABASE = "border"
pytestmark = pytest.mark.django_db
LANGUAGES = ("vi", "en", "zh-hans")
TABLE = (
    "Level,HSCode,Description_VN,Description_EN,Standard import duty rate,MFN rate,Import duty rate per ACFTA\n"
    '0,0810,"Quả khác, tươi","Other fruit, fresh",,,\n1,08106000,- Quả sầu riêng,- Durians,45,27,0 (-MM)\n2,0810701,- - Sai,- - Wrong,1,1,1\n'
).encode()


@pytest.fixture
def signed_in():
    open_border()

    def sign_in(name):
        client = Client()
        user = User.objects.get(username=name)
        client.force_login(user)
        session = client.session
        session["account_authentication_methods_user"] = str(user.pk)
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "reauthenticated": True, "at": time.time()}]
        session.save()
        return client

    return sign_in


@pytest.mark.parametrize(("language", "typed", "says"), [
    ("vi", "sau rieng", "Sầu riêng tươi"), ("en", "durian", "Fresh durian"), ("zh-hans", "榴莲", "鲜榴莲")])
def test_a_stranger_finds_a_code_in_his_language(language, typed, says):
    client = Client()
    client.get(f"/lang/{language}/")
    page = client.get("/hs/", {"q": typed}).content.decode()
    assert "0810.60.00" in page and says in page.replace("<mark>", "").replace("</mark>", "")
    assert "{{" not in page and "{%" not in page
    for other in {"Fresh durian", "鲜榴莲"} - {says}:
        assert other in page


def test_the_page_tells_rates_documents_and_that_they_are_believed():
    page = Client().get("/hs/", {"q": "0810.60", "code": "08106000"}).content.decode()
    assert "30 %" in page and "ACFTA" in page and "Giấy chứng nhận kiểm dịch thực vật" in page
    assert "để luyện tập" in page


def test_an_empty_page_offers_examples_and_nonsense_finds_nothing():
    assert 'href="?q=sau%20rieng"' in Client().get("/hs/").content.decode()
    page = Client().get("/hs/", {"q": "qqqqzzzz", "code": "<script>"}).content.decode()
    assert "Không tìm thấy" in page and "<script>&" not in page and "qqqqzzzz" in page


def test_what_was_typed_is_shown_as_text():
    page = Client().get("/hs/", {"q": '"><img src=x>'}).content.decode()
    assert "<img src=x" not in page


def test_a_heading_leads_to_its_codes():
    page = Client().get("/hs/", {"q": "0811", "code": "0811"}).content.decode()
    assert "0811.10" in page and "0811.90" in page


def test_the_list_under_a_field_is_for_those_who_are_signed_in(signed_in):
    assert Client().get("/hs/pick/", {"q": "nho"}).status_code == 302
    page = signed_in("huong").get("/hs/pick/", {"q": "nho tuoi", "for": "f-hs"}).content.decode()
    assert 'data-hs="08061000"' in page and 'data-for="f-hs"' in page and "<html" not in page
    assert signed_in("huong").get("/hs/pick/", {"q": "n"}).content.decode().strip() == ""


def test_an_edition_is_uploaded_proposed_by_one_and_approved_by_another(signed_in):
    keeper = signed_in("kien")
    answer = keeper.post("/hs/editions/new/", {"file": SimpleUploadedFile("bieu.csv", TABLE)})
    assert answer.status_code == 302
    row = TariffEdition.objects.get()
    page = keeper.get(answer["Location"]).content.decode()
    assert "0810701" in page and row.state == "validated" and row.counts["left_out"] == 1
    keeper.post(f"/hs/editions/{row.pk}/replay/")
    replayed(row.pk, ProcrastinateJob.objects.get(task_name=REPLAY).pk)
    ended("succeeded")
    keeper.post(f"/hs/editions/{row.pk}/propose/", {"activate_on": local_day(timezone.now()).isoformat(), "reason": "Nghị định mới"})
    page = keeper.get(f"/hs/editions/{row.pk}/").content.decode()
    assert f"/hs/editions/{row.pk}/approve/" not in page
    keeper.post(f"/hs/editions/{row.pk}/approve/")
    assert TariffEdition.objects.get().state == "proposed"
    TariffEdition.objects.filter(pk=row.pk).update(proposed_by=None)  # as if somebody else had proposed it
    assert keeper.get(f"/hs/editions/{row.pk}/").content.decode().count(f"/hs/editions/{row.pk}/approve/") == 1
    keeper.post(f"/hs/editions/{row.pk}/approve/")
    assert TariffEdition.objects.get().state == "active"
    assert "27 %" in Client().get("/hs/", {"q": "sau rieng"}).content.decode()
    keeper.post(f"/hs/editions/{row.pk}/rollback/", {"reason": "Sai"})
    assert "30 %" in Client().get("/hs/", {"q": "sau rieng"}).content.decode()


def ended(status):
    """What the queue writes when the work is over."""
    ProcrastinateJob.objects.filter(task_name=REPLAY).update(status=status)


@pytest.mark.parametrize(("language", "waits", "lines", "failed"), [
    ("en", "waits for its turn", "1.200 of 5.000 lines are reckoned", "The last replay failed"),
    ("vi", "đang chờ đến lượt", "Đã tính 1.200 / 5.000 dòng", "Lần tính gần nhất bị lỗi"),
    ("zh-hans", "复算正在排队", "已复算 1,200 / 5,000 行", "上次复算失败")])
def test_a_replay_goes_on_in_the_queue_the_page_counts_its_lines_and_nobody_proposes_before(signed_in, language, waits, lines, failed):
    keeper = signed_in("kien")
    keeper.post("/hs/editions/new/", {"file": SimpleUploadedFile("bieu.csv", TABLE)})
    row = TariffEdition.objects.get()
    duty.replay_tariff(row.pk, by=system(), at=timezone.now())
    keeper.get(f"/lang/{language}/")
    where, today = f"/hs/editions/{row.pk}/", {"activate_on": local_day(timezone.now()).isoformat(), "reason": "Nghị định mới"}
    keeper.post(f"{where}replay/")
    keeper.post(f"{where}replay/")
    job = ProcrastinateJob.objects.get(task_name=REPLAY)
    assert REPLAY in runner.app.tasks and job.args == {"edition": row.pk}
    page = keeper.get(where).content.decode()
    assert waits in page and 'hx-trigger="every 1s"' in page and f"{where}replay/" not in page and f"{where}propose/" not in page
    duty.tell_replay(job.pk, done=1200, of=5000)
    page = keeper.get(where).content.decode()
    assert lines.replace(".", "").replace(",", "") in page.replace(".", "").replace(",", "") and '<progress class="bulk-bar" value="1200" max="5000"' in page
    keeper.post(f"{where}propose/", today)
    assert TariffEdition.objects.get().state == "replayed"
    with pytest.raises(Conflict, match="TRF-16"), transaction.atomic():
        duty.activate_tariff(row.pk, activate_on=local_day(timezone.now()), operator="tam@may-chu", by=system(), at=timezone.now())
    ended("failed")
    page = keeper.get(where).content.decode()
    assert failed in page and f"{where}replay/" in page and "hx-trigger" not in page.partition('id="edition"')[2][:200]
    keeper.post(f"{where}propose/", today)
    assert TariffEdition.objects.get().state == "proposed", "the replay before it stands"
    assert AuditEvent.objects.filter(action="duty.ask_replay").count() == 1


def test_editions_open_in_every_language_for_leaders_and_not_for_traders(signed_in):
    client = signed_in("kien")
    client.post("/hs/editions/new/", {"file": SimpleUploadedFile("bieu.csv", TABLE)})
    pk = TariffEdition.objects.get().pk
    for language in LANGUAGES:
        client.get(f"/lang/{language}/")
        for path in ("/hs/", "/hs/?q=nho", "/hs/editions/", f"/hs/editions/{pk}/"):
            page = client.get(path)
            assert page.status_code == 200 and "{{" not in page.content.decode()
    assert signed_in("huong").get("/hs/editions/").status_code == 403


def test_a_file_that_is_no_table_is_refused_in_words(signed_in):
    client = signed_in("kien")
    answer = client.post("/hs/editions/new/", {"file": SimpleUploadedFile("x.pdf", b"%PDF-1.7 x")})
    assert "XLSX" in client.get(answer["Location"]).content.decode() and not TariffEdition.objects.exists()


def shown(code, direction="import", language="en"):
    client = Client()
    client.get(f"/lang/{language}/")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get("/hs/", {"q": code, "code": code, "direction": direction}).content.decode()))


@pytest.mark.parametrize(("code", "says"), [
    ("22030091", ("Special consumption tax", "BEER")), ("27101971", ("Environment tax", "VND/LTR")),
    ("72083990", ("Anti-dumping duty", "27.83 %", "AD20 · China · to be checked, not charged", "1959/QĐ-BCT", "believed", "Some bear anti-dumping duty")),
    ("08106000", ("Export duty – none in this table", "Fruit and nuts fresh", "durian 0810.60", "no legal text", "Plant quarantine")),
    ("87032365", ("Special consumption tax by its tax code",))])
def test_a_code_tells_at_once_every_tax_with_its_source_and_our_notes(code, says):
    page = shown(code)
    for words in says:
        assert words in page, words


def test_an_export_duty_of_the_imported_table_is_shown():
    at = timezone.now()
    edition = TariffEdition.objects.create(source="Biểu thử", sha256="2" * 64, state="active", activate_on=local_day(at), imported_at=at)
    TariffRow.objects.create(edition=edition, hs="26011190", line=1, text_vi="Quặng sắt", rates={"MFN": "0", "EXPORT": "40"})
    assert "Export duty 40 % Biểu thử" in shown("26011190")
    assert "Export duty" not in shown("26011190").replace("Export duty 40 %", "")


def test_the_notes_speak_three_languages():
    assert "Quả tươi, đông lạnh hoặc khô" in shown("08106000", language="vi") and "鲜、冻或干的水果" in shown("08106000", language="zh-hans")


def test_the_command_keeps_its_keys_and_tells_duties_and_notes():
    day = local_day(timezone.now())
    one = next(line for line in hs.told(search_hs("22030091", day=day), "22030091", day)["found"] if line["code"] == "22030091")
    assert {"code", "texts", "score", "path", "mfn", "vat", "believed", "unit", "preferences", "permits"} < set(one)
    assert {duty["kind"] for duty in one["duties"]} == {"import", "excise", "vat"} and all(duty["citation"] for duty in one["duties"])
    assert json.dumps(one)


def test_the_command_asks_everything_while_the_database_runs(monkeypatch, capsys):
    open_database = []

    @contextmanager
    def while_it_runs():
        open_database.append("running")
        yield
        open_database.clear()

    asked = hs.levies
    monkeypatch.setattr(hs.ready, "ready", while_it_runs)
    monkeypatch.setattr(hs, "levies", lambda one, *, day: asked(one, day=day) if open_database else pytest.fail("asked a database that has gone"))
    assert hs.run(argparse.Namespace(words=["sầu", "riêng"], at=None, limit=3, json=True)) == 0
    assert json.loads(capsys.readouterr().out)["found"][0]["duties"]


def test_the_command_says_what_to_do_where_it_has_nothing(monkeypatch, capsys):
    monkeypatch.setattr(hs.ready, "ready", nullcontext)
    assert hs.run(argparse.Namespace(words=["zzzzqqqq"], at=None, limit=3, json=False)) == 1
    assert "other words" in capsys.readouterr().err
    assert hs.run(argparse.Namespace(words=["apple"], at=date(1990, 2, 28), limit=3, json=True)) == 2
    assert "1990-02-28" in capsys.readouterr().err
