"""Coded answers of a goods declaration: Incoterms, modes, agreements, what a heading needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thongquan.core.rule import Citation
from thongquan.core.words import Words


@dataclass(frozen=True)
class Incoterm:
    """A term of delivery: whether the price already holds freight, and insurance, to the place of import."""

    code: str
    words: Words
    freight: bool
    insurance: bool
    edition: str = "2020"


@dataclass(frozen=True)
class Mode:
    """A mode of transport with its VNACCS and WCO codes."""

    code: str
    words: Words
    vnaccs: str
    wco: str


@dataclass(frozen=True)
class Agreement:
    """A trade agreement: members (ISO 3166), the form of its proof of origin, its days of force."""

    code: str
    words: Words
    members: frozenset[str]
    proof: str = ""
    vnaccs: str = ""
    since: date = date.min
    until: date = date.max
    believed: bool = True


@dataclass(frozen=True)
class HsNeed:
    """A document that goods of these chapters, headings or codes need when they move this way.

    `prefixes` are beginnings of HS codes; `but` those taken out again; `blocks` when nothing can be registered
    without it (a licence), otherwise it may follow before clearance. `agency` is who gives it.
    """

    kind: str
    directions: frozenset[str]
    prefixes: tuple[str, ...]
    words: Words
    cites: Citation
    agency: str = ""
    but: tuple[str, ...] = ()
    blocks: bool = False
    since: date = date.min
    until: date = date.max

    def needed_for(self, hs: str, direction: str) -> bool:
        """Whether goods of this code moving this way need it."""
        return direction in self.directions and hs.startswith(self.prefixes) and not (self.but and hs.startswith(self.but))

    def in_force(self, on: date) -> bool:
        return self.since <= on <= self.until
