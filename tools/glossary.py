"""Writes docs/glossary.md from the trade's terms in the catalogue."""

import sys
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from thongquan.catalog.terms import TERMS

TARGET = Path(__file__).resolve().parents[1] / "docs" / "glossary.md"
HEAD = """# Words of the trade

Every text of the platform uses these words. Written by `python tools/glossary.py` from `thongquan/catalog/data/terms.csv`.

| Tiếng Việt | English | 简体中文 |
|---|---|---|
"""


def glossary() -> str:
    """The whole page."""
    return HEAD + "".join(f"| {term.vi} | {term.en} | {term.zh} |\n" for term in TERMS)


if __name__ == "__main__":
    TARGET.write_text(glossary())
    print(f"{TARGET.name}: {len(TERMS)} terms", file=sys.stderr)
