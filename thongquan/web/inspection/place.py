"""What is done with a place: paused, reopened, seals received."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from thongquan.actions import inspection
from thongquan.core.digits import natural
from thongquan.core.refused import Refused
from thongquan.core.rule import VIETNAM_TIME
from thongquan.web.inspection import frame
from thongquan.web.shared.allow import allow
from thongquan.web.shared.telling import note


def _back(code: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('inspection:board')}?site={code}")


def until_in(request: HttpRequest) -> datetime:
    """The hour of reopening as it was typed, on the clock of Việt Nam; INS-87 when it is none."""
    try:
        typed = datetime.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        raise Refused("INS-87", "/until") from None
    return typed if typed.tzinfo else typed.replace(tzinfo=VIETNAM_TIME)


@allow(*frame.MANAGES)
@require_POST
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """The place stops until an hour; those booked in that time are told."""
    lost = inspection.pause(code, until=until_in(request), reason_code=request.POST.get("reason_code", ""), by=request.actor, at=request.at)
    note(request, ngettext("Paused; %(n)s appointment was taken off and its trader told", "Paused; %(n)s appointments were taken off and their traders told",
                           lost) % {"n": lost}, "success")
    return _back(code)


@allow(*frame.MANAGES)
@require_POST
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """It works again."""
    inspection.reopen(code, by=request.actor, at=request.at)
    note(request, _("The place works again"), "success")
    return _back(code)


@allow(*frame.MANAGES)
@require_POST
def seals(request: HttpRequest, code: str) -> HttpResponse:
    """Seals come into the stock by a run of numbers."""
    first, count = natural(request.POST.get("first"), 9), natural(request.POST.get("count"), 5)
    if first is None or count is None:
        raise Refused("INS-88", "/first")
    fresh = inspection.receive_seals(code, prefix=request.POST.get("prefix", ""), first=first, count=count, by=request.actor, at=request.at)
    note(request, ngettext("%(n)s seal is new in the stock", "%(n)s seals are new in the stock", fresh) % {"n": fresh}, "success")
    return _back(code)
