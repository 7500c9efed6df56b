"""Acts of prediction: lines scored, results learned from, models promoted, drift watched."""

from thongquan.actions.risk.observe import Known, Looked, found, kept, looked_at

__all__ = ["Known", "Looked", "found", "kept", "looked_at"]
