"""Lists to look at: companies, who looked, what left, the organisation, the rulebook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions.party import lift_stop, stop_party
from thongquan.core import rules
from thongquan.core.actor import system
from thongquan.core.numbers import pretty
from thongquan.core.rolewords import CHANNELS, DISPATCH_STATES, LEVELS
from thongquan.core.words import Words
from thongquan.exchange.links.gateway import INVENTED
from thongquan.models import Dispatch, Party
from thongquan.queries import access
from thongquan.queries.notice import dispatches
from thongquan.queries.party import search_parties
from thongquan.queries.place import organisation as tree
from thongquan.queries.scope import set_reach
from thongquan.web.office.frame import COMPANIES, EVERYONE, GATEWAY, LOOKS, done, page
from thongquan.web.office.table import Column, Listed
from thongquan.web.shared.allow import allow
from thongquan.web.shared.navigation import LEADER
from thongquan.web.shared.stepup import fresh_factor
from thongquan.web.shared.tongue import named, say

HOLE = re.compile(r"\{\w+\}")
HEADS = tuple(sorted(LEADER))
MOST = 1000
SENT = {"queued": ("wait", "wait"), "sending": ("info", "info"), "sent": ("go", "go"), "failed": ("stop", "stop")}


@allow(*COMPANIES)
@require_GET
def companies(request: HttpRequest) -> HttpResponse:
    """The register of parties; a leader stops one or lifts the order."""
    columns = (
        Column("name", _("Company or person"), lambda p: p.name),
        Column("number", _("Tax code or paper"), lambda p: p.tax_id),
        Column("country", _("Country"), lambda p: p.country),
        Column("kind", _("Kind"), kind_of),
        Column("phone", _("Telephone"), lambda p: p.phone),
        Column("since", _("Registered"), lambda p: p.registered_at, "day"),
        Column("state", _("State"), lambda p: standing(p)[0], "tag", ground=lambda p: standing(p)[1:]),
    )
    acts = "office/company_acts.html" if request.actor.is_any(*HEADS) else ""  # type: ignore[attr-defined]
    table = Listed("companies", columns, list(search_parties()[:MOST]), request, acts=acts)
    return table.file() or page(request, "companies", {"list": table})


def kind_of(party: Party) -> Any:
    """What a party is, in words."""
    if party.broker:
        return _("Customs broker")
    return {"enterprise": _("Enterprise"), "foreign_carrier": _("Foreign carrier"), "person": _("Private person"),
            "household": _("Household"), "authority": _("Authority")}.get(party.kind, party.kind)


def standing(party: Party) -> tuple[Any, str, str]:
    """How a party stands: words, ground, sign."""
    if party.stopped:
        return _("Stopped by order"), "stop", "stop"
    return (_("Active"), "go", "go") if party.active else (_("Not active"), "wait", "wait")


@allow(*HEADS)
@require_POST
@fresh_factor
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """An order stops a party, or is lifted."""
    act, says = (lift_stop, _("The order is lifted")) if request.POST.get("turn") == "lift" else (stop_party, _("The party is stopped"))
    done(request, says, act, pk, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("office:companies")


@allow(*LOOKS)
@require_GET
def looks(request: HttpRequest) -> HttpResponse:
    """Who opened whose case and who took which file, when: both are evidence."""
    opened = access.looks(limit=MOST)
    numbers = access.numbers_looked_at(opened)
    columns = (
        Column("at", _("When"), lambda row: row.at, "moment"),
        Column("who", _("Who"), lambda row: row.who if isinstance(row, access.TakenFile) else row.user.full_name or row.user.username),
        Column("what", _("Case or file"), lambda row: seen_what(row, numbers), href=case_of),
    )
    rows = sorted([*opened, *access.files_taken(limit=MOST)], key=lambda row: row.at, reverse=True)
    table = Listed("looks", columns, rows[:MOST], request)
    return table.file() or page(request, "looks", {"list": table})


def seen_what(row: Any, numbers: Mapping[tuple[str, int], str]) -> str:
    """The case that was opened, or the file that was taken."""
    if isinstance(row, access.TakenFile):
        rows = row.facts["rows"]
        return ngettext("File %(name)s, %(rows)s row", "File %(name)s, %(rows)s rows", rows) % {"name": row.facts["file"], "rows": rows}
    number = pretty(numbers.get((row.object_type, row.object_id), "")) or f"#{row.object_id}"
    return (gettext("Vehicle %(number)s") if row.object_type == "vehicle" else gettext("Goods %(number)s")) % {"number": number}


def case_of(row: Any) -> str:
    """The address of the case that was opened, where this house has a page for it."""
    if isinstance(row, access.TakenFile):
        return ""
    try:
        return reverse("desk:case", args=[row.object_id]) if row.object_type == "vehicle" else ""
    except NoReverseMatch:
        return ""


@allow(*GATEWAY)
@require_GET
def gateway(request: HttpRequest) -> HttpResponse:
    """The stand-in of every gateway: what would have been sent, to whom, in which words; invented people only."""
    if settings.REALM not in INVENTED:
        raise Http404("gateway")
    set_reach(system())
    rows: list[Dispatch] = list(dispatches(request.GET.get("channel", ""))[:MOST])
    set_reach(request.actor)  # type: ignore[attr-defined]
    columns = (
        Column("at", _("When"), lambda d: d.sent_at or d.queued_at, "moment"),
        Column("channel", _("Channel"), lambda d: say(CHANNELS.get(d.channel, d.channel))),
        Column("to", _("To"), lambda d: d.address if d.channel != "push" else d.address[:40]),
        Column("text", _("Words"), lambda d: d.text),
        Column("tries", _("Tries"), lambda d: d.tries, "number"),
        Column("state", _("State"), lambda d: say(DISPATCH_STATES.get(d.state, d.state)), "tag", ground=lambda d: SENT.get(d.state, ("wait", "wait"))),
    )
    chosen = request.GET.get("channel", "")
    table = Listed("outgoing", columns, rows, request, kept={"channel": chosen})
    channels = [(code, say(words), code == chosen) for code, words in CHANNELS.items()]
    return table.file() or page(request, "gateway", {"list": table, "channels": channels, "chosen": chosen})


@allow(*EVERYONE)
@require_GET
def organisation(request: HttpRequest) -> HttpResponse:
    """The three levels with their gates."""
    rows = [{"unit": b.unit, "depth": b.depth, "level": say(LEVELS.get(b.unit.level, b.unit.level)), "gates": ", ".join(named(g) for g in b.gates)}
            for b in tree()]
    return page(request, "organisation", {"rows": rows})


def open_ended(words: Words) -> str:
    """A sentence of law with dots where its values will stand."""
    return HOLE.sub("…", say(words))


@allow(*EVERYONE)
@require_GET
def rulebook(request: HttpRequest) -> HttpResponse:
    """Every coded rule of law with its citation, by subject."""
    subjects = [
        {"code": code, "words": say(words), "rules": [
            {"code": r.code, "says": open_ended(r.says), "do": open_ended(r.do), "cites": r.cites.text, "place": r.cites.place, "believed": r.cites.believed,
             "blocks": r.blocks, "since": r.since, "until": r.until if r.until.year < 9999 else None} for r in book.rules.values()]}
        for code, (words, book) in rules.SUBJECTS.items()
    ]
    return page(request, "rulebook", {"subjects": subjects, "count": len(rules.BOOK.rules)})
