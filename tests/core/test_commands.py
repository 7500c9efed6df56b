"""The command `thongquan` where somebody stops it, stops reading it, or types what makes no sense."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from datetime import date

import pytest

from thongquan.cli import main, typed


def test_a_reader_that_went_away_gets_no_error():
    nobody, answer = os.pipe()
    os.close(nobody)
    law = subprocess.run([sys.executable, "-m", "thongquan.cli.main", "law"], stdout=answer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(answer)
    assert (law.returncode, law.stderr) == (main.UNREAD, "")


def test_a_full_disk_is_told():
    with open("/dev/full", "w") as disk:
        full = subprocess.run([sys.executable, "-m", "thongquan.cli.main", "law"], stdout=disk, stderr=subprocess.PIPE, text=True, check=False)
    assert full.returncode == 1 and "no room left" in full.stderr and "Traceback" not in full.stderr


def test_control_c_is_no_error_report(monkeypatch, capsys):
    def interrupted(name, rest):
        raise KeyboardInterrupt
    monkeypatch.setattr(main, "done", interrupted)
    assert main.main(["law"]) == main.STOPPED
    assert capsys.readouterr().err == "Stopped.\n"


def test_an_address_where_nobody_serves_is_told(monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:none@127.0.0.1:1/none")
    monkeypatch.delenv("THONGQUAN_APP_DSN", raising=False)
    assert main.main(["hs", "search", "apple"]) == 1
    assert "DATABASE_URL" in capsys.readouterr().err


def test_days_counts_and_shares_as_people_type_them():
    assert typed.day("2026-11-01") == date(2026, 11, 1) and typed.count("20") == 20 and typed.percent("2.5") == 2.5
    for read, wrong in ((typed.day, ("1/11/2026", "2026-02-30", "")), (typed.count, ("0", "-1", "x", "1.5", "²")), (typed.percent, ("0", "101", "x", "nan"))):
        for text in wrong:
            with pytest.raises(argparse.ArgumentTypeError):
                read(text)


def test_a_command_nobody_knows_is_named(capsys):
    assert main.main(["hst", "search"]) == 2
    said = capsys.readouterr()
    assert said.err == "There is no command hst.\n" and "thongquan COMMAND" in said.out
    assert main.main(["law", "no.such.key"]) == 1
    assert "no.such.key" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main.main(["rehearse", "clearance-week", "--count", "-5"])
    assert "whole number" in capsys.readouterr().err


def test_a_home_that_cannot_be_made_is_named():
    command = [sys.executable, "-m", "thongquan.cli.main", "hs", "search", "apple"]
    done = subprocess.run(command, env=os.environ | {"THONGQUAN_HOME": "/proc/nowhere"}, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and done.stderr.startswith("THONGQUAN_HOME: /proc/nowhere") and len(done.stderr.splitlines()) == 1
