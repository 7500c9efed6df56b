"""Bulk files: templates out, rows in, rejected rows back; strange files are refused by name."""

from __future__ import annotations

import io
import random
import tracemalloc
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from thongquan.core.form import Form
from thongquan.core.forms import FORMS, ROAD, WATERWAY
from thongquan.core.refused import Refused
from thongquan.core.sheetwords import SENTENCES
from thongquan.exchange.formats.columns import columns, every_column, folded
from thongquan.exchange.formats.sheet import MOST_ROWS, as_typed, escaped, read_rows, unescaped
from thongquan.exchange.formats.sheet_write import template, write_back, written

TRIP: dict[str, Any] = {
    "regime": "temporary_exportation", "case": "border_delivery", "plate": "14C-123.45", "gate": "MCBL2",
    "planned_at": datetime(2026, 11, 24, 1, tzinfo=UTC), "laden": True, "goods": ["308144022150", "308144022161"],
    "drivers": [{"name": "Vũ Đình Quyết", "document_kind": "A", "document_number": "QN118204", "issued_on": date(2026, 1, 5),
                 "phone": "+84912345678"}],
    "trailers": [{"plate": "14R-012.34"}], "seats": 3, "remarks": "=HYPERLINK(1)",
    "containers": [{"number": "MSKU1234565", "seals": ["VN883102"], "laden": True, "size": "40"}, {"number": "TCLU1234568"}],
}
BOAT: dict[str, Any] = {
    "regime": "temporary_admission", "plate": "QN-1234", "gate": "VGIA", "planned_at": datetime(2026, 11, 24, 1, tzinfo=UTC),
    "vessel_name": "Hải Ninh 08", "dwt": Decimal(300), "loa": Decimal("38.5"), "crew": [{"name": "Lê Thị Hoa"}, {"name": "Đỗ Văn Nam"}],
    "stores": [{"name": "Dầu", "quantity": Decimal(200), "unit": "lít"}], "hold_seals": ["VN1", "VN2"],
}


def code(data: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(Refused) as refused:
        read_rows(data, name, ROAD)
    assert refused.value.code in SENTENCES
    return refused.value.code


def book(*rows: list[Any]) -> bytes:
    made, out = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(out)
    return out.getvalue()


def repacked(data: bytes, **parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in parts:
                new.writestr(entry.filename, old.read(entry))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["vi", "en", "zh"])
@pytest.mark.parametrize(("form", "values"), [(ROAD, TRIP), (WATERWAY, BOAT)], ids=["road", "waterway"])
def test_what_is_written_is_read_again(form: Form, values: dict[str, Any], language: str, kind: str) -> None:
    sheet = read_rows(written(form, [values, values], language, kind), f"a.{kind}", form)
    assert [row.number for row in sheet.rows] == [3, 4] and not sheet.unknown
    for row in sheet.rows:
        again, findings = form.read(row.answers, language=language)
        assert again == values and not findings


def test_people_stand_below_their_vehicle_and_are_found_by_their_row() -> None:
    """A row of a person alone belongs to the vehicle above, whether or not the vehicle's own row names one too."""
    people = [{"last_name": "TRAN", "document_number": f"C{n}"} for n in range(3)]
    plain, full = [TRIP | {"plate": f"14C-1234{n}"} for n in (5, 6)]
    for kind in ("xlsx", "csv"):
        read = read_rows(written(ROAD, [full | {"passenger_list": people}, plain], "vi", kind), f"a.{kind}", ROAD).rows
        assert [(row.number, len(row.below)) for row in read] == [(3, 2), (6, 0)]
        assert ROAD.read(read[0].answers, draft=True)[0] == full | {"passenger_list": people} and ROAD.read(read[1].answers)[0] == plain
        assert [read[0].at(f"/passenger_list/{n}/born_on") for n in range(4)] == [3, 4, 5, 3] and read[0].at("/plate") == 3
    apart = read_rows(book(["LPN", "LNM", "IDN"], ["", "LE", "C9"], ["14C12345", "", ""], ["", "TRAN", "C1"], ["", "VU", "C2"]), "a.xlsx", ROAD).rows
    assert [row.number for row in apart] == [2, 3], "who stands above every vehicle is of none"
    assert [one["document_number"] for one in ROAD.read(apart[1].answers, draft=True)[0]["passenger_list"]] == ["C1", "C2"]
    assert [apart[1].at(f"/passenger_list/{n}") for n in range(2)] == [4, 5]
    back = read_rows(write_back(read_rows(written(ROAD, [full | {"passenger_list": people}, plain]), "a.xlsx", ROAD), {4: ["x"]}, ROAD), "b.xlsx", ROAD)
    assert len(back.rows) == 1 and len(back.rows[0].below) == 2 and not back.unknown


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_template_speaks_vnaccs_in_row_1_and_the_language_in_row_2(form: Form) -> None:
    page = load_workbook(io.BytesIO(template(form, "vi"))).active
    first, second = ([cell.value for cell in row] for row in page.iter_rows(min_row=1, max_row=2))
    assert {"LPN", "ABG", "ADT", "AMT", "DF1", "DP1", "CNO.1", "SL1.1"} <= set(first) and "KBN" not in first
    assert len(first) == len(set(first)) == len(second) == len(columns(form))
    starred = [key for key, label in zip(first, second, strict=True) if label.endswith(" *")]
    assert set(starred) == {"LPN", "regime", "ABG", "ADT", "AMT"}
    assert "Ví dụ: 24/11/2026" in page.cell(2, first.index("ADT") + 1).comment.text
    assert len(page.data_validations.dataValidation) > 5
    assert code(template(form)) == "SHT-01"
    csv_lines = template(form, "zh", "csv").decode("utf-8-sig").splitlines()
    assert csv_lines[0].startswith("LPN;") and len(csv_lines) == 2


def test_labels_alone_are_headings_enough_and_both_jobs_ids_are_known() -> None:
    line = ["14C-123.45", "Xuất", "24/11/2026", "08:00"]
    for heads in (["Biển đầu kéo *", "Chiều đi", "Giờ đến – ngày", "Giờ đến - giờ"], ["LPN", "regime", "EDT", "EMT"],
                  ["vehicle plate", "Direction", "planned arrival: day", "PLANNED ARRIVAL – TIME"], ["车头号牌", "方向", "预计到达时间 – 日期", "AMT"]):
        sheet = read_rows(book(["Công ty Biên Mậu"], [], heads, [], line), "a.xlsx", ROAD)
        assert sheet.rows[0].number == 5
        assert set(sheet.rows[0].answers) == {"plate", "regime", "planned_at-day", "planned_at-time"}


def test_a_passport_and_a_border_pass_column_may_stand_side_by_side() -> None:
    sheet = read_rows(book(["LPN", "DF1", "DP1", "BP1"], ["14C12345", "A", "", "QN118204"]), "a.xlsx", ROAD)
    assert sheet.rows[0].answers["drivers-0-document_number"] == "QN118204"


@pytest.mark.parametrize(("cells", "planned"), [
    ([date(2026, 11, 24), time(8, 0)], datetime(2026, 11, 24, 1, tzinfo=UTC)),
    ([datetime(2026, 11, 24), datetime(1899, 12, 30, 8, 0)], datetime(2026, 11, 24, 1, tzinfo=UTC)),
    ([46350, 8 / 24], datetime(2026, 11, 24, 1, tzinfo=UTC)), ([20261124, "8h"], datetime(2026, 11, 24, 1, tzinfo=UTC)),
    (["24-11-2026", timedelta(hours=8)], datetime(2026, 11, 24, 1, tzinfo=UTC)),
])
def test_times_as_spreadsheets_keep_them(cells: list[Any], planned: datetime) -> None:
    sheet = read_rows(book(["LPN", "ADT", "AMT"], ["14C12345", *cells]), "a.xlsx", ROAD)
    assert ROAD.read(sheet.rows[0].answers, draft=True)[0]["planned_at"] == planned


def test_a_telephone_that_lost_its_zero_gets_it_back() -> None:
    sheet = read_rows(book(["LPN", "contact_phone"], ["14C12345", 912345678]), "a.xlsx", ROAD)
    assert ROAD.read(sheet.rows[0].answers, draft=True)[0]["contact_phone"] == "0912345678"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_csv_in_every_dress(encoding: str, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(line) for line in (["LPN", "DF1", "lạ"], ["14C-123.45", '"Vũ ""Đình"" Quyết"', "x"], ["", "", ""]))
    sheet = read_rows(text.encode(encoding), "a.csv", ROAD)
    assert sheet.rows[0].answers == {"plate": "14C-123.45", "drivers-0-name": 'Vũ "Đình" Quyết'} and sheet.unknown == ("lạ",)
    assert len(sheet.rows) == 1


def test_the_sep_line_of_a_spreadsheet_is_understood() -> None:
    assert read_rows(b"sep=;\nLPN;DF1\n14C12345;A\n", "a.csv", ROAD).rows[0].answers["plate"] == "14C12345"


def test_200_rows_with_7_bad_ones_give_7_back_with_every_reason() -> None:
    trips = [TRIP | {"plate": f"14C-{n:05d}"} for n in range(200)]
    data = written(ROAD, trips)
    page = load_workbook(io.BytesIO(data))
    for n in range(7):
        page.active.cell(3 + n * 20, 1).value = None
        page.active.cell(3 + n * 20, 7).value = "hôm qua"
    out = io.BytesIO()
    page.save(out)
    sheet = read_rows(out.getvalue(), "a.xlsx", ROAD)
    reasons: dict[int, list[str]] = {}
    for row in sheet.rows:
        blocking = [ROAD.say(f, "vi") for f in ROAD.read(row.answers)[1] if f.blocks]
        if blocking:
            reasons[row.number] = blocking
    assert len(sheet.rows) == 200 and sorted(reasons) == [3 + n * 20 for n in range(7)]
    back = write_back(sheet, reasons, ROAD, "vi")
    rows = list(load_workbook(io.BytesIO(back)).active.iter_rows(values_only=True))
    assert rows[0][:3] == ("TQ_ERROR", "TQ_ROW", "LPN") and len(rows) == 9
    assert [row[1] for row in rows[2:]] == sorted(reasons)
    assert rows[2][0] == "Biển đầu kéo: Chưa khai mục bắt buộc\nGiờ đến: Không đúng dạng, ví dụ: 24/11/2026 08:00"
    assert isinstance(rows[2][rows[0].index("ID1")], datetime)
    again = read_rows(back, "again.xlsx", ROAD)
    assert [r.answers for r in again.rows] == [r.answers for r in sheet.rows if r.number in reasons] and not again.unknown


def test_a_returned_file_mended_returned_again_grows_no_columns() -> None:
    sheet = read_rows(written(ROAD, [TRIP]), "a.xlsx", ROAD)
    once = read_rows(write_back(sheet, {3: ["x"]}, ROAD), "b.xlsx", ROAD)
    twice = read_rows(write_back(once, {3: ["x"]}, ROAD), "c.xlsx", ROAD)
    assert once.headings == twice.headings


@pytest.mark.parametrize("text", ["=1+1", "+84", "-x", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    assert escaped(text)[0] == "'" and unescaped(escaped(text)) == text
    for kind in ("xlsx", "csv"):
        data = written(ROAD, [TRIP | {"remarks": text}], "vi", kind)
        if kind == "csv":
            assert f"'{text}" in data.decode("utf-8-sig", "strict")
        else:
            cells = [c for row in load_workbook(io.BytesIO(data)).active.iter_rows(min_row=3) for c in row]
            assert all(c.data_type != "f" for c in cells) and any(str(c.value).startswith("'") for c in cells)


@pytest.mark.parametrize(("data", "name", "expected"), [
    (b"", "a.xlsx", "SHT-01"), (b"\n\n ", "a.csv", "SHT-01"), (b"%PDF-1.7", "a.xlsx", "SHT-02"), (b"\x89PNG\r\n", "a.csv", "SHT-02"),
    (b"\xd0\xcf\x11\xe0" + b"x" * 600, "a.xls", "SHT-02"), (b"\xd0\xcf\x11\xe0" + b"x" * 600, "a.xlsx", "SHT-12"),
    (b"PK\x03\x04broken", "a.xlsx", "SHT-03"), (b"x" * 5_000_001, "a.csv", "SHT-04"), (b"a;b\n1;2\n", "a.csv", "SHT-08"),
    (b"LPN;DF1\n\xe9\xff;x\n", "a.csv", "SHT-11"), (b"LPN;DF1\n", "a.csv", "SHT-01"), (b"LPN;DF1;LPN\n1;2;3\n", "a.csv", "SHT-10"),
    (b"LPN;DF1\n" + b"1;2\n" * (MOST_ROWS + 1), "a.csv", "SHT-06"), (b"LPN;DF1\n" + b"1;2\n" * 50_000, "a.csv", "SHT-06"),
    (b"LPN;DF1" + b";x" * 500 + b"\n1;2\n", "a.csv", "SHT-09"), (b'LPN;DF1\n"' + b"x" * 200_000, "a.csv", "SHT-03"),
])
def test_strange_files_are_refused_by_name(data: bytes, name: str, expected: str) -> None:
    assert code(data, name) == expected


def test_exactly_the_most_rows_are_taken() -> None:
    assert len(read_rows(b"LPN;DF1\n" + b"14C12345;A\n" * MOST_ROWS, "a.csv", ROAD).rows) == MOST_ROWS


def test_packages_that_are_no_plain_workbook_are_refused() -> None:
    good = book(["LPN", "DF1"], ["14C12345", "A"])
    assert len(read_rows(good, "a.xlsx", ROAD).rows) == 1
    assert code(repacked(good, **{"xl/vbaProject.bin": b"x"})) == "SHT-07"
    assert code(repacked(good, **{"xl/activeX/activeX1.xml": b"<a/>"})) == "SHT-07"
    types = b'<Types xmlns="x"><Default ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    assert code(repacked(good, **{"[Content_Types].xml": types})) == "SHT-07"
    word = io.BytesIO()
    with zipfile.ZipFile(word, "w") as package:
        package.writestr("word/document.xml", "<a/>")
    assert code(word.getvalue()) == "SHT-02"


def test_bombs_are_refused_before_they_open() -> None:
    good = book(["LPN", "DF1"], ["14C12345", "A"])
    tracemalloc.start()
    assert code(repacked(good, **{"xl/media/big.xml": b"0" * 40_000_000})) == "SHT-05"
    sheet = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>%s</sheetData></worksheet>'
    far = {
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>': "SHT-06", b'<row r="2"><c r="XFD2"><v>1</v></c></row>': "SHT-09",
        b"<row r='1048576'><c r='A1048576'><v>1</v></c></row>": "SHT-06", b'<row r="1048576"><c><v>1</v></c></row>': "SHT-06",
        b'<x:row r="1048576"><x:c s="1" r="A1048576"><v>1</v></x:c></x:row>': "SHT-06", b'<row r="2"><c r="&#65;9"><v>1</v></c></row>': "SHT-03",
        b'<row r="2"><c s="' + b"1" * 400 + b'" r="A1048576"><v>1</v></c></row>': "SHT-03",
        b"<!DOCTYPE x>": "SHT-03", b"<c " + b'r="A1" ' * 100_000: "SHT-03",
    }
    for part, expected in far.items():
        assert code(repacked(good, **{"xl/worksheets/sheet1.xml": sheet % part})) == expected, part[:60]
    assert tracemalloc.get_traced_memory()[1] < 200_000_000
    tracemalloc.stop()


def test_formatted_but_empty_cells_far_below_are_harmless() -> None:
    good = book(["LPN", "DF1"], ["14C12345", "A"])
    with zipfile.ZipFile(io.BytesIO(good)) as package:
        page = package.read("xl/worksheets/sheet1.xml")
    page = page.replace(b"</sheetData>", b'<row r="5000"><c r="A5000" s="0"/></row></sheetData>')
    assert len(read_rows(repacked(good, **{"xl/worksheets/sheet1.xml": page}), "a.xlsx", ROAD).rows) == 1


def test_damaged_packages_always_end_in_a_code() -> None:
    good, dice = written(ROAD, [TRIP] * 3), random.Random(7)
    for _ in range(200):
        broken = bytearray(good)
        for _ in range(dice.randint(1, 20)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            sheet = read_rows(bytes(broken), "a.xlsx", ROAD)
        except Refused as refused:
            assert refused.code in SENTENCES
        else:
            for row in sheet.rows:
                ROAD.read(row.answers)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=300).map(lambda t: t.encode("utf-8", "surrogatepass"))
       | st.lists(st.lists(st.text(max_size=8), max_size=4), max_size=6).map(
           lambda rows: "\n".join(["LPN;DF1;ADT", *(";".join(r) for r in rows)]).encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        for row in read_rows(data, "a.csv", ROAD).rows:
            ROAD.read(row.answers)
    except Refused as refused:
        assert refused.code in SENTENCES


CELLS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6) | st.dates() | st.timedeltas()


@given(CELLS, st.sampled_from(every_column(ROAD)[:40]))
def test_any_cell_may_stand_in_any_column(cell: Any, column: Any) -> None:
    ROAD.read({column.name: as_typed(cell, column)}, draft=True)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.fixed_dictionaries({
    "plate": st.sampled_from(["14C-123.45", "桂P·68213"]), "remarks": st.text(min_size=1, max_size=60), "seats": st.integers(0, 99),
    "permit_until": st.dates(date(1950, 1, 1), date(2100, 1, 1)), "laden": st.booleans(), "own_reference": st.text(min_size=1, max_size=20),
}), min_size=1, max_size=3), st.sampled_from(["xlsx", "csv"]))
def test_every_readable_answer_survives_the_file(rows: list[dict[str, Any]], kind: str) -> None:
    values = [ROAD.read(row, draft=True)[0] for row in rows]
    sheet = read_rows(written(ROAD, values, "vi", kind), f"a.{kind}", ROAD)
    assert [ROAD.read(row.answers, draft=True)[0] for row in sheet.rows] == values


def test_headings_forgive_case_blanks_and_marks() -> None:
    assert folded(" Biển  đầu-kéo * ") == folded("biển đầu kéo") and folded("CNO.1") == "cno1"
    for words in SENTENCES.values():
        assert words.vi and words.en and words.zh
