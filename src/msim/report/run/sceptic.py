"""The sceptic's case, and what this run says to it.

An analyst, Kuznetsov, doubted the tale of a technique that decides elections. His two dull
points are put first, as strongly as they can be; then the numbers of the run speak, including
where they cannot.
"""

from __future__ import annotations

from collections.abc import Mapping

from msim.core.text import Interval, show
from msim.report.common.names import WINNING, title
from msim.report.common.sentences import sentences
from msim.report.run.data import ReportData
from msim.report.run.sentences import silenced

text = sentences("run", "parts")


def case() -> str:
    """The case that is put to the run."""
    return text.sceptic_case()


def said(data: ReportData) -> list[str]:
    """What this run says to the sceptic, a paragraph each."""
    if silenced(data):
        return [text.sceptic_no_money()]
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
    found = {step: gain for step, gain in gains(data).items() if gain.known}
    if not found:
        return ""
    told = text.sceptic_steps(found.items())
    if {"testing", "matching"} <= set(found):
        told += f" {text.sceptic_compared(_larger(found['testing'], found['matching']))}"
    return told


def _larger(testing: Interval, matching: Interval) -> str:
    """Which of the two is worth more, by their intervals."""
    if not (testing.bounded and matching.bounded):
        return "unknown"
    assert testing.low is not None and matching.high is not None
    assert matching.low is not None and testing.high is not None
    if testing.low > matching.high:
        return "testing"
    return "matching" if matching.low > testing.high else "either"


def _winning(data: ReportData) -> str:
    odds = [
        f"{show(data.arm(arm, 'win_prob'), 'rate')} with {title(arm)}"
        for arm in ("silent", "broadcast", "segmented")
        if data.arm(arm, "win_prob").known
    ]
    return text.sceptic_odds(WINNING.get(data.rule, "winning"), odds) if odds else ""


def contacts(data: ReportData) -> list[str]:
    """Channels that reach people in person or by text and have a share of the money."""
    channels = data.scenario.channels
    return [name for name in _funded(data) if channels[name].kind == "contacts"]


def _funded(data: ReportData) -> list[str]:
    return [name for name, channel in data.scenario.channels.items() if channel.share > 0]


def _meetings(data: ReportData) -> str:
    found = contacts(data)
    if not found:
        return text.sceptic_no_meetings(" and ".join(_funded(data)) or "impressions")
    ground = data.contrast("ground-broadcast")
    apart = ground.known and len(found) < len(_funded(data))
    return text.sceptic_contacts(found, ground if apart else None)


def _counted(data: ReportData) -> str:
    if data.rule == "districts":
        arm = "silent" if "silent" in data.arms else data.arms[0]
        return text.sceptic_districts(title(arm), data.arm(arm, "split"))
    return text.sceptic_popular() if data.rule == "popular" else text.sceptic_rule(data.rule)
