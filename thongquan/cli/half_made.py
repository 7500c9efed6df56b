"""A demo whose making was cut off: marked while it is made, thrown away by the next start."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from thongquan.config import place, roles

MARK = "half-made"
STOP_SECONDS = 5


@contextmanager
def making() -> Iterator[None]:
    """The realm's home bears a mark until the demo is whole; the mark is held by whoever makes it."""
    mark = place.home() / MARK
    with open(mark, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
        mark.unlink()


def throw_away() -> bool:
    """Removes a half-made demo with its database: nobody has used it. False where there is none, or somebody makes it now."""
    mark = place.home() / MARK
    if place.realm() != "demo" or roles.served():
        return False
    try:
        file = open(mark)
    except FileNotFoundError:  # none, or its maker has just ended
        return False
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if not mark.exists():  # whoever made it has just ended
            return False
        roles.embedded().stop(STOP_SECONDS)
        shutil.rmtree(place.home())
    return True
