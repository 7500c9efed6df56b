"""The settings of the live server: the real ones, and dice that choose nothing by themselves; a test that wants another throw names it."""

from thongquan.actions import dice
from thongquan.config.settings import *  # noqa: F403 - settings are every name of a module

dice.thrown = lambda: 5000
