"""What needs a risk analyst now: alarms, second signatures, own drafts, what runs out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from thongquan.catalog.law import LAW
from thongquan.core.actor import Actor
from thongquan.core.rule import local_day
from thongquan.models import ChannelRuleVersion, GoodsProfile, RiskModel, RiskReading
from thongquan.queries.access import names_of
from thongquan.queries.risk import figures

#: results of so many days are looked at; a profile or a model that ends within so many is named
LOOKED, SOON = 180, 14
LEADERS = ("office_leader", "region_leader", "nation_leader")


@dataclass(frozen=True)
class Wait:
    """One thing to do: its kind, what it is called, its page's key, and since or until when."""

    kind: str
    name: str = ""
    key: str = ""
    day: date | None = None


def waiting(by: Actor, at: datetime) -> list[Wait]:
    """Everything that needs this person, the gravest first."""
    today = local_day(at)
    return [*_alarm(), *_officers(today), *_models(by, at), *_profiles(by, today), *_rules(by)]


def _alarm() -> Iterator[Wait]:
    newest = RiskReading.objects.order_by("-week").values_list("week", flat=True).first()
    if newest is not None and RiskReading.objects.filter(week=newest, figure="alarm").exists():
        yield Wait("drift", day=newest)


def _officers(today: date) -> Iterator[Wait]:
    """Officers whose results should be looked at."""
    flagged = [int(one.officer) for one in figures.officers(since=today - timedelta(days=LOOKED), until=today) if one.flagged]
    names = names_of(flagged)
    yield from (Wait("officer", names.get(pk, ""), str(pk)) for pk in flagged)


def _models(by: Actor, at: datetime) -> Iterator[Wait]:
    """A model that waits for this person's word, a candidate nobody has judged, a champion that grows old."""
    rows = list(RiskModel.objects.filter(state__in=("champion", "proposed", "candidate")).order_by("-trained_at"))
    for row in rows:
        if row.state == "proposed" and row.proposed_by != by.id and row.proposed_at:
            yield Wait("promote", row.hash[:12], str(row.pk), local_day(row.proposed_at))
    champion = next((row for row in rows if row.state == "champion"), None)
    fresh = next((row for row in rows if row.state == "candidate"), None)
    if by.is_any("risk_analyst") and fresh and fresh.dry_run and not any(row.state == "proposed" for row in rows):
        if champion is None or fresh.trained_at > champion.trained_at:
            yield Wait("candidate", fresh.hash[:12], str(fresh.pk), local_day(fresh.trained_at))
    if champion:
        end = champion.trained_at + timedelta(days=LAW.value("risk.model.days", local_day(at)))
        if end - at < timedelta(days=SOON):
            yield Wait("aging", champion.hash[:12], str(champion.pk), local_day(end))


def _profiles(by: Actor, today: date) -> Iterator[Wait]:
    """Profiles that wait for this person, own ones tried and not proposed, suspended ones, those that end soon."""
    newest: dict[str, GoodsProfile] = {}
    for row in GoodsProfile.objects.order_by("code", "-version"):
        newest.setdefault(row.code, row)
        if row.state == "active" and row.until and row.until <= today + timedelta(days=SOON) and newest[row.code].pk == row.pk:
            yield Wait("ending", row.code, row.code, row.until)
    for row in newest.values():
        if row.state == "proposed" and by.id not in (row.proposed_by, row.written_by) and (row.kind != "order" or by.is_any(*LEADERS)):
            yield Wait("approve", row.code, row.code, local_day(row.proposed_at) if row.proposed_at else None)
        if row.state in ("draft", "tested") and row.written_by == by.id:
            yield Wait("draft", row.code, row.code, local_day(row.written_at))
        if row.state == "suspended" and by.is_any("risk_analyst"):
            yield Wait("suspended", row.code, row.code)


def _rules(by: Actor) -> Iterator[Wait]:
    """Channel rules of vehicles that somebody else proposed."""
    rows = ChannelRuleVersion.objects.filter(state="proposed").exclude(proposed_by=by.id or 0).order_by("proposed_at")
    yield from (Wait("rule", row.code, row.code, local_day(row.proposed_at)) for row in rows)
