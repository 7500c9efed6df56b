"""The dossier in words: what is needed, what is held and how, what its papers say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from thongquan.catalog.law import LAW
from thongquan.core import dossier
from thongquan.core.differences import OCR, TEXT, UNDECLARED, WINDOW, XML, Compared, Found, by_line, compare, matched, sums
from thongquan.core.form import Form
from thongquan.core.goods import DocumentRef
from thongquan.core.rule import local_day
from thongquan.core.words import Words
from thongquan.models import GoodsDeclaration, GoodsDocument, Licence
from thongquan.queries.declaration.facts import form_of, goods_facts
from thongquan.web.shared.boxes import shown
from thongquan.web.shared.numbers import parted
from thongquan.web.shared.signed import signatures_of
from thongquan.web.shared.tongue import say, tongue
from thongquan.web.trader.telling import in_words

SOURCES: dict[str, Words] = {
    XML: Words("tệp hóa đơn điện tử", "e-invoice file", "电子发票文件"), TEXT: Words("chữ trong tệp PDF", "text of the PDF", "PDF文字层"),
    OCR: Words("nhận dạng ảnh", "recognised picture", "图像识别"), WINDOW: Words("một cửa quốc gia", "single window", "国家单一窗口"),
}
HOWS: dict[str, Words] = {
    "upload": Words("tải lên", "uploaded", "已上传"), "signed": Words("có chữ ký số", "digitally signed", "已数字签名"),
    "data": Words("dữ liệu một cửa", "data of the single window", "单一窗口数据"), "paper": Words("bản giấy", "on paper", "纸质"),
}

def dossier_of(row: GoodsDeclaration, at: datetime) -> dict[str, Any]:
    """The documents needed with what meets each, other papers, the share that is digital."""
    day = local_day(at)
    facts = goods_facts(row, at)
    needs = dossier.required(facts, LAW, day)
    papers = list(row.papers.select_related("document").defer("document__content").order_by("id"))
    held, left = dossier.held(facts), list(papers)
    shown = []
    for need in needs:
        mine = [paper for paper in left if paper.kind == need.kind or (paper.kind, need.kind) == ("origin_declaration", "certificate_of_origin")]
        left = [paper for paper in left if paper not in mine]
        shown.append({"need": need, "says": say(need.words), "why": say(need.why), "cites": need.cites.text, "papers": [paper_of(row, one) for one in mine],
                      "named": need.kind in held and not mine, "missing": need.kind not in held and not need.advised,
                      "lines": ", ".join(map(str, need.lines[:8]))})
    return {"needs": shown, "others": [paper_of(row, one) for one in left], "share": dossier.digitised_share(handed_in(row, papers), needs),
            "missing": sum(one["missing"] for one in shown), "count": len(papers)}


def handed_in(row: GoodsDeclaration, papers: Iterable[GoodsDocument]) -> list[DocumentRef]:
    """What the dossier really holds: its papers, and what the form names without a file, which counts as paper."""
    held = [DocumentRef(paper.kind, paper.number, paper.day, paper.how if paper.document_id or paper.read else "paper") for paper in papers]
    kinds = {one.kind for one in held}
    named = [one for one in row.body.get("documents") or [] if one.get("kind") not in kinds]
    return held + [DocumentRef(one.get("kind", ""), one.get("number", ""), None, "paper") for one in named]


def paper_of(row: GoodsDeclaration, paper: GoodsDocument) -> dict[str, Any]:
    """One paper: its kind, how it is held, its signatures, how much of it differs."""
    told = compared(row, paper)
    return {
        "row": paper, "says": say(dossier.kind_words(paper.kind, LAW, local_day(paper.added_at))), "how": say(HOWS.get(paper.how, paper.how)),
        "signatures": signatures_of(paper),
        "read": len(told), "differs": sum(one.differs for one in told), "fresh": sum(one.verdict == UNDECLARED for one in told),
    }


def compared(row: GoodsDeclaration, paper: GoodsDocument) -> tuple[Compared, ...]:
    """The values read from a paper beside those of the form; values that no field of the form asks for are left out."""
    form = form_of(row.direction)
    told = compare(row.body, read_of(paper))
    return tuple(one for one in told if form.at(f"/{one.pointer}") is not None)


def read_of(paper: GoodsDocument) -> dict[str, Found]:
    """What was read, as kept."""
    return {name: Found.of(kept) for name, kept in paper.read.items()}


def reading(row: GoodsDeclaration, paper: GoodsDocument) -> dict[str, Any]:
    """Everything read from one paper: header, then its lines, each with how to take it over."""
    form, read = form_of(row.direction), read_of(paper)
    places = matched(row.body.get("lines") or [], by_line(read))
    told = compared(row, paper)
    lines = [{"number": n + 1, "place": places.get(n), "rows": [shown_value(form, one, n) for one in of_line(told, n, places)]}
             for n in by_line(read)]
    total = sums(read)
    return {"head": [shown_value(form, one, None) for one in told if not one.pointer.startswith("lines/")], "lines": [one for one in lines if one["rows"]],
            "sums": total, "paper": paper_of(row, paper)}


def of_line(told: Iterable[Compared], n: int, places: dict[int, int]) -> list[Compared]:
    """The values of one line of the paper."""
    place = places.get(n)
    start = f"lines/{n if place is None else place}/"
    return [one for one in told if one.pointer.startswith(start) and (one.row is None) == (place is None)]


def shown_value(form: Form, one: Compared, n: int | None) -> dict[str, Any]:
    """One value in words: field, declared, read, verdict, source, how surely, and the pointer that takes it over."""
    target = form.at(f"/{one.pointer}")
    name = one.pointer.split("/")[-1]
    inner = form.named["lines"].rows if n is not None else form
    label = target.label.say(tongue()) if target else name
    kind = target.kind if target else ""
    chosen = inner is not None and name in inner.named and target and target.choices
    return {
        "label": label, "declared": read_out(kind, one.declared) or "–", "verdict": one.verdict,
        "found": in_words(inner, name, one.found.value) if inner and chosen else read_out(kind, one.found.value),
        "source": say(SOURCES.get(one.found.source, "")),
        "sure": round(one.found.confidence * 100), "page": one.found.page, "box": one.found.box,
        "take": one.pointer if n is None else f"{one.pointer}/{n}" if one.row is not None else "",
    }


def read_out(kind: str, text: str) -> str:
    """A kept amount or day in the reader's way; what a paper says otherwise stays as it says it."""
    try:
        return parted(shown(kind, Decimal(text), tongue())[0]) if kind == "decimal" else shown(kind, text, tongue())[0]
    except (ArithmeticError, ValueError):
        return text


def licences_for(row: GoodsDeclaration, kinds: Iterable[str]) -> list[Licence]:
    """The declarant's own documents in the single window of kinds that are needed and not yet in the dossier."""
    held = {(paper.kind, paper.number) for paper in row.papers.all()}
    found = Licence.objects.filter(holder_id=row.declarant_id, kind__in=list(kinds)).exclude(state__in=("revoked", "expired")).order_by("-id")[:40]
    return [one for one in found if (one.kind, one.number) not in held]
