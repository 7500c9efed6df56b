"""The list of notices, opening one, and the channels on which they leave the house."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongquan.actions import notice as acts
from thongquan.core.actor import DECLARING
from thongquan.core.digits import natural
from thongquan.core.form import Field, Form
from thongquan.core.notices import KINDS
from thongquan.core.numbers import pretty
from thongquan.core.refused import Refused
from thongquan.core.rolewords import CHANNELS
from thongquan.core.rule import local_day, spoken
from thongquan.core.words import Words
from thongquan.exchange.links.carriage import Permanent
from thongquan.exchange.links.push import public_key, subscription
from thongquan.models import Notice
from thongquan.queries import notice as asked
from thongquan.queries.access import own_parties
from thongquan.queries.party import parties
from thongquan.web.shared.allow import allow
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.sent import send
from thongquan.web.shared.tongue import gate_named, say, tongue

ON_A_PAGE = 30
#: a push subscription is made by the browser itself, never typed
TYPED = ("sms", "zalo", "wechat", "email")
FORM = Form("channel", (
    Field("party", "text", Words("Cho", "For", "适用于"), required=True, source="parties"),
    Field("channel", "text", Words("Kênh", "Channel", "渠道"), required=True, source="channels"),
    Field("address", "text", Words("Số điện thoại, địa chỉ thư hoặc tài khoản", "Telephone, e-mail address or account", "电话号码、邮箱或账号"),
          required=True, longest=200, example="+86 138 7700 1234",
          hint=Words("Số nước ngoài: bắt đầu bằng + và mã nước", "Foreign numbers begin with + and the country code", "境外号码请以+和国家代码开头")),
))
SIGNS = {"accepted": "go", "returned": "stop", "asked": "check", "check_ordered": "xray", "request_refused": "stop", "overdue": "stop",
         "due_soon": "wait", "held": "stop", "released": "go", "crossed": "go", "extended": "go", "gate_changed": "wait", "gate_paused": "stop",
         "gate_resumed": "go", "gate_ends": "stop", "gate_stays": "go", "emergency_opened": "flag", "cancelled": "x", "expired": "wait"}
traders = allow(*sorted(DECLARING))


def words_of(row: Notice) -> str:
    """The notice's sentence in the reader's language."""
    kind = KINDS.get(row.kind)
    if kind is None:
        return row.kind
    told = dict(spoken(row.values, tongue()))
    told |= {"number": pretty(str(told["number"]))} if told.get("number") else {}
    told |= {"gate": gate_named(str(told["gate"]))} if told.get("gate") and tongue() != "vi" else {}
    return kind.says.say(tongue(), told)


@allow.person
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything told to this person and his company, newest first."""
    rows = asked.inbox(request.actor)  # type: ignore[attr-defined]
    fresh = request.GET.get("new") == "1"
    page = Paginator(rows.filter(read_at__isnull=True) if fresh else rows, ON_A_PAGE).get_page(request.GET.get("page"))
    lines = [{"row": row, "words": words_of(row), "sign": SIGNS.get(row.kind, "bell")} for row in page]
    context = {"page": page, "lines": lines, "fresh": fresh, "new": asked.unread(request.actor), "traders": bool(request.actor.declares)}  # type: ignore[attr-defined]
    return render(request, "notices/inbox.html", context)


@allow.person
@require_POST
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Seen; and on to what it speaks of."""
    row = asked.notice(pk, request.actor)  # type: ignore[attr-defined]
    if row is None:
        raise Http404(str(pk))
    acts.read(pk, at=request.at)  # type: ignore[attr-defined]
    ours = url_has_allowed_host_and_scheme(row.link, allowed_hosts=None)
    return redirect(row.link if row.link and ours else "notices:inbox")


@allow.person
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything has been seen."""
    acts.read_all(by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("notices:inbox")


@traders
@require_http_methods(["GET", "POST"])
def channels(request: HttpRequest) -> HttpResponse:
    """Where a company wants its notices; in the app they always are."""
    mine = parties(tuple(sorted(own_parties(request.actor.id, local_day(request.at)))))  # type: ignore[attr-defined]
    options = {"party": [(str(p.pk), p.name) for p in mine], "channel": [(code, say(CHANNELS[code])) for code in TYPED]}
    sent = send(request, FORM, partial(_chosen, {str(p.pk) for p in mine}, request))
    if sent.done:
        return redirect("notices:channels")
    first = {"party": str(mine[0].pk)} if mine else {}
    sheet = Sheet(FORM, first, raw=sent.raw, findings=sent.findings, options=options)
    names = {p.pk: p.name for p in mine}
    rows = [{"row": c, "words": say(CHANNELS[c.channel]), "party": names.get(c.party_id, "")} for c in asked.choices(tuple(names))]
    context = {"sheet": sheet, "findings": sent.findings, "rows": rows, "several": len(mine) > 1, "may": bool(mine), "mine": mine, "push": public_key()}
    return render(request, "notices/channels.html", context, status=sent.status)


@traders
@require_POST
def push(request: HttpRequest) -> HttpResponse:
    """This browser asks for notices: its own subscription becomes a channel of the company."""
    mine = own_parties(request.actor.id, local_day(request.at))  # type: ignore[attr-defined]
    party = natural(request.POST.get("party"))
    if party is None or party not in mine:
        raise Http404
    try:
        subscription(request.POST.get("subscription", "")[:2000])
    except Permanent:
        raise Refused("NTC-02", "/address", address=_("this browser")) from None
    acts.choose_channel(party, "push", request.POST["subscription"], by=request.actor)  # type: ignore[attr-defined]
    return redirect("notices:channels")


def _chosen(mine: set[str], request: HttpRequest, values: dict[str, Any]) -> None:
    if values["party"] not in mine or values["channel"] not in TYPED:
        raise Refused("FRM-04", "/channel" if values["party"] in mine else "/party")
    acts.choose_channel(int(values["party"]), values["channel"], values["address"], by=request.actor)  # type: ignore[attr-defined]


@traders
@require_POST
def turn(request: HttpRequest, pk: int) -> HttpResponse:
    """A channel rests for a while, or goes on."""
    row = next((c for c in asked.choices(request.actor.parties) if c.pk == pk), None)  # type: ignore[attr-defined]
    if row is None:
        raise Http404(str(pk))
    acts.choose_channel(row.party_id, row.channel, row.address, by=request.actor, active=not row.active)  # type: ignore[attr-defined]
    return redirect("notices:channels")


@traders
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """No more notices there."""
    acts.forget_channel(pk, by=request.actor)  # type: ignore[attr-defined]
    return redirect("notices:channels")
