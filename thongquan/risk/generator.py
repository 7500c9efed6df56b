"""Invented months of declared and partly checked goods whose truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from thongquan.risk.columns import Array, Columns
from thongquan.risk.fields import CHECKS, DOCUMENT, PHYSICAL, POST, RANDOM, RULE, TYPES, days, token_of

Dice = np.random.Generator

OFFICES = (("20BB", 0.46), ("15BB", 0.32), ("03NK", 0.22))
COUNTRIES = (("CN", 0.60), ("KR", 0.10), ("JP", 0.07), ("TH", 0.06), ("TW", 0.05), ("US", 0.05), ("DE", 0.04), ("IN", 0.03))
#: officers of an office by kind of check; the first of the first office's dossier officers is the one who bends results
STAFF = {PHYSICAL: 3, DOCUMENT: 4, POST: 3}
VALUE, CLASS, ORIGIN_, QUANTITY, PROHIBITED = range(5)
#: how likely a check of a kind finds each type of fraud
FINDS = {PHYSICAL: (0.55, 0.85, 0.60, 0.96, 0.95), DOCUMENT: (0.78, 0.45, 0.72, 0.08, 0.03), POST: (0.85, 0.80, 0.80, 0.20, 0.05)}
#: days until its result is known: fewest, most
DELAYS = {PHYSICAL: (0, 4), DOCUMENT: (1, 10), POST: (30, 150)}
#: shares of a week: looked at physically and on paper by the old rules, drawn at random, reviewed afterwards
RED, YELLOW, DRAWN, REVIEWED = 0.030, 0.055, 0.015, 0.010
#: of the dossier checks, those that a head of office raised to an inspection
RAISED = 0.06
#: findings that are none: an honest line written down as wrong
MISTAKEN = 0.004
#: share of findings that the bent officer writes down as clean, and of clean ones he writes down as findings, in the last days
BENT_HIDES, BENT_INVENTS, BENT_DAYS = 0.7, 0.09, 200
ILLICIT = 0.042
#: what the certificate of origin claims
PREFERENCE = "ACFTA"
TRANSPORT = {"20BB": "road", "15BB": "road", "03NK": "sea"}


@dataclass(frozen=True)
class Good:
    """Goods of the invented trade: code, the words they are declared by, rates in per cent (None: no preference).

    `price` is dollars of a kilogram, where it is known; 0 leaves it to the dice.
    """

    hs: str
    name: str
    duty: float
    preference: float | None = None
    vat: float = 10.0
    price: float = 0.0


@dataclass(frozen=True)
class Told:
    """What was declared, what checks found, and the truth (`type` "" for honest lines, `revenue_usd` evaded)."""

    lines: Columns
    results: Columns
    truth: Columns


def invented(
    goods: Sequence[Good], *, first: date, last: date, a_day: float, seed: int, importers: Sequence[str] = (), sellers: Sequence[str] = (),
) -> Told:
    """Some `a_day` lines a day from `first` to `last`; the same seed tells the same story.

    `importers` trade among others: goods of known price, bought from `sellers` in China.
    """
    days_told = (last - first).days + 1
    world = World(goods, first=first, last=last, seed=seed, size=max(0.05, a_day * days_told / 50_000), importers=importers, sellers=sellers)
    return world.told(first, last, round(a_day * days_told), seed + 1)


class World:
    """Who trades what with whom, and who cheats how; every stretch of days told of it has the same people."""

    def __init__(
        self, goods: Sequence[Good], *, first: date, last: date, seed: int, size: float = 1.0, importers: Sequence[str] = (),
        sellers: Sequence[str] = (),
    ) -> None:
        dice = np.random.default_rng(seed)
        self.first, self.last = days(first), days(last)
        self.book = Book(goods, dice)
        self.people = People(self.book, dice, self.first, self.last, max(len(importers), 40, round(1100 * size)), importers, sellers)
        self.waves = Waves(self.people, dice, self.first, self.last)

    def told(self, first: date, last: date, count: int, seed: int) -> Told:
        """`count` lines of these days, in the order of their registration."""
        dice = np.random.default_rng(seed)
        honest = self._honest(dice, days(first), days(last), count)
        crime = self.waves.committed(self, honest, dice)
        lines, evaded = declared(self, honest, crime, dice)
        lines["id"] = np.array([f"{day:.0f}-{n:06d}" for n, day in enumerate(np.floor(lines["at"]))], dtype=object)
        looked = selected(self, lines, honest, dice)
        truth = {"id": lines["id"], "type": np.array([*TYPES, ""], dtype=object)[crime], "revenue_usd": evaded, "at": lines["at"],
                 "check": np.array([*CHECKS, ""], dtype=object)[looked.kind], "selected_by": looked.by}
        return Told(lines, found(self, lines, crime, evaded, looked, dice), truth)

    def _honest(self, dice: Dice, first: float, last: float, count: int) -> dict[str, Any]:
        """Who declares what when, before anybody cheats: places of importer, goods and supplier."""
        people = self.people
        span = np.arange(first, last + 1)
        weight = np.array([1.0, 1.0, 0.95, 0.9, 0.9, 0.3, 0.15])[(span.astype(int) + 2) % 7]
        hour = dice.choice(24, count, p=HOURS)
        at = np.sort(dice.choice(span, count, p=weight / weight.sum()) + (hour + dice.random(count)) / 24)
        importer = dice.choice(len(people.ids), count, p=people.activity)
        early = people.since[importer] > at
        importer[early] = dice.choice(people.old, int(early.sum()))
        habit = np.minimum(dice.geometric(0.38, count) - 1, people.goods.shape[1] - 1)
        good, supplier = people.goods[importer, habit], people.suppliers[importer, habit]
        fresh = dice.random(count) < 0.05
        good[fresh] = dice.integers(0, len(self.book.hs), int(fresh.sum()))
        supplier[fresh] = dice.integers(0, len(people.countries), int(fresh.sum()))
        return {"at": at, "importer": importer, "good": good, "supplier": supplier}


#: share of a day's lines by hour
HOURS = tuple(n / 167 for n in (1, 1, 1, 1, 1, 2, 4, 9, 14, 15, 13, 9, 6, 9, 11, 10, 17, 14, 10, 8, 6, 3, 1, 1))


class Book:
    """The goods: rates, usual price of a kilogram, package and tare, and the neighbour that costs less duty."""

    def __init__(self, goods: Sequence[Good], dice: Dice) -> None:
        count = len(goods)
        self.hs = np.array([good.hs for good in goods], dtype=object)
        self.token = np.array([token_of(good.name) for good in goods], dtype=object)
        self.duty = np.array([good.duty for good in goods])
        self.preference = np.array([np.nan if good.preference is None else good.preference for good in goods])
        self.vat = np.array([good.vat for good in goods])
        chapters = np.array([int(good.hs[:2]) for good in goods])
        level = np.exp(dice.normal(1.1, 0.8, 100))
        told = np.array([good.price for good in goods])
        self.price = np.where(told > 0, told, level[chapters] * np.exp(dice.normal(0, 0.35, count)))
        self.priced = np.flatnonzero(told > 0)
        self.package = np.array([5, 10, 12, 18, 20, 25, 50.0])[dice.integers(0, 7, count)]
        self.tare = 1 + dice.uniform(0.02, 0.12, 100)[chapters]
        self.licence = (dice.random(count) < 0.12).astype(float)
        self.listed = dice.random(100)[chapters] < 0.25
        self.cheaper = np.array([self._cheaper(n, chapters) for n in range(count)])

    def _cheaper(self, n: int, chapters: Array) -> int:
        """A line near by with a lower rate, to be passed off as; itself where there is none."""
        near = [m for m in range(max(0, n - 9), min(len(self.hs), n + 10)) if abs(chapters[m] - chapters[n]) <= 1 and self.duty[m] <= self.duty[n] - 4]
        return min(near, key=lambda m: (abs(m - n), m)) if near else n


class People:
    """Importers with their habits and honesty, brokers, suppliers."""

    def __init__(
        self, book: Book, dice: Dice, first: float, last: float, count: int, importers: Sequence[str], sellers: Sequence[str],
    ) -> None:
        made = [f"99{n:08d}" for n in range(count - len(importers))]
        self.ids = np.array([*importers, *made], dtype=object)
        activity = (dice.permutation(count) + 6.0) ** -0.85
        self.activity = activity / activity.sum()
        self.since = np.floor(first - dice.uniform(150, 3600, count))
        new = np.flatnonzero((dice.random(count) < 0.14) & (np.arange(count) >= len(importers)))
        self.since[new] = np.floor(dice.uniform(first, last - 5, len(new)))
        self.old = np.flatnonzero(self.since < first)
        self.aeo = ((activity > np.quantile(activity, 0.8)) & (dice.random(count) < 0.12)).astype(float)
        places = np.array([name for name, _share in OFFICES], dtype=object)
        self.office = places[dice.choice(len(places), count, p=[share for _name, share in OFFICES])]
        self.broker = np.where(dice.random(count) < 0.3, -1, dice.integers(0, max(12, count // 18), count))
        middle = dice.integers(0, len(book.hs), count)
        self.goods = (middle[:, None] + dice.integers(-4, 5, (count, 7))) % len(book.hs)
        abroad = max(40, round(count * 0.8), len(sellers))
        self.sellers = np.array([*sellers, *(f"S{n:05d}" for n in range(abroad - len(sellers)))], dtype=object)
        lands = np.array([name for name, _share in COUNTRIES], dtype=object)
        self.countries = lands[dice.choice(len(lands), abroad, p=[share for _name, share in COUNTRIES])]
        self.complicit = dice.random(abroad) < 0.06
        self.suppliers = dice.integers(0, abroad, (count, 7))
        if sellers and len(book.priced):
            self.countries[:len(sellers)] = "CN"
            self.goods[:len(importers)] = dice.choice(book.priced, (len(importers), 7))
            self.suppliers[:len(importers)] = dice.integers(0, len(sellers), (len(importers), 7))
        self.price = np.exp(dice.normal(0, 0.12, count))
        kind = dice.choice(3, count, p=(0.80, 0.15, 0.05))
        self.badness = np.array([0.006, 0.07, 0.42])[kind] * np.where(self.aeo > 0, 0.1, 1.0)
        self.likes = dice.choice(5, count, p=(0.37, 0.26, 0.18, 0.16, 0.03))
        self.shady = dice.random(max(12, count // 18)) < 0.07


class Waves:
    """Fraud that comes and goes: for some months goods of a chapter from a country are a good place to cheat in one way."""

    def __init__(self, people: People, dice: Dice, first: float, last: float, count: int = 40) -> None:
        self.good = dice.integers(0, 10_000, count)
        self.land = dice.choice(len(COUNTRIES), count, p=[share for _name, share in COUNTRIES])
        self.kind = dice.choice(5, count, p=(0.34, 0.25, 0.20, 0.18, 0.03))
        self.begin = dice.uniform(first - 60, last - 20, count)
        self.end = self.begin + dice.uniform(60, 170, count)
        self.strength = dice.uniform(0.15, 0.5, count)
        self.members = dice.random((count, len(people.ids))) < 0.08 + 0.5 * (people.badness > 0.05)

    def committed(self, world: World, honest: dict[str, Any], dice: Dice) -> Array:
        """The type of fraud of every line, 5 for none."""
        people, book, at, importer, good = world.people, world.book, honest["at"], honest["importer"], honest["good"]
        lands = np.array([name for name, _share in COUNTRIES], dtype=object)
        origin = people.countries[honest["supplier"]]
        chance = people.badness[importer] * (0.25 + np.minimum(book.duty[good], 40) / 20)
        chance += 0.10 * people.complicit[honest["supplier"]] * (people.badness[importer] > 0.01)
        shady = np.where(people.broker[importer] >= 0, people.shady[np.maximum(people.broker[importer], 0)], False)
        chance *= np.where(shady, 1.8, 1.0)
        liked = np.where(dice.random(len(at)) < 0.72, people.likes[importer], dice.choice(5, len(at), p=(0.37, 0.26, 0.18, 0.16, 0.03)))
        for n in range(len(self.kind)):
            middle = self.good[n] % len(book.hs)
            inside = (at > self.begin[n]) & (at < self.end[n]) & (np.abs(good - middle) <= 6) & (origin == lands[self.land[n]]) & self.members[n][importer]
            taken = inside & (dice.random(len(at)) < 0.85)
            chance, liked = np.where(inside, chance + self.strength[n], chance), np.where(taken, self.kind[n], liked)
        chance = np.clip(chance * ILLICIT / max(1e-9, float(np.mean(np.clip(chance, 0, 0.75)))), 0, 0.75)
        liked = np.where((liked == CLASS) & (book.cheaper[good] == good), VALUE, liked)
        liked = np.where((liked == ORIGIN_) & (np.isnan(book.preference[good]) | (book.preference[good] >= book.duty[good])), VALUE, liked)
        found: Array = np.where(dice.random(len(at)) < chance, liked, 5)
        return found


def declared(world: World, honest: dict[str, Any], crime: Array, dice: Dice) -> tuple[dict[str, Any], Array]:
    """The lines as they are declared, and the revenue evaded by each, in dollars."""
    people, book, count = world.people, world.book, len(crime)
    importer, good, supplier = honest["importer"], honest["good"], honest["supplier"]
    packages = np.maximum(1, np.round(np.exp(dice.normal(5.2, 1.0, count))))
    true_kg = packages * book.package[good] * np.exp(dice.normal(0, 0.06, count))
    gross_true = true_kg * book.tare[good] * np.exp(dice.normal(0, 0.015, count)) * np.where(crime == PROHIBITED, dice.uniform(1.05, 1.3, count), 1.0)
    net = np.where(crime == QUANTITY, true_kg / dice.uniform(1.15, 1.7, count), true_kg)
    shown = np.where(crime == CLASS, book.cheaper[good], good)
    true_value = true_kg * book.price[good] * people.price[importer] * np.exp(dice.normal(0, 0.14, count))
    value = true_value * (net / true_kg) * np.where(crime == VALUE, dice.uniform(0.35, 0.75, count), 1.0)
    land = people.countries[supplier]
    false_origin = crime == ORIGIN_
    origin = np.where(false_origin, "CN", land)
    route = np.where(false_origin & (dice.random(count) < 0.55), land, np.where(dice.random(count) < 0.06, "HK", origin))
    true_rate = np.where((land == "CN") & ~np.isnan(book.preference[good]), np.nan_to_num(book.preference[good]), book.duty[good])
    claims = (origin == "CN") & ~np.isnan(book.preference[shown]) & ((dice.random(count) < 0.8) | false_origin)
    duty = np.where(claims, np.nan_to_num(book.preference[shown]), book.duty[shown])
    true_rate = np.where(claims & (crime == 5), duty, true_rate)
    vat = book.vat[shown]
    tax = value * (duty / 100 + (1 + duty / 100) * vat / 100)
    owed = true_value * (true_rate / 100 + (1 + true_rate / 100) * book.vat[good] / 100)
    evaded = np.where(crime == 5, 0.0, np.where(crime == PROHIBITED, 0.1 * true_value, np.maximum(owed - tax, 15.0)))
    transport = np.array([TRANSPORT[name] for name in people.office[importer]], dtype=object)
    weighed = (transport == "road") & (dice.random(count) < 0.75)
    gross = gross_true * (net / true_kg)
    broker = people.broker[importer]
    return {
        "at": honest["at"], "procedure": np.array(["A11", "A12", "E21", "E31", "G11", "A41", "H11"], dtype=object)[
            dice.choice(7, count, p=(0.5, 0.16, 0.12, 0.12, 0.04, 0.04, 0.02))],
        "office": people.office[importer], "importer": people.ids[importer], "importer_since": people.since[importer], "aeo": people.aeo[importer],
        "broker": np.where(broker < 0, "", np.array([f"98{n:08d}" for n in range(len(people.shady))], dtype=object)[np.maximum(broker, 0)]),
        "supplier": people.sellers[supplier], "supplier_country": land,
        "hs": book.hs[shown], "goods_token": book.token[good], "origin": origin, "loading_country": route,
        "co_form": np.where(claims, PREFERENCE, ""), "transport": transport, "packages": packages, "net_kg": np.round(net, 1), "gross_kg": np.round(gross, 1),
        "gate_weight_kg": np.where(weighed, np.round(gross_true * np.exp(dice.normal(0, 0.008, count)), 1), -1.0),
        "value_usd": np.round(value, 2), "duty_rate": duty, "tax_usd": np.round(tax, 2), "licence_required": book.licence[shown],
    }, evaded


@dataclass(frozen=True)
class Looked:
    """Which check each line had (its place in CHECKS, 3 for none) and what asked for it."""

    kind: Array
    by: Array


def selected(world: World, lines: dict[str, Any], honest: dict[str, Any], dice: Dice) -> Looked:
    """What the old rules and the dice chose, week by week: crude, and blind to most of what goes on."""
    people, at, importer = world.people, lines["at"], honest["importer"]
    known = people.badness[importer] * (dice.random(len(people.ids)) < 0.6)[importer]
    score = (1.1 * (at - people.since[importer] < 180) + 0.7 * (lines["duty_rate"] > 15) + 0.5 * (lines["origin"] == "CN")
             + 0.8 * world.book.listed[honest["good"]] + 6.5 * known + dice.normal(0, 0.8, len(at)))
    kind, by = np.full(len(at), 3), np.full(len(at), "", dtype=object)
    week = np.floor((at + 2) / 7)
    for _week in np.unique(week):
        rows = np.flatnonzero(week == _week)
        rank = rows[np.argsort(-score[rows])]
        red, yellow = round(len(rows) * RED), round(len(rows) * YELLOW)
        kind[rank[:red]], kind[rank[red:red + yellow]] = 0, 1
        by[rank[:red + yellow]] = RULE
    raised = (kind == 1) & (dice.random(len(at)) < RAISED)
    kind[raised], by[raised] = 0, "override"
    later = (kind == 3) & (dice.random(len(at)) < REVIEWED)
    kind[later], by[later] = 2, "pca"
    drawn = dice.random(len(at)) < DRAWN
    kind[drawn], by[drawn] = 0, RANDOM
    return Looked(kind, by)


def found(world: World, lines: dict[str, Any], crime: Array, evaded: Array, looked: Looked, dice: Dice) -> Columns:
    """What the checks wrote down, and when it was known; some checks miss, few invent, one officer bends."""
    rows = np.flatnonzero(looked.kind < 3)
    kind, wrong, office = looked.kind[rows], crime[rows], lines["office"][rows]
    able = np.array([[*FINDS[check], MISTAKEN] for check in CHECKS])
    hit = dice.random(len(rows)) < able[kind, wrong]
    low, high = (np.array([DELAYS[check][n] for check in CHECKS])[kind] for n in (0, 1))
    delay = np.floor(low + (high - low + 1) * dice.random(len(rows)) ** 1.4)
    at = np.floor(lines["at"][rows]) + delay + 1
    seat = np.floor(dice.random(len(rows)) * np.array([STAFF[check] for check in CHECKS])[kind]).astype(int)
    officer = np.array([f"{where}:{CHECKS[what]}:{place}" for where, what, place in zip(office, kind, seat, strict=True)], dtype=object)
    bent = (officer == BENT) & (at > world.last - BENT_DAYS)
    luck = dice.random(len(rows))
    hit = np.where(bent, np.where(hit, luck >= BENT_HIDES, luck < BENT_INVENTS), hit)
    names = np.array([*TYPES, TYPES[0]], dtype=object)[wrong]
    kept = np.flatnonzero(at <= world.last + 1)
    told: dict[str, Any] = {
        "id": lines["id"][rows], "at": at, "check": np.array(CHECKS, dtype=object)[kind], "found": hit.astype(float), "type": np.where(hit, names, ""),
        "revenue_usd": np.round(np.where(hit, evaded[rows] * dice.uniform(0.8, 1.0, len(rows)), 0.0), 2), "selected_by": looked.by[rows], "officer": officer,
    }
    order = kept[np.argsort(at[kept], kind="stable")]
    return {name: column[order] for name, column in told.items()}


#: the dossier officer who hides findings in the invented history
BENT = f"{OFFICES[0][0]}:{DOCUMENT}:0"
