"""`thongquan risk …`: learn from checked lines, score others, try, explain, watch."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from thongquan.cli import risk_product, typed
from thongquan.core.words import LANGUAGES

#: as `risk.scores.OBJECTIVES`, told before the learning libraries are loaded
OBJECTIVES = ("detection", "revenue", "balanced")


def arguments(parser: argparse.ArgumentParser) -> None:
    """One of the acts, and what it needs."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="train | score | backtest | explain | drift | promote …")
    act = acts.add_parser("train", help="learn from declared lines and the results known of them")
    act.add_argument("--history", type=Path, required=True, metavar="FILE", help="CSV, plain or .gz, with declared columns and results")
    act.add_argument("--model", type=Path, required=True, metavar="DIR", help="where the model is written")
    _learns(act)
    act = acts.add_parser("score", help="id, score and calibrated chance for each line of a file")
    _model_and_input(act)
    act.add_argument("--output", type=Path, required=True, metavar="FILE", help="CSV to write; .gz packs it")
    act = acts.add_parser("backtest", help="learn up to a day, judge on what came after, beside the old rules and raw columns")
    act.add_argument("--history", type=Path, required=True, metavar="FILE", help="as for train")
    act.add_argument("--until", type=typed.day, required=True, metavar="DAY", help="first day that only judges, such as 2025-04-01")
    act.add_argument("--share", type=typed.percent, default=5.0, metavar="PERCENT", help="per cent of each week that is checked (default 5)")
    _learns(act)
    act = acts.add_parser("explain", help="why these lines score as they do, with the compared numbers")
    _model_and_input(act)
    act.add_argument("--id", action="append", default=[], help="only this line (again for more; default: the ten highest)")
    act.add_argument("--top", type=typed.count, default=3, help="at most so many reasons (default 3)")
    act.add_argument("--language", choices=LANGUAGES, default="vi")
    act = acts.add_parser("drift", help="whether lines and results have moved since the model learned; 1 when there is an alarm")
    _model_and_input(act)
    for one in acts.choices.values():
        one.add_argument("--json", action="store_true", help="one JSON line")
    risk_product.arguments(acts)


def _learns(act: argparse.ArgumentParser) -> None:
    act.add_argument("--objective", choices=OBJECTIVES, default="detection", help="most findings, most revenue, or p·√revenue (default detection)")
    act.add_argument("--seeds", type=typed.count, default=3, help="how many learners are averaged (default 3)")
    act.add_argument("--leave-out", action="store_true", help="go on without rows that cannot be read, and name them")


def _model_and_input(act: argparse.ArgumentParser) -> None:
    act.add_argument("--model", type=Path, required=True, metavar="DIR", help="what `risk train` wrote")
    act.add_argument("--input", type=Path, required=True, metavar="FILE", help="CSV, plain or .gz, with the declared columns, later than the history")
    act.add_argument("--leave-out", action="store_true", help="go on without rows that cannot be read, and name them")


def run(args: argparse.Namespace) -> int:
    """Does the act; 2 when a file or a model cannot be used."""
    if args.act not in ACTS:
        done: int = args.run(args)
        return done
    try:
        return ACTS[args.act](args)
    except ModuleNotFoundError as error:
        return _refused(f"The learning libraries are missing ({error.name}). Run bin/environment without THONGQUAN_LEARNING=off.")
    except BrokenPipeError:  # whoever read the answer has gone: no fault of a file
        raise
    except OSError as error:
        return _refused(typed.trouble(error))
    except ValueError as error:
        return _refused(str(error))


def _refused(says: str) -> int:
    print(says, file=sys.stderr)
    return 2


def _step(says: str) -> None:
    """Progress, for people; results stand on the standard output."""
    print(says, file=sys.stderr, flush=True)


def _read(file: Path, args: argparse.Namespace, *, results: bool) -> Any:
    from thongquan.risk import table  # slow: the learning libraries, not needed for --help

    _stays(file)
    read = table.read(file, results=results, leave_out=args.leave_out)
    _left_out(file, read.left_out, table.SHOWN)
    _step(f"{file}: {len(read.lines['id']):,} lines, {len(read.results['id']):,} results"
          + (f", {len({fault.line for fault in read.left_out}):,} rows left out" if read.left_out else ""))
    return read


def _left_out(file: Path, faults: Sequence[Any], most: int) -> None:
    for fault in faults[:max(0, most)]:
        _step(f"left out: {file}, line {fault.line}, column {fault.column}: {fault.says}")


def _tell(args: argparse.Namespace, found: dict[str, Any]) -> None:
    if args.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print("\n".join(f"{name}: {json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value}" for name, value in found.items()))


def train(args: argparse.Namespace) -> int:
    """Learns and writes the model with all it has counted."""
    from thongquan.risk import model  # slow: the learning libraries, not needed for --help

    began = time.monotonic()
    _is_folder(args.model if args.model.exists() else next(above for above in args.model.absolute().parents if above.exists()))
    read = _read(args.history, args, results=True)
    _step("counting and learning …")
    made = model.train(read.lines, read.results, objective=args.objective, seeds=tuple(range(1, args.seeds + 1)), digest=read.digest)
    made.save(args.model)
    card = {name: value for name, value in made.card.items() if name != "shapes"}
    _tell(args, {"model": str(args.model), "hash": made.hash, "seconds": round(time.monotonic() - began, 1), "left_out": len(read.left_out), **card})
    return 0


def score(args: argparse.Namespace) -> int:
    """Scores every line of the file, counting its lines on the way; the model itself stays as it was."""
    from thongquan.risk import model, table  # slow: the learning libraries, not needed for --help

    began, left = time.monotonic(), set[int]()
    made = model.Model.load(args.model, counters=True)
    _is_folder(args.output.absolute().parent)
    _stays(args.input)
    if table.rises(args.input):
        parts: Iterable[Any] = table.pieces(args.input, leave_out=args.leave_out)
    else:
        _step(f"{args.input}: not in order of time, so all of it is read first")
        parts = [table.read(args.input, results=False, leave_out=args.leave_out)]
    count = table.write_scores(args.output, _scored(made, parts, args.input, left))
    took = time.monotonic() - began
    _tell(args, {"output": str(args.output), "rows": count, "left_out": len(left), "model": made.hash, "seconds": round(took, 1),
                 "rows_per_second": round(count / took)})
    return 0


def _scored(made: Any, parts: Iterable[Any], file: Path, left: set[int]) -> Iterator[tuple[Any, Any, Any]]:
    """Ids, scores and chances, a part of the file at a time; `left` takes the numbers of the rows left out."""
    from thongquan.risk.judging import ranked  # slow: the learning libraries, not needed for --help
    from thongquan.risk.table import SHOWN  # slow: the same

    done = 0
    for read in parts:
        _left_out(file, read.left_out, SHOWN - len(left))
        left.update(fault.line for fault in read.left_out)
        place = 0
        for worth, chances in ranked(made, read.lines, read.results):
            yield read.lines["id"][place:place + len(worth)], worth, chances
            place += len(worth)
        done += place
        _step(f"scored {done:,}")


def _is_folder(folder: Path) -> None:
    """ValueError where no model or file can be written, before minutes of learning are lost."""
    if not folder.is_dir():
        raise ValueError(f"{folder}: this is {'a file' if folder.exists() else 'no folder'}; name a folder that can be written to.")


def _stays(file: Path) -> None:
    """ValueError for what can be read only once; lines are looked at before they are scored."""
    if file.exists() and not file.is_file():
        raise ValueError(f"{file}: save the lines as a file first; they are read twice.")


def backtest(args: argparse.Namespace) -> int:
    """The figures of a time split."""
    from thongquan.risk import backtest as past  # slow: the learning libraries, not needed for --help
    from thongquan.risk.fields import days  # slow: the same

    began = time.monotonic()
    read = _read(args.history, args, results=True)
    _step("counting, learning, judging …")
    found = past.backtest(read.lines, read.results, days(args.until), objective=args.objective, seeds=tuple(range(1, args.seeds + 1)),
                          share=args.share / 100)
    _tell(args, {"until": args.until.isoformat(), **found, "seconds": round(time.monotonic() - began, 1)})
    return 0


def _told(reasons: Iterable[Any], language: str) -> list[dict[str, Any]]:
    """Reasons as they are printed."""
    return [{"code": one.code, "weight": one.weight, "says": one.words.say(language), "values": dict(one.values)} for one in reasons]


def explain(args: argparse.Namespace) -> int:
    """The reasons of the lines asked for, as of the end of the model's history."""
    from thongquan.risk import model  # slow: the learning libraries, not needed for --help
    from thongquan.risk.judging import explained  # slow: the same

    made, read = model.Model.load(args.model, counters=True), _read(args.input, args, results=False)
    if strange := set(args.id) - set(read.lines["id"]):
        raise ValueError(f"{args.input}: no line {', '.join(sorted(strange))}")
    for one in explained(made, read.lines, ids=args.id, top=args.top):
        reasons, lowering = (_told(part, args.language) for part in (one.reasons, one.lowering))
        if args.json:
            print(json.dumps({"id": one.id, "score": one.score, "prob": one.prob, "reasons": reasons, "lowering": lowering}, ensure_ascii=False))
        else:
            raising, speaking = ([f"   {reason['weight']:+.2f}  {reason['says']}" for reason in part] for part in (reasons, lowering))
            print("\n".join([f"{one.id}  {one.prob:.3f}", *raising, *(["   speaks for the declarant:"] if speaking else []), *speaking]))
    return 0


def drift(args: argparse.Namespace) -> int:
    """What has moved; results in the file, where it has any, tell hit rate and delay."""
    from thongquan.risk import judging, model, table  # slow: the learning libraries, not needed for --help

    made = model.Model.load(args.model, counters=True)
    with table.opened(args.input) as file:
        told = set(table.FINDINGS) <= set(file.readline().strip().split(","))
    read = _read(args.input, args, results=told)
    found = judging.drifted(made, read.lines, read.results)
    _tell(args, found.as_json())
    return 1 if found.alarms else 0


ACTS: dict[str, Callable[[argparse.Namespace], int]] = {"train": train, "score": score, "backtest": backtest, "explain": explain, "drift": drift}
