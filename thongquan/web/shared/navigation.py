"""The ways through the house: which entries a person's header shows, one row each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thongquan.core.actor import Actor
from thongquan.queries.place import gates_of

TRADER = frozenset({"declarant", "broker", "transport_agent", "driver"})
#: who reads passes at a lane
SCANNING = frozenset({"gate_officer", "camera_officer", "yard_operator"})
GATE = frozenset({"gate_officer", "camera_officer", "seal_keeper", "yard_operator", "border_guard"})
AGENCY = frozenset({
    "border_guard", "quarantine_health", "quarantine_plant", "quarantine_animal", "transport_management",
})
DESK = frozenset({"dossier_officer", "inspector", "reviewer", "team_leader"})
ANALYST = frozenset({"laboratory"})
LEADER = frozenset({"office_leader", "region_leader", "nation_leader"})
#: who works on goods dossiers, and who leads them
DOSSIERS = frozenset({"dossier_officer", "team_leader"}) | LEADER
RISK = frozenset({"risk_analyst"})
OFFICE = frozenset({"administrator"})
AUDIT = frozenset({"auditor"})
EVERY_OFFICER = GATE | AGENCY | DESK | LEADER | RISK | OFFICE | AUDIT


@dataclass(frozen=True)
class Way:
    """One entry: where it leads, its icon and words, who sees it; a count's name for its badge; other pages it holds.

    `aside`: somebody with many entries finds it under one word at the end.
    """

    url: str
    icon: str
    label: Promise | str
    roles: frozenset[str]
    count: str = ""
    also: tuple[str, ...] = ()
    aside: bool = False

    def holds(self, href: str, here: str) -> int:
        """How closely the page `here` belongs to this entry at `href`: the length of the address they share."""
        return max((len(start) for start in (href, *map(address, self.also)) if start and here.startswith(start)), default=0)


WAYS = (
    Way("trader:home", "home", _("Home"), TRADER),
    Way("trader:trips", "truck", _("Trips"), TRADER, also=("trader:declare", "trader:drafts", "trader:bulk")),
    Way("goods:list", "box", _("Goods"), TRADER - {"driver"}),
    Way("trader:needs", "list", _("Needs me now"), frozenset({"broker"})),
    Way("trader:papers", "docs", _("Papers"), TRADER - {"driver", "broker"}),
    Way("public:help", "help", _("Help"), TRADER),
    Way("desk:queue", "list", _("Queue"), DESK | LEADER | RISK, count="queue"),
    Way("central:queue", "docs", _("Goods dossiers"), DOSSIERS, count="work"),
    Way("central:team", "users", _("Team"), DESK | LEADER, also=("central:me",)),
    Way("inspection:board", "box", _("Inspections"), frozenset({"inspector", "team_leader"}) | LEADER),
    Way("inspection:leave", "list", _("What may leave"), frozenset({"gate_officer", "seal_keeper", "yard_operator"})),
    Way("inspection:laboratory", "filter", _("Laboratory"), ANALYST),
    Way("review:queue", "eye", _("Reviews"), frozenset({"reviewer", "team_leader"}) | LEADER, also=("review:follow_ups",)),
    Way("leader:inbox", "bell", _("Decisions"), LEADER | OFFICE, count="inbox"),
    Way("gate:lanes", "cam", _("Lanes"), GATE | LEADER | frozenset({"team_leader"}), aside=True),
    Way("gate:ready", "scan", _("Scan"), SCANNING),
    Way("gate:ticks", "tick", _("Checks"), AGENCY),
    Way("leader:board", "map", _("Gate"), EVERY_OFFICER - OFFICE),
    Way("leader:statistics", "chart", _("Figures"), LEADER | RISK | AUDIT | frozenset({"ministry", "team_leader"})),
    Way("ministry:permits", "docs", _("Permits"), frozenset({"ministry"}), also=("ministry:key_in",)),
    Way("ministry:waiting", "wait", _("Waiting for you"), frozenset({"ministry"})),
    Way("risk:overview", "flag", _("Risk"), RISK | LEADER | AUDIT, aside=True),
    Way("office:rules", "filter", _("Channel rules"), RISK | LEADER, aside=True),
    Way("office:people", "users", _("People"), OFFICE),
    Way("office:places", "pin", _("Gates and hours"), OFFICE | LEADER, aside=True),
    Way("office:machines", "keys", _("Machines"), OFFICE),
    Way("tariff:search", "book", _("Tariff"), (TRADER | EVERY_OFFICER | ANALYST) - {"driver"} - GATE - AGENCY, aside=True),
    Way("office:rulebook", "book", _("Rulebook"), EVERY_OFFICER, aside=True),
)

#: entries that lead to a gate: nobody without a gate in reach sees them
AT_GATES = frozenset({"gate:lanes", "leader:board"})
#: so many entries stand in one line of the header
IN_LINE = 9

#: where each kind of person starts, first match wins
#: a dossier officer of a team without a gate of its own begins with goods
CENTRAL = "central"
FIRST_PAGES = (
    (TRADER, "trader:home"),
    (AGENCY, "gate:ticks"),
    (frozenset({"yard_operator"}), "gate:yards"),
    (GATE, "gate:lanes"),
    (frozenset({"inspector"}), "inspection:board"),
    (ANALYST, "inspection:laboratory"),
    (frozenset({"reviewer"}), "review:queue"),
    (frozenset({"team_leader"}), "central:queue"),
    (frozenset({CENTRAL}), "central:queue"),
    (DESK, "desk:queue"),
    (LEADER, "leader:inbox"),
    (RISK, "risk:overview"),
    (AUDIT, "leader:statistics"),
    (OFFICE, "office:people"),
    (frozenset({"ministry"}), "ministry:permits"),
)


def address(url: str) -> str:
    """The address of a named page, or nothing while no area serves it."""
    try:
        return reverse(url)
    except NoReverseMatch:
        return ""


def at_gates(actor: Actor) -> bool:
    """Whether a gate is in this person's reach; those who work at gates are not asked about."""
    return actor.is_any(*GATE, *AGENCY) or gates_of(actor.offices).exists()


def entries(roles: Iterable[str], here: str, counts: dict[str, int] | None = None, gates: bool = True) -> Iterator[dict[str, Any]]:
    """The header's entries for these roles; the one nearest to the address `here` is current, some stand aside where there are many."""
    mine = frozenset(roles)
    rows = [(way, address(way.url)) for way in WAYS if way.roles & mine and (gates or way.url not in AT_GATES)]
    rows = [(way, href) for way, href in rows if href]
    near = [way.holds(href, here) for way, href in rows]
    best = near.index(max(near)) if any(near) else -1
    for place, (way, href) in enumerate(rows):
        count = (counts or {}).get(way.count, 0) if way.count else 0
        yield {"href": href, "icon": way.icon, "label": way.label, "current": place == best, "count": count,
               "aside": way.aside and len(rows) > IN_LINE}


def first_page_of(actor: Actor) -> str:
    """The first page of a person, who may sit in a central team far from every gate."""
    central = actor.is_any("dossier_officer") and not gates_of(actor.offices).exists()
    return first_page(actor.roles | {CENTRAL} if central else actor.roles)


def first_page(roles: Iterable[str]) -> str:
    """The page a person lands on after signing in; the personal settings when no area is theirs."""
    mine = frozenset(roles)
    for group, url in FIRST_PAGES:
        if group & mine and (href := address(url)):
            return href
    return address("public:me")
