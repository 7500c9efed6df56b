"""Keys of machines: made with the secret shown once, and revoked."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from thongquan.actions.access import create_api_key, revoke_api_key
from thongquan.actions.access.keys import DECLARING_SCOPES
from thongquan.core.digits import natural
from thongquan.core.forms.office import API_KEY
from thongquan.core.rolewords import KEY_SCOPES
from thongquan.core.rule import local_day
from thongquan.models import ApiKey
from thongquan.queries import access
from thongquan.web.office.frame import MACHINES, done, page
from thongquan.web.office.people import units
from thongquan.web.office.table import Column, Listed
from thongquan.web.shared.allow import allow
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.sent import send
from thongquan.web.shared.stepup import fresh_factor
from thongquan.web.shared.tongue import say


def standing(key: ApiKey, request: HttpRequest) -> tuple[Any, str, str]:
    """How a key stands: words, ground, sign."""
    if key.revoked_at:
        return _("Revoked"), "stop", "x"
    if key.until and key.until < local_day(request.at):  # type: ignore[attr-defined]
        return _("Ended"), "wait", "wait"
    return _("In force"), "go", "go"


@allow(*MACHINES)
@require_http_methods(["GET", "POST"])
@fresh_factor
def machines(request: HttpRequest) -> HttpResponse:
    """One's own keys (an administrator: all), and a form for a new one."""
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    administers = by.is_any("administrator")
    offered = DECLARING_SCOPES if by.declares else ApiKey.SCOPES
    owners = [(str(u.pk), u.full_name) for u in access.officers_of(units(request), local_day(at))] if administers else [(str(by.id), by.name)]
    sent = send(request, API_KEY, partial(_made, administers, request), beside=["scopes"])
    if sent.made:
        key, secret = sent.made
        return page(request, "key_made", {"key": key, "secret": secret})
    sheet = Sheet(API_KEY, raw=sent.raw, findings=sent.findings, options={"user": owners}, beside={"scopes": f"scope-{offered[0]}"})
    chosen = request.POST.getlist("scopes")
    columns = (
        Column("name", _("Machine"), lambda k: k.name),
        Column("prefix", _("Beginning"), lambda k: f"tq_{k.prefix}_…"),
        Column("owner", _("Rights of"), lambda k: k.user.full_name or k.user.username),
        Column("scopes", _("May do"), lambda k: ", ".join(say(KEY_SCOPES[s]) for s in k.scopes if s in KEY_SCOPES)),
        Column("made", _("Made"), lambda k: k.created_at, "moment"),
        Column("until", _("Until"), lambda k: k.until, "day"),
        Column("state", _("State"), lambda k: standing(k, request)[0], "tag", ground=lambda k: standing(k, request)[1:]),
    )
    table = Listed("keys", columns, access.keys(None if administers else by.id), request, acts="office/key_acts.html")
    context = {"list": table, "sheet": sheet, "findings": sent.findings, "scopes": [(s, say(KEY_SCOPES[s]), s in chosen) for s in offered]}
    return table.file() or page(request, "machines", context, status=sent.status)


def _made(administers: bool, request: HttpRequest, values: dict[str, Any]) -> tuple[ApiKey, str]:
    owner = natural(values.get("user")) if administers else None
    return create_api_key(name=values["name"], scopes=request.POST.getlist("scopes"), user_id=owner, until=values.get("until"),
                          by=request.actor, at=request.at)  # type: ignore[attr-defined]


@allow(*MACHINES)
@require_POST
@fresh_factor
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The key opens nothing any more."""
    done(request, _("The key is revoked"), revoke_api_key, pk, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("office:machines")
