"""What of a goods declaration may be amended when, and what is judged anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from thongquan.core.refused import Conflict
from thongquan.core.rule import Citation, DatedLaw, local_day
from thongquan.core.words import Words

#: nothing is judged yet; on record and decided by an officer; after clearance without and with a penalty; never
FREE, RECORDED, CLEARED_FREE, CLEARED_LATE, REFUSED = "free", "recorded", "cleared_free", "cleared_late", "refused"
KINDS: dict[str, Words] = {
    FREE: Words("Sửa tự do", "Free to edit", "可自由修改"),
    RECORDED: Words("Khai bổ sung, công chức duyệt", "Amendment, decided by an officer", "补充申报，由关员审批"),
    CLEARED_FREE: Words("Khai bổ sung sau thông quan, không phạt", "Amendment after clearance, no penalty", "通关后补充申报，不予处罚"),
    CLEARED_LATE: Words("Khai bổ sung quá hạn, xử lý theo quy định", "Late amendment, dealt with by law", "逾期补充申报，依法处理"),
    REFUSED: Words("Không được sửa", "May not change", "不得修改"),
}

SENTENCES: dict[str, Words] = {
    "GCH-01": Words("Mục này không khai bổ sung được: phải hủy tờ khai và khai lại", "This cannot be amended: cancel the declaration and declare anew",
                    "此项不得补充申报：须撤销后重新申报"),
    "GCH-02": Words("Mục này do hệ thống ghi, người khai không sửa", "The platform keeps this; a declarant cannot change it", "此项由系统记录，申报人不得修改"),
    "GCH-03": Words("Tờ khai đã hủy hoặc bị từ chối, không sửa được", "The declaration is cancelled or refused and cannot change",
    "报关单已撤销或退单，不得修改"),
    "GCH-04": Words("Hàng đang kiểm tra thực tế, chờ có kết quả rồi sửa", "The goods are being inspected; amend after the result",
    "货物正在查验，请待结果出来后修改"),
    "GCH-05": Words("Sau thông quan không khai bổ sung nội dung giấy phép và kiểm tra chuyên ngành",
                    "After clearance, licences and specialised checks cannot be amended", "通关后不得补充申报许可证及专业检验内容"),
    "GCH-06": Words("Hải quan đã quyết định kiểm tra sau thông quan, không khai bổ sung được",
    "A post-clearance audit has been decided; nothing can be amended",
                    "海关已决定稽查，不得补充申报"),
    "GCH-07": Words("Tờ khai đang bị giữ, chưa sửa được", "The declaration is on hold and cannot change now", "报关单被扣留，暂不得修改"),
    "GCH-08": Words("Không có gì thay đổi", "Nothing is changed", "没有任何更改"),
}
DO = Words("Xem mục được nêu; cần thì đề nghị hủy và khai lại.", "See the field named; if need be ask for cancellation and declare anew.",
           "请查看所示项目；必要时申请撤销后重新申报。")

CITES: dict[str, Citation] = {
    FREE: Citation("Thông tư 38/2015/TT-BTC (sửa đổi bởi 39/2018/TT-BTC), Điều 20.1.a.1", "Điều 26.2.TT.9.20 khoản 1"),
    RECORDED: Citation("Thông tư 38/2015/TT-BTC (sửa đổi bởi 39/2018/TT-BTC), Điều 20.1.a.2", "Điều 26.2.TT.9.20 khoản 1"),
    CLEARED_FREE: Citation("Luật Hải quan 54/2014/QH13, Điều 29.4.b", "Điều 26.2.LQ.29 khoản 4"),
    CLEARED_LATE: Citation("Thông tư 38/2015/TT-BTC (sửa đổi bởi 39/2018/TT-BTC), Điều 20.1.b.2", "Điều 26.2.TT.9.20 khoản 1"),
    REFUSED: Citation("Thông tư 39/2018/TT-BTC, Phụ lục II, mục 3 (chỉ tiêu không được khai bổ sung)", believed=True),
}

#: fields that are never amended once registered: they make another declaration (annex II §3; Circular 38 art. 22 §1.d.4)
NEVER = frozenset({"kind", "party_kind", "cargo_class", "mode", "office", "importer_tax_id", "exporter_tax_id"})
#: kept by the platform alone
PLATFORM = frozenset({"number", "first_number", "split_part", "split_of", "declarant_code"})
#: what is said of licences and specialised checks (Customs Law art. 29 §4.b)
LICENSED = frozenset({"permits", "other_laws", "licence_number"})
#: a change of these never alters duty or risk: nothing is judged anew
PLAIN = frozenset({
    "own_reference", "notes", "importer_phone", "exporter_phone", "importer_postcode", "exporter_postcode", "marks", "conveyance_code", "team",
    "planned_day", "loading_name", "unloading_name", "destination_name", "vanning_name", "vanning_address", "valuation_notes", "contract_day",
})
#: what duty is computed from
TAXED = frozenset({
    "invoice_total", "currency", "incoterm", "price_kind", "valuation_method", "related", "freight", "freight_currency", "freight_kind", "insurance",
    "insurance_currency", "insurance_kind", "adjustments", "gross_kg", "base_price", "base_currency", "comprehensive_number", "temporary_until",
})
#: what a line owes is computed from
TAXED_OF_LINE = frozenset({
    "hs", "origin", "quantity", "unit", "quantity2", "unit2", "invoice_value", "unit_price", "price_unit", "price_currency", "preference", "quota",
    "absolute_code", "adjustments", "customs_value", "duty_rate", "absolute_rate", "absolute_unit", "absolute_currency", "exemption", "exemption_list",
    "exemption_line", "reduction", "taxes", "net_kg", "gross_kg",
})

_INSPECTED = frozenset({"inspecting"})
_VOID = frozenset({"cancelled", "returned"})
_CLEARED = frozenset({"cleared", "passed"})


class Declared(Protocol):
    """A declaration as this rule sees it; a row of the table is one."""

    @property
    def state(self) -> str: ...

    @property
    def channel(self) -> str: ...

    @property
    def cleared_at(self) -> datetime | None: ...

    @property
    def held_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class Difference:
    """One answer that differs; `path` is a JSON pointer, None stands for no answer."""

    path: str
    before: Any
    after: Any

    @property
    def field(self) -> str:
        """The field of the form."""
        return self.path.split("/")[1]

    @property
    def within(self) -> str:
        """The field inside a row; empty when a whole row or the field itself differs."""
        parts = self.path.split("/")[2:]
        return next((part for part in parts if not part.isdigit()), "")


@dataclass(frozen=True)
class Change:
    """How a set of changes is to be treated, and what it touches.

    `before` and `after` hold the whole answers of the fields that differ, None where there is none.
    """

    kind: str
    code: str = ""
    fields: frozenset[str] = frozenset()
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    tax: bool = False
    risk: bool = False
    refused: tuple[str, ...] = ()

    @property
    def at_once(self) -> bool:
        """Whether it is done without an officer."""
        return self.kind == FREE

    @property
    def reassess(self) -> bool:
        """Whether duty or channel must be judged anew."""
        return self.tax or self.risk

    @property
    def penalised(self) -> bool:
        """Whether the law on penalties is looked at: after the channel was told, or too late after clearance."""
        return self.kind in (RECORDED, CLEARED_LATE)


def change_of(before: Mapping[str, Any], after: Mapping[str, Any], declaration: Declared, law: DatedLaw, at: datetime, *,
              audited: bool = False) -> Change:
    """What becomes of turning one set of written answers into another.

    `audited` tells that a post-clearance audit has been decided.
    """
    differences = tuple(difference(before, after))
    names = frozenset(one.field for one in differences)
    kind, code, refused = _verdict(names, declaration, law, local_day(at), audited)
    tax = any(_taxed(one) for one in differences)
    return Change(
        kind, code, names, {name: before.get(name) for name in names}, {name: after.get(name) for name in names},
        differences, tax, tax or any(one.field not in PLAIN for one in differences), refused)


def require(change: Change) -> Change:
    """The change itself, or Conflict with its code and a pointer to the first field that may not change."""
    if change.kind == REFUSED:
        raise Conflict(change.code, f"/{change.refused[0]}" if change.refused else "")
    return change


def _verdict(names: frozenset[str], of: Declared, law: DatedLaw, today: date, audited: bool) -> tuple[str, str, tuple[str, ...]]:
    """The kind; when refused, the code and the fields that caused it."""
    if not names:
        return REFUSED, "GCH-08", ()
    if of.state == "draft":
        return _unless(names & PLATFORM, "GCH-02", FREE)
    for forbidden, code in _barred(names, of, audited):
        if forbidden:
            return REFUSED, code, tuple(sorted(forbidden))
    if of.state not in _CLEARED and of.cleared_at is None:
        return (FREE if not of.channel else RECORDED), "", ()
    last = local_day(of.cleared_at) + timedelta(days=law.value("goods.amend.free_days", today)) if of.cleared_at else today
    return (CLEARED_FREE if today <= last else CLEARED_LATE), "", ()


def _unless(forbidden: frozenset[str], code: str, kind: str) -> tuple[str, str, tuple[str, ...]]:
    return (REFUSED, code, tuple(sorted(forbidden))) if forbidden else (kind, "", ())


def _barred(names: frozenset[str], of: Declared, audited: bool) -> Iterator[tuple[frozenset[str], str]]:
    """What stands against a change of a registered declaration, the gravest first."""
    cleared = of.state in _CLEARED or of.cleared_at is not None
    yield (names if of.state in _VOID else frozenset()), "GCH-03"
    yield (names if of.held_at is not None and not cleared else frozenset()), "GCH-07"
    yield (names if of.state in _INSPECTED else frozenset()), "GCH-04"
    yield (names if audited else frozenset()), "GCH-06"
    yield names & PLATFORM, "GCH-02"
    yield names & NEVER, "GCH-01"
    yield (names & LICENSED if cleared else frozenset()), "GCH-05"


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """Every answer that differs, field by field and row by row; a blank answer and none are the same."""
    for name in dict.fromkeys((*before, *after)):
        yield from _differs(f"/{name}", before.get(name), after.get(name))


def _differs(path: str, before: Any, after: Any) -> Iterator[Difference]:
    before, after = _answer(before), _answer(after)
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys((*before, *after)):
            yield from _differs(f"{path}/{name}", before.get(name), after.get(name))
    elif isinstance(before, list | tuple) and isinstance(after, list | tuple):
        for n in range(max(len(before), len(after))):
            yield from _differs(f"{path}/{n}", before[n] if n < len(before) else None, after[n] if n < len(after) else None)
    else:
        yield Difference(path, before, after)


def _answer(value: Any) -> Any:
    return None if value in ("", [], {}, ()) else value


def _taxed(one: Difference) -> bool:
    if one.field == "lines":
        return not one.within or one.within in TAXED_OF_LINE
    return one.field in TAXED


@dataclass(frozen=True)
class _Sample:
    """A declaration in a state, for the printed table."""

    state: str
    channel: str = ""
    cleared_at: datetime | None = None
    held_at: datetime | None = None


#: groups of the printed table: a name and one field that stands for it
GROUPS: dict[str, str] = {"platform": "number", "never": "kind", "licences": "permits", "goods and values": "lines", "everything else": "notes"}


def decision_table(law: DatedLaw, at: datetime) -> list[tuple[str, str, str]]:
    """(stage, group, kind or code): the one rule for every stage, as the printed procedures show it."""
    stages: dict[str, _Sample] = {
        "draft": _Sample("draft"), "registered, no channel yet": _Sample("registered"), "channel known": _Sample("checking", "yellow"),
        "under inspection": _Sample("inspecting", "red"), "cleared within 60 days": _Sample("cleared", "green", at),
        "cleared longer ago": _Sample("cleared", "green", at - timedelta(days=law.value("goods.amend.free_days", local_day(at)) + 1)),
        "cancelled": _Sample("cancelled"),
    }
    return [(stage, group, found.code or found.kind) for stage, of in stages.items() for group, name in GROUPS.items()
            for found in (change_of({name: "a"}, {name: "b"}, of, law, at),)]


def fields_of(group: str) -> Iterable[str]:
    """The fields of a group of the printed table; none for the last, which is every other."""
    return sorted({"platform": PLATFORM, "never": NEVER, "licences": LICENSED, "goods and values": TAXED | {"lines"}}.get(group, ()))
