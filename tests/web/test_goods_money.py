"""Duty computed again and tax paid back, through the pages of officer, head and trader."""


from tests import goods as kit
from tests.web.test_central import HOUR, clerk_of, client, lodged, owner, seen, text
from thongquan.actions import payment
from thongquan.actions.declaration import change
from thongquan.core.actor import system
from thongquan.models import GoodsRequest, PaymentOrder, TariffEdition, TariffRow, Task, User
from thongquan.queries.access import actor_of, all_units
from thongquan.queries.scope import scope

DATABASE = "house"
GREEN = 5000


def whole():
    return scope(system(all_units()))


def act(browser, pk, code, **sent):
    return browser.post(f"/central/goods/{pk}/do/{code}/", {"version": seen(pk).version, **sent})


def test_the_officer_computes_what_lacked_a_rate_and_the_queue_tells_the_promise(house):
    day = kit.NOW.date()
    with whole():
        edition = TariffEdition.objects.create(source="draft", sha256="1" * 64, state="active", activate_on=day, imported_at=kit.NOW)
    values = kit.answers(3)
    with whole():
        TariffRow.objects.create(edition=edition, hs=values["lines"][0]["hs"], line=1, text_vi="Hàng")
    pk = lodged(house, die=GREEN)
    user, browser = clerk_of(pk)
    queue = browser.get("/central/").content.decode()
    assert "Promised until" in queue
    page = browser.get(f"/central/goods/{pk}/?act=duty")
    assert "Compute the duty again" in text(page) and "A code or a rate was missing" in text(page)
    assert act(browser, pk, "duty").status_code == 422
    with whole():
        TariffEdition.objects.filter(pk=edition.pk).update(state="rolled_back")
    assert act(browser, pk, "duty").status_code == 303
    assert seen(pk).tax_total > 0 and "Compute the duty again" not in text(browser.get(f"/central/goods/{pk}/"))


def test_what_was_paid_too_much_is_approved_by_the_head_and_itemised_for_the_trader(house):
    pk, at = lodged(house, n=20, die=GREEN), kit.NOW
    who = owner(house, pk)
    with scope(who):
        sent = payment.pay(PaymentOrder.objects.get(declaration_id=pk, state="open").pk, bank="VTB", by=who, at=at)
    with whole():
        payment.paid(sent.pk, bank_reference="V-1", at=at)
        body = seen(pk).body
    less = body["lines"][0]["invoice_value"] / 2
    with scope(who):
        wish = change.amend(pk, {"lines": [{**body["lines"][0], "invoice_value": less, "unit_price": None}], "invoice_total": less}, reason="Giảm giá",
                            by=who, at=at + HOUR / 4)
    with whole():
        user = User.objects.get(pk=Task.objects.get(declaration_id=pk, kind="dossier").officer_id)
    clerk = actor_of(user, at.date())
    with scope(clerk):
        change.decide_amendment(wish.pk, approve=True, by=clerk, at=at + HOUR / 2)
    with whole():
        amount = GoodsRequest.objects.get(declaration_id=pk, kind="refund").after["amount"]
    assert "Approve the refund" not in text(client(user.username).get(f"/central/goods/{pk}/?act=refund"))  # he proposed it
    chief = client("chau")
    assert "Approve the refund" in text(chief.get(f"/central/goods/{pk}/?act=refund"))
    assert act(chief, pk, "refund").status_code == 303
    assert "treasury" in text(chief.get(f"/central/goods/{pk}/?act=refund"))
    assert act(chief, pk, "refund", reference="").status_code == 422
    assert act(chief, pk, "refund", reference="KB-118/2026").status_code == 303
    her = client("tra")
    statement, case = text(her.get(f"/trade/goods/{pk}/statement/")), text(her.get(f"/trade/goods/{pk}/"))
    assert "Refund KB-118/2026" in statement and "Paid back" in statement and f"{amount:,}" in statement
    assert "Refund" in case and "Paid back" in case
    for language, words in (("vi", "Hoàn thuế"), ("zh-hans", "退税")):
        assert words in client("tra", language).get(f"/trade/goods/{pk}/statement/").content.decode()
    assert her.get(f"/trade/goods/{pk}/statement.pdf").content.startswith(b"%PDF")
