"""What a finding or a refusal says to the person on this page, and what he can do next."""

from __future__ import annotations

from thongquan.core.refusals import explain
from thongquan.core.refused import Finding
from thongquan.web.shared.tongue import tongue


def sentence(finding: Finding) -> str:
    """What is wrong, in the active language."""
    return explain(finding.code, finding.values, tongue()).says


def advice(finding: Finding) -> str:
    """What to do next, in the active language."""
    return explain(finding.code, finding.values, tongue()).do


def whole(finding: Finding) -> str:
    """What is wrong and what to do next, as it stands beside a field; a blank field says by itself what to do."""
    if finding.code == "FRM-01":
        return sentence(finding)
    end = "。" if tongue() == "zh" else ". "
    return f"{sentence(finding).rstrip('.。')}{end}{advice(finding)}"
