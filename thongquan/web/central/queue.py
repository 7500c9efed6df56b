"""The queue page: switcher, filters, columns, the table, its file, the next case."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions.access.looks import forget_filter, keep_filter
from thongquan.actions.assignment import take
from thongquan.core.assignment_words import REASSIGN_REASONS
from thongquan.core.digits import natural
from thongquan.core.flows.guarantee import CUSTOMS
from thongquan.core.rule import local_day
from thongquan.exchange.formats.table import KINDS
from thongquan.models import SavedFilter, Task
from thongquan.queries.report import dossiers as asked
from thongquan.web.central import me, rows, words
from thongquan.web.shared.allow import allow
from thongquan.web.shared.files import rows_answer
from thongquan.web.shared.navigation import first_page_of
from thongquan.web.shared.telling import note
from thongquan.web.shared.tongue import say

PAGE, MOST_ROWS = 50, 5000
LOOKS = ("dossier_officer", "nation_leader", "office_leader", "region_leader", "reviewer", "risk_analyst", "team_leader")
DECIDES = ("dossier_officer", "nation_leader", "office_leader", "region_leader", "reviewer", "team_leader")
#: the page under which filters of these queues are kept
KEPT = "goods"


def wish_of(sent: QueryDict, mine: tuple[str, ...]) -> asked.Wish:
    """What the address asks for; anything unknown falls back to the usual."""
    queue, sort = sent.get("queue", ""), sent.get("sort", "")
    return asked.Wish(
        queue=queue if queue in mine else mine[0], chips=tuple(code for code in asked.CHIPS if code in sent.getlist("f")),
        text=sent.get("text", "")[:80].replace("\x00", ""), sort=sort if sort in asked.SORTS else "due")


def columns_of(sent: QueryDict) -> tuple[str, ...]:
    """The columns that were put away."""
    return tuple(code for code in words.COLUMN_WORDS if code in sent.getlist("hide"))


def address(wish: asked.Wish, hidden: tuple[str, ...] = (), **other: Any) -> str:
    """The wish as the query of an address, some of it changed."""
    pairs = {"queue": wish.queue, "f": list(wish.chips), "text": wish.text, "sort": wish.sort, "hide": list(hidden), **other}
    return urlencode({key: value for key, value in pairs.items() if value and not (key == "sort" and value == "due")}, doseq=True)


def queues_of(request: HttpRequest) -> tuple[str, ...]:
    """The queues of this person, a leader's own first view being the team."""
    mine = asked.queues_of(request.actor)  # type: ignore[attr-defined]
    return mine if request.actor.is_any("dossier_officer") or "team" not in mine else ("team", *(code for code in mine if code != "team"))  # type: ignore[attr-defined]


@allow(*LOOKS)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """One queue, a page at a time; `?part=1` gives the table alone, for refreshing."""
    by, at, mine = request.actor, request.at, queues_of(request)
    if not by.is_any(*DECIDES):  # reads dossiers and never has one: to where this person's work lies
        return redirect(first_page_of(by))
    wish, hidden = wish_of(request.GET, mine), columns_of(request.GET)
    number = natural(request.GET.get("page"), 4) or 1
    found = asked.page(wish, by=by, at=at, limit=PAGE, offset=PAGE * (number - 1))
    total = asked.count(wish, by=by, at=at)
    context: dict[str, Any] = {
        "wish": wish, "lines": rows.lines(found, by), "now": at, "here": address(wish, hidden), "number": number, "total": total,
        "older": address(wish, hidden, page=number + 1) if number * PAGE < total else "", "newer": address(wish, hidden, page=number - 1) if number > 1 else "",
        "title": words.QUEUE_WORDS[wish.queue], "shown": {code: code not in hidden for code in words.COLUMN_WORDS}, "hidden": hidden,
    }
    if request.GET.get("part"):
        return render(request, "central/queue_rows.html", context)
    counts, chips = asked.counts(by, at), asked.chip_counts(wish, by=by, at=at)
    request.counts = {"work": counts["mine"]}  # type: ignore[attr-defined]  # the badge of the header
    context |= {
        "takes": by.is_any("dossier_officer"), "decides": by.is_any(*DECIDES), "holds_letters": by.is_any(*CUSTOMS),
        "again": [(code, say(told)) for code, told in REASSIGN_REASONS.items()],
        "queues": [{"code": code, "words": words.QUEUE_WORDS[code], "count": counts[code], "current": code == wish.queue,
                    "query": urlencode({"queue": code})} for code in mine],
        "chips": [_chip(code, wish, hidden, chips[code]) for code in asked.CHIPS if chips[code] or code in wish.chips],
        "sorts": [(code, says, code == wish.sort) for code, says in words.SORT_WORDS.items()],
        "columns": [(code, says, code in hidden) for code, says in words.COLUMN_WORDS.items()],
        "filters": SavedFilter.objects.filter(user_id=by.id, page=KEPT).order_by("name"),
        "me": me.switch_of(request), "just_done": request.session.pop("central_done", ""),
    }
    return render(request, "central/queue.html", context)


def _chip(code: str, wish: asked.Wish, hidden: tuple[str, ...], count: int) -> dict[str, Any]:
    """A quick filter; its link turns it on or off."""
    on = code in wish.chips
    chips = [c for c in wish.chips if c != code] if on else [*wish.chips, code]
    return {"words": words.CHIP_WORDS[code], "count": count, "on": on, "query": address(wish, hidden, f=chips)}


@allow(*LOOKS)
@require_GET
def as_table(request: HttpRequest, kind: str) -> HttpResponse:
    """The same queue as a file."""
    if kind not in KINDS:
        raise Http404(kind)
    wish = wish_of(request.GET, queues_of(request))
    found = rows.lines(asked.page(wish, by=request.actor, at=request.at, limit=MOST_ROWS), request.actor)
    heads = [_("Number"), _("State"), _("Time"), _("Type"), _("Trader"), _("Goods"), _("Lines"), _("Customs value"),
             _("Channel of checking"), _("Why this channel"), _("Rounds"), _("With")]
    table = [[line.number, str(line.state_words), line.clock.says, line.row.kind, line.row.trader, f"{line.hs} {line.row.first_name}", line.row.lines,
              line.row.value, str(line.channel_words), line.why, line.row.rounds, line.holder] for line in found]
    return rows_answer(request, kind, str(words.QUEUE_WORDS[wish.queue]), heads, table, f"thong-quan-work-{wish.queue}-{local_day(request.at):%Y%m%d}")


@allow(*DECIDES)
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """The next case of this queue, taken in hand and opened."""
    mine = queues_of(request)
    wish = wish_of(request.POST, mine)
    pk = asked.next_case(wish, by=request.actor, at=request.at)
    if pk is None:
        note(request, _("Nothing waits in this queue"))
        return redirect(f"{reverse('central:queue')}?{address(wish)}")
    task = Task.objects.filter(declaration_id=pk, kind="dossier", officer_id=request.actor.id, state="assigned").first()
    if task is not None:
        take(task.pk, by=request.actor, at=request.at)
    return redirect(f"{reverse('central:case', args=[pk])}?{urlencode({'queue': wish.queue})}")


@allow(*LOOKS)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep this filter under a name, with its columns."""
    wish = wish_of(request.POST, queues_of(request))
    query = dict(QueryDict(address(wish, columns_of(request.POST))).lists())
    kept = keep_filter(request.POST.get("name", ""), query, page=KEPT, by=request.actor)
    note(request, _("Filter “%(name)s” is kept") % {"name": kept.name}, "success")
    return HttpResponseRedirect(f"{reverse('central:queue')}?{kept.query}")


@allow(*LOOKS)
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """A kept filter goes."""
    forget_filter(pk, by=request.actor)
    return redirect("central:queue")
