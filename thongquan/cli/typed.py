"""What people type after a command, and what the machine answers, in plain words."""

import argparse
from datetime import date


def day(text: str) -> date:
    """A day such as 2026-11-01."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: this is no day; write it as 2026-11-01") from None


def count(text: str) -> int:
    """A whole number from 1 on."""
    if not text.isascii() or not text.isdigit() or len(text) > 6 or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text}: give a whole number from 1 on")
    return int(text)


def percent(text: str) -> float:
    """Per cent, above 0 and up to 100."""
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0 < share <= 100:
        raise argparse.ArgumentTypeError(f"{text}: give per cent, above 0 and up to 100")
    return share


def trouble(error: OSError) -> str:
    """Which file, and what is wrong with it."""
    says = {
        FileNotFoundError: "there is no such file or folder", IsADirectoryError: "this is a folder; name a file",
        NotADirectoryError: "part of this path is a file, not a folder", PermissionError: "whoever runs this may not read or write here",
    }.get(type(error), error.strerror or str(error))
    return f"{error.filename}: {says}." if error.filename else f"{says}."
