"""Values read from papers: e-invoice XML, the text of a PDF, a scan where an engine is installed."""

import io
import json
import stat

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.files import a_picture
from thongquan.actions.document.apart import read_apart
from thongquan.core.differences import OCR, TEXT, XML
from thongquan.exchange.formats.print_fonts import PLAIN, fonts, write
from thongquan.exchange.formats.reading import ocr, read_values

INVOICE = """<?xml version="1.0" encoding="UTF-8"?>
<HDon xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><DLHDon Id="data">
<TTChung><PBan>2.0.1</PBan><THDon>HÓA ĐƠN GIÁ TRỊ GIA TĂNG</THDon><KHMSHDon>1</KHMSHDon><KHHDon>C26TAA</KHHDon><SHDon>00000182</SHDon>
<NLap>2026-11-20</NLap><DVTTe>USD</DVTTe><TGia>25420</TGia><HTTToan>TM/CK</HTTToan></TTChung>
<NDHDon><NBan><Ten>Công ty TNHH Nông sản Hải Yên</Ten><MST>5701200000</MST><DChi>Móng Cái, Quảng Ninh</DChi></NBan>
<NMua><Ten>东兴海纳贸易有限公司</Ten><DChi>东兴</DChi></NMua>
<DSHHDVu>
<HHDVu><TChat>1</TChat><STT>1</STT><THHDVu>Thanh long ruột đỏ tươi, thùng 12 kg</THHDVu><DVTinh>kg</DVTinh><SLuong>18000</SLuong><DGia>0.9</DGia>
<ThTien>16200</ThTien><TSuat>0%</TSuat></HHDVu>
<HHDVu><TChat>1</TChat><STT>2</STT><THHDVu>Sầu riêng Ri6 tươi</THHDVu><DVTinh>Ki-lô-gam</DVTinh><SLuong>1200.5</SLuong>
<DGia>4</DGia><ThTien>4802</ThTien></HHDVu>
<HHDVu><TChat>4</TChat><THHDVu>Hàng giao tại cửa khẩu</THHDVu></HHDVu>
</DSHHDVu><TToan><TgTCThue>21002</TgTCThue><TgTThue>0</TgTThue><TgTTTBSo>21002</TgTTTBSo></TToan></NDHDon></DLHDon></HDon>"""


def values(read):
    return {name: found.value for name, found in read.items()}


def test_an_e_invoice_tells_header_parties_total_and_lines():
    read = read_values(INVOICE.encode(), "application/xml")
    told = values(read)
    assert {name: told[name] for name in ("invoice_number", "invoice_day", "currency", "invoice_total", "exporter", "exporter_tax_id", "importer")} == {
        "invoice_number": "00000182", "invoice_day": "2026-11-20", "currency": "USD", "invoice_total": "21002",
        "exporter": "Công ty TNHH Nông sản Hải Yên", "exporter_tax_id": "5701200000", "importer": "东兴海纳贸易有限公司"}
    assert (told["lines/0/quantity"], told["lines/0/unit"], told["lines/1/invoice_value"], told["lines/1/unit"]) == ("18000", "KGM", "4802", "Ki-lô-gam")
    assert not any(name.startswith("lines/2/") for name in read), "a remark is no goods line"
    assert {found.source for found in read.values()} == {XML}
    assert read["lines/0/unit"].confidence == 1 > read["lines/1/unit"].confidence


def test_the_envelope_of_the_tax_department_and_namespaces_do_not_matter():
    inner = INVOICE.split("?>")[1].replace("<HDon", '<HDon xmlns="http://kekhaithue.gdt.gov.vn/TKhaiThue"')
    wrapped = f"<TDiep><TTChung><PBan>2.0.0</PBan></TTChung><DLieu>{inner}</DLieu></TDiep>"
    assert values(read_values(wrapped.encode(), "application/xml"))["invoice_number"] == "00000182"


@pytest.mark.parametrize("content", [b"<a/>", b"<HDon><DLHDon>", b"no xml", b'<!DOCTYPE x [<!ENTITY a "b">]><HDon><DLHDon>&a;</DLHDon></HDon>', b""])
def test_another_xml_tells_nothing_and_breaks_nothing(content):
    assert read_values(content, "application/xml") == {}


def a_paper(*placed):
    """A PDF of (x, y from the top, text)."""
    out = io.BytesIO()
    fonts()
    page = Canvas(out)
    for x, y, text in placed:
        write(page, x, 800 - y, text, PLAIN, 10)
    page.save()
    return out.getvalue()


TABLE = [(40, 200, "Description of goods"), (250, 200, "Quantity"), (330, 200, "Unit"), (390, 200, "Unit price"), (480, 200, "Amount"),
         (40, 220, "Fuji apples, fresh, carton 10 kg"), (250, 220, "18,000"), (330, 220, "KGS"), (390, 220, "1.15"), (480, 220, "20,700.00"),
         (40, 240, "Garlic, dried, net bag 20 kg"), (250, 240, "500"), (330, 240, "KGS"), (390, 240, "0.60"), (480, 240, "300.00")]
ENGLISH = [(40, 40, "COMMERCIAL INVOICE"), (40, 70, "Invoice No: BL-2026/0182"), (330, 70, "Date: 20/11/2026"),
           (40, 90, "Seller: GUANGXI BEILUN TRADING CO LTD"),
           (330, 90, "Terms of delivery: DAP MONG CAI"), (40, 110, "Container: TQSU 123456 0 / MCGU 654321 9"),
           *TABLE, (40, 270, "Total amount (USD): 21,000.00"),
           (40, 290, "Gross weight (kgs): 19,240.5"), (330, 290, "Total packages: 1,825")]


def test_the_text_layer_of_an_invoice_is_read_by_its_labels_and_table():
    read = read_values(a_paper(*ENGLISH), "application/pdf")
    told = values(read)
    names = ("invoice_number", "invoice_day", "invoice_total", "currency", "incoterm", "gross_kg", "packages", "exporter")
    assert {name: told.get(name) for name in names} == {
        "invoice_number": "BL-2026/0182", "invoice_day": "2026-11-20", "invoice_total": "21000.00", "currency": "USD", "incoterm": "DAP",
        "gross_kg": "19240.5", "packages": "1825", "exporter": "GUANGXI BEILUN TRADING CO LTD"}
    assert (told["lines/0/name"], told["lines/0/quantity"], told["lines/0/unit"]) == ("Fuji apples, fresh, carton 10 kg", "18000", "KGM")
    assert told["lines/1/invoice_value"] == "300.00" and "lines/2/name" not in told
    assert {found.source for found in read.values()} == {TEXT}


def test_each_value_knows_its_page_and_place():
    found = read_values(a_paper(*ENGLISH), "application/pdf")["invoice_total"]
    left, top, right, bottom = found.box
    assert found.page == 1 and left < 0.1 and right < 0.6 and 0.36 < top < bottom < 0.42


def test_a_vietnamese_invoice_has_its_comma_before_the_decimals():
    read = read_values(a_paper((40, 40, "Hóa đơn số: 00000182"), (40, 60, "Ngày lập: 20/11/2026"), (40, 80, "Tổng cộng: 21.002,50")), "application/pdf")
    assert values(read) == {"invoice_number": "00000182", "invoice_day": "2026-11-20", "invoice_total": "21002.50"}


def test_a_chinese_invoice_too():
    paper = a_paper((40, 40, "发票号码：GX20260182"), (40, 60, "开票日期：2026年11月20日"), (40, 80, "总金额：21,002.50"), (300, 80, "币种：CNY"))
    read = read_values(paper, "application/pdf")
    assert values(read) == {"invoice_number": "GX20260182", "invoice_day": "2026-11-20", "invoice_total": "21002.50", "currency": "CNY"}


def test_a_row_that_does_not_multiply_out_is_doubtful():
    wrong = [(x, y, text.replace("20,700.00", "31,000.00")) for x, y, text in ENGLISH]
    good, doubtful = (read_values(a_paper(*lines), "application/pdf")["lines/0/quantity"].confidence for lines in (ENGLISH, wrong))
    assert good > 0.85 > doubtful


def test_only_containers_whose_check_digit_is_right_are_told():
    from stdnum import iso6346

    right = "TQSU123456" + iso6346.calc_check_digit("TQSU123456")
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    assert values(read_values(a_paper((40, 40, f"Container {right} {wrong} of the lorry at the gate")), "application/pdf")) == {"containers": right}


def test_a_scan_without_an_engine_tells_nothing(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert ocr.engine() == ("" if not ocr.importlib.util.find_spec("rapidocr_onnxruntime") else "rapidocr")
    assert ocr.engine() or read_values(a_picture(), "image/jpeg") == {}


def test_a_scan_is_read_where_tesseract_is_installed(tmp_path, monkeypatch):
    """A program in its place answers as tesseract does, so that the way there and back is tested everywhere."""
    rows = [("Invoice", 40, 40, 60, 91), ("No:", 104, 40, 30, 90), ("BL-0182", 140, 40, 70, 80), ("smudge", 300, 40, 70, 12)]
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
    told = "\n".join([head, *(f"5\t1\t1\t1\t1\t1\t{left}\t{top}\t{wide}\t12\t{sure}\t{word}" for word, left, top, wide, sure in rows)])
    (tmp_path / "answer.tsv").write_text(told)
    a_tesseract(tmp_path, monkeypatch, f'echo "$@" > {tmp_path}/asked; /bin/cat > /dev/null; /bin/cat {tmp_path}/answer.tsv', "chi_sim eng osd")
    read = read_values(a_picture(), "image/jpeg")
    assert (tmp_path / "asked").read_text() == "stdin stdout -l eng+chi_sim tsv\n", "those of our languages that are installed"
    assert values(read) == {"invoice_number": "BL-0182"}
    assert read["invoice_number"].source == OCR and 0.6 < read["invoice_number"].confidence < 0.8


def a_tesseract(folder, monkeypatch, does, languages):
    """A program in the place of tesseract that knows these languages."""
    program, known = folder / "tesseract", "\n".join(languages.split())
    program.write_text(f"#!/bin/sh\nif [ $1 = --list-langs ]; then echo 'List of available languages in \"/x/\":\n{known}'; exit; fi\n{does}\n")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.parametrize(("does", "languages"), [("exit 1", "eng vie"), ("exit 0", "osd deu")])
def test_an_engine_that_does_not_answer_is_told_and_not_taken_for_an_empty_paper(tmp_path, monkeypatch, does, languages):
    a_tesseract(tmp_path, monkeypatch, does, languages)
    with pytest.raises(ocr.Failed):
        read_values(a_picture(), "image/jpeg")
    assert read_apart(a_picture(), "image/jpeg") == {"read": {}, "signatures": [], "unread": True}
    a_tesseract(tmp_path, monkeypatch, "/bin/cat > /dev/null", "eng")
    assert read_apart(a_picture(), "image/jpeg")["unread"] is False, "a picture without words was read"


def test_reading_apart_gives_the_same_as_reading_here():
    answer = read_apart(INVOICE.encode(), "application/xml")
    assert answer["read"]["invoice_total"] == {"value": "21002", "source": "xml", "confidence": 1.0}
    assert json.dumps(answer) and [one["problem"] for one in answer["signatures"]] == ["missing"], "nobody signed it"
