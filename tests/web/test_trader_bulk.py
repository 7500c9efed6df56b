"""Bulk files on the trader's pages: good rows go in once, bad ones come back with their reasons."""

from datetime import timedelta
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


def taken(client: Client, data: bytes, name: str = "xe.xlsx") -> tuple[str, str]:
    answer = client.post("/trade/bulk/", {"file": _file(data, name), "mode": "road"})
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


def test_pasted_rows_and_files_that_cannot_be_read(huong: Client) -> None:
    answer = huong.post("/trade/bulk/", {"pasted": "", "mode": "road"})
    assert answer.status_code == 422 and "errsum" in answer.content.decode()
    assert huong.post("/trade/bulk/", {"file": _file(b"%PDF-1.7", "x.xlsx"), "mode": "road"}).status_code == 422
    pasted = written(ROAD, [bulk_values(1)], kind="csv").decode("utf-8-sig")
    assert huong.post("/trade/bulk/", {"pasted": pasted, "mode": "road"}).status_code == 303
    for kind, mode in (("xlsx", "road"), ("csv", "waterway")):
        assert huong.get(f"/trade/bulk/template.{kind}?mode={mode}").status_code == 200
    assert huong.get("/trade/bulk/template.exe").status_code == 404
