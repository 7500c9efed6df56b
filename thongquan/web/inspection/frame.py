"""Who looks at goods, where he stands, and the rows both pages draw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from thongquan.core.refused import NotFound
from thongquan.core.rule import local_day
from thongquan.models import InspectionOrder, InspectionSite, Task
from thongquan.queries import inspection as asked
from thongquan.queries.access import names_of
from thongquan.web.shared.views import keep

INSPECTS = ("inspector",)
MANAGES = ("inspector", "office_leader", "team_leader")
LOOKS = ("dossier_officer", "inspector", "nation_leader", "office_leader", "region_leader", "team_leader")
#: the place this browser served last
PLACE = "tq_site"
#: from this share of the longest hold on, the clock is amber
SOON = 75


@dataclass(frozen=True)
class Card:
    """One order as the day shows it."""

    row: InspectionOrder
    waits: timedelta | None
    gone: int
    level: str
    late: bool
    mine: bool
    who: str

    @property
    def number(self) -> str:
        return self.row.declaration.number or ""


def site_of(request: HttpRequest, sites: list[InspectionSite]) -> InspectionSite | None:
    """The place of the address, else the remembered one, else the first of this person's."""
    wanted = request.GET.get("site") or request.COOKIES.get(PLACE, "")
    return next((site for site in sites if site.code == wanted), sites[0] if sites else None)


def remember(response: HttpResponse, site: InspectionSite | None) -> HttpResponse:
    """Keep the place in this browser."""
    return keep(response, PLACE, site.code) if site else response


def day_of(request: HttpRequest) -> date:
    """The day of the address, else today in Việt Nam."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return local_day(request.at)  # type: ignore[attr-defined]


def of_mine(pk: int) -> InspectionOrder:
    """One order within the person's reach."""
    row = InspectionOrder.objects.select_related("declaration__declarant", "declaration__gate", "site").filter(pk=pk).first()
    if row is None:
        raise NotFound("GEN-404")
    return row


def waited(row: InspectionOrder, at: datetime) -> timedelta | None:
    """How long the goods stand here; nothing while they have not come."""
    if row.presented_at is None:
        return None
    return max((row.begun_at or row.done_at or at) - row.presented_at, timedelta(0))


def hold_gone(row: InspectionOrder, at: datetime) -> int:
    """The share of the longest hold that is gone, in hundredths."""
    if row.hold_until is None or row.state in ("done", "withdrawn"):
        return 0
    whole = (row.hold_until - row.ordered_at).total_seconds()
    return min(100, max(0, round(100 * (at - row.ordered_at).total_seconds() / whole))) if whole > 0 else 100


def cards(rows: Iterable[InspectionOrder], request: HttpRequest) -> list[Card]:
    """The orders with their waiting, their hold and their inspectors."""
    found, at, me = list(rows), request.at, request.actor.id  # type: ignore[attr-defined]
    tasks = dict(Task.objects.filter(declaration_id__in=[row.declaration_id for row in found], kind="inspection", state__in=Task.HELD)
                 .values_list("declaration_id", "officer_id"))
    names = names_of({*tasks.values(), *(pk for row in found for pk in row.officers)})
    return [_card(row, at, me, tasks.get(row.declaration_id), names) for row in found]


def _card(row: InspectionOrder, at: datetime, me: int | None, officer: int | None, names: dict[int, str]) -> Card:
    gone = hold_gone(row, at)
    late = gone >= 100 and row.state in ("ordered", "begun")
    people = row.officers or ([officer] if officer else [])
    return Card(row, waited(row, at), gone, "stop" if late else "check" if gone >= SOON else "go", late,
                me is not None and me in people, ", ".join(names.get(pk, "") for pk in people))


def may_manage(request: HttpRequest, site: InspectionSite | None) -> bool:
    """Whether this person runs the place: leaders and inspectors of its own office."""
    actor = request.actor  # type: ignore[attr-defined]
    return site is not None and actor.is_any(*MANAGES) and site.office_id in actor.offices


def place_context(request: HttpRequest, site: InspectionSite | None) -> dict[str, Any]:
    """What both pages say of the place: pause, seals."""
    paused = site is not None and site.paused_until is not None and site.paused_until > request.at  # type: ignore[attr-defined]
    return {"site": site, "paused": paused, "seals": asked.seals_left(site) if site else 0,
            "manages": may_manage(request, site)}
