"""The command `thongquan`: the table of its sub-commands, each in a file of its own."""

import argparse
import errno
import importlib
import os
import sys
from pathlib import Path
from typing import NamedTuple, Protocol, cast

from thongquan.config import place
from thongquan.config.postgres import ServerFailed


class Command(NamedTuple):
    """One sub-command: its file, whether it needs Django loaded, and what it does."""

    module: str
    django: bool
    does: str


class Module(Protocol):
    """What the file of a sub-command offers."""

    def arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


COMMANDS = {
    "start": Command("thongquan.cli.start", False, "start database, jobs and server, and stay until stopped"),
    "prepare": Command("thongquan.cli.prepare", True, "bring tables, texts, pages and reference data up to date"),
    "migrate": Command("thongquan.cli.migrate", True, "bring the tables up to date"),
    "doctor": Command("thongquan.cli.doctor", False, "say what is wrong with this installation and how to mend it"),
    "rehearse": Command("thongquan.cli.rehearse", False, "play a day of invented traffic and count what came of it"),
    "trail": Command("thongquan.cli.trail", True, "verify, prove, export, witness or seal the log of official acts"),
    "pass": Command("thongquan.cli.pass_", True, "judge a pass offline, publish the keys and lists that this needs"),
    "hs": Command("thongquan.cli.hs", True, "find the tariff line of goods by words in three languages or by code"),
    "duty": Command("thongquan.cli.duty", True, "compute every tax of a goods declaration, with the steps of each figure"),
    "import": Command("thongquan.cli.import_", True, "take in a tariff table or exchange rates, in stages"),
    "law": Command("thongquan.cli.law", True, "list the dated settings in force, with their citations"),
    "draw": Command("thongquan.cli.draw", True, "replay the draws of an epoch, publish its bundle, commit from outside"),
    "risk": Command("thongquan.cli.risk", False, "learn from checked lines, score others, try and watch the model, promote it"),
    "manage": Command("thongquan.cli.manage", True, "run one of Django's own commands"),
}


#: what shells give to a command ended by Ctrl-C, or by a reader that went away
STOPPED, UNREAD = 130, 141


def main(argv: list[str] | None = None) -> int:
    """Runs one sub-command and returns its exit status."""
    words = sys.argv[1:] if argv is None else argv
    if not words or words[0] not in COMMANDS:
        asked = bool(words) and words[0] in ("-h", "--help", "help")
        if words and not asked:
            print(f"There is no command {words[0]}.", file=sys.stderr)
        print(usage())
        return 0 if asked else 2
    name, *rest = words
    try:
        status = done(name, rest)
        sys.stdout.flush()
        return status
    except ServerFailed as failure:
        print(f"The database does not start. {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return STOPPED
    except OSError as error:
        return unwritten(error)


def done(name: str, rest: list[str]) -> int:
    """Loads what the sub-command needs and runs it."""
    command = COMMANDS[name]
    if command.django:
        load_django()
    module = cast(Module, importlib.import_module(command.module))
    parser = argparse.ArgumentParser(prog=f"thongquan {name}", description=command.does.capitalize() + ".")
    module.arguments(parser)
    return module.run(parser.parse_args(rest))


def unwritten(error: OSError) -> int:
    """The status when nobody reads the answer any more, or when there is no room or no home for it; any other error goes on."""
    if isinstance(error.filename, str) and Path(error.filename) in (place.home(), *place.home().parents):
        print(f"THONGQUAN_HOME: {place.base()} cannot be made or written ({error.strerror}). Name another folder, or mend its rights.", file=sys.stderr)
        return 1
    if error.errno not in (errno.EPIPE, errno.ENOSPC):
        raise error
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # else Python tries to write the rest once more at its end
    if error.errno == errno.EPIPE:
        return UNREAD
    print("There is no room left on the disk; the answer is not whole.", file=sys.stderr)
    return 1


def usage() -> str:
    """All sub-commands with what they do."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {command.does}" for name, command in COMMANDS.items()]
    return "\n".join(["usage: thongquan COMMAND [options]   (thongquan COMMAND --help for more)", "", *lines])


def load_django() -> None:
    """Loads Django before the files that need it; the database's address follows when it runs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongquan.config.settings")
    os.environ.setdefault("THONGQUAN_SECRET_KEY", place.secret("django"))
    import django  # slow: half a second that `thongquan start` need not pay

    django.setup()


if __name__ == "__main__":
    sys.exit(main())
