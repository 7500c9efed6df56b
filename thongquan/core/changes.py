"""What may change when: the one rule for edits, corrections and amendments of a declaration."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from thongquan.core.flows.vehicle import STATES
from thongquan.core.forms.asked import SAME_GATE
from thongquan.core.reading import VIETNAM
from thongquan.core.refused import Conflict
from thongquan.core.words import Words

FREE, CORRECTION, BY_RULE, BY_OFFICER, REFUSED = "free", "correction", "by_rule", "by_officer", "refused"
KINDS = (FREE, CORRECTION, BY_RULE, BY_OFFICER, REFUSED)

KIND_WORDS: dict[str, Words] = {
    FREE: Words("Sửa tự do", "Free to edit", "可自由修改"),
    CORRECTION: Words("Sửa, có đếm số lần", "Correction, counted", "更正（计次）"),
    BY_RULE: Words("Đề nghị sửa, duyệt ngay", "Amendment, approved at once", "申请修改，立即批准"),
    BY_OFFICER: Words("Đề nghị sửa, công chức duyệt", "Amendment, decided by an officer", "申请修改，由关员审批"),
    REFUSED: Words("Không được sửa", "May not change", "不得修改"),
}

SENTENCES: dict[str, Words] = {
    "CHG-01": Words("Biển số, nước đăng ký, cửa khẩu và ngày đến không sửa được sau khi hải quan đã tiếp nhận",
                    "Plate, country, gate and day are fixed once Customs has received the declaration",
                    "海关受理后，号牌、登记国、口岸和日期不得更改"),
    "CHG-02": Words("Đã sửa đủ {most} lần, không sửa thêm được", "All {most} corrections have been used",
                    "{most}次更正机会已用完"),
    "CHG-03": Words("Tờ khai đã kết thúc, không sửa được", "The declaration is closed and can no longer change",
                    "申报单已办结，不得更改"),
    "CHG-04": Words("Phương tiện đang được kiểm tra thực tế, chờ có kết quả rồi sửa",
                    "The vehicle is under physical check; change it after the result", "车辆正在查验，请待结果出来后再修改"),
    "CHG-05": Words("Lượt này đã qua cửa khẩu; chỉ lượt về còn đổi được xe rỗng, rơ moóc, lái xe, hành khách, cửa khẩu",
                    "This leg has crossed; the return leg may still change load, trailer, driver, passengers or gate",
                    "此行程已过境；返程仍可更改空重车、挂车、驾驶员、旅客或口岸"),
    "CHG-06": Words("Trường hợp này phải quay về qua đúng cửa khẩu đã đi", "This case must return through the same gate",
                    "此情形须经同一口岸返回"),
    "CHG-07": Words("Tờ khai đang bị tạm giữ, chưa sửa được", "The declaration is on hold and cannot change now",
                    "申报单被扣留，暂不得更改"),
    "CHG-08": Words("Mục này do hệ thống ghi, người khai không sửa", "The platform keeps this; a declarant cannot change it",
                    "此项由系统记录，申报人不得更改"),
    "CHG-09": Words("Đổi chiều đi hoặc phương thức vận tải là tờ khai khác: hủy và khai lại",
                    "Another direction or mode is another declaration: cancel and declare again",
                    "更改方向或运输方式属于另一份申报：请撤销后重新申报"),
    "CHG-10": Words("Gia hạn phải có đề nghị gia hạn riêng", "An extension needs its own request", "延期须单独提出申请"),
}

#: names of changes that are finer than a field: `planned_at` is told as its day and its time
GROUPS: dict[str, frozenset[str]] = {
    "identity": frozenset({"plate", "country"}),
    "gate": frozenset({"gate"}),
    "day": frozenset({"planned_day"}),
    "time": frozenset({"planned_time"}),
    "form": frozenset({"regime", "mode"}),
    "driver": frozenset({"drivers"}),
    "contact": frozenset({"contact_phone"}),
    "trailer": frozenset({"trailers"}),
    "load": frozenset({"laden"}),
    "people": frozenset({"passengers", "passenger_list", "passenger_list_number", "passenger_list_kind"}),
    "cargo": frozenset({"goods", "containers", "cargo", "hold_seals"}),
    "return_gate": frozenset({"return_gate"}),
    "platform": frozenset({"number", "function", "temporary"}),
    "extension": frozenset({
        "additional", "extension_document", "extension_issued_on", "extension_until", "extension_issuer",
        "extension_reason", "extension_other",
    }),
}
REST = "rest"
_GROUP_OF = {name: group for group, names in GROUPS.items() for name in names}

#: verdicts that look at the circumstances
_INSIDE, _UNLOADED, _GATE, _EACH_TRIP = "when inside the validity", "when it becomes empty", "when the law allows", "when each trip has its list"

#: phase → what each group may do; `REST` stands for every group that is not named
TABLE: dict[str, dict[str, str]] = {
    "free": {"platform": "CHG-08", REST: FREE},
    "received": {"platform": "CHG-08", "identity": "CHG-01", "gate": "CHG-01", "day": "CHG-01", "form": "CHG-09",
                 "extension": "CHG-10", REST: CORRECTION},
    "checking": {"platform": "CHG-08", REST: "CHG-04"},
    "accepted": {"platform": "CHG-08", "form": "CHG-09", "extension": "CHG-10", "driver": BY_RULE, "contact": BY_RULE,
                 "trailer": BY_RULE, "load": BY_RULE, "cargo": _UNLOADED, "day": _INSIDE, "time": _INSIDE,
                 "return_gate": _GATE, "people": _EACH_TRIP, REST: BY_OFFICER},
    "crossed": {"platform": "CHG-08", "extension": "CHG-10", "driver": BY_RULE, "contact": BY_RULE, "trailer": BY_RULE,
                "load": BY_RULE, "cargo": _UNLOADED, "return_gate": _GATE, "people": BY_RULE, REST: "CHG-05"},
    "next_leg": {"platform": "CHG-08", "extension": "CHG-10", "driver": BY_RULE, "contact": BY_RULE, "trailer": BY_RULE,
                 "load": BY_RULE, "cargo": _UNLOADED, "day": _INSIDE, "time": _INSIDE, "return_gate": _GATE,
                 "people": BY_RULE, REST: "CHG-05"},
    "closed": {REST: "CHG-03"},
}

PHASES: dict[str, str] = {
    "draft": "free", "submitted": "free", "returned": "free", "received": "received", "asked": "received",
    "checking": "checking", "accepted": "accepted", "under_way": "crossed", "overdue": "crossed",
    "liquidated": "closed", "cancelled": "closed", "expired": "closed",
}

#: what becomes of choosing another gate where the one chosen closes for good
LEAVING = {"received": CORRECTION, "accepted": BY_RULE, "crossed": BY_RULE, "next_leg": BY_RULE}

MOST_CORRECTIONS = 9  # VNACCS TIR/TOR; a caller hands in the dated value


@dataclass(frozen=True)
class Change:
    """How a set of changes is to be treated: its kind; when refused, the code and the fields that caused it."""

    kind: str
    code: str = ""
    fields: tuple[str, ...] = ()
    by_field: tuple[tuple[str, str], ...] = ()


def judge_change(state: str, leg_crossed: int, changed: Iterable[str], *, corrections: int = 0, case: str = "permit",
                 time_inside: bool = True, now_empty: bool = False, held: bool = False,
                 most: int = MOST_CORRECTIONS, closing: Collection[str] = ()) -> Change:
    """What becomes of these changes.

    `leg_crossed` counts the legs already crossed; `changed` holds names of `changed_fields`;
    `corrections` those already made, of at most `most`; `time_inside` whether the new time lies inside the
    validity; `now_empty` whether the vehicle becomes empty, so that its goods fall away with the load; `closing` holds
    `gate` or `return_gate` where that gate is closed for good when the vehicle comes.
    """
    names = tuple(sorted(set(changed)))
    if not names:
        return Change(FREE)
    phase = phase_of(state, leg_crossed)
    if held and phase != "closed":
        return Change(REFUSED, "CHG-07", names)
    by_field = tuple((n, _leaving(phase, case) if n in closing and phase in LEAVING else _verdict(phase, n, case, time_inside, now_empty)) for n in names)
    codes = sorted({v for _, v in by_field if v not in KINDS})
    if codes:
        return Change(REFUSED, codes[0], tuple(n for n, v in by_field if v == codes[0]), by_field)
    kind = max((v for _, v in by_field), key=KINDS.index)
    if kind == CORRECTION and corrections >= most:
        return Change(REFUSED, "CHG-02", names, by_field)
    return Change(kind, "", names, by_field)


def require(change: Change, *, most: int = MOST_CORRECTIONS) -> Change:
    """The change itself, or Conflict with its code and a pointer to the first field that may not change."""
    if change.kind == REFUSED:
        raise Conflict(change.code, f"/{_field(change.fields[0])}" if change.fields else "", most=most)
    return change


def phase_of(state: str, leg_crossed: int) -> str:
    """The row of the table: an accepted multi-trip declaration between two legs is its own phase."""
    phase = PHASES[state]
    return "next_leg" if phase == "accepted" and leg_crossed else phase


def _leaving(phase: str, case: str) -> str:
    """A gate that closes for good is left for another: at once, or by an officer where the law names the gate of return."""
    return BY_OFFICER if phase in ("crossed", "next_leg") and case in SAME_GATE else LEAVING[phase]


def _verdict(phase: str, name: str, case: str, time_inside: bool, now_empty: bool) -> str:
    row = TABLE[phase]
    verdict = row.get(_GROUP_OF.get(name, REST), row[REST])
    if verdict == _INSIDE:
        return BY_RULE if time_inside else BY_OFFICER
    if verdict == _UNLOADED:
        return BY_RULE if now_empty else BY_OFFICER
    if verdict == _GATE:
        return "CHG-06" if case in SAME_GATE else BY_RULE
    if verdict == _EACH_TRIP:  # the people of one trip are handed in when they travel (Decree 08/2015 art. 77a.1)
        return BY_RULE if case == "fixed_route" else BY_OFFICER
    return verdict


def _field(name: str) -> str:
    return "planned_at" if name in ("planned_day", "planned_time") else name


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> frozenset[str]:
    """The names that differ between two sets of form values; `planned_at` as `planned_day` or `planned_time`."""
    differ = {n for n in {*before, *after} if _answer(before.get(n)) != _answer(after.get(n))}
    if "planned_at" in differ:
        differ.remove("planned_at")
        differ.add("planned_time" if _day(before) == _day(after) else "planned_day")
    return frozenset(differ)


def _answer(value: Any) -> Any:
    """A blank answer and no answer are the same."""
    return None if value in ("", [], {}) else value


def _day(values: Mapping[str, Any]) -> Any:
    planned = values.get("planned_at")
    return planned.astimezone(VIETNAM).date() if isinstance(planned, datetime) else planned


def decision_table() -> list[tuple[str, str, str]]:
    """(state, group, kind or code) for every state of the procedure, for the printed rulebook."""
    return [
        (state, group, _verdict(phase_of(state, 0), next(iter(sorted(GROUPS.get(group, {"make"})))), "permit", True, False))
        for state in STATES for group in (*GROUPS, REST)
    ]
