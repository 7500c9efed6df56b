"""`thongquan risk models|promote|back` on an installation where nobody has started a server yet."""

import json
from contextlib import contextmanager

import pytest

from thongquan.cli import main, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def brought_up(monkeypatch):
    done = []

    @contextmanager
    def up_to_date():
        done.append("tables")
        yield
    monkeypatch.setattr(ready, "ready", up_to_date)
    monkeypatch.setattr(ready, "database", lambda: pytest.fail("the tables of a new installation were not made"))
    return done


def test_the_tables_are_brought_up_to_date_before_they_are_asked(brought_up, capsys):
    assert main.main(["risk", "models", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [] and brought_up == ["tables"]


@pytest.mark.parametrize("words", [("promote", "ab12", "--by", "nobody-here"), ("back", "--by", "nobody-here", "--reason", "x"), ("promote", "ab12")])
def test_who_or_what_is_not_there_is_told_in_one_sentence(brought_up, words):
    with pytest.raises(SystemExit, match="nobody-here|ab12"):
        main.main(["risk", *words])
