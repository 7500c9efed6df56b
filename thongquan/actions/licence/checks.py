"""What still owes an agency's answer: holds that climb, checks afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from thongquan.actions import goods
from thongquan.actions.licence.rows import agency_of, found, locked, permit_of, unit_of
from thongquan.actions.licence.use import CHECK, Declared, declared_of, drawn, ended, undrawn, use_claims
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.catalog.ministries import HOLD_HOURS, MINISTRIES, POST_CHECK_DAYS, waits
from thongquan.core.actor import Actor
from thongquan.core.goods import GoodsFacts
from thongquan.core.licence import Claim, Difference, Match, Permit, claim_json, claim_of, claims, goes_on, match_claim
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day, plain
from thongquan.models import GoodsDeclaration, Licence, LicenceCheck
from thongquan.queries.access import officers_of, units_above
from thongquan.queries.declaration.facts import goods_facts
from thongquan.queries.licence import FALLEN, answered_late, silent
from thongquan.queries.scope import everywhere

HEADS = ("office_leader", "region_leader", "nation_leader")
SETTLES = ("dossier_officer", "team_leader", *HEADS)
#: who hears of a hold at each level
CLIMBS = ("office_leader", "region_leader", "nation_leader")


@dataclass(frozen=True)
class Matching:
    """All documents of a declaration: what was compared, which numbers wait, which are checked afterwards."""

    matches: tuple[Match, ...] = ()
    waiting: tuple[str, ...] = ()
    later: tuple[str, ...] = ()

    @property
    def differences(self) -> tuple[Difference, ...]:
        return tuple(d for m in self.matches for d in m.differences)

    @property
    def agrees(self) -> bool:
        """Nothing differs and nothing holds the goods; checks afterwards may remain."""
        return not self.differences and not self.waiting


def match_declaration(facts: GoodsFacts, *, at: datetime, of: int | None = None) -> Matching:
    """Compare every document the declaration cites with what its agency issued; writes nothing, opens nothing.

    For a look before sending. `waiting` and `later` are what a registration would hold or check afterwards now. `of` is the
    declaration once it is registered: what it drew itself counts as still there.
    """
    day = local_day(facts.registered_at or at)
    matches: list[Match] = []
    silenced: dict[str, list[str]] = {"wait": [], "post_check": []}
    with everywhere():
        wanted = claims(facts)
        rows = found((claim.kind, claim.number) for claim in wanted)
        for claim in wanted:
            row = rows.get((claim.kind, claim.number))
            if _unheard(claim, row):
                silenced[mode_of(claim, day)].append(claim.number)
            else:
                matches.append(match_claim(_as_found(row, of, day) if row else None, claim, day))
    return Matching(tuple(matches), tuple(silenced["wait"]), tuple(silenced["post_check"]))


def _as_found(row: Licence, of: int | None, on: date) -> Permit:
    return permit_of(row) if of is None else undrawn(row, drawn(of, row), on)


def cover(declaration: GoodsDeclaration, *, by: Actor, at: datetime) -> tuple[Difference, ...]:
    """Goods are about to be let go: what speaks against it, and what their documents lend, under the documents' locks.

    A document issued, keyed or verified since registration is written off now, one that was written off stays as it is, one that
    differs (never issued, another's, taken back, used up) lends nothing. One that nobody can find yet speaks against nothing
    while its answer is awaited, or where an officer settled it by hand; one whose agency has fallen silent is waited for or
    checked afterwards, as at registration.
    """
    if not declaration.body.get("permits"):
        return ()
    facts = goods_facts(declaration, at)
    day = local_day(facts.registered_at or at)
    with everywhere():
        wanted = {(claim.kind, claim.number): claim for claim in claims(facts)}
        rows = locked(wanted)
        checks = LicenceCheck.objects.filter(Q(outcome="matched") | Q(settled_at__isnull=True), declaration_id=declaration.pk)
        awaited = set(checks.values_list("kind", "number_key"))
        unheard = {key for key, claim in wanted.items() if _unheard(claim, rows.get(key))}
        matches = match_declaration(facts, at=at, of=declaration.pk).matches
        agreed = [wanted[m.kind, m.number] for m in matches if m.agrees]
        use_claims(declared_of(declaration), agreed, claimed=None, by=by, at=at, on=day)
        for key in sorted(unheard - awaited):
            check = _opened(declared_of(declaration), wanted[key], day, by=by, at=at)
            declaration.post_check = declaration.post_check or check.mode == "post_check"
    return tuple(d for m in matches if not (m.unknown and (m.kind, m.number) in awaited) for d in m.differences)


def write_off(declaration: GoodsDeclaration, facts: GoodsFacts, *, by: Actor, at: datetime) -> Matching:
    """Make the declaration's use of documents equal to what it declares now: first time, after an amendment, or again.

    Each document that agrees is written off line by line, exact however many declarations come at once; one that differs
    is not drawn upon at all, and its differences come back. A document nobody knows while its agency is silent is a hold
    for listed risks, else a check afterwards; the declarant is told, and it is written off when the answer comes.
    """
    day, declared = local_day(facts.registered_at or at), declared_of(declaration)
    with everywhere():
        wanted = claims(facts)
        rows = found((claim.kind, claim.number) for claim in wanted)
        unheard = [claim for claim in wanted if _unheard(claim, rows.get((claim.kind, claim.number)))]
        checks = [_opened(declared, claim, day, by=by, at=at) for claim in unheard]
        matches = use_claims(declared, [c for c in wanted if c not in unheard], claimed={(c.kind, c.number) for c in wanted}, by=by, at=at, on=day)
    return Matching(matches, tuple(c.number for c in checks if c.mode == "wait"), tuple(c.number for c in checks if c.mode == "post_check"))


def _unheard(claim: Claim, row: Licence | None) -> bool:
    """Nobody knows the document, or only as a scan, and its agency cannot be asked now."""
    return (row is None or row.state == "scanned_only") and silent(agency_of(claim.kind))


def mode_of(claim: Claim, day: date) -> str:
    """What becomes of the goods while their agency is silent."""
    return "post_check" if goes_on(claim, lambda kind, hs: waits(kind, hs, day) is not None) else "wait"


def _opened(declared: Declared, claim: Claim, day: date, *, by: Actor, at: datetime) -> LicenceCheck:
    """The pending check of this document for this declaration, made once."""
    agency = agency_of(claim.kind)
    mode = mode_of(claim, day)
    check, made = LicenceCheck.objects.annotate(digest=CHECK).get_or_create(
        declaration_id=declared.id, kind=claim.kind, number_key=claim.number, settled_at=None,
        defaults={
            "declaration": declared.number, "declarant_id": declared.declarant_id, "office_id": declared.office_id, "unit": unit_of(agency),
            "agency": agency, "number": claim.number, "mode": mode, "claim": claim_json(claim), "since": at, "due_at": due(mode, at)})
    if made:
        record(f"licence.{mode}", check, by=by, at=at, facts={"declaration": declared.number, "number": claim.number, "agency": agency})
        _say(check, "licence_waiting" if mode == "wait" else "licence_later", until=check.due_at)
    elif check.claim != (now := claim_json(claim)):
        check.claim = now
        check.save()
        record("licence.claim_again", check, by=by, at=at, facts={"declaration": declared.number, "number": claim.number})
    return check


def due(mode: str, at: datetime) -> datetime:
    """Until when: a hold climbs after hours, a check afterwards after days."""
    return at + (timedelta(hours=HOLD_HOURS) if mode == "wait" else timedelta(days=POST_CHECK_DAYS))


def _say(check: LicenceCheck, kind: str, *, user_id: int | None = None, **more: object) -> None:
    agency = MINISTRIES[check.agency].words
    values = plain({"declaration": check.declaration, "number": check.number, "agency": agency, "since": check.since, **more})
    tell(None if user_id else check.declarant_id, kind, values, user_id=user_id)


def settle_checks(row: Licence, *, by: Actor, at: datetime) -> int:
    """An agency's answer has come: judge every check that waited for this document, and write off where it agrees.

    The caller's reach is open everywhere and the document is locked by it.
    """
    pending = LicenceCheck.objects.select_for_update().annotate(digest=CHECK).filter(
        kind=row.kind, number_key=row.number_key, settled_at__isnull=True).order_by("id")
    settled = 0
    for check in pending:
        declared = Declared(check.declaration_id, check.declaration, check.declarant_id, check.office_id)
        (outcome,) = use_claims(declared, [claim_of(check.claim)], claimed=None, by=by, at=at, on=local_day(check.since))
        _answered(check, outcome, by=by, at=at)
        settled += 1
    return settled


def _answered(check: LicenceCheck, found: Match, *, by: Actor, at: datetime) -> None:
    """What the agency's document says of a declaration stands on the check, and the declarant hears of it."""
    check.settled_at, check.settled_by = at, by.id
    check.outcome = "matched" if found.agrees else "differs"
    check.differences = [{"field": d.field, "declared": d.declared, "permitted": d.permitted, "line": d.line} for d in found.differences]
    check.save()
    record("licence.settle", check, by=by, at=at, facts={"declaration": check.declaration, "number": check.number, "outcome": check.outcome})
    _say(check, "licence_settled" if found.agrees else "licence_differs")


def catch_up(*, by: Actor, at: datetime, limit: int = 100) -> int:
    """Settle checks whose document came in the very moment in which they were opened, or after an officer had settled them by
    hand. How many were settled."""
    with everywhere():
        late = sum(_come_late(pk, of, by=by, at=at) for pk, of in answered_late(limit))
        keys = LicenceCheck.objects.filter(settled_at__isnull=True).values_list("kind", "number_key").distinct()
        rows = locked(key for key, row in found(list(keys[:limit])).items() if row.state != "scanned_only")
        return late + sum(settle_checks(row, by=by, at=at) for row in rows.values())


def _come_late(pk: int, of: int, *, by: Actor, at: datetime) -> bool:
    """A document that an officer had taken an agency's word for: written off as it is declared now, or it differs after all."""
    declaration = goods.locked(of)
    check = LicenceCheck.objects.select_for_update().annotate(digest=CHECK).get(pk=pk)
    if declaration.state in FALLEN or check.outcome != "matched":  # cancelled or amended meanwhile
        return False
    facts = goods_facts(declaration, at)
    claim = next((c for c in claims(facts) if (c.kind, c.number) == (check.kind, check.number_key)), None)
    if claim is None:
        check.outcome = "withdrawn"
        ended(check, by=by, at=at)
        return True
    (outcome,) = use_claims(declared_of(declaration), [claim], claimed=None, by=by, at=at, on=local_day(facts.registered_at or at))
    _answered(check, outcome, by=by, at=at)
    goods.promised(declaration, at=at)
    return True


def _pending(pk: int) -> tuple[LicenceCheck, GoodsDeclaration]:
    """A check that waits, with its declaration; the declaration is locked first, as by every act on goods."""
    of = LicenceCheck.objects.filter(pk=pk).values_list("declaration_id", flat=True).first()
    if of is None:
        raise NotFound("GEN-404")
    declaration = goods.locked(of)
    check = LicenceCheck.objects.select_for_update().annotate(digest=CHECK).get(pk=pk)
    if check.settled_at is not None:
        raise Conflict("GEN-409")
    return check, declaration


def let_go_on(pk: int, *, reason: str, by: Actor, at: datetime) -> LicenceCheck:
    """The head of office lets held goods go on; the document is checked afterwards and he answers for it."""
    if not by.is_any(*HEADS):
        raise NotAllowed("GEN-403")
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    check, declaration = _pending(pk)
    if check.office_id not in by.offices:
        raise NotAllowed("GEN-403")
    if check.mode != "wait":
        raise Conflict("GEN-409")
    check.mode, check.reason, check.due_at, check.level = "post_check", reason.strip(), due("post_check", at), 0
    check.save()
    record("licence.let_go_on", check, by=by, at=at, reason=check.reason, facts={"declaration": check.declaration, "number": check.number})
    _say(check, "licence_later")
    goods.promised(declaration, at=at)
    return check


def settle_by_hand(pk: int, *, agrees: bool, reason: str, by: Actor, at: datetime) -> LicenceCheck:
    """An officer has asked the agency another way and notes the answer."""
    if not by.is_any(*SETTLES):
        raise NotAllowed("GEN-403")
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    check, declaration = _pending(pk)
    if {check.office_id, declaration.team_id}.isdisjoint(by.offices):
        raise NotAllowed("GEN-403")
    check.settled_at, check.settled_by, check.reason = at, by.id, reason.strip()
    check.outcome = "matched" if agrees else "differs"
    check.save()
    record("licence.settle_by_hand", check, by=by, at=at, reason=check.reason, facts={
        "declaration": check.declaration, "number": check.number, "outcome": check.outcome})
    _say(check, "licence_settled" if agrees else "licence_differs")
    goods.promised(declaration, at=at)
    return check


def escalate(*, by: Actor, at: datetime, limit: int = 200) -> int:
    """Every check past its time climbs one level: office, region, department; the declarant hears of it. How many climbed."""
    late = LicenceCheck.objects.filter(settled_at__isnull=True, due_at__lte=at, level__lt=len(CLIMBS))
    climbed = 0
    with everywhere():
        for pk, of in list(late.order_by("due_at").values_list("pk", "declaration_id")[:limit]):
            declaration = goods.locked(of)
            check = late.select_for_update(skip_locked=True).annotate(digest=CHECK).filter(pk=pk).first()
            if check is None:  # settled meanwhile
                continue
            role, line = CLIMBS[check.level], units_above(check.office_id)
            check.level, check.escalated_at, check.due_at = check.level + 1, at, due(check.mode, at)
            check.save()
            record("licence.escalate", check, by=by, at=at, facts={"declaration": check.declaration, "number": check.number, "level": check.level})
            for leader in officers_of(tuple(line), local_day(at), role):
                _say(check, "licence_escalated", user_id=leader.pk)
            if check.mode == "wait":
                _say(check, "licence_escalated")
            goods.promised(declaration, at=at)
            climbed += 1
    return climbed
