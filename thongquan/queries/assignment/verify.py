"""An epoch against the tables and the log: what the public bundle alone cannot show."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from thongquan.core import question_check
from thongquan.core.assignment_case import content_digest
from thongquan.core.assignment_rule import DOSSIER, REVIEW, ROLE_OF, AssignmentRule
from thongquan.core.draw import nonce_from, seed_of, token
from thongquan.core.draw_verify import Finding, verify_bundle
from thongquan.core.reading import VIETNAM
from thongquan.core.review import lot_of
from thongquan.core.rule import local_day
from thongquan.models import AuditCheckpoint, AuditEvent, Draw, DrawCommitment, DrawEpoch, Grant, QuestionCheck, ReviewCase, Task
from thongquan.queries.assignment.epochs import beacon_before, bundle

#: acts of different epochs may commit in another order than their moments, by so much
SLACK = timedelta(seconds=5)
SPANS = timedelta(days=90)

Named = Callable[[str], int | None]


def verify_epoch(epoch: DrawEpoch, key: bytes, nonces: dict[str, str] | None = None) -> list[Finding]:
    """Everything wrong with an epoch: its replay, then people, tasks, cases, loads, beacon and log. Reach: everything.

    `key` is the key of the epoch's tokens; `nonces` serve while the epoch is open.
    """
    draws = list(Draw.objects.filter(epoch=epoch).select_related("task__declaration").order_by("seq"))
    people = {token(key, "officer", person): person for person in _officers(epoch, draws)}
    return [
        *verify_bundle(bundle(epoch, nonces=nonces)), *check_beacon(epoch), *check_people(draws, people), *check_cases(draws),
        *check_loads(draws, people), *check_log(epoch, draws), *check_lots(epoch, nonces or epoch.nonces)]


def _officers(epoch: DrawEpoch, draws: list[Draw]) -> set[int]:
    held = Grant.objects.filter(role=ROLE_OF[epoch.kind]).values_list("user_id", flat=True)
    return {*held, *(draw.officer_id for draw in draws if draw.officer_id)}


def check_beacon(epoch: DrawEpoch) -> Iterator[Finding]:
    """The beacon is a root of our log, the last before the day; the commitments are those that were made."""
    if epoch.beacon_size:
        row = AuditCheckpoint.objects.filter(size=epoch.beacon_size).first()
        if row is None or bytes(row.root).hex() != epoch.beacon_root:
            yield Finding("BEACON", epoch.name, "the log has no such root")
    if not epoch.late and beacon_before(datetime.combine(epoch.day, time(), VIETNAM)) != (epoch.beacon_size, epoch.beacon_root):
        yield Finding("BEACON", epoch.name, "not the last root before the day")
    if dict(DrawCommitment.objects.filter(epoch=epoch.name).values_list("party", "commitment")) != epoch.commitments:
        yield Finding("COMMITMENT", epoch.name, "the commitments are not those that were made")


def check_people(draws: list[Draw], people: Mapping[str, int]) -> Iterator[Finding]:
    """Behind every token stands the officer who got the task, and nobody has two parts in a declaration."""
    for draw in draws:
        where = f"draw {draw.seq}"
        if people.get(draw.token) != draw.officer_id:
            yield Finding("TOKEN", where, "the officer is not who the dice named")
        if draw.ended_at is None and draw.task.officer_id != draw.officer_id:
            yield Finding("TASK", where, "the task lies with somebody else")
        for person in (draw.proposed_by, draw.approved_by):
            if person and draw.reason == "reassigned" and person == getattr(draw.redraw_of, "officer_id", None):
                yield Finding("REDRAW", where, "decided by the officer himself")
    parts: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    cases = {draw.task.declaration_id for draw in draws}
    for case, person, kind in Task.objects.filter(declaration_id__in=cases, officer_id__isnull=False).values_list(
            "declaration_id", "officer_id", "kind"):
        parts[case, person or 0].add(kind)
    yield from (Finding("FOUR_EYES", f"goods:{case}", "one person has two parts") for (case, _), kinds in parts.items() if len(kinds) > 1)


def check_cases(draws: list[Draw]) -> Iterator[Finding]:
    """What was drawn for is what was declared; an amendment since has a revision of its own."""
    for draw in draws:
        declaration, request = draw.task.declaration, draw.task.request
        if request["digest"] != draw.case["digest"]:
            yield Finding("CASE", f"draw {draw.seq}", "the task speaks of another content")
        elif declaration.revision == request["revision"] and request["digest"] != content_digest(
                declaration.number or "", declaration.revision, declaration.body):
            yield Finding("CASE", f"draw {draw.seq}", "the declaration was changed without an amendment")


def check_loads(draws: list[Draw], people: Mapping[str, int]) -> Iterator[Finding]:
    """The loads are what the officers really had open, give or take acts of the same seconds."""
    if not draws:
        return
    begin = min(draw.at for draw in draws) - SPANS
    spans: defaultdict[int, list[tuple[datetime, datetime | None, int, int]]] = defaultdict(list)
    rules = {epoch.pk: AssignmentRule.of(epoch.rule) for epoch in DrawEpoch.objects.filter(day__gte=local_day(begin))}
    rows = Draw.objects.filter(officer_id__isnull=False, epoch_id__in=rules).values_list("officer_id", "at", "ended_at", "case", "epoch_id", "id")
    for person, at, ended, case, epoch, pk in rows:
        spans[person or 0].append((at, ended, rules[epoch].points(case["lines"], tuple(case["supplements"])), pk))
    for draw in draws:
        for name, (points, _) in draw.load.items():
            least, most = _bounds(spans[people.get(name, 0)], draw)
            if not least <= points <= most:
                yield Finding("LOAD", f"draw {draw.seq}", f"{points} points for an officer who had {least} to {most}")


def _bounds(held: list[tuple[datetime, datetime | None, int, int]], draw: Draw) -> tuple[int, int]:
    least = sum(w for at, ended, w, _ in held if at < draw.at - SLACK and (ended is None or ended > draw.at + SLACK))
    most = sum(w for at, ended, w, pk in held if pk != draw.pk and at <= draw.at + SLACK and (ended is None or ended > draw.at - SLACK))
    return least, most


def check_log(epoch: DrawEpoch, draws: list[Draw]) -> Iterator[Finding]:
    """The log told each draw once, as it stands; and no draw that is gone."""
    told: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = AuditEvent.objects.filter(action="assignment.draw", object_type="draw", object_id__in=[draw.pk for draw in draws])
    for key, payload in rows.values_list("object_id", "payload"):
        told[key or 0].append(json.loads(bytes(payload))["facts"])
    for draw in draws:
        wanted = {"epoch": epoch.name, "seq": draw.seq, "case": draw.case["digest"], "token": draw.token, "officer": draw.officer_id}
        facts = told[draw.pk]
        if len(facts) != 1 or any(facts[0].get(name) != value for name, value in wanted.items()):
            yield Finding("LOG", f"draw {draw.seq}", "the log tells it otherwise")


def check_lots(epoch: DrawEpoch, nonces: Mapping[str, str] | None) -> Iterator[Finding]:
    """Reviews decided and questions asked in this epoch had the lots that its seed gives, and the second look that a lot asks for."""
    if epoch.kind not in LOTS or nonces is None or not set(epoch.parties) <= set(nonces):
        return
    seed = seed_of(epoch.name, epoch.beacon_root, {party: nonce_from(nonces[party]) for party in epoch.parties})
    action, check = LOTS[epoch.kind]
    rows = AuditEvent.objects.filter(action=action, at__gte=epoch.opened_at, **({"at__lte": epoch.closed_at} if epoch.closed_at else {}))
    told = (json.loads(bytes(payload))["facts"] for payload in rows.values_list("payload", flat=True))
    yield from check(seed, [facts for facts in told if facts["epoch"] == epoch.name])


def _reviews(seed: bytes, told: list[dict[str, Any]]) -> Iterator[Finding]:
    for facts in told:
        second = ReviewCase.objects.filter(blind_of=facts["case"]).exists()
        if facts["lot"] != lot_of(seed, facts["case"]) or second != facts["twice"]:
            yield Finding("LOT", f"review {facts['case']}", "not the second look that the dice asked for")


def _questions(seed: bytes, told: list[dict[str, Any]]) -> Iterator[Finding]:
    states = dict(QuestionCheck.objects.filter(question_id__in=[facts["question"] for facts in told]).values_list("question_id", "state"))
    for facts in told:
        wanted = question_check.lot_of(seed, facts["question"])
        looked = states.get(facts["question"], "left") != "left"
        if facts["lot"] != wanted or {facts["drawn"], looked} != {wanted < facts["share"]}:
            yield Finding("LOT", f"question {facts['question']}", "not the sample that the dice asked for")


#: kind of work -> the act that tells its lots, and how they are made again
LOTS = {REVIEW: ("review.lot", _reviews), DOSSIER: ("question.lot", _questions)}
