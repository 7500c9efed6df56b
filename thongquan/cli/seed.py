"""What fills an installation: reference data everywhere, the invented border in the demo realm."""

from __future__ import annotations

from thongquan.actions import reference as reference_data


def reference() -> None:
    """Units, gates, lanes and the first channel rules."""
    reference_data.load()
