"""Rules of papers: what must come with the declaration and what is shown at the gate."""

from __future__ import annotations

from collections.abc import Iterator

from thongquan.core import papers
from thongquan.core.rule import Hit, Moment, RuleBook, hit
from thongquan.core.rules.sources import (
    D77_1A,
    D77_1B,
    D77_2C,
    D79_1DD,
    D79_1G,
    DECLARING,
    SUBMIT,
)
from thongquan.core.vehicle import VehicleFacts
from thongquan.core.words import Words

BOOK = RuleBook()

#: papers with a rule of their own, so that nothing is said twice
ELSEWHERE = frozenset({"passenger_list", "approval", "cargo_declaration", "explanation", "stores_list"})


def _missing(f: VehicleFacts) -> frozenset[str]:
    return frozenset(paper.code for paper in papers.missing(f))


@BOOK.rule(
    "DOC-01", steps=DECLARING, cites=D77_1B, pointer="/documents",
    says=Words("Khai lại do mất tờ khai {number} mà chưa có bản giải trình",
               "Declaration {number} is redeclared after loss without an explanation",
               "因遗失申报单{number}重新申报，但未提交说明"),
    do=Words("Tải lên bản giải trình, hoặc viết tại quầy và nhờ công chức đính kèm.",
             "Upload the explanation, or write it at the counter and have the officer attach it.",
             "请上传说明，或在窗口书写并由关员附上。"),
)
def loss_is_explained(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if "explanation" in _missing(f):
        yield hit(number=f.redeclares_number)


@BOOK.rule(
    "DOC-02", steps=DECLARING, cites=D79_1G, pointer="/cargo",
    says=Words("Phương tiện thủy {plate} chở hàng nhưng chưa có bản khai hàng hóa",
               "Laden craft {plate} has no cargo declaration", "载货船舶{plate}未提交货物舱单"),
    do=Words("Kê hàng trong mục bản khai hàng hóa, tải tệp lên, hoặc ghi số tờ khai hàng hóa.",
             "List the cargo, upload the declaration, or give the numbers of the goods declarations.",
             "请填写货物舱单、上传文件，或填写报关单号。"),
)
def laden_craft_lists_its_cargo(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if "cargo_declaration" in _missing(f) and not f.goods:
        yield hit(plate=f.plate)


@BOOK.rule(
    "DOC-03", steps=(SUBMIT,), cites=D79_1DD, pointer="/stores", blocks=False,
    says=Words("Chưa có bản kê nguyên liệu, vật dụng dự trữ của {plate}", "The list of fuel and stores of {plate} is missing",
               "未提交{plate}的燃料和物料清单"),
    do=Words("Kê trong mục vật dụng dự trữ, hoặc nộp 01 bản chính tại cửa khẩu.",
             "Fill in the stores, or hand in one original at the gate.", "请填写物料清单，或在口岸提交正本一份。"),
)
def craft_lists_its_stores(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if "stores_list" in _missing(f):
        yield hit(plate=f.plate)


@BOOK.rule(
    "DOC-04", steps=(SUBMIT,), cites=D77_2C, pointer="/documents", blocks=False,
    says=Words("Còn thiếu giấy tờ phải nộp: {papers}", "Papers still to be handed in: {papers}", "尚缺须提交的单证：{papers}"),
    do=Words("Tải lên bây giờ, hoặc nộp bản chính tại cửa khẩu; thiếu giấy tờ thì hồ sơ bị trả lại.",
             "Upload them now, or hand in the originals at the gate; without them the dossier is returned.",
             "请现在上传，或在口岸提交原件；缺少单证申报将被退回。"),
)
def papers_are_handed_in(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    lacking = [paper.words for paper in papers.missing(f) if paper.code not in ELSEWHERE]
    if lacking:
        yield hit(papers=lacking)


@BOOK.rule(
    "DOC-05", steps=(SUBMIT,), cites=D77_1A, pointer="/documents", blocks=False,
    says=Words("Khi qua cửa khẩu phải xuất trình bản chính: {papers}", "Originals to show at the gate: {papers}",
               "过境时须出示原件：{papers}"),
    do=Words("Mang theo xe; tải ảnh lên trước để công chức xem nhanh hơn (không bắt buộc).",
             "Bring them along; pictures uploaded beforehand make it quicker (optional).",
             "请随车携带；可提前上传照片以加快办理（非必须）。"),
)
def originals_are_brought(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    lacking = [paper.words for paper in papers.to_present(f) if paper.code not in f.documents]
    if lacking:
        yield hit(papers=lacking)
