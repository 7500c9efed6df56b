"""The desk: receive, ask, check, accept or refuse with reasons, hold and release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from thongquan.actions import passes
from thongquan.actions.crossing.change import obey, open_request, settle, valid_until
from thongquan.actions.crossing.row import ends, locked, save, step
from thongquan.actions.notice import tell
from thongquan.actions.trail import Receipt, record
from thongquan.catalog.law import LAW
from thongquan.catalog.reasons import CHECK_REASONS, CHECK_RESULTS, HOLD_REASONS, RETURN_REASONS
from thongquan.core.actor import Actor
from thongquan.core.refused import Conflict, NotAllowed, Refused
from thongquan.core.rule import local_day
from thongquan.core.vehicle import direction_of
from thongquan.models import AgencyTick, Crossing, DeclarationRequest, PhysicalCheck, VehicleDeclaration
from thongquan.queries.crossing.facts import vehicle_facts
from thongquan.queries.crossing.words import notice_values, three
from thongquan.queries.place import office_of

Points = Sequence[dict[str, str]]
#: what a redeclared movement keeps of the lost one
CARRIED_OVER = ("state", "leg", "due_back_at", "first_crossed_at", "extended", "reminded_at", "overdue_at")


def not_own(declaration: VehicleDeclaration, by: Actor) -> None:
    """Nobody decides on what he typed in himself, or on a party he acts for."""
    if by.id is not None and (declaration.created_by == by.id or declaration.declarant_id in by.parties):
        raise NotAllowed("ACC-03")


def receive(pk: int, *, by: Actor, at: datetime, version: int | None = None) -> VehicleDeclaration:
    """An officer takes the declaration in hand; from now on plate, country, gate and date are fixed."""
    declaration = locked(pk, version)
    not_own(declaration, by)
    step(declaration, "receive", by)
    declaration.received_at, declaration.taken_by = at, by.id
    save(declaration)
    record("crossing.receive", declaration, by=by, at=at)
    return declaration


def ask(pk: int, points: Points, *, by: Actor, at: datetime, version: int | None = None) -> DeclarationRequest:
    """A question to the declarant: each point names field, rule and need; empty ones are refused."""
    declaration = locked(pk, version)
    not_own(declaration, by)
    step(declaration, "ask", by)
    useful = [p for p in points if p.get("need", "").strip()]
    if not useful:
        raise Refused("ASK-01", "/points")
    rounds = declaration.requests.filter(kind="question").exclude(state="returned").count()
    if rounds >= int(LAW.value("request.rounds", on=local_day(at))):
        raise Refused("ASK-02", most=int(LAW.value("request.rounds", on=local_day(at))))
    declaration.received_at = declaration.received_at or at
    declaration.taken_by = by.id
    save(declaration)
    row = open_request(declaration, "question", by=by, at=at, points=useful,
                       due_at=at + timedelta(hours=int(LAW.value("request.answer.hours", on=local_day(at)))))
    record("crossing.ask", declaration, row, by=by, at=at, facts={"points": len(useful)})
    tell(declaration.declarant_id, "asked", notice_values(declaration, reason="; ".join(p["need"] for p in useful)),
         link=f"/trade/trips/{declaration.pk}/")
    return row


def order_check(
    pk: int, *, bay: str, reason_code: str, reason: str = "", by: Actor, at: datetime, version: int | None = None,
) -> PhysicalCheck:
    """Order a look at the vehicle, at a bay, for a reason (Decree 08/2015 art. 77 §3)."""
    if reason_code not in CHECK_REASONS or not bay.strip():
        raise Refused("GAT-04", "/reason_code" if bay.strip() else "/bay")
    declaration = locked(pk, version)
    not_own(declaration, by)
    step(declaration, "order_check", by)
    declaration.received_at = declaration.received_at or at
    declaration.taken_by = by.id
    save(declaration)
    check = PhysicalCheck.objects.create(
        declaration=declaration, bay=bay, reason_code=reason_code, reason=reason, ordered_by=by.id, ordered_at=at,
        office_id=office_of(declaration), return_office_id=declaration.return_office_id,
        declarant_id=declaration.declarant_id)
    record("crossing.order_check", declaration, check, by=by, at=at, reason=reason_code)
    tell(declaration.declarant_id, "check_ordered", notice_values(declaration, bay=bay), link=f"/trade/trips/{declaration.pk}/")
    return check


def record_check(
    pk: int, *, result: str, remarks: str = "", by: Actor, at: datetime, version: int | None = None,
) -> PhysicalCheck:
    """Write down what the physical check found; the declaration goes back to the desk."""
    if result not in CHECK_RESULTS:
        raise Refused("REQ-05", "/result")
    declaration = locked(pk, version)
    step(declaration, "record_check", by)
    check = declaration.checks.filter(done_at__isnull=True).order_by("-id").first()
    if check is None:
        raise Refused("GEN-404")
    check.result, check.remarks, check.done_by, check.done_at = result, remarks, by.id, at
    check.save()
    save(declaration)
    record("crossing.record_check", declaration, check, by=by, at=at, reason=result)
    return check


def return_with_reasons(
    pk: int, *, reasons: Iterable[str], gaps: Points = (), note: str = "", by: Actor, at: datetime,
    version: int | None = None,
) -> VehicleDeclaration:
    """Refuse to accept, with coded reasons and the list of gaps (Decree 08/2015 art. 77 §2c)."""
    declaration = locked(pk, version)
    not_own(declaration, by)
    step(declaration, "return", by)
    codes = [code for code in reasons if code in RETURN_REASONS]
    if not codes:
        raise Refused("RET-01", "/reasons")
    withdrawn = list(declaration.requests.filter(state="open"))
    for question in withdrawn:
        settle(question, "withdrawn", by=by, at=at)
    save(declaration)
    row = open_request(declaration, "question", by=by, at=at, points=[
        *({"reason": code} for code in codes), *({k: v for k, v in gap.items() if v} for gap in gaps if gap.get("need")),
    ], reason=note, reason_code=codes[0], state="returned")
    record("crossing.return", declaration, row, *withdrawn, by=by, at=at, reason=",".join(codes))
    tell(declaration.declarant_id, "returned", notice_values(
        declaration, reason=three(RETURN_REASONS[codes[0]])),
        link=f"/trade/trips/{declaration.pk}/")
    return declaration


def accept(pk: int, *, by: Actor, at: datetime, version: int | None = None, note: str = "") -> Receipt:
    """Confirm and issue both signed passes; the first leg is expected at the gate."""
    declaration = locked(pk, version)
    not_own(declaration, by)
    if declaration.channel == "physical" and not declaration.checks.filter(done_at__gte=declaration.submitted_at).exists():
        raise Refused("ACT-01")
    step(declaration, "accept", by)
    obey("crossing.accept", vehicle_facts(declaration, at), at)
    declaration.accepted_at = at
    declaration.received_at = declaration.received_at or at
    declaration.taken_by = by.id
    declaration.valid_until = valid_until(declaration, at)
    declaration.revision += 1
    save(declaration)
    leg = expect_leg(declaration)
    issued = passes.issue(declaration, at=at)
    receipt = record("crossing.accept", declaration, leg, *issued, by=by, at=at, reason=note)
    tell(declaration.declarant_id, "accepted", notice_values(declaration), link=f"/trade/trips/{declaration.pk}/pass/")
    return receipt


def expect_leg(declaration: VehicleDeclaration) -> Crossing:
    """The row of the next leg at its gate."""
    leg = declaration.leg
    gate, other = ends(declaration, leg)
    row, _ = Crossing.objects.update_or_create(
        declaration=declaration, leg=leg,
        defaults={
            "gate": gate, "direction": direction_of(declaration.regime, leg),
            "planned_at": declaration.planned_at if leg == 1 else declaration.due_back_at,
            "office_id": gate.office_id, "return_office_id": other, "declarant_id": declaration.declarant_id,
        })
    return row


def accept_many(pks: Iterable[int], *, by: Actor, at: datetime) -> dict[int, Refused | Receipt]:
    """Accept green declarations together; each is its own act with its own result."""
    results: dict[int, Refused | Receipt] = {}
    for pk in pks:
        try:
            with transaction.atomic():
                if locked(pk).channel != "none":
                    raise Refused("ACT-02")
                results[pk] = accept(pk, by=by, at=at)
        except Refused as refused:
            results[pk] = refused
    return results


def hold(pk: int, *, reason_code: str, reason: str = "", by: Actor, at: datetime) -> VehicleDeclaration:
    """Stop the vehicle at every gate until somebody above releases it."""
    if reason_code not in HOLD_REASONS:
        raise Refused("REQ-05", "/reason_code")
    declaration = locked(pk)
    step(declaration, "hold", by)
    if declaration.held_at is not None:
        raise Conflict("GEN-409")
    declaration.held_at, declaration.hold_reason = at, reason_code
    save(declaration)
    record("crossing.hold", declaration, by=by, at=at, reason=reason_code, private={"note": reason} if reason else None)
    tell(declaration.declarant_id, "held", notice_values(declaration, reason=three(HOLD_REASONS[reason_code])), link=f"/trade/trips/{declaration.pk}/")
    return declaration


def release(pk: int, *, reason: str, by: Actor, at: datetime) -> VehicleDeclaration:
    """End a hold, with the reason in words."""
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    declaration = locked(pk)
    step(declaration, "release", by)
    if declaration.held_at is None:
        raise Refused("FLW-01", step="release", state=declaration.state)
    declaration.held_at, declaration.hold_reason = None, ""
    save(declaration)
    record("crossing.release", declaration, by=by, at=at, reason=reason)
    tell(declaration.declarant_id, "released", notice_values(declaration), link=f"/trade/trips/{declaration.pk}/")
    return declaration


def redeclare(pk: int, *, lost: int, by: Actor, at: datetime) -> VehicleDeclaration:
    """An accepted declaration takes the place of one whose papers were lost (art. 77 §1b).

    The lost one is closed; leg, due-back and first crossing go over, passes are issued anew.
    """
    old, fresh = locked(lost), locked(pk)
    if fresh.state != "accepted" or any(getattr(fresh, name) != getattr(old, name) for name in ("plate_key", "country", "regime")):
        raise Refused("RDC-01", "/redeclares")
    if old.held_at is not None:
        raise Conflict("CHG-07")
    fresh.redeclares = old.number or ""
    for name in CARRIED_OVER:
        setattr(fresh, name, getattr(old, name))
    step(old, "redeclare", by)
    old.liquidated_at = at
    save(old)
    gone = passes.revoke(old, "redeclared", at=at)
    renewed = passes.renew(fresh, "redeclared", at=at)
    dropped = [*fresh.crossings.exclude(leg=fresh.leg), *AgencyTick.objects.filter(crossing__declaration=fresh).exclude(crossing__leg=fresh.leg)]
    fresh.crossings.exclude(leg=fresh.leg).delete()
    save(fresh)
    leg = expect_leg(fresh)
    record("crossing.redeclare", fresh, old, leg, *dropped, *gone, *renewed, by=by, at=at, facts={"lost": old.number})
    return fresh
