"""Epochs of the draw: parties commit, the log's root is taken, nonces come to light."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings

from thongquan.actions.keyring import draw_secret
from thongquan.actions.trail import record
from thongquan.core.actor import Actor, system
from thongquan.core.draw import (
    EMPTY_ROOT,
    SYSTEM,
    BadNonce,
    commitment,
    fingerprint,
    nonce_from,
    nonce_of,
    seed_of,
    signed,
    signing_key,
    token_key,
)
from thongquan.core.draw_verify import draws_digest
from thongquan.core.reading import VIETNAM
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import DrawCommitment, DrawEpoch, DrawNonce, DrawParty, Unit
from thongquan.queries.assignment.epochs import beacon_before, drawn, epoch_named, name_of, sealed
from thongquan.queries.assignment.roster import rule_at
from thongquan.queries.hot import hot, some
from thongquan.queries.scope import platform

FOLDER = settings.HOME / "keys"
#: stand-ins of the invented border; a real installation registers parties outside with their public keys
STAND_INS = (
    ("inspectorate", "Thanh tra Cục Hải quan", "Customs inspectorate", "海关监察部门"),
    ("trade-association", "Hiệp hội doanh nghiệp xuất nhập khẩu Móng Cái", "Móng Cái trade association", "芒街进出口企业协会"),
)
PLATFORM = (SYSTEM, "Nền tảng Thông Quan", "The platform", "通关平台")
LOCK = "select pg_advisory_xact_lock(hashtextextended(%s, 7))"


def ensure_parties(*, stand_ins: bool = False) -> None:
    """The platform itself, always; in demo and training the invented parties besides."""
    for code, vi, en, zh in (PLATFORM, *(STAND_INS if stand_ins else ())):
        DrawParty.objects.get_or_create(code=code, defaults={"name_vi": vi, "name_en": en, "name_zh": zh})


def register_party(code: str, public_key: bytes, *, names: tuple[str, str, str], by: Actor, at: datetime) -> DrawParty:
    """A party outside the house, by the public key that signs what it sends (`thongquan draw key`)."""
    if not by.is_any("administrator"):
        raise NotAllowed("GEN-403")
    if len(public_key) != 32 or code == SYSTEM or not code.replace("-", "").isalnum():
        raise Refused("DRW-05", "/party")
    vi, en, zh = names
    with platform():
        party, _ = DrawParty.objects.update_or_create(code=code, defaults={
            "name_vi": vi, "name_en": en, "name_zh": zh, "public_key": public_key, "local": False, "active": True})
        record("draw.party", party, by=by, at=at, facts={"party": code, "key": public_key.hex()})
    return party


def commit(unit: Unit, kind: str, day: date, *, at: datetime, turn: int = 1) -> list[DrawCommitment]:
    """Every party whose secret lies here commits to its nonce for one epoch; what it has said stays said."""
    name = name_of(unit.code, day, kind, turn)
    made: list[DrawCommitment] = []
    ensure_parties()
    for party in DrawParty.objects.filter(active=True, local=True).order_by("code"):
        if not DrawCommitment.objects.filter(epoch=name, party=party.code).exists():
            said = commitment(name, party.code, nonce_of(draw_secret(FOLDER, party.code), name, party.code))
            made.append(_said(name, party.code, said, unit.pk, at, system((unit.pk,))))
    return made


def _said(epoch: str, party: str, said: str, unit_id: int, at: datetime, by: Actor) -> DrawCommitment:
    row = DrawCommitment.objects.create(epoch=epoch, party=party, commitment=said, committed_at=at, office_id=unit_id)
    record("draw.commit", row, by=by, at=at, facts={"epoch": epoch, "party": party, "commitment": said})
    return row


def commit_outside(epoch: str, party: str, said: str, signature: str, *, unit_id: int, by: Actor, at: datetime) -> DrawCommitment:
    """A party elsewhere commits, before the epoch opens; its signature is its word."""
    with platform():
        _check_word(party, signature, "commit", epoch, said)
        if epoch_named(epoch) is not None:
            raise Conflict("DRW-01")
        if DrawCommitment.objects.filter(epoch=epoch, party=party).exists():
            raise Conflict("DRW-02")
        return _said(epoch, party, said, unit_id, at, by)


def hand_over(epoch: str, party: str, nonce: str, signature: str, *, by: Actor, at: datetime) -> DrawNonce:
    """A party elsewhere hands its nonce to the platform, which keeps it to itself until the epoch is revealed."""
    with platform():
        _check_word(party, signature, "hand", epoch, nonce)
        row = DrawCommitment.objects.filter(epoch=epoch, party=party).first()
        if row is None:
            raise NotFound("GEN-404")
        if epoch_named(epoch) is not None:
            raise Conflict("DRW-01")
        if DrawNonce.objects.filter(commitment=row).exists():
            raise Conflict("DRW-02")
        try:
            right = commitment(epoch, party, nonce_from(nonce)) == row.commitment
        except BadNonce:
            right = False
        if not right:
            raise Refused("DRW-04", "/nonce")
        handed = DrawNonce.objects.create(commitment=row, nonce=nonce, handed_at=at)
        record("draw.hand_over", row, by=by, at=at, facts={"epoch": epoch, "party": party})
    return handed


def _check_word(party: str, signature: str, verb: str, epoch: str, value: str) -> None:
    row = DrawParty.objects.filter(code=party, active=True, local=False).first()
    if row is None or row.public_key is None:
        raise NotFound("GEN-404")
    if not signed(bytes(row.public_key), signature, verb, epoch, party, value):
        raise NotAllowed("DRW-03", "/signature")


def nonces_of(name: str) -> dict[str, bytes]:
    """The nonces at hand that fit their commitments: those of secrets kept here, and those handed over."""
    local = set(DrawParty.objects.filter(local=True).values_list("code", flat=True))
    found: dict[str, bytes] = {}
    for row in DrawCommitment.objects.filter(epoch=name).select_related("handed"):
        handed = getattr(row, "handed", None)
        if handed is not None:
            found[row.party] = nonce_from(handed.nonce)
        elif row.party in local:
            nonce = nonce_of(draw_secret(FOLDER, row.party), name, row.party)
            if commitment(name, row.party, nonce) == row.commitment:
                found[row.party] = nonce
    return found


#: seeds of open epochs by their fingerprint: commitments never change, so neither do they
SEEDS: dict[str, bytes] = {}


def seed(epoch: DrawEpoch) -> bytes | None:
    """The seed of an open epoch; None when a nonce of it is lost (a key file restored from elsewhere)."""
    if epoch.seed_print in SEEDS:
        return SEEDS[epoch.seed_print]
    held = nonces_of(epoch.name)
    if not set(epoch.parties) <= set(held):
        return None
    found = seed_of(epoch.name, epoch.beacon_root, {party: held[party] for party in epoch.parties})
    if fingerprint(found) != epoch.seed_print:
        return None
    SEEDS[epoch.seed_print] = found
    return found


def key_of(name: str) -> bytes:
    """The key of an epoch's tokens."""
    return token_key(draw_secret(FOLDER, SYSTEM), name)


def lasting_secret() -> bytes:
    """The secret behind sticky keys and aliases, the same on all days."""
    return draw_secret(FOLDER, SYSTEM)


def party_key(party: str) -> bytes:
    """The public key of a party whose secret lies here."""
    return signing_key(draw_secret(FOLDER, party)).public_key().public_bytes_raw()


def current(unit: Unit, kind: str, *, at: datetime) -> tuple[DrawEpoch, bytes]:
    """The open epoch of this day with its seed, locked until the act is committed; opened now when there is none."""
    with hot() as cursor:
        cursor.execute(LOCK, [f"draw {unit.pk} {kind}"], prepare=True)
    epoch = next(iter(some(DrawEpoch, "where t.unit_id = %s and t.kind = %s and t.closed_at is null", [unit.pk, kind])), None)
    if epoch is not None and epoch.day >= local_day(at) and (found := seed(epoch)) is not None:
        return epoch, found
    epoch = open_epoch(unit, kind, at=at)
    opened = seed(epoch)
    assert opened is not None
    return epoch, opened


def open_epoch(unit: Unit, kind: str, *, at: datetime) -> DrawEpoch:
    """Open today's epoch. The beacon is the last root before the day; parties without a nonce at hand are left out.

    Without commitments sealed below that root the epoch is `late`: all commit now, the newest root serves, and the
    bundle says so. An epoch still open from before is revealed first.
    """
    with platform(), hot() as cursor:
        cursor.execute(LOCK, [f"draw {unit.pk} {kind}"], prepare=True)
        for old in DrawEpoch.objects.filter(unit=unit, kind=kind, closed_at__isnull=True):
            reveal(old, at=at)
        day = local_day(at)
        turn = 1 + DrawEpoch.objects.filter(unit=unit, kind=kind, day=day).count()
        name = name_of(unit.code, day, kind, turn)
        size, root = beacon_before(datetime.combine(day, time(), VIETNAM)) or (0, EMPTY_ROOT)
        held = nonces_of(name)
        parties = sorted(set(held) & {party for party, _, _ in sealed(name, size)})
        late = SYSTEM not in parties
        if late:
            commit(unit, kind, day, at=at, turn=turn)
            held = nonces_of(name)
            parties = sorted(held)
            size, root = beacon_before(None) or (0, EMPTY_ROOT)
        said = dict(DrawCommitment.objects.filter(epoch=name).values_list("party", "commitment"))
        rule = rule_at(at)
        epoch = DrawEpoch.objects.create(
            name=name, unit=unit, office_id=unit.pk, kind=kind, day=day, turn=turn, late=late, beacon_size=size, beacon_root=root,
            parties=parties, commitments=said, opened_at=at, rule_version=rule.version, rule=rule.body(), rule_digest=rule.digest(),
            seed_print=fingerprint(seed_of(name, root, {party: held[party] for party in parties})))
        record("draw.open", epoch, by=system((unit.pk,)), at=at, facts={
            "epoch": name, "beacon": root, "parties": parties, "missing": sorted(set(said) - set(parties)), "late": late,
            "seed_print": epoch.seed_print, "rule": epoch.rule_digest})
    return epoch


def reveal(epoch: DrawEpoch, *, at: datetime) -> DrawEpoch:
    """Close an epoch: its nonces become public, and with them every draw can be replayed by anybody."""
    with platform():
        if epoch.closed_at is not None:
            raise Conflict("DRW-01")
        held = nonces_of(epoch.name)
        draws = drawn(epoch)
        SEEDS.pop(epoch.seed_print, None)
        epoch.closed_at, epoch.count, epoch.draws_digest = at, len(draws), draws_digest(list(draws))
        epoch.nonces = {party: held[party].hex() for party in epoch.parties if party in held}
        epoch.save()
        record("draw.reveal", epoch, by=system((epoch.office_id,)), at=at, facts={
            "epoch": epoch.name, "nonces": epoch.nonces, "count": epoch.count, "draws": epoch.draws_digest})
    return epoch


def commit_ahead(unit: Unit, kind: str, *, at: datetime) -> list[DrawCommitment]:
    """The evening's commitments for the next day."""
    with platform():
        return commit(unit, kind, local_day(at) + timedelta(days=1), at=at)
