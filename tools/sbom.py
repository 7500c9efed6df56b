"""Writes sbom.cdx.json (CycloneDX 1.6): locked packages and files by others; no clock, no chance."""

import json
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

CHECKOUT = Path(__file__).resolve().parents[1]
TARGET = CHECKOUT / "sbom.cdx.json"
VENDORED = CHECKOUT / "thongquan" / "web" / "static" / "vendor" / "VENDOR.md"
LOCKED = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)[^\n]*((?:\n    [^\n]*)*)", re.MULTILINE)
ROW = re.compile(r"^\| `([^`]+)` \| (\S+) (\S+)([^|]*) \| ([^|]+) \| `([0-9a-f]{64})` \|$", re.MULTILINE)
#: rows of VENDOR.md name a licence in words where more than one applies
EXPRESSIONS = {"MIT (zxing-cpp Apache-2.0)": "MIT AND Apache-2.0"}


class Package(NamedTuple):
    """One locked package: its name, version, the digests of its files, and whether the running platform needs it."""

    name: str
    version: str
    digests: tuple[str, ...]
    runs: bool


class File(NamedTuple):
    """One file by others that lies in the checkout."""

    path: str
    package: str
    version: str
    licence: str
    digest: str
    runs: bool


def packages(checkout: Path = CHECKOUT) -> list[Package]:
    """Every locked package once; what the platform runs on counts before what only its tests need."""
    found: dict[str, Package] = {}
    for lock, runs in (("core.txt", True), ("learning.txt", True), ("dev.txt", False)):
        for name, version, lines in LOCKED.findall((checkout / "requirements" / lock).read_text()):
            digests = tuple(sorted(re.findall(r"--hash=sha256:([0-9a-f]{64})", lines)))
            found.setdefault(name, Package(name, version, digests, runs))
    return sorted(found.values())


def files(listing: Path = VENDORED) -> list[File]:
    """The files by others, as VENDOR.md lists them with their digests."""
    rows = ROW.findall(listing.read_text())
    return sorted(
        File(path, package, version, EXPRESSIONS.get(licence, licence), digest, "tests only" not in note)
        for path, package, version, note, licence, digest in rows
    )


def of_package(package: Package) -> dict[str, Any]:
    """A locked package as a component; each published file of it has its own digest."""
    purl = f"pkg:pypi/{package.name}@{package.version}"
    return {
        "type": "library", "bom-ref": purl, "name": package.name, "version": package.version, "purl": purl,
        "scope": "required" if package.runs else "excluded",
        "externalReferences": [{
            "type": "distribution", "url": f"https://pypi.org/project/{package.name}/{package.version}/",
            "hashes": [{"alg": "SHA-256", "content": digest} for digest in package.digests],
        }],
    }  # fmt: skip


def of_file(file: File) -> dict[str, Any]:
    """A file by others as a component, with the package it was taken from."""
    return {
        "type": "file", "bom-ref": file.path, "name": file.path, "version": file.version,
        "scope": "required" if file.runs else "excluded",
        "hashes": [{"alg": "SHA-256", "content": file.digest}],
        "licenses": [{"expression": file.licence}],
        "purl": f"pkg:npm/{file.package.replace('@', '%40')}@{file.version}",
    }  # fmt: skip


def sbom() -> str:
    """The whole list as JSON, letter for letter the same for the same lock files."""
    project = (CHECKOUT / "pyproject.toml").read_text()
    version = re.search(r'^version = "([^"]+)"', project, re.MULTILINE)
    itself = f"thongquan@{version[1] if version else '0'}"
    parts = [*map(of_package, packages()), *map(of_file, files())]
    return json.dumps({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"component": {
            "type": "application", "bom-ref": itself, "name": "thongquan", "version": itself.partition("@")[2],
            "licenses": [{"license": {"id": "Apache-2.0"}}],
        }},
        "components": parts,
        "dependencies": [{"ref": itself, "dependsOn": [part["bom-ref"] for part in parts if part["scope"] == "required"]}],
    }, indent=1) + "\n"  # fmt: skip


if __name__ == "__main__":
    TARGET.write_text(sbom())
    print(f"{TARGET.name}: {len(packages())} packages, {len(files())} files", file=sys.stderr)
