"""The statistics of vehicles: how many, by what, how long each stage took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from thongquan.core.words import Words

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class Span:
    """A stretch of whole local days, optionally at one gate."""

    first: date
    last: date
    gate: str = ""

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        start = datetime.combine(self.first, time(0), ZONE)
        return start, datetime.combine(self.last, time(0), ZONE) + timedelta(days=1)


@dataclass(frozen=True)
class Table:
    """Columns with their names in three languages, rows of plain values."""

    columns: tuple[tuple[str, Words], ...]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True)
class Statistic:
    """One statistic: its code, title, first-column title and its statement."""

    code: str
    title: Words
    of: Words
    sql: str


#: what one row of traffic is grouped by
GROUPS: dict[str, tuple[Words, str]] = {
    "day": (Words("Ngày", "Day", "日期"), "to_char(c.crossed_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD')"),
    "week": (Words("Tuần", "Week", "周"), "to_char(c.crossed_at at time zone 'Asia/Ho_Chi_Minh', 'IYYY-\"W\"IW')"),
    "month": (Words("Tháng", "Month", "月份"), "to_char(c.crossed_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM')"),
    "hour": (Words("Giờ", "Hour", "小时"), "to_char(c.crossed_at at time zone 'Asia/Ho_Chi_Minh', 'HH24')"),
    "gate": (Words("Cửa khẩu", "Gate", "口岸"), "g.code"),
    "regime": (Words("Chế độ", "Regime", "监管方式"), "d.regime"),
    "case": (Words("Trường hợp", "Case", "情形"), "d.\"case\""),
    "nationality": (Words("Quốc tịch xe", "Country of registration", "车籍国"), "d.country"),
    "company": (Words("Doanh nghiệp", "Company", "企业"), "p.name"),
    "channel": (Words("Luồng", "Channel", "通道"), "d.channel"),
}

TRAFFIC = """
select {by} as what,
       count(*) filter (where c.direction = 'out') as outward,
       count(*) filter (where c.direction = 'in') as inward,
       count(*) as both
from crossing c
join vehicle_declaration d on d.id = c.declaration_id
join gate g on g.id = c.gate_id
join party p on p.id = d.declarant_id
where c.state = 'crossed' and c.crossed_at >= %(since)s and c.crossed_at < %(until)s and (%(gate)s = '' or g.code = %(gate)s)
group by 1 order by {order}
"""

NUMBERS = (
    ("outward", Words("Xuất", "Outward", "出境")),
    ("inward", Words("Nhập", "Inward", "入境")),
    ("both", Words("Cộng", "Total", "合计")),
)

BY_TIME = frozenset({"day", "week", "month", "hour"})


def traffic(code: str) -> Statistic:
    """Vehicles across the border grouped one way."""
    of, expression = GROUPS[code]
    title = Words(f"Xe qua cửa khẩu theo {of.vi.lower()}", f"Vehicles across the border by {of.en.lower()}", f"按{of.zh}统计过境车辆")
    return Statistic(code, title, of, TRAFFIC.format(by=expression, order="1" if code in BY_TIME else "4 desc, 1"))


#: minutes of each stage: declared to accepted, arrived to crossed, away, and the whole
STAGES = """
with span as (
    select d.id, d.submitted_at, d.accepted_at, c1.arrived_at, c1.crossed_at as out_at, c2.crossed_at as back_at, d.liquidated_at
    from vehicle_declaration d
    join gate g on g.id = d.gate_id
    left join crossing c1 on c1.declaration_id = d.id and c1.leg = 1
    left join crossing c2 on c2.declaration_id = d.id and c2.leg = 2
    where d.submitted_at >= %(since)s and d.submitted_at < %(until)s and (%(gate)s = '' or g.code = %(gate)s)
), stage as (
    select 'accept' as name, 1 as n, extract(epoch from accepted_at - submitted_at) / 60 as minutes from span where accepted_at is not null
    union all select 'gate', 2, extract(epoch from out_at - arrived_at) / 60 from span where out_at is not null and arrived_at is not null
    union all select 'away', 3, extract(epoch from back_at - out_at) / 60 from span where back_at is not null
    union all select 'whole', 4, extract(epoch from liquidated_at - submitted_at) / 60 from span where liquidated_at is not null
)
select name, count(*), round(percentile_cont(0.5) within group (order by minutes)::numeric, 1),
       round(percentile_cont(0.9) within group (order by minutes)::numeric, 1)
from stage group by name, n order by n
"""

STAGE_WORDS = {
    "accept": Words("Khai → chấp nhận", "Declared → accepted", "申报 → 接受"),
    "gate": Words("Tới cổng → qua cổng", "Arrived → crossed", "到达 → 过境"),
    "away": Words("Đi → về", "Out → back", "去程 → 返程"),
    "whole": Words("Khai → thanh khoản", "Declared → liquidated", "申报 → 核销"),
}

STAGE_NUMBERS = (
    ("vehicles", Words("Số xe", "Vehicles", "车辆数")),
    ("median", Words("Trung vị, phút", "Median, minutes", "中位数（分钟）")),
    ("p90", Words("90 %, phút", "90th percentile, minutes", "第90百分位（分钟）")),
)

STAGE = Statistic(
    "stages", Words("Thời gian từng khâu", "Time per stage", "各环节耗时"), Words("Khâu", "Stage", "环节"), STAGES)

STATISTICS: dict[str, Statistic] = {**{code: traffic(code) for code in GROUPS}, "stages": STAGE}


def statistic(code: str, span: Span) -> Table:
    """One statistic over a span, within the caller's reach. Raises KeyError for an unknown code."""
    found = STATISTICS[code]
    since, until = span.bounds
    with connection.cursor() as cursor:
        cursor.execute(found.sql, {"since": since, "until": until, "gate": span.gate})
        rows = cursor.fetchall()
    return Table(((code, found.of), *(STAGE_NUMBERS if code == "stages" else NUMBERS)), [tuple(r) for r in rows])
