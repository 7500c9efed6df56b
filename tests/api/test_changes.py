"""Pulling changes: everything sealed within reach, once, in order, without persons."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import border, files
from tests.api.conftest import Machine, a_key, answers, declared
from thongquan.actions.training.cast import Cast
from thongquan.catalog.demo import COMPANIES

DATABASE = "border"


@pytest.fixture
def sealed(real_commits, tmp_path):
    """Two companies' declarations, sealed; the machines of one company and of the desk."""
    cast: Cast = border.open_border()
    border.day_and_night()
    huong, ly = Machine(a_key("huong")), Machine(a_key("ly"))
    numbers = [declared(huong, n) for n in range(3)]
    foreign = border.declared(cast, 7, company=4)
    border.seal(real_commits.sealer, tmp_path)
    return huong, ly, numbers, foreign, lambda: border.seal(real_commits.sealer, tmp_path)


def pulled(machine, limit=2):
    """Every change, page by page."""
    found, after = [], 0
    while True:
        page = machine.get(f"changes?after={after}&limit={limit}").json()
        found += page["items"]
        assert page["next"] >= after
        after = page["next"]
        if not page["more"]:
            return found, after


def test_every_sealed_change_comes_once_in_order(sealed):
    huong, ly, numbers, foreign, seal = sealed
    mine, after = pulled(huong)
    assert [c["index"] for c in mine] == sorted({c["index"] for c in mine})
    assert [c["number"] for c in mine if c["action"] == "crossing.submit"] == numbers
    desk, _ = pulled(ly, limit=3)
    assert len([c for c in desk if c["action"] == "crossing.submit"]) == 4, "the office sees both companies"
    assert huong.get(f"changes?after={after}").json() == {"items": [], "next": after, "more": False}
    assert ly.post(f"declarations/{numbers[0]}/receive", {}).status_code == 200
    assert huong.get(f"changes?after={after}").json()["items"] == [], "not yet sealed"
    seal()
    news = huong.get(f"changes?after={after}").json()["items"]
    assert [(c["action"], c["number"], c["object_type"]) for c in news] == [("crossing.receive", numbers[0], "vehicle")]


def test_a_receipt_is_found_again_in_the_feed(sealed):
    huong, _, _, _, seal = sealed
    receipt = huong.post("declarations", answers(20)).json()["receipt"]
    seal()
    assert [c["leaf"] for c in pulled(huong, 50)[0] if c["event"] == receipt["event"]] == [receipt["leaf"]]


def test_no_person_is_named_in_the_feed(sealed):
    huong, ly, numbers, _, _ = sealed
    driver = huong.get(f"declarations/{numbers[0]}").json()["form"]["drivers"][0]
    said = ly.get("changes?limit=1000").content.decode()
    for word in (driver["name"], driver["document_number"], "Hường", "Ly", COMPANIES[0].name, COMPANIES[0].tax_id):
        assert word not in said


@pytest.mark.django_db
def test_places_outside_the_log_are_refused_or_empty(machine):
    huong = machine("huong")
    assert huong.get("changes?after=-1").status_code == huong.get("changes?limit=1001").status_code == 422
    assert huong.get(f"changes?after={10**14}").json()["items"] == []


def upload(content: bytes, name: str = "permit.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.mark.django_db
def test_a_paper_is_handed_in_and_listed(machine):
    huong = machine("huong")
    number = declared(huong)
    paper = files.a_pdf()
    send = {"kind": "transport_permit", "number": "LV-0417"}
    for key in ("paper-1", "paper-1", "paper-2"):
        said = huong.client.post(
            f"/api/v1/declarations/{number}/documents", {**send, "file": upload(paper)},
            headers={"authorization": f"Bearer {huong.secret}", "idempotency-key": key})
        assert said.status_code == 201, said.content
    listed = huong.get(f"declarations/{number}/documents").json()["documents"]
    assert [(d["code"], d["number"], d["media_type"]) for d in listed] == [("transport_permit", "LV-0417", "application/pdf")]
    bad = huong.client.post(f"/api/v1/declarations/{number}/documents", {**send, "file": upload(b"MZ\x90\x00")},
                            headers={"authorization": f"Bearer {huong.secret}", "idempotency-key": "bad"})
    assert bad.status_code == 422 and bad.json()["code"].startswith("UPL-")
    none = huong.client.post(f"/api/v1/declarations/{number}/documents", send,
                             headers={"authorization": f"Bearer {huong.secret}", "idempotency-key": "none"})
    assert none.json()["findings"][0]["pointer"] == "/file"
