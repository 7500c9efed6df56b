"""The facts of one goods declaration, as rules, duty, selection and assignment see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from thongquan.core.tariff import Found

IMPORT, EXPORT, TRANSIT = "import", "export", "transit"
DIRECTIONS = (IMPORT, EXPORT, TRANSIT)

#: channels in rising strictness (Circular 38/2015 art. 19 §1 as amended)
GREEN, YELLOW, RED = "green", "yellow", "red"
CHANNELS = (GREEN, YELLOW, RED)

#: VNACCS takes at most 50 lines a declaration; more are split and linked
MOST_LINES = 50
#: goods that wait badly, by chapter: live animals, plants, fresh meat, fish, dairy, vegetables, fruit
PERISHABLE_CHAPTERS = frozenset({"01", "02", "03", "04", "06", "07", "08"})


@dataclass(frozen=True)
class Line:
    """One line: what the goods are, how much, and what they are worth.

    `hs` has 6 to 12 digits; `invoice_value` is in the invoice's currency, `customs_value` in đồng (None until
    it is computed); weights are kilograms; `preference` is a free-trade agreement's code ("" = MFN).
    """

    number: int = 1
    hs: str = ""
    name: str = ""
    origin: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    quantity2: Decimal | None = None
    unit2: str = ""
    unit_price: Decimal | None = None
    price_unit: str = ""
    invoice_value: Decimal | None = None
    customs_value: Decimal | None = None
    net_kg: Decimal | None = None
    gross_kg: Decimal | None = None
    packages: int | None = None
    preference: str = ""
    quota: bool = False
    exemption: str = ""
    reduction: Decimal | None = None
    excise_code: str = ""
    environment_code: str = ""
    vat_code: str = ""
    additional_code: str = ""
    brand: str = ""
    model: str = ""
    previous_number: str = ""
    previous_line: int | None = None
    permits: tuple[str, ...] = ()
    material_code: str = ""
    price_currency: str = ""
    exemption_list: str = ""
    exemption_line: int | None = None
    absolute_rate: Decimal | None = None
    absolute_unit: str = ""
    absolute_currency: str = ""

    @property
    def chapter(self) -> str:
        return self.hs[:2]

    @property
    def heading(self) -> str:
        return self.hs[:4]


@dataclass(frozen=True)
class Invoice:
    """The commercial invoice: Incoterm, currency (ISO 4217), total in that currency."""

    kind: str = "A"
    number: str = ""
    day: date | None = None
    incoterm: str = ""
    currency: str = ""
    total: Decimal | None = None
    payment: str = ""


@dataclass(frozen=True)
class Adjustment:
    """An addition to (or deduction from) the price: kind, amount, currency (Circular 39/2015 arts 13-15)."""

    kind: str = ""
    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class Valuation:
    """How the customs value is found: method 1-6, freight, insurance, adjustments; amounts in their own currency.

    `freight_by` says how freight is shared out over the lines: by "value" or by "weight".
    """

    method: str = "1"
    freight: Decimal | None = None
    freight_currency: str = ""
    insurance: Decimal | None = None
    insurance_currency: str = ""
    adjustments: tuple[Adjustment, ...] = ()
    related: bool = False
    freight_by: str = "value"


@dataclass(frozen=True)
class PermitRef:
    """A ministry's document cited on the declaration: its type code and number."""

    kind: str = ""
    number: str = ""


@dataclass(frozen=True)
class DocumentRef:
    """A document of the dossier: kind, number, day, how it came (upload, signed, data) and its digest."""

    kind: str = ""
    number: str = ""
    day: date | None = None
    how: str = "upload"
    sha256: str = ""


@dataclass(frozen=True)
class Trader:
    """What the registers know of the declarant on that day. `grade` is compliance 1 (priority) to 5."""

    id: int = 0
    tax_id: str = ""
    active: bool = True
    stopped: bool = False
    enforced: bool = False
    grade: int = 3
    months_known: int = 0
    declarations_before: int = 0
    hits_before: int = 0
    checks_before: int = 0
    mandate_covers: bool = True


@dataclass(frozen=True)
class GoodsHistory:
    """What other declarations tell: reuse of the own reference, the cited previous declaration, changes.

    `previous`: number of a cited declaration -> its lines by number, each (HS, unit, quantity still open);
    `previous_kinds`: the type code of each. `permits_known` None means that nobody looked.
    """

    reference_used_by: str = ""
    invoice_used_by: str = ""
    previous: dict[str, dict[int, tuple[str, str, Decimal]]] = field(default_factory=dict)
    bill_used_by: str = ""
    amended: frozenset[str] = frozenset()
    permits_known: frozenset[str] | None = None
    previous_kinds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class GoodsFacts:
    """One goods declaration at one moment. Times are aware; money is Decimal; HS codes have no dots.

    `arrival` is the day of arrival of an import and of departure of an export. `tariff` holds what the tariff of
    the day says of each code here, `rates` the đồng of one unit of each currency; None means that nobody looked.
    """

    direction: str = IMPORT
    kind: str = "A11"
    state: str = "draft"
    number: str = ""
    own_reference: str = ""
    mode: str = "road"
    office: str = ""
    office_region: str = ""
    gate: str = ""
    place_of_goods: str = ""
    importer: str = ""
    importer_tax_id: str = ""
    importer_address: str = ""
    exporter: str = ""
    partner_country: str = ""
    agent_tax_id: str = ""
    bills: tuple[str, ...] = ()
    packages: int | None = None
    package_unit: str = ""
    gross_kg: Decimal | None = None
    conveyance: str = ""
    arrival: date | None = None
    loading_place: str = ""
    unloading_place: str = ""
    containers: tuple[str, ...] = ()
    invoice: Invoice = Invoice()
    valuation: Valuation = Valuation()
    permits: tuple[PermitRef, ...] = ()
    documents: tuple[DocumentRef, ...] = ()
    lines: tuple[Line, ...] = ()
    purpose: str = ""
    temporary_until: date | None = None
    guarantee: str = ""
    contract: str = ""
    notes: str = ""
    split_part: int = 1
    split_of: int = 1
    exporter_tax_id: str = ""
    exporter_address: str = ""
    party_kind: str = ""
    cargo_class: str = ""
    price_kind: str = ""
    principal: str = ""
    previous_number: str = ""
    first_number: str = ""
    exit_gate: str = ""
    route: str = ""
    gate_known: bool = True
    gate_office: str = ""
    gate_mode: str = ""
    exit_gate_known: bool = True
    cleared_at: datetime | None = None
    tariff: Mapping[str, Found] | None = None
    rates: Mapping[str, Decimal] | None = None
    declared_at: datetime | None = None
    registered_at: datetime | None = None
    trader: Trader = Trader()
    history: GoodsHistory = GoodsHistory()

    @property
    def own_tax_id(self) -> str:
        """The tax code of the side in this country: importer of an import, exporter of an export."""
        return self.exporter_tax_id if self.direction == EXPORT else self.importer_tax_id

    @cached_property
    def hs_codes(self) -> frozenset[str]:
        return frozenset(line.hs for line in self.lines if line.hs)

    @cached_property
    def origins(self) -> frozenset[str]:
        return frozenset(line.origin for line in self.lines if line.origin)

    @property
    def perishable(self) -> bool:
        """Whether any line spoils by waiting (it goes first everywhere)."""
        return any(line.chapter in PERISHABLE_CHAPTERS for line in self.lines)
