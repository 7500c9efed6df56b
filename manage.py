#!/usr/bin/env python3
"""Django's own commands, for those who expect them here; `thongquan manage` does the same and more."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongquan.config.settings")
    execute_from_command_line(sys.argv)
