"""Digital signatures of a paper as people read them: whose, when, what is wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from thongquan.core.words import Words
from thongquan.exchange.formats.signature import BUYER, MISSING, SELLER, STAMPED, TAX, TRUSTED
from thongquan.models import GoodsDocument
from thongquan.web.shared.tongue import say

PROBLEMS: dict[str, Words] = {
    "broken": Words("không đọc được chữ ký", "the signature cannot be read", "签名无法读取"),
    "changed": Words("tệp đã bị sửa sau khi ký", "the file was changed after signing", "文件签名后被更改"),
    "not_true": Words("chữ ký không do khóa này tạo ra", "the signature was not made by this key", "签名并非由该密钥生成"),
    "swapped": Words("chứng thư số bị thay", "the certificate was swapped", "证书被替换"),
    "extended": Words("nội dung bị thêm hoặc đổi sau khi ký", "what it shows was changed or added to after signing", "签名后显示内容被更改或追加"),
    "expired": Words("ký ngoài thời hạn chứng thư", "signed outside the certificate's days", "签名时间不在证书有效期内"),
    "weak": Words("ký bằng thuật toán yếu (SHA-1 hoặc khóa ngắn), không còn chứng minh được gì",
                  "signed with a weak algorithm (SHA-1 or a short key), which proves nothing", "使用弱算法（SHA-1或短密钥）签名，已无证明力"),
    "partial": Words("chữ ký không phủ đúng một hóa đơn duy nhất trong tệp", "the signature does not cover the one invoice of the file",
                     "签名未覆盖文件中唯一的发票"),
    "other": Words("mã số thuế của chứng thư số khác mã số thuế người bán", "the certificate's tax code is not the seller's", "证书税号与销售方税号不符"),
    "not_office": Words("bên mua hoặc bên bán ký vào chỗ của cơ quan thuế", "a party to the sale signed in the tax office's place",
                        "买卖一方在税务机关签名处签名"),
    "missing": Words("hóa đơn không có chữ ký số của người bán", "the invoice has no digital signature of its seller", "发票没有销售方的数字签名"),
}
#: whose signature it is, in front of what is said of it
PLACES: dict[str, Words] = {
    SELLER: Words("Người bán", "Seller", "销售方"), BUYER: Words("Người mua", "Buyer", "购买方"), TAX: Words("Cơ quan thuế", "Tax office", "税务机关"),
}


def doubtful(paper: GoodsDocument) -> bool:
    """Whether a signature of this paper does not hold, or one that it needs is missing."""
    return any(one["problem"] for one in paper.checked.get("signatures", []))


def signatures_of(paper: GoodsDocument) -> list[dict[str, Any]]:
    """What the checks of `exchange.formats` said of each signature when the paper came in."""
    return [{**one, "says": say(PROBLEMS[one["problem"]]) if one["problem"] else "", "trusted": one["chain"] == TRUSTED,
             "whole": one["profile"] == STAMPED, "at": datetime.fromisoformat(one["signed_at"]) if one.get("signed_at") else None,
             "whose": say(PLACES[one["place"]]) if one.get("place") and one["problem"] != MISSING else "",
             "nobody": one.get("place") == SELLER and not one["problem"] and not one["tax_id"]}
            for one in paper.checked.get("signatures", [])]
