"""What verification found, and how much it looked at."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_FINDINGS = 1000


@dataclass(frozen=True)
class Discrepancy:
    """Something that cannot be so in a log and tables nobody has tampered with."""

    code: str
    where: str
    detail: str = ""


@dataclass
class Report:
    """What verification saw; clean when it found nothing."""

    leaves: int = 0
    checkpoints: int = 0
    witnessed: int = 0
    waiting: int = 0
    rows: int = 0
    root: str = ""
    found: int = 0
    findings: list[Discrepancy] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not self.found

    def add(self, code: str, where: str, detail: str = "") -> None:
        """One more finding; after a thousand only their number grows."""
        self.found += 1
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Discrepancy(code, where, detail))
