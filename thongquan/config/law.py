"""The installation's own lines of law: `law.toml` in its folder, read when a process begins."""

from pathlib import Path

from thongquan.catalog.amendments import BadAmendment, amend
from thongquan.config import place

NAME = "law.toml"
taken = False


def path() -> Path:
    """Where the file lies, if there is one."""
    return place.home() / NAME


def text() -> str:
    """What stands in it; empty without one."""
    return path().read_text(encoding="utf-8") if path().is_file() else ""


def fault() -> str:
    """Takes its lines into the law of this process, once; what is wrong with the file, empty when all is well."""
    global taken
    if taken:
        return ""
    try:
        amend(text())
    except (BadAmendment, OSError, UnicodeDecodeError) as wrong:
        return f"{path()}: {wrong}"
    taken = True
    return ""
