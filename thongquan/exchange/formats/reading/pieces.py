"""Pieces of text with their place on a page, and the rows of a page they make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from thongquan.core.differences import TEXT

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Piece:
    """A run of text: page from 1, box as shares of the page (left, top, right, bottom), how surely it was read."""

    text: str
    page: int
    box: Box
    sure: float = 1.0
    source: str = TEXT

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


@dataclass(frozen=True)
class Row:
    """One row of a page, its pieces from left to right; `text` joins them by two blanks where there is a gap."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(part for part, _piece in self._parts())

    def _parts(self) -> Iterable[tuple[str, Piece]]:
        for n, piece in enumerate(self.pieces):
            gap = piece.box[0] - self.pieces[n - 1].box[2] if n else 0
            yield (" " if gap < 0.02 else "  ") * bool(n) + piece.text, piece

    def piece_at(self, offset: int) -> Piece:
        """The piece that holds this place of `text`."""
        passed = 0
        for part, piece in self._parts():
            passed += len(part)
            if offset < passed:
                return piece
        return self.pieces[-1]


def rows(pieces: Iterable[Piece]) -> list[Row]:
    """The rows of all pages, top to bottom; pieces whose middles lie within half a line of each other share one."""
    found: list[list[Piece]] = []
    for piece in sorted((p for p in pieces if p.text.strip()), key=lambda p: (p.page, p.middle)):
        last = found[-1] if found else None
        if last and last[-1].page == piece.page and abs(last[-1].middle - piece.middle) <= max(last[-1].height, piece.height) / 2:
            last.append(piece)
        else:
            found.append([piece])
    return [Row(tuple(sorted(row, key=lambda p: p.box[0]))) for row in found]
