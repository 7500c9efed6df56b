"""The invented people of the goods half: officers, inspectors, traders, a broker's clients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from thongquan.actions.duty import publish_rates
from thongquan.actions.trail import record
from thongquan.actions.training.cast import SINCE, Role, party, person
from thongquan.catalog.demo import BROKER
from thongquan.catalog.demo_goods import TRADERS
from thongquan.catalog.rates import DEMO_RATES
from thongquan.core.actor import Actor, system
from thongquan.core.rule import local_day
from thongquan.models import ExchangeRate, Guarantee, Mandate, OfficerSkill, Party, Unit, User
from thongquan.queries.access import actor_of, all_units
from thongquan.queries.scope import scope, set_reach

_NAMES = (
    "Lê Phương Thảo", "Nguyễn Bảo Trâm", "Đỗ Quang Khải", "Phan Minh Hằng", "Trịnh Gia Huy", "Hồ Thanh Vân", "Bùi Đức Toàn", "Vũ Hà My",
    "Lưu Xuân Bách", "Mai Thu Trang", "Dương Chí Công", "Tô Hải Yến", "Lại Văn Thịnh", "Cù Ngọc Diệp", "Âu Tiến Lực", "Khúc Hồng Nhung",
    "Thân Quốc Đạt", "Nghiêm Thùy Chi", "Đàm Việt Anh", "Giang Mỹ Duyên", "Quách Trung Nghĩa", "Phùng Khánh Linh", "Viên Thế Sơn", "Hà Bích Ngọc",
    "Kiều Hữu Phước", "Lã Minh Châu", "Ninh Tuấn Kiệt", "Ông Thị Hậu", "Tăng Nhật Nam", "Từ Hoài An", "Ứng Bá Kỳ", "Xa Thu Quỳnh",
    "Chử Đăng Khoa", "Doãn Phương Nhi", "Giáp Văn Long", "Hứa Lan Hương",
)
TEAMS = ("KV08TQ", "KV06TQ", "KV03TQ")
OFFICES = ("20BB", "15BB", "03NK")
DOSSIER, REVIEW, INSPECT = 5, 4, 3
#: what the specialists of a team look at: foods; electronics and machines; textiles; the rest is everybody's
FIELDS: tuple[tuple[str, ...], ...] = (("07", "08", "03", "11"), ("84", "85"), ("52", "60", "64", "94"), (), ())


def _roles() -> tuple[Role, ...]:
    names = iter(_NAMES)
    rows = []
    for team in TEAMS:
        short = team[2:4]
        rows += [Role(f"thao{short}{n}" if (short, n) != ("08", 1) else "thao", next(names), ("dossier_officer",), team, icon="list")
                 for n in range(1, DOSSIER + 1)]
        rows += [Role(f"ngoc{short}{n}" if (short, n) != ("08", 1) else "ngoc", next(names), ("reviewer",), team, icon="eye")
                 for n in range(1, REVIEW + 1)]
    for office in OFFICES:
        rows += [Role(f"kiem{office.lower()}{n}", next(names), ("inspector",), office, icon="xray") for n in range(1, INSPECT + 1)]
    return tuple(rows)


OFFICERS = _roles()
LEADERS = (
    Role("chau", "Tống Minh Châu", ("team_leader",), "KV08TQ", icon="flag"),
    Role("hung", "Mạnh Quốc Hưng", ("team_leader",), "KV06TQ", icon="flag"),
    Role("yen", "Sầm Hải Yến", ("team_leader",), "KV03TQ", icon="flag"),
)
#: one officer of each agency that keys documents in
MINISTRIES = {"BVTV": "thu", "LN": "lam"}
FOREST = Role("lam", "Kha Xuân Lâm", ("ministry",), "BN-LN", icon="leaf")


@dataclass(frozen=True)
class GoodsCast:
    """Everybody that a week of clearance needs, as actors."""

    traders: tuple[Actor, ...]
    officers: dict[str, Actor]
    broker: Actor
    ministries: dict[str, Actor]


def gather_goods(at: datetime, *, demo: bool = True) -> GoodsCast:
    """The people, made when they are missing; specialists have their skills, traders a guarantee."""
    with transaction.atomic():
        set_reach(Actor(None, "system", frozenset({"system"}), all_units()))
        traders = [party(c) for c in TRADERS]
        broker = party(BROKER, broker=True)
        for role in (*OFFICERS, *LEADERS, FOREST, *(Role("tra", "Ngô Thu Trà", ("declarant",), company=0, icon="docs"),)):
            person(role, traders[0] if role.company is not None else None, demo, at)
        skills()
        rates(at)
        for n, trader in enumerate(traders):
            guarantee(trader, n, at)
            if n < 8:
                mandate(trader, broker, at)
    wanted = [r.username for r in (*OFFICERS, *LEADERS)]
    with scope(None):
        people = {u.username: actor_of(u, local_day(at)) for u in User.objects.filter(username__in=[*wanted, *MINISTRIES.values()])}
    return GoodsCast(
        tuple(Actor(None, p.name, frozenset({"declarant"}), (), (p.pk,)) for p in traders), {name: people[name] for name in wanted},
        Actor(None, BROKER.name, frozenset({"broker"}), (), (broker.pk, *(t.pk for t in traders[:8]))),
        {agency: people[name] for agency, name in MINISTRIES.items() if name in people})


def rates(at: datetime) -> None:
    """The invented exchange rates of the demo, day by day."""
    if ExchangeRate.objects.exists():
        return
    clerk = Actor(None, "system", frozenset({"administrator"}))
    for day in sorted({rate.day for rate in DEMO_RATES}):
        publish_rates({r.currency: r.dong for r in DEMO_RATES if r.day == day}, day=day, source="demo", by=clerk, at=at)


def skills() -> None:
    """The specialities of the dossier officers of each team."""
    for team in TEAMS:
        mine = [r for r in OFFICERS if r.unit == team and r.roles == ("dossier_officer",)]
        for role, headings in zip(mine, FIELDS, strict=True):
            user = User.objects.get(username=role.username)
            if headings and not OfficerSkill.objects.filter(officer_id=user.pk).exists():
                OfficerSkill.objects.create(officer_id=user.pk, kinds=["dossier"], hs=list(headings), since=SINCE)


def guarantee(trader: Party, n: int, at: datetime) -> None:
    """Every other trader has a bank's guarantee."""
    if n % 2 or Guarantee.objects.filter(declarant=trader).exists():
        return
    row = Guarantee.objects.create(declarant=trader, number=f"BL{local_day(at).year}{n:04d}", bank="VTB", limit=(n % 5 + 1) * 2_000_000_000,
                                   state="accepted", office_id=Unit.objects.get(code=OFFICES[0]).pk, valid_from=SINCE, valid_until=date(at.year + 1, 12, 31))
    record("payment.guarantee", row, by=system(), at=at)


def mandate(client: Party, broker: Party, at: datetime) -> None:
    """The broker acts for this client."""
    row, made = Mandate.objects.get_or_create(client=client, agent=broker, defaults={
        "scopes": list(Mandate.SCOPES), "since": SINCE, "until": date(at.year + 1, 12, 31)})
    if made:
        record("party.mandate", row, by=system(), at=at)
