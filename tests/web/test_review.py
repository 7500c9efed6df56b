"""Pages of review: queue, side by side, decisions, hand-in, follow-ups, blindness."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import goods as made
from tests.actions import test_review as acts
from tests.files import a_pdf
from thongquan.actions import review
from thongquan.models import GoodsDeclaration, GoodsDocument, GoodsRequest, LookUp, Notice, Party, ReviewCase, Task, User
from thongquan.queries import review as looking
from thongquan.queries.scope import everywhere, scope
from thongquan.web.review.urls import urlpatterns

DATABASE = "house"
pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def house():
    cache.clear()
    User.objects.update(demo=True)
    with override_settings(REALM="demo"):
        yield made.open_house()[1]


def client(actor_id: int, language: str = "en") -> Client:
    page = Client()
    page.cookies["tq_language"] = language
    page.force_login(User.objects.get(pk=actor_id), backend="allauth.account.auth_backends.AuthenticationBackend")
    return page


def text(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def mine(house):
    """A review of today with its reviewer's client."""
    pk, who, row, reviewer = acts.under_review(house, at=timezone.now() - DAY)
    return pk, who, row, reviewer, client(reviewer.id)


def head_of(house, row) -> int:
    return acts.leader(house, row.declaration.team_id).id


# ---- who may come in ---------------------------------------------------------------------------------------------------------


def test_every_page_says_who_may_open_it():
    assert [p.pattern for p in urlpatterns if not getattr(p.callback, "allowed_roles", None)] == []


def test_a_dossier_officer_has_no_reviews(house):
    clerk = next(a for a in house.officers.values() if a.is_any("dossier_officer"))
    assert [client(clerk.id).get(f"/review/{path}").status_code for path in ("", "follow-ups/", "1/")] == [403, 403, 403]


def test_another_reviewer_finds_nothing_there(mine, house):
    _, _, row, reviewer, page = mine
    other = next(a for a in house.officers.values() if a.is_any("reviewer") and a.id != reviewer.id)
    assert page.get(f"/review/{row.pk}/").status_code == 200
    assert client(other.id).get(f"/review/{row.pk}/").status_code == 404
    assert client(other.id).post(f"/review/{row.pk}/do/clean/").status_code == 404


# ---- the queue ---------------------------------------------------------------------------------------------------------------


def test_the_queue_says_why_each_was_chosen_and_when_it_is_due(mine):
    pk, _, row, _, page = mine
    shown = page.get("/review/")
    assert "At random" in text(shown) and "59 d" in text(shown).replace("59 days", "59 d") and f"/review/{row.pk}/" in shown.content.decode()
    assert f"/review/{row.pk}/" not in page.get("/review/?why=band").content.decode()
    assert page.get(f"/review/of/{pk}/").headers["Location"] == f"/review/{row.pk}/"


def test_a_longer_queue_asks_no_more_questions(mine, house):
    _, _, _, reviewer, page = mine
    page.get("/review/")
    with CaptureQueriesContext(connection, ) as one:
        page.get("/review/")
    for n in (33, 34):
        pk, _ = acts.cleared(house, n=n, at=timezone.now() - DAY)
        with everywhere():
            hats = Task.objects.filter(declaration_id=pk, kind="review").get()
            if hats.officer_id != reviewer.id:
                Task.objects.filter(pk=hats.pk).update(officer_id=reviewer.id)
    with CaptureQueriesContext(connection) as three:
        shown = page.get("/review/")
    assert text(shown).count("At random") >= 4 and len(three) == len(one)


def test_the_list_goes_along_as_a_file(mine):
    answer = mine[-1].get("/review/?file=csv")
    assert answer["Content-Disposition"].endswith('.csv"') and "At random" in answer.content.decode("utf-8-sig")


# ---- side by side --------------------------------------------------------------------------------------------------------------


def test_four_columns_say_what_was_declared_read_known_and_found(mine):
    pk, _, row, _, page = mine
    with everywhere():
        declaration = made.seen(pk)
        line = declaration.body["lines"][0]
        GoodsDocument.objects.create(declaration=declaration, kind="commercial_invoice", number="INV-1", added_at=timezone.now(), read={
            "invoice_total": {"value": "99999", "source": "xml", "confidence": 1.0},
            "lines/0/name": {"value": line["name"], "source": "xml", "confidence": 1.0},
            "lines/0/quantity": {"value": str(line["quantity"]), "source": "xml", "confidence": 1.0}})
    shown = page.get(f"/review/{row.pk}/")
    said = text(shown)
    assert "99,999" in said and "from the structured file" in said and "register of companies" in said and "tariff of the day" in said
    assert "1 place to look at" in said and "One person, one part" in said and "the database refuses him" in said
    with everywhere():
        assert LookUp.objects.filter(object_type="goods", object_id=pk).exists()


def test_prices_of_a_year_stand_beside_the_declared_one(mine, house):
    pk, _, row, reviewer, page = mine
    with everywhere():
        body = dict(made.seen(pk).body)
    for n in range(5):
        who = house.traders[1]
        (one,) = made.lodged(who, {**body, "own_reference": f"P{n}", "invoice_number": f"P{n}"}, at=timezone.now() - 2 * DAY)
        with everywhere():
            type(one.declaration).objects.filter(pk=one.declaration.pk).update(cleared_at=timezone.now() - DAY, state="cleared")
    with scope(reviewer):
        found = looking.case_of(row.pk, by=reviewer, at=timezone.now())
    price = next(b for b in found.beside if b.field == "unit_price")
    assert price.registry[0] == "prices" and price.registry[1]["count"] == 5 and not price.differs
    assert "5 lines in 12 months" in text(page.get(f"/review/{row.pk}/"))


# ---- decisions -----------------------------------------------------------------------------------------------------------------


def test_an_outcome_without_a_finding_comes_back_with_what_was_typed(mine):
    _, _, row, _, page = mine
    answer = page.post(f"/review/{row.pk}/do/amend/", {"note": "Xem hóa đơn số 7"})
    assert answer.status_code == 422 and "at least one finding" in text(answer) and "Xem hóa đơn số 7" in answer.content.decode()
    answer = page.post(f"/review/{row.pk}/do/amend/", {"type-0": "value", "difference": "mười"})
    assert answer.status_code == 422 and "number of đồng" in text(answer)


def test_a_finding_is_followed_up_and_shown(mine, house):
    _, who, row, reviewer, page = mine
    answer = page.post(f"/review/{row.pk}/do/amend/", {"type-0": "value", "line-0": "1", "note-0": "Giá thấp", "difference": "1.500.000"}, follow=True)
    assert answer.status_code == 200 and "asked to amend" in text(answer)
    assert re.search(r"\d{4} \d{4} \d{4}: the review is decided", text(answer)), "the number stands as people read it"
    with everywhere():
        done = ReviewCase.objects.get(pk=row.pk)
        assert (done.outcome, done.duty_difference, done.findings) == ("amend", 1_500_000, [{"type": "value", "line": 1, "note": "Giá thấp"}])
        request = GoodsRequest.objects.get(kind="review_amend")
    trader = User.objects.create(username="kho", full_name="Kho")
    _join(trader, who)
    shown = client(trader.pk).get(f"/review/hand-in/{request.pk}/")
    assert "Giá thấp" in text(shown) and "Amend the declaration" in text(shown)
    names = [user.full_name for user in User.objects.filter(pk__in=[reviewer.id])]
    assert not any(name in shown.content.decode() for name in names)
    assert "To be amended" in text(client(head_of(house, row)).get("/review/follow-ups/"))


def test_a_sister_says_in_what_it_is_like_and_the_band_has_its_bars(mine, house):
    pk, who, row, _, page = mine
    with everywhere():
        ours = ReviewCase.objects.get(pk=row.pk).declaration
        ReviewCase.objects.filter(pk=row.pk).update(band="medium")
    at = timezone.now() - DAY
    other = next(values for n in range(40, 90) if (values := acts.consigned(n, at))["lines"][0]["hs"][:6] != ours.first_hs[:6])
    (twin,) = made.lodged(who, {**other, "exporter": ours.body["exporter"]}, at=at)
    with everywhere():
        GoodsDeclaration.objects.filter(pk=twin.declaration.pk).update(state="cleared", cleared_at=at)
    for shown in (page.get("/review/"), page.get(f"/review/{row.pk}/")):
        assert '<span class="risk nw' in shown.content.decode(), "bars outside .risk have no size of their own"
    page.post(f"/review/{row.pk}/do/violation/", {"type-0": "value", "line-0": "1", "note-0": "Sai giá rõ ràng"})
    found = page.get(f"/review/{row.pk}/").content.decode()
    assert '<span class="xs">same supplier</span>' in found


def _join(user, who):
    from thongquan.models import Grant

    Grant.objects.create(user=user, role="declarant", party=Party.objects.get(pk=who.parties[0]), since=timezone.now().date() - DAY)


def test_the_declarant_hands_in_a_file(mine):
    pk, who, row, reviewer, page = mine
    assert page.post(f"/review/{row.pk}/do/ask/", {"need": "Hợp đồng mua bán có chữ ký hai bên"}).status_code == 303
    with everywhere():
        request = GoodsRequest.objects.get(kind="review")
    trader = User.objects.create(username="kho", full_name="Kho")
    _join(trader, who)
    theirs = client(trader.pk)
    assert theirs.post(f"/review/hand-in/{request.pk}/", {"kind": "sales_contract"}).status_code == 422
    sent = theirs.post(f"/review/hand-in/{request.pk}/", {
        "kind": "sales_contract", "text": "Hợp đồng 18", "file": SimpleUploadedFile("hd.pdf", a_pdf(), "application/pdf")})
    assert sent.status_code == 303
    shown = page.get(f"/review/{row.pk}/")
    assert "Sales contract" in text(shown) and "Hợp đồng 18" in text(shown)
    with everywhere():
        paper = GoodsDocument.objects.get(declaration_id=pk, kind="sales_contract", document__isnull=False)
    assert page.get(f"/review/{row.pk}/papers/{paper.document_id}/").status_code == 200


def test_a_head_confirms_a_violation_and_the_reviewer_does_not(mine, house):
    _, _, row, _, page = mine
    page.post(f"/review/{row.pk}/do/violation/", {"type-0": "value", "difference": "10000000"})
    head = client(head_of(house, row))
    shown = head.get("/review/follow-ups/?tab=record")
    assert "2,000,000" in text(shown) and "believed" in text(shown)
    assert page.post(f"/review/follow-ups/{row.pk}/record/", {"text": "BB-1"}).status_code == 403
    assert head.post(f"/review/follow-ups/{row.pk}/record/", {"text": "BB-118", "tab": "record"}).status_code == 303
    with everywhere():
        assert ReviewCase.objects.get(pk=row.pk).follow["record_number"] == "BB-118"


def test_whoever_looks_again_does_not_learn_that_it_is_again(mine, house):
    pk, _, row, first, page = mine
    page.post(f"/review/{row.pk}/do/violation/", {"type-0": "value", "note-0": "Sai giá rõ ràng", "difference": "10000000"})
    with everywhere():
        second = ReviewCase.objects.filter(blind_of=row).first() or review.again(ReviewCase.objects.get(pk=row.pk), at=timezone.now())
        another = made.officer_of(pk, "review")
    assert another.id != first.id
    theirs = client(another.id)
    for shown in (theirs.get("/review/"), theirs.get(f"/review/{second.pk}/")):
        said = text(shown)
        assert "At random" in said and "Blind" not in said and "Sai giá" not in said and "10,000,000" not in said
    assert theirs.get(f"/review/{row.pk}/").status_code == 404
    for other_page in ("", "history/"):  # who looked first and what came of it stands there
        assert theirs.get(f"/central/goods/{pk}/{other_page}").headers["Location"] == f"/review/of/{pk}/"
        assert page.get(f"/central/goods/{pk}/{other_page}").status_code == 200
    assert theirs.post(f"/review/{second.pk}/do/clean/").status_code == 303
    assert "Blind pairs that disagree" in text(client(head_of(house, row)).get("/review/follow-ups/"))
    assert "Blind" not in text(theirs.get(f"/review/{second.pk}/"))


def twice_looked_at(mine, house):
    """The first look found nothing; the blind second one says that tax is missing. The pair and the head's page."""
    pk, who, row, first, page = mine
    page.post(f"/review/{row.pk}/do/clean/")
    with everywhere():
        second = ReviewCase.objects.filter(blind_of=row).first() or review.again(ReviewCase.objects.get(pk=row.pk), at=timezone.now())
        another = made.officer_of(pk, "review")
    theirs = client(another.id)
    theirs.post(f"/review/{second.pk}/do/amend/", {"type-0": "value", "note-0": "Giá thấp hơn hóa đơn gốc", "difference": "3000000"})
    return who, second, page, theirs, client(head_of(house, row))


def told(who):
    """What the declarant was told of reviews."""
    with scope(who):
        return sorted(Notice.objects.filter(kind__startswith="review").values_list("kind", flat=True))


def test_what_only_the_second_look_found_is_followed_up_by_a_head(mine, house):
    who, second, page, theirs, head = twice_looked_at(mine, house)
    with everywhere():
        assert ReviewCase.objects.get(pk=second.pk).follow_state == ""
    assert told(who) == []
    shown = text(head.get("/review/follow-ups/"))
    assert "Follow the second up" in shown and "Leave it at the first" in shown
    for reviewer in (page, theirs):
        assert reviewer.post(f"/review/follow-ups/{second.pk}/second/").status_code == 403
    assert head.post(f"/review/follow-ups/{second.pk}/second/").status_code == 303
    shown = text(head.get("/review/follow-ups/?tab=amendment"))
    assert "3,000,000" in shown and "being followed up" in shown and "Follow the second up" not in shown
    assert head.post(f"/review/follow-ups/{second.pk}/second/").status_code == 409
    assert told(who) == ["review_amend", "review_outcome"]


def test_a_head_leaves_it_at_the_first_look_with_words(mine, house):
    who, second, _page, _theirs, head = twice_looked_at(mine, house)
    assert head.post(f"/review/follow-ups/{second.pk}/first/", {"text": "ngắn"}).status_code == 409
    assert head.post(f"/review/follow-ups/{second.pk}/first/", {"text": "Giá đã đối chiếu với hợp đồng gốc"}).status_code == 303
    shown = text(head.get("/review/follow-ups/"))
    assert "Giá đã đối chiếu với hợp đồng gốc" in shown and "Follow the second up" not in shown
    assert told(who) == []
