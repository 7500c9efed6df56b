"""The tariff book: imported in stages, approved by two, one step back; exchange rates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import TextField
from django.db.models.expressions import RawSQL
from procrastinate.contrib.django import app

from thongquan.actions.trail import record
from thongquan.catalog.rates import DEMO_RATES, DUTY_LAW
from thongquan.core.actor import SYSTEM_ROLE, Actor
from thongquan.core.goods import EXPORT, IMPORT, GoodsFacts
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.core.tariff_import import BookLine, BookRead
from thongquan.core.tariff_replay import Replay, replay
from thongquan.models import ExchangeRate, GoodsDeclaration, TariffEdition
from thongquan.queries.declaration.facts import duty_facts
from thongquan.queries.duty import REPLAY, exchange_on, replaying, tariff_of, tariff_on
from thongquan.queries.hot import hot
from thongquan.queries.scope import everywhere

IMPORTS = ("administrator", SYSTEM_ROLE)
APPROVES = ("administrator", "nation_leader")
#: a table is replayed as often as anybody likes; nobody proposes one before he could see what it changes
READY, REPLAYED = ("validated", "replayed"), "replayed"
#: a replay looks at the day before, or at the newest so many lines where that day had none
MOST_LINES = 5_000
#: no rate has more đồng for one unit: its column holds no more
MOST_DONG = Decimal(10) ** 13
DIGEST = RawSQL("tq_digest(to_jsonb(tariff_edition))", [], output_field=TextField())
TELL = "update procrastinate_jobs set args = args || %s::jsonb where id = %s"
COPY = """
copy tariff_row (edition_id, hs, line, text_vi, text_en, text_zh, path, words, unit, rates, permits) from stdin
"""


def import_tariff(book: BookRead, *, source: str, sha256: str, by: Actor, at: datetime, operator: str = "") -> TariffEdition:
    """Takes a table in: every finding is kept; usable lines are stored, but they count for nothing yet.

    `operator` names who typed the command, where nobody is signed in.
    """
    if not by.is_any(*IMPORTS):
        raise NotAllowed("GEN-403")
    if TariffEdition.objects.filter(sha256=sha256).exclude(state__in=("rolled_back", "staged")).exists():
        raise Conflict("TRF-11")
    found = [{"code": f.code, "pointer": f.pointer, "values": f.values, "blocks": f.blocks} for f in book.findings]
    edition = TariffEdition.objects.create(
        source=source, sha256=sha256, state="validated" if book.usable else "staged", counts=dict(book.counts), findings=found,
        imported_by=by.id, imported_as=operator, imported_at=at)
    if book.usable:
        _store(edition.pk, book.lines)
    record("duty.import", edition, by=by, at=at, facts={"edition": edition.pk, "sha256": sha256, "operator": operator, **book.counts})
    return edition


def _store(edition_id: int, lines: tuple[BookLine, ...]) -> None:
    """All lines of an edition in one stream."""
    with hot() as cursor, cursor.copy(COPY) as copy:
        for line in lines:
            path = json.dumps({"vi": line.above_vi, "en": line.above_en}, ensure_ascii=False)
            above = " ; ".join((*line.above_vi, *line.above_en))
            copy.write_row((edition_id, line.hs, line.row, line.vi, line.en, "", path, above, line.unit,
                            json.dumps(dict(line.rates), ensure_ascii=False), "[]"))


def replay_tariff(pk: int, *, by: Actor, at: datetime) -> TariffEdition:
    """Reckons yesterday's declarations (or the newest) under the new table at once; the differences stay with the edition."""
    _taken(pk, *READY, by=by, roles=(*IMPORTS, *APPROVES))
    return keep_replay(pk, reckon(pk, to_reckon(at=at), Replay(), at=at), by=by, at=at)


def ask_replay(pk: int, *, by: Actor, at: datetime) -> int:
    """Have it reckoned by the night shift; the number of the work. Nobody proposes the table before that is through."""
    edition = _ready(pk, *READY, by=by, roles=(*IMPORTS, *APPROVES))
    job: int = app.configure_task(REPLAY, queue="clock", queueing_lock=f"{REPLAY} {pk}", lock=REPLAY).defer(edition=pk)
    record("duty.ask_replay", edition, by=by, at=at, facts={"edition": pk})
    return job


def to_reckon(*, at: datetime) -> list[GoodsFacts]:
    """Yesterday's declarations, or the newest where that day had none; the caller has the platform's reach."""
    with everywhere():
        return _registered(local_day(at) - timedelta(days=1)) or _registered(None)


def reckon(pk: int, known: list[GoodsFacts], into: Replay, *, at: datetime) -> Replay:
    """Reckons these declarations under the table in force and under the new one; writes nothing."""
    today = local_day(at)
    return replay(known, tariff_on(today), tariff_of(pk), exchange=exchange_on(today), law=DUTY_LAW, on=today, into=into)


def tell_replay(job: int, *, done: int, of: int) -> None:
    """How many lines the night shift has reckoned, for whoever waits for it."""
    with hot() as cursor:
        cursor.execute(TELL, [json.dumps({"done": done, "of": of}), job])


def keep_replay(pk: int, result: Replay, *, by: Actor, at: datetime) -> TariffEdition:
    """What was found stays with the edition, which may be proposed now."""
    edition = _taken(pk, *READY, by=by, roles=(*IMPORTS, *APPROVES))
    edition.replay, edition.state = result.plain(), "replayed"
    edition.save(update_fields=["replay", "state"])
    record("duty.replay", edition, by=by, at=at, facts={"edition": pk, "lines": result.lines, "changed": result.changed, "missing": len(result.missing)})
    return edition


def _registered(day: date | None) -> list[GoodsFacts]:
    """The imports and exports registered on a day, or the newest of all, up to so many lines."""
    rows = GoodsDeclaration.objects.filter(direction__in=(IMPORT, EXPORT), number__isnull=False).prefetch_related("papers")
    if day is not None:
        rows = rows.filter(registered_at__date=day)
    found, lines = [], 0
    for row in rows.order_by("-id")[:MOST_LINES]:
        lines += row.line_count
        if lines > MOST_LINES:
            break
        found.append(duty_facts(row))
    return found


def propose_tariff(pk: int, *, activate_on: date, reason: str, by: Actor, at: datetime) -> TariffEdition:
    """One person asks that the table be in force from a day; another has to agree."""
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    if activate_on < local_day(at):
        raise Refused("TRF-12", "/activate_on")
    edition = _ready(pk, REPLAYED, by=by, roles=APPROVES)
    if by.id is None:
        raise NotAllowed("GEN-403")
    edition.state, edition.activate_on, edition.reason = "proposed", activate_on, reason.strip()
    edition.proposed_by, edition.proposed_at = by.id, at
    edition.save()
    record("duty.propose", edition, by=by, at=at, reason=edition.reason, facts={"edition": pk, "activate_on": activate_on.isoformat()})
    return edition


def approve_tariff(pk: int, *, by: Actor, at: datetime) -> TariffEdition:
    """The second person agrees: in force from its day on."""
    edition = _taken(pk, "proposed", by=by, roles=APPROVES)
    if by.id is None or edition.proposed_by == by.id:
        raise NotAllowed("CHR-02")
    edition.activate_on = max(edition.activate_on or local_day(at), local_day(at))
    edition.state, edition.approved_by, edition.approved_at = "active", by.id, at
    edition.save()
    record("duty.activate", edition, by=by, at=at, facts={"edition": pk, "activate_on": edition.activate_on.isoformat()})
    return edition


def refuse_tariff(pk: int, *, reason: str, by: Actor, at: datetime) -> TariffEdition:
    """The second person says no, or the first one takes it back; the table may be proposed again."""
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    edition = _taken(pk, "proposed", by=by, roles=APPROVES)
    edition.state, edition.activate_on, edition.proposed_by, edition.proposed_at = REPLAYED, None, None, None
    edition.save()
    record("duty.refuse", edition, by=by, at=at, reason=reason.strip(), facts={"edition": pk})
    return edition


def activate_tariff(pk: int, *, activate_on: date, operator: str, by: Actor, at: datetime) -> TariffEdition:
    """The operator of the installation activates it from the command line; the log tells who."""
    edition = _ready(pk, REPLAYED, by=by, roles=(SYSTEM_ROLE,))
    if not operator.strip():
        raise Refused("REQ-04", "/operator")
    edition.state, edition.activate_on, edition.approved_at = "active", activate_on, at
    edition.reason = operator.strip()
    edition.save()
    record("duty.activate", edition, by=by, at=at, reason=operator.strip(), facts={"edition": pk, "activate_on": activate_on.isoformat()})
    return edition


def roll_back_tariff(pk: int, *, reason: str, by: Actor, at: datetime) -> TariffEdition:
    """The edition in force is taken out: the one before it (or the embedded book) is in force again at once."""
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    edition = _taken(pk, "active", by=by, roles=(*IMPORTS, *APPROVES))
    newest = TariffEdition.objects.filter(state="active").order_by("-activate_on", "-id").first()
    if newest is None or newest.pk != edition.pk:
        raise Conflict("TRF-13")
    edition.state, edition.rolled_back_at, edition.reason = "rolled_back", at, reason.strip()
    edition.save()
    record("duty.roll_back", edition, by=by, at=at, reason=edition.reason, facts={"edition": pk})
    return edition


def _taken(pk: int, *states: str, by: Actor, roles: tuple[str, ...]) -> TariffEdition:
    """The edition, locked, in one of these states, for one of these roles."""
    if not by.is_any(*roles):
        raise NotAllowed("GEN-403")
    edition = TariffEdition.objects.select_for_update().annotate(digest=DIGEST).filter(pk=pk).first()
    if edition is None:
        raise NotFound("GEN-404")
    if edition.state not in states:
        raise Conflict("TRF-14")
    return edition


def _ready(pk: int, *states: str, by: Actor, roles: tuple[str, ...]) -> TariffEdition:
    """The same, unless the night shift still reckons it."""
    edition = _taken(pk, *states, by=by, roles=roles)
    if replaying(pk).under_way:
        raise Conflict("TRF-16")
    return edition


def publish_rates(rates: Mapping[str, Decimal], *, day: date, source: str, by: Actor, at: datetime) -> int:
    """Exchange rates for customs value from a day on; a rate told twice for one day is corrected. Returns how many."""
    if not by.is_any(*IMPORTS, "nation_leader"):
        raise NotAllowed("GEN-403")
    wrong = [code for code, rate in rates.items()
             if not rate.is_finite() or not 0 < rate < MOST_DONG or not (len(code) == 3 and code.isalpha() and code.isupper())]
    if wrong:
        raise Refused("TRF-15", "/rates", currency=", ".join(sorted(wrong)))
    rows: list[Any] = [ExchangeRate(currency=code, day=day, rate=rate, source=source) for code, rate in sorted(rates.items())]
    if not rows:
        return 0
    ExchangeRate.objects.bulk_create(rows, update_conflicts=True, unique_fields=["currency", "day"], update_fields=["rate", "source"])
    first = ExchangeRate.objects.get(currency=rows[0].currency, day=day)
    record("duty.rates", first, by=by, at=at, facts={"day": day.isoformat(), "source": source, "rates": {r.currency: str(r.rate) for r in rows}})
    return len(rows)


def publish_demo_rates(*, by: Actor, at: datetime) -> int:
    """The invented weekly rates of the demo and training realms; rates that are there already stay."""
    if not by.is_any(SYSTEM_ROLE):
        raise NotAllowed("GEN-403")
    rows = [ExchangeRate(currency=rate.currency, day=rate.day, rate=rate.dong, source=rate.source) for rate in DEMO_RATES]
    ExchangeRate.objects.bulk_create(rows, ignore_conflicts=True)
    newest = ExchangeRate.objects.latest("day")
    record("duty.rates", newest, by=by, at=at, facts={"source": newest.source, "rates": len(rows)})
    return len(rows)
