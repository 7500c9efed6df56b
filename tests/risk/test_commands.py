"""`thongquan risk` on files, and the selector that learns week by week, as somebody outside would use them."""

from __future__ import annotations

import csv
import gzip
import json
import re
import shutil
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from thongquan.cli.main import main
from thongquan.risk import table
from thongquan.risk.columns import size
from thongquan.risk.fields import ORIGIN, TEXTS
from thongquan.risk.generator import Told
from thongquan.risk.history import History
from thongquan.risk.model import Model
from thongquan.risk.selector import Selector
from thongquan.risk.table import DECLARED, FINDINGS, Unreadable, read

#: of the eight invented months, the first seven are history
UNTIL = 2027.0


def day(at: float) -> str:
    return (ORIGIN + timedelta(days=int(at))).isoformat()


def rows(told: Told) -> list[dict[str, str]]:
    """The invented trade as an administration would write it down: results of a line beside it."""
    lines, results = told.lines, told.results
    known = {results["id"][n]: n for n in range(len(results["id"]))}
    found = []
    for n in range(size(lines)):
        row = {name: str(lines[name][n]) for name in DECLARED if name not in ("date", "hour", "importer_since")}
        row |= {"date": day(lines["at"][n]), "hour": str(int(lines["at"][n] % 1 * 24)), "importer_since": day(lines["importer_since"][n])}
        at = known.get(lines["id"][n])
        row |= dict.fromkeys(FINDINGS, "") | {"illicit_found": "-1", "found_revenue_usd": "0.0"}
        if at is not None:
            row |= {"selected_by": results["selected_by"][at], "check": results["check"][at], "result_date": "pending"}
            if results["at"][at] < UNTIL:
                row |= {"result_date": day(results["at"][at]), "illicit_found": str(int(results["found"][at])), "found_type": results["type"][at],
                        "found_revenue_usd": str(results["revenue_usd"][at])}
        found.append(row)
    return found


def write(file: Path, told: list[dict[str, str]], names: tuple[str, ...]) -> Path:
    with gzip.open(file, "wt", newline="") if file.suffix == ".gz" else file.open("w", newline="") as out:
        writer = csv.DictWriter(out, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(told)
    return file


@pytest.fixture(scope="module")
def files(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history, later lines, and a model trained by the command."""
    folder, everything = tmp_path_factory.mktemp("risk"), rows(told)
    write(folder / "history.csv.gz", [row for row in everything if row["date"] < day(UNTIL)], (*DECLARED, *FINDINGS))
    write(folder / "later.csv", [row for row in everything if row["date"] >= day(UNTIL)], DECLARED)
    assert main(["risk", "train", "--history", str(folder / "history.csv.gz"), "--model", str(folder / "model"), "--seeds", "1"]) == 0
    return folder


def test_train_then_score_every_later_line(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["risk", "score", "--model", str(files / "model"), "--input", str(files / "later.csv"), "--output", str(files / "scores.csv"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    with (files / "later.csv").open() as later, (files / "scores.csv").open() as scores:
        ids, told = [row["id"] for row in csv.DictReader(later)], list(csv.DictReader(scores))
    assert sorted(ids) == sorted(row["id"] for row in told) and said["rows"] == len(ids)
    assert list(told[0]) == ["id", "score", "prob"] and all(0 <= float(row["prob"]) <= 1 for row in told)


def test_explain_and_drift(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    later = ["--model", str(files / "model"), "--input", str(files / "later.csv"), "--json"]
    assert main(["risk", "explain", *later, "--language", "en"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 10 and all(line["reasons"][0]["says"] for line in lines)
    assert all(why["weight"] > 0 for line in lines for why in line["reasons"]) and all(why["weight"] < 0 for line in lines for why in line["lowering"])
    assert any(line["lowering"] for line in lines)
    assert main(["risk", "explain", *later[:-1], "--language", "en", "--top", "27"]) == 0
    for one in re.split(r"\n(?=\d|[^ ])", capsys.readouterr().out.strip()):
        raising, speaks, lowering = one.partition("   speaks for the declarant:\n")
        assert "   -" not in raising and "   +" not in lowering and bool(speaks) == ("   -" in lowering) and not re.search(r"[+-]0\.00 ", one)
    assert main(["risk", "drift", *later]) in (0, 1)
    assert json.loads(capsys.readouterr().out)["lines"] > 500


@pytest.mark.parametrize(("spoil", "says"), [
    (lambda row: row | {"date": "31/03/2025"}, "column date: is no day; write it like 2025-03-31"),
    (lambda row: row | {"net_kg": "12,5"}, "column net_kg: is no figure of 0 or more"),
    (lambda row: row | {"importer": ""}, "column importer: is empty"),
])
def test_a_bad_cell_is_named_and_nothing_lost_silently(files: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, spoil, says: str) -> None:
    with (files / "later.csv").open() as later:
        told = list(csv.DictReader(later))[:20]
    bad = write(tmp_path / "bad.csv", [*told[:6], spoil(told[6]), *told[7:]], DECLARED)
    words = ["risk", "score", "--model", str(files / "model"), "--input", str(bad), "--output", str(tmp_path / "out.csv"), "--json"]
    assert main(words) == 2
    assert f"bad.csv, line 8, {says}" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()
    assert main([*words, "--leave-out"]) == 0
    heard = capsys.readouterr()
    assert "left out" in heard.err and json.loads(heard.out)["rows"] == 19


def test_a_long_file_is_scored_a_piece_at_a_time(files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces, or all at once because the file is in no order: the same scores; what is wrong further down still leaves no scores."""
    monkeypatch.setattr(table, "PIECE", 150)
    with (files / "later.csv").open() as later:
        told = list(csv.DictReader(later))[:500]
    days = sorted({row["date"] for row in told})
    parts = [[row for row in told if row["date"] in some] for some in (days[3:], days[:3])]
    rising, mixed = write(tmp_path / "rising.csv.gz", told, DECLARED), write(tmp_path / "mixed.csv", [*parts[0], *parts[1]], DECLARED)
    assert table.rises(rising) and not table.rises(mixed) and not table.rises(write(tmp_path / "twice.csv", [*told, told[-1]], DECLARED))
    words = ["risk", "score", "--model", str(files / "model"), "--json"]
    scores = []
    for name in (rising, mixed):
        assert main([*words, "--input", str(name), "--output", str(tmp_path / "out.csv")]) == 0
        with (tmp_path / "out.csv").open() as out:
            scores.append({row["id"]: float(row["score"]) for row in csv.DictReader(out)})
    assert list(scores[0]) == [row["id"] for row in told] and scores[0] == pytest.approx(scores[1], rel=1e-6)
    spoilt = [told[n] | {"net_kg": "-"} if n in (200, 460) else told[n] for n in range(500)]
    bad, out = write(tmp_path / "bad.csv", spoilt, DECLARED), tmp_path / "none.csv"
    capsys.readouterr()
    assert main([*words, "--input", str(bad), "--output", str(out)]) == 2
    said = capsys.readouterr().err
    assert "line 202, column net_kg" in said and "line 462, column net_kg" in said and not list(tmp_path.glob("none.csv*"))
    assert main([*words, "--input", str(bad), "--output", str(out), "--leave-out"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 498


def test_a_missing_column_or_file_is_said(files: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    short = write(tmp_path / "short.csv", [], tuple(name for name in DECLARED if name != "hs"))
    words = ["risk", "score", "--model", str(files / "model"), "--output", str(tmp_path / "out.csv"), "--input"]
    assert main([*words, str(short)]) == 2
    assert "short.csv, line 1, column hs: is missing" in capsys.readouterr().err
    assert main([*words, str(tmp_path / "none.csv")]) == 2
    assert "there is no such file" in capsys.readouterr().err


def test_a_file_is_read_as_it_was_meant(files: Path, told: Told) -> None:
    history = read(files / "history.csv.gz", results=True)
    early = told.lines["at"] < UNTIL
    assert size(history.lines) == int(early.sum())
    place = {name: n for n, name in enumerate(told.lines["id"])}
    chosen = [place[name] for name in history.lines["id"]]
    for name in TEXTS:
        assert (history.lines[name] == told.lines[name][chosen]).all(), name
    np.testing.assert_allclose(history.lines["value_usd"], told.lines["value_usd"][chosen])


def test_the_selector_learns_from_what_it_is_shown(files: Path, told: Told) -> None:
    truth = dict(zip(told.lines["id"], told.truth["type"], strict=True))
    with (files / "later.csv").open() as later:
        coming = list(csv.DictReader(later))
    chosen = []
    for _ in range(2):
        selector = Selector(files / "history.csv.gz", rounds=10, relearn=1)
        picked = []
        for week in range(2):
            batch = coming[week * 400:(week + 1) * 400]
            ids = selector.select(batch, 0.05)
            assert len(ids) == len(set(ids)) == 20 and set(ids) <= {row["id"] for row in batch}
            assert selector.observe([{"id": one, "illicit_found": int(truth[one] != ""), "found_type": truth[one]} for one in ids]) == 20
            assert selector.observe([{"id": ids[0], "illicit_found": 1, "found_type": "value"}]) == 0
            picked.append(ids)
        chosen.append(picked)
    assert chosen[0] == chosen[1]
    assert len(selector.select(coming[1200:1300], 7)) == 7
    with pytest.raises(Unreadable, match="hs"):
        selector.select([{"id": "x"}], 1)


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command says that ends with 2 and answers nothing."""
    assert main(["risk", *words]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "Traceback" not in said.err
    return said.err


def test_a_file_without_lines_raises_no_alarm(files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    none = write(tmp_path / "none.csv", [], DECLARED)
    model = ("--model", str(files / "model"), "--input", str(none))
    assert "no lines to compare" in refused(capsys, "drift", *model)
    assert main(["risk", "explain", *model, "--json"]) == 0 and capsys.readouterr().out == ""
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    said = refused(capsys, "score", "--model", str(files / "model"), "--input", str(empty), "--output", str(tmp_path / "s.csv"))
    assert said == f"{empty}, line 1, column all: the file is empty; its first line must name the columns\n"


def test_a_day_outside_the_history_parts_nothing(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for until in ("2020-01-01", "2040-01-01"):
        said = refused(capsys, "backtest", "--history", str(files / "history.csv.gz"), "--until", until, "--seeds", "1")
        assert f"The history runs from {day(0)[:2]}" in said and "Choose a day between" in said


@pytest.mark.parametrize("wrong", [("--seeds", "0"), ("--seeds", "-1"), ("--until", "01/02/2024"), ("--share", "0"), ("--share", "200")])
def test_what_is_typed_wrong_is_told_before_anything_is_counted(files: Path, capsys: pytest.CaptureFixture[str], wrong: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["risk", "backtest", "--history", str(files / "history.csv.gz"), "--until", "2024-02-01", *wrong])
    assert ended.value.code == 2 and wrong[1] in capsys.readouterr().err


def test_lines_of_the_past_are_refused_with_both_days(files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "score", "--model", str(files / "model"), "--input", str(files / "history.csv.gz"), "--output", str(tmp_path / "s.csv"))
    assert re.search(r"begin on \d{4}-\d\d-\d\d \d\d:00, but all up to \d{4}-\d\d-\d\d", said)


def test_where_nothing_can_be_written_no_minutes_of_learning_are_lost(files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken = tmp_path / "taken"
    taken.write_text("x")
    said = refused(capsys, "train", "--history", str(files / "history.csv.gz"), "--model", str(taken))
    assert "this is a file" in said and "counting" not in said
    said = refused(capsys, "score", "--model", str(files / "model"), "--input", str(files / "later.csv"), "--output", str(tmp_path / "no" / "s.csv"))
    assert "no folder" in said


def test_a_spoilt_model_is_told_as_one(files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, content in (("model.json", "{}"), ("model.json", "nonsense"), ("counters.npz", "nonsense"), ("found-0.txt", "tree")):
        model = tmp_path / "model"
        shutil.copytree(files / "model", model, dirs_exist_ok=True)
        (model / name).write_text(content)
        said = refused(capsys, "explain", "--model", str(model), "--input", str(files / "later.csv"))
        assert str(model) in said and "train it anew" in said, name


def test_a_packed_file_is_known_by_its_content(files: Path, tmp_path: Path) -> None:
    packed = tmp_path / "later.csv"
    packed.write_bytes(gzip.compress((files / "later.csv").read_bytes()))
    assert size(read(packed, results=False).lines) == size(read(files / "later.csv", results=False).lines)


def test_a_code_keeps_its_digits_and_gets_back_the_nought_a_spreadsheet_dropped(files: Path, tmp_path: Path) -> None:
    with (files / "later.csv").open() as later:
        rows_of = list(csv.DictReader(later))[:3]
    for row, code in zip(rows_of, ("8081000", "080810", "80810"), strict=True):
        row["hs"] = code
    assert list(read(write(tmp_path / "hs.csv", rows_of, DECLARED), results=False).lines["hs"]) == ["08081000", "080810", "080810"]


def test_a_model_that_cannot_be_written_whole_leaves_the_one_before(files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(files / "model", tmp_path / "model")
    kept = Model.load(tmp_path / "model", counters=True)
    before = {file.name: file.read_bytes() for file in (tmp_path / "model").iterdir()}

    def stopped(self: History, file: Path) -> None:
        raise KeyboardInterrupt
    monkeypatch.setattr(History, "save", stopped)
    with pytest.raises(KeyboardInterrupt):
        kept.save(tmp_path / "model")
    assert {file.name: file.read_bytes() for file in (tmp_path / "model").iterdir()} == before


def test_the_selector_takes_any_clear_answer_and_no_other(files: Path) -> None:
    with (files / "later.csv").open() as later:
        coming = list(csv.DictReader(later))
    selector = Selector(files / "history.csv.gz", rounds=5)
    for wrong in (-1, float("nan"), float("inf"), "5"):
        with pytest.raises(ValueError, match="k is"):
            selector.select(coming[:50], wrong)
    assert len(selector.select(coming[:50], np.int64(50))) == 50  # nothing was counted of what was refused
    ids = [row["id"] for row in coming[:50]]
    with pytest.raises(Unreadable, match="results, line 2, column illicit_found: must be 1, 0"):
        selector.observe([{"id": ids[0], "illicit_found": 0}, {"id": ids[1], "illicit_found": "yes"}])
    assert selector.observe([{"id": ids[0], "illicit_found": True}, {"id": ids[1], "illicit_found": False}, {"id": ids[2], "illicit_found": -1},
                             {"id": ids[3], "illicit_found": float("nan")}, {"id": ids[4], "illicit_found": 1.0, "found_type": "value"}]) == 3
    with pytest.raises(Unreadable, match="found_type"):
        selector.observe([{"id": ids[5], "illicit_found": 1, "found_type": "nonsense"}])
    with pytest.raises(ValueError, match="counted already"):
        selector.select(coming[:10], 1)
