"""The sceptic's case, and what this run says to it.

An analyst, Kuznetsov, doubted the tale of a technique that decides elections. His two dull
points are put first, as strongly as they can be; then the numbers of the run speak, including
where they cannot.
"""

from __future__ import annotations

from collections.abc import Mapping

from msim.core.text import Interval, show
from msim.report.common.names import WINNING, label
from msim.report.run.data import ReportData
from msim.report.run.sentences import difference, in_votes, silenced

CASE = (
    "The analyst Kuznetsov put the case against the tale: whoever says that a technique won an "
    "election is looking for a magician, and passes over what is dull. The winner's side held "
    "about ten times as many meetings with voters, and, when the votes were counted, it had "
    "about three million fewer of them than the loser."
)


def said(data: ReportData) -> list[str]:
    """What this run says to the sceptic, a paragraph each."""
    if silenced(data):
        return ["With a budget of 0 no arm says anything, so this run has no answer to him."]
    parts = [_values(data), _winning(data), _meetings(data), _counted(data)]
    return [part for part in parts if part]


def gains(data: ReportData) -> dict[str, Interval]:
    """The three rungs in dispute: testing, matching, delivery (those that ran, each alone)."""
    steps = {
        ("naive", "broadcast"): "testing",
        ("broadcast", "segmented_free"): "matching",
        ("segmented_free", "segmented"): "delivery",
    }
    found = {}
    for entry in data.summary.get("ladder", []):
        step = (entry.get("from"), entry.get("step")) if isinstance(entry, Mapping) else None
        if step in steps:
            found[steps[step]] = Interval.of(entry.get("gain"))
    return found


def _values(data: ReportData) -> str:
    found = gains(data)
    names = {
        "testing": "choosing the message by a test instead of at random",
        "matching": "giving each segment its own message",
        "delivery": "delivering to segments rather than to all, at its price and with its gaps",
    }
    told = [f"{names[key]}: {difference(gain)}" for key, gain in found.items() if gain.known]
    if not told:
        return ""
    text = f"In net votes, {'; '.join(told)}."
    if "testing" in found and "matching" in found:
        text += f" {_compared(found['testing'], found['matching'])}"
    return text


def _compared(testing: Interval, matching: Interval) -> str:
    if None in (testing.low, testing.high, matching.low, matching.high):
        return "One world cannot say which of testing and matching is worth more."
    assert testing.low is not None and matching.high is not None
    assert matching.low is not None and testing.high is not None
    if testing.low > matching.high:
        return (
            "Testing, which needs no file on any voter, is worth more than matching: in this "
            "country the duller half of the craft does more than the segments."
        )
    if matching.low > testing.high:
        return (
            "Matching is worth more than testing: in this country the segments do what one "
            "well-tested message could not."
        )
    return (
        "The intervals of testing and of matching overlap: this run does not say which of the "
        "two is worth more."
    )


def _winning(data: ReportData) -> str:
    odds = [
        f"{show(data.arm(arm, 'win_prob'), 'rate')} with {label(arm)}"
        for arm in ("silent", "broadcast", "segmented")
        if data.arm(arm, "win_prob").known
    ]
    won = WINNING.get(data.rule, "winning")
    return f"The probability of {won} is {', '.join(odds)}." if odds else ""


def contacts(data: ReportData) -> list[str]:
    """Channels that reach people in person or by text and have a share of the money."""
    channels = data.setting("channels", {})
    return [
        name
        for name, channel in channels.items()
        if channel.get("kind") == "contacts" and channel.get("share", 0) > 0
    ]


def _funded(data: ReportData) -> list[str]:
    channels = data.setting("channels", {})
    return [name for name, channel in channels.items() if channel.get("share", 0) > 0]


def _meetings(data: ReportData) -> str:
    found = contacts(data)
    ground = data.contrast("ground-broadcast")
    if found:
        text = f"Contacts in this run: {', '.join(found)}; what they add is in the arms above."
        if ground.known and len(found) < len(_funded(data)):
            text += (
                " All money on contacts rather than on one message for everybody makes "
                f"{in_votes(ground)}{'' if ground.side else ', no detectable change'}."
            )
        return text
    channels = " and ".join(data.setting("channels", {})) or "impressions"
    return (
        f"Meetings are not in this run: all its money goes into {channels}. It can neither "
        "confirm nor deny that meetings decided anything; it only says how much or how little "
        "there is for targeting to explain."
    )


def _counted(data: ReportData) -> str:
    if data.rule == "districts":
        arm = "silent" if "silent" in data.arms else data.arms[0]
        split = data.arm(arm, "split")
        text = (
            "Votes are counted by districts here, so his second point can happen: more votes do "
            "not have to win"
        )
        if not split.known:
            return f"{text}."
        return f"{text}. With {label(arm)} the side with fewer won in {show(split, 'rate')}."
    if data.rule != "popular":
        return f"Votes are counted by the rule '{data.rule}'."
    return (
        "Votes are counted as one popular vote, so nobody can win here with fewer votes than the "
        "other side. That his second point could happen at all is a matter of how votes in "
        "districts are added up, which this run leaves out."
    )
