"""Messages of the single window: taken once, in any order; the highest version decides."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from thongquan.actions.licence.checks import settle_checks
from thongquan.actions.licence.lines import bring_lines
from thongquan.actions.licence.link import heard
from thongquan.actions.licence.rows import agency_of, holder_of, kept, locked, settle_state, unit_of
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.catalog.ministries import MINISTRIES
from thongquan.core.actor import Actor
from thongquan.core.licence import number_key
from thongquan.core.licence_message import Granted, WindowMessage
from thongquan.core.numbers import squeeze
from thongquan.core.refused import NotAllowed
from thongquan.core.rule import local_day, plain
from thongquan.models import InboxMessage, Licence, OutboxMessage
from thongquan.queries.scope import everywhere

RECEIVES = ("system", "partner")
#: how long after a failed try a confirmation is sent again
PAUSES = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600))


@dataclass(frozen=True)
class Received:
    """What became of a message: applied, repeated (known by its id), old (a newer version stands), refused (with its code)."""

    outcome: str
    code: str = ""


def receive_message(message: WindowMessage, body: bytes, *, by: Actor, at: datetime) -> Received:
    """Take a message whose signature was verified. The same end state follows from any order, repetition or delay.

    `body` are the bytes as signed. A known id changes nothing; a version not above the one that stands is kept and ignored.
    """
    if not by.is_any(*RECEIVES):
        raise NotAllowed("GEN-403")
    with everywhere():
        entry = _noted(message, body, at)
        if entry is None:
            return _known(message, body)
        received = _applied(message, by, at)
        entry.outcome, entry.reason = received.outcome, received.code
        entry.save(update_fields=["outcome", "reason"])
        return received


def refuse_message(partner: str, message_id: str, body: bytes, *, code: str, reason: str = "", by: Actor, at: datetime) -> Received:
    """Keep what was forged (LIC-10) or cannot be read (LIC-11) as evidence; it changes nothing and takes no true message's place."""
    if not by.is_any(*RECEIVES):
        raise NotAllowed("GEN-403")
    with everywhere():
        digest = hashlib.sha256(body).hexdigest()
        entry, made = InboxMessage.objects.get_or_create(partner=partner, sha256=digest, signature_ok=False, defaults={
            "message_id": message_id[:200], "body": body, "received_at": at, "outcome": "refused", "reason": f"{code} {reason}".strip()[:300]})
        if made:
            record("licence.refuse_message", entry, by=by, at=at, reason=code, facts={"partner": partner, "sha256": digest})
    return Received("refused", code)


def _noted(message: WindowMessage, body: bytes, at: datetime) -> InboxMessage | None:
    """The message in the inbox; None when its id is already there. Two arrivals at once wait for each other here."""
    granted = message.granted
    try:
        with transaction.atomic():
            return InboxMessage.objects.create(
                partner=message.partner, message_id=message.id, unit=unit_of(message.agency) if message.agency in MINISTRIES else None,
                kind=message.about, object_key=f"{granted.kind} {number_key(granted.number)}" if granted else message.agency,
                object_version=message.version, body=body, sha256=hashlib.sha256(body).hexdigest(), signature_ok=True, received_at=at,
                outcome="applied")
    except IntegrityError:
        return None


def _known(message: WindowMessage, body: bytes) -> Received:
    first = InboxMessage.objects.get(partner=message.partner, message_id=message.id, signature_ok=True)
    same = first.sha256 == hashlib.sha256(body).hexdigest()
    return Received("repeated") if same else Received("refused", "IDM-01")


def _applied(message: WindowMessage, by: Actor, at: datetime) -> Received:
    if message.granted is None:
        return Received("applied" if heard(message, by=by, at=at) else "old")
    granted = message.granted
    if agency_of(granted.kind) != message.agency:
        return Received("refused", "LIC-16")
    row = _row(message, granted, at)
    if message.version <= row.object_version:
        return Received("old")
    _bring(row, message, granted, by, at)
    return Received("applied")


def _row(message: WindowMessage, granted: Granted, at: datetime) -> Licence:
    """The document's row, locked; made empty (version 0) when nobody has heard of it."""
    key = (granted.kind, number_key(granted.number))
    if key not in locked({key}):
        try:
            with transaction.atomic():
                Licence.objects.create(unit=unit_of(message.agency), agency=message.agency, kind=key[0], number=granted.number, number_key=key[1],
                                       entered_at=at, changed_at=at)
        except IntegrityError:
            pass  # another message of the same document was quicker: its row is the one to lock
    return locked({key})[key]


def _bring(row: Licence, message: WindowMessage, granted: Granted, by: Actor, at: datetime) -> None:
    """The document becomes what this version says."""
    was = row.state
    row.number, row.direction, row.reason = granted.number, granted.direction, granted.reason
    row.holder_tax_id, row.holder_name = squeeze(granted.holder_tax_id), granted.holder_name
    row.holder = holder_of(granted.holder_tax_id)
    row.issued_on, row.valid_until, row.object_version, row.source = granted.issued_on, granted.valid_until, message.version, "nsw"
    lowered, lines = bring_lines(row, granted.lines)
    if granted.revoked:
        row.state = "revoked"
    else:
        row.state = was if was in ("issued", "matched", "verified", "partly_used", "exhausted") else "issued"
        settle_state(row, local_day(at))
    row.sha256 = hashlib.sha256(repr(granted).encode()).hexdigest()
    kept(row, at)
    record("licence.receive", row, *lines, by=by, at=at, reason=granted.reason, facts={
        "number": row.number, "version": message.version, "state": row.state, "message": message.id, "below_use": lowered})
    if row.state == "revoked" and was != "revoked":
        tell_revoked(row)
    settle_checks(row, by=by, at=at)


def tell_revoked(row: Licence) -> None:
    """The holder hears that his document is worth nothing any more."""
    if row.holder_id:
        tell(row.holder_id, "licence_revoked", plain({"number": row.number, "agency": MINISTRIES[row.agency].words, "reason": row.reason or "–"}))


def claim_use(pk: int, *, at: datetime) -> OutboxMessage | None:
    """Take one confirmation of use for sending; None when another worker has it or it went out."""
    row = OutboxMessage.objects.select_for_update(skip_locked=True).filter(pk=pk, state="queued", due_at__lte=at).first()
    if row is not None:
        row.tries += 1
        row.due_at = at + PAUSES[min(row.tries, len(PAUSES)) - 1]
        row.save(update_fields=["tries", "due_at"])
    return row


def settle_use(pk: int, *, at: datetime, error: str = "", permanent: bool = False) -> None:
    """Note its fate: sent, refused for good, or to be tried again after its pause (it is never given up by itself)."""
    state = "sent" if not error else "failed" if permanent else "queued"
    OutboxMessage.objects.filter(pk=pk, state="queued").update(state=state, error=error[:300], sent_at=None if error else at)
