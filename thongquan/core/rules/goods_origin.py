"""Rules of preference: an agreement needs eligible origin and proof, a quota its licence."""

from __future__ import annotations

from collections.abc import Iterator

from thongquan.core.declaration_types import TAXED
from thongquan.core.goods import GoodsFacts
from thongquan.core.goods_codes import Agreement
from thongquan.core.rule import Hit, Moment, RuleBook, hit
from thongquan.core.rules.goods_sources import C16_2, C27_6, HOUSE, ORIGIN_LAW, REGISTER, STEPS, country, kind_of, numbered
from thongquan.core.words import Words

BOOK = RuleBook()

#: documents that prove origin: a certificate, or the exporter's own declaration where the agreement has one
PROOFS = frozenset({"certificate_of_origin", "origin_declaration"})
#: the ministry's document that gives a share of a tariff quota
QUOTA = "HNTQ"


def _agreement(code: str, now: Moment) -> Agreement | None:
    found: Agreement | None = now.value("codes.agreements").get(code)
    return found if found and found.since <= now.today <= found.until else None


@BOOK.rule(
    "ORI-01", steps=STEPS, cites=ORIGIN_LAW, pointer="/lines",
    says=Words("Dòng {line}: hiệp định “{code}” không có hoặc chưa có hiệu lực", "Line {line}: agreement “{code}” is unknown or not in force",
               "第{line}项：协定“{code}”不存在或未生效"),
    do=Words("Chọn hiệp định trong danh sách, hoặc để trống để áp dụng MFN.", "Choose one from the list, or leave it empty for MFN.",
             "请从清单中选择，或留空适用最惠国税率。"),
)
def agreement_is_in_force(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line in numbered(f):
        if line.preference and _agreement(line.preference, now) is None:
            yield hit(f"{at}/preference", line=line.number, code=line.preference)


@BOOK.rule(
    "ORI-02", steps=STEPS, cites=C27_6, pointer="/lines",
    says=Words("Dòng {line}: {country} không thuộc hiệp định {code}", "Line {line}: {country} is not a member of {code}",
               "第{line}项：{country}不是{code}成员"),
    do=Words("Chọn hiệp định khác hoặc áp dụng MFN.", "Choose another agreement or MFN.", "请选择其他协定或适用最惠国税率。"),
)
def origin_is_a_member(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line in numbered(f):
        agreement = _agreement(line.preference, now)
        if agreement and line.origin and line.origin not in agreement.members:
            yield hit(f"{at}/preference", line=line.number, code=line.preference, country=country(line.origin, now))


@BOOK.rule(
    "ORI-03", steps=STEPS, cites=C16_2, pointer="/documents",
    says=Words("Dòng {line}: áp dụng {code} phải có chứng từ chứng nhận xuất xứ, mẫu {form}",
               "Line {line}: the rate of {code} needs a proof of origin, form {form}",
               "第{line}项：适用{code}须有原产地证明（格式{form}）"),
    do=Words("Thêm C/O vào hồ sơ; chưa có thì để trống hiệp định, khai bổ sung khi có.",
             "Add the certificate; without it leave the agreement empty and amend later.",
             "请添加原产地证；暂无则协定留空，取得后补报。"),
)
def preference_has_its_proof(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if PROOFS & {document.kind for document in f.documents}:
        return
    for _, line in numbered(f):
        if agreement := _agreement(line.preference, now):
            yield hit(line=line.number, code=line.preference, form=agreement.proof or "C/O")
            return


@BOOK.rule(
    "ORI-04", steps=STEPS, cites=ORIGIN_LAW, pointer="/lines",
    says=Words("Dòng {line}: mã {hs} không có thuế suất theo {code}", "Line {line}: code {hs} has no rate under {code}", "第{line}项：编码{hs}无{code}税率"),
    do=Words("Để trống hiệp định để áp dụng MFN.", "Leave the agreement empty for MFN.", "请将协定留空以适用最惠国税率。"),
)
def tariff_has_the_preference(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line in numbered(f):
        found = (f.tariff or {}).get(line.hs)
        if found and found.exact and _agreement(line.preference, now) and line.preference not in {p.agreement for p in found.line.preferences}:
            yield hit(f"{at}/preference", line=line.number, hs=line.hs, code=line.preference)


@BOOK.rule(
    "ORI-05", steps=STEPS, cites=C16_2, pointer="/permits",
    says=Words("Dòng {line}: khai trong hạn ngạch thuế quan phải có văn bản phân giao hạn ngạch",
               "Line {line}: a rate within the quota needs the quota allocation",
               "第{line}项：适用配额内税率须有配额分配文件"),
    do=Words("Thêm giấy phép loại {kind} vào tờ khai, hoặc bỏ chọn hạn ngạch.", "Add the permit of kind {kind}, or untick the quota.",
             "请添加{kind}类许可证，或取消配额。"),
)
def quota_has_its_licence(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if QUOTA not in {permit.kind for permit in f.permits}:
        for _, line in numbered(f):
            if line.quota:
                yield hit(line=line.number, kind=QUOTA)


@BOOK.rule(
    "ORI-06", steps=(REGISTER,), cites=HOUSE, pointer="/lines", blocks=False,
    says=Words("Dòng {line}: loại hình {kind} chưa phải nộp thuế, không cần khai hiệp định",
               "Line {line}: no duty is paid under type {kind}; no agreement is needed",
               "第{line}项：贸易方式{kind}暂不缴税，无需填写协定"),
    do=Words("Để trống, trừ khi muốn giữ để chuyển tiêu thụ nội địa sau này.", "Leave it empty, unless the goods may go to home use later.",
             "可留空，除非以后可能转内销。"),
)
def preference_is_of_use(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    kind = kind_of(f, now)
    if kind.code and kind.duty != TAXED:
        for at, line in numbered(f):
            if line.preference:
                yield hit(f"{at}/preference", line=line.number, kind=f.kind)
