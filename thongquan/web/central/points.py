"""Points of a question in words: the field that is meant, what is needed, the rule."""

from __future__ import annotations

from thongquan.core.digits import natural
from thongquan.core.forms import GOODS_FORMS
from thongquan.core.words import Words
from thongquan.models import GoodsDeclaration
from thongquan.queries.declaration.facts import form_of


def point_said(row: GoodsDeclaration, point: dict[str, str], language: str) -> str:
    """One point as the trader reads it: its field, what is needed, the rule."""
    label = label_of(row, point.get("field", ""), language)
    head = f"{label}: " if label else ""
    return f"{head}{point.get('need', '')}" + (f" ({point['rule']})" if point.get("rule") else "")


#: what papers tell and no form asks for
ON_PAPER = {"invoice_series": Words("Ký hiệu hóa đơn", "Invoice series", "发票代号"),
            "certificate_number": Words("Số giấy chứng nhận", "Certificate number", "证书编号")}


def label_of(row: GoodsDeclaration, pointer: str, language: str) -> str:
    """The name of the field that a pointer leads to, its line before it; papers also tell what only another direction's form asks for."""
    form, parts = form_of(row.direction), pointer.strip("/").split("/")
    lines = form.named["lines"]
    place = natural(parts[1]) if len(parts) == 3 and parts[0] == "lines" else None
    if place is not None and lines.rows is not None and parts[2] in lines.rows.named:
        return f"{lines.label.say(language)} {place + 1}, {lines.rows.named[parts[2]].label.say(language)}"
    known = next((one.named[parts[0]].label for one in (form, *GOODS_FORMS.values()) if parts[0] in one.named), ON_PAPER.get(parts[0]))
    return known.say(language) if known else ""
