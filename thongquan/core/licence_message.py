"""What the single window says: a document as it stands, or that an agency is silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

LICENCE, AGENCY = "licence", "agency"


@dataclass(frozen=True)
class GrantedLine:
    """One line as the ministry grants it; `quantity` None states none."""

    number: int
    hs: str
    words: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    origin: str = ""
    tolerance: Decimal = Decimal(0)


@dataclass(frozen=True)
class Granted:
    """The whole document as it stands at one version; a revocation is a version too."""

    kind: str
    number: str
    holder_tax_id: str
    holder_name: str = ""
    direction: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    revoked: bool = False
    reason: str = ""
    lines: tuple[GrantedLine, ...] = ()


@dataclass(frozen=True)
class WindowMessage:
    """One message: every message carries the whole object, so that the highest version alone decides."""

    id: str
    partner: str
    agency: str
    version: int
    sent_at: datetime
    granted: Granted | None = None
    up: bool | None = None

    @property
    def about(self) -> str:
        return LICENCE if self.granted is not None else AGENCY


@dataclass(frozen=True)
class Use:
    """What customs tells the ministry back: a declaration used, or gave back, so much of a line."""

    id: str
    agency: str
    kind: str
    number: str
    line: int
    declaration: str
    quantity: Decimal
    unit: str
    left: Decimal | None
    at: datetime
    restored: bool = False
