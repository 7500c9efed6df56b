"""Bulk files on the trader's pages: good rows go in once, bad ones come back with their reasons."""

import re
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from tests import border
from thongquan.actions.training.cast import Cast
from thongquan.core.forms import ROAD
from thongquan.exchange.formats.sheet_write import written
from thongquan.models import BulkFile, User, VehicleDeclaration
from thongquan.queries.scope import scope

DATABASE = "border"
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return border.open_border()


@pytest.fixture
def huong(cast: Cast) -> Client:
    client = Client()
    client.force_login(User.objects.get(username="huong"), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def bulk_values(n: int, **over: object) -> dict[str, object]:
    planned = timezone.now().replace(hour=2, minute=0, second=0, microsecond=0) + timedelta(days=1)
    values, _ = ROAD.read({**border.values(n), "planned_at": planned.isoformat()})
    return {**values, **over}


def taken(client: Client, data: bytes, name: str = "xe.xlsx", mode: str = "road") -> tuple[str, str]:
    answer = client.post("/trade/bulk/", {"file": _file(data, name), "mode": mode})
    assert answer.status_code == 303, answer.content.decode()[:3000]
    address = answer["Location"]
    for _n in range(100):
        page = client.get(address).content.decode()
        if "hx-trigger=\"load\"" not in page:
            return address, page
        client.post(address)
    raise AssertionError("the file has no end")


def _file(data: bytes, name: str) -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


def test_good_rows_go_in_and_bad_ones_come_back_with_reasons(huong: Client, cast: Cast) -> None:
    rows = [bulk_values(n) for n in range(12)]
    rows[3]["plate"], rows[7]["gate"] = "??", "NOWHERE"
    book = openpyxl.load_workbook(BytesIO(written(ROAD, rows)))
    sheet = book.active
    column = next(cell.column for cell in sheet[1] if cell.value == "LPN")
    sheet.cell(3 + 5, column).value = None
    out = BytesIO()
    book.save(out)
    address, page = taken(huong, out.getvalue())
    with scope(cast.companies[0]):
        kept = BulkFile.objects.get()
        assert (kept.total, kept.accepted, kept.returned) == (12, 9, 3), kept.reasons
        assert VehicleDeclaration.objects.filter(source="bulk", state="submitted").count() == 9
    assert "9" in page and "3" in page
    back = openpyxl.load_workbook(BytesIO(huong.get(f"{address}returned.xlsx").content)).active
    assert [row[1].value for row in back.iter_rows(min_row=3)] == [6, 8, 10]
    assert all(row[0].value for row in back.iter_rows(min_row=3))
    again, _page = taken(huong, out.getvalue())
    assert again == address
    with scope(cast.companies[0]):
        assert VehicleDeclaration.objects.count() == 9


def test_a_file_sent_as_the_wrong_means_of_transport_begins_anew_unless_rows_of_it_were_declared(huong: Client, cast: Cast) -> None:
    data, told = written(ROAD, [bulk_values(n) for n in range(3)]), []
    for mode in ("waterway", "road", "waterway"):
        _address, page = taken(huong, data, mode=mode)
        with scope(cast.companies[0]):
            kept = BulkFile.objects.get()
            told.append((kept.mode, kept.accepted, kept.returned, VehicleDeclaration.objects.count()))
        assert ("là cửa khẩu đường bộ, phương tiện khai là" in page) is (kept.returned > 0)
    assert told == [("waterway", 0, 3, 0), ("road", 3, 0, 3), ("road", 3, 0, 3)]


def test_pasted_rows_and_files_that_cannot_be_read(huong: Client) -> None:
    answer = huong.post("/trade/bulk/", {"pasted": "", "mode": "road"})
    assert answer.status_code == 422 and "errsum" in answer.content.decode()
    assert huong.post("/trade/bulk/", {"file": _file(b"%PDF-1.7", "x.xlsx"), "mode": "road"}).status_code == 422
    pasted = written(ROAD, [bulk_values(1)], kind="csv").decode("utf-8-sig")
    assert huong.post("/trade/bulk/", {"pasted": pasted, "mode": "road"}).status_code == 303
    for kind, mode in (("xlsx", "road"), ("csv", "waterway")):
        assert huong.get(f"/trade/bulk/template.{kind}?mode={mode}").status_code == 200
    assert huong.get("/trade/bulk/template.exe").status_code == 404


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_coach_and_a_minibus_come_with_their_people_below_them(huong: Client, cast: Cast, kind: str) -> None:
    """Each person has a row of his own; the one who is wrong is named by his row, and his vehicle comes back with everybody."""
    def person(n: int, **over: object) -> dict[str, object]:
        return {"last_name": "TRAN", "first_name": f"HOA{n:02d}", "nationality": "VN", "born_on": date(1986, 11, 24),
                "document_number": f"C10000{n:02d}", **over}

    own = {**ROAD.read(border.PERMIT)[0], "vehicle_type": "bus", "seats": 45, "laden": False, "goods": [], "containers": [], "trailers": [],
           "return_by": timezone.now().replace(microsecond=0, second=0) + timedelta(days=9), "permit_until": date(2035, 1, 1)}
    coach = bulk_values(1, **own, plate="14B-001.23", passenger_list=[person(n) for n in range(5)])
    minibus = bulk_values(2, **own, plate="14B-001.24", passenger_list=[person(n) for n in (5, 6)] + [person(7, document_number="C1000005")])
    truck = bulk_values(3)
    data = written(ROAD, [coach, minibus, truck], kind=kind)
    address, page = taken(huong, data, f"doan.{kind}")
    with scope(cast.companies[0]):
        kept = BulkFile.objects.get()
        assert (kept.total, kept.accepted, kept.returned) == (3, 2, 1), kept.reasons
        trips = {row.plate: row.body for row in VehicleDeclaration.objects.filter(source="bulk")}
        assert [one["first_name"] for one in trips["14B-001.23"]["passenger_list"]] == [f"HOA{n:02d}" for n in range(5)]
        assert (trips["14B-001.23"]["passengers"], trips["14B-001.23"]["passenger_list_kind"]) == (5, "electronic")
        assert len(trips) == 2 and "passenger_list" not in next(body for plate, body in trips.items() if plate != "14B-001.23")
    assert re.search(r'<th scope="row">[^<]*10</th>.*C1000005', page, re.DOTALL), "the third of the minibus stands in row 10 of the file"
    back = huong.get(f"{address}returned.xlsx").content
    rows = list(openpyxl.load_workbook(BytesIO(back)).active.iter_rows(min_row=3, values_only=True))
    assert [(bool(row[0]), row[1]) for row in rows] == [(False, 8), (False, 9), (True, 10)]
    book = openpyxl.load_workbook(BytesIO(back))
    heads = [cell.value for cell in book.active[1]]
    book.active.cell(5, heads.index("IDN") + 1).value = "C1000007"
    out = BytesIO()
    book.save(out)
    taken(huong, out.getvalue())
    with scope(cast.companies[0]):
        mended = VehicleDeclaration.objects.get(plate="14B-001.24", state="submitted").body
        assert [one["document_number"] for one in mended["passenger_list"]] == ["C1000005", "C1000006", "C1000007"]
