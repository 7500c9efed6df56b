"""The company's registers: drivers, vehicles, permits, mandates and its particulars."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from thongquan.actions import party as acts
from thongquan.actions import permit as permits
from thongquan.core.form import Form
from thongquan.core.forms.registers import CRAFT, CRAFT_KINDS, DRIVER, MANDATE, PARTICULARS, PERMIT, SCOPE_SETS
from thongquan.core.refused import Finding
from thongquan.core.rule import local_day
from thongquan.core.rules.names import COUNTRIES
from thongquan.models import Mandate, Party
from thongquan.queries import party as parties
from thongquan.queries.crossing import trips
from thongquan.queries.permit import permits as permits_of
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.clock import day
from thongquan.web.shared.sent import attempt, send
from thongquan.web.shared.tongue import say
from thongquan.web.trader import acting, members

Save = Callable[..., Any]


@dataclass(frozen=True)
class Register:
    """One register: its words, form and icon, how a row is shown, kept and let go."""

    says: Any
    icon: str
    form: Form
    rows: Callable[[Party], Sequence[Any]]
    line: Callable[[Any, Party], tuple[str, str]]
    values: Callable[[Any], dict[str, Any]]
    save: Save
    let_go: Save | None
    revive: Save | None = None


def _save_permit(party: int, values: Mapping[str, Any], pk: int | None, **who: Any) -> Any:
    known = {name: values[name] for name in ("issuer", "issued_on", "until", "plates") if name in values}
    return permits.keep_permit(party, number=values["number"], pk=pk, **known, **who)


def _save_mandate(party: int, values: Mapping[str, Any], pk: int | None, **who: Any) -> Any:
    return acts.give_mandate(party, values["agent"], scopes=SCOPE_SETS[values["scope"]], since=values["since"], until=values["until"], **who)


def _mandate_line(row: Mandate, party: Party) -> tuple[str, str]:
    other = row.agent if row.client_id == party.pk else row.client
    told = _("may act for us") if row.client_id == party.pk else _("we act for it")
    ended = _("ended") if row.revoked_at else _("until %(day)s") % {"day": day(row.until)}
    return other.name, f"{told} · {ended}"


def _scope_of(row: Mandate) -> str:
    """The choice of the form that says what a mandate covers, the nearest one for scopes of its own making."""
    return max(SCOPE_SETS, key=lambda name: (set(SCOPE_SETS[name]) <= set(row.scopes), len(SCOPE_SETS[name])))


def _valid(until: Any) -> str:
    return " · " + _("valid until %(day)s") % {"day": day(until)} if until else ""


REGISTERS: dict[str, Register] = {
    "drivers": Register(
        gettext_lazy("Drivers"), "wheel", DRIVER, lambda party: parties.drivers(party.pk, retired=True),
        lambda row, _party: (row.name, f"{row.document_number}{_valid(row.valid_until)}"),
        parties.driver_answers, acts.enter_driver, acts.retire_driver, acts.revive_driver),
    "craft": Register(
        gettext_lazy("Vehicles, trailers, boats"), "truck", CRAFT, lambda party: parties.craft(party.pk, retired=True),
        lambda row, _party: (row.plate, f"{_kind(row.kind)}{_valid(row.inspected_until)}"),
        parties.craft_answers, acts.enter_craft, acts.retire_craft, acts.revive_craft),
    "permits": Register(
        gettext_lazy("Transport permits"), "doc", PERMIT, lambda party: permits_of(party.pk),
        lambda row, _party: (row.number, f"{', '.join(row.plates)}{_valid(row.until)}"),
        lambda row: {f.name: value for f in PERMIT.fields if (value := getattr(row, f.name)) not in (None, "", [])},
        _save_permit, permits.retire_permit),
    "mandates": Register(
        gettext_lazy("Mandates"), "users", MANDATE, lambda party: trips.mandates_of([party.pk]), _mandate_line,
        lambda row: {"agent": row.agent_id, "since": row.since, "until": row.until, "scope": _scope_of(row)},
        _save_mandate, acts.revoke_mandate),
}


def _kind(code: str) -> str:
    return next((say(choice.words) for choice in CRAFT_KINDS if choice.code == code), code)


@acting.traders
@require_http_methods(["GET", "POST"])
def company(request: HttpRequest) -> HttpResponse:
    """The company at a glance, its members, and its particulars to be kept right."""
    party = acting.declarant(request)
    sent = send(request, PARTICULARS, lambda values: acts.edit_party(
        party.pk, by=request.actor, at=request.at, **{f.name: values.get(f.name, "") for f in PARTICULARS.fields}))
    if sent.done:
        messages.success(request, _("Saved"))
        return HttpResponseRedirect(reverse("trader:company"), status=303)
    known = {f.name: getattr(party, f.name) for f in PARTICULARS.fields}
    context = {
        "party": party, "parties": acting.parties(request), "chosen": acting.chosen(request), "findings": list(sent.findings), "own": party.own,  # type: ignore[attr-defined]
        "sheet": Sheet(PARTICULARS, known, raw=sent.raw, findings=sent.findings),
        "registers": [{"code": code, "says": one.says, "icon": one.icon, "count": len(one.rows(party))} for code, one in REGISTERS.items()],
        "manages": acting.manages(request), **members.shown(request, party),
    }
    return render(request, "trader/company.html", context, status=sent.status)


@acting.traders
@require_GET
def register(request: HttpRequest, kind: str) -> HttpResponse:
    """One register as a list, with a form for a new entry at its side."""
    return _page(request, _register(kind), kind, acting.declarant(request))


def _register(kind: str) -> Register:
    if kind not in REGISTERS:
        raise Http404(kind)
    return REGISTERS[kind]


@acting.traders
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One entry: shown for correcting, kept, let go, taken up again; number 0 is a new one."""
    one, party = _register(kind), acting.declarant(request)
    row = next((found for found in one.rows(party) if found.pk == pk), None)
    if row is None and pk:
        raise Http404(str(pk))
    if request.method == "GET":
        return _page(request, one, kind, party, row=row)
    act = request.POST.get("_act", "keep")
    switch = {"let_go": one.let_go, "revive": one.revive}.get(act)
    if switch is not None and row is not None:
        done, refused = attempt(_switched, switch, pk, by=request.actor, at=request.at)
        return _done(request, kind) if done else _page(request, one, kind, party, row=row, findings=refused)
    sent = send(request, one.form, lambda values: one.save(party.pk, values, pk or None, by=request.actor, at=request.at))
    return _done(request, kind) if sent.done else _page(request, one, kind, party, row=row, findings=sent.findings, raw=sent.raw)


def _switched(act: Save, pk: int, **who: Any) -> bool:
    act(pk, **who)
    return True


def _done(request: HttpRequest, kind: str) -> HttpResponse:
    messages.success(request, _("Saved"))
    return HttpResponseRedirect(reverse("trader:registered", args=[kind]), status=303)


def _page(request: HttpRequest, one: Register, kind: str, party: Party, *, row: Any = None, findings: Sequence[Finding] = (),
          raw: Mapping[str, Any] | None = None) -> HttpResponse:
    countries = [(code, say(words)) for code, words in COUNTRIES.items()]
    options: dict[str, list[tuple[str, str]]] = dict.fromkeys(("country", "nationality", "owner_country"), countries)
    if kind == "mandates":
        options["agent"] = [(str(broker.pk), broker.name) for broker in parties.brokers() if broker.pk != party.pk]
    start = one.values(row) if row is not None else {"country": "VN", "nationality": "VN", "mode": "road"} if kind != "mandates" else {
        "since": local_day(request.at)}
    known = {name: value for name, value in start.items() if name in one.form.named}
    lines = [{"row": found, "head": head, "text": text, "active": getattr(found, "active", getattr(found, "revoked_at", None) is None)}
             for found in one.rows(party) for head, text in [one.line(found, party)]]
    context = {
        "party": party, "parties": acting.parties(request), "chosen": party, "kind": kind, "register": one, "lines": lines, "row": row,
        "sheet": Sheet(one.form, known, raw=raw, findings=findings, options=options), "findings": [f for f in findings if f.blocks],
        "may_edit": kind != "mandates" or row is None, "active": getattr(row, "active", getattr(row, "revoked_at", None) is None),
    }
    return render(request, "trader/register.html", context, status=422 if findings else 200)
