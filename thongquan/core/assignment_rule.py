"""The rule of assignment as dated data: weights, tiers, rotation, the sticky key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from thongquan.core.canonical import canonical
from thongquan.core.refused import Finding
from thongquan.core.words import Words

DOSSIER, INSPECTION, REVIEW = "dossier", "inspection", "review"
KINDS = (DOSSIER, INSPECTION, REVIEW)
KIND_WORDS: dict[str, Words] = {
    DOSSIER: Words("Kiểm tra hồ sơ", "Dossier check", "单证审核"),
    INSPECTION: Words("Kiểm tra thực tế", "Physical inspection", "实货查验"),
    REVIEW: Words("Phúc tập hồ sơ", "Post-clearance dossier review", "通关后单证复核"),
}
#: whose work each kind is
ROLE_OF = {DOSSIER: "dossier_officer", INSPECTION: "inspector", REVIEW: "reviewer"}

#: what may be forgiven when too few are left; conflict, absence, four eyes and skill never are
FORGIVABLE = frozenset({"rotation", "full"})
#: own team, own region, the whole country
WIDEST = 2

SUPPLEMENT_WORDS: dict[str, Words] = {
    "permit": Words("Có giấy phép chuyên ngành", "Cites a ministry's permit", "涉及主管部门许可证"),
    "preference": Words("Hưởng ưu đãi thuế theo xuất xứ", "Claims a preference by origin", "享受原产地优惠税率"),
    "quota": Words("Hạn ngạch thuế quan", "Tariff quota", "关税配额"),
    "related": Words("Giao dịch với bên có quan hệ đặc biệt", "Trade between related parties", "特殊关系交易"),
    "exemption": Words("Miễn, giảm thuế", "Exemption or reduction of duty", "减免税"),
    "many_origins": Words("Nhiều nước xuất xứ", "Many countries of origin", "多原产国"),
    "perishable": Words("Hàng mau hỏng", "Goods that spoil", "易腐货物"),
}


DEFAULT_SUPPLEMENTS: dict[str, int] = {
    "permit": 10, "preference": 5, "quota": 5, "related": 10, "exemption": 10, "many_origins": 5, "perishable": 0}


@dataclass(frozen=True)
class Tier:
    """One attempt to find enough officers: how far to look (0 team, 1 region, 2 country) and what to forgive."""

    reach: int = 0
    forgives: frozenset[str] = frozenset()


_BOTH = frozenset({"rotation", "full"})
TIERS = (Tier(), Tier(1), Tier(1, frozenset({"rotation"})), Tier(2, frozenset({"rotation"})), Tier(2, _BOTH))


@dataclass(frozen=True)
class AssignmentRule:
    """One version. Points: a case weighs `per_case` + `per_line` a line + its supplements.

    An officer with `capacity` open points gets no more unless nobody else is there. `rotation_last` of his own last
    cases may hold at most `rotation_most` of one declarant. Fewer than `least` eligible: the next tier.
    """

    version: int = 1
    per_case: int = 10
    per_line: int = 5
    supplements: Mapping[str, int] = field(default_factory=lambda: dict(DEFAULT_SUPPLEMENTS))
    capacity: int = 600
    least: int = 3
    rotation_last: int = 3
    rotation_most: int = 1
    sticky_days: int = 30
    tiers: tuple[Tier, ...] = TIERS

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> AssignmentRule:
        """From a stored body that passed `check_rule`."""
        tiers = tuple(Tier(t["reach"], frozenset(t["forgives"])) for t in body["tiers"])
        return cls(tiers=tiers, supplements=dict(body["supplements"]), **{name: body[name] for name in NUMBERS})

    def body(self) -> dict[str, Any]:
        """As stored, published and hashed."""
        return {**{name: getattr(self, name) for name in NUMBERS}, "supplements": dict(self.supplements),
                "tiers": [{"reach": t.reach, "forgives": sorted(t.forgives)} for t in self.tiers]}

    def digest(self) -> str:
        """SHA-256 of the canonical body: which rule exactly decided."""
        return hashlib.sha256(canonical(self.body())).hexdigest()

    def points(self, lines: int, supplements: tuple[str, ...]) -> int:
        """How much work a case is."""
        return self.per_case + self.per_line * lines + sum(self.supplements.get(name, 0) for name in supplements)


#: name -> its smallest and largest sensible value
LIMITS = {
    "version": (1, 1_000_000), "per_case": (1, 1000), "per_line": (0, 1000), "capacity": (10, 1_000_000), "least": (1, 50),
    "rotation_last": (0, 100), "rotation_most": (1, 100), "sticky_days": (0, 365)}
NUMBERS = tuple(LIMITS)
DEFAULT = AssignmentRule()


def check_rule(body: Mapping[str, Any]) -> list[Finding]:
    """What is wrong with a body before it may be proposed; empty when nothing is."""
    wrong = [Finding("ASG-20", f"/{name}", {"least": low, "most": high})
             for name, (low, high) in LIMITS.items() if not _whole(body.get(name), low, high)]
    supplements = body.get("supplements")
    if not isinstance(supplements, Mapping):
        wrong.append(Finding("ASG-21", "/supplements"))
    else:
        wrong += [Finding("ASG-21", f"/supplements/{name}") for name, points in supplements.items()
                  if name not in SUPPLEMENT_WORDS or not _whole(points, 0, 1000)]
    tiers = body.get("tiers")
    if not isinstance(tiers, list) or not tiers or not all(map(_tier, tiers)):
        wrong.append(Finding("ASG-22", "/tiers"))
    elif [t["reach"] for t in tiers] != sorted(t["reach"] for t in tiers):
        wrong.append(Finding("ASG-22", "/tiers"))
    return wrong


def _whole(value: Any, low: int, high: int) -> bool:
    return type(value) is int and low <= value <= high


def _tier(tier: Any) -> bool:
    return (isinstance(tier, Mapping) and _whole(tier.get("reach"), 0, WIDEST)
            and isinstance(tier.get("forgives"), list) and set(tier["forgives"]) <= FORGIVABLE)
