"""Fills an installation: reference data everywhere, the invented border in the demo realm."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from thongquan.actions import reference as reference_data
from thongquan.actions.assessment import first_profiles
from thongquan.actions.training import demo as demo_border
from thongquan.actions.training import demo_desks
from thongquan.actions.training.goods_cast import gather_goods
from thongquan.core.actor import system
from thongquan.exchange.formats.invoice_pdf import invoice
from thongquan.exchange.links.gateway import INVENTED
from thongquan.models import VehicleDeclaration
from thongquan.queries.scope import everywhere, scope

#: how far back an invented installation's history may go
PAST = timedelta(days=28)


def reference() -> None:
    """Units, gates, lanes, the first channel rules; the first profiles, in force only where all is invented.

    There they have been in force for some weeks already, so that invented history can be played.
    """
    reference_data.load()
    invented = settings.REALM in INVENTED
    with scope(system()), everywhere():
        first_profiles(at=timezone.now() - (PAST if invented else timedelta()), active=invented)


def law(text: str) -> None:
    """The administration's own lines of law are other ones than at the last start."""
    reference_data.tell_law(text, at=timezone.now())


def nothing_yet() -> bool:
    """Whether nobody has declared anything here."""
    with scope(system()), everywhere():
        return not VehicleDeclaration.objects.exists()


def demo() -> bool:
    """The lively border, once; False when it is there already."""
    now = timezone.now()
    if not demo_border.fill(now):
        return False
    demo_desks.fill(gather_goods(now), now, invoice)
    return True
