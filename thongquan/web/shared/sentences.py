"""What a finding or a refusal says to the person on this page, in his language."""

from __future__ import annotations

from thongquan.core import form
from thongquan.core.refused import Finding
from thongquan.web.shared.tongue import tongue


def sentence(finding: Finding) -> str:
    """The sentence of a finding in the active language; its code when no book knows it."""
    if words := form.SENTENCES.get(finding.code):
        return words.say(tongue(), finding.values)
    return finding.code
