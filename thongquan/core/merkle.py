"""The Merkle log of RFC 6962: leaves, a frontier that grows, proofs that others can check."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(payload: bytes) -> bytes:
    """SHA-256 of 0x00 and the entry (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\0" + payload).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of 0x01 and the two children."""
    return hashlib.sha256(b"\1" + left + right).digest()


@dataclass
class Frontier:
    """The right edge of a growing log: the roots of its complete subtrees, largest first.

    Enough to add leaves and to tell the root; never more than 64 hashes, whatever the size.
    """

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)

    def add(self, leaf: bytes) -> None:
        """Append one leaf hash."""
        for _ in range(_trailing_ones(self.size)):
            leaf = node_hash(self.hashes.pop(), leaf)
        self.hashes.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root

    def state(self) -> dict[str, Any]:
        """The frontier as plain JSON values, to be kept with the checkpoint."""
        return {"size": self.size, "hashes": [h.hex() for h in self.hashes]}

    @classmethod
    def of_state(cls, state: dict[str, Any]) -> Frontier:
        """The frontier kept by `state`; a list that does not belong to its size raises ValueError."""
        size, hashes = int(state["size"]), [bytes.fromhex(h) for h in state["hashes"]]
        if size < 0 or len(hashes) != size.bit_count() or any(len(h) != 32 for h in hashes):
            raise ValueError("the frontier does not fit its size")
        return cls(size, hashes)


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root()


Range = tuple[int, int]


def inclusion_path(index: int, size: int) -> list[Range]:
    """The ranges of leaves whose roots prove leaf `index` in a log of `size`, nearest first.

    All but the last range to the right are complete subtrees, so stored tiles can answer for them.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a log of {size}")
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency_path(old: int, new: int) -> list[Range]:
    """The ranges of leaves whose roots prove that the log of `new` begins with the log of `old`."""
    if not 0 < old <= new:
        raise ValueError(f"no proof from {old} to {new}")
    if old == new:
        return []
    path, start, end = [], 0, new
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    if start:
        path.append((start, end))
    return path[::-1]


def inclusion_proof(leaves: Sequence[bytes], index: int, size: int | None = None) -> list[bytes]:
    """The audit path of leaf `index` in the log of the first `size` leaves (RFC 6962 §2.1.1)."""
    return [root_of(leaves[a:b]) for a, b in inclusion_path(index, len(leaves) if size is None else size)]


def consistency_proof(leaves: Sequence[bytes], old: int, new: int | None = None) -> list[bytes]:
    """The proof that the first `old` leaves are still those of the first `new` (RFC 6962 §2.1.2)."""
    return [root_of(leaves[a:b]) for a, b in consistency_path(old, len(leaves) if new is None else new)]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows this leaf hash at `index` of the log with this size and root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the log of `new` with `new_root` begins with the log of `old` with `old_root` (RFC 9162 §2.1.4.2)."""
    if old == new:
        return not proof and old_root == new_root
    if not 0 < old < new or not proof:
        return False
    path = iter([old_root, *proof] if old & (old - 1) == 0 else proof)
    ones = _trailing_ones(old - 1)
    at, last = (old - 1) >> ones, (new - 1) >> ones
    first = second = next(path)
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def roots(leaves: Sequence[bytes]) -> Iterator[bytes]:
    """The root after each leaf in turn."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
        yield frontier.root()


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def _trailing_ones(number: int) -> int:
    return (~number & (number + 1)).bit_length() - 1
