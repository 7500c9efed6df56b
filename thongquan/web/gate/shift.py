"""Who stands at this device: the officers of the shift, each with a PIN that ends with it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thongquan.actions.gate import shift
from thongquan.core.refused import NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import Gate, Lane, User
from thongquan.queries.access import actor_of
from thongquan.web.gate.here import SCANNING, device_of, frame, gate_of, lane_of
from thongquan.web.gate.words import lane_name
from thongquan.web.shared.allow import allow
from thongquan.web.shared.by_pin import BY_PIN
from thongquan.web.shared.idle import SINCE
from thongquan.web.shared.sentences import whole
from thongquan.web.shared.stepup import to_prove

#: in the session: the officers of this device by their number, each with the hash of his PIN, the second since when, wrong tries
CREW = "crew"
TRIES = 5
#: so soon after a full sign-in one sets one's PIN without proving oneself again
SOON = 10 * 60
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
Crew = dict[str, dict[str, Any]]


def crew_of(request: HttpRequest) -> Crew:
    """Who may take over by PIN here: a shift is as long as a session."""
    now = int(request.at.timestamp())  # type: ignore[attr-defined]
    return {pk: one for pk, one in request.session.get(CREW, {}).items() if now - one["since"] < settings.SESSION_COOKIE_AGE}


def locked(request: HttpRequest) -> Crew:
    """The same, as the last request has left it: of two that guess at once the second waits."""
    row = Session.objects.select_for_update().filter(pk=request.session.session_key).first()
    request.session[CREW] = row.get_decoded().get(CREW, {}) if row else {}
    return crew_of(request)


@allow(*SCANNING)
@require_http_methods(["GET", "POST"])
def officer(request: HttpRequest, code: str, lane: int) -> HttpResponse:
    """The officers of the shift at this device: one takes over by his PIN, sets his own, or signs off."""
    gate = gate_of(request, code)
    here = lane_of(gate, lane)
    act = {"pin": choose, "over": over, "new": another, "off": off}.get(request.POST.get("do", ""))
    if request.method == "POST" and act is not None:
        return act(request, gate, here)
    return drawn(request, gate, here)


def drawn(request: HttpRequest, gate: Gate, lane: Lane, status: int = 200) -> HttpResponse:
    """The page."""
    mine = str(request.user.pk)
    crew = crew_of(request)
    others = [{"pk": pk, "name": one["name"]} for pk, one in crew.items() if pk != mine]
    return render(request, "gate/officer.html", frame(
        request, gate, lane=lane, lane_name=lane_name(lane), device=device_of(request), others=others, has_pin=mine in crew), status=status)


def choose(request: HttpRequest, gate: Gate, lane: Lane) -> HttpResponse:
    """One's own PIN, after the full sign-in; it ends when that would."""
    now, by = int(request.at.timestamp()), request.actor  # type: ignore[attr-defined]
    since = request.session.get(SINCE, now)
    proved = now - since < SOON and BY_PIN not in request.session
    if not proved and (first := to_prove(request)) is not None:
        return first
    try:
        hashed = shift.choose_pin(gate.code, lane.number, request.POST.get("pin", ""), device=device_of(request), by=by, at=request.at)  # type: ignore[attr-defined]
    except Refused as refusal:
        return said(request, gate, lane, whole(refusal.findings[0]))
    request.session[CREW] = {**crew_of(request), str(by.id): {"name": by.name, "hash": hashed, "since": since, "tries": 0}}
    messages.success(request, _("Your PIN holds at this device until your shift ends"))
    return HttpResponseRedirect(reverse("gate:officer", args=[gate.code, lane.number]))


def over(request: HttpRequest, gate: Gate, lane: Lane) -> HttpResponse:
    """Another officer takes over; after five wrong tries he signs in in full."""
    crew = locked(request)
    pk = request.POST.get("officer", "")
    person = User.objects.filter(pk=int(pk), is_active=True).first() if pk in crew else None
    if person is None:
        return said(request, gate, lane, _("This PIN has ended: sign in in full"))
    at = request.at  # type: ignore[attr-defined]
    by = actor_of(person, local_day(at), at)
    if gate.office_id not in by.offices:
        raise NotFound("GAT-01")
    one = crew[pk]
    if not shift.take_over(gate.code, lane.number, request.POST.get("pin", ""), one["hash"], device=device_of(request), before=request.actor,  # type: ignore[attr-defined]
                           by=by, at=at):
        tries = one["tries"] + 1
        left = {**crew, pk: {**one, "tries": tries}} if tries < TRIES else {key: other for key, other in crew.items() if key != pk}
        shift.count_try(request.session, CREW, left)
        return said(request, gate, lane, _("The PIN is wrong; tries left: %(n)s") % {"n": TRIES - tries} if tries < TRIES else
                    _("The PIN was wrong five times: sign in in full"))
    login(request, person, backend=BACKEND)  # the other one's session ends here
    request.session[SINCE], request.session[BY_PIN] = one["since"], True
    request.session.set_expiry(max(1, settings.SESSION_COOKIE_AGE - (int(at.timestamp()) - one["since"])))
    request.session[CREW] = {**crew, pk: {**one, "tries": 0}}
    return HttpResponseRedirect(reverse("gate:scanner", args=[gate.code, lane.number]))


def another(request: HttpRequest, gate: Gate, lane: Lane) -> HttpResponse:
    """Somebody who is not of the shift yet signs in in full; the PINs of the others stay."""
    return left(request, gate, lane, crew_of(request))


def off(request: HttpRequest, gate: Gate, lane: Lane) -> HttpResponse:
    """One's shift ends, and one's PIN with it."""
    by = request.actor  # type: ignore[attr-defined]
    shift.sign_off(gate.code, lane.number, device=device_of(request), by=by, at=request.at)  # type: ignore[attr-defined]
    return left(request, gate, lane, {pk: one for pk, one in crew_of(request).items() if pk != str(by.id)})


def left(request: HttpRequest, gate: Gate, lane: Lane, crew: Crew) -> HttpResponse:
    """Nobody is signed in; the next one comes to the same lane."""
    logout(request)
    request.session[CREW] = crew
    return redirect_to_login(reverse("gate:officer", args=[gate.code, lane.number]))


def said(request: HttpRequest, gate: Gate, lane: Lane, words: str) -> HttpResponse:
    """The page again, with what was wrong."""
    messages.error(request, words)
    return drawn(request, gate, lane, status=422)
