"""The process in which prediction learns: `python -m thongquan.jobs.learning WORK PARENT`."""

import os
import sys
from datetime import datetime

import django

from thongquan.jobs.parent import end_with


def main(work: str, parent: int) -> int:
    """Does one piece of learning, after everything else that wants the processor, and ends with the process that asked."""
    end_with(parent)
    os.nice(15)
    django.setup()
    from django.utils import timezone  # slow: needs Django

    return WORKS[work](timezone.now())


def older(now: datetime) -> int:
    """The demo's first champion, of half a year ago."""
    from thongquan.actions.training.demo_models import older as learned  # slow: the learning libraries

    learned(now)
    return 0


def newer(now: datetime) -> int:
    """The demo's champion of today."""
    from thongquan.actions.training.demo_models import newer as learned  # slow: the learning libraries

    learned(now)
    return 0


def counted(now: datetime) -> int:
    """What the demo's pages show with its champion."""
    from thongquan.actions.training.demo_models import counted as shown  # slow: the learning libraries

    shown(now)
    return 0


def candidate(now: datetime) -> int:
    """A candidate with its trial."""
    from thongquan.actions.risk.learning import candidate as learned  # slow: the learning libraries
    from thongquan.core.actor import system  # slow: needs Django

    learned(by=system(), at=now)
    return 0


def watch(now: datetime) -> int:
    """The figures of the week that ended."""
    from thongquan.actions.risk.learning import champion_model, onward, past  # slow: the learning libraries
    from thongquan.actions.risk.readings import DRIFTS  # slow: needs Django
    from thongquan.actions.risk.readings import watch as looked  # slow: needs Django

    model = champion_model()
    if model is not None:
        told = past(now)
        looked(onward(model, told, features=DRIFTS), told, at=now)
    return 0


def recount(now: datetime) -> int:
    """The counters of the champion, after it was promoted, and the scores from which it chooses."""
    from thongquan.actions.assessment import refresh_cuts  # slow: needs Django
    from thongquan.actions.risk.learning import champion_model, opened  # slow: needs Django
    from thongquan.actions.risk.recount import count_anew  # slow: the learning libraries

    model = champion_model()
    if model is not None:
        count_anew(model, at=now)
        with opened():
            refresh_cuts(at=now)
    return 0


WORKS = {"older": older, "newer": newer, "counted": counted, "candidate": candidate, "watch": watch, "recount": recount}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongquan.config.settings")
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
