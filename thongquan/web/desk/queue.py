"""The queue page: sidebar, quick filters, kept filters, the table, its file, the next case."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions.access.looks import forget_filter, keep_filter
from thongquan.actions.crossing import receive
from thongquan.core.flows.vehicle import DESK as DECIDING
from thongquan.core.flows.vehicle import STATES
from thongquan.core.rule import local_day
from thongquan.exchange.formats.table import KINDS
from thongquan.models import SavedFilter
from thongquan.queries.crossing import desk
from thongquan.queries.gate.lists import gates_in
from thongquan.web.desk import rows, telling, words
from thongquan.web.shared.allow import allow
from thongquan.web.shared.clock import at_gate
from thongquan.web.shared.files import rows_answer
from thongquan.web.shared.navigation import DESK, LEADER, RISK
from thongquan.web.shared.tongue import named, say

PAGE, MOST_ROWS = 50, 5000
LOOKS = tuple(sorted(DESK | LEADER | RISK | {"gate_officer"}))
DECIDES = tuple(sorted(DECIDING))
SERVES = ("gate_officer", "dossier_officer")


def wish_of(asked: QueryDict) -> desk.Wish:
    """What the address asks for; anything unknown falls back to the usual."""
    queue, sort = asked.get("queue", ""), asked.get("sort", "")
    return desk.Wish(
        queue=queue if queue in desk.QUEUES else "all", chips=tuple(c for c in desk.CHIPS if c in asked.getlist("f")),
        text=plain(asked.get("text", "")), gate=plain(asked.get("gate", "")), sort=sort if sort in desk.SORTS else "waiting")


def plain(text: str) -> str:
    """What was typed, short and without the sign that PostgreSQL cannot keep."""
    return text[:80].replace("\x00", "")


def address(wish: desk.Wish, **other: Any) -> str:
    """The wish as the query of an address, some of it changed."""
    pairs = {"queue": wish.queue, "f": list(wish.chips), "text": wish.text, "gate": wish.gate, "sort": wish.sort, **other}
    return urlencode({k: v for k, v in pairs.items() if v and not (k == "sort" and v == "waiting")}, doseq=True)


@allow(*LOOKS)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """One queue, a page at a time; `?part=1` gives the table alone, for refreshing.

    An officer of a central team has no gate and so no vehicles: his work is at the goods dossiers.
    """
    gates = list(gates_in(request.actor.offices))
    if not gates and not request.GET and request.actor.is_any("dossier_officer"):
        return redirect("central:queue")
    wish = wish_of(request.GET)
    page = Paginator(desk.queue(wish, by=request.actor, at=request.at), PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "wish": wish, "page": page, "lines": rows.lines(list(page), request.actor, request.at), "now": request.at,
        "here": address(wish), "older": address(wish, page=page.number + 1), "newer": address(wish, page=page.number - 1),
        "decides": bool(DECIDING & request.actor.roles), "serves": request.actor.is_any(*SERVES), "title": words.QUEUE_WORDS[wish.queue],
    }
    if request.GET.get("part"):
        return render(request, "desk/queue_rows.html", context)
    chips = desk.chip_counts(wish, by=request.actor, at=request.at)
    counts = desk.counts(request.actor)
    request.counts = {"queue": counts["all"]}  # type: ignore[attr-defined]  # the badge of the header
    context |= {
        "queues": [_queue(code, wish, counts[code]) for code in desk.QUEUES],
        "chips": [_chip(code, wish, chips[code]) for code in desk.CHIPS if chips[code] or code in wish.chips],
        "sorts": [(code, says, code == wish.sort) for code, says in words.SORT_WORDS.items()],
        "gates": [(gate.code, named(gate), gate.code == wish.gate) for gate in gates],
        "filters": SavedFilter.objects.filter(user_id=request.actor.id, page="queue").order_by("name"),
        "done": telling.shift(request.actor, request.at), "just_done": request.session.pop("desk_done", ""),
    }
    return render(request, "desk/queue.html", context)


def _queue(code: str, wish: desk.Wish, count: int) -> dict[str, Any]:
    return {"code": code, "words": words.QUEUE_WORDS[code], "count": count, "current": code == wish.queue, "query": urlencode({"queue": code})}


def _chip(code: str, wish: desk.Wish, count: int) -> dict[str, Any]:
    """A quick filter; its link turns it on or off."""
    on = code in wish.chips
    chips = [c for c in wish.chips if c != code] if on else [*wish.chips, code]
    return {"words": words.CHIP_WORDS[code], "count": count, "on": on, "query": address(wish, f=chips)}


@allow(*LOOKS)
@require_GET
def as_table(request: HttpRequest, kind: str) -> HttpResponse:
    """The same queue as a file."""
    if kind not in KINDS:
        raise Http404(kind)
    wish = wish_of(request.GET)
    found = rows.lines(list(desk.queue(wish, by=request.actor, at=request.at)[:MOST_ROWS]), request.actor, request.at)
    heads = [_("Number"), _("State"), _("Plate"), _("Trailers"), _("Company"), _("Regime"), _("Case"), _("Channel of checking"), _("Why"), _("Gate"),
             _("Arrival"), _("Sent"), _("With")]
    table = [[line.number, say(STATES[line.row.state]), line.row.plate, ", ".join(line.row.trailers), line.row.declarant.name, line.regime,
              line.case, say(telling.CHANNELS.get(line.row.channel, "")), "; ".join(line.why), named(line.row.gate) if line.row.gate else "",
              _local(line.row.planned_at, line.row.gate), _local(line.row.submitted_at, line.row.gate), line.holder] for line in found]
    return rows_answer(request, kind, str(words.QUEUE_WORDS[wish.queue]), heads, table, f"thong-quan-{wish.queue}-{local_day(request.at):%Y%m%d}")


def _local(moment: Any, gate: Any) -> Any:
    return at_gate(moment, gate).replace(tzinfo=None) if moment else None


@allow(*DECIDES)
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """The next case of this queue, taken in hand and opened."""
    wish = wish_of(request.POST)
    row = desk.next_case(wish, by=request.actor, at=request.at)
    if row is None:
        telling.note(request, _("Nothing waits in this queue"))
        return redirect(f"{reverse('desk:queue')}?{address(wish)}")
    if row.state == "submitted":
        receive(row.pk, by=request.actor, at=request.at)
    return redirect(f"{reverse('desk:case', args=[row.pk])}?{urlencode({'queue': wish.queue})}")


@allow(*LOOKS)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep this filter under a name."""
    wish = wish_of(request.POST)
    kept = keep_filter(request.POST.get("name", ""), dict(QueryDict(address(wish)).lists()), by=request.actor)
    telling.note(request, _("Filter “%(name)s” is kept") % {"name": kept.name}, "success")
    return HttpResponseRedirect(f"{reverse('desk:queue')}?{kept.query}")


@allow(*LOOKS)
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """A kept filter goes."""
    forget_filter(pk, by=request.actor)
    return redirect("desk:queue")
