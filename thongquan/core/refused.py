"""The one way to say no: a code, the field it points at, and the values of its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """What a rule found. `pointer` is a JSON pointer into the form; `blocks` false means a warning."""

    code: str
    pointer: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    blocks: bool = True


class Refused(Exception):
    """An act that the law or the procedure does not allow now. The doors translate it."""

    def __init__(self, code: str, pointer: str = "", **values: Any) -> None:
        super().__init__(code)
        self.findings: tuple[Finding, ...] = (Finding(code, pointer, values),)

    @property
    def code(self) -> str:
        return self.findings[0].code


class RulesBroken(Refused):
    """Several rules at once, each with its own pointer."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        Exception.__init__(self, ", ".join(f"{f.code} {f.pointer}" for f in findings if f.blocks))
        self.findings = tuple(findings)


class NotFound(Refused):
    """The object does not exist for this person; the doors answer 404."""


class Conflict(Refused):
    """The object moved on meanwhile, or its state forbids the change; the doors answer 409."""


class NotAllowed(Refused):
    """This role may not take this step; the doors answer 403."""


class TryLater(Refused):
    """A passing condition; the same call may go through later (the doors answer 503)."""
