"""Finds the texts of an area and compares them with its catalogues: `tools/messages.py [AREA] [--add]`."""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from babel.messages.extract import extract

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "thongquan" / "web"
LOCALE = ROOT / "thongquan" / "locale"
LANGUAGES = ("vi", "zh_Hans")
HOLES = re.compile(r"%\(\w+\)0?\d*[sd]|%s|%d|%%|\{\w*\}")
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
#: what of allauth our people meet; it brings its own Chinese, its Vietnamese is ours to write
ACCOUNT_FILES = (
    "templates/account/*login.html", "templates/account/logout.html", "templates/account/password_change.html", "templates/account/password_set.html",
    "templates/account/password_reset*.html", "templates/account/reauthenticate.html",
    "templates/account/account_inactive.html", "templates/account/signup_closed.html",
    "templates/account/snippets/*.html", "templates/account/messages/*.txt", "templates/account/email/base_message.txt",
    "templates/account/email/password_reset_key_*.txt", "templates/account/email/unknown_account_*.txt",
    "templates/account/email/base_notification.txt", "templates/account/email/password_*.txt",
    "templates/mfa/**/*.html", "templates/mfa/**/*.txt",
    "account/adapter.py", "account/forms.py", "account/views.py", "account/fields.py", "account/decorators.py",
    "account/internal/flows/reauthentication.py", "mfa/adapter.py", "mfa/models.py", "mfa/base/*.py",
    "mfa/totp/*.py", "mfa/webauthn/*.py", "mfa/webauthn/internal/*.py", "mfa/recovery_codes/*.py", "mfa/internal/*.py",
    "mfa/internal/flows/*.py",
)


@dataclass(frozen=True, order=True)
class Text:
    """One text to be translated; `plural` and `context` are empty for most."""

    msgid: str
    plural: str = ""
    context: str = ""


def in_python(source: str) -> Iterator[Text]:
    """The marked texts of a Python source."""
    for _line, found, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        msgid, plural = found if isinstance(found, tuple) else (found, "")
        if msgid:
            yield Text(msgid, plural, context or "")


def in_template(source: str) -> Iterator[Text]:
    """The marked texts of a Django template."""
    from django.utils.translation.template import templatize  # optional: needs settings

    pseudo = templatize(source)
    yield from in_python("\n".join(line.lstrip() for line in pseudo.splitlines()) + "\n")


def texts(files: Iterable[Path]) -> set[Text]:
    """The texts of these files."""
    found: set[Text] = set()
    for path in files:
        source = path.read_text()
        if path.suffix == ".py":
            found.update(in_python(source))
        else:
            found.update(in_template(source))
    return found


def areas() -> tuple[str, ...]:
    """Every area that may hold texts: the folders of web/, and what of allauth we show."""
    own = (p.name for p in WEB.iterdir() if p.is_dir() and (p / "__init__.py").exists())
    return (*sorted(own), "account")


def languages(area: str) -> tuple[str, ...]:
    """The languages of an area's catalogues; allauth brings its own Chinese."""
    return ("vi",) if area == "account" else LANGUAGES


def files_of(area: str) -> list[Path]:
    """The sources of an area."""
    if area == "account":
        import allauth  # optional: only this area needs it

        home = Path(allauth.__file__).parent
        return sorted({path for pattern in ACCOUNT_FILES for path in home.glob(pattern)})
    folder = WEB / area
    return sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".html", ".txt"))


def catalogue_path(area: str, language: str) -> Path:
    """Where a catalogue lies."""
    return LOCALE / area / language / "LC_MESSAGES" / "django.po"


def catalogue(area: str, language: str) -> polib.POFile:
    """A catalogue, an empty one when there is none yet."""
    path = catalogue_path(area, language)
    if path.exists():
        return polib.pofile(str(path))
    po = polib.POFile(wrapwidth=110)
    po.metadata = {
        "Language": language, "MIME-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit", "Plural-Forms": "nplurals=1; plural=0;",
    }
    return po


def text_of(entry: polib.POEntry) -> Text:
    """The text an entry translates."""
    return Text(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def said(entry: polib.POEntry) -> str:
    """The translation, of a plural its only form."""
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def holes(text: str) -> list[str]:
    """The places of a text that values fill, sorted."""
    return sorted(HOLES.findall(text))


def gaps(area: str, language: str) -> tuple[list[Text], list[Text]]:
    """The texts without a translation, and the entries no source asks for."""
    wanted = texts(files_of(area))
    held = {text_of(e): e for e in catalogue(area, language) if not e.obsolete}
    missing = [t for t in sorted(wanted) if t not in held or held[t].fuzzy or not said(held[t])]
    return missing, [] if area == "account" else sorted(set(held) - wanted)


def add(area: str, language: str) -> None:
    """Write the missing texts into the catalogue, empty, and drop what no source asks for."""
    po = catalogue(area, language)
    missing, obsolete = gaps(area, language)
    for entry in [e for e in po if text_of(e) in obsolete]:
        po.remove(entry)
    held = {text_of(e) for e in po}
    for text in missing:
        if text not in held:
            po.append(polib.POEntry(msgid=text.msgid, msgid_plural=text.plural, msgctxt=text.context or None,
                                    msgstr_plural={0: ""} if text.plural else {}))
    path = catalogue_path(area, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    po.save(str(path))


def prepare() -> None:
    """Settings, so that templates can be read."""
    from django.conf import settings  # optional: only templates need it

    if not settings.configured:
        settings.configure(USE_I18N=True)


def main(arguments: list[str]) -> int:
    """List what is missing or too much; 1 when something is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("area", nargs="*", help="default: every area")
    parser.add_argument("--add", action="store_true", help="write empty entries for what is missing, drop what is too much")
    chosen = parser.parse_args(arguments)
    prepare()
    wrong = 0
    for area in chosen.area or areas():
        for language in languages(area):
            if chosen.add:
                add(area, language)
            missing, obsolete = gaps(area, language)
            wrong += len(missing) + len(obsolete)
            for sign, rows in (("missing", missing), ("too much", obsolete)):
                for text in rows:
                    print(f"{area}/{language}: {sign}: {text.msgid!r}" + (f" / {text.plural!r}" if text.plural else ""))
    print(f"{wrong} to mend")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
