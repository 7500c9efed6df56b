"""The statistics of goods: stage times, channels, hits, revenue, papers, permits, backlog."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from thongquan.core.words import Words
from thongquan.queries.hot import hot
from thongquan.queries.report import goodssql as sql
from thongquan.queries.report.figures import ZONE, Table
from thongquan.queries.scope import everywhere


@dataclass(frozen=True)
class Slice:
    """A stretch of whole local days of registration, narrowed to an office, channel, type or direction."""

    first: date
    last: date
    office: str = ""
    channel: str = ""
    kind: str = ""
    direction: str = ""

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        start = datetime.combine(self.first, time(0), ZONE)
        return start, datetime.combine(self.last, time(0), ZONE) + timedelta(days=1)


Column = tuple[str, Words]

_COUNT = Words("Tờ khai", "Declarations", "报关单")
_MEDIAN = Words("Trung vị, phút", "Median, minutes", "中位数（分钟）")
_P90 = Words("90 %, phút", "90th percentile, minutes", "第90百分位（分钟）")
TIMES: tuple[Column, ...] = (("declarations", _COUNT), ("median", _MEDIAN), ("p90", _P90))
CLEARANCE: tuple[Column, ...] = (("declarations", _COUNT), ("cleared", Words("Đã thông quan", "Cleared", "已通关")), ("median", _MEDIAN), ("p90", _P90))
HITS: tuple[Column, ...] = (
    ("selected", Words("Được chọn", "Selected", "被选")), ("checked", Words("Đã kiểm tra", "Checked", "已查")),
    ("found", Words("Có phát hiện", "Found", "查获")),
)
BACKLOG: tuple[Column, ...] = (
    ("open", Words("Đang mở", "Open", "在办")), ("dossier", Words("Kiểm tra hồ sơ", "Dossier check", "单证审核")),
    ("asked", Words("Chờ người khai", "Waiting for the trader", "待申报人")), ("inspection", Words("Kiểm tra thực tế", "Inspection", "实货查验")),
    ("tax", Words("Chờ thuế", "Awaiting tax", "待缴税")), ("late", Words("Quá hẹn", "Late", "逾时")),
    ("soon", Words("Sắp quá hẹn", "Late within the hour", "即将逾时")),
)
MONEY: tuple[Column, ...] = (("dong", Words("Đồng", "Đồng", "越南盾")),)
SHARE: tuple[Column, ...] = (("documents", Words("Chứng từ", "Documents", "单证")), ("digital", Words("Số hóa", "Digital", "电子化")))
PERMITS: tuple[Column, ...] = (
    ("documents", Words("Văn bản", "Documents", "单证")), ("granted", Words("Được cấp", "Granted", "核准量")),
    ("used", Words("Đã trừ", "Written off", "已核销")), ("left", Words("Còn lại", "Left", "余量")),
    ("ending", Words("Hết hạn trong 30 ngày", "End within 30 days", "30日内到期")), ("waiting", Words("Đang chờ", "Waiting", "等待中")),
)
PERMITS_OFFICE: tuple[Column, ...] = (
    ("documents", Words("Văn bản đã dùng", "Documents used", "已用单证")), ("used", Words("Đã trừ tại đơn vị", "Written off here", "本单位核销")),
    ("left", Words("Còn lại trên các văn bản đó", "Left on those documents", "上述单证余量")), ("waiting", Words("Đang chờ", "Waiting", "等待中")),
)

#: what time to clearance is grouped by
GROUPS: dict[str, tuple[Words, str]] = {
    "day": (Words("Ngày", "Day", "日期"), "to_char(d.registered_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD')"),
    "week": (Words("Tuần", "Week", "周"), "to_char(d.registered_at at time zone 'Asia/Ho_Chi_Minh', 'IYYY-\"W\"IW')"),
    "month": (Words("Tháng", "Month", "月份"), "to_char(d.registered_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM')"),
    "office": (Words("Đơn vị", "Office", "单位"), "coalesce(d.office_code, '')"),
    "channel": (Words("Luồng", "Channel", "通道"), "d.channel"),
    "kind": (Words("Loại hình", "Type of declaration", "贸易方式"), "d.kind"),
    "direction": (Words("Chiều", "Direction", "方向"), "d.direction"),
}
BY_TIME = frozenset({"day", "week", "month"})


@dataclass(frozen=True)
class GoodsStatistic:
    """One statistic of goods: its code, title, first column, figures and statement."""

    code: str
    title: Words
    of: Words
    columns: tuple[Column, ...]
    sql: str

    @property
    def heads(self) -> tuple[Column, ...]:
        return ((self.code, self.of), *self.columns)


def _grouped(code: str) -> GoodsStatistic:
    of, expression = GROUPS[code]
    title = Words(f"Đăng ký → thông quan theo {of.vi.lower()}", f"Registered to cleared by {of.en.lower()}", f"按{of.zh}统计登记至通关")
    return GoodsStatistic(f"by_{code}", title, of, CLEARANCE, sql.CLEARANCE.format(by=expression, order="1" if code in BY_TIME else "2 desc, 1"))


_STATISTICS = (
    *(_grouped(code) for code in GROUPS),
    GoodsStatistic("stages", Words("Thời gian từng khâu", "Time per stage", "各环节耗时"), Words("Khâu", "Stage", "环节"), TIMES, sql.STAGES),
    GoodsStatistic("lanes", Words("Phát hiện theo luồng", "Hits per channel", "各通道查获率"), GROUPS["channel"][0], HITS, sql.LANES),
    GoodsStatistic("rules", Words("Phát hiện theo tiêu chí", "Hits per rule", "各规则查获率"), Words("Tiêu chí", "Rule", "规则"), HITS, sql.RULES),
    GoodsStatistic("drawn", Words("Ngẫu nhiên và có trọng điểm", "Random and targeted", "随机与布控"), Words("Cách chọn", "Chosen", "选取方式"), HITS,
                   sql.DRAWN),
    GoodsStatistic("overrides", Words("Đổi mức kiểm tra theo lý do", "Overrides by reason", "变更查验方式（按原因）"), Words("Lý do", "Reason", "原因"), HITS,
                   sql.OVERRIDES),
    GoodsStatistic("backlog", Words("Tồn đọng lúc này", "Backlog now", "当前积压"), GROUPS["office"][0], BACKLOG, sql.BACKLOG),
    GoodsStatistic("digital", Words("Tỷ lệ số hóa hồ sơ", "Digitised share of dossiers", "单证电子化率"), Words("Hình thức", "Held as", "形式"), SHARE,
                   sql.DIGITAL),
    GoodsStatistic("revenue", Words("Số thu theo sắc thuế", "Revenue by kind of tax", "各税种收入"), Words("Sắc thuế", "Tax", "税种"), MONEY, sql.REVENUE),
    GoodsStatistic("revenue_month", Words("Số thu theo tháng", "Revenue by month", "按月收入"), GROUPS["month"][0], MONEY, sql.REVENUE_MONTH),
    GoodsStatistic("revenue_office", Words("Số thu theo đơn vị", "Revenue by office", "各单位收入"), GROUPS["office"][0], MONEY, sql.REVENUE_OFFICE),
    GoodsStatistic("permits", Words("Giấy phép toàn quốc: đã cấp, đã trừ, còn lại", "Permits nationwide: granted, written off, left",
                                    "全国许可证：核准、核销与余量"), Words("Loại, đơn vị tính", "Kind, unit", "种类、计量单位"), PERMITS, sql.PERMITS),
    GoodsStatistic("permits_office", Words("Giấy phép theo đơn vị", "Permits by office", "各单位许可证使用"),
                   Words("Đơn vị, loại, đơn vị tính", "Office, kind, unit", "单位、种类、计量单位"), PERMITS_OFFICE, sql.PERMITS_OFFICE),
)
GOODS_STATISTICS: dict[str, GoodsStatistic] = {one.code: one for one in _STATISTICS}

STAGE_WORDS = {
    "channel": Words("Đăng ký → phân luồng", "Registered → channel", "登记 → 分通道"),
    "begun": Words("Phân luồng → bắt đầu kiểm tra hồ sơ", "Channel → dossier begun", "分通道 → 开始审单"),
    "decided": Words("Bắt đầu → quyết định", "Begun → decided", "开始 → 决定"),
    "paid": Words("Quyết định → nộp thuế", "Decided → paid", "决定 → 缴税"),
    "cleared": Words("Nộp thuế → thông quan", "Paid → cleared", "缴税 → 通关"),
    "passed": Words("Thông quan → qua khu vực giám sát", "Cleared → passed", "通关 → 驶离监管区"),
    "whole": Words("Đăng ký → thông quan", "Registered → cleared", "登记 → 通关"),
}
DRAWN_WORDS = {
    "random": Words("Ngẫu nhiên (mẫu đối chứng)", "At random (the control sample)", "随机（对照样本）"),
    "targeted": Words("Có trọng điểm", "Targeted", "布控选取"),
}
HOW_WORDS = {
    "upload": Words("Tệp tải lên", "Uploaded file", "上传文件"), "signed": Words("Có chữ ký số", "Digitally signed", "电子签名"),
    "data": Words("Dữ liệu từ một cửa quốc gia", "Data from the single window", "单一窗口数据"), "paper": Words("Bản giấy", "Paper", "纸质"),
}
#: an hour before its promise is broken a case is about to be late
SOON = timedelta(hours=1)


def asked(part: Slice, offices: Iterable[int], at: datetime) -> dict[str, Any]:
    """The slice as the statements want it; `offices` is the reach of whoever asks."""
    since, until = part.bounds
    return {"since": since, "until": until, "office": part.office, "channel": part.channel, "kind": part.kind, "direction": part.direction,
            "offices": list(offices), "at": at, "soon": at + SOON}


def rows_of(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement that counts over all tables and shows cases of the asker's own offices only."""
    with everywhere(), hot() as cursor:
        return [tuple(row) for row in cursor.execute(statement, values).fetchall()]


def goods_statistic(code: str, part: Slice, *, offices: Iterable[int], at: datetime) -> Table:
    """One statistic of declarations within these offices. Raises KeyError for an unknown code."""
    found = GOODS_STATISTICS[code]
    return Table(found.heads, rows_of(found.sql, asked(part, offices, at)))


@dataclass(frozen=True)
class Tiles:
    """The figures above the charts; times in minutes; `open`, `late` and `soon` are of now, money in đồng."""

    registered: int
    cleared: int
    median: float | None
    p90: float | None
    green_median: float | None
    documents: int
    digital: int
    checked: int
    found: int
    revenue: int
    value: int
    open: int
    late: int
    soon: int

    @property
    def digital_share(self) -> float | None:
        return 100 * self.digital / self.documents if self.documents else None

    @property
    def hit_rate(self) -> float | None:
        return 100 * self.found / self.checked if self.checked else None


def tiles(part: Slice, *, offices: Iterable[int], at: datetime) -> Tiles:
    """The tiles of a slice: one statement, one snapshot."""
    return Tiles(*rows_of(sql.TILES, asked(part, offices, at))[0])


def cases(code: str, value: str, part: Slice, *, offices: Iterable[int], at: datetime, limit: int = 500) -> list[dict[str, Any]]:
    """The declarations behind one row of a statistic, newest first; KeyError where a row has no cases."""
    test = f"{GROUPS[code.removeprefix('by_')][1]} = %(value)s" if code.removeprefix("by_") in GROUPS else sql.BEHIND[code]
    names = ("id", "number", "name", "first_name", "channel", "kind", "direction", "state", "office", "registered_at", "cleared_at", "minutes", "tax_total",
             "promised_at")
    source = sql.CASES_NOW if code == "backlog" else sql.CASES
    rows = rows_of(source.format(test=test), {**asked(part, offices, at), "value": value, "limit": limit})
    return [dict(zip(names, row, strict=True)) for row in rows]


@dataclass(frozen=True)
class Target:
    """What is to come in this year, what has, and how much a working day is left to find; đồng. `reach` names the unit."""

    year: int
    unit_id: int
    amount: int | None
    collected: int
    before: int

    @property
    def share(self) -> float | None:
        return 100 * self.collected / self.amount if self.amount else None


def target(year: int, unit_id: int, *, office: str, offices: Iterable[int], at: datetime) -> Target:
    """The year's target of a unit beside what was paid since New Year, and by this day of the year before."""
    start = datetime(year, 1, 1, tzinfo=ZONE)
    earlier, same_day = datetime(year - 1, 1, 1, tzinfo=ZONE), at.astimezone(ZONE) - timedelta(days=365)
    row = rows_of(sql.TARGET, {"year": year, "unit": unit_id, "since": start, "until": min(at, datetime(year + 1, 1, 1, tzinfo=ZONE)), "office": office,
                               "offices": list(offices), "before_since": earlier, "before_until": same_day})[0]
    return Target(year, unit_id, *row)
