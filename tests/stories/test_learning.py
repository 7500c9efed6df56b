"""A demo begun anew learns its first models beside people at work, and stays small meanwhile."""

import time

import pytest

from tests.stories.test_start import MEMORY_LIMIT, installations, read

pytest.importorskip("lightgbm", reason="the learning libraries are left out here")
__all__ = ["installations"]
#: what the jobs begin one after the other, and how long all of it may take on a busy machine
PIECES, LONGEST = ["older", "newer", "counted", "candidate"], 600.0


def learns(border, until=""):
    """The pieces that are learned one after the other, up to the beginning of one or to the end, and the most memory meanwhile."""
    seen, most, running = [], 0, []
    deadline = time.monotonic() + LONGEST
    while running or PIECES[-1] not in seen:
        assert time.monotonic() < deadline, border.said
        words = [read(pid, "cmdline").split(b"\0") for pid in border.processes()]
        running = [line[3].decode() for line in words if line[1:3] == [b"-m", b"thongquan.jobs.learning"]]
        assert len(running) <= 1
        seen += [piece for piece in running if piece not in seen]
        most = max(most, border.memory())
        if until in running:
            break
        time.sleep(0.25)
    return seen, most


@pytest.mark.long
def test_the_first_models_are_learned_one_after_the_other_within_the_memory_and_taken_up_after_a_stop(installations):
    border = installations()
    border.wait_until_ready()
    first, most = learns(border, until="newer")
    time.sleep(5)
    assert border.stop()[0] == 0 and first == PIECES[:2]
    again = installations(port=border.port)
    again.wait_until_ready()
    rest, more = learns(again)
    assert [piece for piece in rest if piece != "older"] == PIECES[1:]  # the older one finds itself done
    assert max(most, more) < MEMORY_LIMIT, f"{max(most, more) >> 20} MB"
    with again.get("/healthz") as answer:
        assert answer.status == 200
    assert again.stop()[0] == 0
