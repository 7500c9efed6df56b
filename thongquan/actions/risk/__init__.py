"""Acts of prediction: lines kept and scored, results learned from, models promoted, drift watched."""

from thongquan.actions.risk.observe import Known, chosen_for, entered, found

__all__ = ["Known", "chosen_for", "entered", "found"]
