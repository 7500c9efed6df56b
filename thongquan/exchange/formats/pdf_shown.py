"""What a PDF shows, as one digest that leaves out its signatures and their evidence."""

from __future__ import annotations

import hashlib
import io
from collections import deque
from typing import Any

import pikepdf

#: parts of the catalogue and of the form that signing adds or renews, and that nobody sees
EVIDENCE = {"/DSS", "/Extensions", "/Perms", "/Metadata", "/SigFlags", "/Version"}
#: how a stream is packed into the file says nothing of what it shows
PACKING = {"/Length"}
DEEPEST = 60


def only_signed_since(before: bytes, after: bytes) -> bool:
    """Whether two revisions of a file differ by signatures, time stamps and their evidence alone.

    A box for a signature that nobody has given may stand there only as it stood before: it could cover the page. Raises
    ValueError when a revision cannot be read.
    """
    told, later = _looked_at(before), _looked_at(after)
    return told[0] == later[0] and later[1] <= told[1]


def _looked_at(content: bytes) -> tuple[str, frozenset[str]]:
    """What a revision shows, as SHA-256 over all that hangs on its catalogue, and the empty boxes for signatures in it.

    Objects are numbered in the order in which they are met, so that it does not matter how the file numbers them.
    """
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as pdf:
            for holder in (pdf.Root, pdf.Root.get("/AcroForm")):  # there alone: elsewhere a picture may bear such a name
                for key in EVIDENCE if isinstance(holder, pikepdf.Dictionary) else ():
                    if key in holder:
                        del holder[key]
            walk = _Walk(pdf.Root)
            digest = walk.digest()
            return digest, frozenset(_Walk(box).digest() for box in walk.empty)
    except (pikepdf.PdfError, pikepdf.PasswordError) as broken:
        raise ValueError(str(broken)) from broken


class _Walk:
    """All objects from the catalogue on, each written once."""

    def __init__(self, root: Any) -> None:
        self.met: dict[tuple[int, int], int] = {}
        self.todo: deque[Any] = deque()
        #: appearances of signature fields that nobody has signed
        self.empty: list[Any] = []
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
            boxes = [one for one in value if signs(one)]
            self.empty += [pikepdf.Dictionary(AP=one.AP, Rect=one.get("/Rect", pikepdf.Array())) for one in boxes if "/AP" in one and not given(one)]
            return f"[{' '.join(self.inside(one, depth) for one in value if not signs(one))}]"
        if isinstance(value, pikepdf.Stream):
            packed = hashlib.sha256(value.read_raw_bytes()).hexdigest()
            return f"{self.pairs(value, depth)}{packed}"
        if isinstance(value, pikepdf.Dictionary):
            return self.pairs(value, depth)
        return f"{type(value).__name__}:{value!r}"

    def pairs(self, value: Any, depth: int) -> str:
        """Keys in order; a list that holds nothing but signatures is as one that is not there."""
        packing = PACKING if isinstance(value, pikepdf.Stream) else ()
        told = ((key, self.inside(value[key], depth)) for key in sorted(value.keys()) if key not in packing)
        return f"<{' '.join(f'{key} {text}' for key, text in told if text != '[]')}>"


def signs(value: Any) -> bool:
    """Whether this is a field or a box of a signature."""
    if not isinstance(value, pikepdf.Dictionary):
        return False
    parent = value.get("/Parent")
    kind = value.get("/FT") or (parent.get("/FT") if isinstance(parent, pikepdf.Dictionary) and "/Kids" in parent else None)
    return bool(kind == pikepdf.Name.Sig)


def given(box: Any) -> bool:
    """Whether the signature of this field or box has been given."""
    parent = box.get("/Parent")
    return "/V" in box or isinstance(parent, pikepdf.Dictionary) and "/V" in parent
