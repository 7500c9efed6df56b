"""What a PDF shows, as one digest that leaves out its signatures and their evidence."""

from __future__ import annotations

import hashlib
import io
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf

#: parts of the catalogue and of the form that signing adds or renews, and that nobody sees
EVIDENCE = {"/DSS", "/Extensions", "/Perms", "/Metadata", "/SigFlags", "/Version"}
#: how a stream is packed into the file says nothing of what it shows
PACKING = {"/Length"}
#: what a box shows, and whether it does
LOOK = ("/AP", "/AS", "/F", "/MK", "/OC", "/Rect")
DEEPEST, MOST_FIELDS = 60, 500


def only_signed_since(before: bytes, after: bytes) -> bool:
    """Whether two revisions of a file differ by signatures, time stamps and their evidence alone.

    A box for a signature that nobody has given, or that was given before, may stand there only as it stood: it could cover
    the page. Raises ValueError when a revision cannot be read.
    """
    told, later = _looked_at(before), _looked_at(after)
    return told.shows == later.shows and all(box in told.boxes for box in later.boxes if box[0] in told.given)


@dataclass(frozen=True)
class _Looked:
    """What a revision shows, as SHA-256 over all that hangs on its catalogue; the signatures given in it; the boxes of signatures.

    A box is whose it is (empty while nobody has given it) and how it looks.
    """

    shows: str
    given: frozenset[str]
    boxes: frozenset[tuple[str, str]]


def _looked_at(content: bytes) -> _Looked:
    """One revision. Objects are numbered in the order in which they are met, so that it does not matter how the file numbers them."""
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as pdf:
            for holder in (pdf.Root, pdf.Root.get("/AcroForm")):  # there alone: elsewhere a picture may bear such a name
                for key in EVIDENCE if isinstance(holder, pikepdf.Dictionary) else ():
                    if key in holder:
                        del holder[key]
            given = {field.objgen: hashlib.sha256(bytes(field.V.get("/Contents", pikepdf.String("")))).hexdigest() for field in signed_fields(pdf)}
            walk = _Walk(pdf.Root)
            shows = walk.digest()
            boxes = frozenset((_whose(box, given), _Walk(pikepdf.Dictionary({key: box[key] for key in LOOK if key in box})).digest()) for box in walk.boxes)
            return _Looked(shows, frozenset({"", *given.values()}), boxes)
    except (pikepdf.PdfError, pikepdf.PasswordError) as broken:
        raise ValueError(str(broken)) from broken


def signed_fields(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """The form's signature fields that somebody has filled, in their order."""
    form = pdf.Root.get("/AcroForm")
    todo = list(form.get("/Fields", [])) if isinstance(form, pikepdf.Dictionary) else []
    seen = 0
    while todo and seen < MOST_FIELDS:
        field, seen = todo.pop(0), seen + 1
        if not isinstance(field, pikepdf.Dictionary):
            continue
        todo.extend(field.get("/Kids", []))
        if field.get("/FT") == pikepdf.Name.Sig and isinstance(field.get("/V"), pikepdf.Dictionary):
            yield field


def _whose(box: Any, given: Mapping[tuple[int, int], str]) -> str:
    """Which signature stands in this box; none in one whose field is not a filled one of the form, whatever it says of itself."""
    parent = box.get("/Parent")
    holders = [one.objgen for one in (box, parent) if isinstance(one, pikepdf.Dictionary) and one.is_indirect]
    return next((given[one] for one in holders if one in given), "")


class _Walk:
    """All objects from the catalogue on, each written once."""

    def __init__(self, root: Any) -> None:
        self.met: dict[tuple[int, int], int] = {}
        self.todo: deque[Any] = deque()
        #: the boxes of signatures that have a look
        self.boxes: list[Any] = []
        if root.is_indirect:
            self.named(root)
        else:
            self.todo.append(root)

    def digest(self) -> str:
        found = hashlib.sha256()
        while self.todo:
            found.update(self.written(self.todo.popleft(), 0).encode())
        return found.hexdigest()

    def named(self, value: Any) -> str:
        """An object by its number; what is met for the first time waits to be written."""
        if value.objgen not in self.met:
            self.met[value.objgen] = len(self.met)
            self.todo.append(value)
        return f"R{self.met[value.objgen]}"

    def inside(self, value: Any, depth: int) -> str:
        """A value where it stands: dictionaries and streams of their own by number, all else in full."""
        own = isinstance(value, pikepdf.Dictionary | pikepdf.Stream) and value.is_indirect
        return self.named(value) if own else self.written(value, depth + 1)

    def written(self, value: Any, depth: int) -> str:
        """A value in full."""
        if depth > DEEPEST:
            raise ValueError("nested too deep")
        if isinstance(value, pikepdf.Array):
            return f"[{' '.join(self.inside(one, depth) for one in value)}]"
        if isinstance(value, pikepdf.Stream):
            packed = hashlib.sha256(value.read_raw_bytes()).hexdigest()
            return f"{self.pairs(value, depth)}{packed}"
        if isinstance(value, pikepdf.Dictionary):
            return self.pairs(value, depth)
        return f"{type(value).__name__}:{value!r}"

    def pairs(self, value: Any, depth: int) -> str:
        """Keys in order; a list that holds nothing but signatures is as one that is not there."""
        packing = PACKING if isinstance(value, pikepdf.Stream) else ()
        told = ((key, (self.unsigned if holds_fields(value, key) else self.inside)(value[key], depth)) for key in sorted(value.keys()) if key not in packing)
        return f"<{' '.join(f'{key} {text}' for key, text in told if text != '[]')}>"

    def unsigned(self, value: Any, depth: int) -> str:
        """A list of fields or of notes on a page, without the signatures in it."""
        if not isinstance(value, pikepdf.Array):
            return self.inside(value, depth)
        self.boxes += [one for one in value if signs(one) and "/AP" in one]
        return f"[{' '.join(self.inside(one, depth + 1) for one in value if not signs(one))}]"


def holds_fields(value: Any, key: str) -> bool:
    """Whether fields or their boxes hang here. A page that calls itself a signature hangs elsewhere, and is what it shows."""
    return key in ("/Annots", "/Fields") or (key == "/Kids" and "/T" in value)


def signs(value: Any) -> bool:
    """Whether this is a field or a box of a signature; a note on the page is none, whatever it calls itself."""
    if not isinstance(value, pikepdf.Dictionary) or value.get("/Subtype", pikepdf.Name.Widget) != pikepdf.Name.Widget:
        return False
    parent = value.get("/Parent")
    kind = value.get("/FT") or (parent.get("/FT") if isinstance(parent, pikepdf.Dictionary) and "/Kids" in parent else None)
    return bool(kind == pikepdf.Name.Sig)
