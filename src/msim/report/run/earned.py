"""Who meets the campaign only because somebody passed it on? Earned reach in words."""

from __future__ import annotations

from msim.core.text import show
from msim.report.common.names import label
from msim.report.run.data import ReportData


def earned(data: ReportData) -> str:
    """Whom only other voters' passing it on has reached."""
    if not data.has("earned_reach_rate"):
        return ""
    found = {arm: data.arm(arm, "earned_reach_rate") for arm in ("broadcast", "segmented")}
    found = {arm: value for arm, value in found.items() if value.known} or {
        arm: data.arm(arm, "earned_reach_rate") for arm in data.speaking[:2]
    }
    if not any(value.mean for value in found.values()):
        return "Nobody met the campaign only because somebody passed it on."
    each = [f"{show(value, 'rate')} with {label(arm)}" for arm, value in found.items()]
    text = (
        f"Of the electorate, {' and '.join(each)} met the campaign only because somebody passed it "
        "on (earned reach); reach counts them in."
    )
    gap = data.contrast("segmented-broadcast", "earned_reach_rate")
    if not gap.bounded:
        return text
    said = {1: "more", -1: "less", 0: "no more and no less that could be told apart"}
    return f"{text} Segmented is passed on to {said[gap.side]} than broadcast."
