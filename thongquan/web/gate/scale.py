"""What a vehicle weighs, typed at a lane, against what is declared."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest
from django.utils.translation import gettext as _

from thongquan.core.reading import Unreadable, read_decimal
from thongquan.core.refused import Refused
from thongquan.models import Weighing
from thongquan.web.shared.numbers import number
from thongquan.web.shared.tongue import tongue


def kg_in(request: HttpRequest, name: str) -> Decimal | None:
    """Kilograms as people type them in their language; nothing when the box is empty."""
    text = request.POST.get(name, "").strip()
    try:
        return read_decimal(text, tongue()).quantize(Decimal("0.1")) if text else None
    except (Unreadable, ArithmeticError):
        raise Refused("GAT-13", f"/{name}") from None


def told(row: Weighing) -> str:
    """What was weighed against what is declared, in one sentence."""
    if row.net_kg is None:
        return _("Weighed %(gross)s kg; the load is not known without the tare") % {"gross": number(row.gross_kg, 0)}
    if not row.declared_kg:
        return _("The load weighs %(net)s kg; the declarations on board do not say what it should weigh") % {"net": number(row.net_kg, 0)}
    values = {"net": number(row.net_kg, 0), "declared": number(row.declared_kg, 0),
              "percent": number(abs(row.net_kg / row.declared_kg - 1) * 100, 0)}
    if not row.off:
        return _("The load weighs %(net)s kg; %(declared)s kg are declared: they agree") % values
    if row.net_kg > row.declared_kg:
        return _("The load weighs %(net)s kg, %(percent)s %% more than the %(declared)s kg declared") % values
    return _("The load weighs %(net)s kg, %(percent)s %% less than the %(declared)s kg declared") % values
