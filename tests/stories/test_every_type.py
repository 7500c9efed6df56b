"""Every type of declaration is registered: with what its type demands it goes through, without it is refused."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from tests import goods as made
from thongquan.actions import payment
from thongquan.actions.declaration.draft import draft
from thongquan.actions.declaration.register import register
from thongquan.catalog.declaration_types import DECLARATION_TYPES
from thongquan.catalog.demo_goods import PORTS, consignment
from thongquan.core.declaration_types import REQUIRED, TAXED, DeclarationType
from thongquan.core.refused import RulesBroken
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration, PaymentOrder
from thongquan.queries.scope import scope

DATABASE = "house"
pytestmark = pytest.mark.django_db
TODAY = local_day(made.NOW)
CONTRACT = {"contract": "HDGC-2026-014", "contract_day": (TODAY - timedelta(days=40)).isoformat()}
#: the types of contract work
ON_CONTRACT = ("E21", "E23", "E41", "E52", "E54", "E82", "G11", "G12")
#: an export that another type brings back or completes names what was sent out, and the other way round
FIRST_OF = {"import": "A11", "export": "B11"}


@pytest.fixture
def owner():
    return made.open_house()[1].traders[0]


def first_of(kind: DeclarationType) -> str:
    """A type that this one may follow."""
    return FIRST_OF.get(min(kind.cites), min(kind.cites))


def answers(n: int, kind: DeclarationType, **over: Any) -> dict[str, Any]:
    """What is told of any goods of that type; nothing yet of what the type itself demands."""
    direction = "export" if kind.direction == "export" else "import"
    values = {**consignment(random.Random(6), n, PORTS[0], direction, TODAY, 1), "kind": kind.code, **over}
    if kind.direction == "transit":
        values = {name: value for name, value in values.items() if name not in ("importer_tax_id", "importer_address")}
        values |= {"route": "QL18", "destination_country": "LA"}
    return values


def demanded(kind: DeclarationType, previous: GoodsDeclaration | None) -> dict[str, Any]:
    """What the type demands beyond that."""
    told: dict[str, Any] = {}
    if kind.code in ON_CONTRACT:
        told |= CONTRACT
    if kind.deadline == REQUIRED:
        told["temporary_until"] = (TODAY + timedelta(days=min(kind.days or 60, 60))).isoformat()
    if kind.direction == "transit":
        told["exit_gate"] = "VNHUGT"
    if previous is not None:
        told["previous_number"] = previous.number
    return told


def of_lines(values: dict[str, Any], kind: DeclarationType, previous: GoodsDeclaration | None) -> dict[str, Any]:
    """The same with what the type demands of each line."""
    more: dict[str, Any] = {"exemption_list": "DM-2026-7", "exemption_line": 1} if kind.code == "A43" else {}
    if previous is not None:
        goods = previous.body["lines"] if kind.same_goods else values["lines"]
        told = {name: previous.body[name] for name in ("currency", "invoice_total", "gross_kg", "packages") if kind.same_goods}
        return {**values, **told, "lines": [{**row, **more, "previous_line": 1} for row in goods]}
    return {**values, "lines": [{**row, **more} for row in values["lines"]]}


def registered(owner, values: dict[str, Any], direction: str) -> GoodsDeclaration:
    """Drafted and registered, its tax paid where there is one."""
    with scope(owner):
        row = draft(values, declarant_id=owner.parties[0], by=owner, at=made.NOW, direction=direction)
        (one,) = register(row.pk, by=owner, at=made.NOW, die=made.QUIET)
        for order in PaymentOrder.objects.filter(declaration=one.declaration, state="open"):
            payment.paid(payment.pay(order.pk, bank="VTB", by=owner, at=made.NOW).pk, bank_reference=f"B{order.pk}", at=made.NOW)
        return GoodsDeclaration.objects.get(pk=one.declaration.pk)


def whole(owner, n: int, code: str) -> GoodsDeclaration:
    """A declaration of that type with everything it demands; what it follows is registered and cleared first."""
    kind = DECLARATION_TYPES[code]
    previous = whole(owner, n + 500, first_of(kind)) if kind.previous == REQUIRED else None
    values = of_lines({**answers(n, kind), **demanded(kind, previous)}, kind, previous)
    return registered(owner, values, kind.direction)


@pytest.mark.parametrize(("n", "code"), list(enumerate(DECLARATION_TYPES)), ids=list(DECLARATION_TYPES))
def test_every_type_is_registered_with_what_it_demands(owner, n, code):
    kind = DECLARATION_TYPES[code]
    row = whole(owner, n, code)
    assert row.number and row.number.startswith({"import": "10", "export": "30"}.get(kind.direction, "")) and row.channel == "green"
    assert row.state in ("cleared", "decided") and row.kind == code
    if kind.duty != TAXED:
        assert row.tax_total == 0, "nothing is collected now"
    elif kind.direction == "import":
        assert row.tax_total > 0


DEMANDING = [code for code, kind in DECLARATION_TYPES.items() if demanded(kind, None) or kind.previous == REQUIRED or code == "A43"]


@pytest.mark.parametrize("code", DEMANDING)
def test_without_what_its_type_demands_it_is_refused(owner, code):
    kind = DECLARATION_TYPES[code]
    with pytest.raises(RulesBroken) as refused, transaction.atomic():
        registered(owner, answers(900, kind), kind.direction)
    wanted = {f.pointer.rsplit("/", 1)[-1] for f in refused.value.findings if f.blocks}
    names = set(demanded(kind, None)) - {"contract_day"}
    names |= {"previous_number"} if kind.previous == REQUIRED else set()
    names |= {"exemption_list"} if code == "A43" else set()
    assert wanted == names
