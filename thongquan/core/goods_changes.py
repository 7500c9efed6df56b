"""What may be amended on a registered goods declaration, by whom, and what follows (Circular 38/2015 art. 20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from thongquan.core.refused import Finding, Refused, RulesBroken
from thongquan.core.rule import DatedLaw, local_day

#: what VNACCS fixes at registration: another type, office, mode or trader is another declaration
NEVER = frozenset({"kind", "cargo_class", "mode", "office", "own_reference", "agent_tax_id"})
#: the trader's own side
OWN_SIDE = {"import": "importer_tax_id", "export": "exporter_tax_id", "transit": "importer_tax_id"}
#: nothing of these touches duty, licences or risk: changed at once, on record
HARMLESS = frozenset({
    "notes", "marks", "conveyance", "conveyance_code", "importer_phone", "exporter_phone", "importer_postcode", "exporter_postcode",
    "importer_address", "exporter_street", "exporter_street2", "exporter_city", "exporter_region", "contract", "contract_day", "documents",
    "attachments", "payment_bank", "payment_bank_year", "payment_bank_sign", "payment_bank_number", "planned_day",
})
CLEARED = frozenset({"released", "cleared", "passed"})


class Amended(Protocol):
    """What judging an amendment needs of the declaration."""

    direction: str
    state: str
    cleared_at: datetime | None


@dataclass(frozen=True)
class Change:
    """The difference of two forms by field, and what becomes of it.

    `at_once` needs no officer; `late` is after the days in which nothing is fined; `forbidden` names fields that
    never change.
    """

    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    forbidden: tuple[str, ...] = ()
    at_once: bool = False
    late: bool = False

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(self.after)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ, as they were and as they are to be; None for a field that is not answered."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}


def change_of(before: Mapping[str, Any], after: Mapping[str, Any], declaration: Amended, law: DatedLaw, at: datetime) -> Change:
    """What an amendment from one form (as JSON) to another means for this declaration now."""
    old, new = differences(before, after)
    fixed = NEVER | {OWN_SIDE.get(declaration.direction, "")}
    days = timedelta(days=int(law.value("goods.amend.free_days", on=local_day(at))))
    late = declaration.cleared_at is not None and at > declaration.cleared_at + days
    harmless = set(new) <= HARMLESS
    return Change(old, new, tuple(sorted(set(new) & fixed)), harmless and declaration.state not in CLEARED, late)


def require(change: Change) -> Change:
    """The change, when something differs and nothing fixed is touched; otherwise refused field by field."""
    if not change.after:
        raise Refused("REQ-03")
    if change.forbidden:
        raise RulesBroken([Finding("AMD-01", f"/{name}") for name in change.forbidden])
    return change


def line_differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[int, str, Any, Any]]:
    """Line by line what differs, for the page: line number, field, before, after."""
    old, new = before.get("lines") or [], after.get("lines") or []
    found = []
    for n in range(max(len(old), len(new))):
        one, two = old[n] if n < len(old) else {}, new[n] if n < len(new) else {}
        found += [(n + 1, name, one.get(name), two.get(name)) for name in {**one, **two} if one.get(name) != two.get(name)]
    return found
