"""The table of counters: for which entities which figures are summed."""

from __future__ import annotations

from dataclasses import dataclass

from thongquan.risk.fields import CHECKS, TYPES

LINE, RESULT, LOOK = "line", "result", "look"
#: raised when a stored sum would mean something else; stores then count anew
VERSION = 2
#: days after which a decayed figure weighs half
RECENT, LASTING = 30.0, 180.0


@dataclass(frozen=True)
class Measure:
    """One figure summed over lines, results, or first looks at lines.

    `amount` names what one row adds (see `sums`). With a half-life a row adds
    amount · 2^(at / half-life), and a reader multiplies the sum by 2^(-now / half-life): so every store only adds.
    """

    name: str
    of: str
    amount: str
    half_life: float = 0.0


@dataclass(frozen=True)
class Entity:
    """One kind of thing that is counted: its key columns, and what is summed for it."""

    name: str
    columns: tuple[str, ...]
    measures: tuple[Measure, ...]


SEEN = (Measure("lines", LINE, "one"), Measure("lines_recent", LINE, "one", RECENT))
PRICES = (Measure("price", LINE, "price"), Measure("price2", LINE, "price2"))
WEIGHTS = (Measure("tare", LINE, "tare"), Measure("tare2", LINE, "tare2"), Measure("pack", LINE, "pack"), Measure("pack2", LINE, "pack2"))
DUTY = (Measure("duty", LINE, "duty"), Measure("duty2", LINE, "duty2"))
HITS = tuple(Measure(name, RESULT, name, LASTING) for check in CHECKS for name in (check, f"{check}_found"))
KINDS = tuple(Measure(f"found_{kind}", RESULT, f"found_{kind}", LASTING) for kind in TYPES)
MONEY = (Measure("revenue", RESULT, "revenue", LASTING),)
CHECKED = (*HITS, *KINDS, *MONEY)
#: what the first look at a line said, checked or not: how suspicious, and what was odd (see `looks`)
SUSPECTED = (Measure("looks", LOOK, "one"), Measure("suspicion", LOOK, "suspicion"), Measure("chance", LOOK, "chance"))
ODDITIES = ("price", "price_name", "gate", "code", "rate", "tare", "pack", "route", "seller", "certificate")
HABITS = (*SUSPECTED, *(Measure(f"odd_{name}", LOOK, f"odd_{name}") for name in ODDITIES))

ENTITIES: tuple[Entity, ...] = (
    Entity("all", (), (*SEEN, *CHECKED, *SUSPECTED)),
    Entity("importer", ("importer",), (*SEEN, *DUTY, *CHECKED, *HABITS)),
    Entity("broker", ("broker",), (*SEEN, *CHECKED, *HABITS)),
    Entity("supplier", ("supplier",), (*SEEN, *CHECKED, *HABITS)),
    Entity("hs", ("hs",), (*SEEN, *PRICES, *WEIGHTS, *DUTY, *CHECKED)),
    Entity("hs4", ("hs4",), (*SEEN, *PRICES, *WEIGHTS, *DUTY, *CHECKED)),
    Entity("token", ("goods_token",), (*SEEN, *PRICES, *WEIGHTS, *DUTY, *CHECKED, *SUSPECTED)),
    Entity("hs_origin", ("hs", "origin"), (*SEEN, *PRICES, *DUTY, *CHECKED, *SUSPECTED)),
    Entity("token_hs", ("goods_token", "hs"), (*SEEN, *PRICES, *CHECKED, *HABITS)),
    Entity("token_origin", ("goods_token", "origin"), (*SEEN, *PRICES)),
    Entity("importer_hs", ("importer", "hs"), (*SEEN, *PRICES, *WEIGHTS, *CHECKED, *HABITS)),
    Entity("importer_origin", ("importer", "origin"), (*SEEN, *CHECKED, *SUSPECTED)),
    Entity("importer_supplier", ("importer", "supplier"), (*SEEN, *CHECKED, *SUSPECTED)),
    Entity("importer_broker", ("importer", "broker"), SEEN),
    Entity("importer_office", ("importer", "office"), SEEN),
    Entity("supplier_hs", ("supplier", "hs"), (*SEEN, *PRICES)),
    Entity("route", ("origin", "loading_country", "co_form"), (*SEEN, *CHECKED)),
    Entity("office", ("office",), (*SEEN, *CHECKED)),
)
BY_NAME = {entity.name: entity for entity in ENTITIES}
#: (entity, measure) -> its column in the matrix of sums, entities one after the other in the order above
SLOTS = {slot: n for n, slot in enumerate((entity.name, measure.name) for entity in ENTITIES for measure in entity.measures)}
WIDTH = len(SLOTS)
#: entity -> how many of its measures come before those of first looks
BEFORE_LOOKS = {entity.name: sum(measure.of != LOOK for measure in entity.measures) for entity in ENTITIES}
#: entity -> its slice of the matrix of sums
SLICES = {entity.name: slice(SLOTS[entity.name, entity.measures[0].name], SLOTS[entity.name, entity.measures[-1].name] + 1) for entity in ENTITIES}
