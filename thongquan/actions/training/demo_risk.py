"""Eighteen invented months of checked goods in the demo: prediction's past."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from thongquan.actions.assessment import refresh_cuts
from thongquan.catalog.demo_goods import IMPORTS, PARTNERS, TRADERS
from thongquan.catalog.tariff import DEMO_LINES
from thongquan.core.actor import system
from thongquan.core.rule import local_day
from thongquan.core.search import fold
from thongquan.models import LaneBudget, RiskLine, Unit, User
from thongquan.queries.assessment.profiles import monday
from thongquan.queries.hot import hot
from thongquan.queries.scope import everywhere, scope
from thongquan.risk.fields import FIGURES, ORIGIN, TEXTS

if TYPE_CHECKING:
    from thongquan.risk.generator import Told

DAYS, A_DAY, SEED = 548, 95, 20_260_401
#: inspections and dossier checks that each office of the demo can do in a week
ROOM = {"20BB": (40, 90), "15BB": (30, 70), "03NK": (20, 45)}
#: who proposes the demo's models, and who promotes them
PROMOTERS = ("mai", "loc")
TEAMS = {"20BB": "08", "15BB": "06", "03NK": "03"}
LANES = {"physical": "red", "document": "yellow"}
NAMES = tuple(name for name in (*TEXTS, *FIGURES) if name != "id")
TYPES = {**dict.fromkeys(TEXTS, "text"), **dict.fromkeys(FIGURES, "double precision")}
LINES = f"""
insert into risk_line (code, office_id, day, channel, selected_by, counted, {', '.join(NAMES)})
select code, office_id, day, channel, selected_by, false, {', '.join(NAMES)}
from unnest(%s::text[], %s::bigint[], %s::date[], %s::text[], %s::text[], {', '.join(f'%s::{TYPES[name]}[]' for name in NAMES)})
    as t (code, office_id, day, channel, selected_by, {', '.join(NAMES)})
"""
RESULTS = """
insert into risk_result (code, office_id, check_kind, day, at, found, type, revenue_usd, selected_by, officer_id, officer, counted)
select code, office_id, check_kind, day, at, found, type, revenue_usd, selected_by, officer_id, coalesce(officer_id::text, ''), false
from unnest(%s::text[], %s::bigint[], %s::text[], %s::date[], %s::double precision[], %s::bool[], %s::text[], %s::double precision[], %s::text[],
    %s::bigint[]) as t (code, office_id, check_kind, day, at, found, type, revenue_usd, selected_by, officer_id)
"""


def fill(now: datetime) -> bool:
    """The invented past, once; False when it is there already, or where the learning libraries are left out."""
    with scope(system()), everywhere():
        if find_spec("numpy") is None or RiskLine.objects.filter(declaration_id__isnull=True).exists():
            return False
        told = past(local_day(now))
        offices = dict(Unit.objects.filter(code__in=ROOM).values_list("code", "pk"))
        with hot() as cursor:
            cursor.execute(LINES, lines_of(told, offices))
            cursor.execute(RESULTS, results_of(told, offices, seats()))
    return True


def budgets(now: datetime) -> None:
    """What each office can check in a week, as its head has said; then the cuts."""
    week = monday(local_day(now))
    for code, (red, yellow) in ROOM.items():
        office = Unit.objects.filter(code=code).first()
        if office is not None:
            row, _made = LaneBudget.objects.get_or_create(office=office, week=week)
            if row.red is None and row.yellow is None:
                row.red, row.yellow = red, yellow
                row.save()
    refresh_cuts(at=now)


def past(today: date) -> Told:
    """The story that ends yesterday: the demo's traders among others, with goods of the demo's tariff."""
    from thongquan.risk.generator import Good, invented  # optional: the learning libraries

    known = {article.hs: article for article in IMPORTS}
    goods = []
    for line in DEMO_LINES.values():
        article = known.get(line.code)
        price = float(article.price) / float(article.kg) if article else 0.0
        vat = float(line.vat) if line.vat.replace(".", "").isdigit() else 0.0
        goods.append(Good(line.code, article.name if article else line.words.vi, float(line.mfn or 0), float(line.china) if line.china else None, vat, price))
    return invented(goods, first=today - timedelta(days=DAYS), last=today - timedelta(days=1), a_day=A_DAY, seed=SEED,
                    importers=[trader.tax_id for trader in TRADERS], sellers=[fold(name)[:60] for name in PARTNERS])


def day_of(at: float) -> date:
    """The day of a moment of prediction."""
    return ORIGIN + timedelta(days=int(at))


def lines_of(told: Told, offices: Mapping[str, int]) -> list[list[Any]]:
    """The columns of `LINES`."""
    lines, truth = told.lines, told.truth
    whole = [[f"past-{code}" for code in lines["id"]], [offices.get(code) for code in lines["office"]], [day_of(at) for at in lines["at"].tolist()],
             [LANES.get(check, "green") for check in truth["check"]], truth["selected_by"].tolist()]
    return [*whole, *(lines[name].tolist() for name in NAMES)]


def results_of(told: Told, offices: Mapping[str, int], seats: Mapping[str, int]) -> list[list[Any]]:
    """The columns of `RESULTS`."""
    rows = told.results
    office = [seat.partition(":")[0] for seat in rows["officer"]]
    return [[f"past-{code}" for code in rows["id"]], [offices.get(code) for code in office], rows["check"].tolist(),
            [day_of(at - 1) for at in rows["at"].tolist()], rows["at"].tolist(), [bool(found) for found in rows["found"]], rows["type"].tolist(),
            rows["revenue_usd"].tolist(), rows["selected_by"].tolist(), [seats.get(seat) for seat in rows["officer"]]]


def seats() -> dict[str, int]:
    """Which invented officer sat where: inspectors, dossier officers, reviewers; the best known ones stay out of it."""
    users = dict(User.objects.values_list("username", "pk"))
    found: dict[str, int] = {}
    for office, team in TEAMS.items():
        named = {f"{office}:physical:{n}": f"kiem{office.lower()}{n + 1}" for n in range(3)}
        named |= {f"{office}:document:{n}": f"thao{team}{n + 2}" for n in range(4)}
        named |= {f"{office}:post_clearance:{n}": f"ngoc{team}{n + 2}" for n in range(3)}
        found |= {seat: users[name] for seat, name in named.items() if name in users}
    return found
