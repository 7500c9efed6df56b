"""A company keeps its drivers and vehicles from its own system: listed, added, corrected, let go."""

import pytest

from tests.api.test_bad_input import NAUGHTY, WRONG_TYPES
from thongquan.api.party import REGISTERS
from thongquan.models import AuditEvent, CraftRecord, DriverRecord, Party
from thongquan.queries.scope import scope

DATABASE = "border"
pytestmark = pytest.mark.django_db
DRIVER = {"name": "Nông Minh Nam", "nationality": "VN", "document_kind": "A", "document_number": "QN572308", "valid_until": "2031-05-01",
          "phone": "0912 345 678"}
BARGE = {"plate": "QN-8317", "kind": "vessel", "mode": "waterway", "country": "VN", "owner_name": "Hợp tác xã Sông Ka Long"}


def ids(machine, register: str, **query: str) -> set[int]:
    return {row["id"] for row in machine.get(f"{register}?" + "&".join(f"{name}={value}" for name, value in query.items())).json()["items"]}


@pytest.mark.parametrize(("register", "entry", "other", "key"), [
    ("drivers", DRIVER, {"document_number": "QN118204"}, "document_number"), ("craft", BARGE, {"seats": 6}, "plate")])
def test_an_entry_is_added_corrected_let_go_and_taken_up_again(machine, cast, register, entry, other, key):
    huong, before = machine("huong"), ids(machine("huong"), register)
    made = huong.post(register, entry, key="entry-1")
    assert made.status_code == 201 and made["Location"].endswith(f"/{made.json()['id']}"), made.content
    assert huong.post(register, entry, key="entry-1").content == made.content
    assert huong.post(register, entry, key=None).json()["code"] == "IDM-03"
    pk = made.json()["id"]
    assert ids(huong, register) == before | {pk} and {name: made.json()["answers"][name] for name in entry if name not in ("phone", "plate")} == {
        name: value for name, value in entry.items() if name not in ("phone", "plate")}
    twice = huong.post(register, entry)
    assert (twice.status_code, twice.json()["code"], twice.json()["findings"][0]["pointer"]) == (422, "REG-01", f"/{key}")
    bare = {name: entry[name] for name in entry if name in ("name", "document_number", "plate", "kind", "mode")}
    changed = huong.call("PUT", f"{register}/{pk}", {**bare, "name": "Nông Minh Nam", **{k: v for k, v in other.items() if k != "document_number"}})
    assert changed.status_code == 200 and "valid_until" not in changed.json()["answers"] and "owner_name" not in changed.json()["answers"], changed.content
    gone = huong.call("DELETE", f"{register}/{pk}")
    assert gone.status_code == 200 and gone.json()["active"] is False and huong.call("DELETE", f"{register}/{pk}").status_code == 409
    assert huong.post(f"{register}/{pk}/revive").json()["active"] is True
    with scope(cast.companies[0]):
        row = (DriverRecord if register == "drivers" else CraftRecord).objects.get(pk=pk)
        assert row.active and row.party_id == cast.companies[0].parties[0]
        acts = [AuditEvent.objects.get(pk=said.json()["receipt"]["event"]).action for said in (made, changed, gone)]
        assert acts[0] == acts[1] and acts[0].startswith("party.keep_") and acts[2] == "party.retire"


def test_what_an_entry_lacks_is_named_by_its_place(machine):
    huong = machine("huong")
    broken = (
        ("drivers", {"name": "Nam"}, ("FRM-01", "/document_number")), ("craft", {**BARGE, "kind": "sleigh"}, ("FRM-04", "/kind")),
        ("craft", {**BARGE, "plate": "--"}, ("FRM-03", "/plate")), ("drivers", {**DRIVER, "valid_until": "soon"}, ("FRM-03", "/valid_until")))
    for register, body, found in broken:
        said = huong.post(register, body)
        assert said.status_code == 422 and found in {(f["code"], f["pointer"]) for f in said.json()["findings"]}, said.content
    for value in (*NAUGHTY, *WRONG_TYPES):
        for register, body in (("drivers", {**DRIVER, **dict.fromkeys(("name", "document_number", "phone", "nationality"), value)}),
                               ("craft", {**BARGE, **dict.fromkeys(("plate", "country", "seats", "make"), value)})):
            assert huong.post(register, body).status_code in (201, 400, 422), (register, value)
    for name in ("x", "0", 10**14, 10**30):
        assert huong.call("DELETE", f"drivers/{name}").status_code == 404
    assert huong.get("craft?after=x").status_code == huong.get("craft?limit=0").status_code == 422


def test_a_register_is_its_companys_and_its_brokers(machine, cast):
    huong, quyet, bao, khac = machine("huong"), machine("quyet"), machine("bao"), machine("ly")
    pk = huong.post("drivers", DRIVER).json()["id"]
    with scope(cast.companies[0]):
        client = Party.objects.get(pk=cast.companies[0].parties[0]).tax_id
    assert pk in ids(bao, "drivers", declarant=client) and pk not in ids(bao, "drivers")
    assert bao.call("PUT", f"drivers/{pk}", DRIVER).status_code == 404  # his own register has no such entry
    assert bao.call("PUT", f"drivers/{pk}?declarant={client}", DRIVER).status_code == 200
    assert bao.post("drivers?declarant=0100109106", DRIVER).json()["code"] == "ACC-02"
    assert quyet.post("drivers", {**DRIVER, "document_number": "QN1"}).json()["code"] == "ACC-17"  # he drives for it, no more
    assert pk in ids(quyet, "drivers")
    assert khac.get("drivers").status_code == 403
    assert machine("huong", "declarations:read").call("DELETE", f"drivers/{pk}").json()["code"] == "ACC-06"


def test_a_register_is_turned_page_by_page(machine):
    huong = machine("huong")
    for n in range(3):
        assert huong.post("drivers", {**DRIVER, "document_number": f"QN90000{n}"}).status_code == 201
    first = huong.get("drivers?limit=2").json()
    found, cursor = [row["id"] for row in first["items"]], first["next"]
    while cursor:
        page = huong.get(f"drivers?limit=2&after={cursor}").json()
        found, cursor = [*found, *(row["id"] for row in page["items"])], page["next"]
    assert found == sorted(ids(huong, "drivers")) and len(found) > 3
    assert {register.path for register in REGISTERS} == {"drivers", "craft"}
