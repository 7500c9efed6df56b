"""Fills an installation: reference data everywhere, the invented border in the demo realm."""

from __future__ import annotations

from django.utils import timezone

from thongquan.actions import reference as reference_data
from thongquan.actions.training import demo as demo_border


def reference() -> None:
    """Units, gates, lanes and the first channel rules."""
    reference_data.load()


def demo() -> bool:
    """The lively border, once; False when it is there already."""
    return demo_border.fill(timezone.now())
