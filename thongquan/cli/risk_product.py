"""`thongquan risk promote|back|candidate|models`: the product's own risk models."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from thongquan.cli.main import load_django

WORKS = ("models", "candidate", "promote", "back")


def arguments(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the commands of the product's own models; each sets `run`."""
    told = commands.add_parser("models", help="list the product's models, the champion first")
    made = commands.add_parser("candidate", help="train a candidate on the product's own results and try it on the last days")
    made.add_argument("--objective", choices=("detection", "revenue", "balanced"), default="detection")
    given = commands.add_parser("promote", help="show a model's trial; one person proposes it, another promotes it")
    given.add_argument("model", help="its hash, or the beginning of it")
    given.add_argument("--by", metavar="USERNAME", help="who acts: the first proposes, a second promotes; without it the trial is shown and nothing changes")
    given.add_argument("--reason", default="", help="why (the one who proposes says it)")
    given.add_argument("--again", action="store_true", help="make the trial on the last days anew first")
    taken = commands.add_parser("back", help="one step back: the model before the champion scores again, or rules alone")
    taken.add_argument("--by", metavar="USERNAME", required=True)
    taken.add_argument("--reason", required=True)
    for parser, work in ((told, models), (made, candidate), (given, promote), (taken, back)):
        parser.add_argument("--json", action="store_true", help="one line of JSON")
        parser.set_defaults(run=work)


@contextmanager
def house(username: str | None = None, *, learns: bool = False) -> Iterator[tuple[Any, Any]]:
    """The database, running and up to date, in the reach of a person (or of the platform), with the moment.

    What learns opens its own transactions: it takes longer than one may stand idle.
    """
    load_django()
    from django.utils import timezone  # slow: needs Django

    from thongquan.cli.ready import ready  # slow: needs Django
    from thongquan.core.actor import system  # slow: needs Django
    from thongquan.core.rule import local_day  # slow: needs Django
    from thongquan.models import User  # slow: needs Django
    from thongquan.queries.access import actor_of  # slow: needs Django
    from thongquan.queries.scope import everywhere, scope  # slow: needs Django

    at = timezone.now()
    with ready():
        if learns:
            yield system(), at
            return
        if username is None:
            with scope(system()), everywhere():
                yield system(), at
            return
        with scope(None):
            user = User.objects.filter(username=username, is_active=True).first()
            by = actor_of(user, local_day(at)) if user else None
        if by is None:
            raise SystemExit(f"There is nobody called {username}. See /office/people/.")
        with scope(by):
            yield by, at


def refused(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """An act, or its refusal in words and exit status 1."""
    from thongquan.core.refusals import explain  # slow: every rule of law
    from thongquan.core.refused import Refused  # slow: needs Django

    try:
        return act(*args, **kwargs)
    except Refused as no:
        for finding in no.findings:
            told = explain(finding.code, finding.values, "en")
            print(f"{finding.code}: {told.says} {told.do}", file=sys.stderr)
        raise SystemExit(1) from no


def as_row(row: Any) -> dict[str, Any]:
    """A model as a line of JSON."""
    return {"model": row.hash, "state": row.state, "objective": row.objective, "trained_until": row.trained_until.isoformat(),
            "lines": row.card.get("lines"), "findings": row.card.get("findings"), "trial": row.dry_run}


def tell(args: argparse.Namespace, row: Any) -> int:
    """One model, for people or machines."""
    if args.json:
        print(json.dumps(as_row(row), ensure_ascii=False))
        return 0
    print(f"{row.hash[:12]}  {row.state}  learned until {row.trained_until}  {row.card.get('lines')} lines, {row.card.get('findings')} findings")
    told = row.dry_run
    if told:
        new, old = told["whole"]["new"], told["whole"]["old"]
        print(f"  trial of {told['days']} days: {told['checks']} choices, {told['same']} the same, {told['newly']} importers newly chosen")
        print(f"  found {new['found']} of {new['checked']} checked ({old['found']} of {old['checked']} before)")
        for one in told["offices"]:
            print(f"  {one['office']}: {one['new']['chosen']} chosen, {one['new']['found']} of {one['new']['checked']} found; "
                  f"before {one['old']['found']} of {one['old']['checked']}")
    return 0


def models(args: argparse.Namespace) -> int:
    """Every model."""
    with house():
        from thongquan.queries.risk.models import models as every  # slow: needs Django

        rows = every()
        if args.json:
            print(json.dumps([as_row(row) for row in rows], ensure_ascii=False))
            return 0
        for row in rows:
            tell(args, row)
        if not rows:
            print("No model has learned yet: `thongquan risk candidate` trains one when enough was found.")
    return 0


def candidate(args: argparse.Namespace) -> int:
    """Train, try, keep."""
    with house(learns=True) as (by, at):
        from thongquan.actions.risk.learning import candidate as learned  # slow: the learning libraries

        row = learned(by=by, at=at, objective=args.objective)
        if row is None:
            print("Too little was found to learn from: a model needs some dozens of findings by inspections and dossier checks.", file=sys.stderr)
            return 1
        return tell(args, row)


def named(beginning: str) -> Any:
    """The model whose hash begins so."""
    from thongquan.models import RiskModel  # slow: needs Django

    rows = list(RiskModel.objects.filter(hash__startswith=beginning)[:2])
    if len(rows) != 1:
        raise SystemExit(f"{'No model' if not rows else 'More than one model'} begins with {beginning}: see `thongquan risk models`.")
    return rows[0]


def promote(args: argparse.Namespace) -> int:
    """Show the trial, propose, or promote, as the model stands and as the person may."""
    if args.again:
        with house(learns=True) as (by, at):
            from thongquan.actions.risk.learning import opened, try_again  # slow: the learning libraries

            with opened():
                row = named(args.model)
            refused(try_again, row.pk, by=by, at=at)
    with house(args.by) as (by, at):
        from thongquan.actions.risk.models import promote_model, propose_model  # slow: needs Django

        row = named(args.model)
        if args.by and row.state == "proposed":
            row = refused(promote_model, row.pk, by=by, at=at)
        elif args.by:
            row = refused(propose_model, row.pk, reason=args.reason, by=by, at=at)
        return tell(args, row)


def back(args: argparse.Namespace) -> int:
    """One step back."""
    with house(args.by) as (by, at):
        from thongquan.actions.risk.models import step_back  # slow: needs Django
        from thongquan.queries.risk.models import champion  # slow: needs Django

        now = champion()
        row = refused(step_back, now.pk if now else 0, reason=args.reason, by=by, at=at)
        if row is None:
            print(json.dumps({"model": None}) if args.json else "Rules alone select now.")
            return 0
        return tell(args, row)
