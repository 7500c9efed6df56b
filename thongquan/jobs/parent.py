"""No process outlives the one that started it: the kernel ends it, even after kill -9."""

import ctypes
import os
import signal

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36

libc = ctypes.CDLL(None)


def end_with(parent: int, number: int = signal.SIGTERM) -> None:
    """In the child: it gets this signal when the parent with this number is gone, or was before we came here (`man 2 prctl`)."""
    libc.prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


def inherit_orphans() -> None:
    """In the parent: the children of children that ended become its own, not those of the machine."""
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
