"""What a paper is, told by the name its file came with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongquan.core.paper_names import NAMES, kind_of_file
from thongquan.core.papers import KINDS

SCANS = {
    "Đăng_ký-xe 14C-123.45.pdf": "registration", "DANGKYXE.PDF": "registration", "广西行驶证.png": "registration",
    "Hộ chiếu tài xế.jpg": "driver_identity", "CCCD mặt trước.jpeg": "driver_identity", "护照.jpg": "driver_identity",
    "GPLV-0417-2026.pdf": "transport_permit", "TransportPermit.pdf": "transport_permit", "giấy phép liên vận.pdf": "transport_permit",
    "giay phep van tai duong thuy.pdf": "waterway_permit", "Danh sách hành khách.pdf": "passenger_list", "manifest.pdf": "cargo_declaration",
    "đơn xin gia hạn.pdf": "extension_request", "IMG_20261122_0001.jpg": "", "scan.pdf": "", ".pdf": "", "": "",
}


@pytest.mark.parametrize(("name", "kind"), SCANS.items())
def test_a_scan_is_known_by_its_name(name: str, kind: str) -> None:
    assert kind_of_file(name) == kind


def test_every_row_names_a_kind_of_paper_once() -> None:
    kinds = [kind for kind, _words in NAMES]
    assert set(kinds) <= set(KINDS) and len(kinds) == len(set(kinds))


@given(st.text(max_size=80))
def test_any_name_gives_a_kind_or_nothing(name: str) -> None:
    assert kind_of_file(name) in {"", *KINDS}
