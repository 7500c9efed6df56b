"""The leaders' pages: figures with their files and cases, the live board, the inbox with its step-up."""

import csv
import gzip
import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from tests import border
from tests.people import a_person, a_unit
from thongquan.actions import crossing, gate
from thongquan.actions.training.cast import Cast
from thongquan.models import AdmissionReview, Deputy, Gate, Grant, Unit, User, VehicleDeclaration
from thongquan.queries.report import STATISTICS
from thongquan.queries.scope import scope
from thongquan.web.leader.urls import urlpatterns
from thongquan.web.shared.clock import at_gate

DATABASE = "border"
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(border, "NOW", timezone.now() - HOUR)
    cache.clear()
    made = border.open_border()
    Gate.objects.filter(code=border.GATE).update(hours={"all": [0, 1440]})
    return made


def client(username: str, language: str = "en") -> Client:
    made = Client()
    made.cookies["tq_language"] = language
    made.force_login(User.objects.get(username=username), backend="allauth.account.auth_backends.AuthenticationBackend")
    return made


@pytest.fixture
def nhu(cast: Cast) -> Client:
    return client("nhu")


@pytest.fixture
def demo():
    """Grave acts ask for a fresh second factor, but for the demo's invented people."""
    User.objects.update(demo=True)
    with override_settings(REALM="demo"):
        yield


def text(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def state(cast: Cast, pk: int) -> str:
    with scope(cast.desk):
        return VehicleDeclaration.objects.get(pk=pk).state


# ---- who may come in ---------------------------------------------------------------------------------------------------------


def test_every_page_says_who_may_open_it():
    assert [p.pattern for p in urlpatterns if not getattr(p.callback, "allowed_roles", None)] == []


@pytest.mark.parametrize(("who", "figures", "inbox", "board"), [
    ("huong", 403, 403, 403), ("ly", 403, 403, 302), ("sang", 403, 403, 302), ("nhu", 200, 200, 302), ("an", 200, 403, 302), ("kien", 403, 200, 403)])
def test_each_role_opens_its_own_pages(cast, who, figures, inbox, board):
    seen = client(who)
    assert [seen.get(f"/leader/{path}").status_code for path in ("", "inbox/", "board/")] == [figures, inbox, board]


# ---- figures --------------------------------------------------------------------------------------------------------------------


def came_home_on() -> str:
    """The day a vehicle of `border.home_again` crosses back, which late on a Sunday is in the next week."""
    return at_gate(border.NOW + 4 * HOUR).date().isoformat()


def test_each_chart_has_its_title_its_words_and_its_table(cast, nhu):
    border.home_again(cast, 1)
    page = nhu.get(f"/leader/?length=week&on={came_home_on()}")
    html = page.content.decode()
    charts = re.findall(r'<svg class="ch"[^>]*role="img" aria-label="([^"]+)"', html)
    assert len(charts) >= 5 and all(charts)
    assert html.count("<h2") >= 9 and html.count("<table") >= 9
    assert len(gzip.compress(page.content)) <= 120_000


@pytest.mark.parametrize("query", ["length=decade&on=yesterday&gate=%00", "on=9999-01-01", "on=0001-01-01", "gate=" + "x" * 900])
def test_a_crooked_address_gives_today(cast, nhu, query):
    assert nhu.get("/leader/?" + query).status_code == 200


def test_every_statistic_comes_as_csv_and_xlsx_with_the_same_figures(cast, nhu):
    border.home_again(cast, 1)
    month = f"?length=month&on={came_home_on()}"
    for code in STATISTICS:
        rows = list(csv.reader(io.StringIO(nhu.get(f"/leader/figures/{code}.csv{month}").content.decode("utf-8-sig")), delimiter=";"))
        page = load_workbook(io.BytesIO(nhu.get(f"/leader/figures/{code}.xlsx{month}").content)).active
        assert len(rows) == page.max_row >= 2
        assert [float(value) for value in rows[1][1:]] == [float(page.cell(2, n).value) for n in range(2, page.max_column + 1)]
    assert nhu.get("/leader/figures/nothing.csv").status_code == 404
    assert nhu.get("/leader/figures/hour.exe").status_code == 404


def test_a_figure_leads_to_its_cases(cast, nhu, demo):
    pk = border.crossed_out(cast, 1)
    page = nhu.get("/leader/?length=month")
    link = re.search(r'href="(/leader/cases/\?[^"]*by=regime[^"]*)"', page.content.decode())[1].replace("&amp;", "&")
    behind = nhu.get(link)
    assert f"/desk/{pk}/timeline/" in behind.content.decode()
    rows = list(csv.reader(io.StringIO(nhu.get(link + "&kind=csv").content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 2
    assert nhu.get("/leader/cases/?by=drop").status_code == 404


@pytest.mark.parametrize(("language", "says"), [("vi", "Cầu Bắc Luân II"), ("en", "Bac Luan II Bridge"), ("zh-hans", "北仑二桥")])
def test_a_gate_is_called_as_its_reader_calls_it(cast, language, says):
    border.crossed_out(cast)
    reader = client("nhu", language)
    page = reader.get("/leader/?length=month").content.decode()
    link = re.search(r'href="(/leader/cases/[?][^"]*by=gate[^"]*)">([^<]+)<', page)
    assert link[2] == says
    assert f">{says}</td>" in reader.get(link[1].replace("&amp;", "&")).content.decode()
    told = reader.get("/leader/figures/gate.csv?length=month").content.decode("utf-8-sig")
    assert says in told


def test_the_cases_page_asks_as_often_for_three_as_for_one(cast, nhu):
    asked = []
    for n in (1, 2, 3):
        border.crossed_out(cast, n)
        with CaptureQueriesContext(connection) as seen:
            nhu.get("/leader/cases/?length=month&by=regime&value=temporary_exportation")
        asked.append(len(seen.captured_queries))
    assert asked[0] == asked[2]


# ---- the board --------------------------------------------------------------------------------------------------------------------


def test_the_board_shows_the_gate_and_its_twin_table(cast, nhu):
    gone, here = border.accepted(cast, 1), border.accepted(cast, 2)
    for pk in (gone, here):
        border.shown(cast, border.digits(cast, pk, 1), lane=border.YARD, at=timezone.now())
    assert border.shown(cast, border.digits(cast, gone, 1), at=timezone.now()).verdict.code == "OK"
    page = nhu.get(f"/leader/board/{border.GATE}/")
    html, said = page.content.decode(), text(page)
    assert f'data-stream="/stream/gate/{border.GATE}"' in html and 'role="img" aria-label="Schematic of the gate' in html
    assert "Show as a table" in said and "Lanes and yard" in said and "1 out, 0 in" in said
    assert "In the country 0 vehicles 0 due within 6 hours Away 1 vehicles 0 due within 6 hours Overdue 0 vehicles" in said
    part = nhu.get(f"/leader/board/{border.GATE}/?part=1").content.decode()
    assert "<html" not in part and "Crossed today" in part
    assert nhu.get("/leader/board/NOGATE/").status_code == 404


def test_a_board_of_another_office_does_not_exist(cast):
    a_person("xa", "office_leader", unit="15BB")
    assert client("xa").get(f"/leader/board/{border.GATE}/").status_code == 404


def test_the_board_asks_no_more_for_more_vehicles(cast, nhu):
    asked = []
    for n in (1, 2, 3):
        border.crossed_out(cast, n)
        with CaptureQueriesContext(connection) as seen:
            nhu.get(f"/leader/board/{border.GATE}/?part=1")
        asked.append(len(seen.captured_queries))
    assert asked[0] == asked[2]


# ---- the inbox ----------------------------------------------------------------------------------------------------------------------


def extension(cast: Cast, n: int = 1) -> int:
    pk, who = border.crossed_out(cast, n), cast.companies[0]
    with scope(who):
        crossing.request_extension(pk, hours=24, reason_code="repair", reason="Hỏng hộp số", by=who, at=timezone.now())
    return pk


def test_a_rule_that_waits_for_a_second_person_stands_in_the_inbox(cast, nhu):
    mai = Client()
    mai.force_login(User.objects.get(username="mai"), backend="allauth.account.auth_backends.AuthenticationBackend")
    pk = re.search(r"/office/versions/(\d+)/end/", mai.get("/office/rules/PRO-01/").content.decode())[1]
    assert mai.post(f"/office/versions/{pk}/end/", {"reason": "No longer needed"}).status_code in (302, 303)
    page = nhu.get("/leader/inbox/")
    assert page.status_code == 200 and "Channel rule waits for a second person" in text(page)


def test_the_head_decides_from_his_inbox(cast, nhu, demo):
    pk = extension(cast)
    page = nhu.get("/leader/inbox/")
    assert "24 hours more" in text(page) and "Hỏng hộp số" in text(page)
    answer = nhu.post(f"/desk/{pk}/do/extension/", {"verdict": "approve", "next": "inbox"})
    assert (answer.status_code, answer["Location"]) == (303, "/leader/inbox/")
    assert "Nothing waits for you" in text(nhu.get("/leader/inbox/"))
    with scope(cast.head):
        assert VehicleDeclaration.objects.get(pk=pk).extended


def test_grave_acts_ask_for_a_fresh_second_factor_outside_the_demo(cast, nhu):
    pk = extension(cast)
    answer = nhu.post(f"/desk/{pk}/do/extension/", {"verdict": "approve", "next": "inbox"})
    assert answer.status_code == 302 and "/accounts/" in answer["Location"]
    with scope(cast.head):
        assert not VehicleDeclaration.objects.get(pk=pk).extended
    for path in (f"admission/{uuid4()}/", "emergency/1/", "grant/1/", "deputies/"):
        target = "/leader/deputies/" if path == "deputies/" else f"/leader/inbox/{path}"
        assert nhu.post(target).status_code == 302


def test_an_inbox_asks_as_often_for_three_as_for_one(cast, nhu):
    asked = []
    for n in (1, 2, 3):
        extension(cast, n)
        with CaptureQueriesContext(connection) as seen:
            assert nhu.get("/leader/inbox/").status_code == 200
        asked.append(len(seen.captured_queries))
    assert asked[0] == asked[2]


def test_an_admission_by_order_is_reviewed_there(cast, nhu, demo):
    pk, event = border.accepted(cast, 1), uuid4()
    with scope(cast.lane):
        gate.admit_by_order(gate.ScanRequest(event, "", border.GATE, border.OUT), border.row(cast, pk).number, reason_code="pass_unreadable",
                            reason="Mã QR rách", second=cast.second.id, by=cast.lane, at=timezone.now())
    page = text(nhu.get("/leader/inbox/?kind=admission"))
    assert "Mã QR rách" in page and "Đinh Thu Hoa" in page
    assert nhu.post(f"/leader/inbox/admission/{event}/", {"verdict": "refuse", "reason": ""}).status_code == 409
    assert nhu.post(f"/leader/inbox/admission/{event}/", {"verdict": "approve"}).status_code == 303
    with scope(cast.head):
        assert AdmissionReview.objects.get().right
    assert nhu.post(f"/leader/inbox/admission/{event}/", {"verdict": "approve"}).status_code == 409


def test_a_deputy_sees_the_inbox_between_his_dates(cast, nhu, demo):
    assert client("ly").get("/leader/inbox/").status_code == 403
    today = timezone.localdate()
    ly = User.objects.get(username="ly")
    assert nhu.post("/leader/deputies/", {"deputy": ly.pk, "since": f"{today:%d/%m/%Y}", "until": f"{today:%d/%m/%Y}"}).status_code == 303
    assert "You stand in for Phạm Quỳnh Như" in text(client("ly").get("/leader/inbox/"))
    assert nhu.post("/leader/deputies/", {"deputy": ly.pk, "since": "x", "until": "y"}).status_code == 409
    nhu.post(f"/leader/deputies/{Deputy.objects.get().pk}/end/")
    assert client("ly").get("/leader/inbox/").status_code == 403


def proposed(proposer: str = "kien") -> Grant:
    """A role that one administrator asks for and another has to decide."""
    person = User.objects.create_user(f"moi-{Grant.objects.count()}", full_name="Người Mới")
    return Grant.objects.create(user=person, role="inspector", unit=a_unit(), since=timezone.localdate(), reason="tăng cường",
                                proposed_by=User.objects.get(username=proposer).pk)


def test_a_role_that_waits_stands_in_the_list_of_everyone_who_may_decide_it(cast, demo):
    grant = proposed()
    Grant.objects.create(user=User.objects.get(username="nhu"), role="administrator", unit=a_unit(), since=timezone.localdate())
    for username, sees in (("vy", True), ("nhu", True), ("kien", False)):  # who proposed it decides nothing
        page = text(client(username).get("/leader/inbox/"))
        assert ("Người Mới" in page and "Inspector" in page) == sees, username
    assert "My deputies" not in text(client("vy").get("/leader/inbox/"))
    assert client("mai").get("/leader/inbox/").status_code == 403
    answer = client("vy").post(f"/leader/inbox/grant/{grant.pk}/", {"verdict": "approve"})
    assert answer.status_code == 303
    grant.refresh_from_db()
    assert grant.approved_by == User.objects.get(username="vy").pk
    assert "Nothing waits for you" in text(client("vy").get("/leader/inbox/"))


def test_an_administrator_of_another_unit_and_a_head_who_administers_nothing_see_no_role(cast, demo):
    proposed()
    far = Unit.objects.filter(level="office").exclude(code="20BB").order_by("id")[0]
    a_person("xa", "administrator", unit=far.code)
    for username in ("xa", "nhu"):
        assert "Người Mới" not in text(client(username).get("/leader/inbox/")), username


def test_an_administrator_reads_no_case_in_the_list(cast):
    extension(cast)
    assert "24 hours more" in text(client("nhu").get("/leader/inbox/"))  # negative control
    assert "24 hours more" not in text(client("vy").get("/leader/inbox/"))
