"""The tariff by day: imported in stages, replayed, approved by two, rolled back in one step; search on what is in force."""

import argparse
import gzip
import json
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.beside import DATA
from thongquan.actions import duty
from thongquan.catalog import tariff as book
from thongquan.catalog.tariff import SUBHEADINGS
from thongquan.cli import import_
from thongquan.core.actor import Actor, system
from thongquan.core.refused import Conflict, NotAllowed, Refused
from thongquan.core.tariff_import import read_book
from thongquan.exchange.formats.rate_table import read_rates
from thongquan.exchange.formats.tariff_table import read_grid, with_findings
from thongquan.models import ExchangeRate, TariffEdition, TariffRow
from thongquan.queries import duty as asked
from thongquan.queries.scope import scope

pytestmark = pytest.mark.django_db
OFFICIAL = DATA / "tariff/tariff_vn_ahtn2022.csv.gz"
AT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)
HEAD = "Level,HSCode,Description_VN,Description_EN,Standard import duty rate,MFN rate,Import duty rate per ACFTA"
KEEPER, HEAD_OF_ALL, OTHER = (Actor(n, name, frozenset({role})) for n, name, role in (
    (901, "Kiên", "administrator"), (902, "Nhu", "nation_leader"), (903, "An", "dossier_officer")))


def table(mfn="30", more=""):
    return f'{HEAD}\n0,0810,"Quả khác, tươi","Other fruit, fresh",,,\n1,08106000,- Quả sầu riêng,- Durians,45,{mfn},0 (-MM)\n{more}'.encode()


def imported(data, **more):
    return duty.import_tariff(read_book(read_grid(data), frozenset(SUBHEADINGS)), source="bieu-thue.csv", sha256=str(hash(data)), by=KEEPER, at=AT, **more)


def seen(data, **more):
    """A table that was replayed: its differences can be looked at."""
    return duty.replay_tariff(imported(data, **more).pk, by=KEEPER, at=AT)


def activated(data, day):
    row = seen(data)
    duty.propose_tariff(row.pk, activate_on=day, reason="Nghị định mới", by=KEEPER, at=AT)
    return duty.approve_tariff(row.pk, by=HEAD_OF_ALL, at=AT)


def mfn(day, hs="08106000"):
    found = asked.tariff_on(day).line(hs, day)
    return str(found.line.mfn) if found else None


@pytest.fixture(autouse=True)
def reach():
    with scope(KEEPER):
        yield


def test_without_an_import_the_embedded_book_serves_and_says_that_it_is_believed():
    found = asked.tariff_on(TODAY).line("08106000", TODAY)
    assert found.exact and found.line.believed and str(found.line.mfn) == "30%"
    answer = asked.search_hs("sau rieng", day=TODAY)
    assert not answer.edition.imported and answer.found[0].code == "08106000"
    assert "KDTV" in [kind.code for kind in answer.found[0].permits]


def test_an_edition_counts_from_its_day_and_only_after_two_people():
    row = imported(table("20"))
    assert row.state == "validated" and TariffRow.objects.filter(edition=row).count() == 1 and mfn(TODAY) == "30%"
    with pytest.raises(NotAllowed):
        duty.propose_tariff(row.pk, activate_on=TODAY, reason="x", by=OTHER, at=AT)
    with pytest.raises(Conflict, match="TRF-14"):
        duty.propose_tariff(row.pk, activate_on=TODAY, reason="x", by=KEEPER, at=AT)  # nobody has seen what it changes
    duty.replay_tariff(row.pk, by=KEEPER, at=AT)
    duty.propose_tariff(row.pk, activate_on=TODAY + timedelta(days=3), reason="Nghị định mới", by=KEEPER, at=AT)
    with pytest.raises(NotAllowed):
        duty.approve_tariff(row.pk, by=KEEPER, at=AT)
    duty.approve_tariff(row.pk, by=HEAD_OF_ALL, at=AT)
    assert mfn(TODAY + timedelta(days=2)) == "30%" and mfn(TODAY + timedelta(days=3)) == "20%"


def test_one_step_back_and_the_edition_before_is_in_force_again():
    first, second = activated(table("20"), TODAY), activated(table("25"), TODAY)
    assert mfn(TODAY) == "25%"
    with pytest.raises(Conflict):
        duty.roll_back_tariff(first.pk, reason="sai", by=HEAD_OF_ALL, at=AT)
    duty.roll_back_tariff(second.pk, reason="Sai thuế suất", by=HEAD_OF_ALL, at=AT)
    assert mfn(TODAY) == "20%"
    duty.roll_back_tariff(first.pk, reason="Sai nữa", by=HEAD_OF_ALL, at=AT)
    assert mfn(TODAY) == "30%"


def test_what_cannot_be_used_is_kept_with_its_findings_and_never_in_force():
    row = imported(b"Ten,Gia\nx,1\n")
    assert row.state == "staged" and row.findings[0]["code"] == "TRF-01" and not row.rows.exists()
    with pytest.raises(Conflict):
        duty.propose_tariff(row.pk, activate_on=TODAY, reason="x", by=KEEPER, at=AT)


def test_the_same_file_is_taken_once():
    imported(table())
    with pytest.raises(Conflict) as refused:
        imported(table())
    assert refused.value.code == "TRF-11"


def test_a_code_the_new_table_lacks_gives_no_rate_and_no_error():
    activated(table(), TODAY)
    assert asked.tariff_on(TODAY).line("09011130", TODAY) is None
    assert asked.hs_line("09011130", day=TODAY).line.mfn is not None  # our own book still names the goods
    assert asked.hs_line("99999999", day=TODAY) is None


def test_the_operator_activates_from_the_command_line_and_the_log_names_him():
    row = imported(table("12"), operator="tam@may-chu")
    with scope(system()):
        with pytest.raises(Conflict, match="TRF-14"):
            duty.activate_tariff(row.pk, activate_on=TODAY, operator="tam@may-chu", by=system(), at=AT)
        duty.replay_tariff(row.pk, by=system(), at=AT)
        duty.activate_tariff(row.pk, activate_on=TODAY, operator="tam@may-chu", by=system(), at=AT)
    assert mfn(TODAY) == "12%"
    kept = TariffEdition.objects.get(pk=row.pk)
    assert kept.replay["lines"] == 0 and kept.reason == "tam@may-chu"
    with pytest.raises(NotAllowed):
        duty.activate_tariff(row.pk, activate_on=TODAY, operator="x", by=KEEPER, at=AT)


def test_the_trial_of_duty_knows_origin_certificate_and_value():
    duty.publish_rates({"USD": Decimal("26000")}, day=TODAY, source="x", by=KEEPER, at=AT)
    said = {"value": Decimal(1000), "currency": "USD", "origin": "CN", "quantity": Decimal(500), "day": TODAY}
    assert asked.trial("08061000", agreement="ACFTA", **said).total == 0
    assert asked.trial("08061000", agreement="", **said).total == Decimal(2_080_000)
    assert asked.trial("85165000", agreement="", **said).totals["vat"] > 0


def test_search_follows_the_edition_in_force():
    activated(table(more="1,081070,- Quả hồng:,- Persimmons:,,,\n2,08107000,- - Loại khác,- - Other,30,25,0\n"), TODAY)
    answer = asked.search_hs("hồng giòn", day=TODAY)
    assert answer.edition.imported and answer.found[0].code == "08107000" and answer.found[0].own.vi == "Hồng tươi"
    assert answer.found[0].path[-1].vi.endswith("Quả hồng") and str(answer.found[0].line.mfn) == "25%"
    assert [one.code for one in asked.search_hs("0810", day=TODAY).found] == ["08106000", "08107000"]


def test_exchange_rates_are_those_of_the_day():
    duty.publish_rates({"USD": Decimal("26120"), "CNY": Decimal("3665.5")}, day=TODAY, source="NHNN", by=KEEPER, at=AT)
    duty.publish_rates({"USD": Decimal("26200")}, day=TODAY + timedelta(days=7), source="NHNN", by=KEEPER, at=AT)
    assert asked.exchange_on(TODAY).rate("USD", TODAY).dong == Decimal("26120")
    later = TODAY + timedelta(days=8)
    assert asked.exchange_on(later).rate("USD", later).dong == Decimal("26200") and asked.exchange_on(later).rate("CNY", later).dong == Decimal("3665.5")
    assert asked.exchange_on(TODAY - timedelta(days=1)).rate("USD", TODAY) is None
    duty.publish_rates({"USD": Decimal("26130")}, day=TODAY, source="đính chính", by=KEEPER, at=AT)
    assert ExchangeRate.objects.get(currency="USD", day=TODAY).rate == Decimal("26130")
    with pytest.raises(Refused):
        duty.publish_rates({"usd": Decimal(1)}, day=TODAY, source="x", by=KEEPER, at=AT)


def test_a_packed_and_a_semicolon_table_say_the_same():
    plain = read_grid(table())
    assert read_grid(gzip.compress(table())) == plain
    assert read_grid("﻿a;b\n1;2\n".encode()) == [("a", "b"), ("1", "2")]
    for bad in (b"", b"%PDF-1.7", b"PK\x03\x04nonsense", b"\x1f\x8bnonsense"):
        with pytest.raises(Refused):
            read_grid(bad)


def test_the_findings_come_back_in_the_same_file():
    grid = read_grid(table())
    said = with_findings(grid, [(3, "Có vấn đề")], "Phát hiện").decode("utf-8-sig").splitlines()
    assert said[0].endswith("Phát hiện") and said[2].endswith("Có vấn đề") and len(said) == len(grid)


@pytest.mark.skipif(not OFFICIAL.exists(), reason="no official table beside this checkout")
def test_the_official_table_is_taken_whole_within_seconds():
    book = read_book(read_grid(OFFICIAL.read_bytes()), frozenset(SUBHEADINGS))
    assert book.usable and book.counts["lines"] == 11_871 and {f.code for f in book.findings} == {"TRF-02", "TRF-04", "TRF-07"}
    row = duty.import_tariff(book, source=OFFICIAL.name, sha256="official", by=KEEPER, at=AT)
    duty.replay_tariff(row.pk, by=KEEPER, at=AT)
    duty.propose_tariff(row.pk, activate_on=TODAY, reason="AHTN 2022", by=KEEPER, at=AT)
    duty.approve_tariff(row.pk, by=HEAD_OF_ALL, at=AT)
    for typed, code in (("sau rieng", "08106000"), ("火龙果", "08109092"), ("smartphone", "85171300"), ("laptop", "84713020"), ("may giat", "8450")):
        assert asked.search_hs(typed, day=TODAY).found[0].code.startswith(code), typed
    line = asked.tariff_on(TODAY).line("08106000", TODAY).line
    assert str(line.mfn) == "30%" and not line.believed and line.vat == "KCT"
    assert {p.agreement for p in line.preferences if p.reaches("CN")} >= {"ACFTA", "RCEP"}


@pytest.mark.parametrize(("rows", "found"), [
    ("currency,rate\nUSD,26435\nCNY,3650.5\n", {"USD": "26435", "CNY": "3650.5"}),
    ("Mã;Tỷ giá ngày 01/11/2026\nUSD;26.435,00\nJPY;172,35\n\n", {"USD": "26435", "JPY": "172.35"}),
    ('usd,"26,435.50"\n', {"USD": "26435.5"})])
def test_exchange_rates_are_read_as_people_write_them(rows, found):
    assert read_rates(read_grid(rows.encode())) == {currency: Decimal(rate) for currency, rate in found.items()}


@pytest.mark.parametrize(("rows", "row"), [
    ("USD,26.435\n", "1"), ('USD,"26,435"\n', "1"), ("currency,rate\nUSD,26435\nCNY,abc\n", "3"), ("USD,26435\nUSD,27000\n", "2"), ("USD,NaN\n", "1"),
    ("USD,-5\n", "1"), ("USD,1e9\n", "1"), ("USD,26435\nĐô la,26435\n", "2"), ("USD,26435\nQQQ,1\n", "2")])
def test_a_rate_that_may_be_two_is_never_guessed(rows, row):
    with pytest.raises(Refused, match="TRF-15") as refused:
        read_rates(read_grid(rows.encode()))
    assert refused.value.findings[0].values["currency"].startswith(f"{row}: ")


def test_a_table_without_rates_is_no_success():
    with pytest.raises(Refused, match="SHT-01"):
        read_rates(read_grid(b"currency,rate\n"))
    for never in ("NaN", "Infinity", "0", "1e20"):
        with pytest.raises(Refused, match="TRF-15"):
            duty.publish_rates({"USD": Decimal(never)}, day=TODAY, source="x", by=KEEPER, at=AT)


def test_a_table_looked_at_first_is_put_in_force_by_the_same_command(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(import_.ready, "ready", nullcontext)
    file = tmp_path / "bieu-thue.csv"
    file.write_bytes(table("12"))

    def told(**more):
        asked_for = argparse.Namespace(act="tariff", file=file, findings=None, activate=more.get("activate"))
        status, said = import_.run(asked_for), capsys.readouterr()
        return status, json.loads(said.out or said.err)

    status, first = told()
    assert status == 0 and first["state"] == "replayed" and any("HS" in says for says in first["says"])
    status, second = told(activate=TODAY)
    assert status == 0 and (second["edition"], second["state"], second["activate_on"]) == (first["edition"], "active", TODAY.isoformat())
    assert mfn(TODAY) == "12%"
    status, third = told(activate=TODAY)
    assert status == 2 and third["error"] == "TRF-11" and third["do"]


def test_a_table_without_its_columns_says_which(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(import_.ready, "ready", nullcontext)
    file = tmp_path / "cut.csv"
    file.write_bytes(b"Level,HSCode,Description_VN\n0,0810,x\n")
    assert import_.run(argparse.Namespace(act="tariff", file=file, findings=None, activate=None)) == 1
    assert json.loads(capsys.readouterr().out)["says"] == ["1: Tệp thiếu cột: MFN"]


def test_a_table_without_vat_leaves_unprocessed_goods_free_of_it():
    activated(table(more='0,0702,"Cà chua, tươi","Tomatoes, fresh",,,\n0,07020000,"Cà chua, tươi","Tomatoes, fresh",30,20,0\n'
                    "0,1001,Lúa mì,Wheat,,,\n1,10019919,- Loại khác,- Other,5,0,0\n0,3102,Phân đạm,Nitrogenous,,,\n1,31021000,- Urê,- Urea,9,6,0\n"
                    "0,8517,Điện thoại,Telephones,,,\n1,85171300,- Thông minh,- Smartphones,5,0,0\n"), TODAY)
    assert {hs: asked.tariff_on(TODAY).line(hs, TODAY).line.vat for hs in ("07020000", "10019919", "31021000", "85171300", "08106000")} == {
        "07020000": "KCT", "10019919": "KCT", "31021000": "5", "85171300": "10", "08106000": "KCT"}
    said = {"value": Decimal(1000), "currency": "VND", "origin": "CN", "quantity": None, "day": TODAY}
    assert asked.trial("07020000", agreement="", **said).totals == {"import": Decimal(200), "vat": Decimal(0)}


def test_the_vat_of_headings_and_of_the_books_own_lines_agree():
    known = {"08119000", "12119019", "40011011", "40012290", "44012200", "44013900"}  # of these the heading alone tells nothing
    headings = {code: next((vat for start, vat in book.VAT_BEGINNINGS.items() if code.startswith(start)), "10") for code in book.DEMO_LINES}
    assert {code for code, line in book.DEMO_LINES.items() if line.vat != headings[code]} == known
    assert set(book.VAT_BEGINNINGS.values()) == {"KCT", "5"}
    assert all(code in book.CHAPTERS or code[:4] in book.SUBHEADINGS for code in book.VAT_BEGINNINGS)
