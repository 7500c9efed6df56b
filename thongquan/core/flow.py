"""A procedure as a table of steps: from which state, by which roles, to which state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from thongquan.core.refused import Conflict, NotAllowed
from thongquan.core.words import Words


@dataclass(frozen=True)
class Step:
    """One official step. `end` empty means the state stays; `grave` asks for a fresh second factor."""

    name: str
    starts: tuple[str, ...]
    end: str
    by: frozenset[str]
    says: Words
    grave: bool = False


@dataclass(frozen=True)
class Flow:
    """A procedure: its first state, the words of its states, and its steps."""

    name: str
    first: str
    states: dict[str, Words]
    steps: tuple[Step, ...]

    def take(self, step_name: str, state: str, roles: frozenset[str]) -> str:
        """The state after `step_name`; refuses with FLW-01 (wrong state) or FLW-02 (wrong role)."""
        here = [s for s in self.steps if s.name == step_name and state in s.starts]
        if not here:
            raise Conflict("FLW-01", step=step_name, state=state)
        for step in here:
            if step.by & roles:
                return step.end or state
        raise NotAllowed("FLW-02", step=step_name)

    def starts(self, step_name: str) -> frozenset[str]:
        """The states from which a step may be taken by somebody."""
        return frozenset(state for step in self.steps if step.name == step_name for state in step.starts)

    def open_to(self, state: str, roles: frozenset[str]) -> Iterator[Step]:
        """The steps this person may take from this state, in the table's order."""
        return (s for s in self.steps if state in s.starts and s.by & roles)

    def diagram(self) -> str:
        """The procedure as a Mermaid state diagram."""
        lines = [
            f"    {start} --> {s.end or start}: {s.name}"
            for s in self.steps for start in s.starts
        ]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.first}", *lines])
