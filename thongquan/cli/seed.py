"""Fills an installation: reference data everywhere, the invented border in the demo realm."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from thongquan.actions import reference as reference_data
from thongquan.actions.assessment import first_profiles
from thongquan.actions.training import demo as demo_border
from thongquan.core.actor import system
from thongquan.exchange.links.gateway import INVENTED
from thongquan.queries.scope import everywhere, scope


def reference() -> None:
    """Units, gates, lanes, the first channel rules; the first profiles, in force only where all is invented."""
    reference_data.load()
    with scope(system()), everywhere():
        first_profiles(at=timezone.now(), active=settings.REALM in INVENTED)


def demo() -> bool:
    """The lively border, once; False when it is there already."""
    return demo_border.fill(timezone.now())
