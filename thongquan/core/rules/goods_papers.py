"""Rules of permits and of the dossier: what must be there, and whether it is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thongquan.core import dossier
from thongquan.core.goods import GoodsFacts
from thongquan.core.rule import Hit, Moment, RuleBook, hit
from thongquan.core.rules.goods_origin import PROOFS
from thongquan.core.rules.goods_sources import C28_1, D25_3, HOUSE, LAW_24, REGISTER, STEPS, VNACCS, numbered
from thongquan.core.words import Words

BOOK = RuleBook()
MOST_PERMITS = 5
_SHA256 = re.compile(r"[0-9a-f]{64}")


@BOOK.rule(
    "PMT-01", steps=STEPS, cites=VNACCS, pointer="/permits",
    says=Words("Giấy phép dòng {n}: loại và số phải khai cùng nhau", "Permit {n}: its kind and number go together", "许可证第{n}行：类型与号码须同时申报"),
    do=Words("Nhập mục còn thiếu hoặc xóa dòng.", "Enter the missing one or remove the row.", "请填写缺少的一项或删除该行。"),
)
def permits_are_whole(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for n, permit in enumerate(f.permits):
        if bool(permit.kind) != bool(permit.number):
            yield hit(f"/permits/{n}/{'number' if permit.kind else 'kind'}", n=n + 1)


@BOOK.rule(
    "PMT-02", steps=STEPS, cites=VNACCS, pointer="/permits",
    says=Words("Giấy phép {number} khai hai lần", "Permit {number} is declared twice", "许可证{number}重复申报"),
    do=Words("Xóa dòng trùng.", "Remove the repeated row.", "请删除重复行。"),
)
def permits_differ(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    seen: set[tuple[str, str]] = set()
    for n, permit in enumerate(f.permits):
        key = (permit.kind, permit.number)
        if permit.number and key in seen:
            yield hit(f"/permits/{n}/number", number=permit.number)
        seen.add(key)


@BOOK.rule(
    "PMT-03", steps=STEPS, cites=VNACCS, pointer="/permits",
    says=Words("Khai {count} giấy phép, tối đa {most}", "{count} permits are declared, at most {most} are allowed", "申报{count}个许可证，最多{most}个"),
    do=Words("Tách lô hàng, hoặc chỉ khai giấy phép dùng cho lô này.", "Split the consignment, or cite only what this one uses.",
             "请拆分货物，或仅申报本批使用的许可证。"),
)
def permits_are_few(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if len(f.permits) > MOST_PERMITS:
        yield hit(count=len(f.permits), most=MOST_PERMITS)


@BOOK.rule(
    "PMT-04", steps=(REGISTER,), cites=C28_1, pointer="/permits", blocks=False,
    says=Words("Loại giấy phép “{kind}” không có trong danh sách", "Kind of permit “{kind}” is not in the list", "许可证类型“{kind}”不在清单内"),
    do=Words("Chọn loại trong danh sách để hệ thống tự đối chiếu và trừ lùi.", "Choose it from the list, so that it is matched and written off.",
             "请从清单中选择，以便自动核对和核销。"),
)
def permit_kind_is_listed(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    known = now.value("codes.permit_kinds")
    for n, permit in enumerate(f.permits):
        if permit.kind and permit.kind not in known:
            yield hit(f"/permits/{n}/kind", kind=permit.kind)


@BOOK.rule(
    "PMT-05", steps=(REGISTER,), cites=C28_1, pointer="/permits", blocks=False,
    says=Words("Chưa thấy giấy phép {number} trên Cổng một cửa quốc gia", "Permit {number} is not yet in the single window", "国家单一窗口尚无许可证{number}"),
    do=Words("Kiểm tra số; nếu bộ cấp bản giấy, tải bản quét lên hồ sơ.", "Check the number; upload a scan if it was issued on paper.",
             "请核对号码；纸质签发的请上传扫描件。"),
)
def permit_is_known(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    known = f.history.permits_known
    for n, permit in enumerate(f.permits):
        if known is not None and permit.number and permit.number not in known:
            yield hit(f"/permits/{n}/number", number=permit.number)


@BOOK.rule(
    "PMT-06", steps=STEPS, cites=C28_1, pointer="/lines",
    says=Words("Dòng {line}: giấy phép {number} không có trong danh sách giấy phép của tờ khai",
               "Line {line}: permit {number} is not listed on the declaration",
               "第{line}项：许可证{number}不在报关单许可证清单内"),
    do=Words("Thêm giấy phép ở phần Giấy phép, hoặc sửa số ở dòng hàng.", "Add it under permits, or correct the line.", "请在许可证部分添加，或更正该项。"),
)
def permits_of_lines_are_listed(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    listed = {permit.number for permit in f.permits}
    for at, line in numbered(f):
        for n, number in enumerate(line.permits):
            if number not in listed:
                yield hit(f"{at}/permits/{n}", line=line.number, number=number)


@BOOK.rule(
    "PAP-01", steps=(REGISTER,), cites=D25_3, pointer="/permits",
    says=Words("Hàng dòng {lines} phải có trước khi đăng ký: {document}", "Needed before registration for lines {lines}: {document}",
               "第{lines}项登记前须具备：{document}"),
    do=Words("Khai số giấy phép; đăng ký khi chưa có thì tờ khai không có giá trị.", "Cite it; a declaration registered without it is void.",
             "请填写许可证号；无证登记的报关单无效。"),
)
def licences_come_first(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for need in dossier.missing(f, now.law, now.today):
        if need.blocks and need.kind not in PROOFS:
            yield hit(lines=[str(number) for number in need.lines] or ["–"], document=need.words)


@BOOK.rule(
    "PAP-02", steps=(REGISTER,), cites=LAW_24, pointer="/documents", blocks=False,
    says=Words("Hồ sơ còn thiếu: {document}", "The dossier still lacks: {document}", "单证尚缺：{document}"),
    do=Words("Tải lên, hoặc chờ dữ liệu từ một cửa; thiếu thì có thể bị hỏi ở luồng vàng.",
             "Upload it, or wait for the single window; in the yellow channel it will be asked for.",
             "请上传或等待单一窗口数据；缺少时黄色通道可能要求补充。"),
)
def dossier_is_whole(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for need in dossier.missing(f, now.law, now.today):
        if not need.blocks:
            yield hit(document=need.words)


@BOOK.rule(
    "PAP-03", steps=STEPS, cites=LAW_24, pointer="/documents",
    says=Words("Mã băm của chứng từ {number} không hợp lệ: tệp có thể đã thay đổi", "The digest of document {number} is not valid: the file may have changed",
               "单证{number}的摘要无效：文件可能已更改"),
    do=Words("Tải lại tệp.", "Upload the file again.", "请重新上传文件。"),
)
def digests_are_whole(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for n, document in enumerate(f.documents):
        if document.sha256 and not _SHA256.fullmatch(document.sha256):
            yield hit(f"/documents/{n}/sha256", number=document.number or str(n + 1))


@BOOK.rule(
    "PAP-04", steps=STEPS, cites=HOUSE, pointer="/documents", blocks=False,
    says=Words("Chứng từ {number} có hai lần trong hồ sơ", "Document {number} is in the dossier twice", "单证{number}重复"),
    do=Words("Xóa bản trùng.", "Remove the repeated one.", "请删除重复件。"),
)
def documents_differ(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    seen: set[tuple[str, str]] = set()
    for n, document in enumerate(f.documents):
        key = (document.kind, document.number)
        if document.number and key in seen:
            yield hit(f"/documents/{n}/number", number=document.number)
        seen.add(key)


@BOOK.rule(
    "PAP-05", steps=STEPS, cites=LAW_24, pointer="/documents",
    says=Words("Chứng từ {number} ghi ngày {day}, ở sau hôm nay", "Document {number} is dated {day}, in the future", "单证{number}日期{day}晚于今日"),
    do=Words("Sửa ngày như trên chứng từ.", "Enter the date on the document.", "请按单证填写日期。"),
)
def documents_are_of_today(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for n, document in enumerate(f.documents):
        if document.day and document.day > now.today:
            yield hit(f"/documents/{n}/day", number=document.number or str(n + 1), day=document.day)
