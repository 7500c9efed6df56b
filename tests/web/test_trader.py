"""The trader's pages: declaring, drafts, pass, changes, company; others' trips stay hidden."""

import re
from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from tests import border
from thongquan.actions import crossing
from thongquan.actions.training.cast import Cast
from thongquan.models import Document, DriverRecord, SavedTrip, User, VehicleDeclaration
from thongquan.queries.scope import scope

DATABASE = "border"
pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def cast() -> Cast:
    return border.open_border()


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def huong(cast: Cast) -> Client:
    return signed_in("huong")


def typed(**over: str) -> dict[str, str]:
    """What a driver types for a new vehicle: the five boxes, and a driver."""
    return {"plate": "14C-123.45", "regime": "temporary_exportation", "gate": border.GATE, "planned_at-day": f"{TOMORROW:%d/%m/%Y}",
            "planned_at-time": "09:00", "case": "border_delivery", "laden": "0", "contact_phone": "0912345678", "vehicle_type": "truck",
            "drivers-0-name": "VU DINH QUYET", "drivers-0-nationality": "VN", "drivers-0-document_kind": "A",
            "drivers-0-document_number": "QN118204", "_key": "page-one", "_act": "send", **over}


def sent(client: Client, **over: str) -> int:
    answer = client.post("/trade/declare/", typed(**over))
    assert answer.status_code == 303, re.findall(r'<a href="#[^"]*">([^<]*)', answer.content.decode())
    return int(re.search(r"/trips/(\d+)/", answer["Location"])[1])


def last(cast: Cast) -> VehicleDeclaration:
    with scope(cast.companies[0]):
        return VehicleDeclaration.objects.select_related("gate").latest("id")


PAGES = ("/trade/", "/trade/declare/", "/trade/declare/?mode=waterway", "/trade/trips/", "/trade/clients/", "/trade/bulk/", "/trade/papers/",
         "/trade/company/", "/trade/company/drivers/", "/trade/company/craft/", "/trade/company/permits/", "/trade/company/mandates/")


@pytest.mark.parametrize("language", ["vi", "en", "zh-hans"])
def test_every_page_opens_in_every_language(huong: Client, language: str) -> None:
    huong.get(f"/lang/{language}/")
    for address in PAGES:
        answer = huong.get(address)
        assert answer.status_code == 200, address
        assert f'<html lang="{language.replace("hans", "Hans")}"' in answer.content.decode()


def test_a_stranger_signs_in_first_and_an_officer_has_no_business_here(cast: Cast) -> None:
    for address in PAGES:
        assert Client().get(address).status_code == 302
    assert signed_in("sang").get("/trade/").status_code == 403


def test_the_page_asks_for_five_answers(huong: Client) -> None:
    page = huong.get("/trade/declare/").content.decode()
    required = set(re.findall(r'<(?:input|select)[^>]*name="([^"]+)"[^>]* required', page))
    assert required == {"plate", "regime", "gate", "planned_at-day", "planned_at-time"}


def test_declared_once_though_sent_twice(huong: Client, cast: Cast) -> None:
    pk = sent(huong)
    assert sent(huong) == pk
    with scope(cast.companies[0]):
        assert VehicleDeclaration.objects.count() == 1
    trip = last(cast)
    assert (trip.state, trip.plate, trip.gate.code, trip.laden) == ("submitted", "14C-123.45", border.GATE, False)
    page = huong.get(f"/trade/trips/{pk}/").content.decode()
    assert "Đã gửi" in page and trip.number[:4] in page


def test_a_trailer_alone_is_asked_for_no_driver_and_no_engine(huong: Client, cast: Cast) -> None:
    boxes = ('name="drivers-0-name"', 'name="engine"', 'id="pick-0"')
    lorry, trailer = (huong.post("/trade/declare/", typed(plate=plate, vehicle_type="", _act="look")).content.decode()
                      for plate in ("14C-123.45", "14R-099.99"))
    assert all(box in lorry for box in boxes) and not any(box in trailer for box in boxes)
    sent(huong, plate="14R-099.99", vehicle_type="trailer")
    assert "drivers" not in last(cast).body and (last(cast).state, last(cast).driver_name) == ("submitted", "")


def test_two_sendings_of_one_page_at_once_are_one_declaration(huong: Client, cast: Cast) -> None:
    """The second was on its way before the first had left its mark in the session."""
    pk = sent(huong)
    session = huong.session
    session.pop("trader_drafts")
    session.save()
    assert sent(huong) == pk
    assert sent(huong, _key="page-two", plate="14C-123.46") != pk  # negative control: another page, another declaration
    with scope(cast.companies[0]):
        assert VehicleDeclaration.objects.count() == 2


@pytest.mark.parametrize(("language", "start"), [("vi", "Lỗi:"), ("en", "Error:"), ("zh-hans", "错误")])
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(huong: Client, language: str, start: str) -> None:
    huong.get(f"/lang/{language}/")
    answer = huong.post("/trade/declare/", typed(**{"planned_at-day": "nonsense", "gate": "", "drivers-0-name": "VU DINH QUYET"}))
    page = answer.content.decode()
    assert answer.status_code == 422 and f"<title>{start}" in page
    links = re.findall(r'<a href="#([^"]+)"', page[page.index("errsum"):page.index("</ul>", page.index("errsum"))])
    assert "f-gate" in links and "f-planned_at-day" in links
    assert all(f'id="{target}"' in page for target in links)
    assert 'value="nonsense"' in page and 'value="14C-123.45"' in page and 'value="VU DINH QUYET"' in page


def test_rules_of_law_stop_and_warn_at_their_fields(huong: Client) -> None:
    page = huong.post("/trade/declare/", typed(plate="99Z-1", **{"drivers-0-name": "", "drivers-0-document_number": ""}))
    assert page.status_code == 422 and 'aria-invalid="true"' in page.content.decode()


def test_a_draft_saves_itself_and_goes_on(huong: Client, cast: Cast) -> None:
    for plate in ("14C-1", "14C-123.45"):
        answer = huong.post("/trade/declare/", typed(plate=plate, gate=""), HTTP_X_AUTOSAVE="1")
        assert answer.status_code == 200 and "nháp" in answer.content.decode()
    trip = last(cast)
    assert trip.state == "draft" and trip.plate == "14C-123.45"
    assert f"/trade/drafts/{trip.pk}/" in huong.get("/trade/").content.decode()
    page = huong.get(f"/trade/drafts/{trip.pk}/").content.decode()
    assert 'value="14C-123.45"' in page and 'value="VU DINH QUYET"' in page
    answer = huong.post(f"/trade/drafts/{trip.pk}/", typed())
    assert answer.status_code == 303 and last(cast).state == "submitted"
    assert huong.post(f"/trade/drafts/{trip.pk}/", typed(plate="29H-987.65")).status_code == 302
    assert last(cast).plate == "14C-123.45"


def test_a_draft_without_scripts_is_kept_by_its_button_and_dropped_by_another(huong: Client, cast: Cast) -> None:
    answer = huong.post("/trade/declare/", typed(_act="keep"))
    trip = last(cast)
    assert answer["Location"] == f"/trade/drafts/{trip.pk}/" and trip.state == "draft"
    huong.post(f"/trade/drafts/{trip.pk}/drop/")
    assert last(cast).state == "cancelled"


def test_another_case_asks_other_questions_and_keeps_what_was_typed(huong: Client, cast: Cast) -> None:
    page = huong.post("/trade/declare/", typed(_act="look", case="permit")).content.decode()
    assert 'name="permit_number"' in page and 'value="14C-123.45"' in page
    page = huong.post("/trade/declare/", typed(_act="look", case="border_delivery")).content.decode()
    assert 'name="permit_number"' not in page and "81.2" in page
    with scope(cast.companies[0]):
        assert not VehicleDeclaration.objects.exists()


def test_repeated_with_one_tap(huong: Client, cast: Cast) -> None:
    first = sent(huong)
    page = huong.get("/trade/").content.decode()
    planned = re.search(r'name="planned_at" value="([^"]+)"', page)[1]
    answer = huong.post(f"/trade/trips/{first}/repeat/", {"planned_at": planned})
    assert answer.status_code == 303
    again = last(cast)
    assert again.pk != first and again.plate == "14C-123.45" and again.state == "submitted"
    assert again.planned_at.astimezone(timezone.get_default_timezone()).strftime("%H:%M") == "08:00"


def test_a_kept_trip_starts_a_new_one(huong: Client, cast: Cast) -> None:
    pk = sent(huong)
    assert huong.post(f"/trade/trips/{pk}/keep/", {"name": ""}).status_code == 422
    assert huong.post(f"/trade/trips/{pk}/keep/", {"name": "Thanh long đi Đông Hưng"}).status_code == 303
    with scope(cast.companies[0]):
        kept = SavedTrip.objects.get()
    assert "Thanh long đi Đông Hưng" in huong.get("/trade/").content.decode()
    assert 'value="14C-123.45"' in huong.get(f"/trade/declare/?saved={kept.pk}").content.decode()
    assert huong.post(f"/trade/saved/{kept.pk}/forget/").status_code == 302
    with scope(cast.companies[0]):
        assert not SavedTrip.objects.exists()


def test_nobody_elses_trip_exists(cast: Cast) -> None:
    pk = border.declared(cast, company=1)
    client = signed_in("huong")
    for address in ("", "pass/", "pass/1.png", "pass.pdf", "print/", "papers/"):
        assert client.get(f"/trade/trips/{pk}/{address}").status_code == 404, address
    for act in ("repeat", "change", "cancel", "extend", "answer", "keep"):
        assert client.post(f"/trade/trips/{pk}/{act}/", {"name": "x", "answer": "x"}).status_code == 404, act
    assert client.get(f"/trade/drafts/{pk}/").status_code == 404


def test_the_pass_on_screen_in_a_picture_and_on_paper(cast: Cast) -> None:
    pk = border.accepted(cast)
    client, digits = signed_in("huong"), border.digits(cast, pk, 1)
    page = client.get(f"/trade/trips/{pk}/pass/").content.decode()
    assert 'viewBox="-2.9' in page and f"/trade/trips/{pk}/pass/2/" in page
    assert "is-check" in client.get(f"/trade/trips/{pk}/pass/2/").content.decode()
    [code] = zxingcpp.read_barcodes(Image.open(BytesIO(client.get(f"/trade/trips/{pk}/pass/1.png").content)))
    assert code.text == digits
    for paper, expected in (("a6", 2), ("a4", 1)):
        pdf = client.get(f"/trade/trips/{pk}/pass.pdf?paper={paper}").content
        with pypdfium2.PdfDocument(pdf) as document:
            assert len(document) == expected
            assert digits in {found.text for found in zxingcpp.read_barcodes(document[0].render(scale=200 / 72).to_pil())}
    assert client.get(f"/trade/trips/{pk}/pass.pdf?paper=letter").status_code == 404
    assert client.get(f"/trade/trips/{pk}/pass/9/").status_code == 404
    assert client.get(f"/trade/trips/{pk}/print/").content.startswith(b"%PDF")


def test_changing_before_acceptance_and_after_it(cast: Cast) -> None:
    client = signed_in("huong")
    pk = border.declared(cast)
    assert client.post(f"/trade/trips/{pk}/change/", {"_fields": "remarks", "remarks": "Đi sớm"}).status_code == 303
    assert last(cast).body["remarks"] == "Đi sớm"
    assert client.post(f"/trade/trips/{pk}/change/", {"_fields": "remarks", "remarks": "Đi sớm"}).status_code == 422
    with scope(cast.desk):
        crossing.accept(pk, by=cast.desk, at=border.NOW)
    answer = client.post(f"/trade/trips/{pk}/change/", {"_fields": "contact_phone", "contact_phone": "+8613800138000"})
    assert answer.status_code == 303
    page = client.get(f"/trade/trips/{pk}/").content.decode()
    assert last(cast).revision == 2 and "+8613800138000" in page


def test_a_question_is_answered_and_a_return_shows_its_reasons(cast: Cast) -> None:
    client, pk = signed_in("huong"), border.declared(cast)
    with scope(cast.desk):
        crossing.ask(pk, [{"field": "/drivers", "need": "Bổ sung giấy phép lái xe"}], by=cast.desk, at=border.NOW)
    assert "Bổ sung giấy phép lái xe" in client.get("/trade/").content.decode()
    assert client.post(f"/trade/trips/{pk}/answer/", {"answer": " "}).status_code == 422
    assert client.post(f"/trade/trips/{pk}/answer/", {"answer": "Đã gửi kèm"}).status_code == 303
    assert last(cast).state == "received"
    with scope(cast.desk):
        crossing.return_with_reasons(pk, reasons=["papers_expired"], note="Đăng kiểm hết hạn", by=cast.desk, at=border.NOW)
    page = client.get(f"/trade/trips/{pk}/").content.decode()
    assert "Giấy tờ đã hết hạn" in page and "Đăng kiểm hết hạn" in page and f"/trade/drafts/{pk}/" in page
    assert "Trần Khánh Ly" not in page and "Ly" not in re.findall(r"<ol class=\"tl\">.*?</ol>", page, re.S)[0]


def test_withdrawn_at_once_before_acceptance_and_asked_for_after_it(cast: Cast) -> None:
    client = signed_in("huong")
    first, second = border.declared(cast, 1), border.accepted(cast, 2)
    client.post(f"/trade/trips/{first}/cancel/")
    assert client.post(f"/trade/trips/{second}/cancel/", {"reason_code": "no such"}).status_code == 422
    assert client.post(f"/trade/trips/{second}/cancel/", {"reason_code": "not_travelling"}).status_code == 303
    with scope(cast.companies[0]):
        states = dict(VehicleDeclaration.objects.values_list("id", "state"))
    assert states == {first: "cancelled", second: "accepted"}


def test_more_time_is_asked_for_within_the_limit(cast: Cast) -> None:
    client, pk = signed_in("huong"), border.crossed_out(cast)
    page = client.get(f"/trade/trips/{pk}/").content.decode()
    assert 'name="hours"' in page and "Đông Hưng" in client.get("/trade/").content.decode()
    assert client.post(f"/trade/trips/{pk}/extend/", {"hours": "99", "reason_code": "repair"}).status_code == 422
    assert client.post(f"/trade/trips/{pk}/extend/", {"hours": "24", "reason_code": "repair"}).status_code == 303
    assert "+24 h" in client.get(f"/trade/trips/{pk}/").content.decode()


def test_lists_ask_the_database_as_often_for_three_rows_as_for_one(cast: Cast) -> None:
    client, found = signed_in("huong"), {}
    for rows in (1, 3):
        while declared_so_far(cast) < rows:
            border.accepted(cast, declared_so_far(cast))
        for address in ("/trade/trips/?tab=going", "/trade/trips.csv", "/trade/clients/"):
            client.get(address)
            with CaptureQueriesContext(connection, ) as asked:
                assert client.get(address).status_code == 200
            found.setdefault(address, []).append(len(asked))
    assert all(one == three for one, three in found.values()), found


def declared_so_far(cast: Cast) -> int:
    with scope(cast.companies[0]):
        return VehicleDeclaration.objects.count()


def test_trips_are_found_by_a_part_of_the_plate_and_taken_along(cast: Cast) -> None:
    client = signed_in("huong")
    border.declared(cast, 1)
    trip = last(cast)
    tail = trip.plate_key[-4:]
    assert trip.plate_key[:3] in client.get(f"/trade/trips/?tab=going&q={tail}").content.decode()
    assert "Không tìm thấy" in client.get("/trade/trips/?tab=going&q=zzzz").content.decode()
    lines = client.get("/trade/trips.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2 and trip.number in lines[1]


# ---- papers, company, clients ----------------------------------------------------------------------------


def _file(data: bytes, name: str) -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


def png() -> bytes:
    out = BytesIO()
    Image.new("RGB", (400, 300), "white").save(out, "PNG")
    return out.getvalue()


def test_a_paper_is_checked_kept_shown_and_used(huong: Client, cast: Cast) -> None:
    pk = sent(huong)
    address = f"/trade/trips/{pk}/papers/"
    assert huong.post(address, {"kind": "registration"}).status_code == 422
    assert huong.post(address, {"kind": "registration", "file": _file(b"MZ not a picture", "x.png")}).status_code == 422
    assert huong.post(address, {"kind": "registration", "file": _file(png(), "dang ky.png")}).status_code == 303
    page = huong.get(address).content.decode()
    assert "dang ky.png" in page and "/small/" in page
    paper = int(re.search(r"/trade/papers/(\d+)/file/", page)[1])
    assert huong.get(f"/trade/papers/{paper}/small/").status_code == 200
    assert "attachment" in huong.get(f"/trade/papers/{paper}/file/")["Content-Disposition"]
    assert signed_in("bao").get(f"/trade/papers/{paper}/file/").status_code in (404, 200)
    assert "dang ky.png" in huong.get("/trade/papers/").content.decode()


def test_several_papers_at_once_are_known_by_their_names(huong: Client, cast: Cast) -> None:
    files = [_file(png(), "Đăng ký xe 14C.png"), _file(png() + b"\0", "ho_chieu.png"), _file(png(), "IMG_0001.png"), _file(b"MZ", "GPLV.png")]
    answer = huong.post("/trade/papers/", {"kind": "", "file": files})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "IMG_0001.png: chọn loại giấy tờ" in page and "GPLV.png: " in page
    with scope(cast.companies[0]):
        assert set(Document.objects.values_list("kind", flat=True)) == {"registration", "driver_identity"}
    assert huong.post("/trade/papers/", {"kind": "other", "file": _file(png(), "IMG_0001.png")}).status_code == 303


def test_the_open_page_of_a_trip_asks_for_news_and_gets_all_of_it(cast: Cast) -> None:
    client, pk = signed_in("huong"), border.declared(cast)
    page = client.get(f"/trade/trips/{pk}/").content.decode()
    seen = re.search(r'data-seen="([^"]+)"', page)[1].replace("&quot;", '"')
    asks = {"HX-Request": "true", "If-None-Match": seen}
    assert client.get(f"/trade/trips/{pk}/", headers=asks).status_code == 304
    with scope(cast.desk):
        crossing.accept(pk, by=cast.desk, at=border.NOW)
    part = client.get(f"/trade/trips/{pk}/", headers=asks)
    text = part.content.decode()
    assert part.status_code == 200 and part["ETag"] != seen and "<html" not in text
    assert "Mở thẻ qua cửa" in text and "Đề nghị hủy" in text and "Rút tờ khai" not in text


def test_a_long_row_shows_what_matters_and_folds_the_rest(huong: Client) -> None:
    page = huong.get("/trade/declare/").content.decode()
    drivers = page[page.index('id="f-drivers-rows"'):]
    row = drivers[:drivers.index("<template>")]
    assert re.findall(r'id="f-drivers-0-(\w+)"', row[:row.index("more-f")]) == ["name", "nationality", "document_kind", "document_number"]
    assert 'id="f-drivers-0-phone"' in row[row.index("more-f"):] and '<details class="more-f">' in row
    wrong = huong.post("/trade/declare/", {"_act": "send", "plate": "14C-123.45", "drivers-0-name": "A", "drivers-0-issued_on": "31/02/2026"})
    assert '<details class="more-f" open>' in wrong.content.decode()


def test_a_driver_is_entered_once_corrected_and_let_go(huong: Client, cast: Cast) -> None:
    assert huong.post("/trade/company/drivers/0/", {"name": "", "document_number": ""}).status_code == 422
    made = {"name": "LE VAN TAM", "document_number": "C1234567", "document_kind": "P", "nationality": "VN"}
    assert huong.post("/trade/company/drivers/0/", made).status_code == 303
    with scope(cast.companies[0]):
        row = DriverRecord.objects.get(document_number="C1234567")
    assert huong.post(f"/trade/company/drivers/{row.pk}/", {**made, "name": "LE VAN TAM HAI"}).status_code == 303
    assert huong.post(f"/trade/company/drivers/{row.pk}/", {"_act": "let_go"}).status_code == 303
    with scope(cast.companies[0]):
        row.refresh_from_db()
    assert row.name == "LE VAN TAM HAI" and not row.active
    assert huong.post("/trade/company/craft/0/", {"plate": "14C-999.99", "kind": "truck", "mode": "road", "seats": "3"}).status_code == 303
    assert huong.post("/trade/company/permits/0/", {"number": "LV-1/2026", "plates": "14C-999.99"}).status_code == 303
    assert "value=\"LV-1/2026\"" in huong.post("/trade/declare/", typed(_act="look", case="permit", plate="14C99999")).content.decode()


def test_a_broker_works_for_the_client_he_chose(cast: Cast) -> None:
    border.declared(cast)
    broker = signed_in("bao")
    page = broker.get("/trade/clients/").content.decode()
    clients = re.findall(r'name="client" value="(\d+)"', page)
    assert len(clients) > 1
    client = cast.companies[0].parties[0]
    broker.post("/trade/clients/choose/", {"client": client})
    pk = sent(broker)
    with scope(cast.companies[0]):
        trip = VehicleDeclaration.objects.get(pk=pk)
    assert trip.declarant_id == client and trip.agent_id not in (None, client)
    broker.post("/trade/clients/choose/", {"client": ""})
    assert broker.get(f"/trade/trips/{pk}/").status_code == 200


def test_the_state_by_link_shows_no_person_and_half_a_plate(cast: Cast) -> None:
    pk = border.accepted(cast)
    trip, client = last(cast), signed_in("huong")
    link = re.search(r'href="(/s/[^"]+)"', client.get(f"/trade/trips/{pk}/").content.decode())[1]
    for language in ("vi", "en", "zh-hans"):
        stranger = Client()
        stranger.get(f"/lang/{language}/")
        answer = stranger.get(link)
        page = answer.content.decode()
        assert answer.status_code == 200
        secrets = [trip.driver_name, trip.plate, trip.plate_key, *trip.goods, *(d["document_number"] for d in trip.body.get("drivers", ()))]
        assert not [secret for secret in secrets if secret and secret in page]
    assert Client().get(f"/status/?number={trip.number}&plate={trip.plate_key}")["Location"] == link


def test_the_keeper_of_passes_is_served_for_its_own_pages_only() -> None:
    answer = Client().get("/trade/sw.js")
    assert answer.status_code == 200 and "javascript" in answer["Content-Type"] and "tq.css" in answer.content.decode()
