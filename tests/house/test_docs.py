"""What is written for people is true: links lead somewhere, names exist, generated pages are current."""

import re
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from thongquan.cli.main import COMMANDS
from thongquan.web.shared.demo_people import EVERYBODY
from tools import glossary, notices, pictures, sbom

CHECKOUT = Path(__file__).resolve().parents[2]
README, OPERATING, CONTRIBUTING = (CHECKOUT / name for name in ("README.md", "docs/operating.md", "CONTRIBUTING.md"))
PAGES = sorted([*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/**/*.md")])
SHORT = [page for page in PAGES if page.name not in ("rulebook.md", "procedures.md")]
LINK = re.compile(r"\]\(([^)\s]+)\)")
SETTING = re.compile(r"\b(?:THONGQUAN_[A-Z_]*[A-Z]|DATABASE_URL|PORT)\b")
#: handed on between processes of the tests alone, or read by the system under them
OF_TESTS = {"THONGQUAN_TEST_RUN", "THONGQUAN_WRITE_VECTORS", "THONGQUAN_LONG", "THONGQUAN_KEEP"}


def named(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def anchors(page: Path) -> set[str]:
    """The names under which headings are linked to."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@cache
def source(*folders: str) -> str:
    """All text of these folders: code, templates, scripts."""
    kinds = {".py", ".html", ".js", ".po", ".csv", ".toml", ""}
    found = [path for folder in folders for path in sorted((CHECKOUT / folder).rglob("*")) if path.suffix in kinds and path.is_file()]
    return "\n".join(path.read_text(errors="replace") for path in found)


def settings_of_code() -> set[str]:
    """Every setting that the platform reads from its environment."""
    code = source("thongquan") + (CHECKOUT / "run").read_text() + (CHECKOUT / "bin" / "environment").read_text()
    return set(re.findall(r"THONGQUAN_[A-Z_]*[A-Z]", code)) | {f"THONGQUAN_{name}" for name in re.findall(r"setting\(['\"]([A-Z_]+)['\"]\)", code)}


@pytest.mark.parametrize("page", SHORT, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = []
    for link in LINK.findall(page.read_text()):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert not lost


def test_every_command_is_described_and_every_described_command_exists() -> None:
    told = {word for page in SHORT for word in re.findall(r"\bthongquan ([a-z]+)\b", "\n".join(re.findall(r"`[^`\n]+`", page.read_text())))}
    table = set(re.findall(r"^\| `thongquan ([a-z]+)`", README.read_text(), re.MULTILINE))
    assert told <= set(COMMANDS)
    assert table == set(COMMANDS)


def test_settings_in_the_guides_are_those_of_the_code() -> None:
    told = set(SETTING.findall(README.read_text() + OPERATING.read_text()))
    assert told - {"PORT", "DATABASE_URL"} <= settings_of_code()
    assert settings_of_code() <= told | OF_TESTS


def test_other_pages_name_no_setting_that_is_gone() -> None:
    known = settings_of_code() | OF_TESTS | {"PORT", "DATABASE_URL"}
    assert {word for page in SHORT for word in SETTING.findall(page.read_text())} <= known


def test_the_people_of_the_demo_are_introduced() -> None:
    rows = re.findall(r"^\| `([a-z]+)` \| ([^|]+) \|", README.read_text(), re.MULTILINE)
    assert rows == [(person.username, person.name) for person in EVERYBODY]


def test_what_the_tour_tells_to_press_is_on_the_pages() -> None:
    text = README.read_text()
    tour = text[text.index("## Ten minutes: one"):text.index("## For operators")]
    labels = set(re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", tour))
    pages = source("thongquan").lower()
    assert len(labels) > 40
    assert not sorted(label for label in labels if label.lower() not in pages)


@pytest.mark.parametrize("page", SHORT, ids=named)
def test_paths_in_the_text_exist(page: Path) -> None:
    paths = re.findall(r"`((?:thongquan|tests|tools|docs|bench|requirements|bin)/[\w./*-]+)`", page.read_text())
    assert not [path for path in paths if not list(CHECKOUT.glob(path.rstrip("/")))]


def test_the_bill_of_materials_is_current() -> None:
    assert sbom.TARGET.read_text() == sbom.sbom(), "run: python tools/sbom.py"


def test_every_package_of_the_lock_files_is_in_the_bill() -> None:
    locks = "".join((CHECKOUT / "requirements" / name).read_text() for name in ("core.txt", "learning.txt", "dev.txt"))
    names = set(re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==", locks, re.MULTILINE))
    packages = sbom.packages()
    assert {package.name for package in packages} == names
    assert all(package.digests for package in packages)


def test_the_notices_are_current_and_name_every_licence() -> None:
    assert notices.TARGET.read_text() == notices.notices(), "run: python tools/notices.py"
    assert not [package.name for package in sbom.packages() if not notices.licence(package)]


def test_the_glossary_is_current() -> None:
    assert glossary.TARGET.read_text() == glossary.glossary(), "run: python tools/glossary.py"


def test_every_picture_is_there_and_small() -> None:
    kept = {path.stem: path for path in pictures.FOLDER.glob("*.png")}
    assert set(kept) == {picture.name for picture in pictures.PICTURES}
    for picture in pictures.PICTURES:
        assert kept[picture.name].stat().st_size <= pictures.LARGEST
        with Image.open(kept[picture.name]) as seen:
            assert seen.width in (picture.size[0], 2 * picture.size[0])
