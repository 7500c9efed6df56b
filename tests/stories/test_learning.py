"""A demo begun anew learns its first models beside people at work, and stays small meanwhile."""

import time

import pytest

from tests.stories.test_start import MEMORY_LIMIT, installations, read

pytest.importorskip("lightgbm", reason="the learning libraries are left out here")
__all__ = ["installations"]
#: what the jobs begin one after the other, and how long all of it may take on a busy machine
PIECES, LONGEST = ["older", "newer", "counted", "candidate"], 600.0


@pytest.mark.long
def test_the_first_models_are_learned_one_after_the_other_within_the_memory(installations):
    border, seen, most = installations(), [], 0
    border.wait_until_ready()
    deadline = time.monotonic() + LONGEST
    running: list[str] = []
    while running or seen != PIECES:
        assert time.monotonic() < deadline, border.said
        words = [read(pid, "cmdline").split(b"\0") for pid in border.processes()]
        running = [line[3].decode() for line in words if line[1:3] == [b"-m", b"thongquan.jobs.learning"]]
        assert len(running) <= 1
        seen += [piece for piece in running if piece not in seen]
        most = max(most, border.memory())
        time.sleep(0.25)
    assert most < MEMORY_LIMIT, f"{most >> 20} MB"
    with border.get("/healthz") as answer:
        assert answer.status == 200
    assert border.stop()[0] == 0
