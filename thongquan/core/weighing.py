"""What the scale at a gate says of goods: loads shared out to declarations, how far off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Load:
    """A declaration's goods on one vehicle: the kilograms declared for it, None where no part is told."""

    goods: int
    kg: Decimal | None


@dataclass(frozen=True)
class Weighed:
    """One vehicle: what it carries by the scale (None: not weighed, or its tare is not known), and by the declarations."""

    vehicle: int
    net_kg: Decimal | None
    loads: tuple[Load, ...]

    @property
    def declared_kg(self) -> Decimal | None:
        """What all declarations on board say together; None while one of them does not tell its part."""
        known = [load.kg for load in self.loads if load.kg is not None]
        return sum(known, ZERO) if known and len(known) == len(self.loads) else None


def at_gate(goods: int, gross_kg: Decimal | None, vehicles: Sequence[Weighed]) -> Decimal | None:
    """A declaration's gross weight by the scales at the gate; None while too little is known.

    A vehicle's load is shared out by what the declarations say it carries, and the parts weighed so far stand for the
    whole. Where no parts are told, all its vehicles must be weighed and carry nothing else.
    """
    bearing = [one for one in vehicles if any(load.goods == goods for load in one.loads)]
    told = weighed = ZERO
    for one in bearing:
        part = next(load.kg for load in one.loads if load.goods == goods)
        if one.net_kg is not None and one.declared_kg and part is not None:
            told, weighed = told + part, weighed + one.net_kg * part / one.declared_kg
    if told and gross_kg:
        return gross_kg * weighed / told
    nets = [one.net_kg for one in bearing if one.net_kg is not None and len(one.loads) == 1]
    return sum(nets, ZERO) if bearing and len(nets) == len(bearing) else None


def off(net_kg: Decimal | None, declared_kg: Decimal | None, percent: int) -> bool:
    """Whether a load differs from what was declared by more than scales and packing explain; False while unknown."""
    return bool(net_kg is not None and declared_kg and abs(net_kg / declared_kg - 1) * 100 > percent)
