"""Every part of the look in every state, drawn by the tags of the real pages; demo only."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from thongquan.core.form import Field, Form, choices
from thongquan.core.refused import Finding
from thongquan.core.words import Words
from thongquan.web.shared.allow import allow
from thongquan.web.shared.boxes import Sheet

GATE = SimpleNamespace(zone="Asia/Ho_Chi_Minh", neighbour_zone="Asia/Shanghai",
                       neighbour_vi="Đông Hưng", neighbour_en="Dongxing", neighbour_zh="东兴",
                       name_vi="Bắc Luân II", name_en="Bac Luan II", name_zh="北仑河二桥")
TRAILER = Form("gallery_trailer", (
    Field("plate", "plate", Words("Biển rơ moóc", "Trailer plate", "挂车号牌"), required=True, example="14R-012.34"),))
FORM = Form("gallery", (
    Field("plate", "plate", Words("Biển đầu kéo", "Vehicle plate", "车头号牌"), required=True, example="14C-123.45",
          hint=Words("Có hoặc không có dấu chấm, gạch đều được", "With or without dots and hyphens", "可带或不带点和横线")),
    Field("regime", "choice", Words("Chiều đi", "Direction", "方向"), required=True,
          choices=choices(out=("Xuất", "Outward", "出境"), into=("Nhập", "Inward", "入境"))),
    Field("planned_at", "moment", Words("Giờ đến", "Planned arrival", "预计到达时间"), required=True),
    Field("gate", "text", Words("Cửa khẩu", "Border gate", "口岸"), required=True, code=True),
    Field("laden", "yes", Words("Có hàng", "Laden", "载货")),
    Field("trailers", "rows", Words("Rơ moóc", "Trailers", "挂车"), rows=TRAILER, most_rows=2),
    Field("purpose", "text", Words("Mục đích", "Purpose", "目的"), lines=True, longest=200),
))
RAW = {"plate": "14C-123.4", "regime": "out", "planned_at-day": "24/11/2026", "planned_at-time": "05:30",
       "gate": "MC2", "laden": "1", "trailers-0-plate": "14R-012.34"}
FINDINGS = (Finding("FRM-03", "/plate", {"example": "14C-123.45"}), Finding("FRM-03", "/planned_at", {"example": "24/11/2026 08:00"}),
            Finding("FRM-03", "/trailers/0/plate", {"example": "14R-012.34"}), Finding("FRM-07", "/colour", blocks=False))


def parts() -> dict[str, Any]:
    """What the gallery shows."""
    gates = [("MC2", "Bắc Luân II (Móng Cái)"), ("HN1", "Hữu Nghị (Lạng Sơn)"), ("KT2", "Kim Thành (Lào Cai)"), ("", "–")]
    return {
        "gate": GATE,
        "moment": datetime(2026, 11, 24, 1, 0, tzinfo=UTC),
        "vehicle": SimpleNamespace(plate="14C12345", country="VN", trailers=["14R01234"]),
        "sheet": Sheet(FORM, raw=RAW, findings=FINDINGS, options={"gate": gates}),
        "states": ("draft", "submitted", "received", "asked", "checking", "returned", "accepted", "under_way",
                   "overdue", "liquidated", "cancelled", "expired"),
        "channels": ("none", "document", "physical"),
        "digits": "7" * 253,
        "hours": [str(n) for n in range(6, 18)],
        "out": (3, 24, 31, 28, 22, 17, 9, 14, 20, 18, 11, 1),
        "into": (0, 9, 12, 15, 13, 10, 6, 9, 12, 13, 8, 2),
        "heads": [_("Hour"), _("Outward"), _("Inward")],
        "rows": [(str(n), 24, 9) for n in range(6, 18)],
        "stages": [("Khai – Tiếp nhận", 3, 9), ("Tiếp nhận – Quyết định", 26, 94), ("Tới cổng – Qua cổng", 12, 41)],
        "icons": ("mark go check stop info wait cut online tick x ne truck trailer ship bus qr scan cam home doc docs list help "
                  "plus repeat up down print share edit phone pin right left chev search user users wheel refresh keys filter "
                  "cols bell chain lock shield coin chart map eye book leaf scale box swap xray gear flag undo save sun").split(),
    }


@allow.public
def look(request: HttpRequest) -> HttpResponse:
    """The gallery; it does not exist in a realm of real papers."""
    if settings.REALM != "demo":
        raise Http404("_look")
    return render(request, "public/look.html", parts() | {"training": True})
