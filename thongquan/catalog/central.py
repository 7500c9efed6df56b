"""Central clearance teams and places of inspection; all codes here are believed."""

from __future__ import annotations

from dataclasses import dataclass

from thongquan.core.words import Words


@dataclass(frozen=True)
class Team:
    """A central clearance team (Đội Thông quan): checks the dossiers of every office of its regions."""

    code: str
    region: str
    names: Words
    serves: tuple[str, ...]


@dataclass(frozen=True)
class Site:
    """A place with bays and scanners where goods are looked at; opening in minutes of the day."""

    code: str
    office: str
    names: Words
    bays: int
    scanner: bool = True
    opens: int = 7 * 60 + 30
    closes: int = 17 * 60 + 30


def _team(number: int, roman: str, zh: str, *serves: str) -> Team:
    region = f"KV{number:02d}"
    return Team(f"{region}TQ", region, Words(f"Đội Thông quan khu vực {roman}", f"Clearance Team, Region {roman}", f"第{zh}区域通关科"),
                (region, *serves))


#: regions without a team of their own are served by the team that names them
TEAMS: tuple[Team, ...] = (
    _team(8, "VIII", "八", "KV05"),
    _team(6, "VI", "六", "KV07", "KV01"),
    _team(3, "III", "三", "KV04", "KV10", "KV11", "KV02"),
)

SITES: tuple[Site, ...] = (
    Site("20BBKT1", "20BB", Words("Địa điểm kiểm tra tập trung Km3+4 Hải Yên", "Inspection Site Km3+4 Hai Yen", "海安Km3+4集中查验场"), 6),
    Site("20CEKT1", "20CE", Words("Bãi kiểm tra cảng Vạn Gia", "Van Gia Port Inspection Yard", "万家港查验场"), 3, scanner=False),
    Site("15BBKT1", "15BB", Words("Bãi kiểm tra Hữu Nghị", "Huu Nghi Inspection Yard", "友谊查验场"), 6),
    Site("13BBKT1", "13BB", Words("Bãi kiểm tra Kim Thành", "Kim Thanh Inspection Yard", "金城查验场"), 4),
    Site("03NKKT1", "03NK", Words("Địa điểm kiểm tra nội địa 03NK", "Inland Inspection Site 03NK", "内陆查验场03NK"), 5),
    Site("01PRKT1", "01PR", Words("Địa điểm kiểm tra nội địa 01PR", "Inland Inspection Site 01PR", "内陆查验场01PR"), 3, scanner=False),
)


def team_for(region: str) -> Team:
    """The team that checks the dossiers of a region; the first one where none is named."""
    return next((team for team in TEAMS if region in team.serves), TEAMS[0])
