"""A link that works once: administrators, officers, company members choose a password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from thongquan.actions.access import accept_invitation, set_up_administrator
from thongquan.actions.party import Account
from thongquan.core.form import Form
from thongquan.core.forms.office import ARRIVAL
from thongquan.core.refused import Finding, Refused
from thongquan.models import OneTimeLink, User
from thongquan.queries.access import invited_user, live_link
from thongquan.web.public.demo import BACKEND
from thongquan.web.shared.allow import allow
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.errors import refused_page
from thongquan.web.shared.navigation import address
from thongquan.web.shared.sentences import whole
from thongquan.web.shared.tongue import tongue

#: an officer's user name and telephone are known already
OFFICER = Form("arrival_officer", (ARRIVAL.named["full_name"],))
FORMS = {"administrator": ARRIVAL, "member": ARRIVAL, "person": OFFICER}


@allow.public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def arrive(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the link: who is expected, and a password; afterwards the person is signed in."""
    link = live_link(token, request.at)  # type: ignore[attr-defined]
    if link is None or link.purpose not in FORMS:
        return refused_page(request, Refused("ACC-05"))
    form = FORMS[link.purpose]
    if request.method != "POST":
        known = invited_user(link)
        return _page(request, form, link, {"full_name": known.full_name} if known else {}, [])
    raw = {name: value for name, value in request.POST.items() if name != "password"}
    values, found = form.read(raw, language=tongue())
    findings = [f for f in found if f.blocks]
    password = request.POST.get("password", "")
    if not password:
        findings.append(Finding("FRM-01", "/password"))
    if not findings:
        try:
            user = _arrived(request, token, link, values, password)
        except Refused as refused:
            findings.extend(refused.findings)
        else:
            login(request, user, backend=BACKEND)
            return HttpResponseRedirect("/" if link.purpose == "member" else address("mfa_index"))
    return _page(request, form, link, raw, findings)


def _arrived(request: HttpRequest, token: str, link: OneTimeLink, values: dict[str, Any], password: str) -> User:
    account = Account(values.get("username", ""), password, values["full_name"], tongue())
    phone, at = values.get("phone") or "", request.at  # type: ignore[attr-defined]
    if link.purpose == "administrator":
        return set_up_administrator(token, account, phone=phone, at=at)
    return accept_invitation(token, account, phone=phone, at=at)


def _page(request: HttpRequest, form: Form, link: OneTimeLink, raw: dict[str, Any], findings: list[Finding]) -> HttpResponse:
    context = {
        "sheet": Sheet(form, raw=raw, findings=findings, beside={"password": "f-password"}, beside_words={"password": _("Password")}),
        "findings": findings, "purpose": link.purpose,
        "password_errors": [whole(f) for f in findings if f.pointer == "/password"], "known": invited_user(link),
    }
    return render(request, "public/register_link.html", context, status=422 if findings else 200)
