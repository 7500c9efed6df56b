"""Digital signatures of a paper as people read them: whose, when, what is wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from thongquan.core.words import Words
from thongquan.exchange.formats.pades import STAMPED, TRUSTED
from thongquan.models import GoodsDocument
from thongquan.web.shared.tongue import say

PROBLEMS: dict[str, Words] = {
    "broken": Words("không đọc được chữ ký", "the signature cannot be read", "签名无法读取"),
    "changed": Words("tệp đã bị sửa sau khi ký", "the file was changed after signing", "文件签名后被更改"),
    "not_true": Words("chữ ký không do khóa này tạo ra", "the signature was not made by this key", "签名并非由该密钥生成"),
    "swapped": Words("chứng thư số bị thay", "the certificate was swapped", "证书被替换"),
    "extended": Words("nội dung bị thêm hoặc đổi sau khi ký", "what it shows was changed or added to after signing", "签名后显示内容被更改或追加"),
    "expired": Words("ký ngoài thời hạn chứng thư", "signed outside the certificate's days", "签名时间不在证书有效期内"),
}


def signatures_of(paper: GoodsDocument) -> list[dict[str, Any]]:
    """What `exchange.formats.pades` said of each signature when the paper came in."""
    return [{**one, "says": say(PROBLEMS[one["problem"]]) if one["problem"] else "", "trusted": one["chain"] == TRUSTED,
             "whole": one["profile"] == STAMPED, "at": datetime.fromisoformat(one["signed_at"]) if one.get("signed_at") else None}
            for one in paper.checked.get("signatures", [])]
