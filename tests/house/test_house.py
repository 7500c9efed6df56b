"""The house keeps its own rules."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
HOUSE = CHECKOUT / "thongquan"
PEN = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "acreate", "asave", "adelete"}
PENLESS = ("web", "api", "jobs", "queries", "exchange")
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_CAPTION = 400, 50, 90
DRAWERS = {"utils", "util", "helpers", "common", "services", "base", "misc", "managers"}
ASKS = re.compile(r"(timezone|datetime|date|time|datetime\.datetime|random)\.(now|today|utcnow|time|random|choice|randint)")
REASONS = ("# slow:", "# optional:")
DIGITS = {"isdigit", "isdecimal", "isnumeric"}


def files(*rooms: str) -> list[Path]:
    found = [path for room in rooms for path in sorted((HOUSE / room).rglob("*.py")) if "migrations" not in path.parts]
    return [pytest.param(path, id=str(path.relative_to(CHECKOUT))) for path in found]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


@pytest.mark.parametrize("path", files("."))
def test_every_file_opens_with_a_one_line_caption(path):
    caption = (ast.get_docstring(tree(path)) or "").split("\n")[0]
    assert 0 < len(caption) <= LONGEST_CAPTION


@pytest.mark.parametrize("path", files("."))
def test_files_and_functions_stay_short(path):
    assert len(path.read_text().splitlines()) <= LONGEST_FILE
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize("path", files(*PENLESS))
def test_only_actions_hold_the_pen(path):
    """Doors and queries call no method that writes a row; sets, dictionaries and hashes may `update`."""
    strokes = [
        f"line {node.lineno}: {ast.unparse(node.func)}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PEN and touches_rows(node)
    ]
    assert strokes == []


def touches_rows(call: ast.Call) -> bool:
    """Whether the call can mean a row: rows are written by keywords, files, hashes and dictionaries take something."""
    return "objects" in ast.unparse(call.func) or (not call.args and (call.func.attr != "update" or bool(call.keywords)))


@pytest.mark.parametrize("path", files("."))
def test_a_local_import_gives_its_reason(path):
    lines = path.read_text().splitlines()
    inside = [
        lines[node.lineno - 1].strip()
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert [line for line in inside if not any(reason in line for reason in REASONS)] == []


@pytest.mark.parametrize("path", files("."))
def test_no_drawer_for_odds_and_ends(path):
    assert not DRAWERS & {path.stem, *path.relative_to(HOUSE).parts[:-1]}


@pytest.mark.parametrize("path", files("core", "catalog", "queries", "actions", "risk"))
def test_below_the_doors_nobody_asks_for_the_time_or_for_luck(path):
    asked = [
        f"line {node.lineno}: {ast.unparse(node.func)}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ASKS.fullmatch(ast.unparse(node.func))
    ]
    assert asked == []


@pytest.mark.parametrize("path", files("web", "api"))
def test_a_number_that_somebody_sent_is_read_in_one_place(path):
    """`core.digits.natural` alone makes it: '²'.isdigit() is true, int('²') fails, and thirty nines overflow a key."""
    twice = []
    for function in ast.walk(tree(path)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            called = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
            if any(isinstance(f, ast.Name) and f.id == "int" for f in called) and any(isinstance(f, ast.Attribute) and f.attr in DIGITS for f in called):
                twice.append(f"line {function.lineno}: {function.name}")
    assert twice == []


@pytest.mark.parametrize("path", files("."))
def test_everything_is_caught_only_at_a_door(path):
    """`except Exception` belongs to a door or to the outermost loop of a job, with its reason beside it."""
    broad = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
    ]
    if path.relative_to(HOUSE).parts[0] not in ("web", "api", "jobs", "config", "cli"):
        assert broad == []
    lines = path.read_text().splitlines()
    assert [line for line in broad if "#" not in lines[line - 1] and "raise" not in "".join(lines[line : line + 3])] == []


def test_models_lists_every_table_of_its_folder():
    named = {node.module.rpartition(".")[2] for node in ast.walk(tree(HOUSE / "models" / "__init__.py")) if isinstance(node, ast.ImportFrom)}
    assert named == {path.stem for path in (HOUSE / "models").glob("*.py")} - {"__init__"}


def test_the_migrations_form_one_line_without_a_gap():
    folder = HOUSE / "models" / "migrations"
    stems = sorted(path.stem for path in folder.glob("[0-9]*.py"))
    assert [int(stem[:4]) for stem in stems] == list(range(1, len(stems) + 1))
    for earlier, later in zip(stems, stems[1:], strict=False):
        assert f'("thongquan", "{earlier}")' in (folder / f"{later}.py").read_text().replace("'", '"')


@pytest.mark.filterwarnings("ignore:Got an error checking a consistent migration history:RuntimeWarning")
def test_the_tables_are_what_the_models_say():
    said = run("-W", "ignore", "-m", "thongquan.cli.main", "manage", "makemigrations", "--check", "--dry-run")
    assert said.returncode == 0, said.stdout


@pytest.mark.parametrize("name", ["core", "learning", "dev"])
def test_every_requirement_is_locked_by_hash_and_names_no_address(name):
    lock = (CHECKOUT / "requirements" / f"{name}.txt").read_text()
    packages = re.findall(r"^\S+==\S+.*(?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)+", lock, re.MULTILINE)
    assert packages and len(packages) == len(re.findall(r"^[A-Za-z0-9]", lock, re.MULTILINE))
    assert "://" not in lock and "index-url" not in lock


def test_every_requirement_asked_for_is_locked():
    for name in ("core", "learning", "dev"):
        asked = re.findall(r"^([A-Za-z0-9][A-Za-z0-9_-]*)", (CHECKOUT / "requirements" / f"{name}.in").read_text(), re.MULTILINE)
        locked = (CHECKOUT / "requirements" / f"{name}.txt").read_text().lower().replace("_", "-")
        assert [package for package in asked if f"\n{package.lower()}==" not in f"\n{locked}"] == []


def test_what_is_read_at_run_time_lies_in_the_checkout():
    """Nothing of the product may depend on a folder outside it, and nothing of its tests on where it stands."""
    rooms = (HOUSE, CHECKOUT / "tests", CHECKOUT / "bench")
    read = (path for room in rooms for path in room.rglob("*") if path.suffix in (".py", ".html", ".js", ".css", ".toml"))
    foreign = [str(path) for path in read if path != Path(__file__) and "/work/" in path.read_text()]
    assert foreign == []


def test_ruff_finds_nothing():
    said = run("-m", "ruff", "check", "--no-cache", "--output-format", "concise", ".")
    assert said.returncode == 0, said.stdout


def test_the_rooms_import_downwards_only():
    said = run("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")
    assert said.returncode == 0, said.stdout[said.stdout.find("Broken contracts") :]


def test_the_types_are_right():
    said = run("-m", "mypy")
    assert said.returncode == 0, said.stdout


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], cwd=CHECKOUT, capture_output=True, text=True, timeout=300)
