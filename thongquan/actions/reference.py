"""Loading reference data: the organisation, its gates and lanes, the first channel rules."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection

from thongquan.actions import assignment
from thongquan.actions.assessment.first import first_orders
from thongquan.actions.trail import record
from thongquan.catalog.amendments import amendments
from thongquan.catalog.central import SITES, TEAMS, Site
from thongquan.catalog.ministries import MINISTRIES
from thongquan.catalog.offices import DEPARTMENT, DEPARTMENT_CODE, GATES, OFFICES, REGIONS, GateSeed
from thongquan.core.actor import system
from thongquan.core.clock import spans_of
from thongquan.core.selection_default import DEFAULT_RULES
from thongquan.core.words import Words
from thongquan.models import ChannelRuleVersion, Gate, InspectionSite, Lane, Unit
from thongquan.queries.scope import everywhere, scope

#: the day the first rules were written, in this house's own calendar
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)

#: agencies that tick every vehicle; the others tick when they are called to one
ALWAYS = frozenset({"customs", "border_guard"})


def load() -> None:
    """Bring units, agencies, gates, lanes and default channel rules up to date; what people changed stays."""
    with scope(None):
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('thongquan reference'))")
        department = unit("department", DEPARTMENT_CODE, DEPARTMENT, None)
        regions = {r.code: unit("region", r.code, r.names, department, evidence=r.evidence) for r in REGIONS}
        offices = {
            o.code: unit("office", o.code, o.names, regions.get(o.region, department), kind=o.kind, evidence=o.evidence)
            for o in OFFICES
        }
        for team in TEAMS:
            unit("team", team.code, team.names, regions[team.region], kind="clearance", evidence="believed")
        for place in SITES:
            site(place, offices[place.office])
        for m in MINISTRIES.values():
            unit("agency", m.unit_code, m.words, None, kind="ministry", evidence="believed" if m.believed else m.citation)
        for seed in GATES:
            gate(seed, offices[seed.office])
        channel_rules()
        assignment.ensure_parties(stand_ins=settings.REALM != "production")
        assignment.load_holidays()
        with everywhere():
            first_orders(at=FIRST_DAY)


def tell_law(text: str, *, at: datetime) -> None:
    """The trail tells which lines of law an administration put in force by its own file (none: it took them away)."""
    lines = [{"key": line.key, "value": str(line.value), "since": line.since.isoformat(), "citation": line.citation} for _, line in amendments(text)]
    with scope(system()), everywhere():
        department = Unit.objects.get(code=DEPARTMENT_CODE)
        record("law.amended", department, by=system((department.pk,)), at=at, facts={"file": hashlib.sha256(text.encode()).hexdigest(), "lines": lines})


def unit(level: str, code: str, names: Words, parent: Unit | None, **more: str) -> Unit:
    """One unit of the three-level organisation."""
    row, _ = Unit.objects.update_or_create(code=code, defaults={
        "level": level, "name_vi": names.vi, "name_en": names.en, "name_zh": names.zh, "parent": parent, **more})
    return row


def site(seed: Site, office: Unit) -> InspectionSite:
    """A place of inspection; bays and hours that people changed are left alone."""
    row, _ = InspectionSite.objects.get_or_create(code=seed.code, defaults={
        "office": office, "name_vi": seed.names.vi, "name_en": seed.names.en, "name_zh": seed.names.zh,
        "bays": seed.bays, "scanner": seed.scanner, "opens": seed.opens, "closes": seed.closes})
    return row


def gate(seed: GateSeed, office: Unit) -> Gate:
    """A gate with its lanes; hours and lanes that people changed are left alone."""
    opens, closes = spans_of(list(seed.hours))[0]
    report_to = {"vi": seed.report_to.vi, "en": seed.report_to.en, "zh": seed.report_to.zh}
    row, made = Gate.objects.get_or_create(code=seed.code, defaults={
        "number": seed.number, "office": office, "mode": seed.mode, "name_vi": seed.names.vi, "name_en": seed.names.en,
        "name_zh": seed.names.zh, "neighbour_vi": seed.neighbour.vi, "neighbour_en": seed.neighbour.en,
        "neighbour_zh": seed.neighbour.zh, "neighbour_country": seed.neighbour_country, "neighbour_zone": seed.neighbour_zone,
        "hours": {"all": [opens, closes]}, "agencies": [a for a in seed.agencies if a in ALWAYS],
        "yard_capacity": seed.yard_capacity, "hourly_capacity": seed.hourly_capacity, "report_to": report_to})
    Gate.objects.filter(pk=row.pk, report_to={}).update(report_to=report_to)
    if made:
        Lane.objects.bulk_create(Lane(gate=row, number=lane.number, kind=lane.kind, direction=lane.direction) for lane in seed.lanes)
    return row


def channel_rules() -> None:
    """The first rule set, written by the platform; risk officers change it from there."""
    for rule in DEFAULT_RULES:
        row, made = ChannelRuleVersion.objects.get_or_create(code=rule.id, version=1, defaults={
            "channel": rule.channel, "conditions": [asdict(c) for c in rule.conditions],
            "random_per_10000": rule.random_per_10000, "mandatory": rule.mandatory,
            "words": {"vi": rule.words.vi, "en": rule.words.en, "zh": rule.words.zh},
            "since": rule.since, "state": "active", "proposed_at": FIRST_DAY})
        if made:
            record("assessment.first_rule", row, by=system(), at=FIRST_DAY)
