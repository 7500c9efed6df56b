"""Telling open pages that something happened at a gate."""

from thongquan.actions.notice import CHANNEL, stir

__all__ = ["CHANNEL", "stir"]
