"""Who acts: the person or machine behind an official act, with its roles and its reach."""

from __future__ import annotations

from dataclasses import dataclass

DECLARING = frozenset({"declarant", "broker", "transport_agent", "driver"})
SERVING = frozenset({"gate_officer", "dossier_officer"})
SYSTEM_ROLE = "system"

ROLES = (
    "declarant", "broker", "transport_agent", "driver", "yard_operator",
    "gate_officer", "camera_officer", "seal_keeper", "dossier_officer", "inspector", "reviewer",
    "risk_analyst", "team_leader", "office_leader", "region_leader", "nation_leader",
    "trainer", "border_guard", "quarantine_health", "quarantine_plant", "quarantine_animal",
    "transport_management", "auditor", "administrator", "ministry", "partner", SYSTEM_ROLE,
)


@dataclass(frozen=True)
class Actor:
    """A person acting now.

    `name` is what the trail shows inside the administration, `offices` the office ids whose cases
    the person may see, `parties` the party ids the person may act for, `on_behalf_of` the party a
    broker or a serving officer acts for in this act, `watched` those of `parties` whose mandate lets the
    person look and do nothing.
    """

    id: int | None
    name: str
    roles: frozenset[str]
    offices: tuple[int, ...] = ()
    parties: tuple[int, ...] = ()
    unit: str = ""
    language: str = "vi"
    on_behalf_of: int | None = None
    watched: tuple[int, ...] = ()

    def is_any(self, *roles: str) -> bool:
        return bool(self.roles & set(roles))

    def acts_for(self, party_id: int) -> bool:
        """Whether the person may act for this party: his own, a client's, or the one he serves at the counter."""
        serves = self.on_behalf_of == party_id and self.is_any(*SERVING)
        return serves or (party_id in self.parties and party_id not in self.watched)

    @property
    def declares(self) -> bool:
        return bool(self.roles & DECLARING)


def system(offices: tuple[int, ...] = ()) -> Actor:
    """The platform itself, for acts the law gives to a clock (overdue, expiry, liquidation)."""
    return Actor(None, "system", frozenset({SYSTEM_ROLE}), offices)
