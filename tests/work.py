"""Goods declarations and officers for tests of assignment: small, registered, with a form that can be weighed."""

from datetime import datetime
from typing import Any

from tests.people import NOW, OFFICE, a_person, a_unit
from thongquan.actions import assignment
from thongquan.core.actor import Actor, system
from thongquan.models import GoodsDeclaration, Party, Task
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope


def everywhere() -> Actor:
    """The clock's reach."""
    return system(all_units())


def a_trader(n: int = 0) -> Party:
    """An invented importer."""
    return Party.objects.get_or_create(tax_scheme="VN_MST", tax_id=f"57009{n:05d}", defaults={"name": f"Nhà nhập khẩu {n}", "country": "VN"})[0]


def a_goods(n: int = 0, trader: int | None = None, **over: Any) -> GoodsDeclaration:
    """A registered declaration of fruit on its own truck."""
    unit = a_unit(OFFICE)
    body = {"mode": "road", "conveyance": f"14C-{10000 + n}", "lines": [{"hs": "08109092", "origin": "VN", "name": "Thanh long"}], **over}
    return GoodsDeclaration.objects.create(
        number=f"10{n:010d}", declarant=a_trader(n if trader is None else trader), office=unit, office_ids=[unit.pk], state="checking", body=body,
        line_count=1, created_at=NOW, registered_at=NOW)


def officers(count: int, role: str = "dossier_officer", unit: str = OFFICE) -> list[Actor]:
    """So many people with one role."""
    return [a_person(f"{role[:3]}{n}", role, unit=unit) for n in range(count)]


def assigned(n: int = 0, kind: str = "dossier", *, at: datetime = NOW, trader: int | None = None, **over: Any) -> Task:
    """A declaration given to an officer."""
    with scope(everywhere()):
        return assignment.assign(a_goods(n, trader, **over), kind, at=at)
