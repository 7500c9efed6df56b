"""`thongquan duty compute`: what it reads, what it tells."""

from __future__ import annotations

import argparse
import gzip
import io
import json
import re
from datetime import date
from decimal import Decimal

import pytest

from tests.core.duty_book import EXCHANGE, FULL_DAY, TARIFF
from thongquan.catalog.rates import DUTY_LAW
from thongquan.cli import duty
from thongquan.core.duty import compute

BODY = {"kind": "A11", "incoterm": "FOB", "currency": "USD", "freight": "100", "freight_currency": "USD",
        "lines": [{"hs": "0808.10.00", "name": "Táo tươi", "origin": "CN", "invoice_value": "1000", "preference": "ACFTA", "colour": "red"}],
        "documents": [{"kind": "certificate_of_origin", "number": "E26/118"}]}


@pytest.fixture
def lodged(tmp_path):
    def write(document):
        path = tmp_path / "declaration.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return duty.read(str(path))
    return write


@pytest.mark.parametrize("document", [BODY, {"direction": "import", "form": BODY}, {"body": BODY}])
def test_the_declaration_is_read_as_the_interface_takes_it(lodged, document):
    facts, unread = lodged(document)
    assert (facts.direction, facts.lines[0].hs, facts.valuation.freight) == ("import", "08081000", Decimal(100))
    assert [finding.pointer for finding in unread] == ["/lines/0/colour"]


def test_the_type_tells_an_export(lodged):
    assert lodged({"kind": "B11", "lines": []})[0].direction == "export"


@pytest.mark.parametrize("document", [[], {"direction": "sideways"}])
def test_what_is_no_declaration_is_refused(lodged, document):
    with pytest.raises(ValueError, match="JSON object|direction"):
        lodged(document)


def test_a_file_of_nonsense_ends_with_two(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"{nonsense")))
    assert duty.run(argparse.Namespace(file="-", at=FULL_DAY, rate=[], language="vi", json=True)) == 2
    assert "error" in json.loads(capsys.readouterr().err)


def test_a_rate_stated_wins_over_the_register():
    exchange = duty.Stated({"USD": Decimal(26000)}, EXCHANGE, FULL_DAY)
    assert exchange.rate("USD", FULL_DAY).dong == 26000 and exchange.rate("USD", FULL_DAY).believed
    assert exchange.rate("CNY", FULL_DAY).dong == 3500
    assert duty.stated("usd=26000.5") == ("USD", Decimal("26000.5"))
    for wrong in ("USD", "USD=", "USD=-1", "USD=NaN", "DOLLAR=3"):
        with pytest.raises(argparse.ArgumentTypeError):
            duty.stated(wrong)


def test_people_read_each_figure_with_its_steps(lodged):
    facts, unread = lodged(BODY)
    found = compute(facts, TARIFF, EXCHANGE, DUTY_LAW, FULL_DAY)
    said = "\n".join(duty.text(found, (*unread, *found.findings), "vi"))
    assert "1. 08081000  27.500.000 đ" in said and "Cộng cước vận chuyển: 2.500.000 đ" in said
    assert "Thuế giá trị gia tăng: Phải nộp 2.750.000 đ" in said and said.splitlines()[-1].startswith("! FRM-07 /lines/0/colour")
    assert "Import duty: Payable 0 đ" in "\n".join(duty.text(found, (), "en"))


def test_a_withheld_amount_is_a_dash_and_a_sentence(lodged):
    facts, _ = lodged({**BODY, "lines": [{"hs": "99999999", "invoice_value": 5}]})
    found = compute(facts, TARIFF, EXCHANGE, DUTY_LAW, date(2027, 2, 1))
    assert not found.complete and found.total == 0
    assert duty.told(found.findings[-1])["says"]["en"] == "Line 1: code 99999999 is not in the tariff; its taxes are not computed yet"


def handed_in(data, capsys, tmp_path, name="declaration.json"):
    """What the command answers to these bytes: its status and its error."""
    path = tmp_path / name
    path.write_bytes(data)
    status = duty.run(argparse.Namespace(file=str(path), at=FULL_DAY, rate=[], language="vi", json=True))
    return status, json.loads(capsys.readouterr().err)["error"]


@pytest.mark.parametrize("encoded", [
    lambda text: text.encode("utf-8-sig"), lambda text: text.encode("utf-16"), lambda text: gzip.compress(text.encode()),
    lambda text: text.replace("\n", "\r\n").encode()])
def test_a_file_saved_by_any_program_is_read(tmp_path, encoded):
    path = tmp_path / "declaration.json"
    path.write_bytes(encoded(json.dumps(BODY, indent=1, ensure_ascii=False)))
    facts, _ = duty.read(str(path))
    assert facts.lines[0].name == "Táo tươi"


@pytest.mark.parametrize(("data", "says"), [
    (b"", "the file is empty"), (b'{"kind": "A11",\n "lines": [}', "line 2, column 12"), (b"[" * 100_000, "too deep"),
    (b"\xff\xd8\xff\xe0JFIF", "no text|no JSON"), (gzip.compress(b"{}", mtime=0)[:-6], "not whole"), (b"[]", "JSON object")])
def test_what_cannot_be_read_is_told_in_plain_words(capsys, tmp_path, data, says):
    status, error = handed_in(data, capsys, tmp_path)
    assert status == 2 and re.search(says, error) and "declaration.json" in error and "Errno" not in error


def test_a_file_that_is_not_there_is_told_in_plain_words(capsys, tmp_path):
    for place, says in ((tmp_path, "folder"), (tmp_path / "none.json", "no such file")):
        assert duty.run(argparse.Namespace(file=str(place), at=FULL_DAY, rate=[], language="vi", json=True)) == 2
        error = json.loads(capsys.readouterr().err)["error"]
        assert says in error and "Errno" not in error


def test_a_declaration_without_lines_has_no_whole_sum(lodged):
    for lines in ([], "x"):
        _, unread = lodged({**BODY, "lines": lines})
        assert any(finding.blocks and duty.taxed(finding.pointer) for finding in unread)


@pytest.mark.parametrize(("wrong", "whole"), [({"freight": "1,000"}, False), ({"invoice_total": "abc"}, False), ({"marks": "x" * 9999}, True)])
def test_a_figure_that_could_not_be_read_leaves_the_sum_short(lodged, wrong, whole):
    _, unread = lodged({**BODY, **wrong})
    assert any(finding.blocks for finding in unread)
    assert any(finding.blocks and duty.taxed(finding.pointer) for finding in unread) is not whole
