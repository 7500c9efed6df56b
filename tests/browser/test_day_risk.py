"""The risk analyst's and the head's day in a browser: what waits, reasons, a profile, a candidate promoted by two, rules alone."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

pytest.importorskip("lightgbm", reason="the learning libraries are left out here")

from django.utils import timezone

from tests import pasts
from tests.browser.gatekit import behind
from tests.browser.officers import Centre, beside
from tests.browser.people import DESK, PHONE, axe_faults, in_turn, sideways, signs_in
from tests.goods import lodged
from thongquan.actions.training.goods_cast import gather_goods
from thongquan.catalog.demo_goods import PORTS, consignment
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration, GoodsProfile, RiskLine, RiskModel, RiskModelFile, RiskResult, RiskScore, Selection
from thongquan.queries.hot import hot
from thongquan.queries.risk.learning import TASK
from thongquan.queries.scope import everywhere

CODE, YELLOW, FIRST = "DAY-77", 60, 880_000
WAYS = ((PHONE, "zh-Hans", "dark"), (DESK, "en", "light"), (DESK, "vi", "dark"))
PAGES = ("/risk/", "/risk/lines/", "/risk/models/", "{model}", "/risk/hits/?days=180", "/risk/drift/", "/risk/officers/", "/risk/forecast/",
         f"/office/profiles/{CODE}/", "/office/profiles/new/")
WROTE = {"code": CODE, "text": 'origin = "CN" and net_kg > 0', "purpose": "Thử ban ngày", "expected": "12", "words_vi": "Hàng Trung Quốc theo cân",
         "words_en": "Weighed goods from China", "words_zh": "中国称重货物"}


@pytest.fixture(scope="module")
def centre(live_database: Any, django_db_blocker: Any) -> Centre:
    return Centre(live_database.app, django_db_blocker)


@pytest.fixture
def day(live: str, centre: Centre) -> Iterator[None]:
    """The demo's past counts as counted; what this day promotes judges nobody afterwards."""
    def counted() -> list[int]:
        with everywhere():
            for table in (RiskLine, RiskResult):
                table.objects.filter(counted=False).update(counted=True)
            return list(RiskModel.objects.filter(state="champion").values_list("pk", flat=True))

    def put_back() -> None:
        with everywhere():
            RiskModel.objects.filter(state__in=("champion", "proposed")).exclude(pk__in=before).update(state="retired")
            RiskModel.objects.filter(pk__in=before).update(state="champion")
            GoodsProfile.objects.filter(code=CODE).update(state="ended")

    before = centre(counted)
    yield
    centre(put_back)


def prefers(page: Any, language: str, theme: str) -> None:
    """The person's language and theme from the next page on."""
    kept = {"tq_theme": theme, "tq_language": language}
    page.context.add_cookies([{"name": name, "value": value, "domain": "localhost", "path": "/"} for name, value in kept.items()])


def night(centre: Centre, status: str) -> None:
    """The night shift takes the work that was asked for, or ends it."""
    def told() -> None:
        with everywhere(), hot() as cursor:
            cursor.execute("update procrastinate_jobs set status = %s::procrastinate_job_status where id = (select max(id) from procrastinate_jobs "
                           "where task_name = %s)", [status, TASK])

    centre(told)


def declares(centre: Centre, n: int) -> int:
    """A trader declares goods that come into the yellow channel by the die."""
    with behind(centre.dsn, centre.unblock):
        at, who = timezone.now() - timedelta(minutes=2), gather_goods(timezone.now()).traders[n]
        values = consignment(random.Random(FIRST + n), FIRST + n, PORTS[0], "import", local_day(at))
        return lodged(who, {**values, "own_reference": f"RISK-{n}"}, die=YELLOW, at=at)[0].declaration.pk


def writes_a_profile(mai: Any) -> None:
    """Her conditions are tried on history as they are saved, and wait for a second person."""
    mai.goto("/office/profiles/new/")
    for name, value in WROTE.items():
        mai.fill(f"[name={name}]", value)
    mai.select_option("[name=lane]", "yellow")
    mai.get_by_role("button", name="Lưu và chạy thử").click()
    mai.wait_for_url(f"**/office/profiles/{CODE}/")
    trial = mai.locator("section.card", has_text="Đã chạy thử trên dữ liệu").last.inner_text()
    assert "tờ khai" in trial and "Đề nghị" in trial
    mai.fill("input[name=reason]", "Theo dõi một tuần")
    mai.get_by_role("button", name="Đề nghị").click()
    mai.get_by_text("cần người khác duyệt").wait_for()
    assert not mai.get_by_role("button", name="Duyệt", exact=True).count()


def asks_for_a_candidate(mai: Any, centre: Centre) -> int:
    """The work waits, learns, is there: the page follows by itself; its trial is read, and it is proposed."""
    mai.goto("/risk/models/")
    mai.get_by_role("button", name="Cho học ứng viên ngay").click()
    mai.get_by_text("đang chờ đến lượt").wait_for()
    assert not mai.get_by_role("button", name="Cho học ứng viên ngay").count()
    night(centre, "doing")
    writes_a_profile(mai)
    mai.goto("/risk/models/")
    mai.get_by_text("Một ứng viên đang học").wait_for()
    with behind(centre.dsn, centre.unblock):
        row = pasts.kept(at=timezone.now())
    night(centre, "succeeded")
    there = mai.locator("#learning").get_by_role("link", name=row.hash[:12])
    there.wait_for()
    assert mai.locator("#models").get_by_role("link", name=row.hash[:12]).count()
    assert mai.get_by_role("button", name="Cho học ứng viên ngay").count()
    there.click()
    mai.wait_for_url(f"**/risk/models/{row.pk}/")
    assert "40" in mai.locator("section[aria-labelledby=m-trial]").inner_text()
    mai.fill("#pr", "Chạy thử tìm nhiều hơn")
    mai.get_by_role("button", name="Đề nghị").click()
    mai.get_by_text("Người khác quyết định mục này").wait_for()
    assert not mai.locator("form[action$='promote/']").count()
    return row.pk


def decides(nhu: Any, model: int) -> None:
    """The head finds both where he begins and where risk begins: one click to each."""
    nhu.goto("/leader/inbox/")
    nhu.locator("article[id^='i-profile-']", has_text=CODE).locator("a.btn").click()
    nhu.get_by_role("button", name="Duyệt", exact=True).click()
    nhu.get_by_text("Đã duyệt").first.wait_for()
    nhu.goto("/risk/")
    nhu.locator("section[aria-labelledby=o-now]").get_by_role("link", name="Mô hình chờ người thứ hai duyệt").click()
    nhu.wait_for_url(f"**/risk/models/{model}/")
    nhu.locator("form[action$='promote/'] button").click()
    nhu.locator("main .tag.is-go").first.wait_for()


def reads_why(mai: Any, pk: int, centre: Centre) -> None:
    """From the likeliest line to its dossier: the same reasons, in her language."""
    mai.goto("/risk/lines/")
    row = mai.locator("li.card", has=mai.locator(f"a[href='/central/goods/{pk}/']")).first
    why = row.locator(".todo li").first.inner_text()
    row.locator("a").first.click()
    mai.wait_for_url(f"**/central/goods/{pk}/")
    assert why in mai.locator("details", has_text="Mô hình rủi ro").inner_text()
    prefers(mai, "zh-hans", "light")
    mai.reload()
    told = centre(lambda: [one["words"]["zh"] for row in RiskScore.objects.filter(declaration_id=pk) for one in row.reasons["top"]])
    assert set(told) & set(mai.locator("details", has_text="风险模型").locator(".todo li").all_inner_texts())
    prefers(mai, "vi", "light")


def looks_at_every_page(mai: Any, model: int) -> None:
    for address, (size, language, theme) in in_turn([page.format(model=f"/risk/models/{model}/") for page in PAGES], WAYS):
        mai.set_viewport_size(size)
        prefers(mai, language.lower(), theme)
        mai.goto(address)
        assert mai.locator(f"html[lang={language}]").count(), address
        assert sideways(mai) <= 0 and axe_faults(mai) == [], address
    prefers(mai, "vi", "light")
    mai.set_viewport_size(DESK)


def loses_the_model(mai: Any, nhu: Any, model: int, centre: Centre) -> None:
    """The files are gone: the page says that rules alone select, declarations go on; the head takes the model back."""
    def gone() -> None:
        with everywhere():
            assert RiskModelFile.objects.filter(model_id=model).delete()[0]

    centre(gone)
    mai.goto("/risk/")
    assert "chỉ dùng tiêu chí" in mai.locator("main .note").first.inner_text()
    pk = declares(centre, 2)
    chosen = centre(lambda: Selection.objects.get(declaration_id=pk, kind="initial"))
    assert chosen.model_hash == "" and centre(lambda: GoodsDeclaration.objects.get(pk=pk).channel) == "yellow"
    assert not centre(lambda: RiskScore.objects.filter(declaration_id=pk).exists())
    assert mai.goto(f"/central/goods/{pk}/").status == 200 and not mai.get_by_text("Mô hình rủi ro").count()
    nhu.goto("/risk/models/")
    nhu.fill("#why", "Tệp mô hình đã mất")
    nhu.locator("form[action$='back/'] button").click()
    nhu.get_by_text("Đã rút lại").first.wait_for()
    assert centre(lambda: RiskModel.objects.get(pk=model).state) == "retired"


def test_from_what_waits_to_a_model_promoted_and_lost(page: Any, day: None, centre: Centre, browser: Any, live: str) -> None:
    page.set_viewport_size(DESK)
    mai = signs_in(page, "mai")
    assert mai.url.endswith("/risk/")
    mai.get_by_role("link", name="Kiểm tra phát hiện gì").click()
    assert "–" in mai.locator("section[aria-labelledby=c-lane] tbody tr td").nth(3).inner_text()  # an interval, not a bare rate
    model = asks_for_a_candidate(mai, centre)
    with beside(browser, live, "nhu", centre) as nhu:
        decides(nhu, model)
        reads_why(mai, declares(centre, 1), centre)
        looks_at_every_page(mai, model)
        loses_the_model(mai, nhu, model, centre)
