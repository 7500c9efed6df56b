"""A small invented past of checked goods, and a model that learned from it, made once for all tests that ask."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from tests.goods import NOW
from thongquan.actions.risk.learning import files_of
from thongquan.actions.risk.models import keep_candidate, promote_model, propose_model
from thongquan.actions.training.demo_risk import LINES, RESULTS, lines_of, results_of, seats
from thongquan.catalog.demo_goods import TRADERS
from thongquan.core.actor import Actor, system
from thongquan.models import RiskModel, Unit
from thongquan.queries.hot import hot
from thongquan.queries.scope import everywhere, scope
from thongquan.risk.columns import joined, some
from thongquan.risk.fields import days
from thongquan.risk.generator import Good, Told, invented
from thongquan.risk.model import Model, train

TODAY = NOW.date()
#: the model learns until this day; the lines after it have never been seen
UNTIL = TODAY - timedelta(days=20)
GOODS = tuple(Good(f"{chapter:02}0{n}1000", f"hàng số {chapter} loại {n}", 5.0 * (n % 6), price=1.0 + n) for chapter in range(60, 72) for n in range(1, 7))


@lru_cache(maxsize=1)
def told() -> Told:
    """Half a year of 40 lines a day."""
    return invented(GOODS, first=TODAY - timedelta(days=200), last=TODAY - timedelta(days=1), a_day=40, seed=11,
                    importers=[trader.tax_id for trader in TRADERS])


@lru_cache(maxsize=1)
def learned() -> tuple[Model, dict[str, bytes]]:
    """A small model of what was known on `UNTIL`, and its files. Ids are as the tables have them."""
    lines, results = named(told())
    until = days(UNTIL)
    before = some(lines, lines["at"] < until)
    names = set(before["id"])
    known = joined(lines, results)
    known = some(known, [n for n, (at, name) in enumerate(zip(known["known"], known["id"], strict=True)) if at <= until and name in names])
    model = train(before, known, seeds=(1,), rounds=40, digest="a small past")
    return model, files_of(model)


def named(past: Told) -> tuple[Any, Any]:
    """Lines and results with the names that the tables give them."""
    return {**past.lines, "id": _names(past.lines["id"])}, {**past.results, "id": _names(past.results["id"])}


def _names(ids: Any) -> Any:
    found = ids.copy()
    found[:] = [f"past-{one}" for one in ids]
    return found


def in_tables(until: date | None = None, *, past: Told | None = None) -> None:
    """The past in the tables, or another; up to a day, when one is given. Inside nobody's scope."""
    past = past or told()
    end = float("inf") if until is None else days(until)
    part = Told(some(past.lines, past.lines["at"] < end), some(past.results, past.results["at"] <= end), some(past.truth, past.lines["at"] < end))
    with scope(system()), everywhere(), hot() as cursor:
        offices = dict(Unit.objects.filter(level="office").values_list("code", "pk"))
        cursor.execute(LINES, lines_of(part, offices))
        few = sorted(seats().values())[:3]  # some cases for each
        cursor.execute(RESULTS, results_of(part, offices, {seat: few[n % 3] for n, seat in enumerate(sorted(seats()))}))


def kept(**more: Any) -> RiskModel:
    """The model as a candidate with some trial."""
    model, files = learned()
    with scope(system()), everywhere():
        return keep_candidate(files, digest=model.hash, card={"objective": "detection", "lines": 100, "findings": 40}, trained_until=UNTIL,
                              dry_run=more.pop("dry_run", TRIAL), by=system(), at=more.pop("at", NOW))


def champion(first: Actor, second: Actor) -> RiskModel:
    """The same, proposed by one person and promoted by another."""
    row = kept()
    with scope(first):
        propose_model(row.pk, reason="better on the trial", by=first, at=NOW)
    with scope(second):
        return promote_model(row.pk, by=second, at=NOW)


TRIAL = {
    "days": 30, "lines": 1200, "against": "checks", "checks": 90, "same": 40, "newly": 12, "named": [{"importer": "9900000001", "lines": 3}],
    "whole": {"new": {"chosen": 90, "checked": 50, "found": 20, "dollars": 9000}, "old": {"chosen": 90, "checked": 90, "found": 11, "dollars": 4000}},
    "offices": [{"office": "20BB", "lines": 600, "room": 45, "new": {"chosen": 45, "checked": 25, "found": 10, "dollars": 5000},
                 "old": {"chosen": 45, "checked": 45, "found": 6, "dollars": 2000}}],
}
