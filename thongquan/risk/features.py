"""From a line and the sums that it meets to named figures: one formula for every store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from thongquan.risk.columns import Array, Columns
from thongquan.risk.entities import CHECKED, ENTITIES, HABITS, ODDITIES, PRICES, SLOTS, SUSPECTED
from thongquan.risk.fields import DOCUMENT, PHYSICAL, TYPES
from thongquan.risk.sums import amounts_of_lines

#: raised whenever a feature's meaning changes; a model is used only with its own version
VERSION = 2
#: checks with which a rate is weighed against that of everybody
WEIGHT_OF_ALL = 20.0
#: first looks with which a mean suspicion is weighed against that of everybody, and a habit against none
WEIGHT_OF_LOOKS, WEIGHT_OF_HABITS = 3.0, 5.0
HALF_LIVES = {(entity.name, measure.name): measure.half_life for entity in ENTITIES for measure in entity.measures}


class Met:
    """The sums that lines meet, decayed to their moments, and rates and means of them."""

    def __init__(self, columns: Columns, sums: Array) -> None:
        self.columns, self.sums, self.now = columns, sums, columns["at"]
        lives = set(HALF_LIVES.values()) - {0.0}
        self.fading = {life: np.exp2(-self.now / life) for life in lives}
        self.amounts = amounts_of_lines(columns)

    def sum(self, entity: str, measure: str) -> Array:
        """One sum as it weighs now."""
        raw: Array = self.sums[:, SLOTS[entity, measure]]
        life = HALF_LIVES[entity, measure]
        return raw * self.fading[life] if life else raw

    def rate(self, entity: str, check: str, found: str = "") -> Array:
        """Findings to checks, drawn towards the rate of everybody while there are few."""
        found = found or f"{check}_found"
        base = (self.sum("all", found) + 0.03) / (self.sum("all", check) + 1.0)
        rate: Array = (self.sum(entity, found) + WEIGHT_OF_ALL * base) / (self.sum(entity, check) + WEIGHT_OF_ALL)
        return rate

    def count(self, entity: str, measure: str = "lines") -> Array:
        """The logarithm of one more than a sum."""
        found: Array = np.log1p(np.maximum(self.sum(entity, measure), 0.0))
        return found

    def share(self, entity: str, whole: str) -> Array:
        """How much of the wider entity's lines are of the narrower one; not a number without any."""
        lines = self.sum(whole, "lines")
        with np.errstate(invalid="ignore", divide="ignore"):
            share: Array = self.sum(entity, "lines") / np.where(lines > 0, lines, np.nan)
        return share

    def against(self, entity: str, measure: str) -> Array:
        """How far this line's amount lies from the mean of earlier lines."""
        gap: Array = self.amounts[measure] - self.mean(entity, measure)
        return gap

    def unusual(self, entity: str, measure: str) -> Array:
        """The same in standard deviations."""
        gap: Array = self.against(entity, measure) / self.spread(entity, measure)
        return gap

    def surge(self, entity: str) -> Array:
        """Lines of the last weeks against the usual rate of this entity; 0 as ever, positive for more."""
        recent = self.sum(entity, "lines_recent")
        found: Array = np.log1p(recent) - np.log1p(self.sum(entity, "lines") / 12)
        return found

    def suspected(self, entity: str, measure: str) -> Array:
        """The mean of first looks at earlier lines, drawn towards that of everybody while there are few."""
        usual = self.sum("all", measure) / np.maximum(self.sum("all", "looks"), 1.0)
        found: Array = (self.sum(entity, measure) + WEIGHT_OF_LOOKS * usual) / (self.sum(entity, "looks") + WEIGHT_OF_LOOKS)
        return found

    def habit(self, entity: str, odd: str) -> Array:
        """How odd earlier lines were in one way, drawn towards not at all while there are few."""
        found: Array = self.sum(entity, f"odd_{odd}") / (self.sum(entity, "looks") + WEIGHT_OF_HABITS)
        return found

    def mean(self, entity: str, measure: str) -> Array:
        """The mean of an amount over earlier lines; not a number without any."""
        lines = self.sum(entity, "lines")
        with np.errstate(invalid="ignore", divide="ignore"):
            mean: Array = self.sum(entity, measure) / np.where(lines > 0, lines, np.nan)
        return mean

    def spread(self, entity: str, measure: str) -> Array:
        """The standard deviation of an amount over earlier lines, at least 0.05."""
        variance = self.mean(entity, f"{measure}2") - self.mean(entity, measure) ** 2
        found: Array = np.sqrt(np.maximum(variance, 0.0025))
        return found


@dataclass(frozen=True)
class Feature:
    """One named figure, the reason it belongs to (see `reasons`), and its formula."""

    name: str
    reason: str
    formula: Callable[[Met], Array]


def _declared() -> Iterator[Feature]:
    """What the line says by itself."""
    def column(name: str, met: Met) -> Array:
        return met.columns[name]

    def log(name: str, met: Met) -> Array:
        return np.log1p(np.maximum(met.columns[name], 0.0))

    def same(one: str, other: str, met: Met) -> Array:
        return np.equal(met.columns[one], met.columns[other]).astype(float)

    def amount(name: str, met: Met) -> Array:
        return met.amounts[name]

    def is_(name: str, value: str, met: Met) -> Array:
        return np.equal(met.columns[name], value).astype(float)

    yield Feature("hour", "HABIT", lambda met: (met.now % 1) * 24)
    yield Feature("weekday", "HABIT", lambda met: np.floor(met.now + 2) % 7)
    yield Feature("importer_age", "TRADER-NEW", lambda met: np.log1p(np.maximum(met.now - met.columns["importer_since"], 0.0)))
    yield Feature("aeo", "TRADER", partial(column, "aeo"))
    yield Feature("licence", "LICENCE", partial(column, "licence_required"))
    for kind in ("A11", "A12", "E21", "E31", "G11", "A41", "H11"):
        yield Feature(f"procedure_{kind}", "PROCEDURE", partial(is_, "procedure", kind))
    for kind in ("road", "sea", "air"):
        yield Feature(f"transport_{kind}", "PROCEDURE", partial(is_, "transport", kind))
    for name in ("packages", "net_kg", "value_usd", "tax_usd"):
        yield Feature(f"log_{name}", "SIZE", partial(log, name))
    yield Feature("price", "PRICE", partial(amount, "price"))
    yield Feature("tare", "TARE", partial(amount, "tare"))
    yield Feature("pack", "PACKAGE", partial(amount, "pack"))
    yield Feature("gate_gap", "GATE-WEIGHT", lambda met: np.where(
        met.columns["gate_weight_kg"] > 0, np.log(np.maximum(met.columns["gate_weight_kg"], 0.1) / np.maximum(met.columns["gross_kg"], 0.1)), np.nan))
    yield Feature("duty_rate", "DUTY", partial(column, "duty_rate"))
    yield Feature("tax_share", "DUTY", lambda met: met.columns["tax_usd"] / np.maximum(met.columns["value_usd"], 1.0))
    yield Feature("certificate", "CERTIFICATE", lambda met: (met.columns["co_form"] != "").astype(float))
    yield Feature("loaded_at_origin", "ROUTE", partial(same, "origin", "loading_country"))
    yield Feature("sold_at_origin", "ROUTE", partial(same, "origin", "supplier_country"))
    yield Feature("loaded_at_seller", "ROUTE", partial(same, "loading_country", "supplier_country"))


#: entity -> the reason that its findings and its habits belong to
ABOUT = {
    "all": "HABIT", "importer": "TRADER", "broker": "BROKER", "supplier": "SUPPLIER", "hs": "GOODS", "hs4": "GOODS", "token": "NAME",
    "hs_origin": "ORIGIN", "token_hs": "NAME-CODE", "token_origin": "ORIGIN", "importer_hs": "TRADER-GOODS", "importer_origin": "TRADER-ORIGIN",
    "importer_supplier": "TRADER-SUPPLIER", "importer_broker": "NEW-PAIR", "importer_office": "NEW-PAIR", "supplier_hs": "NEW-PAIR",
    "route": "ROUTE", "office": "OFFICE",
}


def _counted() -> Iterator[Feature]:
    """What was counted of the entities of the line."""
    for entity in ENTITIES:
        name, about = entity.name, ABOUT[entity.name]
        if name != "all":
            yield Feature(f"{name}_lines", "TRADER-NEW" if name == "importer" else "NEW-PAIR" if "_" in name else about, partial(Met.count, entity=name))
            yield Feature(f"{name}_surge", "SURGE", partial(Met.surge, entity=name))
        if CHECKED[0] in entity.measures:
            for check in (PHYSICAL, DOCUMENT):
                yield Feature(f"{name}_{check}_rate", about, partial(Met.rate, entity=name, check=check))
                yield Feature(f"{name}_{check}_checks", about, partial(Met.count, entity=name, measure=check))
            for kind in TYPES:
                yield Feature(f"{name}_{kind}_found", about, partial(Met.count, entity=name, measure=f"found_{kind}"))
            yield Feature(f"{name}_revenue", about, partial(Met.count, entity=name, measure="revenue"))
        if PRICES[0] in entity.measures:
            yield Feature(f"{name}_price_gap", "PRICE" if name.startswith("hs") else "PRICE-OWN", partial(Met.against, entity=name, measure="price"))
            yield Feature(f"{name}_price_z", "PRICE" if name.startswith("hs") else "PRICE-OWN", partial(Met.unusual, entity=name, measure="price"))


def _compared() -> Iterator[Feature]:
    """Weights and rates against those of peers, and how usual the pairs are."""
    for entity in ("hs", "token", "importer_hs"):
        for measure, about in (("tare", "TARE"), ("pack", "PACKAGE")):
            yield Feature(f"{entity}_{measure}_z", about, partial(Met.unusual, entity=entity, measure=measure))
    for entity in ("importer", "hs", "hs4", "token", "hs_origin"):
        yield Feature(f"{entity}_duty_gap", "DUTY", partial(Met.against, entity=entity, measure="duty"))
    for part, whole in (("token_hs", "token"), ("token_hs", "hs"), ("token_origin", "token"), ("hs_origin", "hs"), ("importer_hs", "importer"),
                        ("importer_origin", "importer"), ("importer_supplier", "importer"), ("importer_supplier", "supplier"),
                        ("importer_broker", "importer"), ("importer_office", "importer"), ("supplier_hs", "supplier")):
        yield Feature(f"{part}_of_{whole}", "NAME-CODE" if part == "token_hs" else "NEW-PAIR", partial(Met.share, entity=part, whole=whole))


def _looked() -> Iterator[Feature]:
    """What first looks at earlier lines of the same entities said, checked or not."""
    for entity in ENTITIES:
        name = entity.name
        if SUSPECTED[0] in entity.measures and name != "all":
            yield Feature(f"{name}_suspicion", "LOOKS", partial(Met.suspected, entity=name, measure="suspicion"))
            yield Feature(f"{name}_chance", "LOOKS", partial(Met.suspected, entity=name, measure="chance"))
        if HABITS[-1] in entity.measures:
            for odd in ODDITIES:
                yield Feature(f"{name}_odd_{odd}", ODD[odd], partial(Met.habit, entity=name, odd=odd))


#: an odd thing -> the reason it belongs to
ODD = {"price": "PRICE-OWN", "price_name": "PRICE-OWN", "gate": "GATE-WEIGHT", "code": "NAME-CODE", "rate": "DUTY", "tare": "TARE", "pack": "PACKAGE",
       "route": "ROUTE", "seller": "ROUTE", "certificate": "CERTIFICATE"}
#: what the first look at a line sees, and all that is known in the end
FIRST: tuple[Feature, ...] = (*_declared(), *_counted(), *_compared())
FEATURES: tuple[Feature, ...] = (*FIRST, *_looked())
NAMES = tuple(feature.name for feature in FEATURES)
_PLACE = {name: n for n, name in enumerate(NAMES)}


def first(columns: Columns, sums: Array) -> Array:
    """The features of the first look: a row a line, a column a feature of `FIRST`, 4-byte floats."""
    return _matrix(FIRST, Met(columns, sums))


def second(columns: Columns, sums: Array) -> Array:
    """The features that follow from first looks at earlier lines."""
    return _matrix(FEATURES[len(FIRST):], Met(columns, sums))


def features(columns: Columns, sums: Array) -> Array:
    """The feature matrix of lines with the sums that they meet: a row a line, a column a name of `NAMES`, 4-byte floats."""
    return _matrix(FEATURES, Met(columns, sums))


def looks(matrix: Array, suspicion: Array) -> dict[str, Array]:
    """What the first look at lines adds to the counters, by the name of the amount.

    `matrix` begins with the columns of `first`; `suspicion` is the first look's log-odds (`Model.suspicion`).
    """
    def column(name: str, most: float) -> Array:
        found: Array = np.clip(np.nan_to_num(matrix[:, _PLACE[name]].astype(float)), -most, most)
        return found

    return {
        "one": np.ones(len(matrix)), "suspicion": suspicion, "chance": 1 / (1 + np.exp(-suspicion)),
        "odd_price": column("hs_origin_price_z", 4.0), "odd_price_name": column("token_price_z", 4.0), "odd_gate": column("gate_gap", 0.5),
        "odd_code": (column("token_hs_of_token", 1.0) < 0.2).astype(float), "odd_rate": column("token_duty_gap", 100.0),
        "odd_tare": column("hs_tare_z", 4.0), "odd_pack": column("hs_pack_z", 4.0), "odd_route": 1 - column("loaded_at_origin", 1.0),
        "odd_seller": 1 - column("sold_at_origin", 1.0), "odd_certificate": column("certificate", 1.0),
    }


def _matrix(wanted: tuple[Feature, ...], met: Met) -> Array:
    matrix = np.empty((len(met.now), len(wanted)), dtype=np.float32)
    for n, feature in enumerate(wanted):
        matrix[:, n] = feature.formula(met)
    return matrix
