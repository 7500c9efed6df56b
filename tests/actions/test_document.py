"""Papers: what is sent is judged by its bytes, kept once, attached where it belongs, seen by whom it concerns."""

import socket
import threading
import time

import pytest

from tests import files
from tests.actions.test_party import an_enterprise, person
from tests.border import NOW, accepted, declared, open_border, values
from tests.people import a_person
from thongquan.actions import crossing
from thongquan.actions.document import attach, detach, upload
from thongquan.actions.document.apart import ask_child, examine_apart
from thongquan.actions.document.scanner import scan
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused, TryLater
from thongquan.core.uploads import KINDS, Unfit
from thongquan.exchange.formats.papers.examine import examine
from thongquan.models import Document
from thongquan.queries import document as documents
from thongquan.queries.scope import scope

DATABASE = "house"

PDF_XREF_LIE = files.a_pdf().replace(b"startxref", b"startxrex")

GOOD = [
    ("giấy phép.pdf", files.a_pdf(3), "pdf", 3), ("anh.jpg", files.a_picture(), "jpeg", 1), ("anh.JPEG", files.a_picture(), "jpeg", 1),
    ("anh.png", files.a_picture("PNG", mode="RGBA"), "png", 1), ("anh.webp", files.a_picture("WEBP"), "webp", 1),
    ("to-khai.xml", b"<?xml version='1.0'?><to><so>1</so></to>", "xml", 1), ("ds.xlsx", files.a_sheet(), "xlsx", 1),
    ("opens.pdf", files.a_pdf(opens=files.turns_to_page), "pdf", 2),
]

#: each attack beside the same file without its sting, which must go through
BAD = [
    ("virus.pdf", files.a_pdf() + files.TEST_VIRUS, "UPL-08", files.a_pdf() + b"%harmless words at the end"),
    ("virus.jpg", files.TEST_VIRUS, "UPL-08", files.a_picture()),
    ("script.pdf", files.a_pdf(script=True), "UPL-04", files.a_pdf()),
    ("launch.pdf", files.a_pdf(launch=True), "UPL-04", files.a_pdf()),
    ("attached.pdf", files.a_pdf(attached=True), "UPL-04", files.a_pdf()),
    ("opens.pdf", files.a_pdf(opens=files.runs_script), "UPL-04", files.a_pdf(opens=files.turns_to_page)),
    ("locked.pdf", files.a_pdf(password=True), "UPL-07", files.a_pdf()),
    ("long.pdf", files.a_pdf(201), "UPL-05", files.a_pdf(200)),
    ("broken.pdf", PDF_XREF_LIE, "UPL-06", files.a_pdf()),
    ("page.pdf", b"%PDF-1.7\n" + b"garbage " * 50, "UPL-06", files.a_pdf()),
    ("zip.jpg", files.picture_and_archive(), "UPL-03", files.a_picture()),
    ("html.png", files.picture_and_page(), "UPL-03", files.a_picture("PNG")),
    ("two.jpg", files.picture_and_pdf(), "UPL-03", files.a_picture()),
    ("flood.png", files.a_flood_of_pixels(), "UPL-09", files.a_picture("PNG", (4000, 3000))),
    ("bomb.xlsx", files.a_zip_bomb(), "UPL-10", files.a_sheet(5000)),
    ("liar.xlsx", files.a_lying_zip_bomb(), "UPL-06", files.a_sheet(50)),
    ("entities.xlsx", files.a_sheet_bomb(), "UPL-04", files.sheet_with("xl/worksheets/sheet9.xml", b"<a/>")),
    ("slip.xlsx", files.sheet_with("../../etc/cron.d/x", b"x"), "UPL-03", files.sheet_with("xl/media/x.bin", b"x")),
    ("slip2.xlsx", files.sheet_with("..\\windows\\x", b"x"), "UPL-03", files.sheet_with("xl/media/x.bin", b"x")),
    ("macro.xlsx", files.sheet_with("xl/vbaProject.bin", b"x"), "UPL-04", files.a_sheet()),
    ("embedded.xlsx", files.sheet_with("xl/embeddings/oleObject1.bin", b"x"), "UPL-04", files.a_sheet()),
    ("bomb.xml", files.an_xml_bomb(), "UPL-04", b"<?xml version='1.0'?><lolz>lol</lolz>"),
    ("outside.xml", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "UPL-04",
     b"<?xml version='1.0'?><a>x</a>"),
    ("deep.xml", b"<?xml version='1.0'?>" + b"<a>" * 500 + b"</a>" * 500, "UPL-11", b"<?xml version='1.0'?>" + b"<a>" * 50 + b"</a>" * 50),
    ("anh.pdf", files.a_picture(), "UPL-03", files.a_pdf()), ("run.exe", b"MZ\x90\x00" + b"\0" * 200, "UPL-01", None),
    ("page.html", b"<html><script>alert(1)</script></html>", "UPL-01", None), ("svg.svg", b"<svg onload='x'/>", "UPL-01", None),
    ("half.jpg", files.a_picture()[:200], "UPL-06", files.a_picture()), ("empty.pdf", b"", "UPL-06", files.a_pdf()),
    ("big.jpg", files.a_picture() + b"\0" * (10 * 1024 * 1024), "UPL-02", files.a_picture()),
    ("plain.zip", files.sheet_with("x", b"x").replace(b"xl/workbook.xml", b"xl/workbaak.xml"), "UPL-03", None),
]


@pytest.mark.parametrize(("name", "content", "kind", "pages"), GOOD, ids=[g[0] for g in GOOD])
def test_what_people_send_every_day_goes_through(name, content, kind, pages):
    good = examine_apart(content, name)
    assert (good.kind, good.pages, good.media_type) == (kind, pages, KINDS[kind][0])
    assert good.thumbnail.startswith(b"\xff\xd8\xff") == (kind not in ("xml", "xlsx"))


@pytest.mark.parametrize(("name", "content", "code", "control"), BAD, ids=[b[0] for b in BAD])
def test_what_would_harm_is_refused_and_its_harmless_twin_is_not(name, content, code, control):
    with pytest.raises(Unfit) as no:
        examine(content, name)
    assert no.value.code == code
    if control is not None:
        assert examine(control, name).pages


@pytest.mark.parametrize(("name", "content"), [(b[0], b[1]) for b in BAD if b[0] in (
    "flood.png", "bomb.xlsx", "liar.xlsx", "entities.xlsx", "bomb.xml", "long.pdf", "deep.xml")])
def test_a_bomb_costs_less_than_two_seconds_and_200_megabytes(name, content):
    started = time.monotonic()
    answer = ask_child(content, name)
    assert "code" in answer and 10_000 < answer["kilobytes"] < 200_000
    assert time.monotonic() - started < 2


def test_a_reader_that_falls_breaks_nothing_of_ours(monkeypatch):
    """Negative control of the separate process: with too little space even a good file is refused, and we live on."""
    monkeypatch.setattr("thongquan.actions.document.apart.SPACE", 8 * 1024 * 1024)
    with pytest.raises(Unfit) as no:
        examine_apart(files.a_picture(), "anh.jpg")
    assert no.value.code == "UPL-11"
    monkeypatch.undo()
    assert examine_apart(files.a_picture(), "anh.jpg").kind == "jpeg"


@pytest.fixture
def cast():
    return open_border()


@pytest.mark.django_db
def test_a_paper_is_kept_once_and_used_again(cast):
    huong = cast.companies[0]
    with scope(huong):
        first = upload(huong.parties[0], "transport_permit", files.a_pdf(), "C:\\tệp\\giấy phép.pdf", number="GP-7", by=huong, at=NOW)
        again = upload(huong.parties[0], "transport_permit", files.a_pdf(), "khác.pdf", by=huong, at=NOW)
        assert first.file_name == "giấy phép.pdf" and first.pages == 2 and bytes(first.thumbnail).startswith(b"\xff\xd8")
        assert Document.objects.count() == 1 or first.sha256 != again.sha256
        assert first in documents.reusable(huong.parties[0], NOW.date(), "transport_permit")
        with pytest.raises(Refused) as no:
            upload(huong.parties[0], "transport_permit", files.a_pdf(script=True), "x.pdf", by=huong, at=NOW)
        assert no.value.code == "UPL-04" and no.value.findings[0].pointer == "/file"
        with pytest.raises(Refused):
            upload(huong.parties[0], "love_letter", files.a_pdf(), "x.pdf", by=huong, at=NOW)


@pytest.mark.django_db
def test_the_office_sees_the_papers_of_its_declarations_and_no_others(cast):
    huong = cast.companies[0]
    pk = declared(cast)
    with scope(huong):
        paper = upload(huong.parties[0], "registration", files.a_picture(), "dk.jpg", by=huong, at=NOW)
    with scope(cast.desk):
        assert documents.document(paper.pk) is None
    with scope(huong):
        attach(pk, paper.pk, by=huong, at=NOW)
        with pytest.raises(Conflict):
            attach(pk, paper.pk, by=huong, at=NOW)
    with scope(cast.desk):
        assert documents.document(paper.pk).pk == paper.pk and documents.thumbnail(paper.pk)
        assert [row.code for row in documents.papers_of(pk)] == ["registration"]
    elsewhere = a_person("xa", "dossier_officer", unit="15BB")
    with scope(elsewhere):
        assert documents.document(paper.pk) is None and documents.papers_of(pk) == []
    with scope(cast.companies[1]):
        assert documents.document(paper.pk) is None


@pytest.mark.django_db
def test_a_draft_without_a_gate_takes_papers_too(cast):
    huong = cast.companies[0]
    with scope(huong):
        answers = {name: value for name, value in values().items() if name != "gate"}
        draft = crossing.draft(answers, declarant_id=huong.parties[0], by=huong, at=NOW)
        paper = upload(huong.parties[0], "registration", files.a_picture(), "dk.jpg", by=huong, at=NOW)
        attach(draft.pk, paper.pk, by=huong, at=NOW)
        detach(draft.pk, paper.pk, by=huong, at=NOW)
        assert documents.papers_of(draft.pk) == []
        with pytest.raises(NotFound):
            detach(draft.pk, paper.pk, by=huong, at=NOW)


@pytest.mark.django_db
def test_a_paper_that_was_judged_stays_with_its_declaration(cast):
    huong = cast.companies[0]
    pk = accepted(cast)
    with scope(huong):
        paper = upload(huong.parties[0], "registration", files.a_picture(), "dk.jpg", by=huong, at=NOW)
        attach(pk, paper.pk, by=huong, at=NOW)
        with pytest.raises(Conflict):
            detach(pk, paper.pk, by=huong, at=NOW)


@pytest.mark.django_db
def test_nobody_uploads_for_or_attaches_from_another_party(cast):
    huong, other = cast.companies[0], cast.companies[1]
    pk = declared(cast)
    with scope(other):
        with pytest.raises(NotAllowed):
            upload(huong.parties[0], "registration", files.a_picture(), "dk.jpg", by=other, at=NOW)
        paper = upload(other.parties[0], "registration", files.a_picture(), "dk.jpg", by=other, at=NOW)
        with pytest.raises(NotFound):
            attach(pk, paper.pk, by=other, at=NOW)
    with scope(huong), pytest.raises(NotFound):
        attach(pk, paper.pk, by=huong, at=NOW)


class Clamd(threading.Thread):
    """A scanner that answers what the test wants, and keeps what it was sent."""

    def __init__(self, answer: bytes) -> None:
        super().__init__(daemon=True)
        self.answer, self.got = answer, b""
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.door.getsockname()[1]}"
        self.start()

    def run(self) -> None:
        line, _ = self.door.accept()
        with line, self.door:
            while not self.got.endswith(b"\0\0\0\0"):
                self.got += line.recv(65536)
            line.sendall(self.answer)


def test_the_installations_scanner_has_its_say():
    clean = Clamd(b"stream: OK\0")
    scan(b"paper", clean.address)
    assert clean.got == b"zINSTREAM\0\x00\x00\x00\x05paper\0\0\0\0"
    with pytest.raises(Unfit) as found:
        scan(b"paper", Clamd(b"stream: Eicar FOUND\0").address)
    assert found.value.code == "UPL-08"
    for answer in (b"", b"stream: size limit exceeded ERROR\0"):
        with pytest.raises(TryLater):
            scan(b"paper", Clamd(answer).address)
    with pytest.raises(TryLater):
        scan(b"paper", "127.0.0.1:1")
    scan(b"paper")  # without a scanner nothing is asked


@pytest.mark.django_db
def test_a_brokers_client_has_papers_of_its_own():
    open_border()
    made = an_enterprise()
    hai = person(made)
    with scope(hai):
        paper = upload(made.party.pk, "other", files.a_picture("PNG"), "a.png", by=hai, at=NOW)
        assert [row.pk for row in documents.documents(made.party.pk)] == [paper.pk]
