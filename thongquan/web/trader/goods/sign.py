"""Check before sending, sign with one's own proof, and the numbers at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions import dice
from thongquan.actions.access.codes import code_is_right, password_is_right
from thongquan.actions.declaration.sign import sign_and_register
from thongquan.core.flows.goods import STATES
from thongquan.core.refused import Finding
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration
from thongquan.queries.declaration import lists
from thongquan.queries.declaration.facts import read_body
from thongquan.queries.declaration.preview import Preview, preview
from thongquan.web.shared.sent import attempt
from thongquan.web.shared.sentences import sentence
from thongquan.web.shared.stepup import is_fresh
from thongquan.web.shared.tongue import say
from thongquan.web.trader import acting
from thongquan.web.trader.goods import beside, drawing, lines
from thongquan.web.trader.goods.declare import AlreadySent, its_page, open_draft
from thongquan.web.trader.goods.words import CHANNEL_SIGNS, CHANNEL_WORDS, NEXT, SIGNS


@dataclass(frozen=True)
class Proof:
    """How this person proves that it is he: a typed code, a typed password, a fresh security key, a tick in the demo."""

    kind: str
    method: str

    @property
    def typed(self) -> bool:
        return self.kind in ("code", "password")


def proof_of(request: HttpRequest) -> Proof:
    """The second factor where there is one, else the password; invented people of the demo tick a box."""
    if settings.REALM == "demo" and getattr(request.user, "demo", False):
        return Proof("tick", "demo")
    kinds = set(Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True))
    if Authenticator.Type.TOTP in kinds:
        return Proof("code", "second_factor")
    if Authenticator.Type.WEBAUTHN in kinds:
        return Proof("key", "second_factor")
    return Proof("password", "password")


def proved(request: HttpRequest, proof: Proof) -> bool:
    """Whether the proof that came with the form is right; wrong ones are counted (GEN-429)."""
    given = request.POST.get("proof", "")
    if proof.kind == "code":
        return code_is_right(request.user.pk, given.strip().replace(" ", ""), at=request.at)
    if proof.kind == "password":
        return password_is_right(request.user, given, at=request.at)
    return is_fresh(request) if proof.kind == "key" else request.POST.get("agree") == "1"


def wrong_proof(proof: Proof) -> Finding:
    """What a missing tick, a wrong code or password is answered with."""
    return Finding("FRM-01" if proof.kind == "tick" else "GDS-92", "/proof")


@acting.managers
@require_GET
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything as it will be sent, with duty and documents, to be read once more."""
    try:
        row = open_draft(request, pk)
    except AlreadySent as sent:
        return redirect(its_page(sent.row))
    return _page(request, row, preview(row, request.at))


def _page(request: HttpRequest, row: GoodsDeclaration, seen: Preview, *, wrong: Finding | None = None) -> HttpResponse:
    day, values = local_day(request.at), read_body(row)
    stored = list(row.body.get("lines") or [])
    proof = proof_of(request)
    context = {
        "row": row, "party": row.declarant, "may_sign": request.actor.acts_for(row.declarant_id, "sign"),
        "answers": drawing.answered(row.direction, values, day), "blocking": [lines.told(f, row.direction) for f in seen.blocking],
        "warnings": [lines.told(f, row.direction) for f in seen.warnings], "findings": seen.blocking or ([wrong] if wrong else []),
        "rows": lines.rows_of(row.direction, stored, start=0, on=day, duty=seen.lines, blanks=0), "more_rows": max(0, len(stored) - lines.WINDOW),
        "heads": lines.heads(row.direction), "licences": beside.licences(row, seen, request.at), "proof": proof,
        "wrong": sentence(wrong) if wrong else "", "fresh": proof.kind == "key" and is_fresh(request),
        "again": f"{reverse('account_reauthenticate')}?next={request.path}" if proof.kind == "key" else "", **beside.column(row, seen, day),
    }
    return render(request, "trader/goods/check.html", context, status=422 if wrong else 200)


@acting.managers
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Signed and registered in one act; a second sending finds it done."""
    try:
        row = open_draft(request, pk)
    except AlreadySent as sent:
        return HttpResponseRedirect(reverse("goods:registered", args=[sent.row.pk]), status=303)
    proof = proof_of(request)
    if not proved(request, proof):
        return _page(request, row, preview(row, request.at), wrong=wrong_proof(proof))
    done, findings = attempt(sign_and_register, row.pk, method=proof.method, by=request.actor, at=request.at, die=dice.thrown())
    if done is None:
        messages.error(request, "; ".join(lines.told(f, row.direction) for f in findings if f.blocks)[:300])
        return HttpResponseRedirect(f"{reverse('goods:draft', args=[row.pk])}?check=1", status=303)
    warnings = list(dict.fromkeys(sentence(warning) for each in done for warning in each.warnings))
    acting.keep_warnings(request, row.pk, warnings[:20])
    return HttpResponseRedirect(reverse("goods:registered", args=[row.pk]), status=303)


@acting.managers
@require_GET
def registered(request: HttpRequest, pk: int) -> HttpResponse:
    """The number, or the numbers of all linked declarations, each with its lane and what comes next."""
    row = lists.of(pk, request.actor)
    if row.state == "draft":
        return redirect("goods:draft", pk=pk)
    parts = [shown(each) for each in lists.parts_of(row)]
    context = {"row": row, "parts": parts, "warnings": acting.warnings_of(request, row.pk), "total": sum(each["row"].tax_total for each in parts),
               "many": len(parts) > 1}
    return render(request, "trader/goods/registered.html", context)


def shown(row: GoodsDeclaration) -> dict[str, Any]:
    """One registered declaration: number, state, lane, what comes next, where it is."""
    ground, sign_of = SIGNS.get(row.state, ("wait", "wait"))
    lane, lane_sign = CHANNEL_SIGNS.get(row.channel, ("wait", "wait"))
    return {"row": row, "state": say(STATES[row.state]), "ground": ground, "sign": sign_of, "href": its_page(row), "next": NEXT.get(row.channel, ""),
            "lane": say(CHANNEL_WORDS[row.channel]) if row.channel in CHANNEL_WORDS else _("Not chosen yet"), "lane_ground": lane, "lane_sign": lane_sign}
