"""Dated tax law as the duty engine sees it: agreements, taxed goods, exemptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from thongquan.core.tariff import Measure, Rate
from thongquan.core.words import Words

#: kinds of tax, in legal order
IMPORT_DUTY, EXPORT_DUTY, ADDITIONAL, EXCISE, ENVIRONMENT, VAT = "import", "export", "additional", "excise", "environment", "vat"
KINDS = (IMPORT_DUTY, EXPORT_DUTY, ADDITIONAL, EXCISE, ENVIRONMENT, VAT)

NOTHING = Rate(percent=Decimal(0))

#: what becomes of a tax: owed, forgiven, secured by a guarantee, never owed, not computable yet
DUE, EXEMPT, SUSPENDED, NOT_SUBJECT, WITHHELD = "due", "exempt", "suspended", "not_subject", "withheld"


class CitedParameter(Protocol):
    """A legal parameter with its source."""

    @property
    def value(self) -> Any: ...

    @property
    def citation(self) -> str: ...

    @property
    def believed(self) -> bool: ...


class CitedLaw(Protocol):
    """The dated catalogue of parameters."""

    def parameter(self, key: str, on: date) -> CitedParameter:
        """The parameter in force on the day `on`."""


@dataclass(frozen=True, slots=True)
class Dated:
    """What stands in law between two days, inclusive, with its source."""

    code: str
    words: Words
    citation: str
    since: date = date.min
    until: date = date.max
    believed: bool = True


class Agreement(Protocol):
    """A free-trade agreement: its members and the form its proof of origin takes."""

    @property
    def code(self) -> str: ...

    @property
    def words(self) -> Words: ...

    @property
    def members(self) -> frozenset[str]: ...

    @property
    def proof(self) -> str: ...

    @property
    def vnaccs(self) -> str: ...

    @property
    def since(self) -> date: ...

    @property
    def until(self) -> date: ...


@dataclass(frozen=True, slots=True)
class TaxedGoods(Dated):
    """Goods under special consumption tax or environment tax, with the rate.

    `vat_reduced`: they share the reduction of VAT; `hs`: beginnings of codes whose goods surely are these.
    """

    rate: Rate = NOTHING
    vat_reduced: bool = False
    hs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exemption(Dated):
    """A ground of exemption and the kinds of tax it forgives."""

    taxes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Treatment(Dated):
    """What a type of declaration makes of each kind of tax (kinds not named are due)."""

    taxes: Mapping[str, str] = field(default_factory=dict)

    def of(self, kind: str) -> str:
        """Due, exempt, suspended or not subject."""
        return self.taxes.get(kind, DUE)


class _Row(Protocol):
    @property
    def code(self) -> str: ...

    @property
    def since(self) -> date: ...

    @property
    def until(self) -> date: ...


_Any = TypeVar("_Any", bound=_Row)


def _by_code(rows: Iterable[_Any]) -> dict[str, tuple[_Any, ...]]:
    found: dict[str, tuple[_Any, ...]] = {}
    for row in rows:
        found[row.code] = (*found.get(row.code, ()), row)
    return found


def _on(rows: Mapping[str, tuple[_Any, ...]], code: str, on: date) -> _Any | None:
    return next((row for row in rows.get(code, ()) if row.since <= on <= row.until), None)


#: names of agreements that tariff tables spell in another way
_SPELLED = {"RCEPT": "RCEP", "EAEU": "VN-EAEU", "VNEAEU": "VN-EAEU"}


def canonical(agreement: str) -> str:
    """The one spelling of an agreement's code."""
    return _SPELLED.get(agreement, agreement)


class DutyLaw:
    """All dated tax law by code and day."""

    def __init__(
        self, parameters: CitedLaw, *, agreements: Iterable[Agreement] = (), excise: Iterable[TaxedGoods] = (),
        environment: Iterable[TaxedGoods] = (), exemptions: Iterable[Exemption] = (), treatments: Iterable[Treatment] = (),
        measures: Iterable[tuple[tuple[str, ...], Measure]] = (),
    ) -> None:
        self._parameters = parameters
        listed = tuple(agreements)
        self.agreements, self.exemptions = _by_code(listed), _by_code(exemptions)
        self._agreements = {canonical(code): rows for code, rows in self.agreements.items()}
        self.excise_goods, self.environment_goods = _by_code(excise), _by_code(environment)
        self.treatments = _by_code(treatments)
        self._measures = tuple(measures)
        self._by_hs = {kind: {prefix: row.code for rows in table.values() for row in rows for prefix in row.hs}
                       for kind, table in ((EXCISE, self.excise_goods), (ENVIRONMENT, self.environment_goods))}
        self._vnaccs = {row.vnaccs: code for code, rows in self._agreements.items() for row in rows if row.vnaccs}

    def parameter(self, key: str, on: date) -> CitedParameter:
        """A legal parameter of the day with its citation."""
        return self._parameters.parameter(key, on)

    def agreement(self, code: str, on: date) -> Agreement | None:
        """The agreement of this code (ours or VNACCS's) in force on that day."""
        return _on(self._agreements, self._vnaccs.get(code, canonical(code)), on)

    def excise(self, code: str, on: date) -> TaxedGoods | None:
        """The goods under special consumption tax of this code."""
        return _on(self.excise_goods, code, on)

    def environment(self, code: str, on: date) -> TaxedGoods | None:
        """The goods under environment tax of this code."""
        return _on(self.environment_goods, code, on)

    def code_of(self, kind: str, hs: str) -> str:
        """The code of the goods that an HS code surely means; empty when it does not tell."""
        prefixes = self._by_hs[kind]
        return next((prefixes[hs[:length]] for length in range(min(len(hs), 8), 3, -1) if hs[:length] in prefixes), "")

    def measures(self, hs: str) -> tuple[Measure, ...]:
        """The additional duties that stand, or stood, against goods of this HS code."""
        return tuple(measure for beginnings, measure in self._measures if hs.startswith(beginnings))

    def exemption(self, code: str, on: date) -> Exemption | None:
        """The ground of exemption of this code."""
        return _on(self.exemptions, code, on)

    def treatment(self, kind: str, on: date) -> Treatment | None:
        """What the declaration type makes of each tax; None for a type nobody wrote down."""
        return _on(self.treatments, kind, on)
