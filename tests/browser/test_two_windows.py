"""One draft in two windows: what each typed stays, and a page of lines takes what a spreadsheet gave."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.people import DESK, signs_in, wears
from tests.browser.test_trader import until
from tests.browser.test_trader_goods import house

__all__ = ["house"]

#: how an example stands out from its box, by WCAG's formula
CONTRAST = """() => {
  const box = document.querySelector("[name=lines-0-quantity]"), said = getComputedStyle(box, "::placeholder");
  const [text, ground] = [said.color, getComputedStyle(box).backgroundColor].map(color => color.match(/[\\d.]+/g).slice(0, 3).map(Number));
  const mixed = text.map((part, n) => part * said.opacity + ground[n] * (1 - said.opacity));
  const light = color => color.map(part => part / 255).map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, n) => sum + part * [0.2126, 0.7152, 0.0722][n], 0);
  const [one, other] = [light(mixed), light(ground)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}"""
SAVED = "document.querySelector('[data-saved]').textContent.includes('Đã lưu nháp')"
GONE = "!Object.keys(localStorage).some(name => name.startsWith('tq:') && name.includes('/drafts/'))"
ROWS = "73181510\tBu lông thép mạ kẽm, đường kính 8 mm\tCN\t1.234,5\tKGM\t\t1.000,50\n85444296\tCáp điện hạ thế, lõi đồng\tCN\t20\tMTR\t\t2.000\n"
PASTE = """([name, text]) => {
  const box = document.querySelector(`[name="${name}"]`), data = new DataTransfer();
  box.focus();
  data.setData("text/plain", text);
  box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def tra(browser: Any, live: str, house: None) -> Iterator[Any]:
    context = browser.new_context(base_url=live, viewport=DESK, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    page = context.new_page()
    signs_in(page, "tra")
    yield page
    context.close()


def begun(page: Any) -> str:
    page.goto("/trade/goods/new/")
    page.select_option("#kind", "A11")
    page.locator("main form.card .btn-1").click()
    page.wait_for_url("**/drafts/*/")
    return page.url


def test_what_each_window_typed_stays(tra: Any) -> None:
    address = begun(tra)
    other = tra.context.new_page()
    other.goto(address)
    tra.fill("[name=exporter]", "GUANGXI BEILUN TRADING")
    tra.fill("[name=lines-0-name]", "Bu lông thép mạ kẽm")
    until(tra, SAVED)
    other.fill("[name=invoice_number]", "INV-2026-7")
    until(other, SAVED)
    other.click(".btns button[value=keep]")
    other.wait_for_load_state()
    found = {name: other.input_value(f"[name={name}]") for name in ("exporter", "invoice_number", "lines-0-name")}
    assert found == {"exporter": "GUANGXI BEILUN TRADING", "invoice_number": "INV-2026-7", "lines-0-name": "Bu lông thép mạ kẽm"}


def pasted(page: Any, count: int, cells: str = "\t50") -> str:
    """The address of a draft with so many lines of bolts, 1, 2, 3… kilograms; `cells` are price and value."""
    address = begun(page)
    page.evaluate(PASTE, ["lines-0-hs", "".join(f"73181510\tBu lông lô {n}\tCN\t{n}\tKGM\t{cells}\n" for n in range(1, count + 1))])
    page.locator(f"[name=lines-{count - 1}-name]").wait_for()
    until(page, SAVED)
    page.goto(address)
    return address


def beside(page: Any, address: str) -> Any:
    """Another window on the same draft."""
    other = page.context.new_page()
    other.goto(address)
    return other


def lines_of(page: Any, address: str) -> list[tuple[str, str]]:
    """The names and quantities that stand in the draft."""
    page.goto(address)
    count = page.locator("[name^=lines-][name$=-name]").count()
    rows = [(page.input_value(f"[name=lines-{n}-name]"), page.input_value(f"[name=lines-{n}-quantity]")) for n in range(count)]
    return [row for row in rows if row[0]]


def test_two_clerks_over_the_lines_of_one_draft(tra: Any) -> None:
    """One corrects and takes away, the other corrects a line further down and adds one: all of it stands at the end."""
    address = pasted(tra, 4)
    other = beside(tra, address)
    tra.fill("[name=lines-0-quantity]", "11")
    until(tra, SAVED)
    tra.click("button[value=drop-1]")
    until(tra, "document.querySelector('[name=lines-2-quantity]').value === '4'")
    other.fill("[name=lines-3-quantity]", "44")
    until(other, SAVED)
    other.fill("[name=lines-4-name]", "Long đền thép")
    other.fill("[name=lines-4-quantity]", "5")
    until(other, GONE)
    assert lines_of(tra, address) == [("Bu lông lô 1", "11"), ("Bu lông lô 3", "3"), ("Bu lông lô 4", "44"), ("Long đền thép", "5")]
    other.fill("[name=lines-4-quantity]", "6")  # saved again, a line that was new is no second one
    other.click(".btns button[value=keep]")
    other.wait_for_load_state()
    assert lines_of(other, address)[-2:] == [("Bu lông lô 4", "44"), ("Long đền thép", "6")]


def test_a_line_typed_just_before_another_term_is_chosen_is_saved(tra: Any) -> None:
    """The answer to the term draws the lines anew before they are saved."""
    address = begun(tra)
    tra.fill("[name=lines-0-name]", "Bu lông thép")
    tra.fill("[name=lines-0-quantity]", "10")
    until(tra, SAVED)
    with tra.expect_response(lambda answer: answer.request.method == "POST" and "x-autosave" in answer.request.headers):
        tra.fill("[name=lines-0-quantity]", "25")
        tra.select_option("[name=incoterm]", "FOB")
    assert lines_of(tra, address) == [("Bu lông thép", "25")]


def test_what_the_tariff_tells_of_one_line_is_not_filled_into_another(tra: Any) -> None:
    """The first line is gone in the other window; of the second everything but its origin stays as it was."""
    address = pasted(tra, 3, "2\t")
    other = beside(tra, address)
    other.click("button[value=drop-0]")
    until(other, "document.querySelector('[name=lines-0-quantity]').value === '2'")
    with tra.expect_response(lambda answer: answer.request.method == "POST" and "x-autosave" not in answer.request.headers):
        tra.fill("[name=lines-1-origin]", "VN")
        tra.press("[name=lines-1-origin]", "Tab")
    until(tra, SAVED)
    assert tra.input_value("[name=lines-1-invoice_value]") == "4"
    tra.goto(address)
    assert [tra.input_value(f"[name=lines-{n}-{box}]") for n in (0, 1) for box in ("origin", "invoice_value")] == ["VN", "4", "CN", "6"]


def test_what_was_typed_while_signed_out_goes_to_its_own_line(tra: Any) -> None:
    address = pasted(tra, 3)
    tra.context.set_offline(True)
    tra.fill("[name=lines-1-quantity]", "22")
    until(tra, "document.querySelector('.saved.t-stop')")
    tra.context.set_offline(False)
    other = tra.context.new_page()
    other.goto("about:blank")
    tra.evaluate("() => { window.kept = {...localStorage}; localStorage.clear(); }")
    kept = tra.evaluate("kept")
    tra.goto("about:blank")
    other.goto(address)
    other.click("button[value=drop-0]")
    until(other, "document.querySelector('[name=lines-0-quantity]').value === '2'")
    other.evaluate("kept => Object.assign(localStorage, kept)", kept)
    with other.expect_response(lambda answer: answer.request.method == "POST" and "x-autosave" in answer.request.headers):
        other.goto(address)
    assert lines_of(tra, address) == [("Bu lông lô 2", "22"), ("Bu lông lô 3", "3")]


def test_a_number_of_a_line_that_could_not_be_read_is_said_though_the_page_saved_itself(tra: Any) -> None:
    begun(tra)
    tra.fill("[name=lines-0-name]", "Bu lông thép mạ kẽm")
    tra.fill("[name=lines-0-quantity]", "mười tấn")
    until(tra, SAVED)
    for _again in (1, 2):
        tra.click("button[value=check]")
        tra.wait_for_load_state()
        assert tra.input_value("[name=lines-0-quantity]") == "mười tấn" and tra.locator("[name=lines-0-quantity][aria-invalid=true]").count() == 1
    tra.fill("[name=lines-0-quantity]", "10")
    tra.click(".btns button[value=keep]")
    tra.wait_for_load_state()
    assert tra.input_value("[name=lines-0-quantity]") == "10"


def test_what_could_not_be_read_is_still_said_after_the_next_save(tra: Any) -> None:
    begun(tra)
    tra.fill("[name=gross_kg]", "mười tấn")
    tra.click("button[value=check]")
    tra.wait_for_load_state()
    assert tra.input_value("[name=gross_kg]") == "mười tấn"
    tra.fill("[name=exporter]", "GUANGXI BEILUN TRADING")
    tra.click("button[value=check]")
    tra.wait_for_load_state()
    assert tra.input_value("[name=gross_kg]") == "mười tấn" and tra.locator("[name=gross_kg][aria-invalid=true]").count() == 1


def test_enter_goes_to_the_next_box_and_leaves_the_page_where_it_is(tra: Any) -> None:
    address = begun(tra)
    tra.evaluate("document.body.dataset.same = 1")
    tra.fill("[name=exporter]", "GUANGXI BEILUN TRADING")
    tra.keyboard.press("Enter")
    assert tra.evaluate("document.activeElement.name") == "partner_country"
    until(tra, SAVED)
    assert tra.url == address and tra.evaluate("document.body.dataset.same") == "1"


def test_rows_pasted_from_a_spreadsheet_become_lines(tra: Any) -> None:
    begun(tra)
    tra.evaluate(PASTE, ["lines-0-hs", ROWS])
    tra.locator("[name=lines-1-name]").wait_for()
    rows = [[tra.input_value(f"[name=lines-{n}-{name}]") for name in ("hs", "quantity", "unit", "invoice_value")] for n in (0, 1)]
    assert rows == [["73181510", "1234,5", "KGM", "1000,5"], ["85444296", "20", "MTR", "2000"]]
    assert tra.input_value("[name=lines-2-hs]") == ""


def test_the_value_of_a_line_stands_there_while_its_box_has_the_cursor(tra: Any) -> None:
    begun(tra)
    for name, text in (("hs", "73181510"), ("name", "Bu lông"), ("quantity", "1000"), ("unit_price", "10")):
        tra.fill(f"[name=lines-0-{name}]", text)
    tra.keyboard.press("Tab")
    assert tra.evaluate("document.activeElement.name") == "lines-0-invoice_value"
    until(tra, "document.querySelector('[name=lines-0-invoice_value]').value === '10000'")


def test_one_chinese_character_finds_codes(tra: Any) -> None:
    begun(tra)
    tra.locator("#f-lines-0-hs").press_sequentially("茶")
    tra.locator("#f-lines-0-hs-l [data-hs^='0902']").first.wait_for()


def test_what_was_typed_on_one_page_of_lines_stays_on_that_page(tra: Any) -> None:
    address = begun(tra)
    tra.evaluate(PASTE, ["lines-0-hs", "".join(f"73181510\tBu lông lô {n}\tCN\t5\tKGM\t\t50\n" for n in range(1, 61))])
    tra.locator("#lines nav a").last.wait_for()
    for leave in (lambda: tra.locator("#lines nav a").last.click(), lambda: tra.goto(f"{address}?rows=2")):
        tra.goto(f"{address}?rows=1")
        tra.fill("[name=lines-0-name]", "Ốc vít thép")
        leave()
        tra.locator("[name=lines-50-name]").wait_for()
        assert tra.input_value("[name=lines-50-name]") == "Bu lông lô 51"
        until(tra, GONE)
        tra.goto(f"{address}?rows=1")
        assert [tra.input_value(f"[name=lines-{n}-name]") for n in (0, 1)] == ["Ốc vít thép", "Bu lông lô 2"]
        tra.fill("[name=lines-0-name]", "Bu lông lô 1")
        until(tra, SAVED)


def test_the_page_of_one_line_keeps_what_was_typed_when_it_is_left(tra: Any) -> None:
    address = begun(tra)
    tra.fill("[name=lines-0-name]", "Bu lông thép mạ kẽm")
    until(tra, SAVED)
    tra.goto(f"{address}lines/1/")
    tra.fill("[name=brand]", "Hải Ninh")
    tra.locator(f"a[href^='{address.partition('/trade')[1]}{address.partition('/trade')[2]}']").first.click()
    tra.wait_for_url("**/?rows=1*")
    tra.goto(f"{address}lines/1/")
    assert tra.input_value("[name=brand]") == "Hải Ninh" and tra.input_value("[name=name]") == "Bu lông thép mạ kẽm"


def test_a_line_is_renamed_on_its_own_page_while_another_window_takes_away_the_one_before(tra: Any) -> None:
    address = pasted(tra, 3)
    tra.goto(f"{address}lines/2/")
    for name in ("Ốc vít", "Ốc vít thép mạ"):  # saved twice under way
        tra.fill("[name=name]", name)
        until(tra, GONE)
    other = beside(tra, address)
    other.click("button[value=drop-0]")
    until(other, "document.querySelector('[name=lines-1-quantity]').value === '3'")
    tra.fill("[name=brand]", "Hải Ninh")
    until(tra, GONE)
    assert lines_of(tra, address) == [("Ốc vít thép mạ", "2"), ("Bu lông lô 3", "3")]
    tra.goto(f"{address}lines/1/")
    assert tra.input_value("[name=brand]") == "Hải Ninh"


def test_the_example_in_an_empty_box_can_be_read_by_day_and_by_night(tra: Any) -> None:
    begun(tra)
    for theme in ("light", "dark"):
        wears(tra, theme)
        assert tra.evaluate(CONTRAST) >= 4.5, theme
