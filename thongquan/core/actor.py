"""Who acts: the person or machine behind an official act, with its roles and its reach."""

from __future__ import annotations

from dataclasses import dataclass

DECLARING = frozenset({"declarant", "broker", "transport_agent", "driver"})
SERVING = frozenset({"gate_officer", "dossier_officer"})
SYSTEM_ROLE = "system"
#: what a client may let a broker do: prepare declarations and answer, sign them, pay, change and cancel, look
MANDATE_SCOPES = ("declare", "sign", "pay", "amend", "view")

ROLES = (
    "declarant", "broker", "transport_agent", "driver", "yard_operator",
    "gate_officer", "camera_officer", "seal_keeper", "dossier_officer", "inspector", "laboratory", "reviewer",
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
    person neither declare nor amend, `mandates` what each client's mandate covers (MANDATE_SCOPES).
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
    mandates: tuple[tuple[int, frozenset[str]], ...] = ()

    def is_any(self, *roles: str) -> bool:
        return bool(self.roles & set(roles))

    def acts_for(self, party_id: int, scope: str = "") -> bool:
        """Whether the person may act for this party: his own, a client's, or the one he serves at the counter.

        With `scope` a client's mandate has to cover it; his own company and whom he serves need none.
        """
        if self.on_behalf_of == party_id and self.is_any(*SERVING):
            return True
        covered = next((scopes for client, scopes in self.mandates if client == party_id), None)
        if scope and covered is not None:
            return party_id in self.parties and scope in covered
        return party_id in self.parties and party_id not in self.watched

    @property
    def declares(self) -> bool:
        return bool(self.roles & DECLARING)


def system(offices: tuple[int, ...] = ()) -> Actor:
    """The platform itself, for acts the law gives to a clock (overdue, expiry, liquidation)."""
    return Actor(None, "system", frozenset({SYSTEM_ROLE}), offices)
