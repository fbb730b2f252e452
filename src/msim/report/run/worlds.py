"""What a world and a survey are, in how many of them two arms were equal, and what has no number.

A world is one draw of everything. Several surveys are drawn in each; a survey of a world, with what
every campaign makes of it, is a single election.
"""

from __future__ import annotations

from typing import Final

from msim.core.text import bounds, digits
from msim.report.common.names import label, measure, title
from msim.report.common.sentences import sentences
from msim.report.run.data import ReportData

said = sentences("run")
FREE: Final = "segmented_free-broadcast"
"""Two arms with the same delivery: equal where they sent the same messages."""
FEWEST: Final = 5
"""Worlds that an interval of a difference takes: with fewer, none is the ties' doing."""
COST: Final = "cost_per_net_vote"
REASONS: Final = {
    "votes are lost": "votes are lost",
    "the denominator's interval includes zero": "no gain for certain",
}
"""Why a net vote has no price, as it is printed."""


def counted(data: ReportData) -> str:
    """How many worlds a run has, in words."""
    worlds = data.summary["replicates"]
    return "1 world" if worlds == 1 else f"{_whole(worlds)} worlds"


def with_surveys(data: ReportData) -> str:
    """The same, with the surveys in each where there are several."""
    return counted(data) + (f" of {data.surveys} surveys" if data.surveys > 1 else "")


def brief(data: ReportData) -> str:
    """What a world is and what a survey, in a line."""
    return said.brief(_asked(data))


def told(data: ReportData) -> list[str]:
    """What a world is, what a survey is, and what an interval says, a sentence or two each."""
    several = data.summary["replicates"] > 1
    return said.paragraphs("worlds", counted(data), _asked(data), several)


def _asked(data: ReportData) -> int:
    """Surveys in each world that ask anybody anything."""
    return data.surveys if data.scenario.test.conducted else 1


def alike(data: ReportData, contrast: str) -> str:
    """In how many surveys two arms were exactly equal, where that says more than an interval.

    That is where too few differ for an interval, or where most are equal; empty elsewhere, and
    where all are.
    """
    few, share = too_few(data, contrast), data.share(contrast, "share_tied")
    if share is None or share == 1.0 or not (few or share >= 0.5):
        return ""
    surveys = int(data.summary["replicates"]) * data.surveys
    equal = round(share * surveys)
    first, second = (title(arm) for arm in contrast.split("-"))
    same = said.same() if contrast == FREE else said.equal(first, second)
    left = surveys - equal if few else 0
    return said.alike(same, _whole(equal), _whole(surveys), left if left < 2 else _whole(left))


def too_few(data: ReportData, contrast: str) -> bool:
    """Whether two arms are equal so often that the rest is too little for an interval."""
    equal = data.share(contrast, "share_tied")
    return bool(data.contrast(contrast).reason and equal and data.summary["replicates"] >= FEWEST)


def elections(data: ReportData, contrast: str) -> str:
    """How single elections of two arms came out; empty where there is but one."""
    ahead, tied = (data.share(contrast, which) for which in ("share_ahead", "share_tied"))
    every = int(data.summary["replicates"]) * data.surveys
    if ahead is None or every == 1:
        return ""
    first, second = (title(arm) for arm in contrast.split("-"))
    equal = digits(tied, "rate", 0) if tied else ""
    return said.elections(first, second, digits(ahead, "rate", 0), equal)


def unpriced(data: ReportData) -> str:
    """Which arms' net votes have no price, and why; empty where all have one."""
    arms: dict[str, list[str]] = {}
    for arm in data.speaking:
        why = beneath(data, arm, COST)
        if why and not data.arm(arm, COST).known:
            arms.setdefault(why, []).append(label(arm))
    each = [f"{', '.join(names)} ({why})" for why, names in arms.items()]
    return said.unpriced(each) if each else ""


def beneath(data: ReportData, arm: str, name: str) -> str:
    """What stands under a number in a table: its interval, or why a net vote has no price."""
    value = data.arm(arm, name)
    if name == COST and not value.known and data.arm(arm, "spend").mean:
        return REASONS.get(value.reason, "")
    return bounds(value, measure(name).unit)


def _whole(count: int) -> str:
    return digits(float(count), "votes", 0)
