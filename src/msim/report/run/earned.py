"""Who meets the campaign only because somebody passed it on? Earned reach in words."""

from __future__ import annotations

from msim.core.text import show
from msim.report.common.names import title
from msim.report.common.sentences import sentences
from msim.report.run.data import ReportData

said = sentences("run", "parts")


def earned(data: ReportData) -> str:
    """Whom only other voters' passing it on has reached."""
    if not data.has("earned_reach_rate"):
        return ""
    found = {arm: data.arm(arm, "earned_reach_rate") for arm in ("broadcast", "segmented")}
    found = {arm: value for arm, value in found.items() if value.known} or {
        arm: data.arm(arm, "earned_reach_rate") for arm in data.speaking[:2]
    }
    if not any(value.mean for value in found.values()):
        return said.earned_nobody()
    each = [f"{show(value, 'rate')} with {title(arm)}" for arm, value in found.items()]
    return said.earned(each, data.contrast("segmented-broadcast", "earned_reach_rate"))
