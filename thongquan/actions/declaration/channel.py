"""Taking the channel: green goes on by itself, yellow to an officer, red to inspection."""

from __future__ import annotations

from datetime import datetime

from thongquan.actions import clearance, inspection
from thongquan.actions.assignment import case
from thongquan.actions.goods import promise_given, promised, save, step
from thongquan.actions.notice import tell
from thongquan.actions.trail import Act, record
from thongquan.core.actor import Actor, system
from thongquan.core.goods import GREEN, RED, YELLOW
from thongquan.core.goods_selection import Chosen
from thongquan.core.promise import Standing, promise
from thongquan.models import GoodsDeclaration

#: the step that each channel takes from where the declaration stands
STEPS = {GREEN: "clear_green", YELLOW: "to_dossier", RED: "to_inspection"}


def take(declaration: GoodsDeclaration, chosen: Chosen, *, at: datetime) -> list[Act]:
    """The channel stands on the declaration, its step is taken, its dossier's term is promised; the row is not yet saved.

    What is to be told of it.
    """
    clock = system(tuple(declaration.office_ids))
    declaration.channel, declaration.channel_at = chosen.channel, at
    declaration.channel_reasons = chosen.as_json()
    declaration.review_wanted = chosen.review
    step(declaration, STEPS[chosen.channel], clock)
    if chosen.channel == GREEN:
        declaration.decided_at = at
    acts = [Act("goods.channel", clock, {"channel": chosen.channel})]
    if chosen.channel == YELLOW:
        given = promise_given(declaration, promise(Standing(declaration.state, dossier_due=case.due_of(declaration, "dossier", at)), at))
        acts += [given] if given else []
    return acts


def begin(declaration: GoodsDeclaration, chosen: Chosen, *, reason_code: str, at: datetime) -> None:
    """The work of the channel: an officer for the dossier, an order to inspect, or nothing but the tax."""
    clock = system(tuple(declaration.office_ids))
    if chosen.channel == YELLOW:
        due = case.assign(declaration, "dossier", at=at).due_at
        promised(declaration, at=at, of=Standing(declaration.state, dossier_due=due) if declaration.held_at is None else None)
    elif chosen.channel == RED:
        inspection.order(declaration, forms=chosen.forms, reason_code=reason_code, by=clock, at=at)
    else:
        clearance.settle(declaration, by=clock, at=at)


def rechannel(declaration: GoodsDeclaration, chosen: Chosen, *, reason_code: str, by: Actor, at: datetime) -> None:
    """Another channel after registration: what was begun for the old one falls away, the new one begins."""
    clock = system(tuple(declaration.office_ids))
    before = declaration.state
    declaration.channel, declaration.channel_at = chosen.channel, at
    case.withdraw(declaration, at=at)
    for row in declaration.inspections.exclude(state__in=("done", "withdrawn")):
        inspection.withdraw(row.pk, reason=reason_code, by=clock, at=at)
    step(declaration, "rechannel", by)
    declaration.state = "registered"
    step(declaration, STEPS[chosen.channel], clock)
    declaration.decided_at = at if chosen.channel == GREEN else None
    save(declaration)
    record("goods.rechannel", declaration, by=by, at=at, reason=reason_code, facts={"channel": chosen.channel, "from": before})
    tell(declaration.declarant_id, "goods_channel", {"number": declaration.number, "channel": declaration.channel},
         link=f"/trade/goods/{declaration.pk}/")
    begin(declaration, chosen, reason_code=reason_code, at=at)
