"""What paper a file is, guessed from its name as people name their scans."""

from __future__ import annotations

import re

from thongquan.core.papers import KINDS
from thongquan.core.search import fold

#: kind of paper -> words its files carry in Vietnamese (no accents), English and Chinese; the first row that fits wins
NAMES: tuple[tuple[str, str], ...] = (
    ("waterway_permit", r"duong thuy|waterway|水路|水运"),
    ("transport_permit", r"lien van|giay phep van tai|\bgplv\b|\btransport permit|\bpermit\b|运输许可"),
    ("registration", r"dang ky (?:xe|phuong tien|o to)|\bdkx\b|ca vet|cavet|\bregistration\b|vehicle licence|行驶证|登记证"),
    ("resident_registration", r"cu dan|border resident|边民"),
    ("passenger_list", r"hanh khach|passenger|旅客"),
    ("driver_identity", r"ho chieu|thong hanh|can cuoc|\bcccd\b|\bcmnd\b|passport|laissez|\bid card\b|护照|身份证|通行证"),
    ("crew_list", r"thuyen vien|nguoi tren phuong tien|crew list|crewlist|船员名单|人员名单"),
    ("stores_list", r"vat dung|nhien lieu|\bstores\b|物料"),
    ("luggage_declaration", r"hanh ly|luggage|baggage|行李"),
    ("cargo_declaration", r"ban khai hang|manifest|cargo|舱单"),
    ("goods_declaration", r"to khai (?:hai quan|hang)|\btkhq\b|customs declaration|goods declaration|报关单"),
    ("extension_request", r"gia han|extension|延期"),
    ("explanation", r"giai trinh|explanation|说明"),
    ("emergency_papers", r"khan cap|emergency|紧急"),
    ("approval", r"van ban cho phep|chap thuan|approval|批准|批文"),
)
_APART = re.compile(r"[\W_]+")


def kind_of_file(name: str) -> str:
    """The kind of paper that a file's name tells of, of `core.papers.KINDS`; empty when it tells of none.

    >>> kind_of_file("Đăng_ký-xe 14C-123.45.pdf")
    'registration'
    """
    stem = name.rsplit(".", 1)[0] if "." in name else name
    plain = _APART.sub(" ", fold(stem))
    tight = plain.replace(" ", "")
    return next((kind for kind, words in NAMES if kind in KINDS and (re.search(words, plain) or re.search(words.replace(" ", ""), tight))), "")
