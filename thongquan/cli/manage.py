"""`thongquan manage …`: Django's own commands, with the database running behind them."""

import argparse

from django.core.management import execute_from_command_line

from thongquan.cli import ready

WITHOUT_DATABASE = {"makemigrations", "makemessages", "compilemessages", "collectstatic", "findstatic", "check", "help", "diffsettings"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Everything that follows is Django's."""
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="command …")


def run(args: argparse.Namespace) -> int:
    """Runs the command as the application's role."""
    words = ["thongquan manage", *(args.words or ["help"])]
    if words[1] in WITHOUT_DATABASE:
        execute_from_command_line(words)
        return 0
    with ready.ready():
        execute_from_command_line(words)
    return 0
