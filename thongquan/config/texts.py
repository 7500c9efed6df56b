"""Translations are kept as .po files; this makes gettext's .mo files, without its tools."""

import os
from pathlib import Path

import polib

from thongquan.config import place

LOCALES = place.PACKAGE / "locale"


def compile_texts(folder: Path = LOCALES) -> int:
    """Compiles every catalogue that is newer than its compiled form; returns how many it compiled."""
    done = 0
    for source in sorted(folder.glob("*/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = target.with_suffix(f".{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(fresh))
        fresh.replace(target)
        done += 1
    return done
