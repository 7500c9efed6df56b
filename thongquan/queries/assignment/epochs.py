"""Epochs and their draws: beacons, sealed commitments, the public bundle of a day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from thongquan.core.draw_verify import FORMAT
from thongquan.core.evidence import moment
from thongquan.core.merkle import Frontier, inclusion_path
from thongquan.models import AuditCheckpoint, Draw, DrawEpoch, DrawRoster
from thongquan.queries.hot import hot

#: the commitments of an epoch that stand in the log below a size: party, place, words of the event
SEALED = """
select c.party, l.idx, convert_from(e.payload, 'UTF8') from draw_commitment c
join audit_event e on e.object_type = 'commitment' and e.object_id = c.id and e.action = 'draw.commit'
join audit_leaf l on l.event_id = e.id where c.epoch = %s and l.idx < %s order by c.party
"""
RANGE = "select hash from audit_leaf where idx >= %s and idx < %s order by idx"


def name_of(unit_code: str, day: date, kind: str, turn: int = 1) -> str:
    """An epoch's name: team, day, kind of work; a second epoch of one day bears its number."""
    return f"{unit_code}/{day.isoformat()}/{kind}" + (f"/{turn}" if turn > 1 else "")


def epoch_named(name: str) -> DrawEpoch | None:
    """One epoch by its name."""
    return DrawEpoch.objects.filter(name=name).first()


def epochs(*, since: date, units: tuple[int, ...] = (), kind: str = "") -> list[DrawEpoch]:
    """Epochs from a day on, newest first."""
    rows = DrawEpoch.objects.filter(day__gte=since).order_by("-day", "name")
    rows = rows.filter(unit_id__in=units) if units else rows
    return list(rows.filter(kind=kind) if kind else rows)


def beacon_before(moment_of: datetime | None) -> tuple[int, str] | None:
    """Size and root of the last checkpoint before a moment, of the newest when none is named."""
    rows = AuditCheckpoint.objects.order_by("-size")
    row = (rows.filter(at__lt=moment_of) if moment_of else rows).first()
    return (row.size, bytes(row.root).hex()) if row else None


def sealed(name: str, size: int) -> list[tuple[str, int, str]]:
    """The commitments for this epoch that stand in the log among its first `size` events: party, place, payload."""
    with hot() as cursor:
        return cursor.execute(SEALED, [name, size]).fetchall()


def as_public(draw: Draw) -> dict[str, Any]:
    """A draw as it is published: tokens, no people. `redraw_of` names the epoch only when it is another."""
    before = draw.redraw_of
    return {
        "seq": draw.seq, "at": moment(draw.at), "case": draw.case, "roster": draw.roster.digest, "load": draw.load, "tier": draw.tier,
        "weights": draw.weights, "excluded": draw.excluded, "sticky": draw.sticky, "officer": draw.token,
        "redraw_of": None if before is None else {"epoch": "" if before.epoch_id == draw.epoch_id else before.epoch.name, "seq": before.seq},
        "previous": draw.previous, "reason": draw.reason, "people": draw.people,
        "ended_at": moment(draw.ended_at) if draw.ended_at else None, "end": draw.end,
    }


def drawn(epoch: DrawEpoch) -> list[dict[str, Any]]:
    """All draws of an epoch in their order, as published."""
    return [as_public(draw) for draw in Draw.objects.filter(epoch=epoch).select_related("roster", "redraw_of__epoch").order_by("seq")]


def bundle(epoch: DrawEpoch, *, nonces: dict[str, str] | None = None, commits: dict[str, Any] | None = None) -> dict[str, Any]:
    """Everything an outsider needs to replay an epoch; without its nonces before it is revealed.

    `nonces` are for the platform's own check of an epoch that is still open, and must not be published; `commits` are its
    `proofs` when they are at hand.
    """
    draws = drawn(epoch)
    wanted = {draw["roster"] for draw in draws}
    return {
        "format": FORMAT,
        "epoch": {
            "name": epoch.name, "kind": epoch.kind, "day": epoch.day.isoformat(), "opened_at": moment(epoch.opened_at), "late": epoch.late,
            "beacon": {"size": epoch.beacon_size, "root": epoch.beacon_root}, "parties": epoch.parties, "commitments": epoch.commitments,
            "seed_print": epoch.seed_print, "rule_version": epoch.rule_version, "rule": epoch.rule, "rule_digest": epoch.rule_digest,
        },
        "nonces": epoch.nonces or nonces or {},
        "commits": {} if epoch.late else commits or proofs(epoch),
        "rosters": dict(DrawRoster.objects.filter(digest__in=wanted).values_list("digest", "body")),
        "draws": draws,
        "closing": {"count": epoch.count, "digest": epoch.draws_digest, "at": moment(epoch.closed_at)} if epoch.closed_at else None,
    }


def proofs(epoch: DrawEpoch) -> dict[str, dict[str, Any]]:
    """For each party the proof that its commitment stood in the log below the beacon (RFC 6962 inclusion)."""
    return {party: {"index": index, "payload": payload, "proof": [_root(a, b) for a, b in inclusion_path(index, epoch.beacon_size)]}
            for party, index, payload in sealed(epoch.name, epoch.beacon_size) if party in epoch.parties}


def _root(start: int, end: int) -> str:
    edge = Frontier()
    with hot() as cursor:
        for (leaf,) in cursor.execute(RANGE, [start, end]).fetchall():
            edge.add(bytes(leaf))
    return edge.root().hex()
