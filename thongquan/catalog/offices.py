"""Where customs is: department, regions, offices and border gates, each with its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field

from thongquan.catalog.tables import rows
from thongquan.core.words import Words

DEPARTMENT = Words("Cục Hải quan", "Department of Customs", "海关局（总局）")
DEPARTMENT_CODE = "CHQ"

EVIDENCE = ("verified", "believed")


@dataclass(frozen=True)
class Region:
    code: str
    names: Words
    area: str
    headquarters: str
    evidence: str


@dataclass(frozen=True)
class Office:
    code: str
    region: str
    names: Words
    kind: str
    evidence: str
    note: str = ""


@dataclass(frozen=True)
class LaneSeed:
    number: int
    kind: str
    direction: str


@dataclass(frozen=True)
class GateSeed:
    """A border gate. `number` is its two bytes on the pass; `hours` opening and closing, Viet Nam time."""

    code: str
    number: int
    office: str
    mode: str
    names: Words
    neighbour: Words
    neighbour_country: str
    hours: tuple[str, str]
    lanes: tuple[LaneSeed, ...]
    agencies: tuple[str, ...]
    yard_capacity: int
    hourly_capacity: int
    believed: frozenset[str] = field(default_factory=lambda: frozenset({"hours", "lanes", "agencies", "capacity", "report_to"}))
    neighbour_zone: str = "Asia/Shanghai"

    @property
    def report_to(self) -> Words:
        """Where an outward vehicle or craft reports before its lane: the waiting yard, on a river the mooring."""
        if self.mode == "waterway":
            return Words(f"Vị trí neo chờ, {self.names.vi}", f"Waiting berth, {self.names.en}", f"{self.names.zh}待检泊位")
        return Words(f"Cổng vào bãi chờ xuất, {self.names.vi}", f"Entrance of the waiting yard, {self.names.en}",
                     f"{self.names.zh}出境待检场入口")


def _words(row: dict[str, str]) -> Words:
    return Words(row["name_vi"], row["name_en"], row["name_zh"])


REGIONS = tuple(Region(r["code"], _words(r), r["area_2025"], r["headquarters"], r["evidence"]) for r in rows("regions"))
OFFICES = tuple(Office(r["code"], r["region"], _words(r), r["kind"], r["evidence"], r["note"]) for r in rows("offices"))


def _lanes(out: int, into: int, yard: bool = True) -> tuple[LaneSeed, ...]:
    """Lanes numbered from 1: outward first, then inward, then into and out of the yard."""
    kinds = [("border", "out")] * out + [("border", "in")] * into + ([("yard_in", "out"), ("yard_out", "out")] if yard else [])
    return tuple(LaneSeed(n, kind, direction) for n, (kind, direction) in enumerate(kinds, start=1))


_ROAD_AGENCIES = ("customs", "border_guard", "quarantine_health", "quarantine_plant")
_RIVER_AGENCIES = ("customs", "border_guard", "quarantine_health")

GATES: tuple[GateSeed, ...] = (
    GateSeed("VNMCG1", 2001, "20BB", "road",
             Words("Cầu Bắc Luân II", "Bac Luan II Bridge", "北仑二桥"), Words("Đông Hưng", "Dongxing", "东兴"), "CN",
             ("07:00", "19:00"), _lanes(3, 3), _ROAD_AGENCIES, 240, 60),
    GateSeed("VNMCW1", 2002, "20BB", "waterway",
             Words("Bến sông Ka Long", "Ka Long River Landing", "卡龙河码头"), Words("Đông Hưng", "Dongxing", "东兴"), "CN",
             ("07:00", "17:30"), _lanes(1, 1), _RIVER_AGENCIES, 40, 12),
    GateSeed("VNHUGT", 1501, "15BB", "road",
             Words("Cửa khẩu Hữu Nghị", "Huu Nghi Border Gate", "友谊口岸"), Words("Hữu Nghị Quan", "Youyi Guan", "友谊关"), "CN",
             ("07:00", "19:00"), _lanes(4, 4), _ROAD_AGENCIES, 400, 90),
    GateSeed("VNTTG1", 1502, "15BE", "road",
             Words("Cửa khẩu Tân Thanh", "Tan Thanh Border Gate", "新清口岸"), Words("Pò Chài", "Puzhai", "浦寨"), "CN",
             ("07:00", "19:00"), _lanes(3, 3), _ROAD_AGENCIES, 320, 60),
    GateSeed("VNLCG1", 1301, "13BB", "road",
             Words("Cửa khẩu Kim Thành", "Kim Thanh Border Gate", "金城口岸"), Words("Hà Khẩu", "Hekou", "河口"), "CN",
             ("07:00", "22:00"), _lanes(3, 3), _ROAD_AGENCIES, 260, 50),
)
BY_CODE = {gate.code: gate for gate in GATES}
