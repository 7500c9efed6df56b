"""Many declarations at once, for a broker: checked, signed, registered or paid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from thongquan.actions import dice
from thongquan.actions.declaration.together import MOST, Result, pay_together, register_together
from thongquan.actions.payment import BANKS
from thongquan.core.banks import BANKS as BANK_WORDS
from thongquan.core.digits import natural
from thongquan.core.refused import Finding, Refused
from thongquan.models import GoodsDeclaration
from thongquan.queries.declaration import lists
from thongquan.queries.declaration.preview import preview
from thongquan.web.shared.sentences import sentence
from thongquan.web.shared.tongue import say
from thongquan.web.trader import acting
from thongquan.web.trader.goods import lines
from thongquan.web.trader.goods.sign import proof_of, proved, shown, wrong_proof

ACTS = ("check", "sign", "pay")
#: reasons of one declaration; its own page has them all
MOST_TOLD = 5


@acting.managers
@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """The chosen declarations with what may be done, then with what became of each."""
    pks = [pk for text in request.POST.getlist("pk") if (pk := natural(text)) is not None]
    rows = lists.several(list(dict.fromkeys(pks)), request.actor)
    act = request.POST.get("_act", "check")
    try:
        if len(rows) > MOST:
            raise Refused("GDS-91", most=MOST, chosen=len(rows))
        return _done(request, rows, act if act in ACTS else "check")
    except Refused as refused:
        return _page(request, rows[:MOST], {}, wrong=refused.findings[0])


def _done(request: HttpRequest, rows: Sequence[GoodsDeclaration], act: str) -> HttpResponse:
    if act == "check" or not rows:
        return _page(request, rows, {row.pk: _looked_at(row, request) for row in rows})
    if act == "pay":
        bank = request.POST.get("bank", BANKS[0])
        return _page(request, rows, _told(pay_together([row.pk for row in rows], bank=bank, by=request.actor, at=request.at), rows), finished="pay")
    proof = proof_of(request)
    if not proved(request, proof):
        return _page(request, rows, {row.pk: _looked_at(row, request) for row in rows}, wrong=wrong_proof(proof))
    results = register_together([row.pk for row in rows], method=proof.method, by=request.actor, at=request.at, dice=[dice.thrown() for _row in rows])
    return _page(request, rows, _told(results, rows), finished="sign")


def _looked_at(row: GoodsDeclaration, request: HttpRequest) -> dict[str, Any]:
    """What a check finds: whether it can be sent or paid, and what stands against it."""
    scope = "sign" if row.state == "draft" else "pay"
    if not request.actor.acts_for(row.declarant_id, scope):
        return {"ready": "", "wrong": [sentence(Finding("MND-04"))], "warnings": 0}
    if row.state != "draft":
        return {"ready": "pay" if row.owes and row.state in lists.OWING else "", "amount": row.owed if row.owes else None, "wrong": [], "warnings": 0}
    whole = lists.of(row.pk, request.actor)
    seen = preview(whole, request.at)
    wrong = list(dict.fromkeys(lines.told(f, row.direction) for f in seen.blocking))
    return {"ready": "" if seen.blocking else "sign", "amount": seen.total, "wrong": wrong[:MOST_TOLD],
            "count": len(wrong) if len(wrong) > MOST_TOLD else 0,
            "warnings": len(seen.warnings), "parts": seen.parts, "value": seen.customs_value}


def _told(results: Sequence[Result], rows: Sequence[GoodsDeclaration]) -> dict[int, dict[str, Any]]:
    """What became of each."""
    ways = {row.pk: row.direction for row in rows}
    return {
        one.pk: {"done": one.done, "numbers": [shown(each.declaration) for each in one.registered], "payment": one.payment,
                 "amount": amount_of(one),
                 "wrong": list(dict.fromkeys(lines.told(f, ways[one.pk]) for f in one.findings if f.blocks))[:MOST_TOLD]}
        for one in results}


def amount_of(one: Result) -> int | None:
    """What was sent to the bank, or what the registered parts cost; None where nothing was done."""
    if one.payment:
        return one.payment.amount
    return sum(each.declaration.tax_total for each in one.registered) if one.registered else None


def _page(request: HttpRequest, rows: Sequence[GoodsDeclaration], told: dict[int, dict[str, Any]], *, wrong: Finding | None = None,
          finished: str = "") -> HttpResponse:
    shown_rows = [{"row": row, "amount": None, **shown(row), **told.get(row.pk, {})} for row in rows]
    context = {
        "lines": shown_rows, "finished": finished, "findings": [wrong] if wrong else [], "wrong": sentence(wrong) if wrong else "", "proof": proof_of(request),
        "banks": [(code, say(words)) for code, words in BANK_WORDS.items()],
        "to_sign": [one for one in shown_rows if one.get("ready") == "sign"], "to_pay": [one for one in shown_rows if one.get("ready") == "pay"],
        "good": sum(1 for one in shown_rows if one.get("done")), "bad": sum(1 for one in shown_rows if finished and not one.get("done")), "most": MOST,
    }
    return render(request, "trader/goods/together.html", context, status=422 if wrong else 200)
