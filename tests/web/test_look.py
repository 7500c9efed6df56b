"""The look: our own files only, one grammar for plates, signs, times and forms, the demo's one click."""

import gzip
import hashlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.test import Client, RequestFactory, override_settings
from django.utils import translation

from thongquan.core.form import Field, Form, choices
from thongquan.core.refused import Finding
from thongquan.core.words import Words
from thongquan.models import User
from thongquan.web.shared import charts, navigation
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.demo_people import EVERYBODY
from thongquan.web.shared.errors import PAGES, error_page

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "thongquan" / "web"
STATIC = WEB / "static"
LANGUAGES = ("vi", "en", "zh-hans")
TEMPLATES = sorted(p for p in WEB.rglob("templates/**/*.html"))
GATE = SimpleNamespace(zone="Asia/Ho_Chi_Minh", neighbour_zone="Asia/Shanghai", neighbour_vi="Đông Hưng", neighbour_en="Dongxing",
                       neighbour_zh="东兴", name_vi="Bắc Luân II", name_en="Bac Luan II", name_zh="北仑河二桥")
EIGHT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
TRAILER = Form("trailer", (Field("plate", "plate", Words("Biển rơ moóc", "Trailer plate", "挂车号牌"), required=True),))
FORM = Form("trip", (
    Field("plate", "plate", Words("Biển đầu kéo", "Vehicle plate", "车头号牌"), required=True, hint=Words("a", "b", "c")),
    Field("regime", "choice", Words("Chiều", "Way", "方向"), choices=choices(out=("Xuất", "Out", "出"), into=("Nhập", "In", "入"))),
    Field("planned_at", "moment", Words("Giờ đến", "Arrival", "到达"), required=True),
    Field("laden", "yes", Words("Có hàng", "Laden", "载货")),
    Field("seals", "rows", Words("Niêm phong", "Seals", "封志"), longest=15, most_rows=6),
    Field("trailers", "rows", Words("Rơ moóc", "Trailers", "挂车"), rows=TRAILER, most_rows=2),
))


def drawn(source: str, language: str = "vi", **context: object) -> str:
    """A template text rendered in a language."""
    with translation.override(language):
        return Template(source).render(Context(context))


# ---- our own files only -----------------------------------------------------------------------------------


def listed() -> dict[str, str]:
    """File and checksum of every row of the list of vendored files."""
    rows = re.findall(r"^\| `([^`]+)` \| [^|]+ \| [^|]+ \| `([0-9a-f]{64})` \|$", (STATIC / "vendor/VENDOR.md").read_text(), re.MULTILINE)
    return dict(rows)


def test_the_files_of_others_are_the_listed_ones() -> None:
    assert {path: hashlib.sha256((ROOT / path).read_bytes()).hexdigest() for path in listed()} == listed()
    held = [*(STATIC / "vendor").glob("*"), *(STATIC / "fonts").glob("*.woff2"), *(ROOT / "thongquan/exchange/fonts").glob("*.ttf")]
    assert {str(p.relative_to(ROOT)) for p in held if p.suffix not in (".md", ".txt")} <= set(listed())


@pytest.mark.parametrize("path", [*TEMPLATES, *STATIC.glob("**/*.css"), *STATIC.glob("**/*.js"), *STATIC.glob("*.svg")], ids=lambda p: p.name)
def test_no_page_names_another_origin(path: Path) -> None:
    text = path.read_text().replace("http://www.w3.org/2000/svg", "")
    assert not re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}[^\s]*", re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE), re.IGNORECASE)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_template_loads_and_carries_no_script_or_style_of_its_own(path: Path) -> None:
    get_template(str(path.relative_to(next(p for p in path.parents if p.name == "templates"))))
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", text)
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    named = {n for p in TEMPLATES for n in re.findall(r'{% icon "([^"]+)"', p.read_text())}
    named |= {way.icon for way in navigation.WAYS} | {person.icon for person in EVERYBODY} | {sign for sign, _t, _a in PAGES.values()}
    assert named <= sprite


def test_the_look_stays_light() -> None:
    assert len(gzip.compress((STATIC / "tq.css").read_bytes())) <= 20_000
    assert len(gzip.compress((STATIC / "tq.js").read_bytes())) <= 8_000
    assert sum(p.stat().st_size for p in (STATIC / "fonts").glob("*.woff2")) <= 66_000


# ---- plates, times, figures ----------------------------------------------------------------------------------


def test_a_plate_is_painted_with_its_country_and_its_script() -> None:
    assert drawn('{% plate "14C12345" "VN" %}') == '<span class="plate"><abbr title="Việt Nam">VN</abbr><span>14C-123.45</span></span>'
    assert 'lang="zh-Hans"' in drawn('{% plate "桂P68213" "CN" "xl" %}')
    assert "桂P·68213" in drawn('{% plate "桂P68213" "CN" %}')
    assert drawn('{% plate "29H98765" "VN" other="29H98785" %}').count("<mark>") == 1
    assert "abbr" not in drawn('{% plate "14C12345" "VN" bare=True %}')


def test_a_plate_cannot_carry_markup() -> None:
    assert "<script" not in drawn("{% plate key %}", key="<script>alert(1)</script>")


def test_a_rig_shows_its_trailers() -> None:
    vehicle = SimpleNamespace(plate="14C12345", country="VN", trailers=["14R01234", {"plate": "14R56789", "country": "VN"}])
    assert [m for m in ("14C-123.45", "14R-012.34", "14R-567.89") if m in drawn("{% rig v %}", v=vehicle)] != []
    assert drawn("{% rig v %}", v=vehicle).count('class="plate"') == 3


@pytest.mark.parametrize(("language", "both", "day", "money", "length"), [
    ("vi", "08:00 (Đông Hưng 09:00)", "24/11/2026", "1.234.567\u00a0₫", "1 giờ 15"),
    ("en", "08:00 (Dongxing 09:00)", "24/11/2026", "1,234,567\u00a0₫", "1 h 15"),
    ("zh-hans", "08:00 (东兴 09:00)", "2026-11-24", "1,234,567\u00a0₫", "1小时15分"),
])
def test_times_and_figures_are_read_as_at_the_gate(language: str, both: str, day: str, money: str, length: str) -> None:
    got = drawn("{{ at|both:gate }}|{{ at|day }}|{{ sum|dong }}|{{ long|span }}", language, at=EIGHT, gate=GATE, sum=1234567,
                long=timedelta(minutes=75))
    assert got.split("|") == [both, day, money, length]


def test_one_clock_on_both_sides_is_said_once() -> None:
    laos = SimpleNamespace(zone="Asia/Ho_Chi_Minh", neighbour_zone="Asia/Vientiane", neighbour_vi="Na Phao")
    assert drawn("{{ at|both:gate }}", at=EIGHT, gate=laos) == "08:00"


def test_numbers_are_grouped() -> None:
    assert drawn('{{ n|grouped:"4-4-3" }}', n="10812345671") == "1081\u00a02345\u00a0671"


def test_a_state_is_always_icon_and_word() -> None:
    for language, word in (("vi", "Quá hạn"), ("en", "Overdue"), ("zh-hans", "逾期")):
        tag = drawn('{% state "overdue" %}', language)
        assert word in tag and "#stop" in tag and "is-stop" in tag


def test_the_code_is_wide_enough_on_a_phone() -> None:
    code = drawn("{% qr digits %}", digits="7" * 253)
    side = float(re.search(r'viewBox="-[\d.]+ -[\d.]+ ([\d.]+) ', code)[1])
    assert 390 * 41 / side >= 340 and 320 * 41 / side >= 280
    assert 'fill="#fff"' in code


# ---- forms -----------------------------------------------------------------------------------------------------


def sheet(**raw: str) -> Sheet:
    _values, findings = FORM.read(raw)
    return Sheet(FORM, raw=raw, findings=findings)


def test_every_line_of_the_summary_leads_to_a_box_and_what_was_typed_stays() -> None:
    with translation.override("vi"):
        wrong = sheet(**{"plate": "", "planned_at-day": "31/02/2026", "planned_at-time": "08:00", "trailers-0-plate": "?",
                         "seals-0": "x" * 30})
        page = drawn("{% errsum s %}{% for box in s.boxes %}{% field box %}{% endfor %}", s=wrong)
    targets = re.findall(r'href="#([^"]+)"', page.split("</ul>")[0])
    assert {"f-plate", "f-planned_at-day", "f-trailers-0-plate", "f-seals"} <= set(targets) or len(targets) >= 3
    assert all(f'id="{target}"' in page for target in targets)
    assert 'value="31/02/2026"' in page and 'aria-invalid="true"' in page
    assert page.index("errsum") < page.index("<input")


def test_each_box_has_a_label_and_its_words() -> None:
    page = drawn("{% for box in s.boxes %}{% field box %}{% endfor %}", s=sheet(plate="14C12345"))
    ids = re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for name in ("f-plate", "f-planned_at-day", "f-planned_at-time", "f-seals"):
        assert f'<label for="{name}"' in page or f'for="{name}"' in page
    assert 'aria-describedby="f-plate-h"' in page


def test_values_come_back_as_they_are_typed() -> None:
    with translation.override("vi"):
        filled = Sheet(FORM, {"plate": "14C12345", "planned_at": EIGHT, "laden": True, "seals": ["A1", "B2"], "regime": "out"})
    assert (filled["planned_at"].value, filled["planned_at"].time) == ("24/11/2026", "08:00")
    assert filled["laden"].yes and filled["seals"].value == "A1, B2"
    assert [o.chosen for o in filled["regime"].options] == [True, False]


def test_charts_say_their_finding_and_bear_no_data() -> None:
    assert charts.bars([], [], "nothing") == "" and charts.hours([], [], [], "nothing") == ""
    assert 'aria-label="most at 8"' in charts.bars(["7", "8"], [1, 5], "most at 8")
    assert "NaN" not in charts.spark([0, 0, 0])


# ---- pages of everyone -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", PAGES)
def test_a_refusal_has_its_page(status: int, language: str) -> None:
    request = RequestFactory().get("/")
    with translation.override(language):
        page = error_page(request, status, [Finding("FLW-02", "", {})])
    assert page.status_code == status
    assert f'lang="{"zh-Hans" if language == "zh-hans" else language}"' in page.content.decode()
    assert "FLW-02" in page.content.decode()


def test_the_page_of_a_breakdown_needs_nothing() -> None:
    assert "/static/tq.css" in render_to_string("shared/broken.html", {"sign": "stop", "heading": "x", "advice": "y"})


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_page_speaks_every_language(client: Client, language: str) -> None:
    answer = client.get(f"/lang/{language}/?next=/help/")
    assert (answer.status_code, answer["Location"]) == (302, "/help/")
    page = client.get("/").content.decode()
    assert {"vi": "Đăng nhập", "en": "Sign in", "zh-hans": "登录"}[language] in page
    assert client.get("/help/").status_code == client.get("/privacy/").status_code == 200


@pytest.mark.django_db
def test_a_switch_never_leads_away(client: Client) -> None:
    for wanted in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert client.get("/lang/en/", {"next": wanted})["Location"] == "/"
    assert client.get("/lang/xx/").status_code == 404


@pytest.mark.django_db
def test_light_or_dark_is_kept(client: Client) -> None:
    assert "data-theme" not in client.get("/").content.decode()
    client.post("/theme/", {"theme": "dark", "next": "/help/"})
    assert 'data-theme="dark"' in client.get("/").content.decode()


@pytest.mark.django_db
def test_one_click_signs_in_only_in_the_demo_and_only_as_its_people(client: Client) -> None:
    User.objects.create_user("huong", password=None, demo=True)
    User.objects.create_user("sang", password=None, demo=False)
    for realm in ("production", "training"):
        with override_settings(REALM=realm):
            assert client.post("/demo/", {"role": "huong"}).status_code == 404
            assert client.get("/_look/").status_code == 404
            assert "/demo/" not in client.get("/").content.decode()
    assert "_auth_user_id" not in client.session
    with override_settings(REALM="demo"):
        assert client.post("/demo/", {"role": "sang"}).status_code == 404
        assert client.post("/demo/", {"role": "nobody"}).status_code == 404
        assert client.get("/demo/").status_code == 405
        assert client.post("/demo/", {"role": "huong"}).status_code == 302
        assert "_auth_user_id" in client.session


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gallery_shows_every_part(client: Client, language: str) -> None:
    client.get(f"/lang/{language}/")
    with override_settings(REALM="demo"):
        assert client.get("/_look/").status_code == 200


@pytest.mark.django_db
def test_a_telephone_number_signs_in(client: Client) -> None:
    User.objects.create_user("an.nguyen", password="ba con voi 12", phone="+84912345678")
    answer = client.post("/accounts/login/", {"login": "0912 345 678", "password": "ba con voi 12"})
    assert answer.status_code == 302
    assert "_auth_user_id" in client.session


@pytest.mark.django_db
def test_a_wrong_password_is_said_first(client: Client) -> None:
    page = client.post("/accounts/login/", {"login": "ai", "password": "sai"}).content.decode()
    assert "<title>Lỗi:" in page and "errsum" in page


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/accounts/password/reset/", "/accounts/logout/", "/accounts/2fa/", "/accounts/password/change/",
                                     "/accounts/reauthenticate/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/", "/me/"])
def test_the_pages_of_the_account_wear_our_look(client: Client, address: str) -> None:
    client.force_login(User.objects.create_user("ly", password="ba con voi 12"))
    page = client.get(address, follow=True)
    assert page.status_code == 200
    assert 'class="skip"' in page.content.decode() and "style=" not in page.content.decode()
