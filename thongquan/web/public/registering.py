"""New people at the door: an enterprise, a foreign carrier, a lone driver as a guest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from thongquan.actions.party import Account, Registered, register_enterprise, register_guest
from thongquan.actions.party.joining import guest_of, judged
from thongquan.core.form import Form, Values
from thongquan.core.forms.party import ENTERPRISE, GUEST
from thongquan.core.numbers import squeeze
from thongquan.core.refused import Finding, Refused
from thongquan.core.rules.names import COUNTRIES
from thongquan.models import Party
from thongquan.web.public.demo import BACKEND
from thongquan.web.shared.allow import allow
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.navigation import address
from thongquan.web.shared.pace import REGISTERING, paced
from thongquan.web.shared.sentences import whole
from thongquan.web.shared.tongue import say, tongue


def posts(request: HttpRequest) -> bool:
    """Whether a form was sent."""
    return request.method == "POST"


@allow.public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@paced(REGISTERING, posts)
def enterprise(request: HttpRequest) -> HttpResponse:
    """A Vietnamese enterprise registers itself and is signed in."""
    return _registering(request, ENTERPRISE, "public/enterprise.html")


@allow.public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@paced(REGISTERING, posts)
def guest(request: HttpRequest) -> HttpResponse:
    """A foreign carrier or a lone driver; his telephone number is his user name."""
    return _registering(request, GUEST, "public/guest.html")


def _registering(request: HttpRequest, form: Form, template: str) -> HttpResponse:
    if request.method != "POST":
        return _page(request, form, template, {}, [])
    raw = {name: value for name, value in request.POST.items() if name != "password"}
    values, found = form.read(raw, language=tongue())
    findings = list(found)
    password = request.POST.get("password", "")
    if not password:
        findings.append(Finding("FRM-01", "/password"))
    if not any(finding.blocks for finding in findings):
        try:
            registered = _register(request, form, values, password)
        except Refused as refused:
            findings.extend(refused.findings)
        else:
            login(request, registered.user, backend=BACKEND)
            return HttpResponseRedirect(address("trader:home") or address("public:me"))
    else:
        seen = {finding.pointer for finding in findings}
        findings.extend(finding for finding in _rules_beside(form, values, request.at) if finding.pointer not in seen)
    return _page(request, form, template, raw, findings)


def _rules_beside(form: Form, values: Values, at: datetime) -> tuple[Finding, ...]:
    """What the rules of registration would say too, so that one look shows everything."""
    told = {name: str(values.get(name) or "") for name in ("name", "phone")}
    if form is GUEST:
        party = guest_of(tax_scheme=values.get("tax_scheme") or "OTHER", number=values.get("tax_id") or "", country=values.get("country") or "", **told)
    else:
        party = Party(kind="enterprise", country="VN", tax_scheme="VN_MST", tax_id=squeeze(values.get("tax_id") or ""),
                      email=values.get("email") or "", **told)
    try:
        judged(party, at)
    except Refused as refused:
        return refused.findings
    return ()


def _register(request: HttpRequest, form: Form, values: Values, password: str) -> Registered:
    if form is GUEST:
        account = Account(values["phone"], password, values["name"], tongue())
        return register_guest(account, tax_scheme=values["tax_scheme"], number=values["tax_id"], name=values["name"],
                              country=values["country"], phone=values["phone"], at=request.at)
    account = Account(values["username"], password, values["full_name"], tongue())
    return register_enterprise(
        account, tax_id=values["tax_id"], name=values["name"], phone=values["phone"], email=values.get("email", ""),
        address=values.get("address", ""), broker=bool(values.get("broker")), at=request.at)


def _page(request: HttpRequest, form: Form, template: str, raw: dict[str, Any], findings: list[Finding]) -> HttpResponse:
    countries = [(code, say(words)) for code, words in COUNTRIES.items()]
    context = {
        "sheet": Sheet(form, raw=raw, findings=findings, options={"country": countries}, beside={"password": "f-password"},
                       beside_words={"password": _("Password")}),
        "password_errors": [whole(f) for f in findings if f.pointer == "/password"],
        "findings": findings,
    }
    return render(request, template, context, status=422 if findings else 200)
