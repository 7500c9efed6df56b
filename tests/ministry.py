"""A small world of permits for tests: the plant quarantine officer, a trader, messages, a declaration."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.people import NOW, OFFICE
from thongquan.actions import licence, reference
from thongquan.core.actor import Actor, system
from thongquan.core.goods import GoodsFacts, Line, PermitRef, Trader
from thongquan.core.licence_message import Granted, GrantedLine, WindowMessage
from thongquan.core.rule import local_day
from thongquan.exchange.formats.licence_message import write
from thongquan.models import GoodsDeclaration, Party, Unit
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope

OWNER = "5700700377"
CLOCK = system()


def open_ministries() -> tuple[Actor, Actor, Actor]:
    """Reference data, and three people: the plant quarantine officer, a dossier officer, the trader's clerk."""
    reference.load()
    with scope(None):
        unit, office = Unit.objects.get(code="BN-BVTV"), Unit.objects.get(code=OFFICE)
    clerk = a_trader(OWNER)
    return (Actor(901, "Phạm Thị Thu", frozenset({"ministry"}), (unit.pk,)), Actor(902, "Trần Ly", frozenset({"dossier_officer"}), (office.pk,)), clerk)


def a_trader(tax_id: str) -> Actor:
    """A company and its clerk."""
    with scope(Actor(None, "all", frozenset({"system"}), all_units())):
        party, _ = Party.objects.get_or_create(tax_scheme="VN_MST", tax_id=tax_id, defaults={"name": f"Công ty {tax_id}"})
    return Actor(None, party.name, frozenset({"declarant"}), (), (party.pk,))


def granted(number: str = "KD-88/2026", quantity: Any = 20000, **over: Any) -> Granted:
    """A plant quarantine certificate for fruit."""
    line = GrantedLine(1, "0810", "Vải tươi", Decimal(str(quantity)), "KGM", "CN")
    return Granted(**{"kind": "KDTV", "number": number, "holder_tax_id": OWNER, "holder_name": "Công ty Trà Cổ",
                      "issued_on": local_day(NOW) - timedelta(days=1), "valid_until": date(2026, 12, 31), "lines": (line,), **over})


def message(n: Any = 1, version: int = 1, agency: str = "BVTV", **over: Any) -> WindowMessage:
    """A message of the single window about a document."""
    return WindowMessage(f"m-{n}", "NSW", agency, version, NOW, granted(**over))


def sent(what: WindowMessage, at: Any = NOW) -> licence.Received:
    """The message arrives with a good signature."""
    with scope(CLOCK):
        return licence.receive_message(what, write(what), by=CLOCK, at=at)


def a_declaration(clerk: Actor, number: str = "101234567890") -> GoodsDeclaration:
    """A registered goods declaration of the trader."""
    with scope(Actor(None, "all", frozenset({"system"}), all_units())):
        office = Unit.objects.get(code=OFFICE)
        return GoodsDeclaration.objects.create(number=number, declarant_id=clerk.parties[0], office=office, office_ids=[office.pk], state="registered",
                                               registered_at=NOW)


def facts(*quantities: Any, hs: str = "08109092", kind: str = "KDTV", number: str = "KD-88/2026", owner: str = OWNER) -> GoodsFacts:
    """A declaration of fruit, one line for each quantity in kilograms."""
    lines = tuple(Line(n, hs, "Vải tươi", "CN", Decimal(str(q)), "KGM", net_kg=Decimal(str(q)), permits=(number,)) for n, q in enumerate(quantities, 1))
    return GoodsFacts(importer_tax_id=owner, trader=Trader(tax_id=owner), permits=(PermitRef(kind, number),), lines=lines)
